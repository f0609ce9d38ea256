//! What a run did, rule by rule.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use unchaff::Cleaned;

/// Counts of one run, or of a part of it.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Stats {
    pub documents: u64,
    /// Records and files that could not be cleaned.
    pub bad: u64,
    pub bytes_in: u64,
    pub bytes_out: u64,
    pub over_limit: u64,
    pub unsettled: u64,
    pub rules: BTreeMap<String, RuleStats>,
}

/// What one rule took.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct RuleStats {
    pub documents: u64,
    pub spans: u64,
    pub bytes: u64,
}

impl Stats {
    /// Counts one cleaned document; `bytes_in` is the size of its text.
    pub(crate) fn add(&mut self, bytes_in: usize, cleaned: &Cleaned) {
        self.documents += 1;
        self.bytes_in += bytes_in as u64;
        self.bytes_out += cleaned.text().len() as u64;
        self.over_limit += u64::from(cleaned.flags().contains(&unchaff::Flag::OverLimit));
        self.unsettled += u64::from(cleaned.flags().contains(&unchaff::Flag::Unsettled));
        let mut seen: Vec<&str> = Vec::new();
        for removal in cleaned.removed() {
            let rule = self.rules.entry(removal.rule().to_owned()).or_default();
            rule.spans += 1;
            rule.bytes += removal.span().len() as u64;
            if !seen.contains(&removal.rule()) {
                rule.documents += 1;
                seen.push(removal.rule());
            }
        }
    }

    /// Adds another part of the run.
    pub(crate) fn merge(&mut self, other: Stats) {
        self.documents += other.documents;
        self.bad += other.bad;
        self.bytes_in += other.bytes_in;
        self.bytes_out += other.bytes_out;
        self.over_limit += other.over_limit;
        self.unsettled += other.unsettled;
        for (id, rule) in other.rules {
            let mine = self.rules.entry(id).or_default();
            mine.documents += rule.documents;
            mine.spans += rule.spans;
            mine.bytes += rule.bytes;
        }
    }
}

/// The one-line summary.
impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let removed = self.bytes_in.saturating_sub(self.bytes_out);
        let share = 100.0 * removed as f64 / self.bytes_in.max(1) as f64;
        let plural = if self.documents == 1 { "" } else { "s" };
        write!(f, "{} document{plural}, {removed} of {} bytes removed ({share:.1} %)", self.documents, self.bytes_in)?;
        let mut busiest: Vec<_> = self.rules.iter().collect();
        busiest.sort_by(|(a, one), (b, other)| other.spans.cmp(&one.spans).then(a.cmp(b)));
        let shown: Vec<String> = busiest.iter().take(5).map(|(id, rule)| format!("{id} {}", rule.spans)).collect();
        if !shown.is_empty() {
            write!(f, "; busiest: {}", shown.join(", "))?;
        }
        for (count, what) in [(self.over_limit, "over-limit"), (self.unsettled, "unsettled")] {
            if count > 0 {
                write!(f, "; {count} {what}")?;
            }
        }
        write!(f, "; {} bad", self.bad)
    }
}
