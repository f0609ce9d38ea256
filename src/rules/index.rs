//! The rules that run, compiled: every phrase of every rule in one matcher, and from each phrase to its uses.

use std::collections::HashMap;

use super::file::{Action, Confidence, Place, Status, Unit};
use super::rule::Rule;
use super::set::RuleSet;
use crate::document::{Block, Shapes};
use crate::matching::{MatchError, Matcher, Pattern};
use crate::page::{Selected, Selectors};

/// What an occurrence of a phrase says about a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// A member of `phrases`: the rule may fire.
    Any,
    /// A member of `all`: a condition is met.
    All,
    /// A member of `unless`: a guard stands in the unit.
    Unless,
    /// A phrase of `[section]`: the block continues one.
    Member,
}

/// One use of a pattern: the rule, the list it stands in, and its place in that list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Use {
    pub rule: u32,
    pub role: Role,
    pub phrase: u32,
}

/// What a block must look like for a phrase in it to count for a rule: as much of the rule's conditions as is told of
/// a block at once. A phrase that these hold back could not have made the rule fire.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Empty: any.
    shapes: Shapes,
    not_shapes: Shapes,
    words: (u32, u32),
    /// The phrase must stand at the start of the block.
    pub opening: bool,
}

impl Limits {
    fn of(rule: &Rule) -> Limits {
        let c = rule.conditions();
        let any = Limits { shapes: Shapes::EMPTY, not_shapes: Shapes::EMPTY, words: (0, u32::MAX), opening: false };
        let words = (c.min_words.unwrap_or(0), c.max_words.unwrap_or(u32::MAX));
        let opening = matches!(c.at, Place::Start | Place::Whole);
        let (shapes, not_shapes) = (rule.shapes, rule.not_shapes);
        match rule.unit() {
            // The story has blocks of all kinds.
            Unit::Sequence => any,
            Unit::Run => Limits { shapes: rule.members, not_shapes, words, opening: false },
            // A label that has lost its line break may stand anywhere in a block of any kind.
            _ if c.fused => Limits { not_shapes, ..any },
            // Words and places are those of the sentence.
            Unit::Sentence => Limits { shapes, not_shapes, ..any },
            _ => Limits { shapes, not_shapes, words, opening },
        }
    }

    /// Whether phrases in the block count at all.
    pub(crate) fn admit(&self, block: &Block) -> bool {
        (self.shapes.is_empty() || block.shapes.intersects(self.shapes))
            && !block.shapes.intersects(self.not_shapes)
            && (self.words.0..=self.words.1).contains(&block.words)
    }
}

/// The compiled rules; immutable, shared by threads.
#[derive(Debug)]
pub(crate) struct Index {
    rules: Vec<Rule>,
    /// One for each rule.
    limits: Vec<Limits>,
    matcher: Matcher,
    uses: Vec<Use>,
    /// Where the uses of each pattern begin: those that count by themselves, then those that only qualify others; and
    /// the end.
    starts: Vec<u32>,
    shape_only: Vec<u32>,
    runs: Vec<u32>,
    sequences: Vec<u32>,
    headlines: Vec<u32>,
    documents: Vec<u32>,
    selectors: Selectors,
}

impl Index {
    /// Compiles the rules of `set` that run at `confidence` and surer; those that only note what they see with `notes`.
    pub(crate) fn new(set: &RuleSet, confidence: Confidence, notes: bool) -> Result<Index, MatchError> {
        let running = |rule: &&Rule| {
            matches!(rule.status(), Status::Stable | Status::Preview)
                && rule.confidence() <= confidence
                && (notes || rule.action() != Action::Note)
                && !set.is_disabled(rule.id())
        };
        let rules: Vec<Rule> = set.iter().filter(running).cloned().collect();
        let mut patterns = Patterns::default();
        for (number, rule) in rules.iter().enumerate() {
            patterns.add_rule(number as u32, rule);
        }
        let matcher = patterns.matcher()?;
        let numbers = |wanted: &dyn Fn(&Rule) -> bool| {
            (0u32..).zip(&rules).filter(|(_, rule)| wanted(rule)).map(|(number, _)| number).collect()
        };
        let structural = |rule: &Rule| matches!(rule.unit(), Unit::Run | Unit::Sequence);
        let of_block = |rule: &Rule| !structural(rule) && !matches!(rule.unit(), Unit::Headline | Unit::Document);
        let textual = |rule: &Rule| rule.conditions().phrases.is_empty() && rule.conditions().selectors.is_empty();
        let shape_only = numbers(&|rule| of_block(rule) && textual(rule));
        let headlines = numbers(&|rule| rule.unit() == Unit::Headline);
        let documents = numbers(&|rule| rule.unit() == Unit::Document);
        let selectors = Selectors::new((0u32..).zip(&rules).flat_map(|(number, rule)| {
            let each = (0u32..).zip(&rule.conditions().selectors);
            each.map(move |(place, selector)| (Selected { rule: number, place }, selector.get_ref().as_str()))
        }));
        let runs = numbers(&|rule| rule.unit() == Unit::Run);
        let sequences = numbers(&|rule| rule.unit() == Unit::Sequence);
        let (uses, starts) = patterns
            .finish(|r#use| matches!(r#use.role, Role::All | Role::Unless) && !structural(&rules[r#use.rule as usize]));
        let limits = rules.iter().map(Limits::of).collect();
        Ok(Index { rules, limits, matcher, uses, starts, shape_only, runs, sequences, headlines, documents, selectors })
    }

    pub(crate) fn rule(&self, number: u32) -> &Rule {
        &self.rules[number as usize]
    }

    pub(crate) fn limits(&self, number: u32) -> &Limits {
        &self.limits[number as usize]
    }

    pub(crate) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    pub(crate) fn matcher(&self) -> &Matcher {
        &self.matcher
    }

    /// The memory that the phrases and their uses take, in bytes; the rules as they were read are not counted.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.matcher.heap_bytes() + self.uses.capacity() * size_of::<Use>() + self.starts.capacity() * size_of::<u32>()
    }

