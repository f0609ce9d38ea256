//! An open input: unpacked bytes, with errors that name the file and the place.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::MultiGzDecoder;

use super::format::Compression;
use super::inputs::{Input, Origin};

/// Unless the user says otherwise, a document that is a whole file is at most so many bytes: 1 GiB,
/// counted after unpacking.
pub const DOCUMENT_LIMIT: u64 = 1 << 30;

/// Unpacked output is asked for in pieces of this size. A decoder that finds damage drops what it
/// was about to hand over, so a small piece loses little of what stands before the damage.
const PIECE: usize = 4096;

/// Why an input cannot be read, or not to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The file cannot be opened.
    #[error("{name}: cannot open: {source}")]
    Open {
        /// The input's name.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// The system failed to read on.
    #[error("{name}: cannot read on after {offset} bytes: {source}")]
    Read {
        /// The input's name.
        name: String,
        /// Bytes delivered before, counted after unpacking.
        offset: u64,
        /// What the system said.
        source: io::Error,
    },
    /// Packed data stops in the middle.
    #[error("{name}: the compressed data is cut off; {offset} bytes could be unpacked")]
    Truncated {
        /// The input's name.
        name: String,
        /// Bytes unpacked and delivered before.
        offset: u64,
    },
    /// Packed data is damaged, or not what its name says.
    #[error("{name}: the compressed data is damaged ({reason}); {offset} bytes could be unpacked")]
    Damaged {
        /// The input's name.
        name: String,
        /// Bytes unpacked and delivered before.
        offset: u64,
        /// What the decoder said.
        reason: String,
    },
    /// A document that is a whole file is larger than allowed.
    #[error("{name}: the document is larger than {limit} bytes")]
    TooLarge {
        /// The input's name.
        name: String,
        /// The limit, in bytes after unpacking.
        limit: u64,
    },
    /// A document is not UTF-8.
    #[error("{name}: not UTF-8 text at byte {offset}")]
    NotUtf8 {
        /// The input's name.
        name: String,
        /// The first byte that does not fit, counted after unpacking.
        offset: u64,
    },
}

/// An open input. Reading gives unpacked bytes. An error while reading carries a [`SourceError`]
/// inside the [`io::Error`], and comes only after every byte before it was handed over.
pub struct Source {
    reader: Box<dyn Read + Send>,
    packed: Compression,
    name: String,
    offset: u64,
    pending: Option<io::Error>,
}

/// A document that is a whole file.
#[derive(Debug)]
pub struct Whole<T> {
    /// What could be read.
    pub content: T,
    /// Why reading stopped before the end, if it did.
    pub fault: Option<SourceError>,
}

impl Source {
    /// Opens an input. How it is packed is told by its first bytes, and by its extension when they
    /// say nothing. `meter` counts the bytes read from the file, packed as they lie there.
    pub fn open(input: &Input, meter: &Arc<AtomicU64>) -> Result<Source, SourceError> {
        let name = input.name();
        match &input.origin {
            Origin::Stdin => Source::new(io::stdin(), name, Compression::None, meter),
            Origin::File { path, .. } => match File::open(path) {
                Ok(file) => Source::new(file, name, Compression::of(path), meter),
                Err(source) => Err(SourceError::Open { name, source }),
            },
        }
    }

    /// A source over any bytes; `named` is the compression that their name stands for.
    pub fn new(
        bytes: impl Read + Send + 'static,
        name: String,
        named: Compression,
        meter: &Arc<AtomicU64>,
    ) -> Result<Source, SourceError> {
        let mut bytes = Metered { inner: bytes, meter: Arc::clone(meter) };
        let mut start = Vec::with_capacity(4);
        if let Err(source) = bytes.by_ref().take(4).read_to_end(&mut start) {
            return Err(SourceError::Read { name, offset: 0, source });
        }
        let packed = match Compression::of_bytes(&start) {
            Compression::None => named,
            seen => seen,
        };
        let whole = BufReader::with_capacity(1 << 16, Cursor::new(start).chain(bytes));
        let reader = match packed {
            Compression::None => Box::new(whole) as Box<dyn Read + Send>,
            Compression::Gzip => Box::new(MultiGzDecoder::new(whole)),
            Compression::Zstd => match zstd_decoder(whole) {
                Ok(decoder) => decoder,
                Err(source) => return Err(SourceError::Open { name, source }),
            },
        };
        Ok(Source { reader, packed, name, offset: 0, pending: None })
    }

