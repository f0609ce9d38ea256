//! Grouping 100,000 documents of which one in ten is a near-duplicate: time, recall, precision, memory of the sketches.
//!
//! `cargo bench --bench group [-- DOCUMENTS]`. The documents are made up while they are pushed; making them is timed apart.
//! With `--write FILE` they go to FILE as JSON Lines too, for `unchaff source --group FILE` and `--by-publisher`.

mod common;

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::time::{Duration, Instant};

use common::Dice;
use unchaff::source::{CopyFacts, Grouper, Sketch};

const COPIES_IN: usize = 10;

type Edit = fn(&str, &mut Bench) -> String;

/// What is done to a copy; named in the output.
const EDITS: [(&str, Edit); 10] = [
    ("word for word", |text, _| text.to_owned()),
    ("typography and lines", typography),
    ("first and last lines added", framed),
    ("one word in 25 changed", |text, bench| reworded(text, 25, bench)),
    ("one word in 12 changed", |text, bench| reworded(text, 12, bench)),
    ("one word in 8 changed", |text, bench| reworded(text, 8, bench)),
    ("last third cut off", |text, _| part(text, 2, 3)),
    ("first half in another frame", |text, bench| framed(&part(text, 1, 2), bench)),
    ("one sentence in 5 left out", sentences_out),
    ("paragraphs in another order, half a page added", reordered),
];

struct Bench {
    words: common::Words,
    dice: Dice,
}

/// A document of the corpus: which original it is a copy of, and by which edit; or neither.
struct Made {
    text: String,
    copy_of: Option<(usize, usize)>,
}

fn main() -> std::io::Result<()> {
    let file = std::env::args().skip_while(|arg| arg != "--write").nth(1);
    let mut written = file.map(File::create).transpose()?.map(BufWriter::new);
    let wanted = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(100_000_usize);
    let mut bench = Bench { words: common::Words::new(), dice: Dice::new(20) };
    let mut originals: Vec<(usize, String)> = Vec::new();
    let mut grouper = Grouper::new();
    let mut truth: Vec<Option<(usize, usize)>> = Vec::new();
    let (mut pushing, mut bytes) = (Duration::ZERO, 0);
    let quotation = bench.sentences(500);
    for index in 0..wanted {
        let made = bench.document(index, &originals, &quotation);
        bytes += made.text.len();
        if let Some(out) = &mut written {
            let publisher = format!("publisher {}", index % 5_000);
            writeln!(out, "{}", serde_json::json!({"id": index, "publisher": publisher, "text": made.text}))?;
        }
        let start = Instant::now();
        grouper.push(index, &made.text, CopyFacts::default());
        pushing += start.elapsed();
        if made.copy_of.is_none() && index.is_multiple_of(8) {
            originals.push((index, made.text));
        }
        truth.push(made.copy_of);
    }
    let start = Instant::now();
    let groups = grouper.groups();
    let grouping = start.elapsed();

    let mut group_of: HashMap<usize, usize> = HashMap::new();
    for (number, group) in groups.iter().enumerate() {
        group_of.extend(group.members.iter().map(|member| (*member, number)));
    }
    let together = |a: usize, b: usize| group_of.get(&a).is_some_and(|group| group_of.get(&b) == Some(group));
    let (recall, found, all) = recall(&truth, together);
    let (right, pairs) = precision(&truth, groups.iter().map(|group| &group.members[..]));

    println!("{wanted} documents, {} MB, {all} copies, {} groups", bytes / 1_000_000, groups.len());
    println!("sketches {:.1} s on one thread, groups {:.1} s", pushing.as_secs_f64(), grouping.as_secs_f64());
    println!("recall {:.4} ({found} of {all}: copy and original in one group)", found as f64 / all.max(1) as f64);
    println!("precision {:.4} ({right} of {pairs} pairs in one group)", right as f64 / pairs.max(1) as f64);
    for ((name, _), (found, all)) in EDITS.iter().zip(recall) {
        println!("  {name}: {found} of {all}");
    }
    Ok(())
}

