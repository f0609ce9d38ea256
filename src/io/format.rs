//! What a file is, told by its name: the format of its documents and how it is compressed.

use std::path::{Path, PathBuf};

/// How the bytes of an input are to be read as documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text, one document a file.
    Text,
    /// Markdown, one document a file.
    Markdown,
    /// HTML, one document a file.
    Html,
    /// JSON Lines, one document a line.
    JsonLines,
}

impl Format {
    /// The format a file name stands for, whatever its compression: `story.md.gz` is Markdown.
    /// `None` when the extension says nothing. Case does not count.
    pub fn of(path: &Path) -> Option<Format> {
        let (_, bare) = Compression::split(path);
        let extension = bare.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "txt" => Some(Format::Text),
            "md" | "markdown" => Some(Format::Markdown),
            "html" | "htm" => Some(Format::Html),
            "jsonl" | "ndjson" => Some(Format::JsonLines),
            _ => None,
        }
    }

    /// The extension that files of this format are written with.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Text => "txt",
            Format::Markdown => "md",
            Format::Html => "html",
            Format::JsonLines => "jsonl",
        }
    }
}

/// How the bytes of a file are packed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// gzip, with one member or several.
    Gzip,
    /// Zstandard, with one frame or several.
    Zstd,
}

impl Compression {
    /// The compression a file name stands for.
    pub fn of(path: &Path) -> Compression {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some(extension) if extension.eq_ignore_ascii_case("gz") => Compression::Gzip,
            Some(extension) if extension.eq_ignore_ascii_case("zst") => Compression::Zstd,
            _ => Compression::None,
        }
    }

    /// The compression and the path without its suffix: `a/b.txt.gz` gives gzip and `a/b.txt`.
    pub fn split(path: &Path) -> (Compression, PathBuf) {
        match Compression::of(path) {
            Compression::None => (Compression::None, path.to_path_buf()),
            packed => (packed, path.with_extension("")),
        }
    }

    /// The compression that the first bytes of a stream show. Neither mark can begin UTF-8 text.
    pub fn of_bytes(start: &[u8]) -> Compression {
        match start {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression::Zstd,
            _ => Compression::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_by_name() {
        for (name, format) in [
            ("a.txt", Some(Format::Text)),
            ("a.TXT.gz", Some(Format::Text)),
            ("a.md", Some(Format::Markdown)),
            ("a.markdown.zst", Some(Format::Markdown)),
            ("b/a.jsonl", Some(Format::JsonLines)),
            ("a.ndjson.GZ", Some(Format::JsonLines)),
            ("a.htm", Some(Format::Html)),
            ("a.html", Some(Format::Html)),
            ("a.pdf", None),
            ("a.gz", None),
            ("a", None),
        ] {
            assert_eq!(Format::of(Path::new(name)), format, "{name}");
        }
    }

    #[test]
    fn compression_by_name_and_bytes() {
        let (packed, bare) = Compression::split(Path::new("x/a.txt.zst"));
        assert_eq!((packed, bare.as_path()), (Compression::Zstd, Path::new("x/a.txt")));
        assert_eq!(Compression::of(Path::new("a.txt")), Compression::None);
        assert_eq!(Compression::of_bytes(&[0x1f, 0x8b, 8]), Compression::Gzip);
        assert_eq!(Compression::of_bytes(&[0x28, 0xb5, 0x2f, 0xfd]), Compression::Zstd);
        assert_eq!(Compression::of_bytes(b"("), Compression::None);
        assert_eq!(Compression::of_bytes(b""), Compression::None);
    }
}
