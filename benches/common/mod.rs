//! Made-up English-like text and phrases, the same on every run and machine.

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
    "the", "of", "and", "to", "a", "in", "that", "is", "was", "for", "it", "with", "as", "his",
    "on", "be", "at", "by", "had", "not", "are", "but", "from", "or", "have", "an", "they",
    "which", "one", "you", "were", "her", "all", "she", "there", "would", "their", "we", "him",
    "been", "has", "when", "who", "will", "more", "no", "if", "out",
];
const SYLLABLES: [&str; 40] = [
    "re", "con", "ti", "ver", "al", "com", "ter", "en", "mar", "ple", "an", "in", "st", "ex",
    "pro", "der", "li", "ca", "mi", "ro", "ta", "ne", "vi", "so", "pa", "du", "lo", "ne", "ker",
    "ton", "ber", "gra", "sil", "mon", "hu", "fi", "che", "qui", "wes", "sha",
];

/// Words with the frequencies of a natural language: a few make up half of the text.
pub struct Words {
    rare: Vec<String>,
}

impl Words {
    pub fn new() -> Words {
        let mut dice = Dice::new(7);
        let word = |_| {
            (0..2 + dice.below(3))
                .map(|_| SYLLABLES[dice.below(SYLLABLES.len())])
                .collect()
        };
        Words {
            rare: (0..6_000).map(word).collect(),
        }
    }

    pub fn pick(&self, dice: &mut Dice) -> &str {
        if dice.below(100) < 45 {
            return COMMON[dice.below(COMMON.len()).min(dice.below(COMMON.len()))];
        }
        // The smallest of three is often small: some rare words are less rare than others.
        let limit = self.rare.len();
        let index = dice
            .below(limit)
            .min(dice.below(limit))
            .min(dice.below(limit));
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
            text.push_str(&if capital {
                first.to_uppercase()
            } else {
                first.to_owned()
            });
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
