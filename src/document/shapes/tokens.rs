//! Numbers, words and marks of a line that may be a date or an age, and the words such lines are made of.

/// Lines with more tokens are no date.
const MOST: usize = 40;
/// Longest word of the vocabulary, in bytes once folded.
const LONGEST: usize = 20;

/// A word in lower case, without accents and full stops; empty when no vocabulary can hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Folded {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Folded {
    pub fn of(word: &str) -> Folded {
        let mut folded = Folded::default();
        if word.is_ascii() {
            for byte in word.bytes().filter(|byte| *byte != b'.') {
                let Some(slot) = folded.bytes.get_mut(folded.length).filter(|_| byte.is_ascii_alphanumeric()) else {
                    return Folded::default();
                };
                *slot = byte.to_ascii_lowercase();
                folded.length += 1;
            }
            return folded;
        }
        for c in word.chars().filter(|c| *c != '.' && !('\u{300}'..='\u{36F}').contains(c)) {
            let (Some(letter), Some(slot)) = (base_letter(c), folded.bytes.get_mut(folded.length)) else {
                return Folded::default();
            };
            *slot = letter;
            folded.length += 1;
        }
        folded
    }

    pub fn as_str(&self) -> &str {
        self.bytes.get(..self.length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("")
    }
}

/// The letter without accent, in lower case.
fn base_letter(c: char) -> Option<u8> {
    let letter = match c {
        'a'..='z' | '0'..='9' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'À' | 'Á' | 'Â' | 'Ã' | 'Ä' => 'a',
        'è' | 'é' | 'ê' | 'ë' | 'È' | 'É' | 'Ê' | 'Ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'Ì' | 'Í' | 'Î' => 'i',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'Ò' | 'Ó' | 'Ô' | 'Ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' | 'Ù' | 'Ú' | 'Û' | 'Ü' => 'u',
        'ç' | 'Ç' => 'c',
        'ñ' | 'Ñ' => 'n',
        _ => return None,
    };
    u8::try_from(letter).ok()
}

/// A piece of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Digits: their value (at most nine digits) and how many they are.
    Number(u32, usize),
    /// Letters, with the full stops within and after an abbreviation.
    Word(Folded),
    /// Any other character that is not white space.
    Mark(char),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// The tokens of a short line; `None` when there are too many, or a number is too long.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::with_capacity(12);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let start = text.len() - rest.len();
        let length = if c.is_ascii_digit() {
            run(rest, |c| c.is_ascii_digit())
        } else if is_letter(c) {
            word_length(rest)
        } else {
            c.len_utf8()
        };
        let piece = rest.get(..length)?;
        rest = rest.get(length..)?;
        if c.is_whitespace() {
            continue;
        }
        let kind = if c.is_ascii_digit() {
            Kind::Number(piece.parse().ok().filter(|_| length <= 9)?, length)
        } else if is_letter(c) {
            Kind::Word(Folded::of(piece))
        } else {
            Kind::Mark(c)
        };
        tokens.push(Token { kind, start, end: start + length });
        if tokens.len() > MOST {
            return None;
        }
    }
    Some(tokens)
}

/// A letter; the ordinal marks of "1º" and "1ª" are none.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !matches!(c, 'º' | 'ª')
}

fn run(text: &str, holds: impl Fn(char) -> bool) -> usize {
    text.find(|c| !holds(c)).unwrap_or(text.len())
}

/// Letters, and full stops between or after single letters ("a.m.").
fn word_length(text: &str) -> usize {
    let letters = |text: &str| run(text, |c| c.is_alphabetic() || ('\u{300}'..='\u{36F}').contains(&c));
    let mut length = letters(text);
    let single = |piece: &str| piece.chars().nth(1).is_none();
    if !text.get(..length).is_some_and(single) {
        return length;
    }
    while let Some(after) = text.get(length..).and_then(|rest| rest.strip_prefix('.')) {
        let next = letters(after);
        if next == 0 || !after.get(..next).is_some_and(single) {
            return if length > 1 { length + 1 } else { length };
        }
        length += 1 + next;
    }
    length
}
