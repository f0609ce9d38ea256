//! Which blocks of a page are its article, and what the others are.

use super::cues::Cue;
use super::dom::{Dom, FAR};
use super::features::{Counted, FEATURES};
use super::hints::Hint;
use super::model::{EMPTY, MODEL};
use super::tags::Tag;
use crate::rules::{Action, Category};

/// What a block's likelihood is held against lies between these.
const LOWEST_BAR: f32 = 0.05;
const HIGHEST_BAR: f32 = 0.48;
/// A block below this is noise beyond doubt: what goes when the rest of the page stays.
const NOISE: f32 = 0.06;
/// The same for a block in a container that names itself comments, related stories, navigation and the like.
const NAMED_NOISE: f32 = 0.15;

/// So many blocks are judged together.
const TOGETHER: usize = 16;

/// How likely each block belongs to the article.
pub(crate) fn judge(counted: &Counted<'_>) -> Vec<f32> {
    let blocks: Vec<usize> = (0..counted.dom.blocks.len()).collect();
    let mut features = Vec::with_capacity(FEATURES);
    let mut rows = [EMPTY; TOGETHER];
    let mut likely = Vec::with_capacity(blocks.len());
    for some in blocks.chunks(TOGETHER) {
        for (at, row) in some.iter().zip(&mut rows) {
            features.clear();
            counted.row(*at, &mut features);
            row[..FEATURES].copy_from_slice(&features);
        }
        likely.extend(MODEL.judge(&rows[..some.len()]));
    }
    likely
}

/// From which likelihood on a block belongs to the article: that of the largest expected F1, counted in words. On a page of
/// which the model is sure that is about a half; where nothing is likely, the likeliest part is the article. (The best
/// threshold for F1 is half of the best F1: Lipton, Elkan, Naryanaswamy, "Optimal thresholding of classifiers to maximize F1
/// measure", 2014.)
pub(crate) fn bar(counted: &Counted<'_>, likely: &[f32]) -> f32 {
    let mut order: Vec<(f32, f32)> =
        likely.iter().zip(&counted.facts).map(|(likely, facts)| (*likely, facts.words)).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let expected: f32 = order.iter().map(|(likely, words)| likely * words).sum();
    let (mut words, mut hit, mut best) = (0.0, 0.0, 2.0 * HIGHEST_BAR);
    if expected > 0.0 {
        best = 0.0;
        for (likely, count) in order {
            words += count;
            hit += likely * count;
            best = f32::max(best, 2.0 * hit / (words + expected));
        }
    }
    (best / 2.0).clamp(LOWEST_BAR, HIGHEST_BAR)
}

/// What holds the article once more.
pub(crate) const COPY: Why =
    Why { rule: "structure/copy", category: Category::Widget, action: Action::Drop, sign: "the article once more" };

/// Why a block is not part of the article: the rule, its family and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Why {
    pub rule: &'static str,
    pub category: Category,
    pub action: Action,
    /// What in the page says so.
    pub sign: &'static str,
}

impl Why {
    /// A block that is less likely than this goes even where the rest of the page stays.
    pub(crate) fn doubt(&self) -> f32 {
        let named = [
            Category::Comments,
            Category::Social,
            Category::Related,
            Category::Ad,
            Category::Promo,
            Category::Newsletter,
        ];
        if named.contains(&self.category) && self.sign != "repeated cards" { NAMED_NOISE } else { NOISE }
    }
}

