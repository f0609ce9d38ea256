//! Text that stands on a page more than once: some pages hold their article again, for small screens, for search engines,
//! or as one long run of text.

use std::collections::HashSet;

use foldhash::HashMap;

use super::dom::{Block, Dom};
use super::facts::Facts;
use super::features::{Counted, fold};

/// Words of a block that may be a whole article.
const RUN_TOGETHER: f32 = 150.0;
/// Long blocks that are looked for elsewhere on the page.
const MOST_PROBED: usize = 64;
/// A block is probed at so many places less one.
const PROBES: usize = 5;
/// A copy has so many words that stand elsewhere, they are most of it, and they are so large a share of what is left
/// without it: a refrain, a pull quote, the weeks of a training plan are none.
const LEAST_COPIED: f32 = 100.0;
const MOST_OF_COPY: f32 = 0.6;
const SHARE_OF_REST: f32 = 0.5;
/// Words within a copy that stand nowhere else.
const LONGEST_GAP: f32 = 60.0;

/// For each block where its text stands before, and where it stands again; of very short ones it says nothing, of long
/// ones the beginning counts.
pub(crate) fn doubled(dom: &Dom, facts: &[Facts]) -> Vec<(Option<usize>, Option<usize>)> {
    let mut doubled = vec![(None, None); facts.len()];
    let mut last: HashMap<u64, usize> = HashMap::default();
    for (at, block) in dom.blocks.iter().enumerate().filter(|(at, _)| facts[*at].words >= 4.0) {
        let letters = dom.text_of(block).chars().filter(|char| char.is_alphanumeric());
        let hash = |hash: u64, letter: char| (hash ^ u64::from(u32::from(letter))).wrapping_mul(0x0100_0000_01b3);
        if let Some(before) = last.insert(letters.take(64).fold(0xcbf2_9ce4_8422_2325, hash), at) {
            doubled[at].0 = Some(before);
            doubled[before].1 = Some(at);
        }
    }
    // Some pages hold their article once more, as one long run of text.
    let long = (0..facts.len()).filter(|at| facts[*at].words > RUN_TOGETHER);
    for at in long.take(MOST_PROBED) {
        for (before, behind) in probes(dom, &dom.blocks[at]) {
            doubled[at].0 = doubled[at].0.or(before);
            doubled[at].1 = doubled[at].1.or(behind);
        }
    }
    doubled
}

/// For parts from the middle of a block the blocks that hold them, before it and behind it.
fn probes<'d>(dom: &'d Dom, block: &Block) -> impl Iterator<Item = (Option<usize>, Option<usize>)> + 'd {
    let (text, start, end) = (&dom.text, block.text.start as usize, block.text.end as usize);
    let holder = |at: usize| dom.blocks.partition_point(|block| block.text.end as usize <= at);
    (1..PROBES).map(move |part| {
        let mut from = start + (end - start) / PROBES * part;
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let part = text.as_bytes().get(from..(from + 48).min(end)).unwrap_or_default();
        let finder = memchr::memmem::Finder::new(part);
        let before = finder.find(&text.as_bytes()[..start]).map(holder);
        (before, finder.find(&text.as_bytes()[end..]).map(|at| holder(end + at)))
    })
}

/// The blocks that hold the article once more; `kept` are those taken for the article, in order.
pub(crate) fn copies(counted: &Counted<'_>, kept: &[usize]) -> HashSet<usize> {
    let repeating = |at: &&usize| matches!(counted.doubled(**at), (Some(_), _) | (_, Some(_)));
    let repeated: f32 = kept.iter().filter(repeating).map(|at| counted.facts[*at].words).sum();
    if repeated < LEAST_COPIED {
        return HashSet::new();
    }
    let words = kept.iter().map(|at| counted.facts[*at].words).sum();
    let mut search = Search { counted, kept, originals: originals(counted, kept), words, gone: HashSet::new() };
    let (mut run, mut gap) = (Vec::new(), 0.0);
    for &at in kept {
        if search.originals.contains_key(&at) {
            gap = 0.0;
        } else if run.is_empty() {
            continue;
        } else {
            gap += counted.facts[at].words;
        }
        if gap > LONGEST_GAP {
            search.close(std::mem::take(&mut run));
            gap = 0.0;
        } else {
            run.push(at);
        }
    }
    search.close(run);
    search.gone
}

