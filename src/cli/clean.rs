//! `unchaff clean`: the main job.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use unchaff::io::{
    Format, Input, Inputs, LineLimits, Lines, Origin, Pipeline, PipelineError, Progress, Sink, SinkError, Source,
};
use unchaff::{Detail, Engine, OffsetUnit, PageOutput, Syntax};

use super::Status;
use super::input::InputOptions;
use super::names::Names;
use super::options::{RuleOptions, words};
use super::output::{Made, Outputs};
use super::ratings::{ListOptions, condition};
use super::stats::Stats;
use super::work::{SILENT, Sources, Worker};

/// Clean documents: text, Markdown, HTML or JSON Lines, also .gz and .zst.
///
/// Of an HTML page the article is written, as text or (--to markdown) Markdown; --to html writes
/// the page itself without its noise. In JSON Lines a record with `html` and no `text` gets one.
///
/// Without a path, standard input is read (as text, unless --from says otherwise) and the cleaned
/// text goes to standard output. A folder or several files go to --out DIR; JSON Lines stream,
/// one record out for each record in.
///
/// Examples:
///   unchaff clean article.txt
///   unchaff clean article.txt --ledger article.ledger.json > clean.txt
///   unchaff clean page.html --to markdown
///   unchaff clean corpus.jsonl.zst --split-to stories.jsonl > clean.jsonl
///   unchaff clean articles/ --out cleaned/ --stats stats.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Clean {
    /// Files or folders; standard input when none is given, or for `-`.
    paths: Vec<PathBuf>,

    #[command(flatten)]
    input: InputOptions,

    /// How the text of JSON Lines is written; of records with `html`, what is made of the page.
    #[arg(long, value_name = "SYNTAX", default_value = "text", help_heading = "Input")]
    syntax: Written,

    /// What is written [default: the format of the input].
    #[arg(long, value_name = "FORMAT", help_heading = "Output")]
    to: Option<To>,

    /// Write each output below this folder, under the name of its input.
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    out: Option<PathBuf>,

    /// Write the ledger: every removal with its text, a line for each document; `unchaff restore` reads it.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    ledger: Option<PathBuf>,

    /// Write embedded stories as records, with the id of their page.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    split_to: Option<PathBuf>,

    /// Write lines that are not JSON objects here, with number and reason [default: standard error].
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    errors: Option<PathBuf>,

    /// Write counts for every rule (documents, spans, bytes) as JSON.
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    stats: Option<PathBuf>,

    /// Annotate only: the text stays as it is.
    #[arg(long, help_heading = "Output")]
    tag: bool,

    /// How much JSON output says of the removals.
    #[arg(long, value_name = "DETAIL", default_value = "spans", help_heading = "Output",
          value_parser = words(Detail::ALL, Detail::name))]
    report: Detail,

    /// What offsets in JSON output and ledgers count.
    #[arg(long, value_name = "UNIT", default_value = "bytes", help_heading = "Output",
          value_parser = words(OffsetUnit::ALL, OffsetUnit::name))]
    offsets: OffsetUnit,

    /// No source report: records lose `source`, and cleaning is faster.
    #[arg(long, help_heading = "Source")]
    no_source: bool,

    /// Source reports give a score as well: 0 to 1, ordinal, null when there is too little.
    #[arg(long, help_heading = "Source", conflicts_with = "no_source")]
    score: bool,

    /// Write records whose source report meets CONDITION to FILE, untouched, and leave them out (docs/divert.md).
    #[arg(long, value_names = ["CONDITION", "FILE"], num_args = 2, help_heading = "Source", conflicts_with = "no_source")]
    divert: Vec<String>,

    #[command(flatten)]
    lists: ListOptions,

    #[command(flatten)]
    rules: RuleOptions,

    /// Drop nothing of a document of which more than this share (0 to 1) would be dropped.
    #[arg(long, value_name = "SHARE", default_value_t = 0.5, help_heading = "Rules", value_parser = share)]
    max_removed: f64,

    /// Stop unless the rule set has this version and hash.
    #[arg(long, value_name = "HASH", help_heading = "Rules")]
    expect_rules: Option<String>,

    /// Print the configuration that applies, as TOML, and stop.
    #[arg(long, help_heading = "Rules")]
    print_config: bool,

    /// Records and files that may fail before the exit status is 1.
    #[arg(long, value_name = "COUNT", default_value_t = 0, help_heading = "Run")]
    max_bad: u64,

    /// Threads; 0 for as many as the machine runs at once.
    #[arg(long, value_name = "COUNT", default_value_t = 0, help_heading = "Run")]
    threads: usize,

    /// No progress, no summary.
    #[arg(long, short, help_heading = "Run")]
    quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum To {
    Text,
    Markdown,
    Html,
    Jsonl,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Written {
    Text,
    Markdown,
    Html,
}

impl Written {
    pub(crate) fn syntax(self) -> Syntax {
        if self == Written::Markdown { Syntax::Markdown } else { Syntax::Plain }
    }

    pub(crate) fn output(self) -> PageOutput {
        match self {
            Written::Text => PageOutput::Text,
            Written::Markdown => PageOutput::Markdown,
            Written::Html => PageOutput::Html,
        }
    }
}

pub(crate) fn share(written: &str) -> Result<f64, String> {
    match written.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a number from 0 to 1".into()),
    }
}

