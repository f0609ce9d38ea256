//! The blocks of a text from which spans have been taken: those of untouched lines are moved, not made anew.

use std::ops::Range;

use super::blocks::{Items, LONG_LINE};
use super::layout::{self, Line};
use super::{Block, Blocks, Layout, Syntax};

/// What became of a text's blocks.
pub(crate) struct Again {
    /// The blocks of the new text, as [`Blocks::parse`] would give them.
    pub blocks: Blocks,
    /// For each block of the new text the old one that it is, moved at most; none for the blocks of a line that was cut
    /// anew.
    pub was: Vec<Option<usize>>,
}

impl Blocks {
    /// The blocks of `text`, which is the text of these blocks less the spans `gone` (sorted, disjoint, in bytes of the
    /// old text). `None` where lines are no paragraphs, before or after: then a change reaches further than its line.
    pub(crate) fn again(&self, text: &str, syntax: Syntax, gone: &[Range<usize>]) -> Option<Again> {
        let lines = layout::lines(text);
        if self.layout != Layout::Lines || syntax != Syntax::Plain || layout::detect(text, &lines).0 != Layout::Lines {
            return None;
        }
        let mut items = Items::new(text, &[]);
        let mut was = Vec::with_capacity(self.items.len());
        let mut old = Old { blocks: &self.items, gone, next: 0, shift: 0, block: 0 };
        for line in &lines {
            match old.blocks_of(line) {
                Some(blocks) => {
                    was.extend(blocks.clone().map(Some));
                    items.items.extend(self.items[blocks].iter().map(|block| moved(block, old.shift, line.number)));
                }
                None => {
                    items.add_line(line, line.end - line.start > LONG_LINE);
                    was.resize(items.items.len(), None);
                }
            }
        }
        Some(Again { blocks: Blocks { layout: Layout::Lines, items: items.done() }, was })
    }
}

/// The way from the new text back to the old one, line by line.
struct Old<'a> {
    blocks: &'a [Block],
    gone: &'a [Range<usize>],
    /// The first span that is not gone before the present line, and the bytes of those that are.
    next: usize,
    shift: usize,
    /// The first block that does not end before the present line.
    block: usize,
}

impl Old<'_> {
    /// The old blocks that made up exactly this line, if it is as it was.
    fn blocks_of(&mut self, line: &Line) -> Option<Range<usize>> {
        while let Some(span) = self.gone.get(self.next).filter(|span| span.start - self.shift <= line.start) {
            self.shift += span.len();
            self.next += 1;
        }
        let was = line.start + self.shift..line.end + self.shift;
        while self.blocks.get(self.block).is_some_and(|block| block.start < was.start) {
            self.block += 1;
        }
        let touched = self.gone.get(self.next).is_some_and(|span| span.start < was.end);
        let inside = self.blocks[self.block..].iter().take_while(|block| block.start < was.end).count();
        let blocks = self.block..self.block + inside;
        match &self.blocks[blocks.clone()] {
            [first, .., last] if !touched && first.start == was.start && last.end == was.end => Some(blocks),
            [only] if !touched && only.start == was.start && only.end == was.end => Some(blocks),
            _ => None,
        }
    }
}

fn moved(block: &Block, shift: usize, line: usize) -> Block {
    Block {
        start: block.start - shift,
        end: block.end - shift,
        core: block.core - shift,
        core_end: block.core_end - shift,
        line,
        ..block.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cuts `text` less every span of `gone`, anew and again.
    fn both(text: &str, gone: &[Range<usize>]) -> (Blocks, Option<Again>) {
        let mut left = String::new();
        let mut from = 0;
        for span in gone {
            left.push_str(&text[from..span.start]);
            from = span.end;
        }
        left.push_str(&text[from..]);
        let again = Blocks::parse(text, Syntax::Plain, &[]).again(&left, Syntax::Plain, gone);
        (Blocks::parse(&left, Syntax::Plain, &[]), again)
    }

    #[test]
    fn lines_that_nothing_was_taken_from_are_moved() {
        let text = "The first paragraph of the article.\nAdvertisement\n\n- An item\nThe last one. Read more here.\n";
        let at = |part: &str| text.find(part).map(|at| at..at + part.len()).unwrap_or_default();
        let (fresh, again) = both(text, &[at("Advertisement\n"), at(" Read more here.")]);
        let again = again.expect("lines are paragraphs");
        assert_eq!(again.blocks, fresh);
        assert_eq!(again.was, [Some(0), Some(2), None]);
    }

    proptest::proptest! {
        #[test]
        fn cutting_again_is_cutting_anew(
            lines in proptest::collection::vec("(- |\\* )?[A-Za-z .]{0,24}", 1..12),
            picks in proptest::collection::vec((0usize..300, 1usize..40), 0..6),
        ) {
            let text = lines.join("\n");
            let mut gone: Vec<Range<usize>> = Vec::new();
            let mut picks: Vec<_> = picks.into_iter().map(|(at, len)| (at % (text.len() + 1), len)).collect();
            picks.sort_unstable();
            for (at, len) in picks {
                let end = (at + len).min(text.len());
                if at < end && gone.last().is_none_or(|last| last.end < at) {
                    gone.push(at..end);
                }
            }
            if let (fresh, Some(again)) = both(&text, &gone) {
                proptest::prop_assert_eq!(again.blocks, fresh);
            }
        }
    }
}
