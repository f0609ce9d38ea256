//! What a page says about itself, each statement with the place it was found in; those that disagree are all kept.

use std::ops::Range;

use serde_json::Value as Json;

use super::attributes::value;
use super::dom::{Dom, Element, Fact};
use super::features::fold;
use super::linked::{Linked, Object};
use super::tags::Tag;
use crate::document::date;

crate::rules::words! {
    /// What a statement is about.
    Topic {
        Title = "title", Site = "site", Publisher = "publisher", Author = "authors", Published = "published",
        Modified = "modified", Language = "language", Canonical = "canonical", Section = "section",
        Paywall = "paywall", Description = "description", Type = "type",
    }
}

/// One statement of a page about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What it is about.
    pub topic: Topic,
    /// What it says; dates in ISO 8601 form where they can be read.
    pub value: String,
    /// Where it was found: `json-ld headline`, `meta og:title`, `h1` …
    pub from: String,
    /// The element or script that says it, in bytes of the page.
    pub span: Range<usize>,
}

/// All that a page says about itself, the most trusted place first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageFacts {
    statements: Vec<Statement>,
}

impl PageFacts {
    /// Every statement, by topic, the most trusted place first.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// Statements about a topic that say different things; more than one is a conflict, authors aside.
    pub fn about(&self, topic: Topic) -> Vec<&Statement> {
        let mut seen = Vec::new();
        let mut found = Vec::new();
        for statement in self.statements.iter().filter(|statement| statement.topic == topic) {
            let key = key(topic, &statement.value);
            if !seen.contains(&key) {
                seen.push(key);
                found.push(statement);
            }
        }
        found
    }

    /// Adds a statement behind all others about its topic.
    pub(crate) fn add(&mut self, statement: Statement) {
        let place = self.statements.partition_point(|other| other.topic <= statement.topic);
        self.statements.insert(place, statement);
    }

    fn first(&self, topic: Topic) -> Option<&Statement> {
        self.statements.iter().find(|statement| statement.topic == topic)
    }

    /// The headline.
    pub fn title(&self) -> Option<&Statement> {
        self.first(Topic::Title)
    }

    /// The language, as the page writes it.
    pub fn language(&self) -> Option<&Statement> {
        self.first(Topic::Language)
    }

    /// The page's own address.
    pub fn canonical(&self) -> Option<&Statement> {
        self.first(Topic::Canonical)
    }

    /// The headlines that the page's data gives, letters and digits alone.
    pub(crate) fn folded_titles(&self) -> Vec<String> {
        let titles =
            self.statements.iter().filter(|statement| statement.topic == Topic::Title && statement.from != "h1");
        titles.take(12).map(|statement| fold(&statement.value)).filter(|title| title.len() >= 8).collect()
    }

    pub(crate) fn read(page: &str, dom: &Dom, linked: &Linked) -> PageFacts {
        let mut reader = Reader { page, dom, found: Vec::new() };
        for article in &linked.articles {
            reader.linked(article, linked);
        }
        for other in &linked.pages {
            reader.linked_page(other);
        }
        for fact in dom.facts.iter().take(MOST_FACTS) {
            reader.fact(fact);
        }
        reader.visible();
        let mut found = reader.found;
        found.retain(|(_, statement)| !statement.value.is_empty());
        found.sort_by_key(|(trust, statement)| (statement.topic, *trust));
        PageFacts { statements: found.into_iter().map(|(_, statement)| statement).collect() }
    }
}

/// What makes two values the same: case, punctuation and, of dates, the time of day do not.
fn key(topic: Topic, value: &str) -> String {
    match topic {
        Topic::Published | Topic::Modified => value.get(..10).unwrap_or(value).to_owned(),
        Topic::Language => value.get(..2).unwrap_or(value).to_lowercase(),
        Topic::Canonical => {
            value.trim_end_matches('/').trim_start_matches("https://").trim_start_matches("http://").to_owned()
        }
        _ => fold(value),
    }
}

/// A page with more elements that say something about it is a catalogue.
pub(crate) const MOST_FACTS: usize = 2_000;
/// More statements than these are not kept.
const MOST_STATEMENTS: usize = 500;

