//! What each rule claims in one round, phrase by phrase and shape by shape.

use std::ops::Range;

use super::hits::Hit;
use super::names::begins_with_host_name;
use super::seams::is_glued;
use super::sections::{has_marks, section};
use super::view::{Facts, View};
use crate::document::{BlockKind, Document, Shape, Syntax};
use crate::rules::{Action, Conditions, Confidence, Index, LazyRegex, Place, Role, Rule, Unit};

/// A part of the document that a rule wants, and what made it fire. Offsets are bytes of the round's text.
#[derive(Debug, Clone)]
pub(crate) struct Claim {
    pub rule: u32,
    pub extent: Extent,
    pub evidence: Evidence,
    /// The parts of an embedded story, for a splitting rule.
    pub story: Option<StoryParts>,
}

/// How much a claim covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Whole blocks, by number.
    Blocks(Range<usize>),
    /// Part of a block, in bytes.
    Part(Range<usize>),
}

/// What made a rule fire: a phrase of it, by number, or a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    Phrase(u32),
    Shape(Shape),
    /// The arrangement of blocks that a run or a sequence describes.
    Structure,
}

/// Where the parts of an embedded story stand, as block numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct StoryParts {
    pub publisher: Option<usize>,
    pub title: Option<usize>,
    pub age: Option<usize>,
    pub byline: Option<usize>,
}

crate::rules::words! {
    /// The first condition of a rule that did not hold.
    Refusal {
        Phrases = "too few of its phrases stand in the unit",
        Quoted = "the phrase stands within quotation marks, or its sentence names a speaker",
        Place = "the phrase does not stand where the rule wants it (`at`)",
        All = "a phrase of `all` is missing",
        Guard = "a guard (`unless`) stands in the unit",
        Regex = "the regular expression does not match",
        Shape = "the block does not have the shape",
        Words = "the unit is too long or too short",
        Region = "the block does not stand in the rule's region",
        Neighbour = "the block before or behind does not have the shape (`follows`, `precedes`)",
        Introduced = "the paragraph before announces it with a colon",
        BesideRemoved = "nothing beside it has been removed",
        OwnName = "the unit does not begin with the name of the document's publisher (`own_name`)",
        OnTopic = "it shares its subject with the article",
        Glued = "a paragraph that has lost its line break may stand in the same sentence",
        Section = "what follows does not continue the section",
        Marks = "too few of the blocks from it on hold one of its phrases (`[rest]`)",
        Length = "the run of such blocks is too short or too long",
        Between = "no prose stands directly before and after the run",
        Sequence = "the blocks around it do not stand in the order of the rule's steps",
        Host = "the rule is for other hosts",
        Language = "the rule is for other languages",
        Protected = "code, quotations and tables in Markdown are never touched",
    }
}

/// Whether a rule may fire in this document at all.
pub(crate) fn applies(rule: &Rule, document: &Document<'_>) -> Result<(), Refusal> {
    let c = rule.conditions();
    let host = document.host();
    let on = |list: &[String]| {
        host.is_some_and(|host| {
            list.iter().any(|wanted| {
                host.strip_suffix(wanted.as_str()).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
            })
        })
    };
    if (!c.hosts.is_empty() && !on(&c.hosts)) || on(&c.not_hosts) {
        return Err(Refusal::Host);
    }
    match document.known_lang() {
        Some(lang) if !c.langs.is_empty() && !c.langs.iter().any(|wanted| wanted == lang) => Err(Refusal::Language),
        _ => Ok(()),
    }
}

