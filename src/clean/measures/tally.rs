//! What one pass over the words of the prose counts.

use std::ops::Range;

use super::debris::is_broken;
use super::figures::is_figure;
use crate::clean::quotes::quotations;
use crate::clean::view::View;
use crate::document::Shape;

/// Words of prose counted by kind, with the places of the rare ones.
#[derive(Debug, Default)]
pub(super) struct Tally {
    words: usize,
    sentences: usize,
    pub figures: Counted,
    pub speech: Counted,
    /// Outside quotations.
    pub questions: Counted,
    /// Adverbs that press a point, such as "clearly" and "utterly", outside quotations.
    pub adverbs: Counted,
    /// "Never", "nothing", "nobody", "always", outside quotations.
    pub absolutes: Counted,
    pub exclamations: Vec<Range<usize>>,
    /// Words in capitals that the text also writes small.
    pub shouted: Vec<Range<usize>>,
    /// "I" outside quotations.
    pub first_person: Vec<Range<usize>>,
    /// Question marks where quotation marks and dashes were, before a wrong decoding.
    pub broken: Vec<Range<usize>>,
}

/// Words that many documents are full of: how many there are, and the first places.
#[derive(Debug, Default)]
pub(super) struct Counted {
    pub count: usize,
    pub spans: Vec<Range<usize>>,
}

/// Places kept of what is counted.
const KEPT: usize = 8;

impl Counted {
    fn see(&mut self, holds: bool, span: &Range<usize>) {
        if holds {
            self.count += 1;
            if self.spans.len() < KEPT {
                self.spans.push(span.clone());
            }
        }
    }
}

/// A slip leaves fewer question marks in odd places than a wrong decoding does.
const BROKEN: usize = 3;
/// A shouted word has so many letters: most acronyms have fewer.
const SHOUTED_LETTERS: usize = 4;

impl Tally {
    /// Counts the words of the prose; `quotations` are those of each block.
    pub(super) fn of(view: &View<'_>, quotations: &[Vec<Range<usize>>]) -> Tally {
        let mut tally = Tally::default();
        for (block, quoted) in view.blocks.iter().zip(quotations) {
            if block.shapes.contains(Shape::Prose) {
                let core = block.core..block.core_end;
                let spoken = is_spoken(&view.text()[core.clone()]).then(|| core.clone());
                tally.add(view.text(), core, spoken.as_ref().map_or(&quoted[..], std::slice::from_ref));
            }
        }
        if tally.broken.len() < BROKEN {
            tally.broken.clear();
        } else {
            // Of what is left of the marks nobody can say which asks.
            tally.questions = Counted::default();
        }
        tally
    }

    pub(super) fn sentence_length(&self) -> f64 {
        self.words as f64 / self.sentences.max(1) as f64
    }

    fn add(&mut self, text: &str, core: Range<usize>, quoted: &[Range<usize>]) {
        let mut quotes = quoted.iter().peekable();
        let mut words = text[core].split_ascii_whitespace().peekable();
        let mut before = "";
        while let Some(word) = words.next() {
            let next = words.peek().copied().unwrap_or("");
            let start = word.as_ptr().addr() - text.as_ptr().addr();
            let span = start..start + word.len();
            while quotes.next_if(|quote| quote.end <= span.start).is_some() {}
            let own = quotes.peek().is_none_or(|quote| quote.start >= span.end);
            self.words += 1;
            if (word.starts_with('?') || word.ends_with('?')) && is_broken(word, next) {
                self.broken.push(span.clone());
            }
            self.figures.see(is_figure(word, before, next), &span);
            self.by_its_first(text, word, &span, own);
            self.by_its_last(word, span, own);
            before = word;
        }
    }

    /// What the first letter of a word lets it be; `own`: it stands outside quotations.
    fn by_its_first(&mut self, text: &str, word: &str, span: &Range<usize>, own: bool) {
        if own && is_shouted(word) && writes_small(text, word) {
            self.shouted.push(span.clone());
        }
        match word.as_bytes()[0] {
            b's' | b't' => self.speech.see(is_speech(word), span),
            b'a' => {
                self.speech.see(is_speech(word), span);
                self.absolutes.see(own && is_absolute(word), span);
            }
            b'n' | b'N' | b'A' if own => self.absolutes.see(is_absolute(word), span),
            b'I' if own && is_first_person(word) => self.first_person.push(span.clone()),
            _ => {}
        }
    }

