//! A rule: a rule file that has been read and checked.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::Spanned;

use super::diagnostics::{Code, Diagnostic, line_of, nearest};
use super::file::{Action, Case, Category, Conditions, Confidence, Field, RuleFile, Status, Unit};
use super::pattern::LazyRegex;
use super::steps::{Step, parse_steps};
use crate::document::{Shape, Shapes};
use crate::matching::normalise;

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
        match rule.check_regex() {
            Some(finding) => Err(vec![finding]),
            None => Ok(rule),
        }
    }

    /// As [`Rule::parse`], but leaves the regular expression unchecked: for shipped rules, which a test checks.
    pub(crate) fn parse_lazily(id: &str, path: &Path, source: &str) -> Result<Rule, Vec<Diagnostic>> {
        let source: Arc<str> = Arc::from(source);
        let file: RuleFile = toml::from_str(&source).map_err(|error| vec![syntax(&error, path, &source)])?;
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

    pub(crate) fn conditions(&self) -> &Conditions {
        &self.file.conditions
    }

    fn find(&self, code: Code, message: impl Into<String>, span: Range<usize>) -> Diagnostic {
        Diagnostic::new(code, message, &self.path, &self.source, span)
    }

    /// Checks what types alone cannot, and fills in what is derived from the file.
    fn check(&mut self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        self.check_id(&mut found);
        self.check_phrases(&mut found);
        self.check_shapes(&mut found);
        self.set_regex(&mut found);
        self.check_unit(&mut found);
        found
    }

    fn check_id(&self, found: &mut Vec<Diagnostic>) {
        let plain = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let parts: Vec<&str> = self.id.split('/').collect();
        if parts.len() != 2 || !parts.iter().all(|part| plain(part)) {
            let message = format!("`{}` cannot be the id of a rule", self.id);
            let help = "a rule stands in PACK/NAME.toml; lower-case letters, digits and hyphens";
            found.push(self.find(Code::BadId, message, 0..0).help(help));
        }
    }

    fn check_phrases(&self, found: &mut Vec<Diagnostic>) {
        let c = self.conditions();
        let section = self.file.section.iter().flat_map(|section| &section.phrases);
        for phrase in c.phrases.iter().chain(&c.all).chain(&c.unless).chain(section) {
            let folded = normalise(phrase.get_ref());
            if folded.trim().is_empty() {
                let message = "this phrase can never match: nothing of it is left after normalisation";
                found.push(self.find(Code::NeverMatches, message, phrase.span()).help("take it out"));
            } else if folded.len() > 1000 {
                let message = "a phrase may have at most 1,000 bytes";
                let help = "name the noise by its shortest telling phrase";
                found.push(self.find(Code::NeverMatches, message, phrase.span()).help(help));
            }
        }
        if let (Some(min), Some(first)) = (c.min_phrases, c.phrases.first())
            && min > c.phrases.len()
        {
            let message = format!("min_phrases is {min}, but there are only {} phrases", c.phrases.len());
            found.push(self.find(Code::NeverMatches, message, first.span()));
        }
    }

    fn check_shapes(&mut self, found: &mut Vec<Diagnostic>) {
        let c = self.conditions();
        let section = self.file.section.iter().flat_map(|section| &section.continues);
        let run = self.file.run.iter().flat_map(|run| &run.shapes);
        let members: Vec<_> = section.chain(run).collect();
        let (shapes, not_shapes, members) = (
            self.shape_set(c.shapes.iter(), found),
            self.shape_set(c.not_shapes.iter(), found),
            self.shape_set(members.into_iter(), found),
        );
        let (follows, precedes) = (self.shape_set(c.follows.iter(), found), self.shape_set(c.precedes.iter(), found));
        let mut steps = Vec::new();
        if let Some(sequence) = &self.file.sequence {
            for form in &sequence.steps {
                match parse_steps(form) {
                    Ok(parsed) => steps.push(parsed),
                    Err((message, span)) => found.push(self.find(Code::UnknownWord, message, span)),
                }
            }
        }
        (self.shapes, self.not_shapes, self.members, self.steps) = (shapes, not_shapes, members, steps);
        (self.follows, self.precedes) = (follows, precedes);
    }

    fn shape_set<'a>(&self, names: impl Iterator<Item = &'a Spanned<String>>, found: &mut Vec<Diagnostic>) -> Shapes {
        let mut set = Shapes::default();
        for name in names {
            match Shape::from_name(name.get_ref()) {
                Some(shape) => set.insert(shape),
                None => {
                    let message = format!("there is no shape `{}`", name.get_ref());
                    let finding = self.find(Code::UnknownWord, message, name.span());
                    found.push(match nearest(name.get_ref(), Shape::ALL.iter().map(|shape| shape.name())) {
                        Some(near) => finding.help(format!("did you mean `{near}`?")),
                        None => finding.help("docs/rules.md lists the shapes"),
                    });
                }
            }
        }
        set
    }

    fn set_regex(&mut self, found: &mut Vec<Diagnostic>) {
        let Some(pattern) = &self.conditions().regex else { return };
        if self.conditions().phrases.is_empty() {
            let message = "a regular expression runs only behind a phrase";
            let help = "add to `phrases` a literal that each match must contain";
            found.push(self.find(Code::MissingKey, message, pattern.span()).help(help));
        }
        self.regex = Some(LazyRegex::new(pattern.get_ref()));
    }

    fn check_regex(&self) -> Option<Diagnostic> {
        let (pattern, regex) = (self.conditions().regex.as_ref()?, self.regex.as_ref()?);
        let problem = regex.check().err()?;
        Some(self.find(Code::BadRegex, format!("not a usable regular expression: {problem}"), pattern.span()))
    }

    fn check_unit(&self, found: &mut Vec<Diagnostic>) {
        let (file, c) = (&self.file, self.conditions());
        let at = file.summary.span();
        let mut missing = |condition: bool, message: &str, help: &str| {
            if condition {
                found.push(self.find(Code::MissingKey, message, at.clone()).help(help));
            }
        };
        missing(file.action == Action::Lift && file.field.is_none(), "a lifting rule needs `field`", "add field = \"…\"");
        missing(file.action == Action::Keep && file.why.is_none(), "a keep rule needs `why`", "say why it protects");
        missing(file.unit == Unit::Section && file.section.is_none(), "unit `section` needs [section]", "add [section]");
        missing(file.unit == Unit::Run && file.run.is_none(), "unit `run` needs [run]", "add [run]");
        missing(
            file.unit == Unit::Sequence && file.sequence.is_none(),
            "unit `sequence` needs [sequence]",
            "add [sequence]",
        );
        let structural = matches!(file.unit, Unit::Run | Unit::Sequence);
        if !structural && c.phrases.is_empty() && c.shapes.is_empty() {
            let finding = self.find(Code::NothingToMatch, "the rule names neither a phrase nor a shape", at.clone());
            found.push(finding.help("give [match] `phrases` or `shapes`"));
        }
        if file.unit == Unit::Span && c.phrases.is_empty() {
            let finding = self.find(Code::NothingToMatch, "a span is found by a phrase", at);
            found.push(finding.help("give [match] `phrases`"));
        }
    }
}

/// Turns an error of the TOML reader into a finding, with a suggestion where a word was misspelt.
pub(crate) fn syntax(error: &toml::de::Error, path: &Path, source: &Arc<str>) -> Diagnostic {
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
    let readable = message.lines().next().unwrap_or(message).replacen("field", "key", 1).replacen("variant", "word", 1);
    let finding = Diagnostic::new(code, readable, path, source, span);
    match quoted.split_first() {
        Some((word, known)) if matches!(code, Code::UnknownKey | Code::UnknownWord) => {
            match nearest(word, known.iter().copied()) {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding.help("docs/rules.md lists the keys and their values"),
            }
        }
        _ => finding,
    }
}
