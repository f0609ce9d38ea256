//! The `source` object of a record.

use serde_json::{Value as Json, json};

use super::origin::Named;
use super::report::{DOES_NOT_MEASURE, Evidence, SourceReport};
use crate::clean::{OffsetUnit, Offsets};

impl SourceReport {
    /// The object. `input` is the text that was cleaned, `unit` what offsets count; `score`: the number as well.
    pub fn object(&self, input: &str, unit: OffsetUnit, score: bool) -> Json {
        let offsets = Offsets::new(input, unit);
        let (low, high) = self.interval();
        let dimensions: serde_json::Map<String, Json> = self
            .dimensions
            .iter()
            .map(|(dimension, level)| (dimension.name().to_owned(), level.name().into()))
            .collect();
        let mut object = json!({
            "kind": self.kind.name(),
            "publisher": named(self.publisher()),
            "origin": named(self.origin()),
            "band": self.band().name(),
            "interval": [low.name(), high.name()],
            "basis": self.basis().name(),
            "reasons": self.reasons,
            "dimensions": dimensions,
            "signals": self.signals.iter().map(|signal| evidence(signal, &offsets)).collect::<Vec<_>>(),
            "not_seen": self.not_seen,
            "would_change": self.would_change,
            "lists": self.lists,
            "does_not_measure": DOES_NOT_MEASURE,
        });
        if !self.flags.is_empty() {
            object["flags"] = self.flags.clone().into();
        }
        if score {
            let rounded = |value: f64| (value * 10_000.0).round() / 10_000.0;
            object["score"] = self.score().map_or(Json::Null, |score| rounded(score).into());
            object["score_interval"] =
                self.score_interval().map_or(Json::Null, |(low, high)| json!([rounded(low), rounded(high)]));
        }
        object
    }
}

fn named(named: Option<&Named>) -> Json {
    let Some(named) = named else { return Json::Null };
    let mut object = json!({"name": named.name(), "host": named.host()});
    if let Some(facts) = named.facts() {
        object["kind"] = facts.kind().name().into();
        for (key, value) in [("owner", facts.owner()), ("business", facts.business())] {
            if let Some(value) = value {
                object[key] = value.into();
            }
        }
    }
    object
}

fn evidence(signal: &Evidence, offsets: &Offsets<'_>) -> Json {
    let place = |at: Option<usize>| at.map_or(Json::Null, |at| offsets.of(at).into());
    let span = signal.span();
    json!({
        "id": signal.id,
        "direction": signal.direction.name(),
        "weight": signal.weight,
        "start": place(span.as_ref().map(|span| span.start)),
        "end": place(span.as_ref().map(|span| span.end)),
        "quote": signal.quote(),
        "rule": signal.rule,
        "why": signal.why,
        "false_alarms": signal.false_alarms,
    })
}
