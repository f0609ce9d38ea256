//! Options that every subcommand with an engine shares: rules, configuration, confidence.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use unchaff::{Category, Confidence, Config, Engine, EngineBuilder, RuleSet};

/// Where the rules come from.
#[derive(Debug, Clone, Args)]
pub(crate) struct RuleSource {
    /// Add a folder of packs (DIR/PACK/NAME.toml); a rule replaces the shipped one with the same id.
    #[arg(long, value_name = "DIR", help_heading = "Rules")]
    pub rules: Vec<PathBuf>,

    /// Read this configuration instead of the unchaff.toml found upwards from here.
    #[arg(long, value_name = "FILE", help_heading = "Rules", conflicts_with = "no_config")]
    config: Option<PathBuf>,

    /// Read no configuration.
    #[arg(long, help_heading = "Rules")]
    no_config: bool,
}

/// Which rules run, and how far they go.
#[derive(Debug, Clone, Args)]
pub(crate) struct RuleOptions {
    #[command(flatten)]
    pub source: RuleSource,

    /// The least sure rules that run [default: likely].
    #[arg(long, value_name = "LEVEL", help_heading = "Rules", value_parser = words(Confidence::ALL, Confidence::name))]
    confidence: Option<Confidence>,

    /// Leave a category in the text (may be repeated).
    #[arg(long, value_name = "CATEGORY", help_heading = "Rules", value_parser = words(Category::ALL, Category::name))]
    keep: Vec<Category>,

    /// Lift a category into the metadata instead of dropping or leaving it (may be repeated).
    #[arg(long, value_name = "CATEGORY", help_heading = "Rules", value_parser = words(Category::ALL, Category::name))]
    lift: Vec<Category>,
}

/// A parser of the words of a closed list.
pub(crate) fn words<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.iter().map(|&value| name(value)))
        .try_map(move |word| all.iter().copied().find(|&value| name(value) == word).ok_or("not one of the values"))
}

impl RuleSource {
    /// The configuration that applies.
    pub(crate) fn config(&self) -> Result<Option<Config>> {
        if self.no_config {
            return Ok(None);
        }
        let found = match &self.config {
            Some(path) => Some(path.clone()),
            None => std::env::current_dir().ok().and_then(|here| Config::find(&here)),
        };
        let Some(path) = found else { return Ok(None) };
        let source = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        match Config::parse(&path, &source) {
            Ok(config) => Ok(Some(config)),
            Err(finding) => {
                anstream::eprintln!("{}\n", finding.render(true));
                bail!("{} cannot be used", path.display())
            }
        }
    }

    /// The rules: shipped, then the configuration's packs, then `--rules`; then what the configuration changes.
    ///
    /// # Errors
    /// When something is wrong with any of them; each finding is printed.
    pub(crate) fn rule_set(&self, config: Option<&Config>) -> Result<RuleSet> {
        match self.sound_rules(config) {
            (set, 0) => Ok(set),
            (_, 1) => bail!("1 finding in the rules; nothing was done"),
            (_, count) => bail!("{count} findings in the rules; nothing was done"),
        }
    }

    /// The rules that are sound, with the configuration found or named, and how many findings in the others were printed.
    pub(crate) fn configured_set(&self) -> Result<(RuleSet, usize)> {
        Ok(self.sound_rules(self.config()?.as_ref()))
    }

    fn sound_rules(&self, config: Option<&Config>) -> (RuleSet, usize) {
        let mut set = RuleSet::shipped();
        let mut findings = Vec::new();
        if let Some(config) = config {
            findings.extend(set.add_packs(config).err());
        }
        for dir in &self.rules {
            findings.extend(set.add_dir(dir).err());
        }
        if let Some(config) = config {
            findings.extend(set.configure(config).err());
        }
        let findings: Vec<_> = findings.iter().flat_map(|error| error.findings()).collect();
        for finding in &findings {
            anstream::eprintln!("{}\n", finding.render(true));
        }
        (set, findings.len())
    }
}

