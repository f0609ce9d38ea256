//! The workshop of rule authors: testing the cases of rule files.

mod marks;
mod test;

pub use test::{CaseKind, CaseReport, Failure, RuleReport, Tester, Verdict};
