//! Spellings of known people's names that other outlets do not use: "Vitkov" for one who is written Witkoff.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::clean::view::View;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The month of the list, for whoever reads it.
    #[serde(rename = "dated")]
    _dated: String,
    person: Vec<Person>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    name: String,
    #[serde(default)]
    also: Vec<String>,
    with: Vec<String>,
}

/// People by the sound of their names.
static PEOPLE: LazyLock<HashMap<String, Person>> = LazyLock::new(|| {
    let file: File = match toml::from_str(include_str!("../../../data/spellings.toml")) {
        Ok(file) => file,
        Err(error) => panic!("data/spellings.toml does not parse: {error}"),
    };
    let by_sound = |person: Person| {
        let mut heard = String::new();
        sound(&person.name, &mut heard);
        (heard, person)
    };
    file.person.into_iter().map(by_sound).collect()
});

/// The places where a known person is written as nobody else writes the name, though the text never writes it the usual
/// way.
pub(super) fn variants(view: &View<'_>) -> Vec<Range<usize>> {
    let text = view.text();
    let (mut found, mut heard) = (Vec::new(), String::new());
    for span in capitalised(text) {
        let word = &text[span.clone()];
        sound(word, &mut heard);
        let Some(person) = PEOPLE.get(&heard) else { continue };
        let usual = |name: &str| text.contains(name);
        let known = usual(&person.name) || person.also.iter().any(|name| usual(name));
        if word.chars().any(char::is_lowercase) && !known && person.with.iter().any(|with| text.contains(with.as_str()))
        {
            found.push(span);
        }
    }
    found
}

/// Words of 4 to 14 letters of ASCII that begin with a capital.
fn capitalised(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let goes_on = |char: Option<char>| char.is_some_and(|char| char.is_alphabetic() || char == '’');
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + bytes[at..].iter().position(u8::is_ascii_alphabetic)?;
            at = start + bytes[start..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
            let whole = || !goes_on(text[..start].chars().next_back()) && !goes_on(text[at..].chars().next());
            if bytes[start].is_ascii_uppercase() && (4..=14).contains(&(at - start)) && whole() {
                return Some(start..at);
            }
        }
    })
}

/// Writes a name folded to how it sounds to one who writes it down: `w` as `v`, `ph` and a final `v` as `f`, `c` and `ck` as
/// `k`, `y` as `i`, doubled letters once.
fn sound(name: &str, folded: &mut String) {
    folded.clear();
    let mut letters = name.chars().map(|char| char.to_ascii_lowercase()).peekable();
    while let Some(letter) = letters.next() {
        let heard = match letter {
            'p' if letters.next_if_eq(&'h').is_some() => 'f',
            'c' | 'q' => {
                if letter == 'c' {
                    letters.next_if_eq(&'k');
                }
                'k'
            }
            'w' => 'v',
            'y' | 'j' => 'i',
            other => other,
        };
        if !folded.ends_with(heard) {
            folded.push(heard);
        }
    }
    if folded.ends_with('v') {
        folded.pop();
        folded.push('f');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(name: &str) -> String {
        let mut heard = "before".to_owned();
        sound(name, &mut heard);
        heard
    }

    #[test]
    fn names_that_sound_alike() {
        assert_eq!(heard("Vitkov"), heard("Witkoff"));
        assert_eq!(heard("Lavroff"), heard("Lavrov"));
        assert_eq!(heard("Stephan"), heard("Stefan"));
        assert_eq!(heard("Becker"), heard("Bekker"));
        assert_ne!(heard("Vitali"), heard("Witkoff"));
    }

    #[test]
    fn words_that_may_be_names() {
        let text = "Stowe and Überlingen, O’Brien: VITKOV Jørgen Anne-Marie Incomprehensibilities Al4 x";
        let words: Vec<&str> = capitalised(text).map(|span| &text[span]).collect();
        assert_eq!(words, ["Stowe", "VITKOV", "Anne", "Marie"]);
    }
}
