//! Hygiene of the shipped rule files.

mod support;

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::path::PathBuf;

use support::root;
use unchaff::{Action, Document, Engine, Rule, RuleSet, Unit};

/// Every file below `rules/`: the id that its path says, its path, its text.
fn files() -> Vec<(String, PathBuf, String)> {
    let mut found = Vec::new();
    for pack in std::fs::read_dir(root().join("rules")).unwrap() {
        let pack = pack.unwrap().path();
        assert!(pack.is_dir(), "{}: rules stand in rules/PACK/NAME.toml", pack.display());
        for file in std::fs::read_dir(&pack).unwrap() {
            let path = file.unwrap().path();
            assert!(path.extension().is_some_and(|extension| extension == "toml"), "{}: no rule file", path.display());
            let part = |path: &std::path::Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
            let source = std::fs::read_to_string(&path).unwrap();
            found.push((format!("{}/{}", part(&pack), part(&path)), path, source));
        }
    }
    found.sort();
    found
}

fn rules() -> Vec<Rule> {
    files().iter().filter_map(|(id, path, source)| Rule::parse(id, path, source).ok()).collect()
}

/// A phrase with case, marks and white space folded.
fn folded(phrase: &str) -> String {
    let plain = phrase.to_lowercase().replace(['’', '‘'], "'").replace(['“', '”'], "\"").replace(['–', '—'], "-");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_rule_parses_in_full() {
    let mut findings = String::new();
    for (id, path, source) in files() {
        for finding in Rule::parse(&id, &path, &source).err().into_iter().flatten() {
            let _ = writeln!(findings, "{finding}\n");
        }
    }
    assert!(findings.is_empty(), "{findings}");
}

#[test]
fn every_file_is_shipped_under_the_id_of_its_path() {
    let shipped = RuleSet::shipped();
    let shipped: BTreeSet<&str> = shipped.iter().map(Rule::id).collect();
    let files = files();
    let files: BTreeSet<&str> = files.iter().map(|(id, _, _)| id.as_str()).collect();
    let differ: Vec<&&str> = shipped.symmetric_difference(&files).collect();
    assert!(differ.is_empty(), "shipped or in a file, but not both: {differ:?}");
}

#[test]
fn summaries_are_short_lines() {
    let mut findings = String::new();
    for rule in rules() {
        let summary = rule.summary();
        if summary.trim().is_empty() || summary.contains('\n') || summary.chars().count() > 100 {
            let _ = writeln!(findings, "{}: {summary}", rule.id());
        }
    }
    assert!(findings.is_empty(), "summaries of more than one line or 100 characters, or of none:\n{findings}");
}

/// Rules that take nothing are shown by cases of the other kind alone: a keep rule has nothing to drop, and what needs
/// others around it is shown by a document.
#[test]
fn every_rule_has_a_case_of_each_kind() {
    let mut findings = String::new();
    for rule in rules() {
        let cases: Vec<_> = rule.cases().map(|(_, case)| case).collect();
        let taken = |mark: char| {
            cases
                .iter()
                .filter_map(|case| case.document.as_ref())
                .any(|text| text.lines().any(|line| line.starts_with(mark)))
        };
        if rule.action() == Action::Note {
            if cases.iter().all(|case| case.fires.is_none()) || cases.iter().all(|case| case.silent.is_none()) {
                let _ = writeln!(findings, "{}: no case in which it fires, or none in which it is silent", rule.id());
            }
            continue;
        }
        let quiet = rule.action() == Action::Keep;
        let drops = quiet
            || taken('-')
            || taken('>')
            || cases.iter().any(|case| case.drop.is_some() || case.todo_drop.is_some());
        let keeps = taken('=') || cases.iter().any(|case| case.keep.is_some() || case.todo_keep.is_some());
        if !drops {
            let _ = writeln!(findings, "{}: no case in which it takes something", rule.id());
        }
        if !keeps {
            let _ = writeln!(findings, "{}: no case in which something stays", rule.id());
        }
    }
    assert!(findings.is_empty(), "{findings}");
}

#[test]
fn no_rule_says_a_phrase_twice() {
    let mut findings = String::new();
    for rule in rules() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for phrase in rule.phrases() {
            // A phrase in which case counts may stand in several.
            let exact = rule.source().contains("exact_case = true");
            let key = if exact { phrase.to_owned() } else { folded(phrase) };
            if let Some(other) = seen.insert(key, phrase) {
                let line = rule.phrase_line(phrase).unwrap_or(0);
                let _ = writeln!(findings, "{}:{line}: \"{phrase}\" is \"{other}\" again", rule.path().display());
            }
        }
    }
    assert!(findings.is_empty(), "{findings}");
}

/// A phrase that stands in text must be found there: a rule of nothing but the phrase takes it.
#[test]
fn every_phrase_matches_itself() {
    let mut findings = String::new();
    for rule in rules().iter().filter(|rule| rule.phrases().next().is_some()) {
        let source = |phrase: &str| {
            format!(
                "summary = \"x\"\ncategory = \"ad\"\nunit = \"{}\"\n[match]\nquoted = true\nphrases = [{phrase:?}]\n",
                Unit::Block
            )
        };
        let phrases: Vec<&str> = rule.phrases().collect();
        let mut set = RuleSet::empty();
        for (place, phrase) in phrases.iter().enumerate() {
            if let Err(error) = set.add_source(&format!("x/p{place}"), &source(phrase)) {
                let _ = writeln!(findings, "{}: {error}", rule.id());
            }
        }
        let engine = Engine::builder().rules(set).max_removed(1.0).build().unwrap();
        for phrase in phrases {
            if engine.clean(&Document::new(&format!("x {phrase} y"))).removed().is_empty() {
                let _ = writeln!(findings, "{}: \"{phrase}\" does not match itself", rule.id());
            }
        }
    }
    assert!(findings.is_empty(), "{findings}");
}
