//! Quotations within a block: what stands between quotation marks is somebody's words, not the page's.

use std::ops::Range;

/// The quoted parts of a paragraph, as byte ranges, marks included, sorted and disjoint.
///
/// A paragraph that opens with a mark that is never closed is quoted to its end, as in a quotation of several
/// paragraphs; any other mark without a partner counts for nothing.
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
    fn an_open_paragraph_is_quoted_to_its_end() {
        assert_eq!(quoted("“First paragraph of a speech."), ["“First paragraph of a speech."]);
        assert_eq!(quoted("He began: “First paragraph of a speech."), Vec::<&str>::new());
    }
}