/// Names of `meta` elements, what they are about, and how much they are trusted (less is more).
const METAS: &[(&str, Topic, u8)] = &[
    ("og:title", Topic::Title, 1),
    ("twitter:title", Topic::Title, 3),
    ("dc.title", Topic::Title, 4),
    ("parsely-title", Topic::Title, 2),
    ("sailthru.title", Topic::Title, 2),
    ("citation_title", Topic::Title, 2),
    ("og:site_name", Topic::Site, 0),
    ("application-name", Topic::Site, 2),
    ("author", Topic::Author, 2),
    ("article:author", Topic::Author, 3),
    ("byl", Topic::Author, 2),
    ("parsely-author", Topic::Author, 2),
    ("sailthru.author", Topic::Author, 2),
    ("dc.creator", Topic::Author, 2),
    ("citation_author", Topic::Author, 1),
    ("twitter:creator", Topic::Author, 9),
    ("article:published_time", Topic::Published, 1),
    ("parsely-pub-date", Topic::Published, 2),
    ("sailthru.date", Topic::Published, 3),
    ("pubdate", Topic::Published, 3),
    ("publishdate", Topic::Published, 3),
    ("publish-date", Topic::Published, 3),
    ("date", Topic::Published, 4),
    ("dc.date", Topic::Published, 4),
    ("dc.date.issued", Topic::Published, 3),
    ("datepublished", Topic::Published, 1),
    ("citation_publication_date", Topic::Published, 2),
    ("og:article:published_time", Topic::Published, 2),
    ("article:modified_time", Topic::Modified, 1),
    ("og:updated_time", Topic::Modified, 2),
    ("lastmod", Topic::Modified, 3),
    ("last-modified", Topic::Modified, 3),
    ("datemodified", Topic::Modified, 1),
    ("dc.date.modified", Topic::Modified, 3),
    ("og:locale", Topic::Language, 2),
    ("content-language", Topic::Language, 1),
    ("language", Topic::Language, 3),
    ("inlanguage", Topic::Language, 3),
    ("og:url", Topic::Canonical, 1),
    ("article:section", Topic::Section, 1),
    ("parsely-section", Topic::Section, 2),
    ("section", Topic::Section, 3),
    ("article:content_tier", Topic::Paywall, 1),
    ("og:description", Topic::Description, 1),
    ("description", Topic::Description, 0),
    ("twitter:description", Topic::Description, 2),
    ("dc.publisher", Topic::Publisher, 2),
    ("citation_publisher", Topic::Publisher, 2),
    ("publisher", Topic::Publisher, 2),
];

struct Reader<'r> {
    page: &'r str,
    dom: &'r Dom,
    found: Vec<(u8, Statement)>,
}

