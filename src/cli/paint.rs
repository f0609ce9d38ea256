//! A document for the terminal: numbered lines, what goes marked, and below it who took it and why.

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::ops::Range;

use anstyle::{AnsiColor, Effects, Style};
use unchaff::{Action, Cleaned, Embedded, Engine, Field, Flag, Reason, Removal, Rule, Value};

use super::rows::Rows;

/// How the terminal wants it.
pub(crate) struct Painter {
    pub colour: bool,
    /// Columns to wrap at; `None` in a pipe, where every line stays whole.
    width: Option<usize>,
    /// Digits of the highest line number.
    digits: usize,
}

/// What happens to a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Dropped,
    Lifted,
    Split,
    Withheld,
}

/// A span that is marked, and the note that stands below it.
struct Mark {
    span: Range<usize>,
    kind: Kind,
    note: String,
}

const NOTE: Style = Style::new().effects(Effects::DIMMED);
const HEADING: Style = Style::new().effects(Effects::BOLD);

impl Kind {
    fn of(action: Action) -> Kind {
        match action {
            Action::Lift => Kind::Lifted,
            Action::Split => Kind::Split,
            Action::Drop | Action::Keep | Action::Note => Kind::Dropped,
        }
    }

    fn margin(self) -> char {
        match self {
            Kind::Dropped => '-',
            Kind::Lifted => '>',
            Kind::Split => '|',
            Kind::Withheld => '~',
        }
    }

    fn style(self) -> Style {
        let colour = |colour: AnsiColor| Style::new().fg_color(Some(colour.into()));
        match self {
            Kind::Dropped => colour(AnsiColor::Red).effects(Effects::STRIKETHROUGH),
            Kind::Lifted => colour(AnsiColor::Cyan).effects(Effects::STRIKETHROUGH),
            Kind::Split => colour(AnsiColor::Magenta).effects(Effects::STRIKETHROUGH),
            Kind::Withheld => colour(AnsiColor::Yellow).effects(Effects::UNDERLINE),
        }
    }
}

impl Painter {
    /// A painter for standard output and the lines of `text`.
    pub(crate) fn for_stdout(text: &str) -> Painter {
        let stdout = std::io::stdout();
        let colour = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        let width = stdout.is_terminal().then(terminal_size::terminal_size).flatten();
        let width = width.map(|(terminal_size::Width(columns), _)| usize::from(columns).clamp(40, 140));
        Painter { colour, width, digits: text.lines().count().max(100).to_string().len() }
    }

    /// The whole document with its legend and summary.
    pub(crate) fn document(&self, text: &str, cleaned: &Cleaned, engine: &Engine) -> String {
        let mut out = String::new();
        let marks = marks(cleaned, engine);
        let mut at = 0;
        for (place, line) in text.split_inclusive('\n').enumerate() {
            let span = at..at + line.len();
            for story in cleaned.embedded().iter().filter(|story| span.contains(&story.span().start)) {
                self.story(&mut out, story);
            }
            self.line(&mut out, text, place + 1, &span, &marks);
            self.notes(&mut out, text, &span, &marks);
            for story in cleaned.embedded().iter().filter(|story| span.contains(&(story.span().end.max(1) - 1))) {
                self.inside(&mut out, story, engine);
            }
            at = span.end;
        }
        self.closing(&mut out, text, cleaned);
        out
    }

    /// One line of the document with its number, plain.
    pub(crate) fn plain_line(&self, out: &mut String, text: &str, number: usize, span: &Range<usize>) {
        self.line(out, text, number, span, &[]);
    }

    fn line(&self, out: &mut String, text: &str, number: usize, span: &Range<usize>, marks: &[Mark]) {
        let content = text[span.clone()].trim_end();
        let span = span.start..span.start + content.len();
        let first = marks.partition_point(|mark| mark.span.end <= span.start);
        let mut pieces: Vec<(Range<usize>, Option<Kind>)> = Vec::new();
        let mut from = span.start;
        for mark in marks[first..].iter().take_while(|mark| mark.span.start < span.end) {
            let (start, end) = (mark.span.start.max(from), mark.span.end.min(span.end));
            pieces.push((from..start, None));
            pieces.push((start..end, Some(mark.kind)));
            from = end;
        }
        pieces.push((from..span.end, None));
        pieces.retain(|(piece, _)| !piece.is_empty());
        let ink = |piece: &Range<usize>| !text[piece.clone()].trim().is_empty();
        let whole = pieces.iter().find(|(piece, kind)| kind.is_some() && ink(piece)).and_then(|(_, kind)| *kind);
        let whole = whole.filter(|_| !pieces.iter().any(|(piece, kind)| kind.is_none() && ink(piece)));
        let margin = whole.map_or(' ', Kind::margin);
        let mut rows = Rows::new(out, self.colour, self.width, self.digits + 3);
        rows.push(&format!("{number:>width$} ", width = self.digits), NOTE);
        rows.push(&format!("{margin} "), whole.map_or_else(Style::new, |kind| kind.style().effects(Effects::BOLD)));
        let brackets = !self.colour && whole.is_none();
        for (piece, kind) in pieces {
            match kind {
                Some(_) if !ink(&piece) => rows.push(&text[piece], Style::new()),
                Some(kind) if brackets => bracketed(&mut rows, &text[piece], kind),
                Some(kind) => rows.push(&text[piece], kind.style()),
                None => rows.push(&text[piece], Style::new()),
            }
        }
        rows.end();
    }