/// Every claim of the rules that look at one block at a time, in the order of the blocks.
pub(crate) fn claims(view: &View<'_>, index: &Index) -> Vec<Claim> {
    let mut found = Vec::new();
    let mut at = 0;
    for (number, block) in view.blocks.iter().enumerate() {
        let from = at;
        while view.hits.get(at).is_some_and(|hit| hit.block as usize == number) {
            at += 1;
        }
        let facts = Facts::new(view.text(), block);
        for hits in view.hits[from..at].chunk_by(|a, b| a.rule == b.rule) {
            let unit = index.rule(hits[0].rule).unit();
            let elsewhere = matches!(unit, Unit::Run | Unit::Sequence | Unit::Headline);
            if !elsewhere && hits.iter().any(|hit| hit.role == Role::Any) {
                found.extend(fires(view, index, hits[0].rule, number, &facts, hits).unwrap_or_default());
            }
        }
        if is_small(view, number) {
            for &rule in index.shape_only() {
                if block.shapes.intersects(index.rule(rule).shapes) {
                    // Its guards and its `all` are phrases, though a shape fires it.
                    let own = view.hits[from..at].chunk_by(|a, b| a.rule == b.rule).find(|own| own[0].rule == rule);
                    found.extend(fires(view, index, rule, number, &facts, own.unwrap_or_default()).unwrap_or_default());
                }
            }
        }
    }
    found
}

/// Shapes are told of lines and short paragraphs; only they can fire a rule without a phrase.
pub(crate) fn is_small(view: &View<'_>, block: usize) -> bool {
    view.blocks[block].words <= 60
}

/// Whether no rule may touch the block: code, quotations and tables in Markdown. A table is one block, and one phrase in
/// a cell of it says nothing about the others.
pub(crate) fn is_protected(view: &View<'_>, block: usize) -> bool {
    view.document.syntax() == Syntax::Markdown
        && matches!(view.blocks[block].kind, BlockKind::Code | BlockKind::Quote | BlockKind::Table)
}

/// What a rule claims in a block, or the first condition that fails. `hits` are the rule's own in this block.
pub(crate) fn fires(
    view: &View<'_>,
    index: &Index,
    number: u32,
    block: usize,
    facts: &Facts<'_>,
    hits: &[Hit],
) -> Result<Vec<Claim>, Refusal> {
    let rule = index.rule(number);
    let c = rule.conditions();
    if is_protected(view, block) {
        return Err(Refusal::Protected);
    }
    applies(rule, view.document)?;
    around(view, rule, block)?;
    let attempt = Attempt { view, rule, number, block, facts, hits, c };
    let claims = match rule.unit() {
        Unit::Sentence => attempt.sentences(),
        Unit::Span => attempt.spans(),
        _ => match attempt.whole() {
            Ok(claim) => Ok(vec![claim]),
            Err(refusal) if c.fused && refusal != Refusal::Regex => attempt.fused().ok_or(refusal),
            Err(refusal) => Err(refusal),
        },
    }?;
    if c.off_topic && !is_off_topic(view, block) { Err(Refusal::OnTopic) } else { Ok(claims) }
}

/// The conditions on where a block stands and what it looks like.
fn around(view: &View<'_>, rule: &Rule, block: usize) -> Result<(), Refusal> {
    let c = rule.conditions();
    let shapes = view.blocks[block].shapes;
    if !view.in_region(block, c.region) {
        return Err(Refusal::Region);
    }
    if !c.fused && !rule.shapes.is_empty() && !shapes.intersects(rule.shapes) {
        return Err(Refusal::Shape);
    }
    if shapes.intersects(rule.not_shapes) {
        return Err(Refusal::Shape);
    }
    if !view.neighbours_have(block, rule.follows, rule.precedes) {
        return Err(Refusal::Neighbour);
    }
    // A sure phrase is only kept back right behind the colon; anything less, as long as what was announced goes on.
    let near = !c.phrases.is_empty() && rule.confidence() == Confidence::Certain;
    let takes = !matches!(rule.action(), Action::Keep | Action::Note);
    if !c.introduced && takes && view.is_introduced(block, near) {
        return Err(Refusal::Introduced);
    }
    if c.beside_removed && !view.beside_removed(block) {
        return Err(Refusal::BesideRemoved);
    }
    Ok(())
}

/// Whether a block is about something else than the document; asked last, because all of its prose must be read.
fn is_off_topic(view: &View<'_>, block: usize) -> bool {
    let within = view.has(block, Shape::Prose);
    view.is_off_topic(view.core(block), within)
}

/// One rule tried on one block.
struct Attempt<'a, 'v> {
    view: &'a View<'v>,
    rule: &'a Rule,
    number: u32,
    block: usize,
    facts: &'a Facts<'a>,
    hits: &'a [Hit],
    c: &'a Conditions,
}

