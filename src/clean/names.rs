//! Names: the publisher's own, as its host spells it, and those of persons whose portraits stand in a document.

use super::view::View;
use crate::document::Shape;

/// A host's name of fewer letters is too likely to be an ordinary word's beginning.
const SHORTEST_HOST_NAME: usize = 3;
/// A name of an outlet has at most so many words.
const HOST_NAME_WORDS: usize = 6;
/// So many blocks (a post, a link) may stand between a name and the paragraph about its bearer.
const BETWEEN: usize = 3;

/// Whether `text` begins with the name of the publisher at `host`: "The Harbour Times is …" at `www.harbour-times.co.uk`.
pub(crate) fn begins_with_host_name(text: &str, host: &str) -> bool {
    let wanted: String = host_name(host).chars().filter(|c| c.is_alphanumeric()).collect();
    if wanted.len() < SHORTEST_HOST_NAME {
        return false;
    }
    let words: Vec<String> = text.split_whitespace().take(HOST_NAME_WORDS).map(folded).collect();
    let spells = |words: &[String]| {
        let mut spelt = String::new();
        words.iter().any(|word| {
            spelt.push_str(word);
            spelt == wanted
        })
    };
    spells(&words) || (words.first().is_some_and(|word| word == "the") && spells(&words[1..]))
}

/// The part of a host that somebody chose: "harbour-times" of `news.harbour-times.co.uk`.
fn host_name(host: &str) -> &str {
    let mut labels = host.rsplit('.');
    let (last, second) = (labels.next().unwrap_or(""), labels.next().unwrap_or(""));
    let of_country =
        last.len() == 2 && matches!(second, "co" | "com" | "org" | "net" | "ac" | "edu" | "gov" | "go" | "or");
    if of_country { labels.next().unwrap_or(second) } else { second }
}

/// A word in lower case, without punctuation.
fn folded(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether `text` begins with a person's name, or with the first word of it and goes on in lower case.
fn begins_with_name(text: &str, name: &str) -> bool {
    let mut words = name.split_whitespace();
    let (Some(first), Some(second)) = (words.next(), words.next()) else { return false };
    let Some(rest) = text.trim_start_matches(|c: char| !c.is_alphanumeric()).strip_prefix(first) else { return false };
    let Some(rest) = rest.strip_prefix(' ') else { return false };
    let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    rest.starts_with(char::is_lowercase) || rest.strip_prefix(second).is_some_and(ends)
}

/// A passage that tells who somebody is.
pub(crate) struct Portrait<'v> {
    pub name: &'v str,
    /// The block of the first paragraph about the bearer.
    pub told: usize,
}

