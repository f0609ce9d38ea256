//! Where running text that lost its line breaks is cut besides its sentence ends: around the parts of another
//! publisher's card, around a label and the headlines behind it, and behind a notice. The rules then see blocks where blocks were.

use std::ops::Range;

use crate::document::is_age;
use crate::matching::Occurrence;
use crate::rules::{Action, Index, Place, Role, Unit};

/// A relative time has at most so many words, an outlet's name so many.
const AGE_WORDS: usize = 5;
const NAME_WORDS: usize = 6;
/// A headline in a card has at least and at most so many words before the story begins with its first words.
const TITLE_WORDS: std::ops::RangeInclusive<usize> = 4..=24;
/// Behind a label at most so many words are looked at, and a headline is cut after so many.
const LABEL_WORDS: usize = 240;
const HEADLINE_WORDS: usize = 20;
/// A notice has at most so many words behind the phrase that opens it.
const NOTICE_WORDS: usize = 40;

/// Offsets at which to cut `text`, sorted; `occurrences` are those of the rules' phrases, sorted.
pub(crate) fn cuts(text: &str, occurrences: &[Occurrence], index: &Index) -> Vec<usize> {
    let words = words(text);
    let mut cuts = Vec::new();
    let mut at = 0;
    while at < words.len() {
        at = card(text, &words, at, &mut cuts).unwrap_or(at + 1);
    }
    for found in occurrences {
        let behind = || &words[words.partition_point(|word| word.start < found.end)..];
        if is_label(index, found) && is_set_off(text, found) {
            cuts.push(found.start);
            headlines(text, behind(), &mut cuts);
        } else if is_teaser(text, index, found) {
            cuts.push(found.start);
            cuts.extend(teaser_end(text, behind()));
        } else if is_notice(text, index, found) {
            cuts.extend(notice_end(text, &text[found.start..found.end], behind()));
        }
    }
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

fn words(text: &str) -> Vec<Range<usize>> {
    let start = |word: &str| word.as_ptr().addr() - text.as_ptr().addr();
    text.split_whitespace().map(|word| start(word)..start(word) + word.len()).collect()
}

/// Cuts a card whose age begins at the word `at`: "Daily Post 7 hours ago - Daily Post Headline Story …", told by the
/// outlet's name on both sides of the age. Returns the word behind the second name.
fn card(text: &str, words: &[Range<usize>], at: usize, cuts: &mut Vec<usize>) -> Option<usize> {
    let age = &words[at];
    let first = &text[age.clone()];
    let may_begin = first.starts_with(|c: char| c.is_ascii_digit())
        || ["a", "an", "vor", "il", "hace", "há", "ha"].contains(&first);
    if !may_begin {
        return None;
    }
    let last = |count: &usize| {
        words
            .get(at + count - 1)
            .is_some_and(|end| is_name_word(&text[end.clone()]) && is_age(&text[age.start..end.end]))
    };
    let mut name = at + (1..=AGE_WORDS).rev().find(last)?;
    let second = words.get(name)?.start;
    name += usize::from(!is_name_word(&text[words[name].clone()]));
    let before = text[..age.start].trim_end();
    let is_outlet = |count: &usize| {
        let Some(end) = words.get(name + count - 1) else { return false };
        let outlet = &text[words[name].start..end.end];
        let bound = || !before[..before.len() - outlet.len()].ends_with(char::is_alphanumeric);
        outlet.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) && before.ends_with(outlet) && bound()
    };
    let length = (1..=NAME_WORDS).rev().find(is_outlet)?;
    let title = name + length;
    let outlet = words[name].start..words[title - 1].end;
    cuts.extend([before.len() - outlet.len(), age.start, second]);
    cuts.extend(words.get(title).map(|word| word.start));
    cuts.extend(story(text, words.get(title..).unwrap_or_default()));
    Some(title)
}

/// Whether a word has a letter or digit; the others are dashes and dots.
fn is_name_word(word: &str) -> bool {
    word.contains(char::is_alphanumeric)
}

/// Where the story begins behind its headline: where the headline's first two words stand again.
fn story(text: &str, words: &[Range<usize>]) -> Option<usize> {
    let bare = |at: usize| words.get(at).map(|word| text[word.clone()].trim_matches(|c: char| !c.is_alphanumeric()));
    let (first, second) = (bare(0)?, bare(1)?);
    TITLE_WORDS
        .into_iter()
        .find(|&at| bare(at) == Some(first) && bare(at + 1) == Some(second))
        .map(|at| words[at].start)
}

