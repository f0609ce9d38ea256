//! Pages made to break a reader: each is cleaned or refused with a named error, and time grows in proportion to size.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use unchaff::{Document, Engine, Limits, PageError, PageOutput};

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::new);

const PARAGRAPH: &str = "<p>The ferry to Inner Stowe will not sail before Thursday, the harbour master said on Monday, and \
    islanders with appointments on the mainland were asked to ring the health board before noon.</p>\n";

fn clean(page: &str) -> Result<String, PageError> {
    ENGINE.clean_page(&Document::new(page), PageOutput::Text).map(|cleaned| cleaned.text().to_owned())
}

#[test]
fn limits_have_names() {
    let nested = "<div>".repeat(1_000_000);
    assert_eq!(clean(&nested), Err(PageError::TooDeep { limit: 1_000 }));
    let limits = Limits { page_bytes: 100, ..Limits::default() };
    let refused = ENGINE.clean_page_within(&Document::new(&PARAGRAPH.repeat(2)), PageOutput::Text, &limits);
    assert!(matches!(refused, Err(PageError::TooLarge { limit: 100, .. })));
    let limits = Limits { elements: 10, ..Limits::default() };
    let refused = ENGINE.clean_page_within(&Document::new(&PARAGRAPH.repeat(20)), PageOutput::Text, &limits);
    assert_eq!(refused.unwrap_err().to_string(), "the page has more than 10 elements");
}

#[test]
fn a_page_of_two_hundred_megabytes_is_refused() {
    let page = " ".repeat(200 << 20);
    assert!(matches!(clean(&page), Err(PageError::TooLarge { .. })));
}

#[test]
fn broken_markup_keeps_its_text() {
    let body = PARAGRAPH.repeat(4);
    for (name, page) in [
        ("nothing closed", body.replace("</p>", "")),
        ("closed twice", body.replace("</p>", "</p></p></div></article></body></html>")),
        ("NUL bytes", body.replace(' ', " \0")),
        ("open comment", format!("{body}<!-- never closed")),
        ("open tag", format!("{body}<a href='never closed")),
        ("open script", format!("{body}<script>never closed <p>")),
        ("open title", format!("{body}<title>never closed")),
        ("inline never closed", format!("{}{body}", "<b><i>".repeat(300))),
        ("tables nested", format!("{}{body}", "<table><tr><td>".repeat(200))),
        ("lone entities", body.replace("ferry", "ferry &amp &# &#x; &#x110000; &nosuch; &")),
        ("body in head", format!("<head>{body}")),
        ("frame set", format!("<frameset><noframes>x</noframes></frameset>{body}")),
        (
            "attribute of a megabyte",
            format!("<div class='{}' id='{}'>{body}</div>", "x ".repeat(500_000), "y".repeat(500_000)),
        ),
    ] {
        for to in [PageOutput::Text, PageOutput::Markdown, PageOutput::Html] {
            let cleaned =
                ENGINE.clean_page(&Document::new(&page), to).unwrap_or_else(|error| panic!("{name}: {error}"));
            let text = cleaned.text().replace('\0', "");
            assert!(text.matches("harbour master said").count() >= 4, "{name} {to}: {text:.300}");
        }
    }
}

#[test]
fn nothing_at_all() {
    for page in
        ["", " ", "<", "</", "<>", "<!", "<!--", "&", "\0", "<p>", "<html><body></body></html>", "<script>x</script>"]
    {
        for to in [PageOutput::Text, PageOutput::Markdown] {
            let cleaned = ENGINE.clean_page(&Document::new(page), to).unwrap();
            assert!(cleaned.text().len() <= page.len() + 1, "{page}");
        }
        let same = ENGINE.clean_page(&Document::new(page), PageOutput::Html).unwrap();
        assert_eq!(same.text(), page);
    }
}

const SMALL: usize = if cfg!(debug_assertions) { 64 << 10 } else { 1 << 20 };
const FACTOR: usize = 8;
/// Eight times the size may take at most so many times as long; what is quadratic takes sixty-four times.
const MOST: f64 = 24.0;
const LEAST: Duration = Duration::from_millis(if cfg!(debug_assertions) { 25 } else { 8 });

#[test]
fn time_grows_with_size() {
    let kinds: [(&str, &dyn Fn(usize) -> String); 12] = [
        ("paragraphs", &|_| PARAGRAPH.to_owned()),
        ("links", &|n| format!("<li><a href=/{n}>Story number {n} of the day</a></li>\n")),
        ("unclosed paragraphs", &|n| {
            format!("<p>Line {n} of the page stands here and goes on for a while, it seems.\n")
        }),
        ("unclosed items", &|n| format!("<li>Item {n}\n")),
        ("stray ends", &|_| "</section></p></table>".to_owned()),
        ("classes", &|n| format!("<div class='c{n} article-body x{n}'>Word {n}</div>\n")),
        ("rows", &|n| format!("<tr><td>{n}<td>two<td>three\n")),
        ("entities", &|_| "&lt;&nbsp;&#8212;word&amp;".to_owned()),
        ("microdata", &|n| format!("<span itemprop=author>Name {n}</span> <time datetime=2024-01-0{}>x</time>", n % 9)),
        ("headings", &|n| format!("<h1>Heading {n}</h1>")),
        ("articles", &|n| format!("<article><h2><a href=/{n}>Teaser {n}</a></h2><p>Text of teaser {n}.</p></article>")),
        ("noscript", &|n| format!("<noscript><p>Paragraph {n} for readers without scripts.</p></noscript>")),
    ];
    for (name, unit) in kinds {
        let page = |size: usize| {
            (0..)
                .map(unit)
                .scan(0, |length, piece| {
                    let before = *length;
                    *length += piece.len();
                    (before < size).then_some(piece)
                })
                .collect::<String>()
        };
        let (small, large) = (page(SMALL), page(SMALL * FACTOR));
        let time = |page: &str| {
            let start = Instant::now();
            let _ = ENGINE.clean_page(&Document::new(page), PageOutput::Markdown).unwrap();
            start.elapsed()
        };
        let mut least = f64::MAX;
        for _ in 0..3 {
            let (one, many) = (time(&small).max(LEAST), time(&large));
            least = least.min(many.as_secs_f64() / one.as_secs_f64());
            if std::env::var_os("UNCHAFF_SHOW_TIMES").is_some() {
                eprintln!("{name}: {} KB {one:?}, {} KB {many:?}", small.len() >> 10, large.len() >> 10);
            }
            if least <= MOST {
                break;
            }
        }
        assert!(least <= MOST, "{name}: {FACTOR} times the size takes {least:.0} times as long");
    }
}
