//! Numbers of a whole document, which rules of unit `document` compare with a range: what phrases cannot say, such as
//! that nobody is quoted. They are taken from what cleaning leaves, and only when a running rule asks for them.

mod dates;
mod debris;
mod figures;
mod people;
mod spelling;
mod tally;

use std::cell::OnceCell;
use std::ops::Range;

use super::outcome::{Embedded, Metadata};
use super::quotes::quotations;
use super::view::View;
use crate::document::{Block, Page, Shape};
use crate::rules::{Field, Quantity};
use people::People;
use tally::{Counted, Tally};

/// A measured number and the places that show it, in bytes of the measured text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Measured {
    pub value: f64,
    /// How many places it comes from; `spans` are the first of them.
    pub count: usize,
    pub spans: Vec<Range<usize>>,
}

impl Measured {
    /// A number that no place shows.
    fn number(value: f64) -> Measured {
        Measured { value, ..Measured::default() }
    }

    fn count(spans: &[Range<usize>], count: usize) -> Measured {
        Measured { value: count as f64, count, spans: spans.to_vec() }
    }

    /// What shows it: the first place, and the next ones as long as they are words rather than sentences.
    pub(crate) fn example(&self, text: &str) -> String {
        const WORDS: usize = 4;
        const BYTES: usize = 48;
        let mut shown = String::new();
        for span in self.spans.iter().take(WORDS) {
            if !shown.is_empty() && shown.len() + span.len() > BYTES {
                break;
            }
            shown.push_str(if shown.is_empty() { "" } else { " … " });
            shown.push_str(&text[span.clone()]);
        }
        shown
    }
}

/// What is measured: a document as the last round left it, and what was taken out of it before.
pub(crate) struct Measures<'m> {
    view: &'m View<'m>,
    metadata: &'m Metadata,
    embedded: &'m [Embedded],
    quotations: OnceCell<Vec<Vec<Range<usize>>>>,
    tally: OnceCell<Tally>,
    people: OnceCell<People>,
}

