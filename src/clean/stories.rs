//! Embedded stories: other publishers' stories that stand on the page, found by the order of their parts.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use super::claims::{Claim, Evidence, Extent, StoryParts, applies};
use super::topic::{Overlap, Topic};
use super::view::View;
use crate::document::{Shape, Shapes};
use crate::rules::{Index, Role, Rule, Step, Takes};

/// A story has at most so many paragraphs behind its first one.
const STORY_PARAGRAPHS: usize = 60;
/// A step that may repeat (`+`, `*`) takes at most so many blocks: each block of a document may begin a sequence.
const STEP_BLOCKS: usize = 40;

/// So many blocks show what an article is about.
const ARTICLE_BLOCKS: usize = 600;

/// Every claim of the rules for sequences. `taken`: blocks that other rules claim whole, which end a story.
pub(crate) fn sequences(view: &View<'_>, index: &Index, taken: &[bool]) -> Vec<Claim> {
    let mut found = Vec::new();
    for &number in index.sequences() {
        let rule = index.rule(number);
        if applies(rule, view.document).is_ok() {
            found.extend(of_rule(view, rule, number, taken));
        }
    }
    found
}

fn of_rule(view: &View<'_>, rule: &Rule, number: u32, taken: &[bool]) -> Vec<Claim> {
    let mut found: Vec<Claim> = Vec::new();
    let article = RefCell::new(Article::default());
    let phrases = Phrases::of(view, rule, number);
    let mut block = 0;
    while block < view.blocks.len() {
        let try_form = |form: &Vec<Step>| Reading::of(view, rule, form, block, taken, &article);
        let fires =
            |reading: &Reading<'_, '_>| phrases.fire(reading.start..reading.end) && reading.may_stand(found.last());
        // Cheap conditions first: most blocks of a document begin no story.
        let opens = rule.steps.iter().any(|form| may_open(view, form, block));
        let matched = if opens && phrases.may_fire(block) { rule.steps.iter().find_map(try_form) } else { None };
        match matched.filter(fires) {
            Some(reading) => {
                block = reading.end;
                article.borrow_mut().is_whole = true;
                found.push(Claim {
                    rule: number,
                    extent: Extent::Blocks(reading.start..reading.end),
                    evidence: Evidence::Structure,
                    story: Some(reading.parts),
                });
            }
            None => block += 1,
        }
    }
    in_chains(view, rule, found)
}

/// The sequences of those rows that are long enough and, where the rule wants it, the last thing in the document.
fn in_chains(view: &View<'_>, rule: &Rule, found: Vec<Claim>) -> Vec<Claim> {
    let Some(spec) = rule.file.sequence.as_ref() else { return Vec::new() };
    let blocks = |claim: &Claim| match &claim.extent {
        Extent::Blocks(blocks) => blocks.clone(),
        Extent::Part(_) => 0..0,
    };
    let all_prose = view.prose_before(view.blocks.len());
    let is_last = |chain: &[Claim]| chain.last().is_some_and(|last| view.prose_before(blocks(last).end) == all_prose);
    let fits = |chain: &&[Claim]| chain.len() >= spec.min && (!spec.last || is_last(chain));
    let chains = found.chunk_by(|claim, next| blocks(claim).end == blocks(next).start);
    chains.filter(fits).flatten().cloned().collect()
}

/// Whether a block has the shape that the first step of a form asks for.
fn may_open(view: &View<'_>, form: &[Step], block: usize) -> bool {
    match form.first() {
        Some(Step { takes: Takes::Shapes(shapes), min: 1.., .. }) => view.blocks[block].shapes.intersects(*shapes),
        _ => true,
    }
}

/// Where a rule's phrases and guards stand, by block.
struct Phrases {
    found: Vec<(usize, u32)>,
    guards: Vec<usize>,
    wanted: usize,
}

impl Phrases {
    fn of(view: &View<'_>, rule: &Rule, number: u32) -> Phrases {
        let c = rule.conditions();
        let wanted = if c.phrases.is_empty() { 0 } else { c.min_phrases.unwrap_or(1) };
        let mine = |role: Role| view.hits.iter().filter(move |hit| hit.rule == number && hit.role == role);
        Phrases {
            found: mine(Role::Any).map(|hit| (hit.block as usize, hit.phrase)).collect(),
            guards: mine(Role::Unless).map(|hit| hit.block as usize).collect(),
            wanted,
        }
    }

    /// Whether enough phrases stand where a story that begins at `block` can reach.
    fn may_fire(&self, block: usize) -> bool {
        self.wanted == 0 || self.distinct(block..block + STORY_PARAGRAPHS + STEP_BLOCKS) >= self.wanted
    }

    /// Whether enough phrases, and no guard, stand in the blocks.
    fn fire(&self, blocks: Range<usize>) -> bool {
        let guard = self.guards.partition_point(|&guard| guard < blocks.start);
        let guarded = self.guards.get(guard).is_some_and(|guard| blocks.contains(guard));
        !guarded && (self.wanted == 0 || self.distinct(blocks) >= self.wanted)
    }

    fn distinct(&self, blocks: Range<usize>) -> usize {
        let from = self.found.partition_point(|&(block, _)| block < blocks.start);
        let inside = self.found[from..].iter().take_while(|&&(block, _)| block < blocks.end);
        inside.map(|&(_, phrase)| phrase).collect::<BTreeSet<_>>().len()
    }
}

/// The terms of the article: of the prose that stands before the first story. It grows as places further down are
/// tried, so that one topic serves all of them in linear time.
#[derive(Default)]
struct Article {
    topic: Topic,
    blocks: usize,
    is_whole: bool,
}

