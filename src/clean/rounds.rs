//! Rounds: what is taken changes where the head and the tail of the document are, so the rules look again until they
//! take nothing. Every offset that leaves this module is one of the input.

use std::borrow::Cow;
use std::ops::Range;

use super::claims::{Claim, claims};
use super::cuts::cuts;
use super::resolve::{Taken, Wishes, resolve, taken_blocks};
use super::sections::runs;
use super::stories::sequences;
use super::view::View;
use crate::document::{Blocks, Document, Layout, Syntax};
use crate::matching::{Occurrence, Scratch};
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
    index: &Index,
    wishes: &Wishes,
    scratch: &mut Scratch,
    mut record: impl FnMut(Round<'_, '_>),
) -> Option<Cow<'d, str>> {
    let mut text = Cow::Borrowed(document.text());
    let mut origin = Origin::new(text.len());
    let mut joints = Vec::new();
    let mut occurrences = Vec::new();
    index.matcher().scan(&text, scratch, &mut occurrences);
    // Whether the occurrences are those of a scan, and not moved ones of the round before.
    let mut fresh = true;
    for round in 0..=MAX_ROUNDS {
        let current = document.with_text(&text);
        let blocks = blocks(&current, &mut occurrences, fresh, index, scratch);
        let mut view = View::new(&current, &blocks, &occurrences, &joints, index);
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
        fresh = blocks.layout != Layout::Lines
            || document.syntax() != Syntax::Plain
            || !gone.iter().all(whole_lines(&text));
        if fresh {
            index.matcher().scan(&left, scratch, &mut occurrences);
        } else {
            occurrences = moved(&occurrences, &gone);
        }
        origin.cut(&gone);
        joints = moved_joints(&joints, &gone);
        text = Cow::Owned(left);
    }
    None
}

/// The blocks of a text. One that has no line breaks is cut where they have been lost. Where lines are no paragraphs any
/// more, phrases may stand over line breaks, and occurrences that are not `fresh` are found anew.
fn blocks(
    document: &Document<'_>,
    occurrences: &mut Vec<Occurrence>,
    fresh: bool,
    index: &Index,
    scratch: &mut Scratch,
) -> Blocks {
    let (text, syntax) = (document.text(), document.syntax());
    let blocks = Blocks::parse(text, syntax, &[]);
    if !fresh && blocks.layout != Layout::Lines {
        index.matcher().scan(text, scratch, occurrences);
    }
    if blocks.layout != Layout::Flat {
        return blocks;
    }
    match cuts(text, occurrences, index) {
        cuts if cuts.is_empty() => blocks,
        cuts => Blocks::parse(text, syntax, &cuts),
    }
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

/// Whether a span of `text` is whole lines. Then nothing meets that was apart before, if a line is a paragraph.
fn whole_lines(text: &str) -> impl Fn(&Range<usize>) -> bool {
    move |span| {
        let (before, after) = (&text[..span.start], &text[span.end..]);
        let from_line_start = before.is_empty() || before.ends_with('\n');
        // At the end of a text the line break before the last line goes instead of its own.
        let to_the_end = after.is_empty() && text[span.start..].trim_start_matches('\r').starts_with('\n');
        to_the_end || (from_line_start && (after.is_empty() || text[..span.end].ends_with('\n')))
    }
}

/// The occurrences that are left, where they stand now.
fn moved(old: &[Occurrence], gone: &[Range<usize>]) -> Vec<Occurrence> {
    let mut found = Vec::with_capacity(old.len());
    let (mut next, mut shift) = (0, 0);
    for occurrence in old {
        while gone.get(next).is_some_and(|span| span.end <= occurrence.start) {
            shift += gone[next].len();
            next += 1;
        }
        if gone.get(next).is_none_or(|span| span.start >= occurrence.end) {
            found.push(Occurrence { start: occurrence.start - shift, end: occurrence.end - shift, ..*occurrence });
        }
    }
    found
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
