//! `unchaff source`: the source report alone.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use anyhow::{Result, bail};
use clap::Args;
use serde_json::{Value as Json, json};
use unchaff::io::{
    DOCUMENT_LIMIT, Format, Input, Inputs, Line, LineLimits, Lines, Origin, Pipeline, PipelineError, Record, Sink,
    SinkError, Source as Bytes,
};
use unchaff::source::{CopyFacts, Grouper, Reporter, Sketch, SourceReport};
use unchaff::{Engine, Field, OffsetUnit, Syntax};

use super::Status;
use super::clean::From;
use super::options::{RuleOptions, words};
use super::publishers::ByPublisher;
use super::ratings::ListOptions;
use super::show::{page, screen, table};
use super::work::{document, named};

/// Report what documents show about their source: evidence, not a verdict.
///
/// A file gives a report of one screen; JSON Lines give one report a line. The documents stay as they are.
///
/// Examples:
///   unchaff source article.txt --url https://tarn.example/ferry --title "Ferry sold"
///   unchaff source article.txt --json
///   unchaff source corpus.jsonl --by-publisher
///   unchaff source corpus.jsonl --group
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Source {
    /// Files or folders; standard input when none is given, or for `-`.
    paths: Vec<PathBuf>,

    /// What the input is, whatever its name says.
    #[arg(long, value_name = "FORMAT", help_heading = "Input")]
    from: Option<From>,

    /// The record's field that holds the text.
    #[arg(long, value_name = "NAME", default_value = "text", help_heading = "Input")]
    field: String,

    /// The address of a single file.
    #[arg(long, help_heading = "Input")]
    url: Option<String>,

    /// The headline of a single file.
    #[arg(long, help_heading = "Input")]
    title: Option<String>,

    /// The language of a single file, as a code such as `en`.
    #[arg(long, help_heading = "Input")]
    lang: Option<String>,

    /// JSON instead of text: an object for each document.
    #[arg(long, help_heading = "Output")]
    json: bool,

    /// One line for each publisher (by host, else by the record's `publisher` or `domain`).
    #[arg(long, help_heading = "Output", conflicts_with = "group")]
    by_publisher: bool,

    /// With --by-publisher: write it as a page of HTML here.
    #[arg(long, value_name = "FILE", help_heading = "Output", requires = "by_publisher")]
    page: Option<PathBuf>,

    /// Group near-duplicate documents, with the likely origin of each group.
    #[arg(long, help_heading = "Output")]
    group: bool,

    /// Reports give a score as well: 0 to 1, ordinal, null when there is too little.
    #[arg(long, help_heading = "Source")]
    score: bool,

    /// What offsets in JSON output count.
    #[arg(long, value_name = "UNIT", default_value = "bytes", help_heading = "Output",
          value_parser = words(OffsetUnit::ALL, OffsetUnit::name))]
    offsets: OffsetUnit,

    #[command(flatten)]
    lists: ListOptions,

    #[command(flatten)]
    rules: RuleOptions,

    /// Threads; 0 for as many as the machine runs at once.
    #[arg(long, value_name = "COUNT", default_value_t = 0, help_heading = "Run")]
    threads: usize,
}

/// One document's report and what grouping and counting need of it.
struct Reported {
    id: Json,
    report: SourceReport,
    /// Where reports are printed as JSON.
    json: Option<Json>,
    publisher: Option<String>,
    sketch: Option<Sketch>,
    date: Option<String>,
}

/// What became of a line or a file.
type Outcome = Result<Reported, String>;

impl Source {
    pub(crate) fn run(self) -> Result<Status> {
        let engine = self.rules.engine(None, true)?;
        let reporter = self.lists.reporter(&engine, &self.rules)?;
        let inputs = Inputs::find(&self.paths, self.from.map(From::format));
        let records = inputs.items.iter().any(|input| input.format == Format::JsonLines);
        let single = self.url.is_some() || self.title.is_some() || self.lang.is_some();
        if single && (records || inputs.items.len() > 1) {
            bail!("--url, --title and --lang describe a single document; records have fields of these names");
        }
        let mut bad = 0u64;
        for error in &inputs.errors {
            anstream::eprintln!("error: {error}");
            bad += 1;
        }
        let mut sink = Sink::stdout();
        let mut counts = ByPublisher::default();
        let mut grouper = Grouper::new();
        let work = Work { source: &self, engine: &engine, reporter: &reporter };
        for input in &inputs.items {
            let mut take = |outcome: Outcome| -> Result<(), SinkError> {
                match outcome {
                    Ok(reported) => self.put(reported, &mut sink, &mut counts, &mut grouper),
                    Err(message) => {
                        anstream::eprintln!("error: {message}");
                        bad += 1;
                        Ok(())
                    }
                }
            };
            work.input(input, &mut take)?;
        }
        if self.by_publisher {
            self.put_publishers(&counts, &mut sink)?;
        }
        if self.group {
            put_groups(&grouper, &mut sink)?;
        }
        sink.finish()?;
        Ok(if bad > 0 { Status::Findings } else { Status::Done })
    }

    fn put(
        &self,
        reported: Reported,
        sink: &mut Sink,
        counts: &mut ByPublisher,
        grouper: &mut Grouper<Json>,
    ) -> Result<(), SinkError> {
        if self.by_publisher {
            counts.add(reported.publisher.as_deref(), &reported.report);
            return Ok(());
        }
        if self.group {
            let credits = reported.report.origin().map(|origin| origin.name().to_owned()).into_iter().collect();
            let facts = CopyFacts { publisher: reported.publisher, credits, date: reported.date };
            grouper.push_sketch(reported.id, reported.sketch, facts);
            return Ok(());
        }
        sink.write(
            match reported.json {
                Some(json) => format!("{}\n", json!({"id": reported.id, "source": json})),
                None => screen(&reported.report),
            }
            .as_bytes(),
        )
    }

