//! A case that is a whole document: its lines with the marks `-`, `>` and `=`.

use std::ops::Range;

/// What must happen to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// `-`
    Dropped,
    /// `>`
    LiftedOrSplit,
    /// `=`
    Kept,
}

/// A marked document without its marks.
#[derive(Debug, Default)]
pub(crate) struct Marked {
    pub text: String,
    /// The marked lines, as byte ranges of `text` without line break.
    pub lines: Vec<(Mark, Range<usize>)>,
}

/// Reads a marked document: each line begins with a mark and one space, blank lines stay blank.
///
/// # Errors
/// The first line that has no mark.
pub(crate) fn parse(document: &str) -> Result<Marked, String> {
    let mut marked = Marked::default();
    for line in document.split_inclusive('\n') {
        let (content, line_break) = match line.strip_suffix('\n') {
            Some(content) => (content, "\n"),
            None => (line, ""),
        };
        if !content.trim().is_empty() {
            let (mark, rest) = mark(content).ok_or_else(|| content.to_owned())?;
            let start = marked.text.len();
            marked.text.push_str(rest);
            if !rest.trim().is_empty() {
                marked.lines.push((mark, start..marked.text.len()));
            }
        }
        marked.text.push_str(line_break);
    }
    Ok(marked)
}

fn mark(line: &str) -> Option<(Mark, &str)> {
    let mark = match line.chars().next()? {
        '-' => Mark::Dropped,
        '>' => Mark::LiftedOrSplit,
        '=' => Mark::Kept,
        _ => return None,
    };
    let rest = &line[1..];
    rest.strip_prefix(' ').or_else(|| rest.is_empty().then_some(rest)).map(|rest| (mark, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_the_rest_stays() {
        let marked = parse("= One.\n\n- - Two\n>\n> Three\n").unwrap();
        assert_eq!(marked.text, "One.\n\n- Two\n\nThree\n");
        let lines: Vec<_> = marked.lines.iter().map(|(mark, line)| (*mark, &marked.text[line.clone()])).collect();
        assert_eq!(lines, [(Mark::Kept, "One."), (Mark::Dropped, "- Two"), (Mark::LiftedOrSplit, "Three")]);
        assert_eq!(parse("= One\nTwo").unwrap_err(), "Two");
        assert_eq!(parse("-Two").unwrap_err(), "-Two");
    }
}
