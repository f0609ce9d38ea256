//! Phrases over text: a normalisation with an offset map, and one index of all phrases.
//!
//! A [`Matcher`] is compiled once from every phrase of every rule and shared by threads. [`Matcher::scan`] folds the
//! text into a buffer of the [`Scratch`], looks each place where a word begins up in the index, checks each candidate
//! (the rest of the phrase, word boundaries, case where it counts) and gives the spans in the *original* text. The
//! time grows with the length of the text and hardly with the number of phrases.
//!
//! Folded away are case, typographic variants of quotation marks, dashes and the ellipsis, runs of white space, invisible characters,
//! decomposed accents, `*` emphasis and the targets of Markdown links: see [`normalise`].

mod boundary;
mod characters;
mod index;
mod links;
mod normalise;
mod offsets;
#[cfg(test)]
mod properties;
mod starts;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

use index::{Group, Index};
use normalise::Folded;

/// The longest phrase, in bytes of its folded form.
pub const MAX_PHRASE: usize = 1_000;

/// So many phrases are compared one by one.
const FEW: usize = 4;

/// A phrase to look for.
#[derive(Clone, Copy, Debug)]
pub struct Pattern<'a> {
    /// The phrase as its author wrote it.
    pub text: &'a str,
    /// Whether the case of the text must be that of the phrase.
    pub exact_case: bool,
}

/// Where a phrase stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// First byte in the original text.
    pub start: usize,
    /// The byte after the last one in the original text.
    pub end: usize,
    /// Index of the pattern in the list given to [`Matcher::new`].
    pub pattern: u32,
}

/// Why phrases could not be compiled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MatchError {
    /// Nothing is left of the phrase when it is folded, so it would stand everywhere.
    #[error("phrase {index} is empty once case, white space and emphasis are folded")]
    Empty {
        /// Index of the pattern.
        index: usize,
    },
    /// The phrase is longer than [`MAX_PHRASE`].
    #[error("phrase {index} has {bytes} bytes, more than {MAX_PHRASE}")]
    TooLong {
        /// Index of the pattern.
        index: usize,
        /// Bytes of its folded form.
        bytes: usize,
    },
    /// There are more phrases than the index can hold.
    #[error("there are too many phrases for one matcher: {0}")]
    TooMany(String),
}

/// The folded form of a phrase, without white space at its ends.
///
/// Two texts match when their folded forms are equal: lower case (`ς` as `σ`), straight quotation marks, `-` for every
/// dash, `...` for `…`, one space for every run of white space, nothing for soft hyphens, zero-width characters,
/// direction marks and emphasis, accents composed, and `text` for `[text](target)`.
pub fn normalise(phrase: &str) -> String {
    let mut folded = Folded::default();
    folded.fill(phrase);
    String::from_utf8_lossy(folded.bytes()).trim_matches(' ').to_owned()
}

/// Buffers that scans reuse: one for each thread.
#[derive(Debug, Default)]
pub struct Scratch {
    folded: Folded,
    cased: String,
}

impl Scratch {
    /// Empty buffers; they grow to the longest text seen.
    pub fn new() -> Scratch {
        Scratch::default()
    }
}

/// Phrases compiled into one index; immutable, shared by threads.
#[derive(Debug)]
pub struct Matcher {
    index: Index,
    /// Different phrases, in the order of the index.
    phrases: Vec<Phrase>,
}

/// One folded form and the patterns that have it.
#[derive(Debug)]
struct Phrase {
    text: Box<str>,
    owners: Vec<Owner>,
}

#[derive(Debug)]
struct Owner {
    pattern: u32,
    /// The form that keeps case, where case counts.
    cased: Option<Box<str>>,
}

