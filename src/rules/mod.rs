//! Rules as data: reading, checking and collecting rule files, and telling their authors what is wrong.

mod config;
mod diagnostics;
mod file;
mod index;
mod pattern;
mod rule;
mod set;
mod steps;
mod words;

pub use config::Config;
pub(crate) use diagnostics::nearest;
pub use diagnostics::{Code, Diagnostic};
pub use file::{Action, Case, Category, Confidence, Direction, Field, Kind, Status, Unit};
pub(crate) use file::{Conditions, Place, Quantity, Region, Run};
pub(crate) use index::{Index, Role, Selected, Use};
pub(crate) use pattern::LazyRegex;
pub use rule::Rule;
pub(crate) use set::hex;
pub use set::{RuleError, RuleSet};
pub(crate) use steps::{Step, Takes};
pub(crate) use words::words;
