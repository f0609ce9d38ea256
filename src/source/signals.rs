//! What signals mean: each is defined by the one rule that gives its direction.

use std::collections::BTreeMap;

use crate::rules::{Direction, Kind, Rule};

/// A signal as its rule file defines it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Definition {
    pub direction: Direction,
    /// How far it moves the score; above 0 for supports, below for cautions, 0 when it only describes.
    pub weight: f64,
    /// The kind of text it tells, if any.
    pub kind: Option<Kind>,
    /// What it means, in a line.
    pub why: String,
    /// How often it fires where it should not, as it was counted.
    pub false_alarms: Option<String>,
    /// Kinds of text in which it has no weight.
    pub weightless_in: Vec<Kind>,
}

/// The definitions of the rules that run, by the id of the signal.
#[derive(Debug, Clone, Default)]
pub(crate) struct Definitions {
    all: BTreeMap<String, Definition>,
}

impl Definitions {
    pub(crate) fn of<'r>(rules: impl Iterator<Item = &'r Rule>) -> Definitions {
        let define = |rule: &Rule| {
            let table = rule.signal_table()?;
            let direction = table.direction?;
            let definition = Definition {
                direction,
                weight: table.weight.as_ref().map_or(0.0, |weight| *weight.get_ref()),
                kind: table.kind,
                why: table.why.clone().unwrap_or_else(|| rule.summary().to_owned()),
                false_alarms: table.false_alarms.clone(),
                weightless_in: table.weightless_in.clone(),
            };
            Some((table.id.clone(), definition))
        };
        Definitions { all: rules.filter_map(define).collect() }
    }

    /// Every id, in order.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.all.keys().map(String::as_str)
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Definition> {
        self.all.get(id)
    }
}

/// The family of a signal: what stands before the stroke of its id.
pub(crate) fn family(id: &str) -> &str {
    id.split('/').next().unwrap_or(id)
}