impl Article {
    fn before(&mut self, view: &View<'_>, block: usize) -> &Topic {
        while !self.is_whole && self.blocks < block.min(ARTICLE_BLOCKS) {
            if view.has(self.blocks, Shape::Prose) {
                self.topic.add(view.core(self.blocks));
            }
            self.blocks += 1;
        }
        &self.topic
    }
}

/// One way in which blocks match the steps of a form.
struct Reading<'a, 'v> {
    view: &'a View<'v>,
    rule: &'a Rule,
    taken: &'a [bool],
    article: &'a RefCell<Article>,
    start: usize,
    end: usize,
    parts: StoryParts,
}

impl<'a, 'v> Reading<'a, 'v> {
    /// Matches a form from a block on.
    fn of(
        view: &'a View<'v>,
        rule: &'a Rule,
        form: &[Step],
        start: usize,
        taken: &'a [bool],
        article: &'a RefCell<Article>,
    ) -> Option<Self> {
        let mut reading = Reading { view, rule, taken, article, start, end: start, parts: StoryParts::default() };
        form.iter().all(|step| reading.take(step)).then_some(reading)
    }

    /// Takes the blocks of one step; false when there are too few.
    fn take(&mut self, step: &Step) -> bool {
        let shapes = match step.takes {
            Takes::Story => return self.take_story(step.min),
            Takes::Shapes(shapes) => shapes,
        };
        let mut count = 0;
        let most = if step.many { STEP_BLOCKS } else { 1 };
        while count < most && self.fits(self.end, shapes) {
            self.note(self.end, shapes);
            self.end += 1;
            count += 1;
        }
        count >= step.min
    }

    fn fits(&self, block: usize, shapes: Shapes) -> bool {
        self.view.blocks.get(block).is_some_and(|found| found.shapes.intersects(shapes))
    }

    /// Remembers which part of the story the block is.
    fn note(&mut self, block: usize, shapes: Shapes) {
        let mut set = |wanted: Shape, part: fn(&mut StoryParts) -> &mut Option<usize>| {
            if shapes.contains(wanted) && self.view.has(block, wanted) {
                part(&mut self.parts).get_or_insert(block);
            }
        };
        set(Shape::PublisherAge, |parts| &mut parts.publisher);
        set(Shape::Publisher, |parts| &mut parts.publisher);
        set(Shape::Byline, |parts| &mut parts.byline);
        set(Shape::Headline, |parts| &mut parts.title);
        set(Shape::Age, |parts| &mut parts.age);
        set(Shape::Date, |parts| &mut parts.age);
    }

    /// Takes the prose that belongs to the story: its first paragraph, and the ones behind it up to the last that
    /// shares more with the story than with the article; it ends before a paragraph of the article.
    fn take_story(&mut self, min: usize) -> bool {
        let first = self.end;
        if !self.is_prose(first) {
            return min == 0;
        }
        let mut story = Topic::default();
        if let Some(title) = self.parts.title {
            story.add(self.view.core(title));
            // A card may stand without its story: then the paragraph behind it is the article's.
            let core = self.view.core(first);
            if story.overlap(core, false).shared == 0 && self.overlap_with_article(core).shared >= 2 {
                return false;
            }
        }
        story.add(self.view.core(first));
        self.end = first + 1;
        // What a rule finds in the first paragraph stands with the story; later on it ends the story.
        let (mut kin, mut resumed) = (self.end, false);
        for block in self.end..self.end + STORY_PARAGRAPHS {
            if !self.is_prose(block) || self.taken[block] {
                break;
            }
            let core = self.view.core(block);
            let story_overlap = story.overlap(core, false);
            let to_story = story_overlap.shared;
            let to_article = self.overlap_with_article(core).shared;
            resumed |= to_article > to_story;
            if to_article >= 2 && to_article > to_story {
                break;
            }
            if story_overlap.names > 0 {
                kin = block + 1;
            }
            if to_story > to_article && (to_story >= 2 || story_overlap.names > 0) {
                for block in self.end..=block {
                    story.add(self.view.core(block));
                }
                self.end = block + 1;
            }
        }
        // Where the article does not come back, a weaker tie is enough for the last paragraphs.
        if !resumed {
            self.end = self.end.max(kin);
        }
        self.end - first >= min
    }

    fn is_prose(&self, block: usize) -> bool {
        self.view.blocks.get(block).is_some_and(|found| found.shapes.contains(Shape::Prose))
    }

    fn overlap_with_article(&self, passage: &str) -> Overlap {
        self.article.borrow_mut().before(self.view, self.start).overlap(passage, false)
    }

    /// Whether a story may stand here: behind the article's own paragraphs, or behind another story.
    fn may_stand(&self, before: Option<&Claim>) -> bool {
        let Some(spec) = self.rule.file.sequence.as_ref() else { return false };
        let behind_another = spec.repeats
            && before.is_some_and(|claim| matches!(&claim.extent, Extent::Blocks(blocks) if blocks.end <= self.start));
        let c = self.rule.conditions();
        (behind_another || self.view.prose_before(self.start) >= spec.min_before)
            && self.view.in_region(self.start, c.region)
            && (c.introduced || !self.view.is_introduced(self.start, false))
            && (!c.off_topic || self.is_off_topic())
    }

    fn is_off_topic(&self) -> bool {
        let text: Vec<&str> = (self.start..self.end).map(|block| self.view.core(block)).collect();
        self.overlap_with_article(&text.join("\n")).is_off_topic()
    }
}
