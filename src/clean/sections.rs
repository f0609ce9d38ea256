//! Structure over several blocks: a section behind its heading, and runs of blocks that look alike.

use std::ops::Range;

use super::claims::{Claim, Evidence, Extent, applies, stands};
use super::view::{Hit, View};
use crate::document::{BlockKind, Shape, Shapes};
use crate::rules::{Index, Role, Rule};

/// Where the section that `opener` opens ends (the number of the block after its last), or `None` when too little
/// follows.
pub(crate) fn section(view: &View<'_>, rule: &Rule, number: u32, opener: usize) -> Option<usize> {
    let spec = rule.file.section.as_ref()?;
    let continues = |block: usize| {
        view.blocks[block].shapes.intersects(rule.members)
            || view.hits_of(block).iter().any(|hit| hit.rule == number && hit.role == Role::Member)
    };
    let first = opener + 1;
    let limit = view.blocks.len().min(first.saturating_add(spec.max));
    let end = (first..limit).find(|&block| !continues(block)).unwrap_or(limit);
    let end = without_subheading(view, first, end);
    (end - first >= spec.min).then_some(end)
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
    let set_apart = last > first && gap(view, last) > 1 && gap(view, end) == 1 && (first + 1..last).all(|b| gap(view, b) == 1);
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
        if applies(rule, view).is_err() {
            continue;
        }
        let mut block = 0;
        while block < view.blocks.len() {
            let end = run_end(view, rule.members, rule.not_shapes, block);
            if end > block && run_fires(view, rule, number, block..end) {
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

fn run_end(view: &View<'_>, members: Shapes, not: Shapes, from: usize) -> usize {
    let fits = |block: &usize| {
        let shapes = view.blocks[*block].shapes;
        shapes.intersects(members) && !shapes.intersects(not)
    };
    (from..view.blocks.len()).find(|block| !fits(block)).unwrap_or(view.blocks.len())
}

fn run_fires(view: &View<'_>, rule: &Rule, number: u32, run: Range<usize>) -> bool {
    let Some(spec) = rule.file.run.as_ref() else { return false };
    let c = rule.conditions();
    let prose = |block: Option<usize>| block.is_some_and(|block| view.blocks.get(block).is_some_and(|b| b.shapes.contains(Shape::Prose)));
    let long_enough = (spec.min..=spec.max).contains(&run.len());
    long_enough
        && (!spec.between || (prose(run.start.checked_sub(1)) && prose(Some(run.end))))
        && run.clone().all(|block| view.in_region(block, c.region))
        && (c.introduced || !view.is_introduced(run.start, false))
        && (!c.beside_removed || view.beside_removed(run.start) || view.beside_removed(run.end - 1))
        && hits(view, number, &run, Role::Any) >= spec.hits
        && (!spec.every || run.clone().all(|block| phrase_stands(view, rule, number, block)))
        && hits(view, number, &run, Role::Unless) == 0
        && (!c.off_topic || run.clone().all(|block| view.topic().overlap(view.core(block), false).is_off_topic()))
}

/// How many blocks of the run hold a phrase of the rule in this role.
fn hits(view: &View<'_>, number: u32, run: &Range<usize>, role: Role) -> usize {
    run.clone().filter(|&block| view.hits_of(block).iter().any(|hit| hit.rule == number && hit.role == role)).count()
}

/// Whether a phrase of the rule stands in the block where `at` wants it.
fn phrase_stands(view: &View<'_>, rule: &Rule, number: u32, block: usize) -> bool {
    let unit = view.blocks[block].core..view.blocks[block].core_end;
    let fits = |hit: &&Hit| hit.rule == number && hit.role == Role::Any && stands(view.text(), hit, &unit, rule.conditions().at);
    view.hits_of(block).iter().any(|hit| fits(&hit))
}

fn evidence(view: &View<'_>, number: u32, run: Range<usize>) -> Evidence {
    let mut hits = run.flat_map(|block| view.hits_of(block)).filter(|hit| hit.rule == number && hit.role == Role::Any);
    hits.next().map_or(Evidence::Structure, |hit| Evidence::Phrase(hit.phrase))
}
