//! Lines of a text, and how its paragraphs are laid out over them.

use super::Layout;
use super::sentences::ends_sentence;

/// From this many bytes on a line that holds nearly all of the text is taken for a text without line breaks.
const FLAT_BYTES: usize = 500;
/// The share of the text, in hundredths, such a line must hold.
const FLAT_SHARE: usize = 90;
/// Columns at which paragraphs may be wrapped.
const WIDTHS: std::ops::RangeInclusive<usize> = 45..=130;
/// Longer words are addresses and the like: they say nothing about the width.
const LONGEST_WORD: usize = 30;

/// A line that is not blank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// First byte that is not white space.
    pub start: usize,
    /// End (exclusive) without white space.
    pub end: usize,
    /// 0-based number of the line, blank lines counted.
    pub number: usize,
    /// Columns of white space before it, a tab counting four.
    pub indent: usize,
    /// A blank line, or nothing, stands before it.
    pub after_blank: bool,
}

impl Line {
    /// The line's text, without white space around it.
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.start..self.end).unwrap_or("")
    }
}

/// The lines of `text` that are not blank.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut after_blank = true;
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).chain(std::iter::once(text.len()));
    for (number, end) in ends.enumerate() {
        let line = text.get(start..end).unwrap_or("");
        let rest = line.trim_start();
        let first = start + line.len() - rest.len();
        let kept = rest.trim_end();
        if kept.is_empty() {
            after_blank = true;
        } else {
            let indent = text.as_bytes().get(start..first).map_or(0, columns_of_space);
            lines.push(Line { start: first, end: first + kept.len(), number, indent, after_blank });
            after_blank = false;
        }
        start = end + 1;
    }
    lines
}

/// The layout of `text` with these lines, and the width at which it is wrapped (0 when it is not).
pub(super) fn detect(text: &str, lines: &[Line]) -> (Layout, usize) {
    let longest = lines.iter().map(|line| line.end - line.start).max().unwrap_or(0);
    if longest > FLAT_BYTES && longest > text.len() / 100 * FLAT_SHARE {
        return (Layout::Flat, 0);
    }
    match wrap_width(text, lines) {
        Some(width) => (Layout::Wrapped, width),
        None => (Layout::Lines, 0),
    }
}

/// Whether `next` continues the paragraph that `line` belongs to, in a text wrapped at `width`.
///
/// Whoever wraps a paragraph breaks a line only when the next word would not fit into it.
pub(super) fn continues(text: &str, line: &Line, next: &Line, width: usize) -> bool {
    let columns = columns(text, line);
    if next.after_blank || columns > width + 2 {
        return false;
    }
    let joined = columns + 1 + first_word(text, next);
    joined > width || (joined + 12 > width && begins_low(next.text(text)) && !ends_sentence(line.text(text)))
}

/// Two neighbouring lines, and what they say about the width.
struct Pair {
    /// The widths at which the second line could be the first one's continuation: `from` up to but not `to`.
    from: usize,
    to: usize,
    /// The first line does not end a sentence.
    open: bool,
    /// The second line begins in lower case.
    low: bool,
}

/// The width at which the paragraphs are wrapped, `None` when they are not.
///
/// Every pair of neighbouring lines allows the widths from the first one's length up to that length with the next
/// word added. Nearly all pairs that read on share one width when the text is wrapped; those of a list or a poem do
/// not. Rows of a table do, but they do not read on: without sentence end, in lower case.
fn wrap_width(text: &str, lines: &[Line]) -> Option<usize> {
    // Most texts have one paragraph a line and are told by the first few.
    let most = 1 + lines.len() / 20;
    let too_long = |line: &&Line| line.end - line.start > WIDTHS.end() + 2 && columns(text, line) > WIDTHS.end() + 2;
    if lines.len() < 3 || lines.iter().filter(too_long).take(most + 1).count() > most {
        return None;
    }
    let pairs: Vec<Pair> =
        lines.iter().zip(lines.iter().skip(1)).filter_map(|(line, next)| pair(text, line, next)).collect();
    let width = most_allowed(&pairs)?;
    let beyond = lines.iter().filter(|line| columns(text, line) > width + 2).count();
    let reads_on = pairs.iter().filter(|pair| pair.open && pair.low).count();
    let all_pairs = pairs.len();
    let mut fitting = pairs;
    fitting.retain(|pair| (pair.from..pair.to).contains(&width));
    let fits = fitting.len();
    let open = fitting.iter().filter(|pair| pair.open).count();
    let low = fitting.iter().filter(|pair| pair.low).count();
    let both = fitting.iter().filter(|pair| pair.open && pair.low).count();
    // Two or three pairs are few: all of them must read on, at one width that no line exceeds.
    if fits < 4 {
        let all = fits >= 2 && open == fits && fits == all_pairs && beyond == 0 && both * 2 >= fits;
        return all.then_some(width);
    }
    let wrapped = beyond <= most
        && both * 100 >= reads_on * 65
        && open * 100 >= fits * 55
        && low * 100 >= fits * 35
        && (fits * 4 >= lines.len() || both * 10 >= reads_on * 9);
    wrapped.then_some(width)
}

/// `None` for lines that a blank line parts, and where the first is too short for one that was wrapped or no text.
fn pair(text: &str, line: &Line, next: &Line) -> Option<Pair> {
    let (from, word) = (columns(text, line), first_word(text, next));
    let content = line.text(text);
    if next.after_blank || from < WIDTHS.start() / 2 || word > LONGEST_WORD {
        return None;
    }
    memchr::memchr2(b' ', b'\t', content.as_bytes())?;
    Some(Pair { from, to: from + 1 + word, open: !ends_sentence(content), low: begins_low(next.text(text)) })
}

/// The largest width that most pairs allow.
fn most_allowed(pairs: &[Pair]) -> Option<usize> {
    let mut steps = [0i64; 192];
    for pair in pairs.iter().filter(|pair| WIDTHS.contains(&pair.from)) {
        for (at, step) in [(pair.from, 1), (pair.to, -1)] {
            if let Some(slot) = steps.get_mut(at) {
                *slot += step;
            }
        }
    }
    let (mut count, mut best) = (0, (0, None));
    for (width, step) in steps.iter().enumerate() {
        count += step;
        if WIDTHS.contains(&width) && count >= best.0.max(1) {
            best = (count, Some(width));
        }
    }
    best.1
}

/// Columns of the line, its indentation included.
fn columns(text: &str, line: &Line) -> usize {
    line.indent + characters(line.text(text).as_bytes())
}

fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

fn columns_of_space(bytes: &[u8]) -> usize {
    bytes.iter().map(|byte| if *byte == b'\t' { 4 } else { usize::from(*byte & 0xC0 != 0x80) }).sum()
}

fn first_word(text: &str, line: &Line) -> usize {
    let bytes = line.text(text).as_bytes();
    let end = bytes.iter().position(u8::is_ascii_whitespace).unwrap_or(bytes.len());
    characters(bytes.get(..end).unwrap_or(bytes))
}

/// Begins with a letter that is not upper case (scripts without case count as lower case).
fn begins_low(line: &str) -> bool {
    line.chars().next().is_some_and(|first| first.is_alphabetic() && !first.is_uppercase())
}
