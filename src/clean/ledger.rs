//! The ledger: every removal of a document with its text, which is all that restoring needs.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::offsets::{OffsetUnit, Offsets};
use super::outcome::{Cleaned, Reason, Removal};
use crate::rules::{Action, Category, Confidence, hex};

/// Everything that was taken out of one document.
///
/// ```
/// use unchaff::{Document, Engine, Ledger, OffsetUnit};
///
/// let input = "Rain stopped play at noon.\nAdvertisement\nIt resumed at two.\n";
/// let engine = Engine::new();
/// let cleaned = engine.clean(&Document::new(input));
/// let ledger = Ledger::new(input, &cleaned, engine.rules_hash(), OffsetUnit::Bytes);
/// assert_eq!(ledger.restore(cleaned.text()).unwrap(), input);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// Which document it is: a path, or the `id` of a record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The number of the record in its file, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// What `start` and `end` count.
    pub offsets: OffsetUnit,
    /// SHA-256 of the input text.
    pub input_sha256: String,
    /// SHA-256 of the cleaned text.
    pub output_sha256: String,
    /// Version and hash of the rule set.
    #[serde(default)]
    pub rules: String,
    /// The options that differ from their defaults, as on the command line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// The removals, sorted by place and disjoint.
    pub removed: Vec<Entry>,
}

/// One removal with its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The id of the rule.
    pub rule: String,
    /// The family of the rule.
    pub category: Category,
    /// What became of the text.
    pub action: Action,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// Where the text began in the input.
    pub start: usize,
    /// Where it ended.
    pub end: usize,
    /// The phrase that fired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phrase: Option<String>,
    /// The shape that fired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<String>,
    /// What was taken; absent where a report leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Entry {
    pub(crate) fn new(removal: &Removal, input: &str, offsets: &Offsets<'_>, with_text: bool) -> Entry {
        let (phrase, shape) = match removal.reason() {
            Reason::Phrase(phrase) => (Some(phrase.clone()), None),
            Reason::Shape(shape) => (None, Some((*shape).to_owned())),
        };
        let span = removal.span();
        Entry {
            rule: removal.rule().to_owned(),
            category: removal.category(),
            action: removal.action(),
            confidence: removal.confidence(),
            start: offsets.of(span.start),
            end: offsets.of(span.end),
            phrase,
            shape,
            text: with_text.then(|| input[span].to_owned()),
        }
    }
}

/// Why a text cannot be restored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// The text is not the one that the ledger was written with.
    #[error("the ledger does not fit: the text's SHA-256 is {found}, the ledger was written for {expected}")]
    WrongText {
        /// What the ledger says.
        expected: String,
        /// What the text has.
        found: String,
    },
    /// The entries overlap, leave the text, or lack their text.
    #[error("the ledger is damaged: removal {number} ({rule}) {problem}")]
    Damaged {
        /// Which entry, counted from 1.
        number: usize,
        /// Its rule.
        rule: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The entries go in, but do not give the input that the ledger names.
    #[error("the ledger is damaged: what it restores is not the input it names")]
    WrongResult,
    /// No entry is of the rule that was asked for.
    #[error("the ledger holds nothing of the rule `{0}`")]
    UnknownRule(String),
}

impl Ledger {
    /// The ledger of a cleaned document; `input` is the text it was cleaned from.
    pub fn new(input: &str, cleaned: &Cleaned, rules: &str, unit: OffsetUnit) -> Ledger {
        let offsets = Offsets::new(input, unit);
        Ledger {
            document: None,
            record: None,
            offsets: unit,
            input_sha256: sha256(input),
            output_sha256: sha256(cleaned.text()),
            rules: rules.to_owned(),
            options: Vec::new(),
            removed: cleaned.removed().iter().map(|removal| Entry::new(removal, input, &offsets, true)).collect(),
        }
    }

    /// The input, byte for byte, from the cleaned text.
    ///
    /// # Errors
    /// When the text is not the one the ledger was written with, or the ledger is damaged.
    pub fn restore(&self, cleaned: &str) -> Result<String, RestoreError> {
        let input = self.put_back(cleaned, |_| true)?;
        if sha256(&input) == self.input_sha256 { Ok(input) } else { Err(RestoreError::WrongResult) }
    }

    /// The cleaned text with the removals of one rule put back.
    ///
    /// # Errors
    /// As [`Ledger::restore`]; and when nothing is of that rule.
    pub fn restore_rule(&self, cleaned: &str, rule: &str) -> Result<String, RestoreError> {
        if !self.removed.iter().any(|entry| entry.rule == rule) {
            return Err(RestoreError::UnknownRule(rule.to_owned()));
        }
        self.put_back(cleaned, |entry| entry.rule == rule)
    }

    fn put_back(&self, cleaned: &str, wanted: impl Fn(&Entry) -> bool) -> Result<String, RestoreError> {
        let found = sha256(cleaned);
        if found != self.output_sha256 {
            return Err(RestoreError::WrongText { expected: self.output_sha256.clone(), found });
        }
        let offsets = Offsets::new(cleaned, self.offsets);
        let mut restored = String::with_capacity(cleaned.len());
        // `gone` units of the input before the present entry are not in the cleaned text.
        let (mut from, mut gone, mut last_end) = (0, 0, 0);
        for (place, entry) in self.removed.iter().enumerate() {
            let damaged =
                |problem| RestoreError::Damaged { number: place + 1, rule: entry.rule.clone(), problem };
            let text = entry.text.as_deref().ok_or_else(|| damaged("has no text"))?;
            if entry.start < last_end || entry.end.checked_sub(entry.start) != Some(self.offsets.len(text)) {
                return Err(damaged("overlaps another or has another length than its text"));
            }
            let at = entry.start.checked_sub(gone).and_then(|offset| offsets.byte(offset));
            let at = at.filter(|&at| at >= from).ok_or_else(|| damaged("stands outside the text"))?;
            restored.push_str(&cleaned[from..at]);
            if wanted(entry) {
                restored.push_str(text);
            }
            gone += entry.end - entry.start;
            (from, last_end) = (at, entry.end);
        }
        restored.push_str(&cleaned[from..]);
        Ok(restored)
    }
}

/// SHA-256 of a text in hexadecimal digits.
pub(crate) fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text))
}
