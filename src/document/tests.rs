//! Layouts and blocks, by example and over generated texts.

use proptest::prelude::*;

use super::{BlockKind, Blocks, Layout, Shape, Syntax};

/// Lines of `text` greedily wrapped at `width`.
fn wrap(text: &str, width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

const STORY: [&str; 4] = [
    "The ferry that carried commuters across Kestrel Bay for forty years will make its last trip in autumn, the harbour board said on \
     Tuesday, after talks with three bidders came to nothing and the county withdrew its offer to pay for new engines.",
    "About six hundred people use the boat on a working day. Most of them live on the north shore, where the only road floods several \
     times each winter, and many said they had learned of the decision from the radio.",
    "“Nobody asked us,” said Jane Roe, who runs a bakery beside the landing. “We would have paid more, and we told them so in March, but \
     the letter came back unopened.”",
    "The board will sell the boat. It has not said who will run the buses that are to take its place, how often they will go, or what a \
     ticket is going to cost once the summer is over.",
];

fn blocks_of<'t>(text: &'t str, blocks: &Blocks) -> Vec<&'t str> {
    blocks.items.iter().map(|block| &text[block.range()]).collect()
}

fn plain(text: &str) -> Blocks {
    Blocks::parse(text, Syntax::Plain, &[])
}

#[test]
fn wrapped_paragraphs_with_and_without_blank_lines() {
    for width in [60, 66, 72, 80, 100] {
        for (between, ending) in [("\n\n", "\n"), ("\n", "\n"), ("\r\n\r\n", "\r\n")] {
            let text = STORY.map(|paragraph| wrap(paragraph, width).replace('\n', ending)).join(between);
            let blocks = plain(&text);
            assert_eq!(blocks.layout, Layout::Wrapped, "{width} {between:?}");
            let joined: Vec<String> = blocks_of(&text, &blocks)
                .iter()
                .map(|block| block.split_whitespace().collect::<Vec<_>>().join(" "))
                .collect();
            // Without blank lines a paragraph whose last line happens to be full reads on.
            if between == "\n" {
                assert!(joined.len() >= 3, "{width}: {joined:#?}");
            } else {
                assert_eq!(joined, STORY.map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" ")));
            }
        }
    }
}

#[test]
fn lines_among_wrapped_paragraphs_stay_lines() {
    let menu = "Home\nNews\nFerry sinks off the north shore\nBakery opens its doors again\n# Heading\n- an item\n- another item";
    let text = format!("{menu}\n\n{}\n\n{menu}", STORY.map(|paragraph| wrap(paragraph, 72)).join("\n\n"));
    let blocks = plain(&text);
    assert_eq!(blocks.layout, Layout::Wrapped);
    assert_eq!(blocks.items.len(), 7 + 4 + 7);
    assert_eq!(blocks_of(&text, &blocks)[..7], menu.lines().collect::<Vec<_>>());
}

#[test]
fn a_short_text_is_wrapped_too() {
    let text = "The watch is looking for whoever took a rowing boat from the inner quay\nof Fell on Sunday night, in the hour \
        before high water.\n\nWhoever has seen the boat is asked to write to the office, or to\nwatch@fell.example.\n";
    assert_eq!(plain(text).items.len(), 2);
    let lines = "Ferry to make its last trip across the bay this autumn\nBakery beside the landing to close after forty years\n\
        County withdraws offer to pay for new ferry engines\nSix hundred commuters look for another way\n";
    assert_eq!(plain(lines).items.len(), 4);
}

