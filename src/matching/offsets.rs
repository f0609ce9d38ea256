//! From offsets in the folded text to offsets in the original.

use std::ops::Range;

/// A piece of the folded text that has not the length of the original piece it stands for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    /// First byte in the folded text.
    pub folded: usize,
    /// Length in the folded text; 0 for what is left out.
    pub folded_len: usize,
    /// First byte in the original text.
    pub original: usize,
    /// Length in the original text.
    pub original_len: usize,
}

impl Unit {
    pub(super) fn folded_end(&self) -> usize {
        self.folded + self.folded_len
    }

    pub(super) fn original_end(&self) -> usize {
        self.original + self.original_len
    }
}

/// Sparse map: between two units both texts run side by side, so plain ASCII needs no entry.
#[derive(Debug, Default)]
pub(super) struct OffsetMap {
    units: Vec<Unit>,
}

impl OffsetMap {
    pub(super) fn clear(&mut self) {
        self.units.clear();
    }

    /// Adds a unit behind the others; what is left out directly after something left out makes one unit with it.
    pub(super) fn push(&mut self, unit: Unit) {
        if let Some(last) = self.units.last_mut()
            && last.folded_len + unit.folded_len == 0
            && last.folded == unit.folded
            && last.original_end() == unit.original
        {
            last.original_len += unit.original_len;
            return;
        }
        self.units.push(unit);
    }

    /// The last unit if it ends where the folded text ends now.
    pub(super) fn last_at(&self, folded_end: usize) -> Option<Unit> {
        self.units.last().copied().filter(|unit| unit.folded_end() == folded_end)
    }

    pub(super) fn pop(&mut self) {
        self.units.pop();
    }

    /// The original span of folded bytes, without what is left out at its ends; `None` when an end is inside a unit.
    pub(super) fn span(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let start = at(&self.units[..self.units.partition_point(|unit| unit.folded <= start)], start)?;
        let end = at(&self.units[..self.units.partition_point(|unit| unit.folded < end)], end)?;
        (start <= end).then_some(start..end)
    }

    /// As [`OffsetMap::span`], for ranges that come in the order of their starts: `seen` counts the units that lie
    /// before the last one, at first none.
    pub(super) fn next_span(&self, seen: &mut usize, start: usize, end: usize) -> Option<Range<usize>> {
        let until = |from: usize, limit: usize| {
            let units = self.units.get(from..).unwrap_or_default();
            from + units.iter().take_while(|unit| unit.folded < limit).count()
        };
        *seen = until(*seen, start + 1);
        let start = at(self.units.get(..*seen)?, start)?;
        let end = at(self.units.get(..until(*seen, end))?, end)?;
        (start <= end).then_some(start..end)
    }

    /// The units that touch a range of the folded text, those at its ends included.
    pub(super) fn within(&self, start: usize, end: usize) -> &[Unit] {
        let first = self.units.partition_point(|unit| unit.folded < start);
        let last = self.units.partition_point(|unit| unit.folded < end);
        self.units.get(first..last).unwrap_or_default()
    }
}

/// The original offset of a folded one, from the last of the units that lie before it.
fn at(before: &[Unit], offset: usize) -> Option<usize> {
    match before.last() {
        None => Some(offset),
        Some(unit) if offset == unit.folded && unit.folded_len > 0 => Some(unit.original),
        Some(unit) => Some(unit.original_end() + offset.checked_sub(unit.folded_end())?),
    }
}
