//! What the threads do: clean the records of a batch, or a file.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use serde_json::{Value as Json, json};
use unchaff::io::{Batch, Change, DOCUMENT_LIMIT, Failure, Format, Input, Line, Record, Reject, Report, Source};
use unchaff::source::SourceReport;
use unchaff::{
    Cleaned, CleanedPage, Decoded, Detail, Document, Engine, Ledger, OffsetUnit, PageEncoding, PageOutput, Reporter,
    Syntax, source,
};

use super::clean::To;
use super::output::Made;

/// The engine and the options that decide what is made of a document; shared by the threads.
pub(crate) struct Worker<'w> {
    pub engine: &'w Engine,
    /// The input's name, for messages and ledgers.
    pub input: String,
    pub field: &'w str,
    pub syntax: Syntax,
    /// What is made of pages in records.
    pub output: PageOutput,
    /// Address, headline and language of a single file.
    pub facts: [Option<&'w str>; 3],
    pub tag: bool,
    pub detail: Detail,
    pub unit: OffsetUnit,
    pub ledger: bool,
    pub split: bool,
    pub options: Vec<String>,
    pub sources: Option<Sources<'w>>,
}

/// What makes source reports, where they are wanted, and what becomes of them.
#[derive(Clone, Copy)]
pub(crate) struct Sources<'w> {
    pub reporter: &'w source::Reporter,
    /// Records that meet it are left out.
    pub divert: Option<&'w source::Condition>,
    /// Reports give the number, too.
    pub score: bool,
}

/// The option that a ledger names when records got no report.
pub(crate) const SILENT: &str = "--report=none";

/// The field that holds a page.
pub(crate) const PAGE_FIELD: &str = "html";
/// The field that a page's text goes to.
const TEXT_FIELD: &str = "text";

/// Whether a record's document is its page: it has one, and no text yet.
pub(crate) fn is_page(record: &Record<'_>, field: &str) -> bool {
    field == PAGE_FIELD || has(record, PAGE_FIELD) && !has(record, field)
}

/// Whether a record has a field that is not null.
fn has(record: &Record<'_>, field: &str) -> bool {
    record.raw(field).is_some_and(|raw| raw != "null")
}

/// Bytes of a page, packed or not, that are read.
pub(crate) fn page_limit() -> u64 {
    unchaff::Limits::default().page_bytes as u64
}

/// The name of a record in ledgers and stories, from its `id`.
pub(crate) fn named(id: &Json) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

/// The particulars of a document that ledgers and stories carry.
#[derive(Default)]
struct Origin<'o> {
    id: Option<Json>,
    record: Option<u64>,
    input: &'o str,
    /// Of a page that is another file than its text's bytes: how it is written.
    encoding: Option<PageEncoding>,
    /// Of a page: the form that its text was brought into.
    rendered: Option<PageOutput>,
}