/// Copies that stand in one group with their original: by edit, together, and how many there are.
fn recall(
    truth: &[Option<(usize, usize)>],
    together: impl Fn(usize, usize) -> bool,
) -> (Vec<(usize, usize)>, usize, usize) {
    let mut by_edit = vec![(0, 0); EDITS.len()];
    for (index, copy) in truth.iter().enumerate() {
        if let Some((original, edit)) = copy {
            by_edit[*edit].0 += usize::from(together(index, *original));
            by_edit[*edit].1 += 1;
        }
    }
    let found = by_edit.iter().map(|(found, _)| found).sum();
    let all = by_edit.iter().map(|(_, all)| all).sum();
    (by_edit, found, all)
}

/// Pairs of members that are copies of one original, and all pairs of members.
fn precision<'g>(truth: &[Option<(usize, usize)>], groups: impl Iterator<Item = &'g [usize]>) -> (usize, usize) {
    let pairs = |count: usize| count * (count - 1) / 2;
    let (mut right, mut all) = (0, 0);
    for group in groups {
        let mut families: HashMap<usize, usize> = HashMap::new();
        for member in group {
            *families.entry(truth[*member].map_or(*member, |(original, _)| original)).or_default() += 1;
        }
        right += families.values().copied().map(pairs).sum::<usize>();
        all += pairs(group.len());
    }
    (right, all)
}

impl Bench {
    /// The document at `index`: a copy where the index says so, else a new text. One new text in twenty quotes the same
    /// statement, about a fifth of a page long: such texts are no copies.
    fn document(&mut self, index: usize, originals: &[(usize, String)], quotation: &str) -> Made {
        if index % COPIES_IN == COPIES_IN - 1 && !originals.is_empty() {
            let (original, text) = &originals[self.dice.below(originals.len())];
            let edit = self.dice.below(EDITS.len());
            return Made { text: EDITS[edit].1(text, self), copy_of: Some((*original, edit)) };
        }
        let size = 1_200 + self.dice.below(4_000);
        let mut text = self.sentences(size);
        if index.is_multiple_of(20) {
            text.push_str(quotation);
            text.push_str(&self.sentences(1_000));
        }
        Made { text, copy_of: None }
    }

    /// Paragraphs of sentences, about so many bytes.
    fn sentences(&mut self, size: usize) -> String {
        let mut text = String::with_capacity(size + 200);
        while text.len() < size {
            for place in 0..8 + self.dice.below(18) {
                text.push_str(if place == 0 { "" } else { " " });
                text.push_str(self.words.pick(&mut self.dice));
            }
            text.push_str(if self.dice.below(4) == 0 { ".\n" } else { ". " });
        }
        text
    }
}

fn typography(text: &str, _: &mut Bench) -> String {
    text.replace(". ", ".\n\n").replace(" and ", " — and ").to_uppercase()
}

fn framed(text: &str, bench: &mut Bench) -> String {
    format!("{}{text}{}", bench.sentences(250), bench.sentences(400))
}

fn reworded(text: &str, every: usize, bench: &mut Bench) -> String {
    let mut words: Vec<&str> = Vec::new();
    for word in text.split(' ') {
        let change = bench.dice.below(every) == 0;
        words.push(if change { bench.words.pick(&mut bench.dice) } else { word });
    }
    words.join(" ")
}

fn part(text: &str, of: usize, parts: usize) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    words[..words.len() * of / parts].join(" ")
}

fn sentences_out(text: &str, bench: &mut Bench) -> String {
    let kept = text.split_inclusive('.').filter(|_| bench.dice.below(5) > 0);
    kept.collect()
}

fn reordered(text: &str, bench: &mut Bench) -> String {
    let mut paragraphs: Vec<&str> = text.split_inclusive('\n').collect();
    paragraphs.reverse();
    paragraphs.concat() + &bench.sentences(800)
}

/// A sketch must not grow with its text.
const _: () = assert!(std::mem::size_of::<Sketch>() <= 16);
