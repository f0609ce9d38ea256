//! Lines that are no records: for `--errors FILE` and for standard error.

use std::fmt;

use serde::Serialize;

/// A line that could not stay among the records, with its place and the reason. Displayed as a
/// message for people: `input:line: reason`.
#[derive(Clone, Debug, Serialize)]
pub struct Reject<'a> {
    /// The input's name.
    pub input: &'a str,
    /// The line's number in the input, from 1.
    pub line: u64,
    /// Why.
    #[serde(rename = "error")]
    pub reason: String,
    #[serde(flatten)]
    bytes: RejectedBytes<'a>,
}

/// What the line was, so that nothing is lost.
#[derive(Clone, Debug, Serialize)]
enum RejectedBytes<'a> {
    #[serde(rename = "raw")]
    Text(&'a str),
    /// A line that is not UTF-8 cannot stand in JSON.
    #[serde(rename = "raw_base64")]
    Base64(String),
    /// A line too long to be kept has its length only.
    #[serde(rename = "bytes")]
    Length(u64),
}

impl<'a> Reject<'a> {
    /// A line with its bytes.
    pub fn new(input: &'a str, line: u64, reason: String, bytes: &'a [u8]) -> Reject<'a> {
        let bytes = match std::str::from_utf8(bytes) {
            Ok(text) => RejectedBytes::Text(text),
            Err(_) => RejectedBytes::Base64(base64(bytes)),
        };
        Reject { input, line, reason, bytes }
    }

    /// A line over the limit, of `length` bytes.
    pub fn too_long(input: &'a str, line: u64, length: u64, limit: usize) -> Reject<'a> {
        let reason = format!("the line has {length} bytes, more than the limit of {limit}");
        Reject { input, line, reason, bytes: RejectedBytes::Length(length) }
    }

    /// Appends the reject as a line of JSON: `input`, `line`, `error` and the line itself as `raw`,
    /// as `raw_base64` where it is not UTF-8, or only its length as `bytes` where it was too long.
    ///
    /// # Errors
    /// None that can happen: names and reasons are strings.
    pub fn write(&self, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        serde_json::to_writer(&mut *out, self)?;
        out.push(b'\n');
        Ok(())
    }
}

impl fmt::Display for Reject<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.input, self.line, self.reason)
    }
}

/// Standard base64 with padding.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let group = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let value = (group >> (18 - 6 * digit)) & 63;
            let shown = if digit <= chunk.len() { DIGITS[value as usize] } else { b'=' };
            text.push(char::from(shown));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(reject: &Reject<'_>) -> String {
        let mut out = Vec::new();
        reject.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn for_people_and_for_programs() {
        let reject = Reject::new("a.jsonl", 7, "not JSON: expected value at byte 1".into(), b"\"oh");
        assert_eq!(reject.to_string(), "a.jsonl:7: not JSON: expected value at byte 1");
        assert_eq!(
            json(&reject),
            "{\"input\":\"a.jsonl\",\"line\":7,\"error\":\"not JSON: expected value at byte 1\",\"raw\":\"\\\"oh\"}\n"
        );
    }

    #[test]
    fn what_is_no_text_or_was_not_kept() {
        let reject = Reject::new("a", 1, "not UTF-8".into(), b"a\xff");
        assert!(json(&reject).contains(r#""raw_base64":"Yf8=""#));
        assert!(json(&Reject::too_long("a", 1, 300, 200)).contains(r#""bytes":300"#));
    }

    #[test]
    fn base64_of_any_length() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
