//! From signals and lists to a score, a band and an interval.
//!
//! The score is a sum: each scored signal once, capped a family, supports that anybody can type capped together. The band
//! leaves the latter out and takes an average document's share of them instead, so that neither a forged byline raises
//! it nor a deleted one lowers it.

use std::collections::BTreeMap;

use super::report::Evidence;
use super::scale::{Band, ScoreScale};
use super::signals::family;
use crate::rules::{Direction, words};

words! {
    /// What a band rests on.
    Basis { Document = "document", Lists = "lists", Both = "both" }
}

/// What lists say of the publisher, each between 0 and 1.
pub(crate) type Values<'v> = &'v [f64];

/// A band and what stands behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Judgement {
    pub band: Band,
    pub interval: (Band, Band),
    pub basis: Basis,
    /// `None` when there is too little.
    pub score: Option<f64>,
    pub score_interval: Option<(f64, f64)>,
    pub lists_disagree: bool,
}

/// What the signals of a document add up to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Sum {
    /// What nobody can simply type.
    pub shown: f64,
    /// What anybody can.
    pub typed: f64,
    /// Signals that support or caution, with or without a weight in this kind of text.
    pub seen: usize,
    /// Of them, those with a weight.
    pub scored: usize,
}

/// Adds the signals up, each id once.
pub(crate) fn sum(signals: &[Evidence], scale: &ScoreScale) -> Sum {
    let speaks = |signal: &&Evidence| signal.direction != Direction::Describes;
    let weights: BTreeMap<&str, f64> =
        signals.iter().filter(speaks).map(|signal| (signal.id.as_str(), signal.weight)).collect();
    let mut families: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for (id, weight) in &weights {
        let (supports, cautions) = families.entry(family(id)).or_default();
        *supports += weight.max(0.0);
        *cautions += weight.min(0.0);
    }
    let scored = weights.values().filter(|weight| **weight != 0.0).count();
    let mut sum = Sum { seen: weights.len(), scored, ..Sum::default() };
    for (name, (supports, cautions)) in families {
        let family = scale.family(name);
        let (supports, cautions) = (supports.min(family.cap), cautions.max(-family.cap));
        if family.typed {
            sum.typed += supports;
        } else {
            sum.shown += supports;
        }
        sum.shown += cautions;
    }
    sum.typed = sum.typed.min(scale.typed_cap);
    sum
}

/// The judgement on a document of so many words.
pub(crate) fn judge(signals: &[Evidence], words: u32, lists: Values<'_>, scale: &ScoreScale) -> Judgement {
    let sum = sum(signals, scale);
    let short = words < scale.min_words;
    if lists.is_empty() && (short || sum.seen == 0) {
        return Judgement {
            band: Band::Insufficient,
            interval: (Band::Lower, Band::Higher),
            basis: Basis::Document,
            score: None,
            score_interval: None,
            lists_disagree: false,
        };
    }
    let of_text = if short { Sum::default() } else { sum };
    let thin = short || sum.scored < scale.thin;
    let (centre, half, basis, lists_disagree) = match spread(lists) {
        None => (scale.base, if thin { scale.interval.thin } else { scale.interval.document }, Basis::Document, false),
        Some((mean, spread)) => {
            let apart = spread > scale.interval.apart;
            let half = if apart { scale.interval.disagree + spread / 2.0 } else { scale.interval.lists };
            let basis = if of_text.seen == 0 { Basis::Lists } else { Basis::Both };
            (mean, half, basis, apart)
        }
    };
    // Where lists set the centre the document moves it by a band at most.
    let limit = if lists.is_empty() { 1.0 } else { scale.band_width() };
    let score = (centre + (of_text.shown + of_text.typed).clamp(-limit, limit)).clamp(0.0, 1.0);
    let steady = (centre + (of_text.shown + scale.typed_mean).clamp(-limit, limit)).clamp(0.0, 1.0);
    let interval = ((score - half).max(0.0), (score + half).min(1.0));
    // The widest that either reading allows, whatever anybody may have typed.
    let low = scale.band(steady.min(score) - half);
    let high = scale.band((steady.max(score) + half).max(steady + scale.typed_cap));
    Judgement {
        band: scale.band(steady),
        interval: (low, high),
        basis,
        score: Some(score),
        score_interval: Some(interval),
        lists_disagree,
    }
}

/// The mean of the lists and how far apart they lie.
fn spread(lists: Values<'_>) -> Option<(f64, f64)> {
    let highest = lists.iter().copied().reduce(f64::max)?;
    let lowest = lists.iter().copied().reduce(f64::min)?;
    Some((lists.iter().sum::<f64>() / lists.len() as f64, highest - lowest))
}
