//! The rule file as it is written: TOML tables and their keys, nothing checked beyond their types.

use serde::Deserialize;
use toml::Spanned;

use super::words::words;

/// One rule file. `docs/rules.md` describes every key.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    pub summary: Spanned<String>,
    pub category: Spanned<Category>,
    #[serde(default)]
    pub status: Status,
    #[serde(default)]
    pub confidence: Confidence,
    #[serde(default)]
    pub action: Action,
    #[serde(default)]
    pub unit: Unit,
    pub field: Option<Field>,
    pub why: Option<String>,
    #[serde(default)]
    pub replaces: Vec<Spanned<String>>,
    #[serde(default, rename = "match")]
    pub conditions: Conditions,
    pub section: Option<Section>,
    pub run: Option<Run>,
    pub sequence: Option<Sequence>,
    pub rest: Option<Rest>,
    pub measure: Option<Measure>,
    pub signal: Option<Signal>,
    #[serde(default, rename = "case")]
    pub cases: Vec<Spanned<Case>>,
}

words! {
    /// The family a removal is counted under.
    Category {
        Newsletter = "newsletter", Related = "related", ReadMore = "read-more", Social = "social", Ad = "ad",
        Paywall = "paywall", Comments = "comments", Navigation = "navigation", Copyright = "copyright",
        Disclaimer = "disclaimer", Player = "player", Promo = "promo", EmbeddedStory = "embedded-story",
        Tips = "tips", Widget = "widget", Publisher = "publisher", Date = "date", Byline = "byline",
        AuthorBio = "author-bio", ReadingTime = "reading-time", Credit = "credit", SourceLine = "source-line",
        Label = "label", Caption = "caption", Title = "title",
        Signal = "signal",
    }
}

words! {
    /// Where a rule stands in its life; `draft` and `retired` rules do not run.
    Status, default Stable { Draft = "draft", Preview = "preview", Stable = "stable", Retired = "retired" }
}

words! {
    /// How sure a rule is; ordered from the surest.
    Confidence, default Likely { Certain = "certain", Likely = "likely", Bold = "bold" }
}

words! {
    /// What happens to the text a rule takes; ordered by precedence, the strongest first.
    Action, default Drop { Keep = "keep", Split = "split", Lift = "lift", Drop = "drop", Note = "note" }
}

words! {
    /// How much a rule takes where it fires.
    Unit, default Block {
        Span = "span", Sentence = "sentence", Block = "block", Section = "section", Run = "run",
        Sequence = "sequence", Rest = "rest", Headline = "headline", Document = "document",
    }
}

words! {
    /// The metadata field that a lifted text goes to.
    Field {
        Published = "published", Modified = "modified", Byline = "byline", AuthorBio = "author_bio", Label = "label",
        Credit = "credit", Caption = "caption", Source = "source", Contributor = "contributor",
        ReadingMinutes = "reading_minutes",
    }
}

words! {
    /// Where in the document a unit must stand.
    Region, default Anywhere {
        Anywhere = "anywhere", Top = "top", Head = "head", Body = "body", Tail = "tail", Foot = "foot", Edge = "edge",
        Late = "late",
    }
}

words! {
    /// Where in the unit a phrase must stand.
    Place, default Anywhere { Anywhere = "anywhere", Start = "start", End = "end", Whole = "whole" }
}

/// `[match]`: the conditions under which a rule fires; all that are given must hold.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Conditions {
    pub phrases: Vec<Spanned<String>>,
    pub all: Vec<Spanned<String>>,
    pub min_phrases: Option<usize>,
    pub unless: Vec<Spanned<String>>,
    pub at: Place,
    pub exact_case: bool,
    pub regex: Option<Spanned<String>>,
    pub shapes: Vec<Spanned<String>>,
    pub not_shapes: Vec<Spanned<String>>,
    pub follows: Vec<Spanned<String>>,
    pub precedes: Vec<Spanned<String>>,
    pub region: Region,
    pub min_words: Option<u32>,
    pub max_words: Option<u32>,
    pub quoted: bool,
    pub introduced: bool,
    pub beside_removed: bool,
    pub fused: bool,
    pub off_topic: bool,
    pub own_name: bool,
    /// CSS selectors of elements, for HTML.
    pub selectors: Vec<Spanned<String>>,
    pub hosts: Vec<String>,
    pub not_hosts: Vec<String>,
    pub langs: Vec<String>,
}

/// `[section]`: what goes with the block that opens the section.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    #[serde(default)]
    pub continues: Vec<Spanned<String>>,
    #[serde(default)]
    pub phrases: Vec<Spanned<String>>,
    #[serde(default = "one")]
    pub min: usize,
    #[serde(default = "forty")]
    pub max: usize,
    #[serde(default)]
    pub portrait: bool,
}

/// `[run]`: consecutive blocks of given shapes, without an opener.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    pub shapes: Vec<Spanned<String>>,
    #[serde(default = "three")]
    pub min: usize,
    #[serde(default = "sixty")]
    pub max: usize,
    #[serde(default)]
    pub hits: usize,
    #[serde(default)]
    pub every: bool,
    #[serde(default)]
    pub between: bool,
}

