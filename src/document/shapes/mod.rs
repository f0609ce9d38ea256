//! What a block looks like.

mod ages;
mod bylines;
mod clock;
mod credits;
mod dates;
mod lines;
mod marks;
mod names;
mod tokens;
mod words;

pub(crate) use ages::is_age;
pub use ages::reading_minutes;
pub(crate) use dates::MONTHS;
pub use dates::{DateValue, date};

pub(super) use dates::is_month;
pub(super) use marks::is_separator;

use super::BlockKind;
use words::Words;

macro_rules! shapes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// A shape a block can have. A block may have several.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Shape { $($(#[$doc])* $name,)* }

        impl Shape {
            /// Every shape.
            pub const ALL: &'static [Shape] = &[$(Shape::$name,)*];

            /// The name rule files use.
            pub fn name(self) -> &'static str {
                match self { $(Shape::$name => $text,)* }
            }
        }
    };
}

shapes! {
    /// A paragraph: ends like a sentence and has 8 words or more, or has 25 words or more.
    Prose = "prose",
    /// At most 8 words, no sentence end.
    Short = "short",
    /// At most 25 words, no sentence end but `?` and `!`.
    Line = "line",
    /// 4 to 24 words that begin with a capital, digit or quotation mark; no full stop.
    Headline = "headline",
    /// A headline most of whose longer words are capitalised.
    TitleCase = "title-case",
    /// Three words or more without a lower-case letter.
    AllCaps = "all-caps",
    /// At most 5 words without sentence end, or with a colon at the end.
    Label = "label",
    /// Marked as heading.
    Heading = "heading",
    /// Marked as list item.
    ListItem = "list-item",
    /// Eight words or more that end with an ellipsis.
    CutOff = "cut-off",
    /// Nothing but links or addresses.
    Link = "link",
    /// Nothing but an address.
    Url = "url",
    /// Nothing but an e-mail address.
    Email = "email",
    /// Nothing but a social handle.
    Handle = "handle",
    /// Nothing but hashtags.
    Hashtags = "hashtags",
    /// A relative time.
    Age = "age",
    /// A date.
    Date = "date",
    /// A time of day or a duration.
    Time = "time",
    /// How long reading takes.
    ReadingTime = "reading-time",
    /// Who wrote it.
    Byline = "byline",
    /// Two to four words that could be a name.
    Person = "person",
    /// One to six words written like the name of an outlet.
    Publisher = "publisher",
    /// An outlet and a relative time.
    PublisherAge = "publisher-age",
    /// A headline and the name of who paid for it.
    HeadlineAdvertiser = "headline-advertiser",
    /// A number alone.
    Number = "number",
    /// Punctuation alone.
    Separator = "separator",
    /// Wholly within brackets.
    Parenthesis = "parenthesis",
    /// Ends with a question mark.
    Question = "question",
    /// A photographer and an agency, or one of them.
    Credit = "credit",
}

impl Shape {
    /// The shape of that name.
    pub fn from_name(name: &str) -> Option<Shape> {
        Shape::ALL.iter().copied().find(|shape| shape.name() == name)
    }

    fn bit(self) -> u32 {
        1 << (self as u8)
    }
}

/// A set of shapes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shapes(u32);

impl Shapes {
    /// No shapes.
    pub const EMPTY: Shapes = Shapes(0);

    /// Whether the set has `shape`.
    pub fn contains(self, shape: Shape) -> bool {
        self.0 & shape.bit() != 0
    }

    /// Whether the sets share a shape.
    pub fn intersects(self, other: Shapes) -> bool {
        self.0 & other.0 != 0
    }

    /// Adds `shape`.
    pub fn insert(&mut self, shape: Shape) {
        self.0 |= shape.bit();
    }

    /// Takes `shape` out.
    pub fn remove(&mut self, shape: Shape) {
        self.0 &= !shape.bit();
    }

    /// Whether the set has no shape.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The shapes, in the order of [`Shape::ALL`].
    pub fn iter(self) -> ShapesIter {
        ShapesIter { set: self, at: 0 }
    }

    fn insert_if(&mut self, shape: Shape, holds: bool) {
        if holds {
            self.insert(shape);
        }
    }
}

impl FromIterator<Shape> for Shapes {
    fn from_iter<I: IntoIterator<Item = Shape>>(shapes: I) -> Shapes {
        let mut set = Shapes::EMPTY;
        shapes.into_iter().for_each(|shape| set.insert(shape));
        set
    }
}

impl IntoIterator for Shapes {
    type Item = Shape;
    type IntoIter = ShapesIter;

    fn into_iter(self) -> ShapesIter {
        self.iter()
    }
}

/// The shapes of a set.
#[derive(Clone, Debug)]
pub struct ShapesIter {
    set: Shapes,
    at: usize,
}

impl Iterator for ShapesIter {
    type Item = Shape;

    fn next(&mut self) -> Option<Shape> {
        loop {
            let shape = *Shape::ALL.get(self.at)?;
            self.at += 1;
            if self.set.contains(shape) {
                return Some(shape);
            }
        }
    }
}

/// Blocks with more words have no shape but the few that need no look at the words.
const DETAIL_WORDS: u32 = 28;
/// Up to so many words most of which are in lower case, a line may still be a date, a byline or a credit.
const LOW_WORDS: u32 = 9;

/// Number of words of `text`, counted fast.
pub(super) fn count_words(text: &str) -> u32 {
    words::count(text).words
}

/// The shapes of a block with this core, and its words.
pub(super) fn of(core: &str, kind: BlockKind) -> (Shapes, u32) {
    let mut shapes = Shapes::EMPTY;
    shapes.insert_if(Shape::Heading, kind == BlockKind::Heading);
    shapes.insert_if(Shape::ListItem, kind == BlockKind::ListItem);
    let count = words::count(core);
    let ending = lines::Ending::of(core);
    let running = count.words > LOW_WORDS && count.low * 2 >= count.words;
    let words =
        if count.words > DETAIL_WORDS || (running && ending == lines::Ending::Stop) { None } else { Words::of(core) };
    let Some(words) = words else {
        lines::long(core, kind, count.words, ending, &mut shapes);
        return (shapes, count.words);
    };
    marks::shapes(core, &words, &mut shapes);
    if shapes.contains(Shape::Separator) {
        return (shapes, 0);
    }
    lines::shapes(core, kind, &words, ending, &mut shapes);
    if running {
        names::advertised(core, &words, &mut shapes);
    } else {
        ages::shapes(core, &words, &mut shapes);
        names::shapes(core, &words, ending, &mut shapes);
    }
    lines::prose(core, kind, &words, ending, &mut shapes);
    (shapes, words.count())
}

#[cfg(test)]
mod tests;
