//! What a text is about, as far as its words show: enough to tell another publisher's story from the article.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;

/// The telling words of an article, with how often each stands in it.
#[derive(Debug, Default)]
pub(crate) struct Topic {
    terms: HashMap<u64, Count, Mixing>,
}

/// How often a word stands in an article, and how often it is written like a name.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    all: u32,
    names: u32,
}

/// How much of a passage's vocabulary the article shares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Overlap {
    /// Distinct telling words of the passage.
    pub terms: usize,
    /// Those that stand elsewhere in the article too.
    pub shared: usize,
    /// Those of the shared that are written like names: with a capital, and within a sentence on one side at least.
    pub names: usize,
}

impl Overlap {
    /// Next to nothing in common: at most one word in four, and of a long passage at most one in six. A passage of few
    /// words may share one that is no name, and of very few words none.
    pub(crate) fn is_off_topic(self) -> bool {
        let allowed = if self.terms < 24 { self.terms / 4 } else { self.terms / 6 };
        match self.terms {
            0..3 => false,
            3..7 => self.shared == 0,
            7..9 => self.shared <= 1 && self.names == 0,
            _ => self.shared <= allowed,
        }
    }
}

impl Topic {
    /// Adds a paragraph.
    pub(crate) fn add(&mut self, paragraph: &str) {
        for (term, written) in terms(paragraph) {
            let count = self.terms.entry(term).or_default();
            count.all += 1;
            count.names += u32::from(written == Written::Name);
        }
    }

    /// Whether the topic has a telling word of `name` behind its first word (or the first, if there is no other) more often
    /// than `own`, a passage that was counted in. A name without telling words is taken to be there.
    pub(crate) fn names(&self, name: &str, own: &str) -> bool {
        let telling: Vec<u64> = terms(name).map(|(term, _)| term).collect();
        let last = if telling.len() > 1 { &telling[1..] } else { &telling[..] };
        let in_own = |term: u64| terms(own).filter(|&(found, _)| found == term).count();
        let elsewhere = |&term: &u64| self.terms.get(&term).map_or(0, |count| count.all as usize) > in_own(term);
        last.is_empty() || last.iter().any(elsewhere)
    }

    /// What `passage` shares with the topic; `within`: the passage was counted in and is to be counted out.
    pub(crate) fn overlap(&self, passage: &str, within: bool) -> Overlap {
        let mut own: HashMap<u64, (u32, bool), Mixing> = HashMap::default();
        for (term, written) in terms(passage) {
            let name = match written {
                Written::Name => true,
                Written::Opening => self.terms.get(&term).is_some_and(|count| count.names > 0),
                Written::Low => false,
            };
            let entry = own.entry(term).or_insert((0, false));
            *entry = (entry.0 + 1, entry.1 || name);
        }
        let elsewhere = |term: &u64, count: u32| {
            let all = self.terms.get(term).map_or(0, |count| count.all);
            all > if within { count } else { 0 }
        };
        let mut overlap = Overlap { terms: own.len(), shared: 0, names: 0 };
        for (_, (_, name)) in own.iter().filter(|(term, (count, _))| elsewhere(term, *count)) {
            overlap.shared += 1;
            overlap.names += usize::from(*name);
        }
        overlap
    }
}

