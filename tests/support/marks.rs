//! The sidecar of a seed: which of its lines are noise, and of what kind.
//!
//! ```text
//! title: Gold steadies
//! note: why the seed exists
//! 1-1 drop disclaimer
//! 3-3 lift date
//! 9 span drop newsletter "Sign up here."
//! ```

use std::ops::Range;

use super::lines;

/// What a sidecar says.
#[derive(Debug, Default)]
pub struct Marks {
    pub title: Option<String>,
    pub lang: Option<String>,
    pub host: Option<String>,
    pub items: Vec<Mark>,
}

/// A stretch of noise within one line.
#[derive(Debug)]
pub struct Mark {
    pub line: usize,
    pub action: String,
    pub category: String,
    /// Its bytes in the seed.
    pub range: Range<usize>,
}

impl Marks {
    /// Reads the sidecar `written` of the seed `name`.
    pub fn parse(name: &str, text: &str, written: &str) -> Marks {
        let mut marks = Marks::default();
        for row in written.lines().filter(|row| !row.trim().is_empty()) {
            let understood = marks.row(text, row);
            assert!(understood.is_some(), "{name}.marks: cannot read: {row}");
        }
        marks
    }

    fn row(&mut self, text: &str, row: &str) -> Option<()> {
        let header = |key: &str| row.strip_prefix(key).map(|value| value.trim().to_owned());
        if let Some(title) = header("title:") {
            self.title = Some(title);
        } else if let Some(lang) = header("lang:") {
            self.lang = Some(lang);
        } else if let Some(host) = header("host:") {
            self.host = Some(host);
        } else if header("note:").is_none() {
            self.mark(text, row)?;
        }
        Some(())
    }

    fn mark(&mut self, text: &str, row: &str) -> Option<()> {
        let (place, rest) = row.split_once(' ')?;
        if let Some(rest) = rest.strip_prefix("span ") {
            let (action, rest) = rest.split_once(' ')?;
            let (category, quoted) = rest.split_once(' ')?;
            let quoted = quoted.trim().strip_prefix('"')?.strip_suffix('"')?;
            let line = place.parse().ok()?;
            let range = lines(text).into_iter().find(|found| found.number == line)?.range;
            let start = range.start + text[range].find(quoted)?;
            self.push(line, action, category, start..start + quoted.len());
            return Some(());
        }
        let (first, last) = place.split_once('-')?;
        let (first, last): (usize, usize) = (first.parse().ok()?, last.parse().ok()?);
        let (action, category) = rest.split_once(' ')?;
        for line in lines(text).into_iter().filter(|line| (first..=last).contains(&line.number)) {
            self.push(line.number, action, category.trim(), line.range);
        }
        Some(())
    }

    fn push(&mut self, line: usize, action: &str, category: &str, range: Range<usize>) {
        self.items.push(Mark { line, action: action.to_owned(), category: category.to_owned(), range });
    }
}
