//! The one scan against a bare automaton over the same bytes, and what ten times the phrases cost.
//!
//! The bare scan knows no typographic variants, no word boundaries and no offsets: it is the floor to compare with.

mod common;

use std::hint::black_box;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use unchaff::matching::{Matcher, Pattern, Scratch, normalise};

const TOTAL: usize = 4 << 20;
const DOCUMENT: usize = 6_000;

fn matcher(phrases: &[String]) -> Matcher {
    let patterns: Vec<Pattern<'_>> = phrases.iter().map(|text| Pattern { text, exact_case: false }).collect();
    Matcher::new(&patterns).expect("made-up phrases compile")
}

fn bare(phrases: &[String]) -> AhoCorasick {
    AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(true)
        .build(phrases)
        .expect("made-up phrases compile")
}

fn scan(criterion: &mut Criterion) {
    let words = common::Words::new();
    let documents = common::documents(&words, DOCUMENT, TOTAL);
    let bytes: usize = documents.iter().map(String::len).sum();
    let mut group = criterion.benchmark_group("scan");
    group.throughput(Throughput::Bytes(bytes as u64)).sample_size(20);

    group.bench_function("normalise", |bencher| {
        bencher.iter(|| documents.iter().map(|text| normalise(text).len()).sum::<usize>());
    });
    for count in [1_500, 15_000] {
        let phrases = common::phrases(&words, count);
        let bare = bare(&phrases);
        group.bench_function(BenchmarkId::new("bare", count), |bencher| {
            bencher.iter(|| documents.iter().map(|text| bare.find_overlapping_iter(text).count()).sum::<usize>());
        });
        let matcher = matcher(&phrases);
        println!("{count} phrases: {} bytes of heap", matcher.heap_bytes());
        let mut scratch = Scratch::new();
        let mut found = Vec::new();
        group.bench_function(BenchmarkId::new("matcher", count), |bencher| {
            bencher.iter(|| {
                for text in &documents {
                    matcher.scan(text, &mut scratch, &mut found);
                    black_box(&found);
                }
            });
        });
    }
    group.finish();
}

fn compile(criterion: &mut Criterion) {
    let words = common::Words::new();
    let mut group = criterion.benchmark_group("compile");
    group.sample_size(10);
    for count in [1_500, 15_000] {
        let phrases = common::phrases(&words, count);
        group.bench_function(BenchmarkId::new("matcher", count), |bencher| {
            bencher.iter(|| matcher(&phrases));
        });
    }
    group.finish();
}

criterion_group!(benches, scan, compile);
criterion_main!(benches);
