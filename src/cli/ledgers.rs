//! Finding a document's ledger: by name and text for whole files, by order and id for records.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Result, bail};
use unchaff::Ledger;
use unchaff::io::{Compression, Format, Input, Line, LineLimits, Lines, Origin, Source};

/// How many ledgers ahead a record's own is looked for, where records have been taken from the corpus.
const AHEAD: usize = 1_000;

/// The lines of a ledger file, read batch by batch.
struct Reader {
    lines: Lines<Source>,
    name: String,
    read: VecDeque<Ledger>,
    ended: bool,
}

impl Reader {
    fn open(path: &Path) -> Result<Reader> {
        let origin = Origin::File { path: path.to_owned(), relative: path.to_owned() };
        let input = Input { origin, format: Format::JsonLines, size: None };
        let lines = Lines::new(Source::open(&input, &Arc::default())?, LineLimits::default());
        Ok(Reader { lines, name: input.name(), read: VecDeque::new(), ended: false })
    }

    /// Reads the next batch; false at the end.
    fn more(&mut self) -> Result<bool> {
        let Some(batch) = self.lines.next().filter(|_| !self.ended) else {
            self.ended = true;
            return Ok(false);
        };
        for line in batch.lines() {
            match line {
                Line::Whole { number, bytes } => match serde_json::from_slice(bytes) {
                    Ok(ledger) => self.read.push_back(ledger),
                    Err(error) => bail!("{}:{number}: not a ledger: {error}", self.name),
                },
                Line::TooLong { number, bytes } => {
                    bail!("{}:{number}: the line has {bytes} bytes, more than can be read", self.name)
                }
            }
        }
        match batch.fault {
            Some(fault) => Err(fault.into()),
            None => Ok(true),
        }
    }
}

/// The ledgers of whole files, all in memory.
pub(crate) struct Shelf {
    ledgers: Vec<Ledger>,
}

impl Shelf {
    /// Reads a ledger file.
    ///
    /// # Errors
    /// When it cannot be read, or a line is no ledger.
    pub(crate) fn read(path: &Path) -> Result<Shelf> {
        let mut reader = Reader::open(path)?;
        while reader.more()? {}
        Ok(Shelf { ledgers: reader.read.into() })
    }

    /// Takes the ledger of the file `relative` (its path below the folder that was asked for) with this text; `alone`:
    /// no other file is restored. The name and the text should both fit; a text alone is found under another name, and a
    /// name alone gives the ledger that will refuse the text.
    pub(crate) fn take(&mut self, relative: &Path, text: &str, alone: bool) -> Option<Ledger> {
        let digest = Ledger::digest(text);
        let fits = |ledger: &Ledger| ledger.fits(&digest);
        let named = |ledger: &Ledger| ledger.document.as_deref().is_some_and(|document| is_named(document, relative));
        let find = |wanted: &dyn Fn(&Ledger) -> bool| self.ledgers.iter().position(wanted);
        let only = || (alone && self.ledgers.len() == 1).then_some(0);
        let place = find(&|ledger| named(ledger) && fits(ledger))
            .or_else(|| find(&|ledger| named(ledger) && relative.components().count() > 1))
            .or_else(|| find(&fits))
            .or_else(|| find(&named))
            .or_else(only)?;
        Some(self.ledgers.remove(place))
    }
}

/// Whether the document at a path may have been written to `relative` below another folder.
fn is_named(document: &str, relative: &Path) -> bool {
    let (_, bare) = Compression::split(relative);
    let (_, document) = Compression::split(Path::new(document));
    !bare.as_os_str().is_empty() && document.ends_with(bare)
}

/// The ledgers of records, in the order of the corpus.
pub(crate) struct Stream {
    reader: Reader,
    /// Ledgers of whole files stand among those of records.
    mixed: bool,
    skipped: u64,
}

impl Stream {
    pub(crate) fn open(path: &Path, mixed: bool) -> Result<Stream> {
        Ok(Stream { reader: Reader::open(path)?, mixed, skipped: 0 })
    }

    /// Takes the ledger of the next record: `id` is the record's, `text` its cleaned text.
    ///
    /// Usually that is the next ledger. Where records have been taken from the corpus, the first that fits is looked for
    /// further on. A record whose text has been changed gets the ledger that stands in its place, which will refuse it.
    ///
    /// # Errors
    /// When the ledger file cannot be read on.
    pub(crate) fn take(&mut self, id: Option<&str>, text: &str) -> Result<Option<Ledger>> {
        let digest = Ledger::digest(text);
        let named = |ledger: &Ledger| id.is_none_or(|id| ledger.document.as_deref() == Some(id));
        let place = match self.position(AHEAD, |ledger| named(ledger) && ledger.fits(&digest))? {
            Some(place) => Some(place),
            None => self.position(if id.is_some() { AHEAD } else { 1 }, named)?,
        };
        let Some(place) = place else { return Ok(None) };
        self.skipped += place as u64;
        self.reader.read.drain(..place);
        Ok(self.reader.read.pop_front())
    }

