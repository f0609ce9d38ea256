//! The matcher against slow and obvious ones, over generated phrases and texts.

use proptest::prelude::*;

use super::characters::{Form, form, joins, push_lower};
use super::normalise::Folded;
use super::*;

/// Pieces that make trouble, weighted towards a small alphabet so that phrases are found.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec!["a", "b", "A", "ab", "read", "More", " ", " "]).prop_map(str::to_owned),
        2 => prop::sample::select(vec![
            "\n", "\r\n", "\u{a0}", "\t", "’", "“", "—", "…", "*", "**", "[", "]", "](", ")", "(", "[a](b)", "\u{ad}",
            "\u{200b}", "\u{301}", "\u{323}", "é", "E\u{301}", "İ", "ẞ", "Σ", "ς", "ﬁ", "広告", "ก", "\u{e34}", "👍", "_", ".",
            "`", "\u{1161}", "\u{1112}", "\u{212a}",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn phrase() -> impl Strategy<Value = String> {
    prop_oneof!["[abAB ]{1,4}", "(read|more|a|b|é|’)( (read|more|a|b|…)){0,4}", text()]
}

/// Long enough for the lanes of the automaton.
fn long_text() -> impl Strategy<Value = String> {
    (text(), 1..40_usize).prop_map(|(text, times)| text.repeat(times))
}

/// Without what the slow fold does not know and what depends on neighbours: links and emphasis.
fn bare(text: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    text.prop_map(|text| text.replace(['[', '*'], "x"))
}

/// Folds character by character, without links and emphasis.
fn fold_slowly(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut out = String::new();
    // The place of the last character that a mark may join.
    let mut base = None;
    for c in text.chars() {
        match form(c) {
            Form::Nothing => base = None,
            Form::Space if out.ends_with(' ') => base = None,
            kind => {
                if !(kind == Form::Itself && joins(c) && base.is_some()) {
                    base = Some(out.len());
                }
                match kind {
                    Form::Space => out.push(' '),
                    Form::Ascii(ascii) => out.push_str(ascii),
                    _ => push_lower(c, &mut out),
                }
                if joins(c) {
                    let from = base.unwrap_or(0);
                    let composed: String = out[from..].nfc().collect();
                    out.truncate(from);
                    out.push_str(&composed);
                }
            }
        }
    }
    out
}

/// Every place where a phrase stands, by trying all of them.
fn find_slowly(phrases: &[String], text: &str) -> Vec<Occurrence> {
    let mut folded = Folded::default();
    folded.fill(text);
    let whole = std::str::from_utf8(folded.bytes()).unwrap();
    let mut found = Vec::new();
    for (pattern, phrase) in phrases.iter().enumerate() {
        let phrase = normalise(phrase);
        let places = whole.char_indices().map(|(at, _)| at);
        for start in places.filter(|&at| whole[at..].starts_with(&phrase)) {
            let end = start + phrase.len();
            let first = phrase.chars().next().unwrap();
            if boundary::opens(whole.as_bytes(), start, first)
                && boundary::closes(whole.as_bytes(), end, &phrase)
                && let Some(span) = folded.original(start, end)
            {
                found.push(Occurrence { start: span.start, end: span.end, pattern: pattern as u32 });
            }
        }
    }
    found.sort();
    found
}

fn compile(phrases: &[String], exact_case: bool) -> Matcher {
    let patterns: Vec<Pattern<'_>> = phrases.iter().map(|text| Pattern { text, exact_case }).collect();
    Matcher::new(&patterns).unwrap()
}

proptest! {
    #[test]
    fn finds_what_a_naive_matcher_finds(
        phrases in prop::collection::vec(phrase(), 1..12),
        text in long_text(),
    ) {
        let phrases: Vec<String> = phrases.into_iter().filter(|phrase| !normalise(phrase).is_empty()).collect();
        let mut found = Vec::new();
        compile(&phrases, false).scan(&text, &mut Scratch::new(), &mut found);
        prop_assert_eq!(&found, &find_slowly(&phrases, &text));
        for occurrence in &found {
            let slice = text.get(occurrence.start..occurrence.end);
            prop_assert!(slice.is_some());
            // A slice may cut a link or an emphasis in two; any other folds to the phrase.
            if !text.contains(['[', '*']) {
                prop_assert_eq!(normalise(slice.unwrap()), normalise(&phrases[occurrence.pattern as usize]));
            }
        }
    }

    #[test]
    fn folds_like_a_slow_fold(text in bare(long_text())) {
        let mut folded = Folded::default();
        folded.fill(&text);
        prop_assert_eq!(std::str::from_utf8(folded.bytes()).unwrap(), fold_slowly(&text));
    }

    #[test]
    fn exact_case_finds_a_text_in_itself(
        text in bare(text()),
        before in bare(text()),
        after in bare(text()),
    ) {
        // A mark at the beginning would join what stands before it.
        let text = format!("x{text}");
        let whole = format!("{before} \u{2010} {text} \u{2010} {after}");
        let mut found = Vec::new();
        compile(std::slice::from_ref(&text), true).scan(&whole, &mut Scratch::new(), &mut found);
        let start = before.len() + 5;
        prop_assert!(found.iter().any(|o| o.start >= start && o.end <= start + text.len()), "{:?}", found);
    }

    #[test]
    fn offsets_rise_and_stand_at_characters(text in long_text()) {
        let mut folded = Folded::default();
        folded.fill(&text);
        let whole = std::str::from_utf8(folded.bytes()).unwrap().to_owned();
        let mut last = 0;
        for (at, c) in whole.char_indices() {
            if let Some(span) = folded.original(at, at + c.len_utf8()) {
                prop_assert!(span.start >= last && text.get(span.clone()).is_some());
                last = span.end;
            }
        }
    }

    #[test]
    fn any_bytes_pass(bytes in prop::collection::vec(any::<u8>(), 0..3000), phrase in ".{1,40}") {
        let text = String::from_utf8_lossy(&bytes);
        let phrases = [phrase, "a".to_owned(), "\u{fffd}".to_owned()];
        let kept: Vec<String> = phrases.into_iter().filter(|phrase| !normalise(phrase).is_empty()).collect();
        let mut found = Vec::new();
        compile(&kept, true).scan(&text, &mut Scratch::new(), &mut found);
        prop_assert!(found.iter().all(|o| text.get(o.start..o.end).is_some()));
    }
}
