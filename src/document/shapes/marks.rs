//! Shapes made by punctuation: addresses, handles, hashtags, links, numbers, separators.

use super::super::vocabulary::{begins_prompt, is_common};
use super::words::Words;
use super::{Shape, Shapes};

/// Nothing but punctuation and symbols.
pub(crate) fn is_separator(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

/// `link`, `url`, `email`, `handle`, `hashtags`, `number`, `separator` and `parenthesis`.
pub(super) fn shapes(core: &str, words: &Words<'_>, shapes: &mut Shapes) {
    if is_separator(core) {
        shapes.insert(Shape::Separator);
        return;
    }
    of_any_length(core, shapes);
    shapes.insert_if(Shape::Handle, words.all().len() <= 6 && is_handles(core));
    if let [only] = words.all() {
        let only = only.raw.trim_matches(['<', '>', '(', ')', ',']);
        shapes.insert_if(Shape::Email, is_email(only.strip_prefix("mailto:").unwrap_or(only)));
        shapes.insert_if(Shape::Number, is_number(core));
    }
}

/// The shapes of these that a text with many words may have as well.
pub(super) fn of_any_length(core: &str, shapes: &mut Shapes) {
    shapes.insert_if(Shape::Parenthesis, is_bracketed(core));
    shapes.insert_if(Shape::Hashtags, core.starts_with('#') && core.split_whitespace().all(is_hashtag));
    if is_url(core.trim_matches(['<', '>', '(', ')'])) {
        shapes.insert(Shape::Url);
        shapes.insert(Shape::Link);
    }
    shapes.insert_if(Shape::Link, is_links(core));
}

/// Whether brackets that belong together surround all of the text.
fn is_bracketed(text: &str) -> bool {
    const BRACKETS: [(char, char); 4] = [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】')];
    if !matches!(text.as_bytes().first(), Some(b'(' | b'[' | 0xE3 | 0xEF)) {
        return false;
    }
    let text = text.trim_end_matches(['.', ',']);
    let Some((open, close)) =
        BRACKETS.into_iter().find(|(open, close)| text.starts_with(*open) && text.ends_with(*close))
    else {
        return false;
    };
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return at + close.len_utf8() == text.len();
            }
        }
    }
    false
}

/// `#word`; "#3" is a number.
fn is_hashtag(word: &str) -> bool {
    let tag = word.trim_end_matches([',', '.', ';']).strip_prefix('#').unwrap_or("");
    tag.chars().any(char::is_alphabetic)
        && tag.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '’' | '\'' | '#'))
}

/// A whole address: with scheme, or `www.`, or a host with a path.
fn is_url(text: &str) -> bool {
    let Some(first) = text.as_bytes().first() else {
        return false;
    };
    if !first.is_ascii_alphanumeric() || text.len() > 2_000 || text.contains(char::is_whitespace) {
        return false;
    }
    let rest = ["https://", "http://", "ftp://"].into_iter().find_map(|scheme| strip_prefix_any_case(text, scheme));
    if let Some(rest) = rest {
        return rest.contains('.');
    }
    let host = text.split(['/', '?', '#', ':']).next().unwrap_or("");
    is_host(host) && (host.len() < text.len() || strip_prefix_any_case(host, "www.").is_some())
}

fn strip_prefix_any_case<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    text.get(..prefix.len()).filter(|start| start.eq_ignore_ascii_case(prefix))?;
    text.get(prefix.len()..)
}

/// `example.org`: labels with full stops between, the last one of letters.
pub(super) fn is_host(text: &str) -> bool {
    let Some((labels, last)) = text.rsplit_once('.') else {
        return false;
    };
    let is_label =
        |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (2..=12).contains(&last.len())
        && last.bytes().all(|byte| byte.is_ascii_alphabetic())
        && labels.split('.').all(is_label)
}

fn is_email(text: &str) -> bool {
    let is_local = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'+' | b'%');
    let text = text.strip_suffix('.').unwrap_or(text);
    text.split_once('@').is_some_and(|(local, host)| !local.is_empty() && local.bytes().all(is_local) && is_host(host))
}

/// `@name`, `facebook.com/name`, or a name in lower case alone; several `@name`; "Instagram: @name".
fn is_handles(core: &str) -> bool {
    let mut words = core.split_whitespace().peekable();
    if let Some(network) = words.peek()
        && is_network(network.trim_end_matches(':'))
    {
        words.next();
        return words.peek().is_some() && words.all(is_at_name);
    }
    let Some(first) = words.next() else {
        return false;
    };
    let rest = words.count();
    if rest > 0 {
        return core.split_whitespace().all(is_at_name);
    }
    is_at_name(first) || is_profile(first) || is_bare_name(first)
}

fn is_at_name(word: &str) -> bool {
    let word = word.trim_matches(['(', ')', ',', '|', ':']);
    let is_name = |name: &str| {
        (2..=40).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
    };
    word.strip_prefix(['@', '＠']).is_some_and(|name| {
        // "@name@host" of the Fediverse.
        name.split_once('@').map_or_else(|| is_name(name), |(name, host)| is_name(name) && is_host(host))
    })
}

/// `facebook.com/name` and its like.
fn is_profile(word: &str) -> bool {
    let word =
        strip_prefix_any_case(word, "https://").or_else(|| strip_prefix_any_case(word, "http://")).unwrap_or(word);
    let word = strip_prefix_any_case(word, "www.").unwrap_or(word);
    let Some((host, path)) = word.split_once('/') else {
        return false;
    };
    let is_known = host.rsplit_once('.').is_some_and(|(name, _)| is_network(name.rsplit('.').next().unwrap_or(name)));
    is_known && !path.is_empty() && path.trim_end_matches('/').split('/').count() <= 2 && !path.contains(['?', '='])
}

