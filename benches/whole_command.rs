//! The command as a whole: against `rg` on a large text, its memory, its start, its threads, and extreme inputs.
//!
//! Needs `/usr/bin/time` (GNU) and, for the comparison, `rg` on the path or in `RG`. The inputs are made up, the same on
//! every run, and written below the folder of temporary files: about 3 GB with `--large`, 300 MB without.

mod common;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use tempfile::TempDir;

const UNCHAFF: &str = env!("CARGO_BIN_EXE_unchaff");
const MB: usize = 1_000_000;
const DOCUMENT: usize = 6_000;
const TURNS: usize = 5;

type Outcome<T> = std::io::Result<T>;

fn main() -> Outcome<()> {
    let large = std::env::args().any(|arg| arg == "--large");
    let bench = Bench { dir: tempfile::tempdir()?, words: common::Words::new() };
    bench.start()?;
    bench.against_rg()?;
    bench.threads()?;
    bench.proportion()?;
    bench.memory(if large { 2_000 * MB } else { 200 * MB })
}

struct Bench {
    dir: TempDir,
    words: common::Words,
}

/// What a command took.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct Cost {
    seconds: f64,
    /// Peak of the memory it held.
    megabytes: f64,
}

impl Bench {
    fn start(&self) -> Outcome<()> {
        let text = self.write("short.txt", |out| writeln!(out, "Rain stopped play at noon.\nAdvertisement"))?;
        let [cost] = medians([&|| clean(&[&text])], 4 * TURNS)?;
        println!("start: {:.0} ms, {:.0} MB  (target: under 60 ms)", cost.seconds * 1e3, cost.megabytes);
        Ok(())
    }

    /// One document of 100 MB in plain text, with 1,500 phrases for `rg`.
    fn against_rg(&self) -> Outcome<()> {
        let text = self.text("large.txt", 100 * MB)?;
        let phrases = self.write("phrases.txt", |out| {
            common::phrases(&self.words, 1_500).iter().try_for_each(|phrase| writeln!(out, "{phrase}"))
        })?;
        let rg = std::env::var("RG").unwrap_or_else(|_| "rg".to_owned());
        let search = || run(Command::new(&rg).args(["-j1", "-v", "-i", "-F", "-f"]).args([&phrases, &text]));
        let unchaff = || clean(&["--to".as_ref(), "text".as_ref(), &text]);
        if Command::new(&rg).arg("--version").stdout(Stdio::null()).status().is_err() {
            println!("100 MB of text: {:.2} s; no rg to compare with", unchaff()?.seconds);
            return Ok(());
        }
        let [ours, theirs] = medians([&unchaff, &search], TURNS)?;
        let ratio = ours.seconds / theirs.seconds;
        println!("100 MB of text: {:.2} s, {:.0} MB; rg: {:.2} s", ours.seconds, ours.megabytes, theirs.seconds);
        println!("unchaff / rg: {ratio:.2}  (target: at most 1)");
        Ok(())
    }