impl Attempt<'_, '_> {
    fn claim(&self, extent: Extent, evidence: Evidence) -> Claim {
        Claim { rule: self.number, extent, evidence, story: None }
    }

    /// The rule on the whole block, and on what follows it where the unit is larger.
    fn whole(&self) -> Result<Claim, Refusal> {
        let block = &self.view.blocks[self.block];
        if !self.rule.shapes.is_empty() && !block.shapes.intersects(self.rule.shapes) {
            return Err(Refusal::Shape);
        }
        let unit = block.core..block.core_end;
        let inside: Vec<&Hit> = self.inside(&unit).collect();
        let evidence = self.unit_fires(&unit, block.words, &inside)?;
        self.stands_apart(&unit, &inside)?;
        let last = match self.rule.unit() {
            Unit::Section => section(self.view, self.rule, self.number, self.block).ok_or(Refusal::Section)?,
            Unit::Rest if !has_marks(self.view, self.rule, self.number, self.block) => return Err(Refusal::Marks),
            Unit::Rest => self.view.blocks.len(),
            _ => self.block + 1,
        };
        Ok(self.claim(Extent::Blocks(self.block..last), evidence))
    }

    /// The rule's hits that stand wholly within a unit.
    fn inside(&self, unit: &Range<usize>) -> impl Iterator<Item = &Hit> {
        self.hits.iter().filter(|hit| unit.start <= hit.start && hit.end <= unit.end)
    }

    /// The conditions on what stands in a unit; the evidence when they hold. `hits` are those within the unit.
    fn unit_fires(&self, unit: &Range<usize>, words: u32, hits: &[&Hit]) -> Result<Evidence, Refusal> {
        let evidence = self.phrases_fire(unit, hits)?;
        let mut all: Vec<u32> = hits.iter().filter(|hit| hit.role == Role::All).map(|hit| hit.phrase).collect();
        all.sort_unstable();
        all.dedup();
        if all.len() < self.c.all.len() {
            return Err(Refusal::All);
        }
        if hits.iter().any(|hit| hit.role == Role::Unless) {
            return Err(Refusal::Guard);
        }
        if self.c.min_words.is_some_and(|min| words < min) || self.c.max_words.is_some_and(|max| words > max) {
            return Err(Refusal::Words);
        }
        let own = |host| begins_with_host_name(&self.view.text()[unit.clone()], host);
        if self.c.own_name && !self.view.document.host().is_some_and(own) {
            return Err(Refusal::OwnName);
        }
        match &self.rule.regex {
            Some(regex) if !regex.is_match(&self.view.text()[unit.clone()]) => Err(Refusal::Regex),
            _ => Ok(evidence),
        }
    }

    /// Fails where the unit may hold a paragraph that has lost its line breaks.
    fn stands_apart(&self, unit: &Range<usize>, hits: &[&Hit]) -> Result<(), Refusal> {
        let own = || hits.iter().filter(|hit| hit.role == Role::Any);
        let (Some(start), Some(end)) = (own().map(|hit| hit.start).min(), own().map(|hit| hit.end).max()) else {
            return Ok(());
        };
        let block = &self.view.blocks[self.block];
        let takes = !matches!(self.rule.action(), Action::Keep | Action::Note);
        let glued = takes && is_glued(self.view.text(), &(block.start..block.end), unit, &(start..end));
        if glued { Err(Refusal::Glued) } else { Ok(()) }
    }

    /// The first phrase that stands where it must, when enough of them do.
    fn phrases_fire(&self, unit: &Range<usize>, hits: &[&Hit]) -> Result<Evidence, Refusal> {
        if self.c.phrases.is_empty() {
            let shape = self.view.blocks[self.block].shapes.iter().find(|&shape| self.rule.shapes.contains(shape));
            return shape.map(Evidence::Shape).ok_or(Refusal::Shape);
        }
        let mut refusal = Refusal::Phrases;
        let mut good: Vec<(usize, u32)> = Vec::new();
        for hit in hits.iter().filter(|hit| hit.role == Role::Any) {
            if !stands(self.view.text(), hit, unit, self.c.at) {
                refusal = Refusal::Place;
            } else if self.is_of_somebody(hit) {
                refusal = Refusal::Quoted;
            } else if !good.iter().any(|&(_, phrase)| phrase == hit.phrase) {
                good.push((hit.start, hit.phrase));
            }
        }
        let wanted = self.c.min_phrases.unwrap_or(1).max(1);
        match good.iter().min() {
            Some(&(_, phrase)) if good.len() >= wanted => Ok(Evidence::Phrase(phrase)),
            Some(_) => Err(Refusal::Phrases),
            None => Err(refusal),
        }
    }