impl<'m> Measures<'m> {
    pub(crate) fn new(view: &'m View<'m>, metadata: &'m Metadata, embedded: &'m [Embedded]) -> Measures<'m> {
        let (quotations, tally, people) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Measures { view, metadata, embedded, quotations, tally, people }
    }

    /// The quotations of each block, in bytes of the text.
    fn quotations(&self) -> &[Vec<Range<usize>>] {
        let of = |block: &Block| {
            let speaks = block.words > 2 && !block.shapes.contains(Shape::Headline);
            let mut found = if speaks { quotations(block.core(self.view.text())) } else { Vec::new() };
            found.iter_mut().for_each(|quoted| *quoted = quoted.start + block.core..quoted.end + block.core);
            found
        };
        self.quotations.get_or_init(|| self.view.blocks.iter().map(of).collect())
    }

    /// Words of the document's blocks.
    pub(crate) fn words(&self) -> u32 {
        self.view.blocks.iter().map(|block| block.words).sum()
    }

    pub(crate) fn of(&self, quantity: Quantity) -> Measured {
        let tally = || self.tally.get_or_init(|| Tally::of(self.view, self.quotations()));
        let people = || self.people.get_or_init(|| People::of(self.view, self.quotations()));
        let share = |count: usize, of: f64| count as f64 * of / f64::from(self.words().max(1));
        let per = |of: &Counted, words: f64| Measured {
            value: share(of.count, words),
            count: of.count,
            spans: of.spans.clone(),
        };
        match quantity {
            Quantity::Words => Measured::number(f64::from(self.words())),
            // Where the marks were lost nobody can say who is quoted.
            Quantity::Quotations if !tally().broken.is_empty() => Measured::number(f64::NAN),
            Quantity::Quotations => Measured::count(&people().quotations, people().quoted),
            Quantity::QuotedPeople => Measured::count(&people().named, people().named.len()),
            Quantity::QuotedWithRole => Measured::count(&people().with_role, people().with_role.len()),
            Quantity::Figures => per(&tally().figures, 100.0),
            Quantity::Exclamations => Measured::count(&tally().exclamations, tally().exclamations.len()),
            Quantity::Questions => per(&tally().questions, 1000.0),
            Quantity::Adverbs => per(&tally().adverbs, 1000.0),
            Quantity::Absolutes => per(&tally().absolutes, 1000.0),
            Quantity::ShoutedWords => Measured::count(&tally().shouted, tally().shouted.len()),
            Quantity::FirstPerson => {
                let spans = tally().first_person.clone();
                Measured { value: share(spans.len(), 1000.0), count: spans.len(), spans }
            }
            Quantity::SpeechVerbs => per(&tally().speech, 100.0),
            Quantity::SentenceLength => Measured::number(tally().sentence_length()),
            Quantity::Mojibake => {
                let mut spans = debris::mojibake(self.view.text());
                spans.extend_from_slice(&tally().broken);
                Measured::count(&spans, spans.len())
            }
            Quantity::WeekdayConflicts => {
                let spans = dates::conflicts(self.view);
                Measured::count(&spans, spans.len() + dates::lifted_conflicts(self.metadata))
            }
            Quantity::EmbeddedStories => Measured::number(self.embedded.len() as f64),
            Quantity::NameVariants => {
                let spans = spelling::variants(self.view);
                Measured::count(&spans, spans.len())
            }
            Quantity::Dateline => self.first_prose(has_dateline),
            Quantity::OpensMidway => self.first_prose(opens_midway),
            Quantity::EndsMidway => self.last_block(ends_midway),
            Quantity::HeadlineExclamations => {
                Measured::number(self.title().map_or(0, tally::exclamations_in_headline) as f64)
            }
            Quantity::HeadlineWords => {
                let words = self.title().map_or(0, |title| title.split_whitespace().count());
                Measured::number(words as f64)
            }
            Quantity::HeadlineCapitals => {
                Measured::number(f64::from(u8::from(self.title().is_some_and(tally::capitalises_every_word))))
            }
            Quantity::HeadlineShouted => {
                let count = self.title().map_or(0, |title| tally::shouted_in_headline(title, self.view.text()));
                Measured::number(count as f64)
            }
            Quantity::PageByline => self.shown(|page| page.author.is_some(), &[Field::Byline, Field::AuthorBio]),
            Quantity::PageDate => {
                let dated = |page: &Page| page.published.is_some() || page.modified.is_some();
                self.shown(dated, &[Field::Published, Field::Modified])
            }
            Quantity::PagePublisher => self.page(|page| count(page.publisher.is_some())),
            Quantity::PageElsewhere => {
                let host = self.view.document.host();
                let is_other = |of: String| host.is_some_and(|host| !same_site(&of, host));
                self.page(|page| count(page.canonical_host().is_some_and(is_other)))
            }
            Quantity::PageSponsored => self.page(|page| count(page.sponsored)),
            Quantity::PagePaidLinks => self.page(|page| page.paid_links as f64),
        }
    }

    /// A number of the page; no number at all, which lies in no range, when nothing is known of it.
    fn page(&self, value: impl Fn(&Page) -> f64) -> Measured {
        Measured::number(self.view.document.known_page().map_or(f64::NAN, value))
    }

    /// 1 where the page shows it beside the text, one half where only the text does, 0 where neither does.
    fn shown(&self, page: impl Fn(&Page) -> bool, lifted: &[Field]) -> Measured {
        let in_text = lifted.iter().any(|field| self.metadata.first(*field).is_some());
        self.page(|of| count(page(of)).max(count(in_text) / 2.0))
    }

    /// The headline that the caller knows, or the one that stands above the text.
    pub(crate) fn title(&self) -> Option<&str> {
        self.view.document.known_title().or_else(|| self.view.head_headline().map(|block| self.view.core(block)))
    }

    fn first_prose(&self, holds: impl Fn(&str) -> bool) -> Measured {
        let first = (0..self.view.blocks.len()).find(|&block| self.view.has(block, Shape::Prose));
        self.block(first, holds)
    }

    fn last_block(&self, holds: impl Fn(&str) -> bool) -> Measured {
        self.block(self.view.blocks.len().checked_sub(1).filter(|&block| self.view.blocks[block].words > 8), holds)
    }

    fn block(&self, block: Option<usize>, holds: impl Fn(&str) -> bool) -> Measured {
        match block.filter(|&block| holds(self.view.core(block))) {
            Some(block) => {
                let block = &self.view.blocks[block];
                Measured::count(std::slice::from_ref(&(block.core..block.core_end)), 1)
            }
            None => Measured::default(),
        }
    }
}

