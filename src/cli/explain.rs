//! `unchaff explain`: a document with every removal marked and named.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::Args;
use unchaff::io::{DOCUMENT_LIMIT, Format, Input, Inputs, Line, LineLimits, Lines, Record, Sink, Source};
use unchaff::{Confidence, Document, Engine, Syntax, WhyNot};

use super::Status;
use super::clean::{Written, share};
use super::input::InputOptions;
use super::options::RuleOptions;
use super::paint::Painter;
use super::why;
use super::work::{is_page, page_limit};

/// Show a document with every removal marked and named.
///
/// Each line is numbered. What is taken out is struck through; below it stand the rule, its
/// category, action and confidence, the phrase or shape that fired, and the line of the rule
/// file. Without colour (in a pipe, or with NO_COLOR set) the margin says what happens to a line:
/// `-` dropped, `>` lifted into the metadata, `|` split off as a story of its own; within a line
/// what goes stands in [-…-].
///
/// Examples:
///   unchaff explain article.txt
///   unchaff explain corpus.jsonl.gz --record 17
///   unchaff explain article.txt --why-not 12            why line 12 stayed
///   unchaff explain article.txt --why-not "our letter"  why the line with these words stayed
///   unchaff explain page.html --why-not "our letter"    what structure and rules say of a block of a page
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Explain {
    /// A text, Markdown, HTML or JSON Lines file, also .gz and .zst; `-` for standard input.
    path: PathBuf,

    /// Tell why a line stayed: its number, or a fragment of its text.
    #[arg(long, value_name = "LINE|FRAGMENT")]
    why_not: Option<String>,

    #[command(flatten)]
    input: InputOptions,

    /// Which line of a JSON Lines file to show.
    #[arg(long, value_name = "LINE", help_heading = "Input", value_parser = clap::value_parser!(u64).range(1..))]
    record: Option<u64>,

    /// How the text of JSON Lines is written.
    #[arg(long, value_name = "SYNTAX", default_value = "text", help_heading = "Input")]
    syntax: Written,

    /// Of a page: show what is taken to make this of it; html for the page without its noise.
    #[arg(long, value_name = "FORMAT", default_value = "text", help_heading = "Input")]
    to: Written,

    #[command(flatten)]
    rules: RuleOptions,

    /// Drop nothing of a document of which more than this share (0 to 1) would be dropped.
    #[arg(long, value_name = "SHARE", default_value_t = 0.5, help_heading = "Rules", value_parser = share)]
    max_removed: f64,
}

/// A document that has been read.
struct Read {
    text: String,
    syntax: Syntax,
    /// The text is a page's HTML.
    is_page: bool,
    url: Option<String>,
    title: Option<String>,
    lang: Option<String>,
}

impl Explain {
    pub(crate) fn run(self) -> Result<Status> {
        let read = self.read()?;
        let engine = self.rules.engine(Some(self.max_removed), false)?;
        let document = read.document();
        if read.is_page {
            return self.page(&engine, &document);
        }
        let painter = Painter::for_stdout(&read.text);
        let text = match &self.why_not {
            None => painter.document(&read.text, &engine.clean(&document), &engine),
            Some(asked) => {
                let span = span(&read.text, asked)?;
                let why = engine.why_not(&document, span.clone());
                let mut text = why::render(&painter, &engine, &read.text, &span, &why);
                let bold = self.rules.engine_at(Some(Confidence::Bold), Some(self.max_removed))?;
                text.push_str(&why::bolder(&bold.clean(&document), &span, &why.removed));
                text
            }
        };
        let mut sink = Sink::stdout();
        sink.write(text.as_bytes())?;
        sink.finish()?;
        Ok(Status::Done)
    }

    /// A page's text, a line for each block.
    fn page(&self, engine: &Engine, document: &Document<'_>) -> Result<Status> {
        let to = self.to.output();
        let (text, cleaned) = engine.page_text(document, to)?;
        let painter = Painter::for_stdout(&text);
        let painted = match &self.why_not {
            None => painter.document(&text, &cleaned, engine),
            Some(asked) => {
                let span = span(&text, asked)?;
                let why = engine.page_why_not(document, to, span.clone())?;
                let mut told = why::page(&painter, engine, &text, &span, &why);
                let bold = self.rules.engine_at(Some(Confidence::Bold), Some(self.max_removed))?;
                told.push_str(&why::bolder(&bold.page_text(document, to)?.1, &span, &why.removed));
                told
            }
        };
        let mut sink = Sink::stdout();
        sink.write(painted.as_bytes())?;
        sink.finish()?;
        Ok(Status::Done)
    }

