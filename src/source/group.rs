//! Sameness: which documents of a batch are copies of one text, so that five reprints count as one witness.
//!
//! Each text becomes a sketch of fixed size (MinHash over runs of words: A. Z. Broder, "On the resemblance and containment
//! of documents", 1997). Sketches that agree in one of many short bands are candidates (locality-sensitive hashing:
//! P. Indyk and R. Motwani, 1998); a candidate is a copy when the two sketches say that it shares half of the shorter
//! text. Time and memory grow linearly with the number of documents; the texts are not kept.

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Words in a run that is compared: long enough that two articles on one event seldom share one.
const RUN: usize = 4;
/// Bands of a sketch and hashes in a band. Texts that share half of their runs meet in one of the bands in 996 of 1,000
/// cases, those that share a twentieth in 5 of 1,000.
const BANDS: usize = 40;
const ROWS: usize = 3;
const HASHES: usize = BANDS * ROWS;
/// So much of the shorter text's runs must stand in the other.
const SHARED: f64 = 0.5;
/// Texts in one bucket that a further one is compared with: bounds the work where many unlike texts share a bucket.
const MODELS: usize = 8;

/// What stays of a text for comparing it: half a kilobyte, however long the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    hashes: Box<[u32; HASHES]>,
    words: u32,
}

impl Sketch {
    /// A text of fewer words is never grouped: too little to tell a copy from a coincidence.
    pub const MIN_WORDS: usize = 30;

    /// The sketch of a cleaned text; case, punctuation and white space do not matter. `None` below
    /// [`Sketch::MIN_WORDS`] words.
    pub fn of(text: &str) -> Option<Sketch> {
        let mut hashes = Box::new([u32::MAX; HASHES]);
        let mut recent = [0_u64; RUN];
        let mut words = 0_usize;
        let mut lower = String::new();
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            lower.clear();
            lower.extend(word.chars().flat_map(char::to_lowercase));
            recent.rotate_left(1);
            recent[RUN - 1] = xxh3_64_with_seed(lower.as_bytes(), 0);
            words += 1;
            if words >= RUN {
                let run = recent.iter().fold(0_u64, |hash, word| (hash.rotate_left(23) ^ word).wrapping_mul(MIX));
                keep_least(&mut hashes, (run >> 32) as u32);
            }
        }
        let words = (words >= Sketch::MIN_WORDS).then_some(words)?;
        Some(Sketch { hashes, words: u32::try_from(words).unwrap_or(u32::MAX) })
    }

    /// Words of the text.
    pub fn words(&self) -> u32 {
        self.words
    }

    /// About how much of the shorter text's word runs stand in the other text, 0 to 1.
    pub fn shared(&self, other: &Sketch) -> f64 {
        let same = self.hashes.iter().zip(other.hashes.iter()).filter(|(a, b)| a == b).count();
        let resemblance = same as f64 / HASHES as f64;
        let (a, b) = (self.runs(), other.runs());
        (resemblance * (a + b) / ((1.0 + resemblance) * a.min(b))).min(1.0)
    }

    fn runs(&self) -> f64 {
        f64::from(self.words) - (RUN - 1) as f64
    }

    fn band(&self, band: usize) -> u64 {
        let rows = &self.hashes[band * ROWS..(band + 1) * ROWS];
        rows.iter().fold(0, |key, row| (key ^ u64::from(*row)).wrapping_mul(MIX).rotate_left(29))
    }
}

const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// Odd factors and masks of the hash functions, one a place in the sketch: the same on every machine and for ever.
static FAMILY: [(u32, u32); HASHES] = family();

const fn family() -> [(u32, u32); HASHES] {
    let mut family = [(0, 0); HASHES];
    let mut state = MIX;
    let mut place = 0;
    while place < HASHES {
        state = state.wrapping_add(MIX);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        family[place] = ((mixed >> 32) as u32 | 1, mixed as u32);
        place += 1;
    }
    family
}

fn keep_least(hashes: &mut [u32; HASHES], run: u32) {
    for (least, (factor, mask)) in hashes.iter_mut().zip(&FAMILY) {
        // The multiplication carries upwards only; the shift brings what it gathered back down.
        let hash = (run ^ mask).wrapping_mul(*factor);
        *least = (*least).min(hash ^ (hash >> 15));
    }
}

/// What a document shows of where its text came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopyFacts {
    /// Who shows the document.
    pub publisher: Option<String>,
    /// Whom it credits, by the names that [`Publisher::name`](super::Publisher::name) gives.
    pub credits: Vec<String>,
    /// Its date, with or without time, as ISO 8601 has it (`2024-03-03T07:30`).
    pub date: Option<String>,
}

