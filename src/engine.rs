//! The engine: rules compiled once, shared by threads, applied to documents.

use std::cell::RefCell;

use crate::clean::{Cleaned, Flag, Recorder, Removal, Wishes, ink, settle};
use crate::document::Document;
use crate::matching::{MatchError, Scratch};
use crate::rules::{Action, Category, Confidence, Index, RuleSet};

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
pub struct EngineBuilder {
    rules: Option<RuleSet>,
    confidence: Confidence,
    wishes: Wishes,
    max_removed: f64,
}

impl Default for EngineBuilder {
    fn default() -> Self {
        EngineBuilder { rules: None, confidence: Confidence::Likely, wishes: Wishes::default(), max_removed: 0.5 }
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

    /// Compiles the rules.
    ///
    /// # Errors
    /// When the phrases together are more than an automaton can hold.
    pub fn build(self) -> Result<Engine, MatchError> {
        let rules = self.rules.unwrap_or_else(RuleSet::shipped);
        let index = Index::new(&rules, self.confidence)?;
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
    pub fn heap_bytes(&self) -> usize {
        self.index.heap_bytes()
    }

    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// Cleans a document. Never fails and never panics, whatever the text.
    pub fn clean(&self, document: &Document<'_>) -> Cleaned {
        SCRATCH.with_borrow_mut(|scratch| self.clean_with(document, scratch))
    }

    fn clean_with(&self, document: &Document<'_>, scratch: &mut Scratch) -> Cleaned {
        let Some(cleaned) = self.run(document, &self.wishes, scratch) else {
            return untouched(document, Flag::Unsettled);
        };
        if self.within_limit(document.text(), &cleaned.removed) {
            return cleaned;
        }
        let wishes = Wishes { no_drops: true, ..self.wishes.clone() };
        match self.run(document, &wishes, scratch) {
            Some(mut careful) => {
                careful.flags.push(Flag::OverLimit);
                careful.withheld = cleaned.removed.into_iter().filter(|removal| removal.action == Action::Drop).collect();
                careful
            }
            None => untouched(document, Flag::Unsettled),
        }
    }

    fn run(&self, document: &Document<'_>, wishes: &Wishes, scratch: &mut Scratch) -> Option<Cleaned> {
        let mut recorder = Recorder::new(&self.index);
        let text = settle(document, &self.index, wishes, scratch, |round| recorder.add(round))?;
        Some(recorder.finish(text.into_owned()))
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

fn untouched(document: &Document<'_>, flag: Flag) -> Cleaned {
    Cleaned { text: document.text().to_owned(), flags: vec![flag], ..Cleaned::default() }
}
