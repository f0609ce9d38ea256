//! Shapes made of names: persons, outlets, bylines, credits.

use super::super::sentences::is_abbreviation;
use super::super::vocabulary::{begins_prompt, is_common, is_joint, is_particle, is_unit, is_wire};
use super::ages::is_age;
use super::bylines::is_byline;
use super::credits::is_credit;
use super::lines::Ending;
use super::marks::is_host;
use super::tokens::Folded;
use super::words::{Case, Word, Words};
use super::{Shape, Shapes};

/// Longest name of an outlet, in characters.
const LONGEST_OUTLET: usize = 45;

/// `person`, `publisher`, `publisher-age`, `headline-advertiser`, `byline` and `credit`.
pub(super) fn shapes(core: &str, words: &Words<'_>, ending: Ending, shapes: &mut Shapes) {
    let other = [
        Shape::Date,
        Shape::Time,
        Shape::Age,
        Shape::ReadingTime,
        Shape::Number,
        Shape::Url,
        Shape::Email,
        Shape::Hashtags,
    ];
    if shapes.intersects(other.into_iter().collect()) {
        return;
    }
    let all = words.all();
    shapes.insert_if(Shape::Person, is_person(core, all));
    shapes.insert_if(Shape::Publisher, is_publisher(core, all));
    shapes.insert_if(Shape::PublisherAge, is_publisher_age(core, words));
    advertised(core, words, shapes);
    shapes.insert_if(Shape::Byline, is_byline(core, all, ending));
    shapes.insert_if(Shape::Credit, is_credit(core, all, ending));
}

/// `headline-advertiser`.
pub(super) fn advertised(core: &str, words: &Words<'_>, shapes: &mut Shapes) {
    shapes.insert_if(Shape::HeadlineAdvertiser, is_advertiser_headline(core, words));
}

/// The word in the form the vocabularies have.
pub(super) fn folded(word: &Word<'_>) -> Folded {
    Folded::of(word.text)
}

/// A word that a person's name can have: a capital and letters, or an initial.
pub(super) fn is_name_word(word: &Word<'_>) -> bool {
    let letters = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.' | '\u{300}'..='\u{36F}');
    let owns = word.text.ends_with("’s") || word.text.ends_with("'s");
    word.is_capital()
        && !owns
        && word.text.len() <= 40
        && word.text.chars().all(letters)
        && !is_common(folded(word).as_str())
}