/// `[sequence]`: blocks of given shapes in a given order.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sequence {
    pub steps: Vec<Vec<Spanned<String>>>,
    #[serde(default = "two")]
    pub min_before: usize,
    #[serde(default = "yes")]
    pub repeats: bool,
    #[serde(default = "one")]
    pub min: usize,
    #[serde(default)]
    pub last: bool,
}

/// `[rest]`: what the rest of the document must hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rest {
    pub min: usize,
}

/// `[measure]`: a number of the whole document, and the range of it in which a rule of unit `document` fires.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    pub of: Quantity,
    pub at_least: Option<f64>,
    pub at_most: Option<f64>,
    #[serde(default)]
    pub min_words: u32,
    /// So many places at least, whatever the number comes to in a short text.
    #[serde(default)]
    pub places: usize,
}

words! {
    /// What can be counted of a whole document.
    Quantity {
        Words = "words", Quotations = "quotations", QuotedPeople = "quoted-people",
        QuotedWithRole = "quoted-with-role", Figures = "figures", Exclamations = "exclamations",
        Questions = "questions", Adverbs = "adverbs", Absolutes = "absolutes", ShoutedWords = "shouted-words", FirstPerson = "first-person",
        SpeechVerbs = "speech-verbs", SentenceLength = "sentence-length", Mojibake = "mojibake",
        WeekdayConflicts = "weekday-conflicts", EmbeddedStories = "embedded-stories",
        Dateline = "dateline", NameVariants = "name-variants", OpensMidway = "opens-midway", EndsMidway = "ends-midway",
        HeadlineExclamations = "headline-exclamations", HeadlineShouted = "headline-shouted",
        HeadlineWords = "headline-words", HeadlineCapitals = "headline-capitals",
        PageByline = "page-byline", PageDate = "page-date", PagePublisher = "page-publisher",
        PageElsewhere = "page-elsewhere", PageSponsored = "page-sponsored", PagePaidLinks = "page-paid-links",
    }
}

impl Quantity {
    /// Whether the headline shows it.
    pub(crate) fn is_of_headline(self) -> bool {
        matches!(
            self,
            Quantity::HeadlineExclamations
                | Quantity::HeadlineShouted
                | Quantity::HeadlineWords
                | Quantity::HeadlineCapitals
        )
    }

    /// Whether the text shows it, rather than the headline or the markup of the page.
    pub(crate) fn is_of_text(self) -> bool {
        let of_page = matches!(
            self,
            Quantity::PageByline
                | Quantity::PageDate
                | Quantity::PagePublisher
                | Quantity::PageElsewhere
                | Quantity::PageSponsored
                | Quantity::PagePaidLinks
        );
        !of_page && !self.is_of_headline()
    }
}

/// `[signal]`: evidence for the source report. The one rule that gives a `direction` defines the signal; others refer
/// to it by its id.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signal {
    pub id: String,
    pub direction: Option<Direction>,
    pub weight: Option<Spanned<f64>>,
    pub kind: Option<Kind>,
    pub why: Option<String>,
    pub false_alarms: Option<String>,
    /// So many places must show it.
    #[serde(default = "one")]
    pub at_least: usize,
    /// Counts in text that cleaning drops as well.
    #[serde(default)]
    pub stripped: bool,
    /// Kinds of text in which it describes without weight.
    #[serde(default)]
    pub weightless_in: Vec<Kind>,
}

words! {
    /// What a signal says of the work behind a document.
    Direction { Supports = "supports", Caution = "caution", Describes = "describes" }
}

words! {
    /// What kind of text a document is.
    Kind {
        News = "news", Analysis = "analysis", Opinion = "opinion", PressRelease = "press-release",
        Sponsored = "sponsored", BrokerContent = "broker-content", HowTo = "how-to", Listicle = "listicle",
        Interview = "interview", LiveBlog = "live-blog", AggregatorCopy = "aggregator-copy", Satire = "satire",
        Unknown = "unknown",
    }
}

/// `[[case]]`: a text and what must happen to it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Case {
    pub drop: Option<String>,
    pub keep: Option<String>,
    pub document: Option<String>,
    pub fires: Option<String>,
    pub silent: Option<String>,
    pub todo_drop: Option<String>,
    pub todo_keep: Option<String>,
    pub takes: Option<String>,
    pub value: Option<String>,
    pub title: Option<String>,
    pub host: Option<String>,
    pub lang: Option<String>,
    pub syntax: Option<String>,
    pub page: Option<CasePage>,
}

/// What the markup of a case's page says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CasePage {
    pub author: Option<String>,
    pub publisher: Option<String>,
    pub published: Option<String>,
    pub canonical: Option<String>,
    pub sponsored: bool,
}

fn one() -> usize {
    1
}

fn two() -> usize {
    2
}

fn three() -> usize {
    3
}

fn forty() -> usize {
    40
}

fn sixty() -> usize {
    60
}

fn yes() -> bool {
    true
}
