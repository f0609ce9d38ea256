//! One streaming pass over a page: elements, hints, blocks of text, and where each stands.
//!
//! `lol_html` finds the tags and the text; elements are closed here as a browser would, as far as it matters for text (a
//! paragraph ends where the next block begins, a list item where the next item does).

mod text;

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use foldhash::HashMap;
use lol_html::html_content::{Element as Tagged, EndTag, TextChunk, TextType};
use lol_html::{ElementContentHandlers, HtmlRewriter, Settings, doc_text, element};

use super::dom::{Claim, Dom, Element, FAR, Fact, Mark};
use super::hints::{HINTS, Hint, Hints};
use super::selectors::{Names, Selectors};
use super::tags::Tag;
use super::{Limits, PageError};

/// Reads a page; elements that one of `selectors` names are noted with it.
///
/// # Errors
/// When it is larger, more deeply nested or has more elements than the limits allow.
pub(crate) fn read(page: &str, limits: &Limits, selectors: &Selectors) -> Result<Dom, PageError> {
    if page.len() > limits.page_bytes {
        return Err(PageError::TooLarge { bytes: page.len(), limit: limits.page_bytes });
    }
    let reader = Rc::new(RefCell::new(Reader::new(limits.clone())));
    run(Source { page, base: 0, selectors }, page.len(), &reader);
    let mut reader = match Rc::try_unwrap(reader) {
        Ok(reader) => reader.into_inner(),
        Err(shared) => shared.replace(Reader::new(limits.clone())),
    };
    match reader.fault.take() {
        Some(fault) => Err(fault),
        None => Ok(reader.finish(page)),
    }
}

type Shared = Rc<RefCell<Reader>>;
type Handled = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// What is read: a page from `base` on, and what is looked for in it.
#[derive(Clone, Copy, Debug)]
struct Source<'p> {
    page: &'p str,
    base: usize,
    selectors: &'p Selectors,
}

/// Feeds a page, from the source's base up to `end`, to the reader. The first fault stops it.
fn run(source: Source<'_>, end: usize, reader: &Shared) {
    let Some(part) = source.page.get(source.base..end) else { return };
    let (starts, texts) = (Rc::clone(reader), Rc::clone(reader));
    let on_element = move |element: &mut Tagged<'_, '_>| start(source, &starts, element);
    let on_text = move |chunk: &mut TextChunk<'_>| -> Handled {
        let inner = texts.borrow_mut().chunk(source.base, source.page, chunk);
        // Browsers with scripts take it for text; it holds markup all the same, sometimes the whole article.
        inner.into_iter().for_each(|inner| run(Source { base: inner.start, ..source }, inner.end, &texts));
        Ok(())
    };
    let mut settings = Settings::new()
        .append_element_content_handler(element!("*", on_element))
        .append_document_content_handler(doc_text!(on_text));
    for (selected, selector) in source.selectors.others() {
        // Handlers are called in the order they were added: the element has been opened.
        let (reader, selected) = (Rc::clone(reader), *selected);
        let on_named = move |_: &mut Tagged<'_, '_>| -> Handled {
            let mut reader = reader.borrow_mut();
            let element = reader.dom.elements.len() as u32 - 1;
            reader.dom.claims.push(Claim { element, selected });
            Ok(())
        };
        let handlers = ElementContentHandlers::default().element(on_named);
        settings = settings.append_element_content_handler((Cow::Borrowed(selector), handlers));
    }
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    let done = rewriter.write(part.as_bytes()).and_then(|()| rewriter.end());
    if let Err(error) = done {
        let mut reader = reader.borrow_mut();
        if reader.fault.is_none() {
            reader.fault = Some(PageError::Unreadable(error.to_string()));
        }
    }
}

fn start(source: Source<'_>, reader: &Shared, element: &mut Tagged<'_, '_>) -> Handled {
    let index = reader.borrow_mut().open(source, element)?;
    let Some(index) = index else { return Ok(()) };
    if let Some(handlers) = element.end_tag_handlers() {
        let (reader, base) = (Rc::clone(reader), source.base);
        handlers.push(Box::new(move |tag: &mut EndTag<'_>| {
            let place = tag.source_location().bytes();
            reader.borrow_mut().close(index, base + place.start, base + place.end);
            Ok(())
        }));
    }
    Ok(())
}

