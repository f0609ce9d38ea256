//! What a wrong decoding leaves in a text.

use std::ops::Range;

/// Characters that a wrong decoding left, and HTML entities that nobody resolved.
pub(super) fn mojibake(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in memchr::memchr3_iter(0xC3, 0xEF, b'&', bytes) {
        if let Some(length) = debris(&text[at..])
            && found.last().is_none_or(|last| last.end <= at)
        {
            found.push(at..at + length);
        }
    }
    found
}

/// Bytes of the debris that begins here.
fn debris(rest: &str) -> Option<usize> {
    let mut characters = rest.chars();
    let (first, second) = (characters.next()?, characters.next().unwrap_or(' '));
    let high = ('\u{80}'..='\u{BF}').contains(&second);
    let broken = match first {
        '\u{FFFD}' => return Some(first.len_utf8()),
        'â' => second == '€' || ('\u{80}'..='\u{9F}').contains(&second),
        'Ã' | 'Â' => {
            high && !second.is_whitespace() || (first == 'Ã' && matches!(second, '¢' | '©' | '¨' | '³' | '±'))
        }
        'ï' => rest.starts_with("ï»¿") || rest.starts_with("ï¿½"),
        '&' => return entity(rest),
        _ => false,
    };
    broken.then(|| first.len_utf8() + second.len_utf8())
}

fn entity(rest: &str) -> Option<usize> {
    let end = rest.bytes().take(10).position(|byte| byte == b';')?;
    let name = &rest[1..end];
    let number = name.strip_prefix('#').is_some_and(|digits| {
        let digits = digits.strip_prefix(['x', 'X']).unwrap_or(digits);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    let known = matches!(
        name,
        "amp"
            | "nbsp"
            | "quot"
            | "lt"
            | "gt"
            | "apos"
            | "lsquo"
            | "rsquo"
            | "ldquo"
            | "rdquo"
            | "mdash"
            | "ndash"
            | "hellip"
            | "eacute"
    );
    (number || known).then_some(end + 1)
}

/// Whether a question mark stands where a quotation mark or a dash was: "he said.? The", "?He said", "one ? of many".
pub(super) fn is_broken(word: &str, next: &str) -> bool {
    if !word.contains('?') {
        return false;
    }
    let behind_stop = word.ends_with(",?") || word.ends_with(".?");
    let opens = word.len() > 2 && word.starts_with('?') && word[1..].starts_with(char::is_alphabetic);
    let dash = word == "?" && next.starts_with(char::is_lowercase);
    behind_stop || opens || dash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debris_of_encodings() {
        assert_eq!(mojibake("Itâ€™s cafÃ© &amp; tea &#8217; \u{FFFD}").len(), 5);
        assert!(mojibake("It’s café & tea; São, château, NÃO, AT&T; R&D;").is_empty());
    }

    #[test]
    fn question_marks_that_were_other_marks() {
        for (word, next) in [("said.?", "The"), ("?He", "said"), ("?", "of"), ("fact,?", "she")] {
            assert!(is_broken(word, next), "{word} {next}");
        }
        for (word, next) in [("why?", "Because"), ("?", "Weil"), ("a?b", "c"), ("??", "he")] {
            assert!(!is_broken(word, next), "{word} {next}");
        }
    }
}
