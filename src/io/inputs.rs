//! From the paths on the command line to a list of files to read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::format::Format;

/// One thing to read: a file or standard input, with the format of its documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Where the bytes come from.
    pub origin: Origin,
    /// How they are read as documents.
    pub format: Format,
    /// Size of the file in bytes as it lies there, packed or not; `None` for pipes and devices.
    pub size: Option<u64>,
}

/// Where an input's bytes come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Standard input.
    Stdin,
    /// A file.
    File {
        /// The path to open.
        path: PathBuf,
        /// The path below the folder that was asked for, or the file name: where its output goes
        /// below `--out`.
        relative: PathBuf,
    },
}

impl Input {
    /// Standard input. Without a forced format it is plain text: nothing is guessed.
    pub fn stdin(from: Option<Format>) -> Input {
        Input { origin: Origin::Stdin, format: from.unwrap_or(Format::Text), size: None }
    }

    /// The name for messages: the path, or `standard input`.
    pub fn name(&self) -> String {
        match &self.origin {
            Origin::Stdin => "standard input".to_owned(),
            Origin::File { path, .. } => path.display().to_string(),
        }
    }
}

/// Why a path on the command line, or something below it, gives no input. The other paths are not
/// touched by it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// The path does not exist or may not be looked at.
    #[error("{}: {source}", path.display())]
    Unreadable {
        /// The path as it was given or found.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A folder, or something in it, cannot be listed.
    #[error("{}: cannot list the folder: {reason}", path.display())]
    Folder {
        /// The folder that was asked for.
        path: PathBuf,
        /// What the walk said; it names the place.
        reason: String,
    },
    /// The extension does not say what the file is, and no format is forced.
    #[error(
        "{}: cannot tell the format from the name (.txt, .md, .html, .jsonl, each also .gz or .zst); use --from",
        path.display()
    )]
    UnknownFormat {
        /// The path as it was given.
        path: PathBuf,
    },
}

/// The inputs of a run, in order, and what could not be one.
#[derive(Debug, Default)]
pub struct Inputs {
    /// What can be read: paths in the order given, the files of a folder sorted by path.
    pub items: Vec<Input>,
    /// One error for each path that cannot.
    pub errors: Vec<InputError>,
    /// Files in folders whose names do not say that they hold documents.
    pub passed_over: u64,
}

impl Inputs {
    /// Looks at every path; `-` and an empty list are standard input.
    ///
    /// A folder is searched downwards. Hidden files and folders (name with a dot in front) are
    /// passed over, ignore files are not looked at, links to files are read, links to folders are
    /// not followed. Of a folder only files with a known extension are taken, or all files when
    /// `from` forces a format. A file named on the command line without a known extension is an
    /// error, a pipe or device without one is plain text.
    pub fn find(paths: &[PathBuf], from: Option<Format>) -> Inputs {
        let mut inputs = Inputs::default();
        if paths.is_empty() {
            inputs.items.push(Input::stdin(from));
        }
        for path in paths {
            if path.as_os_str() == "-" {
                inputs.items.push(Input::stdin(from));
                continue;
            }
            match fs::metadata(path) {
                Ok(about) if about.is_dir() => inputs.walk(path, from),
                Ok(about) => inputs.add_file(path, &about, from),
                Err(source) => {
                    inputs.errors.push(InputError::Unreadable { path: path.clone(), source });
                }
            }
        }
        inputs
    }

    /// Bytes to read in all, for the time left; `None` when one input's size is not known.
    pub fn total_bytes(&self) -> Option<u64> {
        self.items.iter().map(|input| input.size).sum()
    }

    /// Adds a file that was named on the command line.
    fn add_file(&mut self, path: &Path, about: &fs::Metadata, from: Option<Format>) {
        let pipe = (!about.is_file()).then_some(Format::Text);
        let Some(format) = from.or_else(|| Format::of(path)).or(pipe) else {
            self.errors.push(InputError::UnknownFormat { path: path.to_path_buf() });
            return;
        };
        let relative = path.file_name().map_or_else(|| path.to_path_buf(), PathBuf::from);
        self.items.push(Input {
            origin: Origin::File { path: path.to_path_buf(), relative },
            format,
            size: about.is_file().then_some(about.len()),
        });
    }

