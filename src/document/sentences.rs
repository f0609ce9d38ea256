//! Sentences of running text.

use std::ops::Range;

use super::vocabulary::{is_closing_abbreviation, is_number_abbreviation, is_starter, is_title};

/// The sentences of `text`, as byte ranges, without the white space between them.
///
/// Abbreviations, initials, ordinals and decimal numbers end no sentence; closing quotation marks and brackets belong
/// to the sentence they close; the full stops of Chinese, Japanese, Hindi, Arabic and others are known. A blank line
/// ends a sentence, a line break does not. The ranges hold every byte that is not white space. Takes linear time.
pub fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    sentences_from(text, 0)
}

/// The sentences of `text`, which stands at `offset` of the text that the ranges are for.
pub(super) fn sentences_from(text: &str, offset: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + space(text, at);
        if start >= text.len() {
            return None;
        }
        at = sentence_end(text, start);
        let kept = text.get(start..at).unwrap_or("").trim_end().len();
        Some(offset + start..offset + start + kept)
    })
}

/// Whether `line` ends as sentences do: a full stop, question or exclamation mark, ellipsis, colon or semicolon, and
/// what closes quotations and brackets after it.
pub(super) fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(is_closer)
        .chars()
        .next_back()
        .is_some_and(|last| is_end(last) || matches!(last, ':' | ';' | '：' | '；'))
}

/// Whether a full stop after `word` may be no more than the mark of an abbreviation ("Inc", "p.m", "U.S").
pub(super) fn is_abbreviation(word: &str) -> bool {
    !matches!(abbreviation(word), Abbreviation::No)
}

/// A character that ends a sentence.
pub(super) fn is_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '｡' | '।' | '॥' | '؟' | '۔' | '‼' | '⁇' | '⁈' | '⁉')
}

/// A character that closes what a sentence stands in.
pub(super) fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '”'
            | '’'
            | '“'
            | '»'
            | '«'
            | '›'
            | ')'
            | ']'
            | '}'
            | '」'
            | '』'
            | '）'
            | '】'
            | '》'
            | '*'
            | '_'
    )
}

/// Bytes that may begin a character which ends a sentence, and the line break.
const fn stops() -> [bool; 256] {
    let mut table = [false; 256];
    let bytes = [b'.', b'!', b'?', b'\n', 0xE2, 0xE3, 0xEF, 0xE0, 0xD8, 0xDB];
    let mut index = 0;
    while index < bytes.len() {
        table[bytes[index] as usize] = true;
        index += 1;
    }
    table
}

static STOPS: [bool; 256] = stops();

/// Where the sentence that begins at `start` ends; white space may follow the end or precede it.
fn sentence_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    loop {
        let rest = bytes.get(at..).unwrap_or(&[]);
        let Some(found) = rest.iter().position(|byte| STOPS.get(usize::from(*byte)) == Some(&true)) else {
            return text.len();
        };
        at += found;
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
            return text.len();
        };
        if c == '\n' {
            let white = space(text, at);
            if text.get(at..at + white).is_some_and(|white| white.matches('\n').nth(1).is_some()) {
                return at;
            }
            at += white.max(1);
            continue;
        }
        if !is_end(c) {
            at += c.len_utf8();
            continue;
        }
        let (end, only_stop) = run_of_ends(text, at);
        if ends_here(text, start, at, end, only_stop) {
            return end;
        }
        at = end;
    }
}

/// The end of the run of end marks and closers at `at`, and whether the run is a single full stop.
fn run_of_ends(text: &str, at: usize) -> (usize, bool) {
    let rest = text.get(at..).unwrap_or("");
    let marks = rest.len() - rest.trim_start_matches(is_end).len();
    let after = rest.get(marks..).unwrap_or("");
    let mut closers = after.len() - after.trim_start_matches(is_closer).len();
    // A mark that both opens and closes opens when a letter follows it and a letter stood before it.
    let follows = after.get(closers..).and_then(|rest| rest.chars().next());
    if marks == 1 && follows.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit()) {
        closers = 0;
    }
    (at + marks + closers, marks == 1 && rest.starts_with('.'))
}

/// Whether the marks at `at..end` end the sentence that began at `start`.
fn ends_here(text: &str, start: usize, at: usize, end: usize, only_stop: bool) -> bool {
    let Some(after) = text.get(end..).filter(|after| !after.is_empty()) else {
        return true;
    };
    let wide =
        text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(|c| matches!(c, '。' | '！' | '？' | '｡'));
    let white = space(text, end);
    let next = after.get(white..).unwrap_or("");
    let Some(first) = next.chars().next() else {
        return true;
    };
    if wide {
        return true;
    }
    let word = word_before(text, start, at);
    if white == 0 {
        return lost_space(word, text.get(at..end).unwrap_or(""), next);
    }
    if first.is_lowercase() && !opens_with_address(next) {
        return false;
    }
    if !only_stop {
        return true;
    }
    match abbreviation(word) {
        Abbreviation::No => true,
        Abbreviation::Always => false,
        Abbreviation::BeforeNumber => !first.is_ascii_digit(),
        Abbreviation::Ordinal => word.len() + 1 < at - start && !super::shapes::is_month(next),
        Abbreviation::Maybe => starts_sentence(next),
    }
}

