//! The file of Media Bias/Fact Check's ratings, as the browser extension of that name offers it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::error::{RatingError, excerpt};
use super::list::{Draft, Row};

#[derive(Deserialize)]
struct File<'f> {
    date: Option<String>,
    #[serde(default)]
    aliases: BTreeMap<String, String>,
    #[serde(borrow)]
    sources: Vec<&'f RawValue>,
}

/// One source; of its `bias` only what is no leaning is used.
#[derive(Deserialize)]
struct Source<'f> {
    #[serde(borrow)]
    domain: Cow<'f, str>,
    #[serde(default, borrow)]
    reporting: Option<Cow<'f, str>>,
    #[serde(default, borrow)]
    credibility: Option<Cow<'f, str>>,
    #[serde(default, borrow)]
    bias: Option<Cow<'f, str>>,
    #[serde(default)]
    questionable: Vec<String>,
}

/// The list's scale of factual reporting, evenly spaced.
const REPORTING: [(&str, f64); 6] =
    [("very-low", 0.0), ("low", 0.2), ("mixed", 0.4), ("mostly-factual", 0.6), ("high", 0.8), ("very-high", 1.0)];

/// What a source is, where the list files it under something else than a leaning.
const KINDS: [(&str, &str); 4] = [
    ("satire", "satire"),
    ("fake-news", "questionable source"),
    ("conspiracy-pseudoscience", "conspiracy or pseudoscience"),
    ("pro-science", "science"),
];

pub(crate) fn read(text: &str, draft: &mut Draft) -> Result<(), RatingError> {
    let file: File<'_> = serde_json::from_str(text).map_err(|error| {
        let what = format!("not the ratings of Media Bias/Fact Check: {error}");
        RatingError::new(draft.file(), what, "this format is a JSON object with `sources`").at(error.line() as u64)
    })?;
    draft.name = Some("Media Bias/Fact Check".to_owned());
    draft.date = file.date.and_then(|date| date.parse().ok());
    let mut line = Lines { text, offset: 0, line: 1 };
    for raw in file.sources {
        let line = line.of(raw.get());
        let read = serde_json::from_str::<Source<'_>>(raw.get())
            .map_err(|error| format!("{error} in {}", excerpt(raw.get())))
            .and_then(|source| source.row(line));
        match read {
            Ok(row) => draft.add(row),
            Err(what) => draft.leave_out(line, what),
        }
    }
    for (name, host) in &file.aliases {
        if let Err(what) = draft.alias(name, host) {
            draft.leave_out(1, format!("aliases: {what}"));
        }
    }
    Ok(())
}

impl Source<'_> {
    fn row(&self, line: u64) -> Result<Row, String> {
        let kind =
            self.bias.as_ref().and_then(|bias| KINDS.iter().find(|(word, _)| word == bias)).map(|(_, kind)| *kind);
        let graded = self.reporting.as_deref().filter(|word| !matches!(*word, "" | "n/a"));
        let grade = match graded {
            None => None,
            Some(word) => {
                let known = REPORTING.iter().find(|(known, _)| *known == word);
                Some(known.ok_or_else(|| format!("\"{}\" is no grade of factual reporting", excerpt(word)))?.1)
            }
        };
        let mut parts: Vec<String> = Vec::new();
        parts.extend(kind.map(str::to_owned));
        parts.extend(graded.map(|word| format!("factual reporting: {word}")));
        parts.extend(self.credibility.as_deref().filter(|word| *word != "n/a").map(str::to_owned));
        if !self.questionable.is_empty() {
            parts.push(format!("reasons: {}", self.questionable.join(", ")));
        }
        let satire = kind == Some("satire");
        Ok(Row {
            host: self.domain.clone().into_owned(),
            entry: parts.join("; "),
            label: if satire { Some("satire".to_owned()) } else { graded.map(str::to_owned) },
            value: grade.filter(|_| !satire),
            date: None,
            line,
        })
    }
}

/// Counts the lines up to parts of a text that come in its order.
struct Lines<'t> {
    text: &'t str,
    offset: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line in which `part` begins, a slice of the text behind those asked for before.
    fn of(&mut self, part: &str) -> u64 {
        let offset = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).min(self.text.len());
        let between = self.text.as_bytes().get(self.offset..offset).unwrap_or_default();
        self.line += between.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.offset = self.offset.max(offset);
        self.line
    }
}
