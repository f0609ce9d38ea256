//! The source report of a document: what it shows about where it comes from, as evidence and no verdict.

use std::ops::Range;

use serde::Serialize;

use super::band::{Basis, Judgement, judge};
use super::condition::{Condition, SourceFacts};
use super::date::PartialDate;
use super::host::Address;
use super::kind::kind;
use super::origin::{Named, kind_of_publisher, origin, publisher};
use super::ratings::{ListEntry, Ratings};
use super::scale::{Band, Dimension, ScoreScale};
use super::signals::{Definitions, family};
use super::then::is_in_office;
use crate::clean::{Cleaned, Item, Signal, Value, quote};
use crate::document::Document;
use crate::engine::Engine;
use crate::rules::{Direction, Field, Kind, words};

/// Reports on the sources of documents that an [`Engine`] has cleaned. Immutable and shared by threads, as the engine is.
///
/// ```
/// use unchaff::{Document, Engine};
/// use unchaff::source::Reporter;
///
/// let engine = Engine::new();
/// let reporter = Reporter::new(&engine);
/// let document = Document::new("Sabado Oct 18 2025\nThe ferry left, the harbour board said on Monday.\n");
/// let report = reporter.report(&document, &engine.clean(&document));
/// assert!(report.signals().iter().any(|signal| signal.id() == "language/foreign-weekday"));
/// ```
#[derive(Debug)]
#[must_use]
pub struct Reporter {
    definitions: Definitions,
    scale: &'static ScoreScale,
    ratings: Ratings,
    as_of: Option<PartialDate>,
}

/// What a list says of the publisher's host.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ListLine {
    /// The list's name.
    pub list: String,
    /// The date of the entry or of the list.
    pub date: Option<PartialDate>,
    /// The list's licence.
    pub licence: Option<String>,
    /// The entry in the list's own words.
    pub entry: String,
    /// Between 0 and 1, where the entry is a grade.
    pub value: Option<f64>,
    /// Whether it is old on the document's day; `None` when that cannot be told.
    pub stale: Option<bool>,
}

impl From<&ListEntry<'_>> for ListLine {
    fn from(entry: &ListEntry<'_>) -> ListLine {
        ListLine {
            list: entry.list.to_owned(),
            date: entry.date,
            licence: entry.licence.map(str::to_owned),
            entry: entry.entry.to_owned(),
            value: entry.value,
            stale: entry.stale,
        }
    }
}

/// What a document shows about its source.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceReport {
    pub(crate) kind: Kind,
    pub(crate) publisher: Option<Named>,
    pub(crate) origin: Option<Named>,
    pub(crate) judgement: Judgement,
    pub(crate) reasons: Vec<String>,
    pub(crate) dimensions: Vec<(Dimension, Level)>,
    pub(crate) signals: Vec<Evidence>,
    pub(crate) not_seen: Vec<&'static str>,
    pub(crate) would_change: Vec<String>,
    pub(crate) flags: Vec<&'static str>,
    pub(crate) lists: Vec<ListLine>,
    pub(crate) words: u32,
}

words! {
    /// What the signals of a dimension come to.
    Level { Strong = "strong", Fair = "fair", Weak = "weak", NotSeen = "not seen" }
}

/// What the report never speaks about.
pub const DOES_NOT_MEASURE: [&str; 3] = ["truth", "political leaning", "honesty"];

/// A signal in a document, with what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    pub(crate) id: String,
    pub(crate) direction: Direction,
    pub(crate) weight: f64,
    pub(crate) kind: Option<Kind>,
    pub(crate) span: Option<Range<usize>>,
    /// All of what shows it; empty where an absence is shown.
    pub(crate) text: String,
    pub(crate) rule: String,
    pub(crate) why: String,
    pub(crate) false_alarms: Option<String>,
}

impl Evidence {
    /// `FAMILY/NAME`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it supports, cautions or describes.
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// How far it moves the score in this document; 0 when it describes.
    pub fn weight(&self) -> f64 {
        self.weight
    }