impl RuleOptions {
    /// The engine with these options; `source`: with the rules that source reports need.
    pub(crate) fn engine(&self, max_removed: Option<f64>, source: bool) -> Result<Engine> {
        self.builder(None, max_removed)?.source(source).build().context("the rules do not compile")
    }

    /// The engine with these options, but at another confidence where one is given.
    pub(crate) fn engine_at(&self, confidence: Option<Confidence>, max_removed: Option<f64>) -> Result<Engine> {
        self.builder(confidence, max_removed)?.source(false).build().context("the rules do not compile")
    }

    fn builder(&self, confidence: Option<Confidence>, max_removed: Option<f64>) -> Result<EngineBuilder> {
        let config = self.source.config()?;
        let chosen = self.confidence.or(config.as_ref().and_then(Config::confidence)).unwrap_or_default();
        let confidence = confidence.unwrap_or(chosen);
        let of_config = |list: fn(&Config) -> &[Category]| config.as_ref().map(list).unwrap_or_default().to_vec();
        let mut builder = Engine::builder().rules(self.source.rule_set(config.as_ref())?).confidence(confidence);
        for category in of_config(Config::keep).into_iter().chain(self.keep.iter().copied()) {
            builder = builder.keep(category);
        }
        for category in of_config(Config::lift).into_iter().chain(self.lift.iter().copied()) {
            builder = builder.lift(category);
        }
        if let Some(share) = max_removed {
            builder = builder.max_removed(share);
        }
        Ok(builder)
    }

    /// The options that differ from their defaults, as they would be typed; the ledger keeps them.
    pub(crate) fn typed(&self) -> Vec<String> {
        let mut typed = Vec::new();
        typed.extend(self.confidence.map(|level| format!("--confidence={level}")));
        typed.extend(self.keep.iter().map(|category| format!("--keep={category}")));
        typed.extend(self.lift.iter().map(|category| format!("--lift={category}")));
        typed
    }

    /// What `--print-config` shows: the effective configuration as TOML; `lists`: rating lists named beside it.
    pub(crate) fn printed_config(&self, lists: &[PathBuf]) -> Result<String> {
        let config = self.source.config()?;
        let confidence = self.confidence.or(config.as_ref().and_then(Config::confidence)).unwrap_or_default();
        let list = |ours: &[Category], theirs: fn(&Config) -> &[Category]| {
            let all = config.as_ref().map(theirs).unwrap_or_default().iter().chain(ours);
            strings(all.map(Category::to_string))
        };
        let origin = match config.as_ref() {
            Some(config) => config.path().display().to_string(),
            None => format!("no {} applies", Config::FILE_NAME),
        };
        let packs = config.iter().flat_map(Config::packs).chain(self.source.rules.iter().cloned());
        let packs = strings(packs.map(|pack| pack.display().to_string()));
        let (keep, lift) = (list(&self.keep, Config::keep), list(&self.lift, Config::lift));
        let set = self.source.rule_set(config.as_ref())?;
        let disable = strings(set.iter().map(|rule| rule.id()).filter(|id| set.is_disabled(id)).map(str::to_owned));
        let mut tables = config.map(|config| config.tables()).unwrap_or_default();
        let named =
            lists.iter().map(|file| toml::Table::from_iter([("file".to_owned(), file.display().to_string().into())]));
        if let toml::Value::Array(ratings) = tables.entry("ratings").or_insert_with(|| toml::Value::Array(Vec::new())) {
            ratings.extend(named.map(toml::Value::Table));
        }
        Ok(format!(
            "# {origin}\npacks = {packs}\nconfidence = \"{confidence}\"\nkeep = {keep}\nlift = {lift}\ndisable = {disable}\n\n{}",
            toml::to_string(&tables)?
        ))
    }
}

/// Strings as a TOML array.
fn strings(strings: impl Iterator<Item = String>) -> toml::Value {
    toml::Value::Array(strings.map(toml::Value::String).collect())
}
