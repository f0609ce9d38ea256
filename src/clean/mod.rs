//! Decisions: what each rule claims, what is protected, what is taken, and the way back.

mod claims;
mod cuts;
mod hits;
mod ledger;
mod measures;
mod names;
mod offsets;
mod outcome;
mod quotes;
mod record;
mod report;
mod resolve;
mod rounds;
mod seams;
mod sections;
mod stories;
mod suggest;
mod topic;
mod view;
mod why;
mod why_detail;

pub(crate) use claims::applies;
pub(crate) use hits::{Finder, Wanted};
pub use ledger::{Entry, Ledger, RestoreError};
pub use offsets::OffsetUnit;
pub(crate) use offsets::Offsets;
pub(crate) use outcome::quote;
pub use outcome::{Cleaned, Embedded, Flag, Item, Metadata, Reason, Removal, Signal, Value};
pub(crate) use record::Recorder;
pub use report::{Detail, Reporter};
pub(crate) use resolve::Wishes;
pub(crate) use rounds::settle;
pub use suggest::Suggestion;
pub(crate) use why::why_not;
pub use why::{Candidate, Protection, WhyNot};

/// The characters of a text that are not white space.
pub(crate) fn ink(text: &str) -> usize {
    let is_ink = |byte: u8| !matches!(byte, 0x80..0xC0 | b' ' | b'\t'..=b'\r');
    // Sums of single bytes over short chunks: the compiler makes vector instructions of them.
    let chunks = text.as_bytes().chunks(128);
    let characters: usize =
        chunks.map(|chunk| usize::from(chunk.iter().map(|&byte| u8::from(is_ink(byte))).sum::<u8>())).sum();
    // White space beyond ASCII begins with one of these bytes.
    let wide =
        memchr::memchr3_iter(0xC2, 0xE1, 0xE2, text.as_bytes()).chain(memchr::memchr_iter(0xE3, text.as_bytes()));
    let blanks = wide.filter(|&at| text[at..].starts_with(char::is_whitespace));
    characters - blanks.count()
}
