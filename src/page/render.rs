//! The article as text or Markdown, and the way from its bytes back to the page's.

use std::collections::HashMap;
use std::ops::Range;

use super::dom::{Block, Dom};
use super::tags::Tag;

/// An article written out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rendering {
    pub text: String,
    /// (offset in `text`, offset in [`Dom::text`], block): from each one on, both run on side by side up to the next.
    stretches: Vec<(usize, usize, usize)>,
}

impl Rendering {
    /// The parts of the page's text that a part of the rendering comes from, each with its block.
    pub(crate) fn parts(&self, dom: &Dom, span: Range<usize>) -> Vec<(usize, Range<usize>)> {
        let first = self.stretches.partition_point(|(at, ..)| *at <= span.start).saturating_sub(1);
        let mut parts: Vec<(usize, Range<usize>)> = Vec::new();
        for (place, &(at, source, block)) in self.stretches.iter().enumerate().skip(first) {
            if at >= span.end {
                break;
            }
            let next = self.stretches.get(place + 1).map_or(self.text.len(), |(next, ..)| *next);
            let limit = dom.blocks[block].text.end as usize;
            let from = source + span.start.max(at) - at;
            let to = (source + span.end.min(next) - at).min(limit);
            if from >= to {
                continue;
            }
            match parts.last_mut() {
                Some((last, range)) if *last == block => range.end = to,
                _ => parts.push((block, from..to)),
            }
        }
        parts
    }

    /// Where a span of the page's text stands in the rendering: from its first to its last byte that was kept.
    pub(crate) fn place(&self, dom: &Dom, span: &Range<usize>) -> Option<Range<usize>> {
        let mut place: Option<Range<usize>> = None;
        for (number, &(at, source, block)) in self.stretches.iter().enumerate() {
            let next = self.stretches.get(number + 1).map_or(self.text.len(), |(next, ..)| *next);
            let limit = (dom.blocks[block].text.end as usize).min(source + next - at);
            let (start, end) = (span.start.max(source), span.end.min(limit));
            if start < end {
                let part = at + start - source..at + end - source;
                place = Some(place.map_or(part.start, |place| place.start)..part.end);
            }
        }
        place
    }

    fn copy(&mut self, dom: &Dom, block: usize, range: Range<usize>) {
        self.stretches.push((self.text.len(), range.start, block));
        self.text.push_str(dom.text.get(range).unwrap_or(""));
    }

    /// Writes something that does not stand in the page.
    fn add(&mut self, dom: &Dom, block: usize, text: &str) {
        // It counts as no part of the block: the stretch begins at its end.
        self.stretches.push((self.text.len(), dom.blocks[block].text.end as usize, block));
        self.text.push_str(text);
    }
}

/// Plain text: a line for each block, an empty line between paragraphs.
pub(crate) fn text(dom: &Dom, kept: &[usize]) -> Rendering {
    let mut out = Rendering::default();
    let mut last: Option<&Block> = None;
    for &at in kept {
        let block = &dom.blocks[at];
        if let Some(last) = last {
            out.add(dom, at, between(dom, last, block));
        }
        out.copy(dom, at, block.text.start as usize..block.text.end as usize);
        last = Some(block);
    }
    if !out.text.is_empty() {
        out.text.push('\n');
    }
    out
}

/// What parts two blocks: cells of a row by a tab, items and rows by a line break, others by an empty line.
fn between(dom: &Dom, last: &Block, block: &Block) -> &'static str {
    let (before, here) = (place(dom, last), place(dom, block));
    match (before.row, here.row) {
        (Some(before), Some(here)) if before == here => return "\t",
        (Some(before), Some(here)) if dom.element(before).parent == dom.element(here).parent => return "\n",
        _ => {}
    }
    match (before.item, here.item) {
        (Some(_), Some(_)) if before.list == here.list || here.depth > 0 && before.depth > 0 => "\n",
        _ => "\n\n",
    }
}

/// Where a block stands, as far as its writing depends on it.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    heading: Option<u8>,
    item: Option<u32>,
    list: Option<u32>,
    numbered: bool,
    /// Lists within lists.
    depth: usize,
    row: Option<u32>,
    table: Option<u32>,
    quotes: usize,
    pre: Option<u32>,
    caption: bool,
    term: bool,
    definition: bool,
}

