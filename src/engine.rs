//! The engine: rules compiled once, shared by threads, applied to documents.

use std::cell::RefCell;
use std::ops::Range;

use crate::clean::{Cleaned, Finder, Flag, Recorder, Removal, Wanted, WhyNot, Wishes, applies, ink, settle, why_not};
use crate::document::Document;
use crate::matching::{MatchError, Scratch};
use crate::rules::{Action, Category, Confidence, Index, Rule, RuleSet, Selected};

/// A compiled rule set. Immutable, `Send` and `Sync`: build one, share it by reference.
///
/// ```
/// use unchaff::{Document, Engine};
///
/// let engine = Engine::new();
/// std::thread::scope(|scope| {
///     scope.spawn(|| engine.clean(&Document::new("First text.")));
///     scope.spawn(|| engine.clean(&Document::new("Second text.")));
/// });
/// ```
#[derive(Debug)]
pub struct Engine {
    index: Index,
    wishes: Wishes,
    max_removed: f64,
    hash: String,
}

/// Options of an [`Engine`], each with its default.
#[derive(Debug, Clone)]
#[must_use]
pub struct EngineBuilder {
    rules: Option<RuleSet>,
    confidence: Confidence,
    wishes: Wishes,
    max_removed: f64,
    source: bool,
}

impl Default for EngineBuilder {
    fn default() -> Self {
        EngineBuilder {
            rules: None,
            confidence: Confidence::Likely,
            wishes: Wishes::default(),
            max_removed: 0.5,
            source: true,
        }
    }
}

impl EngineBuilder {
    /// The rules to run. Default: [`RuleSet::shipped`].
    pub fn rules(mut self, rules: RuleSet) -> Self {
        self.rules = Some(rules);
        self
    }

    /// The least sure rules that run. Default: [`Confidence::Likely`]. `Bold` finds more noise and may take content.
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// Leaves a category in the text. Default: none.
    pub fn keep(mut self, category: Category) -> Self {
        self.wishes.keep.push(category);
        self
    }

    /// Lifts a category into the metadata instead of dropping or leaving it. Default: none, so captions stay.
    pub fn lift(mut self, category: Category) -> Self {
        self.wishes.lift.push(category);
        self
    }

    /// The share (0 to 1) of the characters left after splits and lifts, white space aside, that drops may take; a
    /// document that would lose more keeps all of it and gets [`Flag::OverLimit`]. Default: 0.5.
    pub fn max_removed(mut self, share: f64) -> Self {
        self.max_removed = share.clamp(0.0, 1.0);
        self
    }

    /// Whether rules that only note what they see run, which the source report needs. Default: true; without them
    /// cleaning takes the same from every document.
    pub fn source(mut self, wanted: bool) -> Self {
        self.source = wanted;
        self
    }

    /// Compiles the rules.
    ///
    /// # Errors
    /// When the phrases together are more than an automaton can hold.
    pub fn build(self) -> Result<Engine, MatchError> {
        let rules = self.rules.unwrap_or_else(RuleSet::shipped);
        let index = Index::new(&rules, self.confidence, self.source)?;
        Ok(Engine { index, wishes: self.wishes, max_removed: self.max_removed, hash: rules.hash() })
    }
}

impl Default for Engine {
    fn default() -> Self {
        Engine::new()
    }
}

