//! Writing a record of JSON Lines back with little changed.

use std::fmt;
use std::ops::Range;

use serde::ser::{Error as _, Serialize, SerializeStruct, Serializer};

use super::record::{Record, decode};

/// The field that holds what unchaff says about a record.
pub const REPORT_FIELD: &str = "unchaff";

/// What is changed when a record is written.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a, R> {
    /// A field and its new text. A field that is not there yet is added. Where the text is what it
    /// was, the bytes stay as they were.
    pub text: Option<(&'a str, &'a str)>,
    /// What becomes of the `unchaff` field.
    pub report: Report<R>,
}

/// What becomes of the `unchaff` field of a record.
#[derive(Clone, Copy, Debug)]
pub enum Report<R> {
    /// This is added at the end; it must serialise as a JSON object. An `unchaff` field already
    /// there becomes its `previous`.
    Add(R),
    /// The field is taken away, and its `previous` put in its place if it has one: the way back.
    TakeBack,
    /// The field stays as it is.
    Leave,
}

/// The report on a record that failed: `{"error": "…"}`.
#[derive(Clone, Debug)]
pub struct Failure<E>(pub E);

impl<E: fmt::Display> Serialize for Failure<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Failure", 1)?;
        object.serialize_field("error", &self.0.to_string())?;
        object.end()
    }
}

impl Record<'_> {
    /// Writes the record with one change, without a line break. Everything else, white space
    /// included, stays byte for byte as it was.
    ///
    /// # Errors
    /// When the report cannot be serialised or is no object, or when the text is to go into
    /// [`REPORT_FIELD`]. `out` is then as it was.
    pub fn write<R: Serialize>(&self, out: &mut Vec<u8>, change: Change<'_, R>) -> Result<(), serde_json::Error> {
        let before = out.len();
        let written = self.write_unchecked(out, change);
        if written.is_err() {
            out.truncate(before);
        }
        written
    }

    /// Writes the record without a field, and without a line break. Everything else stays byte for byte as it was.
    pub fn write_without(&self, out: &mut Vec<u8>, field: &str) {
        let gone = self.position(field).map(|at| (self.with_comma(at), Vec::new()));
        self.splice(out, gone.as_slice());
    }

    fn write_unchecked<R: Serialize>(&self, out: &mut Vec<u8>, change: Change<'_, R>) -> Result<(), serde_json::Error> {
        if change.text.is_some_and(|(field, _)| field == REPORT_FIELD) {
            return Err(serde_json::Error::custom("the text cannot go where the report goes"));
        }
        let standing = self.position(REPORT_FIELD);
        let mut edits = Vec::new();
        let mut added = Vec::new();
        if let Some((field, text)) = change.text {
            match self.position(field).and_then(|at| self.fields.get(at)) {
                Some(field) if decode(field.value).is_ok_and(|old| old == text) => {}
                Some(field) => edits.push((self.place(field.value), serde_json::to_vec(text)?)),
                None => {
                    serde_json::to_writer(&mut added, field)?;
                    added.push(b':');
                    serde_json::to_writer(&mut added, text)?;
                }
            }
        }
        let mut taken = None;
        match &change.report {
            Report::Add(report) => {
                taken = standing;
                let previous = self.raw(REPORT_FIELD);
                if !added.is_empty() {
                    added.push(b',');
                }
                add_report(&mut added, report, previous)?;
            }
            Report::TakeBack => match (standing, self.raw(REPORT_FIELD).and_then(previous)) {
                (Some(at), Some(previous)) => {
                    if let Some(field) = self.fields.get(at) {
                        edits.push((self.place(field.value), previous.as_bytes().to_vec()));
                    }
                }
                (at, _) => taken = at,
            },
            Report::Leave => {}
        }
        if let Some(at) = taken {
            edits.push((self.with_comma(at), Vec::new()));
        }
        if !added.is_empty() {
            if self.fields.len() > usize::from(taken.is_some()) {
                added.insert(0, b',');
            }
            edits.push((self.end()..self.end(), added));
        }
        edits.sort_by_key(|(place, _)| (place.start, place.end));
        self.splice(out, &edits);
        Ok(())
    }

    /// Copies the line with some places replaced; they are sorted and do not overlap.
    fn splice(&self, out: &mut Vec<u8>, edits: &[(Range<usize>, Vec<u8>)]) {
        let line = self.line.as_bytes();
        let mut done = 0;
        for (place, bytes) in edits {
            out.extend_from_slice(line.get(done..place.start).unwrap_or_default());
            out.extend_from_slice(bytes);
            done = place.end;
        }
        out.extend_from_slice(line.get(done..).unwrap_or_default());
    }

    /// A field's place with the comma that falls when the field goes.
    fn with_comma(&self, at: usize) -> Range<usize> {
        let Some(field) = self.fields.get(at) else {
            return 0..0;
        };
        let (key, value) = (self.place(field.key), self.place(field.value));
        let before = at.checked_sub(1).and_then(|before| self.fields.get(before));
        match (before, self.fields.get(at + 1)) {
            (Some(before), _) => self.place(before.value).end..value.end,
            (None, Some(next)) => key.start..self.place(next.key).start,
            (None, None) => key.start..value.end,
        }
    }

    /// Where a new field is put: after the last, or after the opening brace.
    fn end(&self) -> usize {
        match self.fields.last() {
            Some(last) => self.place(last.value).end,
            None => self.line.find('{').map_or(0, |brace| brace + 1),
        }
    }
}

