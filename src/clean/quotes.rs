//! Quotations within a block: what stands between quotation marks, or is given to a speaker, is somebody's words and not
//! the page's.

use std::ops::Range;

/// The quoted parts of a paragraph, as byte ranges, marks included, sorted and disjoint.
///
/// A paragraph that opens with a mark that is never closed is quoted to its end, as in a quotation of several
/// paragraphs, and one with a closing mark behind the end of a sentence that nothing has opened is quoted up to it, as the
/// last sentence of a quotation is where sentences are the blocks; any other mark without a partner counts for nothing.
pub(crate) fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open: Option<(usize, char)> = None;
    // Every mark begins with one of these bytes.
    let marks = text.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'"' | b'\'' | 0xC2 | 0xE2 | 0xE3));
    for (at, _) in marks {
        let Some(mark) = text[at..].chars().next() else { continue };
        let end = at + mark.len_utf8();
        let before = text[..at].chars().next_back().unwrap_or(' ');
        let after = text[end..].chars().next().unwrap_or(' ');
        // A mark that was doubled on the way (""so it came"") is one mark.
        if mark == '"' && after == '"' {
            continue;
        }
        match open {
            Some((start, closing)) if closes(mark, closing, before, after) => {
                found.push(start..end);
                open = None;
            }
            None if found.is_empty() && ends_quotation(mark, before, after) => found.push(0..end),
            None => open = closing_mark(mark, before, after).map(|closing| (at, closing)),
            Some(_) => {}
        }
    }
    if let Some((start, _)) = open
        && text[..start].trim().is_empty()
    {
        found.push(start..text.len());
    }
    found
}

/// Words that give what stands before or around them to a speaker, in a clause of their own.
const SAYING: [&str; 14] = [
    "said", "says", "say", "wrote", "writes", "answered", "asked", "replied", "recalled", "insisted", "joked",
    "argued", "shouted", "found",
];

/// How far behind a phrase its speaker is looked for, in bytes: the time must not grow with the length of a line.
const SPEAKER_WITHIN: usize = 300;

/// Whether what stands `behind` a phrase gives its sentence to a speaker: ", said the parrot.", ", the court found, and".
///
/// Only a sentence with a full stop counts: a headline that ends with ", police say" is a headline. A speaker is looked for
/// [`SPEAKER_WITHIN`] bytes far.
pub(crate) fn names_speaker(behind: &str) -> bool {
    let far = (0..=SPEAKER_WITHIN.min(behind.len())).rev().find(|&end| behind.is_char_boundary(end));
    let behind = behind.get(..far.unwrap_or(0)).unwrap_or_default();
    let sentence = behind.split_inclusive(['.', '!', '?', '\n']).next().and_then(|first| first.strip_suffix('.'));
    sentence.is_some_and(|sentence| sentence.split(',').skip(1).any(is_saying))
}

/// Whether a clause is a short one with a verb of saying; one that begins with another verb than "said" asks for something.
fn is_saying(clause: &str) -> bool {
    let mut words = clause.split_whitespace();
    let first = words.clone().next().unwrap_or_default();
    (2..=12).contains(&words.clone().count())
        && (matches!(first, "said" | "says") || words.any(|word| SAYING.contains(&word) && word != first))
}

/// The mark that closes a quotation which `mark` opens, if it opens one here.
fn closing_mark(mark: char, before: char, after: char) -> Option<char> {
    let at_word_start = !before.is_alphanumeric() && !after.is_whitespace();
    match mark {
        '“' => Some('”'),
        '„' => Some('“'),
        '«' => Some('»'),
        '»' => Some('«'),
        '「' => Some('」'),
        '『' => Some('』'),
        '"' if at_word_start => Some('"'),
        '‘' if at_word_start => Some('’'),
        '\'' if at_word_start && before != '"' => Some('\''),
        _ => None,
    }
}

/// Whether `mark` closes a quotation that waits for `closing`. An apostrophe stands before a letter; a closing single
/// mark does not.
fn closes(mark: char, closing: char, before: char, after: char) -> bool {
    match closing {
        '’' | '\'' => mark == closing && !after.is_alphanumeric() && !before.is_whitespace(),
        // German texts close „ with either mark.
        '“' => mark == '“' || mark == '”',
        _ => mark == closing,
    }
}

/// Whether `mark` closes a quotation behind the end of a sentence, wherever it was opened.
fn ends_quotation(mark: char, before: char, after: char) -> bool {
    matches!(mark, '"' | '”') && matches!(before, '.' | ',' | '!' | '?' | '…') && after.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<&str> {
        quotations(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn pairs_of_every_kind() {
        assert_eq!(quoted("He said “sign up now” and left."), ["“sign up now”"]);
        assert_eq!(quoted("\"Sign up,\" she said. \"Now.\""), ["\"Sign up,\"", "\"Now.\""]);
        assert_eq!(quoted("Er sagte: „Jetzt anmelden“ und ging."), ["„Jetzt anmelden“"]);
        assert_eq!(quoted("Il a dit « inscrivez-vous » hier."), ["« inscrivez-vous »"]);
        assert_eq!(quoted("»Nein«, sagte sie."), ["»Nein«"]);
        assert_eq!(quoted("'Read more,' it said."), ["'Read more,'"]);
        assert_eq!(quoted("He said, \"\"sign up now\"\" and left."), ["\"sign up now\"\""]);
    }

    #[test]
    fn apostrophes_and_stray_marks_count_for_nothing() {
        assert_eq!(quoted("It's the readers' choice, don't sign up."), Vec::<&str>::new());
        assert_eq!(quoted("A 6\" pipe. Sign up for more."), Vec::<&str>::new());
        assert_eq!(quoted("The '90s were good. Subscribe."), Vec::<&str>::new());
    }

    #[test]
    fn a_clause_names_the_speaker() {
        for behind in [
            ", said the parrot.",
            " on Instagram, they used to say. Then they left.",
            ", the court found, by the bank.",
            " our newsletter, the posters in the net loft say to this day.",
        ] {
            assert!(names_speaker(behind), "{behind}");
        }
        for behind in [
            ", council says",
            ", say hello, and win a prize.",
            " what our editors say, every day.",
            " today. She stayed, he said.",
            ", in a long list of things that nobody who came to the harbour that winter ever said.",
            "",
        ] {
            assert!(!names_speaker(behind), "{behind}");
        }
    }

    #[test]
    fn an_open_paragraph_is_quoted_to_its_end() {
        assert_eq!(quoted("“First paragraph of a speech."), ["“First paragraph of a speech."]);
        assert_eq!(quoted("He began: “First paragraph of a speech."), Vec::<&str>::new());
    }

    #[test]
    fn a_mark_that_closes_what_another_block_opened() {
        assert_eq!(quoted("Cancel anytime.\""), ["Cancel anytime.\""]);
        assert_eq!(quoted("Cancel anytime,” it said. “Now.”"), ["Cancel anytime,”", "“Now.”"]);
        assert_eq!(quoted("The board is 6.5\" wide. Subscribe."), Vec::<&str>::new());
    }
}