impl Worker<'_> {
    /// Cleans the records of a batch. `line_limit` is named in the message on a line that was too long.
    pub(crate) fn batch(&self, batch: &Batch, line_limit: usize) -> Made {
        let mut made = Made::default();
        for line in batch.lines() {
            match line {
                Line::Whole { number, bytes } => self.record(number, bytes, &mut made),
                Line::TooLong { number, bytes } => {
                    self.reject(&Reject::too_long(&self.input, number, bytes, line_limit), &mut made);
                }
            }
        }
        if let Some(fault) = &batch.fault {
            made.messages.push(format!("{}: {fault}", self.input));
            made.stats.bad += 1;
        }
        made
    }

    fn reject(&self, reject: &Reject<'_>, made: &mut Made) {
        let mut line = Vec::new();
        // Names, numbers and strings always serialise.
        if reject.write(&mut line).is_ok() {
            made.rejects.push((line, reject.to_string()));
        }
        made.stats.bad += 1;
    }

    fn record(&self, number: u64, bytes: &[u8], made: &mut Made) {
        let record = match Record::parse(bytes) {
            Ok(record) => record,
            Err(error) => return self.reject(&Reject::new(&self.input, number, error.to_string(), bytes), made),
        };
        let is_page = is_page(&record, self.field);
        let written = match record.text(if is_page { PAGE_FIELD } else { self.field }) {
            Ok(page) if is_page => self.page_record(number, &record, &page, made),
            Ok(text) => self.cleaned_record(number, &record, &text, made),
            Err(error) => self.failed_record(number, &record, &error, made),
        };
        match written {
            Ok(true) => {
                made.text.push(b'\n');
                made.documents += 1;
            }
            Ok(false) => {
                made.diverted.extend_from_slice(bytes);
                made.diverted.push(b'\n');
            }
            Err(error) => self.reject(&Reject::new(&self.input, number, error.to_string(), bytes), made),
        }
    }

    /// Writes a record that could not be cleaned, untouched, with the reason.
    fn failed_record(
        &self,
        number: u64,
        record: &Record<'_>,
        error: &dyn std::fmt::Display,
        made: &mut Made,
    ) -> serde_json::Result<bool> {
        made.stats.bad += 1;
        made.messages.push(format!("{}:{number}: {error}", self.input));
        record.write(&mut made.text, Change { text: None, report: Report::Add(Failure(error)) })?;
        Ok(true)
    }

    /// Cleans the page of a record: `html` stays and the text is added; false when the record is to go elsewhere.
    fn page_record(&self, number: u64, record: &Record<'_>, page: &str, made: &mut Made) -> serde_json::Result<bool> {
        let field = if self.field == PAGE_FIELD { TEXT_FIELD } else { self.field };
        if !self.tag && has(record, field) {
            let error = format!("field \"{field}\" is there already; the article of the page would be written over it");
            return self.failed_record(number, record, &error, made);
        }
        let (url, title, lang) = (record.optional("url"), record.optional("title"), record.optional("lang"));
        let document = document(page, Syntax::Plain, url.as_deref(), title.as_deref(), lang.as_deref());
        let cleaned = match self.engine.clean_page(&document, self.output) {
            Ok(cleaned) => cleaned,
            Err(error) => return self.failed_record(number, record, &error, made),
        };
        let report = self.sources.map(|sources| cleaned.source(sources.reporter));
        if self.is_diverted(cleaned.known(), cleaned.cleaned(), report.as_ref()) {
            return Ok(false);
        }
        let id = record.raw("id").and_then(|raw| serde_json::from_str(raw).ok());
        let origin =
            Origin { id, record: Some(number), input: &self.input, rendered: cleaned.rendered(), ..Origin::default() };
        self.by_products(page, cleaned.cleaned(), &origin, made);
        let new = (!self.tag).then_some((field, cleaned.text()));
        match cleaned.report(&self.reporter(), page, || self.source_object(report.as_ref(), page)) {
            Some(object) => record.write(&mut made.text, Change { text: new, report: Report::Add(object) })?,
            None => record.write(&mut made.text, Change { text: new, report: Report::<()>::Leave })?,
        }
        Ok(true)
    }

    /// Writes the cleaned record; false when it is to go elsewhere.
    fn cleaned_record(
        &self,
        number: u64,
        record: &Record<'_>,
        text: &str,
        made: &mut Made,
    ) -> serde_json::Result<bool> {
        let (url, title, lang) = (record.optional("url"), record.optional("title"), record.optional("lang"));
        let document = document(text, self.syntax, url.as_deref(), title.as_deref(), lang.as_deref());
        let cleaned = self.engine.clean(&document);
        let report = self.source(&document, &cleaned);
        if self.is_diverted(&document, &cleaned, report.as_ref()) {
            return Ok(false);
        }
        let id = record.raw("id").and_then(|raw| serde_json::from_str(raw).ok());
        let origin = Origin { id, record: Some(number), input: &self.input, ..Origin::default() };
        self.by_products(text, &cleaned, &origin, made);
        let new = (!self.tag).then_some((self.field, cleaned.text()));
        match self.reporter().object(text, &cleaned, || self.source_object(report.as_ref(), text)) {
            Some(object) => record.write(&mut made.text, Change { text: new, report: Report::Add(object) })?,
            None => record.write(&mut made.text, Change { text: new, report: Report::<()>::Leave })?,
        }
        Ok(true)
    }

    fn reporter(&self) -> Reporter<'_> {
        Reporter { rules: self.engine.rules_hash(), detail: self.detail, unit: self.unit }
    }

    /// The source report, unless it is not wanted.
    fn source(&self, document: &Document<'_>, cleaned: &Cleaned) -> Option<SourceReport> {
        Some(self.sources?.reporter.report(document, cleaned))
    }

    /// The report as records carry it.
    fn source_object(&self, report: Option<&SourceReport>, text: &str) -> Option<Json> {
        Some(report?.object(text, self.unit, self.sources?.score))
    }

    /// Whether the record goes elsewhere, untouched.
    fn is_diverted(&self, document: &Document<'_>, cleaned: &Cleaned, report: Option<&SourceReport>) -> bool {
        let Some((sources, report)) = self.sources.zip(report) else { return false };
        let Some(condition) = sources.divert else { return false };
        let flags: Vec<&str> = cleaned.flags().iter().map(|flag| flag.name()).collect();
        sources.reporter.meets(condition, document, report, &flags)
    }

    fn by_products(&self, text: &str, cleaned: &Cleaned, origin: &Origin<'_>, made: &mut Made) {
        made.stats.add(text.len(), cleaned);
        if self.ledger {
            let mut ledger = Ledger::new(text, cleaned, self.engine.rules_hash(), self.unit);
            ledger.document = Some(origin.id.as_ref().map_or_else(|| origin.input.to_owned(), named));
            ledger.record = origin.record;
            ledger.options.clone_from(&self.options);
            ledger.encoding.clone_from(&origin.encoding);
            ledger.rendered = origin.rendered.map(|form| form.name().to_owned());
            push_line(&mut made.ledgers, &ledger);
        }
        if self.split {
            for (place, story) in cleaned.embedded().iter().enumerate() {
                let parent = origin.id.clone().unwrap_or_else(|| json!(origin.input));
                let record = json!({"id": format!("{}#{}", named(&parent), place + 1), "parent": parent,
                    "publisher": story.publisher(), "title": story.title(), "published": story.published(),
                    "text": story.text()});
                push_line(&mut made.stories, &record);
            }
        }
    }

    /// Cleans a file that is one page.
    fn page(&self, input: &Input, meter: &Arc<AtomicU64>, to: Option<To>) -> Made {
        let mut made = Made::default();
        let read = Source::open(input, meter).and_then(|source| source.read_bytes(page_limit()));
        let bytes = match read {
            Ok(whole) => match whole.fault {
                None => whole.content,
                Some(fault) => return failed(made, fault.to_string()),
            },
            Err(error) => return failed(made, error.to_string()),
        };
        let decoded = unchaff::decode_page(&bytes);
        let [url, title, lang] = self.facts;
        let output = match to {
            Some(To::Markdown) => PageOutput::Markdown,
            Some(To::Html) => PageOutput::Html,
            Some(To::Json | To::Jsonl) => self.output,
            None | Some(To::Text) => PageOutput::Text,
        };
        let name = input.name();
        let cleaned = match self.engine.clean_page(&document(&decoded.page, Syntax::Plain, url, title, lang), output) {
            Ok(cleaned) => cleaned,
            Err(error) => return failed(made, format!("{name}: {error}")),
        };
        let origin = Origin { input: &name, rendered: cleaned.rendered(), ..Origin::default() };
        if to == Some(To::Html) {
            self.page_file(origin, &bytes, &decoded, &cleaned, &mut made);
            return made;
        }
        self.by_products(&decoded.page, cleaned.cleaned(), &origin, &mut made);
        let source = || {
            let report = self.sources.map(|sources| cleaned.source(sources.reporter));
            self.source_object(report.as_ref(), &decoded.page)
        };
        let report = || cleaned.report(&self.reporter(), &decoded.page, source);
        self.write(&mut made, &name, cleaned.text(), to, report);
        made
    }

    /// Writes a page less its noise, as the page itself is written wherever that leads back to its bytes.
    fn page_file(
        &self,
        mut origin: Origin<'_>,
        bytes: &[u8],
        decoded: &Decoded<'_>,
        cleaned: &CleanedPage,
        made: &mut Made,
    ) {
        let text = if self.tag { &decoded.page } else { cleaned.text() };
        let writing = decoded.writing(bytes);
        let encoded = writing.as_ref().and_then(|encoding| encoding.encode(text));
        if encoded.is_none() {
            made.notes.push(format!(
                "{}: written as UTF-8, since not all of its bytes are {}; restore gives the page as UTF-8",
                origin.input, decoded.encoding
            ));
        }
        origin.encoding = writing.filter(|encoding| !encoding.is_plain());
        self.by_products(&decoded.page, cleaned.cleaned(), &origin, made);
        made.documents = 1;
        made.text = encoded.unwrap_or_else(|| text.as_bytes().to_vec());
    }

    /// Writes a cleaned document: its text, or a record with text and report.
    fn write(&self, made: &mut Made, name: &str, text: &str, to: Option<To>, report: impl Fn() -> Option<Json>) {
        made.documents = 1;
        let Some(to) = to.filter(|to| matches!(to, To::Json | To::Jsonl)) else {
            return made.text.extend_from_slice(text.as_bytes());
        };
        let mut record = json!({"id": name, "text": text});
        if let Some(object) = report() {
            record["unchaff"] = object;
        }
        match to {
            To::Json => made.text.extend(format!("{record:#}\n").into_bytes()),
            _ => push_line(&mut made.text, &record),
        }
    }

    /// Cleans a file that is one document.
    pub(crate) fn file(&self, input: &Input, meter: &Arc<AtomicU64>, to: Option<To>) -> Made {
        if input.format == Format::Html {
            return self.page(input, meter, to);
        }
        let mut made = Made::default();
        let read = Source::open(input, meter).and_then(|source| source.read_text(DOCUMENT_LIMIT));
        let whole = match read {
            Ok(whole) => match whole.fault {
                None => whole.content,
                Some(fault) => return failed(made, fault.to_string()),
            },
            Err(error) => return failed(made, error.to_string()),
        };
        let syntax = if input.format == Format::Markdown { Syntax::Markdown } else { Syntax::Plain };
        let [url, title, lang] = self.facts;
        let document = document(&whole, syntax, url, title, lang);
        let cleaned = self.engine.clean(&document);
        let name = input.name();
        self.by_products(&whole, &cleaned, &Origin { input: &name, ..Origin::default() }, &mut made);
        match to {
            None | Some(To::Text | To::Markdown) => {
                made.documents = 1;
                made.text = if self.tag { whole } else { cleaned.into_text() }.into_bytes();
            }
            _ => {
                let text = if self.tag { whole.as_str() } else { cleaned.text() };
                let report = self.source(&document, &cleaned);
                let source = || self.source_object(report.as_ref(), &whole);
                self.write(&mut made, &name, text, to, || self.reporter().object(&whole, &cleaned, source));
            }
        }
        made
    }
}

fn failed(mut made: Made, message: String) -> Made {
    made.messages.push(message);
    made.stats.bad += 1;
    made
}

/// A document with what is known about it.
pub(crate) fn document<'t>(
    text: &'t str,
    syntax: Syntax,
    url: Option<&str>,
    title: Option<&str>,
    lang: Option<&str>,
) -> Document<'t> {
    let mut document = if syntax == Syntax::Markdown { Document::markdown(text) } else { Document::new(text) };
    if let Some(url) = url {
        document = document.url(url);
    }
    if let Some(title) = title {
        document = document.title(title);
    }
    if let Some(lang) = lang {
        document = document.lang(lang);
    }
    document
}

fn push_line(out: &mut Vec<u8>, value: &impl serde::Serialize) {
    let before = out.len();
    match serde_json::to_writer(&mut *out, value) {
        Ok(()) => out.push(b'\n'),
        // Plain structures of strings and numbers always serialise.
        Err(_) => out.truncate(before),
    }
}
