//! The numbers of the source report, which stand in `data/source.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::rules::words;

words! {
    /// How far one may lean on a document, as far as it shows; cautious, and no verdict.
    Band {
        Lower = "lower", Mixed = "mixed", Typical = "typical", Higher = "higher", Insufficient = "insufficient",
    }
}

words! {
    /// What signals speak to.
    Dimension {
        Provenance = "provenance", Authorship = "authorship", Sourcing = "sourcing", Originality = "originality",
        Independence = "independence", Integrity = "integrity",
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScoreScale {
    pub base: f64,
    pub typed_mean: f64,
    pub typed_cap: f64,
    pub min_words: u32,
    pub thin: usize,
    pub interval: HalfWidths,
    bands: Thresholds,
    family: BTreeMap<String, Family>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HalfWidths {
    pub document: f64,
    pub thin: f64,
    pub lists: f64,
    pub disagree: f64,
    pub apart: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Thresholds {
    mixed: f64,
    typical: f64,
    higher: f64,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Family {
    pub dimension: Option<Dimension>,
    pub cap: f64,
    #[serde(default)]
    pub typed: bool,
}

static SCALE: LazyLock<ScoreScale> = LazyLock::new(|| match toml::from_str(include_str!("../../data/source.toml")) {
    Ok(scale) => scale,
    Err(error) => panic!("data/source.toml does not parse: {error}"),
});

impl ScoreScale {
    /// The scale that comes with unchaff.
    ///
    /// # Panics
    /// Never for the file that is shipped: a test reads it.
    pub(crate) fn shipped() -> &'static ScoreScale {
        &SCALE
    }

    /// The family of that name; one that the file does not know describes only.
    pub(crate) fn family(&self, name: &str) -> Family {
        self.family.get(name).copied().unwrap_or(Family { dimension: None, cap: 0.0, typed: false })
    }

    /// The band of a score.
    pub(crate) fn band(&self, score: f64) -> Band {
        match score {
            s if s >= self.bands.higher => Band::Higher,
            s if s >= self.bands.typical => Band::Typical,
            s if s >= self.bands.mixed => Band::Mixed,
            _ => Band::Lower,
        }
    }

    /// The width of the narrowest band that has two ends: no single cause may move a document further.
    pub(crate) fn band_width(&self) -> f64 {
        (self.bands.typical - self.bands.mixed).min(self.bands.higher - self.bands.typical)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_scale_is_in_order() {
        let scale = ScoreScale::shipped();
        assert!(scale.bands.mixed < scale.bands.typical && scale.bands.typical < scale.bands.higher);
        assert!(scale.typed_cap < scale.band_width() && scale.interval.document >= 0.25);
        assert_eq!(scale.band(0.0), Band::Lower);
        assert_eq!(scale.band(1.0), Band::Higher);
    }
}
