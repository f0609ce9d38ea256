//! Web pages: the article that stands on a page, found by structure, and the page without its noise.

mod about;
mod attributes;
mod clean;
mod copies;
mod cues;
mod dom;
mod enclosed;
mod encoding;
mod facts;
mod features;
mod further;
mod hints;
mod judge;
mod kind;
mod linked;
mod margins;
mod model;
mod reader;
mod removals;
mod render;
mod report;
mod selectors;
mod source;
mod statements;
mod tags;
mod why;

pub use clean::{CleanedPage, PageOutput};
pub use encoding::{Decoded, PageEncoding, decode_page};
pub use kind::PageKind;
pub(crate) use selectors::{Selected, Selectors};
pub use statements::{PageFacts, Statement, Topic};
pub use why::{BlockWhy, PageWhyNot};

/// What a page may cost. A page beyond a limit is an error of that page alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a page. Default: 64 MB.
    pub page_bytes: usize,
    /// Elements within elements. Default: 1,000.
    pub depth: usize,
    /// Elements. Default: 2,000,000.
    pub elements: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { page_bytes: 64 << 20, depth: 1_000, elements: 2_000_000 }
    }
}

/// Why a page cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PageError {
    /// The page is larger than the limit.
    #[error("the page has {bytes} bytes, more than the limit of {limit}")]
    TooLarge {
        /// The page's size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// Elements stand within each other more deeply than the limit.
    #[error("the page's elements are nested more than {limit} deep")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// There are more elements than the limit.
    #[error("the page has more than {limit} elements")]
    TooManyElements {
        /// The limit.
        limit: usize,
    },
    /// The parser gave up.
    #[error("the page cannot be parsed: {0}")]
    Unreadable(String),
}

/// A page's blocks as the model sees them, for training and for looking at it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Training {
    /// The text of each block.
    pub texts: Vec<String>,
    /// The features of all blocks, one row behind the other.
    pub rows: Vec<f32>,
    /// Features of a block.
    pub width: usize,
}

/// The features of a page's blocks.
#[doc(hidden)]
pub fn training(page: &str) -> Result<Training, PageError> {
    let dom = reader::read(page, &Limits::default(), &Selectors::default())?;
    let linked = linked::Linked::read(page, &dom);
    let titles = PageFacts::read(page, &dom, &linked).folded_titles();
    let body = linked.body().map(features::fold);
    let counted = features::Counted::new(&dom, &titles, body.as_deref());
    let mut rows = Vec::new();
    for at in 0..dom.blocks.len() {
        counted.row(at, &mut rows);
    }
    let texts = dom.blocks.iter().map(|block| dom.text_of(block).to_owned()).collect();
    Ok(Training { texts, rows, width: features::FEATURES })
}