/// Words too common to tell one subject from another, in lower case.
#[rustfmt::skip] // as many words a line as fit
const COMMON: &[&str] = &[
    "aber", "about", "according", "across", "after", "again", "against", "almost", "along", "also", "although",
    "always", "among", "another", "around", "asked", "auch", "away", "back", "because", "been", "before", "behind",
    "being", "between", "both", "called", "came", "come", "comes", "could", "dans", "dass", "days", "does", "doing",
    "done", "down", "during", "each", "early", "eine", "einem", "einen", "einer", "enough", "even", "ever", "every",
    "find", "first", "five", "following", "found", "four", "friday", "from", "gave", "gets", "give", "given",
    "going", "good", "great", "half", "have", "having", "here", "high", "himself", "home", "hour", "hours", "house",
    "however", "inside", "into", "itself", "just", "keep", "kept", "knew", "know", "known", "large", "last", "late",
    "later", "least", "left", "less", "like", "little", "live", "long", "look", "made", "make", "makes", "making",
    "many", "might", "million", "minutes", "monday", "month", "months", "more", "most", "much", "must", "near",
    "need", "never", "news", "next", "nicht", "night", "nine", "nothing", "often", "once", "only", "open", "other",
    "others", "over", "para", "part", "people", "pero", "place", "please", "pour", "published", "qui", "rather",
    "really", "report", "right", "said", "same", "saturday", "says", "second", "seen", "sein", "seven", "several",
    "should", "show", "showed", "shows", "since", "small", "some", "something", "soon", "source", "still", "story",
    "such", "sunday", "take", "taken", "tell", "than", "that", "their", "them", "then", "there", "these", "they",
    "thing", "things", "think", "this", "those", "though", "three", "through", "thursday", "time", "times", "today",
    "together", "told", "took", "toward", "tuesday", "turned", "twice", "under", "until", "used", "using", "very",
    "want", "wanted", "ways", "wednesday", "week", "weeks", "well", "went", "were", "what", "when", "where",
    "whether", "which", "while", "will", "with", "within", "without", "women", "work", "world", "would", "year",
    "years", "yesterday", "your",
];

/// Bytes of the longest common word.
const LONGEST_COMMON: usize = 9;

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Low,
    /// With a capital where a sentence begins: a name perhaps.
    Opening,
    /// With a capital within a sentence.
    Name,
}

/// The telling words of a text, folded and cut to their first six letters, so that inflections meet; with each, how it
/// is written.
fn terms(text: &str) -> impl Iterator<Item = (u64, Written)> {
    words(text).filter_map(move |(at, word)| {
        let term = term(word)?;
        // In a line of capitals nothing is written like a name.
        let capital = word.starts_with(char::is_uppercase) && !word.chars().skip(1).all(char::is_uppercase);
        if !capital {
            return Some((term, Written::Low));
        }
        let within = text[..at].trim_end().ends_with(|c: char| c.is_alphanumeric() || c == ',');
        Some((term, if within { Written::Name } else { Written::Opening }))
    })
}

/// The runs of letters and digits, each with its place. All prose of a document goes through here: bytes of ASCII are
/// told by themselves.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + run(text, at, false);
        at = start + run(text, start, true);
        Some((start, text.get(start..at)?)).filter(|(_, word)| !word.is_empty())
    })
}

/// The bytes from `at` up to the first character that is (or, for `of_words`, is not) neither letter nor digit.
fn run(text: &str, at: usize, of_words: bool) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let mut length = 0;
    while let Some(byte) = rest.get(length) {
        let (is_word, size) = match byte {
            0x00..0x80 => (byte.is_ascii_alphanumeric(), 1),
            // General punctuation: quotation marks and dashes.
            0xE2 if rest.get(length + 1) == Some(&0x80) => (false, 3),
            _ => match text[at + length..].chars().next() {
                Some(c) => (c.is_alphanumeric(), c.len_utf8()),
                None => break,
            },
        };
        if is_word != of_words {
            break;
        }
        length += size;
    }
    length
}

/// Letters of a word that count: inflections differ behind them.
const STEM: usize = 6;

fn term(word: &str) -> Option<u64> {
    // In scripts without letter case and spaces a "word" is a clause; it still serves for comparison.
    if word.len() < 4 || word.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (stem, whole) = hashes(word);
    let is_common = word.len() <= LONGEST_COMMON && COMMON_HASHES.contains(&whole);
    (!is_common).then_some(stem)
}

