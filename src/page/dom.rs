//! What one pass over a page leaves: its elements in the order of their start tags, and its text in blocks.

use std::ops::Range;

use super::hints::{HINTS, Hints};
use super::selectors::Selected;
use super::tags::Tag;

/// An element. Offsets are bytes of the page.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub tag: Tag,
    /// Index of the element around it; the root is its own parent.
    pub parent: u32,
    pub depth: u32,
    /// First byte of the start tag.
    pub start: u32,
    /// End of the start tag (exclusive).
    pub open_end: u32,
    /// End of the end tag, or of the content where there is none (exclusive).
    pub end: u32,
    /// Which child of its parent it is, from 1.
    pub place: u32,
    pub children: u32,
    /// Tag and class, hashed: elements that repeat have the same.
    pub signature: u32,
    /// What its own name, class and id say.
    pub hints: Hints,
    /// For each hint how many steps up its nearest element is; `FAR` when there is none.
    pub near: [u8; HINTS],
}

/// No ancestor has the hint.
pub(crate) const FAR: u8 = 30;

/// A paragraph, heading, item, cell or line of the page.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// The innermost block-level element around the text.
    pub element: u32,
    /// Its bytes in [`Dom::text`].
    pub text: Range<u32>,
    /// The text nodes it is made of: a range of [`Dom::pieces`].
    pub pieces: Range<u32>,
    /// Bytes of text within links.
    pub linked: u32,
    /// Bytes of text within bold type.
    pub bold: u32,
}

/// A text node, or the part of one that belongs to a block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    /// Where it begins in [`Dom::text`].
    pub at: u32,
    /// Its bytes in the page.
    pub start: u32,
    pub end: u32,
}

/// Inline markup, for output in Markdown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    /// Where it stands in [`Dom::text`].
    pub at: u32,
    /// The element whose start or end it is.
    pub element: u32,
    pub opens: bool,
}

/// An element whose attributes say something about the page.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub element: u32,
    /// Names and values, in bytes of the page.
    pub attributes: Vec<(Range<usize>, Range<usize>)>,
}

/// An element that a rule's selector names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim {
    pub element: u32,
    pub selected: Selected,
}

/// A page, read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dom {
    pub elements: Vec<Element>,
    pub blocks: Vec<Block>,
    /// The text of all blocks, entities decoded, white space collapsed, a line feed behind each block.
    pub text: String,
    pub pieces: Vec<Piece>,
    pub marks: Vec<Mark>,
    /// Elements that hold facts: `meta`, `link`, `time`, `title`, and those with `itemprop` or `rel`.
    pub facts: Vec<Fact>,
    /// The content of the first `title`, in bytes of the page.
    pub title: Option<Range<usize>>,
    /// The contents of scripts that have a type: JSON-LD is among them. In bytes of the page.
    pub data: Vec<Range<usize>>,
    pub claims: Vec<Claim>,
    /// Bytes of scripts.
    pub script_bytes: usize,
}

impl Dom {
    pub(crate) fn text_of(&self, block: &Block) -> &str {
        self.text.get(block.text.start as usize..block.text.end as usize).unwrap_or("")
    }

    pub(crate) fn element(&self, at: u32) -> &Element {
        &self.elements[at as usize]
    }

    /// The element and those around it, innermost first, without the root.
    pub(crate) fn ancestors(&self, from: u32) -> impl Iterator<Item = u32> + '_ {
        let step = |at: &u32| Some(self.element(*at).parent).filter(|parent| *parent != 0);
        std::iter::successors(Some(from).filter(|at| *at != 0), step)
    }
}