    /// The name for messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads the input to its end as one document of at most `limit` bytes. A larger one is refused
    /// whole. When reading fails on the way, the bytes before are the content and the error is the
    /// fault.
    pub fn read_bytes(mut self, limit: u64) -> Result<Whole<Vec<u8>>, SourceError> {
        let mut content = Vec::new();
        let fault = match self.by_ref().take(limit.saturating_add(1)).read_to_end(&mut content) {
            Ok(_) => None,
            Err(error) => Some(self.fault(error)),
        };
        if content.len() as u64 > limit {
            return Err(SourceError::TooLarge { name: self.name, limit });
        }
        Ok(Whole { content, fault })
    }

    /// Reads the input to its end as one document of text, which must be UTF-8. A byte order mark
    /// stays. When reading fails on the way, the content ends with the last whole character before.
    pub fn read_text(self, limit: u64) -> Result<Whole<String>, SourceError> {
        let name = self.name.clone();
        let Whole { content, fault } = self.read_bytes(limit)?;
        match String::from_utf8(content) {
            Ok(content) => Ok(Whole { content, fault }),
            Err(error) => {
                let (offset, cut_off) = (error.utf8_error().valid_up_to(), error.utf8_error().error_len().is_none());
                if fault.is_none() || !cut_off {
                    return Err(SourceError::NotUtf8 { name, offset: offset as u64 });
                }
                let mut content = error.into_bytes();
                content.truncate(offset);
                let content = String::from_utf8_lossy(&content).into_owned();
                Ok(Whole { content, fault })
            }
        }
    }

    /// Names the error of a read: what it was and how far reading came.
    fn fault(&self, error: io::Error) -> SourceError {
        let (name, offset) = (self.name.clone(), self.offset);
        match error.downcast::<SourceError>() {
            Ok(named) => named,
            Err(source) if self.packed == Compression::None || source.raw_os_error().is_some() => {
                SourceError::Read { name, offset, source }
            }
            Err(source) if source.kind() == io::ErrorKind::UnexpectedEof => SourceError::Truncated { name, offset },
            Err(source) => SourceError::Damaged { name, offset, reason: source.to_string() },
        }
    }
}

impl Read for Source {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if let Some(error) = self.pending.take() {
            return Err(error);
        }
        let piece = if self.packed == Compression::None { into.len() } else { PIECE };
        let mut filled = 0;
        while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            let end = rest.len().min(piece);
            match self.reader.read(rest.get_mut(..end).unwrap_or_default()) {
                Ok(0) => break,
                Ok(count) => {
                    filled += count;
                    self.offset += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    let kind = error.kind();
                    self.pending = Some(io::Error::new(kind, self.fault(error)));
                    break;
                }
            }
            if self.packed == Compression::None {
                break;
            }
        }
        match self.pending.take() {
            Some(error) if filled == 0 => Err(error),
            pending => {
                self.pending = pending;
                Ok(filled)
            }
        }
    }
}

fn zstd_decoder(bytes: impl BufRead + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
    Ok(Box::new(zstd::Decoder::with_buffer(bytes)?))
}

