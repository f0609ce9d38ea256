//! Word boundaries at the ends of a match, in folded text.

use unicode_normalization::char::is_combining_mark;

/// Whether a phrase that begins with `first` may begin at `start`.
#[inline]
pub(super) fn opens(bytes: &[u8], start: usize, first: char) -> bool {
    match start.checked_sub(1).and_then(|last| bytes.get(last)) {
        None => true,
        Some(&byte) if byte.is_ascii() => !is_word(char::from(byte)) || between(char::from(byte), first),
        Some(_) => char_before(bytes, start).is_none_or(|before| between(before, first)),
    }
}

/// Whether a phrase may end at `end`.
#[inline]
pub(super) fn closes(bytes: &[u8], end: usize, phrase: &str) -> bool {
    let Some(last) = phrase.chars().next_back() else {
        return true;
    };
    match bytes.get(end) {
        None => true,
        Some(&byte) if byte.is_ascii() => !is_word(char::from(byte)) || between(last, char::from(byte)),
        Some(_) => char_at(bytes, end).is_none_or(|after| between(last, after)),
    }
}

/// Whether a match may begin or end between two neighbours.
fn between(left: char, right: char) -> bool {
    if !is_word(left) || !is_word(right) {
        return true;
    }
    // A mark belongs to the letter before it, in every script.
    !is_combining_mark(right) && (is_unspaced(left) || is_unspaced(right))
}

/// Letters, digits, `_` and combining marks make words.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || (!c.is_ascii() && is_combining_mark(c))
}

/// Whether the script of the character is written without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        // Thai, Lao, Myanmar, Khmer
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{19E0}'..='\u{19FF}'
        | '\u{A9E0}'..='\u{A9FF}' | '\u{AA60}'..='\u{AA7F}'
        // Han radicals and iteration marks, kana, bopomofo
        | '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3040}'..='\u{312F}'
        | '\u{31A0}'..='\u{31BF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}' | '\u{1AFF0}'..='\u{1B16F}'
        // Han
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The character that ends at `end`.
fn char_before(bytes: &[u8], end: usize) -> Option<char> {
    (1..=4).find_map(|length| whole(bytes.get(end.checked_sub(length)?..end)?))
}

/// The character that begins at `start`.
fn char_at(bytes: &[u8], start: usize) -> Option<char> {
    (1..=4).find_map(|length| whole(bytes.get(start..start.checked_add(length)?)?))
}

/// The one character these bytes are.
fn whole(bytes: &[u8]) -> Option<char> {
    std::str::from_utf8(bytes).ok()?.chars().next()
}
