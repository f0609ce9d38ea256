//! `unchaff source`, and what `clean` does with source reports.

#[allow(dead_code)] // Each suite uses its part.
#[path = "support/command.rs"]
mod command;

use command::Place;
use serde_json::Value;

/// A record of a text long enough to be judged.
fn record(id: u32, url: &str, extra: &str) -> String {
    let body = "The ferry left the old pier at dawn and came to the outer island before noon, with 132 passengers aboard and a \
                cargo of flour, lamps and rope for the winter that was about to begin. ";
    let text = format!("{}\n{extra}\n", body.repeat(6));
    serde_json::json!({"id": id, "url": url, "text": text}).to_string()
}

const BROKER: &str =
    "Risk warning: CFDs are complex instruments and come with a high risk of losing money rapidly due to leverage.";

#[test]
fn records_carry_the_report_unless_it_is_not_wanted() {
    let place = Place::new();
    let with = place.record(&record(1, "https://harbour.example/1", BROKER), &["--score"]);
    let source = &with["unchaff"]["source"];
    assert_eq!(source["kind"], "broker-content");
    assert_eq!(source["publisher"]["host"], "harbour.example");
    assert!(source["score"].is_number() && source["score_interval"].is_array());
    let signal =
        source["signals"].as_array().unwrap().iter().find(|signal| signal["id"] == "independence/sells-the-subject");
    let signal = signal.expect("the warning that was dropped is evidence");
    assert!(signal["start"].is_u64() && signal["quote"].as_str().unwrap().contains("CFDs"));
    let without = place.record(&record(1, "https://harbour.example/1", BROKER), &["--no-source"]);
    assert!(without["unchaff"].get("source").is_none());
    assert_eq!(with["text"], without["text"]);
    let plain = place.record(&record(1, "https://harbour.example/1", BROKER), &[]);
    assert!(plain["unchaff"]["source"].get("score").is_none());
}

#[test]
fn diverted_records_go_to_their_file_untouched() {
    let place = Place::new();
    let (one, two) = (record(1, "https://harbour.example/1", BROKER), record(2, "https://harbour.example/2", ""));
    let aside = place.path("aside.jsonl");
    let condition = r#"kind == "broker-content" and host("harbour.example")"#;
    let out = place.records(&format!("{one}\n{two}\n"), 0, &["--divert", condition, aside.to_str().unwrap()]);
    assert_eq!(place.read("aside.jsonl"), format!("{one}\n"));
    let left: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0]["id"], 2);
}

/// A page whose data names its author and publisher, with a risk warning in its foot.
fn page() -> String {
    let body = "The ferry left the old pier at dawn and came to the outer island before noon, with a cargo of flour, lamps and rope \
                for the winter that was about to begin. ";
    let paragraphs = format!("<p>{}</p>\n", body.repeat(2)).repeat(4);
    format!(
        "<html><head><title>Ferry sold</title><meta name=\"author\" content=\"Jane Harlan\">\
         <meta property=\"og:site_name\" content=\"Harbour Notes\">\
         <link rel=canonical href=\"https://harbour.example/1\"></head><body><article><h1>Ferry sold</h1>{paragraphs}</article>\
         <footer><p>{BROKER}</p></footer></body></html>"
    )
}

