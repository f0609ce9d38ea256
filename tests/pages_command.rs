//! Pages on the command line: the way back, why a block stayed, and packed files that unpack to too much.

#[allow(dead_code)] // Each suite uses its part.
#[path = "support/command.rs"]
mod command;

use command::{Place, gzip};
use predicates::str::contains;
use serde_json::{Value, json};

const ARTICLE: &str = "<html><head><meta charset=\"utf-8\"><title>Ferry waits for calm</title></head><body>\
    <nav><a href=/>Home</a> <a href=/n>News</a></nav><article><h1>Ferry waits for calm</h1>\n\
    <p>The ferry to Inner Stowe will not sail before Thursday, the harbour master said on Monday morning, since the wind stands\n\
    against the pier and will not turn.</p>\n\
    <aside class=\"c-newsletter-box\"><h3>The Stowe Letter</h3><p>All you need by seven, in your inbox.</p><input></aside>\n\
    <p>Zorbl notice</p>\n\
    <p>Islanders with appointments on the mainland were asked to ring the health board before noon, and to bring a coat.</p>\n\
    <p>The last crossing was on Sunday, when forty people and a piano reached the island in the rain.</p></article>\n\
    <div id=\"comments\" class=\"comments\"><h2>Comments</h2><p>Bring back the old ferry, I say.</p></div>\n\
    <footer><p>Copyright Stowe Sentinel</p></footer></body></html>\n";

/// Cleans a page to itself and brings it back; what `clean` said.
fn there_and_back(place: &Place, bytes: &[u8]) -> (Vec<u8>, Vec<u8>, String) {
    place.put("in/page.html", bytes);
    let run =
        place.clean(&["in/page.html", "--to", "html", "--ledger", "page.ledger", "--out", "out"]).assert().code(0);
    let said = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    let back = place.bare(&["restore", "out/page.html", "--ledger", "page.ledger"]).assert().code(0);
    (std::fs::read(place.path("out/page.html")).unwrap(), back.get_output().stdout.clone(), said)
}

#[test]
fn every_page_comes_back_byte_for_byte() {
    let place = Place::new();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds");
    let mut pages: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "html"))
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect();
    let marked = |mark: &[u8], text: Vec<u8>| [mark, &text].concat();
    let wide = |bytes: fn(u16) -> [u8; 2]| {
        ARTICLE.replace("utf-8", "utf-16").encode_utf16().flat_map(bytes).collect::<Vec<u8>>()
    };
    pages.push(("UTF-8 with a mark".into(), marked(b"\xef\xbb\xbf", ARTICLE.into())));
    pages.push(("UTF-16 with a mark".into(), marked(b"\xff\xfe", wide(u16::to_le_bytes))));
    pages.push(("UTF-16 without".into(), wide(u16::to_be_bytes)));
    for (charset, word) in [
        ("windows-1251", "Ферри"),
        ("shift_jis", "渡し船"),
        ("gb18030", "渡船"),
        ("euc-kr", "연락선"),
        ("iso-2022-jp", "渡し船"),
    ] {
        let page = ARTICLE.replace("utf-8", charset).replace("The ferry", word).replace("old ferry", word);
        let bytes = encoding_rs::Encoding::for_label(charset.as_bytes()).unwrap().encode(&page).0.into_owned();
        pages.push((charset.into(), bytes));
    }
    for (name, bytes) in pages {
        let (cleaned, back, said) = there_and_back(&place, &bytes);
        assert!(back == bytes, "{name} comes back as {}", String::from_utf8_lossy(&back));
        assert!(!said.contains("note:"), "{name}: {said}");
        assert!(cleaned.len() <= bytes.len(), "{name}");
    }
}

#[test]
fn a_page_with_bytes_that_stand_for_nothing_is_written_as_utf_8() {
    let place = Place::new();
    let page = ARTICLE.replace("utf-8", "euc-kr").repeat(40).replacen("piano", "p\u{1}iano", 1);
    let bytes: Vec<u8> = page.bytes().map(|byte| if byte == 1 { 0xff } else { byte }).collect();
    let (cleaned, back, said) = there_and_back(&place, &bytes);
    assert!(said.contains("note: in/page.html: written as UTF-8"), "{said}");
    assert!(String::from_utf8(cleaned).is_ok());
    assert_eq!(String::from_utf8(back).unwrap(), page.replace('\u{1}', "\u{fffd}"));
}

