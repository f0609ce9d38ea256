//! What several test suites share: the seeds, their sidecars, and lines of a text.

#![allow(dead_code)] // Each suite uses its part.

pub mod marks;
pub mod snapshots;

use std::ops::Range;
use std::path::{Path, PathBuf};

use marks::Marks;
use unchaff::{Cleaned, Document, Engine};

/// A document of `seeds/` with what its sidecar says of it.
pub struct Seed {
    pub name: String,
    pub text: String,
    pub marks: Marks,
    markdown: bool,
}

impl Seed {
    /// Cleans the seed, with the particulars that its sidecar gives.
    pub fn clean(&self, engine: &Engine) -> Cleaned {
        engine.clean(&self.document())
    }

    /// The seed as the engine takes it.
    pub fn document(&self) -> Document<'_> {
        let mut document = if self.markdown { Document::markdown(&self.text) } else { Document::new(&self.text) };
        if let Some(title) = &self.marks.title {
            document = document.title(title);
        }
        if let Some(lang) = &self.marks.lang {
            document = document.lang(lang);
        }
        if let Some(host) = &self.marks.host {
            document = document.url(&format!("https://{host}/"));
        }
        document
    }
}

/// The folder of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every seed, by name.
pub fn seeds() -> Vec<Seed> {
    let folder = root().join("seeds");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let is_seed = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "txt" || extension == "md");
    paths.into_iter().filter(is_seed).map(|path| seed(&path)).collect()
}

fn seed(path: &Path) -> Seed {
    let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
    let text = std::fs::read_to_string(path).unwrap();
    let sidecar = path.with_extension("marks");
    let written = std::fs::read_to_string(&sidecar).unwrap_or_else(|error| panic!("{}: {error}", sidecar.display()));
    let marks = Marks::parse(&name, &text, &written);
    Seed { name, text, marks, markdown: path.extension().is_some_and(|extension| extension == "md") }
}

/// A line that is not blank: its 1-based number and its bytes without white space around them.
pub struct Line {
    pub number: usize,
    pub range: Range<usize>,
}

/// The lines of a text that are not blank.
pub fn lines(text: &str) -> Vec<Line> {
    let mut found = Vec::new();
    let mut start = 0;
    for (place, line) in text.split_inclusive('\n').enumerate() {
        let kept = line.trim();
        if !kept.is_empty() {
            let from = start + line.len() - line.trim_start().len();
            found.push(Line { number: place + 1, range: from..from + kept.len() });
        }
        start += line.len();
    }
    found
}

/// What two ranges share; empty where they share nothing.
pub fn common(a: &Range<usize>, b: &Range<usize>) -> Range<usize> {
    let start = a.start.max(b.start);
    start..a.end.min(b.end).max(start)
}

/// "3", "5-9": the numbers of the lines that a range of a text touches with more than white space.
pub fn numbers(text: &str, range: &Range<usize>) -> String {
    let touched: Vec<usize> = lines(text)
        .into_iter()
        .filter(|line| !text[common(&line.range, range)].trim().is_empty())
        .map(|line| line.number)
        .collect();
    match touched.as_slice() {
        [] => "-".to_owned(),
        [only] => only.to_string(),
        [first, .., last] => format!("{first}-{last}"),
    }
}