    /// Adds the files below a folder.
    fn walk(&mut self, folder: &Path, from: Option<Format>) {
        let walk =
            WalkBuilder::new(folder).standard_filters(false).hidden(true).sort_by_file_path(|a, b| a.cmp(b)).build();
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = folder.to_path_buf();
                    self.errors.push(InputError::Folder { path, reason: error.to_string() });
                    continue;
                }
            };
            if entry.file_type().is_some_and(|kind| kind.is_dir()) {
                continue;
            }
            let path = entry.into_path();
            let Some(format) = from.or_else(|| Format::of(&path)) else {
                self.passed_over += 1;
                continue;
            };
            // Follows a link, unlike the entry's own metadata.
            match fs::metadata(&path) {
                Ok(about) if about.is_file() => {
                    let relative = path.strip_prefix(folder).unwrap_or(&path).to_path_buf();
                    let origin = Origin::File { path, relative };
                    self.items.push(Input { origin, format, size: Some(about.len()) });
                }
                Ok(_) => {}
                Err(source) => self.errors.push(InputError::Unreadable { path, source }),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a/z.jsonl.gz", "a/b.md", "picture.png", ".hidden.txt", ".git/x.txt"] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "12345").unwrap();
        }
        fs::write(folder.path().join(".gitignore"), "*.txt\n").unwrap();
        folder
    }

    fn relative(inputs: &Inputs) -> Vec<String> {
        let name = |input: &Input| match &input.origin {
            Origin::Stdin => "-".to_owned(),
            Origin::File { relative, .. } => relative.to_string_lossy().replace('\\', "/"),
        };
        inputs.items.iter().map(name).collect()
    }

    #[test]
    fn a_folder_is_sorted_and_skips_what_is_hidden() {
        let folder = tree();
        let inputs = Inputs::find(&[folder.path().to_path_buf()], None);
        assert!(inputs.errors.is_empty(), "{:?}", inputs.errors);
        assert_eq!(relative(&inputs), ["a/b.md", "a/z.jsonl.gz", "b.txt"]);
        assert_eq!(inputs.total_bytes(), Some(15));
        let forced = Inputs::find(&[folder.path().to_path_buf()], Some(Format::Html));
        assert_eq!(relative(&forced), ["a/b.md", "a/z.jsonl.gz", "b.txt", "picture.png"]);
        assert!(forced.items.iter().all(|input| input.format == Format::Html));
    }

    #[test]
    fn what_is_missing_or_unknown_is_named_and_the_rest_goes_on() {
        let folder = tree();
        let at = |name: &str| folder.path().join(name);
        let inputs = Inputs::find(&[at("none.txt"), at("picture.png"), at("b.txt")], None);
        assert_eq!(relative(&inputs), ["b.txt"]);
        assert!(matches!(inputs.errors.as_slice(), [InputError::Unreadable { .. }, InputError::UnknownFormat { .. }]));
        assert!(inputs.errors.iter().all(|error| error.to_string().contains(folder.path().to_str().unwrap())));
    }

    #[test]
    fn nothing_and_a_dash_are_standard_input() {
        assert_eq!(relative(&Inputs::find(&[], None)), ["-"]);
        let inputs = Inputs::find(&[PathBuf::from("-")], Some(Format::JsonLines));
        assert_eq!(inputs.items, [Input::stdin(Some(Format::JsonLines))]);
        assert_eq!(inputs.total_bytes(), None);
    }

    #[cfg(unix)]
    #[test]
    fn links_to_files_are_read_and_broken_ones_named() {
        let folder = tree();
        let link = |to: &str, name: &str| std::os::unix::fs::symlink(to, folder.path().join(name)).unwrap();
        link("b.txt", "c.txt");
        link("nowhere", "d.txt");
        link(".", "loop");
        let inputs = Inputs::find(&[folder.path().to_path_buf()], None);
        assert_eq!(relative(&inputs), ["a/b.md", "a/z.jsonl.gz", "b.txt", "c.txt"]);
        assert!(matches!(inputs.errors.as_slice(), [InputError::Unreadable { path, .. }] if path.ends_with("d.txt")));
    }
}
