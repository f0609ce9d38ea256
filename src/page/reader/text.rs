//! The text of a page into the blocks of its [`Dom`](super::Dom): white space as a browser shows it, entities resolved.

use super::{Pending, Reader};
use crate::page::dom::{Block, Piece};
use crate::page::tags::Tag;

impl Reader {
    /// Writes the text node that has been read.
    pub(super) fn flush(&mut self, page: &str) {
        let Some((start, end)) = self.node.take() else { return };
        let Some(text) = page.get(start..end) else { return };
        if self.mute > 0 {
            return self.mute_text(start, end);
        }
        if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            if self.pre > 0 {
                self.write_lines(text)
            } else {
                self.space |= !text.is_empty()
            }
            return;
        }
        let decoded =
            if memchr::memchr(b'&', text.as_bytes()).is_some() { htmlize::unescape(text) } else { text.into() };
        let decoded = if decoded.contains('\u{a0}') { decoded.replace('\u{a0}', " ").into() } else { decoded };
        if self.breaks > 1 {
            self.finish_block();
        }
        let at = self.begin();
        let before = self.dom.text.len();
        self.dom.pieces.push(Piece { at: at as u32, start: start as u32, end: end as u32 });
        if self.pre > 0 {
            self.write_lines(&decoded)
        } else {
            self.write_words(&decoded)
        }
        let written = (self.dom.text.len() - before) as u32;
        self.block.linked += if self.links > 0 { written } else { 0 };
        self.block.bold += if self.bold > 0 { written } else { 0 };
    }

    fn mute_text(&mut self, start: usize, end: usize) {
        let Some(&innermost) = self.open.last() else { return };
        let element = self.dom.element(innermost);
        match element.tag {
            Tag::Script => {
                self.dom.script_bytes += end - start;
                if self.dom.facts.last().is_some_and(|fact| fact.element == innermost) {
                    self.dom.data.push(start..end);
                }
            }
            Tag::Title if self.dom.title.is_none() && self.dom.element(element.parent).tag != Tag::Svg => {
                self.dom.title = Some(start..end);
            }
            _ => {}
        }
    }

    /// Where the next word goes; begins a block when none is begun.
    fn begin(&mut self) -> usize {
        let text = self.dom.text.len();
        if text == self.block.text {
            self.block.pieces = self.dom.pieces.len();
            let open = self.open.iter().rev().copied();
            self.block.element = open.clone().find(|open| self.dom.element(*open).tag.breaks()).unwrap_or_default();
            self.space = false;
            self.breaks = 0;
        }
        text
    }

    /// Writes words with single spaces between them.
    fn write_words(&mut self, text: &str) {
        let leading = text.starts_with(|first: char| first.is_ascii_whitespace());
        self.space |= leading;
        for word in text.split_ascii_whitespace() {
            if self.dom.text.len() > self.block.text {
                if self.breaks > 0 {
                    self.dom.text.push('\n');
                } else if self.space {
                    self.dom.text.push(' ');
                }
            }
            self.breaks = 0;
            self.dom.text.push_str(word);
            self.space = true;
        }
        self.space = text.ends_with(|last: char| last.is_ascii_whitespace());
    }

    /// Writes preformatted text as it stands.
    fn write_lines(&mut self, text: &str) {
        if self.dom.text.len() > self.block.text {
            for _ in 0..std::mem::take(&mut self.breaks) {
                self.dom.text.push('\n');
            }
            self.dom.text.push_str(text);
        } else {
            self.dom.text.push_str(text.trim_start_matches(['\n', '\r']));
        }
    }

    /// Ends the block that is being read, if it has text.
    pub(super) fn finish_block(&mut self) {
        self.breaks = 0;
        self.space = false;
        let start = self.block.text;
        let kept = self.dom.text.trim_end().len().max(start);
        if kept > start {
            self.dom.text.truncate(kept);
            self.dom.blocks.push(Block {
                element: self.block.element,
                text: start as u32..kept as u32,
                pieces: self.block.pieces as u32..self.dom.pieces.len() as u32,
                linked: self.block.linked.min((kept - start) as u32),
                bold: self.block.bold.min((kept - start) as u32),
            });
            self.dom.text.push('\n');
        } else {
            self.dom.text.truncate(start);
        }
        self.block = Pending { text: self.dom.text.len(), ..Pending::default() };
    }
}
