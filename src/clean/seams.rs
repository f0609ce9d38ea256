//! Places in running text where a line break may have been lost: a notice and the paragraph beside it then look like
//! one sentence, and taking the sentence would take the paragraph.

use std::ops::Range;

/// So many words of running text make a paragraph that could be lost.
const PARAGRAPH_WORDS: usize = 8;

/// Whether the unit may hold a paragraph of its own behind, or before, the phrases that stand in `phrases`.
///
/// Only units in running text are looked at; where line breaks or gaps stand around the block, it is whole. `block` and
/// `unit` are byte ranges of `text`; `phrases` is the range from the first phrase to the last.
pub(crate) fn is_glued(text: &str, block: &Range<usize>, unit: &Range<usize>, phrases: &Range<usize>) -> bool {
    if is_set_off(text, block) {
        return false;
    }
    let behind = text.get(phrases.end..unit.end).unwrap_or("");
    let before = text.get(unit.start..phrases.start).unwrap_or("");
    let opens = text.get(phrases.clone()).is_some_and(|phrase| phrase.starts_with(char::is_uppercase));
    has_paragraph(behind) || (opens && !before.trim_end().ends_with([',', ';', '(', '"', '“']) && is_paragraph(before))
}

/// Whether line breaks, gaps or the ends of the text stand on both sides of a block.
pub(crate) fn is_set_off(text: &str, block: &Range<usize>) -> bool {
    let gap = |space: &str| space.contains('\n') || space.chars().count() > 1;
    let before = text.get(..block.start).unwrap_or("");
    let after = text.get(block.end..).unwrap_or("");
    let spaces = before.trim_end().len()..before.len();
    let starts = before.trim_end().is_empty() || before.get(spaces).is_some_and(gap);
    let rest = after.trim_start();
    let ends = rest.is_empty() || after.get(..after.len() - rest.len()).is_some_and(gap);
    starts && ends
}

/// Whether a capital opens a paragraph somewhere in `behind` without a mark before it that ends or parts anything.
fn has_paragraph(behind: &str) -> bool {
    let mut open = true;
    behind.split_whitespace().any(|word| {
        let start = word.as_ptr().addr() - behind.as_ptr().addr();
        let begins = open && word.trim_start_matches(['"', '“', '‘', '(']).starts_with(char::is_uppercase);
        open = word.ends_with(|c: char| c.is_alphanumeric() || "!?.…)”\"’|*".contains(c));
        begins && behind.get(start..).is_some_and(is_paragraph)
    })
}

/// Whether a text has the words of a paragraph, most of them without capital.
fn is_paragraph(text: &str) -> bool {
    let words = text.split_whitespace().filter(|word| word.contains(char::is_alphabetic));
    let (all, low) =
        words.fold((0, 0), |(all, low), word| (all + 1, low + usize::from(!word.starts_with(char::is_uppercase))));
    all >= PARAGRAPH_WORDS && low * 2 >= all
}

#[cfg(test)]
mod tests {
    use super::is_glued;

    fn glued(before: &str, phrase: &str, behind: &str) -> bool {
        let text = format!("The ferry sails. {before}{phrase}{behind} The fog stays.");
        let start = "The ferry sails. ".len();
        let unit = start..start + before.len() + phrase.len() + behind.len();
        let at = start + before.len();
        is_glued(&text, &unit, &unit, &(at..at + phrase.len()))
    }

    #[test]
    fn paragraphs_behind_and_before_a_notice() {
        assert!(glued(
            "",
            "Please enable JavaScript",
            " to watch DUNMERE, Moor - The board sold the last ferry on the lake for scrap."
        ));
        assert!(glued(
            "",
            "Watch:",
            " Goat sails home The board sold the last ferry on the lake for the price of scrap."
        ));
        assert!(glued("The board sold the last ferry on the lake for scrap ", "Sign up", " for our newsletter."));
    }

    #[test]
    fn whole_sentences() {
        assert!(!glued("", "Please enable JavaScript", " to watch this video on your computer or your telephone."));
        assert!(!glued("", "Write to", " Orla Finch at orla.finch@dunmere.example."));
        assert!(!glued("To read more of the harbour every week, please ", "sign up", " for our newsletter."));
    }

    #[test]
    fn blocks_with_gaps_around_them_are_whole() {
        let text = "A.\nWatch: Goat sails home The board sold the last ferry on the lake for scrap.  B.";
        let unit = 3..text.len() - 4;
        assert!(!is_glued(text, &unit, &unit, &(3..9)));
    }
}