#[test]
fn texts_that_are_not_wrapped() {
    let headlines = "Ferry to make its last trip across the bay this autumn\nBakery beside the landing to close after forty years\n\
        Harbour board says talks with bidders came to nothing\nCounty withdraws offer to pay for new ferry engines\n\
        Six hundred commuters look for another way to work\nWhat a ticket for the new bus is going to cost you\n\
        Road on the north shore floods again as winter begins\nThe letter that came back unopened: a baker speaks";
    let poem = "the boat goes out, the boat comes in,\nthe gulls are white, the ropes are thin,\nand no one on the landing knows\n\
        the hour at which the water rose\nto take the lantern and the bell\nand every word we used to tell\nour children of the northern shore\n\
        that does not have a ferry more";
    let results = "1. Harbour Rovers             12   9   2   1   31   11   29   a\n2. Kestrel Bay United         12   8   2   2   27   14   26   b\n\
        3. North Shore Wanderers      12   7   3   2   24   15   24   c\n4. Landing Athletic           12   6   1   5   20   19   19   d\n\
        5. Bakery Street              12   4   4   4   17   17   16   e\n6. County Engines             12   2   1   9   10   30    7   f";
    let addresses = (0..20)
        .map(|n| format!("https://example.org/news/the-ferry-makes-its-last-trip-across-the-bay-{n}"))
        .collect::<Vec<_>>()
        .join("\n");
    let paragraphs = STORY.join("\n");
    for text in [headlines, poem, results, &addresses, &paragraphs, "", "\n\n", "One line"] {
        let blocks = plain(text);
        assert_eq!(blocks.layout, Layout::Lines, "{text}");
        assert_eq!(blocks.items.len(), text.lines().filter(|line| !line.trim().is_empty()).count());
    }
}

#[test]
fn gaps_part_the_paragraphs_of_a_flat_text() {
    let story = STORY.join(" ");
    let text = format!("{story}  Sign up for our newsletter  Nobody did. The board met again.  {story}");
    let blocks = Blocks::parse(&text, Syntax::Plain, &[]);
    assert_eq!(blocks.layout, Layout::Flat);
    let found = blocks_of(&text, &blocks);
    assert!(found.contains(&"Sign up for our newsletter"), "{found:#?}");
    assert!(found.contains(&"Nobody did. The board met again."), "{found:#?}");
}

#[test]
fn gaps_within_a_sentence_part_nothing() {
    let story = STORY.join(" ");
    let text = format!("HARWICK, Moor,  Nov. 12, 2019  – The board met again.  {story}  {story}");
    let blocks = Blocks::parse(&text, Syntax::Plain, &[]);
    assert_eq!(blocks.layout, Layout::Flat);
    let found = blocks_of(&text, &blocks);
    assert!(found.contains(&"HARWICK, Moor,  Nov. 12, 2019  – The board met again."), "{found:#?}");
}

#[test]
fn flat_texts_are_cut_at_sentences_and_cuts() {
    let text = format!("{} Read more Ferry sinks again {}", STORY.join(" "), STORY.join(" "));
    let at = text.find("Read more").unwrap_or_default();
    for (text, shift) in [(text.clone(), 0), (format!("A title\n{text}\n"), 8)] {
        let blocks = Blocks::parse(&text, Syntax::Plain, &[shift + at, shift + at + "Read more ".len()]);
        assert_eq!(blocks.layout, Layout::Flat);
        let found = blocks_of(&text, &blocks);
        assert!(found.contains(&"Read more"), "{found:#?}");
        assert!(found.contains(&"The board will sell the boat."), "{found:#?}");
    }
}

#[test]
fn plain_marks() {
    let text = "## A *heading*\n- **An item**\n• Another\n1. One\n2) Two\n17. Juni\n* * *\n**a** and **b**\n#tag\n_all of it_\n-5 degrees";
    let blocks = plain(text);
    let found: Vec<_> = blocks.items.iter().map(|block| (block.kind, block.core(text), block.line)).collect();
    use BlockKind::{Heading, ListItem, Paragraph};
    let expected = [
        (Heading, "A *heading*"),
        (ListItem, "An item"),
        (ListItem, "Another"),
        (ListItem, "One"),
        (ListItem, "Two"),
        (Paragraph, "17. Juni"),
        (Paragraph, "* * *"),
        (Paragraph, "**a** and **b**"),
        (Paragraph, "#tag"),
        (Paragraph, "all of it"),
        (Paragraph, "-5 degrees"),
    ];
    assert_eq!(
        found,
        expected.into_iter().enumerate().map(|(line, (kind, core))| (kind, core, line)).collect::<Vec<_>>()
    );
}