#[test]
fn a_page_shows_what_its_markup_says() {
    let place = Place::new();
    place.put("page.html", page());
    let html = page();
    let line = serde_json::json!({"id": 1, "html": html}).to_string() + "\n";
    let record = place.record(&line, &[]);
    let output = place.clean(&["page.html", "--to", "json", "--quiet"]).output().unwrap();
    let file: Value = serde_json::from_slice(&output.stdout).unwrap();
    let output = place.bare(&["source", "--no-config", "--json", "page.html"]).output().unwrap();
    let alone: Value = serde_json::from_slice(&output.stdout).unwrap();
    for source in [&record["unchaff"]["source"], &file["unchaff"]["source"], &alone["source"]] {
        assert_eq!(source["publisher"], serde_json::json!({"name": "Harbour Notes", "host": "harbour.example"}));
        assert_eq!((&source["kind"], &source["not_seen"]), (&"broker-content".into(), &serde_json::json!(["date"])));
        let shown = |id: &str| {
            let signals = source["signals"].as_array().unwrap();
            let signal =
                signals.iter().find(|signal| signal["id"] == id).unwrap_or_else(|| panic!("{id}: {signals:?}"));
            let place = |key: &str| signal[key].as_u64().unwrap() as usize;
            (html[place("start")..place("end")].to_owned(), signal["rule"].as_str().unwrap().to_owned())
        };
        assert_eq!(
            shown("authorship/byline"),
            (r#"<meta name="author" content="Jane Harlan">"#.into(), "source/byline-page".into())
        );
        assert!(shown("independence/sells-the-subject").0.starts_with("Risk warning"));
    }
    place.bare(&["rules", "show", "source/byline-page"]).assert().code(0);
    let without = place.record(&line, &["--no-source"]);
    assert!(without["unchaff"].get("source").is_none());
    assert_eq!(without["text"], record["text"]);
    let aside = place.path("aside.jsonl");
    let left = place.records(&line, 0, &["--divert", r#"kind == "broker-content""#, aside.to_str().unwrap()]);
    assert_eq!((left.as_str(), place.read("aside.jsonl")), ("", line.clone()));
    place.put("in.jsonl", &line);
    let screen = place.bare(&["source", "--no-config", "page.html"]).output().unwrap();
    let screen = String::from_utf8(screen.stdout).unwrap();
    assert!(
        screen.contains("publisher  Harbour Notes (harbour.example)") && screen.contains("dating/no-date"),
        "{screen}"
    );
    let groups = place.bare(&["source", "--no-config", "--group", "page.html", "in.jsonl"]).output().unwrap();
    let group: Value = serde_json::from_slice(&groups.stdout).unwrap();
    assert_eq!(group["members"].as_array().unwrap().len(), 2);
}

#[test]
fn a_condition_that_cannot_hold_is_an_error_with_its_place() {
    let place = Place::new();
    let aside = place.path("aside.jsonl");
    let mut command =
        place.bare(&["clean", "--from", "jsonl", "--divert", r#"kind == "satyre""#, aside.to_str().unwrap()]);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains("satyre") && message.contains("did you mean") && message.contains("docs/divert.md"),
        "{message}"
    );
}

#[test]
fn lists_stand_side_by_side_with_their_dates() {
    let place = Place::new();
    place.put("pc1.csv", "domain,pc1\nharbour.example,0.9\n");
    place.put("house.csv", "site,grade\nharbour.example,1\n");
    place.put(
        "unchaff.toml",
        "[[ratings]]\nname = \"House list\"\nfile = \"house.csv\"\nformat = \"csv\"\ndate = \"2020-01\"\nlicence = \"CC BY 4.0\"\n\
         host_column = \"site\"\nvalue_column = \"grade\"\nscale = [0, 10]\n",
    );
    let config = place.path("unchaff.toml");
    let pc1 = place.path("pc1.csv");
    let arguments = [
        "source",
        "--from",
        "jsonl",
        "--config",
        config.to_str().unwrap(),
        "--ratings",
        pc1.to_str().unwrap(),
        "--as-of",
        "2024-06-01",
    ];
    place.put("in.jsonl", record(1, "https://www.harbour.example/1", ""));
    let input = place.path("in.jsonl");
    let output = place.bare(&[&arguments[..], &[input.to_str().unwrap()]].concat()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let source = &report["source"];
    assert_eq!(source["lists"].as_array().unwrap().len(), 2);
    assert_eq!((&source["lists"][0]["list"], &source["lists"][0]["stale"]), (&"House list".into(), &true.into()));
    assert_eq!(source["flags"][0], "lists-disagree");
    assert_eq!(source["basis"], "both");
}

#[test]
fn a_file_gives_one_screen() {
    let place = Place::new();
    let text = serde_json::from_str::<Value>(&record(1, "", BROKER)).unwrap()["text"].as_str().unwrap().to_owned();
    place.put("article.txt", text);
    let path = place.path("article.txt");
    let output = place.bare(&["source", "--no-config", path.to_str().unwrap()]).output().unwrap();
    let screen = String::from_utf8(output.stdout).unwrap();
    for part in [
        "kind       broker-content",
        "sells what it writes about",
        "byline, date",
        "does not measure truth, political leaning, honesty",
    ] {
        assert!(screen.contains(part), "{part} is not in\n{screen}");
    }
    assert!(screen.lines().count() <= 50, "{} lines", screen.lines().count());
}

#[test]
fn publishers_and_groups() {
    let place = Place::new();
    let records: Vec<String> = (0..4)
        .map(|id| record(id, &format!("https://{}.example/{id}", if id < 3 { "one" } else { "two" }), ""))
        .collect();
    place.put("in.jsonl", records.join("\n"));
    let (input, page) = (place.path("in.jsonl"), place.path("page.html"));
    let arguments = [
        "source",
        "--no-config",
        "--by-publisher",
        "--json",
        "--page",
        page.to_str().unwrap(),
        input.to_str().unwrap(),
    ];
    let output = place.bare(&arguments).output().unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let publishers = found["publishers"].as_array().unwrap();
    assert_eq!(
        (publishers.len(), &publishers[0]["documents"], &publishers[0]["publisher"]),
        (2, &3.into(), &"one.example".into())
    );
    assert!(place.read("page.html").contains("one.example"));
    let output = place.bare(&["source", "--no-config", "--group", input.to_str().unwrap()]).output().unwrap();
    let group: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((group["members"].as_array().unwrap().len(), &group["witnesses"]), (4, &1.into()));
}
