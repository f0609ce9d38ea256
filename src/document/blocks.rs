//! Blocks of plain text, and the list that every syntax puts its blocks on.

use std::ops::Range;

use super::layout::{self, Line};
use super::sentences::sentences_from;
use super::shapes::{self, is_month, is_separator};
use super::{Block, BlockKind, Layout};

/// A line with more bytes is no paragraph but text that lost its line breaks: its sentences are the blocks.
pub(super) const LONG_LINE: usize = 6_000;

/// Most bytes of a part between gaps of a text without line breaks that is taken for a paragraph.
const LONGEST_PART: usize = 2_000;

/// The blocks found so far.
pub(super) struct Items<'t> {
    pub text: &'t str,
    cuts: &'t [usize],
    pub items: Vec<Block>,
}

impl<'t> Items<'t> {
    pub fn new(text: &'t str, cuts: &'t [usize]) -> Items<'t> {
        Items { text, cuts, items: Vec::new() }
    }

    pub fn done(self) -> Vec<Block> {
        self.items
    }

    /// Kind of the block added last.
    pub fn last_kind(&self) -> Option<BlockKind> {
        self.items.last().map(|block| block.kind)
    }

    /// Adds the block `start..end`, with the kind its mark says.
    pub fn add_marked(&mut self, start: usize, end: usize, line: usize) {
        let (kind, mark) = mark(self.text.get(start..end).unwrap_or(""));
        self.add(Block { kind, core: start + mark, ..empty(start, end, line) });
    }

    /// Adds a block of that kind whose core is `core..core_end`.
    pub fn add_kind(&mut self, range: (usize, usize), core: (usize, usize), line: usize, kind: BlockKind) {
        self.add(Block { kind, core: core.0, core_end: core.1, ..empty(range.0, range.1, line) });
    }

    /// Completes the block's core, words and shapes, and adds it.
    fn add(&mut self, mut block: Block) {
        let core = block.core(self.text);
        if matches!(block.kind, BlockKind::Code | BlockKind::Table) {
            block.words = shapes::count_words(core);
        } else {
            let (from, to) = unwrapped(core);
            (block.core, block.core_end) = (block.core + from, block.core + to);
            (block.shapes, block.words) = shapes::of(block.core(self.text), block.kind);
        }
        self.items.push(block);
    }

    /// Adds the line, as one block, or in sentences when it is no paragraph.
    pub fn add_line(&mut self, line: &Line, flat: bool) {
        if flat {
            for part in parts(line.text(self.text)) {
                let part = Line { start: line.start + part.start, end: line.start + part.end, ..*line };
                if part.end - part.start <= LONGEST_PART && part.end - part.start < line.end - line.start {
                    self.add_marked(part.start, part.end, part.number);
                } else {
                    self.add_sentences(&part);
                }
            }
        } else {
            self.add_marked(line.start, line.end, line.number);
        }
    }

    /// Adds the line's sentences, cut further at `cuts`.
    fn add_sentences(&mut self, line: &Line) {
        let cuts = self.cuts;
        let mut next = cuts.partition_point(|cut| *cut <= line.start);
        for sentence in sentences_from(line.text(self.text), line.start) {
            let mut start = sentence.start;
            while let Some(cut) = cuts.get(next).copied().filter(|cut| *cut < sentence.end) {
                next += 1;
                if cut > start && self.text.is_char_boundary(cut) {
                    self.add_trimmed(start, cut, line.number);
                    start = cut;
                }
            }
            self.add_trimmed(start, sentence.end, line.number);
        }
    }

    fn add_trimmed(&mut self, start: usize, end: usize, line: usize) {
        let piece = self.text.get(start..end).unwrap_or("");
        let rest = piece.trim_start();
        let start = start + piece.len() - rest.len();
        let kept = rest.trim_end();
        if !kept.is_empty() {
            self.add_marked(start, start + kept.len(), line);
        }
    }
}

/// The parts of a line between runs of white space: what stripping line breaks leaves of blank lines between
/// paragraphs. A run within a sentence, behind a comma or before the dash of a dateline, parts nothing.
fn parts(line: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = line.get(at..)?;
        let start = at + rest.len() - rest.trim_start().len();
        let part = line.get(start..).filter(|part| !part.is_empty())?;
        let bytes = part.as_bytes();
        let gap = |(at, bytes): (usize, &[u8])| {
            let [word, white @ ..] = bytes else { return None };
            let begins = !word.is_ascii_whitespace() && white.iter().all(u8::is_ascii_whitespace);
            (begins && !is_within_sentence(part, at + 1)).then_some(at + 1)
        };
        let end = bytes.windows(3).enumerate().find_map(gap).unwrap_or(part.len());
        at = start + end;
        // White space beyond ASCII may stand before the gap.
        Some(start..start + part[..end].trim_end().len())
    })
}

