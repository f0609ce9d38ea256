//! A document as the rules see it in one round: its blocks, the phrases found in them, and where everything stands.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;

use super::hits::Hit;
use super::quotes::{names_speaker, quotations};
use super::seams::is_set_off;
use super::topic::Topic;
use crate::document::{Block, BlockKind, Blocks, Document, Layout, Shape, Shapes, sentences};
use crate::matching::normalise;
use crate::rules::Region;

/// One round's view of a document. All offsets are bytes of [`View::text`].
pub(crate) struct View<'a> {
    pub document: &'a Document<'a>,
    pub blocks: &'a [Block],
    /// Sorted by block, then rule.
    pub hits: &'a [Hit],
    /// Where text has been taken out in the rounds before; sorted.
    joints: &'a [usize],
    /// Blocks of prose, in order.
    prose: Vec<usize>,
    colons: Vec<Colon>,
    introduced: Vec<u8>,
    /// The text has no line breaks: what a colon announces stands in the same sentence.
    flat: bool,
    /// The terms of the first paragraphs of prose, as far down as rules have had to look, and how many they are.
    topic: RefCell<(Topic, usize)>,
}

/// A colon that announces what stands behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Colon {
    None,
    /// Within the block: what it announces stands in the block too, and may go on.
    Within,
    AtEnd,
}

/// How many blocks after a colon still belong to what the colon announced.
const INTRODUCED_BLOCKS: u8 = 12;
/// Paragraphs of so few words, among the first blocks behind a colon, may be what it announced.
const SHORT_SENTENCES: u32 = 20;
const ANNOUNCED_SENTENCES: u8 = 4;
/// A label before a colon has so many words; a sentence that announces something has more.
const ANNOUNCING_WORDS: usize = 6;
/// From so many blocks on a document without prose is left as it is.
const LINES_ONLY: usize = 30;
/// Paragraphs of prose that count as the head, and as the tail, of a document.
const HEAD_PARAGRAPHS: usize = 2;
const TAIL_PARAGRAPHS: usize = 4;
/// So many paragraphs are read at first to learn what a document is about.
const FIRST_PARAGRAPHS: usize = 100;
/// The known headline is looked for among so many blocks at the head, of at most so many words.
const HEADLINE_BLOCKS: usize = 12;
const HEADLINE_WORDS: u32 = 60;