impl Clean {
    pub(crate) fn run(self) -> Result<Status> {
        if self.print_config {
            let mut sink = Sink::stdout();
            sink.write(self.rules.printed_config(self.lists.files())?.as_bytes())?;
            sink.finish()?;
            return Ok(Status::Done);
        }
        if self.input.field == unchaff::io::REPORT_FIELD {
            bail!("--field {}: that field holds the report", self.input.field);
        }
        let inputs = Inputs::find(&self.paths, self.input.format());
        let passed_over = inputs.passed_over;
        if inputs.items.is_empty() && inputs.errors.is_empty() {
            bail!(
                "nothing to clean: no file here has a name that ends as documents do (.txt, .md, .html, .jsonl); use --from"
            );
        }
        let engine = self.rules.engine(Some(self.max_removed), self.reports_sources(&inputs))?;
        if let Some(expected) = &self.expect_rules
            && expected != engine.rules_hash()
        {
            bail!("the rule set is {}, not {expected} (--expect-rules)", engine.rules_hash());
        }
        self.check(&inputs)?;
        let sources = match self.reports_sources(&inputs) {
            true => Some(self.lists.reporter(&engine, &self.rules)?),
            false => None,
        };
        let divert = match (self.divert.first(), &sources) {
            (Some(text), Some(reporter)) => Some(condition(text, reporter)?),
            _ => None,
        };
        let sources = sources.as_ref().map(|reporter| Sources { reporter, divert: divert.as_ref(), score: self.score });
        let stats = self.clean(&engine, sources, inputs)?;
        if let Some(path) = &self.stats {
            let mut sink = Sink::file(path)?;
            sink.write(&serde_json::to_vec_pretty(&stats)?)?;
            sink.write(b"\n")?;
            sink.finish()?;
        }
        if !self.quiet {
            anstream::eprintln!("{stats}");
            if passed_over > 0 {
                anstream::eprintln!("{passed_over} other files passed over for their names");
            }
        }
        if stats.documents == 0 && stats.bad > 0 {
            bail!("nothing could be cleaned");
        }
        Ok(if stats.bad > self.max_bad { Status::Findings } else { Status::Done })
    }

    /// Where diverted records go.
    fn divert_to(&self) -> Option<&Path> {
        self.divert.get(1).map(Path::new)
    }

    /// Whether any output has room for a source report.
    fn reports_sources(&self, inputs: &Inputs) -> bool {
        let records = matches!(self.to, Some(To::Json | To::Jsonl))
            || inputs.items.iter().any(|input| input.format == Format::JsonLines);
        let room = matches!(self.report, Detail::Spans | Detail::Full);
        (records && room && !self.no_source) || !self.divert.is_empty()
    }

