//! The set of shapes, and the shapes that depend on length, case and ending.

use super::super::BlockKind;
use super::{Shape, Shapes, of};

fn shapes(text: &str) -> Shapes {
    of(text, BlockKind::Paragraph).0
}

pub(super) fn check(shape: Shape, yes: &[&str], no: &[&str]) {
    for text in yes {
        assert!(shapes(text).contains(shape), "{text} is {}", shape.name());
    }
    for text in no {
        assert!(!shapes(text).contains(shape), "{text} is not {}", shape.name());
    }
}

#[test]
fn names_lead_back() {
    assert_eq!(Shape::ALL.len(), 29);
    for shape in Shape::ALL {
        assert_eq!(Shape::from_name(shape.name()), Some(*shape));
    }
    assert_eq!(Shape::from_name("Prose"), None);
}

#[test]
fn sets() {
    let mut set: Shapes = [Shape::Prose, Shape::Credit].into_iter().collect();
    assert!(set.contains(Shape::Credit) && !set.contains(Shape::Label) && !set.is_empty());
    set.remove(Shape::Prose);
    assert_eq!(set.iter().collect::<Vec<_>>(), [Shape::Credit]);
    assert!(!set.intersects(Shapes::EMPTY));
}

#[test]
fn prose() {
    check(
        Shape::Prose,
        &[
            "The ferry will make its last trip in autumn.",
            "“Nobody asked us about the ferry,” said Jane Roe (the baker).",
            "The board gave three reasons for selling the old boat:",
            "the ferry will make its last trip in autumn and nobody knows who will run the buses that are to take its place once the summer is over",
            "Who will run the buses that take its place?",
            "港務局は火曜日、四十年にわたり湾を渡って通勤客を運んできた連絡船が秋に最後の航海を行うと発表した。",
            "Die Fähre, die vierzig Jahre lang Pendler brachte, fährt im Herbst zum letzten Mal.",
        ],
        &[
            "Ferry to make its last trip across the bay",
            "What the Ferry Captain Said Will Leave You Speechless!",
            "She opened the door of the old ferry and saw…",
            "Nobody was hurt.",
            "Published 3 March 2024, 10:00 GMT, updated 4 March 2024.",
            "船が沈んだ。",
        ],
    );
    let heading = of("The ferry will make its last trip in autumn.", BlockKind::Heading).0;
    assert!(!heading.contains(Shape::Prose) && heading.contains(Shape::Heading));
    let item = of("Can you name the captain of this old ferry?", BlockKind::ListItem).0;
    assert!(!item.contains(Shape::Prose) && item.contains(Shape::ListItem));
    let item = of("The captain of the ferry is looking for work.", BlockKind::ListItem).0;
    assert!(item.contains(Shape::Prose));
}

#[test]
fn headlines_and_lines() {
    check(
        Shape::Headline,
        &[
            "Ferry to make its last trip",
            "“Nobody asked us”: baker speaks out",
            "10 things that sink ferries",
            "What happened to the ferry?",
            "Why she never took the ferry again…",
            "Visit to Acme Inc.",
        ],
        &[
            "ferry to make its last trip",
            "Ferry sinks off coast.",
            "Ferry sinks",
            "Three reasons for the sale:",
            "“I am not going back.”",
            "東京で船が沈んだ。",
            "The ferry has no engine; and",
        ],
    );
    check(
        Shape::TitleCase,
        &["Ferry Makes Its Last Trip Across the Bay", "The Baker Who Never Asked"],
        &[
            "Ferry makes its last trip across the bay",
            "FERRY MAKES ITS LAST TRIP",
            "東京 大阪 京都 神戸",
            "Das Boot fährt heute noch einmal aus",
        ],
    );
    check(Shape::Line, &["Want to know more?", "Home", "And more", "Ferry sinks again…"], &["It sank.", "More:"]);
    check(
        Shape::Short,
        &["Read more", "Home", "see all stories"],
        &["It sank.", "one two three four five six seven eight nine", "Really?"],
    );
    check(
        Shape::Label,
        &["Read more", "Related:", "Most popular"],
        &["It sank.", "one two three four five six", "one two three four five six:"],
    );
    check(
        Shape::AllCaps,
        &["FERRY SINKS AGAIN", "3 BOATS LOST, 2 FOUND"],
        &["FERRY SINKS", "FERRY Sinks again", "東京 大阪 京都", "1 2 3 4"],
    );
    check(Shape::Question, &["Why?", "“Who was it?”", "本当？"], &["Why.", "Why? Because"]);
}

#[test]
fn scripts_without_spaces_are_not_short() {
    let line = "港務局は火曜日、四十年にわたり湾を渡って通勤客を運んできた連絡船が秋に最後の航海を行うと発表し、郡は支援を取り下げた";
    let (shapes, words) = of(line, BlockKind::Paragraph);
    assert!(
        words >= 25
            && shapes.contains(Shape::Prose)
            && !shapes.contains(Shape::Short)
            && !shapes.contains(Shape::Headline)
    );
}

#[test]
fn long_blocks_have_the_shapes_that_need_no_words() {
    let text = "LOUD NEWS AGAIN ".repeat(20);
    let (shapes, words) = of(text.trim(), BlockKind::Paragraph);
    assert!(words == 60 && shapes.contains(Shape::AllCaps) && shapes.contains(Shape::Prose));
    let tags = "#boat ".repeat(40);
    assert!(of(tags.trim(), BlockKind::Paragraph).0.contains(Shape::Hashtags));
}
