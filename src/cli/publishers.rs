//! Reports counted by publisher: a batch says more than a document.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use unchaff::source::{Band, SourceReport};
use unchaff::{Direction, Kind};

/// What the documents of one publisher show.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub documents: u64,
    pub kinds: BTreeMap<&'static str, u64>,
    pub bands: BTreeMap<&'static str, u64>,
    pub supports: BTreeMap<String, u64>,
    pub cautions: BTreeMap<String, u64>,
    sum: f64,
    squares: f64,
    scored: u64,
}

/// Every publisher's tally, by name.
#[derive(Debug, Default)]
pub(crate) struct ByPublisher {
    pub all: BTreeMap<String, Tally>,
}

impl Tally {
    fn add(&mut self, report: &SourceReport) {
        self.documents += 1;
        *self.kinds.entry(report.kind().name()).or_default() += 1;
        *self.bands.entry(report.band().name()).or_default() += 1;
        let mut seen: Vec<&str> = Vec::new();
        for signal in report.signals() {
            if seen.contains(&signal.id()) {
                continue;
            }
            seen.push(signal.id());
            match signal.direction() {
                Direction::Supports => *self.supports.entry(signal.id().to_owned()).or_default() += 1,
                Direction::Caution => *self.cautions.entry(signal.id().to_owned()).or_default() += 1,
                Direction::Describes => {}
            }
        }
        if let Some(score) = report.score() {
            self.sum += score;
            self.squares += score * score;
            self.scored += 1;
        }
    }

    /// The mean score, and how far it may be off by the spread of the publisher's own documents (1.28 standard errors);
    /// `None` for fewer than three scored documents.
    pub(crate) fn mean(&self) -> Option<(f64, f64)> {
        if self.scored < 3 {
            return None;
        }
        let count = self.scored as f64;
        let mean = self.sum / count;
        let variance = (self.squares / count - mean * mean).max(0.0);
        Some((mean, 1.28 * (variance / count).sqrt()))
    }

    /// The band that most documents are in; of two, the more cautious.
    pub(crate) fn band(&self) -> &'static str {
        let most = Band::ALL
            .iter()
            .map(|band| band.name())
            .max_by_key(|band| (self.bands.get(band).copied().unwrap_or(0), band.len()));
        most.unwrap_or(Band::Insufficient.name())
    }

    pub(crate) fn kind(&self) -> &'static str {
        self.kinds.iter().max_by_key(|(_, count)| **count).map_or(Kind::Unknown.name(), |(kind, _)| kind)
    }

    /// The signals that most documents show, with their shares.
    pub(crate) fn leading(signals: &BTreeMap<String, u64>, documents: u64) -> Vec<(String, f64)> {
        let mut all: Vec<(&String, &u64)> = signals.iter().collect();
        all.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        all.into_iter().take(3).map(|(id, count)| (id.clone(), *count as f64 / documents.max(1) as f64)).collect()
    }
}

impl ByPublisher {
    pub(crate) fn add(&mut self, publisher: Option<&str>, report: &SourceReport) {
        self.all.entry(publisher.unwrap_or("(not seen)").to_owned()).or_default().add(report);
    }

    pub(crate) fn json(&self) -> Json {
        let shares = |signals: &BTreeMap<String, u64>, documents: u64| -> Json {
            signals.iter().map(|(id, count)| (id.clone(), json!(*count as f64 / documents as f64))).collect()
        };
        let one = |(name, tally): (&String, &Tally)| {
            json!({"publisher": name, "documents": tally.documents, "kinds": tally.kinds, "bands": tally.bands,
                "band": tally.band(), "supports": shares(&tally.supports, tally.documents),
                "cautions": shares(&tally.cautions, tally.documents),
                "mean_score": tally.mean().map(|(mean, _)| mean), "mean_score_error": tally.mean().map(|(_, error)| error)})
        };
        json!({"publishers": self.all.iter().map(one).collect::<Vec<_>>(),
               "does_not_measure": unchaff::source::DOES_NOT_MEASURE})
    }
}