    /// Where it stands, in bytes of the input; `None` for a headline apart from the text, or the page's markup.
    pub fn span(&self) -> Option<Range<usize>> {
        self.span.clone()
    }

    /// The text that shows it, cut to a readable length; empty where an absence is shown.
    pub fn quote(&self) -> &str {
        quote(&self.text)
    }

    /// The rule that saw it.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// What it means.
    pub fn why(&self) -> &str {
        &self.why
    }
}

impl SourceReport {
    /// What kind of text it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Who shows it.
    pub fn publisher(&self) -> Option<&Named> {
        self.publisher.as_ref()
    }

    /// Who reported it, where that is another.
    pub fn origin(&self) -> Option<&Named> {
        self.origin.as_ref()
    }

    /// How far one may lean on it, as far as it shows.
    pub fn band(&self) -> Band {
        self.judgement.band
    }

    /// The bands between which it lies, four times in five.
    pub fn interval(&self) -> (Band, Band) {
        self.judgement.interval
    }

    /// What the band rests on.
    pub fn basis(&self) -> Basis {
        self.judgement.basis
    }

    /// The score, 0 to 1 and ordinal; `None` when there is too little.
    pub fn score(&self) -> Option<f64> {
        self.judgement.score
    }

    /// The ends of its 80 % interval.
    pub fn score_interval(&self) -> Option<(f64, f64)> {
        self.judgement.score_interval
    }

    /// The three strongest reasons, with quotations.
    pub fn reasons(&self) -> &[String] {
        &self.reasons
    }

    /// Every dimension and what its signals come to.
    pub fn dimensions(&self) -> &[(Dimension, Level)] {
        &self.dimensions
    }

    /// Every signal, in the order of the document.
    pub fn signals(&self) -> &[Evidence] {
        &self.signals
    }

    /// What could not be seen, which says nothing against the document.
    pub fn not_seen(&self) -> &[&'static str] {
        &self.not_seen
    }

    /// What would change the report.
    pub fn would_change(&self) -> &[String] {
        &self.would_change
    }

    /// What each rating list at hand says of the publisher's host, side by side.
    pub fn lists(&self) -> &[ListLine] {
        &self.lists
    }

    /// What is to be known of the report itself.
    pub fn flags(&self) -> &[&'static str] {
        &self.flags
    }
}

/// The signal that the table of offices must confirm.
const THEN: &str = "language/then-office";
/// The flag that lists lie far apart.
pub(crate) const LISTS_DISAGREE: &str = "lists-disagree";
/// A signal is shown at so many places at most.
const PLACES: usize = 3;
/// From so much support on a dimension is strong.
const STRONG: f64 = 0.06;

impl Reporter {
    /// A reporter for what `engine` cleans.
    pub fn new(engine: &Engine) -> Reporter {
        let definitions = Definitions::of(engine.running_rules());
        Reporter { definitions, scale: ScoreScale::shipped(), ratings: Ratings::default(), as_of: None }
    }

    /// Rating lists to look hosts up in. Default: none.
    pub fn ratings(mut self, ratings: Ratings) -> Self {
        self.ratings = ratings;
        self
    }

    /// The day against which entries of lists are stale. Default: the document's own date, and never today.
    pub fn as_of(mut self, day: PartialDate) -> Self {
        self.as_of = Some(day);
        self
    }

    /// The ids of all signals, for [`super::Vocabulary`].
    pub fn signal_ids(&self) -> Vec<&str> {
        self.definitions.ids().collect()
    }

    /// The rating lists at hand.
    pub fn lists(&self) -> &Ratings {
        &self.ratings
    }

    /// The report on a document and what cleaning made of it. For that on a page see [`crate::CleanedPage::source`].
    pub fn report(&self, document: &Document<'_>, cleaned: &Cleaned) -> SourceReport {
        let words = cleaned.text().split_ascii_whitespace().take(self.scale.min_words as usize).count();
        self.report_on(document, cleaned, words)
    }

