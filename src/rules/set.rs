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
    pub fn shipped() -> RuleSet {
        let mut set = RuleSet::empty();
        let files = SHIPPED.dirs().flat_map(|pack| pack.files());
        for file in files {
            if let (Some(id), Some(source)) = (id_of(file.path()), file.contents_utf8()) {
                // A test checks every shipped rule in full.
                if let Ok(rule) = Rule::parse_lazily(&id, &Path::new("rules").join(file.path()), source) {
                    set.rules.insert(id, rule);
                }
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

    /// Adds the rules of a folder of packs (`DIR/PACK/NAME.toml`), or of one pack (`PACK/NAME.toml`, given as `PACK`).
    ///
    /// # Errors
    /// Every file that cannot be read or is no rule; the good ones are added all the same.
    pub fn add_dir(&mut self, dir: &Path) -> Result<(), RuleError> {
        let mut files = Vec::new();
        let mut found = Vec::new();
        for entry in ignore::WalkBuilder::new(dir).standard_filters(false).hidden(true).sort_by_file_path(Path::cmp).build() {
            match entry {
                Ok(entry) if is_rule_file(entry.path()) => match std::fs::read_to_string(entry.path()) {
                    Ok(source) => files.extend(id_of(entry.path()).map(|id| (entry.path().to_owned(), id, source))),
                    Err(error) => found.push(unreadable(entry.path(), &error.to_string())),
                },
                Ok(_) => {}
                Err(error) => found.push(unreadable(dir, &error.to_string())),
            }
        }
        if files.is_empty() && found.is_empty() {
            found.push(unreadable(dir, "no rule file below it").help("rules stand in PACK/NAME.toml"));
        }
        found.extend(self.add(files.into_iter()));
        if found.is_empty() { Ok(()) } else { Err(RuleError { findings: found }) }
    }

    /// Adds or replaces one rule, given as the text of its file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn add_source(&mut self, id: &str, source: &str) -> Result<(), RuleError> {
        let path = PathBuf::from(format!("{id}.toml"));
        let findings = self.add(std::iter::once((path, id.to_owned(), source.to_owned())));
        if findings.is_empty() { Ok(()) } else { Err(RuleError { findings }) }
    }

    fn add(&mut self, files: impl Iterator<Item = (PathBuf, String, String)>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (path, id, source) in files {
            match Rule::parse(&id, &path, &source) {
                Ok(rule) => drop(self.rules.insert(id, rule)),
                Err(findings) => found.extend(findings),
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
        let replaced = || self.rules.values().find(|rule| rule.file.replaces.iter().any(|old| old == id));
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

fn is_rule_file(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml") && path.is_file()
}

/// `PACK/NAME` of a path that ends in `PACK/NAME.toml`.
fn id_of(path: &Path) -> Option<String> {
    let name = path.file_stem()?.to_str()?;
    let pack = path.parent().and_then(Path::file_name).and_then(|pack| pack.to_str()).unwrap_or("");
    Some(format!("{pack}/{name}"))
}

fn unreadable(path: &Path, why: &str) -> Diagnostic {
    let source: Arc<str> = Arc::from("");
    Diagnostic::new(Code::Unreadable, format!("{}: {why}", path.display()), path, &source, 0..0)
}