fn is_network(name: &str) -> bool {
    const NETWORKS: [&str; 18] = [
        "twitter",
        "x",
        "facebook",
        "fb",
        "instagram",
        "ig",
        "tiktok",
        "youtube",
        "linkedin",
        "threads",
        "bsky",
        "bluesky",
        "mastodon",
        "telegram",
        "t",
        "snapchat",
        "pinterest",
        "patreon",
    ];
    NETWORKS.iter().any(|network| network.eq_ignore_ascii_case(name))
}

/// `jdoe`: one word of lower-case letters, digits and underscores.
fn is_bare_name(word: &str) -> bool {
    (4..=30).contains(&word.len())
        && word.starts_with(|first: char| first.is_ascii_lowercase())
        && !is_common(word)
        && !begins_prompt(word)
        && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Nothing but Markdown links, images and addresses, with marks between them.
fn is_links(text: &str) -> bool {
    let mut rest = text;
    let mut found = false;
    loop {
        rest = rest.trim_start_matches(|c: char| {
            c.is_whitespace() || matches!(c, '|' | '·' | '•' | ',' | '/' | '-' | '–' | '*' | '_' | '>' | '»' | '→')
        });
        if rest.is_empty() {
            return found;
        }
        let Some(length) = link_length(rest) else {
            return false;
        };
        found = true;
        rest = rest.get(length..).unwrap_or("");
    }
}

/// Length of the link that `text` begins with.
fn link_length(text: &str) -> Option<usize> {
    if let Some(inner) = text.strip_prefix('<') {
        let end = inner.find('>').filter(|end| inner.get(..*end).is_some_and(is_url))?;
        return Some(end + 2);
    }
    let label = usize::from(text.starts_with('!'));
    if !text.get(label..)?.starts_with('[') {
        let word = text.split_whitespace().next()?;
        return (label == 0 && is_url(word)).then_some(word.len());
    }
    let label_end = label + closing(text.get(label..)?, b'[', b']')?;
    let after = text.get(label_end + 1..)?;
    let length = match after.as_bytes().first()? {
        b'(' => closing(after, b'(', b')')? + 1,
        b'[' => closing(after, b'[', b']')? + 1,
        b':' => after.len(),
        _ => return None,
    };
    Some(label_end + 1 + length)
}

/// Where the bracket that `text` begins with closes.
fn closing(text: &str, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        if byte == open {
            depth += 1;
        } else if byte == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return Some(at);
            }
        }
    }
    None
}

/// "1", "#3", "4.", "(2)", "1,204".
fn is_number(text: &str) -> bool {
    let inner = text.trim_start_matches(['#', '(']).trim_end_matches(['.', ')', ':']);
    inner.starts_with(|first: char| first.is_numeric())
        && inner.chars().all(|c| c.is_numeric() || matches!(c, '.' | ',' | '\''))
}

#[cfg(test)]
mod tests {
    use super::super::Shape;
    use super::super::tests::check;

    #[test]
    fn separators_and_numbers() {
        check(Shape::Separator, &["___", "* * *", "# # #", "—", "~", "⸻", "…"], &["* one", "1", "a", "—and"]);
        check(Shape::Number, &["1", "#3", "4.", "(2)", "1,204", "12)"], &["1 2", "v1", "no 3", "3rd", "#tag", "1-2"]);
    }

    #[test]
    fn addresses() {
        let urls = ["https://news.example/a?b=c", "www.example.org", "example.org/path", "HTTP://EXAMPLE.ORG"];
        check(Shape::Url, &urls, &["Example.org", "see https://example.org", "and/or", "either.", "1.5/2"]);
        check(Shape::Link, &urls, &["Markets.example", "A [link](https://example.org) here", "[1] a note"]);
        check(
            Shape::Link,
            &[
                "[Read on](https://example.org/a_(b))",
                "![A cat](cat.png)",
                "[Home](/) | [News](/news) · [Sport](/sport)",
                "<https://example.org/x>",
                "[a]: https://example.org",
            ],
            &["[text]", "[open](https://example.org"],
        );
        check(
            Shape::Email,
            &["desk@news.example", "jane.roe+tips@example.co.uk", "<a@example.org>"],
            &["@name", "a@b", "write to a@example.org"],
        );
    }

    #[test]
    fn handles_and_hashtags() {
        check(
            Shape::Handle,
            &[
                "@janeroe",
                "jane_roe7",
                "facebook.com/janeroe",
                "https://www.instagram.com/janeroe/",
                "@jane @john",
                "Twitter: @janeroe",
                "@jane@social.example",
            ],
            &["Jane", "the", "@ home", "jane roe", "example.org/jane", "x", "advertisement", "here"],
        );
        check(
            Shape::Hashtags,
            &["#weather", "#weather #storms", "#Élection2024, #vote"],
            &["#3", "# title", "#one two", "a #tag"],
        );
    }

    #[test]
    fn parentheses() {
        check(
            Shape::Parenthesis,
            &["(Reporting by Jane Roe)", "[Sponsored]", "(An aside.)", "（広告）"],
            &["(a) and (b)", "(open", "[Link](x)", "a (b)"],
        );
    }
}
