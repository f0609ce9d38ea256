//! `unchaff rules`: lists, shows and tests rules.

use std::fmt::Write as _;

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use serde_json::json;
use unchaff::io::Sink;
use unchaff::{Category, Rule, RuleReport, RuleSet, Tester};

use super::Status;
use super::cases;
use super::options::{RuleSource, words};

/// List, show and test rules.
///
/// The shipped rules, those of --rules and those that unchaff.toml names; one of your own replaces the
/// shipped one with the same id.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Rules {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(List),
    Show(Show),
    Test(Test),
}

/// List the rules, pack by pack: id, status, confidence, action, summary.
///
/// Examples:
///   unchaff rules list
///   unchaff rules list --category newsletter
///   unchaff rules list --json | jq -r '.[] | select(.action == "lift") | .id'
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
struct List {
    /// Only the rules of this category.
    #[arg(long, value_name = "CATEGORY", value_parser = words(Category::ALL, Category::name))]
    category: Option<Category>,

    /// An array of JSON objects instead of a table.
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    source: RuleSource,
}

/// Show a rule file. An old id shows the rule that replaced it.
///
/// Example:
///   unchaff rules show finance/cfd-risk-warning
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
struct Show {
    /// PACK/NAME
    id: String,

    #[command(flatten)]
    source: RuleSource,
}

/// Run the cases that stand in the rule files.
///
/// A `drop` case runs its rule alone, a `keep` case and a `document` run all rules. The result of
/// a case is removed, kept, missed or wrongly removed; what fails is printed with file and line,
/// and the exit status is 1.
///
/// Examples:
///   unchaff rules test                      all rules
///   unchaff rules test newsletter ad        two packs
///   unchaff rules test my-pack/my-rule --rules my-rules
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
struct Test {
    /// Ids of rules (PACK/NAME) or packs (PACK); all rules when none is given.
    names: Vec<String>,

    /// Print every case, not only what fails.
    #[arg(long, short)]
    verbose: bool,

    #[command(flatten)]
    source: RuleSource,
}

impl Rules {
    pub(crate) fn run(self) -> Result<Status> {
        match self.command {
            Command::List(list) => list.run(),
            Command::Show(show) => show.run(),
            Command::Test(test) => test.run(),
        }
    }
}

impl List {
    fn run(self) -> Result<Status> {
        let (set, findings) = self.source.configured_set()?;
        let wanted = |rule: &&Rule| self.category.is_none_or(|category| rule.category() == category);
        let rules: Vec<&Rule> = set.iter().filter(wanted).collect();
        let text = if self.json { as_json(&set, &rules)? } else { as_table(&set, &rules) };
        print(&text)?;
        Ok(status(findings == 0))
    }
}

fn as_json(set: &RuleSet, rules: &[&Rule]) -> Result<String> {
    let object = |rule: &&Rule| {
        json!({"id": rule.id(), "pack": pack(rule), "category": rule.category(), "status": rule.status(),
            "disabled": set.is_disabled(rule.id()), "confidence": rule.confidence(), "action": rule.action(),
            "unit": rule.unit(), "summary": rule.summary(), "path": rule.path().display().to_string()})
    };
    Ok(serde_json::to_string_pretty(&rules.iter().map(object).collect::<Vec<_>>())? + "\n")
}

fn as_table(set: &RuleSet, rules: &[&Rule]) -> String {
    let mut table = String::new();
    let width = rules.iter().map(|rule| rule.id().len()).max().unwrap_or(0);
    for pack_rules in rules.chunk_by(|a, b| pack(a) == pack(b)) {
        // Writing to a string cannot fail.
        let _ = writeln!(table, "{}/", pack_rules.first().map_or("", |rule| pack(rule)));
        for rule in pack_rules {
            let status = if set.is_disabled(rule.id()) { "disabled" } else { rule.status().name() };
            let (id, confidence, action) = (rule.id(), rule.confidence().name(), rule.action().name());
            let _ = writeln!(table, "  {id:width$}  {status:8}  {confidence:7}  {action:5}  {}", rule.summary());
        }
    }
    let plural = if rules.len() == 1 { "" } else { "s" };
    let _ = writeln!(table, "{} rule{plural}", rules.len());
    table
}

fn pack(rule: &Rule) -> &str {
    rule.id().split_once('/').map_or("", |(pack, _)| pack)
}

impl Show {
    fn run(self) -> Result<Status> {
        let (set, findings) = self.source.configured_set()?;
        let Some(rule) = set.get(&self.id) else { return unknown(&set, &self.id, findings) };
        if rule.id() != self.id {
            anstream::eprintln!("{} is now {}", self.id, rule.id());
        }
        let off = if set.is_disabled(rule.id()) { " (disabled by the configuration)" } else { "" };
        print(&format!("# {}{off}\n{}", rule.path().display(), rule.source()))?;
        Ok(Status::Done)
    }
}

impl Test {
    fn run(self) -> Result<Status> {
        let (set, findings) = self.source.configured_set()?;
        let rules = self.chosen(&set, findings)?;
        let reports = Tester::new(&set).all(rules);
        let verbose = self.verbose || reports.len() == 1;
        print(&cases::render(&reports, verbose))?;
        Ok(status(findings == 0 && reports.iter().all(RuleReport::passed)))
    }

    /// The rules that are named; of a pack, and when none is named, those that are neither silenced nor retired.
    fn chosen<'s>(&self, set: &'s RuleSet, findings: usize) -> Result<Vec<&'s Rule>> {
        let alive = |rule: &&Rule| rule.status() != unchaff::Status::Retired && !set.is_disabled(rule.id());
        if self.names.is_empty() {
            return Ok(set.iter().filter(alive).collect());
        }
        let mut chosen = Vec::new();
        for name in &self.names {
            let before = chosen.len();
            let name = name.trim_end_matches("/*").trim_end_matches('/');
            match set.get(name) {
                Some(rule) => chosen.push(rule),
                None => chosen.extend(set.iter().filter(|rule| pack(rule) == name).filter(alive)),
            }
            if chosen.len() == before {
                return unknown(set, name, findings);
            }
        }
        chosen.sort_by_key(|rule| rule.id());
        chosen.dedup_by_key(|rule| rule.id());
        Ok(chosen)
    }
}

/// `findings`: how many were printed of rules that are not in the set.
fn unknown<T>(set: &RuleSet, id: &str, findings: usize) -> Result<T> {
    if let Some(rule) = set.iter().find(|rule| pack(rule) == id) {
        bail!("`{id}` is a pack; name one of its rules, such as `{}`", rule.id());
    }
    match set.nearest(id) {
        _ if findings > 0 => bail!("there is no sound rule or pack `{id}`; see what was found above"),
        Some(near) => bail!("there is no rule `{id}`; did you mean `{near}`?"),
        None => bail!("there is no rule or pack `{id}`; `unchaff rules list` shows them"),
    }
}

fn status(good: bool) -> Status {
    if good { Status::Done } else { Status::Findings }
}

fn print(text: &str) -> Result<()> {
    let mut sink = Sink::stdout();
    sink.write(text.as_bytes())?;
    sink.finish()?;
    Ok(())
}
