//! Runs the cases of rule files: each says of a text what must go and what must stay.

use std::path::PathBuf;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::judge::Bench;
use super::marks::{self, Mark};
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
    Verdict {
        Removed = "removed", Kept = "kept", Noted = "noted", Missed = "missed", WronglyRemoved = "wrongly removed",
        WronglyNoted = "wrongly noted",
    }
}

crate::rules::words! {
    /// The kinds of cases, by their keys.
    CaseKind {
        Drop = "drop", Keep = "keep", Document = "document", TodoDrop = "todo_drop", TodoKeep = "todo_keep",
        Fires = "fires", Silent = "silent", Nothing = "nothing",
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
        let place =
            2 * usize::from(level(rule) == Confidence::Bold) + usize::from(rule.category() == Category::Caption);
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
    if rule.action() == Action::Note {
        if !any(&|case| case.fires.is_some()) {
            found.push("no case shows what the rule notes: add `fires`".to_owned());
        }
        if !any(&|case| case.silent.is_some()) {
            found.push("no case shows where the rule must be silent: add `silent`".to_owned());
        }
        return found;
    }
    if !any(&|case| case.drop.is_some() || marked(case, |mark| mark != Mark::Kept)) {
        found.push("no case shows what the rule takes: add `drop`, or a `document` with a marked line".to_owned());
    }
    if !any(&|case| case.keep.is_some() || marked(case, |mark| mark == Mark::Kept)) {
        found.push("no case shows what must stay: add `keep`, or a `document` with a kept line".to_owned());
    }
    found
}
