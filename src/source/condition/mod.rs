//! Conditions on a source report, for `--divert 'CONDITION' FILE`.
//!
//! ```text
//! kind == "broker-content" or signal("independence/*") and not host("tarn-courier.example")
//! ```
//!
//! | test | holds when |
//! | --- | --- |
//! | `kind == "satire"` | the document is of this kind; also `!=`, and `in ["satire", "listicle"]` |
//! | `flag("lists-disagree")` | the record has this flag |
//! | `signal("independence/sells-the-subject")` | this signal was found; `"independence/*"` is any of its family |
//! | `host("tarn-courier.example")` | the address is on this host or below it |
//! | `list("House list")` | the list has an entry for the host; `list("*")` is any list |
//! | `list("House list") < 0.4` | its entry has a value below; also `<=`, `>`, `>=` |
//! | `list("CRED-1") == "satire"` | its entry has this label; also `!=` and `in [...]` |
//! | `band == "lower"` | the band; only for those who name it: it is a cautious summary, not a fact that can be checked |
//!
//! Tests are joined by `and`, `or` and `not`; `not` binds closest, then `and`; brackets group. Texts stand in single or
//! double quotation marks. What a document does not show meets no test: `list("House list") != "mixed"` holds for no
//! document that the list does not name, and `host(…)` for none without an address; `kind != "news"` is the opposite of
//! `kind == "news"`.

mod lex;
mod parse;
#[cfg(test)]
mod tests;

use std::path::Path;

use super::host::Address;
use super::ratings::ListEntry;
use crate::rules::Diagnostic;

/// A condition that has been read and checked.
///
/// ```
/// use unchaff::source::{Address, Condition, SourceFacts, Vocabulary};
///
/// let known = Vocabulary {
///     kinds: &["news", "satire"], bands: &["lower"], flags: &["lists-disagree"], signals: &["tone/shouting"], lists: &[],
/// };
/// let condition = Condition::parse(r#"kind == "satire" and not host("the-spoon.example")"#, &known)?;
/// let address = Address::parse("https://quick-jokes.example/1");
/// assert!(condition.holds(&SourceFacts { kind: "satire", address: address.as_ref(), ..SourceFacts::default() }));
///
/// let error = Condition::parse(r#"kind == "satyre""#, &known).unwrap_err();
/// assert_eq!(error.to_string(), r#"
/// error[unknown-word]: there is no kind "satyre"
///  --> condition:1:9
///   |
/// 1 | kind == "satyre"
///   |         ^^^^^^^^
///   |
///   = help: did you mean "satire"?"#.trim_start());
/// # Ok::<(), unchaff::Diagnostic>(())
/// ```
#[derive(Debug, Clone)]
pub struct Condition {
    expression: Expression,
}

/// The words that a condition may use; every other is an error.
#[derive(Debug, Clone, Copy, Default)]
pub struct Vocabulary<'v> {
    /// The kinds of text.
    pub kinds: &'v [&'v str],
    /// The bands.
    pub bands: &'v [&'v str],
    /// The flags of a record.
    pub flags: &'v [&'v str],
    /// The ids of all signals.
    pub signals: &'v [&'v str],
    /// The names of the rating lists at hand.
    pub lists: &'v [&'v str],
}

/// What is known of a document, for [`Condition::holds`].
#[derive(Debug, Clone, Copy, Default)]
pub struct SourceFacts<'f> {
    /// Its kind.
    pub kind: &'f str,
    /// Its band; needed only when [`Condition::names_band`].
    pub band: Option<&'f str>,
    /// Its flags.
    pub flags: &'f [&'f str],
    /// The ids of the signals that were found.
    pub signals: &'f [&'f str],
    /// Its address.
    pub address: Option<&'f Address>,
    /// What the lists say of its host.
    pub lists: &'f [ListEntry<'f>],
}

#[derive(Debug, Clone)]
enum Expression {
    All(Vec<Expression>),
    Any(Vec<Expression>),
    Not(Box<Expression>),
    Test(Test),
}

#[derive(Debug, Clone)]
enum Test {
    Kind(Vec<String>),
    Band(Vec<String>),
    Flag(String),
    /// The id, or the family with its `/`.
    Signal(String),
    Host(Address),
    /// The list, or any, and what of its entry.
    List(Option<String>, Entry),
}

#[derive(Debug, Clone)]
enum Entry {
    Any,
    Value(Order, f64),
    Label { labels: Vec<String>, among: bool },
}

#[derive(Debug, Clone, Copy)]
enum Order {
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Condition {
    /// The longest condition, in bytes.
    pub const MAX_BYTES: usize = 64 * 1024;
    /// The most brackets and `not`s within one another.
    pub const MAX_DEPTH: usize = 64;

    /// Reads `text`, checking every word of it.
    ///
    /// # Errors
    /// The first finding, with its place, an excerpt and a suggestion.
    pub fn parse(text: &str, known: &Vocabulary<'_>) -> Result<Condition, Diagnostic> {
        Ok(Condition { expression: parse::parse(text, known)? })
    }

    /// Whether the document meets the condition.
    pub fn holds(&self, facts: &SourceFacts<'_>) -> bool {
        self.expression.holds(facts)
    }

    /// Whether the condition asks for the band, which must be worked out for it.
    pub fn names_band(&self) -> bool {
        self.expression.any(&|test| matches!(test, Test::Band(_)))
    }
}

impl Expression {
    fn holds(&self, facts: &SourceFacts<'_>) -> bool {
        match self {
            Expression::All(parts) => parts.iter().all(|part| part.holds(facts)),
            Expression::Any(parts) => parts.iter().any(|part| part.holds(facts)),
            Expression::Not(part) => !part.holds(facts),
            Expression::Test(test) => test.holds(facts),
        }
    }

    fn any(&self, wanted: &dyn Fn(&Test) -> bool) -> bool {
        match self {
            Expression::All(parts) | Expression::Any(parts) => parts.iter().any(|part| part.any(wanted)),
            Expression::Not(part) => part.any(wanted),
            Expression::Test(test) => wanted(test),
        }
    }
}

impl Test {
    fn holds(&self, facts: &SourceFacts<'_>) -> bool {
        match self {
            Test::Kind(words) => words.iter().any(|word| word == facts.kind),
            Test::Band(words) => facts.band.is_some_and(|band| words.iter().any(|word| word == band)),
            Test::Flag(flag) => facts.flags.contains(&flag.as_str()),
            Test::Signal(wanted) if wanted.ends_with('/') => {
                facts.signals.iter().any(|id| id.starts_with(wanted.as_str()))
            }
            Test::Signal(wanted) => facts.signals.contains(&wanted.as_str()),
            Test::Host(host) => facts.address.is_some_and(|address| address.is_within(host)),
            Test::List(name, entry) => {
                let of_list = |found: &&ListEntry<'_>| name.as_ref().is_none_or(|name| name == found.list);
                facts.lists.iter().filter(of_list).any(|found| entry.fits(found))
            }
        }
    }
}

impl Entry {
    fn fits(&self, found: &ListEntry<'_>) -> bool {
        match self {
            Entry::Any => true,
            Entry::Value(order, bound) => found.value.is_some_and(|value| match order {
                Order::Less => value < *bound,
                Order::AtMost => value <= *bound,
                Order::More => value > *bound,
                Order::AtLeast => value >= *bound,
            }),
            Entry::Label { labels, among } => {
                found.label.is_some_and(|label| labels.iter().any(|word| word == label) == *among)
            }
        }
    }
}

/// A condition is no file: this stands where its findings show a path.
fn place() -> &'static Path {
    Path::new("condition")
}
