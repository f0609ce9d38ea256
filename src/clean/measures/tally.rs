//! What one pass over the words of the prose counts.

use std::ops::Range;

use crate::clean::view::View;
use crate::document::Shape;

/// Words of prose counted by kind, with the places of the rare ones.
#[derive(Debug, Default)]
pub(super) struct Tally {
    words: usize,
    sentences: usize,
    pub figures: usize,
    pub speech: usize,
    /// Outside quotations.
    pub questions: usize,
    /// Words such as "clearly" and "utterly", outside quotations.
    pub adverbs: usize,
    /// "Never", "nothing", "nobody", "always", outside quotations.
    pub absolutes: usize,
    pub exclamations: Vec<Range<usize>>,
    /// Words in capitals that the text also writes small.
    pub shouted: Vec<Range<usize>>,
    /// "I" outside quotations.
    pub first_person: Vec<Range<usize>>,
}

/// A shouted word has so many letters: most acronyms have fewer.
const SHOUTED_LETTERS: usize = 4;

impl Tally {
    /// Counts the words of the prose; `quotations` are those of each block.
    pub(super) fn of(view: &View<'_>, quotations: &[Vec<Range<usize>>]) -> Tally {
        let mut tally = Tally::default();
        for (block, quoted) in view.blocks.iter().zip(quotations) {
            if block.shapes.contains(Shape::Prose) {
                tally.add(view.text(), block.core..block.core_end, quoted);
            }
        }
        tally
    }

    pub(super) fn sentence_length(&self) -> f64 {
        self.words as f64 / self.sentences.max(1) as f64
    }

    fn add(&mut self, text: &str, core: Range<usize>, quoted: &[Range<usize>]) {
        let mut quotes = quoted.iter().peekable();
        for word in text[core].split_ascii_whitespace() {
            let start = word.as_ptr().addr() - text.as_ptr().addr();
            let span = start..start + word.len();
            while quotes.next_if(|quote| quote.end <= span.start).is_some() {}
            let own = quotes.peek().is_none_or(|quote| quote.start >= span.end);
            self.words += 1;
            self.by_its_first(text, word, &span, own);
            self.by_its_last(word, span, own);
        }
    }

    /// What the first letter of a word lets it be; `own`: it stands outside quotations.
    fn by_its_first(&mut self, text: &str, word: &str, span: &Range<usize>, own: bool) {
        if own && is_shouted(word) && writes_small(text, word) {
            self.shouted.push(span.clone());
        }
        match word.as_bytes()[0] {
            b'0'..=b'9' | b'$' => self.figures += usize::from(is_figure(word)),
            b's' | b't' => self.speech += usize::from(is_speech(word)),
            b'a' => {
                self.speech += usize::from(is_speech(word));
                self.absolutes += usize::from(own && is_absolute(word));
            }
            b'n' | b'N' | b'A' if own && is_absolute(word) => self.absolutes += 1,
            b'I' if own && is_first_person(word) => self.first_person.push(span.clone()),
            // £ and € before a number.
            0xC2 | 0xE2 => self.figures += usize::from(word.contains(|c: char| c.is_ascii_digit())),
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
                self.questions += usize::from(own);
                self.sentences += 1;
            }
            b'.' => {
                self.sentences += usize::from(word.len() > 3);
                self.adverbs += usize::from(own && is_adverb(word));
            }
            b'y' | b',' => self.adverbs += usize::from(own && is_adverb(word)),
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

/// A number that says how much, not a year.
fn is_figure(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',', ';', ':', ')', '"', '”', '?']);
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let year =
        digits == 4 && (word.starts_with("19") || word.starts_with("20")) && !word.contains([',', '.', '%', '$']);
    digits > 0 && !year
}

fn is_speech(word: &str) -> bool {
    matches!(word.trim_end_matches([',', '.', ':']), "said" | "says" | "told" | "added" | "according")
}

