//! A page to its article, or to the same page without its noise.

use std::collections::HashSet;
use std::ops::Range;

use super::about::paid_links;
use super::copies::copies;
use super::dom::Dom;
use super::enclosed::enclosed;
use super::features::{Counted, fold};
use super::further::{Further, further};
use super::kind::{PageKind, kind};
use super::linked::Linked;
use super::margins::{Margins, labels};
use super::removals::{Gone, removals, text_removals};
use super::render::{Rendering, markdown, text};
use super::selectors::Selected;
use super::source::SourceMap;
use super::statements::PageFacts;
use super::{Limits, PageError, judge, reader};
use crate::clean::{Cleaned, Embedded, Item, Removal, Signal, Value, applies};
use crate::document::{Document, Syntax};
use crate::engine::Engine;
use crate::rules::{Action, Category, Field, Quantity, Rule};
use crate::source::{self, SourceReport};

crate::rules::words! {
    /// What is made of a page.
    PageOutput, default Text { Text = "text", Markdown = "markdown", Html = "html" }
}

/// A cleaned page.
///
/// ```
/// use unchaff::{Document, Engine, PageKind, PageOutput};
///
/// let page = "<html><head><title>Ferry waits for calm</title></head><body><nav><a href=/>Home</a> <a href=/n>News</a></nav>\
///   <article><h1>Ferry waits for calm</h1>\
///   <p>The ferry to Inner Stowe will not sail before Thursday, the harbour master said on Monday morning.</p>\
///   <p>Islanders with appointments on the mainland were asked to ring the health board before noon.</p>\
///   <p>The last crossing was on Sunday, when forty people and a piano reached the island in the rain.</p></article>\
///   <footer><p>Copyright Stowe Sentinel</p></footer></body></html>";
///
/// let cleaned = Engine::new().clean_page(&Document::new(page), PageOutput::Text)?;
///
/// assert!(cleaned.text().starts_with("The ferry to Inner Stowe"));
/// assert!(!cleaned.text().contains("Copyright"));
/// assert_eq!(cleaned.facts().title().unwrap().value, "Ferry waits for calm");
/// # Ok::<(), unchaff::PageError>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct CleanedPage {
    cleaned: Cleaned,
    kind: PageKind,
    facts: PageFacts,
    output: PageOutput,
    /// What is known of the page, without its text.
    known: Document<'static>,
    /// Words of the article.
    words: usize,
}

impl CleanedPage {
    /// The article's text or Markdown, or the page less its removals.
    pub fn text(&self) -> &str {
        self.cleaned.text()
    }

    /// Everything that was taken out. All offsets are bytes of the page.
    pub fn cleaned(&self) -> &Cleaned {
        &self.cleaned
    }

    /// What sort of page it is.
    pub fn kind(&self) -> PageKind {
        self.kind
    }

    /// What the page says about itself: headline, authors, dates, each with where it was found.
    pub fn facts(&self) -> &PageFacts {
        &self.facts
    }

    /// The form of the text where it is a rendering of the page: text, Markdown. `None` where it is the page less the
    /// removals, and can be restored.
    pub fn rendered(&self) -> Option<PageOutput> {
        Some(self.output).filter(|output| *output != PageOutput::Html)
    }

    /// What is known of the page: address, headline, language and what its markup says, from the caller or the page itself.
    pub fn known(&self) -> &Document<'static> {
        &self.known
    }

    /// What the page shows about its source, by its text and its markup. Offsets are bytes of the page.
    pub fn source(&self, reporter: &source::Reporter) -> SourceReport {
        reporter.report_on(&self.known, &self.cleaned, self.words)
    }
}

impl Engine {
    /// Cleans a page: `document` holds its HTML. Structure says which blocks are the article, the rules take from them
    /// what they take from any text.
    ///
    /// # Errors
    /// When the page is larger, more deeply nested or has more elements than [`Limits::default`] allows.
    pub fn clean_page(&self, document: &Document<'_>, to: PageOutput) -> Result<CleanedPage, PageError> {
        self.clean_page_within(document, to, &Limits::default())
    }

