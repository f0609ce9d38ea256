//! Blocks of Markdown.

use super::blocks::{Items, mark, starts_block};
use super::layout::Line;
use super::shapes::is_separator;
use super::{BlockKind, Layout};

/// Cuts Markdown into blocks. Fenced and indented code, quotations and tables are one block each, whatever they hold.
pub(super) fn blocks(items: &mut Items<'_>, lines: &[Line], layout: Layout) {
    let joins = joins_lines(lines, layout);
    let mut rest = lines;
    while let Some(line) = rest.first() {
        let taken = block(items, line, rest, joins).max(1);
        rest = rest.get(taken..).unwrap_or(&[]);
    }
}

/// Whether neighbouring lines are one paragraph, as Markdown says.
///
/// Some extractors write one paragraph a line without a blank line between, and call that Markdown. There each line
/// is taken for itself.
fn joins_lines(lines: &[Line], layout: Layout) -> bool {
    let blank = lines.iter().skip(1).filter(|line| line.after_blank).count();
    let joined = lines.len().saturating_sub(1) - blank;
    layout == Layout::Wrapped || joined < 4 || blank * 4 >= joined
}

/// Adds the block that starts with `line`, the first of `rest`. Returns the number of lines it takes.
fn block(items: &mut Items<'_>, line: &Line, rest: &[Line], joins: bool) -> usize {
    let text = items.text;
    let content = line.text(text);
    if let Some(fence) = Fence::open(content) {
        let body = rest.iter().skip(1).position(|next| fence.closes(next.text(text)));
        return add(items, rest, body.map_or(rest.len(), |body| body + 2), BlockKind::Code);
    }
    let in_list = items.last_kind() == Some(BlockKind::ListItem);
    if line.indent >= 4 && line.after_blank && !in_list {
        let count = count(rest, |next| next.indent >= 4);
        return add(items, rest, count, BlockKind::Code);
    }
    if content.starts_with('>') {
        let count = count(rest, |next| {
            let next_text = next.text(text);
            next_text.starts_with('>') || (!next.after_blank && !interrupts(next_text, BlockKind::Paragraph))
        });
        return add(items, rest, count, BlockKind::Quote);
    }
    if is_table(text, rest) {
        let count = count(rest, |next| !next.after_blank && next.text(text).contains('|'));
        return add(items, rest, count, BlockKind::Table);
    }
    let (kind, mark) = mark(content);
    if kind == BlockKind::Heading {
        let core = (line.start + mark, line.start + without_closing_marks(content).len().max(mark));
        items.add_kind((line.start, line.end), core, line.number, kind);
        return 1;
    }
    if kind == BlockKind::Paragraph && (is_separator(content) || is_definition(content)) {
        items.add_marked(line.start, line.end, line.number);
        return 1;
    }
    paragraph(items, line, rest, (kind, joins))
}

/// Adds a paragraph or list item, or the heading that an underline makes of a paragraph.
fn paragraph(items: &mut Items<'_>, line: &Line, rest: &[Line], (kind, joins): (BlockKind, bool)) -> usize {
    let text = items.text;
    let mut last = line;
    let mut taken = 1;
    for next in rest.iter().skip(1) {
        let content = next.text(text);
        if kind == BlockKind::Paragraph && !next.after_blank && is_underline(content) {
            items.add_kind((line.start, next.end), (line.start, last.end), line.number, BlockKind::Heading);
            return taken + 1;
        }
        let joined = joins || (kind == BlockKind::ListItem && next.indent > line.indent);
        if !joined || next.after_blank || interrupts(content, kind) || has_hard_break(text, last) {
            break;
        }
        last = next;
        taken += 1;
    }
    items.add_marked(line.start, last.end, line.number);
    taken
}

/// Adds the first `count` lines of `rest` as one block. Returns `count`.
fn add(items: &mut Items<'_>, rest: &[Line], count: usize, kind: BlockKind) -> usize {
    let lines = rest.get(..count).unwrap_or(rest);
    if let (Some(first), Some(last)) = (lines.first(), lines.last()) {
        let text = items.text.get(first.start..last.end).unwrap_or("");
        let content = text.trim_start_matches(|mark: char| mark == '>' || mark.is_whitespace());
        let quoted = kind == BlockKind::Quote && !content.is_empty();
        let core = if quoted { last.end - content.len() } else { first.start };
        items.add_kind((first.start, last.end), (core, last.end), first.number, kind);
    }
    count
}

/// How many lines of `rest` belong together: the first, and those after it that go on.
fn count(rest: &[Line], goes_on: impl Fn(&Line) -> bool) -> usize {
    1 + rest.iter().skip(1).take_while(|line| goes_on(line)).count()
}

/// Whether the line ends a paragraph (or list item) that stands directly before it.
fn interrupts(line: &str, before: BlockKind) -> bool {
    let first = line.as_bytes().first();
    first == Some(&b'>')
        || (first == Some(&b'|') && line.ends_with('|'))
        || Fence::open(line).is_some()
        || is_definition(line)
        || starts_block(line, before)
}

/// The opening line of fenced code.
struct Fence {
    mark: u8,
    length: usize,
}

impl Fence {
    fn open(line: &str) -> Option<Fence> {
        let mark = line.bytes().next().filter(|byte| matches!(byte, b'`' | b'~'))?;
        let length = line.bytes().take_while(|byte| *byte == mark).count();
        let inline = mark == b'`' && line.bytes().skip(length).any(|byte| byte == b'`');
        (length >= 3 && !inline).then_some(Fence { mark, length })
    }

    fn closes(&self, line: &str) -> bool {
        line.len() >= self.length && line.bytes().all(|byte| byte == self.mark)
    }
}

/// A row with cells on every side, or any row over a row of dashes.
fn is_table(text: &str, rest: &[Line]) -> bool {
    let Some(first) = rest.first().map(|line| line.text(text)) else {
        return false;
    };
    if !first.contains('|') {
        return false;
    }
    let framed = first.len() > 2 && first.starts_with('|') && first.ends_with('|');
    framed || rest.get(1).is_some_and(|next| !next.after_blank && is_table_rule(next.text(text)))
}

fn is_table_rule(line: &str) -> bool {
    line.contains('|')
        && line.contains('-')
        && line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'))
}

fn is_underline(line: &str) -> bool {
    line.len() >= 3 && (line.bytes().all(|byte| byte == b'=') || line.bytes().all(|byte| byte == b'-'))
}

/// `[name]: address`
fn is_definition(line: &str) -> bool {
    line.starts_with('[') && line.split_once("]: ").is_some_and(|(name, _)| name.len() < 100)
}

/// Ends with a backslash or two spaces.
fn has_hard_break(text: &str, line: &Line) -> bool {
    line.text(text).ends_with('\\') || text.get(line.end..).is_some_and(|after| after.starts_with("  "))
}

/// "# Title ##" closes the heading; the marks say nothing.
fn without_closing_marks(heading: &str) -> &str {
    let stripped = heading.trim_end_matches('#');
    if stripped.ends_with([' ', '\t']) { stripped.trim_end() } else { heading }
}
