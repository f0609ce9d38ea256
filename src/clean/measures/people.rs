//! Who is quoted: quotations, the speech verb beside each, and the name that goes with it.

use std::ops::Range;

use crate::clean::view::View;

/// Quotations and the different people they are credited to.
#[derive(Debug, Default)]
pub(super) struct People {
    /// The first quotations.
    pub quotations: Vec<Range<usize>>,
    /// How many quotations there are.
    pub quoted: usize,
    /// One quotation of each named person.
    pub named: Vec<Range<usize>>,
    /// Of them, those whose role is told where they are named in full.
    pub with_role: Vec<Range<usize>>,
    names: Vec<String>,
    with_role_names: Vec<String>,
}

/// A quotation has so many words; fewer are a term or a title.
const QUOTED_WORDS: usize = 3;
/// The credit stands within so many bytes of the quotation.
const REACH: usize = 160;
/// Places kept of quotations; their number is counted on.
const KEPT: usize = 8;

impl People {
    /// Who is quoted; `quotations` are those of each block.
    pub(super) fn of(view: &View<'_>, quotations: &[Vec<Range<usize>>]) -> People {
        let mut people = People::default();
        for (block, quoted) in view.blocks.iter().zip(quotations) {
            people.add(view.text(), block.core..block.core_end, quoted);
        }
        people
    }

    fn add(&mut self, text: &str, core: Range<usize>, quoted: &[Range<usize>]) {
        for (place, quote) in quoted.iter().enumerate() {
            if text[quote.clone()].split_whitespace().nth(QUOTED_WORDS - 1).is_none() {
                continue;
            }
            self.quoted += 1;
            if self.quotations.len() < KEPT {
                self.quotations.push(quote.clone());
            }
            let from = place.checked_sub(1).map_or(core.start, |before| quoted[before].end);
            let to = quoted.get(place + 1).map_or(core.end, |next| next.start);
            let before = reach_back(text, from, quote.start);
            let after = reach_on(text, quote.end, to);
            for window in [after, before] {
                if let Some(person) = credited(window) {
                    let whole = beside(text, quote, window);
                    self.credit(&person, whole);
                    break;
                }
            }
        }
    }

    fn credit(&mut self, person: &Person, span: Range<usize>) {
        if !self.names.contains(&person.key) {
            self.names.push(person.key.clone());
            self.named.push(span.clone());
        }
        if person.role && !self.with_role_names.contains(&person.key) {
            self.with_role_names.push(person.key.clone());
            self.with_role.push(span);
        }
    }
}

/// The quotation with its credit, so that the place shows who speaks.
fn beside(text: &str, quote: &Range<usize>, window: &str) -> Range<usize> {
    let start = window.as_ptr().addr() - text.as_ptr().addr();
    let end = start + window.trim_end().len();
    quote.start.min(start)..quote.end.max(end)
}

fn reach_back(text: &str, from: usize, to: usize) -> &str {
    let mut start = to.saturating_sub(REACH).max(from);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    // Only the sentence that leads into the quotation.
    let window = &text[start..to];
    let begin = window
        .trim_end()
        .rfind(['.', '!', '?', '”'])
        .map_or(0, |at| at + window[at..].chars().next().map_or(1, char::len_utf8));
    let short_stop = window[..begin].ends_with("Mr.")
        || window[..begin].ends_with("Dr.")
        || window[..begin].ends_with("Sen.")
        || window[..begin].ends_with("Rep.");
    if short_stop { window } else { &window[begin..] }
}

fn reach_on(text: &str, from: usize, to: usize) -> &str {
    let mut end = (from + REACH).min(to);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[from..end]
}

/// A person that a quotation is credited to.
#[derive(Debug, PartialEq, Eq)]
struct Person {
    /// The last word of the name, in small letters.
    key: String,
    /// What the person is, is told beside the full name.
    role: bool,
}