/// Appends `"unchaff":{…}` with the previous report nested in it.
fn add_report(out: &mut Vec<u8>, report: &impl Serialize, previous: Option<&str>) -> Result<(), serde_json::Error> {
    serde_json::to_writer(&mut *out, REPORT_FIELD)?;
    out.push(b':');
    let start = out.len();
    serde_json::to_writer(&mut *out, report)?;
    if out.get(start) != Some(&b'{') {
        return Err(serde_json::Error::custom("the report is not an object"));
    }
    if let Some(previous) = previous {
        out.pop();
        if out.len() > start + 1 {
            out.push(b',');
        }
        out.extend_from_slice(b"\"previous\":");
        out.extend_from_slice(previous.as_bytes());
        out.push(b'}');
    }
    Ok(())
}

/// The `previous` of a report, if it has one.
fn previous(report: &str) -> Option<&str> {
    Record::parse(report.as_bytes()).ok()?.raw("previous")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn write(line: &str, text: Option<(&str, &str)>, report: Report<Value>) -> String {
        let mut out = Vec::new();
        let record = Record::parse(line.as_bytes()).unwrap();
        record.write(&mut out, Change { text, report }).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn one_field_changes_and_the_rest_stays() {
        let line = r#"{ "n":1e400, "text" : "a\u00e9\n", "x":{"b":1, "a":01e5}}"#.replace("01e5", "1E+5");
        let out = write(&line, Some(("text", "é \"q\"\n")), Report::Add(json!({"flags": []})));
        assert_eq!(out, r#"{ "n":1e400, "text" : "é \"q\"\n", "x":{"b":1, "a":1E+5},"unchaff":{"flags":[]}}"#);
        let same = write(&line, Some(("text", "aé\n")), Report::Leave);
        assert_eq!(same, line);
    }

    #[test]
    fn a_missing_field_is_added() {
        let out = write(r#"{"html":"<p>x"}"#, Some(("text", "x")), Report::Add(json!({})));
        assert_eq!(out, r#"{"html":"<p>x","text":"x","unchaff":{}}"#);
        assert_eq!(write(" { } ", Some(("text", "x")), Report::Leave), r#" {"text":"x" } "#);
        assert_eq!(write("{}", None, Report::Add(json!({"a": 1}))), r#"{"unchaff":{"a":1}}"#);
    }

    #[test]
    fn an_earlier_report_becomes_previous() {
        let new = || Report::Add(json!({"b": 2}));
        for (line, expected) in [
            (r#"{"unchaff":{"a":1}, "text":"x"}"#, r#"{"text":"x","unchaff":{"b":2,"previous":{"a":1}}}"#),
            (r#"{"text":"x", "unchaff": [0.10]}"#, r#"{"text":"x","unchaff":{"b":2,"previous":[0.10]}}"#),
            (r#"{"a":0 ,"unchaff":null,"text":"x"}"#, r#"{"a":0,"text":"x","unchaff":{"b":2,"previous":null}}"#),
            (r#"{"unchaff":1}"#, r#"{"unchaff":{"b":2,"previous":1}}"#),
        ] {
            assert_eq!(write(line, None, new()), expected);
        }
        let out = write(r#"{"unchaff":1}"#, None, Report::Add(json!({})));
        assert_eq!(out, r#"{"unchaff":{"previous":1}}"#);
    }

    #[test]
    fn the_way_back() {
        for line in [
            r#"{"a":1,"text":"long text"}"#,
            r#"{"a":1,"text":"long text","unchaff":{"previous":{"x":2}}}"#,
            r#"{"text":"long text","unchaff":"mine"}"#,
        ] {
            let out = write(line, Some(("text", "text")), Report::Add(json!({"removed": []})));
            assert_eq!(write(&out, Some(("text", "long text")), Report::TakeBack), line);
        }
        assert_eq!(write(r#"{"unchaff":{}, "a":1}"#, None, Report::TakeBack), r#"{"a":1}"#);
        assert_eq!(write(r#"{"unchaff":{}}"#, None, Report::TakeBack), "{}");
        assert_eq!(write(r#"{"a":1}"#, None, Report::TakeBack), r#"{"a":1}"#);
    }

    #[test]
    fn a_record_that_fails_keeps_its_text() {
        let line = br#"{"text":"x \ud800 y","n":1}"#;
        let record = Record::parse(line).unwrap();
        let error = record.text("text").unwrap_err();
        let mut out = Vec::new();
        record.write(&mut out, Change { text: None, report: Report::Add(Failure(&error)) }).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.starts_with(r#"{"text":"x \ud800 y","n":1,"unchaff":{"error":"field \"text\" holds"#));
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing() {
        let record = Record::parse(b"{}").unwrap();
        let mut out = b"before".to_vec();
        assert!(record.write(&mut out, Change { text: None, report: Report::Add("text") }).is_err());
        let into_report = Change { text: Some((REPORT_FIELD, "x")), report: Report::<()>::Leave };
        assert!(record.write(&mut out, into_report).is_err());
        assert_eq!(out, b"before");
    }

    /// A JSON value as other programs write it: white space and odd numbers included.
    fn value() -> impl Strategy<Value = String> {
        let leaf = prop::sample::select(vec![
            "1",
            "-0.0",
            "1e999",
            "12345678901234567890123",
            "true",
            "null",
            r#""\u0041\/\ud800""#,
            r#""é""#,
            "[ ]",
            "{}",
        ]);
        leaf.prop_map(str::to_owned).prop_recursive(3, 12, 3, |inner| {
            let pair = (inner.clone(), inner).prop_map(|(a, b)| (a, b));
            pair.prop_map(|(a, b)| format!(r#"[{a} ,{{"k": {b},"k":1}}]"#))
        })
    }

    proptest! {
        #[test]
        fn other_fields_stay_byte_for_byte(
            fields in prop::collection::vec(("[a-d\u{e9}]{1,2}", value(), "[ \t]{0,2}"), 0..6),
            old in ".{0,12}", new in ".{0,12}", place in 0usize..7, reported in any::<bool>(),
        ) {
            let mut parts: Vec<String> = fields.iter().map(|(key, value, space)| format!(r#""{key}"{space}:{space}{value}"#)).collect();
            let before = format!("\"text\": {}", serde_json::to_string(&old).unwrap());
            parts.insert(place.min(parts.len()), before.clone());
            let kept = parts.clone();
            if reported {
                parts.insert(place / 2 % (parts.len() + 1), r#""unchaff":{"p":1}"#.to_owned());
            }
            let line = format!("{{{}}}", parts.join(","));
            let out = write(&line, Some(("text", &new)), Report::Add(json!({"r": 1})));
            let after = if old == new { before } else { format!("\"text\": {}", serde_json::to_string(&new).unwrap()) };
            let mut expected: Vec<String> = kept;
            expected[place.min(fields.len())] = after;
            let report = if reported { r#""unchaff":{"r":1,"previous":{"p":1}}"# } else { r#""unchaff":{"r":1}"# };
            expected.push(report.to_owned());
            prop_assert_eq!(&out, &format!("{{{}}}", expected.join(",")));
            let back = write(&out, Some(("text", &old)), Report::TakeBack);
            let back = Record::parse(back.as_bytes()).unwrap().text("text").unwrap().into_owned();
            prop_assert_eq!(back, old);
        }
    }
}
