//! Rating lists and conditions, as options of the commands that report on sources.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use unchaff::source::{Band, Condition, PartialDate, RatingSource, Ratings, Reporter, Vocabulary};
use unchaff::{Engine, Flag, Kind};

use super::options::RuleOptions;

/// What source reports rest on beside the text.
#[derive(Debug, Clone, Args)]
pub(crate) struct ListOptions {
    /// Look hosts up in this rating list, too (may be repeated; docs/lists.md).
    #[arg(long, value_name = "FILE", help_heading = "Source")]
    ratings: Vec<PathBuf>,

    /// The day against which entries of rating lists are stale [default: the document's own date].
    #[arg(long, value_name = "DATE", help_heading = "Source")]
    as_of: Option<PartialDate>,
}

impl ListOptions {
    /// The lists that options name.
    pub(crate) fn files(&self) -> &[PathBuf] {
        &self.ratings
    }

    /// The reporter for an engine, with the lists of the configuration and of the options.
    pub(crate) fn reporter(&self, engine: &Engine, rules: &RuleOptions) -> Result<Reporter> {
        let config = rules.source.config()?;
        let configured = config.iter().flat_map(|config| config.ratings());
        let named = self.ratings.iter().map(|file| RatingSource { file: file.clone(), ..RatingSource::default() });
        let (ratings, left_out) = Ratings::open(configured.chain(named)).or_else(|errors| {
            for error in &errors {
                anstream::eprintln!("error: {error}");
            }
            bail!("{} of the rating lists cannot be used", errors.len())
        })?;
        if let Some(first) = left_out.first() {
            anstream::eprintln!(
                "warning: {} rows of the rating lists are left out; the first: {first}",
                left_out.len()
            );
        }
        let mut reporter = Reporter::new(engine).ratings(ratings);
        if let Some(day) = self.as_of {
            reporter = reporter.as_of(day);
        }
        Ok(reporter)
    }
}

/// Reads a condition of `--divert` against what the reporter knows.
pub(crate) fn condition(text: &str, reporter: &Reporter) -> Result<Condition> {
    let names = |all: &[&'static str]| all.to_vec();
    let kinds = names(&Kind::ALL.iter().map(|kind| kind.name()).collect::<Vec<_>>());
    let bands = names(&Band::ALL.iter().map(|band| band.name()).collect::<Vec<_>>());
    let flags: Vec<&str> = Flag::ALL.iter().map(|flag| flag.name()).chain(["lists-disagree"]).collect();
    let signals = reporter.signal_ids();
    let lists: Vec<&str> = reporter.lists().lists().iter().map(|list| list.name()).collect();
    let known = Vocabulary { kinds: &kinds, bands: &bands, flags: &flags, signals: &signals, lists: &lists };
    Condition::parse(text, &known).or_else(|finding| {
        anstream::eprintln!("{}\n", finding.render(true));
        bail!("--divert: the condition cannot be used; docs/divert.md lists the tests")
    })
}
