//! Takes out of scraped articles whatever is not the article, by named rules, and explains every removal.

mod clean;
pub mod document;
mod engine;
pub mod io;
#[doc(hidden)]
pub mod matching;
mod rules;

pub use clean::{
    Cleaned, Embedded, Entry, Flag, Item, Ledger, Metadata, OffsetUnit, Reason, Removal, Detail, Reporter, RestoreError, Signal,
    Value,
};
pub use document::{Document, Syntax};
pub use engine::{Engine, EngineBuilder};
pub use matching::MatchError;
pub use rules::{
    Action, Case, Category, Code, Config, Confidence, Diagnostic, FILE_NAME, Field, Rule, RuleError, RuleSet, Status, Unit,
};
