//! Made-up English-like text and phrases, the same on every run and machine.

// Every bench uses a part of this.
#![allow(dead_code)]

/// A small deterministic source of numbers (xorshift).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}

const COMMON: [&str; 48] = [
    "the", "of", "and", "to", "a", "in", "that", "is", "was", "for", "it", "with", "as", "his", "on", "be", "at", "by",
    "had", "not", "are", "but", "from", "or", "have", "an", "they", "which", "one", "you", "were", "her", "all", "she",
    "there", "would", "their", "we", "him", "been", "has", "when", "who", "will", "more", "no", "if", "out",
];
const FREQUENT: &str = "\
    about after again against also always area around article back bank because become before began best better \
    between big book both business call called came can case change check children city click close club come \
    community company continue copy cost could council country court daily day days did different do does down \
    during each early email end even event every face fact family far few find first follow food form found four \
    free friends full further game get give go good government great group had half hand head health help here \
    high home hope hour house how however image important information interest into its job join just keep kind \
    know large last late latest law lead least leave left less let level life light like line list little live \
    local long look lose loss made main make man many market may me mean media members men might million minutes \
    money month months most move much music must my name national need never new news next night nothing now \
    number off office often old once only open order other our over own page part party past pay people per photo \
    picture place plan play point police policy possible power press price problem public put question rate read \
    real related report result right risk road said same save say says school season see send service set share \
    should show side sign since site small so some stories story";
const SYLLABLES: [&str; 40] = [
    "re", "con", "ti", "ver", "al", "com", "ter", "en", "mar", "ple", "an", "in", "st", "ex", "pro", "der", "li", "ca",
    "mi", "ro", "ta", "ne", "vi", "so", "pa", "du", "lo", "ne", "ker", "ton", "ber", "gra", "sil", "mon", "hu", "fi",
    "che", "qui", "wes", "sha",
];

/// Words with the frequencies of a natural language: a few make up half of the text.
pub struct Words {
    frequent: Vec<&'static str>,
    rare: Vec<String>,
}

impl Words {
    pub fn new() -> Words {
        let mut dice = Dice::new(7);
        let word = |_| (0..2 + dice.below(3)).map(|_| SYLLABLES[dice.below(SYLLABLES.len())]).collect();
        Words { frequent: FREQUENT.split_whitespace().collect(), rare: (0..6_000).map(word).collect() }
    }

    pub fn pick(&self, dice: &mut Dice) -> &str {
        match dice.below(100) {
            0..45 => return COMMON[dice.below(COMMON.len()).min(dice.below(COMMON.len()))],
            45..75 => return self.frequent[dice.below(self.frequent.len())],
            _ => {}
        }
        // The smallest of three is often small: some rare words are less rare than others.
        let limit = self.rare.len();
        let index = dice.below(limit).min(dice.below(limit)).min(dice.below(limit));
        &self.rare[index]
    }
}

/// Documents of about `size` bytes, `total` bytes together: paragraphs on lines, some curly quotation marks.
pub fn documents(words: &Words, size: usize, total: usize) -> Vec<String> {
    let mut dice = Dice::new(42);
    let mut documents = Vec::new();
    let mut bytes = 0;
    while bytes < total {
        let mut text = String::new();
        while text.len() < size {
            paragraph(words, &mut dice, &mut text);
        }
        bytes += text.len();
        documents.push(text);
    }
    documents
}

fn paragraph(words: &Words, dice: &mut Dice, text: &mut String) {
    for _ in 0..2 + dice.below(4) {
        let quoted = dice.below(6) == 0;
        text.push_str(if quoted { "“" } else { "" });
        for place in 0..8 + dice.below(18) {
            let word = words.pick(dice);
            let capital = place == 0 || dice.below(15) == 0;
            let (first, rest) = word.split_at(1);
            text.push_str(if place == 0 { "" } else { " " });
            text.push_str(&if capital { first.to_uppercase() } else { first.to_owned() });
            text.push_str(rest);
            text.push_str(match dice.below(60) {
                0 => "’s",
                1..=3 => ",",
                4 => " –",
                _ => "",
            });
        }
        text.push_str(if quoted { ".” " } else { ". " });
    }
    text.push('\n');
}

/// Different phrases of three to six words.
pub fn phrases(words: &Words, count: usize) -> Vec<String> {
    let mut dice = Dice::new(99);
    let mut phrases = std::collections::BTreeSet::new();
    while phrases.len() < count {
        let length = 3 + dice.below(4);
        let phrase: Vec<&str> = (0..length).map(|_| words.pick(&mut dice)).collect();
        phrases.insert(phrase.join(" "));
    }
    phrases.into_iter().collect()
}

/// Lines that are not the article, as pages have them.
const NOISE: [&str; 40] = [
    "Advertisement",
    "ADVERTISEMENT",
    "Sign up for our daily newsletter",
    "Get the latest news delivered to your inbox every morning.",
    "By signing up you agree to our privacy policy.",
    "Read more: What the ferry timetable means for the islands",
    "READ NEXT: Five bridges that were never finished",
    "Related stories",
    "You may like",
    "Recommended for you",
    "Most read",
    "Trending now",
    "Share this article",
    "Follow us on Facebook and Twitter",
    "Click here to join our WhatsApp channel",
    "Copyright 2024 Tarn Valley Courier. All rights reserved.",
    "This material may not be published, broadcast, rewritten or redistributed.",
    "Subscribe to continue reading",
    "Already a subscriber? Log in",
    "Support independent journalism. Make a donation today.",
    "Comments",
    "Leave a comment",
    "View all comments",
    "Back to top",
    "Skip to content",
    "Home | News | Sport | Weather",
    "Listen to this article",
    "5 min read",
    "Published: 14 May 2024",
    "12 March 2023, 09:41",
    "By Mona Tarn",
    "Photo: Ilse Kramm / Quay Pictures",
    "Do you have a story for us? Email tips@tarn-courier.example",
    "Download our app for the latest news",
    "Watch: The moment the crane came down",
    "CFDs are complex instruments and come with a high risk of losing money rapidly due to leverage. 74% of retail \
     investor accounts lose money when trading CFDs with this provider.",
    "Sponsored content",
    "Editor's picks",
    "Enter your email address",
    "We use cookies to give you the best experience on our website.",
];

/// Articles of about `size` bytes, `total` bytes together: half of them clean, the others with one to six lines of
/// noise, most of those before the first paragraph and after the last.
pub fn articles(words: &Words, size: usize, total: usize) -> Vec<String> {
    let mut dice = Dice::new(4711);
    documents(words, size, total).iter().map(|text| with_noise(text, &mut dice)).collect()
}

fn with_noise(text: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    if dice.below(2) == 0 {
        for _ in 0..1 + dice.below(6) {
            let place = match dice.below(5) {
                0 => 0,
                1..=2 => dice.below(lines.len()),
                _ => lines.len(),
            };
            lines.insert(place, NOISE[dice.below(NOISE.len())]);
        }
    }
    let mut noisy = lines.join("\n");
    noisy.push('\n');
    noisy
}

/// `count` rule files with `each` phrases, none of them shipped.
pub fn rules(words: &Words, count: usize, each: usize) -> Vec<String> {
    let phrases = phrases(words, count * each);
    let rule = |phrases: &[String]| {
        format!(
            "summary = \"Made up\"\ncategory = \"promo\"\n[match]\nphrases = {phrases:?}\nat = \"start\"\nmax_words = 12\n"
        )
    };
    phrases.chunks(each).map(rule).collect()
}