/// Documents that are copies of one text.
#[derive(Debug, Clone, PartialEq)]
pub struct Group<I> {
    /// The ids, in the order in which the documents came; two and more.
    pub members: Vec<I>,
    /// Where the text likely came from.
    pub origin: Origin<I>,
}

/// The likely origin of a group's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin<I> {
    /// The member that is likely the original; of a text credited to a publisher outside the batch, the member that is
    /// nearest to it by date and completeness.
    pub member: I,
    /// Who likely reported it: whom the members credit, else who shows the member.
    pub publisher: Option<String>,
    /// Whether the original itself is a member, as far as the documents show.
    pub in_batch: bool,
    /// What speaks for it.
    pub basis: OriginBasis,
}

/// What the choice of an origin rests on; the first that decides counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OriginBasis {
    /// Members credit it.
    Credit,
    /// It is the earliest.
    Date,
    /// It is the longest.
    Completeness,
}

/// Gathers documents and groups those that are copies of one text.
///
/// ```
/// use unchaff::source::{CopyFacts, Grouper, OriginBasis};
///
/// let story = "The harbour master of Inner Stowe said on Monday that the ferry would not sail before Thursday because \
///              the crane that lifts its ramp had come down in the night and taken the railing with it.";
/// let copy = format!("{story} Read on for more.");
/// let by = |publisher: &str, credits: &[&str]| CopyFacts {
///     publisher: Some(publisher.into()),
///     credits: credits.iter().map(|credit| credit.to_string()).collect(),
///     date: None,
/// };
///
/// let mut grouper = Grouper::new();
/// grouper.push(1, &copy, by("Stowe Mirror", &["Tarn Agency"]));
/// grouper.push(2, "Another text altogether, which has to be long enough to be looked at, says nothing about ferries but \
///                  a good deal about the price of eggs in the villages behind the hills.", CopyFacts::default());
/// grouper.push(3, story, by("Tarn Agency", &[]));
///
/// let groups = grouper.groups();
/// assert_eq!(groups[0].members, [1, 3]);
/// assert_eq!((groups[0].origin.member, groups[0].origin.basis), (3, OriginBasis::Credit));
/// ```
#[derive(Debug, Clone)]
pub struct Grouper<I> {
    documents: Vec<(I, CopyFacts)>,
    sketches: Vec<Option<Sketch>>,
}

impl<I> Default for Grouper<I> {
    fn default() -> Self {
        Grouper { documents: Vec::new(), sketches: Vec::new() }
    }
}

impl<I: Clone + Sync> Grouper<I> {
    /// Without documents.
    pub fn new() -> Self {
        Grouper::default()
    }

    /// Adds a document by its cleaned text.
    pub fn push(&mut self, id: I, text: &str, facts: CopyFacts) {
        self.push_sketch(id, Sketch::of(text), facts);
    }

    /// Adds a document by its sketch, which another thread may have made.
    pub fn push_sketch(&mut self, id: I, sketch: Option<Sketch>, facts: CopyFacts) {
        self.documents.push((id, facts));
        self.sketches.push(sketch);
    }

    /// The groups, in the order of their first members. The same documents in the same order give the same groups,
    /// whatever the number of threads.
    pub fn groups(&self) -> Vec<Group<I>> {
        let mut sets = Sets::new(self.sketches.len());
        let links: Vec<Vec<(u32, u32)>> = (0..BANDS).into_par_iter().map(|band| self.links(band)).collect();
        for (a, b) in links.into_iter().flatten() {
            sets.join(a, b);
        }
        let groups = sets.groups();
        groups.into_iter().map(|members| self.group(&members)).collect()
    }

    /// Pairs of copies among the documents that agree in a band.
    fn links(&self, band: usize) -> Vec<(u32, u32)> {
        let keyed = self.sketches.iter().zip(0_u32..);
        let mut keyed: Vec<(u64, u32)> =
            keyed.filter_map(|(sketch, index)| Some((sketch.as_ref()?.band(band), index))).collect();
        keyed.sort_unstable();
        let mut links = Vec::new();
        let mut models: Vec<u32> = Vec::with_capacity(MODELS);
        for bucket in keyed.chunk_by(|a, b| a.0 == b.0) {
            models.clear();
            for (_, index) in bucket {
                match models.iter().find(|model| self.is_copy(**model, *index)) {
                    Some(model) => links.push((*model, *index)),
                    None if models.len() < MODELS => models.push(*index),
                    None => {}
                }
            }
        }
        links
    }

