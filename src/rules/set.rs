//! A set of rules: the shipped packs, a user's own, and what a configuration changes in them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::config::Config;
use super::diagnostics::{Code, Diagnostic, nearest};
use super::file::Status;
use super::rule::Rule;

static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// Rules by id. A rule that is added under an id already there replaces the one before it.
///
/// ```
/// use unchaff::RuleSet;
///
/// let rules = RuleSet::shipped();
/// assert!(rules.iter().any(|rule| rule.id() == "ad/label"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    rules: BTreeMap<String, Rule>,
    disabled: Vec<String>,
}

/// Rule files that cannot be used: every finding, none hidden by another.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", summary(.findings))]
pub struct RuleError {
    findings: Vec<Diagnostic>,
}

impl RuleError {
    /// What is wrong, file by file.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }
}

fn summary(findings: &[Diagnostic]) -> String {
    let mut text = String::new();
    for finding in findings {
        let _ = writeln!(text, "{finding}\n");
    }
    let plural = if findings.len() == 1 { "finding" } else { "findings" };
    let _ = write!(text, "{} {plural} in the rules", findings.len());
    text
}

impl RuleSet {
    /// A set without rules.
    pub fn empty() -> RuleSet {
        RuleSet::default()
    }

    /// The rules that come with unchaff.
    ///
    /// # Panics
    /// Never for the rules that are shipped: a test checks each of them in full.
    pub fn shipped() -> RuleSet {
        let mut set = RuleSet::empty();
        for file in SHIPPED.dirs().flat_map(|pack| pack.files()) {
            let path = file.path();
            let (Some(id), Some(source)) = (id_of(path), file.contents_utf8()) else {
                panic!("the shipped rule {} has no id or is not UTF-8", path.display());
            };
            match Rule::parse_lazily(&id, &Path::new("rules").join(path), source) {
                Ok(rule) => drop(set.rules.insert(id, rule)),
                Err(findings) => panic!("the shipped rule {id} does not parse: {}", summary(&findings)),
            }
        }
        set
    }

    /// A set of this rule alone, which runs whatever its status.
    pub(crate) fn only(rule: &Rule) -> RuleSet {
        RuleSet::empty().with_running(rule)
    }

    /// The set with this rule, which runs whatever its status and though it was silenced.
    pub(crate) fn with_running(&self, rule: &Rule) -> RuleSet {
        let mut set = self.clone();
        let mut rule = rule.clone();
        rule.file.status = Status::Stable;
        set.disabled.retain(|disabled| disabled != rule.id());
        set.rules.insert(rule.id().to_owned(), rule);
        set
    }

    /// Adds the rules of a folder of packs (`DIR/PACK/NAME.toml`), or of one pack (`PACK/NAME.toml`, given as `PACK`). An
    /// `unchaff.toml` in the folder itself is a configuration and no rule.
    ///
    /// # Errors
    /// Every file that cannot be read or is no rule, stands deeper, or has the id of another in the folder; the good ones
    /// are added all the same.
    pub fn add_dir(&mut self, dir: &Path) -> Result<(), RuleError> {
        let (mut found, mut files): (Vec<Diagnostic>, Vec<Source>) = (Vec::new(), Vec::new());
        let mut paths: BTreeMap<String, PathBuf> = BTreeMap::new();
        for path in rule_files(dir, &mut found) {
            let source = match std::fs::read_to_string(&path) {
                Ok(source) => source,
                Err(error) => {
                    found.push(unreadable(&path, &format!("cannot read the file: {error}")));
                    continue;
                }
            };
            let finding =
                |code, message: String| Diagnostic::new(code, message, &path, &Arc::from(source.as_str()), 0..0);
            match id_below(dir, &path) {
                None => {
                    let finding = finding(Code::BadId, "the file stands too deep to be a rule".to_owned());
                    found.push(finding.help(format!("rules stand in {}/PACK/NAME.toml", dir.display())));
                }
                Some(id) => match paths.get(&id) {
                    Some(other) => {
                        let message = format!("`{id}` is the id of {} too", other.display());
                        found.push(finding(Code::DuplicateId, message).help("give one of the two another name"));
                    }
                    None => {
                        paths.insert(id.clone(), path.clone());
                        files.push((path, id, source));
                    }
                },
            }
        }
        if files.is_empty() && found.is_empty() {
            found.push(unreadable(dir, "there is no rule file in the folder").help("rules stand in PACK/NAME.toml"));
        }
        found.extend(self.add(files));
        if found.is_empty() { Ok(()) } else { Err(RuleError { findings: found }) }
    }

    /// Adds the folders of packs that a configuration names.
    ///
    /// # Errors
    /// What [`RuleSet::add_dir`] finds in them, and each folder that does not exist, at its line of the configuration.
    pub fn add_packs(&mut self, config: &Config) -> Result<(), RuleError> {
        let mut found = Vec::new();
        for (dir, span) in config.spanned_packs() {
            if dir.is_dir() {
                found.extend(self.add_dir(&dir).err().into_iter().flat_map(|error| error.findings));
            } else {
                let message = format!("there is no folder {}", dir.display());
                let finding = config.finding(Code::Unreadable, message, span);
                found.push(finding.help("folders of packs start at the folder of the configuration"));
            }
        }
        if found.is_empty() { Ok(()) } else { Err(RuleError { findings: found }) }
    }