fn place(dom: &Dom, block: &Block) -> Place {
    let mut place = Place::default();
    for at in dom.ancestors(block.element).take(64) {
        let tag = dom.element(at).tag;
        match tag {
            Tag::Li if place.item.is_none() && place.table.is_none() => place.item = Some(at),
            Tag::Ul | Tag::Ol if place.item.is_some() && place.table.is_none() => {
                if place.list.is_none() {
                    place.list = Some(at);
                    place.numbered = tag == Tag::Ol;
                }
                place.depth += 1;
            }
            Tag::Tr if place.row.is_none() => place.row = Some(at),
            Tag::Table => place.table = place.table.or(Some(at)),
            Tag::Blockquote => place.quotes += 1,
            Tag::Pre => place.pre = Some(at),
            Tag::Figcaption => place.caption = true,
            Tag::Dt => place.term = true,
            Tag::Dd => place.definition = true,
            _ => place.heading = place.heading.or(tag.heading()),
        }
    }
    place
}

/// Markdown: headings, lists, tables, code, quotations, links and emphasis as they stand in the page.
pub(crate) fn markdown(page: &str, dom: &Dom, kept: &[usize]) -> Rendering {
    let mut writer = Writer { page, dom, out: Rendering::default(), last: None, rows: 0, numbers: HashMap::new() };
    for (order, &at) in kept.iter().enumerate() {
        let next = kept.get(order + 1).map(|next| place(dom, &dom.blocks[*next]));
        writer.block(at, next);
    }
    if !writer.out.text.is_empty() {
        writer.out.text.push('\n');
    }
    writer.out
}

struct Writer<'w> {
    page: &'w str,
    dom: &'w Dom,
    out: Rendering,
    last: Option<Place>,
    /// Rows of the present table that have been begun.
    rows: usize,
    /// For each list the number of its last item, and the item.
    numbers: HashMap<u32, (u32, u32)>,
}