    /// The notes of the marks that end in this line; one note for neighbours of the same rule and reason.
    fn notes(&self, out: &mut String, text: &str, span: &Range<usize>, marks: &[Mark]) {
        let last_ink = |mark: &Mark| mark.span.start + text[mark.span.clone()].trim_end().len();
        let first = marks.partition_point(|mark| mark.span.end <= span.start);
        let here = marks[first..].iter().take_while(|mark| mark.span.start < span.end).count();
        for (place, mark) in marks.iter().enumerate().skip(first).take(here) {
            let end = last_ink(mark);
            if end <= span.start || end > span.end {
                continue;
            }
            if here > 1 && span.start <= mark.span.start {
                self.note(out, &format!("\u{201c}{}\u{201d} {}", excerpt(&text[mark.span.clone()]), mark.note));
                continue;
            }
            let next = marks.get(place + 1).filter(|next| next.kind == mark.kind && next.note == mark.note);
            let goes_on =
                next.is_some_and(|next| text[mark.span.end.min(next.span.start)..next.span.start].trim().is_empty());
            if !goes_on {
                self.note(out, &mark.note);
            }
        }
    }

    fn note(&self, out: &mut String, note: &str) {
        let mut rows = Rows::new(out, self.colour, self.width, self.digits + 5);
        rows.push(&" ".repeat(self.digits + 3), Style::new());
        rows.push("↳ ", NOTE);
        rows.push(note, NOTE);
        rows.end();
    }