impl Reader<'_> {
    fn add(&mut self, topic: Topic, trust: u8, written: &str, from: &str, span: Range<usize>) {
        let decoded = htmlize::unescape(written);
        let tidy = decoded.split_whitespace().collect::<Vec<_>>().join(" ");
        let value = match topic {
            Topic::Published | Topic::Modified => iso(&tidy),
            Topic::Author => author(&tidy),
            // A statement is a line, not a text.
            _ if tidy.len() > 2_000 => String::new(),
            _ => tidy,
        };
        if self.found.len() >= MOST_STATEMENTS {
            return;
        }
        self.found.push((trust, Statement { topic, value, from: from.to_owned(), span }));
    }

    fn element_span(&self, element: &Element) -> Range<usize> {
        element.start as usize..element.end as usize
    }

    fn linked(&mut self, article: &Object, linked: &Linked) {
        let (article, span) = (&article.json, article.script.clone());
        let text = |key: &str| article.get(key).and_then(Json::as_str).unwrap_or("").to_owned();
        for (key, topic, trust) in [
            ("headline", Topic::Title, 0),
            ("datePublished", Topic::Published, 0),
            ("dateModified", Topic::Modified, 0),
            ("inLanguage", Topic::Language, 2),
            ("url", Topic::Canonical, 2),
            ("description", Topic::Description, 3),
        ] {
            self.add(topic, trust, &text(key), &format!("json-ld {key}"), span.clone());
        }
        for kind in names(article.get("@type"), linked) {
            self.add(Topic::Type, 0, &kind, "json-ld @type", span.clone());
        }
        for section in names(article.get("articleSection"), linked) {
            self.add(Topic::Section, 0, &section, "json-ld articleSection", span.clone());
        }
        for name in names(article.get("author").or_else(|| article.get("creator")), linked) {
            self.add(Topic::Author, 0, &name, "json-ld author", span.clone());
        }
        for name in names(article.get("publisher"), linked).into_iter().take(1) {
            self.add(Topic::Publisher, 0, &name, "json-ld publisher", span.clone());
            self.add(Topic::Site, 3, &name, "json-ld publisher", span.clone());
        }
        self.free(article, span);
    }

    fn free(&mut self, object: &Json, span: Range<usize>) {
        let free = match object.get("isAccessibleForFree") {
            Some(Json::Bool(free)) => Some(*free),
            Some(Json::String(free)) => Some(!free.eq_ignore_ascii_case("false")),
            _ => None,
        };
        if let Some(free) = free {
            let value = if free { "free" } else { "locked" };
            self.add(Topic::Paywall, 0, value, "json-ld isAccessibleForFree", span);
        }
    }

    fn linked_page(&mut self, object: &Object) {
        let (object, span) = (&object.json, object.script.clone());
        let kind = object.get("@type").and_then(Json::as_str).unwrap_or("");
        if kind == "WebSite" {
            let name = object.get("name").and_then(Json::as_str).unwrap_or("").to_owned();
            self.add(Topic::Site, 1, &name, "json-ld WebSite name", span);
        } else {
            for (key, topic) in [
                ("datePublished", Topic::Published),
                ("dateModified", Topic::Modified),
                ("inLanguage", Topic::Language),
            ] {
                let text = object.get(key).and_then(Json::as_str).unwrap_or("").to_owned();
                self.add(topic, 3, &text, &format!("json-ld page {key}"), span.clone());
            }
        }
    }

    fn attribute(&self, fact: &Fact, name: &str) -> Option<&str> {
        let found = fact.attributes.iter().find(|(key, _)| self.page[key.clone()].eq_ignore_ascii_case(name));
        found.map(|(_, value)| &self.page[value.clone()])
    }

    fn fact(&mut self, fact: &Fact) {
        let dom = self.dom;
        let element = dom.element(fact.element);
        let span = self.element_span(element);
        match element.tag {
            Tag::Meta => self.meta(fact, span),
            Tag::Link => {
                let rel = self.attribute(fact, "rel").unwrap_or("").to_ascii_lowercase();
                let address = self.attribute(fact, "href").unwrap_or("").to_owned();
                if rel == "canonical" {
                    self.add(Topic::Canonical, 0, &address, "link canonical", span);
                }
            }
            Tag::Html => {
                let lang = self.attribute(fact, "lang").unwrap_or("").to_owned();
                self.add(Topic::Language, 0, &lang, "html lang", span.start..element.open_end as usize);
            }
            Tag::Title | Tag::Script | Tag::Base | Tag::Style => {}
            Tag::Time => {
                let written = self.attribute(fact, "datetime").unwrap_or("").to_owned();
                let property = value(self.page, element, "itemprop").unwrap_or_default();
                match property.as_str() {
                    "datePublished" => self.add(Topic::Published, 2, &written, "itemprop datePublished", span),
                    "dateModified" => self.add(Topic::Modified, 2, &written, "itemprop dateModified", span),
                    _ => self.add(Topic::Published, 6, &written, "time", span),
                }
            }
            _ => self.property(fact, element, span),
        }
    }

    fn meta(&mut self, fact: &Fact, span: Range<usize>) {
        let keys = ["property", "name", "itemprop", "http-equiv"];
        let Some(key) = keys.iter().find_map(|key| self.attribute(fact, key)) else { return };
        let key = key.trim().to_ascii_lowercase();
        let Some((name, topic, trust)) = METAS.iter().find(|(name, ..)| *name == key) else { return };
        let written = self.attribute(fact, "content").unwrap_or("").to_owned();
        let address = written.starts_with("http") && *topic != Topic::Canonical;
        if !address {
            self.add(*topic, *trust, &written, &format!("meta {name}"), span);
        }
    }

    /// Microdata and `rel=author` on visible elements.
    fn property(&mut self, fact: &Fact, element: &Element, span: Range<usize>) {
        let rel = self.attribute(fact, "rel").unwrap_or("").to_ascii_lowercase();
        let property = self.attribute(fact, "itemprop").unwrap_or("").to_ascii_lowercase();
        let (topic, trust, from) = match property.as_str() {
            "headline" => (Topic::Title, 5, "itemprop headline"),
            "author" => (Topic::Author, 4, "itemprop author"),
            "datepublished" => (Topic::Published, 2, "itemprop datePublished"),
            "datemodified" => (Topic::Modified, 2, "itemprop dateModified"),
            "articlesection" => (Topic::Section, 4, "itemprop articleSection"),
            _ if rel.split_ascii_whitespace().any(|word| word == "author") => (Topic::Author, 5, "rel author"),
            _ => return,
        };
        let given = ["content", "datetime"].iter().find_map(|key| value(self.page, element, key));
        let written = given.unwrap_or_else(|| self.text_within(element));
        if written.len() <= 300 {
            self.add(topic, trust, &written, from, span);
        }
    }

    /// The text within an element, tags passed over; short of it where it is long.
    fn text_within(&self, element: &Element) -> String {
        let inner = self.page.get(element.open_end as usize..element.end as usize).unwrap_or("");
        if inner.len() > 4_000 {
            return String::new();
        }
        let mut text = String::new();
        let mut rest = inner;
        while let Some(at) = rest.find('<') {
            text.push_str(&rest[..at]);
            text.push(' ');
            rest = rest[at..].split_once('>').map_or("", |(_, behind)| behind);
            if text.len() > 400 {
                return String::new();
            }
        }
        text.push_str(rest);
        text
    }

    /// The headings and the window's title.
    fn visible(&mut self) {
        let dom = self.dom;
        if let Some(title) = dom.title.clone() {
            let written = self.page[title.clone()].to_owned();
            self.add(Topic::Title, 6, &written, "title", title);
        }
        let h1 = |element: u32| dom.ancestors(element).take(3).any(|at| dom.element(at).tag == Tag::H1);
        if let Some(block) = dom.blocks.iter().find(|block| h1(block.element)) {
            let element = dom.element(block.element);
            // The text is decoded already: what looks like an entity is none.
            let written = dom.text_of(block).replace('&', "&amp;");
            let span = self.element_span(element);
            self.add(Topic::Title, 4, &written, "h1", span);
        }
    }
}