/// How many of the words at the start of `words` are a name of at least two words (two to four, particles aside). A
/// word with a comma or a colon after it is a name's last.
pub(super) fn name_length(words: &[Word<'_>]) -> Option<usize> {
    let (mut count, mut length) = (0, 0);
    for word in words {
        let inner = length > 0 && word.case == Case::Lower && is_particle(folded(word).as_str());
        if !(inner || is_name_word(word)) {
            break;
        }
        length += 1;
        count += usize::from(!inner);
        if word.raw.ends_with([',', ':', ';', ')']) {
            break;
        }
    }
    // A particle ends no name.
    while length > 0 && words.get(length - 1).is_some_and(|word| word.case == Case::Lower) {
        length -= 1;
    }
    (2..=4).contains(&count).then_some(length).filter(|length| *length <= 6)
}

/// Two to four words that could be a person's name, and nothing else.
fn is_person(core: &str, words: &[Word<'_>]) -> bool {
    let words = match words.split_first() {
        Some((dash, rest)) if dash.text.is_empty() => rest,
        _ => words,
    };
    let Some(last) = words.last() else {
        return false;
    };
    let stopped = core.ends_with('.') && !(last.text.chars().count() <= 2 && last.is_capital());
    let marked = core.contains(['"', '“', '”', '‘', '/', '|', '!', '?', ':', '('])
        || words.iter().rev().skip(1).any(|word| word.raw.ends_with([',', ';']));
    !stopped && !marked && core.len() <= 60 && name_length(words) == Some(words.len())
}

/// One to six words written like the name of an outlet.
pub(super) fn is_publisher(core: &str, words: &[Word<'_>]) -> bool {
    if words.len() > 7 || core.len() > 4 * LONGEST_OUTLET || core.chars().count() > LONGEST_OUTLET {
        return false;
    }
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return false;
    };
    let ended = match Ending::of(core) {
        Ending::Open => core.ends_with([',', '-', '–', '—']),
        Ending::Exclamation => words.len() > 2,
        Ending::Stop => !is_abbreviation(last.text) || words.len() == 1,
        _ => true,
    };
    let marked = core.contains([
        '"', '“', '”', '‘', '„', '«', '»', '?', ':', ';', '|', '(', ')', '[', ']', '@', '#', '/', '·', '•', '%', '$',
        '€', '£',
    ]);
    if ended || marked || begins_prompt(folded(first).as_str()) {
        return false;
    }
    let mut names = 0;
    for (word, next) in words.iter().zip(words.iter().skip(1).map(Some).chain([None])) {
        let firm = next.is_none_or(|next| matches!(next.text, "Inc" | "Ltd" | "LLC" | "Co" | "Corp"));
        let inner_capital = word.text.chars().skip(1).take(3).any(char::is_uppercase);
        if word.raw.ends_with(',') && !firm {
            return false;
        }
        if word.is_capital() || inner_capital || (words.len() <= 2 && is_host(word.text)) {
            names += usize::from(word.text.len() >= 2);
        } else if !(matches!(word.raw, "&" | "+" | "-" | "–" | "—")
            || word.has_digit()
            || is_joint(folded(word).as_str()))
        {
            return false;
        }
    }
    // No name of an outlet is, begins or ends with one of the small words between; "12.1" begins a heading.
    let ends_open = last.case == Case::Lower && is_joint(folded(last).as_str());
    let begins_low = first.case == Case::Lower && is_joint(folded(first).as_str());
    let alone = words.len() == 1 && is_joint(folded(first).as_str());
    let numbered = first.has_digit() && first.raw.contains('.') && first.case == Case::None;
    names >= 1 && !ends_open && !begins_low && !alone && !numbered && words.len() - names <= names + 1
}

/// An outlet and a relative time, in either order: "Daily Mail · 2 minutes ago", "Glow & Go | 3h".
fn is_publisher_age(core: &str, words: &Words<'_>) -> bool {
    let count = words.all().len();
    if !(2..=14).contains(&count) || core.len() > 100 {
        return false;
    }
    let tells_age = |word: &Word<'_>| {
        let unit = word.text.trim_start_matches(|c: char| c.is_ascii_digit());
        let unit = Folded::of(unit);
        is_unit(unit.as_str())
            || matches!(unit.as_str(), "std" | "yesterday" | "now" | "gestern" | "ayer" | "ieri" | "ontem")
    };
    if !words.all().iter().any(tells_age) {
        return false;
    }
    let is_outlet = |text: &str| {
        let text = text
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, '·' | '•' | '|' | '-' | '–' | '—' | ',' | '*'));
        Words::of(text).is_some_and(|words| is_publisher(text, words.all()))
    };
    // "Start Now" and "Workforce Now" are no outlets: a bare "now" needs a mark before it.
    let is_bare_now = |before: &str, after: &str, gap: char| {
        gap.is_whitespace()
            && before.ends_with(char::is_alphanumeric)
            && after.split_whitespace().count() == 1
            && matches!(Folded::of(after.trim()).as_str(), "now" | "adesso")
    };
    // Every gap between words may part the two; so may the marks within one.
    let gaps = core.char_indices().filter(|(_, c)| c.is_whitespace() || matches!(c, '·' | '•' | '|' | ','));
    for (at, gap) in gaps {
        let (before, after) = core.split_at(at);
        if is_bare_now(before, after, gap) {
            continue;
        }
        if (is_age(after) && is_outlet(before)) || (is_age(before) && is_outlet(after)) {
            return true;
        }
    }
    false
}

/// A headline and who paid for it: "… (OptiSaver)", "… | Wealthy Post", "[…](address) **Wealthy Post**".
fn is_advertiser_headline(core: &str, words: &Words<'_>) -> bool {
    let parts = if let Some(link) = core.strip_prefix('[') {
        // A Markdown link, and the name after it.
        link.split_once("](")
            .and_then(|(label, rest)| Some((label, rest.split_once(") ")?.1.trim_matches(['*', '_', ' ']))))
    } else if let Some(inner) = core.strip_suffix(')') {
        inner.rsplit_once('(')
    } else {
        memchr::memrchr(b'|', core.as_bytes()).and_then(|at| core.get(..at).zip(core.get(at + 1..)))
    };
    let Some((headline, name)) = parts.map(|(headline, name)| (headline.trim(), name.trim())) else {
        return false;
    };
    if words.count() > 26 || headline.contains('|') || !super::lines::begins_high(headline) {
        return false;
    }
    let (Some(before), Some(after)) = (Words::of(headline), Words::of(name)) else {
        return false;
    };
    let first = after.all().first().map(folded).unwrap_or_default();
    let kind_of_story = matches!(
        first.as_str(),
        "video"
            | "videos"
            | "photo"
            | "photos"
            | "pictures"
            | "opinion"
            | "updated"
            | "update"
            | "earlier"
            | "exclusive"
            | "review"
            | "live"
            | "podcast"
            | "ii"
            | "iii"
            | "iv"
    );
    !matches!(Ending::of(headline), Ending::Stop | Ending::Colon)
        && before.count() >= 4
        && after.count() <= 5
        && is_publisher(name, after.all())
        && !kind_of_story
        && !is_wire(first.as_str())
        && !is_acronym(name, &before)
}

