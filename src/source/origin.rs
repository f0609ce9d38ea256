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
    let mut told = signals.iter().filter(|signal| OF_PUBLISHER.contains(&signal.id.as_str()));
    told.find_map(|signal| {
        let part = part(signal)?;
        part.mentioned().or_else(|| product(&part))
    })
}

/// A part of the document: what it says and where it stands.
struct Part<'p> {
    text: &'p str,
    span: Range<usize>,
}

impl Part<'_> {
    /// Where a stretch of the text stands. On pages markup stands between the letters: there it is the whole part.
    fn place(&self, stretch: Range<usize>) -> Range<usize> {
        if self.span.len() != self.text.len() {
            return self.span.clone();
        }
        self.span.start + stretch.start..self.span.start + stretch.end
    }

    /// The first publisher that it names.
    fn mentioned(&self) -> Option<Named> {
        let mention = Publishers::shipped().mentions(self.text).into_iter().next()?;
        Some(Named::known(mention.publisher, Some(self.place(mention.span))))
    }

    /// The outlet that `name_in` finds in it; one that no file knows is called as the text calls it.
    fn written(&self, name_in: fn(&str) -> Option<Range<usize>>) -> Option<Named> {
        let stretch = name_in(self.text)?;
        let (name, span) = (&self.text[stretch.clone()], Some(self.place(stretch)));
        let publishers = Publishers::shipped();
        Some(match publishers.by_name(name).or_else(|| publishers.by_name(&format!("The {name}"))) {
            Some(facts) => Named::known(facts, span),
            None => Named { name: name.to_owned(), host: None, span, facts: None },
        })
    }
}

/// The name in "Explore what Gather9 AI can do for you".
fn product(part: &Part<'_>) -> Option<Named> {
    let end = part.text.find(" can do for you")?;
    let lead = "what ";
    let start = part.text[..end].rfind(lead)? + lead.len();
    let name = part.text.get(start..end)?.trim();
    let named = name.starts_with(char::is_uppercase) && name.split_whitespace().count() <= 4;
    named.then(|| Named { name: name.to_owned(), host: None, span: Some(part.place(start..end)), facts: None })
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
    let of = |id: &'static str| signals.iter().filter(move |signal| signal.id == id).filter_map(part);
    let known = |part: &Part<'_>| {
        let facts = || Publishers::shipped().by_name(part.text.trim());
        let alone = || facts().map(|facts| Named::known(facts, Some(part.span.clone())));
        part.mentioned().or_else(alone)
    };
    let card = of(CARD).find_map(|part| known(&part).or_else(|| part.written(on_card)).filter(other));
    let lifted = cleaned.metadata().all(Field::Source).map(|item| Part { text: item.raw(), span: item.span() });
    let told = || OF_ORIGIN.iter().flat_map(|id| of(id));
    card.or_else(|| lifted.chain(told()).find_map(|part| known(&part).filter(other)))
        .or_else(|| told().find_map(|part| part.written(credited).filter(other)))
}

/// What a signal says and where.
fn part(signal: &Evidence) -> Option<Part<'_>> {
    Some(Part { text: &signal.text, span: signal.span()? })
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
