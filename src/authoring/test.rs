//! Runs the cases of rule files: each says of a text what must go and what must stay.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rayon::prelude::*;

use super::marks::{self, Mark};
use crate::clean::{Cleaned, Removal, Value, WhyNot};
use crate::document::Document;
use crate::engine::Engine;
use crate::rules::{Action, Case, Category, Confidence, Rule, RuleSet, Status};

/// Tests rules of a set, each alone and together with the others.
///
/// ```
/// use unchaff::{RuleSet, Tester};
///
/// let mut rules = RuleSet::empty();
/// rules.add_source("demo/letter", r#"
/// summary  = "Invitation to the morning letter"
/// category = "newsletter"
/// [match]
/// phrases = ["get our morning letter"]
/// [[case]]
/// drop = "Get our morning letter!"
/// [[case]]
/// keep = "The morning letter was late."
/// "#).unwrap();
/// let reports = Tester::new(&rules).all(rules.iter().collect());
/// assert!(reports[0].passed());
/// ```
#[derive(Debug)]
pub struct Tester<'s> {
    set: &'s RuleSet,
    /// All rules: at the usual confidence and with the bold ones, each without and with captions lifted.
    together: [OnceLock<Result<Engine, String>>; 4],
}

/// What the cases of one rule gave.
#[derive(Debug, Clone)]
pub struct RuleReport {
    /// The id of the rule.
    pub id: String,
    /// Its file.
    pub path: PathBuf,
    /// One report for each case, in the order of the file.
    pub cases: Vec<CaseReport>,
    /// What is wrong with the rule or its cases as a whole, such as that a kind of case is missing.
    pub findings: Vec<String>,
}

/// What one case gave.
#[derive(Debug, Clone)]
pub struct CaseReport {
    /// The 1-based line of the file on which it stands.
    pub line: usize,
    /// Which kind of case it is.
    pub kind: CaseKind,
    /// What happened, in a word.
    pub verdict: Verdict,
    /// What did not happen as the case wants it.
    pub failures: Vec<Failure>,
}

/// A text with which something else happened than the case wants.
#[derive(Debug, Clone)]
pub struct Failure {
    /// Missed or wrongly removed.
    pub verdict: Verdict,
    /// The text: a line of the case, or all of it.
    pub text: String,
    /// What happened to it, and why.
    pub happened: String,
}

crate::rules::words! {
    /// What happened to the text of a case.
    Verdict { Removed = "removed", Kept = "kept", Missed = "missed", WronglyRemoved = "wrongly removed" }
}

crate::rules::words! {
    /// The kinds of cases, by their keys.
    CaseKind {
        Drop = "drop", Keep = "keep", Document = "document", TodoDrop = "todo_drop", TodoKeep = "todo_keep",
        Nothing = "nothing",
    }
}

impl RuleReport {
    /// Whether nothing is to be found fault with.
    pub fn passed(&self) -> bool {
        self.findings.is_empty() && self.cases.iter().all(|case| case.failures.is_empty())
    }
}

