//! `trust.txt` files: with whom a publisher says it belongs, and whom an association names as its members.
//!
//! The format is JournalList's (`NAME=VALUE` lines, `#` comments). What such a file says is a statement of the site that
//! shows it, and no grade: its entries have no value.

use std::path::Path;

use super::super::host::Address;
use super::error::{RatingError, excerpt};
use super::format::RatingSource;
use super::list::{Draft, Row};

/// What one name of the format says, seen from the host that an entry is filed under.
enum Statement {
    /// Of the host that the value names: "member of OWNER".
    Of(&'static str),
    /// Of the owner: "belongs to VALUE".
    Owner(&'static str),
    /// Something about the owner that is no link to another publisher.
    Aside,
}

fn statement(name: &str) -> Option<Statement> {
    Some(match name {
        "member" => Statement::Of("named as its member by"),
        "control" => Statement::Of("named as controlled by"),
        "belongto" => Statement::Owner("says it belongs to"),
        "controlledby" => Statement::Owner("says it is controlled by"),
        "disclosure" => Statement::Owner("discloses at"),
        "vendor" | "customer" | "social" | "contact" | "datatrainingallowed" => Statement::Aside,
        _ => return None,
    })
}

/// Whether a line is a statement about other publishers.
pub(crate) fn is_statement(line: &str) -> bool {
    line.split_once('=')
        .is_some_and(|(name, _)| ["member", "belongto", "control", "controlledby"].contains(&name.trim()))
}

/// The lines that say something, with their numbers.
fn statements(text: &str) -> impl Iterator<Item = (u64, &str)> {
    let numbered = text.lines().enumerate().map(|(index, line)| (index as u64 + 1, line.trim()));
    numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

pub(crate) fn read(source: &RatingSource, text: &str, draft: &mut Draft) -> Result<(), RatingError> {
    let owner = owner(source)?;
    draft.name = owner.as_ref().map(|owner| format!("trust.txt of {}", owner.host()));
    let by = owner.as_ref().map_or_else(|| source.file.display().to_string(), |owner| owner.host().to_owned());
    let mut own: Vec<String> = Vec::new();
    let mut own_line = 0;
    for (line, text) in statements(text) {
        let Some((name, value)) = text.split_once('=').map(|(name, value)| (name.trim().to_lowercase(), value.trim()))
        else {
            draft.leave_out(line, format!("\"{}\" is not NAME=VALUE", excerpt(text)));
            continue;
        };
        match statement(&name) {
            None => draft.leave_out(line, format!("\"{}\" is no name of the trust.txt format", excerpt(&name))),
            Some(Statement::Aside) => {}
            Some(Statement::Of(words)) => draft.add(Row {
                host: value.to_owned(),
                entry: format!("{words} {by}"),
                label: Some(name),
                line,
                ..Row::default()
            }),
            Some(Statement::Owner(words)) => {
                own.push(format!("{words} {value}"));
                own_line = if own_line == 0 { line } else { own_line };
            }
        }
    }
    match (owner, own.is_empty()) {
        (_, true) => {}
        (Some(owner), false) => draft.add(Row {
            host: owner.host().to_owned(),
            entry: own.join("; "),
            label: Some("own statement".to_owned()),
            line: own_line,
            ..Row::default()
        }),
        (None, false) => draft.leave_out(own_line, "the file does not say whose it is: give `host` in [[ratings]]"),
    }
    Ok(())
}

/// Whose file it is: what the user says, or the folder or the first part of the file's name (`tarn.example/trust.txt`,
/// `tarn.example.trust.txt`).
fn owner(source: &RatingSource) -> Result<Option<Address>, RatingError> {
    if let Some(host) = &source.host {
        let bad = || {
            RatingError::new(
                &source.file,
                format!("host: \"{}\" is no host", excerpt(host)),
                "write host = \"tarn.example\"",
            )
        };
        return Address::parse(host).map(Some).ok_or_else(bad);
    }
    let name = source.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let by_name = name.strip_suffix(".trust.txt").and_then(Address::parse);
    let folder = source.file.parent().and_then(Path::file_name);
    let by_folder =
        || folder.filter(|_| name == "trust.txt").and_then(|folder| Address::parse(&folder.to_string_lossy()));
    Ok(by_name.or_else(by_folder))
}
