//! From claims to removals: who wins where claims meet, and which white space goes with what is taken.

use std::collections::BTreeMap;
use std::ops::Range;

use super::claims::{Claim, Extent, extent_start};
use super::view::View;
use crate::document::{Block, Shape};
use crate::rules::{Action, Category, Index, Unit};

/// What one claim takes from the round's text.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub claim: Claim,
    pub action: Action,
    /// Sorted, disjoint byte ranges, white space that goes with them included.
    pub pieces: Vec<Range<usize>>,
    /// For a splitting rule: what other rules found inside the story.
    pub inside: Vec<Claim>,
}

/// What the caller wants done with whole categories.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wishes {
    pub keep: Vec<Category>,
    pub lift: Vec<Category>,
    /// Lift and split only: for a document that would lose too much.
    pub no_drops: bool,
}

impl Wishes {
    /// What happens to what a rule claims: `None` when it stays as it is.
    pub(crate) fn action(&self, index: &Index, rule: u32) -> Option<Action> {
        let rule = index.rule(rule);
        let category = rule.category();
        let action = rule.action();
        if matches!(action, Action::Keep | Action::Note) {
            return Some(action);
        }
        if self.keep.contains(&category) {
            return None;
        }
        if self.lift.contains(&category) {
            return Some(if action == Action::Split { Action::Split } else { Action::Lift });
        }
        match action {
            // A caption is content unless the caller asks for it.
            Action::Lift if category == Category::Caption => None,
            Action::Drop if self.no_drops => None,
            action => Some(action),
        }
    }
}

/// Settles who takes what. `claims` in any order; the result is sorted by place.
pub(crate) fn resolve(view: &View<'_>, index: &Index, claims: Vec<Claim>, wishes: &Wishes) -> Vec<Taken> {
    if claims.is_empty() {
        return Vec::new();
    }
    let (protected, wanted) = sorted(view, index, claims, wishes);
    let mut free = Free::new(view.blocks.len());
    // The splitting claims that took something: first byte, place in `taken`.
    let mut splits = BTreeMap::new();
    let mut taken: Vec<Taken> = Vec::new();
    for (_, claim, action) in wanted {
        let Some(claim) = protected.spare(index, claim) else { continue };
        let pieces = free.take(view, &claim.extent);
        let span = bytes(view, &claim.extent);
        if pieces.is_empty() {
            let home =
                splits.range(..=span.start).next_back().and_then(|(_, &place): (_, &usize)| taken.get_mut(place));
            if let Some(home) = home.filter(|home| span.end <= bytes(view, &home.claim.extent).end) {
                home.inside.push(claim);
            }
            continue;
        }
        if action == Action::Split {
            splits.insert(span.start, taken.len());
        }
        taken.push(Taken { claim, action, pieces, inside: Vec::new() });
    }
    taken.sort_by_key(|taken| taken.pieces[0].start);
    widen(view, &mut taken);
    taken
}

/// A claim's place in the order of precedence.
type Rank = (u8, std::cmp::Reverse<usize>, u32);

/// What keep rules protect, and the claims that want something, by precedence.
fn sorted(
    view: &View<'_>,
    index: &Index,
    claims: Vec<Claim>,
    wishes: &Wishes,
) -> (Protected, Vec<(Rank, Claim, Action)>) {
    let mut kept = Spans::default();
    // The headline that the caller knows is content, whatever it looks like.
    kept.add_all(view.headline().map(|block| block_span(&view.blocks[block])));
    let mut wanted = Vec::new();
    for claim in claims {
        match wishes.action(index, claim.rule) {
            Some(Action::Keep) => kept.add_all(spans(view, &claim.extent)),
            Some(Action::Note) | None => {}
            Some(action) => wanted.push((rank(index, &claim, action), claim, action)),
        }
    }
    wanted.sort_by(|(a, one, _), (b, other, _)| {
        a.cmp(b).then_with(|| extent_start(&one.extent, view).cmp(&extent_start(&other.extent, view)))
    });
    (Protected::new(view, kept), wanted)
}

