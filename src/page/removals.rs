//! From blocks that go to elements that go: whole elements where nothing in them stays, parts of text otherwise.

use super::dom::Dom;
use super::hints::Hint;
use super::judge::Why;
use super::source::Part;
use super::tags::Tag;
use crate::clean::{Reason, Removal};
use crate::rules::{Action, Category, Confidence, Rule};

/// A block that goes, or a part of one, and why.
#[derive(Clone, Debug)]
pub(crate) struct Gone {
    pub block: usize,
    /// The part that goes; all of it when none is given.
    part: Option<Part>,
    rule: String,
    category: Category,
    action: Action,
    confidence: Confidence,
    reason: Reason,
}

impl Gone {
    pub(crate) fn structural(block: usize, why: &Why) -> Gone {
        Gone {
            block,
            part: None,
            rule: why.rule.to_owned(),
            category: why.category,
            action: why.action,
            confidence: Confidence::Likely,
            reason: Reason::Structure(why.sign),
        }
    }

    /// `selector`: the place of the one that fired among those of the rule.
    pub(crate) fn selected(block: usize, rule: &Rule, selector: u32) -> Gone {
        let selector = rule.conditions().selectors.get(selector as usize).map(|selector| selector.get_ref().clone());
        Gone {
            block,
            part: None,
            rule: rule.id().to_owned(),
            category: rule.category(),
            action: rule.action(),
            confidence: rule.confidence(),
            reason: Reason::Selector(selector.unwrap_or_default()),
        }
    }

    pub(crate) fn by_rule(block: usize, part: Part, removal: &Removal) -> Gone {
        Gone {
            block,
            part: (!part.whole).then_some(part),
            rule: removal.rule.clone(),
            category: removal.category,
            action: removal.action,
            confidence: removal.confidence,
            reason: removal.reason.clone(),
        }
    }

    /// Structure or a selector takes it, and no text rule.
    pub(crate) fn is_of_structure(&self) -> bool {
        matches!(self.reason, Reason::Structure(_) | Reason::Selector(_))
    }

    pub(crate) fn rule(&self) -> &str {
        &self.rule
    }

    fn removal(&self, span: std::ops::Range<usize>, path: String) -> Removal {
        Removal {
            rule: self.rule.clone(),
            category: self.category,
            action: self.action,
            confidence: self.confidence,
            span,
            reason: self.reason.clone(),
            path: Some(path),
        }
    }
}

/// What leaves the page, sorted and disjoint. `gone` is sorted by block.
pub(crate) fn removals(page: &str, dom: &Dom, gone: &[Gone]) -> Vec<Removal> {
    let mut left = vec![0u32; dom.elements.len()];
    let mut whole: Vec<Option<usize>> = vec![None; dom.blocks.len()];
    for (place, gone) in gone.iter().enumerate() {
        if gone.part.is_none() {
            whole[gone.block] = Some(place);
        }
    }
    let mut held = vec![0u32; dom.elements.len()];
    for (block, gone) in dom.blocks.iter().zip(&whole) {
        held[block.element as usize] += 1;
        left[block.element as usize] += u32::from(gone.is_none());
    }
    for at in (1..dom.elements.len()).rev() {
        let parent = dom.elements[at].parent as usize;
        held[parent] += held[at];
        left[parent] += left[at];
    }
    let mut removed: Vec<Removal> = Vec::new();
    let mut taken = vec![false; dom.elements.len()];
    let mut next_block = 0;
    for at in 1..dom.elements.len() {
        let element = &dom.elements[at];
        taken[at] = taken[element.parent as usize];
        let frame = matches!(element.tag, Tag::Html | Tag::Head | Tag::Body | Tag::Noscript);
        if taken[at] || held[at] == 0 || left[at] > 0 || frame || !element.tag.breaks() {
            continue;
        }
        taken[at] = true;
        // Blocks stand in the order of their text, elements in that of their start tags.
        while dom.blocks.get(next_block).is_some_and(|block| source(dom, block).start < element.start as usize) {
            next_block += 1;
        }
        let inside = (next_block..dom.blocks.len())
            .take_while(|block| source(dom, &dom.blocks[*block]).start < element.end as usize);
        let speaker = speaker(dom, at, inside.filter_map(|block| whole[block].map(|place| &gone[place])));
        if let Some(speaker) = speaker {
            removed.push(speaker.removal(element.start as usize..element.end as usize, path(page, dom, at as u32)));
        }
    }
    for gone in gone {
        let block = &dom.blocks[gone.block];
        if taken[block.element as usize] {
            continue;
        }
        let span = gone.part.as_ref().map_or_else(|| source(dom, block), |part| part.source.clone());
        removed.push(gone.removal(span, path(page, dom, block.element)));
    }
    removed.sort_by_key(|removal| (removal.span.start, removal.span.end));
    disjoint(removed)
}