    /// As [`Reporter::report`]: `words` are those of the article, `document` need not have a text.
    pub(crate) fn report_on(&self, document: &Document<'_>, cleaned: &Cleaned, words: usize) -> SourceReport {
        let day = dated(document, cleaned);
        let mut signals = self.evidence(cleaned.signals());
        signals.retain(|signal| signal.id != THEN || day.is_some_and(|day| is_in_office(signal.quote(), day)));
        let publisher = publisher(document, &signals);
        let kind = kind(&signals, kind_of_publisher(publisher.as_ref()));
        for signal in &mut signals {
            let weightless = |definition: &super::signals::Definition| definition.weightless_in.contains(&kind);
            if self.definitions.get(&signal.id).is_some_and(weightless) {
                signal.weight = 0.0;
            }
        }
        let entries = self.entries(document, publisher.as_ref(), day);
        let values: Vec<f64> = entries.iter().filter_map(|entry| entry.value).collect();
        let words = u32::try_from(words).unwrap_or(u32::MAX);
        let judgement = judge(&signals, words, &values, self.scale);
        let origin = origin(document, cleaned, &signals, publisher.as_ref());
        let not_seen = not_seen(document, cleaned, publisher.as_ref());
        SourceReport {
            kind,
            reasons: reasons(&signals),
            dimensions: self.dimensions(&signals, kind),
            flags: if judgement.lists_disagree { vec![LISTS_DISAGREE] } else { Vec::new() },
            lists: entries.iter().map(ListLine::from).collect(),
            would_change: would_change(document, &not_seen, origin.as_ref(), &judgement),
            publisher,
            origin,
            judgement,
            signals,
            not_seen,
            words,
        }
    }

    /// What the lists say of the document's host, or of the one host of a publisher that it names as its own.
    fn entries(
        &self,
        document: &Document<'_>,
        publisher: Option<&Named>,
        day: Option<PartialDate>,
    ) -> Vec<ListEntry<'_>> {
        let named = || publisher?.facts?.hosts().next();
        let address = document.host().or_else(named).and_then(Address::parse);
        address.map_or_else(Vec::new, |address| self.ratings.entries(&address, self.as_of.or(day)))
    }

    /// Whether a document and its report meet a condition.
    pub fn meets(&self, condition: &Condition, document: &Document<'_>, report: &SourceReport, flags: &[&str]) -> bool {
        let signals: Vec<&str> = report.signals.iter().map(Evidence::id).collect();
        let address = document.host().and_then(Address::parse);
        let entries = address.as_ref().map_or_else(Vec::new, |address| self.ratings.entries(address, self.as_of));
        let flags: Vec<&str> = flags.iter().chain(&report.flags).copied().collect();
        condition.holds(&SourceFacts {
            kind: report.kind.name(),
            band: Some(report.band().name()),
            flags: &flags,
            signals: &signals,
            address: address.as_ref(),
            lists: &entries,
        })
    }

    /// The signals with what they mean; of each id the first places only.
    fn evidence(&self, signals: &[Signal]) -> Vec<Evidence> {
        let mut found: Vec<Evidence> = Vec::new();
        for signal in signals {
            if found.iter().filter(|other| other.id == signal.id()).count() == PLACES {
                continue;
            }
            let Some(definition) = self.definitions.get(signal.id()) else { continue };
            found.push(Evidence {
                id: signal.id().to_owned(),
                direction: definition.direction,
                weight: if definition.direction == Direction::Describes { 0.0 } else { definition.weight },
                kind: definition.kind,
                span: signal.span(),
                text: signal.text.clone(),
                rule: signal.rule().to_owned(),
                why: definition.why.clone(),
                false_alarms: definition.false_alarms.clone(),
            });
        }
        found
    }

    /// What the signals come to; those that have no weight in this kind of text do not count.
    fn dimensions(&self, signals: &[Evidence], kind: Kind) -> Vec<(Dimension, Level)> {
        let level = |dimension: Dimension| {
            let of = |signal: &&Evidence| {
                let counts = |definition: &super::signals::Definition| !definition.weightless_in.contains(&kind);
                self.scale.family(family(&signal.id)).dimension == Some(dimension)
                    && self.definitions.get(&signal.id).is_some_and(counts)
            };
            let mut seen: Vec<(&str, Direction, f64)> = Vec::new();
            for signal in signals.iter().filter(of) {
                if !seen.iter().any(|(id, _, _)| *id == signal.id) {
                    seen.push((&signal.id, signal.direction, signal.weight));
                }
            }
            let total: f64 = seen.iter().map(|(_, _, weight)| weight).sum();
            let count = |wanted| seen.iter().filter(|(_, direction, _)| *direction == wanted).count();
            match (count(Direction::Supports), count(Direction::Caution)) {
                (0, 0) => Level::NotSeen,
                (supports, cautions) if cautions > supports || total < 0.0 => Level::Weak,
                (_, 0) if total >= STRONG => Level::Strong,
                _ => Level::Fair,
            }
        };
        Dimension::ALL.iter().map(|&dimension| (dimension, level(dimension))).collect()
    }
}

