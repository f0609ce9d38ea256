//! The ledger: every removal of a document with its text, which is all that restoring needs.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::offsets::{OffsetUnit, Offsets};
use super::outcome::{Cleaned, Reason, Removal};
use crate::page::PageEncoding;
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
    /// Of a page written in another way than plain UTF-8: how. Hashes and offsets are those of its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<PageEncoding>,
    /// The output is no page less what was removed, but a rendering of it in this form: it cannot be restored from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rendered: Option<String>,
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
    /// On pages: the container or place that speaks against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub structure: Option<String>,
    /// On pages: the selector that fired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selector: Option<String>,
    /// On pages: the CSS path of the element.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What was taken; absent where a report leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Entry {
    pub(crate) fn new(removal: &Removal, input: &str, offsets: &Offsets<'_>, with_text: bool) -> Entry {
        let reason = removal.reason();
        let phrase = if let Reason::Phrase(phrase) = reason { Some(phrase.clone()) } else { None };
        let shape = if let Reason::Shape(shape) = reason { Some((*shape).to_owned()) } else { None };
        let structure = if let Reason::Structure(sign) = reason { Some((*sign).to_owned()) } else { None };
        let selector = if let Reason::Selector(selector) = reason { Some(selector.clone()) } else { None };
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
            structure,
            selector,
            path: removal.path.clone(),
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
    /// The text was made of a page and is not a part of it.
    #[error("it is a page's {0}, from which the page cannot be made again: keep the page, or clean with --to html")]
    Rendered(String),
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
            encoding: None,
            rendered: None,
            removed: cleaned.removed().iter().map(|removal| Entry::new(removal, input, &offsets, true)).collect(),
        }
    }

    /// SHA-256 of a text as ledgers hold it, in hexadecimal digits.
    pub fn digest(text: &str) -> String {
        sha256(text)
    }

    /// Whether a text with this [`Ledger::digest`] can be restored: it is the cleaned text, or the input itself.
    pub fn fits(&self, digest: &str) -> bool {
        digest == self.output_sha256 || digest == self.input_sha256
    }

    /// The input, byte for byte, from the cleaned text. A text that is the input already, as tagging leaves it, is given
    /// back as it is.
    ///
    /// # Errors
    /// When the text is not the one the ledger was written with, is a rendering of a page, or the ledger is damaged.
    pub fn restore(&self, cleaned: &str) -> Result<String, RestoreError> {
        if let Err(refusal) = self.check(cleaned) {
            return if sha256(cleaned) == self.input_sha256 { Ok(cleaned.to_owned()) } else { Err(refusal) };
        }
        let input = self.put_back(cleaned, |_| true)?;
        if sha256(&input) == self.input_sha256 { Ok(input) } else { Err(RestoreError::WrongResult) }
    }

    /// The cleaned text with the removals of one rule put back.
    ///
    /// # Errors
    /// When the text is not the cleaned one, or the ledger is damaged, or nothing is of that rule.
    pub fn restore_rule(&self, cleaned: &str, rule: &str) -> Result<String, RestoreError> {
        self.check(cleaned)?;
        if !self.removed.iter().any(|entry| entry.rule == rule) {
            return Err(RestoreError::UnknownRule(rule.to_owned()));
        }
        self.put_back(cleaned, |entry| entry.rule == rule)
    }

    /// Refuses a text that is not the cleaned one.
    fn check(&self, cleaned: &str) -> Result<(), RestoreError> {
        let found = sha256(cleaned);
        match found == self.output_sha256 {
            true => Ok(()),
            false => Err(RestoreError::WrongText { expected: self.output_sha256.clone(), found }),
        }?;
        self.rendered.as_ref().map_or(Ok(()), |form| Err(RestoreError::Rendered(form.clone())))
    }

    fn put_back(&self, cleaned: &str, wanted: impl Fn(&Entry) -> bool) -> Result<String, RestoreError> {
        let offsets = Offsets::new(cleaned, self.offsets);
        let mut restored = String::with_capacity(cleaned.len());
        // `gone` units of the input before the present entry are not in the cleaned text.
        let (mut from, mut gone, mut last_end) = (0, 0, 0);
        for (place, entry) in self.removed.iter().enumerate() {
            let damaged = |problem| RestoreError::Damaged { number: place + 1, rule: entry.rule.clone(), problem };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Engine};

    const INPUT: &str = "Größe 😀 zählt.\nAdvertisement\nSie misst.\nRead more\nAdvertisement\nEnde – gut.\n";

    fn cleaned(unit: OffsetUnit) -> (Ledger, String) {
        let engine = Engine::builder().max_removed(1.0).build().unwrap();
        let cleaned = engine.clean(&Document::new(INPUT));
        assert!(cleaned.removed().len() >= 2, "{cleaned:?}");
        (Ledger::new(INPUT, &cleaned, engine.rules_hash(), unit), cleaned.into_text())
    }

    #[test]
    fn every_unit_leads_back() {
        for unit in OffsetUnit::ALL.iter().copied() {
            let (ledger, text) = cleaned(unit);
            let written = serde_json::to_string(&ledger).unwrap();
            let read: Ledger = serde_json::from_str(&written).unwrap();
            assert_eq!(read.restore(&text).unwrap(), INPUT);
            assert_eq!(read.restore(INPUT).unwrap(), INPUT, "a tagged text is the input");
        }
    }

    #[test]
    fn one_rule_goes_back_alone() {
        let (ledger, text) = cleaned(OffsetUnit::Chars);
        let rule = ledger.removed[0].rule.clone();
        let back = ledger.restore_rule(&text, &rule).unwrap();
        assert!(back.len() > text.len() && back.len() <= INPUT.len());
        let unknown = ledger.restore_rule(&text, "no/such");
        assert_eq!(unknown, Err(RestoreError::UnknownRule("no/such".into())));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let (ledger, text) = cleaned(OffsetUnit::Bytes);
        assert!(matches!(ledger.restore(&format!("{text} ")), Err(RestoreError::WrongText { .. })));
        assert!(matches!(ledger.restore_rule(INPUT, "ad/label"), Err(RestoreError::WrongText { .. })));
        let mut changed = ledger.clone();
        changed.removed[0].text = changed.removed[0].text.as_ref().map(|text| text.to_uppercase());
        assert_eq!(changed.restore(&text), Err(RestoreError::WrongResult));
        let mut without = ledger.clone();
        without.removed[1].text = None;
        assert!(matches!(without.restore(&text), Err(RestoreError::Damaged { number: 2, .. })));
        for (start, end) in [(0, usize::MAX), (usize::MAX, usize::MAX), (1 << 40, (1 << 40) + 14), (5, 3)] {
            let mut wild = ledger.clone();
            (wild.removed[0].start, wild.removed[0].end) = (start, end);
            assert!(matches!(wild.restore(&text), Err(RestoreError::Damaged { number: 1, .. })), "{start}..{end}");
        }
    }
}
