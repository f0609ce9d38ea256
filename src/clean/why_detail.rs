//! The condition that kept a rule from firing, told with the words and numbers at hand.

use std::ops::Range;

use super::claims::Refusal;
use super::hits::Hit;
use super::view::{Facts, View};
use crate::rules::{Region, Role, Rule, Unit};

/// Says in words which condition failed; `hits` are the rule's own in the block.
pub(crate) fn detail(view: &View<'_>, rule: &Rule, block: usize, hits: &[Hit], refusal: Refusal) -> String {
    let c = rule.conditions();
    match refusal {
        Refusal::Guard => match guard(view, rule, block, hits) {
            Some(guard) => format!("its guard (`unless`) \"{guard}\" stands there too"),
            None => refusal.name().to_owned(),
        },
        Refusal::Words => {
            let words = words(view, rule, block, hits);
            let limit = |name: &str, limit: Option<u32>| limit.map(|limit| format!("{name} = {limit}"));
            let wanted = match c.max_words {
                Some(max) if words > max => limit("max_words", c.max_words),
                _ => limit("min_words", c.min_words),
            };
            format!("it has {words} words; the rule wants {}", wanted.unwrap_or_default())
        }
        Refusal::Region => format!("it stands in {}; the rule wants region = \"{}\"", regions(view, block), c.region),
        Refusal::Place => format!("the phrase does not stand where at = \"{}\" wants it", c.at),
        Refusal::Phrases if c.min_phrases.is_some_and(|min| min > 1) => {
            format!("{} of its phrases stand there; min_phrases = {}", different(hits), c.min_phrases.unwrap_or(1))
        }
        Refusal::Phrases if rule.unit() == Unit::Run => {
            "too few of the lines hold one of its phrases, or a guard does".to_owned()
        }
        Refusal::Shape => shape(view, rule, block),
        Refusal::All => {
            let there = |place: usize| hits.iter().any(|hit| hit.role == Role::All && hit.phrase as usize == place);
            let missing = c.all.iter().enumerate().find(|(place, _)| !there(*place));
            let missing = missing.map_or("", |(_, phrase)| phrase.get_ref());
            format!("\"{missing}\" (`all`) is missing")
        }
        Refusal::Host => match view.document.host() {
            None => format!("no address is known; the rule is for {} (--url)", list(&c.hosts)),
            Some(host) => format!("{host} is not among the rule's hosts"),
        },
        Refusal::Language => format!("the rule is for lang {}", list(&c.langs)),
        Refusal::Section if rule.file.section.as_ref().is_some_and(|section| section.portrait) => {
            "no paragraph behind it introduces its bearer, who may stand in a row of others or be named elsewhere"
                .to_owned()
        }
        Refusal::Section => {
            let min = rule.file.section.as_ref().map_or(1, |section| section.min);
            format!("fewer than {min} of the blocks behind it continue the section")
        }
        _ => refusal.name().to_owned(),
    }
}

fn list(words: &[String]) -> String {
    words.join(", ")
}

/// The guard that stands in the unit.
fn guard<'r>(view: &View<'_>, rule: &'r Rule, block: usize, hits: &[Hit]) -> Option<&'r str> {
    let unit = unit(view, rule, block, hits);
    let guards = hits.iter().filter(|hit| hit.role == Role::Unless);
    let hit =
        guards.clone().find(|hit| unit.start <= hit.start && hit.end <= unit.end).or_else(|| guards.clone().next())?;
    rule.conditions().unless.get(hit.phrase as usize).map(|phrase| phrase.get_ref().as_str())
}

fn words(view: &View<'_>, rule: &Rule, block: usize, hits: &[Hit]) -> u32 {
    match rule.unit() {
        Unit::Sentence => view.text()[unit(view, rule, block, hits)].split_whitespace().count() as u32,
        _ => view.blocks[block].words,
    }
}

/// The unit that the rule's first phrase stands in.
fn unit(view: &View<'_>, rule: &Rule, block: usize, hits: &[Hit]) -> Range<usize> {
    let found = &view.blocks[block];
    let first = hits.iter().find(|hit| hit.role == Role::Any);
    match (rule.unit(), first) {
        (Unit::Sentence, Some(first)) => {
            let facts = Facts::new(view.text(), found);
            facts.sentence_at(first.start).cloned().unwrap_or(found.core..found.core_end)
        }
        _ => found.core..found.core_end,
    }
}

fn different(hits: &[Hit]) -> usize {
    let mut phrases: Vec<u32> = hits.iter().filter(|hit| hit.role == Role::Any).map(|hit| hit.phrase).collect();
    phrases.sort_unstable();
    phrases.dedup();
    phrases.len()
}

/// The regions that the block stands in, the narrowest first.
fn regions(view: &View<'_>, block: usize) -> String {
    let all = [Region::Top, Region::Foot, Region::Head, Region::Tail, Region::Body];
    let names: Vec<&str> =
        all.iter().filter(|region| view.in_region(block, **region)).map(|region| region.name()).collect();
    names.join(", ")
}

fn shape(view: &View<'_>, rule: &Rule, block: usize) -> String {
    let has = view.blocks[block].shapes;
    let named =
        |shapes: crate::document::Shapes| shapes.iter().map(|shape| shape.name()).collect::<Vec<_>>().join(", ");
    if has.intersects(rule.not_shapes) {
        let both = has.iter().filter(|shape| rule.not_shapes.contains(*shape)).map(|shape| shape.name());
        return format!("it looks like: {} (`not_shapes`)", both.collect::<Vec<_>>().join(", "));
    }
    let wanted = if rule.shapes.is_empty() { rule.members } else { rule.shapes };
    let has = if has.is_empty() { "no shape".to_owned() } else { named(has) };
    format!("the rule wants the shape {}; it has: {has}", named(wanted))
}
