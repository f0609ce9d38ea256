//! One list, read: its rows by host.

use std::path::{Path, PathBuf};

use super::super::date::PartialDate;
use super::super::host::{Address, HostMap, Scope};
use super::error::{LeftOut, RatingError, excerpt};
use super::format::{ListFormat, RatingSource};
use super::{ListEntry, columns, goggle, mbfc, trust};

/// A rating list that has been read.
#[derive(Debug, Clone)]
pub struct RatingList {
    name: String,
    file: PathBuf,
    format: ListFormat,
    date: Option<PartialDate>,
    licence: Option<String>,
    stale_after_days: u32,
    rows: HostMap<Row>,
}

/// What [`RatingList::read`] gives: the list, and the rows that it had to leave out.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The list.
    pub list: RatingList,
    /// Rows that could not be used, in the order of the file.
    pub left_out: Vec<LeftOut>,
}

/// One row, ready to be shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    pub host: String,
    pub entry: String,
    pub label: Option<String>,
    pub value: Option<f64>,
    pub date: Option<PartialDate>,
    pub line: u64,
}

impl RatingList {
    /// Days after which an entry is stale, unless the user says otherwise: two years.
    pub const STALE_AFTER_DAYS: u32 = 730;

    /// Reads the list's file.
    ///
    /// # Errors
    /// As [`RatingList::read`]; and when the file cannot be read.
    pub fn open(source: &RatingSource) -> Result<Reading, RatingError> {
        let unreadable = |error: std::io::Error| {
            RatingError::new(
                &source.file,
                format!("cannot read the list: {error}"),
                "mend the path in [[ratings]] or --ratings",
            )
        };
        RatingList::read(source, &std::fs::read(&source.file).map_err(unreadable)?)
    }

    /// Reads a list from the bytes of its file.
    ///
    /// # Errors
    /// When the list as a whole cannot be used: a format that is not known, a column that is not there, a scale without
    /// length, JSON that is none, no usable row at all. A single bad row is no error: it stands in [`Reading::left_out`].
    pub fn read(source: &RatingSource, bytes: &[u8]) -> Result<Reading, RatingError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = String::from_utf8_lossy(bytes);
        let format = source.format_of(&text)?;
        let mut draft = Draft::new(source);
        match format {
            ListFormat::Csv | ListFormat::Pc1 | ListFormat::Cred1 => columns::read(source, format, bytes, &mut draft)?,
            ListFormat::Mbfc => mbfc::read(&text, &mut draft)?,
            ListFormat::Goggle => goggle::read(&text, &mut draft),
            ListFormat::TrustTxt => trust::read(source, &text, &mut draft)?,
        }
        draft.finish(source, format)
    }

    /// How reports call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file it was read from.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The format it was read as.
    pub fn format(&self) -> ListFormat {
        self.format
    }

    /// The date of the list, as the user or the file states it.
    pub fn date(&self) -> Option<PartialDate> {
        self.date
    }

    /// Its licence, as the user states it.
    pub fn licence(&self) -> Option<&str> {
        self.licence.as_deref()
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none; a list that was read never is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Its entry for an address; `on` is the day against which it may be stale.
    pub fn entry(&self, address: &Address, on: Option<PartialDate>) -> Option<ListEntry<'_>> {
        let hit = self.rows.get(address)?;
        let row = hit.value;
        let date = row.date.or(self.date);
        Some(ListEntry {
            list: &self.name,
            date,
            licence: self.licence.as_deref(),
            entry: &row.entry,
            label: row.label.as_deref(),
            value: row.value,
            stale: date.zip(on).map(|(date, on)| self.is_stale(date, on)),
            host: &row.host,
            nearness: hit.nearness,
        })
    }

    /// Of a date that lacks its day or month the kindest reading counts: the last day it may mean for the entry, the first
    /// for the day that is asked about.
    fn is_stale(&self, date: PartialDate, on: PartialDate) -> bool {
        let age = date.last().until(on.first()).map_or(0, |span| span.get_days());
        i64::from(age) > i64::from(self.stale_after_days)
    }
}

/// A list that is being read: what the readers fill.
pub(crate) struct Draft {
    file: PathBuf,
    rows: HostMap<Row>,
    left_out: Vec<LeftOut>,
    /// What the file says of itself.
    pub name: Option<String>,
    pub date: Option<PartialDate>,
}

impl Draft {
    fn new(source: &RatingSource) -> Draft {
        Draft { file: source.file.clone(), rows: HostMap::new(), left_out: Vec::new(), name: None, date: None }
    }

    /// The file that is being read.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// Leaves a row out.
    pub(crate) fn leave_out(&mut self, line: u64, what: impl Into<String>) {
        self.left_out.push(LeftOut { file: self.file.clone(), line, what: what.into() });
    }

    /// Files a row under its host, whole or below its path.
    pub(crate) fn add(&mut self, row: Row) {
        match Address::parse(&row.host) {
            None => {
                let what = format!("\"{}\" is no host", excerpt(&row.host));
                self.leave_out(row.line, what);
            }
            Some(address) => {
                let path = address.path();
                let scope = if path.is_empty() { Scope::Host } else { Scope::Below(path.to_owned()) };
                self.add_under(address.host(), scope, row);
            }
        }
    }

    /// Files a row under a host and scope; of two rows with one host the first counts, and the second is named unless it
    /// says the same.
    pub(crate) fn add_under(&mut self, host: &str, scope: Scope, row: Row) {
        let (line, value, label) = (row.line, row.value, row.label.clone());
        if let Err(first) = self.rows.insert(host, scope, row)
            && (first.value, &first.label) != (value, &label)
        {
            let what = format!("{} has another entry in line {}, which counts", excerpt(&first.host), first.line);
            self.leave_out(line, what);
        }
    }

    /// Files an alias; both sides must be hosts.
    pub(crate) fn alias(&mut self, name: &str, host: &str) -> Result<(), String> {
        let parse = |text: &str| Address::parse(text).ok_or_else(|| format!("\"{}\" is no host", excerpt(text)));
        self.rows.alias(&parse(name)?, &parse(host)?);
        Ok(())
    }

    fn finish(mut self, source: &RatingSource, format: ListFormat) -> Result<Reading, RatingError> {
        for (name, host) in &source.aliases {
            self.alias(name, host).map_err(|what| {
                let remedy = "write \"other.example\" = \"listed.example\"";
                RatingError::new(&source.file, format!("aliases: {what}"), remedy)
            })?;
        }
        if self.rows.len() == 0 {
            let what = match self.left_out.first() {
                Some(first) => format!("no row can be used; the first is wrong in line {}: {}", first.line, first.what),
                None => "the list has no row".to_owned(),
            };
            return Err(RatingError::new(&self.file, what, format!("is its format {format}? (docs/lists.md)")));
        }
        let stem = || source.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let list = RatingList {
            name: source.name.clone().or(self.name).unwrap_or_else(stem),
            file: self.file,
            format,
            date: source.date.or(self.date),
            licence: source.licence.clone(),
            stale_after_days: source.stale_after_days.unwrap_or(RatingList::STALE_AFTER_DAYS),
            rows: self.rows,
        };
        Ok(Reading { list, left_out: self.left_out })
    }
}