/// For each kept block whose text stands in other kept ones, those.
fn originals(counted: &Counted<'_>, kept: &[usize]) -> HashMap<usize, Vec<usize>> {
    let dom = counted.dom;
    let is_kept: HashSet<usize> = kept.iter().copied().collect();
    let words = |at: usize| counted.facts[at].words;
    let mut first: HashMap<usize, usize> = HashMap::default();
    let mut originals = HashMap::default();
    for &at in kept {
        let (before, behind) = counted.doubled(at);
        // The first of all that are alike: rows of a plan that return every week have one original.
        let original =
            before.filter(|before| is_kept.contains(before)).map(|before| *first.get(&before).unwrap_or(&before));
        if let Some(original) = original {
            first.insert(at, original);
            if fold(dom.text_of(&dom.blocks[original])) == fold(dom.text_of(&dom.blocks[at])) {
                originals.insert(at, vec![original]);
                continue;
            }
        }
        if words(at) > RUN_TOGETHER && (before.is_some() || behind.is_some()) {
            let finer = |other: &usize| is_kept.contains(other) && words(*other) < 0.7 * words(at);
            let held = probes(dom, &dom.blocks[at])
                .filter_map(|(before, behind)| before.filter(finer).or(behind.filter(finer)));
            let held: Vec<usize> = held.collect();
            if held.len() >= 2 {
                originals.insert(at, held);
            }
        }
    }
    originals
}

struct Search<'s> {
    counted: &'s Counted<'s>,
    kept: &'s [usize],
    originals: HashMap<usize, Vec<usize>>,
    /// Words of the kept blocks that have not gone.
    words: f32,
    gone: HashSet<usize>,
}

impl Search<'_> {
    fn count<'a>(&self, blocks: impl IntoIterator<Item = &'a usize>) -> f32 {
        blocks.into_iter().map(|at| self.counted.facts[*at].words).sum()
    }

    /// Takes a run of blocks, most of which stand elsewhere, when it is a copy of the article.
    fn close(&mut self, mut run: Vec<usize>) {
        while run.last().is_some_and(|at| !self.originals.contains_key(at)) {
            run.pop();
        }
        let copied = self.count(run.iter().filter(|at| self.originals.contains_key(at)));
        if copied < LEAST_COPIED || copied < MOST_OF_COPY * self.count(&run) {
            return;
        }
        let own: HashSet<usize> = run.iter().copied().collect();
        let of = |at: &usize| self.originals.get(at).into_iter().flatten();
        // A long run of text counts itself: only parts of it were looked for.
        let long = run.iter().any(|at| of(at).count() > 1);
        let originals: HashSet<usize> = run.iter().flat_map(of).copied().filter(|at| !own.contains(at)).collect();
        let covered = if long { copied } else { self.count(&originals) };
        let rest = self.words - self.count(&run);
        if covered >= SHARE_OF_REST * rest && rest >= LEAST_COPIED {
            let all = self.container(&run, &run.iter().flat_map(of).copied().collect::<Vec<_>>());
            self.words -= self.count(&all);
            self.gone.extend(all);
        }
    }

    /// The run and what else is kept in the largest element that holds it, little else and none of the originals: names,
    /// dates and addresses that stand beside a copy made for machines.
    fn container(&self, run: &[usize], originals: &[usize]) -> Vec<usize> {
        let (dom, of) = (self.counted.dom, |at: usize| self.counted.dom.blocks[at].element);
        let mut all = run.to_vec();
        for element in dom.ancestors(of(run[0])) {
            let inside = |at: &usize| self.counted.inside(of(*at), element);
            if !run.iter().all(&inside) {
                continue;
            }
            let kept: Vec<usize> = self.kept.iter().copied().filter(inside).collect();
            let holds = originals.iter().any(|at| inside(at) && !run.contains(at));
            if holds || self.count(run) < MOST_OF_COPY * self.count(&kept) {
                break;
            }
            all = kept;
        }
        all
    }
}
