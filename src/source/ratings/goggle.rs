//! Goggles: instructions to a search engine to raise, lower or leave out sites.

use super::super::host::{Address, Scope};
use super::super::wildcard::Wildcard;
use super::error::excerpt;
use super::list::{Draft, Row};

/// What an instruction does with a site. Its strength is the search engine's business; only the direction is a grade.
const ACTIONS: [(&str, f64); 3] = [("boost", 0.9), ("downrank", 0.5), ("discard", 0.1)];

/// Whether a line is an instruction, `PATTERN$ACTION,site=HOST`.
pub(crate) fn is_instruction(line: &str) -> bool {
    let options = line.rsplit_once('$').map_or("", |(_, options)| options);
    !line.starts_with('!') && options.contains("site=") && ACTIONS.iter().any(|(action, _)| options.contains(action))
}

pub(crate) fn read(text: &str, draft: &mut Draft) {
    for (index, line) in text.lines().enumerate() {
        let (number, line) = (index as u64 + 1, line.trim());
        if let Some(comment) = line.strip_prefix('!') {
            if let Some(name) = comment.trim().strip_prefix("name:") {
                draft.name.get_or_insert_with(|| name.trim().to_owned());
            }
            continue;
        }
        if line.is_empty() {
            continue;
        }
        if let Err(what) = instruction(line, number, draft) {
            draft.leave_out(number, what);
        }
    }
}

fn instruction(line: &str, number: u64, draft: &mut Draft) -> Result<(), String> {
    let (pattern, options) =
        line.rsplit_once('$').ok_or_else(|| format!("\"{}\" has no `$` and so no action", excerpt(line)))?;
    let (mut site, mut action) = (None, None);
    for option in options.split(',').map(str::trim) {
        let (key, _) = option.split_once('=').unwrap_or((option, ""));
        if let Some(host) = option.strip_prefix("site=") {
            site = Some(host);
        } else if let Some(known) = ACTIONS.iter().find(|(word, _)| *word == key) {
            action = Some((known, option));
        } else {
            return Err(format!("\"{}\" is neither an action nor a site", excerpt(option)));
        }
    }
    let ((label, value), shown) = action.ok_or("the instruction has no action (boost, downrank, discard)")?;
    let (host, pattern) = match (site, pattern.strip_prefix("||")) {
        (Some(site), _) => (site, pattern),
        (None, Some(anchored)) => anchored.split_once('^').unwrap_or((anchored, "")),
        (None, None) => return Err("the instruction names no site".to_owned()),
    };
    let address = Address::parse(host).ok_or_else(|| format!("\"{}\" is no host", excerpt(host)))?;
    let entry = if pattern.is_empty() { shown.to_owned() } else { format!("{shown} for addresses with {pattern}") };
    let row = Row {
        host: if pattern.is_empty() { host.to_owned() } else { format!("{host} {pattern}") },
        entry,
        label: Some((*label).to_owned()),
        value: Some(*value),
        date: None,
        line: number,
    };
    match (pattern.is_empty(), address.path()) {
        (false, _) => draft.add_under(address.host(), Scope::Pattern(Wildcard::new(pattern)), row),
        (true, "") => draft.add_under(address.host(), Scope::Host, row),
        (true, path) => draft.add_under(address.host(), Scope::Below(path.to_owned()), row),
    }
    Ok(())
}