/// Precedence: split, then lift, then drop; then the larger unit, then the rule's id. What stands inside a section is
/// part of it, so a dropped section or sequence goes before a lift of one of its lines.
fn rank(index: &Index, claim: &Claim, action: Action) -> Rank {
    let size = match &claim.extent {
        Extent::Blocks(blocks) => blocks.len(),
        Extent::Part(_) => 0,
    };
    let section = matches!(index.rule(claim.rule).unit(), Unit::Section | Unit::Rest | Unit::Sequence) && size > 1;
    let order = match action {
        Action::Keep | Action::Split => 0,
        Action::Drop if section => 1,
        Action::Lift => 2,
        Action::Drop | Action::Note => 3,
    };
    (order, std::cmp::Reverse(size), claim.rule)
}

/// What keep rules protect.
struct Protected {
    spans: Spans,
    /// For each block, the next one (itself included) of which something is protected; empty when nothing is.
    next: Vec<usize>,
}

impl Protected {
    fn new(view: &View<'_>, spans: Spans) -> Protected {
        let mut next = Vec::new();
        if !spans.is_empty() {
            next = vec![view.blocks.len(); view.blocks.len()];
            let mut nearest = view.blocks.len();
            for (number, block) in view.blocks.iter().enumerate().rev() {
                if spans.touches(&block_span(block)) {
                    nearest = number;
                }
                next[number] = nearest;
            }
        }
        Protected { spans, next }
    }

    /// The claim less what is protected: a protected story, run or part stays whole, a section ends before it.
    fn spare(&self, index: &Index, mut claim: Claim) -> Option<Claim> {
        match &mut claim.extent {
            Extent::Part(part) => (!self.spans.touches(part)).then_some(claim),
            Extent::Blocks(blocks) => {
                let kept = self.next.get(blocks.start).copied().filter(|&kept| kept < blocks.end);
                match kept {
                    None => Some(claim),
                    Some(_) if matches!(index.rule(claim.rule).unit(), Unit::Sequence | Unit::Run) => None,
                    Some(kept) if kept == blocks.start => None,
                    Some(kept) => {
                        blocks.end = kept;
                        Some(claim)
                    }
                }
            }
        }
    }
}

/// What no claim has taken yet. Claims may overlap as they like: each block is looked at once and then passed over.
struct Free {
    occupied: Spans,
    /// For each block, itself while it is free, else a later block from which to look on.
    next: Vec<usize>,
}

impl Free {
    fn new(blocks: usize) -> Free {
        Free { occupied: Spans::default(), next: (0..=blocks).collect() }
    }

    /// The first free block from `block` on.
    fn find(&mut self, block: usize) -> usize {
        let mut free = block;
        while self.next[free] != free {
            free = self.next[free];
        }
        let mut at = block;
        while at != free {
            at = std::mem::replace(&mut self.next[at], free);
        }
        free
    }

    /// Takes what is free of an extent: sorted byte ranges with more than white space in them.
    fn take(&mut self, view: &View<'_>, extent: &Extent) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        match extent {
            Extent::Part(part) => pieces = self.occupied.free_parts([part.clone()], view.text()),
            Extent::Blocks(blocks) => {
                let mut block = self.find(blocks.start);
                while block < blocks.end {
                    pieces.extend(self.occupied.free_parts([block_span(&view.blocks[block])], view.text()));
                    self.next[block] = block + 1;
                    block = self.find(block + 1);
                }
            }
        }
        self.occupied.add_all(pieces.iter().cloned());
        pieces
    }
}

fn block_span(block: &Block) -> Range<usize> {
    block.start..block.end
}

/// The byte ranges of an extent, one for each block.
fn spans(view: &View<'_>, extent: &Extent) -> Vec<Range<usize>> {
    match extent {
        Extent::Part(part) => vec![part.clone()],
        Extent::Blocks(blocks) => view.blocks[blocks.clone()].iter().map(block_span).collect(),
    }
}

