//! What must hold for a rule to be read at all: its id, phrases and shapes exist, and its unit has what it needs.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Rule;
use crate::document::{Shape, Shapes};
use crate::matching::normalise;
use crate::rules::diagnostics::{Code, Diagnostic, nearest};
use crate::rules::file::{Action, Unit};
use crate::rules::pattern::LazyRegex;
use crate::rules::steps::parse_steps;

/// The longest phrase, in bytes of its folded form.
const MAX_PHRASE_BYTES: usize = 1000;

impl Rule {
    pub(super) fn find(&self, code: Code, message: impl Into<String>, span: Range<usize>) -> Diagnostic {
        Diagnostic::new(code, message, &self.path, &self.source, span)
    }

    /// Where the file names a key, given with the tables it stands in; as much of the way as there is.
    pub(super) fn place(&self, keys: &[&str]) -> Range<usize> {
        let Ok(file) = DeTable::parse(&self.source) else { return 0..0 };
        let (mut table, mut place) = (Some(file.get_ref()), 0..0);
        for &wanted in keys {
            let found = table.and_then(|table| table.iter().find(|(key, _)| key.get_ref() == wanted));
            let Some((key, value)) = found else { break };
            place = key.span();
            table = match value.get_ref() {
                DeValue::Table(table) => Some(table),
                _ => None,
            };
        }
        place
    }

    /// Checks what types alone cannot, and fills in what is derived from the file.
    pub(super) fn check(&mut self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        self.check_id(&mut found);
        self.check_phrases(&mut found);
        self.check_shapes(&mut found);
        self.set_regex(&mut found);
        self.check_selectors(&mut found);
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
            if let Err((message, help)) = check_phrase(phrase.get_ref()) {
                found.push(self.find(Code::NeverMatches, message, phrase.span()).help(help));
            }
        }
        if let (Some(min), Some(_)) = (c.min_phrases, c.phrases.first())
            && min > c.phrases.len()
        {
            let message = format!("min_phrases is {min}, but there are only {} phrases", c.phrases.len());
            found.push(self.find(Code::NeverMatches, message, self.place(&["match", "min_phrases"])));
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

    pub(super) fn check_regex(&self) -> Option<Diagnostic> {
        let (pattern, regex) = (self.conditions().regex.as_ref()?, self.regex.as_ref()?);
        let problem = regex.check().err()?;
        Some(self.find(Code::BadRegex, format!("not a usable regular expression: {problem}"), pattern.span()))
    }

    /// Selectors: those that can be matched while the page streams by, in a rule that looks at nothing else.
    fn check_selectors(&self, found: &mut Vec<Diagnostic>) {
        let c = self.conditions();
        let Some(first) = c.selectors.first() else { return };
        for selector in &c.selectors {
            if let Err(problem) = selector.get_ref().parse::<lol_html::Selector>() {
                let message = format!("the selector cannot be matched while the page streams by: {problem}");
                let help =
                    "elements, classes, ids, attributes, `>`, descendants, `:not`, `:nth-child` and `:nth-of-type` can";
                found.push(self.find(Code::BadSelector, message, selector.span()).help(help));
            }
        }
        if !c.phrases.is_empty() || !c.shapes.is_empty() || self.file.unit != Unit::Block {
            let message = "a rule with `selectors` takes whole elements and looks at no text";
            let help = "leave `phrases`, `shapes` and `unit` out, or write a second rule";
            found.push(self.find(Code::Conflict, message, first.span()).help(help));
        }
    }

    fn check_unit(&self, found: &mut Vec<Diagnostic>) {
        let (file, c) = (&self.file, self.conditions());
        // Finding a key reads the file again: only for what is wrong.
        let mut missing = |condition: bool, key: &str, message: &str, help: &str| {
            if condition {
                found.push(self.find(Code::MissingKey, message, self.place(&[key])).help(help));
            }
        };
        let lifts = file.action == Action::Lift;
        missing(lifts && file.field.is_none(), "action", "a lifting rule needs `field`", "add field = \"…\"");
        let keeps = file.action == Action::Keep;
        missing(keeps && file.why.is_none(), "action", "a keep rule needs `why`", "say why it protects");
        for (unit, given) in [
            (Unit::Section, file.section.is_some()),
            (Unit::Run, file.run.is_some()),
            (Unit::Sequence, file.sequence.is_some()),
        ] {
            let message = format!("unit `{unit}` needs [{unit}]");
            missing(file.unit == unit && !given, "unit", &message, &format!("add [{unit}]"));
        }
        let measures = file.unit == Unit::Document;
        let message = "unit `document` needs [measure]";
        missing(
            measures && file.measure.is_none(),
            "unit",
            message,
            "add [measure] with `of` and `at_least` or `at_most`",
        );
        let notes = matches!(file.unit, Unit::Document | Unit::Headline);
        let message = format!("a rule of unit `{}` takes nothing", file.unit);
        missing(notes && file.action != Action::Note, "unit", &message, "write action = \"note\"");
        let silent = file.action == Action::Note && file.signal.is_none();
        missing(silent, "action", "a rule that notes needs [signal]", "add [signal] with an `id`");
        let structural = matches!(file.unit, Unit::Run | Unit::Sequence | Unit::Document);
        if !structural && c.phrases.is_empty() && c.shapes.is_empty() && c.selectors.is_empty() {
            let at = self.place(&["match"]);
            let finding =
                self.find(Code::NothingToMatch, "the rule names neither a phrase, a shape nor a selector", at);
            found.push(finding.help("give [match] `phrases`, `shapes` or `selectors`"));
        } else if file.unit == Unit::Span && c.phrases.is_empty() {
            let finding = self.find(Code::NothingToMatch, "a span is found by a phrase", self.place(&["unit"]));
            found.push(finding.help("give [match] `phrases`"));
        }
    }
}

/// Whether a phrase can be looked for.
///
/// # Errors
/// What is wrong with it, and the remedy.
pub(crate) fn check_phrase(phrase: &str) -> Result<(), (&'static str, &'static str)> {
    let folded = normalise(phrase);
    if folded.trim().is_empty() {
        Err(("this phrase can never match: nothing of it is left after normalisation", "take it out"))
    } else if folded.len() > MAX_PHRASE_BYTES {
        Err(("a phrase may have at most 1,000 bytes", "name the noise by its shortest telling phrase"))
    } else {
        Ok(())
    }
}