    /// Refuses what cannot go together before anything is written.
    fn check(&self, inputs: &Inputs) -> Result<()> {
        let many = inputs.items.len() > 1;
        let single_facts = self.input.says_more();
        if single_facts && (many || inputs.items.iter().any(|input| input.format == Format::JsonLines)) {
            bail!("--url, --title and --lang describe a single document; records have fields of these names");
        }
        let to_stream =
            self.to == Some(To::Jsonl) || inputs.items.iter().all(|input| input.format == Format::JsonLines);
        if many && self.out.is_none() && !to_stream {
            bail!("several files need --out DIR (or --to jsonl for one stream of records)");
        }
        if !self.divert.is_empty() && inputs.items.iter().any(|input| input.format != Format::JsonLines) {
            bail!("--divert sorts out records: give JSON Lines");
        }
        if self.divert.len() > 2 {
            bail!("--divert may be given once; join conditions with `or`");
        }
        for input in &inputs.items {
            if self.to == Some(To::Html) && input.format != Format::Html {
                bail!("{}: only pages are written as HTML (--syntax html for records)", input.name());
            }
            if input.format == Format::JsonLines && !matches!(self.to, None | Some(To::Jsonl)) {
                bail!("{}: JSON Lines become JSON Lines (--to jsonl)", input.name());
            }
        }
        self.check_names(inputs)
    }

    /// No file may be written twice, nor over an input.
    fn check_names(&self, inputs: &Inputs) -> Result<()> {
        let mut names = Names::default();
        for input in &inputs.items {
            if let Origin::File { path, .. } = &input.origin {
                names.input(path);
            }
        }
        for input in &inputs.items {
            if let Some(out) = &self.out {
                names.output(&out.join(output_name(input, self.to)))?;
            }
        }
        names.option("--ledger", self.ledger.as_ref())?;
        names.option("--split-to", self.split_to.as_ref())?;
        names.option("--errors", self.errors.as_ref())?;
        names.option("--divert", self.divert_to().map(Path::to_owned).as_ref())?;
        names.option("--stats", self.stats.as_ref())
    }

    fn clean(&self, engine: &Engine, sources: Option<Sources<'_>>, inputs: Inputs) -> Result<Stats> {
        let mut stats = Stats::default();
        for error in &inputs.errors {
            anstream::eprintln!("error: {error}");
            stats.bad += 1;
        }
        let meter = Arc::new(AtomicU64::new(0));
        let progress = Progress::new(inputs.total_bytes(), self.quiet, Arc::clone(&meter));
        let mut outputs =
            Outputs::open(self.ledger.as_deref(), self.split_to.as_deref(), self.errors.as_deref(), self.divert_to())?;
        let mut run = Run { clean: self, engine, sources, meter, progress, outputs: &mut outputs, stats: &mut stats };
        let mut stdout = if self.out.is_none() { Some(Sink::stdout()) } else { None };
        // Whole files that stand together are cleaned in parallel, and so are the records of one file.
        for group in inputs.items.chunk_by(|a, b| a.format != Format::JsonLines && b.format != Format::JsonLines) {
            match group {
                [input] if input.format == Format::JsonLines => run.records(input, stdout.as_mut())?,
                files => run.files(files, stdout.as_mut())?,
            }
        }
        if let Some(sink) = stdout {
            sink.finish()?;
        }
        outputs.finish()?;
        Ok(stats)
    }

    /// The options that a ledger keeps.
    fn typed(&self) -> Vec<String> {
        let mut typed = self.rules.typed();
        if self.report == Detail::None {
            typed.push(SILENT.to_owned());
        }
        typed
    }

    fn worker<'w>(&'w self, engine: &'w Engine, sources: Option<Sources<'w>>, input: &str) -> Worker<'w> {
        Worker {
            engine,
            input: input.to_owned(),
            field: &self.input.field,
            syntax: self.syntax.syntax(),
            output: self.syntax.output(),
            facts: self.input.facts(),
            tag: self.tag,
            detail: self.report,
            unit: self.offsets,
            ledger: self.ledger.is_some(),
            split: self.split_to.is_some(),
            options: self.typed(),
            sources,
        }
    }
}

/// The parts of a run that change as it goes.
struct Run<'r> {
    clean: &'r Clean,
    engine: &'r Engine,
    sources: Option<Sources<'r>>,
    meter: Arc<AtomicU64>,
    progress: Progress,
    outputs: &'r mut Outputs,
    stats: &'r mut Stats,
}