/// From the first to the last byte of an extent.
pub(crate) fn bytes(view: &View<'_>, extent: &Extent) -> Range<usize> {
    match extent {
        Extent::Part(part) => part.clone(),
        Extent::Blocks(blocks) => match &view.blocks[blocks.clone()] {
            [first, .., last] => first.start..last.end,
            [only] => only.range(),
            [] => 0..0,
        },
    }
}

/// A set of bytes as sorted, disjoint ranges.
#[derive(Debug, Default)]
struct Spans {
    ends: BTreeMap<usize, usize>,
}

impl Spans {
    fn add_all(&mut self, spans: impl IntoIterator<Item = Range<usize>>) {
        for span in spans {
            self.add(span);
        }
    }

    fn add(&mut self, span: Range<usize>) {
        let mut merged = span;
        while let Some((&start, &end)) =
            self.ends.range(..=merged.end).next_back().filter(|&(_, &end)| end >= merged.start)
        {
            merged = merged.start.min(start)..merged.end.max(end);
            self.ends.remove(&start);
        }
        self.ends.insert(merged.start, merged.end);
    }

    fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn touches(&self, span: &Range<usize>) -> bool {
        self.ends.range(..span.end).next_back().is_some_and(|(_, &end)| end > span.start)
    }

    /// What of `spans` is not in the set, less pieces of white space.
    fn free_parts(&self, spans: impl IntoIterator<Item = Range<usize>>, text: &str) -> Vec<Range<usize>> {
        let mut free = Vec::new();
        for span in spans {
            let mut from = span.start;
            let before = self.ends.range(..span.start).next_back().filter(|&(_, &end)| end > span.start);
            for (&start, &end) in before.into_iter().chain(self.ends.range(span.start..span.end)) {
                free.push(from..start.max(from));
                from = from.max(end);
            }
            free.push(from..span.end.max(from));
        }
        free.retain(|part| !text[part.clone()].trim().is_empty());
        free
    }
}

/// Adds to each piece the white space that goes with it: a block that is gone whole takes its line break, a part of a
/// block one side's space.
fn widen(view: &View<'_>, taken: &mut [Taken]) {
    let text = view.text();
    let mut gone = Spans::default();
    gone.add_all(taken.iter().flat_map(|taken| taken.pieces.iter().cloned()));
    let block_at = |at: usize| view.blocks.partition_point(|block| block.end <= at);
    let mut touched: Vec<usize> =
        taken.iter().flat_map(|taken| &taken.pieces).map(|piece| block_at(piece.start)).collect();
    touched.sort_unstable();
    touched.dedup();
    let mut whole = vec![false; view.blocks.len()];
    for (number, block) in touched.into_iter().filter_map(|number| Some((number, view.blocks.get(number)?))) {
        whole[number] = gone.free_parts([block_span(block)], text).is_empty();
    }
    let trailing = trailing(view, &whole);
    for taken in taken.iter_mut() {
        for piece in &mut taken.pieces {
            let number = block_at(piece.start);
            let Some(block) = view.blocks.get(number) else { continue };
            let wide = if whole[number] {
                let own = outer(view, number, trailing);
                // Where several rules took parts of the block, the first has what stands before it, the last what follows.
                let start = if piece.start == block.start { own.start } else { piece.start };
                let end = if piece.end == block.end { own.end } else { after_space(text, piece.end) };
                start..end
            } else {
                part_with_space(text, block, piece)
            };
            *piece = wide;
        }
    }
    part_neighbours(taken);
    for taken in taken {
        merge_neighbours(&mut taken.pieces);
    }
}

/// Where two pieces have claimed the same white space between them, the first has it.
fn part_neighbours(taken: &mut [Taken]) {
    let mut pieces: Vec<&mut Range<usize>> = taken.iter_mut().flat_map(|taken| taken.pieces.iter_mut()).collect();
    pieces.sort_by_key(|piece| (piece.start, piece.end));
    let mut end = 0;
    for piece in pieces {
        piece.start = piece.start.max(end);
        end = piece.end.max(end);
    }
}