/// The state of the pass.
#[derive(Debug)]
struct Reader {
    dom: Dom,
    limits: Limits,
    /// The open elements, the root first.
    open: Vec<u32>,
    /// How many of the open elements are mute, linked, bold, preformatted.
    mute: u32,
    links: u32,
    bold: u32,
    pre: u32,
    /// The text node that is being read: its bytes in the page.
    node: Option<(usize, usize)>,
    /// Where the block that is being read begins.
    block: Pending,
    /// White space has been seen that is not yet written.
    space: bool,
    /// Line breaks in a row.
    breaks: u32,
    words: HashMap<Vec<u8>, Words>,
    fault: Option<PageError>,
}

/// What the words of a class, id or label say.
#[derive(Clone, Copy, Debug, Default)]
struct Words {
    hints: Hints,
    hash: u32,
    /// Whether a selector may look for one of them.
    named: bool,
}

#[derive(Debug, Default)]
struct Pending {
    text: usize,
    pieces: usize,
    linked: u32,
    bold: u32,
    element: u32,
}

impl Reader {
    fn new(limits: Limits) -> Reader {
        let root = Element {
            tag: Tag::Html,
            parent: 0,
            depth: 0,
            start: 0,
            open_end: 0,
            end: 0,
            place: 1,
            children: 0,
            signature: 0,
            hints: Hints::default(),
            near: [FAR; HINTS],
        };
        Reader {
            dom: Dom { elements: vec![root], ..Dom::default() },
            limits,
            open: vec![0],
            mute: 0,
            links: 0,
            bold: 0,
            pre: 0,
            node: None,
            block: Pending::default(),
            space: false,
            breaks: 0,
            words: HashMap::default(),
            fault: None,
        }
    }

    /// Opens an element; `None` when it can have no content.
    fn open(&mut self, source: Source<'_>, tagged: &mut Tagged<'_, '_>) -> Result<Option<u32>, PageError> {
        self.flush(source.page);
        let place = tagged.source_location().bytes();
        let place = source.base + place.start..source.base + place.end;
        let tag = Tag::of(name(source.page, place.start));
        self.close_implied(tag, place.start);
        if self.dom.elements.len() >= self.limits.elements || self.open.len() > self.limits.depth {
            let fault = match self.open.len() > self.limits.depth {
                true => PageError::TooDeep { limit: self.limits.depth },
                false => PageError::TooManyElements { limit: self.limits.elements },
            };
            self.fault = Some(fault.clone());
            return Err(fault);
        }
        match tag {
            Tag::Br => self.breaks += 1,
            _ if tag.breaks() => self.finish_block(),
            _ => {}
        }
        let index = self.dom.elements.len() as u32;
        let element = self.element(source, tag, tagged, place);
        self.dom.elements.push(element);
        if tag.is_empty() || !tagged.can_have_content() {
            if matches!(tag, Tag::Img) {
                self.mark(index, true);
            }
            return Ok(None);
        }
        self.open.push(index);
        self.count(tag, true);
        if is_marked(tag) {
            self.mark(index, true);
        }
        Ok(Some(index))
    }

    fn element(&mut self, source: Source<'_>, tag: Tag, tagged: &Tagged<'_, '_>, place: Range<usize>) -> Element {
        let parent = self.open.last().copied().unwrap_or(0);
        let index = self.dom.elements.len() as u32;
        let mut own = Words { hints: Hints::of_tag(tag), hash: tag as u32 + 1, named: false };
        let (mut names, mut facts) = (Names::default(), Vec::new());
        for attribute in tagged.attributes() {
            let Some(name) = attribute.name_source_location() else { continue };
            let name = name.bytes();
            let name = source.base + name.start..source.base + name.end;
            let value = attribute.value_source_location().map_or(0..0, |value| {
                let value = value.bytes();
                source.base + value.start..source.base + value.end
            });
            let (key, words) = (&source.page.as_bytes()[name.clone()], &source.page.as_bytes()[value.clone()]);
            let said = self.attribute(source.selectors, key, words, &mut names);
            own.hints.add(said.hints);
            own.hash = own.hash.rotate_left(5) ^ said.hash;
            own.named |= said.named;
            if is_fact(tag, key) {
                facts.push((name, value));
            }
        }
        if !facts.is_empty() || tag == Tag::Title {
            self.dom.facts.push(Fact { element: index, attributes: facts });
        }
        if own.named {
            names.tag = self::name(source.page, place.start);
            self.dom.claims.extend(source.selectors.naming(names).map(|selected| Claim { element: index, selected }));
        }
        let around = &mut self.dom.elements[parent as usize];
        around.children += 1;
        let step = u8::from(tag.breaks());
        let mut near = around.near.map(|near| (near + step).min(FAR));
        own.hints.iter().for_each(|hint| near[hint] = 0);
        Element {
            tag,
            parent,
            depth: around.depth + 1,
            start: place.start as u32,
            open_end: place.end as u32,
            end: 0,
            place: around.children,
            children: 0,
            signature: own.hash,
            hints: own.hints,
            near,
        }
    }

