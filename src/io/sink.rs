//! Outputs: standard output, or a file that appears under its name only when it is whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
use tempfile::NamedTempFile;

use super::format::Compression;

const BUFFER: usize = 1 << 17;

/// Why an output is not complete.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SinkError {
    /// Whoever reads the output has closed it. Not a failure: the run ends quietly with status 0.
    #[error("{name}: closed by its reader")]
    ClosedPipe {
        /// The output's name.
        name: String,
    },
    /// The file, or the folder it belongs in, cannot be made. Status 2.
    #[error("{name}: cannot create: {source}")]
    Create {
        /// The output's name.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// Writing failed, on a full disk for one. Nothing stands under the final name. Status 2.
    #[error("{name}: cannot write: {source}")]
    Write {
        /// The output's name.
        name: String,
        /// What the system said.
        source: io::Error,
    },
}

impl SinkError {
    /// Whether the reader has gone and the run should end quietly.
    pub fn is_closed_pipe(&self) -> bool {
        matches!(self, SinkError::ClosedPipe { .. })
    }

    fn from_write(name: &str, source: io::Error) -> SinkError {
        let name = name.to_owned();
        match source.kind() {
            io::ErrorKind::BrokenPipe => SinkError::ClosedPipe { name },
            _ => SinkError::Write { name, source },
        }
    }
}

/// An open output. Dropped without [`Sink::finish`], a file leaves nothing behind.
pub struct Sink {
    encoder: Encoder,
    name: String,
}

impl Sink {
    /// Standard output, never compressed.
    pub fn stdout() -> Sink {
        let target = Target::Stdout(io::stdout());
        let encoder = Encoder::Plain(BufWriter::with_capacity(BUFFER, target));
        Sink { encoder, name: "standard output".to_owned() }
    }

    /// A file, compressed as its extension says. The bytes go to a hidden file in the same folder,
    /// which takes the final name in [`Sink::finish`]; a file that stood there before keeps its
    /// permissions, and stays as it was if the run fails. A link is followed. Pipes and devices
    /// (`/dev/null`) are written to directly. Missing folders are made.
    pub fn file(path: &Path) -> Result<Sink, SinkError> {
        let name = path.display().to_string();
        match Target::file(path).and_then(|target| Encoder::new(target, Compression::of(path))) {
            Ok(encoder) => Ok(Sink { encoder, name }),
            Err(source) => Err(SinkError::Create { name, source }),
        }
    }

    /// Writes all bytes, in memory first.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), SinkError> {
        let written = match &mut self.encoder {
            Encoder::Plain(writer) => writer.write_all(bytes),
            Encoder::Gzip(writer) => writer.write_all(bytes),
            Encoder::Zstd(writer) => writer.write_all(bytes),
        };
        written.map_err(|source| SinkError::from_write(&self.name, source))
    }

    /// Writes out what is in memory and gives a file its final name. The output is complete only
    /// when this has returned `Ok`.
    pub fn finish(self) -> Result<(), SinkError> {
        let Sink { encoder, name } = self;
        encoder.finish().map_err(|source| SinkError::from_write(&name, source))
    }
}

/// The compression of an output.
enum Encoder {
    Plain(BufWriter<Target>),
    Gzip(GzEncoder<BufWriter<Target>>),
    Zstd(zstd::Encoder<'static, BufWriter<Target>>),
}

impl Encoder {
    fn new(target: Target, compression: Compression) -> io::Result<Encoder> {
        let writer = BufWriter::with_capacity(BUFFER, target);
        Ok(match compression {
            Compression::None => Encoder::Plain(writer),
            Compression::Gzip => Encoder::Gzip(GzEncoder::new(writer, flate2::Compression::default())),
            Compression::Zstd => {
                let mut encoder = zstd::Encoder::new(writer, 0)?;
                encoder.include_checksum(true)?;
                Encoder::Zstd(encoder)
            }
        })
    }

