//! The seeds in HTML: what is made of each page, by their marks, and whether that is right.
//!
//! `snapshots/pages/NAME.snap` shows what is made of a page: the article, what was taken and why, what the page says about
//! itself, and what goes when the page itself is cleaned. `seeds/NAME.html` is a page, `seeds/NAME.marks` says what must become of it, a line each: `page: KIND`, `keep: TEXT`
//! and `drop: TEXT` (parts of the article and of the noise; `lost:` and `missed:` where it is known to be otherwise), `markdown: TEXT` (a line of the Markdown), `in-page: TEXT`
//! and `off-page: TEXT` (what stays and goes when the page itself is cleaned), `rule: ID` (a rule that takes something),
//! `title:`, `authors:`, `published:` … (what the page says about itself), `label:` (a label that is lifted), `signal:` and
//! `no-signal:` (what the source report shows, and where). `url:` gives its address.

mod support;

use std::fmt::Write as _;
use std::sync::LazyLock;

use support::root;
use support::snapshots::{assert_snapshots, reason, shortened};
use unchaff::source::Reporter;
use unchaff::{
    Cleaned, CleanedPage, Document, Engine, Field, Ledger, OffsetUnit, PageOutput, Topic, Value, decode_page,
};

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::new);
static REPORTER: LazyLock<Reporter> = LazyLock::new(|| Reporter::new(&ENGINE));

struct Seed {
    name: String,
    page: String,
    marks: Vec<(String, String)>,
}

impl Seed {
    fn all(&self, key: &str) -> impl Iterator<Item = &str> {
        self.marks.iter().filter(move |(of, _)| of == key).map(|(_, value)| value.as_str())
    }

    fn document(&self) -> Document<'_> {
        let document = Document::new(&self.page);
        match self.all("url").next() {
            Some(url) => document.url(url),
            None => document,
        }
    }

    fn clean(&self, to: PageOutput) -> CleanedPage {
        ENGINE.clean_page(&self.document(), to).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }
}

