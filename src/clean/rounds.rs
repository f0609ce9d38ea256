//! Rounds: what is taken changes where the head and the tail of the document are, so the rules look again until they
//! take nothing. Every offset that leaves this module is one of the input.

use std::borrow::Cow;
use std::ops::Range;

use super::claims::{Claim, claims};
use super::cuts::cuts;
use super::hits::{Finder, Hit};
use super::resolve::{Taken, Wishes, resolve, taken_blocks};
use super::sections::runs;
use super::stories::sequences;
use super::view::View;
use crate::document::{Again, Blocks, Document, Layout};
use crate::rules::{Action, Index};

/// A document that is still changing after so many rounds is left whole.
const MAX_ROUNDS: usize = 8;

/// What one round saw and took; `origin` leads back to the input.
pub(crate) struct Round<'r, 'v> {
    pub view: &'r View<'v>,
    pub taken: &'r [Taken],
    pub notes: &'r [Claim],
    pub origin: &'r Origin,
}

/// Runs the rules until they take nothing, and hands every round to `record`. Returns the text that is left, or `None`
/// when it would not settle.
pub(crate) fn settle<'d>(
    document: &Document<'d>,
    finder: &mut Finder<'_>,
    wishes: &Wishes,
    mut record: impl FnMut(Round<'_, '_>),
) -> Option<Cow<'d, str>> {
    let index = finder.index();
    let mut text = Cow::Borrowed(document.text());
    let mut origin = Origin::new(text.len());
    let mut joints = Vec::new();
    let mut pass = Pass::first(document, finder);
    for round in 0..=MAX_ROUNDS {
        let current = document.with_text(&text);
        let mut view = View::new(&current, &pass.blocks, &pass.hits, &joints);
        let (all, notes) = all_claims(&mut view, index, round == 0);
        let leans = !joints.is_empty() && all.iter().any(|claim| index.rule(claim.rule).conditions().beside_removed);
        let taken = resolve(&view, index, all, wishes);
        // What only fired beside a removal must not decide over the end: cleaning the result again knows of none.
        if taken.is_empty() && leans && round < MAX_ROUNDS {
            joints.clear();
            continue;
        }
        let settled = taken.is_empty() && !leans;
        if settled || round == MAX_ROUNDS {
            record(Round { view: &view, taken: &[], notes: &notes, origin: &origin });
            return settled.then_some(text);
        }
        record(Round { view: &view, taken: &taken, notes: &notes, origin: &origin });
        let mut gone: Vec<Range<usize>> = taken.iter().flat_map(|taken| taken.pieces.iter().cloned()).collect();
        gone.sort_by_key(|span| span.start);
        let left = without(&text, &gone);
        pass = pass.after(&document.with_text(&left), &gone, finder);
        origin.cut(&gone);
        joints = moved_joints(&joints, &gone);
        text = Cow::Owned(left);
    }
    None
}

/// What is known of a round's text before the rules look at it.
struct Pass {
    blocks: Blocks,
    hits: Vec<Hit>,
}

impl Pass {
    fn first(document: &Document<'_>, finder: &mut Finder<'_>) -> Pass {
        let (text, syntax) = (document.text(), document.syntax());
        let mut blocks = Blocks::parse(text, syntax, &[]);
        let hits = if blocks.layout == Layout::Flat {
            // A text that has no line breaks is cut where they have been lost.
            let index = finder.index();
            let cuts = cuts(text, finder.scan(text), index);
            if !cuts.is_empty() {
                blocks = Blocks::parse(text, syntax, &cuts);
            }
            finder.hits_of_scan(text, &blocks)
        } else {
            finder.hits(text, &blocks)
        };
        Pass { blocks, hits }
    }

    /// What is known of the text that is left. Where lines are paragraphs only those lines are looked at that something
    /// was taken from; elsewhere phrases and blocks may reach over line breaks, and all is looked at anew.
    fn after(self, left: &Document<'_>, gone: &[Range<usize>], finder: &mut Finder<'_>) -> Pass {
        let Some(again) = self.blocks.again(left.text(), left.syntax(), gone) else {
            return Pass::first(left, finder);
        };
        let hits = hits_again(&self, &again, left.text(), finder);
        Pass { blocks: again.blocks, hits }
    }
}

