//! Credits: who took the picture.

use super::super::sentences::is_abbreviation;
use super::super::vocabulary::{is_agency, is_joint};
use super::lines::Ending;
use super::names::{folded, is_name_word};
use super::words::{Case, Word, Words};

/// A line with more words is no credit.
const MOST_WORDS: usize = 20;

/// Whether the text is a credit: "Jane Roe/AP", "Getty Images", "(AP Photo)", "Photo by Jane Roe", "Foto: dpa".
pub(super) fn is_credit(core: &str, words: &[Word<'_>], ending: Ending) -> bool {
    if words.len() > MOST_WORDS || matches!(ending, Ending::Question | Ending::Exclamation | Ending::Colon) {
        return false;
    }
    let inner =
        core.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | '.' | '©' | '—' | '|'));
    let low = words.iter().filter(|word| word.case == Case::Lower).count();
    after_opening(inner).map_or_else(|| low <= 2 && is_agency_line(inner, words), is_holder)
}

/// What follows "Photo:", "Image credit", "Foto von" and their like.
fn after_opening(text: &str) -> Option<&str> {
    let mut rest = text;
    let mut opened = false;
    for count in 0..5 {
        let word = rest.split(|c: char| c.is_whitespace() || c == ':' || c == '/').next()?;
        let after = rest.get(word.len()..)?.trim_start();
        let (kind, folded) = (opening_word(word), super::tokens::Folded::of(word));
        let goes_on = match kind {
            Opening::Picture => true,
            Opening::Joint => count > 0,
            Opening::Before => count == 0,
            Opening::None => false,
        };
        if !goes_on || folded.as_str().is_empty() {
            return None;
        }
        opened |= kind == Opening::Picture;
        if let Some(after) = after.strip_prefix([':', '：', '/', '|']) {
            return opened.then_some(after.trim_start());
        }
        if kind == Opening::Joint
            && matches!(folded.as_str(), "by" | "via" | "von" | "par" | "por" | "di" | "courtesy" | "of")
            && opened
        {
            let next = after.split_whitespace().next().map_or(Opening::None, opening_word);
            if next == Opening::None {
                return Some(after);
            }
        }
        rest = after;
    }
    None
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    /// A picture, or the credit for one.
    Picture,
    /// What stands between that and the name.
    Joint,
    /// What stands before it: "Featured image".
    Before,
    None,
}

fn opening_word(word: &str) -> Opening {
    match super::tokens::Folded::of(word).as_str() {
        "photo" | "photos" | "photograph" | "photographs" | "photography" | "picture" | "pictures" | "pic" | "pics"
        | "image" | "images" | "credit" | "credits" | "illustration" | "illustrations" | "graphic" | "foto"
        | "fotos" | "bild" | "bilder" | "bildquelle" | "bildnachweis" | "fotografia" | "fotografie" | "imagen"
        | "imagem" | "immagine" | "credito" | "creditos" | "crediti" | "artwork" | "illustrated" | "photographed"
        | "photographer" | "courtesy" | "thumbnail" | "header" => Opening::Picture,
        "by" | "via" | "of" | "von" | "par" | "por" | "di" | "source" | "de" | "through" => Opening::Joint,
        "featured" | "file" | "screenshot" | "lead" | "top" | "main" | "cover" => Opening::Before,
        _ => Opening::None,
    }
}

/// Whether the text could name who holds the rights: capitals for the most part, or an agency.
fn is_holder(text: &str) -> bool {
    let Some(words) = Words::of(text.strip_prefix("the ").unwrap_or(text)) else {
        return false;
    };
    if words.all().is_empty() || words.count() > 18 || text.contains(": ") {
        return false;
    }
    let is_agency_word =
        |word: &Word<'_>| word.text.split('/').any(|part| is_agency(super::tokens::Folded::of(part).as_str()));
    let known = words
        .all()
        .iter()
        .filter(|word| word.is_capital() || is_agency_word(word) || word.raw.starts_with('@'))
        .count();
    let low = words
        .all()
        .iter()
        .filter(|word| word.case == Case::Lower && !is_agency_word(word))
        .filter(|word| !is_joint_of_credit(word))
        .count();
    let begins = words
        .all()
        .first()
        .is_some_and(|word| word.is_capital() || is_agency_word(word) || word.raw.starts_with(['@', '©', '“']));
    let article =
        words.all().first().is_some_and(|word| matches!(word.text, "A" | "An" | "How" | "What" | "Why" | "In" | "On"));
    let fits = words.count() <= 10 || (low == 0 && words.all().iter().any(is_agency_word));
    begins && fits && !(article && words.count() > 3) && known > 0 && low * 4 <= known
}