#[test]
fn markdown_constructs() {
    let text = "Title\n=====\n\n## Sub ##\nText that\nruns on\n- item one\n  goes on\n- item two\n\n> quoted\n> text\n\n```rust\nlet x = 1;\n\n- not a list\n```\n\n    code\n\n    more code\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[ref]: https://example.org\n\n---\n\nLine one  \nLine two\n";
    let blocks = Blocks::parse(text, Syntax::Markdown, &[]);
    let found: Vec<_> = blocks.items.iter().map(|block| (block.kind, block.core(text))).collect();
    use BlockKind::{Code, Heading, ListItem, Paragraph, Quote, Table};
    assert_eq!(
        found,
        [
            (Heading, "Title"),
            (Heading, "Sub"),
            (Paragraph, "Text that\nruns on"),
            (ListItem, "item one\n  goes on"),
            (ListItem, "item two"),
            (Quote, "quoted\n> text"),
            (Code, "```rust\nlet x = 1;\n\n- not a list\n```"),
            (Code, "code\n\n    more code"),
            (Table, "| a | b |\n|---|---|\n| 1 | 2 |"),
            (Paragraph, "[ref]: https://example.org"),
            (Paragraph, "---"),
            (Paragraph, "Line one"),
            (Paragraph, "Line two"),
        ]
    );
    let shapes: Vec<_> = blocks
        .items
        .iter()
        .filter(|block| block.shapes.contains(Shape::Separator))
        .map(|block| block.core(text))
        .collect();
    assert_eq!(shapes, ["---"]);
}

#[test]
fn markdown_with_one_paragraph_a_line() {
    let text = STORY.repeat(2).join("\n");
    assert_eq!(Blocks::parse(&text, Syntax::Markdown, &[]).items.len(), 8);
    let text = wrap(&STORY.join(" "), 80);
    assert_eq!(Blocks::parse(&text, Syntax::Markdown, &[]).items.len(), 1);
}

/// What every parse of every text holds to.
fn check(text: &str, syntax: Syntax, cuts: &[usize]) {
    let blocks = Blocks::parse(text, syntax, cuts);
    let mut last = 0;
    for block in &blocks.items {
        assert!(last <= block.start && block.start < block.end, "{blocks:#?}");
        assert!(block.start <= block.core && block.core <= block.core_end && block.core_end <= block.end, "{block:#?}");
        assert!(text[last..block.start].trim().is_empty());
        assert_eq!(text[block.range()].trim(), &text[block.range()]);
        assert!(text.get(block.core..block.core_end).is_some());
        assert_eq!(block.line, text[..block.start].matches('\n').count());
        last = block.end;
    }
    assert!(text[last..].trim().is_empty());
}

fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Z]{1,9}( [a-zA-Z,]{1,9}){0,12}[.!?:]?",
        2 => "\\PC{0,12}",
        1 => proptest::sample::select(vec![
            "\n", "\n\n", "\r\n", "\t", "  ", "- ", "* ", "#", "## ", "> ", "```", "~~~~", "|", "|-|", "===", "---", "1. ", "12) ", "**", "_", "[a](b)", "](", "\u{a0}",
            "\u{2028}", "“", "”", "。", "…", "İ", "ß", "2 minutes ago", "By Jane Roe", "3 March 2024", "#tag", "@name", "(", ")", "•", "•x", "Photo:", "23:59", "99999999999",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #[test]
    fn blocks_cover_generated_texts(parts in prop::collection::vec(fragment(), 0..60), cuts in prop::collection::vec(0usize..2_000, 0..6), repeat in 1usize..12) {
        let mut cuts = cuts;
        cuts.sort_unstable();
        let text = parts.concat();
        for text in [text.repeat(repeat), text] {
            check(&text, Syntax::Plain, &cuts);
            check(&text, Syntax::Markdown, &cuts);
        }
    }

    #[test]
    fn blocks_cover_any_string(text in any::<String>()) {
        check(&text, Syntax::Plain, &[]);
        check(&text, Syntax::Markdown, &[]);
    }
}
