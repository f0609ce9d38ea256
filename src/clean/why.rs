//! Why a line stayed: the rules that came nearest to taking it, and for each the first condition that did not hold.

use std::ops::Range;

use super::claims::{Evidence, Refusal, applies, fires, is_small};
use super::hits::{Finder, Hit, Wanted};
use super::outcome::{Cleaned, Reason, Removal};
use super::resolve::Wishes;
use super::rounds::{Round, settle};
use super::sections::{run_end, run_fires};
use super::suggest::{Suggestion, suggestion};
use super::view::{Facts, View};
use super::why_detail::detail;
use crate::document::Document;
use crate::matching::{Matcher, Pattern, Scratch};
use crate::rules::{Action, Category, Index, Role, Rule, Unit};

/// Why a part of a document stayed; see [`crate::Engine::why_not`].
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct WhyNot<'e> {
    /// What took the part, or some of it, after all.
    pub removed: Vec<Removal>,
    /// What would have taken it, had the document not lost too much ([`crate::Flag::OverLimit`]).
    pub withheld: Vec<Removal>,
    /// The keep rules that protect it.
    pub protections: Vec<Protection<'e>>,
    /// The rules that have a phrase in it or a shape that fits, the nearest first.
    pub candidates: Vec<Candidate<'e>>,
    /// A rule file to begin with, where something is left that a rule could take.
    pub suggestion: Option<Suggestion>,
}

/// A keep rule that protects the text.
#[derive(Debug, Clone)]
pub struct Protection<'e> {
    /// The rule.
    pub rule: &'e Rule,
    /// The phrase or shape that protects.
    pub reason: Reason,
}

/// A rule that came near.
#[derive(Debug, Clone)]
pub struct Candidate<'e> {
    /// The rule.
    pub rule: &'e Rule,
    /// Its phrase that stands in the text, or the shape that fits.
    pub reason: Reason,
    /// What kept it from taking the text, in words.
    pub failed: String,
    /// How far it came; the higher, the nearer.
    nearness: u8,
}

impl WhyNot<'_> {
    /// The bytes of `text` where `fragment` stands: as it is written, or else as a phrase of a rule is looked for.
    pub fn locate(text: &str, fragment: &str) -> Option<Range<usize>> {
        let fragment = fragment.trim();
        if fragment.is_empty() {
            return None;
        }
        if let Some(start) = text.find(fragment) {
            return Some(start..start + fragment.len());
        }
        let matcher = Matcher::new(&[Pattern { text: fragment, exact_case: false }]).ok()?;
        let mut found = Vec::new();
        matcher.scan(text, &mut Scratch::new(), &mut found);
        found.first().map(|found| found.start..found.end)
    }
}

/// Asks why `span`, bytes of the document's text, stayed; `cleaned` is what the same rules made of the document.
pub(crate) fn why_not<'i>(
    document: &Document<'_>,
    index: &'i Index,
    wishes: &Wishes,
    span: &Range<usize>,
    cleaned: &Cleaned,
    scratch: &mut Scratch,
) -> WhyNot<'i> {
    let over = |removals: &[Removal]| removals.iter().filter(|removal| meet(&removal.span, span)).cloned().collect();
    let mut found = WhyNot { removed: over(&cleaned.removed), withheld: over(&cleaned.withheld), ..WhyNot::default() };
    settle(document, &mut Finder::new(index, Wanted::All, scratch), wishes, |round| {
        // Only the last round takes nothing: it sees the text that stays.
        if round.taken.is_empty() {
            look(&round, index, wishes, span, &mut found);
        }
    });
    found.candidates.sort_by(|a, b| b.nearness.cmp(&a.nearness).then_with(|| a.rule.id().cmp(b.rule.id())));
    found.candidates.dedup_by(|a, b| a.rule.id() == b.rule.id());
    found
}

