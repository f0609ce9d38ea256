//! A record of JSON Lines, read where it stands. For writing it back see [`super::rewrite`].

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Why a line is no record. Such a line cannot stay among the records: it goes to the errors.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotARecord {
    /// The line holds bytes that are not UTF-8.
    #[error("not UTF-8 at byte {column}")]
    NotUtf8 {
        /// The first such byte, from 1.
        column: usize,
    },
    /// The line is not JSON.
    #[error("not JSON: {reason} at byte {column}")]
    NotJson {
        /// Where the parser stopped, in bytes from 1.
        column: usize,
        /// What the parser expected.
        reason: String,
    },
    /// The line is JSON, but no object.
    #[error("not a JSON object but {found}")]
    NotAnObject {
        /// What it is, with its article.
        found: &'static str,
    },
}

/// Why a field of a record gives no text. The record stays in place with its text untouched and
/// the message in `unchaff.error`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldError {
    /// There is no such field.
    #[error("field \"{field}\" is missing")]
    Missing {
        /// The field's name.
        field: String,
    },
    /// The field is null.
    #[error("field \"{field}\" is null")]
    Null {
        /// The field's name.
        field: String,
    },
    /// The field is no string.
    #[error("field \"{field}\" is not a string but {found}")]
    NotAString {
        /// The field's name.
        field: String,
        /// What it is, with its article.
        found: &'static str,
    },
    /// The string holds an escape such as `\ud800` alone, which stands for no character.
    #[error("field \"{field}\" holds a lone surrogate escape: {reason}")]
    LoneSurrogate {
        /// The field's name.
        field: String,
        /// What the parser said.
        reason: String,
    },
}

/// One record, borrowed from its line. Only the places of the top-level fields are known; what
/// stands in them is not looked at until asked for, however deep it is nested.
///
/// When a key stands more than once its last occurrence counts, as it does for most parsers. Only
/// that one is read or replaced; the ones before are passed on as they stand.
#[derive(Debug)]
pub struct Record<'a> {
    pub(super) line: &'a str,
    pub(super) fields: Vec<Field<'a>>,
}

/// A field as it stands in the line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    /// The key with its quotation marks.
    pub key: &'a str,
    pub value: &'a str,
}

impl<'a> Record<'a> {
    /// Reads a line, without its line break. Time is linear in its length, and no depth of nesting
    /// is too deep.
    pub fn parse(line: &'a [u8]) -> Result<Record<'a>, NotARecord> {
        let line =
            std::str::from_utf8(line).map_err(|error| NotARecord::NotUtf8 { column: error.valid_up_to() + 1 })?;
        match serde_json::from_str::<Fields<'a>>(line) {
            Ok(Fields(fields)) => Ok(Record { line, fields }),
            Err(error) => match serde_json::from_str::<&RawValue>(line) {
                Ok(value) => Err(NotARecord::NotAnObject { found: kind(value.get()) }),
                Err(other) => {
                    // A data error says only that no object begins here, not what is wrong.
                    let (reason, column) = split_place(if error.is_data() { &other } else { &error });
                    Err(NotARecord::NotJson { column, reason })
                }
            },
        }
    }

    /// The JSON of a field as it stands in the line, or `None` when there is no such field.
    pub fn raw(&self, field: &str) -> Option<&'a str> {
        self.position(field).and_then(|at| self.fields.get(at)).map(|field| field.value)
    }

    /// The text of a field.
    pub fn text(&self, field: &str) -> Result<Cow<'a, str>, FieldError> {
        let name = || field.to_owned();
        match self.raw(field) {
            None => Err(FieldError::Missing { field: name() }),
            Some("null") => Err(FieldError::Null { field: name() }),
            Some(raw) if raw.starts_with('"') => decode(raw).map_err(|error| {
                // The line is known to be JSON, so that only an escape can be wrong.
                FieldError::LoneSurrogate { field: name(), reason: split_place(&error).0 }
            }),
            Some(raw) => Err(FieldError::NotAString { field: name(), found: kind(raw) }),
        }
    }

    /// The text of a field that a record need not have (`url`, `title`, `lang`): `None` when it is
    /// missing, null, no string or no text.
    pub fn optional(&self, field: &str) -> Option<Cow<'a, str>> {
        self.text(field).ok()
    }

    /// Index of the last field of this name.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().rposition(|field| {
            let bare = field.key.get(1..field.key.len().saturating_sub(1)).unwrap_or_default();
            bare == name || (bare.contains('\\') && decode(field.key).is_ok_and(|key| key == name))
        })
    }

    /// Where a part of the line stands in it: keys and values are borrowed from the line.
    pub(super) fn place(&self, part: &str) -> Range<usize> {
        let start = (part.as_ptr() as usize).saturating_sub(self.line.as_ptr() as usize);
        start..start + part.len()
    }
}

/// The top-level fields of an object, in order.
struct Fields<'a>(Vec<Field<'a>>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fields<'de>, D::Error> {
        struct FieldsVisitor;
        impl<'de> Visitor<'de> for FieldsVisitor {
            type Value = Fields<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Fields<'de>, M::Error> {
                let mut fields = Vec::new();
                // Raw values are skipped without recursion, keys are not decoded: neither depth
                // nor a lone surrogate elsewhere in the record is an error.
                while let Some((key, value)) = map.next_entry::<&'de RawValue, &'de RawValue>()? {
                    fields.push(Field { key: key.get(), value: value.get() });
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(FieldsVisitor)
    }
}

