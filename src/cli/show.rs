//! Source reports for people: a screen for a document, a table and a page for publishers.

use std::fmt::Write as _;

use unchaff::Direction;
use unchaff::source::{DOES_NOT_MEASURE, Level, Named, SourceReport};

use super::publishers::{ByPublisher, Tally};

// Writing to a string cannot fail, so the results of `writeln!` are let go.

/// The report on one screen. Control characters are shown as `�`, so that a document cannot speak to the terminal.
pub(crate) fn screen(report: &SourceReport) -> String {
    let mut text = String::new();
    let (low, high) = report.interval();
    let _ = writeln!(text, "kind       {}", report.kind());
    let _ = writeln!(text, "publisher  {}", who(report.publisher()));
    if let Some(origin) = report.origin() {
        let _ = writeln!(text, "origin     {}: cite it rather than the copy", who(Some(origin)));
    }
    let _ = writeln!(
        text,
        "band       {}, between {low} and {high} four times in five; rests on: {}",
        report.band(),
        report.basis()
    );
    for flag in report.flags() {
        let _ = writeln!(text, "flag       {flag}");
    }
    heading(&mut text, "strongest reasons");
    for reason in report.reasons() {
        let _ = writeln!(text, "  - {reason}");
    }
    lists(&mut text, report);
    heading(&mut text, "dimensions");
    for (dimension, level) in report.dimensions().iter().filter(|(_, level)| *level != Level::NotSeen) {
        let _ = writeln!(text, "  {dimension:13} {level}");
    }
    let unseen: Vec<&str> = report
        .dimensions()
        .iter()
        .filter(|(_, level)| *level == Level::NotSeen)
        .map(|(dimension, _)| dimension.name())
        .collect();
    if !unseen.is_empty() {
        let _ = writeln!(text, "  {:13} {}", "not seen", unseen.join(", "));
    }
    heading(&mut text, "signals");
    let mut seen: Vec<&str> = Vec::new();
    for signal in report.signals() {
        if seen.contains(&signal.id()) {
            continue;
        }
        seen.push(signal.id());
        let mark = match signal.direction() {
            Direction::Supports => '+',
            Direction::Caution => '-',
            Direction::Describes => ' ',
        };
        let place = match signal.span() {
            Some(span) => format!("byte {}", span.start),
            None if signal.quote().is_empty() => "the page".to_owned(),
            None => "headline".to_owned(),
        };
        let _ = writeln!(text, "  {mark} {:34} {place}", signal.id());
    }
    heading(&mut text, "not seen, which says nothing against it");
    let _ = writeln!(
        text,
        "  {}",
        if report.not_seen().is_empty() { "nothing".to_owned() } else { report.not_seen().join(", ") }
    );
    if !report.would_change().is_empty() {
        heading(&mut text, "would change this");
    }
    for change in report.would_change() {
        let _ = writeln!(text, "  - {change}");
    }
    let _ = writeln!(text, "\ndoes not measure {}", DOES_NOT_MEASURE.join(", "));
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

fn heading(text: &mut String, words: &str) {
    let _ = writeln!(text, "\n{words}");
}

fn who(named: Option<&Named>) -> String {
    let Some(named) = named else { return "not seen".to_owned() };
    let mut text = named.name().to_owned();
    if let Some(host) = named.host().filter(|host| *host != named.name()) {
        let _ = write!(text, " ({host})");
    }
    if let Some(facts) = named.facts() {
        let _ = write!(text, ", {}", facts.kind());
        if let Some(business) = facts.business() {
            let _ = write!(text, ", {business}");
        }
        if let Some(owner) = facts.owner() {
            let _ = write!(text, ", owned by {owner}");
        }
    }
    text
}

fn lists(text: &mut String, report: &SourceReport) {
    if report.lists().is_empty() {
        return;
    }
    heading(text, "lists");
    for line in report.lists() {
        let date = line.date.map_or_else(|| "no date".to_owned(), |date| date.to_string());
        let stale = if line.stale == Some(true) { ", stale" } else { "" };
        let licence = line.licence.as_ref().map_or_else(String::new, |licence| format!(", {licence}"));
        let value = line.value.map_or_else(String::new, |value| format!("  {value:.2}"));
        let _ = writeln!(text, "  {:28} {}{value}  ({date}{stale}{licence})", line.list, line.entry);
    }
}

/// One line for each publisher.
pub(crate) fn table(counts: &ByPublisher) -> String {
    let mut text = format!(
        "{:32} {:>5}  {:16} {:12} {:12} most frequent cautions\n",
        "publisher", "texts", "kind", "band", "mean score"
    );
    for (name, tally) in &counts.all {
        let mean = tally.mean().map_or_else(|| "too few".to_owned(), |(mean, error)| format!("{mean:.2} ±{error:.2}"));
        let shown: String = name.chars().take(32).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        let _ = writeln!(
            text,
            "{shown:32} {:>5}  {:16} {:12} {mean:12} {}",
            tally.documents,
            tally.kind(),
            tally.band(),
            leading(tally)
        );
    }
    let _ = writeln!(text, "\ndoes not measure {}", DOES_NOT_MEASURE.join(", "));
    text
}

fn leading(tally: &Tally) -> String {
    let shares = Tally::leading(&tally.cautions, tally.documents);
    shares.iter().map(|(id, share)| format!("{id} {:.0} %", share * 100.0)).collect::<Vec<_>>().join(", ")
}

/// The table as a page that needs nothing else.
pub(crate) fn page(counts: &ByPublisher) -> String {
    let mut rows = String::new();
    for (name, tally) in &counts.all {
        let mean = tally.mean().map_or_else(|| "too few".to_owned(), |(mean, error)| format!("{mean:.2} ± {error:.2}"));
        let supports = Tally::leading(&tally.supports, tally.documents);
        let supports =
            supports.iter().map(|(id, share)| format!("{id} {:.0} %", share * 100.0)).collect::<Vec<_>>().join(", ");
        let _ = writeln!(
            rows,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{mean}</td><td>{}</td><td>{}</td></tr>",
            escaped(name),
            tally.documents,
            tally.kind(),
            tally.band(),
            escaped(&supports),
            escaped(&leading(tally))
        );
    }
    format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Sources by publisher</title>\n\
         <style>body{{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:75em;padding:0 1em}}\
         table{{border-collapse:collapse;width:100%}}td,th{{border-bottom:1px solid #ccc;padding:.3em .6em;text-align:left;vertical-align:top}}\
         </style>\n<h1>Sources by publisher</h1>\n<p>What the documents show, as evidence and no verdict. Does not measure {}.</p>\n\
         <table><thead><tr><th>Publisher<th>Texts<th>Kind<th>Band<th>Mean score<th>Supports<th>Cautions</thead>\n<tbody>\n{rows}</tbody></table>\n</html>\n",
        DOES_NOT_MEASURE.join(", ")
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