impl<'s> Tester<'s> {
    /// A tester of the rules of `set`, silenced ones aside.
    pub fn new(set: &'s RuleSet) -> Tester<'s> {
        Tester { set, together: Default::default() }
    }

    /// Tests several rules on all cores; the reports come in the order of the rules.
    pub fn all(&self, rules: Vec<&Rule>) -> Vec<RuleReport> {
        rules.into_par_iter().map(|rule| self.rule(rule)).collect()
    }

    /// Tests one rule. A draft, retired or bold rule runs, too, for its own cases.
    pub fn rule(&self, rule: &Rule) -> RuleReport {
        let mut report =
            RuleReport { id: rule.id().to_owned(), path: rule.path().into(), cases: Vec::new(), findings: Vec::new() };
        let alone = engine(RuleSet::only(rule), Confidence::Bold, rule);
        let own;
        let together = match rule.status() {
            Status::Stable | Status::Preview if !self.set.is_disabled(rule.id()) => self.together(rule),
            _ => {
                own = engine(self.set.with_running(rule), level(rule), rule);
                own.as_ref()
            }
        };
        match (&alone, together) {
            (Ok(alone), Ok(together)) => {
                let bench = Bench { rule, alone, together };
                report.cases = rule.cases().map(|(line, case)| bench.case(line, case)).collect();
                report.findings = lacking(rule);
            }
            (Err(error), _) | (_, Err(error)) => report.findings.push(format!("the rules do not compile: {error}")),
        }
        report
    }

    /// The engine of all rules that `rule` is tested in.
    fn together(&self, rule: &Rule) -> Result<&Engine, &String> {
        let place = 2 * usize::from(level(rule) == Confidence::Bold) + usize::from(rule.category() == Category::Caption);
        self.together[place].get_or_init(|| engine(self.set.clone(), level(rule), rule)).as_ref()
    }
}

/// The level at which a rule runs together with the others.
fn level(rule: &Rule) -> Confidence {
    rule.confidence().max(Confidence::default())
}

/// An engine without a limit, which lifts captions when the rule is about captions.
fn engine(set: RuleSet, confidence: Confidence, rule: &Rule) -> Result<Engine, String> {
    let mut builder = Engine::builder().rules(set).confidence(confidence).max_removed(1.0);
    if rule.category() == Category::Caption {
        builder = builder.lift(Category::Caption);
    }
    builder.build().map_err(|error| error.to_string())
}

/// The kinds of cases that a rule must have and has not.
fn lacking(rule: &Rule) -> Vec<String> {
    let marked = |case: &Case, wanted: fn(Mark) -> bool| {
        let document = case.document.as_deref().and_then(|document| marks::parse(document).ok());
        document.is_some_and(|marked| marked.lines.iter().any(|(mark, _)| wanted(*mark)))
    };
    let any = |holds: &dyn Fn(&Case) -> bool| rule.cases().any(|(_, case)| holds(case));
    let mut found = Vec::new();
    if !any(&|case| case.drop.is_some() || marked(case, |mark| mark != Mark::Kept)) {
        found.push("no case shows what the rule takes: add `drop`, or a `document` with a marked line".to_owned());
    }
    if !any(&|case| case.keep.is_some() || marked(case, |mark| mark == Mark::Kept)) {
        found.push("no case shows what must stay: add `keep`, or a `document` with a kept line".to_owned());
    }
    found
}

/// One rule with the engines its cases run on.
struct Bench<'b> {
    rule: &'b Rule,
    alone: &'b Engine,
    together: &'b Engine,
}

