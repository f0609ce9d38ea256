//! Texts compared with their snapshots, and how removals are written in them: no hash, version or score, so that a diff shows
//! only what a change does.

use std::panic::{AssertUnwindSafe, catch_unwind};

use unchaff::{Reason, Removal};

/// Compares every text with its snapshot in a folder of `snapshots/`; the failures do not hide one another.
pub fn assert_snapshots(folder: &str, texts: Vec<(String, String)>) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../../snapshots/{folder}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut failed = Vec::new();
    for (name, text) in texts {
        let compare = || settings.bind(|| insta::assert_snapshot!(name.as_str(), text));
        if catch_unwind(AssertUnwindSafe(compare)).is_err() {
            failed.push(name);
        }
    }
    assert!(failed.is_empty(), "snapshots that differ: {}", failed.join(", "));
}

/// The text, cut in the middle when it has more than `most` characters; the number of those left out stands there, so
/// that another length shows.
pub fn shortened(text: &str, most: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= most {
        return text.to_owned();
    }
    let half = most / 2;
    let of = |part: &[char]| part.iter().collect::<String>();
    format!("{}…{}…{}", of(&chars[..half]), chars.len() - 2 * half, of(&chars[chars.len() - half..]))
}

/// The phrase, shape or structure behind a removal.
pub fn reason(removal: &Removal) -> String {
    reason_text(removal.reason())
}

pub fn reason_text(reason: &Reason) -> String {
    match reason {
        Reason::Shape(shape) => format!("<{shape}>"),
        reason => reason.to_string(),
    }
}
