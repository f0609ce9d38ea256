//! What a document shows about where it comes from and how it was made: evidence, not a verdict.
//!
//! Rules see signals while a document is cleaned; a [`Reporter`] says what they mean, what kind of text it is, who shows it
//! and who reported it, and puts it in a cautious [`Band`] with an interval. `docs/source.md` tells what each signal means.

mod band;
mod condition;
mod credit;
mod date;
mod group;
mod host;
mod json;
mod kind;
mod offices;
mod origin;
mod publishers;
mod ratings;
mod report;
mod scale;
mod signals;
mod then;
mod wildcard;

pub use band::Basis;
pub use condition::{Condition, SourceFacts, Vocabulary};
pub use date::{BadDate, PartialDate};
pub use group::{CopyFacts, Group, Grouper, Origin, OriginBasis, Sketch};
pub use host::{Address, Nearness};
pub use offices::{Office, Offices, Standing, Term};
pub use origin::Named;
pub use publishers::{Mention, Publisher, PublisherKind, Publishers};
pub use ratings::{
    DISAGREEMENT, LeftOut, ListEntry, ListFormat, RatingError, RatingList, RatingSource, Ratings, Reading, Scale,
    lists_disagree, spread,
};
pub use report::{DOES_NOT_MEASURE, Evidence, Level, ListLine, Reporter, SourceReport};
pub use scale::{Band, Dimension};