/// Whether `name` is a party and its state, or made of initials of words before it: "World Kite Organisation (WKO)".
fn is_acronym(name: &str, before: &Words<'_>) -> bool {
    let initials: String =
        before.all().iter().filter_map(|word| word.text.chars().next()).filter(|first| first.is_uppercase()).collect();
    let capitals = name.chars().all(|c| c.is_uppercase() || c == '-');
    capitals && (name.len() <= 4 || (name.len() <= 8 && initials.contains(name)))
}

#[cfg(test)]
mod tests {
    use super::super::Shape;
    use super::super::tests::check;

    #[test]
    fn persons() {
        check(
            Shape::Person,
            &[
                "Jane Roe",
                "— Jane Roe",
                "Jane van der Roe",
                "Jean-Luc O’Doe",
                "JANE ROE",
                "J. R. Doe",
                "Katrin D.",
                "María del Valle Roe",
                "Jane Roe Jr.",
            ],
            &[
                "Jane",
                "jane roe",
                "The Daily Kestrel",
                "Read More",
                "Jane Roe said",
                "Jane Roe.",
                "Jane, John",
                "News Desk",
                "Jane A B C Roe Doe",
                "Jane Roe:",
                "東京 大阪",
                "Jane’s Childhood",
                "‘Grand Plan’",
            ],
        );
    }

    #[test]
    fn publishers() {
        check(
            Shape::Publisher,
            &[
                "Daily Kestrel",
                "The Harbour Times",
                "KESTREL",
                "Kestrel UK",
                "Markets.example",
                "kestrel.com",
                "Glow & Go",
                "Journal of Kites",
                "eKestrel",
                "Hello!",
                "Le Courrier du Lac",
                "Kestrel Media, Inc.",
            ],
            &[
                "Read more",
                "Sign up",
                "Advertisement",
                "the harbour",
                "Kestrel said it was",
                "A man walks into a bar",
                "What Now",
                "Prices up 3%",
                "The ferry sank.",
                "Kestrel: a bird",
                "One Two Three Four Five Six Seven Eight",
                "12",
                "キ",
                "‘Grand Plan’",
                "Grand Plan.",
                "and Jane Roe",
                "12.1 Kestrel Systems",
                "Kestrels in",
                "Kestrel, Heron",
            ],
        );
    }

    #[test]
    fn publishers_with_age() {
        check(
            Shape::PublisherAge,
            &[
                "Daily Kestrel · 2 minutes ago",
                "Glow & Go | 3h",
                "The Harbour Times 5 hours ago",
                "Kestrel • vor 3 Stunden",
                "3h · Kestrel",
                "Kestrel - Yesterday",
                "Kestrel, 2 days ago",
            ],
            &[
                "Daily Kestrel",
                "2 minutes ago",
                "Read more 2 minutes ago",
                "The town burned down 300 years ago",
                "Kestrel 24",
                "Kestrels in 40s",
            ],
        );
    }

    #[test]
    fn headlines_with_advertiser() {
        check(
            Shape::HeadlineAdvertiser,
            &[
                "Homeowners rush to claim this refund (OptiRoof)",
                "Why doctors never eat this fruit | Wealthy Kestrel",
                "She never looked the same again (Glow & Go)",
                "[Why doctors never eat this](https://example.org/a) **Deal Kestrel**",
            ],
            &[
                "Ferry sinks off the coast (video)",
                "A talk with the World Kite Organisation (WKO)",
                "Prices rise again this year (2023)",
                "Home | News",
                "The Return of the Kestrels (II)",
                "The ferry that sank again (Earlier)",
                "Bill by Senator Jane Roe (D-VA)",
                "The council met. (Kestrel)",
                "Ferry sinks off the coast (and nobody knew)",
            ],
        );
    }
}