    /// As [`Engine::clean_page`], with other limits.
    ///
    /// # Errors
    /// When the page goes beyond one.
    pub fn clean_page_within(
        &self,
        document: &Document<'_>,
        to: PageOutput,
        limits: &Limits,
    ) -> Result<CleanedPage, PageError> {
        Ok(Read::new(self, document, limits)?.clean(self, document, to, judge::judge))
    }

    /// As [`Engine::clean_page`], with the answers of a model that is not compiled in: for each block of
    /// [`crate::training`] how likely it belongs to the article. For measuring.
    #[doc(hidden)]
    pub fn clean_page_judged(
        &self,
        document: &Document<'_>,
        to: PageOutput,
        likely: &[f32],
    ) -> Result<CleanedPage, PageError> {
        let judge = |counted: &Counted<'_>| {
            let blocks = 0..counted.dom.blocks.len();
            blocks.map(|at| likely.get(at).copied().unwrap_or_default()).collect()
        };
        Ok(Read::new(self, document, &Limits::default())?.clean(self, document, to, judge))
    }

    /// The text of a page, a line for each block, and what [`Engine::clean_page`] takes of it; offsets are bytes of that text.
    ///
    /// # Errors
    /// When the page goes beyond a limit.
    pub fn page_text(&self, document: &Document<'_>, to: PageOutput) -> Result<(String, Cleaned), PageError> {
        let read = Read::new(self, document, &Limits::default())?;
        let taken = read.take(self, document, to, judge::judge);
        let removed = text_removals(document.text(), &read.dom, &taken.gone);
        let text = without(&read.dom.text, &removed);
        Ok((read.dom.text, Cleaned { text, removed, flags: taken.cleaned.flags, ..Cleaned::default() }))
    }
}

/// A page that has been read.
pub(super) struct Read {
    pub dom: Dom,
    pub facts: PageFacts,
    /// The body of the article as the page's data gives it.
    pub body: Option<String>,
}

/// Says of each block how likely it belongs to the article.
pub(super) trait Judge: FnOnce(&Counted<'_>) -> Vec<f32> {}
impl<F: FnOnce(&Counted<'_>) -> Vec<f32>> Judge for F {}

/// What is taken of a page, block by block, and what the text rules made of the article.
pub(super) struct Taken<'e> {
    pub judged: Judged<'e>,
    pub rendering: Rendering,
    pub gone: Vec<Gone>,
    cleaned: Cleaned,
    kind: PageKind,
    /// What the page says about itself, its visible lines included.
    facts: PageFacts,
    known: Document<'static>,
    words: usize,
}

impl Taken<'_> {
    /// The article as the text rules saw it.
    pub(super) fn inner(&self, to: PageOutput) -> Document<'_> {
        self.known.with_text(&self.rendering.text).with_syntax(syntax(to))
    }
}

impl Read {
    pub(super) fn new(engine: &Engine, document: &Document<'_>, limits: &Limits) -> Result<Read, PageError> {
        let page = document.text();
        let mut dom = reader::read(page, limits, engine.selectors())?;
        dom.claims.retain(|claim| applies(&engine.rules()[claim.selected.rule as usize], document).is_ok());
        let linked = Linked::read(page, &dom);
        let facts = PageFacts::read(page, &dom, &linked);
        Ok(Read { facts, body: linked.body().map(fold), dom })
    }

    fn clean(self, engine: &Engine, document: &Document<'_>, to: PageOutput, judge: impl Judge) -> CleanedPage {
        let page = document.text();
        let taken = self.take(engine, document, to, judge);
        let mut cleaned = taken.cleaned;
        cleaned.removed = removals(page, &self.dom, &taken.gone);
        if to == PageOutput::Html {
            cleaned.text = without(page, &cleaned.removed);
        }
        let Taken { kind, facts, known, words, .. } = taken;
        CleanedPage { cleaned, kind, facts, output: to, known, words }
    }

