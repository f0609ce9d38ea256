//! From what the rounds took to what the caller gets: removals, metadata, embedded stories and signals, all with
//! offsets of the input.

use std::ops::Range;

use super::claims::{Claim, Evidence, Extent};
use super::outcome::{Cleaned, Embedded, Item, Reason, Removal, Signal, Value};
use super::resolve::{Taken, bytes};
use super::rounds::Round;
use crate::document::{date, reading_minutes};
use crate::rules::{Action, Field, Index, Rule};

/// A signal's quotation is cut after so many characters.
const QUOTE_CHARS: usize = 160;

/// Collects the rounds of one document.
pub(crate) struct Recorder<'i> {
    index: &'i Index,
    pub cleaned: Cleaned,
}

impl<'i> Recorder<'i> {
    pub(crate) fn new(index: &'i Index) -> Recorder<'i> {
        Recorder { index, cleaned: Cleaned::default() }
    }

    /// Adds what one round took.
    pub(crate) fn add(&mut self, round: Round<'_, '_>) {
        for taken in round.taken {
            self.add_taken(&round, taken);
        }
        for note in round.notes {
            self.add_signal(&round, note);
        }
    }

    fn add_taken(&mut self, round: &Round<'_, '_>, taken: &Taken) {
        let rule = self.index.rule(taken.claim.rule);
        for piece in &taken.pieces {
            for span in round.origin.parts(piece.clone()) {
                let removal = removal(rule, taken.action, &taken.claim, span);
                self.cleaned.removed.push(removal);
            }
        }
        self.add_signal(round, &taken.claim);
        match taken.action {
            Action::Lift => self.lift(round, rule, taken),
            Action::Split => self.split(round, taken),
            Action::Drop | Action::Keep | Action::Note => {}
        }
    }

    fn add_signal(&mut self, round: &Round<'_, '_>, claim: &Claim) {
        let rule = self.index.rule(claim.rule);
        let Some(id) = rule.signal() else { return };
        let span = bytes(round.view, &claim.extent);
        let quote: String = round.view.text()[span.clone()].chars().take(QUOTE_CHARS).collect();
        let span = round.origin.whole(span);
        self.cleaned.signals.push(Signal { id: id.to_owned(), span, quote, rule: rule.id().to_owned() });
    }

    fn lift(&mut self, round: &Round<'_, '_>, rule: &Rule, taken: &Taken) {
        let span = bytes(round.view, &taken.claim.extent);
        let raw = round.view.text()[span.clone()].trim();
        let core = match &taken.claim.extent {
            Extent::Blocks(blocks) if blocks.len() == 1 => round.view.core(blocks.start).trim(),
            _ => raw,
        };
        let item = |value| Item {
            value,
            raw: raw.to_owned(),
            span: round.origin.whole(span.clone()),
            rule: rule.id().to_owned(),
        };
        match rule.field() {
            Some(field) => self.cleaned.metadata.items.push((field, item(value_of(field, core)))),
            None => self.cleaned.metadata.others.push((rule.category(), item(Value::Text(core.to_owned())))),
        }
    }

    fn split(&mut self, round: &Round<'_, '_>, taken: &Taken) {
        let Extent::Blocks(blocks) = &taken.claim.extent else { return };
        let parts = taken.claim.story.clone().unwrap_or_default();
        let part = |block: Option<usize>| block.map(|block| round.view.core(block).trim().to_owned());
        let named = [parts.publisher, parts.title, parts.age];
        let story: Vec<&str> = blocks
            .clone()
            .filter(|block| !named.contains(&Some(*block)) && round.view.has(*block, crate::document::Shape::Prose))
            .map(|block| &round.view.text()[round.view.blocks[block].range()])
            .collect();
        let (publisher, age) = publisher_and_age(part(parts.publisher), part(parts.age));
        let publisher = publisher.or_else(|| outlet_of(part(parts.byline)?.as_str()));
        let removed = taken.inside.iter().map(|claim| {
            let rule = self.index.rule(claim.rule);
            removal(rule, rule.action(), claim, round.origin.whole(bytes(round.view, &claim.extent)))
        });
        let embedded = Embedded {
            publisher,
            title: part(parts.title).map(without_link),
            published: age,
            span: round.origin.whole(bytes(round.view, &taken.claim.extent)),
            text: story.join("\n"),
            removed: removed.collect(),
        };
        self.cleaned.embedded.push(embedded);
    }

    /// The result; `input` is what was cleaned, `text` what is left of it.
    pub(crate) fn finish(mut self, input: &str, text: String) -> Cleaned {
        self.cleaned.text = text;
        self.cleaned.removed.sort_by_key(|removal| (removal.span.start, removal.span.end));
        self.cleaned.removed = with_their_space(input, self.cleaned.removed);
        self.cleaned.embedded.sort_by_key(|story| story.span.start);
        self.cleaned.signals.sort_by(|a, b| (a.span.start, &a.id).cmp(&(b.span.start, &b.id)));
        self.cleaned.signals.dedup();
        self.cleaned.metadata.items.sort_by_key(|(_, item)| item.span.start);
        self.cleaned
    }
}

/// Gives a line break that a later round took to the removal beside it: by itself it says nothing. `removed` is sorted.
fn with_their_space(input: &str, removed: Vec<Removal>) -> Vec<Removal> {
    let blank = |removal: &Removal| input[removal.span.clone()].trim().is_empty();
    let mut merged: Vec<Removal> = Vec::with_capacity(removed.len());
    for mut removal in removed {
        match merged.last_mut() {
            Some(last) if last.span.end == removal.span.start && blank(&removal) => last.span.end = removal.span.end,
            Some(last) if last.span.end == removal.span.start && blank(last) => {
                removal.span.start = last.span.start;
                *last = removal;
            }
            _ => merged.push(removal),
        }
    }
    merged
}

fn removal(rule: &Rule, action: Action, claim: &Claim, span: Range<usize>) -> Removal {
    let reason = match claim.evidence {
        Evidence::Phrase(phrase) => Reason::Phrase(rule.phrases().nth(phrase as usize).unwrap_or_default().to_owned()),
        Evidence::Shape(shape) => Reason::Shape(shape.name()),
        Evidence::Structure => Reason::Shape(rule.unit().name()),
    };
    Removal {
        rule: rule.id().to_owned(),
        category: rule.category(),
        action,
        confidence: rule.confidence(),
        span,
        reason,
        path: None,
    }
}

fn value_of(field: Field, core: &str) -> Value {
    let text = || Value::Text(core.to_owned());
    match field {
        Field::Published | Field::Modified => date(core).and_then(|date| date.value).map_or_else(text, Value::Text),
        Field::ReadingMinutes => reading_minutes(core).map_or_else(text, Value::Minutes),
        Field::Byline => Value::Text(without_by(core).to_owned()),
        _ => text(),
    }
}

/// The name behind "By", in the languages whose bylines are known.
fn without_by(byline: &str) -> &str {
    let first = byline.split_whitespace().next().unwrap_or("");
    match first.to_lowercase().as_str() {
        "by" | "von" | "par" | "por" | "di" => byline[first.len()..].trim_start(),
        _ => byline,
    }
}

/// The outlet in "By Jane Roe for Daily Post | 3 June".
fn outlet_of(byline: &str) -> Option<String> {
    let at = [" for ", " für ", " pour ", " para ", " per "]
        .iter()
        .find_map(|word| Some(byline.find(word)? + word.len()))?;
    let outlet = byline[at..].split(['|', '·', '•', ',', '–', '—']).next()?.trim();
    outlet.starts_with(char::is_uppercase).then(|| outlet.to_owned())
}

/// The text of a headline that is a Markdown link.
fn without_link(title: String) -> String {
    let text = title.strip_prefix('[').and_then(|rest| rest.split_once("]("));
    match text {
        Some((text, address)) if address.ends_with(')') => text.to_owned(),
        _ => title,
    }
}

/// Parts "Daily Post · 2 minutes ago", where publisher and age stand in one line.
fn publisher_and_age(publisher: Option<String>, age: Option<String>) -> (Option<String>, Option<String>) {
    let Some(line) = publisher else { return (None, age) };
    let parts: Vec<&str> =
        line.split(['·', '|', '•', '–', '—']).map(|part| part.trim().trim_matches('*').trim()).collect();
    match parts.as_slice() {
        [name, rest, ..] if age.is_none() && !name.is_empty() => (Some((*name).to_owned()), Some((*rest).to_owned())),
        _ => (Some(line), age),
    }
}
