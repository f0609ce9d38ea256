//! Refuses runs in which a file would be written twice, or over one that is read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// The files of a run. Pipes and devices may serve for several things.
#[derive(Default)]
pub(crate) struct Names {
    /// What is read or written, with the path as it was given.
    known: BTreeMap<PathBuf, (Role, PathBuf)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Input,
    Output,
    Option(&'static str),
}

impl Names {
    /// Adds a file that is read. The same may be read twice.
    pub(crate) fn input(&mut self, path: &Path) {
        self.known.insert(real(path), (Role::Input, path.to_owned()));
    }

    /// Adds the output of one input.
    ///
    /// # Errors
    /// When that file is read, or is the output of another input.
    pub(crate) fn output(&mut self, path: &Path) -> Result<()> {
        match self.add(path, Role::Output) {
            None => Ok(()),
            Some((Role::Input, input)) => {
                bail!("{} would be written over itself; choose another --out", input.display())
            }
            Some(_) => bail!("two inputs would be written to {}", path.display()),
        }
    }

    /// Adds the file of an option such as `--ledger`.
    ///
    /// # Errors
    /// When that file is read or written already.
    pub(crate) fn option(&mut self, name: &'static str, path: Option<&PathBuf>) -> Result<()> {
        let Some(path) = path else { return Ok(()) };
        match self.add(path, Role::Option(name)) {
            None => Ok(()),
            Some((Role::Input, _)) => bail!("{name} {}: that file is an input", path.display()),
            Some((Role::Output, _)) => bail!("{name} {}: the output of an input goes there", path.display()),
            Some((Role::Option(other), _)) => bail!("{name} {}: {other} goes there", path.display()),
        }
    }

    /// What the path is already; `None` when it was free and is now taken.
    fn add(&mut self, path: &Path, role: Role) -> Option<(Role, PathBuf)> {
        if std::fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
            return None;
        }
        let real = real(path);
        if let Some(taken) = self.known.get(&real) {
            return Some(taken.clone());
        }
        self.known.insert(real, (role, path.to_owned()));
        None
    }
}

/// The path without links; of a file that is not there yet, as far as its folders are.
fn real(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if let Ok(real) = absolute.canonicalize() {
        return real;
    }
    match (absolute.parent(), absolute.file_name()) {
        (Some(folder), Some(name)) => real(folder).join(name),
        _ => absolute,
    }
}
