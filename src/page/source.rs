//! From the article back to the page: which bytes of the page a part of the text was read from.

use std::cell::Cell;
use std::ops::Range;

use super::dom::{Block, Dom};
use super::render::Rendering;

/// The way back for one page.
#[derive(Clone, Debug)]
pub(crate) struct SourceMap<'m> {
    page: &'m str,
    dom: &'m Dom,
    rendering: &'m Rendering,
    /// Where the last walk through a text node ended: its piece, the offset in it and in what was read from it. Removals
    /// come in order, and a text node may be long.
    reached: Cell<(usize, usize, usize)>,
}

impl<'m> SourceMap<'m> {
    pub(crate) fn new(page: &'m str, dom: &'m Dom, rendering: &'m Rendering) -> SourceMap<'m> {
        SourceMap { page, dom, rendering, reached: Cell::new((usize::MAX, 0, 0)) }
    }

    /// The blocks that a span of the rendering touches: the bytes of the page for each, and whether all of the block's
    /// text is in it.
    pub(crate) fn blocks(&self, span: Range<usize>) -> Vec<(usize, Part)> {
        self.rendering.parts(self.dom, span).into_iter().filter_map(|part| self.part(part)).collect()
    }

    /// From the first to the last byte of the page that a span of the rendering comes from.
    pub(crate) fn whole(&self, span: Range<usize>) -> Range<usize> {
        let parts = self.rendering.parts(self.dom, span);
        let first = parts.iter().find_map(|part| self.part(part.clone()));
        let last = parts.into_iter().rev().find_map(|part| self.part(part));
        match (first, last) {
            (Some((_, first)), Some((_, last))) => first.source.start..last.source.end.max(first.source.start),
            _ => 0..0,
        }
    }

    /// A part of the page's text that belongs to block `at`, less the white space at its ends.
    fn part(&self, (at, range): (usize, Range<usize>)) -> Option<(usize, Part)> {
        let text = self.dom.text.get(range.clone())?;
        let trimmed = range.start + text.len() - text.trim_start().len()..range.start + text.trim_end().len();
        if trimmed.is_empty() {
            return None;
        }
        let block = &self.dom.blocks[at];
        let whole = trimmed.start as u32 <= block.text.start && trimmed.end as u32 >= block.text.end;
        let source = self.offset(block, trimmed.start, false)..self.offset(block, trimmed.end, true);
        Some((at, Part { source, text: trimmed, whole }))
    }

    /// Where a byte of the page's text stands in the page; with `end` the place behind the byte before it.
    fn offset(&self, block: &Block, at: usize, end: bool) -> usize {
        let pieces = &self.dom.pieces[block.pieces.start as usize..block.pieces.end as usize];
        let holds = |piece: &super::dom::Piece| if end { (piece.at as usize) < at } else { piece.at as usize <= at };
        let place = pieces.partition_point(holds).saturating_sub(1);
        let Some(piece) = pieces.get(place) else { return 0 };
        let limit = pieces.get(place + 1).map_or(block.text.end, |next| next.at) as usize;
        let source = self.page.get(piece.start as usize..piece.end as usize).unwrap_or("");
        let text = self.dom.text.get(piece.at as usize..limit).unwrap_or("");
        let number = block.pieces.start as usize + place;
        let wanted = at - piece.at as usize;
        let (reached, from, to) = self.reached.get();
        let (from, to) = if reached == number && to <= wanted.saturating_sub(1) { (from, to) } else { (0, 0) };
        let (from, to) = walk(source, text, (from, to), wanted, end);
        self.reached.set((number, from, to));
        piece.start as usize + from
    }
}

/// A part of a block, in bytes of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub source: Range<usize>,
    /// The same in bytes of the page's text.
    pub text: Range<usize>,
    /// All of the block's text is in it.
    pub whole: bool,
}

/// Goes through a text node and what was read from it side by side, up to `wanted` bytes of the latter; where it ends.
fn walk(source: &str, text: &str, (mut from, mut at): (usize, usize), wanted: usize, end: bool) -> (usize, usize) {
    loop {
        let same = alike(&source.as_bytes()[from..], &text.as_bytes()[at..wanted.clamp(at, text.len())]);
        (from, at) = (from + same, at + same);
        // White space was collapsed on the way: it is passed over on both sides.
        let blank = text[at..].len() - text[at..].trim_start().len();
        if at + blank > wanted || end && at >= wanted {
            return (from, at);
        }
        at += blank;
        from += blank_length(&source[from..]);
        if at >= wanted || from >= source.len() || at >= text.len() {
            return (from, at);
        }
        let (taken, given) = unit(&source[from..]);
        from += taken;
        at = floor(text, at + given.max(1));
    }
}

/// How far both run on side by side: words of ASCII with single spaces between them, which is most of a text.
fn alike(source: &[u8], text: &[u8]) -> usize {
    let plain = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_graphic() && *byte != b'&');
    let same = |at: &usize| {
        let (one, other) = (source.get(*at), text.get(*at));
        let spaced = || one == Some(&b' ') && plain(source.get(at + 1)) && plain(text.get(at + 1));
        one == other && (plain(one) || spaced())
    };
    (0..text.len()).take_while(same).count()
}

/// White space at the start, written as entity or not.
fn blank_length(source: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &source[at..];
        let plain = rest.len() - rest.trim_start().len();
        let entity =
            ["&nbsp;", "&#160;", "&#xa0;", "&#xA0;", "&nbsp"].iter().find(|entity| rest[plain..].starts_with(**entity));
        match (plain, entity) {
            (0, None) => return at,
            (plain, entity) => at += plain + entity.map_or(0, |entity| entity.len()),
        }
    }
}

/// One character or entity: its bytes in the page, and the bytes of text it gave.
fn unit(source: &str) -> (usize, usize) {
    let first = source.chars().next().map_or(1, char::len_utf8);
    if !source.starts_with('&') {
        return (first, first);
    }
    // The longest named entity has 33 bytes.
    let window = source.get(..floor(source, 40)).unwrap_or(source);
    let body = window[1..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count();
    let end = 1 + body + usize::from(window[1 + body..].starts_with(';'));
    let decoded = htmlize::unescape(&window[..end]);
    if decoded.len() == end && decoded.starts_with('&') { (1, 1) } else { (end, decoded.len()) }
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
