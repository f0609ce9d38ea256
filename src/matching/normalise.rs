//! Folding a text into a buffer, with a map back to the original.
//!
//! Plain ASCII goes through in chunks that the compiler turns into vector instructions; a byte that needs more (an
//! asterisk, a bracket, a second space, anything that is not ASCII) ends the chunk and is treated by itself.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::characters::{Form, form, joins, push_lower};
use super::links::Links;
use super::offsets::{OffsetMap, Unit};

const CHUNK: usize = 32;

/// A folded text and its map. The buffers are reused from text to text.
#[derive(Debug, Default)]
pub(super) struct Folded {
    bytes: Vec<u8>,
    map: OffsetMap,
    links: Links,
}

impl Folded {
    /// Folds `text`, in place of what was there.
    pub(super) fn fill(&mut self, text: &str) {
        self.bytes.clear();
        self.bytes.reserve(text.len() + CHUNK);
        self.map.clear();
        self.links.clear();
        let folder = Folder {
            text,
            source: text.as_bytes(),
            at: 0,
            out: &mut self.bytes,
            map: &mut self.map,
            links: &mut self.links,
            lower: String::new(),
        };
        folder.run();
    }

    /// The folded text: valid UTF-8.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The original bytes of a range of the folded text; `None` when an end of it lies inside one original character.
    pub(super) fn original(&self, start: usize, end: usize) -> Option<Range<usize>> {
        self.map.span(start, end)
    }

    /// As [`Folded::original`], for ranges in the order of their starts; `seen` is 0 at first.
    pub(super) fn next_original(&self, seen: &mut usize, start: usize, end: usize) -> Option<Range<usize>> {
        self.map.next_span(seen, start, end)
    }

    /// Writes a range of the folded text with the case of the original `text` into `out`.
    pub(super) fn cased(&self, text: &str, start: usize, end: usize, out: &mut String) {
        out.clear();
        let Some(span) = self.original(start, end) else {
            return;
        };
        let mut at = span.start;
        for unit in self.map.within(start, end) {
            // What is left out before the range, or already behind us.
            if unit.original < at {
                continue;
            }
            push_cased(text.get(at..unit.original).unwrap_or_default(), out);
            if unit.folded_len > 0 {
                let mut piece = String::new();
                push_cased(text.get(unit.original..unit.original_end()).unwrap_or_default(), &mut piece);
                out.extend(piece.nfc());
            }
            at = unit.original_end();
        }
        push_cased(text.get(at..span.end).unwrap_or_default(), out);
    }
}

/// Appends the folded form of characters, but for their case.
fn push_cased(piece: &str, out: &mut String) {
    for c in piece.chars() {
        match form(c) {
            Form::Space => out.push(' '),
            Form::Nothing => {}
            Form::Ascii(ascii) => out.push_str(ascii),
            Form::Itself => out.push(c),
        }
    }
}

/// One pass over a text.
struct Folder<'t> {
    text: &'t str,
    source: &'t [u8],
    /// The next byte to read; always at a character boundary.
    at: usize,
    out: &'t mut Vec<u8>,
    map: &'t mut OffsetMap,
    links: &'t mut Links,
    lower: String,
}

