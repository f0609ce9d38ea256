//! A rule's regular expression, compiled when it is first needed.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

/// Compiling an expression can cost more than cleaning a document, and most rules never reach theirs: a phrase must
/// match first. The expressions of shipped rules are compiled by a test, those of a user's rules when they are read.
#[derive(Debug, Clone)]
pub(crate) struct LazyRegex {
    pattern: String,
    compiled: OnceLock<Option<Regex>>,
}

/// Memory that one compiled expression may take, in bytes.
const SIZE_LIMIT: usize = 4 << 20;

impl LazyRegex {
    pub(crate) fn new(pattern: &str) -> LazyRegex {
        LazyRegex { pattern: pattern.to_owned(), compiled: OnceLock::new() }
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
}
