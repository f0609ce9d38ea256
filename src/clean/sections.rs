//! Structure over several blocks: a section behind its heading, and runs of blocks that look alike.

use std::ops::Range;

use super::claims::{Claim, Evidence, Extent, Refusal, applies, stands};
use super::hits::Hit;
use super::names::Portrait;
use super::view::View;
use crate::document::{BlockKind, Shape};
use crate::rules::{Action, Index, Role, Rule, Run};

/// Where the section that `opener` opens ends (the number of the block after its last), or `None` when too little
/// follows.
pub(crate) fn section(view: &View<'_>, rule: &Rule, number: u32, opener: usize) -> Option<usize> {
    let spec = rule.file.section.as_ref()?;
    let portrait = if spec.portrait { Some(Portrait::at(view, opener)?) } else { None };
    let continues = |block: usize| {
        let found = &view.blocks[block];
        // A marked heading opens something new, unless the rule says that headings are members.
        let heads = found.kind == BlockKind::Heading && !rule.members.contains(Shape::Heading);
        portrait.as_ref().is_some_and(|portrait| portrait.goes_on(view, block))
            || (!heads && found.shapes.intersects(rule.members))
            || view.hits_of(block).iter().any(|hit| hit.rule == number && hit.role == Role::Member)
    };
    let first = opener + 1;
    let limit = view.blocks.len().min(first.saturating_add(spec.max));
    let end = (first..limit).find(|&block| !continues(block)).unwrap_or(limit);
    let end = without_subheading(view, first, end);
    let end = if rule.action() == Action::Drop { without_head(view, opener, end) } else { end };
    let fits = portrait.is_none_or(|portrait| portrait.is_authors(view, opener, end));
    (fits && end - first >= spec.min).then_some(end)
}

/// Gives back byline, date and reading time where the article begins behind a list at the very top: they are its own.
fn without_head(view: &View<'_>, opener: usize, end: usize) -> usize {
    if view.prose_before(opener) > 0 || !view.blocks.get(end).is_some_and(|block| block.shapes.contains(Shape::Prose)) {
        return end;
    }
    let of_article = |block: &usize| {
        [Shape::Byline, Shape::Person, Shape::Date, Shape::Age, Shape::ReadingTime]
            .iter()
            .any(|&shape| view.has(*block, shape))
    };
    end - (opener + 1..end).rev().take_while(of_article).count()
}

/// Gives back the last block of a list of links when it is the heading of the prose behind it rather than a member.
fn without_subheading(view: &View<'_>, first: usize, end: usize) -> usize {
    let Some(last) = end.checked_sub(1).filter(|&last| last >= first) else { return end };
    let followed_by_prose = view.blocks.get(end).is_some_and(|block| block.shapes.contains(Shape::Prose));
    if !followed_by_prose || !view.has(last, Shape::Headline) {
        return end;
    }
    if view.blocks[last].kind == BlockKind::Heading {
        return last;
    }
    let marked = |block: usize| view.blocks[block].kind == BlockKind::ListItem;
    let odd_one = last > first && (first..last).all(marked) && !marked(last);
    let set_apart =
        last > first && gap(view, last) > 1 && gap(view, end) == 1 && (first + 1..last).all(|b| gap(view, b) == 1);
    if odd_one || set_apart { last } else { end }
}

/// Lines between a block and the one before it: 1 when they stand on neighbouring lines.
fn gap(view: &View<'_>, block: usize) -> usize {
    match block.checked_sub(1) {
        Some(before) => view.blocks[block].line.saturating_sub(view.blocks[before].line),
        None => 1,
    }
}

/// Every claim of the rules for runs.
pub(crate) fn runs(view: &View<'_>, index: &Index) -> Vec<Claim> {
    let mut found = Vec::new();
    for &number in index.runs() {
        let rule = index.rule(number);
        if applies(rule, view.document).is_err() {
            continue;
        }
        let mut block = 0;
        while block < view.blocks.len() {
            let end = run_end(view, rule, block);
            if end > block && run_fires(view, rule, number, block..end).is_ok() {
                found.push(Claim {
                    rule: number,
                    extent: Extent::Blocks(block..end),
                    evidence: evidence(view, number, block..end),
                    story: None,
                });
            }
            block = end.max(block + 1);
        }
    }
    found
}