impl Folder<'_> {
    fn run(mut self) {
        while let Some(&byte) = self.source.get(self.at) {
            // A chunk looks at the byte before it in the original, so one byte must be plain first.
            if self.plain(byte) {
                self.chunks();
            } else if byte.is_ascii() {
                self.ascii(byte);
            } else {
                self.wide();
            }
        }
    }

    /// Takes a byte that stands for one byte and needs nothing else; `false` for any other, which is left.
    #[inline]
    fn plain(&mut self, byte: u8) -> bool {
        let folded = match byte {
            b'*' | b'[' | b']' | 0x80.. => return false,
            b' ' | b'\t'..=b'\r' if self.out.last() == Some(&b' ') => return false,
            b' ' | b'\t'..=b'\r' => b' ',
            b'`' => b'\'',
            _ => byte.to_ascii_lowercase(),
        };
        self.out.push(folded);
        self.at += 1;
        true
    }

    /// Takes chunks as long as all of their bytes are plain, then the plain ones of the next.
    #[inline]
    fn chunks(&mut self) {
        while let Some(&now) = self.source.get(self.at..).and_then(<[u8]>::first_chunk::<CHUNK>)
            && let Some(&before) = self.source.get(self.at - 1..).and_then(<[u8]>::first_chunk::<CHUNK>)
        {
            let (folded, odd) = fold_chunk(&now, &before);
            if odd.iter().fold(0, |any, flag| any | flag) != 0 {
                let plain = odd.iter().position(|&flag| flag != 0).unwrap_or(0);
                self.out.extend_from_slice(folded.get(..plain).unwrap_or_default());
                self.at += plain;
                return;
            }
            self.out.extend_from_slice(&folded);
            self.at += CHUNK;
        }
    }

    /// Takes an asterisk, a bracket or further white space.
    fn ascii(&mut self, byte: u8) {
        match byte {
            b'*' if !self.is_emphasis() => self.keep(1),
            b'[' | b']' => match self.links.syntax(self.source, self.at) {
                Some(length) => self.leave_out(length),
                None => self.keep(1),
            },
            _ => self.leave_out(1),
        }
    }

    /// Whether the asterisk here touches something.
    fn is_emphasis(&self) -> bool {
        let touches = |c: Option<char>| c.is_some_and(|c| !c.is_whitespace());
        touches(self.text.get(..self.at).and_then(|before| before.chars().next_back()))
            || touches(self.text.get(self.at + 1..).and_then(|after| after.chars().next()))
    }

    /// Takes a character that is not ASCII, with the marks after it if it is a mark itself.
    fn wide(&mut self) {
        let Some(c) = self.peek(self.at) else {
            // Cannot happen at a character boundary; ends the pass rather than going round for ever.
            self.at = self.source.len();
            return;
        };
        match form(c) {
            Form::Nothing => self.leave_out(c.len_utf8()),
            Form::Space if self.out.last() == Some(&b' ') => self.leave_out(c.len_utf8()),
            Form::Space => self.put(" ", c.len_utf8()),
            Form::Ascii(ascii) => self.put(ascii, c.len_utf8()),
            Form::Itself if joins(c) => self.cluster(),
            Form::Itself => {
                let mut lower = std::mem::take(&mut self.lower);
                lower.clear();
                push_lower(c, &mut lower);
                self.put(&lower, c.len_utf8());
                self.lower = lower;
            }
        }
    }

    /// Takes the marks that stand here and composes them with the character before them.
    fn cluster(&mut self) {
        let (original, folded, replaces) = self.base();
        let mut raw = String::from_utf8_lossy(self.out.get(folded..).unwrap_or_default()).into_owned();
        while let Some(c) = self.peek(self.at).filter(|&c| joins(c) && form(c) == Form::Itself) {
            push_lower(c, &mut raw);
            self.at += c.len_utf8();
        }
        let composed: String = raw.nfc().collect();
        let original_len = self.at - original;
        self.out.truncate(folded);
        self.out.extend_from_slice(composed.as_bytes());
        if replaces {
            self.map.pop();
        }
        if replaces || composed != raw || raw.len() != original_len {
            self.map.push(Unit { folded, folded_len: composed.len(), original, original_len });
        }
    }

    /// Where the character before this place begins, in the original and in the folded text, and whether it has a
    /// unit in the map. Behind something left out there is none: this place itself.
    fn base(&self) -> (usize, usize, bool) {
        match self.map.last_at(self.out.len()) {
            Some(unit) if unit.folded_len == 0 => (self.at, self.out.len(), false),
            Some(unit) => (unit.original, unit.folded, true),
            None => {
                let before = self.text.get(..self.at).and_then(|before| before.chars().next_back());
                let length = before.map_or(0, char::len_utf8);
                (self.at - length, self.out.len().saturating_sub(length), false)
            }
        }
    }

    fn peek(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    /// Puts `folded` for the next `original_len` bytes.
    ///
    /// Without an entry in the map when one character stands for one of the same length. The three dots for an `…`
    /// have its length too, but no place inside them has a place in the original.
    fn put(&mut self, folded: &str, original_len: usize) {
        let first_len = folded.chars().next().map_or(0, char::len_utf8);
        if folded.len() != original_len || first_len != original_len {
            self.map.push(Unit { folded: self.out.len(), folded_len: folded.len(), original: self.at, original_len });
        }
        self.out.extend_from_slice(folded.as_bytes());
        self.at += original_len;
    }

    fn keep(&mut self, length: usize) {
        self.out.extend_from_slice(self.source.get(self.at..self.at + length).unwrap_or_default());
        self.at += length;
    }

    fn leave_out(&mut self, length: usize) {
        self.put("", length);
    }
}

/// Folds a chunk as if all of it were plain, and flags the bytes that are not. `before` is the chunk one byte earlier.
#[inline]
fn fold_chunk(now: &[u8; CHUNK], before: &[u8; CHUNK]) -> ([u8; CHUNK], [u8; CHUNK]) {
    let mut folded = [0; CHUNK];
    let mut odd = [0; CHUNK];
    for (((&byte, &previous), folded), odd) in now.iter().zip(before).zip(&mut folded).zip(&mut odd) {
        let white = (byte == b' ') | (byte.wrapping_sub(b'\t') < 5);
        let white_before = (previous == b' ') | (previous.wrapping_sub(b'\t') < 5);
        let lower = byte | (u8::from(byte.wrapping_sub(b'A') < 26) << 5);
        let quote = if byte == b'`' { b'\'' } else { lower };
        *folded = if white { b' ' } else { quote };
        *odd = u8::from(!byte.is_ascii())
            | u8::from(byte == b'*')
            | u8::from(byte == b'[')
            | u8::from(byte == b']')
            | u8::from(white & white_before);
    }
    (folded, odd)
}
