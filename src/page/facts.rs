//! What can be counted of a block by itself.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::cues::{Cue, cue};
use super::dom::{Block, Dom};
use super::tags::Tag;

/// Counts of one block.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Facts {
    /// Words; in scripts without spaces two characters count as one.
    pub words: f32,
    pub chars: f32,
    /// Share of the text within links, within bold type.
    pub linked: f32,
    pub bold: f32,
    /// Places where a sentence ends.
    pub sentences: f32,
    pub commas: f32,
    /// Share of words that begin with a capital, of letters that are capitals.
    pub capitals: f32,
    pub shouted: f32,
    pub digits: f32,
    pub lines: f32,
    pub ends_sentence: bool,
    pub ends_colon: bool,
    /// Cut off, as teasers are.
    pub ends_cut: bool,
    /// Words of offers and notices: "subscribe", "all rights reserved".
    pub offers: f32,
    pub has_copyright: bool,
    pub has_address: bool,
    pub has_bar: bool,
    pub is_question: bool,
    /// One word that is an address, a number or a date: data rather than text.
    pub is_datum: bool,
    pub cue: Cue,
    /// Running text: long enough, hardly linked, sentences.
    pub prose: bool,
}

impl Facts {
    pub(crate) fn of(dom: &Dom, block: &Block) -> Facts {
        let text = dom.text_of(block);
        let bytes = text.len().max(1) as f32;
        let mut facts = Facts {
            linked: block.linked as f32 / bytes,
            bold: block.bold as f32 / bytes,
            lines: memchr::memchr_iter(b'\n', text.as_bytes()).count() as f32,
            ..Facts::default()
        };
        facts.count(text);
        facts.has_address = text.contains('@') || memchr::memmem::find(text.as_bytes(), b"http").is_some();
        let last = text.trim_end_matches(['"', '”', '’', '»', ')', '\'', '*', ' ', ']']);
        facts.ends_sentence = last.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟']);
        facts.ends_cut = last.ends_with(['…']) || last.ends_with("...") || last.ends_with("[…");
        facts.offers = if text.len() < 900 { OFFERS.find_iter(text).count() as f32 } else { 0.0 };
        facts.ends_colon = last.ends_with(':');
        facts.is_datum = facts.words <= 1.0 && (facts.has_address || text.bytes().any(|byte| byte.is_ascii_digit()));
        facts.is_question = last.ends_with('?');
        facts.prose = facts.words >= 12.0 && facts.linked < 0.5 && (facts.sentences >= 1.0 || facts.words >= 40.0);
        if facts.words <= 40.0 {
            facts.cue = cue(text);
        }
        facts
    }

    fn count(&mut self, text: &str) {
        if text.is_ascii() {
            self.count_kinds(text.bytes().map(|byte| ASCII_KINDS[usize::from(byte) % ASCII_KINDS.len()]));
        } else {
            self.count_kinds(text.chars().map(Kind::of));
        }
    }

    fn count_kinds(&mut self, kinds: impl Iterator<Item = Kind>) {
        let mut seen = [0u32; KINDS];
        let (mut words, mut capitals, mut sentences) = (0u32, 0u32, 0u32);
        let (mut in_word, mut stop) = (false, false);
        for kind in kinds {
            seen[kind as usize] += 1;
            let space = kind == Kind::Space;
            let begins = !space & !in_word;
            words += u32::from(begins);
            capitals += u32::from(begins & matches!(kind, Kind::Upper | Kind::Capital));
            sentences += u32::from(space & stop);
            stop = (kind == Kind::Stop) | (stop & (kind == Kind::Closes));
            in_word = !space;
        }
        let count = |kind: Kind| seen[kind as usize];
        let dense = count(Kind::Dense) as f32;
        (self.words, self.chars) = (words as f32, seen.iter().sum::<u32>() as f32);
        self.sentences = (sentences + count(Kind::FullStop) + u32::from(stop)) as f32;
        if dense > self.words {
            self.words = self.words.max(dense / 2.0);
        }
        self.commas = count(Kind::Comma) as f32;
        let (upper, letters) = (count(Kind::Upper) as f32, (count(Kind::Upper) + count(Kind::Lower)) as f32);
        self.shouted = upper / letters.max(1.0);
        self.capitals = capitals as f32 / self.words.max(1.0);
        self.digits = count(Kind::Digit) as f32 / self.chars.max(1.0);
        (self.has_bar, self.has_copyright) = (count(Kind::Bar) > 0, count(Kind::Copyright) > 0);
    }
}

