//! What the four words of a case mean.

use super::test::{Tester, Verdict};
use crate::rules::RuleSet;

/// The verdicts of the cases of a rule, and whether each passes; and the findings.
fn test(head: &str, cases: &str) -> (Vec<(Verdict, bool)>, usize) {
    let mut rules = RuleSet::empty();
    let source = format!("summary = \"s\"\n{head}\n{cases}");
    rules.add_source("demo/rule", &source).unwrap();
    let label = "summary = \"s\"\ncategory = \"ad\"\n[match]\nphrases = [\"advertisement\"]\nat = \"whole\"\n";
    rules.add_source("demo/other", label).unwrap();
    let report = Tester::new(&rules).all(vec![rules.get("demo/rule").unwrap()]).remove(0);
    let verdicts = report.cases.iter().map(|case| (case.verdict, case.failures.is_empty())).collect();
    (verdicts, report.findings.len())
}

const LETTER: &str = "category = \"newsletter\"\n[match]\nphrases = [\"get our letter\"]";

#[test]
fn the_four_words() {
    let cases = r#"
            [[case]]
            drop = "Get our letter!"
            [[case]]
            drop = "Get our letter!\nEvery day."
            [[case]]
            keep = "The letter came late."
            [[case]]
            keep = "Advertisement"
        "#;
    let expected =
        [(Verdict::Removed, true), (Verdict::Missed, false), (Verdict::Kept, true), (Verdict::WronglyRemoved, false)];
    assert_eq!(test(LETTER, cases), (expected.to_vec(), 0));
}

#[test]
fn a_marked_document_runs_all_rules() {
    let cases = r#"
            [[case]]
            document = """
= Rain stopped play at noon on Monday.
- Get our letter
- Advertisement

= It resumed at two.
"""
            [[case]]
            document = "> Get our letter\n"
            [[case]]
            document = "= Get our letter\n- It resumed.\n"
            [[case]]
            document = "no mark"
        "#;
    let expected = [
        (Verdict::Removed, true),
        (Verdict::WronglyRemoved, false),
        (Verdict::WronglyRemoved, false),
        (Verdict::Missed, false),
    ];
    assert_eq!(test(LETTER, cases), (expected.to_vec(), 0));
}

#[test]
fn a_known_miss_fails_once_it_passes() {
    let cases = r#"
            [[case]]
            todo_drop = "Have our letter"
            [[case]]
            todo_drop = "Get our letter"
        "#;
    assert_eq!(test(LETTER, cases), (vec![(Verdict::Missed, true), (Verdict::Removed, false)], 2));
}

#[test]
fn values_and_parts() {
    let date = "category = \"date\"\naction = \"lift\"\nfield = \"published\"\n[match]\nshapes = [\"date\"]";
    let cases = r#"
            [[case]]
            drop = "18 October 2025"
            value = "2025-10-18"
            [[case]]
            drop = "18 October 2025"
            value = "2025-10-19"
        "#;
    assert_eq!(test(date, cases).0, [(Verdict::Removed, true), (Verdict::Missed, false)]);
    let sentence = "category = \"newsletter\"\nunit = \"sentence\"\n[match]\nphrases = [\"get our letter\"]";
    let cases = r#"
            [[case]]
            drop = "The rain stopped at noon. Get our letter today."
            takes = "Get our letter today."
            [[case]]
            drop = "The rain stopped at noon. Get our letter today."
            takes = "The rain stopped at noon."
        "#;
    assert_eq!(test(sentence, cases).0, [(Verdict::Removed, true), (Verdict::WronglyRemoved, false)]);
}

#[test]
fn a_keep_rule_drops_nothing_but_protects() {
    let keep = "category = \"publisher\"\naction = \"keep\"\nwhy = \"w\"\n[match]\nphrases = [\"correction\"]";
    let cases = r#"
            [[case]]
            drop = "Correction: it was Tuesday."
            [[case]]
            drop = "It was Tuesday."
        "#;
    assert_eq!(test(keep, cases), (vec![(Verdict::Kept, true), (Verdict::Missed, false)], 1));
}
