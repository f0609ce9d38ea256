//! One case of a rule: what must happen to its text, what happened, and why.

use std::ops::Range;
use std::path::Path;

use super::marks::{self, Mark};
use super::test::{CaseKind, CaseReport, Failure, Verdict};
use crate::clean::{Cleaned, Reason, Removal, Value, WhyNot};
use crate::document::{Document, Page};
use crate::engine::Engine;
use crate::page::PageOutput;
use crate::rules::{Action, Case, Rule, Unit};

/// One rule with the engines its cases run on.
pub(crate) struct Bench<'b> {
    pub rule: &'b Rule,
    /// The rule alone.
    pub alone: &'b Engine,
    /// All rules.
    pub together: &'b Engine,
}

impl Bench<'_> {
    /// Runs a case that stands at `line` of the rule's file.
    pub(crate) fn case(&self, line: usize, case: &Case) -> CaseReport {
        let (kind, text) = kind(case);
        if case.syntax.as_deref() == Some("html") && !matches!(kind, CaseKind::Fires | CaseKind::Silent) {
            return self.page(line, case, kind, text);
        }
        let todo = matches!(kind, CaseKind::TodoDrop | CaseKind::TodoKeep);
        let mut failures = match kind {
            CaseKind::Drop | CaseKind::TodoDrop => self.drop(case, text),
            CaseKind::Keep | CaseKind::TodoKeep => self.keep(case, text),
            CaseKind::Document => self.document(case, text),
            CaseKind::Fires => self.notes(case, text, true),
            CaseKind::Silent => self.notes(case, text, false),
            CaseKind::Nothing => {
                vec![failure(
                    Verdict::Missed,
                    "",
                    "the case has none of `drop`, `keep`, `document`, `fires` and `silent`",
                )]
            }
        };
        let good = match kind {
            CaseKind::Drop | CaseKind::TodoDrop if self.rule.action() != Action::Keep => Verdict::Removed,
            CaseKind::Fires => Verdict::Noted,
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

    /// A case in HTML: with the rule alone its selectors must take something of the page, or with all rules no selector may.
    fn page(&self, line: usize, case: &Case, kind: CaseKind, text: &str) -> CaseReport {
        let drops = matches!(kind, CaseKind::Drop | CaseKind::TodoDrop);
        let engine = if drops { self.alone } else { self.together };
        let selected = |removal: &&Removal| matches!(removal.reason(), Reason::Selector(_));
        let taken: Vec<String> = match engine.clean_page(&document(case, text), PageOutput::Html) {
            Ok(page) => page
                .cleaned()
                .removed()
                .iter()
                .filter(selected)
                .map(|removal| text[removal.span()].to_owned())
                .collect(),
            Err(error) => vec![error.to_string()],
        };
        let wanted = case.takes.as_deref().map(str::trim);
        let good = match (drops, taken.as_slice()) {
            (true, [one]) => wanted.is_none_or(|wanted| wanted == one.trim()),
            (drops, taken) => drops != taken.is_empty() && (wanted.is_none() || !drops),
        };
        let (right, wrong) =
            if drops { (Verdict::Removed, Verdict::Missed) } else { (Verdict::Kept, Verdict::WronglyRemoved) };
        let happened = format!("the selectors take {taken:?}");
        let failures = if good { Vec::new() } else { vec![failure(wrong, text, &happened)] };
        CaseReport { line, kind, verdict: if good { right } else { wrong }, failures }
    }

    /// The rule alone must take every line of the text, or exactly the part that is named.
    fn drop(&self, case: &Case, text: &str) -> Vec<Failure> {
        let document = document(case, text);
        let cleaned = self.alone.clean(&document);
        match self.rule.action() {
            Action::Keep => return self.protects(&document),
            Action::Note => return vec![failure(Verdict::Missed, text, "the rule only notes: write `fires`")],
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

    /// The rule must give its signal, or must not; with all rules at work, as it will be.
    fn notes(&self, case: &Case, text: &str, wanted: bool) -> Vec<Failure> {
        let document = document(case, text);
        let cleaned = match case.syntax.as_deref() {
            Some("html") => match self.together.clean_page(&document, PageOutput::Text) {
                Ok(page) => page.cleaned().clone(),
                Err(error) => return vec![failure(Verdict::Missed, text, &error.to_string())],
            },
            _ => self.together.clean(&document),
        };
        let given = cleaned.signals().iter().find(|signal| signal.rule() == self.rule.id());
        match given {
            Some(signal) if !wanted => {
                vec![failure(Verdict::WronglyNoted, text, &format!("it notes \"{}\"", signal.quote()))]
            }
            None if wanted => self.missed(&document, 0..text.len()),
            _ => Vec::new(),
        }
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
            Err(line) => {
                return vec![failure(Verdict::Missed, &line, "the line has no mark (`-`, `>` or `=` and a space)")];
            }
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
        vec![failure(Verdict::Missed, &document.text()[span], &stays(&why, self.rule))]
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

fn stays(why: &WhyNot<'_>, rule: &Rule) -> String {
    if let Some(protection) = why.protections.first() {
        return format!("{} protects it: {}", protection.rule.id(), protection.reason);
    }
    let own = why.candidates.iter().find(|candidate| candidate.rule.id() == rule.id());
    match own.or(why.candidates.first()) {
        Some(near) if near.rule.id() == rule.id() => format!("{}: {}", near.reason, near.failed),
        Some(near) => format!("nearest is {}: {}: {}", near.rule.id(), near.reason, near.failed),
        None => nothing_near(rule).to_owned(),
    }
}

/// Why a rule that nothing in the text calls for did not fire: by what it names.
fn nothing_near(rule: &Rule) -> &'static str {
    let shapes = !rule.conditions().shapes.is_empty();
    match (rule.unit(), rule.phrases().next().is_some()) {
        (Unit::Run, _) => "no blocks of it make a run of the rule's shapes",
        (Unit::Sequence, _) => "no blocks of it stand in the order of the rule's steps",
        (_, true) if shapes => "no phrase of the rule stands in it, and no shape fits",
        (_, true) => "no phrase of the rule stands in it",
        (_, false) => "it has none of the rule's shapes",
    }
}

fn kind(case: &Case) -> (CaseKind, &str) {
    let kinds: [(CaseKind, &Option<String>); 7] = [
        (CaseKind::Drop, &case.drop),
        (CaseKind::Keep, &case.keep),
        (CaseKind::Document, &case.document),
        (CaseKind::Fires, &case.fires),
        (CaseKind::Silent, &case.silent),
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
    if let Some(given) = &case.page {
        let mut page = Page::default();
        (page.author, page.publisher) = (given.author.clone(), given.publisher.clone());
        (page.published, page.canonical) = (given.published.clone(), given.canonical.clone());
        page.sponsored = given.sponsored;
        document = document.page(page);
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