/// Decodes a JSON string; borrows it where it has no escapes.
pub(super) fn decode(raw: &str) -> Result<Cow<'_, str>, serde_json::Error> {
    #[derive(serde::Deserialize)]
    struct Decoded<'a>(#[serde(borrow)] Cow<'a, str>);
    serde_json::from_str::<Decoded<'_>>(raw).map(|decoded| decoded.0)
}

/// What a JSON value is, by its first character.
fn kind(raw: &str) -> &'static str {
    match raw.as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}

/// The parser's message without the place at its end, and the column.
fn split_place(error: &serde_json::Error) -> (String, usize) {
    let mut reason = error.to_string();
    if let Some(at) = reason.rfind(" at line ") {
        reason.truncate(at);
    }
    (reason, error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(line: &[u8]) -> String {
        Record::parse(line).unwrap_err().to_string()
    }

    #[test]
    fn fields_as_they_stand() {
        let line = br#" {"id": 12345678901234567890.10, "te\u0078t":"caf\u00e9 \n", "url":null, "tags" : [1, "a"]} "#;
        let record = Record::parse(line).unwrap();
        assert_eq!(record.raw("id"), Some("12345678901234567890.10"));
        assert_eq!(record.raw("tags"), Some(r#"[1, "a"]"#));
        assert_eq!(record.text("text").unwrap(), "caf\u{e9} \n");
        assert_eq!(record.optional("url"), None);
        assert_eq!(record.optional("tags"), None);
        assert_eq!(record.raw("none"), None);
        assert!(Record::parse(b"{}").unwrap().raw("").is_none());
    }

    #[test]
    fn plain_text_is_borrowed() {
        let record = Record::parse(br#"{"text":"no escape"}"#).unwrap();
        assert!(matches!(record.text("text"), Ok(Cow::Borrowed("no escape"))));
    }

    #[test]
    fn the_last_of_two_counts() {
        let record = Record::parse(br#"{"text":"one","text":"two"}"#).unwrap();
        assert_eq!(record.text("text").unwrap(), "two");
    }

    #[test]
    fn lines_that_are_no_record() {
        assert_eq!(failure(b"[1,2]"), "not a JSON object but an array");
        assert_eq!(failure(b" \"x\""), "not a JSON object but a string");
        assert_eq!(failure(b"-1.5"), "not a JSON object but a number");
        assert_eq!(failure(b"null"), "not a JSON object but null");
        assert_eq!(failure(b"hello"), "not JSON: expected value at byte 1");
        assert_eq!(failure(br#"{"a":1,}"#), "not JSON: trailing comma at byte 8");
        assert_eq!(failure(br#"{"a":1} x"#), "not JSON: trailing characters at byte 9");
        assert_eq!(failure(b"{\"a\":\"\xff\"}"), "not UTF-8 at byte 7");
        assert!(failure(br#"{"text":"cut of"#).starts_with("not JSON: EOF while parsing a string"));
        assert!(failure(b"").starts_with("not JSON: EOF"));
        assert!(matches!(Record::parse(b"{1:2}"), Err(NotARecord::NotJson { column: 2, .. })));
        assert!(matches!(Record::parse(b"{\"a\":\"\t\"}"), Err(NotARecord::NotJson { .. })));
    }

    #[test]
    fn fields_that_give_no_text() {
        let line = br#"{"null":null,"list":["x"],"bad":"x \ud800 y","worse":"\udc00\ud800"}"#;
        let record = Record::parse(line).unwrap();
        let message = |field: &str| record.text(field).unwrap_err().to_string();
        assert_eq!(message("none"), r#"field "none" is missing"#);
        assert_eq!(message("null"), r#"field "null" is null"#);
        assert_eq!(message("list"), r#"field "list" is not a string but an array"#);
        for field in ["bad", "worse"] {
            assert!(message(field).contains("holds a lone surrogate escape"), "{}", message(field));
        }
        assert_eq!(Record::parse(br#"{"text":""}"#).unwrap().text("text").unwrap(), "");
    }

    #[test]
    fn no_depth_and_no_number_of_keys_is_too_much() {
        let deep = 200_000;
        let line = format!(r#"{{"deep":{}{},"text":"x"}}"#, "[".repeat(deep), "]".repeat(deep));
        assert_eq!(Record::parse(line.as_bytes()).unwrap().text("text").unwrap(), "x");
        assert_eq!(failure("[".repeat(deep).as_bytes()).get(..8), Some("not JSON"));
        assert_eq!(failure(&line.as_bytes()[8..deep * 2 + 8]), "not a JSON object but an array");

        let keys: String = (0..200_000).map(|n| format!(r#""key{n}":{n},"#)).collect();
        let line = format!(r#"{{{keys}"text":"x"}}"#);
        let record = Record::parse(line.as_bytes()).unwrap();
        assert_eq!(record.raw("key77"), Some("77"));
        assert_eq!(record.text("text").unwrap(), "x");
    }
}
