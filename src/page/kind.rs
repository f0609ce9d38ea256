//! What sort of page it is: an article, or one of the pages that are none.

use super::features::Counted;
use super::hints::Hint;
use super::statements::{PageFacts, Topic};
use super::tags::Tag;
use crate::document::Document;

crate::rules::words! {
    /// What sort of page it is. A page that is no article still gives what text there is.
    PageKind {
        Article = "article",
        Home = "home",
        Listing = "listing",
        Error = "error",
        Consent = "consent",
        Paywall = "paywall",
        Script = "script",
        Empty = "empty",
        Other = "other",
    }
}

/// Beginnings of the headlines of error pages.
const ERRORS: &[&str] = &[
    "404",
    "403",
    "410",
    "500",
    "502",
    "503",
    "page not found",
    "not found",
    "error 4",
    "error 5",
    "access denied",
    "forbidden",
    "page unavailable",
    "seite nicht gefunden",
    "page introuvable",
    "página no encontrada",
    "pagina non trovata",
    "oops",
    "we can't find",
    "we couldn't find",
    "sorry, we",
    "this page isn",
    "this page doesn",
    "just a moment",
    "attention required",
    "service unavailable",
    "too many requests",
    "bad gateway",
    "are you a robot",
    "security check",
    "robot check",
];

/// Says what sort of page it is; `article` are the blocks that were found.
pub(crate) fn kind(
    page: &str,
    counted: &Counted<'_>,
    article: &[usize],
    document: &Document<'_>,
    facts: &PageFacts,
) -> PageKind {
    let dom = counted.dom;
    let words: f32 = article.iter().map(|at| counted.facts[*at].words).sum();
    let prose: f32 = article.iter().filter(|at| counted.facts[**at].prose).map(|at| counted.facts[*at].words).sum();
    let all = counted.sums[0];
    if all.words < 1.0 {
        return if dom.script_bytes > 0 || page.contains("<script") { PageKind::Script } else { PageKind::Empty };
    }
    if words < 150.0 && is_error(facts) {
        return PageKind::Error;
    }
    if prose < 100.0 && all.words < 400.0 {
        if let Some(kind) = wall(counted) {
            return kind;
        }
        let scripts = dom.script_bytes > 20 * dom.text.len().max(1);
        let calls = dom.blocks.iter().any(|block| {
            contains(
                dom.text_of(block),
                &[
                    "enable javascript",
                    "javascript is disabled",
                    "requires javascript",
                    "enable js",
                    "activer javascript",
                    "javascript aktivieren",
                ],
            )
        });
        if calls || scripts && all.words < 60.0 {
            return PageKind::Script;
        }
    }
    let locked = facts.about(Topic::Paywall).iter().any(|statement| statement.value == "locked");
    if prose < 200.0 && (locked || sells(counted, article)) {
        return PageKind::Paywall;
    }
    let home = document.known_path().is_some_and(|path| path.trim_matches('/').is_empty());
    let headlines = dom.blocks.iter().filter(|block| is_card(counted, block.element)).count();
    let linked = all.linked / all.words.max(1.0);
    if prose < 120.0 && headlines >= 8 && linked > 0.4 {
        return if home { PageKind::Home } else { PageKind::Listing };
    }
    if home && headlines >= 12 && prose < 400.0 {
        return PageKind::Home;
    }
    if prose >= 60.0 || words >= 120.0 { PageKind::Article } else { PageKind::Other }
}

fn is_error(facts: &PageFacts) -> bool {
    let titles = facts.statements().iter().filter(|statement| statement.topic == Topic::Title);
    titles.clone().any(|title| {
        let lower = title.value.to_lowercase();
        ERRORS.iter().any(|error| lower.starts_with(error))
            || lower.contains("page not found")
            || lower.contains("404 ")
    })
}

/// A page that shows nothing but a request: for consent, or for a subscription.
fn wall(counted: &Counted<'_>) -> Option<PageKind> {
    let dom = counted.dom;
    let asks = |words: &[&str]| dom.blocks.iter().filter(|block| contains(dom.text_of(block), words)).count();
    let consent = asks(&[
        "we value your privacy",
        "accept all",
        "reject all",
        "manage cookies",
        "cookie settings",
        "our partners",
        "consent",
        "alle akzeptieren",
        "tout accepter",
        "aceptar todo",
    ]);
    let total = dom.blocks.len().max(1);
    if consent >= 2 && consent * 6 >= total {
        return Some(PageKind::Consent);
    }
    let offer = asks(&[
        "subscribe to continue",
        "subscribers only",
        "already a subscriber",
        "to continue reading",
        "to read the full",
        "subscribe now to read",
        "keep reading with",
        "log in to read",
    ]);
    (offer >= 1).then_some(PageKind::Paywall)
}

/// Whether the article ends in an offer to subscribe.
fn sells(counted: &Counted<'_>, article: &[usize]) -> bool {
    let last = article.last().map_or(0, |at| at + 1);
    let behind = counted.dom.blocks.iter().skip(last).take(8);
    behind.clone().any(|block| {
        let text = counted.dom.text_of(block);
        contains(
            text,
            &[
                "subscribe to continue",
                "to continue reading",
                "already a subscriber",
                "this article is for subscribers",
                "to read the full",
            ],
        )
    })
}

/// A heading that is a link, as teasers have.
fn is_card(counted: &Counted<'_>, element: u32) -> bool {
    let dom = counted.dom;
    let near = dom.element(element).near;
    let heading = dom.element(element).tag.heading().is_some()
        || dom.element(dom.element(element).parent).tag.heading().is_some();
    heading
        && (near[Hint::Listing as usize] < 6
            || near[Hint::ArticleTag as usize] < 4
            || dom.element(element).children > 0)
        && dom.element(element).tag != Tag::H1
}

fn contains(text: &str, words: &[&str]) -> bool {
    if text.len() > 2_000 {
        return false;
    }
    let lower = text.to_lowercase();
    words.iter().any(|word| lower.contains(word))
}