    fn finish(self) -> io::Result<()> {
        let mut writer = match self {
            Encoder::Plain(writer) => writer,
            Encoder::Gzip(encoder) => encoder.finish()?,
            Encoder::Zstd(encoder) => encoder.finish()?,
        };
        writer.flush()?;
        let target = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        target.finish()
    }
}

/// Where the bytes of an output go.
enum Target {
    Stdout(Stdout),
    /// A pipe or device: there is nothing to rename.
    Direct(File),
    Renamed(NamedTempFile, PathBuf),
}

impl Target {
    fn file(path: &Path) -> io::Result<Target> {
        let standing = fs::metadata(path).ok();
        if let Some(about) = &standing
            && !about.is_file()
            && !about.is_dir()
        {
            return Ok(Target::Direct(OpenOptions::new().write(true).open(path)?));
        }
        if standing.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        // Renaming onto a link would replace the link, not the file it names.
        let path = if standing.is_some() { fs::canonicalize(path)? } else { path.to_path_buf() };
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        fs::create_dir_all(folder)?;
        let temporary = temporary_file(folder)?;
        if let Some(about) = standing {
            temporary.as_file().set_permissions(about.permissions())?;
        }
        Ok(Target::Renamed(temporary, path))
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Target::Stdout(mut stdout) => stdout.flush(),
            Target::Direct(mut file) => file.flush(),
            Target::Renamed(temporary, path) => temporary.persist(path).map(drop).map_err(|error| error.error),
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Target::Stdout(stdout) => stdout.write(bytes),
            Target::Direct(file) => file.write(bytes),
            Target::Renamed(temporary, _) => temporary.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Target::Stdout(stdout) => stdout.flush(),
            Target::Direct(file) => file.flush(),
            Target::Renamed(temporary, _) => temporary.flush(),
        }
    }
}

/// A file under a hidden name, so that a later run over the same folder does not read it should
/// the machine stop in between.
fn temporary_file(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".unchaff-").suffix(".tmp");
    #[cfg(unix)]
    {
        // The default is for secrets, 0600; these are ordinary files and the umask decides.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::io::source::Source;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_appears_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/out.txt");
        let mut sink = Sink::file(&path).unwrap();
        sink.write(b"half").unwrap();
        assert!(!path.exists());
        sink.write(b" and whole").unwrap();
        sink.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"half and whole");
        assert_eq!(names(path.parent().unwrap()), ["out.txt"]);
    }

    #[test]
    fn a_run_that_fails_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.txt");
        fs::write(&path, "old").unwrap();
        let mut sink = Sink::file(&path).unwrap();
        sink.write(&vec![b'x'; 3 * BUFFER]).unwrap();
        drop(sink);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(folder.path()), ["out.txt"]);
    }

    #[test]
    fn packed_by_extension_and_the_same_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let text = "a sentence again and again\n".repeat(9000);
        for name in ["a.txt.gz", "a.txt.zst"] {
            let path = folder.path().join(name);
            let mut files = Vec::new();
            for _ in 0..2 {
                let mut sink = Sink::file(&path).unwrap();
                sink.write(text.as_bytes()).unwrap();
                sink.finish().unwrap();
                files.push(fs::read(&path).unwrap());
            }
            assert!(files[0] == files[1] && files[0].len() < text.len() / 10);
            let packed = io::Cursor::new(files.remove(0));
            let source = Source::new(packed, name.into(), Compression::None, &Arc::default());
            assert_eq!(source.unwrap().read_text(1 << 20).unwrap().content, text);
        }
    }

    #[test]
    fn what_cannot_be_made_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let error = Sink::file(folder.path()).err().unwrap();
        assert!(matches!(error, SinkError::Create { .. }));
        fs::write(folder.path().join("plain"), "").unwrap();
        let error = Sink::file(&folder.path().join("plain/out.txt")).err().unwrap();
        assert!(error.to_string().contains("plain/out.txt: cannot create"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_a_write_error() {
        let mut sink = Sink::file(Path::new("/dev/full")).unwrap();
        sink.write(b"a little").unwrap();
        let error = sink.finish().unwrap_err();
        assert!(matches!(error, SinkError::Write { .. }) && !error.is_closed_pipe(), "{error}");
        let mut sink = Sink::file(Path::new("/dev/full")).unwrap();
        assert!(sink.write(&vec![0; 2 * BUFFER]).is_err());
        assert!(Path::new("/dev/full").exists());
    }

    #[test]
    fn a_closed_pipe_is_its_own_kind() {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let error = (&writer).write_all(b"x").unwrap_err();
        assert!(SinkError::from_write("out", error).is_closed_pipe());
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file.txt"), folder.path().join("link.txt"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let mut sink = Sink::file(&link).unwrap();
        sink.write(b"new").unwrap();
        sink.finish().unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    }
}
