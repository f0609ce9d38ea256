//! Tables and code between paragraphs of the article: a cell or a line by itself looks like anything but running text.

use super::features::Counted;
use super::hints::Hint;
use super::tags::Tag;

/// What an element may not be called, nor anything in it.
const NOISE: [Hint; 11] = [
    Hint::Nav,
    Hint::Related,
    Hint::Ad,
    Hint::Share,
    Hint::Comments,
    Hint::Promo,
    Hint::Form,
    Hint::Consent,
    Hint::Contents,
    Hint::Bio,
    Hint::Footer,
];
/// The paragraphs are so many blocks away at most.
const NEAR: usize = 6;
/// More links than this make a list of links.
const LINKED: f32 = 0.3;

/// The blocks of tables and preformatted text that stand between blocks of the article in the same element, and of which
/// nothing was found to belong to it. `article` are the blocks that were found, in order; `free` tells those that no selector has
/// decided on.
pub(crate) fn enclosed(counted: &Counted<'_>, article: &[usize], free: impl Fn(usize) -> bool) -> Vec<usize> {
    let dom = counted.dom;
    let mut found = Vec::new();
    let mut block = 0;
    while block < dom.blocks.len() {
        let is_whole = |at: &u32| matches!(dom.element(*at).tag, Tag::Table | Tag::Pre);
        let Some(element) = dom.ancestors(dom.blocks[block].element).find(is_whole) else {
            block += 1;
            continue;
        };
        let first = block;
        while block < dom.blocks.len() && counted.inside(dom.blocks[block].element, element) {
            block += 1;
        }
        let before = article.partition_point(|at| *at < first);
        let around = before.checked_sub(1).and_then(|before| article.get(before)).zip(article.get(before));
        let Some((before, behind)) = around.filter(|(_, behind)| **behind >= block) else { continue };
        let parent = dom.element(element).parent;
        let beside = |at: usize| counted.inside(dom.blocks[at].element, parent);
        let near = before + NEAR >= first && *behind < block + NEAR && beside(*before) && beside(*behind);
        let last = counted.last[element as usize] as usize;
        let noisy =
            dom.elements[element as usize..=last].iter().any(|at| NOISE.iter().any(|noise| at.hints.has(*noise)));
        let sum = &counted.sums[element as usize];
        if near && !noisy && sum.linked <= LINKED * sum.words && (first..block).all(&free) {
            found.extend(first..block);
        }
    }
    found
}
