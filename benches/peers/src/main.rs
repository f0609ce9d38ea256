//! Pages to articles: unchaff, dom_smoothie and rs-trafilatura on the same pages, one thread, taking turns.
//!
//!     cargo run --release --manifest-path benches/peers/Cargo.toml -- pages.jsonl.gz [TURNS]
//!
//! Each line of the file is a record with `html`. Of several turns the fastest counts: what other work takes is not theirs.

use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::time::Instant;

use anyhow::Context;
use unchaff::{Document, Engine, PageOutput};

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().context("usage: peers pages.jsonl.gz [TURNS]")?;
    let turns: usize = arguments.next().map_or(Ok(3), |turns| turns.parse())?;
    let file = BufReader::new(flate2::read::MultiGzDecoder::new(std::fs::File::open(path)?));
    let mut pages = Vec::new();
    for line in file.lines() {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        pages.push(record["html"].as_str().context("a record has no html")?.to_owned());
    }
    let bytes: usize = pages.iter().map(String::len).sum();
    let engine = Engine::new();
    let article = |page: &str| engine.clean_page(&Document::new(page), PageOutput::Text).map_or(0, |page| page.text().len());
    let same = |page: &str| engine.clean_page(&Document::new(page), PageOutput::Html).map_or(0, |page| page.text().len());
    let smoothie = |page: &str| {
        let read = dom_smoothie::Readability::new(page, None, None).and_then(|mut reader| reader.parse());
        read.map_or(0, |article| article.text_content.len())
    };
    let trafilatura = |page: &str| rs_trafilatura::extract(page).map_or(0, |found| found.content_text.len());
    let contestants: [(&str, &dyn Fn(&str) -> usize); 4] = [
        ("unchaff, page to article", &article),
        ("unchaff, page to page", &same),
        ("dom_smoothie", &smoothie),
        ("rs-trafilatura", &trafilatura),
    ];
    let mut best = [f64::MAX; 4];
    for _ in 0..turns {
        for ((_, contestant), best) in contestants.iter().zip(&mut best) {
            let start = Instant::now();
            for page in &pages {
                black_box(contestant(page));
            }
            *best = best.min(start.elapsed().as_secs_f64());
        }
    }
    for ((name, _), seconds) in contestants.iter().zip(best) {
        println!("{name}: {:.1} MB/s", bytes as f64 / 1e6 / seconds);
    }
    Ok(())
}
