//! Where in a folded text a phrase may begin.

const BLOCK: usize = 64;

/// The kinds of places at which phrases begin, by their first characters.
///
/// A phrase that begins with a letter or digit of ASCII begins where a word does; only one that begins otherwise
/// makes every sign, or every character beyond ASCII, a place to look at.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Starts {
    signs: bool,
    wide: bool,
}

impl Starts {
    /// Takes the first byte of a phrase into account.
    pub(super) fn add(&mut self, first: u8) {
        self.wide |= !first.is_ascii();
        self.signs |= first.is_ascii() && !is_word(first);
    }

    /// Calls `look` for each place where a phrase may begin, in order.
    pub(super) fn each(self, bytes: &[u8], mut look: impl FnMut(usize)) {
        let mut previous = b' ';
        for (number, block) in bytes.chunks(BLOCK).enumerate() {
            let mut padded = [b' '; BLOCK];
            let block = <&[u8; BLOCK]>::try_from(block).unwrap_or_else(|_| {
                padded.iter_mut().zip(block).for_each(|(to, &from)| *to = from);
                &padded
            });
            let mut places = self.places(block, previous);
            while places != 0 {
                look(number * BLOCK + places.trailing_zeros() as usize);
                places &= places - 1;
            }
            previous = block[BLOCK - 1];
        }
    }

    /// A bit for each byte of the block at which a phrase may begin.
    fn places(self, block: &[u8; BLOCK], previous: u8) -> u64 {
        let (signs, wide) = (u8::from(self.signs), u8::from(self.wide));
        let mut word = [0; BLOCK];
        let mut other = [0; BLOCK];
        for ((&byte, word), other) in block.iter().zip(&mut word).zip(&mut other) {
            let is_word = u8::from(is_word(byte));
            let is_sign = u8::from(byte.is_ascii() & (byte != b' ')) & !is_word;
            *word = is_word;
            *other = (is_sign & signs) | (u8::from(byte >= 0xC0) & wide);
        }
        let words = bits(&word);
        (words & !(words << 1 | u64::from(is_word(previous)))) | bits(&other)
    }
}

/// Whether a byte is one of a word in ASCII; the text is in lower case.
#[inline(always)]
fn is_word(byte: u8) -> bool {
    (byte.wrapping_sub(b'a') < 26) | (byte.wrapping_sub(b'0') < 10) | (byte == b'_')
}

/// One bit for each byte, which is 0 or 1. The multiplication gathers the bits of eight bytes in the uppermost one.
#[inline(always)]
fn bits(flags: &[u8; BLOCK]) -> u64 {
    let (eights, _) = flags.as_chunks::<8>();
    eights.iter().rev().fold(0, |all, &eight| {
        let gathered = u64::from_le_bytes(eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        all << 8 | gathered
    })
}
