//! The lines of a byte stream, with their numbers, in batches of bounded size.

use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;

use memchr::memchr;

/// How large batches and lines may be.
#[derive(Clone, Copy, Debug)]
pub struct LineLimits {
    /// A batch is full when its lines hold so many bytes. Default 1 MiB.
    pub batch_bytes: usize,
    /// A batch is full when it holds so many lines. Default 256.
    pub batch_lines: usize,
    /// A line with more bytes than this, line break aside, is skipped. Default 256 MiB.
    pub line_bytes: usize,
}

impl Default for LineLimits {
    fn default() -> LineLimits {
        LineLimits { batch_bytes: 1 << 20, batch_lines: 256, line_bytes: 256 << 20 }
    }
}

/// One line of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// A line with something in it.
    Whole {
        /// Its number in the stream, from 1.
        number: u64,
        /// Its bytes without the line break (`\n` or `\r\n`) and, in the first line, without the
        /// byte order mark.
        bytes: &'a [u8],
    },
    /// A line over the limit, of which nothing is kept.
    TooLong {
        /// Its number in the stream, from 1.
        number: u64,
        /// How many bytes it had, line break aside.
        bytes: u64,
    },
}

/// Consecutive lines of a stream. Lines of nothing but white space are counted and left out.
#[derive(Debug, Default)]
pub struct Batch {
    data: Vec<u8>,
    entries: Vec<Entry>,
    /// Why the stream ended early. Only the last batch has one; its lines, the last of which may
    /// be cut off, are what was read before.
    pub fault: Option<ReadError>,
}

/// Reading a stream failed.
#[derive(Debug, thiserror::Error)]
#[error("{source} (in line {line})")]
pub struct ReadError {
    /// The line in which reading failed, from 1.
    pub line: u64,
    /// What the reader said; it knows the file's name.
    pub source: io::Error,
}

#[derive(Debug)]
enum Entry {
    Whole { number: u64, range: Range<usize> },
    TooLong { number: u64, bytes: u64 },
}

impl Batch {
    /// The lines in order.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.entries.iter().map(|entry| match entry {
            Entry::Whole { number, range } => {
                Line::Whole { number: *number, bytes: self.data.get(range.clone()).unwrap_or_default() }
            }
            Entry::TooLong { number, bytes } => Line::TooLong { number: *number, bytes: *bytes },
        })
    }
}

/// Reads a stream as batches of whole lines: an iterator over [`Batch`]. Where batches are cut
/// depends on the stream alone, not on how the reader hands out its bytes.
pub struct Lines<R> {
    reader: BufReader<R>,
    limits: LineLimits,
    number: u64,
    ended: bool,
}

/// How the reading of one line ended.
enum End {
    Break,
    Stream,
    Fault(io::Error),
}

impl<R: Read> Lines<R> {
    /// Reads the lines of `reader`.
    pub fn new(reader: R, limits: LineLimits) -> Lines<R> {
        let reader = BufReader::with_capacity(1 << 17, reader);
        Lines { reader, limits, number: 0, ended: false }
    }

    /// Appends the next line to the batch.
    fn read_line(&mut self, batch: &mut Batch) -> End {
        let start = batch.data.len();
        let mut length: u64 = 0;
        let end = loop {
            let seen = match self.reader.fill_buf() {
                Ok([]) => break End::Stream,
                Ok(seen) => seen,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => break End::Fault(error),
            };
            let found = memchr(b'\n', seen);
            let part = found.and_then(|at| seen.get(..at)).unwrap_or(seen);
            let consumed = part.len() + usize::from(found.is_some());
            length += part.len() as u64;
            if length <= self.limits.line_bytes as u64 {
                batch.data.extend_from_slice(part);
            } else if batch.data.len() > start {
                // Too long after all: give back what was kept of it.
                batch.data.truncate(start);
                batch.data.shrink_to(self.limits.batch_bytes);
            }
            self.reader.consume(consumed);
            if found.is_some() {
                break End::Break;
            }
        };
        if length > 0 || matches!(end, End::Break) {
            self.number += 1;
            self.enter(batch, start, length);
        }
        end
    }

    /// Enters a line that was read, unless there is nothing in it.
    fn enter(&self, batch: &mut Batch, start: usize, length: u64) {
        let number = self.number;
        if length > self.limits.line_bytes as u64 {
            batch.entries.push(Entry::TooLong { number, bytes: length });
            return;
        }
        let line = batch.data.get(start..).unwrap_or_default();
        let mark = if number == 1 && line.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let kept = line.strip_suffix(b"\r").unwrap_or(line).len();
        let text = line.get(mark..kept).unwrap_or_default();
        if text.trim_ascii().is_empty() {
            batch.data.truncate(start);
        } else {
            batch.entries.push(Entry::Whole { number, range: start + mark..start + kept });
        }
    }
}

