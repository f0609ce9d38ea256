//! The selectors of rules. Most look for a word in a class or an id; those are answered where the attributes are read
//! anyway, and cost next to nothing. Any other is a handler of `lol_html`.

use aho_corasick::AhoCorasick;
use lol_html::Selector;

/// The selectors of all rules, compiled once.
#[derive(Debug, Default)]
pub(crate) struct Selectors {
    named: Vec<(Selected, Named)>,
    /// The words that those look for; `None` when there are none.
    words: Option<AhoCorasick>,
    others: Vec<(Selected, Selector)>,
}

/// Whose selector it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Selected {
    /// The number of the rule.
    pub rule: u32,
    /// The selector's place among those of the rule.
    pub place: u32,
}

/// A selector that looks for a word in one attribute: `aside[class*=newsletter]`, `.outbrain`, `[id^=taboola-]`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Named {
    /// Any element when empty.
    tag: Box<str>,
    attribute: Attribute,
    test: Test,
    word: Box<str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attribute {
    Class,
    Id,
}

/// How the word must stand in the attribute's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Test {
    Within,
    AtStart,
    Whole,
    /// As one of the words that white space parts.
    AsWord,
}

/// What selectors look at in an element; the values as they are written, `None` when there is no such attribute.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Names<'p> {
    pub tag: &'p [u8],
    pub class: Option<&'p [u8]>,
    pub id: Option<&'p [u8]>,
}

impl Selectors {
    /// Compiles selectors; one that cannot be read is left out, for it has been reported when its rule was checked.
    pub(crate) fn new<'s>(written: impl IntoIterator<Item = (Selected, &'s str)>) -> Selectors {
        let mut selectors = Selectors::default();
        for (selected, written) in written {
            match Named::parse(written) {
                Some(named) => selectors.named.push((selected, named)),
                None => selectors.others.extend(written.parse().ok().map(|selector| (selected, selector))),
            }
        }
        if !selectors.named.is_empty() {
            let words = selectors.named.iter().map(|(_, named)| &*named.word);
            // Values are short: looking for a place to begin costs more than it spares.
            selectors.words = AhoCorasick::builder().prefilter(false).build(words).ok();
        }
        selectors
    }

    /// Selectors that are left to `lol_html`.
    pub(crate) fn others(&self) -> &[(Selected, Selector)] {
        &self.others
    }

    /// Whether an element with this value of class or id may be named by one of the other selectors.
    pub(crate) fn may_name(&self, value: &[u8]) -> bool {
        self.words.as_ref().is_some_and(|words| words.is_match(value))
    }

    /// The selectors that name an element.
    pub(crate) fn naming(&self, names: Names<'_>) -> impl Iterator<Item = Selected> {
        self.named.iter().filter(move |(_, named)| named.names(names)).map(|(selected, _)| *selected)
    }
}

impl Named {
    /// Reads `TAG.WORD`, `TAG#WORD` and `TAG[ATTRIBUTE=WORD]` with `=`, `*=`, `^=` or `~=`, each with or without the tag.
    fn parse(written: &str) -> Option<Named> {
        let end = written.find(['.', '#', '['])?;
        let (tag, rest) = written.split_at(end);
        let (attribute, test, word) = match rest.strip_prefix('[') {
            Some(inside) => {
                let (left, value) = inside.strip_suffix(']')?.split_once('=')?;
                let (name, test) = match left.as_bytes().last()? {
                    b'*' => (&left[..left.len() - 1], Test::Within),
                    b'^' => (&left[..left.len() - 1], Test::AtStart),
                    b'~' => (&left[..left.len() - 1], Test::AsWord),
                    _ => (left, Test::Whole),
                };
                let attribute = match name {
                    "class" => Attribute::Class,
                    "id" => Attribute::Id,
                    _ => return None,
                };
                let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
                (attribute, test, quoted.unwrap_or(value))
            }
            None if rest.starts_with('.') => (Attribute::Class, Test::AsWord, &rest[1..]),
            None => (Attribute::Id, Test::Whole, &rest[1..]),
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let is_word = word.starts_with(|first: char| first.is_ascii_alphabetic()) && word.bytes().all(plain);
        let is_tag = tag.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        (is_word && is_tag).then(|| Named { tag: tag.into(), attribute, test, word: word.into() })
    }

    fn names(&self, names: Names<'_>) -> bool {
        let value = match self.attribute {
            Attribute::Class => names.class,
            Attribute::Id => names.id,
        };
        let Some(value) = value else { return false };
        let word = self.word.as_bytes();
        let stands = match self.test {
            Test::Within => memchr::memmem::find(value, word).is_some(),
            Test::AtStart => value.starts_with(word),
            Test::Whole => value == word,
            Test::AsWord => value.split(u8::is_ascii_whitespace).any(|one| one == word),
        };
        stands && (self.tag.is_empty() || names.tag.eq_ignore_ascii_case(self.tag.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITTEN: &[&str] = &[
        "aside[class*=newsletter]",
        "[id^=taboola-]",
        "div.outbrain",
        "#letter",
        "[class=\"Letter\"]",
        "h2[class~=more]",
        "[class*=Letter]",
        "[id=more]",
    ];

    /// What `lol_html` says of the same selectors.
    fn by_the_library(page: &str) -> Vec<usize> {
        let found = std::cell::RefCell::new(Vec::new());
        let handlers = WRITTEN.iter().enumerate().map(|(number, written)| {
            let found = &found;
            lol_html::element!(written, move |_| {
                found.borrow_mut().push(number);
                Ok(())
            })
        });
        let settings = lol_html::Settings::new();
        let settings = handlers.fold(settings, |settings, handler| settings.append_element_content_handler(handler));
        lol_html::rewrite_str(page, settings).unwrap();
        found.into_inner()
    }

    #[test]
    fn they_name_what_the_library_says() {
        let selectors =
            Selectors::new((0..).zip(WRITTEN).map(|(place, written)| (Selected { rule: 0, place }, *written)));
        assert!(selectors.others().is_empty(), "all of them are answered here");
        let (tags, values) =
            (["aside", "DIV", "h2", "section"], ["newsletter", "a-newsletter b", "taboola-x", "x taboola-"]);
        let more =
            ["outbrain", "x outbrain\ty", "xoutbrain", "Outbrain", "letter", "Letter", "aLetter", "more", "x more", ""];
        for tag in tags {
            for value in values.iter().chain(&more) {
                for attribute in ["class", "id", "title"] {
                    let page = format!("<{tag} {attribute}=\"{value}\">x</{tag}>");
                    let names = Names {
                        tag: tag.as_bytes(),
                        class: (attribute == "class").then_some(value.as_bytes()),
                        id: (attribute == "id").then_some(value.as_bytes()),
                    };
                    let found: Vec<usize> = selectors.naming(names).map(|selected| selected.place as usize).collect();
                    assert_eq!(found, by_the_library(&page), "{page}");
                    assert!(found.is_empty() || selectors.may_name(value.as_bytes()), "{page}");
                }
            }
        }
    }

    #[test]
    fn what_is_left_to_the_library() {
        for written in
            ["main > aside", "[class*=letter i]", "div[data-x=y]", ".a.b", "p:nth-child(2)", "[class|=a]", "*"]
        {
            let selectors = Selectors::new([(Selected { rule: 0, place: 0 }, written)]);
            assert_eq!(selectors.others().len(), 1, "{written}");
        }
    }
}
