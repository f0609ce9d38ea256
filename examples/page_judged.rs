//! Cleans pages by the answers of a model that is not compiled in, for `tests/train_page_model.py`.
//!
//!     page_judged LIKELY text|html < pages.jsonl > cleaned.jsonl
//!
//! Each line of the input is a record with `html`, and `url` where it is known. LIKELY holds for every block of every page,
//! as `page_features` writes them, how likely it belongs to the article: 32-bit floats in little-endian order. A line out
//! for each line in: `{"id", "text"}`, the article's text or the page without its noise.

use std::io::{BufRead, BufWriter, Write};

use anyhow::{Context, bail};
use unchaff::{Document, Engine, PageOutput};

fn main() -> anyhow::Result<()> {
    let usage = "usage: page_judged LIKELY text|html";
    let likely = std::fs::read(std::env::args().nth(1).context(usage)?)?;
    let to = match std::env::args().nth(2).as_deref() {
        Some("text") => PageOutput::Text,
        Some("html") => PageOutput::Html,
        _ => bail!(usage),
    };
    let likely: Vec<f32> = likely.chunks_exact(4).map(|of| f32::from_le_bytes([of[0], of[1], of[2], of[3]])).collect();
    let mut rest = likely.as_slice();
    let engine = Engine::new();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        let page = record["html"].as_str().context("a record has no html")?;
        let count = unchaff::training(page)?.texts.len();
        let (own, others) = rest.split_at_checked(count).context("LIKELY is too short for these pages")?;
        rest = others;
        let mut document = Document::new(page);
        if let Some(url) = record["url"].as_str() {
            document = document.url(url);
        }
        let cleaned = engine.clean_page_judged(&document, to, own)?;
        serde_json::to_writer(&mut out, &serde_json::json!({"id": record["id"], "text": cleaned.text()}))?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}
