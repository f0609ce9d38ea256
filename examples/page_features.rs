//! Writes the blocks of pages and their features, for `tests/train_page_model.py`.
//!
//!     page_features OUT < pages.jsonl
//!
//! Each line of the input is a record with `html`. `OUT.blocks.jsonl` gets a line a page, an array of the blocks' texts;
//! `OUT.features` the features of all blocks, 32-bit floats in little-endian order, one row behind the other. The number
//! of features is printed.

use std::fs::File;
use std::io::{BufRead, BufWriter, Write};

use anyhow::Context;

fn main() -> anyhow::Result<()> {
    let out = std::env::args().nth(1).context("usage: page_features OUT < pages.jsonl")?;
    let mut features = BufWriter::new(File::create(format!("{out}.features"))?);
    let mut blocks = BufWriter::new(File::create(format!("{out}.blocks.jsonl"))?);
    let mut width = 0;
    for line in std::io::stdin().lock().lines() {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        let page = record.get("html").and_then(|page| page.as_str()).context("a record has no html")?;
        let page = unchaff::training(page)?;
        width = page.width;
        for value in &page.rows {
            features.write_all(&value.to_le_bytes())?;
        }
        serde_json::to_writer(&mut blocks, &page.texts)?;
        blocks.write_all(b"\n")?;
    }
    println!("{width}");
    features.flush()?;
    blocks.flush()?;
    Ok(())
}
