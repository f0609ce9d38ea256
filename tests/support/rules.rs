//! Rule files made up for property tests: valid ones of every unit, with phrases that the made-up documents hold.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use unchaff::{Code, RuleError, RuleSet};

const WORDS: &[&str] = &[
    "the",
    "council",
    "harbour",
    "on monday",
    "sign up",
    "newsletter",
    "read more",
    "advertisement",
    "a",
    "singer mona tarn",
    "who",
    "said",
    "сов",
    "港",
    "city",
    "1",
    "old harbour before",
    "number 4",
    "share",
    "two",
    "costs",
    "for",
    "by",
];
const SHAPES: &[&str] = &[
    "prose",
    "short",
    "line",
    "headline",
    "title-case",
    "all-caps",
    "label",
    "heading",
    "list-item",
    "link",
    "age",
    "date",
    "byline",
    "person",
    "publisher",
    "separator",
    "question",
    "credit",
    "number",
    "url",
];
const REGEXES: &[&str] =
    &["(?i)(the|a) [a-z]+", "(?i)council(?P<span> .{0,9})", "[A-Z].*", ".", "(?s).+", "(?i)sign up.{0,20}"];
const ACTIONS: &[&str] = &["drop", "drop", "drop", "lift", "split", "keep", "note"];
const UNITS: &[&str] = &["span", "sentence", "block", "block", "section", "run", "sequence", "rest"];
const REGIONS: &[&str] = &["anywhere", "anywhere", "head", "tail", "body", "edge", "top", "foot"];
const FLAGS: &[&str] = &["quoted", "introduced", "beside_removed", "fused", "off_topic", "own_name", "exact_case"];
const PLACES: &[&str] = &["anywhere", "anywhere", "start", "end", "whole"];

fn list(words: &[&str]) -> String {
    format!("[{}]", words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", "))
}

/// `[match]` of a rule of this unit, without its phrases.
fn conditions(unit: &'static str) -> impl Strategy<Value = String> {
    (
        (select(REGIONS), select(PLACES), option::weighted(0.2, 1u32..30), option::weighted(0.2, 5u32..90)),
        subsequence(FLAGS, 0..3),
        option::weighted(0.2, subsequence(WORDS, 1..3)),
        option::weighted(0.2, subsequence(WORDS, 1..2)),
        option::weighted(0.2, subsequence(SHAPES, 1..3)),
    )
        .prop_map(move |((region, at, min, max), flags, unless, all, not_shapes)| {
            let mut out = format!("region = \"{region}\"\nat = \"{at}\"\n");
            let mut add = |key: &str, value: Option<String>| {
                out.extend(value.map(|value| format!("{key} = {value}\n")));
            };
            add("min_words", min.map(|min| min.to_string()));
            add("max_words", max.map(|max| max.to_string()));
            add("unless", unless.as_deref().map(list));
            add("all", all.as_deref().map(list));
            add("not_shapes", not_shapes.as_deref().map(list));
            let read = |flag: &&str| match *flag {
                "fused" => matches!(unit, "block" | "section"),
                "own_name" => !matches!(unit, "run" | "sequence"),
                _ => true,
            };
            for flag in flags.into_iter().filter(read) {
                add(flag, Some("true".into()));
            }
            out
        })
}

/// The table that a unit needs.
fn structure(unit: &str) -> BoxedStrategy<String> {
    let shapes = || subsequence(SHAPES, 1..5);
    match unit {
        "section" => (shapes(), subsequence(WORDS, 0..3), 0usize..3, 1usize..50, proptest::bool::weighted(0.2))
            .prop_map(|(shapes, phrases, min, max, portrait)| {
                format!(
                    "[section]\ncontinues = {}\nphrases = {}\nmin = {min}\nmax = {max}\nportrait = {portrait}\n",
                    list(&shapes),
                    list(&phrases)
                )
            })
            .boxed(),
        "run" => (shapes(), 1usize..4, 0usize..3, any::<bool>())
            .prop_map(|(shapes, min, hits, between)| {
                format!("[run]\nshapes = {}\nmin = {min}\nhits = {hits}\nbetween = {between}\n", list(&shapes))
            })
            .boxed(),
        "sequence" => (vec((select(SHAPES), select(&["", "?", "+", "*"][..])), 0..3), 0usize..4, any::<bool>(), 1usize..3, any::<bool>())
            .prop_map(|(steps, min_before, repeats, min, last)| {
                let steps: Vec<String> = steps.into_iter().map(|(shape, count)| format!("{shape}{count}")).collect();
                let mut steps: Vec<&str> = steps.iter().map(String::as_str).collect();
                steps.push("story+");
                format!(
                    "[sequence]\nsteps = [{}]\nmin_before = {min_before}\nrepeats = {repeats}\nmin = {min}\nlast = {last}\n",
                    list(&steps)
                )
            })
            .boxed(),
        "rest" => (0usize..3).prop_map(|min| format!("[rest]\nmin = {min}\n")).boxed(),
        _ => Just(String::new()).boxed(),
    }
}

/// The text of one rule file.
pub fn rule() -> impl Strategy<Value = String> {
    select(UNITS).prop_flat_map(|unit| {
        let what = (
            subsequence(WORDS, 1..5),
            option::weighted(0.2, subsequence(SHAPES, 1..4)),
            option::weighted(0.3, select(REGEXES)),
        );
        (select(ACTIONS), what, any::<bool>(), conditions(unit), structure(unit)).prop_map(
            move |(action, (phrases, shapes, regex), shape_only, conditions, structure)| {
                let mut out =
                    format!("summary = \"made up\"\ncategory = \"ad\"\naction = \"{action}\"\nunit = \"{unit}\"\n");
                match action {
                    "lift" => out.push_str("field = \"label\"\n"),
                    "keep" => out.push_str("why = \"made up\"\n"),
                    _ => {}
                }
                out.push_str("[match]\n");
                out.push_str(&conditions);
                let by_shape = shape_only && shapes.is_some() && unit != "span";
                if !by_shape {
                    out.push_str(&format!("phrases = {}\n", list(&phrases)));
                    out.extend(regex.map(|regex| format!("regex = '{regex}'\n")));
                }
                out.extend(shapes.map(|shapes| format!("shapes = {}\n", list(&shapes))));
                if action == "note" {
                    out.push_str("[signal]\nid = \"dating/made-up\"\n");
                }
                out + &structure
            },
        )
    })
}

/// A few rules, as a set of their own.
pub fn rule_set() -> impl Strategy<Value = RuleSet> {
    vec(rule().prop_filter("a phrase that its guard forbids", |source| !contradicts_itself(source)), 1..6).prop_map(
        |sources| {
            let mut set = RuleSet::empty();
            for (place, source) in sources.iter().enumerate() {
                let added = set.add_source(&format!("made-up/rule-{place}"), source);
                assert!(added.is_ok(), "{}\n{source}", added.unwrap_err());
            }
            set
        },
    )
}

/// Chance may put a guard into a phrase, or a phrase over `max_words`: rightly no rule. Everything else must be one.
fn contradicts_itself(source: &str) -> bool {
    let findings = RuleSet::empty().add_source("made-up/rule", source).err();
    let mut findings = findings.iter().flat_map(RuleError::findings).peekable();
    findings.peek().is_some() && findings.all(|finding| finding.code() == Code::NeverMatches)
}