/// The end of the blocks that each meet the rule's conditions on a member.
pub(crate) fn run_end(view: &View<'_>, rule: &Rule, from: usize) -> usize {
    let c = rule.conditions();
    let fits = |block: &usize| {
        let block = &view.blocks[*block];
        block.shapes.intersects(rule.members)
            && !block.shapes.intersects(rule.not_shapes)
            && c.min_words.is_none_or(|min| block.words >= min)
            && c.max_words.is_none_or(|max| block.words <= max)
    };
    (from..view.blocks.len()).find(|block| !fits(block)).unwrap_or(view.blocks.len())
}

/// Whether a rule for runs takes these blocks, or the first condition that fails.
pub(crate) fn run_fires(view: &View<'_>, rule: &Rule, number: u32, run: Range<usize>) -> Result<(), Refusal> {
    let spec = rule.file.run.as_ref().ok_or(Refusal::Length)?;
    let c = rule.conditions();
    let prose = |block: usize| view.blocks.get(block).is_some_and(|found| found.shapes.contains(Shape::Prose));
    let between = || run.start.checked_sub(1).is_some_and(prose) && prose(run.end);
    let must = |holds: bool, refusal: Refusal| if holds { Ok(()) } else { Err(refusal) };
    must((spec.min..=spec.max).contains(&run.len()), Refusal::Length)?;
    must(!spec.between || between(), Refusal::Between)?;
    must(run.clone().all(|block| view.in_region(block, c.region)), Refusal::Region)?;
    must(c.introduced || !view.is_introduced(run.start, false), Refusal::Introduced)?;
    let beside = || view.beside_removed(run.start) || view.beside_removed(run.end - 1);
    must(!c.beside_removed || beside(), Refusal::BesideRemoved)?;
    must(phrases_fire(view, rule, number, &run, spec), Refusal::Phrases)?;
    must(!c.off_topic || is_off_topic(view, run), Refusal::OnTopic)
}

/// Whether enough blocks of the run hold a phrase of the rule, and none a guard.
fn phrases_fire(view: &View<'_>, rule: &Rule, number: u32, run: &Range<usize>, spec: &Run) -> bool {
    let hit = run.clone().filter(|&block| phrase_stands(view, rule, number, block)).count();
    let wanted = if spec.every { run.len() } else { spec.hits };
    let guarded = |block: usize| view.hits_of(block).iter().any(|hit| hit.rule == number && hit.role == Role::Unless);
    hit >= wanted && !run.clone().any(guarded)
}

/// Lines of other stories: taken together they share next to nothing with the article.
fn is_off_topic(view: &View<'_>, run: Range<usize>) -> bool {
    let lines: Vec<&str> = run.map(|block| view.core(block)).collect();
    view.is_off_topic(&lines.join("\n"), false)
}

/// Whether enough blocks, from `opener` on, hold a phrase of a rule for the rest of the document, and match its regular
/// expression. It looks no further than the last one it needs, so that openers in a row cost time in proportion.
pub(crate) fn has_marks(view: &View<'_>, rule: &Rule, number: u32, opener: usize) -> bool {
    let Some(spec) = &rule.file.rest else { return true };
    let from = view.hits.partition_point(|hit| (hit.block as usize) < opener);
    let matches = |block: usize| rule.regex.as_ref().is_none_or(|regex| regex.is_match(view.core(block)));
    let of_blocks = view.hits[from..].chunk_by(|a, b| a.block == b.block);
    let marked = of_blocks.map(|hits| hits[0].block as usize).filter(|&block| {
        let c = rule.conditions();
        c.max_words.is_none_or(|max| view.blocks[block].words <= max)
            && phrase_stands(view, rule, number, block)
            && matches(block)
    });
    marked.take(spec.min).count() == spec.min
}

/// Whether a phrase of the rule stands in the block where `at` wants it.
fn phrase_stands(view: &View<'_>, rule: &Rule, number: u32, block: usize) -> bool {
    let unit = view.blocks[block].core..view.blocks[block].core_end;
    let fits = |hit: &&Hit| {
        hit.rule == number && hit.role == Role::Any && stands(view.text(), hit, &unit, rule.conditions().at)
    };
    view.hits_of(block).iter().any(|hit| fits(&hit))
}

fn evidence(view: &View<'_>, number: u32, run: Range<usize>) -> Evidence {
    let mut hits = run.flat_map(|block| view.hits_of(block)).filter(|hit| hit.rule == number && hit.role == Role::Any);
    hits.next().map_or(Evidence::Structure, |hit| Evidence::Phrase(hit.phrase))
}
