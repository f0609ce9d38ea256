//! The name of an outlet in the words that credit it, for outlets that the file of publishers does not know.

use std::ops::Range;

use crate::document::MONTHS;

/// What stands before the name of the outlet that a text was taken from.
const BEFORE: [&str; 17] = [
    "originally published on ",
    "originally published by ",
    "originally published in ",
    "originally published at ",
    "originally appeared on ",
    "originally appeared in ",
    "originally appeared at ",
    "originally appeared with ",
    "first appeared on ",
    "first appeared in ",
    "first published on ",
    "first published in ",
    "first published by ",
    "appeared first on ",
    "permission from ",
    "reprinted from ",
    "republished from ",
];
/// Days, which stand there too, as months do: "originally published on Monday".
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/// Last words of outlets' names: "the Stowe Times reports".
const OUTLETS: [&str; 30] = [
    "Times",
    "Post",
    "Journal",
    "News",
    "Herald",
    "Tribune",
    "Telegraph",
    "Gazette",
    "Courier",
    "Chronicle",
    "Mail",
    "Guardian",
    "Mirror",
    "Sun",
    "Star",
    "Standard",
    "Observer",
    "Register",
    "Dispatch",
    "Examiner",
    "Inquirer",
    "Weekly",
    "Daily",
    "Radio",
    "TV",
    "Agency",
    "Press",
    "Ledger",
    "Bulletin",
    "Echo",
];
/// Words of a name at most.
const WORDS: usize = 6;

/// The bytes of `text` that name whom it credits: "originally published on **Harbour Watch**.", "the **Stowe Times**
/// reported".
pub(super) fn credited(text: &str) -> Option<Range<usize>> {
    let lower = text.to_ascii_lowercase();
    let behind = BEFORE.iter().filter_map(|lead| lower.find(lead).map(|at| at + lead.len())).min();
    behind.and_then(|start| name_from(text, start)).or_else(|| reporting(text))
}

/// The bytes of `text`, an aggregator's card above an article, that name the outlet: "**Larkford Gazette** · 2 hours ago".
pub(super) fn on_card(text: &str) -> Option<Range<usize>> {
    let start = text.find(char::is_alphanumeric)?;
    let rest = &text[start..];
    let end = rest.find(['·', '•', '|', '–', '—', '\n', '*', '(']).or_else(|| rest.find(" - ")).unwrap_or(rest.len());
    // Without a mark the age begins at its number.
    let end = rest[..end].find(|c: char| c.is_ascii_digit()).filter(|at| *at > 0).unwrap_or(end);
    let name = rest[..end].trim_end();
    let named = name.starts_with(char::is_uppercase) && name.split_whitespace().count() <= WORDS;
    named.then(|| start..start + name.len())
}

/// A run of capitalised words, "of" and "the" between them, or a host.
fn name_from(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = text.get(start..)?;
    let article =
        ["the ", "The "].iter().find(|article| rest.starts_with(**article)).map_or(0, |article| article.len());
    let start = start + article;
    let (mut end, mut words) = (start, 0);
    for word in text[start..].split(' ') {
        let bare = word.trim_end_matches(['.', ',', ';', ':', ')', '”', '"', '\n', '\r']);
        let is_host =
            words == 0 && bare.contains('.') && bare.chars().all(|c| c.is_alphanumeric() || ".-/:".contains(c));
        let joins = words > 0 && matches!(bare, "of" | "the" | "and" | "&" | "for");
        if words == WORDS || !(is_host || joins || bare.starts_with(char::is_uppercase)) {
            break;
        }
        let at = word.as_ptr().addr() - text.as_ptr().addr();
        words += 1;
        if !joins {
            end = at + bare.len();
        }
        if bare.len() < word.len() || bare.contains('\n') {
            break;
        }
    }
    let name = &text[start..end];
    let dated = name.split([' ', ',']).next().is_some_and(|first| DAYS.contains(&first) || MONTHS.contains(&first));
    (end > start && !dated && name.chars().filter(|c| c.is_alphabetic()).count() > 2).then_some(start..end)
}

/// The capitalised words, the last of them an outlet's, before "reports" or "reported".
fn reporting(text: &str) -> Option<Range<usize>> {
    [" reported", " reports"].iter().find_map(|verb| {
        let end = text.find(verb)?;
        let mut start = end;
        for word in text[..end].rsplit(' ').take(WORDS) {
            let opens = matches!(word, "As" | "And" | "But" | "According" | "While" | "In" | "On");
            if opens || !word.starts_with(char::is_uppercase) || word.ends_with([',', '.', ';', ':']) {
                break;
            }
            start = word.as_ptr().addr() - text.as_ptr().addr();
        }
        let start = start + text[start..end].strip_prefix("The ").map_or(0, |_| 4);
        let last = text[start..end].rsplit(' ').next()?;
        (text[start..end].contains(' ') && OUTLETS.contains(&last)).then_some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<&str> {
        credited(text).map(|name| &text[name])
    }

    #[test]
    fn outlets_that_are_credited() {
        assert_eq!(found("This article was originally published on Harbour Watch."), Some("Harbour Watch"));
        assert_eq!(found("It first appeared in the Friends of Stowe, and is shown here."), Some("Friends of Stowe"));
        assert_eq!(found("Republished with permission from tarn.example."), Some("tarn.example"));
        assert_eq!(found("The ferry was sold twice, the Stowe Times reported on Monday."), Some("Stowe Times"));
        assert_eq!(found("As Stowe Times reported, the ferry was sold."), Some("Stowe Times"));
    }

    #[test]
    fn days_and_people_are_no_outlets() {
        assert_eq!(found("This article was originally published on March 3, 2024."), None);
        assert_eq!(found("This article was originally published on paper."), None);
        assert_eq!(found("The ferry was sold twice, Ann Harlan reported on Monday."), None);
        assert_eq!(found("The board reported on Monday."), None);
    }

    #[test]
    fn outlets_on_cards() {
        let found = |text: &'static str| on_card(text).map(|name| &text[name]);
        assert_eq!(found("Larkford Gazette · 2 hours ago"), Some("Larkford Gazette"));
        assert_eq!(found("**Larkford Gazette** 3h"), Some("Larkford Gazette"));
        assert_eq!(found("Ashmere Evening News"), Some("Ashmere Evening News"));
        assert_eq!(found("2 hours ago"), None);
    }
}
