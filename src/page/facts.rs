//! What can be counted of a block by itself.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

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

/// What the first words of a short block announce.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Cue {
    #[default]
    None,
    Related,
    Comments,
    Share,
    Letter,
    Legal,
    Ad,
    Byline,
    Contents,
    Sources,
    Tags,
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

/// First words that announce what a block or section is, in lower case.
const CUES: &[(&str, Cue)] = &[
    ("related", Cue::Related),
    ("more from", Cue::Related),
    ("more on", Cue::Related),
    ("more in", Cue::Related),
    ("more stories", Cue::Related),
    ("more news", Cue::Related),
    ("more articles", Cue::Related),
    ("more posts", Cue::Related),
    ("you may", Cue::Related),
    ("you might", Cue::Related),
    ("you'll also", Cue::Related),
    ("read more", Cue::Related),
    ("read next", Cue::Related),
    ("read also", Cue::Related),
    ("also read", Cue::Related),
    ("also on", Cue::Related),
    ("see also", Cue::Related),
    ("recommended", Cue::Related),
    ("trending", Cue::Related),
    ("popular", Cue::Related),
    ("most read", Cue::Related),
    ("most popular", Cue::Related),
    ("latest", Cue::Related),
    ("recent", Cue::Related),
    ("up next", Cue::Related),
    ("next", Cue::Related),
    ("previous", Cue::Related),
    ("don't miss", Cue::Related),
    ("what to read", Cue::Related),
    ("keep reading", Cue::Related),
    ("similar", Cue::Related),
    ("explore", Cue::Related),
    ("discover", Cue::Related),
    ("around the web", Cue::Related),
    ("editor", Cue::Related),
    ("top stories", Cue::Related),
    ("featured", Cue::Related),
    ("continue reading", Cue::Related),
    ("further reading", Cue::Related),
    ("learn more", Cue::Related),
    ("view all", Cue::Related),
    ("see all", Cue::Related),
    ("see more", Cue::Related),
    ("load more", Cue::Related),
    ("show more", Cue::Related),
    ("mehr zum", Cue::Related),
    ("mehr aus", Cue::Related),
    ("das könnte", Cue::Related),
    ("lesen sie auch", Cue::Related),
    ("lire aussi", Cue::Related),
    ("à lire", Cue::Related),
    ("sur le même", Cue::Related),
    ("te puede", Cue::Related),
    ("le puede", Cue::Related),
    ("lea también", Cue::Related),
    ("leer más", Cue::Related),
    ("leggi anche", Cue::Related),
    ("leia também", Cue::Related),
    ("veja também", Cue::Related),
    ("relacionad", Cue::Related),
    ("читайте", Cue::Related),
    ("Читайте", Cue::Related),
    ("Смотрите", Cue::Related),
    ("Похожие", Cue::Related),
    ("Популярн", Cue::Related),
    ("Самые поп", Cue::Related),
    ("Рекоменд", Cue::Related),
    ("Ещё по теме", Cue::Related),
    ("relaterade", Cue::Related),
    ("lees ook", Cue::Related),
    ("ähnliche", Cue::Related),
    ("weitere", Cue::Related),
    ("articles similaires", Cue::Related),
    ("noticias relac", Cue::Related),
    ("potrebbe", Cue::Related),
    ("çok okunan", Cue::Related),
    ("関連", Cue::Related),
    ("おすすめ", Cue::Related),
    ("相关", Cue::Related),
    ("推荐", Cue::Related),
    ("관련", Cue::Related),
    ("인기", Cue::Related),
    ("Отзывы", Cue::Comments),
    ("Комментар", Cue::Comments),
    ("Добавить", Cue::Comments),
    ("Оставить", Cue::Comments),
    ("Обсужд", Cue::Comments),
    ("komment", Cue::Comments),
    ("commenti", Cue::Comments),
    ("comentário", Cue::Comments),
    ("コメント", Cue::Comments),
    ("评论", Cue::Comments),
    ("댓글", Cue::Comments),
    ("reviews", Cue::Comments),
    ("testimonial", Cue::Comments),
    ("Поделиться", Cue::Share),
    ("condividi", Cue::Share),
    ("シェア", Cue::Share),
    ("공유", Cue::Share),
    ("Подпис", Cue::Letter),
    ("Реклама", Cue::Ad),
    ("저작권자", Cue::Legal),
    ("Теги", Cue::Tags),
    ("Метки", Cue::Tags),
    ("comment", Cue::Comments),
    ("leave a", Cue::Comments),
    ("join the", Cue::Comments),
    ("discussion", Cue::Comments),
    ("reply", Cue::Comments),
    ("replies", Cue::Comments),
    ("post a", Cue::Comments),
    ("add a comment", Cue::Comments),
    ("cancel reply", Cue::Comments),
    ("responses", Cue::Comments),
    ("kommentar", Cue::Comments),
    ("comentario", Cue::Comments),
    ("commentaire", Cue::Comments),
    ("your email", Cue::Comments),
    ("log in", Cue::Comments),
    ("sign in", Cue::Comments),
    ("share", Cue::Share),
    ("follow", Cue::Share),
    ("facebook", Cue::Share),
    ("twitter", Cue::Share),
    ("tweet", Cue::Share),
    ("copy link", Cue::Share),
    ("print", Cue::Share),
    ("email", Cue::Share),
    ("whatsapp", Cue::Share),
    ("save", Cue::Share),
    ("teilen", Cue::Share),
    ("partager", Cue::Share),
    ("compart", Cue::Share),
    ("listen", Cue::Share),
    ("like this", Cue::Share),
    ("newsletter", Cue::Letter),
    ("subscribe", Cue::Letter),
    ("sign up", Cue::Letter),
    ("get the", Cue::Letter),
    ("get our", Cue::Letter),
    ("join our", Cue::Letter),
    ("stay up", Cue::Letter),
    ("stay in", Cue::Letter),
    ("download", Cue::Letter),
    ("enter your", Cue::Letter),
    ("thank you for", Cue::Letter),
    ("thanks for", Cue::Letter),
    ("try ", Cue::Letter),
    ("contact us", Cue::Letter),
    ("book a", Cue::Letter),
    ("get started", Cue::Letter),
    ("request a", Cue::Letter),
    ("support", Cue::Letter),
    ("donate", Cue::Letter),
    ("©", Cue::Legal),
    ("copyright", Cue::Legal),
    ("all rights", Cue::Legal),
    ("privacy", Cue::Legal),
    ("terms", Cue::Legal),
    ("cookie", Cue::Legal),
    ("this site", Cue::Legal),
    ("we use", Cue::Legal),
    ("disclaimer", Cue::Legal),
    ("disclosure", Cue::Legal),
    ("about us", Cue::Legal),
    ("this article", Cue::Legal),
    ("this post", Cue::Legal),
    ("advert", Cue::Ad),
    ("sponsor", Cue::Ad),
    ("ad ", Cue::Ad),
    ("anzeige", Cue::Ad),
    ("publicidad", Cue::Ad),
    ("publicité", Cue::Ad),
    ("paid", Cue::Ad),
    ("promoted", Cue::Ad),
    ("skip", Cue::Ad),
    ("scroll to", Cue::Ad),
    ("by ", Cue::Byline),
    ("written by", Cue::Byline),
    ("posted", Cue::Byline),
    ("published", Cue::Byline),
    ("updated", Cue::Byline),
    ("last updated", Cue::Byline),
    ("author", Cue::Byline),
    ("about the author", Cue::Byline),
    ("about author", Cue::Byline),
    ("von ", Cue::Byline),
    ("par ", Cue::Byline),
    ("por ", Cue::Byline),
    ("photo", Cue::Byline),
    ("image", Cue::Byline),
    ("credit", Cue::Byline),
    ("reviewed by", Cue::Byline),
    ("edited by", Cue::Byline),
    ("view profile", Cue::Byline),
    ("table of contents", Cue::Contents),
    ("contents", Cue::Contents),
    ("in this article", Cue::Contents),
    ("on this page", Cue::Contents),
    ("in this post", Cue::Contents),
    ("jump to", Cue::Contents),
    ("toggle", Cue::Contents),
    ("quick links", Cue::Contents),
    ("inhalt", Cue::Contents),
    ("references", Cue::Sources),
    ("sources", Cue::Sources),
    ("bibliography", Cue::Sources),
    ("footnotes", Cue::Sources),
    ("notes", Cue::Sources),
    ("citations", Cue::Sources),
    ("resources", Cue::Sources),
    ("tags", Cue::Tags),
    ("tag:", Cue::Tags),
    ("topics", Cue::Tags),
    ("categor", Cue::Tags),
    ("filed under", Cue::Tags),
    ("posted in", Cue::Tags),
    ("keywords", Cue::Tags),
    ("labels", Cue::Tags),
    ("tagged", Cue::Tags),
];

/// Words in lower case, and what they announce.
type Beginning = (&'static [u8], Cue);

/// The cues by their first byte.
static BY_BYTE: LazyLock<Vec<Vec<Beginning>>> = LazyLock::new(|| {
    let mut by_byte = vec![Vec::new(); 256];
    for (words, cue) in CUES {
        by_byte[usize::from(words.as_bytes()[0])].push((words.as_bytes(), *cue));
    }
    by_byte
});

fn cue(text: &str) -> Cue {
    let mut start = [0u8; 24];
    let mut length = 0;
    for byte in text.trim_start_matches(|char: char| !char.is_alphanumeric() && char != '©').bytes().take(start.len())
    {
        start[length] = byte.to_ascii_lowercase();
        length += 1;
    }
    let start = &start[..length];
    let Some(first) = start.first() else { return Cue::None };
    // "Related" stands before "relationship" is looked at: the longest cue that fits counts.
    let fitting = BY_BYTE[usize::from(*first)].iter();
    let fitting = fitting.filter(|(words, _)| words.get(1) == start.get(1) && start.starts_with(words));
    fitting.max_by_key(|(words, _)| words.len()).map_or(Cue::None, |(_, cue)| *cue)
}

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