    fn by_its_last(&mut self, word: &str, span: Range<usize>, own: bool) {
        match word.as_bytes()[word.len() - 1] {
            b'!' => {
                self.exclamations.push(span);
                self.sentences += 1;
            }
            b'?' => {
                self.questions.see(own && asks(word), &span);
                self.sentences += 1;
            }
            b'.' => {
                self.sentences += usize::from(word.len() > 3);
                self.adverbs.see(own && is_adverb(word), &span);
            }
            b'y' | b',' => self.adverbs.see(own && is_adverb(word), &span),
            // Closing quotation marks.
            b'"' | 0x9D => {
                self.sentences += usize::from(word.contains(['.', '!', '?']));
                if word.contains('!') {
                    self.exclamations.push(span);
                }
            }
            _ => {}
        }
    }
}

/// Whether a paragraph is somebody's words by the speaker's name before it, as in transcripts: "HARLAN: Well, …".
fn is_spoken(text: &str) -> bool {
    const BYTES: usize = 40;
    const WORDS: usize = 4;
    let Some(colon) = text.bytes().take(BYTES).position(|byte| byte == b':') else { return false };
    let mut words = text[..colon].split(' ');
    let named =
        words.by_ref().take(WORDS).all(|word| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()));
    named && words.next().is_none() && text[colon + 1..].starts_with(' ')
}

/// Whether a word that ends in a question mark asks: something is asked before the mark.
fn asks(word: &str) -> bool {
    let before = word.trim_end_matches('?').chars().next_back();
    before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '!' | ')' | '”' | '"' | '\'' | '’' | '%'))
}

fn is_speech(word: &str) -> bool {
    matches!(word.trim_end_matches([',', '.', ':']), "said" | "says" | "told" | "added" | "according")
}

/// Adverbs that press a point on the reader or judge what they stand with.
const EMPHATIC: &[&str] = &[
    "absolutely",
    "actually",
    "amazingly",
    "astonishingly",
    "blatantly",
    "blindly",
    "brazenly",
    "certainly",
    "clearly",
    "completely",
    "conveniently",
    "cynically",
    "definitely",
    "desperately",
    "disgracefully",
    "entirely",
    "evidently",
    "extremely",
    "flagrantly",
    "flatly",
    "foolishly",
    "frankly",
    "grossly",
    "honestly",
    "hopelessly",
    "horribly",
    "hysterically",
    "incredibly",
    "indisputably",
    "inevitably",
    "insanely",
    "ironically",
    "laughably",
    "literally",
    "maliciously",
    "massively",
    "merely",
    "miserably",
    "obviously",
    "outrageously",
    "overwhelmingly",
    "patently",
    "perfectly",
    "plainly",
    "predictably",
    "purely",
    "really",
    "recklessly",
    "ridiculously",
    "sadly",
    "seriously",
    "shamefully",
    "shamelessly",
    "shockingly",
    "simply",
    "stunningly",
    "stupidly",
    "surely",
    "terribly",
    "thankfully",
    "thoroughly",
    "totally",
    "tragically",
    "truly",
    "unbelievably",
    "undeniably",
    "undoubtedly",
    "unquestionably",
    "utterly",
    "viciously",
    "vastly",
    "wildly",
];

fn is_adverb(word: &str) -> bool {
    let bare = word.trim_end_matches([',', '.']);
    bare.len() > 4 && bare.ends_with("ly") && EMPHATIC.iter().any(|known| known.eq_ignore_ascii_case(bare))
}

fn is_absolute(word: &str) -> bool {
    let bare = word.trim_end_matches([',', '.', '!', '?', ';', ':']);
    let known = ["never", "nothing", "nobody", "none", "always"];
    known.iter().any(|known| known.eq_ignore_ascii_case(bare))
}

fn is_first_person(word: &str) -> bool {
    let rest = &word[1..];
    rest.is_empty() || rest.starts_with(['\'', '’', ','])
}

fn is_shouted(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphabetic());
    word.len() >= SHOUTED_LETTERS && bare.len() >= SHOUTED_LETTERS && bare.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Whether the text holds the word in small letters: then it is no acronym.
fn writes_small(text: &str, word: &str) -> bool {
    let small = word.trim_matches(|c: char| !c.is_alphabetic()).to_ascii_lowercase();
    // These are acronyms and words alike.
    if matches!(small.as_str(), "aids" | "start" | "salt" | "cops" | "dream" | "cares" | "patriot" | "sars" | "mears") {
        return false;
    }
    let bytes = text.as_bytes();
    let joined = |byte: &u8| byte.is_ascii_alphanumeric() || b"/.@#_-".contains(byte);
    let before = |at: usize| at.checked_sub(1).and_then(|at| bytes.get(at)).is_some_and(joined);
    let behind = |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || b"/@_-".contains(byte));
    memchr::memmem::find_iter(bytes, small.as_bytes()).take(8).any(|at| !before(at) && !behind(at + small.len()))
}

