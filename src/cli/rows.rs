//! Styled text in rows of a bounded width.

use std::fmt::Write as _;

use anstyle::Style;

/// Writes one line, wrapped between words where the terminal is too narrow.
pub(crate) struct Rows<'o> {
    out: &'o mut String,
    colour: bool,
    width: Option<usize>,
    /// Columns that the rows behind the first are set in.
    indent: usize,
    column: usize,
}

impl<'o> Rows<'o> {
    pub(crate) fn new(out: &'o mut String, colour: bool, width: Option<usize>, indent: usize) -> Rows<'o> {
        Rows { out, colour, width, indent, column: 0 }
    }

    /// Appends text in one style. Control characters are shown as `�`, so that a document cannot speak to the terminal.
    pub(crate) fn push(&mut self, text: &str, style: Style) {
        let styled = self.colour && style != Style::new();
        // Writing to a string cannot fail.
        if styled {
            let _ = write!(self.out, "{style}");
        }
        for word in text.split_inclusive(' ') {
            let columns = word.trim_end().chars().count();
            if self.width.is_some_and(|width| self.column + columns > width) && self.column > self.indent {
                self.row(style, styled);
            }
            self.column += word.chars().count();
            self.out.extend(word.chars().map(|c| if c.is_control() && c != '\t' { '\u{fffd}' } else { c }));
        }
        if styled {
            let _ = write!(self.out, "{style:#}");
        }
    }

    /// Begins the next row; the style stops for the line break and the indent.
    fn row(&mut self, style: Style, styled: bool) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        if styled {
            let _ = write!(self.out, "{style:#}");
        }
        let _ = write!(self.out, "\n{:indent$}", "", indent = self.indent);
        if styled {
            let _ = write!(self.out, "{style}");
        }
        self.column = self.indent;
    }

    /// Ends the line.
    pub(crate) fn end(self) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_wrap_and_the_rest_is_set_in() {
        let mut out = String::new();
        let mut rows = Rows::new(&mut out, false, Some(12), 2);
        rows.push("1 ", Style::new());
        rows.push("one two three four\u{1b}", Style::new());
        rows.end();
        assert_eq!(out, "1 one two\n  three\n  four\u{fffd}\n");
    }

    #[test]
    fn a_style_is_closed_before_a_line_break() {
        let mut out = String::new();
        let mut rows = Rows::new(&mut out, true, Some(5), 0);
        rows.push("one two", Style::new().bold());
        rows.end();
        assert_eq!(out, "\u{1b}[1mone\u{1b}[0m\n\u{1b}[1mtwo\u{1b}[0m\n");
    }
}