/// Kinds of containers, each with the rule that takes what stands in it.
const KINDS: &[(Hint, &str, Category, &str)] = &[
    (Hint::Comments, "structure/comments", Category::Comments, "comments container"),
    (Hint::Consent, "structure/consent", Category::Widget, "consent or dialog container"),
    (Hint::Share, "structure/share", Category::Social, "share container"),
    (Hint::Contents, "structure/contents", Category::Navigation, "table of contents"),
    (Hint::Bio, "structure/author-bio", Category::AuthorBio, "author box"),
    (Hint::Related, "structure/related", Category::Related, "related container"),
    (Hint::Ad, "structure/ad", Category::Ad, "advertisement container"),
    (Hint::Promo, "structure/promo", Category::Promo, "offer container"),
    (Hint::Nav, "structure/navigation", Category::Navigation, "navigation container"),
    (Hint::Footer, "structure/footer", Category::Navigation, "page footer"),
    (Hint::Aside, "structure/sidebar", Category::Widget, "sidebar"),
    (Hint::Listing, "structure/cards", Category::Related, "repeated cards"),
    (Hint::Form, "structure/form", Category::Widget, "form"),
    (Hint::Header, "structure/header", Category::Navigation, "page header"),
    (Hint::Media, "structure/media", Category::Player, "media container"),
];

/// Says why block `at`, which is no part of the article, is none.
pub(crate) fn why(counted: &Counted<'_>, at: usize) -> Why {
    let dom = counted.dom;
    let facts = &counted.facts[at];
    let why = |rule, category, sign| Why { rule, category, action: Action::Drop, sign };
    if counted.titled(at) {
        return Why {
            rule: "structure/title",
            category: Category::Title,
            action: Action::Lift,
            sign: "headline of the page",
        };
    }
    let lift = |rule, category, sign| Why { rule, category, action: Action::Lift, sign };
    if is_caption(dom, dom.blocks[at].element) {
        return lift("structure/caption", Category::Caption, "caption");
    }
    if facts.cue == Cue::Byline && facts.words <= 12.0 {
        return lift("structure/byline", Category::Byline, "byline or date");
    }
    let cued = match facts.cue {
        Cue::Share => Some(("structure/share", Category::Social, "share label")),
        Cue::Letter => Some(("structure/promo", Category::Promo, "offer label")),
        Cue::Ad => Some(("structure/ad", Category::Ad, "advertisement label")),
        Cue::Comments => Some(("structure/comments", Category::Comments, "comments label")),
        Cue::Related => Some(("structure/related", Category::Related, "related label")),
        Cue::Legal => Some(("structure/footer", Category::Copyright, "legal notice")),
        Cue::Tags => Some(("structure/tags", Category::Navigation, "tags")),
        _ => None,
    };
    let named = nearest(dom, dom.blocks[at].element);
    match (cued, named) {
        (Some((rule, category, sign)), None) => why(rule, category, sign),
        (Some((rule, category, sign)), Some((_, distance))) if distance > 2 => why(rule, category, sign),
        (_, Some((kind, _))) => why(KINDS[kind].1, KINDS[kind].2, KINDS[kind].3),
        (_, None) if facts.linked > 0.5 => why("structure/links", Category::Navigation, "link density"),
        _ => why("structure/outside", Category::Widget, "outside the article"),
    }
}

/// Whether a block stands in the caption of a figure.
fn is_caption(dom: &Dom, element: u32) -> bool {
    dom.ancestors(element).take(4).any(|at| matches!(dom.element(at).tag, Tag::Figcaption | Tag::TableCaption))
}

/// The nearest container around an element that says what it is, and how many steps up it stands.
fn nearest(dom: &Dom, element: u32) -> Option<(usize, u8)> {
    let near = &dom.element(element).near;
    let kinds = KINDS.iter().enumerate().map(|(kind, (hint, ..))| (kind, near[*hint as usize]));
    kinds.filter(|(_, distance)| *distance < FAR).min_by_key(|(_, distance)| *distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_itself_noise_goes_sooner() {
        let doubt = |category, sign| Why { rule: "structure/x", category, action: Action::Drop, sign }.doubt();
        let outside = doubt(Category::Widget, "outside the article");
        assert!(doubt(Category::Comments, "comments container") > outside);
        assert!(doubt(Category::Related, "related container") > outside);
        assert!(doubt(Category::Related, "repeated cards") <= outside);
    }
}