    /// Whether single reports are printed, and as JSON.
    fn prints_json(&self) -> bool {
        !self.by_publisher && !self.group && (self.json || self.records())
    }

    fn records(&self) -> bool {
        self.from == Some(From::Jsonl)
            || self.paths.len() > 1
            || self.paths.iter().any(|path| Format::of(path) == Some(Format::JsonLines))
    }

    fn put_publishers(&self, counts: &ByPublisher, sink: &mut Sink) -> Result<()> {
        if let Some(path) = &self.page {
            let mut file = Sink::file(path)?;
            file.write(page(counts).as_bytes())?;
            file.finish()?;
        }
        let text = if self.json { format!("{:#}\n", counts.json()) } else { table(counts) };
        Ok(sink.write(text.as_bytes())?)
    }
}

fn put_groups(grouper: &Grouper<Json>, sink: &mut Sink) -> Result<()> {
    for group in grouper.groups() {
        let origin = json!({"id": group.origin.member, "publisher": group.origin.publisher,
            "in_batch": group.origin.in_batch, "basis": group.origin.basis});
        let line = json!({"members": group.members, "witnesses": 1, "origin": origin});
        sink.write(format!("{line}\n").as_bytes())?;
    }
    Ok(())
}

/// What the threads share.
struct Work<'w> {
    source: &'w Source,
    engine: &'w Engine,
    reporter: &'w Reporter,
}

impl Work<'_> {
    fn input(&self, input: &Input, take: &mut dyn FnMut(Outcome) -> Result<(), SinkError>) -> Result<()> {
        let name = input.name();
        let bytes = match Bytes::open(input, &Arc::new(AtomicU64::new(0))) {
            Ok(bytes) => bytes,
            Err(error) => return Ok(take(Err(error.to_string()))?),
        };
        if input.format != Format::JsonLines {
            return Ok(take(self.file(input, bytes))?);
        }
        let limits = LineLimits::default();
        let outcome = Pipeline::new(self.source.threads).run(
            Lines::new(bytes, limits),
            |batch| {
                let mut made: Vec<Outcome> = batch.lines().map(|line| self.line(&name, line)).collect();
                made.extend(batch.fault.as_ref().map(|fault| Err(format!("{name}: {fault}"))));
                made
            },
            |made: Vec<Outcome>| made.into_iter().try_for_each(&mut *take),
        );
        match outcome {
            Ok(()) => Ok(()),
            Err(PipelineError::Write(error)) => Err(error.into()),
            Err(other) => Err(other.into()),
        }
    }

    fn file(&self, input: &Input, bytes: Bytes) -> Outcome {
        let whole = bytes.read_text(DOCUMENT_LIMIT).map_err(|error| error.to_string())?;
        if let Some(fault) = whole.fault {
            return Err(fault.to_string());
        }
        let syntax = if input.format == Format::Markdown { Syntax::Markdown } else { Syntax::Plain };
        let s = self.source;
        let id = match &input.origin {
            Origin::Stdin => json!("-"),
            Origin::File { .. } => json!(input.name()),
        };
        Ok(self.report(
            id,
            None,
            &document(&whole.content, syntax, s.url.as_deref(), s.title.as_deref(), s.lang.as_deref()),
        ))
    }

    fn line(&self, name: &str, line: Line<'_>) -> Outcome {
        let (number, bytes) = match line {
            Line::Whole { number, bytes } => (number, bytes),
            Line::TooLong { number, bytes } => {
                return Err(format!("{name}:{number}: the line has {bytes} bytes, too many"));
            }
        };
        let record = Record::parse(bytes).map_err(|error| format!("{name}:{number}: {error}"))?;
        let text = record.text(&self.source.field).map_err(|error| format!("{name}:{number}: {error}"))?;
        let (url, title, lang) = (record.optional("url"), record.optional("title"), record.optional("lang"));
        let id: Option<Json> = record.raw("id").and_then(|raw| serde_json::from_str(raw).ok());
        let publisher =
            record.optional("publisher").or_else(|| record.optional("domain")).map(|name| name.into_owned());
        let document = document(&text, Syntax::Plain, url.as_deref(), title.as_deref(), lang.as_deref());
        Ok(self.report(id.unwrap_or_else(|| json!(number)), publisher, &document))
    }

    fn report(&self, id: Json, publisher: Option<String>, document: &unchaff::Document<'_>) -> Reported {
        let cleaned = self.engine.clean(document);
        let report = self.reporter.report(document, &cleaned);
        let named = report.publisher().map(|publisher| publisher.name().to_owned()).or(publisher);
        let date = cleaned.metadata().first(Field::Published).map(|item| match item.value() {
            unchaff::Value::Text(text) => text.clone(),
            unchaff::Value::Minutes(minutes) => minutes.to_string(),
        });
        Reported {
            json: self
                .source
                .prints_json()
                .then(|| report.object(document.text(), self.source.offsets, self.source.score)),
            publisher: named,
            sketch: if self.source.group { Sketch::of(cleaned.text()) } else { None },
            date,
            report,
            id: json!(named_id(&id)),
        }
    }
}

/// The name of a document in groups.
fn named_id(id: &Json) -> String {
    named(id)
}
