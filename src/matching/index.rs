//! Which phrases may begin at a place: an index of their first bytes.
//!
//! The first 16, 8, 4, 3, 2 or 1 bytes of a phrase, as many as it has, are its *key*. A place in the text is looked up once for
//! each size of key in use: first in a small table of bits, which says no for nearly every place, then in a hash
//! table. The cost hardly depends on the number of phrases, because the bits stay in the processor's nearest cache; the
//! tables of an automaton over the same phrases do not (`benches/scan.rs` compares them).

use std::ops::Range;

use super::MatchError;
use super::starts::Starts;

/// The sizes of keys, in bytes. Four hold the first character whole; a phrase with a shorter key is its key.
const SIZES: [usize; 6] = [16, 8, 4, 3, 2, 1];
/// Bits for each key, of which it sets two: about one place in a hundred passes by chance.
const BITS_PER_KEY: usize = 16;
const MIN_WORDS: usize = 16;
const EMPTY: u32 = u32::MAX;

/// Sixteen bytes of text, or fewer and zeros.
type Key = [u64; 2];

/// Sizes of keys and, for each, the phrases that have one of that size.
#[derive(Debug)]
pub(super) struct Index {
    /// Keys of eight bytes and more, of four, and shorter ones.
    tiers: [Tier; 3],
    starts: Starts,
}

/// Tables behind a gate, which keeps most places from all of them.
#[derive(Debug)]
struct Tier {
    gate: Gate,
    tables: Vec<Table>,
}

/// Bits for the first bytes of keys.
#[derive(Debug)]
struct Gate {
    mask: u64,
    bits: Vec<u64>,
    shift: u32,
}

/// The phrases that share a key.
#[derive(Clone, Debug)]
pub(super) struct Group {
    key: Key,
    /// Bytes of the key.
    pub size: usize,
    /// Their first character.
    pub first: char,
    /// Their indexes in the sorted list.
    pub members: Range<usize>,
}

/// All keys of one size.
#[derive(Debug)]
struct Table {
    mask: Key,
    bits: Vec<u64>,
    bits_shift: u32,
    /// Indexes of groups, at the place their hash gives or the next free ones.
    slots: Vec<u32>,
    slots_shift: u32,
    groups: Vec<Group>,
}

/// The order in which phrases must be indexed: by size of key, then by text.
pub(super) fn order(phrase: &str) -> (usize, &str) {
    (size_of_key(phrase), phrase)
}

impl Index {
    /// Indexes different, non-empty phrases, sorted by [`order`].
    pub(super) fn new(phrases: &[&str]) -> Result<Index, MatchError> {
        let mut starts = Starts::default();
        let (mut long, mut middle, mut short) = (Vec::new(), Vec::new(), Vec::new());
        for size in SIZES {
            let from = phrases.partition_point(|phrase| size_of_key(phrase) < size);
            let to = phrases.partition_point(|phrase| size_of_key(phrase) <= size);
            let of_size = phrases.get(from..to).unwrap_or_default();
            of_size.iter().filter_map(|phrase| phrase.bytes().next()).for_each(|first| starts.add(first));
            if !of_size.is_empty() {
                let tables = match size {
                    8.. => &mut long,
                    4.. => &mut middle,
                    _ => &mut short,
                };
                tables.push(Table::new(size, group(of_size, from, size))?);
            }
        }
        let tiers = [Tier::new(8, long), Tier::new(4, middle), Tier::new(2, short)];
        Ok(Index { tiers, starts })
    }

    /// Calls `look` for each place of the folded text where members of a group may begin. All members that do begin
    /// there are in such a group; the first bytes of the group have been compared.
    pub(super) fn each(&self, bytes: &[u8], mut look: impl FnMut(usize, &Group)) {
        self.starts.each(bytes, |at| {
            let key = key_at(bytes, at);
            for tier in self.tiers.iter().filter(|tier| tier.gate.passes(key)) {
                for group in tier.tables.iter().filter_map(|table| table.get(key)) {
                    look(at, group);
                }
            }
        });
    }

    pub(super) fn heap_bytes(&self) -> usize {
        let table = |table: &Table| {
            table.bits.capacity() * size_of::<u64>()
                + table.slots.capacity() * size_of::<u32>()
                + table.groups.capacity() * size_of::<Group>()
        };
        let tier = |tier: &Tier| {
            tier.gate.bits.capacity() * size_of::<u64>()
                + tier.tables.capacity() * size_of::<Table>()
                + tier.tables.iter().map(table).sum::<usize>()
        };
        self.tiers.iter().map(tier).sum()
    }
}

