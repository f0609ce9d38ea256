//! What a document shows about where it comes from and how it was made: evidence, not a verdict.
//!
//! Rules see signals while a document is cleaned; a [`Reporter`] says what they mean, what kind of text it is, who shows it
//! and who reported it, and puts it in a cautious [`Band`] with an interval. `docs/source.md` tells what each signal means.

mod band;
mod json;
mod kind;
mod origin;
mod report;
mod scale;
mod signals;

pub use band::Basis;
pub use origin::Named;
pub use report::{DOES_NOT_MEASURE, Evidence, Level, Reporter, SourceReport};
pub use scale::{Band, Dimension};