/// The names of people or organisations that a value gives, however it is written.
fn names(value: Option<&Json>, linked: &Linked) -> Vec<String> {
    match value {
        Some(Json::String(name)) => vec![name.clone()],
        Some(Json::Array(items)) => items.iter().take(40).flat_map(|item| names(Some(item), linked)).collect(),
        Some(Json::Object(object)) => match object.get("name") {
            Some(name) => names(Some(name), linked),
            None => {
                let id = object.get("@id").and_then(Json::as_str);
                let found = linked.named.iter().find(|(other, _)| Some(other.as_str()) == id);
                found
                    .and_then(|(_, named)| named.get("name"))
                    .and_then(Json::as_str)
                    .map(str::to_owned)
                    .into_iter()
                    .collect()
            }
        },
        _ => Vec::new(),
    }
}

/// A name without "By" before it; nothing where it is an address.
fn author(written: &str) -> String {
    let bare = written.strip_prefix("By ").or_else(|| written.strip_prefix("by ")).unwrap_or(written);
    if bare.contains("://") || bare.starts_with('@') || bare.len() > 200 { String::new() } else { bare.to_owned() }
}

/// A date in ISO 8601 form: as it stands when it is written so, else as the text rules read dates.
fn iso(written: &str) -> String {
    let digits = written.bytes().take(4).filter(u8::is_ascii_digit).count();
    if digits == 4 && written.as_bytes().get(4) == Some(&b'-') {
        return written.to_owned();
    }
    let short = written.get(..80).unwrap_or(written);
    date(short).and_then(|date| date.value).unwrap_or_else(|| short.to_owned())
}