impl Run<'_> {
    /// Cleans one input of JSON Lines.
    fn records(&mut self, input: &Input, stdout: Option<&mut Sink>) -> Result<()> {
        let source = match Source::open(input, &self.meter) {
            Ok(source) => source,
            Err(error) => return self.bad_input(&error.to_string()),
        };
        let mut own = self.own_sink(input)?;
        let name = input.name();
        let clean = self.clean;
        let worker = clean.worker(self.engine, self.sources, &name);
        let limits = LineLimits::default();
        let (outputs, stats, progress) = (&mut *self.outputs, &mut *self.stats, &self.progress);
        let mut stdout = stdout;
        let outcome = Pipeline::new(clean.threads).run(
            Lines::new(source, limits),
            |batch| worker.batch(&batch, limits.line_bytes),
            |made: Made| {
                let sink = own.as_mut().or(stdout.as_deref_mut());
                write(made, sink, outputs, stats, progress)
            },
        );
        finish(outcome, own)
    }

    /// Cleans files that are a document each.
    fn files(&mut self, inputs: &[Input], stdout: Option<&mut Sink>) -> Result<()> {
        let clean = self.clean;
        let meter = Arc::clone(&self.meter);
        let worker = clean.worker(self.engine, self.sources, "");
        let (outputs, stats, progress) = (&mut *self.outputs, &mut *self.stats, &self.progress);
        let mut stdout = stdout;
        let outcome = Pipeline::new(clean.threads).run(
            inputs.iter(),
            |input| (input, worker.file(input, &meter, clean.to)),
            |(input, made): (&Input, Made)| {
                let mut own = match &clean.out {
                    Some(out) if made.documents > 0 => Some(Sink::file(&out.join(output_name(input, clean.to)))?),
                    _ => None,
                };
                write(made, own.as_mut().or(stdout.as_deref_mut()), outputs, stats, progress)?;
                own.map_or(Ok(()), Sink::finish)
            },
        );
        finish(outcome, None)
    }

    fn own_sink(&self, input: &Input) -> Result<Option<Sink>> {
        let Some(out) = &self.clean.out else { return Ok(None) };
        Ok(Some(Sink::file(&out.join(output_name(input, self.clean.to)))?))
    }

    fn bad_input(&mut self, message: &str) -> Result<()> {
        self.progress.aside(|| anstream::eprintln!("error: {message}"));
        self.stats.bad += 1;
        Ok(())
    }
}

/// Writes what was made of a batch or a file.
fn write(
    made: Made,
    sink: Option<&mut Sink>,
    outputs: &mut Outputs,
    stats: &mut Stats,
    progress: &Progress,
) -> Result<(), SinkError> {
    if let Some(sink) = sink {
        sink.write(&made.text)?;
    }
    outputs.write(&made)?;
    for message in &made.messages {
        progress.aside(|| anstream::eprintln!("error: {message}"));
    }
    for note in &made.notes {
        progress.aside(|| anstream::eprintln!("note: {note}"));
    }
    progress.done(made.documents);
    stats.merge(made.stats);
    Ok(())
}

fn finish(outcome: Result<(), PipelineError<SinkError>>, own: Option<Sink>) -> Result<()> {
    match outcome {
        Ok(()) => own.map_or(Ok(()), |sink| sink.finish().context("cannot finish the output")),
        Err(PipelineError::Write(error)) => Err(error.into()),
        Err(other) => Err(other.into()),
    }
}

/// The name of an input's output below `--out`: that of the input, unpacked, with the extension of what is written.
fn output_name(input: &Input, to: Option<To>) -> PathBuf {
    let relative = match &input.origin {
        Origin::Stdin => Path::new("stdin").to_owned(),
        Origin::File { relative, .. } => relative.clone(),
    };
    let (packed, bare) = unchaff::io::Compression::split(&relative);
    match to {
        Some(To::Json) => bare.with_extension("json"),
        None | Some(To::Text) if input.format == Format::Html => bare.with_extension("txt"),
        Some(To::Markdown) if input.format == Format::Html => bare.with_extension("md"),
        Some(To::Jsonl) if input.format != Format::JsonLines => bare.with_extension("jsonl"),
        _ if packed == unchaff::io::Compression::None => bare,
        // A packed input gives a packed output.
        _ => relative,
    }
}

pub(crate) fn same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}
