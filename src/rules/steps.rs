//! The steps of a sequence: `publisher`, `age?`, `headline|title-case`, `story+`.

use std::ops::Range;

use toml::Spanned;

use super::diagnostics::nearest;
use crate::document::{Shape, Shapes};

/// One step: which blocks it takes, and how many of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub takes: Takes,
    pub min: usize,
    pub many: bool,
}

/// What a step takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// A block with one of these shapes.
    Shapes(Shapes),
    /// Prose that belongs to the story.
    Story,
}

/// Reads one form of a sequence.
///
/// # Errors
/// A message and the byte range of the step that names no shape.
pub(crate) fn parse_steps(form: &[Spanned<String>]) -> Result<Vec<Step>, (String, Range<usize>)> {
    form.iter().map(|step| parse_step(step.get_ref()).map_err(|message| (message, step.span()))).collect()
}

fn parse_step(written: &str) -> Result<Step, String> {
    let (names, min, many) = match written.char_indices().last() {
        Some((at, '?')) => (&written[..at], 0, false),
        Some((at, '+')) => (&written[..at], 1, true),
        Some((at, '*')) => (&written[..at], 0, true),
        _ => (written, 1, false),
    };
    if names == "story" {
        return Ok(Step { takes: Takes::Story, min, many });
    }
    let mut shapes = Shapes::default();
    for name in names.split('|') {
        match Shape::from_name(name) {
            Some(shape) => shapes.insert(shape),
            None => {
                let near = nearest(name, Shape::ALL.iter().map(|shape| shape.name()));
                let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                return Err(format!("there is no shape `{name}`{hint}"));
            }
        }
    }
    Ok(Step { takes: Takes::Shapes(shapes), min, many })
}