    fn threads(&self) -> Outcome<()> {
        let records = self.records("threads.jsonl", 60 * MB)?;
        let with = |threads: &'static str| {
            let records = records.clone();
            move || clean(&["--threads".as_ref(), threads.as_ref(), &records])
        };
        let [one, two] = medians([&with("1"), &with("2")], TURNS)?;
        println!("JSON Lines, 60 MB: {:.2} s with one thread, {:.2} s with two", one.seconds, two.seconds);
        println!(
            "one thread / two threads: {:.2}  (target: at least 1.8 on an idle machine)",
            one.seconds / two.seconds
        );
        Ok(())
    }

    /// A line of 50 MB and a million lines of one word, each against a tenth of it.
    fn proportion(&self) -> Outcome<()> {
        let line = |megabytes: usize| {
            self.write(&format!("line-{megabytes}.txt"), |out| {
                let documents = common::documents(&self.words, DOCUMENT, megabytes * MB);
                documents.iter().try_for_each(|text| write!(out, "{} ", text.trim_end().replace('\n', " ")))
            })
        };
        let words = |count: usize| {
            let mut dice = common::Dice::new(5);
            self.write(&format!("words-{count}.txt"), |out| {
                (0..count).try_for_each(|_| writeln!(out, "{}", self.words.pick(&mut dice)))
            })
        };
        let pairs = [
            ("one line of 50 MB", line(5)?, line(50)?),
            ("a million lines of one word", words(100_000)?, words(1_000_000)?),
        ];
        for (name, tenth, whole) in &pairs {
            let [tenth, whole] = medians([&|| clean(&[tenth]), &|| clean(&[whole])], TURNS)?;
            let ratio = whole.seconds / tenth.seconds;
            println!("{name}: {:.2} s, {:.0} MB; {ratio:.1} times a tenth of it", whole.seconds, whole.megabytes);
        }
        Ok(())
    }

    fn memory(&self, bytes: usize) -> Outcome<()> {
        let records = self.records("memory.jsonl", bytes)?;
        let cost = clean(&[&records])?;
        let size = bytes / MB;
        println!("JSON Lines, {size} MB: {:.1} s, peak {:.0} MB  (target: under 300 MB)", cost.seconds, cost.megabytes);
        Ok(())
    }

    fn text(&self, name: &str, bytes: usize) -> Outcome<PathBuf> {
        let documents = common::articles(&self.words, DOCUMENT, bytes);
        self.write(name, |out| documents.iter().try_for_each(|text| out.write_all(text.as_bytes())))
    }

    /// Records with a million bytes of different articles, over and over.
    fn records(&self, name: &str, bytes: usize) -> Outcome<PathBuf> {
        let documents = common::articles(&self.words, DOCUMENT, MB);
        self.write(name, |out| {
            let mut written = 0;
            for (number, text) in documents.iter().cycle().enumerate() {
                if written >= bytes {
                    break;
                }
                let record =
                    serde_json::json!({"id": number, "url": "https://news.example.org/a", "text": text}).to_string();
                written += record.len() + 1;
                writeln!(out, "{record}")?;
            }
            Ok(())
        })
    }

    fn write(&self, name: &str, fill: impl FnOnce(&mut BufWriter<File>) -> Outcome<()>) -> Outcome<PathBuf> {
        let path = self.dir.path().join(name);
        let mut out = BufWriter::new(File::create(&path)?);
        fill(&mut out)?;
        out.flush()?;
        Ok(path)
    }
}

fn clean(arguments: &[&Path]) -> Outcome<Cost> {
    run(Command::new(UNCHAFF).args(["clean", "--quiet"]).args(arguments))
}

/// Runs a command to its end, its output thrown away (through a pipe: some tools stop early when they write to nothing).
fn run(command: &mut Command) -> Outcome<Cost> {
    let mut timed = Command::new("/usr/bin/time");
    timed.args(["-f", "%M"]).arg(command.get_program()).args(command.get_args());
    let start = Instant::now();
    let mut child = timed.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    if let Some(mut out) = child.stdout.take() {
        std::io::copy(&mut out, &mut std::io::sink())?;
    }
    let done = child.wait_with_output()?;
    let seconds = start.elapsed().as_secs_f64();
    let report = String::from_utf8_lossy(&done.stderr);
    let kilobytes = report.lines().last().and_then(|line| line.parse().ok());
    let kilobytes: f64 = kilobytes.ok_or_else(|| std::io::Error::other(format!("{command:?}: {report}")))?;
    Ok(Cost { seconds, megabytes: kilobytes / 1e3 })
}

/// The median cost of each contestant; they take turns, so that what slows the machine down slows all of them.
fn medians<const N: usize>(contestants: [&dyn Fn() -> Outcome<Cost>; N], turns: usize) -> Outcome<[Cost; N]> {
    let mut costs = [const { Vec::new() }; N];
    for _ in 0..turns {
        for (contestant, costs) in contestants.iter().zip(&mut costs) {
            costs.push(contestant()?);
        }
    }
    Ok(costs.map(|mut costs: Vec<Cost>| {
        costs.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
        costs[costs.len() / 2]
    }))
}
