//! Documents made up for property tests: paragraphs, headlines, noise in the shipped rules' own phrases, cards; laid out
//! in every way that text comes in.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use unchaff::RuleSet;

/// Paragraphs of articles, in several scripts.
const PROSE: &[&str] = &[
    "The council in Ferrow agreed on Monday to dredge the old harbour before winter sets in.",
    "“We have waited eleven years for this,” said Dr. Ina Holt, who runs the ferry. “It costs 3.5 million.”",
    "Nobody in the village of Low Tarn could say on Tuesday who had opened the gates of the mill pond, or why.",
    "Prices rose 2.4 percent in May, the office for statistics said, after 1.9 percent in April; rents led the way.",
    "The orchestra will play the unfinished symphony twice: once with the ending of 1928, once without any ending at all.",
    "She asked readers to sign up for the lifeboat crew, which has nine members left and needs twelve to go out at night.",
    "Der Gemeinderat von Altenquell hat am Montag beschlossen, die Brücke über die Ache für zwei Jahre zu sperren.",
    "Le conseil municipal de Sainte-Brume a voté lundi soir la fermeture du vieux pont, qui date de 1871.",
    "市議会は月曜日、古い港の浚渫を承認した。工事は冬の前に始まる。",
    "Совет города одобрил в понедельник ремонт старого моста, который закроют на два года.",
    "वापसी के बाद नाविक ने कहा कि नाव पुरानी थी। किसी को चोट नहीं आई।",
    "وافق المجلس يوم الاثنين على تعميق المرفأ القديم قبل حلول الشتاء.",
    "The notice on the door said:",
    "These are the winners of the night:",
];

/// Headlines, names, shapes of lines.
const LINES: &[&str] = &[
    "Harbour Dredging Wins Council Vote After Eleven Years",
    "Singer Mona Tarn stuns fans in vintage gown at premiere",
    "10 Stars Who Aged Badly (Number 4 Will Shock You)",
    "VALLEY DAM TO BE RAISED BY TWO METRES",
    "How to Heat One Room for Pennies | HeatNook",
    "Why are the swans leaving Lake Orrin?",
    "The Daily Quay",
    "Glow & Go | 3h",
    "Morning Ledger · 2 minutes ago",
    "2 hours ago",
    "vor 3 Stunden",
    "18 February 2025, 08:45 CET",
    "Updated 12 December 2024",
    "By Leona Marchetti",
    "Von Anna Berg",
    "Leona Marchetti",
    "3 min read",
    "Photo: Ravi Sandoval/Hallam Courier",
    "(AP)",
    "Getty Images",
    "@quaysidenews",
    "#harbour #ferrow",
    "https://example.org/a",
    "[More on the dam](https://example.org/dam)",
    "- First of all",
    "* Sport",
    "1. Weather",
    "# Markets",
    "## What we know",
    "___",
    "* * *",
    "12:04",
    "Home",
    "News",
    "Sport",
    "Menu",
    "> A quoted line.",
    "```",
    "| a | b |",
    "    indented",
    "Advertisement",
    "ADVERTISEMENT",
    "Share this article",
    "Read more:",
    "Recommended Stories",
    "You may like",
    "Read more: Harbour vote delayed again",
    "Sign up for our newsletter.",
    "Comments",
];

/// What stands between the pieces of a text that has lost some of its line breaks.
const BREAKS: &[&str] =
    &["\n", "\n", "\n", "\n\n", "\n\n", "\r\n", "\r\n\r\n", " ", "  ", "", "\n\t", "\n    ", "\u{a0}", "\n \n"];

/// Phrases of the shipped rules.
static PHRASES: LazyLock<Vec<String>> = LazyLock::new(|| {
    RuleSet::shipped().iter().flat_map(|rule| rule.phrases().map(str::to_owned).collect::<Vec<_>>()).collect()
});

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A line of noise: a shipped phrase alone, within a sentence, or in front of one.
fn noise() -> impl Strategy<Value = String> {
    (select(PHRASES.as_slice()), 0..6u8, select(PROSE)).prop_map(|(phrase, form, prose)| match form {
        0 => phrase,
        1 => capitalised(&phrase),
        2 => format!("{}.", capitalised(&phrase)),
        3 => format!("{} {prose}", capitalised(&phrase)),
        4 => format!("{prose} {}.", capitalised(&phrase)),
        _ => phrase.to_uppercase(),
    })
}

/// A piece of a document: a paragraph, a line, noise, a card.
pub fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => select(PROSE).prop_map(str::to_owned),
        2 => vec(select(PROSE), 2..4).prop_map(|prose| prose.join(" ")),
        5 => select(LINES).prop_map(str::to_owned),
        5 => noise(),
        1 => (select(LINES), select(LINES), select(LINES), select(PROSE))
            .prop_map(|(a, b, c, prose)| format!("{a}\n{b}\n{c}\n{prose}")),
        1 => "\\PC{0,40}",
    ]
}

/// A text hard-wrapped at a width.
fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            column = 0;
        } else if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out
}

/// Documents in every layout, and now and then anything at all.
pub fn document() -> impl Strategy<Value = String> {
    let pieces = || vec(piece(), 0..24);
    prop_oneof![
        6 => pieces().prop_map(|pieces| pieces.join("\n")),
        3 => pieces().prop_map(|pieces| pieces.join("\n\n") + "\n"),
        2 => (pieces(), 50usize..100).prop_map(|(pieces, width)| {
            pieces.iter().map(|piece| wrapped(piece, width)).collect::<Vec<_>>().join("\n\n")
        }),
        1 => (pieces(), 50usize..100).prop_map(|(pieces, width)| {
            pieces.iter().map(|piece| wrapped(piece, width)).collect::<Vec<_>>().join("\n")
        }),
        3 => pieces().prop_map(|pieces| pieces.join(" ").replace('\n', " ")),
        2 => pieces().prop_map(|pieces| pieces.join("\r\n")),
        3 => vec((piece(), select(BREAKS)), 0..24)
            .prop_map(|pieces| pieces.into_iter().map(|(piece, between)| piece + between).collect()),
        1 => any::<String>(),
    ]
}