impl Tier {
    /// Tables that a gate of the first `bytes` bytes of their keys stands before.
    fn new(bytes: usize, tables: Vec<Table>) -> Tier {
        let keys: usize = tables.iter().map(|table| table.groups.len()).sum();
        let words = (keys * BITS_PER_KEY / 64).next_power_of_two().max(MIN_WORDS);
        let mut gate = Gate { mask: mask(bytes)[0], bits: vec![0; words], shift: 64 - words.trailing_zeros() };
        for group in tables.iter().flat_map(|table| &table.groups) {
            if group.size == 1 {
                (0..=0xFF).for_each(|second: u64| gate.open(group.key[0] | second << 8));
            } else {
                gate.open(group.key[0]);
            }
        }
        Tier { gate, tables }
    }
}

impl Gate {
    fn place(&self, first: u64) -> (usize, u64) {
        let hash = hash([first & self.mask, 0]);
        ((hash >> self.shift) as usize, 1 << (hash % 64))
    }

    fn open(&mut self, first: u64) {
        let (word, bit) = self.place(first);
        if let Some(word) = self.bits.get_mut(word) {
            *word |= bit;
        }
    }

    /// Whether a key may begin like the text.
    #[inline(always)]
    fn passes(&self, text: Key) -> bool {
        let (word, bit) = self.place(text[0]);
        self.bits.get(word).is_some_and(|word| word & bit != 0)
    }
}

impl Table {
    fn new(size: usize, groups: Vec<Group>) -> Result<Table, MatchError> {
        let words = (groups.len() * BITS_PER_KEY / 64).next_power_of_two().max(MIN_WORDS);
        let slots = (groups.len() * 2).next_power_of_two().max(2);
        let mut table = Table {
            mask: mask(size),
            bits: vec![0; words],
            bits_shift: 64 - words.trailing_zeros(),
            slots: vec![EMPTY; slots],
            slots_shift: 64 - slots.trailing_zeros(),
            groups: Vec::new(),
        };
        for (index, group) in groups.iter().enumerate() {
            let index = u32::try_from(index).map_err(|error| MatchError::TooMany(error.to_string()))?;
            let hash = hash(group.key);
            if let Some(word) = table.bits.get_mut((hash >> table.bits_shift) as usize) {
                *word |= two_bits(hash);
            }
            let home = (hash >> table.slots_shift) as usize;
            if let Some(free) = (home..home + slots).find(|slot| table.slots[slot % slots] == EMPTY) {
                table.slots[free % slots] = index;
            }
        }
        table.groups = groups;
        Ok(table)
    }

    /// The group whose key the text begins with.
    #[inline(always)]
    fn get(&self, text: Key) -> Option<&Group> {
        let key = [text[0] & self.mask[0], text[1] & self.mask[1]];
        let hash = hash(key);
        let bits = two_bits(hash);
        if self.bits.get((hash >> self.bits_shift) as usize)? & bits == bits {
            return self.find(key, hash);
        }
        None
    }

    /// Looks a key up that the bits let pass. Half of the slots are empty, so the search ends.
    fn find(&self, key: Key, hash: u64) -> Option<&Group> {
        let mut slot = (hash >> self.slots_shift) as usize;
        loop {
            let index = *self.slots.get(slot)?;
            let group = self.groups.get(index as usize)?;
            if group.key == key {
                return Some(group);
            }
            slot = (slot + 1) % self.slots.len();
        }
    }
}

/// Groups sorted phrases by their first `size` bytes; `offset` is the index of the first phrase.
fn group(phrases: &[&str], offset: usize, size: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (index, phrase) in (offset..).zip(phrases) {
        let key = key_at(phrase.as_bytes(), 0);
        let mask = mask(size);
        let key = [key[0] & mask[0], key[1] & mask[1]];
        match groups.last_mut().filter(|last| last.key == key) {
            Some(last) => last.members.end = index + 1,
            None => {
                let first = phrase.chars().next().unwrap_or_default();
                groups.push(Group { key, size, first, members: index..index + 1 });
            }
        }
    }
    groups
}

fn size_of_key(phrase: &str) -> usize {
    SIZES.into_iter().find(|&size| size <= phrase.len()).unwrap_or(0)
}

/// The bits of a key of `size` bytes.
fn mask(size: usize) -> Key {
    let all = u128::MAX >> (128 - 8 * size.clamp(1, 16));
    [all as u64, (all >> 64) as u64]
}

/// Sixteen bytes of the text, with zeros behind its end.
#[inline(always)]
fn key_at(bytes: &[u8], at: usize) -> Key {
    let rest = bytes.get(at..).unwrap_or_default();
    let sixteen = rest.first_chunk::<16>().copied().unwrap_or_else(|| {
        let mut padded = [0; 16];
        padded.iter_mut().zip(rest).for_each(|(to, &from)| *to = from);
        padded
    });
    let all = u128::from_le_bytes(sixteen);
    [all as u64, (all >> 64) as u64]
}

/// The two bits of a word that stand for a key.
#[inline(always)]
fn two_bits(hash: u64) -> u64 {
    1 << (hash % 64) | 1 << (hash / 64 % 64)
}

/// The uppermost bits are the best.
#[inline(always)]
fn hash(key: Key) -> u64 {
    let mixed = key[0].wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ key[1].wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9)
}