    pub(super) fn take<'e>(
        &self,
        engine: &'e Engine,
        document: &Document<'_>,
        to: PageOutput,
        judge: impl Judge,
    ) -> Taken<'e> {
        let (page, dom) = (document.text(), &self.dom);
        let counted = Counted::new(dom, &self.facts.folded_titles(), self.body.as_deref());
        let judged = Judged::new(engine, &counted, judge(&counted));
        let kind = kind(page, &counted, &judged.article, document, &self.facts);
        let rendering = match to {
            PageOutput::Markdown => markdown(page, dom, &judged.article),
            PageOutput::Text | PageOutput::Html => text(dom, &judged.article),
        };
        let margins = Margins::of(&counted, &judged.article, |at| judged.selected[at].is_none());
        let mut facts = self.facts.clone();
        facts.add_visible(margins.lines(dom));
        let paid_links = paid_links(page, dom, &judged.article);
        let mut inner = inner_document(document, &rendering.text, to, &facts);
        if inner.known_page().is_none() {
            inner = inner.page(facts.page(paid_links.len()));
        }
        let cleaned = engine.clean(&inner);
        let known = inner.with_text("");
        let words = cleaned.text().split_ascii_whitespace().count();
        let map = SourceMap::new(page, dom, &rendering);
        let gone = judged.gone(&counted, &cleaned, &map, to);
        let mut cleaned = carried(cleaned, &map);
        cleaned.metadata.items.extend(lifted(dom, &gone));
        show(engine, &mut cleaned.signals, &facts, &paid_links);
        cleaned.embedded.extend(judged.further.iter().map(|further| further.story(dom)));
        cleaned.embedded.sort_by_key(|story| story.span.start);
        for margin in [margins.read(engine, document, dom, &facts), labels(engine, document, &facts)] {
            cleaned.signals.extend(margin.signals);
            cleaned.metadata.items.extend(margin.lifted);
        }
        cleaned.metadata.items.sort_by_key(|(_, item)| item.span.start);
        cleaned.signals.sort_by(|a, b| (a.start(), a.id()).cmp(&(b.start(), b.id())));
        cleaned.signals.dedup();
        Taken { judged, rendering, gone, cleaned, kind, facts, known, words }
    }
}

fn syntax(to: PageOutput) -> Syntax {
    if to == PageOutput::Markdown { Syntax::Markdown } else { Syntax::Plain }
}

/// The article as a document for the text rules, with what the page says about itself where the caller did not.
pub(super) fn inner_document<'r>(
    document: &Document<'_>,
    text: &'r str,
    to: PageOutput,
    facts: &PageFacts,
) -> Document<'r> {
    let mut inner = document.with_text(text).with_syntax(syntax(to));
    if let Some(title) = facts.title().filter(|_| document.known_title().is_none()) {
        inner = inner.title(&title.value);
    }
    if let Some(lang) = facts.language().filter(|_| document.known_lang().is_none()) {
        inner = inner.lang(&lang.value);
    }
    if let Some(url) = facts.own_address().filter(|_| document.host().is_none()) {
        inner = inner.url(&url.value);
    }
    inner
}

/// Which blocks are the article, and what was decided of the others.
pub(super) struct Judged<'e> {
    /// The rules, by number.
    rules: &'e [Rule],
    pub likely: Vec<f32>,
    /// The blocks of the article, in order.
    article: Vec<usize>,
    /// For each block the rule that takes it by a selector, and the selector's place among those of the rule.
    pub selected: Vec<Option<Selected>>,
    /// Further articles of the page, whose blocks are not among those of the article.
    further: Vec<Further>,
    /// Blocks that hold the article once more.
    copies: HashSet<usize>,
    /// How likely a block of the article must be.
    pub bar: f32,
}