impl Matcher {
    /// Compiles the phrases. The id of a pattern is its index; duplicates are allowed and each is reported.
    ///
    /// # Errors
    /// A phrase that is empty once folded, or longer than [`MAX_PHRASE`], or more phrases than 32 bits can count.
    pub fn new(patterns: &[Pattern<'_>]) -> Result<Matcher, MatchError> {
        let phrases = distinct(patterns)?;
        let texts: Vec<&str> = phrases.iter().map(|phrase| &*phrase.text).collect();
        let index = Index::new(&texts)?;
        Ok(Matcher { index, phrases })
    }

    /// Puts every occurrence of every phrase into `found` (emptied first), overlapping ones too, sorted by start, end
    /// and pattern.
    ///
    /// Spans are bytes of `text` at character boundaries. A phrase that would begin or end inside one character (in an
    /// `…` taken for three dots) is not reported.
    pub fn scan(&self, text: &str, scratch: &mut Scratch, found: &mut Vec<Occurrence>) {
        found.clear();
        let Scratch { folded, cased } = scratch;
        folded.fill(text);
        let mut seen = 0;
        self.index.each(folded.bytes(), |start, group| {
            if boundary::opens(folded.bytes(), start, group.first) {
                self.narrow(start, group, folded, |phrase, end| {
                    if boundary::closes(folded.bytes(), end, &phrase.text)
                        && let Some(span) = folded.next_original(&mut seen, start, end)
                    {
                        report(phrase, text, folded, start..end, span, cased, found);
                    }
                });
            }
        });
        // Places come in order; what begins at one place does not.
        found
            .chunk_by_mut(|one, other| one.start == other.start)
            .filter(|at_one_place| at_one_place.len() > 1)
            .for_each(<[Occurrence]>::sort_unstable);
    }

    /// The memory the compiled phrases take, in bytes.
    pub fn heap_bytes(&self) -> usize {
        let phrase = |phrase: &Phrase| {
            let cased = phrase.owners.iter().filter_map(|owner| owner.cased.as_ref());
            phrase.text.len()
                + phrase.owners.capacity() * size_of::<Owner>()
                + cased.map(|text| text.len()).sum::<usize>()
        };
        self.index.heap_bytes()
            + self.phrases.capacity() * size_of::<Phrase>()
            + self.phrases.iter().map(phrase).sum::<usize>()
    }

    /// Calls `whole` with each member of the group that stands at `start`, and its end in the folded text.
    ///
    /// Members are sorted: while many are left, each further byte of the text narrows them down, so that a crowd of
    /// phrases that begin alike costs no more than its logarithm.
    fn narrow(&self, start: usize, group: &Group, folded: &Folded, mut whole: impl FnMut(&Phrase, usize)) {
        let here = folded.bytes().get(start..).unwrap_or_default();
        let mut members = self.phrases.get(group.members.clone()).unwrap_or_default();
        let mut depth = group.size;
        while members.len() > FEW {
            while let Some((first, others)) = members.split_first().filter(|(first, _)| first.text.len() == depth) {
                whole(first, start + depth);
                members = others;
            }
            let Some(next) = here.get(depth) else { return };
            let byte = |phrase: &Phrase| phrase.text.as_bytes().get(depth).copied();
            let from = members.partition_point(|phrase| byte(phrase) < Some(*next));
            let to = members.partition_point(|phrase| byte(phrase) <= Some(*next));
            members = members.get(from..to).unwrap_or_default();
            depth += 1;
        }
        for phrase in members.iter().filter(|phrase| here.starts_with(phrase.text.as_bytes())) {
            whole(phrase, start + phrase.text.len());
        }
    }
}

/// Reports a phrase that stands at `place` of the folded text and at `span` of the original, if its case is right.
fn report(
    phrase: &Phrase,
    text: &str,
    folded: &Folded,
    place: Range<usize>,
    span: Range<usize>,
    cased: &mut String,
    found: &mut Vec<Occurrence>,
) {
    for owner in &phrase.owners {
        if let Some(wanted) = &owner.cased {
            folded.cased(text, place.start, place.end, cased);
            if cased.as_str() != &**wanted {
                continue;
            }
        }
        found.push(Occurrence { start: span.start, end: span.end, pattern: owner.pattern });
    }
}

/// The different folded phrases in the order of the index, each with the patterns it stands for.
fn distinct(patterns: &[Pattern<'_>]) -> Result<Vec<Phrase>, MatchError> {
    let mut phrases: BTreeMap<Box<str>, Vec<Owner>> = BTreeMap::new();
    let mut folded = Folded::default();
    for (index, pattern) in patterns.iter().enumerate() {
        let id = u32::try_from(index).map_err(|error| MatchError::TooMany(error.to_string()))?;
        folded.fill(pattern.text);
        let whole = String::from_utf8_lossy(folded.bytes());
        let text = whole.trim_matches(' ');
        match text.len() {
            0 => return Err(MatchError::Empty { index }),
            bytes if bytes > MAX_PHRASE => return Err(MatchError::TooLong { index, bytes }),
            _ => {}
        }
        let cased = pattern.exact_case.then(|| {
            let mut cased = String::new();
            folded.cased(pattern.text, 0, folded.bytes().len(), &mut cased);
            cased.trim_matches(' ').into()
        });
        phrases.entry(text.into()).or_default().push(Owner { pattern: id, cased });
    }
    let mut phrases: Vec<Phrase> = phrases.into_iter().map(|(text, owners)| Phrase { text, owners }).collect();
    phrases.sort_by(|one, other| index::order(&one.text).cmp(&index::order(&other.text)));
    Ok(phrases)
}