fn seeds() -> Vec<Seed> {
    let entries = std::fs::read_dir(root().join("seeds")).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "html")).collect();
    paths.sort();
    let read = |path: std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let marks =
            std::fs::read_to_string(path.with_extension("marks")).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mark = |line: &str| {
            let (key, value) = line.split_once(": ").unwrap_or_else(|| panic!("{name}: no mark: {line}"));
            (key.to_owned(), value.to_owned())
        };
        let marks = marks.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).map(mark).collect();
        let page = decode_page(&std::fs::read(&path).unwrap()).page.into_owned();
        Seed { name, page, marks }
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn every_page_is_what_its_marks_say() {
    let mut wrong = String::new();
    let seeds = seeds();
    assert!(seeds.len() >= 10);
    for seed in &seeds {
        let (text, markdown, page) =
            (seed.clean(PageOutput::Text), seed.clean(PageOutput::Markdown), seed.clean(PageOutput::Html));
        let flat = text.text().split_whitespace().collect::<Vec<_>>().join(" ");
        let mut check = |holds: bool, what: &str, value: &str| {
            if !holds {
                let _ = writeln!(wrong, "{}: {what}: {value}", seed.name);
            }
        };
        for (key, value) in &seed.marks {
            match key.as_str() {
                "note" | "url" => {}
                "page" => check(text.kind().name() == value, "the page is", text.kind().name()),
                "keep" => check(flat.contains(value.as_str()), "lost", value),
                "drop" => check(!flat.contains(value.as_str()), "left", value),
                "missed" => check(flat.contains(value.as_str()), "mended: write `drop` for", value),
                "lost" => check(!flat.contains(value.as_str()), "mended: write `keep` for", value),
                "markdown" => {
                    check(markdown.text().lines().any(|line| line == value), "no such line of Markdown", value)
                }
                "in-page" => check(page.text().contains(value.as_str()), "lost from the page", value),
                "off-page" => check(!page.text().contains(value.as_str()), "left in the page", value),
                "label" => {
                    let found = text.cleaned().metadata().all(Field::Label).any(|label| label.raw() == value);
                    check(found, "no such label", value);
                }
                "signal" => {
                    let report = text.source(&REPORTER);
                    let found = report.signals().iter().find(|signal| signal.id() == value);
                    check(found.is_some(), "not signalled", value);
                    let placed = found.is_none_or(|signal| signal.span().is_some_and(|span| !span.is_empty()));
                    check(placed, "a signal without a place", value);
                }
                "no-signal" => {
                    let given = text.source(&REPORTER).signals().iter().any(|signal| signal.id() == value);
                    check(!given, "signalled", value);
                }
                "rule" => {
                    let took = text.cleaned().removed().iter().any(|removal| removal.rule() == value);
                    check(took, "took nothing", value);
                }
                topic => {
                    let topic = Topic::ALL.iter().find(|known| known.name() == topic);
                    let topic = topic.unwrap_or_else(|| panic!("{}: unknown mark {key}", seed.name));
                    let about = text.facts().about(*topic);
                    let found = about.iter().any(|statement| statement.value == *value);
                    check(found, "the page does not say", &format!("{topic}: {value} ({about:?})"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_page_has_its_snapshot() {
    assert_snapshots("pages", seeds().iter().map(|seed| (seed.name.clone(), show(seed))).collect());
}

/// A page as its snapshot shows it.
fn show(seed: &Seed) -> String {
    let (article, page) = (seed.clean(PageOutput::Markdown), seed.clean(PageOutput::Html));
    let mut out = format!("page: {}\n", article.kind());
    for statement in article.facts().statements() {
        let value = shortened(&statement.value, 120);
        let _ = writeln!(out, "says {}: {value} ({})", statement.topic, statement.from);
    }
    for field in Field::ALL {
        for item in article.cleaned().metadata().all(*field) {
            let value = match item.value() {
                Value::Text(text) => shortened(text, 120),
                Value::Minutes(minutes) => minutes.to_string(),
            };
            let _ = writeln!(out, "metadata {field}: {value} ({})", item.rule());
        }
    }
    for story in article.cleaned().embedded() {
        let _ = writeln!(out, "embedded {:?} {:?}", story.publisher(), story.title());
    }
    for signal in article.source(&REPORTER).signals() {
        let shown = signal.quote().split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(out, "signal {} ({}) {}", signal.id(), signal.rule(), shortened(&shown, 80));
    }
    for flag in article.cleaned().flags() {
        let _ = writeln!(out, "flag {flag}");
    }
    let _ = write!(out, "\n== article\n\n{}\n== taken\n\n", article.text());
    show_removals(&mut out, seed, article.cleaned());
    out.push_str("\n== taken from the page itself\n\n");
    show_removals(&mut out, seed, page.cleaned());
    out
}

fn show_removals(out: &mut String, seed: &Seed, cleaned: &Cleaned) {
    for removal in cleaned.removed() {
        let text = seed.page[removal.span()].split_whitespace().collect::<Vec<_>>().join(" ");
        let path = removal.path().unwrap_or_default();
        let _ = writeln!(out, "{} {} {} at {path}", removal.action(), removal.rule(), reason(removal));
        let _ = writeln!(out, "  | {}", shortened(&text, 160));
    }
}

#[test]
fn spans_are_disjoint_and_named() {
    for seed in seeds() {
        for to in [PageOutput::Text, PageOutput::Markdown, PageOutput::Html] {
            let cleaned = seed.clean(to);
            let mut from = 0;
            for removal in cleaned.cleaned().removed() {
                let span = removal.span();
                assert!(
                    span.start >= from && span.end <= seed.page.len() && span.start < span.end,
                    "{} {span:?}",
                    seed.name
                );
                assert!(seed.page.is_char_boundary(span.start) && seed.page.is_char_boundary(span.end));
                assert!(removal.path().is_some_and(|path| !path.is_empty()), "{}: {removal:?}", seed.name);
                from = span.end;
            }
        }
    }
}

#[test]
fn a_cleaned_page_is_restored_from_its_ledger() {
    for seed in seeds() {
        let cleaned = seed.clean(PageOutput::Html);
        let ledger = Ledger::new(&seed.page, cleaned.cleaned(), ENGINE.rules_hash(), OffsetUnit::Bytes);
        assert_eq!(ledger.restore(cleaned.text()).unwrap(), seed.page, "{}", seed.name);
    }
}
