//! Who shows a text and who reported it.

use std::ops::Range;

use super::credit::{credited, on_card};
use super::host::Address;
use super::publishers::{Publisher, PublisherKind, Publishers};
use super::report::Evidence;
use crate::clean::Cleaned;
use crate::document::Document;
use crate::rules::{Field, Kind};

/// A publisher or an origin by name, with where the document shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub(crate) name: String,
    pub(crate) host: Option<String>,
    pub(crate) span: Option<Range<usize>>,
    /// What the file of publishers knows of it.
    pub(crate) facts: Option<&'static Publisher>,
}

impl Named {
    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its host, where known.
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// Where the document shows the name, in bytes of the input.
    pub fn span(&self) -> Option<Range<usize>> {
        self.span.clone()
    }

    /// What the file of publishers knows of it.
    pub fn facts(&self) -> Option<&'static Publisher> {
        self.facts
    }

    fn known(facts: &'static Publisher, span: Option<Range<usize>>) -> Named {
        Named { name: facts.name().to_owned(), host: None, span, facts: Some(facts) }
    }
}

/// Signals whose words name who shows the text.
const OF_PUBLISHER: [&str; 3] =
    ["independence/sells-the-subject", "accountability/disclaims-author", "originality/aggregator"];

/// Who shows the document: told by its address, its markup, or what it says of itself.
pub(crate) fn publisher(document: &Document<'_>, signals: &[Evidence]) -> Option<Named> {
    let publishers = Publishers::shipped();
    if let Some(host) = document.host() {
        let facts = Address::parse(host).and_then(|address| publishers.by_host(&address));
        let marked = document.known_page().and_then(|page| page.publisher.clone());
        let name = facts.map(|facts| facts.name().to_owned()).or(marked).unwrap_or_else(|| host.to_owned());
        return Some(Named { name, host: Some(host.to_owned()), span: None, facts });
    }
    if let Some(name) = document.known_page().and_then(|page| page.publisher.clone()) {
        let facts = publishers.by_name(&name);
        return Some(Named { name, host: None, span: None, facts });
    }
    let told = signals.iter().filter(|signal| OF_PUBLISHER.contains(&signal.id.as_str()));
    let spans = told.filter_map(|signal| signal.span());
    spans.into_iter().find_map(|span| {
        let text = document.text().get(span.clone())?;
        mentioned(text, span.start).or_else(|| product(text, span.start))
    })
}

/// The first publisher that a part of the text names; `offset`: where the part begins.
fn mentioned(text: &str, offset: usize) -> Option<Named> {
    let mention = Publishers::shipped().mentions(text).into_iter().next()?;
    Some(Named::known(mention.publisher, Some(mention.span.start + offset..mention.span.end + offset)))
}

/// The name in "Explore what Gather9 AI can do for you".
fn product(text: &str, offset: usize) -> Option<Named> {
    let end = text.find(" can do for you")?;
    let lead = "what ";
    let start = text[..end].rfind(lead)? + lead.len();
    let name = text.get(start..end)?.trim();
    let named = name.starts_with(char::is_uppercase) && name.split_whitespace().count() <= 4;
    named.then(|| Named { name: name.to_owned(), host: None, span: Some(offset + start..offset + end), facts: None })
}

/// Signals whose words name who reported the story, the most telling first.
const OF_ORIGIN: [&str; 4] =
    ["originality/republished", "provenance/wire-copyright", "provenance/wire-credit", "originality/reported-by"];

/// The signal of an aggregator's card above the text, which names the outlet and nothing else.
const CARD: &str = "originality/under-a-card";

/// Who reported it, where that is another than who shows it.
pub(crate) fn origin(
    document: &Document<'_>,
    cleaned: &Cleaned,
    signals: &[Evidence],
    publisher: Option<&Named>,
) -> Option<Named> {
    let other = |named: &Named| {
        let same_host =
            document.host().is_some_and(|host| named.facts.is_some_and(|facts| facts.hosts().any(|of| of == host)));
        !same_host && publisher.is_none_or(|publisher| publisher.name != named.name)
    };
    let elsewhere = || {
        let host = document.known_page()?.canonical_host()?;
        let facts = Publishers::shipped().by_host(&Address::parse(&host)?);
        let name = facts.map_or_else(|| host.clone(), |facts| facts.name().to_owned());
        Some(Named { name, host: Some(host), span: None, facts })
    };
    let marked = signals.iter().any(|signal| signal.id == "originality/canonical-elsewhere").then(elsewhere).flatten();
    if let Some(named) = marked.filter(other) {
        return Some(named);
    }
    let of = |id: &str| signals.iter().filter(|signal| signal.id == id).filter_map(Evidence::span).collect::<Vec<_>>();
    let known = |span: &Range<usize>| {
        let text = document.text().get(span.clone())?;
        let alone = || Publishers::shipped().by_name(text.trim()).map(|facts| Named::known(facts, Some(span.clone())));
        mentioned(text, span.start).or_else(alone)
    };
    // Whom no file knows is called as the words of the credit call it.
    let written = |span: &Range<usize>, name_in: fn(&str) -> Option<Range<usize>>| {
        let name = name_in(document.text().get(span.clone())?)?;
        let span = span.start + name.start..span.start + name.end;
        let name = &document.text()[span.clone()];
        let publishers = Publishers::shipped();
        Some(match publishers.by_name(name).or_else(|| publishers.by_name(&format!("The {name}"))) {
            Some(facts) => Named::known(facts, Some(span)),
            None => Named { name: name.to_owned(), host: None, span: Some(span), facts: None },
        })
    };
    let card = of(CARD).iter().find_map(|span| known(span).or_else(|| written(span, on_card)).filter(other));
    let told: Vec<Range<usize>> = OF_ORIGIN.iter().flat_map(|id| of(id)).collect();
    let lifted = cleaned.metadata().all(Field::Source).map(|item| item.span());
    card.or_else(|| lifted.chain(told.iter().cloned()).find_map(|span| known(&span).filter(other)))
        .or_else(|| told.iter().find_map(|span| written(span, credited).filter(other)))
}

/// The kind of text that the publisher's own business makes of what it shows.
pub(crate) fn kind_of_publisher(publisher: Option<&Named>) -> Option<Kind> {
    match publisher?.facts?.kind() {
        PublisherKind::Satire => Some(Kind::Satire),
        PublisherKind::Broker => Some(Kind::BrokerContent),
        PublisherKind::PressReleaseWire => Some(Kind::PressRelease),
        PublisherKind::Aggregator => Some(Kind::AggregatorCopy),
        _ => None,
    }
}
