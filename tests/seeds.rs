//! The seeds: what the shipped rules do to each, as snapshots, and whether that is right.
//!
//! `snapshots/seeds/NAME.snap` shows a seed line by line; `snapshots/rules/PACK--NAME.snap` lists everything that one
//! rule touches. Nothing in them changes unless a rule's work does.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use support::snapshots::{assert_snapshots, reason, reason_text, shortened};
use support::{Line, Seed, common, lines, numbers, root, seeds};
use unchaff::{
    Action, Category, Cleaned, Confidence, Embedded, Engine, Field, Removal, RuleSet, Signal, Status, Value,
};

static SEEDS: LazyLock<Vec<(Seed, Cleaned)>> = LazyLock::new(|| {
    let engine = Engine::new();
    seeds().into_iter().map(|seed| (seed.clean(&engine), seed)).map(|(cleaned, seed)| (seed, cleaned)).collect()
});

#[test]
fn every_seed_has_its_snapshot() {
    let shown = SEEDS.iter().map(|(seed, cleaned)| (seed.name.clone(), show(seed, cleaned)));
    assert_snapshots("seeds", shown.collect());
}

#[test]
fn every_rule_has_a_snapshot_of_what_it_touches() {
    let rules = RuleSet::shipped();
    let runs = |status: Status| matches!(status, Status::Stable | Status::Preview);
    let mut touched: BTreeMap<String, String> =
        rules.iter().filter(|rule| runs(rule.status())).map(|rule| (rule.id().to_owned(), String::new())).collect();
    // Bold rules and captions do nothing unless asked for, and keep rules leave no trace: asked, all of them show.
    let all = Engine::builder().confidence(Confidence::Bold).lift(Category::Caption).build().unwrap();
    let optional =
        |removal: &&Removal| removal.confidence() == Confidence::Bold || removal.category() == Category::Caption;
    for (seed, cleaned) in SEEDS.iter() {
        let asked = seed.clean(&all);
        let optional = asked.removed().iter().filter(optional);
        for removal in cleaned.removed().iter().chain(cleaned.withheld()).chain(optional) {
            let row = touched.entry(removal.rule().to_owned()).or_default();
            let place = numbers(&seed.text, &removal.span());
            let _ = writeln!(row, "{}:{place} {} {}", seed.name, removal.action(), reason(removal));
        }
        for signal in cleaned.signals() {
            let row = touched.entry(signal.rule().to_owned()).or_default();
            let place = signal_place(seed, signal);
            let _ = writeln!(row, "{}:{place} signal {}", seed.name, signal.id());
        }
        for kept in all.why_not(&seed.document(), 0..seed.text.len()).protections {
            let row = touched.entry(kept.rule.id().to_owned()).or_default();
            let _ = writeln!(row, "{} keep {}", seed.name, reason_text(&kept.reason));
        }
    }
    let (without, with): (Vec<_>, Vec<_>) = touched.into_iter().partition(|(_, rows)| rows.is_empty());
    let named = with.into_iter().map(|(id, rows)| (id.replace('/', "--"), rows)).collect();
    let failed = catch_unwind(AssertUnwindSafe(|| assert_snapshots("rules", named)));
    let list = without.into_iter().map(|(id, _)| format!("{id}\n")).collect();
    assert_snapshots("", vec![("rules-without-seed".to_owned(), list)]);
    if let Err(panic) = failed {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn no_line_of_an_article_is_lost() {
    let mut lost = String::new();
    for (seed, cleaned) in SEEDS.iter() {
        for removal in cleaned.removed() {
            let unmarked = unmarked_part(seed, &removal.span());
            if !unmarked.is_empty() {
                let (place, action) = (numbers(&seed.text, &removal.span()), removal.action());
                let _ =
                    writeln!(lost, "{}:{place} {action} {} {}: {unmarked}", seed.name, removal.rule(), reason(removal));
            }
        }
    }
    assert!(lost.is_empty(), "content that leaves the text:\n{lost}");
}

#[test]
fn a_keep_seed_loses_nothing() {
    let mut lost = String::new();
    for (seed, cleaned) in SEEDS.iter().filter(|(seed, _)| seed.name.starts_with("keep-")) {
        for removal in cleaned.removed().iter().chain(cleaned.withheld()) {
            if matches!(removal.action(), Action::Drop | Action::Split) {
                let place = numbers(&seed.text, &removal.span());
                let _ =
                    writeln!(lost, "{}:{place} {} {} {}", seed.name, removal.action(), removal.rule(), reason(removal));
            }
        }
    }
    assert!(lost.is_empty(), "seeds without a sentence to drop lose:\n{lost}");
}

#[test]
fn a_label_is_lifted_and_never_dropped() {
    let mut lost = String::new();
    for (seed, cleaned) in SEEDS.iter() {
        for mark in seed.marks.items.iter().filter(|mark| mark.category == "label") {
            let wrong = |removal: &&Removal| {
                removal.action() != Action::Lift && !common(&removal.span(), &mark.range).is_empty()
            };
            for removal in cleaned.removed().iter().filter(wrong) {
                let _ = writeln!(lost, "{}:{} {} {}", seed.name, mark.line, removal.action(), removal.rule());
            }
        }
    }
    assert!(lost.is_empty(), "labels that are not lifted:\n{lost}");
}

/// `tests/known-misses.txt` lists the noise that stays, as SEED:LINE; a `#` begins a comment.
#[test]
fn noise_that_stays_is_known() {
    let listed = std::fs::read_to_string(root().join("tests/known-misses.txt")).unwrap();
    let known: BTreeSet<&str> =
        listed.lines().map(|row| row.split('#').next().unwrap_or("").trim()).filter(|row| !row.is_empty()).collect();
    let mut missed = BTreeMap::new();
    for (seed, cleaned) in SEEDS.iter() {
        for mark in seed.marks.items.iter().filter(|mark| mark.category != "caption") {
            let stays = remaining(&seed.text, &mark.range, cleaned);
            if stays.contains(char::is_alphanumeric) {
                let what = format!("{} {}: {}", mark.action, mark.category, shortened(&stays, 100));
                missed.insert(format!("{}:{}", seed.name, mark.line), what);
            }
        }
    }
    let mut report = String::new();
    for (place, what) in missed.iter().filter(|(place, _)| !known.contains(place.as_str())) {
        let _ = writeln!(report, "new:    {place} {what}");
    }
    for place in known.iter().filter(|place| !missed.contains_key(**place)) {
        let _ = writeln!(report, "mended: {place} (take it off tests/known-misses.txt)");
    }
    assert!(report.is_empty(), "noise that stays is not what tests/known-misses.txt says:\n{report}");
}

/// The part of a removal that no mark of the sidecar covers, when there is more to it than punctuation.
fn unmarked_part(seed: &Seed, span: &std::ops::Range<usize>) -> String {
    let mut left: Vec<u8> = seed.text.as_bytes()[span.clone()].to_vec();
    for mark in &seed.marks.items {
        let covered = common(&mark.range, span);
        if covered.is_empty() {
            continue;
        }
        left[covered.start - span.start..covered.end - span.start].fill(b' ');
    }
    let left = String::from_utf8_lossy(&left);
    if left.contains(char::is_alphanumeric) { shortened(left.trim(), 160) } else { String::new() }
}

/// What of a range is still in the cleaned text.
fn remaining(text: &str, range: &std::ops::Range<usize>, cleaned: &Cleaned) -> String {
    let mut stays = String::new();
    let mut from = range.start;
    for removal in cleaned.removed() {
        let gone = common(&removal.span(), range);
        if !gone.is_empty() {
            stays.push_str(&text[from..gone.start.max(from)]);
            from = gone.end;
        }
    }
    stays.push_str(&text[from..range.end.max(from)]);
    stays
}

/// A seed as its snapshot shows it.
fn show(seed: &Seed, cleaned: &Cleaned) -> String {
    let mut out = String::new();
    for line in lines(&seed.text) {
        show_line(&mut out, seed, cleaned, &line);
    }
    show_metadata(&mut out, cleaned);
    for story in cleaned.embedded() {
        show_story(&mut out, seed, story);
    }
    for signal in cleaned.signals() {
        let place = signal_place(seed, signal);
        let _ = writeln!(out, "signal {place} {} ({})", signal.id(), signal.rule());
    }
    for removal in cleaned.withheld() {
        let place = numbers(&seed.text, &removal.span());
        let _ = writeln!(out, "withheld {place} {} {}", removal.rule(), reason(removal));
    }
    for flag in cleaned.flags() {
        let _ = writeln!(out, "flag {flag}");
    }
    out
}

/// The lines of a signal; one that is read off the headline stands in none.
fn signal_place(seed: &Seed, signal: &Signal) -> String {
    signal.span().map_or_else(|| "headline".to_owned(), |span| numbers(&seed.text, &span))
}

fn show_line(out: &mut String, seed: &Seed, cleaned: &Cleaned, line: &Line) {
    let whole = |text: &str| shortened(text, 140);
    let text = &seed.text[line.range.clone()];
    let touches = |removal: &&Removal| !seed.text[common(&removal.span(), &line.range)].trim().is_empty();
    let touching: Vec<&Removal> = cleaned.removed().iter().filter(touches).collect();
    let gone = remaining(&seed.text, &line.range, cleaned).trim().is_empty();
    match touching.as_slice() {
        [] => drop(writeln!(out, "{:>3} = {}", line.number, whole(text))),
        [only] if gone => {
            let _ = writeln!(out, "{:>3} {} {}", line.number, sign(only.action()), whole(text));
            show_reason(out, seed, line, only);
        }
        some => {
            let mut margin = format!("{:>3} ~", line.number);
            let mut row = |out: &mut String, text: &str| {
                if !text.trim().is_empty() {
                    let _ = writeln!(out, "{margin} {}", text.trim());
                    margin = "    ~".to_owned();
                }
            };
            let mut from = line.range.start;
            for removal in some {
                let gone = common(&removal.span(), &line.range);
                row(out, &whole(&seed.text[from..gone.start]));
                let mark = sign(removal.action());
                row(out, &format!("[{mark}{}{mark}]", whole(&seed.text[gone.clone()])));
                show_reason(out, seed, line, removal);
                from = gone.end;
            }
            row(out, &whole(&seed.text[from..line.range.end]));
        }
    }
}

/// The rule behind a removal and what fired, where the removal ends.
fn show_reason(out: &mut String, seed: &Seed, line: &Line, removal: &Removal) {
    let rest = removal.span().start.max(line.range.end)..removal.span().end.max(line.range.end);
    if seed.text[rest].trim().is_empty() {
        let _ = writeln!(out, "      ^ {} {}", removal.rule(), reason(removal));
    }
}

fn show_metadata(out: &mut String, cleaned: &Cleaned) {
    for field in Field::ALL {
        for item in cleaned.metadata().all(*field) {
            let value = match item.value() {
                Value::Text(text) => shortened(text, 300),
                Value::Minutes(minutes) => minutes.to_string(),
            };
            let _ = writeln!(out, "metadata {field}: {value}");
        }
    }
}

fn show_story(out: &mut String, seed: &Seed, story: &Embedded) {
    let _ = writeln!(out, "embedded {}", numbers(&seed.text, &story.span()));
    for (part, value) in [("publisher", story.publisher()), ("title", story.title()), ("published", story.published())]
    {
        let _ = writeln!(out, "  {part}: {}", value.unwrap_or("-"));
    }
    for line in story.text().lines() {
        let _ = writeln!(out, "  | {}", shortened(line, 140));
    }
    for removal in story.removed() {
        let _ = writeln!(out, "  ^ {} {} {}", numbers(&seed.text, &removal.span()), removal.rule(), reason(removal));
    }
}

/// The mark in the margin.
fn sign(action: Action) -> char {
    match action {
        Action::Lift => '>',
        Action::Split => '|',
        Action::Drop | Action::Keep | Action::Note => '-',
    }
}
