//! `unchaff source`: the source report alone.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use anyhow::{Result, bail};
use clap::Args;
use serde_json::{Value as Json, json};
use unchaff::io::{
    DOCUMENT_LIMIT, Format, Input, Inputs, Line, LineLimits, Lines, Origin, Pipeline, PipelineError, Record, Sink,
    SinkError, Source as Bytes, SourceError, Whole,
};
use unchaff::source::{CopyFacts, Grouper, Reporter, Sketch, SourceReport};
use unchaff::{Cleaned, Document, Engine, Field, OffsetUnit, PageError, PageOutput, Syntax};

use super::Status;
use super::input::{From, InputOptions};
use super::options::{RuleOptions, words};
use super::publishers::ByPublisher;
use super::ratings::ListOptions;
use super::show::{page, screen, table};
use super::work::{PAGE_FIELD, document, is_page, named, page_limit};

/// Report what documents show about their source: evidence, not a verdict.
///
/// A file gives a report of one screen; JSON Lines give one report a line. The documents stay as they are.
///
/// Examples:
///   unchaff source article.txt --url https://tarn.example/ferry --title "Ferry sold"
///   unchaff source page.html                what the page's own data says counts as well
///   unchaff source article.txt --json
///   unchaff source corpus.jsonl --by-publisher
///   unchaff source corpus.jsonl --group
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Source {
    /// Files or folders; standard input when none is given, or for `-`.
    paths: Vec<PathBuf>,

    #[command(flatten)]
    input: InputOptions,

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
        let inputs = Inputs::find(&self.paths, self.input.format());
        let records = inputs.items.iter().any(|input| input.format == Format::JsonLines);
        let single = self.input.says_more();
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
        self.input.from == Some(From::Jsonl)
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
        let s = self.source;
        let id = match &input.origin {
            Origin::Stdin => json!("-"),
            Origin::File { .. } => json!(input.name()),
        };
        let [url, title, lang] = s.input.facts();
        let about = |text, syntax| document(text, syntax, url, title, lang);
        if input.format == Format::Html {
            let page = whole(bytes.read_bytes(page_limit()))?;
            let page = unchaff::decode_page(&page).page;
            let document = about(&page, Syntax::Plain);
            return self.page(id, None, &document).map_err(|error| format!("{}: {error}", input.name()));
        }
        let text = whole(bytes.read_text(DOCUMENT_LIMIT))?;
        let syntax = if input.format == Format::Markdown { Syntax::Markdown } else { Syntax::Plain };
        Ok(self.text(id, None, &about(&text, syntax)))
    }

    fn line(&self, name: &str, line: Line<'_>) -> Outcome {
        let (number, bytes) = match line {
            Line::Whole { number, bytes } => (number, bytes),
            Line::TooLong { number, bytes } => {
                return Err(format!("{name}:{number}: the line has {bytes} bytes, too many"));
            }
        };
        let record = Record::parse(bytes).map_err(|error| format!("{name}:{number}: {error}"))?;
        let is_page = is_page(&record, &self.source.input.field);
        let field = if is_page { PAGE_FIELD } else { &self.source.input.field };
        let text = record.text(field).map_err(|error| format!("{name}:{number}: {error}"))?;
        let (url, title, lang) = (record.optional("url"), record.optional("title"), record.optional("lang"));
        let id: Option<Json> = record.raw("id").and_then(|raw| serde_json::from_str(raw).ok());
        let publisher =
            record.optional("publisher").or_else(|| record.optional("domain")).map(|name| name.into_owned());
        let document = document(&text, Syntax::Plain, url.as_deref(), title.as_deref(), lang.as_deref());
        let id = id.unwrap_or_else(|| json!(number));
        match is_page {
            true => self.page(id, publisher, &document).map_err(|error| format!("{name}:{number}: {error}")),
            false => Ok(self.text(id, publisher, &document)),
        }
    }

    fn text(&self, id: Json, publisher: Option<String>, document: &Document<'_>) -> Reported {
        let cleaned = self.engine.clean(document);
        let report = self.reporter.report(document, &cleaned);
        self.reported(id, publisher, document.text(), &cleaned, report)
    }

    fn page(&self, id: Json, publisher: Option<String>, document: &Document<'_>) -> Result<Reported, PageError> {
        let page = self.engine.clean_page(document, PageOutput::Text)?;
        let report = page.source(self.reporter);
        let mut reported = self.reported(id, publisher, document.text(), page.cleaned(), report);
        let published = page.known().known_page().and_then(|markup| markup.published.clone());
        reported.date = published.or(reported.date);
        Ok(reported)
    }

    fn reported(
        &self,
        id: Json,
        publisher: Option<String>,
        input: &str,
        cleaned: &Cleaned,
        report: SourceReport,
    ) -> Reported {
        let named = report.publisher().map(|publisher| publisher.name().to_owned()).or(publisher);
        let date = cleaned.metadata().first(Field::Published).map(|item| match item.value() {
            unchaff::Value::Text(text) => text.clone(),
            unchaff::Value::Minutes(minutes) => minutes.to_string(),
        });
        Reported {
            json: self.source.prints_json().then(|| report.object(input, self.source.offsets, self.source.score)),
            publisher: named,
            sketch: if self.source.group { Sketch::of(cleaned.text()) } else { None },
            date,
            report,
            id: json!(named_id(&id)),
        }
    }
}

/// What was read, unless reading stopped on the way.
fn whole<T>(read: Result<Whole<T>, SourceError>) -> Result<T, String> {
    match read {
        Ok(Whole { content, fault: None }) => Ok(content),
        Ok(Whole { fault: Some(fault), .. }) => Err(fault.to_string()),
        Err(error) => Err(error.to_string()),
    }
}

/// The name of a document in groups.
fn named_id(id: &Json) -> String {
    named(id)
}
