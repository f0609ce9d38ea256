//! The workshop of rule authors: testing the cases of rule files.

mod judge;
mod marks;
mod test;
#[cfg(test)]
mod tests;

pub use test::{CaseKind, CaseReport, Failure, RuleReport, Tester, Verdict};