/// Whether the first word is a mail address, which begins a line in lower case: "… on Monday. jroe@dunmere.example".
fn opens_with_address(next: &str) -> bool {
    let word = next.split_whitespace().next().unwrap_or_default();
    word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

/// A sentence end without white space after it, as text that lost its line breaks has: "on Monday.Sign up".
fn lost_space(word: &str, marks: &str, next: &str) -> bool {
    let mut after = next.chars();
    let capital = after.next().is_some_and(char::is_uppercase) && after.next().is_some_and(char::is_lowercase);
    let low = word.chars().rev().take(2).filter(|c| c.is_lowercase()).count();
    let plain = low == 2 && word.chars().all(char::is_alphabetic);
    let quoted = marks.ends_with(['”', '"', '»']);
    capital && (plain || quoted) && !matches!(marks, "'" | "’")
}

/// The letters, digits and inner full stops that stand directly before `at`, at most 24 bytes.
fn word_before(text: &str, start: usize, at: usize) -> &str {
    let before = text.get(start..at).unwrap_or("");
    let mut from = before.len();
    for (index, c) in before.char_indices().rev() {
        if before.len() - index > 24 || !(c.is_alphanumeric() || matches!(c, '.' | '/' | '@' | '-')) {
            break;
        }
        from = index;
    }
    before.get(from..).unwrap_or("")
}

enum Abbreviation {
    /// A word.
    No,
    /// Something always follows: "Dr", initials.
    Always,
    /// "No", "Jan": an abbreviation when a number follows.
    BeforeNumber,
    /// A number: an ordinal when a month follows, or the number of an item.
    Ordinal,
    /// "Inc", "U.S", "p.m": may stand at the end of a sentence.
    Maybe,
}

fn abbreviation(word: &str) -> Abbreviation {
    let mut letters = word.chars();
    let (first, second) = (letters.next(), letters.next());
    let Some(first) = first else {
        return Abbreviation::No;
    };
    if second.is_none() && first.is_alphabetic() {
        return if first == 'I' { Abbreviation::Maybe } else { Abbreviation::Always };
    }
    if word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Abbreviation::Ordinal;
    }
    if word.contains('.') {
        let dotted = word.len() <= 12
            && word.split('.').all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic));
        return match word {
            "e.g" | "i.e" | "z.B" | "d.h" | "u.a" | "p.ej" | "p.ex" => Abbreviation::Always,
            _ if dotted => Abbreviation::Maybe,
            _ => Abbreviation::No,
        };
    }
    if is_title(word) {
        Abbreviation::Always
    } else if is_number_abbreviation(word) {
        Abbreviation::BeforeNumber
    } else if is_closing_abbreviation(word) {
        Abbreviation::Maybe
    } else {
        Abbreviation::No
    }
}

/// Whether the text begins with a word, or a quotation, that begins sentences far more often than it goes on a name.
fn starts_sentence(next: &str) -> bool {
    let word = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    next.starts_with(['“', '"', '„', '«']) || is_starter(word)
}

/// Bytes of white space at `at`.
fn space(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    rest.len() - rest.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::sentences;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).map(|range| &text[range]).collect()
    }

    #[test]
    fn one_sentence() {
        for text in [
            "Mr. Roe met Dr. Jane Q. Doe at 5 p.m. on Monday.",
            "The U.S. President spoke to J. R. Doe of Kestrel Inc. about it.",
            "It fell 3.5 percent to 1.2 million.",
            "“Is it over?” she asked.",
            "They sell nuts, figs, etc. and dates.",
            "Am 17. Juni war es heiß.",
            "No. 5 is the best, e.g. in summer.",
            "Yahoo! is a name.",
            "See example.org/Foo.Bar for more.",
            "On Jan. 5 the ferry sank.",
            "A line\nthat wraps",
            "1. First item",
            "no end",
            "...",
        ] {
            assert_eq!(cut(text), [text]);
        }
    }

    #[test]
    fn several_sentences() {
        for sentences in [
            &["The ferry sank.", "Nobody was hurt."][..],
            &["“We will rebuild.”", "She left."],
            &["(It was late.)", "He slept!", "Why?"],
            &["He lives in the U.S.", "The others do not."],
            &["It ended at 5 p.m.", "The crowd left."],
            &["It was 2019.", "Then came 2020."],
            &["¿Quién fue?", "Nadie lo sabe.", "Él sí…", "No."],
            &["It closed in May.", "“Never again,” he said."],
            &["He bought Acme Inc.", "The price was low."],
            &["Sie kam an.", "Er ging."],
        ] {
            assert_eq!(cut(&sentences.join(" ")), sentences);
        }
    }

    #[test]
    fn an_address_begins_a_sentence() {
        let text = "The board met on Monday. jroe@dunmere.example or 555-0100";
        let found: Vec<_> = sentences(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["The board met on Monday.", "jroe@dunmere.example or 555-0100"]);
    }

    #[test]
    fn sentences_without_space() {
        assert_eq!(cut("船が沈んだ。誰も無事だ！本当？"), ["船が沈んだ。", "誰も無事だ！", "本当？"]);
        assert_eq!(cut("「沈んだ。」彼は言った。"), ["「沈んだ。」", "彼は言った。"]);
        assert_eq!(cut("It sank on Monday.Sign up now"), ["It sank on Monday.", "Sign up now"]);
        assert_eq!(cut("“It sank.”The crew left"), ["“It sank.”", "The crew left"]);
        assert_eq!(cut("यह डूब गई। कोई नहीं बचा।"), ["यह डूब गई।", "कोई नहीं बचा।"]);
    }

    #[test]
    fn blank_lines_end_sentences() {
        assert_eq!(cut(" A title\n\n  A text. \n"), ["A title", "A text."]);
        assert_eq!(cut(" \n "), [""; 0]);
    }

    #[test]
    fn long_texts_take_linear_time() {
        for unit in [".", ". a", "(", "a.b", "\n", "\n ", ".)", "…\"", "1. "] {
            let text = unit.repeat(300_000);
            assert!(sentences(&text).count() <= text.len());
        }
    }
}
