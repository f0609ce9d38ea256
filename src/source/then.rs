//! "Then-President X": of one who is in office on the document's own day it is worth a look.

use super::date::PartialDate;
use super::offices::Offices;

/// Whether the words ("Then-US President Harlan") name somebody who holds the office on that day. One who has held it
/// twice may rightly be meant in the earlier term, so that the signal only describes.
pub(crate) fn is_in_office(words: &str, on: PartialDate) -> bool {
    let bare = words.trim_start_matches(|c: char| !c.is_alphabetic());
    let Some(rest) = bare.get(4..).filter(|_| bare.get(..4).is_some_and(|then| then.eq_ignore_ascii_case("then")))
    else {
        return false;
    };
    let parts: Vec<&str> = rest.trim_start_matches(['-', ' ', '–']).split_whitespace().collect();
    // Where the title ends and the name begins is what the table knows.
    (1..parts.len()).any(|at| {
        let (title, name) = (parts[..at].join(" "), parts[at..].join(" "));
        let standings = Offices::shipped().standings(&title, &name, on);
        standings.iter().any(|found| match found.in_office {
            Some(holds) => holds,
            // Beyond the table's day its last word is a term that has not ended.
            None => found.terms.iter().any(|term| term.to().is_none()),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holders_on_the_day() {
        let on = |day: &str| day.parse().unwrap();
        assert!(is_in_office("Then-US President Donald Trump", on("2025-10-18")));
        assert!(is_in_office("then-President Obama", on("2012-05-01")));
        assert!(!is_in_office("then-President Obama", on("2020-05-01")));
        assert!(!is_in_office("then he rang President Obama", on("2012-05-01")));
    }
}
