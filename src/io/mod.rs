//! Bytes and records in and out: everything that knows of files and lines, and nothing of rules.
//!
//! The way of a run:
//!
//! 1. [`Inputs::find`] turns paths into inputs, and names those that cannot be read.
//! 2. [`Source::open`] opens one; a whole-file format is read with [`Source::read_text`], JSON
//!    Lines go through [`Lines`].
//! 3. [`Pipeline::run`] has the batches worked on by many threads and hands the results to the
//!    writer in order.
//! 4. A worker reads each line with [`Record::parse`] and writes it with [`Record::write`]; what is
//!    no record becomes a [`Reject`].
//! 5. The writer gives the bytes to a [`Sink`], and [`Sink::finish`] puts the file in its place.
//!
//! Errors are values of the step that failed, and one input or record never takes others with it.

mod format;
mod inputs;
mod lines;
mod pipeline;
mod progress;
mod record;
mod rejects;
mod rewrite;
mod sink;
mod source;

pub use format::{Compression, Format};
pub use inputs::{Input, InputError, Inputs, Origin};
pub use lines::{Batch, Line, LineLimits, Lines, ReadError};
pub use pipeline::{Pipeline, PipelineError};
pub use progress::Progress;
pub use record::{FieldError, NotARecord, Record};
pub use rejects::Reject;
pub use rewrite::{Change, Failure, REPORT_FIELD, Report};
pub use sink::{Sink, SinkError};
pub use source::{DOCUMENT_LIMIT, Source, SourceError, Whole};