    /// The uses of a pattern that count wherever it stands.
    pub(crate) fn uses(&self, pattern: u32) -> &[Use] {
        self.uses_from(2 * pattern as usize)
    }

    /// The uses of a pattern as a condition or guard, by rule: they only count where a phrase of their rule stands.
    pub(crate) fn qualifiers(&self, pattern: u32) -> &[Use] {
        self.uses_from(2 * pattern as usize + 1)
    }

    fn uses_from(&self, place: usize) -> &[Use] {
        &self.uses[self.starts[place] as usize..self.starts[place + 1] as usize]
    }

    /// Rules that fire on a shape alone.
    pub(crate) fn shape_only(&self) -> &[u32] {
        &self.shape_only
    }

    /// Rules for the headline.
    pub(crate) fn headlines(&self) -> &[u32] {
        &self.headlines
    }

    /// Rules for numbers of the whole document.
    pub(crate) fn documents(&self) -> &[u32] {
        &self.documents
    }

    /// The selectors of rules for elements of pages.
    pub(crate) fn selectors(&self) -> &Selectors {
        &self.selectors
    }

    /// Rules for runs of blocks.
    pub(crate) fn runs(&self) -> &[u32] {
        &self.runs
    }

    /// Rules for sequences of blocks.
    pub(crate) fn sequences(&self) -> &[u32] {
        &self.sequences
    }
}

/// Patterns under construction; a phrase that several rules use is one pattern.
#[derive(Default)]
struct Patterns {
    numbers: HashMap<(String, bool), usize>,
    texts: Vec<(String, bool)>,
    uses: Vec<Vec<Use>>,
}

impl Patterns {
    fn add_rule(&mut self, number: u32, rule: &Rule) {
        let c = rule.conditions();
        let section = rule.file.section.as_ref().map(|section| section.phrases.as_slice()).unwrap_or_default();
        let lists =
            [(Role::Any, &*c.phrases), (Role::All, &*c.all), (Role::Unless, &*c.unless), (Role::Member, section)];
        for (role, phrases) in lists {
            for (place, phrase) in (0u32..).zip(phrases) {
                // Only the phrases that make a rule fire keep their case; guards are better safe.
                let exact = c.exact_case && role == Role::Any;
                self.add(phrase.get_ref(), exact, Use { rule: number, role, phrase: place });
            }
        }
    }

    fn add(&mut self, text: &str, exact: bool, r#use: Use) {
        let key = (text.to_owned(), exact);
        let number = *self.numbers.entry(key.clone()).or_insert_with(|| {
            self.texts.push(key);
            self.uses.push(Vec::new());
            self.texts.len() - 1
        });
        self.uses[number].push(r#use);
    }

    fn matcher(&self) -> Result<Matcher, MatchError> {
        let patterns: Vec<Pattern<'_>> =
            self.texts.iter().map(|(text, exact_case)| Pattern { text, exact_case: *exact_case }).collect();
        Matcher::new(&patterns)
    }

    /// All uses and where they begin, for each pattern first those that do not, then those that do qualify.
    fn finish(self, qualifies: impl Fn(&Use) -> bool) -> (Vec<Use>, Vec<u32>) {
        let mut starts = vec![0];
        let mut flat: Vec<Use> = Vec::new();
        for uses in self.uses {
            for wanted in [false, true] {
                flat.extend(uses.iter().filter(|r#use| qualifies(r#use) == wanted));
                starts.push(flat.len() as u32);
            }
        }
        (flat, starts)
    }
}