/// Whether the white space at `place` stands behind a comma, or between a word and a dash; a hyphen may open a list item
/// and counts as a dash behind a number only.
fn is_within_sentence(part: &str, place: usize) -> bool {
    let (before, after) = (&part[..place], part[place..].trim_start());
    let dash = ["–", "—", "--"].iter().any(|dash| after.starts_with(dash)) && before.ends_with(char::is_alphanumeric);
    let hyphen = after.starts_with("- ") && before.ends_with(|last: char| last.is_ascii_digit());
    before.ends_with(',') || dash || hyphen
}

fn empty(start: usize, end: usize, line: usize) -> Block {
    let (kind, shapes) = (BlockKind::Paragraph, Default::default());
    Block { start, end, core: start, core_end: end, line, kind, words: 0, shapes }
}

/// Plain text with one paragraph a line, or (`Layout::Flat`) without line breaks.
pub(super) fn lines(items: &mut Items<'_>, lines: &[Line], layout: Layout) {
    let longest = lines.iter().map(|line| line.end - line.start).max().unwrap_or(0);
    for line in lines {
        let length = line.end - line.start;
        let flat = length > LONG_LINE || (layout == Layout::Flat && length == longest);
        items.add_line(line, flat);
    }
}

/// Plain text wrapped at `width`: lines are joined where the wrapping broke them.
pub(super) fn wrapped(items: &mut Items<'_>, lines: &[Line], width: usize) {
    let text = items.text;
    let mut rest = lines.iter().peekable();
    while let Some(first) = rest.next() {
        let (kind, _) = mark(first.text(text));
        let mut last = first;
        while let Some(next) = rest.peek() {
            let indented = next.indent > last.indent && !(kind == BlockKind::ListItem && last.start == first.start);
            let broken = kind != BlockKind::Heading
                && !indented
                && !is_separator(last.text(text))
                && !starts_block(next.text(text), kind)
                && layout::continues(text, last, next, width);
            if !broken {
                break;
            }
            last = next;
            rest.next();
        }
        items.add_marked(first.start, last.end, first.number);
    }
}

/// Whether a line cannot continue the block before it, which is of that kind.
///
/// A number begins an item only after another item or as the first one: wrapped text may put "14. " anywhere.
pub(super) fn starts_block(line: &str, before: BlockKind) -> bool {
    match mark(line).0 {
        BlockKind::ListItem => {
            let numbered = line.starts_with(|first: char| first.is_ascii_digit());
            !numbered || before == BlockKind::ListItem || line.starts_with("1.") || line.starts_with("1)")
        }
        BlockKind::Paragraph => is_separator(line),
        _ => true,
    }
}

/// The kind that the mark at the start of `line` says, and the bytes of the mark with the white space after it.
pub(super) fn mark(line: &str) -> (BlockKind, usize) {
    let bytes = line.as_bytes();
    let (kind, length) = match bytes.first() {
        Some(b'#') => (BlockKind::Heading, bytes.iter().take_while(|byte| **byte == b'#').count()),
        Some(b'-' | b'*') => (BlockKind::ListItem, 1),
        Some(0xE2) if line.starts_with('•') => (BlockKind::ListItem, '•'.len_utf8()),
        Some(b'0'..=b'9') => (BlockKind::ListItem, number_mark(bytes)),
        _ => return (BlockKind::Paragraph, 0),
    };
    let after = line.get(length..).unwrap_or("");
    let content = after.trim_start();
    let spaced = after.len() > content.len() || line.starts_with('•');
    let dated = bytes.get(length - length.min(1)) == Some(&b'.') && is_month(content);
    let is_mark = length > 0 && !(kind == BlockKind::Heading && length > 6);
    if !is_mark || !spaced || content.is_empty() || dated || is_separator(line) {
        return (BlockKind::Paragraph, 0);
    }
    (kind, line.len() - content.len())
}

/// Length of "12." or "12)", 0 when it is neither.
fn number_mark(bytes: &[u8]) -> usize {
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match bytes.get(digits) {
        Some(b'.' | b')') if digits <= 3 => digits + 1,
        _ => 0,
    }
}

/// The part of `core` within the emphasis that surrounds all of it.
fn unwrapped(core: &str) -> (usize, usize) {
    let (mut from, mut to) = (0, core.len());
    if !core.starts_with(['*', '_']) {
        return (from, to);
    }
    // Three rounds: "**_x_**" and "***x***" need two.
    for _ in 0..3 {
        let inner = core.get(from..to).unwrap_or("");
        let Some(mark) = ["**", "__", "*", "_"].into_iter().find(|mark| surrounds(inner, mark)) else {
            break;
        };
        (from, to) = (from + mark.len(), to - mark.len());
        let inner = core.get(from..to).unwrap_or("");
        let trimmed = inner.trim_start();
        from += inner.len() - trimmed.len();
        to -= trimmed.len() - trimmed.trim_end().len();
    }
    (from, to)
}

fn surrounds(text: &str, mark: &str) -> bool {
    let inner = text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    inner.is_some_and(|inner| inner.contains(char::is_alphanumeric) && !inner.contains(mark))
}