fn is_joint_of_credit(word: &Word<'_>) -> bool {
    let word = folded(word);
    is_joint(word.as_str())
        || matches!(word.as_str(), "via" | "by" | "courtesy" | "photo" | "handout" | "file" | "from")
}

/// An agency, or names and agencies parted by "/", "via", a bar or a comma.
fn is_agency_line(text: &str, words: &[Word<'_>]) -> bool {
    if words.len() > 8 {
        return false;
    }
    if matches!(
        text,
        "PA" | "PA Wire"
            | "PA Images"
            | "PA Media"
            | "Adobe Stock"
            | "picture alliance"
            | "Creative Commons"
            | "Associated Press"
            | "File photo"
    ) {
        return true;
    }
    let (mut agencies, mut names, mut parted) = (0, 0, text.contains(['/', '|']));
    // "Jane Roe. John Doe/AP" is a caption and its credit.
    let inner = words.split_last().map_or(&[][..], |(_, before)| before);
    if inner.iter().any(|word| word.raw.ends_with(':') || (word.raw.ends_with('.') && !is_abbreviation(word.text))) {
        return false;
    }
    let parts = words.iter().flat_map(|word| word.raw.split(['/', '|', ',']));
    for part in parts {
        let part = part.trim_matches(|c: char| !c.is_alphanumeric());
        if part.is_empty() {
            continue;
        }
        let name = super::tokens::Folded::of(part);
        match name.as_str() {
            "via" => parted = true,
            "images" | "photo" | "photos" | "commons" | "image" | "pool" | "file" | "stock" | "wire"
            | "entertainment" | "creative" | "agency" | "news" | "through" | "pictures" | "contributor" | "picture"
            | "alliance" | "sports" | "usa" | "today" | "for" => {}
            word if is_agency(word)
                && (part.starts_with(char::is_uppercase)
                    || matches!(word, "dpa" | "epa" | "imago" | "afp" | "istock")) =>
            {
                agencies += 1
            }
            _ if is_name_word(&Word::of(part)) => names += 1,
            _ => return false,
        }
    }
    agencies > 0 && (names == 0 || (parted && names <= 6))
}

#[cfg(test)]
mod tests {
    use super::super::super::BlockKind;
    use super::super::{Shape, of};

    #[test]
    fn credits() {
        for text in [
            "Jane Roe/AP",
            "REUTERS/Jane Roe",
            "Getty Images",
            "(AP Photo)",
            "(AP Photo/Jane Roe)",
            "Photo: Energy Lab",
            "Photo by Jane Roe",
            "(Photo by Jane Roe/Getty Images)",
            "Foto: dpa",
            "Foto: Jana Roe/dpa",
            "Illustration by Jane Roe",
            "Image credit: Jane Roe",
            "Photo credit: Jane Roe/Kestrel",
            "Photo : Getty",
            "Featured image via Flickr",
            "Jane Roe via Getty Images",
            "AP",
            "© Reuters",
            "Photograph: Jane Roe/The Harbour Times",
            "Courtesy of Jane Roe",
            "Image: Shutterstock",
            "Crédit photo : Jeanne Roe",
            "Photo courtesy of the Kestrel Museum",
            "Shutterstock",
            "Associated Press",
            "Photo: The Harbour Times Archive/Harbour Times via Getty Images Harbour Times via Getty Images",
            "AFP/Getty Images",
            "Bild: Imago",
        ] {
            assert!(of(text, BlockKind::Paragraph).0.contains(Shape::Credit), "{text}");
        }
        for text in [
            "Jane Roe",
            "Photo: the bridge after the storm hit",
            "Video: how the bridge fell down",
            "Reuters reported the loss",
            "Pictures of the year",
            "Photo gallery",
            "Image is everything in this trade",
            "Credit card",
            "Jane Roe said",
            "Picture this",
            "AP reporters won",
            "Photos",
            "Photo by photo they built the case",
            "Credit: A new way to pay for things",
            "The Getty fire",
            "Jane Roe. John Doe/AP",
            "(VIDEO: Jane Roe at the Kestrel March)",
            "Photos: Shots fired on Kestrel Hill",
            "Jane Roe Photographer: John Doe/Reuters",
        ] {
            assert!(!of(text, BlockKind::Paragraph).0.contains(Shape::Credit), "{text}");
        }
    }
}