/// Hashes of the folded word: of its stem, and of as many letters as a common word may have.
fn hashes(word: &str) -> (u64, u64) {
    if word.is_ascii() {
        let letters = &word.as_bytes()[..word.len().min(LONGEST_COMMON)];
        let (stem, rest) = letters.split_at(letters.len().min(STEM));
        let fold = |hash, letters: &[u8]| {
            letters.iter().fold(hash, |hash, letter| step(hash, u32::from(letter.to_ascii_lowercase())))
        };
        let stem = fold(FNV_START, stem);
        return (stem, fold(stem, rest));
    }
    let mut letters = word.chars().take(LONGEST_COMMON).flat_map(char::to_lowercase).map(u32::from);
    let stem = letters.by_ref().take(STEM).fold(FNV_START, step);
    (stem, letters.fold(stem, step))
}

/// FNV-1a over code points: stable across machines, unlike the standard hasher's seed.
fn step(hash: u64, letter: u32) -> u64 {
    (hash ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3)
}

const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

static COMMON_HASHES: LazyLock<HashSet<u64, Mixing>> =
    LazyLock::new(|| COMMON.iter().map(|word| hashes(word).1).collect());

/// Places terms, which are hashes already, in tables; seeded, so that no text can be made to crowd one place.
#[derive(Debug, Clone, Copy)]
struct Mixing(u64);

static SEED: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0));

impl Default for Mixing {
    fn default() -> Self {
        Mixing(*SEED)
    }
}

impl BuildHasher for Mixing {
    type Hasher = Mixing;

    fn build_hasher(&self) -> Mixing {
        *self
    }
}

impl Hasher for Mixing {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_u64(u64::from(byte)));
    }

    fn write_u64(&mut self, term: u64) {
        let product = u128::from(self.0 ^ term) * 0x9E37_79B9_7F4A_7C15;
        self.0 = (product >> 64) as u64 ^ product as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_are_no_terms_and_inflections_meet() {
        assert!(COMMON.is_sorted() && COMMON.iter().all(|word| term(word).is_none() || word.len() < 4));
        assert_eq!(COMMON.iter().map(|word| word.len()).max(), Some(LONGEST_COMMON));
        assert_eq!(term("Government"), term("governing"));
        assert_eq!(term("ÉCOLES"), term("écoles"));
        assert_ne!(term("bridge"), term("bright"));
    }

    fn topic(paragraphs: &[&str]) -> Topic {
        let mut topic = Topic::default();
        paragraphs.iter().for_each(|paragraph| topic.add(paragraph));
        topic
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        let text = "“Über 40 Boote”, sagt’s – 港は静か。\u{2071}x… end";
        let split = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let found: Vec<&str> = words(text).map(|(at, word)| &text[at..at + word.len()]).collect();
        assert_eq!(found, split.collect::<Vec<_>>());
    }

    #[test]
    fn a_story_of_another_subject_is_off_topic() {
        let article = topic(&[
            "The council voted to close the quay bridge for repairs.",
            "Bridge repairs will cost the council a fortune.",
        ]);
        assert!(
            article.overlap("Singer Mona Tarn dazzles fans in vintage gown at film premiere", false).is_off_topic()
        );
        assert!(!article.overlap("Why the council waited so long with the bridge repairs", false).is_off_topic());
    }

    #[test]
    fn a_name_is_looked_for_outside_its_own_passage() {
        let own = "Mona Tarn reports on quays.";
        let article = |other| topic(&[own, other]);
        assert!(!article("Mona Brandt closed the bridge.").names("Mona Tarn", own));
        assert!(article("Tarn closed the bridge.").names("Mona Tarn", own));
        assert!(article("Nobody closed the bridge.").names("Al Li", own));
    }

    #[test]
    fn a_passage_of_the_article_is_measured_against_the_rest() {
        let passage = "Mona Tarn sang until midnight";
        let article = topic(&[passage, "The bridge closes in June"]);
        assert_eq!(article.overlap(passage, true).shared, 0);
        assert_eq!(article.overlap(passage, false).shared, 4);
    }
}