/// Whether the phrase is a label that a rule cuts out of running text with what follows it.
fn is_label(index: &Index, found: &Occurrence) -> bool {
    index.uses(found.pattern).iter().any(|r#use| {
        let rule = index.rule(r#use.rule);
        let c = rule.conditions();
        r#use.role == Role::Any && rule.unit() == Unit::Section && c.fused && c.at == Place::Whole
    })
}

/// Whether the phrase is a label with a colon or a bar, as in "Read more: Headline", that a rule takes with its block.
fn is_teaser(text: &str, index: &Index, found: &Occurrence) -> bool {
    text[found.start..found.end].ends_with([':', '|'])
        && text[..found.start].trim_end().ends_with(['.', '!', '?', '"', '”', ')', '»'])
        && index.uses(found.pattern).iter().any(|r#use| {
            let rule = index.rule(r#use.rule);
            r#use.role == Role::Any && rule.unit() == Unit::Block && rule.conditions().at == Place::Start
        })
}

/// Where a sentence begins behind the headline of a teaser that has lost its line break.
fn teaser_end(text: &str, words: &[Range<usize>]) -> Option<usize> {
    for (at, range) in words.iter().enumerate().take(*TITLE_WORDS.end()) {
        let (word, next) = (&text[range.clone()], words.get(at + 1).map_or("", |next| &text[next.clone()]));
        if at >= 3 && resumes(word, next) {
            return Some(range.start);
        }
        if ends_sentence(word) {
            return None;
        }
    }
    None
}

/// Whether the phrase opens a sentence that a rule takes for what it says, as "Sign up for our newsletter".
fn is_notice(text: &str, index: &Index, found: &Occurrence) -> bool {
    let opens = text[found.start..found.end].starts_with(char::is_uppercase);
    let ended = || text[..found.start].trim_end().ends_with(['.', '!', '?', '…', '"', '”', ')', '»']);
    opens
        && ended()
        && index.uses(found.pattern).iter().any(|r#use| {
            let rule = index.rule(r#use.rule);
            r#use.role == Role::Any
                && rule.action() == Action::Drop
                && matches!(rule.unit(), Unit::Sentence | Unit::Block)
        })
}

/// Where a sentence begins behind a notice that has lost its line break and has no full stop: "… our newsletter The board
/// voted". The word before it is none that asks for another.
fn notice_end(text: &str, phrase: &str, words: &[Range<usize>]) -> Option<usize> {
    let mut before = phrase.split_whitespace().next_back().unwrap_or_default();
    for (at, range) in words.iter().enumerate().take(NOTICE_WORDS) {
        let (word, next) = (&text[range.clone()], words.get(at + 1).map_or("", |next| &text[next.clone()]));
        let unmarked = text[..range.start].trim_end().ends_with(char::is_alphanumeric);
        let open = unmarked && !is_small(before) && !LEADING.contains(&before);
        if open && resumes(word, next) {
            return Some(range.start);
        }
        if ends_sentence(word) {
            return None;
        }
        before = word;
    }
    None
}

/// Whether a sentence has ended before the phrase and a capital follows it, and no quotation mark touches it.
fn is_set_off(text: &str, found: &Occurrence) -> bool {
    let (before, after) = (&text[..found.start], &text[found.end..]);
    let ended = before.trim_end().ends_with(['.', '!', '?', '…', '"', '”', '’', '\'', ')', '»', '“']);
    let apart = before.ends_with(char::is_whitespace) && after.starts_with(|c: char| c.is_whitespace() || c == ':');
    let high = text[found.start..found.end].starts_with(char::is_uppercase);
    let next = after.trim_start_matches(|c: char| c.is_whitespace() || c == ':').chars().next();
    ended && apart && high && next.is_some_and(|next| next.is_uppercase() || next.is_ascii_digit())
}

/// Cuts headlines in title case that stand one behind the other from the first word on, and the article off behind
/// them. Without a sure end of the last one nothing is cut behind the last sure one.
fn headlines(text: &str, words: &[Range<usize>], cuts: &mut Vec<usize>) {
    cuts.extend(words.first().map(|word| word.start));
    let mut length = 0;
    let mut unsure = Vec::new();
    for (at, range) in words.iter().take(LABEL_WORDS).enumerate() {
        let word = &text[range.clone()];
        let next = words.get(at + 1).map_or("", |next| &text[next.clone()]);
        let closed = at > 0 && text[..range.start].trim_end().ends_with([')', '?', '!']);
        if length >= 3 && (closed || resumes(word, next)) {
            cuts.append(&mut unsure);
            cuts.push(range.start);
            length = 0;
        }
        if length == 0 && resumes(word, next) || is_low(word) && !is_small(word) || ends_sentence(word) {
            return;
        }
        if length >= HEADLINE_WORDS && !is_small(word) {
            unsure.push(range.start);
            length = 0;
        }
        length += 1;
    }
}

