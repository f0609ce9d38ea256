//! Facts about publishers: who stands behind a host or a name. They recognise origins and interests; they judge nobody.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::date::PartialDate;
use super::host::{Address, HostMap, Scope};
use crate::rules::words;

/// The file of facts, compiled in.
const FACTS: &str = include_str!("../../data/publishers.toml");

static SHIPPED: LazyLock<Publishers> = LazyLock::new(|| match Publishers::parse(FACTS) {
    Ok(publishers) => publishers,
    Err(error) => panic!("data/publishers.toml is broken: {error}"),
});

words! {
    /// What a publisher is.
    PublisherKind {
        Agency = "agency", PhotoAgency = "photo-agency", PressReleaseWire = "press-release-wire", Broker = "broker",
        FinanceSite = "finance-site", TradePress = "trade-press", Aggregator = "aggregator", Platform = "platform",
        Satire = "satire", Newspaper = "newspaper", Magazine = "magazine", Broadcaster = "broadcaster",
        Website = "website", FactChecker = "fact-checker", Journal = "journal", Institution = "institution",
    }
}

/// What is known of one publisher.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    name: String,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    alone: Vec<String>,
    hosts: Vec<String>,
    kind: PublisherKind,
    owner: Option<String>,
    business: Option<String>,
}

impl Publisher {
    /// The name as reports show it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its hosts.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.hosts.iter().map(String::as_str)
    }

    /// What it is.
    pub fn kind(&self) -> PublisherKind {
        self.kind
    }

    /// Who owns it, where that is an interest.
    pub fn owner(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    /// What it sells or is paid for, where that is an interest.
    pub fn business(&self) -> Option<&str> {
        self.business.as_deref()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    dated: PartialDate,
    publisher: Vec<Publisher>,
}

/// A publisher's name in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention<'p> {
    /// The bytes of the name, without an article.
    pub span: Range<usize>,
    /// Whose name it is.
    pub publisher: &'p Publisher,
}

/// One spelling of a name.
#[derive(Debug, Clone)]
struct Name {
    publisher: usize,
    /// As it is written, without its article.
    written: String,
    /// "The" must stand before it in running text, because one word alone says too little.
    with_article: bool,
    /// Counts only where nothing else stands.
    alone: bool,
}

/// Facts about publishers, found by host and by name.
///
/// ```
/// use unchaff::source::{Address, PublisherKind, Publishers};
///
/// let publishers = Publishers::shipped();
/// let paper = publishers.by_host(&Address::parse("https://www.ft.com/content/1").unwrap()).unwrap();
/// assert_eq!(paper.name(), "Financial Times");
/// assert_eq!(publishers.by_name("the Financial Times"), Some(paper));
/// assert_eq!(publishers.by_name("(AP)").unwrap().kind(), PublisherKind::Agency);
///
/// let text = "Ministers met twice, the Financial Times reports, and a time was set.";
/// let found = publishers.mentions(text);
/// assert_eq!(found.len(), 1);
/// assert_eq!(&text[found[0].span.clone()], "Financial Times");
/// ```
#[derive(Debug, Clone)]
pub struct Publishers {
    dated: PartialDate,
    list: Vec<Publisher>,
    hosts: HostMap<usize>,
    names: HashMap<String, Name>,
    /// The first words of names that are looked for in running text, as they are written and in capitals.
    first_words: HashSet<String>,
    longest: usize,
}

