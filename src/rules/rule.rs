//! A rule: a rule file that has been read and checked.

mod check;
mod contradictions;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::Spanned;

use super::diagnostics::{Code, Diagnostic, line_of, nearest};
use super::file::{Action, Case, Category, Conditions, Confidence, Field, Measure, RuleFile, Signal, Status, Unit};
use super::pattern::LazyRegex;
use super::steps::Step;
use crate::document::Shapes;
pub(crate) use check::check_phrase;

/// A checked rule: its id, where it comes from, and what its file says.
#[derive(Debug, Clone)]
pub struct Rule {
    id: String,
    path: PathBuf,
    source: Arc<str>,
    pub(crate) file: RuleFile,
    pub(crate) regex: Option<LazyRegex>,
    pub(crate) shapes: Shapes,
    pub(crate) not_shapes: Shapes,
    /// Shapes of the block before and of the block behind.
    pub(crate) follows: Shapes,
    pub(crate) precedes: Shapes,
    /// Shapes of the blocks that continue a section or make a run.
    pub(crate) members: Shapes,
    pub(crate) steps: Vec<Vec<Step>>,
}

impl Rule {
    /// Reads and checks the rule `id` from `source`, the text of the file at `path`.
    ///
    /// # Errors
    /// Everything that is wrong with the file; a file that is not TOML, or misses a key, has one finding.
    pub fn parse(id: &str, path: &Path, source: &str) -> Result<Rule, Vec<Diagnostic>> {
        let rule = Rule::parse_lazily(id, path, source)?;
        let mut found = rule.contradictions();
        found.extend(rule.check_regex());
        if found.is_empty() { Ok(rule) } else { Err(found) }
    }

    /// As [`Rule::parse`], but leaves the regular expression and contradictions unchecked: for shipped rules, which a test
    /// checks.
    pub(crate) fn parse_lazily(id: &str, path: &Path, source: &str) -> Result<Rule, Vec<Diagnostic>> {
        let source: Arc<str> = Arc::from(source);
        let file: RuleFile =
            toml::from_str(&source).map_err(|error| vec![syntax(&error, path, &source, "docs/rules.md")])?;
        let mut rule = Rule {
            id: id.into(),
            path: path.into(),
            source,
            file,
            regex: None,
            shapes: Shapes::default(),
            not_shapes: Shapes::default(),
            follows: Shapes::default(),
            precedes: Shapes::default(),
            members: Shapes::default(),
            steps: Vec::new(),
        };
        let found = rule.check();
        if found.is_empty() { Ok(rule) } else { Err(found) }
    }

    /// `PACK/NAME`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The file the rule was read from; for a shipped rule `rules/PACK/NAME.toml`.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The rule file as it was written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// One line that says what the rule takes.
    pub fn summary(&self) -> &str {
        self.file.summary.get_ref()
    }

    /// The family its removals are counted under.
    pub fn category(&self) -> Category {
        *self.file.category.get_ref()
    }

    /// How sure the rule is.
    pub fn confidence(&self) -> Confidence {
        self.file.confidence
    }

    /// What happens to the text it takes.
    pub fn action(&self) -> Action {
        self.file.action
    }

    /// How much it takes.
    pub fn unit(&self) -> Unit {
        self.file.unit
    }

    /// Where it stands in its life.
    pub fn status(&self) -> Status {
        self.file.status
    }

    /// The metadata field of a lifting rule.
    pub fn field(&self) -> Option<Field> {
        self.file.field
    }

    /// The reason a keep rule gives for its protection.
    pub fn why(&self) -> Option<&str> {
        self.file.why.as_deref()
    }

    /// The id of the signal it gives when it fires.
    pub fn signal(&self) -> Option<&str> {
        self.file.signal.as_ref().map(|signal| signal.id.as_str())
    }

    pub(crate) fn signal_table(&self) -> Option<&Signal> {
        self.file.signal.as_ref()
    }

    pub(crate) fn measure(&self) -> Option<&Measure> {
        self.file.measure.as_ref()
    }

    /// Its cases, each with the 1-based line at which it stands.
    pub fn cases(&self) -> impl Iterator<Item = (usize, &Case)> {
        self.file.cases.iter().map(|case| (line_of(&self.source, case.span().start), case.get_ref()))
    }

    /// The phrases of `[match]`, as written.
    pub fn phrases(&self) -> impl Iterator<Item = &str> {
        self.file.conditions.phrases.iter().map(|phrase| phrase.get_ref().as_str())
    }

    /// The 1-based line of the file on which a phrase of `[match]` stands; `None` when a configuration added it.
    pub fn phrase_line(&self, phrase: &str) -> Option<usize> {
        let written = self.file.conditions.phrases.iter().find(|written| written.get_ref() == phrase)?;
        (!written.span().is_empty()).then(|| line_of(&self.source, written.span().start))
    }

    /// The 1-based line of the file that names a shape which makes the rule fire; for `run`, `sequence` and `section`
    /// that of the table.
    pub fn shape_line(&self, shape: &str) -> Option<usize> {
        let named = |written: &&Spanned<String>| written.get_ref() == shape;
        let run = self.file.run.iter().flat_map(|run| &run.shapes);
        let steps = self.file.sequence.iter().flat_map(|sequence| sequence.steps.iter().flatten());
        let members = self.file.section.iter().flat_map(|section| &section.continues);
        let mut all = self.file.conditions.shapes.iter().chain(run.clone());
        let table = match self.unit() {
            Unit::Run => run.clone().next(),
            Unit::Sequence => steps.clone().next(),
            _ => members.clone().next(),
        };
        let written = all.find(named).or(table)?;
        Some(line_of(&self.source, written.span().start))
    }

    /// The 1-based line of the file on which a selector stands.
    pub fn selector_line(&self, selector: &str) -> Option<usize> {
        let written = self.file.conditions.selectors.iter().find(|written| written.get_ref() == selector)?;
        Some(line_of(&self.source, written.span().start))
    }

    pub(crate) fn conditions(&self) -> &Conditions {
        &self.file.conditions
    }
}

/// Turns an error of the TOML reader into a finding, with a suggestion where a word was misspelt.
/// `manual`: the page that lists the keys.
pub(crate) fn syntax(error: &toml::de::Error, path: &Path, source: &Arc<str>, manual: &str) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    let message = error.message();
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let code = if message.starts_with("unknown field") {
        Code::UnknownKey
    } else if message.starts_with("unknown variant") {
        Code::UnknownWord
    } else if message.starts_with("missing field") {
        Code::MissingKey
    } else {
        Code::Syntax
    };
    let first = message.lines().next().unwrap_or(message);
    let readable = match code {
        // The reader's names of types say nothing to someone who does not program.
        Code::Syntax => first.replace("a sequence", "a list: [\"…\"]").replace("u32", "a whole number, 0 or more"),
        _ => first.replacen("field", "key", 1).replacen("variant", "word", 1),
    };
    let finding = Diagnostic::new(code, readable, path, source, span);
    match quoted.split_first() {
        Some((word, known)) if matches!(code, Code::UnknownKey | Code::UnknownWord) => {
            match nearest(word, known.iter().copied()) {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding.help(format!("{manual} lists the keys and their values")),
            }
        }
        _ => finding,
    }
}