    /// Adds or replaces one rule, given as the text of its file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn add_source(&mut self, id: &str, source: &str) -> Result<(), RuleError> {
        let path = PathBuf::from(format!("{id}.toml"));
        let findings = self.add(vec![(path, id.to_owned(), source.to_owned())]);
        if findings.is_empty() { Ok(()) } else { Err(RuleError { findings }) }
    }

    fn add(&mut self, files: Vec<Source>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut added = Vec::new();
        for (path, id, source) in files {
            match Rule::parse(&id, &path, &source) {
                Ok(rule) => {
                    added.push(id.clone());
                    self.rules.insert(id, rule);
                }
                Err(findings) => found.extend(findings),
            }
        }
        // Once all are there: what a rule replaces may stand behind it in the folder.
        for id in added {
            let Some(rule) = self.rules.get(&id) else { continue };
            let claims: Vec<_> = rule.claims_ids(|old| self.rules.contains_key(old)).collect();
            if !claims.is_empty() {
                found.extend(claims);
                self.rules.remove(&id);
            }
        }
        found
    }

    /// Applies a configuration: silenced rules, phrases added to a rule or taken from it, another confidence.
    ///
    /// # Errors
    /// Ids, packs and phrases that do not exist, with the line of the configuration that names them.
    pub fn configure(&mut self, config: &Config) -> Result<(), RuleError> {
        let mut found = Vec::new();
        for entry in config.disable() {
            let pattern = entry.get_ref();
            let hit: Vec<String> = self.resolve(pattern).into_iter().map(str::to_owned).collect();
            if hit.is_empty() {
                found.push(self.unknown(pattern, config, entry.span()));
            }
            self.disabled.extend(hit);
        }
        for (id, change) in config.changes() {
            let resolved = self.resolve(id.get_ref()).first().map(|id| (*id).to_owned());
            match resolved.and_then(|id| self.rules.get_mut(&id)) {
                Some(rule) => found.extend(change.apply(rule, config)),
                None => found.push(self.unknown(id.get_ref(), config, id.span())),
            }
        }
        if found.is_empty() { Ok(()) } else { Err(RuleError { findings: found }) }
    }

    fn unknown(&self, id: &str, config: &Config, span: std::ops::Range<usize>) -> Diagnostic {
        let finding = config.finding(Code::UnknownId, format!("there is no rule `{id}`"), span);
        match self.nearest(id) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => finding.help("`unchaff rules list` shows every id"),
        }
    }

    /// The ids that `pattern` names: an id, an old id, or `PACK/*`.
    fn resolve(&self, pattern: &str) -> Vec<&str> {
        if let Some(pack) = pattern.strip_suffix("/*") {
            let inside = |id: &&String| id.split_once('/').is_some_and(|(of, _)| of == pack);
            return self.rules.keys().filter(inside).map(String::as_str).collect();
        }
        self.get(pattern).map(Rule::id).into_iter().collect()
    }

    /// The rule with this id, or the one that replaced it.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        let replaced = || self.rules.values().find(|rule| rule.file.replaces.iter().any(|old| old.get_ref() == id));
        self.rules.get(id).or_else(replaced)
    }

    /// The id that was most likely meant by one that does not exist.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.rules.keys().map(String::as_str))
    }

    /// Whether a configuration has silenced the rule.
    pub fn is_disabled(&self, id: &str) -> bool {
        self.disabled.iter().any(|disabled| disabled == id)
    }

    /// Every rule, by id, silenced ones included.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values()
    }

    /// Version and content hash: the same value gives the same bytes for the same input and options.
    pub fn hash(&self) -> String {
        let mut hasher = Sha256::new();
        for rule in self.rules.values() {
            let state = (self.is_disabled(rule.id()), rule.confidence(), rule.phrases().collect::<Vec<_>>());
            hasher.update(format!("{}\0{}\0{state:?}\0", rule.id(), rule.source()));
        }
        format!("{}+{}", env!("CARGO_PKG_VERSION"), hex(&hasher.finalize()[..6]))
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A rule file that has been read: its path, the id it gives, its text.
type Source = (PathBuf, String, String);

/// The TOML files below a folder, sorted; what cannot be looked into goes to `found`.
fn rule_files(dir: &Path, found: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let walk = ignore::WalkBuilder::new(dir).standard_filters(false).hidden(true).sort_by_file_path(Path::cmp).build();
    for entry in walk {
        match entry {
            Ok(entry) => {
                let path = entry.path();
                let config = entry.depth() == 1 && path.file_name().is_some_and(|name| name == Config::FILE_NAME);
                if !config && path.extension().is_some_and(|extension| extension == "toml") && path.is_file() {
                    files.push(path.to_owned());
                }
            }
            Err(error) => {
                // The walk's own message repeats the path, which the finding names already.
                let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                found.push(unreadable(dir, &format!("cannot read the folder: {why}")));
            }
        }
    }
    files
}

/// The id of a rule file in a folder of packs, or in a pack: `PACK/NAME` however the folder is written; `None` for a file
/// that stands deeper.
fn id_below(dir: &Path, path: &Path) -> Option<String> {
    let below = path.strip_prefix(dir).ok()?;
    match below.components().count() {
        1 => id_of(&dir.canonicalize().ok()?.join(below)),
        2 => id_of(below),
        _ => None,
    }
}

/// `PACK/NAME` of a path that ends in `PACK/NAME.toml`.
fn id_of(path: &Path) -> Option<String> {
    let name = path.file_stem()?.to_str()?;
    let pack = path.parent().and_then(Path::file_name).and_then(|pack| pack.to_str()).unwrap_or("");
    Some(format!("{pack}/{name}"))
}

fn unreadable(path: &Path, why: &str) -> Diagnostic {
    let source: Arc<str> = Arc::from("");
    Diagnostic::new(Code::Unreadable, why, path, &source, 0..0)
}
