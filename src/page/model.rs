//! The model: boosted decision trees over the features of blocks. Its numbers are a data file, made by
//! `tests/train_page_model.py`; here they are only read and followed.

use std::sync::LazyLock;

use super::features::FEATURES;

/// Trees whose values are added up.
#[derive(Debug)]
pub(crate) struct Forest {
    nodes: Vec<Node>,
    /// Where each tree begins.
    roots: Vec<u32>,
}

/// A split, or a leaf when `feature` is [`LEAF`].
#[derive(Clone, Copy, Debug)]
struct Node {
    feature: u16,
    /// How far behind this node the branch for greater values begins; the other one begins at the next node.
    greater: u16,
    /// The threshold, or the leaf's value.
    value: f32,
}

/// Features of a block, and zeros behind them up to a power of two: a feature's number, cut to its bits, is a place.
pub(crate) type Row = [f32; WIDTH];
pub(crate) const EMPTY: Row = [0.0; WIDTH];
const WIDTH: usize = FEATURES.next_power_of_two();

const LEAF: u16 = u16::MAX;

/// From this tree on a sum of this size is not looked at further: what is left does not turn it.
const EARLY: usize = 20;
const SURE: f32 = 2.9;

/// The model as shipped.
pub(crate) static MODEL: LazyLock<Forest> = LazyLock::new(|| match parse(include_str!("model.txt")) {
    Some(forest) => forest,
    None => panic!("the model's file is damaged"),
});

impl Forest {
    /// How likely a block with these features belongs to the article, from 0 to 1.
    pub(crate) fn judge(&self, row: &Row) -> f32 {
        let mut sum = 0.0f32;
        for (tree, root) in self.roots.iter().enumerate() {
            // Most blocks are links of a menu or paragraphs of an article: the first trees are sure of them.
            if tree >= EARLY && tree % 10 == 0 && sum.abs() > SURE {
                break;
            }
            sum += self.follow(*root as usize, row);
        }
        1.0 / (1.0 + (-sum).exp())
    }

    fn follow(&self, root: usize, row: &Row) -> f32 {
        let mut at = root;
        while let Some(node) = self.nodes.get(at) {
            if node.feature == LEAF {
                return node.value;
            }
            let less = row[usize::from(node.feature) % WIDTH] <= node.value;
            at += if less { 1 } else { usize::from(node.greater) };
        }
        0.0
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
    let mut forest = Forest { nodes: Vec::new(), roots: Vec::new() };
    for line in lines {
        forest.roots.push(forest.nodes.len() as u32);
        let mut tokens = line.split(' ');
        read_tree(&mut tokens, &mut forest.nodes)?;
        if tokens.next().is_some() {
            return None;
        }
    }
    Some(forest)
}

fn read_tree<'t>(tokens: &mut impl Iterator<Item = &'t str>, nodes: &mut Vec<Node>) -> Option<()> {
    let token = tokens.next()?;
    if let Some(value) = token.strip_prefix('=') {
        nodes.push(Node { feature: LEAF, greater: 0, value: value.parse().ok()? });
        return Some(());
    }
    let (feature, value) = token.split_once(':')?;
    let at = nodes.len();
    let feature = feature.parse().ok().filter(|feature| usize::from(*feature) < FEATURES)?;
    nodes.push(Node { feature, greater: 0, value: value.parse().ok()? });
    read_tree(tokens, nodes)?;
    nodes[at].greater = u16::try_from(nodes.len() - at).ok()?;
    read_tree(tokens, nodes)
}
