//! Shapes that depend on length, case and ending: prose, headlines, labels.

use super::super::BlockKind;
use super::super::sentences::{is_abbreviation, is_closer, is_end};
use super::words::{Case, Word, Words};
use super::{Shape, Shapes};

/// How a text ends, closing quotation marks and brackets aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// Without mark, or with a comma or dash.
    Open,
    /// A full stop.
    Stop,
    /// A question mark.
    Question,
    /// An exclamation mark.
    Exclamation,
    /// "…" or "...".
    Ellipsis,
    /// A colon or semicolon.
    Colon,
}

impl Ending {
    pub fn of(text: &str) -> Ending {
        let text = text.trim_end_matches(is_closer);
        match text.chars().next_back() {
            Some('.') if text.ends_with("..") => Ending::Ellipsis,
            Some('?' | '？' | '؟' | '⁇' | '⁈') => Ending::Question,
            Some('!' | '！' | '‼' | '⁉') => Ending::Exclamation,
            Some('…') => Ending::Ellipsis,
            Some(':' | ';' | '：' | '；') => Ending::Colon,
            Some(last) if is_end(last) => Ending::Stop,
            _ => Ending::Open,
        }
    }
}

/// The shapes of a text that is not looked at word by word.
pub(super) fn long(core: &str, kind: BlockKind, count: u32, ending: Ending, shapes: &mut Shapes) {
    let running = !matches!(kind, BlockKind::Heading | BlockKind::Code | BlockKind::Table);
    let is_prose = count >= 25 || (count >= 8 && ending != Ending::Open);
    shapes.insert_if(Shape::Prose, running && is_prose);
    shapes.insert_if(Shape::Question, ending == Ending::Question);
    shapes.insert_if(Shape::CutOff, count >= 8 && ending == Ending::Ellipsis);
    shapes.insert_if(Shape::AllCaps, count >= 3 && is_all_caps(core));
    super::marks::of_any_length(core, shapes);
}

/// `short`, `line`, `headline`, `title-case`, `all-caps`, `label` and `question`.
pub(super) fn shapes(core: &str, kind: BlockKind, words: &Words<'_>, ending: Ending, shapes: &mut Shapes) {
    let count = words.count();
    let ending = softened(core, words, ending);
    let open = ending == Ending::Open;
    shapes.insert_if(Shape::Question, ending == Ending::Question);
    shapes.insert_if(Shape::CutOff, count >= 8 && ending == Ending::Ellipsis);
    shapes.insert_if(Shape::AllCaps, count >= 3 && is_all_caps(core));
    if count == 0 || matches!(kind, BlockKind::Quote) {
        return;
    }
    shapes.insert_if(Shape::Short, count <= 8 && open);
    shapes.insert_if(Shape::Line, count <= 25 && !matches!(ending, Ending::Stop | Ending::Colon));
    shapes.insert_if(Shape::Label, count <= 5 && (open || core.ends_with([':', '：'])));
    // "…, and" and "…," go on below.
    let goes_on = core.ends_with([',', ';']) || core.ends_with(" and") || core.ends_with(" or");
    if (4..=24).contains(&count) && !matches!(ending, Ending::Stop | Ending::Colon) && !goes_on && begins_high(core) {
        shapes.insert(Shape::Headline);
        shapes.insert_if(Shape::TitleCase, is_title_case(words));
    }
}

/// `prose`, once it is known what else the text is.
pub(super) fn prose(core: &str, kind: BlockKind, words: &Words<'_>, ending: Ending, shapes: &mut Shapes) {
    let other =
        [Shape::Date, Shape::Age, Shape::ReadingTime, Shape::Byline, Shape::Credit, Shape::Link, Shape::Hashtags];
    let count = words.count();
    if matches!(kind, BlockKind::Heading | BlockKind::Code | BlockKind::Table)
        || shapes.intersects(other.into_iter().collect())
    {
        return;
    }
    let sentence = match ending {
        Ending::Open => false,
        Ending::Stop | Ending::Colon => true,
        // Bait and teasers end so, cut off or not.
        Ending::Ellipsis => has_inner_end(core),
        Ending::Question | Ending::Exclamation => {
            !shapes.contains(Shape::TitleCase) && (kind == BlockKind::Paragraph || has_inner_end(core))
        }
    };
    shapes.insert_if(Shape::Prose, count >= 25 || (count >= 8 && sentence));
}

/// A short text may end with the full stop of an abbreviation ("Acme Inc.").
fn softened(core: &str, words: &Words<'_>, ending: Ending) -> Ending {
    let last = words.all().last().map_or("", |word| word.text);
    let named = ending == Ending::Stop && core.ends_with('.') && (2..8).contains(&words.count());
    if named && is_abbreviation(last) && !last.bytes().all(|byte| byte.is_ascii_digit()) {
        Ending::Open
    } else {
        ending
    }
}

/// Whether a sentence ends before the end of the text.
fn has_inner_end(core: &str) -> bool {
    super::super::sentences(core).nth(1).is_some()
}

/// Begins with a capital, a letter of a script without case, a digit or a quotation mark.
pub(super) fn begins_high(core: &str) -> bool {
    let first = core.chars().find(|c| !matches!(c, '(' | '[' | '¿' | '¡'));
    first.is_some_and(|c| {
        c.is_numeric()
            || (c.is_alphabetic() && !c.is_lowercase())
            || matches!(c, '"' | '\'' | '“' | '‘' | '„' | '«' | '»' | '‹' | '「' | '『' | '$' | '£' | '€' | '#')
    })
}

fn is_title_case(words: &Words<'_>) -> bool {
    // "Corley 3 Dunmere 2" is a row of results.
    let number = |word: &&Word<'_>| word.case == Case::None && word.has_digit();
    if words.all().last().is_some_and(|last| number(&last)) && words.all().iter().filter(number).count() >= 2 {
        return false;
    }
    let longer = words.all().iter().filter(|word| word.case != Case::None && word.text.chars().nth(3).is_some());
    let (mut all, mut high, mut title) = (0, 0, 0);
    for word in longer {
        all += 1;
        high += u32::from(word.is_capital());
        title += u32::from(word.case == Case::Title);
    }
    all >= 2 && title >= 1 && high * 4 >= all * 3
}

/// No lower-case letter and four capitals or more.
fn is_all_caps(core: &str) -> bool {
    let mut capitals = 0;
    for c in core.chars() {
        if c.is_lowercase() {
            return false;
        }
        capitals += u32::from(c.is_uppercase());
    }
    capitals >= 4
}
