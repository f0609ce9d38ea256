//! Attributes of an element, read again where they are needed: a few elements of a page.

use super::dom::Element;

/// The value of an attribute, entities decoded. `None` when the element has no such attribute.
pub(crate) fn value(page: &str, element: &Element, name: &str) -> Option<String> {
    let tag = page.get(element.start as usize..element.open_end as usize)?;
    let mut rest = tag.trim_start_matches('<');
    rest = rest.get(rest.find(|char: char| char.is_ascii_whitespace() || char == '/').unwrap_or(rest.len())..)?;
    loop {
        rest = rest.trim_start_matches(|char: char| char.is_ascii_whitespace() || char == '/');
        let end = rest.find(|char: char| char.is_ascii_whitespace() || matches!(char, '=' | '>' | '/'))?;
        let (key, after) = rest.split_at(end);
        let spaced = after.trim_start();
        let (value, after) = match spaced.strip_prefix('=') {
            None => ("", after),
            Some(value) => split_value(value.trim_start()),
        };
        if key.eq_ignore_ascii_case(name) {
            return Some(htmlize::unescape_attribute(value).into_owned());
        }
        if key.is_empty() && after.len() == rest.len() {
            return None;
        }
        rest = after;
    }
}

/// The value at the start, without its quotation marks, and what follows.
fn split_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    let end = text.find(|char: char| char.is_ascii_whitespace() || char == '>').unwrap_or(text.len());
    text.split_at(end)
}
