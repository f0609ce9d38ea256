//! What is wrong with a list or with one of its rows.

use std::path::PathBuf;

/// A row that was left out; the rest of the list is used.
///
/// ```text
/// ratings/house.csv:12: "n/a" is no number in column `grade` (row left out)
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}: {what} (row left out)", .file.display())]
pub struct LeftOut {
    /// The list.
    pub file: PathBuf,
    /// The line in which the row begins, counted from 1.
    pub line: u64,
    /// What is wrong with it.
    pub what: String,
}

/// A list that cannot be used at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{}: {what}; {remedy}", .file.display(), .line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct RatingError {
    /// The list.
    pub file: PathBuf,
    /// The line, counted from 1, where the finding has one.
    pub line: Option<u64>,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

impl RatingError {
    pub(crate) fn new(file: impl Into<PathBuf>, what: impl Into<String>, remedy: impl Into<String>) -> RatingError {
        RatingError { file: file.into(), line: None, what: what.into(), remedy: remedy.into() }
    }

    pub(crate) fn at(self, line: u64) -> RatingError {
        RatingError { line: Some(line), ..self }
    }
}

/// The beginning of a text that is quoted in a message.
pub(crate) fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short.escape_debug().to_string()
}
