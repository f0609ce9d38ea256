//! A rule's regular expression, compiled when it is first needed.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_automata::{meta, nfa::thompson::WhichCaptures};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look};

/// Compiling an expression can cost more than cleaning a document, and most rules never reach theirs: a phrase must
/// match first. The expressions of shipped rules are compiled by a test, those of a user's rules when they are read.
///
/// Nearly all of that cost are the letters and words of all scripts. Most lines are plain ASCII, of which an expression
/// without anything else in it says the same.
#[derive(Debug, Clone)]
pub(crate) struct LazyRegex {
    pattern: String,
    compiled: OnceLock<Option<Regex>>,
    ascii: OnceLock<Option<meta::Regex>>,
}

/// Memory that one compiled expression may take, in bytes.
const SIZE_LIMIT: usize = 4 << 20;

impl LazyRegex {
    pub(crate) fn new(pattern: &str) -> LazyRegex {
        LazyRegex { pattern: pattern.to_owned(), compiled: OnceLock::new(), ascii: OnceLock::new() }
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
        match self.ascii.get_or_init(|| ascii_regex(&self.pattern)) {
            Some(regex) if text.is_ascii() => regex.is_match(text),
            _ => self.get().is_none_or(|regex| regex.is_match(text)),
        }
    }
}

/// The expression for texts of ASCII.
fn ascii_regex(pattern: &str) -> Option<meta::Regex> {
    let config = meta::Config::new().nfa_size_limit(Some(SIZE_LIMIT)).which_captures(WhichCaptures::None);
    meta::Builder::new().configure(config).build_from_hir(&ascii(regex_syntax::parse(pattern).ok()?)).ok()
}

/// What is left of an expression that never meets anything but ASCII.
fn ascii(hir: Hir) -> Hir {
    match hir.into_kind() {
        HirKind::Empty => Hir::empty(),
        HirKind::Literal(literal) if literal.0.is_ascii() => Hir::literal(literal.0),
        HirKind::Literal(_) => Hir::fail(),
        HirKind::Class(Class::Unicode(mut class)) => {
            class.intersect(&ClassUnicode::new([ClassUnicodeRange::new('\0', '\x7f')]));
            Hir::class(Class::Unicode(class))
        }
        HirKind::Class(class) => Hir::class(class),
        HirKind::Look(look) => Hir::look(match look {
            Look::WordUnicode => Look::WordAscii,
            Look::WordUnicodeNegate => Look::WordAsciiNegate,
            Look::WordStartUnicode => Look::WordStartAscii,
            Look::WordEndUnicode => Look::WordEndAscii,
            Look::WordStartHalfUnicode => Look::WordStartHalfAscii,
            Look::WordEndHalfUnicode => Look::WordEndHalfAscii,
            other => other,
        }),
        HirKind::Repetition(mut repetition) => {
            repetition.sub = Box::new(ascii(*repetition.sub));
            Hir::repetition(repetition)
        }
        HirKind::Capture(capture) => ascii(*capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(ascii).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.into_iter().map(ascii).collect()),
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::RuleSet;

    /// Every expression that is shipped, on the lines of every case and on scraps of them.
    #[test]
    fn plain_text_gives_the_same_in_either_form() {
        let rules = RuleSet::shipped();
        let cases = || rules.iter().flat_map(|rule| rule.source().lines()).filter(|line| line.is_ascii());
        let scraps: Vec<&str> = cases().step_by(7).chain(["", " ", "\u{b}a\u{1c}k", "?\r\n", "_K-s"]).collect();
        let (mut expressions, mut plain, mut matches) = (0, 0, 0);
        for regex in rules.iter().filter_map(|rule| rule.regex.as_ref()) {
            let whole = regex.get().expect("shipped expressions compile");
            for text in &scraps {
                assert_eq!(regex.is_match(text), whole.is_match(text), "{regex:?} on {text:?}");
                matches += usize::from(whole.is_match(text));
            }
            plain += usize::from(regex.ascii.get().is_some_and(Option::is_some));
            expressions += 1;
        }
        assert_eq!(plain, expressions, "every expression has a plain form");
        assert!(expressions > 100 && matches > 1000, "{expressions} expressions, {matches} matches");
    }
}