impl Bench<'_> {
    fn case(&self, line: usize, case: &Case) -> CaseReport {
        let (kind, text) = kind(case);
        let todo = matches!(kind, CaseKind::TodoDrop | CaseKind::TodoKeep);
        let mut failures = match kind {
            CaseKind::Drop | CaseKind::TodoDrop => self.drop(case, text),
            CaseKind::Keep | CaseKind::TodoKeep => self.keep(case, text),
            CaseKind::Document => self.document(case, text),
            CaseKind::Nothing => vec![failure(Verdict::Missed, "", "the case has neither `drop`, `keep` nor `document`")],
        };
        let good = match kind {
            CaseKind::Drop | CaseKind::TodoDrop if self.rule.action() != Action::Keep => Verdict::Removed,
            CaseKind::Document if text.lines().any(|line| line.starts_with(['-', '>'])) => Verdict::Removed,
            _ => Verdict::Kept,
        };
        let verdict = failures.first().map_or(good, |failure| failure.verdict);
        if todo {
            let wanted = kind.name().trim_start_matches("todo_");
            let passes = failure(verdict, text, &format!("it passes now: write `{wanted}` for `{kind}`"));
            failures = if failures.is_empty() { vec![passes] } else { Vec::new() };
        }
        CaseReport { line, kind, verdict, failures }
    }

    /// The rule alone must take every line of the text, or exactly the part that is named.
    fn drop(&self, case: &Case, text: &str) -> Vec<Failure> {
        let document = document(case, text);
        let cleaned = self.alone.clean(&document);
        match self.rule.action() {
            Action::Keep => return self.protects(&document),
            Action::Note if cleaned.signals().is_empty() => return self.missed(&document, 0..text.len()),
            Action::Note => return Vec::new(),
            Action::Drop | Action::Lift | Action::Split => {}
        }
        let taken: String = cleaned.removed().iter().map(|removal| &text[removal.span()]).collect();
        let found = match &case.takes {
            Some(takes) if takes.trim() != taken.trim() && taken.is_empty() => self.missed(&document, 0..text.len()),
            Some(takes) if takes.trim() != taken.trim() => {
                let verdict = if takes.contains(taken.trim()) { Verdict::Missed } else { Verdict::WronglyRemoved };
                vec![failure(verdict, takes, &format!("it takes \"{}\"", taken.trim()))]
            }
            Some(_) => Vec::new(),
            None => lines(text)
                .filter(|line| fate(text, line, &cleaned).left)
                .flat_map(|line| self.missed(&document, line))
                .collect(),
        };
        if found.is_empty() { value(case, &cleaned).into_iter().collect() } else { found }
    }

    /// A keep rule alone must protect every line of the text.
    fn protects(&self, document: &Document<'_>) -> Vec<Failure> {
        let open = |line: &Range<usize>| self.alone.why_not(document, line.clone()).protections.is_empty();
        lines(document.text())
            .filter(open)
            .map(|line| failure(Verdict::Missed, &document.text()[line], "the keep rule does not protect it"))
            .collect()
    }

    /// All rules together may take nothing of the text.
    fn keep(&self, case: &Case, text: &str) -> Vec<Failure> {
        let cleaned = self.together.clean(&document(case, text));
        cleaned.removed().iter().map(|removal| self.taken(removal, &text[removal.span()])).collect()
    }

    /// All rules together must do with each line what its mark says.
    fn document(&self, case: &Case, text: &str) -> Vec<Failure> {
        let marked = match marks::parse(text) {
            Ok(marked) => marked,
            Err(line) => return vec![failure(Verdict::Missed, &line, "the line has no mark (`-`, `>` or `=` and a space)")],
        };
        let document = document(case, &marked.text);
        let cleaned = self.together.clean(&document);
        let judge = |(mark, line): &(Mark, Range<usize>)| {
            let fate = fate(&marked.text, line, &cleaned);
            let text = &marked.text[line.clone()];
            match (mark, fate.taken) {
                (Mark::Kept, Some(removal)) => vec![self.taken(removal, text)],
                (Mark::Kept, None) => Vec::new(),
                (_, None) => self.why(self.together, &document, line.clone()),
                (_, Some(removal)) if fate.left => {
                    vec![failure(Verdict::Missed, text, &format!("{} takes only a part of it", removal.rule()))]
                }
                (mark, Some(removal)) if (*mark == Mark::Dropped) != (removal.action() == Action::Drop) => {
                    let happened = format!("the action is another: {}", self.named(removal));
                    vec![failure(Verdict::WronglyRemoved, text, &happened)]
                }
                _ => Vec::new(),
            }
        };
        marked.lines.iter().flat_map(judge).collect()
    }

    /// A failure for a text that the rule alone leaves.
    fn missed(&self, document: &Document<'_>, span: Range<usize>) -> Vec<Failure> {
        self.why(self.alone, document, span)
    }

    /// A failure for a text that stays, with the reason; the rule under test speaks before others.
    fn why(&self, engine: &Engine, document: &Document<'_>, span: Range<usize>) -> Vec<Failure> {
        let why = engine.why_not(document, span.clone());
        vec![failure(Verdict::Missed, &document.text()[span], &stays(&why, self.rule.id()))]
    }

    fn taken(&self, removal: &Removal, text: &str) -> Failure {
        failure(Verdict::WronglyRemoved, text, &self.named(removal))
    }

    /// The rule that took something, its phrase and the line of its file.
    fn named(&self, removal: &Removal) -> String {
        let reason = removal.reason();
        let rule = self.together.rule(removal.rule());
        let place = rule.map_or_else(String::new, |rule| place(rule.path(), reason.line_in(rule)));
        format!("{} ({}, {}): {reason} — {place}", removal.rule(), removal.category(), removal.action())
    }
}

