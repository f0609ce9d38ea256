//! What is wrong with a rule file, told so that its author can mend it.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// One finding in one file: a stable code, where it stands, and what to do about it.
///
/// ```text
/// error[unknown-key]: unknown key `phrase`
///   --> rules/demo/rule.toml:5:1
///    |
///  5 | phrase = ["sign up"]
///    | ^^^^^^
///    |
///    = help: did you mean `phrases`?
/// ```
#[derive(Debug, Clone)]
pub struct Diagnostic {
    code: Code,
    message: String,
    help: Option<String>,
    path: PathBuf,
    source: Arc<str>,
    span: Range<usize>,
}

super::words::words! {
    /// What kind of finding it is; stable, so that tools and people can look it up.
    Code {
        Unreadable = "unreadable", Syntax = "syntax", UnknownKey = "unknown-key", UnknownWord = "unknown-word",
        BadId = "bad-id", DuplicateId = "duplicate-id", UnknownId = "unknown-id", NeverMatches = "never-matches",
        NothingToMatch = "nothing-to-match", MissingKey = "missing-key", Conflict = "conflict", BadRegex = "bad-regex",
        BadSelector = "bad-selector",
        Empty = "empty", DuplicatePhrase = "duplicate-phrase", UnreadKey = "unread-key",
    }
}

impl Diagnostic {
    /// A finding at the byte range `span` of `source`, the text of the file at `path`.
    pub(crate) fn new(
        code: Code,
        message: impl Into<String>,
        path: &Path,
        source: &Arc<str>,
        span: Range<usize>,
    ) -> Self {
        let end = span.end.min(source.len());
        let span = span.start.min(end)..end;
        Diagnostic { code, message: message.into(), help: None, path: path.into(), source: source.clone(), span }
    }

    /// Adds the remedy.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The stable code of the finding.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The file it stands in.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The line it stands in, counted from 1.
    pub fn line(&self) -> usize {
        line_of(&self.source, self.span.start)
    }

    /// The finding with an excerpt of the file, in the manner of a compiler; `styled` adds terminal colours.
    pub fn render(&self, styled: bool) -> String {
        let path = self.path.to_string_lossy();
        let title = Level::ERROR.primary_title(self.message.as_str()).id(self.code.name());
        let snippet = Snippet::source(&*self.source)
            .path(path.as_ref())
            .annotation(AnnotationKind::Primary.span(self.span.clone()));
        let mut group = title.element(snippet);
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[group])
    }
}

impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.render(false))
    }
}

/// The 1-based line of a byte offset.
pub(crate) fn line_of(source: &str, offset: usize) -> usize {
    let end = offset.min(source.len());
    source.as_bytes()[..end].iter().filter(|&&byte| byte == b'\n').count() + 1
}

/// The word of `known` nearest to `word`, if one is near enough to be what was meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let score = |candidate: &str| strsim::damerau_levenshtein(word, candidate);
    let best = known.into_iter().min_by_key(|candidate| score(candidate))?;
    (score(best) <= 1 + word.chars().count() / 3).then_some(best)
}
