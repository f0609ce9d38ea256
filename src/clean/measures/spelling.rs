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
    file.person.into_iter().map(|person| (sound(&person.name), person)).collect()
});

/// The places where a known person is written as nobody else writes the name, though the text never writes it the usual
/// way.
pub(super) fn variants(view: &View<'_>) -> Vec<Range<usize>> {
    let text = view.text();
    // Only what begins with a letter that scripts are carried over to in two ways, or with that of a name on the list.
    let starts = text
        .split(|c: char| !c.is_alphabetic() && c != '’')
        .filter(|word| (4..=14).contains(&word.len()) && word.as_bytes()[0].is_ascii_uppercase() && word.is_ascii());
    let mut found = Vec::new();
    for word in starts {
        let Some(person) = PEOPLE.get(&sound(word)) else { continue };
        let usual = |name: &str| text.contains(name);
        let known = usual(&person.name) || person.also.iter().any(|name| usual(name));
        if word.chars().any(char::is_lowercase) && !known && person.with.iter().any(|with| text.contains(with.as_str()))
        {
            let start = word.as_ptr().addr() - text.as_ptr().addr();
            found.push(start..start + word.len());
        }
    }
    found
}

/// A name folded to how it sounds to one who writes it down: `w` as `v`, `ph` and a final `v` as `f`, `c` as `k`, `y` as `i`,
/// doubled letters once.
fn sound(name: &str) -> String {
    let small = name.to_ascii_lowercase().replace("ph", "f").replace("ck", "k");
    let mut folded = String::with_capacity(small.len());
    for c in small.chars() {
        let c = match c {
            'w' => 'v',
            'c' | 'q' => 'k',
            'y' | 'j' => 'i',
            other => other,
        };
        if !folded.ends_with(c) {
            folded.push(c);
        }
    }
    if folded.ends_with('v') {
        folded.pop();
        folded.push('f');
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_sound_alike() {
        assert_eq!(sound("Vitkov"), sound("Witkoff"));
        assert_eq!(sound("Lavroff"), sound("Lavrov"));
        assert_ne!(sound("Vitali"), sound("Witkoff"));
    }
}