fn meet(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Looks at the blocks of the text that is left which come from `span`.
fn look<'i>(round: &Round<'_, '_>, index: &'i Index, wishes: &Wishes, span: &Range<usize>, found: &mut WhyNot<'i>) {
    let asked =
        |block: &usize| round.origin.parts(round.view.blocks[*block].range()).iter().any(|part| meet(part, span));
    let blocks: Vec<usize> = (0..round.view.blocks.len()).filter(asked).collect();
    for &block in &blocks {
        let facts = Facts::new(round.view.text(), &round.view.blocks[block]);
        let mut look = Look { view: round.view, index, wishes, block, facts: &facts, found };
        look.phrases();
        look.shapes();
        look.runs();
    }
    if let Some(protection) = found.protections.first() {
        for held in found.candidates.iter_mut().filter(|candidate| candidate.nearness == FIRES) {
            held.failed = format!("it fires, but the keep rule {} protects the text", protection.rule.id());
        }
    }
    if let Some(&block) = blocks.first() {
        found.suggestion = suggestion(round.view, block, asked_part(round, block, span));
    }
}

/// What of a block was asked about, as it stands in the round's text.
fn asked_part<'v>(round: &Round<'_, 'v>, block: usize, span: &Range<usize>) -> Option<&'v str> {
    let core = round.view.blocks[block].core..round.view.blocks[block].core_end;
    let place = |at: &usize| round.origin.parts(*at..*at + 1).first().is_some_and(|part| span.contains(&part.start));
    let start = core.clone().find(place)?;
    let end = core.rev().find(place)? + 1;
    round.view.text().get(start..end)
}

/// The nearness of a rule that fires and is held back by something else.
const FIRES: u8 = u8::MAX;

/// One block, looked at with every rule that has something to do with it.
struct Look<'l, 'v, 'i> {
    view: &'l View<'v>,
    index: &'i Index,
    wishes: &'l Wishes,
    block: usize,
    facts: &'l Facts<'l>,
    found: &'l mut WhyNot<'i>,
}

