//! Runs the program in a folder of its own.

use std::io::Write;
use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A text of which the rules of [`Place`] take the second line.
pub const ARTICLE: &str =
    "Rain stopped play in Ferrow at noon on Monday.\nZorbl notice\nIt resumed at two and ended at six.\n";
pub const CLEANED: &str = "Rain stopped play in Ferrow at noon on Monday.\nIt resumed at two and ended at six.\n";

/// A folder with rules that no change to the shipped ones can touch, and whatever a test puts there.
pub struct Place {
    pub folder: TempDir,
}

impl Place {
    pub fn new() -> Place {
        let place = Place { folder: tempfile::tempdir().unwrap() };
        place.put("packs/test/notice.toml", rule("category = \"ad\"", "zorbl notice"));
        place.put(
            "packs/test/label.toml",
            rule("category = \"label\"\naction = \"lift\"\nfield = \"label\"", "zorbl label"),
        );
        place.put(
            "packs/test/caption.toml",
            rule("category = \"caption\"\naction = \"lift\"\nfield = \"caption\"", "zorbl caption"),
        );
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// `unchaff` with these arguments, in the folder.
    pub fn bare(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unchaff"));
        command.current_dir(self.folder.path()).env("NO_COLOR", "1").args(arguments);
        command
    }

    /// `unchaff clean --rules packs` with these arguments.
    pub fn clean(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare(&["clean", "--rules", "packs"]);
        command.args(arguments);
        command
    }

    /// What goes to standard output when JSON Lines are cleaned; the run must end with `status`.
    pub fn records(&self, lines: &str, status: i32, arguments: &[&str]) -> String {
        let output =
            self.clean(&["--from", "jsonl", "--quiet"]).args(arguments).write_stdin(lines).assert().code(status);
        String::from_utf8(output.get_output().stdout.clone()).unwrap()
    }

    /// The only record, read.
    pub fn record(&self, line: &str, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.records(line, 0, arguments)).unwrap()
    }

    /// The names of all files below a folder, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let mut names = Vec::new();
        let mut folders = vec![self.path(folder)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => folders.push(path),
                    false => names.push(path.strip_prefix(self.folder.path()).unwrap().to_str().unwrap().to_owned()),
                }
            }
        }
        names.sort();
        names
    }
}

/// A rule that takes a line of nothing but `phrase`.
pub fn rule(keys: &str, phrase: &str) -> String {
    format!("summary = \"made up\"\n{keys}\n[match]\nphrases = [\"{phrase}\"]\nat = \"whole\"\n")
}

/// A record with the article as its text.
pub fn article_record() -> String {
    format!("{{\"id\":7,\"text\":{}}}\n", serde_json::to_string(ARTICLE).unwrap())
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