/// The three strongest reasons: first what weighs, then what tells the kind, then what else is described.
fn reasons(signals: &[Evidence]) -> Vec<String> {
    let mut distinct: Vec<&Evidence> = Vec::new();
    for signal in signals {
        if !distinct.iter().any(|other| other.id == signal.id) {
            distinct.push(signal);
        }
    }
    let rank =
        |signal: &Evidence| (signal.weight.abs(), signal.kind.is_some(), signal.direction != Direction::Describes);
    distinct.sort_by(|a, b| rank(b).partial_cmp(&rank(a)).unwrap_or(std::cmp::Ordering::Equal));
    let told = |signal: &&Evidence| match signal.text.is_empty() {
        true => signal.why.clone(),
        false => format!("{}: \u{201c}{}\u{201d}", signal.why, shortened(signal.quote())),
    };
    distinct.iter().take(3).map(told).collect()
}

/// A quotation of a line.
fn shortened(quote: &str) -> String {
    const CHARS: usize = 100;
    let line = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(CHARS) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

/// The day of the document: lifted from its text, or given by its markup.
fn dated(document: &Document<'_>, cleaned: &Cleaned) -> Option<PartialDate> {
    let value = |item: &Item| match item.value() {
        Value::Text(text) => text.parse().ok(),
        Value::Minutes(_) => None,
    };
    let metadata = cleaned.metadata();
    let lifted = metadata.first(Field::Published).or(metadata.first(Field::Modified)).and_then(value);
    lifted.or_else(|| document.known_page()?.published.as_deref()?.parse().ok())
}

/// What neither the text nor the page's markup shows.
fn not_seen(document: &Document<'_>, cleaned: &Cleaned, publisher: Option<&Named>) -> Vec<&'static str> {
    let page = document.known_page();
    let lifted = |field: Field| cleaned.metadata().first(field).is_some();
    let author = lifted(Field::Byline) || lifted(Field::AuthorBio) || page.is_some_and(|page| page.author.is_some());
    let date = lifted(Field::Published) || lifted(Field::Modified) || page.is_some_and(|page| page.published.is_some());
    let facts = [("byline", author), ("date", date), ("publisher", publisher.is_some())];
    facts.into_iter().filter(|(_, seen)| !seen).map(|(name, _)| name).collect()
}

fn would_change(
    document: &Document<'_>,
    not_seen: &[&str],
    origin: Option<&Named>,
    judgement: &Judgement,
) -> Vec<String> {
    let mut found = Vec::new();
    if judgement.band == Band::Insufficient {
        found.push("more text: under 150 words, or without a scored signal, nothing is said".to_owned());
    }
    if let Some(origin) = origin {
        found.push(format!("the original of {}", origin.name));
    }
    if !not_seen.is_empty() && document.known_page().is_none() {
        found.push(format!("the page itself, which may show: {}", not_seen.join(", ")));
    }
    if judgement.basis == Basis::Document {
        found.push("a rating list that has an entry for the publisher".to_owned());
        found.push("more documents of the same publisher".to_owned());
    }
    found
}
