//! What the statements of a page about itself mean for the source report, and the statements in its visible lines.

use std::ops::Range;

use super::dom::{Dom, Fact};
use super::features::fold;
use super::removals::source;
use super::statements::{MOST_FACTS, PageFacts, Statement, Topic};
use super::tags::Tag;
use crate::document::{Page, date};
use crate::rules::Quantity;

/// Words in which no one in particular is named as author.
const NOBODY: &[&str] = &[
    "admin",
    "administrator",
    "author",
    "editor",
    "editors",
    "editorialteam",
    "guest",
    "newsdesk",
    "newsroom",
    "redaktion",
    "staff",
    "staffreporter",
    "staffwriter",
    "user",
    "webdesk",
    "webmaster",
];
/// Last words of names that are no person's.
const OFFICES: &[&str] = &["desk", "newsroom", "office", "staff", "team"];

/// What stands before an author's name.
const BY: &[&str] = &["written by ", "words by ", "by ", "von ", "par ", "por ", "di ", "door "];
/// What stands before the date of a change.
const CHANGED: &[&str] =
    &["updated", "last updated", "modified", "aktualisiert", "mis à jour", "actualizado", "aggiornato"];

impl PageFacts {
    /// The page's own address: the canonical one may be that of an original elsewhere, `og:url` seldom is.
    pub(crate) fn own_address(&self) -> Option<&Statement> {
        let whole = |statement: &&&Statement| statement.value.starts_with("http");
        let about = self.about(Topic::Canonical);
        let own = about.iter().filter(whole).find(|statement| statement.from == "meta og:url");
        own.or_else(|| about.iter().find(whole)).copied()
    }

    /// What the source report wants to know of a page; `paid_links`: links of the article that say they are paid for.
    pub(crate) fn page(&self, paid_links: usize) -> Page {
        let first = |topic| self.about(topic).first().map(|statement| statement.value.clone());
        Page {
            author: self.author().map(|author| author.value.clone()),
            // "Combe Courier" rather than "Combe Courier Holdings Ltd"; a copy's data names the original's publisher.
            publisher: first(Topic::Site).or_else(|| first(Topic::Publisher)),
            published: first(Topic::Published),
            modified: first(Topic::Modified),
            canonical: first(Topic::Canonical),
            sponsored: self.paid_type().is_some(),
            paid_links,
        }
    }

    /// The statement that shows what a quantity measures; `None` where its absence is shown.
    pub(crate) fn shows(&self, quantity: Quantity) -> Option<&Statement> {
        let first = |topic| self.about(topic).first().copied();
        match quantity {
            Quantity::PageByline => self.author(),
            Quantity::PageDate => first(Topic::Published).or_else(|| first(Topic::Modified)),
            Quantity::PagePublisher => first(Topic::Site).or_else(|| first(Topic::Publisher)),
            Quantity::PageElsewhere => first(Topic::Canonical),
            Quantity::PageSponsored => self.paid_type(),
            _ => None,
        }
    }

    fn paid_type(&self) -> Option<&Statement> {
        self.statements().iter().find(|statement| statement.value == "AdvertiserContentArticle")
    }

    /// The first author who is somebody: not the publisher, nor "Admin".
    fn author(&self) -> Option<&Statement> {
        let house: Vec<String> = self
            .statements()
            .iter()
            .filter(|statement| matches!(statement.topic, Topic::Publisher | Topic::Site))
            .map(|statement| fold(&statement.value))
            .collect();
        let somebody = |author: &&&Statement| {
            let folded = fold(&author.value);
            let last = author.value.split_whitespace().next_back().unwrap_or("").to_lowercase();
            let nobody = NOBODY.contains(&folded.as_str()) || OFFICES.contains(&last.as_str());
            !folded.is_empty() && !house.contains(&folded) && !nobody
        };
        self.about(Topic::Author).iter().find(somebody).copied()
    }

    /// Adds what the lines around the headline say, behind what the markup does.
    pub(crate) fn add_visible<'l>(&mut self, lines: impl Iterator<Item = (&'l str, Range<usize>)>) {
        for (line, span) in lines {
            for part in line.split(['|', '·', '•', '\n']).map(str::trim) {
                let (name, rest) = author_and_rest(part);
                if let Some(name) = name {
                    self.add(Statement {
                        topic: Topic::Author,
                        value: name,
                        from: "byline".into(),
                        span: span.clone(),
                    });
                }
                if let Some(value) = date(rest).and_then(|date| date.value) {
                    let lower = rest.to_lowercase();
                    let changed = CHANGED.iter().any(|word| lower.starts_with(word));
                    let topic = if changed { Topic::Modified } else { Topic::Published };
                    self.add(Statement { topic, value, from: "date line".into(), span: span.clone() });
                }
            }
        }
    }
}