/// Words in -ly that say how or how far something is so; not those that name things, times and counts.
fn is_adverb(word: &str) -> bool {
    let bare = word.trim_end_matches([',', '.']);
    let others = [
        "family",
        "only",
        "early",
        "supply",
        "apply",
        "reply",
        "likely",
        "unlikely",
        "daily",
        "weekly",
        "monthly",
        "yearly",
        "assembly",
        "rally",
        "ally",
        "italy",
        "july",
        "quarterly",
        "friendly",
        "elderly",
        "deadly",
        "comply",
        "imply",
        "rely",
        "multiply",
        "anomaly",
        "costly",
        "lovely",
        "lonely",
        "monopoly",
        "butterfly",
        "bully",
        "belly",
        "fully",
        "recently",
        "previously",
        "currently",
        "initially",
        "formerly",
        "nearly",
        "roughly",
        "approximately",
        "annually",
        "reportedly",
        "allegedly",
        "orderly",
        "timely",
        "homily",
        "lily",
        "silly",
        "ugly",
        "holy",
        "jelly",
        "fly",
        "sly",
    ];
    bare.len() > 4
        && bare.ends_with("ly")
        && bare.starts_with(|c: char| c.is_ascii_lowercase())
        && !others.contains(&bare)
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
    if word.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return false;
    }
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

/// Characters that a wrong decoding left, and HTML entities that nobody resolved.
pub(super) fn mojibake(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in memchr::memchr3_iter(0xC3, 0xEF, b'&', bytes) {
        if let Some(length) = debris(&text[at..])
            && found.last().is_none_or(|last| last.end <= at)
        {
            found.push(at..at + length);
        }
    }
    found
}

/// Bytes of the debris that begins here.
fn debris(rest: &str) -> Option<usize> {
    let mut characters = rest.chars();
    let (first, second) = (characters.next()?, characters.next().unwrap_or(' '));
    let high = ('\u{80}'..='\u{BF}').contains(&second);
    let broken = match first {
        '\u{FFFD}' => return Some(first.len_utf8()),
        'â' => second == '€' || ('\u{80}'..='\u{9F}').contains(&second),
        'Ã' | 'Â' => {
            high && !second.is_whitespace() || (first == 'Ã' && matches!(second, '¢' | '©' | '¨' | '³' | '±'))
        }
        'ï' => rest.starts_with("ï»¿") || rest.starts_with("ï¿½"),
        '&' => return entity(rest),
        _ => false,
    };
    broken.then(|| first.len_utf8() + second.len_utf8())
}

fn entity(rest: &str) -> Option<usize> {
    let end = rest.bytes().take(10).position(|byte| byte == b';')?;
    let name = &rest[1..end];
    let number = name.strip_prefix('#').is_some_and(|digits| {
        let digits = digits.strip_prefix(['x', 'X']).unwrap_or(digits);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    let known = matches!(
        name,
        "amp"
            | "nbsp"
            | "quot"
            | "lt"
            | "gt"
            | "apos"
            | "lsquo"
            | "rsquo"
            | "ldquo"
            | "rdquo"
            | "mdash"
            | "ndash"
            | "hellip"
            | "eacute"
    );
    (number || known).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debris_of_encodings() {
        assert_eq!(mojibake("Itâ€™s cafÃ© &amp; tea &#8217; \u{FFFD}").len(), 5);
        assert!(mojibake("It’s café & tea; São, château, NÃO, AT&T; R&D;").is_empty());
    }

    #[test]
    fn headlines_that_shout() {
        assert_eq!(shouted_in_headline("Mayor DESTROYS ferry board", ""), 1);
        assert_eq!(shouted_in_headline("NATO and UNESCO meet in Stowe harbour", "NATO met."), 0);
        assert_eq!(shouted_in_headline("Ferry board is TERRIFIED of mayor", "They are terrified."), 1);
        assert_eq!(shouted_in_headline("FERRY BOARD MEETS", "The ferry board meets."), 0);
    }
}