impl<R: Read> Iterator for Lines<R> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        let mut batch = Batch::default();
        while !self.ended
            && batch.data.len() < self.limits.batch_bytes
            && batch.entries.len() < self.limits.batch_lines.max(1)
        {
            let before = self.number;
            match self.read_line(&mut batch) {
                End::Break => {}
                End::Stream => self.ended = true,
                End::Fault(source) => {
                    self.ended = true;
                    let line = self.number.max(before + 1);
                    batch.fault = Some(ReadError { line, source });
                }
            }
        }
        (!batch.entries.is_empty() || batch.fault.is_some()).then_some(batch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Hands out its bytes in pieces of given sizes, over and over, then perhaps fails.
    struct Pieces<'a> {
        bytes: &'a [u8],
        sizes: Vec<usize>,
        turn: usize,
        fails: bool,
    }

    impl Read for Pieces<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            if self.bytes.is_empty() && self.fails {
                return Err(io::Error::other("broken"));
            }
            let size = self.sizes[self.turn % self.sizes.len()].min(into.len()).min(self.bytes.len());
            self.turn += 1;
            let (now, later) = self.bytes.split_at(size);
            into[..size].copy_from_slice(now);
            self.bytes = later;
            Ok(size)
        }
    }

    fn read(bytes: &[u8], sizes: Vec<usize>, limits: LineLimits) -> Vec<Vec<String>> {
        let pieces = Pieces { bytes, sizes, turn: 0, fails: false };
        let show = |line: Line<'_>| match line {
            Line::Whole { number, bytes } => format!("{number} {}", bytes.escape_ascii()),
            Line::TooLong { number, bytes } => format!("{number} too long: {bytes}"),
        };
        Lines::new(pieces, limits)
            .map(|batch| {
                assert!(batch.fault.is_none());
                batch.lines().map(show).collect()
            })
            .collect()
    }

    fn flat(bytes: &[u8], limits: LineLimits) -> Vec<String> {
        read(bytes, vec![7], limits).concat()
    }

    #[test]
    fn breaks_marks_and_empty_lines() {
        let all = LineLimits::default();
        assert_eq!(flat(b"a\nb\n", all), ["1 a", "2 b"]);
        assert_eq!(flat(b"a\r\nb", all), ["1 a", "2 b"]);
        assert_eq!(flat(b"\n \r\n\t\nx\ry\r\r\n", all), ["4 x\\ry\\r"]);
        assert_eq!(flat(b"\xef\xbb\xbfa\n\xef\xbb\xbfb", all), ["1 a", "2 \\xef\\xbb\\xbfb"]);
        assert!(flat(b"", all).is_empty());
        assert!(flat(b"\xef\xbb\xbf\n\n", all).is_empty());
    }

    #[test]
    fn long_lines_are_skipped_and_not_held() {
        let limits = LineLimits { line_bytes: 5, ..LineLimits::default() };
        let bytes = b"12345\n123456\nok\n123456789";
        assert_eq!(flat(bytes, limits), ["1 12345", "2 too long: 6", "3 ok", "4 too long: 9"]);

        let limits = LineLimits { line_bytes: 1 << 20, batch_bytes: 1000, batch_lines: 9 };
        let long = [vec![b'x'; 3 << 20], b"\nshort\n".to_vec()].concat();
        let batch = Lines::new(long.as_slice(), limits).next().unwrap();
        assert_eq!(batch.lines().count(), 2);
        assert!(batch.data.capacity() <= 4096, "{}", batch.data.capacity());
    }

    #[test]
    fn batches_are_bounded() {
        let limits = LineLimits { batch_bytes: 10, batch_lines: 3, line_bytes: 99 };
        let sizes = |bytes: &[u8]| -> Vec<usize> { read(bytes, vec![64], limits).iter().map(Vec::len).collect() };
        assert_eq!(sizes(b"a\nb\nc\nd\n"), [3, 1]);
        assert_eq!(sizes(b"1234567890\nb\n12345\n12345\nx"), [1, 3, 1]);
    }

    #[test]
    fn a_failing_reader_gives_all_before_and_its_line() {
        for (bytes, count, line) in [(&b"a\nb\ncut"[..], 3, 3), (b"a\nb\n", 2, 3), (b"", 0, 1)] {
            let pieces = Pieces { bytes, sizes: vec![2], turn: 0, fails: true };
            let mut lines = Lines::new(pieces, LineLimits::default());
            let batch = lines.next().unwrap();
            assert_eq!(batch.lines().count(), count);
            let fault = batch.fault.unwrap();
            assert_eq!((fault.line, fault.to_string()), (line, format!("broken (in line {line})")));
            assert!(lines.next().is_none());
        }
    }

    proptest! {
        #[test]
        fn chunk_sizes_do_not_matter(
            bytes in prop::collection::vec(prop::sample::select(b"ab \r\n\n\xef\xbb\xbf{".to_vec()), 0..200),
            sizes in prop::collection::vec(1usize..40, 1..8),
            line_bytes in 1usize..30,
            batch_bytes in 1usize..60,
        ) {
            let limits = LineLimits { batch_bytes, batch_lines: 4, line_bytes };
            let whole = read(&bytes, vec![1 << 16], limits);
            prop_assert_eq!(&read(&bytes, sizes, limits), &whole);
            let one = LineLimits { batch_bytes: 1, batch_lines: 1, line_bytes };
            prop_assert_eq!(flat(&bytes, one), whole.concat());
        }
    }
}
