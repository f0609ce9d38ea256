//! What becomes of a single character when text is folded.

use unicode_normalization::char::is_combining_mark;

/// What stands for a character in the folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// White space: one space for a run.
    Space,
    /// Invisible: nothing.
    Nothing,
    /// A typographic variant of these ASCII characters.
    Ascii(&'static str),
    /// Itself, in lower case.
    Itself,
}

/// The form of a character; of an ASCII character too.
#[inline]
pub(super) fn form(c: char) -> Form {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}' | '\u{2032}' | '\u{2039}' | '\u{203A}' | '\u{02BC}'
        | '\u{00B4}' | '`' => Form::Ascii("'"),
        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' | '\u{2033}' | '\u{00AB}' | '\u{00BB}' => Form::Ascii("\""),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => Form::Ascii("-"),
        '\u{2026}' => Form::Ascii("..."),
        // Soft hyphen, grapheme joiner, Arabic letter mark, Mongolian vowel separator; zero-width space, joiners and
        // direction marks; embeddings; word joiner, invisible operators and isolates; variation selectors; BOM.
        '\u{00AD}'
        | '\u{034F}'
        | '\u{061C}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' => Form::Nothing,
        _ if c.is_whitespace() => Form::Space,
        _ => Form::Itself,
    }
}

/// Appends the lower case of a character. The final sigma is folded to the common one; `ß` stays.
#[inline]
pub(super) fn push_lower(c: char, out: &mut String) {
    match c {
        'ς' => out.push('σ'),
        // Scripts without case, and the commonest: spares the table of the standard library.
        '\u{3040}'..='\u{A63F}' | '\u{AC00}'..='\u{D7A3}' => out.push(c),
        _ => out.extend(c.to_lowercase()),
    }
}

/// Whether the character may combine with the one before it: a mark, or a Hangul vowel or final consonant.
#[inline]
pub(super) fn joins(c: char) -> bool {
    c >= '\u{0300}' && (is_combining_mark(c) || matches!(c, '\u{1160}'..='\u{11FF}'))
}
