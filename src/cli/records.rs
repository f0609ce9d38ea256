//! Restoring the records of JSON Lines.

use anyhow::Result;
use unchaff::Ledger;
use unchaff::io::{Batch, Change, Line, REPORT_FIELD, Record, Report};

use super::ledgers::Stream;
use super::restore::{Tally, put_back};
use super::work::{PAGE_FIELD, SILENT, named};

/// Restores the records of one input.
pub(crate) struct Restorer<'r> {
    /// The input's name, for messages.
    pub input: &'r str,
    pub field: &'r str,
    pub rule: Option<&'r str>,
    /// Each record's report is its ledger.
    pub own: bool,
    pub ledgers: Option<&'r mut Stream>,
    pub tally: &'r mut Tally,
    pub messages: Vec<String>,
}

/// What became of a record.
enum Outcome {
    /// Its text, and what becomes of its report.
    Restored(String, Report<()>),
    /// Its page stands in it as it was; the text made of it goes.
    Page(Report<()>),
    /// `clean` could not clean it; it has no ledger and is the input's but for its report.
    Passed,
    /// It cannot be restored, for this reason.
    Refused(String),
}

impl Restorer<'_> {
    /// The records of a batch, restored; one that cannot be stays as it is, and its message is kept.
    ///
    /// # Errors
    /// When the ledger file cannot be read on.
    pub(crate) fn batch(&mut self, batch: &Batch, line_limit: usize) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        for line in batch.lines() {
            match line {
                Line::Whole { number, bytes } => self.line(number, bytes, &mut out)?,
                Line::TooLong { number, bytes } => {
                    self.bad(number, &format!("the line has {bytes} bytes, more than the limit of {line_limit}"));
                }
            }
        }
        if let Some(fault) = &batch.fault {
            self.messages.push(format!("{}: {fault}", self.input));
            self.tally.bad += 1;
        }
        Ok(out)
    }

    fn line(&mut self, number: u64, bytes: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let record = match Record::parse(bytes) {
            Ok(record) => record,
            Err(error) => {
                self.bad(number, &error.to_string());
                return Ok(());
            }
        };
        let mut rendered = false;
        let (text, report) = match self.restored(&record)? {
            Outcome::Page(report) => {
                self.tally.restored += 1;
                rendered = true;
                (None, report)
            }
            Outcome::Restored(text, report) => {
                self.tally.restored += 1;
                (Some(text), report)
            }
            Outcome::Passed => {
                self.tally.passed += 1;
                (None, Report::TakeBack)
            }
            Outcome::Refused(message) => {
                self.bad(number, &message);
                (None, Report::Leave)
            }
        };
        let mut line = Vec::new();
        let written = record.write(&mut line, Change { text: text.as_deref().map(|text| (self.field, text)), report });
        match written {
            Ok(()) => {
                match Record::parse(&line).ok().filter(|_| rendered) {
                    Some(record) => record.write_without(out, self.field),
                    None => out.extend_from_slice(&line),
                }
                out.push(b'\n');
            }
            Err(error) => self.bad(number, &error.to_string()),
        }
        Ok(())
    }

    fn restored(&mut self, record: &Record<'_>) -> Result<Outcome> {
        // `clean` writes no ledger for a record without a text, and leaves it so: the same test tells them here.
        let text = match record.text(self.field) {
            Ok(text) => text,
            Err(_) if failed(record) => return Ok(Outcome::Passed),
            Err(error) => return Ok(Outcome::Refused(error.to_string())),
        };
        let Some(ledger) = self.ledger(record, &text)? else {
            let missing = if self.own {
                "it has no full report; give --ledger FILE"
            } else {
                "there is no ledger of this record"
            };
            return Ok(Outcome::Refused(missing.to_owned()));
        };
        // Without a report of its own, `clean` has left a field of that name as it was.
        let silent = ledger.options.iter().any(|option| option == SILENT);
        let report = if silent { Report::Leave } else { Report::TakeBack };
        let is_its_page = |page: &str| Ledger::digest(page) == ledger.input_sha256;
        if self.rule.is_none()
            && self.field != PAGE_FIELD
            && ledger.output_sha256 == Ledger::digest(&text)
            && record.optional(PAGE_FIELD).is_some_and(|page| is_its_page(&page))
        {
            return Ok(Outcome::Page(report));
        }
        Ok(match put_back(&ledger, &text, self.rule) {
            Ok((restored, touched)) => {
                self.tally.touched += u64::from(touched);
                Outcome::Restored(restored, report)
            }
            Err(error) => Outcome::Refused(error.to_string()),
        })
    }

    fn ledger(&mut self, record: &Record<'_>, text: &str) -> Result<Option<Ledger>> {
        if self.own {
            return Ok(record.raw(REPORT_FIELD).and_then(|report| serde_json::from_str(report).ok()));
        }
        let id = record.raw("id").and_then(|raw| serde_json::from_str(raw).ok()).map(|id| named(&id));
        match self.ledgers.as_deref_mut() {
            Some(ledgers) => ledgers.take(id.as_deref(), text),
            None => Ok(None),
        }
    }

    fn bad(&mut self, number: u64, message: &str) {
        self.messages.push(format!("{}:{number}: {message}", self.input));
        self.tally.bad += 1;
    }
}

/// Whether `clean` has marked the record as failed.
fn failed(record: &Record<'_>) -> bool {
    let report = record.raw(REPORT_FIELD).and_then(|report| Record::parse(report.as_bytes()).ok());
    report.is_some_and(|report| report.raw("error").is_some())
}