impl Publishers {
    /// The facts that come with unchaff, read once.
    pub fn shipped() -> &'static Publishers {
        &SHIPPED
    }

    fn parse(text: &str) -> Result<Publishers, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut all = Publishers {
            dated: file.dated,
            list: file.publisher,
            hosts: HostMap::new(),
            names: HashMap::new(),
            first_words: HashSet::new(),
            longest: 0,
        };
        for index in 0..all.list.len() {
            all.file_hosts(index)?;
            all.file_names(index)?;
        }
        Ok(all)
    }

    fn file_hosts(&mut self, index: usize) -> Result<(), String> {
        for host in &self.list[index].hosts {
            let address = Address::parse(host).ok_or_else(|| format!("{host} is no host"))?;
            if self.hosts.insert(address.host(), Scope::Host, index).is_err() {
                return Err(format!("the host {host} is there twice"));
            }
        }
        Ok(())
    }

    fn file_names(&mut self, index: usize) -> Result<(), String> {
        let publisher = self.list[index].clone();
        let all = std::iter::once(&publisher.name).chain(&publisher.names).chain(&publisher.alone);
        for written in all {
            let alone = publisher.alone.contains(written);
            let bare = written.strip_prefix("The ");
            let is_alone = |bare: &str| publisher.alone.iter().any(|name| name == bare);
            let with_article = bare.is_some_and(|bare| !bare.contains(' ') || is_alone(bare));
            let name = Name { publisher: index, written: fold(bare.unwrap_or(written)), with_article, alone };
            if !alone {
                self.longest = self.longest.max(name.written.len());
                let first = first_word(&name.written);
                self.first_words.extend([first.to_owned(), first.to_uppercase()]);
            }
            let key = if with_article { written.as_str() } else { bare.unwrap_or(written) };
            if let Some(other) = self.names.insert(fold(key).to_lowercase(), name)
                && (other.publisher != index || other.written != fold(bare.unwrap_or(written)))
            {
                return Err(format!("the name {written} is there twice"));
            }
        }
        Ok(())
    }

    /// The date of the facts.
    pub fn dated(&self) -> PartialDate {
        self.dated
    }

    /// Every publisher, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Publisher> {
        self.list.iter()
    }

    /// Whose host the address is on.
    pub fn by_host(&self, address: &Address) -> Option<&Publisher> {
        self.hosts.get(address).map(|hit| &self.list[*hit.value])
    }

    /// Whose name `text` is: the whole of it, save for brackets, quotation marks, an article and punctuation around it; or
    /// its host. A name counts as it is written or in capitals, not in lower case.
    pub fn by_name(&self, text: &str) -> Option<&Publisher> {
        let text = text.trim_matches(|c: char| c.is_whitespace() || "()[]{}\"“”‘«»,;:–—-|*_".contains(c));
        if text.is_empty() || text.len() > 200 {
            return None;
        }
        let without_stop = text.trim_end_matches(['.', '\'', '’']);
        let named = [text, without_stop].into_iter().find_map(|text| self.named(text));
        named.or_else(|| {
            let host = Some(text).filter(|text| !text.contains(char::is_whitespace)).and_then(Address::parse)?;
            self.by_host(&host)
        })
    }

    fn named(&self, text: &str) -> Option<&Publisher> {
        let text = fold(text);
        let whole = self.names.get(&text.to_lowercase()).filter(|name| {
            is_written_as(name, &text) || without_article(&text).is_some_and(|bare| is_written_as(name, bare))
        });
        let bare = || {
            let bare = without_article(&text)?;
            self.names.get(&bare.to_lowercase()).filter(|name| is_written_as(name, bare))
        };
        whole.or_else(bare).map(|name| &self.list[name.publisher])
    }

    /// The names of publishers in running text, from its start to its end; the longest where several begin at one place.
    /// Names that are also words are left out: see [`Publishers::by_name`].
    pub fn mentions(&self, text: &str) -> Vec<Mention<'_>> {
        let mut found = Vec::new();
        let mut from = 0;
        for start in word_starts(text) {
            if start < from || !self.first_words.contains(first_word(&text[start..])) {
                continue;
            }
            if let Some((end, publisher)) = self.longest_at(text, start) {
                found.push(Mention { span: start..end, publisher });
                from = end;
            }
        }
        found
    }

    fn longest_at(&self, text: &str, start: usize) -> Option<(usize, &Publisher)> {
        let rest = &text[start..];
        // A curly apostrophe takes two bytes more than a straight one, a run of spaces one for each.
        let limit = self.longest + 8;
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= limit);
        let ends: Vec<usize> = ends.filter(|end| is_end(rest, *end)).collect();
        let with_article = ends_with_article(&text[..start]);
        ends.into_iter().rev().find_map(|end| {
            let written = fold(&rest[..end]);
            let lower = written.to_lowercase();
            let article = || self.names.get(&format!("the {lower}")).filter(|_| with_article);
            let name = article().or_else(|| self.names.get(&lower))?;
            let sound = !name.alone && is_written_as(name, &written) && (with_article || !name.with_article);
            sound.then(|| (start + end, &self.list[name.publisher]))
        })
    }
}

/// Whether the text ends with "The", as names have it: "the Atlantic" is an ocean.
fn ends_with_article(text: &str) -> bool {
    let text = text.trim_end();
    let before = text.strip_suffix("The").or_else(|| text.strip_suffix("THE"));
    before.is_some_and(|before| !before.ends_with(char::is_alphanumeric))
}

/// Straight apostrophes and single spaces.
fn fold(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace(['’', '‘', 'ʼ'], "'")
}

fn without_article(text: &str) -> Option<&str> {
    let (article, rest) = text.split_at_checked(4)?;
    article.eq_ignore_ascii_case("the ").then_some(rest)
}

/// The name's own letters, or all of them in capitals.
fn is_written_as(name: &Name, text: &str) -> bool {
    name.written == text || (text.chars().any(char::is_uppercase) && name.written.to_uppercase() == text)
}

fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    &text[..end]
}

/// The places where a word begins.
fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    let mut before = ' ';
    text.char_indices().filter_map(move |(at, c)| {
        let starts = c.is_alphanumeric() && !before.is_alphanumeric();
        before = c;
        starts.then_some(at)
    })
}

/// Whether a name may end at `end`: no word goes on there.
fn is_end(text: &str, end: usize) -> bool {
    let last = text[..end].chars().next_back();
    let next = text[end..].chars().next();
    last.is_some_and(|c| !c.is_whitespace()) && !next.is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests;
