//! Quotations within a block: what stands between quotation marks is somebody's words, not the page's.

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
    }

    #[test]
    fn apostrophes_and_stray_marks_count_for_nothing() {
        assert_eq!(quoted("It's the readers' choice, don't sign up."), Vec::<&str>::new());
        assert_eq!(quoted("A 6\" pipe. Sign up for more."), Vec::<&str>::new());
        assert_eq!(quoted("The '90s were good. Subscribe."), Vec::<&str>::new());
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