thread_local! {
    /// Buffers of the scan, kept from document to document.
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Engine {
    /// The shipped rules with every option at its default.
    ///
    /// # Panics
    /// Never for the rules that are shipped: a test compiles them.
    pub fn new() -> Engine {
        match Engine::builder().build() {
            Ok(engine) => engine,
            Err(error) => panic!("the shipped rules do not compile: {error}"),
        }
    }

    /// An engine with other rules or options.
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    /// Version and hash of the rule set: the same value gives the same bytes for the same input and options.
    pub fn rules_hash(&self) -> &str {
        &self.hash
    }

    /// The memory that the compiled phrases take, in bytes.
    #[doc(hidden)] // for the benchmarks
    pub fn heap_bytes(&self) -> usize {
        self.index.heap_bytes()
    }

    /// The rules that run, by number.
    pub(crate) fn rules(&self) -> &[Rule] {
        self.index.rules()
    }

    /// Whether a category is to stay in the text.
    pub(crate) fn keeps(&self, category: Category) -> bool {
        self.wishes.keep.contains(&category)
    }

    /// The selectors of the rules that apply to a page.
    pub(crate) fn selected(&self, document: &Document<'_>) -> Vec<Selected> {
        let applies = |selected: &&Selected| applies(self.index.rule(selected.rule), document).is_ok();
        self.index.selectors().iter().filter(applies).cloned().collect()
    }

    /// Cleans a document. Never fails and never panics, whatever the text.
    pub fn clean(&self, document: &Document<'_>) -> Cleaned {
        SCRATCH.with_borrow_mut(|scratch| self.clean_with(document, scratch))
    }

    /// The rule with this id, if it runs.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.index.rules().iter().find(|rule| rule.id() == id)
    }

    /// The rules that run.
    pub(crate) fn running_rules(&self) -> impl Iterator<Item = &Rule> {
        self.index.rules().iter()
    }

    /// Why a part of the document stayed: `span`, in bytes of its text, is looked at with every rule that has a phrase
    /// in it or a shape that fits.
    ///
    /// ```
    /// use unchaff::{Document, Engine};
    ///
    /// let text = "The regulator said that trading contracts for difference is a gamble.";
    /// let engine = Engine::new();
    /// let why = engine.why_not(&Document::new(text), 0..text.len());
    /// assert!(why.removed.is_empty());
    /// assert!(why.candidates.iter().any(|candidate| candidate.rule.id().starts_with("finance/")));
    /// ```
    pub fn why_not(&self, document: &Document<'_>, span: Range<usize>) -> WhyNot<'_> {
        SCRATCH.with_borrow_mut(|scratch| {
            let cleaned = self.clean_with(document, scratch);
            let no_drops = self.wishes.no_drops || cleaned.flags.contains(&Flag::OverLimit);
            let wishes = Wishes { no_drops, ..self.wishes.clone() };
            why_not(document, &self.index, &wishes, &span, &cleaned, scratch)
        })
    }

    fn clean_with(&self, document: &Document<'_>, scratch: &mut Scratch) -> Cleaned {
        let Some(cleaned) = self.run(document, &self.wishes, scratch) else {
            return Cleaned { flags: vec![Flag::Unsettled], ..untouched(document) };
        };
        if self.within_limit(document.text(), &cleaned.removed) {
            return cleaned;
        }
        let wishes = Wishes { no_drops: true, ..self.wishes.clone() };
        // Without the lifted and split parts the drops may stay below the limit: then the document stays whole, so that
        // cleaning the result again changes nothing.
        let mut careful = match self.run(document, &wishes, scratch) {
            Some(careful) if careful.removed.is_empty() || self.is_over(document, careful.text(), scratch) => careful,
            _ => untouched(document),
        };
        careful.flags.push(Flag::OverLimit);
        // What would have gone is evidence all the same.
        careful.signals = cleaned.signals;
        careful.withheld = cleaned.removed.into_iter().filter(|removal| removal.action == Action::Drop).collect();
        careful
    }

    /// Whether the drops would take too much of `text`, or none of it.
    fn is_over(&self, document: &Document<'_>, text: &str, scratch: &mut Scratch) -> bool {
        let again = self.run(&document.with_text(text), &self.wishes, scratch);
        again.is_none_or(|again| again.removed.is_empty() || !self.within_limit(text, &again.removed))
    }

    fn run(&self, document: &Document<'_>, wishes: &Wishes, scratch: &mut Scratch) -> Option<Cleaned> {
        let mut recorder = Recorder::new(&self.index);
        let mut finder = Finder::new(&self.index, Wanted::Deciding, scratch);
        let text = settle(document, &mut finder, wishes, |round| recorder.add(round))?;
        if !self.index.headlines().is_empty() {
            recorder.read_headline(document, scratch);
        }
        Some(recorder.finish(document.text(), text.into_owned()))
    }

    /// Whether the drops leave enough of what remains after splits and lifts.
    fn within_limit(&self, text: &str, removed: &[Removal]) -> bool {
        let of = |drops: bool| -> usize {
            let wanted = removed.iter().filter(|removal| (removal.action == Action::Drop) == drops);
            wanted.map(|removal| ink(&text[removal.span.clone()])).sum()
        };
        let dropped = of(true);
        dropped == 0 || dropped as f64 <= self.max_removed * (ink(text) - of(false)) as f64
    }
}

fn untouched(document: &Document<'_>) -> Cleaned {
    Cleaned { text: document.text().to_owned(), ..Cleaned::default() }
}