/// `PATH:LINE`, or the path where the line is not known.
fn place(path: &Path, line: Option<usize>) -> String {
    line.map_or_else(|| path.display().to_string(), |line| format!("{}:{line}", path.display()))
}

fn stays(why: &WhyNot<'_>, rule: &str) -> String {
    if let Some(protection) = why.protections.first() {
        return format!("{} protects it: {}", protection.rule.id(), protection.reason);
    }
    let own = why.candidates.iter().find(|candidate| candidate.rule.id() == rule);
    match own.or(why.candidates.first()) {
        Some(near) if near.rule.id() == rule => format!("{}: {}", near.reason, near.failed),
        Some(near) => format!("nearest is {}: {}: {}", near.rule.id(), near.reason, near.failed),
        None => "no phrase of the rule stands in it, and no shape fits".to_owned(),
    }
}

fn kind(case: &Case) -> (CaseKind, &str) {
    let kinds = [
        (CaseKind::Drop, &case.drop),
        (CaseKind::Keep, &case.keep),
        (CaseKind::Document, &case.document),
        (CaseKind::TodoDrop, &case.todo_drop),
        (CaseKind::TodoKeep, &case.todo_keep),
    ];
    let given = kinds.into_iter().find_map(|(kind, text)| text.as_deref().map(|text| (kind, text)));
    given.unwrap_or((CaseKind::Nothing, ""))
}

fn document<'t>(case: &Case, text: &'t str) -> Document<'t> {
    let mut document =
        if case.syntax.as_deref() == Some("markdown") { Document::markdown(text) } else { Document::new(text) };
    if let Some(host) = &case.host {
        document = document.url(host);
    }
    if let Some(title) = &case.title {
        document = document.title(title);
    }
    if let Some(lang) = &case.lang {
        document = document.lang(lang);
    }
    document
}

/// The lines with something in them, as byte ranges without line break.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        (!line.trim().is_empty()).then(|| start..start + line.trim_end().len())
    })
}

/// What became of a line.
struct Fate<'c> {
    /// Something of it is left.
    left: bool,
    /// The first removal that took something of it.
    taken: Option<&'c Removal>,
}

fn fate<'c>(text: &str, line: &Range<usize>, cleaned: &'c Cleaned) -> Fate<'c> {
    let ink = |part: &str| part.contains(|c: char| !c.is_whitespace());
    let mut fate = Fate { left: false, taken: None };
    let mut from = line.start;
    for removal in cleaned.removed() {
        let (start, end) = (removal.span().start.max(line.start), removal.span().end.min(line.end));
        if start < end && ink(&text[start..end]) {
            fate.taken.get_or_insert(removal);
            fate.left |= ink(&text[from.min(start)..start]);
            from = end;
        }
    }
    fate.left |= ink(&text[from..line.end]);
    fate
}

/// A failure when the case names a value and another, or none, was lifted.
fn value(case: &Case, cleaned: &Cleaned) -> Option<Failure> {
    let wanted = case.value.as_deref()?;
    let metadata = cleaned.metadata();
    let found: Vec<String> = metadata
        .items
        .iter()
        .map(|(_, item)| match item.value() {
            Value::Text(text) => text.clone(),
            Value::Minutes(minutes) => minutes.to_string(),
        })
        .collect();
    let happened = format!("the value lifted is {found:?}");
    (!found.iter().any(|value| value == wanted)).then(|| failure(Verdict::Missed, wanted, &happened))
}

fn failure(verdict: Verdict, text: &str, happened: &str) -> Failure {
    Failure { verdict, text: text.trim().to_owned(), happened: happened.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let expected = [
            (Verdict::Removed, true),
            (Verdict::Missed, false),
            (Verdict::Kept, true),
            (Verdict::WronglyRemoved, false),
        ];
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
}
