//! What stands around the article without being part of it: labels, bylines, authors' boxes, the foot of the page.
//! Structure takes it, and the text rules read it all the same: a label is lifted and never lost, and what cleaning
//! takes is evidence.

use std::ops::Range;

use super::PageOutput;
use super::clean::{carried, inner_document};
use super::dom::Dom;
use super::features::Counted;
use super::judge;
use super::removals::source;
use super::render::text;
use super::source::SourceMap;
use super::statements::{PageFacts, Topic};
use crate::clean::{Item, Signal};
use crate::document::Document;
use crate::engine::Engine;
use crate::rules::{Action, Field, Unit};

/// Blocks around the article that are read: those that belong to its head, and others that rules may find evidence in.
#[derive(Debug, Default)]
pub(crate) struct Margins {
    head: Vec<usize>,
    rest: Vec<usize>,
}

/// What rules found around the article. Offsets are bytes of the page.
#[derive(Debug, Default)]
pub(crate) struct Margin {
    pub signals: Vec<Signal>,
    pub lifted: Vec<(Field, Item)>,
}

/// So many blocks above the headline may be its label.
const ABOVE: usize = 2;
/// A head without a headline reaches so far up.
const WITHOUT_TITLE: usize = 4;
/// No label, byline or date is longer.
const LONGEST_LINE: f32 = 40.0;
/// Evidence below the article is a sentence at least; what has more links is a list of them.
const SHORTEST: f32 = 8.0;
const LINKED: f32 = 0.5;
/// More blocks, or bytes of text, are not read: short lines cost the text rules more than running text.
const MOST_BLOCKS: usize = 24;
const MOST_BYTES: usize = 6 << 10;

impl Margins {
    /// Finds the blocks; `free` tells those that no selector has decided on.
    pub(crate) fn of(counted: &Counted<'_>, article: &[usize], free: impl Fn(usize) -> bool) -> Margins {
        let blocks = counted.dom.blocks.len();
        let (first, last) =
            (article.first().copied().unwrap_or(blocks), article.last().map_or(blocks, |last| last + 1));
        let title = (0..first).rev().find(|at| counted.titled(*at));
        let from = title.map_or(first.saturating_sub(WITHOUT_TITLE), |title| title.saturating_sub(ABOVE));
        let mut margins = Margins::default();
        let mut bytes = 0;
        // The foot comes before what stands between it and the article: warnings stand in the foot.
        let around = (0..first).chain((last..blocks).rev());
        for at in around.filter(|at| free(*at) && !counted.titled(*at)) {
            let facts = &counted.facts[at];
            let in_head = (from..first).contains(&at) && facts.words <= LONGEST_LINE;
            let is_sentence = facts.words >= SHORTEST && facts.linked <= LINKED && (facts.prose || at >= last);
            if !in_head && !is_sentence {
                continue;
            }
            let why = judge::why(counted, at);
            let outside = ["structure/outside", "structure/header", "structure/author-bio"].contains(&why.rule);
            let line = why.rule == "structure/byline" || why.sign == "advertisement label";
            let head = in_head && (line || outside);
            let evidence = is_sentence && (outside || why.rule == "structure/footer");
            let length = counted.dom.blocks[at].text.len();
            if !(head || evidence) || bytes + length > MOST_BYTES {
                continue;
            }
            bytes += length;
            if head { &mut margins.head } else { &mut margins.rest }.push(at);
            if margins.head.len() + margins.rest.len() == MOST_BLOCKS {
                break;
            }
        }
        margins
    }

    /// The lines around the headline, each with its place in the page.
    pub(crate) fn lines<'d>(&self, dom: &'d Dom) -> impl Iterator<Item = (&'d str, Range<usize>)> {
        self.head.iter().map(|at| (dom.text_of(&dom.blocks[*at]), source(dom, &dom.blocks[*at])))
    }

    /// Reads the blocks with the text rules.
    pub(crate) fn read(&self, engine: &Engine, document: &Document<'_>, dom: &Dom, facts: &PageFacts) -> Margin {
        let mut blocks: Vec<usize> = self.head.iter().chain(&self.rest).copied().collect();
        if blocks.is_empty() {
            return Margin::default();
        }
        blocks.sort_unstable();
        let rendering = text(dom, &blocks);
        let inner = inner_document(document, &rendering.text, PageOutput::Text, facts);
        let map = SourceMap::new(document.text(), dom, &rendering);
        let cleaned = carried(engine.clean(&inner), &map);
        let head =
            |span: &Range<usize>| self.lines(dom).any(|(_, line)| line.start <= span.start && span.end <= line.end);
        let counts = |signal: &Signal| {
            let in_head = signal.span.as_ref().is_some_and(head);
            engine.rule(signal.rule()).is_some_and(|rule| {
                let of_part = !matches!(rule.unit(), Unit::Document | Unit::Headline);
                of_part && (in_head || rule.action() != Action::Note || is_stripped(rule))
            })
        };
        let wanted = |(field, item): &(Field, Item)| match field {
            Field::Label => head(&item.span),
            Field::AuthorBio | Field::Contributor | Field::Credit => true,
            _ => false,
        };
        Margin {
            signals: cleaned.signals.into_iter().filter(counts).collect(),
            lifted: cleaned.metadata.items.into_iter().filter(wanted).collect(),
        }
    }
}

fn is_stripped(rule: &crate::rules::Rule) -> bool {
    rule.signal_table().is_some_and(|table| table.stripped)
}

/// What a page's own data calls its article, as a label above a text would say it.
const LABELS: &[(&str, &str)] = &[
    ("OpinionNewsArticle", "Opinion"),
    ("AnalysisNewsArticle", "Analysis"),
    ("SatiricalArticle", "This article is satire."),
    ("LiveBlogPosting", "Live blog"),
];

/// Reads the section and the type that the markup names as the text rules read a label above the text.
pub(crate) fn labels(engine: &Engine, document: &Document<'_>, facts: &PageFacts) -> Margin {
    let mut margin = Margin::default();
    for statement in
        facts.statements().iter().filter(|statement| matches!(statement.topic, Topic::Section | Topic::Type))
    {
        let named = LABELS.iter().find(|(kind, _)| *kind == statement.value).map(|(_, label)| *label);
        let label = match statement.topic {
            Topic::Section => statement.value.as_str(),
            _ => named.unwrap_or_default(),
        };
        if label.is_empty() || label.split_whitespace().count() > 5 {
            continue;
        }
        let cleaned = engine.clean(&inner_document(document, label, PageOutput::Text, facts));
        let of_label = |signal: &Signal| {
            engine.rule(signal.rule()).is_some_and(|rule| rule.action() != Action::Note || is_stripped(rule))
        };
        let here = Some(statement.span.clone());
        let signals = cleaned.signals.into_iter().filter(of_label);
        margin.signals.extend(signals.map(|signal| Signal {
            span: here.clone(),
            text: statement.value.clone(),
            ..signal
        }));
        let items = cleaned.metadata.items.into_iter().filter(|(field, _)| *field == Field::Label);
        margin.lifted.extend(items.map(|(field, item)| (field, Item { span: statement.span.clone(), ..item })));
    }
    margin
}