impl<'v> Portrait<'v> {
    /// The portrait that begins at a block: a name alone with the paragraph below it, or a paragraph that begins with a
    /// name of two to four words.
    pub(crate) fn at(view: &View<'v>, opener: usize) -> Option<Portrait<'v>> {
        if view.has(opener, Shape::Person) {
            return Portrait::below_name(view, opener);
        }
        let name = leading_name(view.core(opener));
        let fits = view.has(opener, Shape::Prose) && (2..=4).contains(&name.split_whitespace().count());
        fits.then_some(Portrait { name, told: opener })
    }

    fn below_name(view: &View<'v>, opener: usize) -> Option<Portrait<'v>> {
        let ends = |block: &usize| view.has(*block, Shape::Prose) || view.has(*block, Shape::Heading);
        let told = (opener + 1..(opener + 2 + BETWEEN).min(view.blocks.len())).find(ends)?;
        let name = view.core(opener);
        (view.has(told, Shape::Prose) && begins_with_name(view.core(told), name)).then_some(Portrait { name, told })
    }

    /// Whether a block behind the opener stands before the first paragraph, or goes on about the bearer.
    pub(crate) fn goes_on(&self, view: &View<'_>, block: usize) -> bool {
        let core = view.core(block);
        block <= self.told
            || (view.has(block, Shape::Prose) && (begins_with_name(core, self.name) || begins_with_pronoun(core)))
    }

    /// Whether the portrait from `opener` to before `end` is that of the author: the document does not speak of the bearer
    /// elsewhere, and it stands alone. A row of portraits, and paragraphs among others, belong to the article.
    pub(crate) fn is_authors(&self, view: &View<'_>, opener: usize, end: usize) -> bool {
        let named = |block: usize| view.has(block, Shape::Person) && Portrait::below_name(view, block).is_some();
        let mut beside = (opener.saturating_sub(2 + BETWEEN)..opener).chain(end..(end + 2).min(view.blocks.len()));
        let last = || view.prose_before(end) == view.prose_before(view.blocks.len());
        let own: Vec<&str> = (opener..end).filter(|&b| view.has(b, Shape::Prose)).map(|b| view.core(b)).collect();
        self.told < end
            && (self.told > opener || last())
            && !beside.any(named)
            && !view.names(self.name, &own.join("\n"))
    }
}

/// Whether a text goes on about somebody who has been named: "She …", "His …", "When not …".
fn begins_with_pronoun(text: &str) -> bool {
    const PRONOUNS: [&str; 6] = ["He", "She", "They", "His", "Her", "Their"];
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    match words.next() {
        Some("When" | "Outside" | "In") => {
            words.take(4).any(|word| matches!(word, "he" | "she" | "they" | "not" | "his" | "her"))
        }
        Some(first) => PRONOUNS.contains(&first),
        None => false,
    }
}

/// The words with a capital that a text begins with, up to the first that ends with a comma or a bracket.
fn leading_name(text: &str) -> &str {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let mut end = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        if !bare.starts_with(char::is_uppercase) {
            break;
        }
        end += word.len();
        if bare.ends_with([',', ')', ';', ':']) {
            break;
        }
    }
    text[..end].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_spells_its_publisher() {
        let own = |text, host| begins_with_host_name(text, host);
        assert!(own("The Harbour Times is a weekly paper.", "www.harbour-times.co.uk"));
        assert!(own("HarbourTimes is a weekly paper.", "harbourtimes.example"));
        assert!(own("Larkford", "larkford.example"));
        assert!(!own("Harbour towns are a weekly treat.", "harbour-times.example"));
        assert!(!own("Harbour", "harbour-times.example"));
        assert!(!own("At the Harbour Times we like boats.", "harbour-times.example"));
        assert!(!own("Ab is a weekly paper.", "ab.example"));
        assert!(!own("", "") && !own("Paper", ""));
    }

    #[test]
    fn a_portrait_begins_with_the_name_or_the_first_name() {
        let name = "Orla Finch";
        assert!(begins_with_name("Orla Finch, a reporter, sails.", name));
        assert!(begins_with_name("Orla has sailed since 1998.", name));
        assert!(!begins_with_name("Orla Finchley has sailed since 1998.", name));
        assert!(!begins_with_name("Orla Brandt has sailed since 1998.", name));
        assert!(!begins_with_name("Orlando has sailed since 1998.", name));
        assert!(!begins_with_name("Orla has sailed.", "Orla"));
    }

    #[test]
    fn a_portrait_goes_on_with_pronouns() {
        assert!(begins_with_pronoun("She has sailed since 1998."));
        assert!(begins_with_pronoun("When she’s not at sea, she sleeps."));
        assert!(!begins_with_pronoun("When the tide falls, the crew of the ferry sleeps."));
        assert!(!begins_with_pronoun("Hers was the first boat.") && !begins_with_pronoun(""));
    }

    #[test]
    fn a_leading_name_ends_before_a_small_letter_or_behind_a_comma() {
        assert_eq!(leading_name("Orla Finch is a pilot"), "Orla Finch");
        assert_eq!(leading_name("(Orla T. Finch, MD, sails.)"), "Orla T. Finch");
        assert_eq!(leading_name("orla finch"), "");
        assert_eq!(leading_name(""), "");
    }
}
