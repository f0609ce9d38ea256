//! Where the by-products of a run go: ledgers, embedded stories, rejected lines.

use std::path::Path;

use unchaff::io::{Sink, SinkError};

use super::stats::Stats;

/// What was made of one batch of records, or of one file.
#[derive(Debug, Default)]
pub(crate) struct Made {
    /// The cleaned text or records.
    pub text: Vec<u8>,
    /// Ledgers, a line for each document.
    pub ledgers: Vec<u8>,
    /// Embedded stories, a line each.
    pub stories: Vec<u8>,
    /// Records that go elsewhere, as they came.
    pub diverted: Vec<u8>,
    /// Lines that are no records, for the file of errors, with the message that stands for each.
    pub rejects: Vec<(Vec<u8>, String)>,
    /// Messages for standard error.
    pub messages: Vec<String>,
    /// What is to be known though nothing failed, for standard error.
    pub notes: Vec<String>,
    /// Documents in `text`.
    pub documents: u64,
    pub stats: Stats,
}

/// The files of by-products that were asked for.
pub(crate) struct Outputs {
    ledger: Option<Sink>,
    stories: Option<Sink>,
    errors: Option<Sink>,
    diverted: Option<Sink>,
}

impl Outputs {
    pub(crate) fn open(
        ledger: Option<&Path>,
        stories: Option<&Path>,
        errors: Option<&Path>,
        diverted: Option<&Path>,
    ) -> Result<Outputs, SinkError> {
        let open = |path: Option<&Path>| path.map(Sink::file).transpose();
        Ok(Outputs { ledger: open(ledger)?, stories: open(stories)?, errors: open(errors)?, diverted: open(diverted)? })
    }

    pub(crate) fn write(&mut self, made: &Made) -> Result<(), SinkError> {
        if let Some(sink) = &mut self.ledger {
            sink.write(&made.ledgers)?;
        }
        if let Some(sink) = &mut self.stories {
            sink.write(&made.stories)?;
        }
        if let Some(sink) = &mut self.diverted {
            sink.write(&made.diverted)?;
        }
        for (line, message) in &made.rejects {
            match &mut self.errors {
                Some(sink) => sink.write(line)?,
                None => anstream::eprintln!("error: {message}"),
            }
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<(), SinkError> {
        [self.ledger, self.stories, self.errors, self.diverted].into_iter().flatten().try_for_each(Sink::finish)
    }
}
