//! Which bytes of a line are the syntax of Markdown links: the `[` and the `](target)` around a text.

use memchr::{memchr2, memchr2_iter};

/// The longest target of a link, in bytes.
const MAX_TARGET: usize = 2_000;
/// So many brackets may stand open at a time; the outermost is forgotten first.
const MAX_OPEN: usize = 64;

/// Link syntax of the line read last.
///
/// Lines are read when their first `[` is met, so text without brackets costs nothing.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// Start and length of each piece of syntax, sorted.
    pieces: Vec<(usize, usize)>,
    next: usize,
    open: Vec<usize>,
    /// The line is known up to here.
    known: usize,
}

impl Links {
    pub(super) fn clear(&mut self) {
        self.pieces.clear();
        self.next = 0;
        self.known = 0;
    }

    /// The length of the link syntax at `at`, where a bracket stands; `None` for a bracket that is only a bracket.
    ///
    /// To be asked for each bracket of the text in order, link targets excepted.
    pub(super) fn syntax(&mut self, source: &[u8], at: usize) -> Option<usize> {
        if at >= self.known {
            if source.get(at) != Some(&b'[') {
                return None;
            }
            self.read_line(source, at);
        }
        while self.pieces.get(self.next).is_some_and(|piece| piece.0 < at) {
            self.next += 1;
        }
        self.pieces.get(self.next).filter(|piece| piece.0 == at).map(|piece| piece.1)
    }

    /// Finds the links from `from` to the end of its line.
    fn read_line(&mut self, source: &[u8], from: usize) {
        self.clear();
        self.open.clear();
        let rest = source.get(from..).unwrap_or_default();
        let line = rest.get(..memchr2(b'\n', b'\r', rest).unwrap_or(rest.len())).unwrap_or_default();
        self.known = from + line.len();
        let mut resume = 0;
        for at in memchr2_iter(b'[', b']', line) {
            if at < resume {
                continue;
            }
            if line.get(at) == Some(&b'[') {
                if self.open.len() == MAX_OPEN {
                    self.open.remove(0);
                }
                self.open.push(at);
            } else if let Some(opener) = self.open.pop()
                && let Some(end) = target_end(line, at)
            {
                self.pieces.push((from + opener, 1));
                self.pieces.push((from + at, end - at));
                resume = end;
            }
        }
        self.pieces.sort_unstable();
    }
}

/// The end of the `](target)` that begins at `at`. Parentheses in the target must be balanced.
///
/// The search ends at the next `](`, so that a line of nothing else is read twice at most.
fn target_end(line: &[u8], at: usize) -> Option<usize> {
    let target = line.get(at..)?.strip_prefix(b"](")?;
    let mut depth = 1;
    for (length, &byte) in target.iter().enumerate().take(MAX_TARGET + 1) {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            b']' if target.get(length + 1) == Some(&b'(') => return None,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 2 + length + 1);
        }
    }
    None
}