    /// The place of the first ledger that is wanted, among the next `window`.
    fn position(&mut self, window: usize, wanted: impl Fn(&Ledger) -> bool) -> Result<Option<usize>> {
        let mut place = 0;
        while place < window {
            if place >= self.reader.read.len() && !self.more()? {
                return Ok(None);
            }
            match self.reader.read.get(place) {
                Some(ledger) if wanted(ledger) => return Ok(Some(place)),
                _ => place += 1,
            }
        }
        Ok(None)
    }

    fn more(&mut self) -> Result<bool> {
        let before = self.reader.read.len();
        while self.reader.read.len() == before {
            if !self.reader.more()? {
                return Ok(false);
            }
            if self.mixed {
                self.reader.read.retain(|ledger| ledger.record.is_some());
            }
        }
        Ok(true)
    }

    /// How many ledgers had no record.
    ///
    /// # Errors
    /// When the ledger file cannot be read to its end.
    pub(crate) fn finish(mut self) -> Result<u64> {
        let mut left = self.skipped + self.reader.read.len() as u64;
        self.reader.read.clear();
        while self.more()? {
            left += self.reader.read.len() as u64;
            self.reader.read.clear();
        }
        Ok(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(document: &str, cleaned: &str) -> Ledger {
        let text = |text: &str| {
            unchaff::Engine::builder().rules(unchaff::RuleSet::empty()).build().map(|engine| {
                let cleaned = engine.clean(&unchaff::Document::new(text));
                Ledger::new(text, &cleaned, engine.rules_hash(), unchaff::OffsetUnit::Bytes)
            })
        };
        let mut ledger = text(cleaned).unwrap();
        ledger.document = Some(document.to_owned());
        ledger.record = Some(1);
        ledger
    }

    fn stream(ledgers: &[Ledger]) -> (tempfile::NamedTempFile, Stream) {
        use std::io::Write;
        let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile().unwrap();
        for ledger in ledgers {
            writeln!(file, "{}", serde_json::to_string(ledger).unwrap()).unwrap();
        }
        let stream = Stream::open(file.path(), false).unwrap();
        (file, stream)
    }

    #[test]
    fn records_that_are_gone_are_passed_over() {
        let all = [ledger("1", "a"), ledger("2", "b"), ledger("3", "c"), ledger("4", "d")];
        let (_file, mut ledgers) = stream(&all);
        assert_eq!(ledgers.take(Some("2"), "b").unwrap().as_ref(), Some(&all[1]));
        assert_eq!(ledgers.take(Some("9"), "z").unwrap(), None);
        // Changed since: its own ledger, which refuses it.
        assert_eq!(ledgers.take(Some("3"), "changed").unwrap().as_ref(), Some(&all[2]));
        assert_eq!(ledgers.finish().unwrap(), 2);
    }

    #[test]
    fn records_without_ids_go_by_order_and_text() {
        let all = [ledger("in", "a"), ledger("in", "b"), ledger("in", "b"), ledger("in", "d")];
        let (_file, mut ledgers) = stream(&all);
        assert_eq!(ledgers.take(None, "changed").unwrap().as_ref(), Some(&all[0]));
        assert_eq!(ledgers.take(None, "b").unwrap().as_ref(), Some(&all[1]));
        assert_eq!(ledgers.take(None, "d").unwrap().as_ref(), Some(&all[3]));
        assert_eq!(ledgers.finish().unwrap(), 1);
    }

    #[test]
    fn files_go_by_name_and_text() {
        let ledgers = vec![ledger("in/a/x.txt", "one"), ledger("in/b/x.txt", "one"), ledger("in/c.txt.gz", "two")];
        let shelf = || Shelf { ledgers: ledgers.clone() };
        let document = |ledger: Option<Ledger>| ledger.and_then(|ledger| ledger.document);
        assert_eq!(document(shelf().take(Path::new("b/x.txt"), "one", false)).as_deref(), Some("in/b/x.txt"));
        assert_eq!(document(shelf().take(Path::new("b/x.txt"), "changed", false)).as_deref(), Some("in/b/x.txt"));
        assert_eq!(document(shelf().take(Path::new("other.txt"), "two", false)).as_deref(), Some("in/c.txt.gz"));
        assert_eq!(document(shelf().take(Path::new("none.txt"), "three", true)), None);
    }
}
