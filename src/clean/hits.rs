//! The phrases of rules in the blocks of a text.

use std::ops::Range;

use crate::document::{Block, Blocks};
use crate::matching::{Occurrence, Scratch};
use crate::rules::{Index, Role, Use};

/// A phrase of a rule within a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit {
    pub block: u32,
    pub rule: u32,
    pub role: Role,
    pub phrase: u32,
    pub start: usize,
    pub end: usize,
}

/// Which hits are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Those that can decide something: a rule for lines of ten words has nothing to say about a paragraph.
    Deciding,
    /// All of them, to tell why a rule did not fire.
    All,
}

/// A text is scanned in pieces of this many bytes and a block more: what is found in a piece is still at hand in the
/// processor's cache when it is put to the blocks, and the memory does not grow with the text.
const PIECE: usize = 1 << 16;

/// Finds the hits of a text, piece by piece, with buffers that it reuses.
pub(crate) struct Finder<'f> {
    index: &'f Index,
    wanted: Wanted,
    scratch: &'f mut Scratch,
    found: Vec<Occurrence>,
    /// The rules with a phrase at the start of the present block, and those that may fire in it.
    opened: Vec<u32>,
    firing: Vec<u32>,
}

impl<'f> Finder<'f> {
    pub(crate) fn new(index: &'f Index, wanted: Wanted, scratch: &'f mut Scratch) -> Finder<'f> {
        Finder { index, wanted, scratch, found: Vec::new(), opened: Vec::new(), firing: Vec::new() }
    }

    pub(crate) fn index(&self) -> &'f Index {
        self.index
    }

    /// Every phrase in the text, whatever its blocks.
    pub(crate) fn scan(&mut self, text: &str) -> &[Occurrence] {
        self.scan_part(text, 0..text.len());
        &self.found
    }

    /// The hits of a text of which [`Finder::scan`] has just been asked.
    pub(crate) fn hits_of_scan(&mut self, text: &str, blocks: &Blocks) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.assign(text, &blocks.items, 0, &mut hits);
        hits
    }

    /// The hits of a text, sorted by block and rule. Its blocks must begin and end at line breaks, or be the sentences of
    /// one line: a phrase that reaches over a line break between two blocks stands in neither.
    pub(crate) fn hits(&mut self, text: &str, blocks: &Blocks) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut first = 0;
        while first < blocks.items.len() {
            let last = piece_end(&blocks.items, first);
            self.add_hits(text, blocks, first..last, &mut hits);
            first = last;
        }
        hits
    }

    /// Adds the hits of some blocks, which begin and end at line breaks together.
    pub(crate) fn add_hits(&mut self, text: &str, blocks: &Blocks, numbers: Range<usize>, hits: &mut Vec<Hit>) {
        if let [first, ..] = &blocks.items[numbers.clone()] {
            self.scan_part(text, first.start..blocks.items[numbers.end - 1].end);
            self.assign(text, &blocks.items[numbers.clone()], numbers.start, hits);
        }
    }

    fn scan_part(&mut self, text: &str, part: Range<usize>) {
        self.index.matcher().scan(&text[part.clone()], self.scratch, &mut self.found);
        for found in &mut self.found {
            found.start += part.start;
            found.end += part.start;
        }
    }

    /// Assigns what was found to blocks, of which the first has the number `first`; what crosses a block's border, or
    /// stands in its mark, is no hit.
    fn assign(&mut self, text: &str, blocks: &[Block], first: usize, hits: &mut Vec<Hit>) {
        let mut rest = self.found.as_slice();
        for (number, block) in (first as u32..).zip(blocks) {
            rest = &rest[rest.iter().take_while(|found| found.start < block.start).count()..];
            let (here, after) = rest.split_at(rest.iter().take_while(|found| found.start < block.end).count());
            rest = after;
            if here.is_empty() {
                continue;
            }
            let here = || here.iter().filter(|found| block.core <= found.start && found.end <= block.core_end);
            let hit = |found: &Occurrence, r#use: &Use| Hit {
                block: number,
                rule: r#use.rule,
                role: r#use.role,
                phrase: r#use.phrase,
                start: found.start,
                end: found.end,
            };
            let core = block.core(text);
            let opening = block.core + core.find(char::is_alphanumeric).unwrap_or(core.len());
            let from = hits.len();
            self.opened.clear();
            for found in here() {
                for r#use in self.index.uses(found.pattern) {
                    let mut decides = || {
                        let limits = self.index.limits(r#use.rule);
                        r#use.role == Role::Member
                            || limits.admit(block)
                                && (!limits.opening || opens(&mut self.opened, r#use.rule, found.start <= opening))
                    };
                    if self.wanted == Wanted::All || decides() {
                        hits.push(hit(found, r#use));
                    }
                }
            }
            self.firing.clear();
            self.firing.extend(hits[from..].iter().filter(|hit| hit.role == Role::Any).map(|hit| hit.rule));
            // A shape fires some rules without a phrase; their guards count too.
            let shaped = |rule: &&u32| block.shapes.intersects(self.index.rule(**rule).shapes);
            self.firing.extend(self.index.shape_only().iter().filter(shaped));
            self.firing.sort_unstable();
            self.firing.dedup();
            // Words like "said" guard a great many rules, few of which have a phrase in the block.
            for found in here().filter(|_| !self.firing.is_empty()) {
                let qualifiers = self.index.qualifiers(found.pattern);
                for &rule in &self.firing {
                    let first = qualifiers.partition_point(|r#use| r#use.rule < rule);
                    let own = qualifiers[first..].iter().take_while(|r#use| r#use.rule == rule);
                    hits.extend(own.map(|r#use| hit(found, r#use)));
                }
            }
            hits[from..].sort_unstable();
        }
    }
}

/// Whether a phrase of the rule stands at the start of the block: this one (`here`), or one before it, which is then in
/// `opened`. What stands at the start is found before all else.
fn opens(opened: &mut Vec<u32>, rule: u32, here: bool) -> bool {
    let known = opened.contains(&rule);
    if here && !known {
        opened.push(rule);
    }
    here || known
}

/// The number of the block behind a piece that begins with the block `first`. Sentences of one line stay together, since
/// a link or a word may reach from one to the next.
fn piece_end(blocks: &[Block], first: usize) -> usize {
    let start = blocks[first].start;
    let ends =
        |&number: &usize| blocks[number].start - start >= PIECE && blocks[number].line != blocks[number - 1].line;
    (first + 1..blocks.len()).find(ends).unwrap_or(blocks.len())
}