/// What a character is, for counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Kind {
    Other,
    Space,
    /// Letters of ASCII.
    Upper,
    Lower,
    /// A capital beyond ASCII.
    Capital,
    Digit,
    Comma,
    /// Ends a sentence when white space follows, with marks that close between them or not.
    Stop,
    Closes,
    /// Ends a sentence whatever follows.
    FullStop,
    /// Parts items in a line.
    Bar,
    Copyright,
    /// Of a script without spaces.
    Dense,
}

const KINDS: usize = Kind::Dense as usize + 1;

impl Kind {
    fn of(char: char) -> Kind {
        match char {
            '\0'..='\x7f' => ASCII_KINDS[char as usize],
            '…' => Kind::Stop,
            '”' | '’' => Kind::Closes,
            '،' | '、' | '，' => Kind::Comma,
            '。' | '！' | '？' | '।' => Kind::FullStop,
            '·' | '•' | '»' | '›' => Kind::Bar,
            '©' => Kind::Copyright,
            '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{e00}'..='\u{e7f}' => Kind::Dense,
            _ if char.is_whitespace() => Kind::Space,
            _ if char.is_uppercase() => Kind::Capital,
            _ => Kind::Other,
        }
    }
}

static ASCII_KINDS: [Kind; 128] = {
    let mut kinds = [Kind::Other; 128];
    let mut at = 0;
    while at < kinds.len() {
        kinds[at] = match at as u8 {
            b' ' | b'\t'..=b'\r' => Kind::Space,
            b'A'..=b'Z' => Kind::Upper,
            b'a'..=b'z' => Kind::Lower,
            b'0'..=b'9' => Kind::Digit,
            b',' | b';' => Kind::Comma,
            b'.' | b'!' | b'?' => Kind::Stop,
            b'"' | b')' => Kind::Closes,
            b'|' => Kind::Bar,
            _ => Kind::Other,
        };
        at += 1;
    }
    kinds
};

/// Words of offers, notices and requests.
static OFFERS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = [
        "subscri",
        "newsletter",
        "sign up",
        "signup",
        "click here",
        "download",
        "free trial",
        "special offer",
        "app store",
        "google play",
        "follow us",
        "follow @",
        "all rights reserved",
        "copyright",
        "cookie",
        "privacy policy",
        "terms of",
        "affiliate",
        "commission",
        "delivered to your",
        "inbox",
        "contact us",
        "get in touch",
        "book a",
        "log in",
        "sign in",
        "advertis",
        "sponsored",
        "join our",
        "learn more",
        "find out more",
        "read more",
        "watch:",
        "read:",
        "listen:",
        "contributed to this",
        "reporting by",
        "editing by",
        "getty",
        "reuters",
        "associated press",
        "photo:",
        "image:",
        "photograph",
        "share this",
        "leave a comment",
        "comments are",
        "your email",
        "donate",
        "support us",
        "patreon",
        "become a member",
        "% off",
        "shop now",
        "buy now",
        "add to cart",
        "republish",
        "citation:",
        "originally published",
        "@",
        "http",
    ];
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(words)
        .unwrap_or_else(|error| panic!("the words of offers do not compile: {error}"))
});

/// What kind of block an element makes, as a number that trees can split.
pub(crate) fn kind(tag: Tag) -> f32 {
    match tag {
        Tag::P => 1.0,
        Tag::Div | Tag::Section | Tag::Article | Tag::Main | Tag::Body | Tag::Html | Tag::Custom => 2.0,
        Tag::Li => 3.0,
        Tag::Td | Tag::Th => 4.0,
        Tag::Dt | Tag::Dd => 5.0,
        Tag::Blockquote | Tag::Pre => 6.0,
        Tag::Figcaption | Tag::Figure | Tag::TableCaption => 7.0,
        Tag::Button | Tag::Form | Tag::Fieldset | Tag::Textarea => 8.0,
        Tag::Header | Tag::Footer | Tag::Nav | Tag::Aside => 9.0,
        Tag::Summary | Tag::Details => 10.0,
        _ if tag.heading().is_some() => 0.0,
        _ => 11.0,
    }
}
