//! Text into blocks: the units that rules look at.
//!
//! [`Blocks::parse`] finds out how a text is laid out (one paragraph a line, hard-wrapped paragraphs, no line
//! breaks at all), cuts it into blocks, and says of each what it looks like ([`Shapes`]). Every byte of the text
//! that is not white space belongs to exactly one block. All offsets are bytes of the text.

mod again;
mod blocks;
mod input;
mod layout;
mod markdown;
mod page;
mod sentences;
mod shapes;
mod vocabulary;

use std::ops::Range;

pub(crate) use again::Again;
pub use input::Document;
pub use page::Page;
pub use sentences::sentences;
pub use shapes::{DateValue, Shape, Shapes, ShapesIter, date, reading_minutes};
pub(crate) use shapes::{MONTHS, is_age};

/// How the text is marked up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Syntax {
    /// Plain text. Heading and list marks are recognised, since scraped text often holds them.
    #[default]
    Plain,
    /// Markdown: code, quotations, tables, headings and list items are blocks of their own kind.
    Markdown,
}

/// How paragraphs and line breaks relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layout {
    /// One paragraph a line.
    Lines,
    /// Paragraphs hard-wrapped at a fixed width.
    Wrapped,
    /// No line breaks, or next to none: sentences are the blocks.
    Flat,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// Running text, or a line of it.
    Paragraph,
    /// Marked as heading.
    Heading,
    /// Marked as list item.
    ListItem,
    /// A Markdown quotation.
    Quote,
    /// Markdown code, fenced or indented.
    Code,
    /// A Markdown table.
    Table,
}

/// A paragraph, heading, list item or line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// First byte, mark included, without white space before it.
    pub start: usize,
    /// End (exclusive), without line break and white space after it.
    pub end: usize,
    /// First byte without list, heading or quote mark and without surrounding emphasis.
    pub core: usize,
    /// End of the core (exclusive).
    pub core_end: usize,
    /// 0-based number of the block's first line.
    pub line: usize,
    /// What it is.
    pub kind: BlockKind,
    /// Words of the core. In scripts without spaces two characters count as a word.
    pub words: u32,
    /// What it looks like.
    pub shapes: Shapes,
}

impl Block {
    /// The block's bytes in the text.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The block without mark and surrounding emphasis. Empty when `text` is not the text it was parsed from.
    pub fn core<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.core..self.core_end).unwrap_or("")
    }
}

/// A text's blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocks {
    /// How the text is laid out.
    pub layout: Layout,
    /// The blocks, sorted and disjoint.
    pub items: Vec<Block>,
}

impl Blocks {
    /// Cuts `text` into blocks.
    ///
    /// `cuts`, sorted, are byte offsets at which running text must be cut besides its sentence ends, where the text
    /// is [`Layout::Flat`] or a line is too long for a paragraph. Offsets elsewhere, or inside a character, are
    /// ignored. Takes time linear in the text's length and does not fail.
    pub fn parse(text: &str, syntax: Syntax, cuts: &[usize]) -> Blocks {
        let lines = layout::lines(text);
        let (layout, width) = layout::detect(text, &lines);
        Blocks::cut(text, syntax, cuts, &lines, layout, width)
    }

    fn cut(text: &str, syntax: Syntax, cuts: &[usize], lines: &[layout::Line], layout: Layout, width: usize) -> Blocks {
        let mut items = blocks::Items::new(text, cuts);
        match (layout, syntax) {
            (Layout::Flat, _) | (Layout::Lines, Syntax::Plain) => blocks::lines(&mut items, lines, layout),
            (Layout::Wrapped, Syntax::Plain) => blocks::wrapped(&mut items, lines, width),
            (_, Syntax::Markdown) => markdown::blocks(&mut items, lines, layout),
        }
        Blocks { layout, items: items.done() }
    }
}

#[cfg(test)]
mod tests;