    /// What an attribute says; only a class adds to the signature. Of several with the same name the first one counts
    /// for selectors.
    fn attribute<'p>(&mut self, selectors: &Selectors, name: &[u8], value: &'p [u8], names: &mut Names<'p>) -> Words {
        let mut hints = Hints::default();
        match name.len() {
            5 if name.eq_ignore_ascii_case(b"class") => {
                names.class.get_or_insert(value);
                return self.words(selectors, value);
            }
            2 if name.eq_ignore_ascii_case(b"id") => {
                names.id.get_or_insert(value);
                return Words { hash: 0, ..self.words(selectors, value) };
            }
            4 if name.eq_ignore_ascii_case(b"role") => match value {
                b"navigation" | b"menu" | b"menubar" => hints.insert(Hint::Nav),
                b"banner" => hints.insert(Hint::Header),
                b"contentinfo" => hints.insert(Hint::Footer),
                b"complementary" => hints.insert(Hint::Aside),
                b"main" => hints.insert(Hint::MainTag),
                b"article" => hints.insert(Hint::ArticleTag),
                b"dialog" | b"alertdialog" => hints.insert(Hint::Consent),
                b"search" | b"form" | b"button" => hints.insert(Hint::Form),
                _ => {}
            },
            6 if name.eq_ignore_ascii_case(b"hidden") => hints.insert(Hint::Hidden),
            5 if name.eq_ignore_ascii_case(b"style") && hides(value) => hints.insert(Hint::Hidden),
            8 if name.eq_ignore_ascii_case(b"itemprop") || name.eq_ignore_ascii_case(b"property") => {
                if contains(value, b"articleBody") {
                    hints.insert(Hint::BodyProp);
                } else if contains(value, b"comment") {
                    hints.insert(Hint::Comments);
                }
            }
            11 if name.eq_ignore_ascii_case(b"aria-hidden") && value == b"true" => hints.insert(Hint::Hidden),
            10 if name.eq_ignore_ascii_case(b"aria-label") => return Words { hash: 0, ..self.words(selectors, value) },
            _ if name.len() > 5 && name[..5].eq_ignore_ascii_case(b"data-") && names_part(name) => {
                return Words { hash: 0, ..self.words(selectors, value) };
            }
            _ => {}
        }
        Words { hints, ..Words::default() }
    }

    /// What the words of a class, id or label say, remembered: a page says the same ones over and over.
    fn words(&mut self, selectors: &Selectors, value: &[u8]) -> Words {
        // What is longer lists utilities or states, not names.
        let words = value.get(..LONGEST_CLASS).unwrap_or(value);
        if words.is_empty() {
            return Words::default();
        }
        let known = self.words.get(words).copied().unwrap_or_else(|| {
            let hash =
                words.iter().fold(0x811c_9dc5u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
            let known = Words { hints: Hints::of_words(words), hash, named: selectors.may_name(words) };
            self.words.insert(words.to_vec(), known);
            known
        });
        Words { named: known.named || value.len() > words.len() && selectors.may_name(value), ..known }
    }

    fn count(&mut self, tag: Tag, opens: bool) {
        let counter = match tag {
            _ if tag.is_mute() => &mut self.mute,
            Tag::A => &mut self.links,
            Tag::Strong => &mut self.bold,
            Tag::Pre | Tag::Textarea => &mut self.pre,
            _ => return,
        };
        *counter = if opens { *counter + 1 } else { counter.saturating_sub(1) };
    }

    fn mark(&mut self, element: u32, opens: bool) {
        let at = self.dom.text.len() as u32;
        self.dom.marks.push(Mark { at, element, opens });
    }

    /// Closes an element where its end tag stands, and what is still open inside it.
    fn close(&mut self, index: u32, start: usize, end: usize) {
        if let Some(place) = self.open.iter().rposition(|open| *open == index) {
            self.close_to(place, start);
            self.dom.elements[index as usize].end = end as u32;
        }
    }

    /// Closes the open elements from `place` on; their content ends at `at`.
    fn close_to(&mut self, place: usize, at: usize) {
        for index in self.open.drain(place.max(1)..).rev().collect::<Vec<u32>>() {
            let tag = self.dom.elements[index as usize].tag;
            if tag.breaks() {
                self.finish_block();
            }
            self.dom.elements[index as usize].end = at as u32;
            self.count(tag, false);
            if is_marked(tag) {
                self.mark(index, false);
            }
        }
    }

    /// Closes what cannot stay open where an element of this kind begins.
    fn close_implied(&mut self, tag: Tag, at: usize) {
        let (closes, stops): (Test, Test) = match tag {
            Tag::Li => (|tag| tag == Tag::Li, |tag| matches!(tag, Tag::Ul | Tag::Ol | Tag::Nav)),
            Tag::Dt | Tag::Dd => (|tag| matches!(tag, Tag::Dt | Tag::Dd), |tag| tag == Tag::Dl),
            Tag::Td | Tag::Th => (|tag| matches!(tag, Tag::Td | Tag::Th), |tag| matches!(tag, Tag::Tr | Tag::Table)),
            Tag::Tr => (|tag| tag == Tag::Tr, |tag| tag == Tag::Table),
            Tag::Tbody | Tag::Thead => (|tag| matches!(tag, Tag::Tbody | Tag::Thead), |tag| tag == Tag::Table),
            Tag::A => (|tag| tag == Tag::A, Tag::breaks),
            Tag::Body => (|tag| tag == Tag::Head, |_| false),
            Tag::Button | Tag::Custom => return,
            _ if tag.breaks() => (|tag| matches!(tag, Tag::P | Tag::Head), Tag::breaks),
            _ => return,
        };
        let tags = self.open.iter().enumerate().rev();
        for (place, &index) in tags {
            let open = self.dom.elements[index as usize].tag;
            if closes(open) {
                return self.close_to(place, at);
            }
            if stops(open) {
                return;
            }
        }
    }

    /// Takes a part of a text node; the part of the page to read as markup when a `noscript` ends with it.
    fn chunk(&mut self, base: usize, page: &str, chunk: &TextChunk<'_>) -> Option<Range<usize>> {
        let place = chunk.source_location().bytes();
        let (start, end) = (base + place.start, base + place.end);
        let node = match self.node {
            Some((from, _)) => (from, end),
            None => (start, end),
        };
        self.node = Some(node);
        if !chunk.last_in_text_node() {
            return None;
        }
        let innermost = self.open.last().map_or(Tag::Html, |open| self.dom.element(*open).tag);
        if chunk.text_type() == TextType::RawText && innermost == Tag::Noscript {
            self.node = None;
            return Some(node.0..node.1);
        }
        self.flush(page);
        None
    }

    fn finish(mut self, page: &str) -> Dom {
        self.flush(page);
        self.finish_block();
        self.close_to(1, page.len());
        self.dom.elements[0].end = page.len() as u32;
        for element in &mut self.dom.elements {
            element.end = element.end.max(element.open_end);
        }
        self.dom
    }
}

