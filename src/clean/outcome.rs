//! What cleaning a document gives: the cleaned text and everything that was taken out of it.

use std::fmt;
use std::ops::Range;

use crate::rules::{Action, Category, Confidence, Field, Rule};

/// A cleaned document.
///
/// ```
/// use unchaff::{Document, Engine};
///
/// let cleaned = Engine::new().clean(&Document::new("Rain stopped play at noon.\nAdvertisement\nIt resumed at two.\n"));
/// assert_eq!(cleaned.text(), "Rain stopped play at noon.\nIt resumed at two.\n");
/// assert_eq!(cleaned.removed()[0].rule(), "ad/label");
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[must_use]
pub struct Cleaned {
    pub(crate) text: String,
    pub(crate) removed: Vec<Removal>,
    pub(crate) withheld: Vec<Removal>,
    pub(crate) metadata: Metadata,
    pub(crate) embedded: Vec<Embedded>,
    pub(crate) signals: Vec<Signal>,
    pub(crate) flags: Vec<Flag>,
}

impl Cleaned {
    /// The input less the removed spans, each byte kept as it was.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Drops, lifts and splits, sorted by place and disjoint.
    pub fn removed(&self) -> &[Removal] {
        &self.removed
    }

    /// What would have been dropped, had it not been more than the allowed share ([`Flag::OverLimit`]).
    pub fn withheld(&self) -> &[Removal] {
        &self.withheld
    }

    /// What was lifted.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Other publishers' stories that stood on the page.
    pub fn embedded(&self) -> &[Embedded] {
        &self.embedded
    }

    /// Evidence for the source report that rules have given.
    pub fn signals(&self) -> &[Signal] {
        &self.signals
    }

    /// What is to be known about the cleaning itself.
    pub fn flags(&self) -> &[Flag] {
        &self.flags
    }

    /// The text, without a copy.
    pub fn into_text(self) -> String {
        self.text
    }
}

/// One span that was taken out, and why. Offsets are bytes of the input text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    pub(crate) rule: String,
    pub(crate) category: Category,
    pub(crate) action: Action,
    pub(crate) confidence: Confidence,
    pub(crate) span: Range<usize>,
    pub(crate) reason: Reason,
    /// On pages: the CSS path of the element.
    pub(crate) path: Option<String>,
}

impl Removal {
    /// The id of the rule.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// The family of the rule.
    pub fn category(&self) -> Category {
        self.category
    }

    /// What became of the text: dropped, lifted or split off.
    pub fn action(&self) -> Action {
        self.action
    }

    /// How sure the rule is.
    pub fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// The bytes of the input that are gone, line breaks that went with them included.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// On pages: the CSS path of the element that is gone, or in which the text stood.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// What made the rule fire.
    pub fn reason(&self) -> &Reason {
        &self.reason
    }
}

/// What made a rule fire.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// A phrase, as the rule writes it.
    Phrase(String),
    /// A shape of the line, by name; `run` and `sequence` for an arrangement of lines.
    Shape(&'static str),
    /// On pages: what kind of container it is, or how it stands to the article.
    Structure(&'static str),
    /// On pages: a selector, as the rule writes it.
    Selector(String),
}

impl Reason {
    /// The 1-based line of the rule's file that names it; `None` when a configuration added the phrase.
    pub fn line_in(&self, rule: &Rule) -> Option<usize> {
        match self {
            Reason::Phrase(phrase) => rule.phrase_line(phrase),
            Reason::Shape(shape) => rule.shape_line(shape),
            Reason::Structure(_) => None,
            Reason::Selector(selector) => rule.selector_line(selector),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Phrase(phrase) => write!(f, "\"{phrase}\""),
            Reason::Shape(shape) => write!(f, "shape {shape}"),
            Reason::Structure(sign) => write!(f, "structure: {sign}"),
            Reason::Selector(selector) => write!(f, "selector {selector}"),
        }
    }
}

/// What was lifted out of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    pub(crate) items: Vec<(Field, Item)>,
    /// Lifts of categories that have no field, which the caller asked for.
    pub(crate) others: Vec<(Category, Item)>,
}

/// One lifted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub(crate) value: Value,
    pub(crate) raw: String,
    pub(crate) span: Range<usize>,
    pub(crate) rule: String,
}

/// What a lifted text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text, a date in ISO 8601 form among it.
    Text(String),
    /// A number of minutes.
    Minutes(u32),
}

impl Metadata {
    /// The lifted texts of a field, in the order of the document.
    pub fn all(&self, field: Field) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |(of, _)| *of == field).map(|(_, item)| item)
    }

    /// The first lifted text of a field.
    pub fn first(&self, field: Field) -> Option<&Item> {
        self.all(field).next()
    }

    /// The texts that were lifted because the caller asked for their category ([`crate::EngineBuilder::lift`]) and whose
    /// rule names no field, each with its category, in the order of the document.
    ///
    /// ```
    /// use unchaff::{Category, Document, Engine};
    ///
    /// let engine = Engine::builder().lift(Category::Ad).build()?;
    /// let cleaned = engine.clean(&Document::new("Rain stopped play at noon.\nAdvertisement\nIt resumed at two.\n"));
    /// let lifted: Vec<_> = cleaned.metadata().lifted().map(|(category, item)| (category, item.raw())).collect();
    /// assert_eq!(lifted, [(Category::Ad, "Advertisement")]);
    /// # Ok::<(), unchaff::MatchError>(())
    /// ```
    pub fn lifted(&self) -> impl Iterator<Item = (Category, &Item)> {
        self.others.iter().map(|(category, item)| (*category, item))
    }
}

impl Item {
    /// What the text says.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The text as it stood.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// Where it stood, in bytes of the input.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The rule that lifted it.
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

/// Another publisher's story that stood on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedded {
    pub(crate) publisher: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) span: Range<usize>,
    pub(crate) text: String,
    pub(crate) removed: Vec<Removal>,
}

impl Embedded {
    /// The publisher it is credited to.
    pub fn publisher(&self) -> Option<&str> {
        self.publisher.as_deref()
    }

    /// Its headline.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Its date or age, as it stood.
    pub fn published(&self) -> Option<&str> {
        self.published.as_deref()
    }

    /// From its first to its last byte in the input.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Its paragraphs, without headline, publisher and age.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What rules found inside it; offsets in the input.
    pub fn removed(&self) -> &[Removal] {
        &self.removed
    }
}

/// Evidence for the source report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    pub(crate) id: String,
    pub(crate) span: Option<Range<usize>>,
    /// All of what shows it.
    pub(crate) text: String,
    pub(crate) rule: String,
}

/// A text cut to a readable length.
pub(crate) fn quote(text: &str) -> &str {
    const CHARS: usize = 160;
    let text = text.trim();
    text.char_indices().nth(CHARS).map_or(text, |(end, _)| &text[..end])
}

impl Signal {
    /// Where it stands in the order of the document; what stands in no place comes first.
    pub(crate) fn start(&self) -> usize {
        self.span.as_ref().map_or(0, |span| span.start)
    }

    /// The id of the signal, `FAMILY/NAME`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Where it stands, in bytes of the input; `None` where a headline shows it that does not stand in the text, or
    /// particulars of the page that the caller gave, or an absence.
    pub fn span(&self) -> Option<Range<usize>> {
        self.span.clone()
    }

    /// The text that shows it, cut to a readable length.
    pub fn quote(&self) -> &str {
        quote(&self.text)
    }

    /// The rule that gave it.
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

crate::rules::words! {
    /// What is to be known about the cleaning itself.
    Flag {
        OverLimit = "over-limit",
        Unsettled = "unsettled",
    }
}
