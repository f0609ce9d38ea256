//! Numbers that say how much or how many.

use crate::document::MONTHS;

/// Words that begin sentences before a number: after other capitalised words a number is part of a name or date
/// ("May 4", "Category 4", "No. 2").
const OPENERS: [&str; 24] = [
    "In", "At", "Of", "About", "Over", "Under", "More", "Only", "Just", "Nearly", "Almost", "Some", "Roughly", "The",
    "With", "From", "For", "An", "And", "Another", "By", "Around", "Between", "To",
];
/// Words before the number of a thing rather than of things.
const NUMBERED: [&str; 16] = [
    "type",
    "types",
    "phase",
    "grade",
    "stage",
    "genotype",
    "genotypes",
    "level",
    "age",
    "aged",
    "chapter",
    "page",
    "section",
    "route",
    "flight",
    "number",
];
/// Words behind the number of a day or an hour, months in full aside.
const DAYS_AND_HOURS: [&str; 9] = ["a.m", "p.m", "am", "pm", "o'clock", "o’clock", "GMT", "Jan", "Feb"];

/// A number that says how much or how many: no year, day, hour, age, rank or number of a thing.
pub(super) fn is_figure(word: &str, before: &str, next: &str) -> bool {
    let word = word.trim_start_matches('(');
    let amount = word.strip_prefix(['$', '£', '€']);
    let bare = amount.unwrap_or(word).trim_start_matches('$');
    if !bare.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let bare = bare.trim_end_matches(['.', ',', ';', ':', ')', '"', '”', '?', '!', '’', '\'']);
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let tail = bare.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.'));
    if amount.is_some() {
        return true;
    }
    let other = bare.contains([':', '/', '@', '_', '=']) || bare.matches('-').count() > 1;
    // "1st", "1960s", "49ers", "64-year-old".
    let ranked = ["st", "nd", "rd", "th", "s", "ers", "'s", "’s"].contains(&tail) || tail.starts_with("-year-old");
    let year = digits == 4 && ["15", "16", "17", "18", "19", "20"].iter().any(|century| bare.starts_with(century));
    if other || ranked || (year && !bare[digits..].starts_with([',', '.', '%'])) {
        return false;
    }
    if digits < bare.len() {
        return true;
    }
    let lead = before.trim_end_matches(['.', ',']);
    let named =
        before.starts_with(char::is_uppercase) && !OPENERS.contains(&lead) && !before.ends_with(['.', ',', ':', ';']);
    let abbreviated = before.ends_with('.') && before.starts_with(char::is_uppercase) && before.len() < 6;
    let behind = next.trim_end_matches(['.', ',', ';', ')', '”', '"']);
    !(named || abbreviated || NUMBERED.contains(&lead) || MONTHS.contains(&behind) || DAYS_AND_HOURS.contains(&behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_say_how_much() {
        for (word, before, next) in [
            ("81,000", "carried", "passengers"),
            ("$2m", "spend", "on"),
            ("4%", "About", "of"),
            ("30", "In", "states,"),
            ("£3.4m,", "was", "and"),
        ] {
            assert!(is_figure(word, before, next), "{before} {word} {next}");
        }
        for (word, before, next) in [
            ("4,", "May", "2018"),
            ("3", "", "March"),
            ("2019", "in", ""),
            ("64-year-old", "a", "man"),
            ("4", "Category", "storm"),
            ("7:30", "at", "a.m."),
            ("8", "at", "p.m."),
            ("1st", "the", "Amendment"),
            ("9/11", "after", ""),
            ("2", "type", "diabetes"),
            ("2", "No.", "official"),
            ("402-1663-11", "call", ""),
            ("1960s,", "the", "and"),
            ("(1953),", "Iran", "Guatemala"),
            ("(2", "time", "a.m."),
            ("49ers", "Francisco", "won"),
        ] {
            assert!(!is_figure(word, before, next), "{before} {word} {next}");
        }
    }
}
