//! Why a part of a page stayed, or went: what was decided of its blocks, and what kept the text rules from taking it.

use std::ops::Range;

use super::clean::Read;
use super::features::Counted;
use super::judge;
use super::removals::{path, text_removals};
use super::selectors::Selected;
use super::{Limits, PageError, PageOutput};
use crate::clean::{Removal, WhyNot};
use crate::document::Document;
use crate::engine::Engine;
use crate::rules::Rule;

/// Why a part of a page's text stayed; see [`Engine::page_why_not`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct PageWhyNot<'e> {
    /// The blocks that the part touches, in order.
    pub blocks: Vec<BlockWhy<'e>>,
    /// What took the part, or some of it, after all; in bytes of the page's text.
    pub removed: Vec<Removal>,
    /// Why the text rules left it: of blocks that are taken for a part of the article only.
    pub rules: WhyNot<'e>,
}

/// What was decided of a block of a page.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct BlockWhy<'e> {
    /// Its bytes in the page's text.
    pub span: Range<usize>,
    /// The CSS path of its element.
    pub path: String,
    /// How likely it belongs to the article, by its structure: 0 to 1.
    pub likely: f32,
    /// What is less likely than this goes.
    pub threshold: f32,
    /// What structure would call it if it went.
    pub sign: &'static str,
    /// The rule whose selector names an element around it, and that selector.
    pub selected: Option<(&'e Rule, String)>,
    /// Structure and selectors leave it.
    pub is_left: bool,
}

impl Engine {
    /// Why a part of a page stayed: `span` is in bytes of the text that [`Engine::page_text`] gives.
    ///
    /// ```
    /// use unchaff::{Document, Engine, PageOutput};
    ///
    /// let document = Document::new("<p>The ferry will not sail before Thursday, the harbour master said.</p><p>Home</p>");
    /// let engine = Engine::new();
    /// let (text, _) = engine.page_text(&document, PageOutput::Text)?;
    /// let why = engine.page_why_not(&document, PageOutput::Text, 0..9)?;
    /// assert_eq!((why.blocks.len(), why.blocks[0].span.clone()), (1, 0..text.find('\n').unwrap()));
    /// # Ok::<(), unchaff::PageError>(())
    /// ```
    ///
    /// # Errors
    /// When the page goes beyond a limit.
    pub fn page_why_not(
        &self,
        document: &Document<'_>,
        to: PageOutput,
        span: Range<usize>,
    ) -> Result<PageWhyNot<'_>, PageError> {
        let read = Read::new(self, document, &Limits::default())?;
        let (page, dom) = (document.text(), &read.dom);
        let counted = Counted::new(dom, &read.facts.folded_titles(), read.body.as_deref());
        let taken = read.take(self, document, to, judge::judge);
        let meets = |part: &Range<usize>| part.start < span.end && span.start < part.end;
        let block = |at: usize| BlockWhy {
            span: dom.blocks[at].text.start as usize..dom.blocks[at].text.end as usize,
            path: path(page, dom, dom.blocks[at].element),
            likely: taken.judged.likely[at],
            threshold: if to == PageOutput::Html { judge::why(&counted, at).doubt() } else { taken.judged.bar },
            sign: judge::why(&counted, at).sign,
            selected: taken.judged.selected[at].map(|Selected { rule, place }| {
                let rule = &self.rules()[rule as usize];
                let selector = rule.conditions().selectors.get(place as usize);
                (rule, selector.map(|selector| selector.get_ref().clone()).unwrap_or_default())
            }),
            is_left: !taken.gone.iter().any(|gone| gone.block == at && gone.is_of_structure()),
        };
        let blocks: Vec<BlockWhy<'_>> = (0..dom.blocks.len()).map(block).filter(|block| meets(&block.span)).collect();
        let removed =
            text_removals(page, dom, &taken.gone).into_iter().filter(|removal| meets(&removal.span)).collect();
        let rules = match taken.rendering.place(dom, &span) {
            Some(place) => self.why_not(&taken.inner(to), place),
            None => WhyNot::default(),
        };
        Ok(PageWhyNot { blocks, removed, rules })
    }
}
