//! `unchaff restore`: the way back.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use anyhow::{Result, bail};
use clap::Args;
use unchaff::io::{DOCUMENT_LIMIT, Format, Input, Inputs, LineLimits, Lines, Origin, Progress, Sink, Source, Whole};
use unchaff::{Ledger, RestoreError};

use super::Status;
use super::clean::same_file;
use super::input::From;
use super::ledgers::{Shelf, Stream};
use super::records::Restorer;
use super::work::page_limit;

/// Put back what `clean` took out, byte for byte, or what one rule took.
///
/// The ledger is the file that `clean --ledger` wrote, and it may hold the ledgers of many
/// documents. Files are matched by their names and texts, records by their order and ids. Records
/// written with `--report full` are their own ledgers and need no file. A text that has been
/// changed since is refused and named; the rest goes on. Of records, the `unchaff` field is taken
/// away again, and of those with a page (`html`) the text that was made of it.
///
/// A page that `clean --to html` wrote comes back byte for byte, in its own encoding. Text and
/// Markdown made of a page are renderings: the page cannot be made of them again.
///
/// Examples:
///   unchaff restore clean.txt --ledger article.ledger.json > article.txt
///   unchaff restore page-clean.html --ledger page.ledger.json > page.html
///   unchaff restore clean.jsonl.zst --ledger corpus.ledger.jsonl.zst --out corpus.jsonl.zst
///   unchaff restore cleaned/ --ledger all.ledger.jsonl --out restored/
///   unchaff restore full.jsonl --rule newsletter/sign-up > with-newsletters.jsonl
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Restore {
    /// A cleaned file, or a folder of them; `-` for standard input.
    cleaned: PathBuf,

    /// The ledgers that `clean --ledger` wrote, also .gz and .zst.
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,

    /// Put back only what this rule took.
    #[arg(long, value_name = "ID")]
    rule: Option<String>,

    /// Write to this file, or for a folder below this one [default: standard output].
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// What the input is, whatever its name says.
    #[arg(long, value_name = "FORMAT")]
    from: Option<From>,

    /// The record's field that holds the text.
    #[arg(long, value_name = "NAME", default_value = "text")]
    field: String,

    /// Records and files that may fail before the exit status is 1.
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    max_bad: u64,

    /// No progress, no summary.
    #[arg(long, short)]
    quiet: bool,
}

/// What a run came to.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Documents with something put back, or that had nothing taken out.
    pub restored: u64,
    /// Of these, documents that hold something of the rule asked for.
    pub touched: u64,
    /// Documents that `clean` could not clean and left as they were.
    pub passed: u64,
    pub bad: u64,
    /// Ledgers without a document.
    pub left_over: u64,
}

/// What one run shares.
struct Run<'r> {
    options: &'r Restore,
    meter: Arc<AtomicU64>,
    progress: Progress,
    tally: Tally,
    shelf: Option<Shelf>,
    stream: Option<Stream>,
}

impl Restore {
    pub(crate) fn run(self) -> Result<Status> {
        if self.field == unchaff::io::REPORT_FIELD {
            bail!("--field {}: that field holds the report", self.field);
        }
        let inputs = Inputs::find(std::slice::from_ref(&self.cleaned), self.from.map(From::format));
        self.check(&inputs)?;
        let meter = Arc::new(AtomicU64::new(0));
        let progress = Progress::new(inputs.total_bytes(), self.quiet, Arc::clone(&meter));
        let (shelf, stream) = self.open(&inputs)?;
        let mut run = Run { options: &self, meter, progress, tally: Tally::default(), shelf, stream };
        for error in &inputs.errors {
            run.bad(&error.to_string());
        }
        let alone = inputs.items.len() == 1;
        for input in &inputs.items {
            run.input(input, alone)?;
        }
        run.finish()
    }

    fn check(&self, inputs: &Inputs) -> Result<()> {
        if inputs.items.len() > 1 && self.out.is_none() {
            bail!("several files need --out DIR");
        }
        for input in &inputs.items {
            if input.format != Format::JsonLines && self.ledger.is_none() {
                bail!("{}: a text or page needs its ledger (--ledger FILE)", input.name());
            }
            if let (Origin::File { path, .. }, Some(target)) = (&input.origin, self.target(input))
                && same_file(path, &target)
            {
                bail!("{} would be written over itself; choose another --out", path.display());
            }
        }
        Ok(())
    }

    /// The ledgers: those of whole files in memory, those of records as a stream.
    fn open(&self, inputs: &Inputs) -> Result<(Option<Shelf>, Option<Stream>)> {
        let Some(path) = &self.ledger else { return Ok((None, None)) };
        let records = inputs.items.iter().any(|input| input.format == Format::JsonLines);
        let files = inputs.items.iter().any(|input| input.format != Format::JsonLines);
        let shelf = if files { Some(Shelf::read(path)?) } else { None };
        let stream = if records { Some(Stream::open(path, files)?) } else { None };
        Ok((shelf, stream))
    }

    /// Where an input's output goes; `None` for standard output.
    fn target(&self, input: &Input) -> Option<PathBuf> {
        let out = self.out.as_ref()?;
        match &input.origin {
            Origin::File { relative, .. } if self.cleaned.is_dir() => Some(out.join(relative)),
            _ => Some(out.clone()),
        }
    }

    fn sink(&self, input: &Input) -> Result<Sink> {
        Ok(match self.target(input) {
            Some(path) => Sink::file(&path)?,
            None => Sink::stdout(),
        })
    }
}