/// The links of the article that say they are paid for, in bytes of the page.
pub(crate) fn paid_links(page: &str, dom: &Dom, article: &[usize]) -> Vec<Range<usize>> {
    let places: Vec<Range<usize>> = article.iter().map(|at| source(dom, &dom.blocks[*at])).collect();
    let is_paid = |fact: &&Fact| {
        let rel = |(name, value): &(Range<usize>, Range<usize>)| {
            let words = page[value.clone()].to_ascii_lowercase();
            page[name.clone()].eq_ignore_ascii_case("rel")
                && words.split_ascii_whitespace().any(|word| word == "sponsored")
        };
        dom.element(fact.element).tag == Tag::A && fact.attributes.iter().any(rel)
    };
    let within = |link: &Range<usize>| {
        let next = places.partition_point(|place| place.end <= link.start);
        places.get(next).is_some_and(|place| place.start < link.end)
    };
    let links = dom.facts.iter().take(MOST_FACTS).filter(is_paid).map(|fact| dom.element(fact.element));
    links.map(|link| link.start as usize..link.end as usize).filter(within).collect()
}

/// The name in "By Jane Roe, 6 May 2024", and what stands behind it; without a name all of the line.
fn author_and_rest(line: &str) -> (Option<String>, &str) {
    let lower = line.to_lowercase();
    let Some(by) = BY.iter().find(|by| lower.starts_with(**by)) else { return (None, line) };
    let Some(named) = line.get(by.len()..) else { return (None, line) };
    let starts = named.char_indices().zip(std::iter::once(' ').chain(named.chars()));
    let words = starts.filter(|((_, char), before)| before.is_whitespace() && !char.is_whitespace());
    let cut = words.map(|((at, _), _)| at).skip(1).take(12).find(|at| date(&named[*at..]).is_some());
    let (name, rest) = named.split_at(cut.unwrap_or(named.len()));
    let name = name.split([',', ';', '(']).next().unwrap_or("").trim();
    let words: Vec<&str> = name.split_whitespace().collect();
    let last = words.iter().rposition(|word| word.starts_with(char::is_uppercase)).map_or(0, |last| last + 1);
    let name = words[..last].join(" ");
    let is_name = (1..=8).contains(&last) && name.starts_with(char::is_uppercase);
    (is_name.then_some(name), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visible(line: &str) -> Vec<(Topic, String)> {
        let mut facts = PageFacts::default();
        facts.add_visible(std::iter::once((line, 0..1)));
        facts.statements().iter().map(|statement| (statement.topic, statement.value.clone())).collect()
    }

    #[test]
    fn names_and_dates_of_lines() {
        let author = |name: &str| (Topic::Author, name.to_owned());
        let date = (Topic::Published, "2024-02-06".to_owned());
        assert_eq!(visible("By Ottilie Brandreth 6 February 2024"), [author("Ottilie Brandreth"), date.clone()]);
        assert_eq!(visible("By Ottilie Brandreth and Ann Dawe"), [author("Ottilie Brandreth and Ann Dawe")]);
        assert_eq!(visible("By Ottilie Brandreth | February 6, 2024"), [author("Ottilie Brandreth"), date.clone()]);
        assert_eq!(visible("Von Ottilie Brandreth, Combe"), [author("Ottilie Brandreth")]);
        assert_eq!(visible("6 February 2024"), [date]);
        assert_eq!(visible("Updated: 7 February 2024"), [(Topic::Modified, "2024-02-07".to_owned())]);
        for line in ["By the end of the day", "Bystanders", "By", "Opinion", "by "] {
            assert_eq!(visible(line), [], "{line}");
        }
    }

    #[test]
    fn authors_who_are_nobody() {
        let mut facts = PageFacts::default();
        let statement = |topic, value: &str| Statement { topic, value: value.into(), from: "meta".into(), span: 0..1 };
        facts.add(statement(Topic::Site, "Combe Courier"));
        facts.add(statement(Topic::Author, "Combe courier"));
        facts.add(statement(Topic::Author, "Admin"));
        facts.add(statement(Topic::Author, "Courier News Team"));
        assert_eq!(facts.page(0).author, None);
        facts.add(statement(Topic::Author, "Ann Dawe"));
        assert_eq!(facts.page(0).author.as_deref(), Some("Ann Dawe"));
    }
}