const SPEECH: &[&str] = &[
    "said",
    "says",
    "told",
    "tells",
    "wrote",
    "writes",
    "added",
    "adds",
    "explained",
    "explains",
    "argued",
    "argues",
    "noted",
    "notes",
    "warned",
    "stated",
    "insisted",
    "claimed",
    "testified",
    "tweeted",
    "posted",
    "recalled",
    "replied",
    "continued",
    "acknowledged",
    "announced",
    "confirmed",
    "declared",
    "concluded",
    "stressed",
    "admitted",
    "asked",
    "commented",
    "remarked",
    "responded",
    "observed",
    "emphasized",
    "emphasised",
    "predicted",
    "reported",
    "called",
];

/// Capitalised words that begin sentences rather than names.
const NO_NAMES: &[&str] = &[
    "He",
    "She",
    "They",
    "It",
    "We",
    "I",
    "You",
    "The",
    "A",
    "An",
    "In",
    "On",
    "At",
    "But",
    "And",
    "As",
    "When",
    "After",
    "This",
    "That",
    "There",
    "One",
    "Another",
    "Some",
    "Many",
    "His",
    "Her",
    "Their",
    "Its",
    "If",
    "So",
    "Then",
    "While",
    "Who",
    "What",
    "For",
    "Of",
    "To",
    "From",
    "By",
    "With",
    "Not",
    "No",
    "Yet",
    "Also",
    "Still",
    "Police",
    "Officials",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Twitter",
    "Facebook",
    "House",
    "Court",
    "Department",
    "Ministry",
    "Government",
    "Council",
    "Committee",
    "Association",
    "News",
    "Times",
    "Post",
    "Journal",
    "University",
    "Institute",
    "Agency",
    "Company",
    "Inc",
    "Corp",
    "Group",
    "Party",
    "Center",
    "Centre",
    "Foundation",
];

const TITLES: &[&str] = &[
    "President",
    "Sen",
    "Rep",
    "Dr",
    "Prof",
    "Professor",
    "Judge",
    "Justice",
    "Gov",
    "Governor",
    "Mayor",
    "Minister",
    "Senator",
    "Gen",
    "General",
    "Col",
    "Capt",
    "Sgt",
    "Lt",
    "Chancellor",
    "Secretary",
    "Director",
    "Sheriff",
    "Chief",
    "Spokesman",
    "Spokeswoman",
    "Spokesperson",
    "Ambassador",
    "Attorney",
    "Rev",
    "Bishop",
    "Chairman",
    "CEO",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "director",
    "president",
    "chairman",
    "professor",
    "analyst",
    "minister",
    "lawyer",
    "attorney",
    "officer",
    "researcher",
    "economist",
    "manager",
    "founder",
    "co-founder",
    "executive",
    "leader",
    "author",
    "chief",
    "secretary",
];

/// A word of a window.
#[derive(Debug, Clone, Copy)]
struct Token<'t> {
    bare: &'t str,
    comma: bool,
    stop: bool,
}

impl Token<'_> {
    fn is_name(&self) -> bool {
        let bare = self.bare.strip_suffix("’s").or(self.bare.strip_suffix("'s")).unwrap_or(self.bare);
        bare.starts_with(char::is_uppercase)
            && bare.chars().count() > 1
            && bare.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '’' | '\'' | '.'))
            && !NO_NAMES.contains(&bare)
    }
}

fn tokens(window: &str) -> Vec<Token<'_>> {
    let token = |word: &'_ str| -> (usize, usize) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let start = bare.as_ptr().addr() - word.as_ptr().addr();
        (start, start + bare.len())
    };
    window
        .split_whitespace()
        .map(|word| {
            let (start, end) = token(word);
            let tail = &word[end..];
            Token { bare: &word[start..end], comma: tail.contains(','), stop: tail.contains(['.', ';', ':', '!', '?']) }
        })
        .collect()
}

/// The person that a speech verb in the window names.
fn credited(window: &str) -> Option<Person> {
    let all = tokens(window);
    let verb = all.iter().position(|token| SPEECH.contains(&token.bare))?;
    // A verb far into the window belongs to something else.
    if all[..verb].iter().filter(|token| token.stop && token.bare.len() > 3).count() > 0 {
        return None;
    }
    before(&all, verb).or_else(|| behind(&all, verb))
}