impl Run<'_> {
    fn input(&mut self, input: &Input, alone: bool) -> Result<()> {
        match input.format {
            Format::JsonLines => self.records(input),
            Format::Text | Format::Markdown | Format::Html => self.file(input, alone),
        }
    }

    /// Restores a file that is one document; nothing is written when it cannot be.
    fn file(&mut self, input: &Input, alone: bool) -> Result<()> {
        let name = input.name();
        let read = Source::open(input, &self.meter).and_then(|source| match input.format {
            Format::Html => source.read_bytes(page_limit()),
            _ => source
                .read_text(DOCUMENT_LIMIT)
                .map(|Whole { content, fault }| Whole { content: content.into(), fault }),
        });
        let bytes = match read {
            Ok(whole) => match whole.fault {
                None => whole.content,
                Some(fault) => return self.fail(&fault.to_string()),
            },
            Err(error) => return self.fail(&error.to_string()),
        };
        // How a page is written its ledger says; to find that one a guess will do.
        let guessed = String::from_utf8_lossy(&bytes);
        let guessed = if input.format == Format::Html { unchaff::decode_page(&bytes).page } else { guessed };
        let relative = match &input.origin {
            Origin::File { relative, .. } => relative.as_path(),
            Origin::Stdin => Path::new(""),
        };
        let found = self.shelf.as_mut().map(|shelf| shelf.take(relative, &guessed, alone));
        let Some(Some(ledger)) = found else {
            return self.fail(&format!("{name}: there is no ledger of it"));
        };
        let text = match &ledger.encoding {
            Some(encoding) => encoding.decode(&bytes).map(Cow::from),
            None => std::str::from_utf8(&bytes).ok().map(Cow::from),
        };
        let Some(text) = text else {
            return self.fail(&format!("{name}: it is not written as its ledger says"));
        };
        let restored = match put_back(&ledger, &text, self.options.rule.as_deref()) {
            Ok((restored, touched)) => {
                self.tally.touched += u64::from(touched);
                restored
            }
            Err(error) => return self.fail(&format!("{name}: {error}")),
        };
        let encoded = ledger.encoding.as_ref().map(|encoding| encoding.encode(&restored));
        let Some(restored) = encoded.unwrap_or_else(|| Some(restored.into_bytes())) else {
            return self.fail(&format!("{name}: the ledger holds what cannot be written as it says"));
        };
        let mut sink = self.options.sink(input)?;
        sink.write(&restored)?;
        sink.finish()?;
        self.tally.restored += 1;
        self.progress.done(1);
        Ok(())
    }

    fn records(&mut self, input: &Input) -> Result<()> {
        let source = match Source::open(input, &self.meter) {
            Ok(source) => source,
            Err(error) => return self.fail(&error.to_string()),
        };
        let name = input.name();
        let mut sink = self.options.sink(input)?;
        let options = self.options;
        let mut restorer = Restorer {
            input: &name,
            field: &options.field,
            rule: options.rule.as_deref(),
            own: options.ledger.is_none(),
            ledgers: self.stream.as_mut(),
            tally: &mut self.tally,
            messages: Vec::new(),
        };
        let limits = LineLimits::default();
        for batch in Lines::new(source, limits) {
            let before = restorer.tally.restored + restorer.tally.passed;
            let text = restorer.batch(&batch, limits.line_bytes)?;
            sink.write(&text)?;
            for message in restorer.messages.drain(..) {
                self.progress.aside(|| anstream::eprintln!("error: {message}"));
            }
            self.progress.done(restorer.tally.restored + restorer.tally.passed - before);
        }
        sink.finish()?;
        Ok(())
    }

    fn fail(&mut self, message: &str) -> Result<()> {
        self.bad(message);
        Ok(())
    }

    fn bad(&mut self, message: &str) {
        self.progress.aside(|| anstream::eprintln!("error: {message}"));
        self.tally.bad += 1;
    }

    fn finish(mut self) -> Result<Status> {
        self.progress.finish();
        if let Some(stream) = self.stream.take() {
            self.tally.left_over += stream.finish()?;
        }
        let tally = &self.tally;
        if let Some(rule) = self.options.rule.as_deref().filter(|_| tally.touched == 0 && tally.restored > 0) {
            return Err(RestoreError::UnknownRule(rule.to_owned()).into());
        }
        if !self.options.quiet {
            anstream::eprintln!("{}", summary(tally));
        }
        if tally.restored + tally.passed == 0 && tally.bad > 0 {
            bail!("nothing could be restored");
        }
        Ok(if tally.bad > self.options.max_bad { Status::Findings } else { Status::Done })
    }
}

fn summary(tally: &Tally) -> String {
    let plural = if tally.restored == 1 { "" } else { "s" };
    let mut text = format!("{} document{plural} restored", tally.restored);
    for (count, what) in
        [(tally.passed, "left as clean left them, without a text"), (tally.left_over, "left over in the ledger")]
    {
        if count > 0 {
            text.push_str(&format!("; {count} {what}"));
        }
    }
    format!("{text}; {} bad", tally.bad)
}

/// The text with what the ledger holds, or what it holds of one rule; with it, whether it holds anything of that rule.
pub(crate) fn put_back(ledger: &Ledger, text: &str, rule: Option<&str>) -> Result<(String, bool), RestoreError> {
    let Some(rule) = rule else { return Ok((ledger.restore(text)?, true)) };
    match ledger.restore_rule(text, rule) {
        // Most documents hold nothing of a rule; they stay as they are.
        Err(RestoreError::UnknownRule(_)) => Ok((text.to_owned(), false)),
        restored => restored.map(|text| (text, true)),
    }
}