fn merge_neighbours(pieces: &mut Vec<Range<usize>>) {
    pieces.dedup_by(|next, piece| {
        let touching = piece.end >= next.start;
        if touching {
            piece.end = piece.end.max(next.end);
        }
        touching
    });
}

/// The bytes that leave with a block that is gone whole; `trailing`: the first of the blocks that all go up to the end
/// of a text without a last line break, which takes the line break before it instead.
fn outer(view: &View<'_>, number: usize, trailing: Option<usize>) -> Range<usize> {
    let (text, block) = (view.text(), &view.blocks[number]);
    let before = if number == 0 { 0 } else { view.blocks[number - 1].end };
    let after = view.blocks.get(number + 1).map_or(text.len(), |next| next.start);
    let line_start = text[before..block.start].rfind('\n').map(|at| before + at + 1);
    let line_end = text[block.end..after].find('\n').map(|at| block.end + at + 1);
    let alone_before = number == 0 || line_start.is_some();
    match line_end {
        // Sentences of one line: the space behind goes; behind the last one, the space before.
        None if after < text.len() => block.start..after,
        _ if !alone_before => before..block.end,
        _ => {
            let start = line_start.unwrap_or(0);
            let start = if trailing == Some(number) { before_line_break(text, start) } else { start };
            start..line_end.unwrap_or(text.len())
        }
    }
}

fn before_line_break(text: &str, line_start: usize) -> usize {
    let before = text[..line_start].strip_suffix('\n').unwrap_or(&text[..line_start]);
    before.strip_suffix('\r').unwrap_or(before).len()
}

/// The first of the blocks on neighbouring lines that all go, up to the end of a text without a last line break.
fn trailing(view: &View<'_>, whole: &[bool]) -> Option<usize> {
    let text = view.text();
    let last = view.blocks.len().checked_sub(1).filter(|&last| whole[last])?;
    if text[view.blocks[last].end..].contains('\n') {
        return None;
    }
    let neighbours = |block: usize| {
        let gap = &text[view.blocks[block - 1].end..view.blocks[block].start];
        gap.bytes().filter(|&byte| byte == b'\n').count() == 1
    };
    let mut first = last;
    while first > 0 && whole[first - 1] && neighbours(first) {
        first -= 1;
    }
    Some(first)
}

/// A part of a block with the space that would be left over: what follows it, or at the block's end what precedes it.
fn part_with_space(text: &str, block: &Block, part: &Range<usize>) -> Range<usize> {
    let after = after_space(text, part.end).min(block.end);
    if after == block.end && part.start > block.start {
        return before_space(text, part.start).max(block.start)..part.end;
    }
    let glued = part.start > block.start && !text[..part.start].ends_with(char::is_whitespace);
    if glued { part.clone() } else { part.start..after }
}

fn after_space(text: &str, from: usize) -> usize {
    text[from..].len().checked_sub(text[from..].trim_start().len()).map_or(from, |space| from + space)
}

fn before_space(text: &str, to: usize) -> usize {
    text[..to].trim_end().len()
}

/// Which blocks the claims take whole, for rules that must stop there.
pub(crate) fn taken_blocks(view: &View<'_>, index: &Index, claims: &[Claim]) -> Vec<bool> {
    let mut taken = vec![false; view.blocks.len()];
    // The claims are sorted by their first block: what one of them has filled, the next need not.
    let mut filled = 0;
    for claim in claims {
        if let Extent::Blocks(blocks) = &claim.extent
            && matches!(index.rule(claim.rule).action(), Action::Drop | Action::Lift)
            && !(blocks.len() == 1 && view.has(blocks.start, Shape::Age))
        {
            taken[blocks.start.max(filled).min(blocks.end)..blocks.end].fill(true);
            filled = blocks.end.max(filled);
        }
    }
    taken
}