impl<'a> View<'a> {
    pub(crate) fn new(
        document: &'a Document<'a>,
        blocks: &'a Blocks,
        hits: &'a [Hit],
        joints: &'a [usize],
    ) -> View<'a> {
        let flat = blocks.layout == Layout::Flat;
        let blocks = &blocks.items[..];
        let prose = (0..blocks.len()).filter(|&b| blocks[b].shapes.contains(Shape::Prose)).collect();
        let topic = RefCell::default();
        let (colons, introduced) = (Vec::new(), Vec::new());
        let mut view = View { document, blocks, hits, joints, prose, colons, introduced, flat, topic };
        view.colons = (0..blocks.len()).map(|block| view.colon(block)).collect();
        view.introduced = view.introductions(|_| false);
        view
    }

    pub(crate) fn text(&self) -> &'a str {
        self.document.text()
    }

    /// The text of a block without its mark.
    pub(crate) fn core(&self, block: usize) -> &'a str {
        let block = &self.blocks[block];
        &self.text()[block.core..block.core_end]
    }

    pub(crate) fn has(&self, block: usize, shape: Shape) -> bool {
        self.blocks[block].shapes.contains(shape)
    }

    /// The block at the head that is the document's known headline.
    pub(crate) fn headline(&self) -> Option<usize> {
        let title = normalise(self.document.known_title()?);
        let fits = |&block: &usize| self.blocks[block].words <= HEADLINE_WORDS && normalise(self.core(block)) == title;
        (0..self.blocks.len().min(HEADLINE_BLOCKS)).find(fits)
    }

    /// The headline that stands above the first paragraph, where the caller knows none.
    pub(crate) fn head_headline(&self) -> Option<usize> {
        let first = *self.prose.first()?;
        let fits = |&block: &usize| self.has(block, Shape::Headline) || self.has(block, Shape::Heading);
        (0..first.min(HEADLINE_BLOCKS)).find(fits)
    }

    /// Whether the block before has one of the shapes `follows`, and the block behind one of `precedes`; no shapes: any
    /// block, or none.
    pub(crate) fn neighbours_have(&self, block: usize, follows: Shapes, precedes: Shapes) -> bool {
        let fits = |neighbour: Option<usize>, shapes: Shapes| {
            let found = || neighbour.and_then(|neighbour| self.blocks.get(neighbour));
            shapes.is_empty() || found().is_some_and(|block| block.shapes.intersects(shapes))
        };
        fits(block.checked_sub(1), follows) && fits(block.checked_add(1), precedes)
    }

    /// Whether the document is many lines without a paragraph of prose: a poem, a table, a list. In it nothing can be told
    /// from the article.
    pub(crate) fn is_lines_only(&self) -> bool {
        self.prose.is_empty() && self.blocks.len() >= LINES_ONLY
    }

    /// The number of paragraphs of prose that stand before a block.
    pub(crate) fn prose_before(&self, block: usize) -> usize {
        self.prose.partition_point(|&prose| prose < block)
    }

    /// Whether a block stands in a region.
    pub(crate) fn in_region(&self, block: usize, region: Region) -> bool {
        let count = self.prose.len();
        let head = || count < HEAD_PARAGRAPHS || block <= self.prose[HEAD_PARAGRAPHS - 1];
        let tail = || count < TAIL_PARAGRAPHS || block >= self.prose[count - TAIL_PARAGRAPHS];
        match region {
            Region::Anywhere => true,
            Region::Top => self.prose.first().is_none_or(|&first| block < first),
            Region::Foot => self.prose.last().is_none_or(|&last| block >= last),
            Region::Head => head(),
            Region::Tail => tail(),
            Region::Edge => head() || tail(),
            Region::Body => !head() && !tail(),
            Region::Late => !head(),
        }
    }

    /// Whether the block is what the prose before it announced with a colon; `near`: only the very next block counts.
    pub(crate) fn is_introduced(&self, block: usize, near: bool) -> bool {
        let distance = self.introduced[block];
        let item = || (self.flat || self.has(block, Shape::Prose)) && self.is_item(block, distance);
        distance == 1 || (distance > 1 && (!near || item()))
    }

    /// Lets blocks that rules have claimed announce nothing any more.
    pub(crate) fn forget_announcements(&mut self, taken: &[bool]) {
        self.introduced = self.introductions(|block| taken.get(block).copied().unwrap_or(false));
    }

    /// How a block announces something.
    fn colon(&self, block: usize) -> Colon {
        let found = &self.blocks[block];
        if self.flat && !is_set_off(self.text(), &found.range()) && announces_within(self.core(block)) {
            Colon::Within
        } else if found.words >= 5 && self.core(block).ends_with([':', '：']) {
            Colon::AtEnd
        } else {
            Colon::None
        }
    }

    /// For each block, how many blocks it stands behind the colon that announced it; 0 when none did.
    fn introductions(&self, taken: impl Fn(usize) -> bool) -> Vec<u8> {
        let mut distances = Vec::with_capacity(self.blocks.len());
        let mut distance = 0u8;
        for block in 0..self.blocks.len() {
            distance = match distance {
                0 => 0,
                _ if self.has(block, Shape::Prose) && distance > 1 && !self.is_item(block, distance) => 0,
                INTRODUCED_BLOCKS => 0,
                _ => distance,
            };
            distances.push(distance);
            if self.colons[block] == Colon::Within && distance == 0 {
                distances[block] = 1;
            }
            distance = match distance {
                _ if self.colons[block] != Colon::None && !taken(block) => 1,
                0 => 0,
                _ => distance + 1,
            };
        }
        distances
    }

    /// Whether a sentence or two may be one of the things that a colon announced: a list item, or an early, short one.
    fn is_item(&self, block: usize, distance: u8) -> bool {
        let found = &self.blocks[block];
        found.kind == BlockKind::ListItem || (distance <= ANNOUNCED_SENTENCES && found.words <= SHORT_SENTENCES)
    }

    /// Whether text has been taken out directly before or after the block in an earlier round.
    pub(crate) fn beside_removed(&self, block: usize) -> bool {
        let from = if block == 0 { 0 } else { self.blocks[block - 1].end };
        let to = self.blocks.get(block + 1).map_or(self.text().len(), |next| next.start);
        let first = self.joints.partition_point(|&joint| joint < from);
        self.joints.get(first).is_some_and(|&joint| joint <= to)
    }

    /// Whether a passage has next to nothing in common with the prose of the document; `within`: it is prose of the
    /// document itself.
    ///
    /// The more is read the more is found in common, so that reading ends when it is enough: of a text of any length the
    /// first paragraphs mostly are.
    pub(crate) fn is_off_topic(&self, passage: &str, within: bool) -> bool {
        !self.article_shows(|topic| !topic.overlap(passage, within).is_off_topic())
    }

    /// Whether the article has a telling word of `name` more often than `own`, a passage of it: see [`Topic::names`].
    pub(crate) fn names(&self, name: &str, own: &str) -> bool {
        self.article_shows(|topic| topic.names(name, own))
    }

    /// Reads the article until what was read shows something, or to its end. What shows once must show for good.
    fn article_shows(&self, shows: impl Fn(&Topic) -> bool) -> bool {
        let mut known = self.topic.borrow_mut();
        let (topic, read) = &mut *known;
        loop {
            if *read > 0 && shows(topic) {
                return true;
            }
            let more = &self.prose[*read..self.prose.len().min((2 * *read).max(FIRST_PARAGRAPHS))];
            if more.is_empty() {
                return shows(topic);
            }
            more.iter().for_each(|&block| topic.add(self.core(block)));
            *read += more.len();
        }
    }

    /// The hits of one block, by rule.
    pub(crate) fn hits_of(&self, block: usize) -> &[Hit] {
        let from = self.hits.partition_point(|hit| (hit.block as usize) < block);
        let to = self.hits.partition_point(|hit| (hit.block as usize) <= block);
        &self.hits[from..to]
    }
}

