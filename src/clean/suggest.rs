//! A rule file to begin with, for a line that no rule takes.

use std::fmt;

use super::claims::is_protected;
use super::view::View;
use crate::document::Shape;

/// The beginnings of a rule for one line; displayed as the text of a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// A phrase that names the line.
    pub phrase: String,
    /// Where the phrase stands in it: `whole`, `start` or `anywhere`.
    pub at: &'static str,
    /// How much to take: `block` or `sentence`.
    pub unit: &'static str,
    /// A bound on the length, in words, so that no article paragraph is taken by chance.
    pub max_words: Option<u32>,
    /// The line, as it would stand in a case.
    line: String,
}

/// Words that the phrase takes from a longer line.
const PHRASE_WORDS: usize = 5;
/// A line of so many words is its own phrase.
const WHOLE_WORDS: usize = 6;

/// A rule for a block, or for `part` of it; `None` when there is no word in it, or no rule may touch it.
pub(crate) fn suggestion(view: &View<'_>, block: usize, part: Option<&str>) -> Option<Suggestion> {
    if is_protected(view, block) {
        return None;
    }
    let core = view.core(block);
    let part = part.map(str::trim).filter(|part| !part.is_empty()).unwrap_or(core);
    let at_start = core.starts_with(part);
    let (phrase, whole) = telling_phrase(part)?;
    let at = match (at_start, whole && part.len() == core.len()) {
        (_, true) => "whole",
        (true, false) => "start",
        (false, false) => "anywhere",
    };
    let long = view.has(block, Shape::Prose) && view.blocks[block].words > 30;
    let unit = if long && !core.is_empty() { "sentence" } else { "block" };
    let words = if long { part.split_whitespace().count() as u32 } else { view.blocks[block].words };
    let max_words = (at != "whole").then(|| (words + words / 2).next_multiple_of(10));
    let line = if long { part } else { core };
    Some(Suggestion { phrase, at, unit, max_words, line: line.to_owned() })
}

/// The phrase, and whether it is all of the text.
fn telling_phrase(text: &str) -> Option<(String, bool)> {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    if text.is_empty() {
        return None;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() <= WHOLE_WORDS {
        return Some((words.join(" ").to_lowercase(), true));
    }
    // Numbers change from page to page.
    let steady =
        words.iter().take(PHRASE_WORDS).take_while(|word| !word.contains(|c: char| c.is_ascii_digit())).count();
    let taken = if steady >= 2 { steady } else { PHRASE_WORDS };
    let phrase = words.get(..taken)?.join(" ").to_lowercase();
    Some((phrase.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned(), false))
}

impl fmt::Display for Suggestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        writeln!(f, "summary  = \"What the line is, for someone who has never seen it\"")?;
        writeln!(f, "category = \"newsletter\"  # or another family: docs/rules.md lists them")?;
        if self.unit != "block" {
            writeln!(f, "unit     = \"{}\"", self.unit)?;
        }
        writeln!(f, "\n[match]\nphrases   = [{}]", quoted(&self.phrase))?;
        if self.at != "anywhere" {
            writeln!(f, "at        = \"{}\"", self.at)?;
        }
        if let Some(max) = self.max_words {
            writeln!(f, "max_words = {max}")?;
        }
        writeln!(f, "\n[[case]]\ndrop = {}", quoted(&self.line))?;
        let sentence = match self.at {
            "anywhere" => "Put here a sentence of an article that comes near it.".to_owned(),
            _ => format!("An article may say {} and must keep the sentence.", self.phrase),
        };
        write!(f, "\n[[case]]\nkeep = {}", quoted(&sentence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_line_is_its_own_phrase_and_a_long_one_gives_its_first_words() {
        assert_eq!(telling_phrase("Get our letter!"), Some(("get our letter".to_owned(), true)));
        assert_eq!(telling_phrase("* * *"), None);
        let long = "Join the 40,000 readers who get our letter every morning";
        assert_eq!(telling_phrase(long), Some(("join the".to_owned(), false)));
    }

    #[test]
    fn the_suggestion_is_a_rule_file() {
        let suggestion = Suggestion {
            phrase: "get \"our\" letter".to_owned(),
            at: "start",
            unit: "sentence",
            max_words: Some(20),
            line: "Get \"our\" letter\\ every day".to_owned(),
        };
        let path = std::path::Path::new("rules/demo/letter.toml");
        let rule = crate::Rule::parse("demo/letter", path, &suggestion.to_string());
        assert_eq!(rule.map(|rule| rule.phrases().count()).map_err(|found| found[0].to_string()), Ok(1));
    }
}
