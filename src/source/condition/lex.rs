//! The words and signs of a condition.

use std::ops::Range;

/// A word, text, number or sign, and its bytes in the condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token<'c> {
    pub what: What<'c>,
    pub span: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum What<'c> {
    /// `kind`, `and` …
    Word(&'c str),
    /// A text, without its quotation marks.
    Text(&'c str),
    Number(f64),
    /// `(`, `==` …
    Sign(&'c str),
}

/// What cannot be read: where, why, and what to write instead.
pub(super) struct Unreadable {
    pub span: Range<usize>,
    pub message: String,
    pub help: String,
}

const SIGNS: [&str; 11] = ["==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ","];
/// Signs of other languages, and what is meant by them.
const FOREIGN: [(&str, &str); 6] = [("&&", "and"), ("||", "or"), ("&", "and"), ("|", "or"), ("=", "=="), ("!", "not")];

pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, Unreadable> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let token = token(text, at, first)?;
        at = token.span.end;
        tokens.push(token);
    }
    Ok(tokens)
}

fn token(text: &str, at: usize, first: char) -> Result<Token<'_>, Unreadable> {
    let rest = &text[at..];
    let run = |inside: fn(char) -> bool| rest.find(|c| !inside(c)).unwrap_or(rest.len());
    let made = |what, length: usize| Ok(Token { what, span: at..at + length });
    if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        return made(What::Sign(&rest[..sign.len()]), sign.len());
    }
    match first {
        '"' | '\'' => match rest[1..].find(first) {
            Some(length) => made(What::Text(&rest[1..1 + length]), length + 2),
            None => Err(Unreadable {
                span: at..text.len(),
                message: "the text has no end".to_owned(),
                help: format!("close it with {first}"),
            }),
        },
        c if c.is_ascii_digit() => {
            let length = run(|c| c.is_ascii_digit() || c == '.');
            match rest[..length].parse() {
                Ok(number) => made(What::Number(number), length),
                Err(_) => Err(Unreadable {
                    span: at..at + length,
                    message: format!("`{}` is no number", &rest[..length]),
                    help: "write it like 0.4".to_owned(),
                }),
            }
        }
        c if c.is_alphabetic() || c == '_' => {
            let length = run(|c| c.is_alphanumeric() || c == '_' || c == '-');
            made(What::Word(&rest[..length]), length)
        }
        c => {
            let foreign = FOREIGN.iter().find(|(sign, _)| rest.starts_with(sign));
            let length = foreign.map_or(c.len_utf8(), |(sign, _)| sign.len());
            let help = match foreign {
                Some((_, meant)) => format!("write `{meant}`"),
                None if "“”„‘’«»".contains(c) => "texts stand in straight quotation marks".to_owned(),
                None => "join tests with `and`, `or` and `not`".to_owned(),
            };
            Err(Unreadable {
                span: at..at + length,
                message: format!("`{}` has no meaning here", rest[..length].escape_debug()),
                help,
            })
        }
    }
}
