//! The model: boosted decision trees over the features of blocks. Its numbers are a data file, made by
//! `tests/train_page_model.py`; here they are only read and followed.

use std::hint::select_unpredictable;
use std::sync::LazyLock;

use super::features::FEATURES;

/// Trees whose values are added up.
#[derive(Debug, Default)]
pub(crate) struct Forest {
    nodes: Vec<Node>,
    trees: Vec<Tree>,
}

#[derive(Clone, Copy, Debug)]
struct Tree {
    root: u32,
    /// The most splits on a way to a leaf.
    depth: u32,
}

/// A split, or a leaf, from which no step leads away.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// The threshold, or the leaf's value.
    value: f32,
    feature: u16,
    /// Steps to the node where the branch for smaller values begins, and to that for greater ones; 0 for a leaf.
    less: u8,
    greater: u8,
}

/// Features of a block, and zeros behind them up to a power of two: a feature's number, cut to its bits, is a place.
pub(crate) type Row = [f32; WIDTH];
pub(crate) const EMPTY: Row = [0.0; WIDTH];
const WIDTH: usize = FEATURES.next_power_of_two();

/// From this tree on, and after every further step, a sum of this size is not looked at further: what is left does not
/// turn it.
const EARLY: usize = 20;
const STEP: usize = 10;
const SURE: f32 = 2.9;

/// The model as shipped.
pub(crate) static MODEL: LazyLock<Forest> = LazyLock::new(|| match parse(include_str!("model.txt")) {
    Some(forest) => forest,
    None => panic!("the model's file is damaged"),
});

impl Forest {
    /// How likely blocks with these features belong to the article, from 0 to 1.
    pub(crate) fn judge(&self, rows: &[Row]) -> Vec<f32> {
        let mut sums = vec![0.0f32; rows.len()];
        let mut open: Vec<usize> = (0..rows.len()).collect();
        // A few trees at a time over all rows, so that both stay in the processor's nearest cache.
        for (number, trees) in self.trees.chunks(STEP).enumerate() {
            // Most blocks are links of a menu or paragraphs of an article: the first trees are sure of them.
            if number * STEP >= EARLY {
                open.retain(|at| sums[*at].abs() <= SURE);
            }
            for at in &open {
                sums[*at] = trees.iter().fold(sums[*at], |sum, tree| sum + self.follow(*tree, &rows[*at]));
            }
        }
        sums.into_iter().map(|sum| 1.0 / (1.0 + (-sum).exp())).collect()
    }

    /// The value of a tree. Every way is made as long as the longest: no processor foresees how a split goes, and
    /// steps without a branch run side by side with those of the next tree.
    fn follow(&self, tree: Tree, row: &Row) -> f32 {
        let mut at = tree.root as usize;
        for _ in 0..tree.depth {
            let node = self.nodes[at];
            let less = row[usize::from(node.feature) % WIDTH] <= node.value;
            at += usize::from(select_unpredictable(less, node.less, node.greater));
        }
        self.nodes[at].value
    }
}

/// Reads the file: a line `features COUNT`, then a line a tree, its nodes in preorder: `FEATURE:THRESHOLD` for a split,
/// `=VALUE` for a leaf.
fn parse(text: &str) -> Option<Forest> {
    let mut lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let width = lines.next()?.strip_prefix("features ")?;
    if width.parse() != Ok(FEATURES) {
        return None;
    }
    let mut forest = Forest::default();
    for line in lines {
        let root = forest.nodes.len() as u32;
        let mut tokens = line.split(' ');
        let depth = read_tree(&mut tokens, &mut forest.nodes)?;
        forest.trees.push(Tree { root, depth });
        if tokens.next().is_some() {
            return None;
        }
    }
    Some(forest)
}

/// Reads a tree and says how deep it is.
fn read_tree<'t>(tokens: &mut impl Iterator<Item = &'t str>, nodes: &mut Vec<Node>) -> Option<u32> {
    let token = tokens.next()?;
    if let Some(value) = token.strip_prefix('=') {
        nodes.push(Node { value: value.parse().ok()?, feature: 0, less: 0, greater: 0 });
        return Some(0);
    }
    let (feature, value) = token.split_once(':')?;
    let feature = feature.parse().ok().filter(|feature| usize::from(*feature) < FEATURES)?;
    let at = nodes.len();
    nodes.push(Node { value: value.parse().ok()?, feature, less: 1, greater: 0 });
    let left = read_tree(tokens, nodes)?;
    nodes[at].greater = u8::try_from(nodes.len() - at).ok()?;
    let right = read_tree(tokens, nodes)?;
    Some(1 + left.max(right))
}