/// Words that headlines shout, whether or not the text below has them.
const SHOUTS: &[&str] = &[
    "BREAKING",
    "EXCLUSIVE",
    "SHOCKING",
    "SHOCK",
    "BOMBSHELL",
    "WATCH",
    "VIDEO",
    "WOW",
    "MUST",
    "READ",
    "NEVER",
    "EVERY",
    "HUGE",
    "JUST",
    "DESTROYS",
    "DESTROYED",
    "EXPOSED",
    "REVEALED",
    "WARNING",
    "ALERT",
    "URGENT",
    "CONFIRMED",
    "BOOM",
    "INSANE",
    "SICK",
    "DISGUSTING",
    "LIES",
    "FAKE",
    "TRUTH",
    "THIS",
    "THAT",
    "WHAT",
    "WHY",
    "NOT",
    "ALL",
    "ONLY",
    "REAL",
    "FREE",
    "DEAD",
    "EVIL",
    "BEST",
    "WORST",
    "FINALLY",
    "UPDATE",
    "REPORT",
    "LIVE",
    "SECRET",
    "MASSIVE",
    "BANNED",
    "PROOF",
    "UNREAL",
    "INCREDIBLE",
    "AMAZING",
    "HILARIOUS",
    "LEAKED",
    "CAUGHT",
    "DEVELOPING",
];

/// Words in capitals in a headline that is not all in capitals; acronyms aside.
pub(super) fn shouted_in_headline(title: &str, text: &str) -> usize {
    // "OPINION:" labels and does not shout.
    let own = title.split_whitespace().filter(|word| !word.ends_with(':'));
    let words: Vec<&str> = own.map(|word| word.trim_matches(|c: char| !c.is_alphabetic())).collect();
    let long = |word: &&&str| word.len() >= 3;
    let capitals = |word: &&&str| word.bytes().all(|byte| byte.is_ascii_uppercase());
    let upper = words.iter().filter(long).filter(capitals).count();
    if upper == 0 || upper * 2 > words.iter().filter(long).count() {
        return 0;
    }
    let shouts = |word: &&&str| SHOUTS.contains(*word) || (word.len() >= SHOUTED_LETTERS && writes_small(text, word));
    words.iter().filter(long).filter(capitals).filter(shouts).count()
}

/// Words that styles of headlines in capitals leave small.
const SMALL_WORDS: [&str; 16] =
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with"];

/// Whether A Headline Writes Every Word With a Capital, Even The Small Ones. Capitals alone shout, and are another matter.
pub(super) fn capitalises_every_word(title: &str) -> bool {
    const WORDS: usize = 6;
    let bare = title.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let words: Vec<&str> = bare.filter(|word| word.starts_with(char::is_alphabetic)).collect();
    let small = |word: &&str| SMALL_WORDS.iter().any(|small| small.eq_ignore_ascii_case(word));
    words.len() >= WORDS
        && words.iter().all(|word| word.starts_with(char::is_uppercase))
        && words.iter().skip(1).any(small)
        && title.contains(char::is_lowercase)
}

/// "!" in a headline, outside quotations.
pub(super) fn exclamations_in_headline(title: &str) -> usize {
    let quoted = quotations(title);
    title.match_indices('!').filter(|(at, _)| !quoted.iter().any(|quote| quote.contains(at))).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_that_somebody_speaks() {
        assert!(is_spoken("HARLAN: Well, who sold it?") && is_spoken("Ann Harlan: Who sold it?"));
        assert!(!is_spoken("The board met: who sold it?") && !is_spoken("Who sold it?"));
    }

    #[test]
    fn words_that_ask() {
        assert!(asks("why?") && asks("(really)?") && !asks("security.?") && !asks("?"));
    }

    #[test]
    fn headlines_with_a_capital_on_every_word() {
        assert!(capitalises_every_word("Mayor Of Stowe Sells The Ferry To Brother"));
        assert!(!capitalises_every_word("Mayor of Stowe Sells the Ferry to Brother"));
        assert!(!capitalises_every_word("Mayor sells the ferry to his brother"));
        assert!(!capitalises_every_word("Mayor Sells Ferry"));
        assert!(!capitalises_every_word("MAYOR OF STOWE SELLS THE FERRY"));
    }

    #[test]
    fn exclamations_of_the_headline_itself() {
        assert_eq!(exclamations_in_headline("The ferry is sold!"), 1);
        assert_eq!(exclamations_in_headline("‘The ferry is sold!’ cry islanders"), 0);
    }

    #[test]
    fn headlines_that_shout() {
        assert_eq!(shouted_in_headline("Mayor DESTROYS ferry board", ""), 1);
        assert_eq!(shouted_in_headline("NATO and UNESCO meet in Stowe harbour", "NATO met."), 0);
        assert_eq!(shouted_in_headline("Ferry board is TERRIFIED of mayor", "They are terrified."), 1);
        assert_eq!(shouted_in_headline("FERRY BOARD MEETS", "The ferry board meets."), 0);
    }
}