impl Look<'_, '_, '_> {
    /// Rules that have a phrase in the block.
    fn phrases(&mut self) {
        let view = self.view;
        for hits in view.hits_of(self.block).chunk_by(|a, b| a.rule == b.rule) {
            let number = hits[0].rule;
            let rule = self.index.rule(number);
            let evidence = match hits.iter().find(|hit| matches!(hit.role, Role::Any | Role::Member)) {
                Some(hit) if hit.role == Role::Any => Evidence::Phrase(hit.phrase),
                Some(_) if rule.unit() == Unit::Section => Evidence::Structure,
                _ => continue,
            };
            match (rule.unit(), evidence) {
                (Unit::Run, _) => self.run(number, hits, evidence),
                (Unit::Sequence, _) => {
                    let refusal = applies(rule, view.document).err().unwrap_or(Refusal::Sequence);
                    self.refused(number, hits, evidence, refusal);
                }
                (_, Evidence::Phrase(_)) => self.attempt(number, hits, evidence),
                _ => self.add(number, evidence, SECTION_MEMBER.to_owned(), 0),
            }
        }
    }

    /// Rules that need no phrase, only a shape.
    fn shapes(&mut self) {
        if !is_small(self.view, self.block) {
            return;
        }
        for &number in self.index.shape_only() {
            let wanted = self.index.rule(number).shapes;
            if let Some(shape) = self.view.blocks[self.block].shapes.iter().find(|&shape| wanted.contains(shape)) {
                self.attempt(number, &[], Evidence::Shape(shape));
            }
        }
    }

    /// Rules for runs whose members look like the block.
    fn runs(&mut self) {
        for &number in self.index.runs() {
            let shapes = self.view.blocks[self.block].shapes;
            let member = shapes.iter().find(|&shape| self.index.rule(number).members.contains(shape));
            if let Some(shape) = member {
                self.run(number, &[], Evidence::Shape(shape));
            }
        }
    }

    fn attempt(&mut self, number: u32, hits: &[Hit], evidence: Evidence) {
        match fires(self.view, self.index, number, self.block, self.facts, hits) {
            Ok(claims) => self.fired(number, claims.first().map_or(evidence, |claim| claim.evidence)),
            Err(refusal) => self.refused(number, hits, evidence, refusal),
        }
    }

    /// A rule for runs, tried on the run that the block stands in.
    fn run(&mut self, number: u32, hits: &[Hit], evidence: Evidence) {
        let (view, rule) = (self.view, self.index.rule(number));
        if let Err(refusal) = applies(rule, view.document) {
            return self.refused(number, hits, evidence, refusal);
        }
        let fits = |block: usize| run_end(view, rule, block) > block;
        if !fits(self.block) {
            return self.refused(number, hits, evidence, Refusal::Shape);
        }
        let start = (0..self.block).rev().take_while(|&block| fits(block)).last().unwrap_or(self.block);
        let run = start..run_end(view, rule, self.block);
        match run_fires(view, rule, number, run.clone()) {
            Ok(()) => self.fired(number, evidence),
            Err(Refusal::Length) => {
                let spec = rule.file.run.as_ref().map_or(0..=0, |spec| spec.min..=spec.max);
                let failed = format!("a run of {} such lines; it takes {} to {}", run.len(), spec.start(), spec.end());
                self.add(number, evidence, failed, nearness(Refusal::Length));
            }
            Err(refusal) => self.refused(number, hits, evidence, refusal),
        }
    }

    /// A rule all of whose conditions hold, though nothing was taken.
    fn fired(&mut self, number: u32, evidence: Evidence) {
        let rule = self.index.rule(number);
        let failed = match self.wishes.action(self.index, number) {
            Some(Action::Keep) => {
                let reason = reason(rule, evidence);
                self.found.protections.push(Protection { rule, reason });
                return;
            }
            Some(Action::Note) => "it fires, but only notes what it sees",
            None if self.wishes.no_drops && rule.action() == Action::Drop => {
                "it fires, but the document would lose too much; see --max-removed"
            }
            None if rule.category() == Category::Caption => {
                "it fires, but captions stay unless they are asked for; see --lift caption"
            }
            None => "it fires, but this category is to be kept",
            Some(_) => "it fires, but part of what it wants is protected",
        };
        self.add(number, evidence, failed.to_owned(), FIRES);
    }

    fn refused(&mut self, number: u32, hits: &[Hit], evidence: Evidence, refusal: Refusal) {
        let passing = self.is_passing(hits);
        if refusal == Refusal::Place && passing {
            return;
        }
        let phrase = matches!(evidence, Evidence::Phrase(_)) && !passing;
        let failed = detail(self.view, self.index.rule(number), self.block, hits, refusal);
        self.add(number, evidence, failed, nearness(refusal) + if phrase { PHRASE } else { 0 });
    }

    /// Whether the phrases are but a few letters of a long line: "and" in the midst of a sentence is no near miss.
    fn is_passing(&self, hits: &[Hit]) -> bool {
        let block = &self.view.blocks[self.block];
        let longest = hits.iter().filter(|hit| hit.role == Role::Any).map(|hit| hit.end - hit.start).max();
        longest.unwrap_or(0) * 5 < block.core_end - block.core
    }

    fn add(&mut self, number: u32, evidence: Evidence, failed: String, nearness: u8) {
        let rule = self.index.rule(number);
        if !matches!(rule.action(), Action::Keep | Action::Note) {
            self.found.candidates.push(Candidate { rule, reason: reason(rule, evidence), failed, nearness });
        }
    }
}

const SECTION_MEMBER: &str = "it continues a section of the rule, but no opener stands before it";

/// A telling phrase brings a rule nearer than any shape.
const PHRASE: u8 = 100;

/// How far a rule came: the later the condition that failed, the nearer.
fn nearness(refusal: Refusal) -> u8 {
    match refusal {
        Refusal::Section | Refusal::Between | Refusal::OnTopic => 50,
        Refusal::Words | Refusal::Length => 45,
        Refusal::Guard => 40,
        Refusal::All | Refusal::BesideRemoved => 35,
        Refusal::Quoted => 25,
        Refusal::Place | Refusal::Regex => 20,
        Refusal::Shape => 15,
        Refusal::Phrases => 10,
        Refusal::Host | Refusal::Language => 5,
        Refusal::Sequence => 0,
        // Where the block stands and what stands around it.
        _ => 30,
    }
}

