//! Decisions: what each rule claims, what is protected, what is taken, and the way back.

mod claims;
mod ledger;
mod offsets;
mod outcome;
mod quotes;
mod record;
mod report;
mod resolve;
mod rounds;
mod sections;
mod stories;
mod suggest;
mod topic;
mod view;
mod why;
mod why_detail;

pub use ledger::{Entry, Ledger, RestoreError};
pub use offsets::OffsetUnit;
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
    text.chars().filter(|c| !c.is_whitespace()).count()
}
