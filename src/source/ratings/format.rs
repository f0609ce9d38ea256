//! How a list is to be read: what the user says, and what its first lines show.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::super::date::PartialDate;
use super::error::RatingError;
use crate::rules::words;

words! {
    /// The formats that a rating list may have.
    ListFormat {
        Csv = "csv", Pc1 = "pc1", Cred1 = "cred1", Mbfc = "mbfc", Goggle = "goggle", TrustTxt = "trust.txt",
    }
}

/// One `[[ratings]]` table of `unchaff.toml`: a list, and how to read it.
///
/// Only `file` must be given; the format is detected when it is not, and a CSV of one's own needs its columns.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RatingSource {
    /// How reports call the list; by default what the file says of itself, or the file's name.
    pub name: Option<String>,
    /// The file; a relative one starts at the folder of the configuration.
    pub file: PathBuf,
    /// Its format; by default what its first lines show.
    pub format: Option<ListFormat>,
    /// The date of the list, to the year, month or day. A date in the file is used when none is given.
    pub date: Option<PartialDate>,
    /// Its licence, shown beside each entry.
    pub licence: Option<String>,
    /// Days after which an entry is stale; 730 by default.
    pub stale_after_days: Option<u32>,
    /// Hosts that stand for another host of the list.
    pub aliases: BTreeMap<String, String>,
    /// CSV: the column of the host or address.
    pub host_column: Option<String>,
    /// CSV: the column of the grade.
    pub value_column: Option<String>,
    /// CSV: a column with a word for the grade, or a category; shown, and used for `unrated`.
    pub label_column: Option<String>,
    /// CSV: the column of the entry's own date.
    pub date_column: Option<String>,
    /// CSV: what separates the columns; a comma by default.
    pub separator: Option<char>,
    /// CSV: how the grade becomes 0 to 1; `[0, 1]` by default.
    pub scale: Option<Scale>,
    /// CSV: labels whose rows have no grade, because they say what a site is (satire) and not how reliable.
    pub unrated: Vec<String>,
    /// `trust.txt`: the host whose file it is.
    pub host: Option<String>,
}

/// How a list's own grade becomes a value from 0 to 1.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Scale {
    /// The grades that become 0 and 1; the first may be the larger.
    Range([f64; 2]),
    /// Words and their values.
    Words(BTreeMap<String, f64>),
}

impl Default for Scale {
    fn default() -> Self {
        Scale::Range([0.0, 1.0])
    }
}

impl Scale {
    /// Whether it maps anything.
    pub(crate) fn check(&self) -> Result<(), String> {
        match self {
            Scale::Range([from, to]) if !from.is_finite() || !to.is_finite() || from == to => {
                Err(format!("the scale [{from}, {to}] has no length"))
            }
            Scale::Range(_) => Ok(()),
            Scale::Words(words) if words.is_empty() => Err("the scale names no word".to_owned()),
            Scale::Words(words) => match words.iter().find(|(_, value)| !(0.0..=1.0).contains(*value)) {
                Some((word, value)) => {
                    Err(format!("the scale gives \"{word}\" the value {value}, not one from 0 to 1"))
                }
                None => Ok(()),
            },
        }
    }

    /// The value of a grade as it stands in `column`.
    pub(crate) fn value(&self, grade: &str, column: &str) -> Result<f64, String> {
        let grade = grade.trim();
        let shown = super::error::excerpt(grade);
        match self {
            Scale::Range([from, to]) => {
                let number: f64 =
                    grade.parse().map_err(|_| format!("\"{shown}\" is no number in column `{column}`"))?;
                let value = (number - from) / (to - from);
                if value.is_finite() && (-1e-9..=1.0 + 1e-9).contains(&value) {
                    Ok(value.clamp(0.0, 1.0))
                } else {
                    Err(format!("{shown} in column `{column}` lies outside the scale {from} to {to}"))
                }
            }
            Scale::Words(words) => {
                let found = words.iter().find(|(word, _)| word.to_lowercase() == grade.to_lowercase());
                found.map(|(_, value)| *value).ok_or_else(|| {
                    format!("\"{shown}\" in column `{column}` is not one of the scale's words; add it to `scale`")
                })
            }
        }
    }
}

impl RatingSource {
    /// A list of which only the file is known, as `--ratings FILE` names it.
    pub fn of_file(file: impl Into<PathBuf>) -> RatingSource {
        RatingSource { file: file.into(), ..RatingSource::default() }
    }

    /// The format that is given, or the one that the first lines show.
    pub(crate) fn format_of(&self, text: &str) -> Result<ListFormat, RatingError> {
        match self.format {
            Some(format) => Ok(format),
            None if self.host_column.is_some() || self.value_column.is_some() => Ok(ListFormat::Csv),
            None => detect(&self.file, text).ok_or_else(|| self.unknown_format(text)),
        }
    }

    fn unknown_format(&self, text: &str) -> RatingError {
        let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
        let what = format!("cannot tell the list's format from its first line, \"{}\"", super::error::excerpt(first));
        let remedy = "say in unchaff.toml, under [[ratings]], which of its columns is host_column and which is \
                      value_column (docs/lists.md)";
        RatingError::new(&self.file, what, remedy)
    }
}

/// The format that a file shows.
fn detect(file: &Path, text: &str) -> Option<ListFormat> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next()?;
    if first.starts_with('{') {
        return Some(ListFormat::Mbfc);
    }
    let columns: Vec<String> = first.split(',').map(|column| column.trim().trim_matches('"').to_lowercase()).collect();
    let has = |name: &str| columns.iter().any(|column| column == name);
    match () {
        () if has("domain") && has("pc1") => return Some(ListFormat::Pc1),
        () if has("domain") && has("credibility_score") => return Some(ListFormat::Cred1),
        () => {}
    }
    let named = file.file_name().is_some_and(|name| name.to_string_lossy().to_lowercase().ends_with("trust.txt"));
    let mut all = std::iter::once(first).chain(lines).take(400);
    if named || all.clone().any(super::trust::is_statement) {
        return Some(ListFormat::TrustTxt);
    }
    let goggle = file.extension().is_some_and(|extension| extension == "goggle");
    (goggle || all.any(super::goggle::is_instruction)).then_some(ListFormat::Goggle)
}
