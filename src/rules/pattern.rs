//! A rule's regular expression, compiled when it is first needed.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_automata::{meta, nfa::thompson::WhichCaptures};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};

/// Compiling an expression can cost more than cleaning a document, and most rules never reach theirs: a phrase must
/// match first. The expressions of shipped rules are compiled by a test, those of a user's rules when they are read.
///
/// Nearly all of that cost are the letters and words of all scripts. Most lines are of Latin letters and common marks, of
/// which an expression without anything else in it says the same.
#[derive(Debug, Clone)]
pub(crate) struct LazyRegex {
    pattern: String,
    compiled: OnceLock<Option<Regex>>,
    latin: OnceLock<Option<meta::Regex>>,
}

/// Memory that one compiled expression may take, in bytes.
const SIZE_LIMIT: usize = 4 << 20;

impl LazyRegex {
    pub(crate) fn new(pattern: &str) -> LazyRegex {
        LazyRegex { pattern: pattern.to_owned(), compiled: OnceLock::new(), latin: OnceLock::new() }
    }

    /// Compiles the expression now.
    ///
    /// # Errors
    /// What is wrong with it, in one line.
    pub(crate) fn check(&self) -> Result<(), String> {
        match RegexBuilder::new(&self.pattern).size_limit(SIZE_LIMIT).build() {
            Ok(regex) => {
                self.compiled.get_or_init(|| Some(regex));
                Ok(())
            }
            Err(error) => {
                let message = error.to_string();
                Err(message.lines().last().unwrap_or(&message).trim_start_matches("error: ").to_owned())
            }
        }
    }

    /// The compiled expression; `None` only for one that `check` refuses.
    pub(crate) fn get(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| RegexBuilder::new(&self.pattern).size_limit(SIZE_LIMIT).build().ok()).as_ref()
    }

    /// Whether the expression matches somewhere in the text. One that `check` refuses is not to be asked.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        match self.latin.get_or_init(|| latin_regex(&self.pattern)) {
            Some(regex) if text.is_ascii() || text.chars().all(is_latin) => regex.is_match(text),
            _ => self.get().is_none_or(|regex| regex.is_match(text)),
        }
    }
}

/// Latin letters, with and without accents, and the marks of print.
const LATIN: [(char, char); 2] = [('\0', '\u{24f}'), ('\u{2000}', '\u{206f}')];

fn is_latin(char: char) -> bool {
    LATIN.iter().any(|(first, last)| (first..=last).contains(&&char))
}

/// The expression for texts of [`LATIN`] characters alone.
fn latin_regex(pattern: &str) -> Option<meta::Regex> {
    let config = meta::Config::new().nfa_size_limit(Some(SIZE_LIMIT)).which_captures(WhichCaptures::None);
    meta::Builder::new().configure(config).build_from_hir(&latin(regex_syntax::parse(pattern).ok()?)).ok()
}

/// What is left of an expression that never meets any other character.
fn latin(hir: Hir) -> Hir {
    match hir.into_kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(literal.0),
        HirKind::Class(Class::Unicode(mut class)) => {
            let ranges = LATIN.map(|(first, last)| ClassUnicodeRange::new(first, last));
            class.intersect(&ClassUnicode::new(ranges));
            Hir::class(Class::Unicode(class))
        }
        HirKind::Class(class) => Hir::class(class),
        HirKind::Look(look) => Hir::look(look),
        HirKind::Repetition(mut repetition) => {
            repetition.sub = Box::new(latin(*repetition.sub));
            Hir::repetition(repetition)
        }
        HirKind::Capture(capture) => latin(*capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(latin).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.into_iter().map(latin).collect()),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleSet;

    /// Every expression that is shipped, on the lines of every case and on scraps of them.
    #[test]
    fn latin_text_gives_the_same_in_either_form() {
        let rules = RuleSet::shipped();
        let cases =
            || rules.iter().flat_map(|rule| rule.source().lines()).filter(|line| line.chars().all(super::is_latin));
        let scraps: Vec<&str> =
            cases().step_by(7).chain(["", " ", "\u{b}a\u{1c}k", "?\r\n", "_K-s", "“É ſ’…", "\u{200b}x"]).collect();
        let (mut expressions, mut latin, mut matches) = (0, 0, 0);
        for regex in rules.iter().filter_map(|rule| rule.regex.as_ref()) {
            let whole = regex.get().expect("shipped expressions compile");
            for text in &scraps {
                assert_eq!(regex.is_match(text), whole.is_match(text), "{regex:?} on {text:?}");
                matches += usize::from(whole.is_match(text));
            }
            latin += usize::from(regex.latin.get().is_some_and(Option::is_some));
            expressions += 1;
        }
        assert_eq!(latin, expressions, "every expression has a Latin form");
        assert!(expressions > 100 && matches > 1000, "{expressions} expressions, {matches} matches");
    }
}