#[test]
fn one_rule_goes_back_into_a_page() {
    let place = Place::new();
    there_and_back(&place, ARTICLE.as_bytes());
    let restore = |rule: &str| place.bare(&["restore", "out/page.html", "--ledger", "page.ledger", "--rule", rule]);
    let cleaned = place.read("out/page.html");
    for (rule, part) in [
        ("test/notice", "Zorbl notice"),
        ("newsletter/sign-up-element", "c-newsletter-box"),
        ("structure/comments", "old ferry"),
    ] {
        assert!(ARTICLE.contains(part) && !cleaned.contains(part), "{part}");
        let run = restore(rule).assert().code(0).stdout(contains(part));
        let back = run.get_output().stdout.len();
        assert!(back > cleaned.len() && back < ARTICLE.len(), "{rule}");
    }
    restore("no/such").assert().code(2).stderr(contains("holds nothing of the rule"));
    place.put("out/page.html", cleaned.replace("piano", "organ"));
    place
        .bare(&["restore", "out/page.html", "--ledger", "page.ledger"])
        .assert()
        .code(2)
        .stderr(contains("does not fit"));
}

#[test]
fn a_folder_of_pages_comes_back() {
    let place = Place::new();
    place.put("in/a.html", ARTICLE);
    place.put("in/deep/b.html.gz", gzip(ARTICLE.replace("Thursday", "Friday").as_bytes()));
    place.clean(&["in", "--to", "html", "--ledger", "all.ledger", "--out", "out"]).assert().code(0);
    place.bare(&["restore", "out", "--ledger", "all.ledger", "--out", "back"]).assert().code(0);
    assert_eq!(place.read("back/a.html"), ARTICLE);
    assert_eq!(place.names("back"), ["back/a.html", "back/deep/b.html.gz"]);
}

#[test]
fn a_rendering_is_no_page_to_restore_from() {
    let place = Place::new();
    place.put("page.html", ARTICLE);
    for (to, name) in [("text", "page.txt"), ("markdown", "page.md")] {
        place.clean(&["page.html", "--to", to, "--ledger", "page.ledger", "--out", "out"]).assert().code(0);
        let cleaned = format!("out/{name}");
        for rule in [&[][..], &["--rule", "test/notice"]] {
            let mut restore = place.bare(&["restore", &cleaned, "--ledger", "page.ledger"]);
            restore.args(rule).assert().code(2).stderr(contains("from which the page cannot be made again"));
        }
    }
}

#[test]
fn records_with_pages_come_back() {
    let place = Place::new();
    let line = format!("{{\"id\":1, \"html\" : {}, \"z\":1.0}}\n", serde_json::to_string(ARTICLE).unwrap());
    place.put("in.jsonl", &line);
    for detail in ["spans", "none"] {
        place.clean(&["in.jsonl", "--ledger", "l.jsonl", "--out", "out", "--report", detail]).assert().code(0);
        let record: Value = serde_json::from_str(&place.read("out/in.jsonl")).unwrap();
        assert!(record["text"].as_str().unwrap().contains("piano") && record["html"] == ARTICLE);
        place.bare(&["restore", "out/in.jsonl", "--ledger", "l.jsonl"]).assert().code(0).stdout(line.clone());
    }
    place.clean(&["in.jsonl", "--out", "out", "--report", "full"]).assert().code(0);
    place.bare(&["restore", "out/in.jsonl"]).assert().code(0).stdout(line.clone());
    place
        .bare(&["restore", "out/in.jsonl", "--rule", "test/notice"])
        .assert()
        .code(2)
        .stderr(contains("cannot be made again"));
}

#[test]
fn the_text_of_a_record_is_not_written_over_by_its_page() {
    let place = Place::new();
    place.put("in.jsonl", format!("{}\n", serde_json::json!({"id": 1, "text": "Rain.", "html": ARTICLE})));
    let run = place.clean(&["in.jsonl", "--field", "html"]).assert().code(2);
    let record: Value = serde_json::from_slice(&run.get_output().stdout).unwrap();
    assert_eq!(record["text"], "Rain.");
    assert!(record["unchaff"]["error"].as_str().unwrap().contains("is there already"), "{record}");
}