    /// Whether the phrase is somebody's words: quoted, or in a sentence that would go though it names its speaker.
    fn is_of_somebody(&self, hit: &Hit) -> bool {
        let span = hit.start..hit.end;
        !self.c.quoted && (self.facts.is_quoted(&span) || self.takes_sentence() && self.facts.is_reported(&span))
    }

    /// Whether more goes than the phrase itself.
    fn takes_sentence(&self) -> bool {
        self.rule.unit() != Unit::Span && !matches!(self.rule.action(), Action::Keep | Action::Note)
    }

    /// The rule on each sentence of the block.
    fn sentences(&self) -> Result<Vec<Claim>, Refusal> {
        // Each sentence looks at its own hits only, so that a paragraph of any length costs in proportion.
        let mut hits: Vec<(&Range<usize>, &Hit)> = self
            .hits
            .iter()
            .filter_map(|hit| Some((self.facts.sentence_at(hit.start)?, hit)))
            .filter(|(sentence, hit)| hit.end <= sentence.end)
            .collect();
        hits.sort_by_key(|(sentence, _)| sentence.start);
        let mut found: Vec<Claim> = Vec::new();
        let mut refusal = Refusal::Phrases;
        for of_one in hits.chunk_by(|(a, _), (b, _)| a.start == b.start) {
            let (Some(&(sentence, _)), true) = (of_one.first(), of_one.iter().any(|(_, hit)| hit.role == Role::Any))
            else {
                continue;
            };
            let inside: Vec<&Hit> = of_one.iter().map(|&(_, hit)| hit).collect();
            let words = self.view.text()[sentence.clone()].split_whitespace().count() as u32;
            let apart = |evidence| self.stands_apart(sentence, &inside).map(|()| evidence);
            match self.unit_fires(sentence, words, &inside).and_then(apart) {
                Ok(evidence) => found.push(self.claim(self.extent(sentence), evidence)),
                Err(reason) => refusal = reason,
            }
        }
        if found.is_empty() { Err(refusal) } else { Ok(found) }
    }

    /// A part of the block, or the block with its mark ("3.") when nothing else stands in it.
    fn extent(&self, part: &Range<usize>) -> Extent {
        let block = &self.view.blocks[self.block];
        let text = self.view.text();
        let bare = |part: &str| !part.contains(char::is_alphanumeric);
        if bare(&text[block.core..part.start]) && bare(&text[part.end..block.core_end]) {
            Extent::Blocks(self.block..self.block + 1)
        } else {
            Extent::Part(part.clone())
        }
    }

    /// The rule's phrases themselves, or the matches of its regular expression that hold one.
    fn spans(&self) -> Result<Vec<Claim>, Refusal> {
        let block = &self.view.blocks[self.block];
        let unit = block.core..block.core_end;
        let inside: Vec<&Hit> = self.inside(&unit).collect();
        let evidence = self.unit_fires(&unit, block.words, &inside)?;
        let fits = |hit: &&Hit| {
            hit.role == Role::Any && stands(self.view.text(), hit, &unit, self.c.at) && !self.is_of_somebody(hit)
        };
        let mut hits = inside;
        hits.retain(fits);
        let Some(regex) = self.rule.regex.as_ref().and_then(LazyRegex::get) else {
            let claims =
                hits.iter().map(|hit| self.claim(self.extent(&(hit.start..hit.end)), Evidence::Phrase(hit.phrase)));
            return Ok(claims.collect());
        };
        let text = &self.view.text()[unit.clone()];
        hits.sort_by_key(|hit| hit.start);
        // Where the hits up to each one end at the latest: hits may overlap.
        let ends: Vec<usize> = hits
            .iter()
            .scan(0, |end, hit| {
                *end = hit.end.max(*end);
                Some(*end)
            })
            .collect();
        let holds = |found: &Range<usize>| {
            let before = hits.partition_point(|hit| hit.start < found.end);
            before > 0 && ends[before - 1] > found.start
        };
        let claims: Vec<Claim> = regex
            .captures_iter(text)
            .filter_map(|captures| {
                let whole = captures.get(0)?;
                let span = captures.name("span").unwrap_or(whole);
                let whole = whole.start() + unit.start..whole.end() + unit.start;
                let span = span.start() + unit.start..span.end() + unit.start;
                (holds(&whole) && !span.is_empty()).then(|| self.claim(self.extent(&span), evidence))
            })
            .collect();
        if claims.is_empty() { Err(Refusal::Regex) } else { Ok(claims) }
    }

