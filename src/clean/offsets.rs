//! Offsets in the unit that the caller counts in: bytes, characters (code points) or UTF-16 units.

crate::rules::words! {
    /// What offsets count.
    OffsetUnit, default Bytes {
        Bytes = "bytes",
        Chars = "chars",
        Utf16 = "utf16",
    }
}

impl OffsetUnit {
    /// The length of a text in this unit.
    pub fn len(self, text: &str) -> usize {
        match self {
            OffsetUnit::Bytes => text.len(),
            OffsetUnit::Chars => text.chars().count(),
            OffsetUnit::Utf16 => text.chars().map(char::len_utf16).sum(),
        }
    }
}

/// Converts byte offsets of one text; a lookup costs a fixed number of steps, whatever the text's length.
#[derive(Debug)]
pub(crate) struct Offsets<'t> {
    text: &'t str,
    unit: OffsetUnit,
    /// (byte, units before it), about every [`STRIDE`] bytes.
    marks: Vec<(usize, usize)>,
}

const STRIDE: usize = 256;

impl<'t> Offsets<'t> {
    pub(crate) fn new(text: &'t str, unit: OffsetUnit) -> Offsets<'t> {
        let mut marks = vec![(0, 0)];
        if unit != OffsetUnit::Bytes {
            let (mut last, mut units) = (0, 0);
            for (at, c) in text.char_indices() {
                if at >= last + STRIDE {
                    marks.push((at, units));
                    last = at;
                }
                units += unit.len(c.encode_utf8(&mut [0; 4]));
            }
        }
        Offsets { text, unit, marks }
    }

    /// The offset, in the unit, of a byte offset that is a character border.
    pub(crate) fn of(&self, byte: usize) -> usize {
        if self.unit == OffsetUnit::Bytes {
            return byte;
        }
        let (at, units) = self.marks[self.marks.partition_point(|&(at, _)| at <= byte) - 1];
        units + self.text.get(at..byte).map_or(0, |part| self.unit.len(part))
    }

    /// The byte offset of an offset in the unit; `None` when the text is shorter or the offset cuts a character.
    pub(crate) fn byte(&self, offset: usize) -> Option<usize> {
        if self.unit == OffsetUnit::Bytes {
            return self.text.is_char_boundary(offset).then_some(offset);
        }
        let (at, mut units) = self.marks[self.marks.partition_point(|&(_, units)| units <= offset) - 1];
        let mut rest = self.text[at..].char_indices();
        loop {
            let next = rest.next();
            if units == offset {
                return Some(at + next.map_or(self.text.len() - at, |(step, _)| step));
            }
            let (_, c) = next.filter(|_| units < offset)?;
            units += self.unit.len(c.encode_utf8(&mut [0; 4]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_border_converts_there_and_back() {
        let text = "naïve 😀 “quoted” ".repeat(60);
        for unit in OffsetUnit::ALL.iter().copied() {
            let offsets = Offsets::new(&text, unit);
            for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let offset = offsets.of(byte);
                assert_eq!(offset, unit.len(&text[..byte]));
                assert_eq!(offsets.byte(offset), Some(byte));
            }
            assert_eq!(offsets.byte(unit.len(&text) + 1), None);
        }
    }

    #[test]
    fn an_offset_inside_a_character_is_none() {
        assert_eq!(Offsets::new("😀a", OffsetUnit::Utf16).byte(1), None);
        assert_eq!(Offsets::new("😀a", OffsetUnit::Bytes).byte(2), None);
    }
}
