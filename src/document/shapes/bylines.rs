//! Bylines: who wrote it, with role and outlet.

use super::super::vocabulary::{is_desk, is_joint, is_particle, is_role, is_wire};
use super::lines::Ending;
use super::names::{folded, name_length};
use super::words::{Case, Word};

/// A line with more words is no byline.
const MOST_WORDS: usize = 16;

/// Whether the words are a byline: "By Jane Roe, Market Analyst", "Von Katrin D.", "Jane Roe, courts correspondent".
pub(super) fn is_byline(core: &str, words: &[Word<'_>], ending: Ending) -> bool {
    let ended = match ending {
        Ending::Open => false,
        Ending::Colon => core.ends_with(';'),
        // An initial, "Jr." or "Dr." may end it, or a short line a needless full stop.
        Ending::Stop => words.len() > 8,
        _ => true,
    };
    if ended || words.len() < 2 || words.len() > MOST_WORDS || core.contains(['"', '“', '„']) {
        return false;
    }
    match opening(words) {
        Some(length) => words.get(length..).is_some_and(|names| are_authors(names, true)),
        None => ending == Ending::Open && has_role(words),
    }
}

/// How many words say that names of authors follow.
fn opening(words: &[Word<'_>]) -> Option<usize> {
    let first = folded(words.first()?);
    let second = words.get(1).map(folded).unwrap_or_default();
    let colon = |word: Option<&Word<'_>>| word.is_some_and(|word| word.raw.ends_with(':') || word.raw == ":");
    let high = words.first().is_some_and(Word::is_capital);
    match first.as_str() {
        "by" => Some(1),
        // In other languages these words are prepositions within headlines as well: a capital must begin them.
        "von" | "par" | "por" | "di" | "door" | "text" if high && !colon(words.first()) => {
            Some(1 + usize::from(second.as_str() == "by"))
        }
        "report" | "reported" | "reporting" | "words" | "written" | "story" | "posted" | "compiled" | "edited"
        | "interview" | "analysis" | "authored" | "column" | "article"
            if second.as_str() == "by" =>
        {
            Some(2)
        }
        "escrito" | "publicado" if second.as_str() == "por" => Some(2),
        "ecrit" | "publie" | "propos" if second.as_str() == "par" => Some(2),
        "scritto" | "pubblicato" if second.as_str() == "da" => Some(2),
        "geschrieben" | "ein" if second.as_str() == "von" => Some(2),
        "author" | "authors" | "autor" | "autorin" | "autoren" | "autores" | "auteur" | "auteurs" | "autore"
        | "autori" | "text" | "texte" | "texto" | "testo" | "writer" | "reporter" | "byline"
            if colon(words.first()) || words.get(1).is_some_and(|word| word.raw == ":") =>
        {
            Some(1 + usize::from(second.as_str().is_empty()))
        }
        _ => None,
    }
}

/// Whether the words are names of authors, and after them at most role, outlet, place or date.
fn are_authors(words: &[Word<'_>], desks: bool) -> bool {
    let Some(mut at) = author_length(words, desks) else {
        return false;
    };
    loop {
        let Some(word) = words.get(at) else {
            return true;
        };
        let closed = words.get(at - 1).is_some_and(|before| before.raw.ends_with([',', ')', ':']));
        let joined = matches!(folded(word).as_str(), "and" | "und" | "et" | "y" | "e" | "with") || word.raw == "&";
        let rest = words.get(at + usize::from(joined)..).unwrap_or(&[]);
        if (joined || closed)
            && let Some(length) = name_length(rest)
        {
            at += length + usize::from(joined);
            continue;
        }
        let bar = word.text.is_empty();
        let named = matches!(
            folded(word).as_str(),
            "for" | "in" | "of" | "at" | "special" | "published" | "updated" | "posted" | "on"
        );
        return (closed || bar || named || word.raw.starts_with('('))
            && words.get(at..).is_some_and(|tail| tail.iter().all(is_tail_word));
    }
}

/// Length of the first author: a person, a person with an initial, an agency, or a desk.
fn author_length(words: &[Word<'_>], desks: bool) -> Option<usize> {
    let first = words.first()?;
    let word = folded(first);
    if desks && is_wire(word.as_str()) && !words.get(1).is_some_and(|next| next.case == Case::Lower) {
        return Some(1);
    }
    if let Some(length) = name_length(words).filter(|_| !is_particle(word.as_str())) {
        return Some(length);
    }
    // "the Kestrel Signals Desk", "Kestrel News Staff": capitals up to a word for those who write.
    let from = usize::from(matches!(word.as_str(), "the" | "our"));
    let capitals = words.iter().skip(from).take(6).take_while(|word| word.is_capital() || word.raw == "&").count();
    let last = words.get((from + capitals).checked_sub(1)?)?;
    let lower_desk = words.get(from + capitals).is_some_and(|word| is_desk(folded(word).as_str()));
    let named = capitals > 0 && (is_desk(folded(last).as_str()) || lower_desk);
    let bare = from == 0 && capitals == 0 && is_desk(word.as_str());
    (desks && (named || bare)).then_some(from + capitals + usize::from(lower_desk || bare))
}

/// Words that may stand in role, outlet, place and date.
fn is_tail_word(word: &Word<'_>) -> bool {
    let vocabulary = |word: &str| {
        is_role(word)
            || is_joint(word)
            || matches!(
                word,
                "special"
                    | "senior"
                    | "chief"
                    | "political"
                    | "business"
                    | "news"
                    | "sports"
                    | "health"
                    | "science"
                    | "education"
                    | "courts"
                    | "crime"
                    | "foreign"
                    | "economics"
                    | "technology"
                    | "updated"
                    | "published"
                    | "posted"
                    | "ago"
                    | "min"
                    | "mins"
                    | "minutes"
                    | "hours"
                    | "days"
                    | "read"
                    | "pm"
                    | "with"
                    | "contributing"
                    | "managing"
                    | "deputy"
                    | "local"
                    | "transport"
                    | "environment"
                    | "market"
                    | "markets"
                    | "features"
                    | "investigations"
            )
    };
    word.text.is_empty() || word.is_capital() || word.has_digit() || vocabulary(folded(word).as_str())
}

/// "Jane Roe, courts correspondent", "Jane Roe | Staff writer": a person, a mark, and a role of at most seven words.
fn has_role(words: &[Word<'_>]) -> bool {
    let Some(length) = name_length(words) else {
        return false;
    };
    let comma = words.get(length - 1).is_some_and(|last| last.raw.ends_with(','));
    let bar = words.get(length).is_some_and(|mark| matches!(mark.raw, "|" | "-" | "–" | "—" | "·" | "•"));
    let role = words.get(length + usize::from(bar)..).unwrap_or(&[]);
    let role_at = role.iter().position(|word| is_role(folded(word).as_str()));
    (comma || bar)
        && role_at.is_some_and(|at| at < 4 && role.len() <= 7)
        && !role.first().is_some_and(|word| matches!(word.text, "a" | "an"))
        && role.iter().enumerate().all(|(at, word)| role_at.is_some_and(|role| at <= role) || is_tail_word(word))
        && !role.iter().rev().skip(1).any(|word| word.raw.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::super::super::BlockKind;
    use super::super::{Shape, of};

    #[test]
    fn bylines() {
        for text in [
            "By Jane Roe",
            "BY JANE ROE",
            "by Jane Roe",
            "By Jane Roe, Market Analyst",
            "By Jane Roe and John Doe",
            "By Jane Roe, John Doe and Ana Poe",
            "By the Kestrel Signals Desk",
            "By Kestrel Staff",
            "By Kestrel staff",
            "Von Katrin D.",
            "Par Jeanne Roe",
            "Por Juana del Valle",
            "Di Giovanna Roe",
            "Report by Jane Roe",
            "Words by Jane Roe",
            "Jane Roe, courts correspondent",
            "Jane Roe, Education reporter",
            "Jane Roe | Staff writer",
            "By Jane Roe | March 3, 2024",
            "By Jane Roe in Kestrel Bay",
            "By Jane Roe for The Harbour Times",
            "By Reuters",
            "By AFP",
            "Written by Jane Roe",
            "Author: Jane Roe",
            "Autor: Juan Roe",
            "By JANE ROE, Kestrel News Service",
            "By Jane Roe, Special to the Kestrel",
            "By Jane Roe, Kestrel Ticker:",
            "By Jane van der Roe",
            "Escrito por Juana Roe",
            "by admin",
            "By Jane Roe (Kestrel)",
        ] {
            assert!(of(text, BlockKind::Paragraph).0.contains(Shape::Byline), "{text}");
        }
        for text in [
            "By noon the town was empty",
            "By Grand Central Station I Sat Down",
            "By Design",
            "By Popular Demand",
            "By the Numbers",
            "By Monday",
            "By the way",
            "Von der Leyen kritisiert Plan",
            "Von Kestrel nach Seedorf",
            "Por fin libre",
            "Jane Roe",
            "Jane Roe, 42",
            "Jane Roe, mother of three",
            "By 2030",
            "Par avion",
            "Jane Roe, an editor who left",
            "By Jane Roe the ferry was called a scandal",
            "Jane Roe said by phone",
            "Report by the council",
            "By far the best",
            "Standing by Jane Roe",
            "By Jane Roe’s account the “ferry” sank",
        ] {
            assert!(!of(text, BlockKind::Paragraph).0.contains(Shape::Byline), "{text}");
        }
    }
}