/// What made a rule fire, in the words of its file.
pub(crate) fn reason(rule: &Rule, evidence: Evidence) -> Reason {
    match evidence {
        Evidence::Phrase(phrase) => Reason::Phrase(rule.phrases().nth(phrase as usize).unwrap_or_default().to_owned()),
        Evidence::Shape(shape) => Reason::Shape(shape.name()),
        Evidence::Structure => Reason::Shape(rule.unit().name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Engine, RuleSet};

    const RULES: &[(&str, &str)] = &[
        (
            "demo/letter",
            "summary = \"s\"\ncategory = \"newsletter\"\n[match]\nphrases = [\"get our letter\"]\nunless = [\"said\"]\nmax_words = 8\n",
        ),
        (
            "demo/last",
            "summary = \"s\"\ncategory = \"promo\"\n[match]\nphrases = [\"closing words\"]\nregion = \"foot\"\n",
        ),
        (
            "demo/run",
            "summary = \"s\"\ncategory = \"related\"\nunit = \"run\"\n[run]\nshapes = [\"handle\"]\nmin = 2\n",
        ),
        (
            "demo/keep",
            "summary = \"s\"\ncategory = \"publisher\"\naction = \"keep\"\nwhy = \"it is the article\"\n[match]\nphrases = [\"correction\"]\n",
        ),
        ("demo/day", "summary = \"s\"\ncategory = \"widget\"\n[match]\nshapes = [\"date\"]\nunless = [\"updated\"]\n"),
    ];

    fn engine() -> Engine {
        let mut rules = RuleSet::empty();
        for (id, source) in RULES {
            rules.add_source(id, source).unwrap();
        }
        Engine::builder().rules(rules).max_removed(1.0).build().unwrap()
    }

    /// The nearest rule and what failed, for the line that holds `fragment`.
    fn nearest(text: &str, fragment: &str) -> Option<(String, String)> {
        let engine = engine();
        let span = WhyNot::locate(text, fragment).unwrap();
        let why = engine.why_not(&Document::new(text), span);
        why.candidates.first().map(|near| (near.rule.id().to_owned(), near.failed.clone()))
    }

    #[test]
    fn the_first_condition_that_fails_is_named() {
        let prose = "The harbour board met on Monday to decide what should become of the ferry.";
        for (line, id, failed) in [
            ("Get our letter: said to be good", "demo/letter", "its guard (`unless`) \"said\" stands there too"),
            (
                "Get our letter one two three four five six.",
                "demo/letter",
                "it has 9 words; the rule wants max_words = 8",
            ),
            ("@jane", "demo/run", "a run of 1 such lines; it takes 2 to 60"),
            ("Closing words", "demo/last", "it stands in top, head, tail; the rule wants region = \"foot\""),
            ("The mayor said: Get our letter.", "demo/letter", "its guard (`unless`) \"said\" stands there too"),
        ] {
            let text = format!("{line}\n{prose}\n");
            assert_eq!(nearest(&text, line), Some((id.to_owned(), failed.to_owned())), "{line}");
        }
    }

    #[test]
    fn protection_removal_and_nothing_at_all() {
        let engine = engine();
        let text = "Get our letter\nCorrection: get our letter\nA line that nobody knows\n";
        let document = Document::new(text);
        let ask = |fragment: &str| engine.why_not(&document, WhyNot::locate(text, fragment).unwrap());
        let taken = ask("Get our letter");
        assert_eq!(taken.removed.first().map(Removal::rule), Some("demo/letter"));
        let kept = ask("correction: GET");
        assert_eq!(kept.protections.first().map(|kept| kept.rule.id()), Some("demo/keep"));
        assert!(kept.candidates.first().is_some_and(|near| near.failed.contains("demo/keep protects")), "{kept:?}");
        let unknown = ask("nobody");
        assert!(unknown.candidates.is_empty() && unknown.protections.is_empty());
        assert_eq!(unknown.suggestion.map(|suggestion| suggestion.phrase), Some("nobody".to_owned()));
    }

    #[test]
    fn a_guard_holds_where_a_shape_fires() {
        let engine = engine();
        for (line, taken) in [("3 March 2024", 1), ("Updated 3 March 2024", 0)] {
            assert_eq!(engine.clean(&Document::new(line)).removed().len(), taken, "{line}");
        }
    }

    #[test]
    fn a_fragment_is_found_as_phrases_are() {
        assert_eq!(WhyNot::locate("It’s  here", "it's here"), Some(0..12));
        assert_eq!(WhyNot::locate("It’s here", "there"), None);
        assert_eq!(WhyNot::locate("It’s here", "  "), None);
    }
}