    fn read(&self) -> Result<Read> {
        let mut inputs = Inputs::find(std::slice::from_ref(&self.path), self.input.format());
        if let Some(error) = inputs.errors.pop() {
            return Err(error.into());
        }
        let input = match inputs.items.as_slice() {
            [input] => input,
            items => bail!("{}: {} documents; explain shows one", self.path.display(), items.len()),
        };
        match input.format {
            Format::JsonLines => self.read_record(input),
            _ if self.record.is_some() => {
                bail!("{}: --record is for JSON Lines", input.name())
            }
            Format::Html => self.read_page(input),
            Format::Text | Format::Markdown => self.read_file(input),
        }
    }

    fn read_file(&self, input: &Input) -> Result<Read> {
        let whole = Source::open(input, &Arc::default())?.read_text(DOCUMENT_LIMIT)?;
        if let Some(fault) = whole.fault {
            return Err(fault.into());
        }
        let syntax = if input.format == Format::Markdown { Syntax::Markdown } else { Syntax::Plain };
        Ok(self.whole(whole.content, syntax, false))
    }

    fn read_page(&self, input: &Input) -> Result<Read> {
        let whole = Source::open(input, &Arc::default())?.read_bytes(page_limit())?;
        if let Some(fault) = whole.fault {
            return Err(fault.into());
        }
        let text = unchaff::decode_page(&whole.content).page.into_owned();
        Ok(self.whole(text, Syntax::Plain, true))
    }

    /// A file that is one document.
    fn whole(&self, text: String, syntax: Syntax, is_page: bool) -> Read {
        let [url, title, lang] = self.input.facts().map(|fact| fact.map(str::to_owned));
        Read { text, syntax, is_page, url, title, lang }
    }

    /// The record on the line that was asked for, or the first one.
    fn read_record(&self, input: &Input) -> Result<Read> {
        let name = input.name();
        let source = Source::open(input, &Arc::default())?;
        for batch in Lines::new(source, LineLimits::default()) {
            for line in batch.lines() {
                let (at, bytes) = match line {
                    Line::Whole { number, bytes } => (number, Some(bytes)),
                    Line::TooLong { number, .. } => (number, None),
                };
                if self.record.is_none_or(|wanted| wanted == at) {
                    let bytes = bytes.with_context(|| format!("{name}:{at}: the line is too long"))?;
                    return self.record(bytes).with_context(|| format!("{name}:{at}"));
                }
            }
            if let Some(fault) = batch.fault {
                return Err(fault.into());
            }
        }
        match self.record {
            Some(wanted) => bail!("{name}: there is no record on line {wanted}"),
            None => bail!("{name}: there is no record in it"),
        }
    }

    fn record(&self, bytes: &[u8]) -> Result<Read> {
        let record = Record::parse(bytes)?;
        let fact = |given: &Option<String>, field| {
            given.clone().or_else(|| record.optional(field).map(|text| text.into_owned()))
        };
        let is_page = is_page(&record, &self.input.field);
        Ok(Read {
            text: record.text(if is_page { "html" } else { &self.input.field })?.into_owned(),
            is_page,
            syntax: self.syntax.syntax(),
            url: fact(&self.input.url, "url"),
            title: fact(&self.input.title, "title"),
            lang: fact(&self.input.lang, "lang"),
        })
    }
}

impl Read {
    fn document(&self) -> Document<'_> {
        let [url, title, lang] = [&self.url, &self.title, &self.lang].map(Option::as_deref);
        super::work::document(&self.text, self.syntax, url, title, lang)
    }
}

/// The bytes that `--why-not` asks about: a line by its number, or a fragment.
fn span(text: &str, asked: &str) -> Result<Range<usize>> {
    let Ok(number) = asked.trim().parse::<usize>() else {
        return WhyNot::locate(text, asked).with_context(|| format!("\"{asked}\" stands nowhere in the document"));
    };
    let mut at = 0;
    for (place, line) in text.split_inclusive('\n').enumerate() {
        if place + 1 == number {
            if line.trim().is_empty() {
                bail!("line {number} is blank");
            }
            return Ok(at..at + line.trim_end().len());
        }
        at += line.len();
    }
    bail!("there is no line {number}; the document has {}", text.lines().count())
}