/// Counts what is read from the file.
struct Metered<R> {
    inner: R,
    meter: Arc<AtomicU64>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.meter.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn open(bytes: Vec<u8>, named: Compression) -> Source {
        Source::new(Cursor::new(bytes), "x.txt".to_owned(), named, &Arc::default()).unwrap()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// Text that does not shrink to nothing.
    fn long() -> Vec<u8> {
        (0u32..60_000).flat_map(|n| format!("line {}\n", n.wrapping_mul(2_654_435_761)).into_bytes()).collect()
    }

    #[test]
    fn unpacks_by_bytes_whatever_the_name() {
        let text = long();
        let mut members = gzip(&text);
        members.extend(gzip(b"second member"));
        let mut frames = zstd::encode_all(text.as_slice(), 1).unwrap();
        frames.extend(zstd::encode_all(&b"second member"[..], 1).unwrap());
        let both = [text.as_slice(), b"second member"].concat();
        for (packed, named) in [
            (members.clone(), Compression::Gzip),
            (members, Compression::None),
            (frames.clone(), Compression::Zstd),
            (frames, Compression::Gzip),
            (both.clone(), Compression::None),
        ] {
            let whole = open(packed, named).read_bytes(DOCUMENT_LIMIT).unwrap();
            assert!(whole.fault.is_none(), "{:?}", whole.fault);
            assert!(whole.content == both);
        }
        assert_eq!(open(Vec::new(), Compression::None).read_text(9).unwrap().content, "");
    }

    #[test]
    fn a_cut_off_stream_gives_what_stands_before_the_cut() {
        let text = long();
        for packed in [gzip(&text), zstd::encode_all(text.as_slice(), 1).unwrap()] {
            let half = packed[..packed.len() / 2].to_vec();
            let whole = open(half, Compression::None).read_text(DOCUMENT_LIMIT).unwrap();
            assert!(whole.content.len() > text.len() / 4);
            assert!(text.starts_with(whole.content.as_bytes()));
            let length = whole.content.len() as u64;
            let fault = whole.fault.unwrap();
            assert!(matches!(fault, SourceError::Truncated { offset, .. } if offset == length), "{fault}");
            assert!(fault.to_string().starts_with("x.txt: the compressed data is cut off"));
        }
    }

    #[test]
    fn damage_is_named_and_loses_little() {
        let text = long();
        for mut packed in [gzip(&text), zstd::encode_all(text.as_slice(), 1).unwrap()] {
            packed.extend([0xff; 64]);
            let whole = open(packed, Compression::None).read_bytes(DOCUMENT_LIMIT).unwrap();
            assert!(whole.content == text);
            let fault = whole.fault.unwrap();
            assert!(matches!(fault, SourceError::Damaged { .. }), "{fault}");
        }
        let mut packed = gzip(&text);
        let middle = packed.len() / 2;
        packed[middle..middle + 64].fill(0xff);
        let whole = open(packed, Compression::None).read_bytes(DOCUMENT_LIMIT).unwrap();
        assert!(matches!(whole.fault, Some(SourceError::Damaged { .. })));
        assert!(whole.content[..text.len() / 4] == text[..text.len() / 4]);
        let not_packed = open(b"plain words".to_vec(), Compression::Gzip).read_text(99).unwrap();
        assert!(matches!(not_packed.fault, Some(SourceError::Damaged { offset: 0, .. })));
    }

    #[test]
    fn limits_and_text() {
        let exact = open(b"12345".to_vec(), Compression::None).read_bytes(5).unwrap();
        assert_eq!(exact.content, b"12345");
        let error = open(b"123456".to_vec(), Compression::None).read_bytes(5).unwrap_err();
        assert_eq!(error.to_string(), "x.txt: the document is larger than 5 bytes");
        let error = open(gzip(&long()), Compression::None).read_bytes(5).unwrap_err();
        assert!(matches!(error, SourceError::TooLarge { limit: 5, .. }));
        let error = open(b"abc\xffdef".to_vec(), Compression::None).read_text(99).unwrap_err();
        assert!(matches!(error, SourceError::NotUtf8 { offset: 3, .. }));
    }

    #[test]
    fn the_meter_counts_packed_bytes() {
        let packed = gzip(&long());
        let meter = Arc::new(AtomicU64::new(0));
        let size = packed.len() as u64;
        let source = Source::new(Cursor::new(packed), "x".to_owned(), Compression::None, &meter).unwrap();
        source.read_bytes(DOCUMENT_LIMIT).unwrap();
        assert_eq!(meter.load(Ordering::Relaxed), size);
    }

    #[test]
    fn the_lines_before_a_cut_and_the_line_it_hit() {
        use crate::io::lines::{Line, LineLimits, Lines};
        let text = long();
        let packed = gzip(&text);
        let half = open(packed[..packed.len() / 2].to_vec(), Compression::None);
        let (mut lines, mut fault) = (0, None);
        for batch in Lines::new(half, LineLimits::default()) {
            for line in batch.lines() {
                lines += 1;
                assert!(matches!(line, Line::Whole { number, .. } if number == lines));
            }
            fault = batch.fault;
        }
        let fault = fault.unwrap();
        assert!(lines > 10_000 && fault.line.abs_diff(lines) <= 1);
        let message = fault.to_string();
        assert!(message.starts_with("x.txt: the compressed data is cut off"));
        assert!(message.ends_with(&format!("(in line {})", fault.line)));
    }
}