#[test]
fn why_a_block_of_a_page_stays_or_goes() {
    let place = Place::new();
    place.put("page.html", ARTICLE);
    let ask = |asked: &str, more: &[&str]| {
        let mut explain = place.bare(&["explain", "page.html", "--rules", "packs", "--why-not", asked]);
        let output = explain.args(more).assert().code(0);
        String::from_utf8(output.get_output().stdout.clone()).unwrap()
    };
    let stays = ask("a piano", &[]);
    for part in [
        "html > body > article:nth-child(2) > p:nth-child(6)",
        "for the article; below 47 it goes. No selector names it.",
        "a rule of your own",
        "selectors",
    ] {
        assert!(stays.contains(part), "{part} is not in\n{stays}");
    }
    let by_rule = ask("zorbl", &[]);
    assert!(
        by_rule.contains("This does not stay") && by_rule.contains("test/notice (ad, drop, likely): \"zorbl notice\""),
        "{by_rule}"
    );
    let by_selector = ask("in your inbox", &[]);
    assert!(
        by_selector.contains("takes: newsletter/sign-up-element by its selector aside[class*=newsletter]"),
        "{by_selector}"
    );
    let by_structure = ask("Bring back the old ferry", &[]);
    assert!(
        by_structure.contains("structure/comments") && by_structure.contains("(comments container)"),
        "{by_structure}"
    );
    assert!(ask("Ferry waits", &[]).contains("headline of the page"));
    // The page itself keeps its headline.
    assert!(!ask("Ferry waits", &["--to", "html"]).contains("does not stay"));
    assert!(ask("1", &[]).contains("Home") && ask("2", &[]).contains("headline of the page"));
    place
        .bare(&["explain", "page.html", "--why-not", "nowhere at all"])
        .assert()
        .code(2)
        .stderr(contains("stands nowhere"));
}

/// Gzip members, one behind the other, that unpack to gigabytes of `byte`.
fn bomb(byte: u8, gigabytes: usize) -> Vec<u8> {
    gzip(&vec![byte; 16 << 20]).repeat(gigabytes * 64)
}

/// `unchaff` that may take so many kilobytes of address space.
#[cfg(target_os = "linux")]
fn within(place: &Place, kilobytes: usize, arguments: &[&str]) -> std::process::Output {
    let script = format!("ulimit -v {kilobytes}; exec \"$0\" \"$@\"");
    let mut run = std::process::Command::new("sh");
    run.args(["-c", &script, env!("CARGO_BIN_EXE_unchaff")]).args(arguments).current_dir(place.folder.path());
    run.output().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_packed_page_that_unpacks_to_too_much_is_refused_and_the_rest_goes_on() {
    let place = Place::new();
    place.put("in/bomb.html.gz", bomb(b' ', 3));
    place.put("in/page.html", ARTICLE);
    let output = within(&place, 1 << 20, &["clean", "--rules", "packs", "in", "--out", "out", "--threads", "2"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("in/bomb.html.gz: the document is larger than 67108864 bytes"), "{said}");
    assert_eq!(place.names("out"), ["out/page.txt"]);
    for command in ["source", "explain"] {
        let output = within(&place, 1 << 20, &[command, "in/bomb.html.gz"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains("larger than 67108864 bytes"), "{command}: {said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_packed_record_that_unpacks_to_too_much_is_refused_and_the_rest_goes_on() {
    let place = Place::new();
    let record = |id: usize| json!({"id": id, "html": ARTICLE}).to_string() + "\n";
    let large = format!("{{\"id\":2,\"html\":\"{}\"}}\n", "x ".repeat(35 << 20));
    let file =
        [gzip(record(1).as_bytes()), gzip(large.as_bytes()), bomb(b'a', 3), gzip(b"\n"), gzip(record(4).as_bytes())];
    place.put("in.jsonl.gz", file.concat());
    let output = within(&place, 2 << 20, &["clean", "--rules", "packs", "in.jsonl.gz", "--threads", "2"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("in.jsonl.gz:2: the page has 73400320 bytes, more than the limit of 67108864"), "{said}");
    assert!(said.contains("in.jsonl.gz:3: the line has 3221225472 bytes"), "{said}");
    let rows: Vec<Value> = output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter(|row| !row.is_empty())
        .map(|row| serde_json::from_slice(row).unwrap())
        .collect();
    let ids: Vec<&Value> = rows.iter().map(|row| &row["id"]).collect();
    assert_eq!(ids, [&json!(1), &json!(2), &json!(4)]);
    assert!(rows[1]["unchaff"]["error"].as_str().unwrap().contains("more than the limit"));
    assert!(rows[2]["text"].as_str().unwrap().contains("piano"));
}
