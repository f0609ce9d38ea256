//! `unchaff.toml`: what a project changes in the rules and in the options.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::diagnostics::{Code, Diagnostic, nearest};
use super::file::{Category, Confidence};
use super::rule::{Rule, check_phrase, syntax};
use crate::matching::normalise;
use crate::source::RatingSource;

/// A configuration that has been read.
///
/// ```toml
/// packs      = ["my-rules"]             # folders of packs, beside this file
/// disable    = ["ad/label", "social/*"]
/// confidence = "likely"
/// keep       = ["newsletter"]           # categories that stay in the text
/// lift       = ["caption"]
///
/// [rule."newsletter/call-at-end"]
/// add_phrases    = ["our morning letter"]
/// remove_phrases = ["sign up free"]
/// confidence     = "certain"
///
/// [[ratings]]                           # see docs/lists.md
/// file = "lists/house.csv"
/// host_column  = "site"
/// value_column = "grade"
/// ```
#[derive(Debug, Clone)]
pub struct Config {
    path: PathBuf,
    source: Arc<str>,
    file: ConfigFile,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ConfigFile {
    packs: Vec<Spanned<PathBuf>>,
    disable: Vec<Spanned<String>>,
    confidence: Option<Confidence>,
    keep: Vec<Category>,
    lift: Vec<Category>,
    ratings: Vec<RatingSource>,
    rule: BTreeMap<Spanned<String>, RuleChange>,
}

/// What a configuration changes in one rule.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RuleChange {
    add_phrases: Vec<Spanned<String>>,
    remove_phrases: Vec<Spanned<String>>,
    confidence: Option<Confidence>,
}

impl Config {
    /// The name of the file that is looked for from the working directory upwards.
    pub const FILE_NAME: &'static str = "unchaff.toml";

    /// Reads the configuration from `source`, the text of the file at `path`.
    ///
    /// # Errors
    /// The finding, with its line and a suggestion.
    pub fn parse(path: &Path, source: &str) -> Result<Config, Diagnostic> {
        let source: Arc<str> = Arc::from(source);
        let file = toml::from_str(&source).map_err(|error| syntax(&error, path, &source, "docs/config.md"))?;
        Ok(Config { path: path.into(), source, file })
    }

    /// The nearest `unchaff.toml`, from `folder` upwards.
    pub fn find(folder: &Path) -> Option<PathBuf> {
        folder.ancestors().map(|folder| folder.join(Config::FILE_NAME)).find(|path| path.is_file())
    }

    /// The file it was read from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Folders of packs; a relative one starts at the folder of the file.
    pub fn packs(&self) -> impl Iterator<Item = PathBuf> {
        self.spanned_packs().map(|(pack, _)| pack)
    }

    /// Folders of packs, each with its place in the file.
    pub(crate) fn spanned_packs(&self) -> impl Iterator<Item = (PathBuf, Range<usize>)> {
        let base = self.path.parent().unwrap_or(Path::new("")).to_owned();
        self.file.packs.iter().map(move |pack| (base.join(pack.get_ref()), pack.span()))
    }

    /// The tables `[rule]` and `[[ratings]]` as they stand in the file, their files relative to the working directory.
    pub fn tables(&self) -> toml::Table {
        let mut tables: toml::Table = self.source.parse().unwrap_or_default();
        tables.retain(|key, _| key == "rule" || key == "ratings");
        let lists = tables.get_mut("ratings").and_then(toml::Value::as_array_mut);
        for (table, list) in lists.into_iter().flatten().filter_map(toml::Value::as_table_mut).zip(self.ratings()) {
            table.insert("file".to_owned(), list.file.to_string_lossy().into_owned().into());
        }
        tables
    }

    /// The least sure rules that run, if the file says.
    pub fn confidence(&self) -> Option<Confidence> {
        self.file.confidence
    }

    /// Categories that stay in the text.
    pub fn keep(&self) -> &[Category] {
        &self.file.keep
    }

    /// Categories that are lifted instead of left.
    pub fn lift(&self) -> &[Category] {
        &self.file.lift
    }

    /// The rating lists; a relative file starts at the folder of the configuration.
    pub fn ratings(&self) -> impl Iterator<Item = RatingSource> {
        let base = self.path.parent().unwrap_or(Path::new(""));
        self.file.ratings.iter().map(|list| RatingSource { file: base.join(&list.file), ..list.clone() })
    }

    pub(crate) fn disable(&self) -> &[Spanned<String>] {
        &self.file.disable
    }

    pub(crate) fn changes(&self) -> impl Iterator<Item = (&Spanned<String>, &RuleChange)> {
        self.file.rule.iter()
    }

    pub(crate) fn finding(&self, code: Code, message: impl Into<String>, span: Range<usize>) -> Diagnostic {
        Diagnostic::new(code, message, &self.path, &self.source, span)
    }
}

impl RuleChange {
    /// Changes `rule`; returns what cannot be done.
    pub(crate) fn apply(&self, rule: &mut Rule, config: &Config) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for gone in &self.remove_phrases {
            let folded = normalise(gone.get_ref());
            let phrases = &mut rule.file.conditions.phrases;
            let before = phrases.len();
            phrases.retain(|phrase| normalise(phrase.get_ref()) != folded);
            if phrases.len() == before {
                let message = format!("{} has no phrase \"{}\"", rule.id(), gone.get_ref());
                let finding = config.finding(Code::UnknownId, message, gone.span());
                found.push(match nearest(gone.get_ref(), rule.phrases()) {
                    Some(near) => finding.help(format!("did you mean \"{near}\"?")),
                    None => finding.help(format!("`unchaff rules show {}` lists its phrases", rule.id())),
                });
            }
        }
        for added in &self.add_phrases {
            match check_phrase(added.get_ref()) {
                // An empty span marks a phrase that does not stand in the rule file.
                Ok(()) => rule.file.conditions.phrases.push(Spanned::new(0..0, added.get_ref().clone())),
                Err((message, help)) => {
                    found.push(config.finding(Code::NeverMatches, message, added.span()).help(help));
                }
            }
        }
        if let Some(confidence) = self.confidence {
            rule.file.confidence = confidence;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rating_lists_start_at_the_folder_of_the_file() {
        let source = "[[ratings]]\nfile = \"lists/house.csv\"\nhost_column = \"site\"\ndate = 2024-05-01\n\
                      [[ratings]]\nfile = \"/else/where.json\"\nformat = \"mbfc\"\n";
        let config = Config::parse(Path::new("some/folder/unchaff.toml"), source).expect("a sound configuration");
        let files: Vec<PathBuf> = config.ratings().map(|list| list.file).collect();
        assert_eq!(files, [Path::new("some/folder/lists/house.csv"), Path::new("/else/where.json")]);
        let error = Config::parse(Path::new("unchaff.toml"), "[[ratings]]\nfile = \"a\"\nhost_colum = \"site\"\n");
        let error = error.expect_err("an unknown key");
        assert_eq!((error.code(), error.line()), (Code::UnknownKey, 3));
    }
}