/// A question about an open element.
type Test = fn(Tag) -> bool;

/// Classes are looked at up to this length.
const LONGEST_CLASS: usize = 160;

/// The name of the tag that begins at `start`.
fn name(page: &str, start: usize) -> &[u8] {
    let rest = page.as_bytes().get(start + 1..).unwrap_or_default();
    let end = rest.iter().take(64).position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
    &rest[..end.unwrap_or(rest.len().min(64))]
}

/// Elements whose start and end are kept for output in Markdown.
fn is_marked(tag: Tag) -> bool {
    matches!(tag, Tag::A | Tag::Strong | Tag::Em | Tag::Code | Tag::Sup)
}

/// Attributes that are read again for the metadata.
fn is_fact(tag: Tag, name: &[u8]) -> bool {
    match tag {
        Tag::Meta | Tag::Link | Tag::Base => true,
        Tag::Time => name.eq_ignore_ascii_case(b"datetime"),
        Tag::Html => name.eq_ignore_ascii_case(b"lang"),
        Tag::Script => name.eq_ignore_ascii_case(b"type"),
        _ => name.eq_ignore_ascii_case(b"itemprop") || name.eq_ignore_ascii_case(b"rel"),
    }
}

/// `data-` attributes that name a part of the page.
fn names_part(name: &[u8]) -> bool {
    matches!(
        name,
        b"data-testid" | b"data-component" | b"data-module" | b"data-type" | b"data-qa" | b"data-name" | b"data-block"
    )
}

fn hides(style: &[u8]) -> bool {
    contains(style, b"display:none") || contains(style, b"display: none") || contains(style, b"visibility:hidden")
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(text, part).is_some()
}