    fn story(&self, out: &mut String, story: &Embedded) {
        let title = story.title().map_or_else(|| "without a headline".to_owned(), |title| format!("\"{title}\""));
        let parts = [Some(title), story.publisher().map(str::to_owned), story.published().map(str::to_owned)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let mut rows = Rows::new(out, self.colour, self.width, self.digits + 3);
        rows.push(&format!("{:width$} ┌ ", "", width = self.digits), Kind::Split.style().effects(Effects::BOLD));
        rows.push(&format!("embedded story: {}", parts.join(", ")), HEADING);
        rows.end();
    }

    /// What other rules found inside a story.
    fn inside(&self, out: &mut String, story: &Embedded, engine: &Engine) {
        for removal in story.removed() {
            self.note(out, &format!("inside the story: {}", note(removal, engine)));
        }
    }

    fn closing(&self, out: &mut String, text: &str, cleaned: &Cleaned) {
        // Writing to a string cannot fail.
        let _ = writeln!(out);
        for flag in cleaned.flags() {
            let _ = writeln!(out, "{}", flag_line(*flag, cleaned));
        }
        let kinds = [
            (Kind::Dropped, "dropped"),
            (Kind::Lifted, "lifted into the metadata"),
            (Kind::Split, "split off as a story of its own"),
            (Kind::Withheld, "withheld: it stays"),
        ];
        let mut rows = Rows::new(out, self.colour, None, 0);
        for (kind, meaning) in
            kinds.iter().filter(|(kind, _)| *kind != Kind::Withheld || !cleaned.withheld().is_empty())
        {
            rows.push(&format!("{} {meaning}", kind.margin()), kind.style().effects(Effects::new()));
            rows.push("   ", Style::new());
        }
        rows.push("↳ rule (category, action, confidence): what fired — where the rule file says so", NOTE);
        rows.end();
        let _ = writeln!(out, "{}", summary(text, cleaned));
    }
}

/// A part of a line between brackets that show without colour what happens to it.
fn bracketed(rows: &mut Rows<'_>, part: &str, kind: Kind) {
    let core = part.trim();
    let lead = &part[..part.len() - part.trim_start().len()];
    let tail = &part[part.trim_end().len()..];
    let margin = kind.margin();
    rows.push(&format!("{lead}[{margin}{core}{margin}]{tail}"), Style::new());
}

/// The first words of a text, in one line.
fn excerpt(text: &str) -> String {
    const SHOWN: usize = 32;
    let text = text.trim().replace(['\n', '\r'], " ");
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}

/// Every span to be marked, sorted and disjoint.
fn marks(cleaned: &Cleaned, engine: &Engine) -> Vec<Mark> {
    let mark = |removal: &Removal, withheld: bool| {
        let lifted = lifted(removal, cleaned).map_or_else(String::new, |value| format!(" → {value}"));
        let before = if withheld { "withheld: " } else { "" };
        Mark {
            span: removal.span(),
            kind: if withheld { Kind::Withheld } else { Kind::of(removal.action()) },
            note: format!("{before}{}{lifted}", note(removal, engine)),
        }
    };
    let mut marks: Vec<Mark> = cleaned.removed().iter().map(|removal| mark(removal, false)).collect();
    let apart = |removal: &&Removal| {
        let (span, removed) = (removal.span(), cleaned.removed());
        let next = removed.partition_point(|removal| removal.span().end <= span.start);
        removed.get(next).is_none_or(|next| next.span().start >= span.end)
    };
    marks.extend(cleaned.withheld().iter().filter(apart).map(|removal| mark(removal, true)));
    marks.sort_by_key(|mark| (mark.span.start, mark.span.end));
    marks
}

/// `rule (category, action, confidence): "phrase" — file:line`
pub(crate) fn note(removal: &Removal, engine: &Engine) -> String {
    let (category, action, confidence) = (removal.category(), removal.action(), removal.confidence());
    let place = engine.rule(removal.rule()).map(|rule| place(rule, removal.reason())).unwrap_or_default();
    let place = if place.is_empty() { place } else { format!(" — {place}") };
    format!("{} ({category}, {action}, {confidence}): {}{place}", removal.rule(), removal.reason())
}

/// `path:line` of the phrase or shape in the rule's file.
pub(crate) fn place(rule: &Rule, reason: &Reason) -> String {
    match reason.line_in(rule) {
        Some(line) => format!("{}:{line}", rule.path().display()),
        None => format!("{} (a phrase of {})", rule.path().display(), unchaff::Config::FILE_NAME),
    }
}

/// The field that a lifted text went to, and its value.
fn lifted(removal: &Removal, cleaned: &Cleaned) -> Option<String> {
    let span = removal.span();
    Field::ALL.iter().find_map(|&field| {
        let own = |item: &&unchaff::Item| {
            item.rule() == removal.rule() && item.span().start < span.end && span.start < item.span().end
        };
        cleaned.metadata().all(field).find(own).map(|item| match item.value() {
            Value::Text(text) => format!("{field} = \"{text}\""),
            Value::Minutes(minutes) => format!("{field} = {minutes}"),
        })
    })
}

fn flag_line(flag: Flag, cleaned: &Cleaned) -> String {
    match flag {
        Flag::OverLimit => format!(
            "flag {flag}: drops would take more than the allowed share (--max-removed), so nothing is dropped; {} withheld",
            cleaned.withheld().len()
        ),
        Flag::Unsettled => {
            format!("flag {flag}: the document was still changing after the last round, so it is left whole")
        }
    }
}

/// "7 removals by 5 rules: 4 dropped, 2 lifted, 1 split; 512 of 8203 bytes (6.2 %) leave the text"
fn summary(text: &str, cleaned: &Cleaned) -> String {
    let removed = cleaned.removed();
    if removed.is_empty() {
        return "Nothing is taken out: every byte stays. `--why-not LINE` tells why a line stayed.".to_owned();
    }
    let count = |action: Action| removed.iter().filter(|removal| removal.action() == action).count();
    let actions = [(Action::Drop, "dropped"), (Action::Lift, "lifted"), (Action::Split, "split off")];
    let counts: Vec<String> = actions
        .iter()
        .filter(|(action, _)| count(*action) > 0)
        .map(|(action, word)| format!("{} {word}", count(*action)))
        .collect();
    let mut rules: Vec<&str> = removed.iter().map(Removal::rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let gone = text.len() - cleaned.text().len();
    let plural = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    format!(
        "{} by {}: {}; {gone} of {} bytes ({:.1} %) leave the text. `--why-not LINE` tells why a line stayed.",
        plural(removed.len(), "removal"),
        plural(rules.len(), "rule"),
        counts.join(", "),
        text.len(),
        100.0 * gone as f64 / text.len().max(1) as f64
    )
}
