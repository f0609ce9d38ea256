//! What the shipped rules take from the five original documents, as a plain table: hashes, line numbers and rule ids, no
//! text. The documents are other people's and lie beside the project; without them the test says so and passes.
//!
//! `UNCHAFF_WRITE_TABLE=1 cargo test --test originals` writes the table anew.

mod support;

use std::fmt::Write as _;
use std::path::PathBuf;

use sha2::{Digest, Sha256};
use support::{numbers, root};
use unchaff::{Document, Engine};

#[test]
fn the_originals_lose_what_the_table_says() {
    let folder = root().join("../shared/seeds");
    let mut files: Vec<PathBuf> = match std::fs::read_dir(&folder) {
        Ok(entries) => entries.map(|entry| entry.unwrap().path()).collect(),
        Err(error) => {
            eprintln!("\n*** SKIPPED: the originals are not here ({}: {error}) ***\n", folder.display());
            return;
        }
    };
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let found = table(&files);
    let path = root().join("tests/originals.table");
    if std::env::var_os("UNCHAFF_WRITE_TABLE").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let differ: Vec<String> = found
        .lines()
        .filter(|row| !expected.lines().any(|other| other == *row))
        .map(|row| format!("+ {row}"))
        .chain(expected.lines().filter(|row| !found.lines().any(|other| other == *row)).map(|row| format!("- {row}")))
        .collect();
    assert!(
        found == expected,
        "not what tests/originals.table says (UNCHAFF_WRITE_TABLE=1 writes it anew):\n{}",
        differ.join("\n")
    );
}

fn table(files: &[PathBuf]) -> String {
    let engine = Engine::new();
    let mut table = String::from("# file hash | lines, action, rule | cleaned: hash of the cleaned text\n");
    for path in files {
        let text = std::fs::read_to_string(path).unwrap();
        let cleaned = engine.clean(&Document::new(&text));
        let file = hash(&text);
        for removal in cleaned.removed() {
            let place = numbers(&text, &removal.span());
            let _ = writeln!(table, "{file} {place:>7} {:<5} {}", removal.action(), removal.rule());
        }
        for story in cleaned.embedded() {
            let _ = writeln!(table, "{file} {:>7} story", numbers(&text, &story.span()));
        }
        for flag in cleaned.flags() {
            let _ = writeln!(table, "{file}         flag  {flag}");
        }
        let _ = writeln!(table, "{file} cleaned {}", hash(cleaned.text()));
    }
    table
}

/// The first digits of a text's SHA-256.
fn hash(text: &str) -> String {
    Sha256::digest(text).iter().take(8).fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