/// Whether the words begin a sentence rather than go on in title case: "The council".
fn resumes(word: &str, next: &str) -> bool {
    OPENING.contains(&word) && is_low(next) && !is_small(next)
}

fn is_low(word: &str) -> bool {
    word.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_lowercase)
}

fn is_small(word: &str) -> bool {
    SMALL.contains(&word.trim_matches(|c: char| !c.is_alphanumeric()))
}

fn ends_sentence(word: &str) -> bool {
    word.len() > 3 && word.trim_end_matches(['"', '”', '’', '\'']).ends_with('.')
}

/// Words that begin sentences, written with a capital.
const OPENING: &[&str] = &[
    "A", "After", "All", "Although", "An", "And", "As", "At", "Before", "Both", "But", "By", "Each", "Every", "For",
    "From", "He", "Her", "His", "I", "If", "In", "It", "Its", "Most", "No", "Nobody", "Not", "On", "One", "Our", "She",
    "Since", "Some", "That", "The", "Their", "There", "These", "They", "This", "Those", "Though", "Two", "Under",
    "Until", "We", "What", "When", "Where", "While", "Who", "With",
];

/// Words besides those of title case that another word follows.
const LEADING: &[&str] = &[
    "about", "are", "around", "be", "because", "called", "get", "have", "if", "like", "my", "our", "read", "said",
    "that", "these", "this", "those", "through", "under", "until", "was", "when", "where", "who", "why", "your",
];

/// Words that stay low in title case.
const SMALL: &[&str] = &[
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "nor", "of", "off", "on", "or",
    "out", "over", "per", "so", "than", "that", "the", "to", "up", "vs", "via", "with", "yet",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str, cut: impl Fn(&[Range<usize>], &mut Vec<usize>)) -> Vec<String> {
        let mut cuts = vec![0];
        cut(&words(text), &mut cuts);
        cuts.push(text.len());
        cuts.windows(2).map(|pair| text[pair[0]..pair[1]].trim().to_owned()).filter(|piece| !piece.is_empty()).collect()
    }

    #[test]
    fn a_card_is_told_by_the_outlet_on_both_sides_of_the_age() {
        let text = "More Gossip Lantern 7 hours ago - Gossip Lantern Mina Roe buys a big yellow hat Mina Roe wore it.";
        let cut_card = |text, words: &[Range<usize>], cuts: &mut Vec<usize>| {
            card(text, words, 3, cuts);
        };
        let found = pieces(text, |words, cuts| cut_card(text, words, cuts));
        let wanted = [
            "More",
            "Gossip Lantern",
            "7 hours ago",
            "- Gossip Lantern",
            "Mina Roe buys a big yellow hat",
            "Mina Roe wore it.",
        ];
        assert_eq!(found, wanted);
        let text = "The boat left 7 hours ago and has not come back.";
        assert_eq!(pieces(text, |words, cuts| cut_card(text, words, cuts)).len(), 1);
    }

    #[test]
    fn headlines_end_at_a_bracket_or_where_a_sentence_begins() {
        let text = "The Fan That Sells Out (Cool) Old Pianos Are Nearly Free The council voted on Monday.";
        let found = pieces(text, |words, cuts| headlines(text, words, cuts));
        assert_eq!(
            found,
            ["The Fan That Sells Out (Cool)", "Old Pianos Are Nearly Free", "The council voted on Monday."]
        );
        let text = "President Ida Roe said no.";
        assert_eq!(pieces(text, |words, cuts| headlines(text, words, cuts)).len(), 1);
    }

    #[test]
    fn a_notice_ends_where_a_sentence_begins() {
        let end = |text: &str| notice_end(text, "Sign up", &words(text)).map(|end| text[end..].to_owned());
        assert_eq!(
            end("for our Daily Boat newsletter The board voted on it.").as_deref(),
            Some("The board voted on it.")
        );
        assert_eq!(end("for our newsletter. The board voted on it."), None);
        assert_eq!(end(", The board voted on it."), None);
        assert_eq!(end("for letters about The board game and The Boat today"), None);
    }
}
