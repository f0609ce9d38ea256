//! Cleaning against a bare automaton over the same bytes, on one thread, and what ten times the phrases cost.
//!
//! The numbers that count are ratios, so the contestants take turns within one run and the median of the turns is
//! printed. The bare scan finds the shipped phrases and does nothing with them: it knows no blocks, no boundaries of
//! words, no typographic variants and no offsets of the original text.

mod common;

use std::hint::black_box;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use unchaff::{Document, Engine, RuleSet};

const TOTAL: usize = 8 << 20;
const DOCUMENT: usize = 6_000;
const TURNS: usize = 15;
/// Phrases of a made-up rule: about as many as a shipped one has.
const EACH: usize = 15;

fn main() {
    let words = common::Words::new();
    let documents = common::articles(&words, DOCUMENT, TOTAL);
    let bytes: usize = documents.iter().map(String::len).sum();
    let shipped = phrases(&RuleSet::shipped());
    let engine = Engine::new();
    let tenfold = tenfold(&words, shipped.len());
    let bare = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(true)
        .build(&shipped)
        .expect("the shipped phrases compile");

    let scan = || documents.iter().map(|text| bare.find_overlapping_iter(text).count()).sum::<usize>();
    let clean = |engine: &Engine| {
        documents.iter().map(|text| engine.clean(&Document::new(text)).removed().len()).sum::<usize>()
    };
    let [a, b, c] = medians([&|| scan(), &|| clean(&engine), &|| clean(&tenfold)]);

    println!(
        "{} documents, {bytes} bytes, {} shipped phrases, {} removals",
        documents.len(),
        shipped.len(),
        clean(&engine)
    );
    println!("bare scan        {:>8.1} MB/s  automaton {:>9} bytes", rate(bytes, a), bare.memory_usage());
    println!("clean            {:>8.1} MB/s  index     {:>9} bytes", rate(bytes, b), engine.heap_bytes());
    println!("clean, tenfold   {:>8.1} MB/s  index     {:>9} bytes", rate(bytes, c), tenfold.heap_bytes());
    println!("clean / bare scan      {:.2}  (target: at most 2.5)", b.as_secs_f64() / a.as_secs_f64());
    println!("tenfold / clean        {:.2}  (target: at most 1.6)", c.as_secs_f64() / b.as_secs_f64());
}

/// Every phrase that the shipped rules look for, guards and members of sections included.
fn phrases(rules: &RuleSet) -> Vec<String> {
    let mut all = std::collections::BTreeSet::new();
    for rule in rules.iter() {
        let file: toml::Table = rule.source().parse().expect("shipped rules are TOML");
        for (table, key) in [("match", "phrases"), ("match", "all"), ("match", "unless"), ("section", "phrases")] {
            let list = file.get(table).and_then(|table| table.get(key)).and_then(toml::Value::as_array);
            all.extend(list.into_iter().flatten().filter_map(toml::Value::as_str).map(str::to_owned));
        }
    }
    all.into_iter().collect()
}

/// The shipped rules and made-up ones: ten times the phrases together.
fn tenfold(words: &common::Words, shipped: usize) -> Engine {
    let mut rules = RuleSet::shipped();
    for (number, source) in common::rules(words, shipped * 9 / EACH, EACH).iter().enumerate() {
        rules.add_source(&format!("made-up/rule-{number}"), source).expect("made-up rules are rules");
    }
    Engine::builder().rules(rules).build().expect("made-up phrases compile")
}

/// The median time of each contestant; they take turns, so that what slows the machine down slows all of them.
fn medians<const N: usize>(contestants: [&dyn Fn() -> usize; N]) -> [Duration; N] {
    let mut times = [const { Vec::new() }; N];
    for _ in 0..TURNS {
        for (contestant, times) in contestants.iter().zip(&mut times) {
            let start = Instant::now();
            black_box(contestant());
            times.push(start.elapsed());
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    })
}

fn rate(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / 1e6 / time.as_secs_f64()
}