    fn is_copy(&self, a: u32, b: u32) -> bool {
        let sketch = |index: u32| self.sketches[index as usize].as_ref();
        sketch(a).zip(sketch(b)).is_some_and(|(a, b)| a.shared(b) >= SHARED)
    }

    fn group(&self, members: &[u32]) -> Group<I> {
        let id = |index: u32| self.documents[index as usize].0.clone();
        let (member, publisher, in_batch, basis) = self.origin(members);
        Group {
            members: members.iter().map(|index| id(*index)).collect(),
            origin: Origin { member: id(member), publisher, in_batch, basis },
        }
    }

    /// The likely original among members, and what speaks for it.
    fn origin(&self, members: &[u32]) -> (u32, Option<String>, bool, OriginBasis) {
        let shown_by = |index: u32| self.documents[index as usize].1.publisher.as_deref();
        let Some(credited) = self.most_credited(members) else {
            let (member, basis) = self.first(members);
            return (member, shown_by(member).map(str::to_owned), true, basis);
        };
        let own: Vec<u32> = members.iter().copied().filter(|index| shown_by(*index) == Some(credited)).collect();
        let in_batch = !own.is_empty();
        let (member, _) = self.first(if in_batch { &own } else { members });
        (member, Some(credited.to_owned()), in_batch, OriginBasis::Credit)
    }

    /// Whom most members credit; of two with as many the first by name.
    fn most_credited(&self, members: &[u32]) -> Option<&str> {
        let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        for index in members {
            let credits = &self.documents[*index as usize].1.credits;
            let different: std::collections::BTreeSet<&str> = credits.iter().map(String::as_str).collect();
            for credit in different {
                *counts.entry(credit).or_default() += 1;
            }
        }
        let most = counts.values().copied().max()?;
        counts.into_iter().find(|(_, count)| *count == most).map(|(name, _)| name)
    }

    /// The earliest member if one is, else the longest; the first to come where both tie.
    fn first(&self, members: &[u32]) -> (u32, OriginBasis) {
        let date = |index: u32| self.documents[index as usize].1.date.as_deref();
        let words = |index: u32| self.sketches[index as usize].as_ref().map_or(0, Sketch::words);
        let longest = |among: &[u32]| among.iter().copied().reduce(|a, b| if words(b) > words(a) { b } else { a });
        let dated: Vec<u32> = members.iter().copied().filter(|index| date(*index).is_some()).collect();
        let least = dated.iter().filter_map(|index| date(*index)).reduce(|a, b| if is_before(b, a) { b } else { a });
        let earliest: Vec<u32> = match least {
            None => Vec::new(),
            Some(least) => {
                let later = |index: &u32| date(*index).is_some_and(|date| is_before(least, date));
                dated.iter().copied().filter(|index| !later(index)).collect()
            }
        };
        let decided = !earliest.is_empty() && earliest.len() < members.len();
        let among = if earliest.is_empty() { members } else { &earliest[..] };
        let basis = if decided { OriginBasis::Date } else { OriginBasis::Completeness };
        (longest(among).unwrap_or_default(), basis)
    }
}

/// Whether a date lies before another, as far as both are told: a day is not before a time of that day.
fn is_before(a: &str, b: &str) -> bool {
    let length = a.len().min(b.len());
    a.as_bytes()[..length] < b.as_bytes()[..length]
}

/// Sets that grow together (union-find with path halving).
struct Sets {
    parents: Vec<u32>,
}

impl Sets {
    fn new(count: usize) -> Sets {
        Sets { parents: (0..u32::try_from(count).unwrap_or(u32::MAX)).collect() }
    }

    fn root(&mut self, mut index: u32) -> u32 {
        while self.parents[index as usize] != index {
            let above = self.parents[self.parents[index as usize] as usize];
            self.parents[index as usize] = above;
            index = above;
        }
        index
    }

    /// Joins two sets; the smaller index leads, so that the order of joining does not show.
    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.parents[a.max(b) as usize] = a.min(b);
    }

    /// The sets of two members and more, by their first.
    fn groups(&mut self) -> Vec<Vec<u32>> {
        let mut groups: std::collections::BTreeMap<u32, Vec<u32>> = std::collections::BTreeMap::new();
        for index in 0..self.parents.len() as u32 {
            let root = self.root(index);
            groups.entry(root).or_default().push(index);
        }
        groups.into_values().filter(|members| members.len() > 1).collect()
    }
}

#[cfg(test)]
mod tests;