impl Writer<'_> {
    fn block(&mut self, at: usize, next: Option<Place>) {
        let dom = self.dom;
        let block = &dom.blocks[at];
        let place = place(dom, block);
        let same_row = self.last.is_some_and(|last| last.row.is_some() && last.row == place.row);
        let same_table = self.last.is_some_and(|last| last.table.is_some() && last.table == place.table);
        if place.table.is_some() && place.row.is_some() {
            self.cell(at, place, next, same_row, same_table);
            self.last = Some(place);
            return;
        }
        let mut mark = self.separator(place);
        let quote = "> ".repeat(place.quotes.min(8));
        if let Some(item) = place.item {
            mark.push_str(&quote);
            mark.push_str(&"    ".repeat(place.depth.saturating_sub(1).min(8)));
            mark.push_str(&self.item_mark(item, place));
        } else {
            mark.push_str(&quote);
        }
        if let Some(level) = place.heading {
            mark.push_str(&"#".repeat(usize::from(level)));
            mark.push(' ');
        }
        if place.definition {
            mark.push_str(": ");
        }
        self.out.add(dom, at, &mark);
        if place.pre.is_some() {
            self.code(at);
        } else {
            self.inline(at, block, if place.heading.is_some() { " " } else { "  \n" });
        }
        self.last = Some(place);
    }

    /// What stands between the last block and this one.
    fn separator(&self, place: Place) -> String {
        let Some(last) = self.last else { return String::new() };
        let items = last.item.is_some() && place.item.is_some() && last.item != place.item && last.depth > 0;
        let quoted = if last.quotes > 0 && place.quotes > 0 {
            format!("\n{}\n", ">".repeat(place.quotes.min(8)))
        } else {
            "\n\n".into()
        };
        if items || last.term && place.definition { "\n".into() } else { quoted }
    }

    /// The mark of a list item; spaces for a further paragraph of one.
    fn item_mark(&mut self, item: u32, place: Place) -> String {
        let list = place.list.unwrap_or(0);
        let (number, last) = self.numbers.entry(list).or_insert((0, 0));
        let again = *last == item;
        if !again {
            (*number, *last) = (*number + 1, item);
        }
        match (again, place.numbered) {
            (true, _) => "    ".to_owned(),
            (false, true) => format!("{number}. "),
            (false, false) => "- ".to_owned(),
        }
    }

    fn cell(&mut self, at: usize, place: Place, next: Option<Place>, same_row: bool, same_table: bool) {
        let dom = self.dom;
        if !same_table {
            self.rows = 0;
        }
        let mark = match (same_row, same_table) {
            (true, _) => " | ",
            (false, true) => "\n| ",
            (false, false) if self.last.is_none() => "| ",
            (false, false) => "\n\n| ",
        };
        if !same_row {
            self.rows += 1;
        }
        self.out.add(dom, at, mark);
        self.inline(at, &dom.blocks[at], " ");
        if next.is_none_or(|next| next.row != place.row) {
            let mut end = " |".to_owned();
            if self.rows == 1 {
                let line = self.out.text.rsplit('\n').next().unwrap_or("");
                let cells = line.matches(" | ").count() + 1;
                end.push_str("\n|");
                end.push_str(&" --- |".repeat(cells));
            }
            self.out.add(dom, at, &end);
        }
    }

    fn code(&mut self, at: usize) {
        let block = &self.dom.blocks[at];
        let range = block.text.start as usize..block.text.end as usize;
        let text = self.dom.text_of(block);
        let fence = if text.contains("```") { "~~~~" } else { "```" };
        self.out.add(self.dom, at, &format!("{fence}\n"));
        self.out.copy(self.dom, at, range);
        self.out.add(self.dom, at, &format!("\n{fence}"));
    }

    /// Running text with its links and emphasis.
    fn inline(&mut self, at: usize, block: &Block, line_break: &str) {
        let dom = self.dom;
        let (mut from, end) = (block.text.start as usize, block.text.end as usize);
        let marks = &dom.marks;
        let first = marks.partition_point(|mark| (mark.at as usize) < from);
        let mut open: Vec<(u32, String)> = Vec::new();
        for mark in marks[first..].iter().take_while(|mark| mark.at as usize <= end) {
            let to = (mark.at as usize).clamp(from, end);
            if mark.opens {
                if to == end {
                    continue;
                }
                let Some((before, behind)) = self.inline_mark(mark.element) else { continue };
                // The space before a word that is emphasised stands outside.
                let space = dom.text[to..].starts_with(' ');
                self.lines(at, from..to + usize::from(space), line_break);
                from = to + usize::from(space);
                self.out.add(dom, at, &before);
                open.push((mark.element, behind));
            } else if let Some(place) = open.iter().rposition(|(element, _)| *element == mark.element) {
                self.lines(at, from..to, line_break);
                from = to.max(from);
                for (_, behind) in open.drain(place..).rev() {
                    self.out.add(dom, at, &behind);
                }
            }
        }
        self.lines(at, from..end, line_break);
        for (_, behind) in open.drain(..).rev() {
            self.out.add(dom, at, &behind);
        }
    }

    fn lines(&mut self, at: usize, range: Range<usize>, line_break: &str) {
        let mut from = range.start;
        let text = self.dom.text.get(range.clone()).unwrap_or("");
        for (offset, _) in text.match_indices('\n') {
            self.out.copy(self.dom, at, from..range.start + offset);
            self.out.add(self.dom, at, line_break);
            from = range.start + offset + 1;
        }
        if from < range.end {
            self.out.copy(self.dom, at, from..range.end);
        }
    }

    /// What stands before and behind marked text.
    fn inline_mark(&self, element: u32) -> Option<(String, String)> {
        let pair = |mark: &str| Some((mark.to_owned(), mark.to_owned()));
        match self.dom.element(element).tag {
            Tag::Strong => pair("**"),
            Tag::Em => pair("*"),
            Tag::Code => pair("`"),
            Tag::A => {
                let address = super::attributes::value(self.page, self.dom.element(element), "href")?;
                let address = address.trim().replace(' ', "%20").replace('(', "%28").replace(')', "%29");
                let useless = address.is_empty() || address.starts_with("javascript:");
                (!useless).then(|| ("[".to_owned(), format!("]({address})")))
            }
            _ => None,
        }
    }
}