/// The hits of the text that is left: those of untouched blocks are moved, the others looked for.
fn hits_again(before: &Pass, again: &Again, left: &str, finder: &mut Finder<'_>) -> Vec<Hit> {
    let mut hits = Vec::with_capacity(before.hits.len());
    let mut rest = before.hits.as_slice();
    let mut number = 0;
    while let Some(was) = again.was.get(number) {
        let new = &again.blocks.items[number];
        if let Some(old) = *was {
            rest = &rest[rest.iter().take_while(|hit| (hit.block as usize) < old).count()..];
            let (own, behind) = rest.split_at(rest.iter().take_while(|hit| hit.block as usize == old).count());
            rest = behind;
            let shift = before.blocks.items[old].start - new.start;
            hits.extend(own.iter().map(|hit| Hit {
                block: number as u32,
                start: hit.start - shift,
                end: hit.end - shift,
                ..*hit
            }));
            number += 1;
        } else {
            let of_line = again.blocks.items[number..].iter().take_while(|block| block.line == new.line).count();
            finder.add_hits(left, &again.blocks, number..number + of_line, &mut hits);
            number += of_line;
        }
    }
    hits
}

/// Every claim of a round, and apart from them what is only noted (in the first round, where all text still stands).
fn all_claims(view: &mut View<'_>, index: &Index, first: bool) -> (Vec<Claim>, Vec<Claim>) {
    if view.is_lines_only() {
        return (Vec::new(), Vec::new());
    }
    let mut all = claims(view, index);
    let taken = taken_blocks(view, index, &all);
    view.forget_announcements(&taken);
    all.extend(runs(view, index));
    all.extend(sequences(view, index, &taken));
    let (mut notes, rest): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|claim| index.rule(claim.rule).action() == Action::Note);
    if !first {
        notes.clear();
    }
    (rest, notes)
}

fn without(text: &str, gone: &[Range<usize>]) -> String {
    let mut left = String::with_capacity(text.len());
    let mut from = 0;
    for span in gone {
        left.push_str(&text[from..span.start]);
        from = span.end;
    }
    left.push_str(&text[from..]);
    left
}

/// The places in the new text where something has been taken out, now or before.
fn moved_joints(old: &[usize], gone: &[Range<usize>]) -> Vec<usize> {
    let mut joints: Vec<usize> = Vec::with_capacity(old.len() + gone.len());
    let (mut next, mut shift) = (0, 0);
    let mut moved = |at: usize| {
        while gone.get(next).is_some_and(|span| span.end <= at) {
            shift += gone[next].len();
            next += 1;
        }
        let into = gone.get(next).map_or(0, |span| at.saturating_sub(span.start));
        at - shift - into
    };
    let new: Vec<usize> = gone.iter().map(|span| span.end).collect();
    let mut all: Vec<usize> = old.iter().chain(&new).copied().collect();
    all.sort_unstable();
    joints.extend(all.into_iter().map(&mut moved));
    joints.dedup();
    joints
}

/// Where each byte of a round's text stands in the input.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// (offset in the round's text, offset in the input), one for each stretch that is left; sorted.
    stretches: Vec<(usize, usize)>,
    len: usize,
}

impl Origin {
    fn new(len: usize) -> Origin {
        Origin { stretches: vec![(0, 0)], len }
    }

    /// The parts of the input that a range of the round's text comes from.
    pub(crate) fn parts(&self, span: Range<usize>) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let first = self.stretches.partition_point(|&(at, _)| at <= span.start).saturating_sub(1);
        for (place, &(at, input)) in self.stretches.iter().enumerate().skip(first) {
            if at >= span.end {
                break;
            }
            let stretch_end = self.stretches.get(place + 1).map_or(self.len, |&(next, _)| next);
            let (from, to) = (span.start.max(at), span.end.min(stretch_end));
            if from < to {
                parts.push(input + (from - at)..input + (to - at));
            }
        }
        parts
    }

    /// From the first to the last byte of the input that a range comes from.
    pub(crate) fn whole(&self, span: Range<usize>) -> Range<usize> {
        let parts = self.parts(span);
        match (parts.first(), parts.last()) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        }
    }

    /// Takes ranges of the round's text out.
    fn cut(&mut self, gone: &[Range<usize>]) {
        let mut left = Vec::new();
        let mut from = 0;
        let mut at = 0;
        for span in gone.iter().cloned().chain(std::iter::once(self.len..self.len)) {
            for part in self.parts(from..span.start) {
                left.push((at, part.start));
                at += part.len();
            }
            from = span.end;
        }
        if left.is_empty() {
            left.push((0, 0));
        }
        self.stretches = left;
        self.len = at;
    }
}