impl<'e> Judged<'e> {
    fn new(engine: &'e Engine, counted: &Counted<'_>, likely: Vec<f32>) -> Judged<'e> {
        let rules = engine.rules();
        let bar = judge::bar(counted, &likely);
        let selected = selected(rules, counted, |at| likely[at] >= bar);
        let keeping = Category::ALL.iter().any(|category| engine.keeps(*category));
        let kept = |at: &usize| match selected[*at].map(|selected| rules[selected.rule as usize].action()) {
            Some(Action::Keep) => true,
            Some(Action::Drop | Action::Lift | Action::Split) => false,
            Some(Action::Note) | None if likely[*at] >= bar && !counted.titled(*at) => true,
            Some(Action::Note) | None => keeping && engine.keeps(judge::why(counted, *at).category),
        };
        let mut article: Vec<usize> = (0..likely.len()).filter(kept).collect();
        article.extend(enclosed(counted, &article, |at| selected[at].is_none()));
        article.sort_unstable();
        let copies = copies(counted, &article);
        article.retain(|at| !copies.contains(at));
        let further = if engine.keeps(Category::EmbeddedStory) { Vec::new() } else { further(counted, &article) };
        let mut judged = Judged { rules, likely, article, selected, further, copies, bar };
        let further = &judged.further;
        judged.article.retain(|at| !further.iter().any(|further| further.holds(*at)));
        judged.fall_back(counted);
        judged
    }

    /// A page on which nothing is likely enough gives what is likeliest: some text is better than none.
    fn fall_back(&mut self, counted: &Counted<'_>) {
        let words = |blocks: &[usize]| blocks.iter().map(|at| counted.facts[*at].words).sum::<f32>();
        if words(&self.article) >= 25.0 {
            return;
        }
        let free = |at: &usize| self.selected[*at].is_none() && !counted.titled(*at);
        for floor in [0.25, 0.12, 0.05] {
            let blocks: Vec<usize> =
                (0..self.likely.len()).filter(|at| self.likely[*at] >= floor).filter(free).collect();
            if words(&blocks) >= 25.0 {
                self.article = blocks;
                return;
            }
        }
        let prose: Vec<usize> = (0..self.likely.len()).filter(|at| counted.facts[*at].prose).filter(free).collect();
        let all = || (0..self.likely.len()).filter(free).collect();
        if self.article.is_empty() {
            self.article = if prose.is_empty() { all() } else { prose };
        }
    }

    /// What leaves the page, block by block.
    fn gone(&self, counted: &Counted<'_>, cleaned: &Cleaned, map: &SourceMap<'_>, to: PageOutput) -> Vec<Gone> {
        let dom = counted.dom;
        let mut gone = Vec::new();
        let mut in_article = vec![false; dom.blocks.len()];
        self.article.iter().for_each(|at| in_article[*at] = true);
        for (at, kept) in in_article.iter().enumerate() {
            if *kept {
                continue;
            }
            if let Some(Selected { rule, place }) = self.selected[at] {
                gone.push(Gone::selected(at, &self.rules[rule as usize], place));
                continue;
            }
            let (other, copy) = (self.further.iter().any(|further| further.holds(at)), self.copies.contains(&at));
            let why = match (other, copy) {
                (true, _) => Further::why(),
                (false, true) => judge::COPY,
                (false, false) => judge::why(counted, at),
            };
            let sure = copy || self.likely[at] < why.doubt() && why.action == Action::Drop;
            if to != PageOutput::Html || sure {
                gone.push(Gone::structural(at, &why));
            }
        }
        for removal in cleaned.removed() {
            if to == PageOutput::Html && removal.action == Action::Lift {
                continue;
            }
            gone.extend(map.blocks(removal.span()).into_iter().map(|(at, part)| Gone::by_rule(at, part, removal)));
        }
        gone.sort_by_key(|gone| gone.block);
        gone
    }
}

