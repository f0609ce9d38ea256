//! What `unchaff explain --why-not` prints.

use std::fmt::Write as _;
use std::ops::Range;

use unchaff::{Action, BlockWhy, Cleaned, Confidence, Engine, PageWhyNot, Reason, Removal, Suggestion, WhyNot};

use super::paint::{Painter, note, place};

/// So many rules are listed.
const SHOWN: usize = 8;

/// Why the text at `span` stayed.
pub(crate) fn render(painter: &Painter, engine: &Engine, text: &str, span: &Range<usize>, why: &WhyNot<'_>) -> String {
    let mut out = String::new();
    for (number, line) in lines(text, span) {
        painter.plain_line(&mut out, text, number, &line);
    }
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(out);
    taken(&mut out, "This does not stay; it is taken by", &why.removed, engine);
    rules(&mut out, engine, why);
    out
}

/// Why the part of a page's text at `span` stayed, or what took it.
pub(crate) fn page(
    painter: &Painter,
    engine: &Engine,
    text: &str,
    span: &Range<usize>,
    why: &PageWhyNot<'_>,
) -> String {
    let mut out = String::new();
    for (number, line) in lines(text, span) {
        painter.plain_line(&mut out, text, number, &line);
    }
    let _ = writeln!(out);
    for found in why.blocks.iter().take(SHOWN) {
        block(&mut out, found);
    }
    taken(&mut out, "This does not stay; it is taken by", &why.removed, engine);
    if why.removed.is_empty() {
        rules(&mut out, engine, &why.rules);
        let _ = writeln!(out, "\nA rule with `selectors` takes an element by its name, class or id: docs/rules.md.");
    }
    out
}

/// What structure and selectors say of a block.
fn block(out: &mut String, block: &BlockWhy<'_>) {
    let (likely, threshold) = (block.likely * 100.0, block.threshold * 100.0);
    let _ = writeln!(out, "{}", block.path);
    let likeness = format!("By structure {likely:.0} in 100 for the article; below {threshold:.0} it goes");
    match (&block.selected, block.is_left) {
        (Some((rule, selector)), _) => {
            let decides = if rule.action() == Action::Keep { "keeps" } else { "takes" };
            let _ = writeln!(out, "  {decides}: {} by its selector {selector}, whatever structure says.", rule.id());
        }
        (None, false) if block.likely >= block.threshold => {
            let _ = writeln!(out, "  {likeness}, but it is the {}.", block.sign);
        }
        (None, false) => drop(writeln!(out, "  {likeness} ({}).", block.sign)),
        (None, true) if block.likely < block.threshold => {
            let _ =
                writeln!(out, "  {likeness}, but it stays: it is kept or only lifted, or too little would be left.");
        }
        (None, true) => drop(writeln!(out, "  {likeness}. No selector names it.")),
    }
    let _ = writeln!(out);
}

/// What the text rules have to say of a text that is left to them.
fn rules(out: &mut String, engine: &Engine, why: &WhyNot<'_>) {
    let withheld = "This was withheld, since the document would lose too much (--max-removed); it would be taken by";
    taken(out, withheld, &why.withheld, engine);
    if !why.protections.is_empty() {
        let _ = writeln!(out, "Protected by:");
        for protection in &why.protections {
            let (rule, reason) = (protection.rule, &protection.reason);
            let _ = writeln!(out, "  {}: {reason} — {}", rule.id(), place(rule, reason));
            if let Some(why) = rule.why() {
                let _ = writeln!(out, "      {why}");
            }
        }
        let _ = writeln!(out);
    }
    if why.withheld.is_empty() {
        candidates(out, why);
    }
    let stays = why.removed.is_empty() && why.withheld.is_empty() && why.protections.is_empty();
    match &why.suggestion {
        Some(suggestion) if stays => suggest(out, suggestion, why),
        None if stays && why.candidates.is_empty() => {
            let _ = writeln!(out, "No rule may take it: it is code or a quotation in Markdown, or holds no word.");
        }
        _ => {}
    }
}

/// A line for a text that a bold rule would take and no other has.
pub(crate) fn bolder(cleaned: &Cleaned, span: &Range<usize>, taken: &[Removal]) -> String {
    let meets = |removal: &&Removal| {
        removal.confidence() == Confidence::Bold && removal.span().start < span.end && span.start < removal.span().end
    };
    match cleaned.removed().iter().find(meets) {
        Some(removal) if taken.is_empty() => {
            format!("\nWith --confidence bold it is taken by {} ({}).\n", removal.rule(), removal.reason())
        }
        _ => String::new(),
    }
}

fn taken(out: &mut String, intro: &str, removals: &[Removal], engine: &Engine) {
    if removals.is_empty() {
        return;
    }
    let _ = writeln!(out, "{intro}:");
    for removal in removals {
        let _ = writeln!(out, "  {}", note(removal, engine));
    }
    let _ = writeln!(out);
}

fn candidates(out: &mut String, why: &WhyNot<'_>) {
    if why.candidates.is_empty() {
        return;
    }
    let _ =
        writeln!(out, "Rules that came near, the nearest first, and the first condition of each that does not hold:");
    for candidate in why.candidates.iter().take(SHOWN) {
        let (rule, reason) = (candidate.rule, &candidate.reason);
        let (category, action, confidence) = (rule.category(), rule.action(), rule.confidence());
        let _ =
            writeln!(out, "  {} ({category}, {action}, {confidence}): {reason} — {}", rule.id(), place(rule, reason));
        let _ = writeln!(out, "      {}", candidate.failed);
    }
    match why.candidates.len().saturating_sub(SHOWN) {
        0 => {}
        more => drop(writeln!(out, "  … and {more} more")),
    }
}

fn suggest(out: &mut String, suggestion: &Suggestion, why: &WhyNot<'_>) {
    let near = why.candidates.iter().any(|candidate| matches!(candidate.reason, Reason::Phrase(_)));
    let intro = match (near, why.candidates.is_empty()) {
        (true, _) => "\nIf none of these is meant for it, begin a rule of your own",
        (false, true) => "No rule has a phrase in it, and its shape alone fires none. Begin a rule of your own",
        (false, false) => "\nNo rule has a phrase in it. Begin a rule of your own",
    };
    let _ = writeln!(out, "{intro}, as my-rules/my-pack/my-rule.toml:\n");
    for line in suggestion.to_string().lines() {
        let _ = writeln!(out, "    {line}");
    }
    let _ = writeln!(out, "\nThen: unchaff rules test my-pack --rules my-rules");
}

/// The lines that the span touches, with their numbers.
fn lines(text: &str, span: &Range<usize>) -> Vec<(usize, Range<usize>)> {
    let mut at = 0;
    let mut found = Vec::new();
    for (place, line) in text.split_inclusive('\n').enumerate() {
        let range = at..at + line.len();
        at = range.end;
        if range.start < span.end && span.start < range.end {
            found.push((place + 1, range));
        }
    }
    found
}
