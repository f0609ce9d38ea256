//! From what the rounds took to what the caller gets: removals, metadata, embedded stories and signals, all with
//! offsets of the input.

use std::ops::Range;

use super::claims::{Claim, Evidence, Extent, applies, fires};
use super::hits::{Finder, Hit, Wanted};
use super::measures::Measures;
use super::outcome::{Cleaned, Embedded, Item, Reason, Removal, Signal, Value};
use super::resolve::{Taken, bytes};
use super::rounds::Round;
use super::view::{Facts, View};
use crate::document::{Blocks, Document, Syntax, date, reading_minutes};
use crate::matching::Scratch;
use crate::rules::{Action, Field, Index, Rule, Unit};

/// Collects the rounds of one document.
pub(crate) struct Recorder<'i> {
    index: &'i Index,
    pub cleaned: Cleaned,
    /// What rules have noted, with the rule, before it is known what becomes of the text around it.
    notes: Vec<(u32, Signal)>,
    /// Where the headline stands in the input.
    headline: Option<Range<usize>>,
    rounds: usize,
}

impl<'i> Recorder<'i> {
    pub(crate) fn new(index: &'i Index) -> Recorder<'i> {
        Recorder { index, cleaned: Cleaned::default(), notes: Vec::new(), headline: None, rounds: 0 }
    }

    /// Adds what one round took.
    pub(crate) fn add(&mut self, round: Round<'_, '_>) {
        for taken in round.taken {
            self.add_taken(&round, taken);
        }
        for note in round.notes {
            let signal = self.signal(&round, note);
            self.notes.extend(signal.map(|signal| (note.rule, signal)));
        }
        if self.rounds == 0 && !self.index.headlines().is_empty() {
            let block = round.view.headline().or_else(|| round.view.head_headline());
            self.headline = block.map(|block| round.view.blocks[block].range());
        }
        self.rounds += 1;
        // The round that takes nothing is the last: what it sees is the article.
        if round.taken.is_empty() {
            self.measure(&round);
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
        let signal = self.signal(round, &taken.claim);
        self.cleaned.signals.extend(signal);
        match taken.action {
            Action::Lift => self.lift(round, rule, taken),
            Action::Split => self.split(round, taken),
            Action::Drop | Action::Keep | Action::Note => {}
        }
    }

    fn signal(&self, round: &Round<'_, '_>, claim: &Claim) -> Option<Signal> {
        let rule = self.index.rule(claim.rule);
        let id = rule.signal()?;
        let span = bytes(round.view, &claim.extent);
        let text = round.view.text()[span.clone()].to_owned();
        Some(Signal { id: id.to_owned(), span: Some(round.origin.whole(span)), text, rule: rule.id().to_owned() })
    }

    /// Asks the rules for whole documents.
    fn measure(&mut self, round: &Round<'_, '_>) {
        let measures = Measures::new(round.view, &self.cleaned.metadata, &self.cleaned.embedded);
        for &number in self.index.documents() {
            let rule = self.index.rule(number);
            let (Some(spec), Some(id)) = (rule.measure(), rule.signal()) else { continue };
            if applies(rule, round.view.document).is_err() || measures.words() < spec.min_words {
                continue;
            }
            let found = measures.of(spec.of);
            let high = spec.at_least.is_none_or(|least| found.value >= least);
            let low = spec.at_most.is_none_or(|most| found.value <= most);
            if !high || !low || found.count < spec.places {
                continue;
            }
            let text = round.view.text();
            let whole = Some(0..text.len()).filter(|_| spec.of.is_of_text());
            let place = found.spans.first().cloned().or(whole);
            let headline = spec.of.is_of_headline().then(|| measures.title()).flatten();
            let text = headline.map_or_else(|| found.example(text), str::to_owned);
            let span = place.map(|span| round.origin.whole(span));
            self.notes.push((number, Signal { id: id.to_owned(), span, text, rule: rule.id().to_owned() }));
        }
    }

    /// Asks the rules for headlines.
    pub(crate) fn read_headline(&mut self, document: &Document<'_>, scratch: &mut Scratch) {
        let span = self.headline.clone();
        let shown = span.clone().and_then(|span| document.text().get(span));
        let Some(title) = document.known_title().or(shown) else { return };
        for number in headline_rules(document, title, self.index, scratch) {
            let rule = self.index.rule(number);
            if let Some(id) = rule.signal() {
                let (id, text, rule) = (id.to_owned(), title.to_owned(), rule.id().to_owned());
                let signal = Signal { id, span: span.clone(), text, rule };
                self.notes.push((number, signal));
            }
        }
    }

    /// The notes that count: not those in other publishers' stories, nor, unless their rule says so, those in what is
    /// dropped; and only where enough places show the same.
    fn counted(&mut self) -> Vec<Signal> {
        let within = |span: &Range<usize>, wanted: &dyn Fn(&Removal) -> bool| {
            let first = self.cleaned.removed.partition_point(|removal| removal.span.end <= span.start);
            self.cleaned.removed.get(first).is_some_and(|removal| removal.span.start <= span.start && wanted(removal))
        };
        let mut notes = std::mem::take(&mut self.notes);
        notes.retain(|(rule, note)| {
            let rule = self.index.rule(*rule);
            let stripped = rule.signal_table().is_some_and(|table| table.stripped);
            let gone = |removal: &Removal| match removal.action {
                Action::Split => true,
                Action::Drop => !stripped,
                Action::Keep | Action::Lift | Action::Note => false,
            };
            rule.unit() == Unit::Document || !note.span.as_ref().is_some_and(|span| within(span, &gone))
        });
        notes.sort_by(|(a, one), (b, other)| (a, one.start()).cmp(&(b, other.start())));
        let enough = |notes: &&[(u32, Signal)]| {
            let needed = self.index.rule(notes[0].0).signal_table().map_or(1, |table| table.at_least);
            notes.len() >= needed
        };
        notes.chunk_by(|(a, _), (b, _)| a == b).filter(enough).flatten().map(|(_, note)| note.clone()).collect()
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
        let notes = self.counted();
        self.cleaned.signals.extend(notes);
        self.cleaned.signals.sort_by(|a, b| (a.start(), &a.id).cmp(&(b.start(), &b.id)));
        self.cleaned.signals.dedup();
        self.cleaned.metadata.items.sort_by_key(|(_, item)| item.span.start);
        self.cleaned
    }
}

/// The rules for headlines that fire on this one.
fn headline_rules(document: &Document<'_>, title: &str, index: &Index, scratch: &mut Scratch) -> Vec<u32> {
    let headline = document.with_text(title);
    let blocks = Blocks::parse(title, Syntax::Plain, &[]);
    let hits = Finder::new(index, Wanted::All, scratch).hits(title, &blocks);
    let view = View::new(&headline, &blocks, &hits, &[]);
    let mut found = Vec::new();
    for (number, block) in view.blocks.iter().enumerate() {
        let facts = Facts::new(title, block);
        for &rule in index.headlines() {
            let hits: Vec<Hit> = view.hits_of(number).iter().filter(|hit| hit.rule == rule).copied().collect();
            let silent = !index.rule(rule).conditions().phrases.is_empty() && hits.is_empty();
            if !silent && !found.contains(&rule) && fires(&view, index, rule, number, &facts, &hits).is_ok() {
                found.push(rule);
            }
        }
    }
    found
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