    /// The rule on a label that has lost its line break and stands in running text: after the end of a sentence, in
    /// front of a capital. At the start of a title ("Advertising Costs in Ferrow") it belongs to the title.
    fn fused(&self) -> Option<Vec<Claim>> {
        let text = self.view.text();
        let block = &self.view.blocks[self.block];
        let set_off = |hit: &&Hit| {
            let before = text[block.core..hit.start].trim_end();
            let after = &text[hit.end..block.core_end];
            let next = after.trim_start_matches(|c: char| c.is_whitespace() || ":.…|-–".contains(c)).chars().next();
            let ended = before.is_empty() && self.view.has(self.block, Shape::Prose)
                || before.ends_with(['.', '!', '?', '…', '"', '”', '’', '\'', ')', '»', '“']);
            let own = text[hit.start..hit.end].chars().next().is_some_and(char::is_uppercase);
            let other =
                next.is_none_or(|next| next.is_uppercase() || next.is_ascii_digit() || "\"“‘'«„".contains(next));
            let somebody = self.facts.is_quoted(&(hit.start..hit.end))
                || self.c.at != Place::Whole && self.facts.is_reported(&(hit.start..hit.end));
            hit.role == Role::Any && own && ended && other && !somebody
        };
        let guarded = self.hits.iter().any(|hit| hit.role == Role::Unless);
        let claims: Vec<Claim> = self
            .hits
            .iter()
            .filter(set_off)
            .filter(|_| !guarded)
            .map(|hit| {
                let end = match self.c.at {
                    Place::Whole => hit.end,
                    _ => self.facts.sentence_at(hit.start).map_or(hit.end, |sentence| {
                        let glued = is_glued(text, &(block.start..block.end), sentence, &(hit.start..hit.end));
                        if glued { hit.end } else { sentence.end.max(hit.end) }
                    }),
                };
                self.claim(self.extent(&(hit.start..end)), Evidence::Phrase(hit.phrase))
            })
            .collect();
        (!claims.is_empty()).then_some(claims)
    }
}

/// What stands further than so many bytes from an edge of its unit does not stand at the edge, whatever is between: the
/// targets of links are shorter.
const FAR: usize = 4_000;

/// Whether a hit stands in the unit where `at` wants it.
pub(crate) fn stands(text: &str, hit: &Hit, unit: &Range<usize>, at: Place) -> bool {
    let bare = |part: &str| !part.contains(char::is_alphanumeric);
    let at_start = || hit.start - unit.start <= FAR && bare(&text[unit.start..hit.start]);
    let at_end = || unit.end - hit.end <= FAR && bare(without_target(&text[hit.end..unit.end]));
    match at {
        Place::Anywhere => true,
        Place::Start => at_start(),
        Place::End => at_end(),
        Place::Whole => at_start() && at_end(),
    }
}

/// What stands behind a phrase, without the target of the Markdown link whose text the phrase ends.
fn without_target(after: &str) -> &str {
    match after.strip_prefix("](").and_then(|target| target.split_once(')')) {
        Some((target, rest)) if !target.contains(char::is_whitespace) => rest,
        _ => after,
    }
}

/// The first byte of an extent.
pub(crate) fn extent_start(extent: &Extent, view: &View<'_>) -> usize {
    match extent {
        Extent::Blocks(blocks) => view.blocks.get(blocks.start).map_or(0, |block| block.start),
        Extent::Part(part) => part.start,
    }
}
