//! The bytes of a page as text.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use serde::{Deserialize, Serialize};

/// How a page was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'p> {
    /// The page; bytes that stand for nothing in the encoding are U+FFFD.
    pub page: Cow<'p, str>,
    /// The encoding's name.
    pub encoding: &'static str,
    /// What told it: `bom`, `declared`, `bytes` (they are valid UTF-8, or lie like UTF-16) or `guessed`.
    pub told_by: &'static str,
}

impl Decoded<'_> {
    /// How the page is written, when writing its text in this way gives its bytes again; `bytes` are those of the page.
    /// `None` when some of them stand for nothing in the encoding, or could have been written in another way.
    pub fn writing(&self, bytes: &[u8]) -> Option<PageEncoding> {
        let encoding = PageEncoding { name: self.encoding.to_owned(), byte_order_mark: self.told_by == "bom" };
        (encoding.encode(&self.page).as_deref() == Some(bytes)).then_some(encoding)
    }
}

/// How a page is written: what leads from its bytes to its text and back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageEncoding {
    /// The encoding's name, as the WHATWG gives it.
    pub name: String,
    /// A byte order mark stands before the page; it is no part of the text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub byte_order_mark: bool,
}

impl PageEncoding {
    /// Whether bytes and text are the same.
    pub fn is_plain(&self) -> bool {
        self.name == UTF_8.name() && !self.byte_order_mark
    }

    /// The text's bytes; `None` when the encoding is not known or has no way to write it.
    ///
    /// ```
    /// let page = b"<meta charset=iso-8859-1><p>Caf\xe9 am See";
    /// let decoded = unchaff::decode_page(page);
    /// let encoding = decoded.writing(page).unwrap();
    /// assert_eq!(encoding.encode(&decoded.page).as_deref(), Some(&page[..]));
    /// assert_eq!(encoding.decode(page).as_deref(), Some(&*decoded.page));
    /// ```
    pub fn encode(&self, text: &str) -> Option<Vec<u8>> {
        let encoding = Encoding::for_label(self.name.as_bytes())?;
        let marked = if self.byte_order_mark { "\u{feff}" } else { "" };
        // The standard has encoders for what browsers send, and they never send UTF-16.
        let wide = || marked.encode_utf16().chain(text.encode_utf16());
        if encoding == UTF_16LE {
            return Some(wide().flat_map(u16::to_le_bytes).collect());
        } else if encoding == UTF_16BE {
            return Some(wide().flat_map(u16::to_be_bytes).collect());
        }
        let (bytes, _, faulty) = encoding.encode(text);
        (!faulty).then(|| [marked.as_bytes(), &bytes].concat())
    }

    /// The text of bytes; `None` when some of them stand for nothing in the encoding.
    pub fn decode(&self, bytes: &[u8]) -> Option<String> {
        let encoding = Encoding::for_label(self.name.as_bytes())?;
        let mark = if self.byte_order_mark { Encoding::for_bom(bytes)?.1 } else { 0 };
        let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..])?;
        Some(text.into_owned())
    }
}

/// A declaration of the encoding is looked for in so many bytes.
const PRESCAN: usize = 4096;

/// Reads the bytes of a page: by its byte order mark, its declaration, or by what the bytes look like. Bytes that are
/// valid UTF-8 beyond ASCII are UTF-8 whatever is declared; a declaration that the bytes contradict is not followed.
///
/// ```
/// let page = unchaff::decode_page(b"<meta charset=iso-8859-1><p>Caf\xe9 am See");
/// assert!(page.page.ends_with("Café am See"));
/// assert_eq!((page.encoding, page.told_by), ("windows-1252", "declared"));
/// ```
pub fn decode_page(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return decoded(encoding, &bytes[length..], "bom");
    }
    if let Some(encoding) = wide(bytes) {
        return decoded(encoding, bytes, "bytes");
    }
    let declared = declared(bytes.get(..PRESCAN).unwrap_or(bytes));
    if let Ok(page) = std::str::from_utf8(bytes) {
        let told_by = if declared == Some(UTF_8) { "declared" } else { "bytes" };
        // ISO-2022-JP writes everything in seven bits.
        return match declared.filter(|encoding| !encoding.is_ascii_compatible()) {
            Some(encoding) => decoded(encoding, bytes, "declared"),
            None => Decoded { page: page.into(), encoding: UTF_8.name(), told_by },
        };
    }
    if let Some(encoding) = declared {
        let (page, faulty) = encoding.decode_without_bom_handling(bytes);
        // A stray byte or two are faults of the page, more are a wrong declaration.
        let faults = if faulty { page.matches('\u{fffd}').count() } else { 0 };
        if faults * 2_000 <= page.len() {
            return Decoded { page, encoding: encoding.name(), told_by: "declared" };
        }
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, chardetng::Utf8Detection::Allow);
    decoded(guessed, bytes, "guessed")
}

fn decoded<'p>(encoding: &'static Encoding, bytes: &'p [u8], told_by: &'static str) -> Decoded<'p> {
    let (page, _) = encoding.decode_without_bom_handling(bytes);
    Decoded { page, encoding: encoding.name(), told_by }
}

/// UTF-16 without a byte order mark: every second byte of markup is NUL.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..64)?;
    let nul = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    match (nul(0), nul(1)) {
        (even, odd) if odd >= 28 && even <= 4 => Some(UTF_16LE),
        (even, odd) if even >= 28 && odd <= 4 => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding that a `meta` element declares, as `charset` or within `content`.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&head[from..], b"charset") {
        let rest = &head[from + at + 7..];
        from += at + 7;
        let rest = rest.trim_ascii_start();
        let Some(rest) = rest.strip_prefix(b"=") else { continue };
        let rest = rest.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
        let end =
            rest.iter().position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'-' | b'_' | b':' | b'.'));
        let label = &rest[..end.unwrap_or(rest.len())];
        if let Some(encoding) = Encoding::for_label(label) {
            // A page whose declaration could be read is no UTF-16; browsers take UTF-8 then.
            return Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, &'static str, &'static str) {
        let decoded = decode_page(bytes);
        (decoded.page.into_owned(), decoded.encoding, decoded.told_by)
    }

    #[test]
    fn marks_declarations_and_guesses() {
        assert_eq!(read(b"\xef\xbb\xbf<p>\xc3\xa9"), ("<p>é".into(), "UTF-8", "bom"));
        assert_eq!(read(b"\xff\xfe<\0p\0>\0\xe9\0"), ("<p>é".into(), "UTF-16LE", "bom"));
        let text = "<html><head><title>Fähre</title></head><body><p>Die Fähre fährt nicht vor Donnerstag.</p>";
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&wide), (text.into(), "UTF-16BE", "bytes"));
        let wrong = "<meta charset=iso-8859-1><p>Fähre";
        assert_eq!(read(wrong.as_bytes()), (wrong.into(), "UTF-8", "bytes"));
        let koi = b"<meta http-equiv=Content-Type content='text/html; charset=koi8-r'><p>\xf0\xd2\xc9\xd7\xc5\xd4";
        assert!(read(koi).0.ends_with("Привет"));
    }

    #[test]
    fn a_declaration_of_utf_8_that_is_not_kept() {
        let bytes =
            b"<meta charset=utf-8><p>Die F\xe4hre f\xe4hrt fr\xfchestens am Donnerstag \xfcber die See, hei\xdft es.";
        let (page, encoding, told_by) = read(bytes);
        assert!(page.contains("Fähre fährt frühestens"), "{page} {encoding}");
        assert_eq!(told_by, "guessed");
    }
}