/// Whether a colon within the sentence announces what follows it: "The form reads: Get the day's …".
fn announces_within(sentence: &str) -> bool {
    sentence.match_indices(": ").any(|(at, colon)| {
        let next = sentence[at + colon.len()..].trim_start_matches(['"', '“', '„', '«', '\'', '‘', ' ']);
        next.starts_with(char::is_uppercase) && sentence[..at].split_whitespace().count() > ANNOUNCING_WORDS
    })
}

/// What is found out about one block only when a rule asks.
pub(crate) struct Facts<'a> {
    text: &'a str,
    block: &'a Block,
    quotations: OnceCell<Vec<Range<usize>>>,
    sentences: OnceCell<Vec<Range<usize>>>,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(text: &'a str, block: &'a Block) -> Facts<'a> {
        Facts { text, block, quotations: OnceCell::new(), sentences: OnceCell::new() }
    }

    /// Whether the sentence goes on behind the span to name its speaker.
    pub(crate) fn is_reported(&self, span: &Range<usize>) -> bool {
        names_speaker(self.text.get(span.end..self.block.core_end).unwrap_or_default())
    }

    /// Whether the span stands within quotation marks.
    pub(crate) fn is_quoted(&self, span: &Range<usize>) -> bool {
        let core = self.block.core..self.block.core_end;
        let found = self.quotations.get_or_init(|| shifted(quotations(&self.text[core.clone()]), core.start));
        let after = found.partition_point(|quotation| quotation.end <= span.start);
        found.get(after).is_some_and(|quotation| quotation.start <= span.start)
    }

    /// The block's sentences.
    pub(crate) fn sentences(&self) -> &[Range<usize>] {
        let core = self.block.core..self.block.core_end;
        self.sentences.get_or_init(|| shifted(sentences(&self.text[core.clone()]).collect(), core.start))
    }

    /// The sentence that holds an offset.
    pub(crate) fn sentence_at(&self, offset: usize) -> Option<&Range<usize>> {
        let sentences = self.sentences();
        let after = sentences.partition_point(|sentence| sentence.end <= offset);
        sentences.get(after).filter(|sentence| sentence.start <= offset)
    }
}

fn shifted(mut ranges: Vec<Range<usize>>, by: usize) -> Vec<Range<usize>> {
    for range in &mut ranges {
        *range = range.start + by..range.end + by;
    }
    ranges
}