fn count(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// Whether two hosts belong together: one is the other, or below it.
fn same_site(one: &str, other: &str) -> bool {
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    let (one, other) = (bare(one), bare(other));
    one == other || one.ends_with(&format!(".{other}")) || other.ends_with(&format!(".{one}"))
}

/// Words in capitals that open lines as places do: labels, months and weekdays.
const NO_PLACES: [&str; 30] = [
    "FILE",
    "BREAKING",
    "EXCLUSIVE",
    "UPDATE",
    "WATCH",
    "VIDEO",
    "ANALYSIS",
    "OPINION",
    "COMMENTARY",
    "NEWS",
    "LIVE",
    "JANUARY",
    "FEBRUARY",
    "MARCH",
    "APRIL",
    "MAY",
    "JUNE",
    "JULY",
    "AUGUST",
    "SEPTEMBER",
    "OCTOBER",
    "NOVEMBER",
    "DECEMBER",
    "MONDAY",
    "TUESDAY",
    "WEDNESDAY",
    "THURSDAY",
    "FRIDAY",
    "SATURDAY",
    "SUNDAY",
];

/// Whether a paragraph opens with the place it was reported from: "STOWE, Kent (Agency) — ", "Inner Stowe — Harbour …".
fn has_dateline(text: &str) -> bool {
    let window = text.char_indices().take(60).last().map_or("", |(end, _)| &text[..end]);
    let dash =
        ["—", "–", " -- ", "--", " - "].iter().filter_map(|dash| window.find(dash).map(|at| (at, dash.len()))).min();
    let Some((at, length)) = dash else { return false };
    let (place, after) = (window[..at].trim_end(), window[at + length..].trim_start());
    let city = place.split([',', '(', '/']).next().unwrap_or("").trim();
    let words = city.split_whitespace().count();
    let capitals = city.len() > 2 && !city.contains(|c: char| c.is_lowercase()) && city.contains(char::is_alphabetic);
    let agency = place.ends_with(')') && place.contains('(');
    let plain = city.split_whitespace().all(|word| {
        word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphabetic() || c == '.' || c == '-')
    });
    let opens = after.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "\"“‘'".contains(c));
    let first = city.split_whitespace().next().unwrap_or("");
    (1..=4).contains(&words) && opens && !NO_PLACES.contains(&first) && (capitals || (plain && agency))
}

/// Whether a text begins in the midst of a sentence: with a small letter or a mark, or with a name whose sentence goes on
/// behind a dash though nothing has been said of it.
fn opens_midway(text: &str) -> bool {
    let mut characters = text.chars();
    let (Some(first), second) = (characters.next(), characters.next().unwrap_or(' ')) else { return false };
    if matches!(first, ',' | ';' | ')') {
        return true;
    }
    let mut words = text.split_whitespace();
    let opener = words.next().unwrap_or("");
    if first.is_lowercase() {
        // "iPhone sales …", "al-Qaeda …", "www.…": such words are written small at the head of a sentence, too.
        let own_way = second.is_uppercase() || opener.contains(['.', '-', '/', '@', ':']) || opener.len() > 14;
        let particle =
            matches!(opener, "de" | "van" | "von" | "bin" | "al" | "la" | "le" | "el" | "d'" | "http" | "https");
        return !own_way && !particle;
    }
    let dash = words.next().is_some_and(|word| matches!(word, "—" | "–"));
    let goes_on = words.next().is_some_and(|word| word.starts_with(char::is_lowercase));
    let name = first.is_uppercase() && second.is_lowercase() && opener.chars().all(char::is_alphabetic);
    name && dash && goes_on
}

/// Whether a text breaks off: its last line is running text that ends in an ellipsis or without any mark.
fn ends_midway(text: &str) -> bool {
    let last = text.trim_end();
    let cut = last.ends_with("[...]") || last.ends_with("[…]") || last.ends_with('…') || last.ends_with("...");
    cut || last.ends_with(|c: char| c.is_lowercase() || c == ',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_begin_midway() {
        for text in ["and the ferry left.", "Harlan — on what was once an island — hoped.", ", said the mayor."] {
            assert!(opens_midway(text), "{text}");
        }
        for text in [
            "STOWE — The ferry left.",
            "The ferry left.",
            "iPhone sales fell.",
            "al-Noor sank.",
            "Stowe — The ferry left.",
        ] {
            assert!(!opens_midway(text), "{text}");
        }
    }

    #[test]
    fn datelines() {
        for text in [
            "STOWE, Kent (Agency) — The ferry left.",
            "INNER STOWE -- Two ferries left.",
            "Stowe (AP) - The ferry left.",
        ] {
            assert!(has_dateline(text), "{text}");
        }
        for text in
            ["The ferry — an old one — left.", "EXCLUSIVE — The ferry left.", "Stowe — a small town — slept.", "A - B"]
        {
            assert!(!has_dateline(text), "{text}");
        }
    }

    #[test]
    fn texts_that_break_off() {
        assert!(ends_midway("The ferry left in the") && ends_midway("The ferry left […]"));
        assert!(!ends_midway("The ferry left.") && !ends_midway("“The ferry left,” she said.”"));
    }
}