/// The same in bytes of the page's text, block by block.
pub(crate) fn text_removals(page: &str, dom: &Dom, gone: &[Gone]) -> Vec<Removal> {
    let each = gone.iter().map(|gone| {
        let block = &dom.blocks[gone.block];
        let all = || block.text.start as usize..block.text.end as usize;
        let span = gone.part.as_ref().map_or_else(all, |part| part.text.clone());
        gone.removal(span, path(page, dom, block.element))
    });
    let mut removed: Vec<Removal> = each.collect();
    removed.sort_by_key(|removal| (removal.span.start, removal.span.end));
    disjoint(removed)
}

/// Cuts off what an earlier removal has taken already.
fn disjoint(removed: Vec<Removal>) -> Vec<Removal> {
    let mut disjoint: Vec<Removal> = Vec::with_capacity(removed.len());
    for mut removal in removed {
        let from = disjoint.last().map_or(0, |last| last.span.end);
        removal.span.start = removal.span.start.max(from);
        if removal.span.start < removal.span.end {
            disjoint.push(removal);
        }
    }
    disjoint
}

/// Which of the reasons stands for an element: the one its own name gives, else the one of most of its blocks.
fn speaker<'g>(dom: &Dom, at: usize, inside: impl Iterator<Item = &'g Gone>) -> Option<&'g Gone> {
    let hints = dom.elements[at].hints;
    let mut counts: Vec<(&Gone, usize)> = Vec::new();
    for gone in inside {
        let weight = dom.blocks[gone.block].text.len();
        match counts.iter_mut().find(|(other, _)| other.rule == gone.rule) {
            Some((_, count)) => *count += weight,
            None => counts.push((gone, weight)),
        }
    }
    let named = |rule: &str| {
        let hint = match rule {
            "structure/comments" => Hint::Comments,
            "structure/related" => Hint::Related,
            "structure/navigation" => Hint::Nav,
            "structure/footer" => Hint::Footer,
            "structure/sidebar" => Hint::Aside,
            _ => return false,
        };
        hints.has(hint)
    };
    let best =
        counts.iter().find(|(gone, _)| named(&gone.rule)).or_else(|| counts.iter().max_by_key(|(_, count)| *count));
    best.map(|(gone, _)| *gone)
}

/// From the first to the last byte of a block's text in the page.
pub(crate) fn source(dom: &Dom, block: &super::dom::Block) -> std::ops::Range<usize> {
    let pieces = &dom.pieces[block.pieces.start as usize..block.pieces.end as usize];
    match (pieces.first(), pieces.last()) {
        (Some(first), Some(last)) => first.start as usize..last.end as usize,
        _ => 0..0,
    }
}

/// The CSS path of an element, from the nearest one with an id.
pub(crate) fn path(page: &str, dom: &Dom, element: u32) -> String {
    let mut steps = Vec::new();
    for at in dom.ancestors(element) {
        let element = dom.element(at);
        let tag = page.get(element.start as usize + 1..).unwrap_or("");
        let end = tag.find(|char: char| char.is_ascii_whitespace() || matches!(char, '>' | '/')).unwrap_or(tag.len());
        let name = tag[..end].to_ascii_lowercase();
        // Attributes of megabytes are not read again for every removal.
        let short = element.open_end - element.start <= 4_096;
        let id = short.then(|| super::attributes::value(page, element, "id")).flatten().filter(|id| is_plain(id));
        if let Some(id) = id {
            steps.push(format!("{name}#{id}"));
            break;
        }
        let alone = matches!(element.tag, Tag::Html | Tag::Head | Tag::Body | Tag::Main);
        steps.push(if alone { name } else { format!("{name}:nth-child({})", element.place) });
        if steps.len() == 40 {
            break;
        }
    }
    steps.reverse();
    steps.join(" > ")
}

fn is_plain(id: &str) -> bool {
    id.starts_with(|first: char| first.is_ascii_alphabetic())
        && id.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_'))
}
