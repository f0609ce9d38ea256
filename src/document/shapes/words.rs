//! The words of a short text, and how each is written.

/// Texts with more words than this are not looked at word by word.
const MOST: usize = 32;

/// How the letters of a word are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Case {
    /// No letter that has case.
    #[default]
    None,
    /// Begins with a lower-case letter.
    Lower,
    /// Begins with a capital and has lower-case letters.
    Title,
    /// Capitals only.
    Upper,
}

/// A word without the punctuation around it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Word<'t> {
    /// The word; empty when the token is punctuation alone.
    pub text: &'t str,
    /// The word with the punctuation around it.
    pub raw: &'t str,
    /// How it is written.
    pub case: Case,
}

impl<'t> Word<'t> {
    /// The word that a text without white space is.
    pub fn of(raw: &'t str) -> Word<'t> {
        let text = without_marks(raw);
        Word { text, raw, case: case(text) }
    }

    /// Begins with a capital.
    pub fn is_capital(&self) -> bool {
        matches!(self.case, Case::Title | Case::Upper)
    }

    /// Has a digit.
    pub fn has_digit(&self) -> bool {
        self.text.bytes().any(|byte| byte.is_ascii_digit())
    }
}

/// The words of a text.
pub(super) struct Words<'t> {
    items: [Word<'t>; MOST],
    length: usize,
    count: u32,
}

impl<'t> Words<'t> {
    /// The words of `text`; `None` when there are too many.
    pub fn of(text: &'t str) -> Option<Words<'t>> {
        let mut words = Words { items: [Word::default(); MOST], length: 0, count: 0 };
        let mut ideographs = 0;
        let mut at = 0;
        while let Some(raw) = next_token(text, &mut at) {
            let word = Word::of(raw);
            *words.items.get_mut(words.length)? = word;
            words.length += 1;
            words.count += u32::from(!word.text.is_empty());
            ideographs += if word.text.is_ascii() { 0 } else { ideographs_in(word.text.as_bytes()) };
        }
        words.count += ideographs / 2;
        Some(words)
    }

    /// Number of words; tokens of punctuation alone do not count.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Words and tokens of punctuation.
    pub fn all(&self) -> &[Word<'t>] {
        self.items.get(..self.length).unwrap_or(&[])
    }
}

/// The text from `at` to the next white space; `at` moves behind it. `None` at the end.
fn next_token<'t>(text: &'t str, at: &mut usize) -> Option<&'t str> {
    let bytes = text.as_bytes();
    let start = *at + bytes.get(*at..)?.iter().position(|byte| !is_space(*byte))?;
    let mut end = start;
    while let Some(byte) = bytes.get(end) {
        if is_space(*byte) {
            break;
        }
        // The first bytes of the white space that is not ASCII.
        if matches!(byte, 0xC2 | 0xE1 | 0xE2 | 0xE3)
            && let Some(c) = text.get(end..).and_then(|rest| rest.chars().next())
            && c.is_whitespace()
        {
            if end == start {
                *at = start + c.len_utf8();
                return next_token_after(text, at);
            }
            break;
        }
        end += 1;
    }
    *at = end;
    text.get(start..end)
}

/// The next token behind white space that is not ASCII, however much of it.
fn next_token_after<'t>(text: &'t str, at: &mut usize) -> Option<&'t str> {
    let rest = text.get(*at..)?;
    *at += rest.len() - rest.trim_start().len();
    if *at == text.len() { None } else { next_token(text, at) }
}

/// The token without the punctuation around it.
fn without_marks(token: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = token.as_bytes();
    if is_plain(bytes.first()) && is_plain(bytes.last()) {
        return token;
    }
    token.trim_matches(|c: char| !c.is_alphanumeric())
}

fn case(word: &str) -> Case {
    // The common case first: nothing but lower-case letters follow.
    match word.as_bytes() {
        [b'a'..=b'z', ..] => return Case::Lower,
        [b'A'..=b'Z', b'a'..=b'z', ..] => return Case::Title,
        _ => {}
    }
    let mut first = None;
    for c in word.chars() {
        if c.is_lowercase() {
            return if first == Some(true) { Case::Title } else { Case::Lower };
        }
        if c.is_uppercase() {
            first = Some(true);
        }
    }
    if first.is_some() { Case::Upper } else { Case::None }
}

/// Words of a text, counted without looking at each.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    /// Runs between white space, and half the ideographs.
    pub words: u32,
    /// Words that begin with an ASCII lower-case letter.
    pub low: u32,
}

/// Counts the words of `text` in one fast pass.
pub(crate) fn count(text: &str) -> Count {
    let bytes = text.as_bytes();
    let next = bytes.get(1..).unwrap_or(&[]);
    let first = bytes.first().copied().unwrap_or(b' ');
    let mut count = Count { words: u32::from(!is_space(first)), low: u32::from(first.is_ascii_lowercase()) };
    // Sums of a chunk fit a byte, which lets the compiler work on many bytes at once.
    for (before, after) in bytes.chunks(128).zip(next.chunks(128)) {
        let (mut words, mut low) = (0u8, 0u8);
        for (before, after) in before.iter().zip(after) {
            words += u8::from(is_space(*before) & !is_space(*after));
            low += u8::from(is_space(*before) & after.is_ascii_lowercase());
        }
        count.words += u32::from(words);
        count.low += u32::from(low);
    }
    if !text.is_ascii() {
        count.words += ideographs_in(bytes) / 2;
    }
    count
}

fn is_space(byte: u8) -> bool {
    (byte == b' ') | (byte.wrapping_sub(b'\t') < 5)
}

/// Characters of U+3000 to U+9FFF, by the first of their three bytes.
fn ideographs_in(bytes: &[u8]) -> u32 {
    let sum = |chunk: &[u8]| -> u8 { chunk.iter().map(|byte| u8::from(*byte >= 0xE3 && *byte <= 0xE9)).sum() };
    bytes.chunks(128).map(|chunk| u32::from(sum(chunk))).sum()
}