/// "William Harlan, a former harbour master, said", "Harlan said".
fn before(all: &[Token<'_>], verb: usize) -> Option<Person> {
    let last = verb.checked_sub(1)?;
    if all[last].is_name() && !all[last].comma {
        return name_ending(all, last, false);
    }
    if all[last].comma {
        // The role stands between two commas.
        let name = (last.saturating_sub(12)..last).rev().find(|&at| all[at].comma && all[at].is_name())?;
        return name_ending(all, name, true);
    }
    None
}

/// "said William Harlan, a former harbour master".
fn behind(all: &[Token<'_>], verb: usize) -> Option<Person> {
    if all[verb].stop || matches!(all[verb].bare, "told" | "tells" | "asked" | "called") {
        return None;
    }
    let mut at = verb + 1;
    let mut titled = false;
    // "said spokeswoman Ann Harlan", "said Stowe police chief Ann Harlan": at most four words of a title.
    while at < all.len()
        && at < verb + 5
        && !all[at].is_name()
        && !matches!(all[at].bare, "he" | "she" | "they" | "it" | "that" | "in")
    {
        titled |= TITLES.contains(&all[at].bare);
        at += 1;
    }
    if at > verb + 1 && !titled {
        return None;
    }
    let first = at;
    while at < all.len() && all[at].is_name() && at < first + 5 {
        let ends = all[at].comma || (all[at].stop && all[at].bare.chars().count() > 2);
        at += 1;
        if ends {
            break;
        }
    }
    let last = at.checked_sub(1).filter(|&last| last >= first)?;
    let follows =
        all.get(at).is_some_and(|next| next.bare.starts_with(char::is_lowercase) || TITLES.contains(&next.bare));
    name_ending(all, last, all[last].comma && follows)
        .map(|person| Person { role: person.role || (titled && last > first), ..person })
}

/// The name that ends at `last`; `told`: a role follows it.
fn name_ending(all: &[Token<'_>], last: usize, told: bool) -> Option<Person> {
    let mut first = last;
    while first > 0 && all[first - 1].is_name() && !all[first - 1].comma && last - first < 4 {
        first -= 1;
    }
    let lead = first.checked_sub(1).and_then(|at| all.get(at)).map(|token| token.bare);
    if matches!(lead, Some("The" | "the")) && !TITLES.contains(&all[first].bare) {
        return None;
    }
    let titled =
        (first..last).any(|at| TITLES.contains(&all[at].bare)) || lead.is_some_and(|word| TITLES.contains(&word));
    let words = (first..=last).filter(|&at| !TITLES.contains(&all[at].bare)).count();
    let bare = all[last].bare;
    let key = bare.strip_suffix("’s").or(bare.strip_suffix("'s")).unwrap_or(bare).to_lowercase();
    (words > 0 && !TITLES.contains(&bare)).then_some(Person { key, role: (told && words > 1) || (titled && words > 0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(window: &str) -> Option<(String, bool)> {
        credited(window).map(|person| (person.key, person.role))
    }

    #[test]
    fn names_beside_speech_verbs() {
        let found = |key: &str, role| Some((key.to_owned(), role));
        assert_eq!(person(" Harlan said."), found("harlan", false));
        assert_eq!(person(" said William Harlan, a former harbour master."), found("harlan", true));
        assert_eq!(person(" William Harlan, a former harbour master, said."), found("harlan", true));
        assert_eq!(person(" said spokeswoman Ann Harlan."), found("harlan", true));
        assert_eq!(person(" President Harlan said on Monday."), found("harlan", true));
    }

    #[test]
    fn no_names() {
        for window in
            [" he said.", " The White House said.", " according to Harlan", " told Stowe News.", " said on Monday."]
        {
            assert_eq!(person(window), None, "{window}");
        }
    }
}
