//! Further articles on the page: what comes up below the article as one scrolls on.

use super::dom::Dom;
use super::features::Counted;
use super::hints::Hint;
use super::judge::Why;
use super::removals::source;
use crate::clean::Embedded;
use crate::rules::{Action, Category};

/// An article that is not the page's own.
#[derive(Debug, Clone)]
pub(crate) struct Further {
    element: u32,
    heading: usize,
    /// Its blocks that would else be taken for the article.
    blocks: Vec<usize>,
}

/// The page's own article has so many words at least, a further one so many.
const OWN: f32 = 80.0;
const OTHER: f32 = 40.0;
/// A heading is among the first so many blocks of its article.
const HEAD: usize = 3;

/// Finds them: elements that are articles behind the one with the page's headline, each with a headline of its own that
/// leads to another page or is of the first level. `article` are the blocks that were found.
pub(crate) fn further(counted: &Counted<'_>, article: &[usize]) -> Vec<Further> {
    let dom = counted.dom;
    let around = |block: usize| {
        let is_article = |at: &u32| dom.element(*at).hints.has(Hint::ArticleTag);
        dom.ancestors(dom.blocks[block].element).find(is_article)
    };
    let Some(own) = counted.headline().and_then(around) else { return Vec::new() };
    let mut in_article = vec![false; dom.blocks.len()];
    article.iter().for_each(|at| in_article[*at] = true);
    let words = counted.words_within(|at| in_article[at]);
    if words[own as usize] < OWN {
        return Vec::new();
    }
    let mut found: Vec<Further> = Vec::new();
    let mut seen: Option<(u32, usize)> = None;
    for (block, kept) in in_article.iter().enumerate() {
        let Some(element) = around(block).filter(|element| *element > own && !counted.inside(*element, own)) else {
            continue;
        };
        if let Some(last) = found.last_mut().filter(|last| counted.inside(element, last.element)) {
            last.blocks.extend(kept.then_some(block));
            continue;
        }
        let nth = seen.filter(|(of, _)| *of == element).map_or(0, |(_, nth)| nth + 1);
        seen = Some((element, nth));
        let leads_away = counted.facts[block].linked > 0.8;
        let heads =
            counted.level(dom.blocks[block].element).is_some_and(|level| level == 1 || level <= 3 && leads_away);
        if nth < HEAD && heads && !counted.titled(block) && words[element as usize] >= OTHER {
            let blocks = if *kept { vec![block] } else { Vec::new() };
            found.push(Further { element, heading: block, blocks });
        }
    }
    found
}

impl Further {
    pub(crate) fn holds(&self, block: usize) -> bool {
        self.blocks.binary_search(&block).is_ok()
    }

    /// Why a block of it is none of the article's.
    pub(crate) fn why() -> Why {
        let (category, sign) = (Category::EmbeddedStory, "another article with a headline of its own");
        Why { rule: "structure/next-article", category, action: Action::Split, sign }
    }

    /// As a document of its own.
    pub(crate) fn story(&self, dom: &Dom) -> Embedded {
        let text = |at: &usize| dom.text_of(&dom.blocks[*at]).to_owned();
        let blocks = self.blocks.iter().filter(|at| **at != self.heading);
        let last = self.blocks.last().copied().unwrap_or(self.heading);
        let element = dom.element(self.element);
        Embedded {
            publisher: None,
            title: Some(text(&self.heading)),
            published: None,
            span: element.start as usize..(element.end as usize).max(source(dom, &dom.blocks[last]).end),
            text: blocks.map(text).collect::<Vec<_>>().join("\n"),
            removed: Vec::new(),
        }
    }
}