/// Gives the signals that the markup shows their place in it, and what it says there.
fn show(engine: &Engine, signals: &mut [Signal], facts: &PageFacts, paid_links: &[Range<usize>]) {
    for signal in signals.iter_mut().filter(|signal| signal.span.is_none()) {
        let Some(rule) = engine.rule(&signal.rule) else { continue };
        let shown = match rule.measure().map(|measure| measure.of) {
            Some(Quantity::PagePaidLinks) => {
                signal.span = paid_links.first().cloned();
                continue;
            }
            Some(quantity) => facts.shows(quantity),
            None => facts.title().filter(|title| title.value == signal.text),
        };
        if let Some(statement) = shown {
            signal.span = Some(statement.span.clone());
            signal.text.clone_from(&statement.value);
        }
    }
}

/// Captions and bylines that structure takes out of the article, for the metadata.
fn lifted(dom: &Dom, gone: &[Gone]) -> Vec<(Field, Item)> {
    let item = |gone: &Gone| {
        let field = match gone.rule() {
            "structure/caption" => Field::Caption,
            "structure/byline" => Field::Byline,
            _ => return None,
        };
        let block = &dom.blocks[gone.block];
        let raw = dom.text_of(block).to_owned();
        let value = Value::Text(raw.clone());
        Some((field, Item { value, raw, span: super::removals::source(dom, block), rule: gone.rule().to_owned() }))
    };
    gone.iter().filter_map(item).collect()
}

/// A selector that names an element with more of the article's words than this share names the article: it takes nothing.
const MOST_SELECTED: f32 = 0.2;
/// So many words may go whatever the share.
const FEW_SELECTED: f32 = 30.0;

/// For each block the strongest rule whose selector names an element around it.
fn selected(rules: &[Rule], counted: &Counted<'_>, article: impl Fn(usize) -> bool) -> Vec<Option<Selected>> {
    let dom = counted.dom;
    if dom.claims.is_empty() {
        return vec![None; dom.blocks.len()];
    }
    let article = counted.words_within(article);
    let strength = |one: &Selected| (rules[one.rule as usize].action(), one.rule, one.place);
    let mut of: Vec<Option<Selected>> = vec![None; dom.elements.len()];
    for claim in &dom.claims {
        let keeps = rules[claim.selected.rule as usize].action() == Action::Keep;
        if keeps || article[claim.element as usize] <= (MOST_SELECTED * article[0]).max(FEW_SELECTED) {
            let own = &mut of[claim.element as usize];
            *own = (*own).into_iter().chain([claim.selected]).min_by_key(strength);
        }
    }
    for at in 1..dom.elements.len() {
        let around = of[dom.elements[at].parent as usize];
        of[at] = around.into_iter().chain(of[at]).min_by_key(strength);
    }
    dom.blocks.iter().map(|block| of[block.element as usize]).collect()
}

/// The outcome of the text rules with the offsets of the page.
pub(super) fn carried(cleaned: Cleaned, map: &SourceMap<'_>) -> Cleaned {
    let span = |span: Range<usize>| map.whole(span);
    let moved = |removal: Removal| Removal { span: span(removal.span.clone()), ..removal };
    let item = |item: Item| Item { span: span(item.span.clone()), ..item };
    let mut whole = cleaned;
    whole.withheld = whole.withheld.into_iter().map(moved).collect();
    whole.metadata.items = whole.metadata.items.into_iter().map(|(field, found)| (field, item(found))).collect();
    whole.metadata.others =
        whole.metadata.others.into_iter().map(|(category, found)| (category, item(found))).collect();
    let story = |story: Embedded| Embedded {
        span: span(story.span.clone()),
        removed: story.removed.into_iter().map(moved).collect(),
        ..story
    };
    whole.embedded = whole.embedded.into_iter().map(story).collect();
    whole.signals =
        whole.signals.into_iter().map(|signal| Signal { span: signal.span.clone().map(span), ..signal }).collect();
    whole
}

fn without(page: &str, removed: &[Removal]) -> String {
    let mut text = String::with_capacity(page.len());
    let mut at = 0;
    for removal in removed {
        text.push_str(page.get(at..removal.span.start).unwrap_or(""));
        at = removal.span.end;
    }
    text.push_str(page.get(at..).unwrap_or(""));
    text
}
