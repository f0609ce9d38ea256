//! `unchaff clean` as people and scripts see it: exit statuses, messages, and what is written where.

#[path = "support/command.rs"]
mod command;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use command::{ARTICLE, CLEANED, Place, article_record, gzip, rule};
use predicates::prelude::*;
use predicates::str::{contains, is_empty};
use serde_json::{Value, json};

/// Records that take some space even when packed.
fn many_records(count: usize) -> String {
    (0..count)
        .map(|n| {
            format!(
                "{{\"id\":{n},\"text\":\"Rain {} stopped play.\\nZorbl notice\\nIt resumed at {n}.\"}}\n",
                n.wrapping_mul(2_654_435_761)
            )
        })
        .collect()
}

#[test]
fn text_from_standard_input() {
    let place = Place::new();
    place
        .clean(&[])
        .write_stdin(ARTICLE)
        .assert()
        .code(0)
        .stdout(CLEANED)
        .stderr(contains("1 document, 13 of 96 bytes removed"));
    place.clean(&["--quiet"]).write_stdin(ARTICLE).assert().code(0).stdout(CLEANED).stderr(is_empty());
    place.clean(&["-"]).write_stdin("").assert().code(0).stdout("");
}

#[test]
fn a_line_that_is_no_record_is_named_and_the_rest_goes_on() {
    let place = Place::new();
    let lines = format!("{}oh no\n[1]\n{}", article_record(), article_record());
    place.put("in.jsonl", &lines);
    let run = place.clean(&["in.jsonl"]).assert().code(1);
    let run = run.stderr(contains("in.jsonl:2: not JSON").and(contains("in.jsonl:3: not a JSON object but an array")));
    assert_eq!(String::from_utf8_lossy(&run.get_output().stdout).lines().count(), 2);
    place.clean(&["in.jsonl", "--max-bad", "2"]).assert().code(0);
    place.clean(&["in.jsonl", "--max-bad", "1"]).assert().code(1);
}

#[test]
fn rejected_lines_go_to_the_file_of_errors() {
    let place = Place::new();
    place.put("in.jsonl", [article_record().as_bytes(), b"oh no\n{\"text\":\"\xff\"}\n"].concat());
    place.clean(&["in.jsonl", "--errors", "bad.jsonl"]).assert().code(1).stderr(contains("oh no").not());
    let rows: Vec<Value> = place.read("bad.jsonl").lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!((&rows[0]["line"], &rows[0]["raw"]), (&json!(2), &json!("oh no")));
    assert!(rows[1]["error"].as_str().unwrap().contains("not UTF-8") && rows[1]["raw_base64"].is_string());
}

#[test]
fn a_record_that_fails_stays_in_its_place() {
    let place = Place::new();
    for (line, message) in [
        (r#"{"id":1}"#, r#"field "text" is missing"#),
        (r#"{"id":1,"text":null}"#, r#"field "text" is null"#),
        (r#"{"id":1,"text":4.50}"#, "is not a string but a number"),
        (r#"{"id":1,"text":["a"]}"#, "is not a string but an array"),
        (r#"{"id":1,"text":"a \ud800 b"}"#, "lone surrogate"),
    ] {
        let lines = format!("{}{line}\n{}", article_record(), article_record());
        let out = place.records(&lines, 1, &[]);
        let rows: Vec<&str> = out.lines().collect();
        assert_eq!(rows.len(), 3, "{out}");
        assert!(rows[1].starts_with(&line[..line.len() - 1]), "{} changed to {}", line, rows[1]);
        let error: &str = rows[1].split("\"unchaff\":{\"error\":").nth(1).unwrap();
        assert!(error.replace('\\', "").contains(message), "{error}");
        place.clean(&["--from", "jsonl"]).write_stdin(lines).assert().code(1).stderr(contains(message));
    }
    let empty = place.record("{\"text\":\"\"}\n", &[]);
    assert_eq!((&empty["text"], &empty["unchaff"]["removed"]), (&json!(""), &json!([])));
}

#[test]
fn only_bad_lines_are_status_2() {
    let place = Place::new();
    place
        .clean(&["--from", "jsonl"])
        .write_stdin("oh no\n")
        .assert()
        .code(2)
        .stderr(contains("nothing could be cleaned"));
    place.clean(&["none.txt"]).assert().code(2).stderr(contains("none.txt"));
    place.put("a.pdf", "x");
    place.clean(&["a.pdf"]).assert().code(2).stderr(contains("--from"));
    place.put("latin.txt", b"caf\xe9\n");
    place.clean(&["latin.txt"]).assert().code(2).stderr(contains("latin.txt: not UTF-8 text at byte 3"));
}

#[test]
fn what_is_missing_is_named_and_the_rest_goes_on() {
    let place = Place::new();
    place.put("a.txt", ARTICLE);
    place.clean(&["a.txt", "none.txt", "--out", "out"]).assert().code(1).stderr(contains("none.txt"));
    assert_eq!(place.read("out/a.txt"), CLEANED);
    place.clean(&["a.txt", "none.txt", "--out", "out", "--max-bad", "1"]).assert().code(0);
}

#[test]
fn packed_data_that_is_cut_off() {
    let place = Place::new();
    let packed = gzip(many_records(4_000).as_bytes());
    place.put("in.jsonl.gz", &packed[..packed.len() / 2]);
    let run = place.clean(&["in.jsonl.gz"]).assert().code(1).stderr(contains("the compressed data is cut off"));
    let out = String::from_utf8(run.get_output().stdout.clone()).unwrap();
    assert!(out.lines().count() > 1_000 && out.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));

    let text = "Rain stopped play at noon, and nobody knew why it had.\n".repeat(4_000);
    let packed = gzip(text.as_bytes());
    place.put("in.txt.gz", &packed[..packed.len() / 2]);
    place.put("b.txt", ARTICLE);
    place
        .clean(&["in.txt.gz", "b.txt", "--out", "out"])
        .assert()
        .code(1)
        .stderr(contains("in.txt.gz: the compressed data is cut off"));
    assert_eq!(place.names("out"), ["out/b.txt"]);
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.put("all/a.txt", ARTICLE);
    place.put("all/shut/b.txt", ARTICLE);
    let shut = place.path("all/shut");
    std::fs::set_permissions(&shut, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read_dir(&shut).is_ok() {
        eprintln!("\n*** SKIPPED: this user may read every folder ***\n");
        return;
    }
    place.clean(&["all", "--out", "out"]).assert().code(1).stderr(contains("shut"));
    std::fs::set_permissions(&shut, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(place.names("out"), ["out/a.txt"]);
}

#[test]
fn a_folder_goes_below_out_as_it_stands() {
    let place = Place::new();
    place.put("all/a.txt", ARTICLE);
    place.put("all/deep/b.md", format!("# Cricket\n\n{}", ARTICLE.replace('\n', "\n\n")));
    place.put("all/deep/c.txt.gz", gzip(ARTICLE.as_bytes()));
    place.put("all/d.jsonl", article_record());
    place.put("all/picture.png", "x");
    let run = place.clean(&["all", "--out", "out"]).assert().code(0);
    run.stderr(contains("1 other files passed over"));
    assert_eq!(place.names("out"), ["out/a.txt", "out/d.jsonl", "out/deep/b.md", "out/deep/c.txt.gz"]);
    assert_eq!(place.read("out/a.txt"), CLEANED);
    assert_eq!(
        place.read("out/deep/b.md"),
        format!("# Cricket\n\n{}", ARTICLE.replace('\n', "\n\n").replace("Zorbl notice\n", ""))
    );
    place.clean(&["out/deep/c.txt.gz", "--quiet"]).assert().code(0).stdout(CLEANED);
    place.put("pictures/picture.png", "x");
    place.clean(&["pictures", "--out", "none"]).assert().code(2).stderr(contains("nothing to clean"));
}

#[test]
fn nothing_is_written_over_an_input_or_twice() {
    let place = Place::new();
    place.put("a.txt", ARTICLE);
    place.put("b/a.txt", ARTICLE);
    place.clean(&["a.txt", "--out", "."]).assert().code(2).stderr(contains("would be written over itself"));
    place
        .clean(&["a.txt", "b/a.txt", "--out", "out"])
        .assert()
        .code(2)
        .stderr(contains("two inputs would be written to"));
    place.clean(&["a.txt", "b/a.txt"]).assert().code(2).stderr(contains("--out"));
    place.clean(&["a.txt", "--ledger", "a.txt"]).assert().code(2).stderr(contains("a.txt"));
    place
        .clean(&["a.txt", "--ledger", "x.json", "--stats", "./x.json"])
        .assert()
        .code(2)
        .stderr(contains("--ledger goes there"));
    place.clean(&["b/a.txt", "a.txt", "--out", "b", "--to", "json", "--stats", "b/a.json"]).assert().code(2);
    place.clean(&["a.txt", "--quiet", "--ledger", "/dev/null", "--stats", "/dev/null"]).assert().code(0);
    assert_eq!(place.read("a.txt"), ARTICLE);
    assert!(place.names("out").is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_status_2() {
    let place = Place::new();
    place.put("in.jsonl", many_records(3_000));
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut run = Command::new(env!("CARGO_BIN_EXE_unchaff"));
    let run = run.args(["clean", "in.jsonl"]).current_dir(place.folder.path()).stdout(full).stderr(Stdio::piped());
    let output = run.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output: cannot write"));
    for file in ["--ledger", "--split-to", "--stats"] {
        let assert = place.clean(&["in.jsonl", file, "/dev/full"]).assert();
        if file != "--split-to" {
            assert.code(2).stderr(contains("/dev/full: cannot write"));
        }
    }
}

/// A file may not grow over a limit: what was begun does not stand under its final name.
#[cfg(target_os = "linux")]
#[test]
fn no_half_written_file() {
    let place = Place::new();
    place.put("in.jsonl", many_records(20_000));
    place.put("out/in.jsonl", "as it was\n");
    let script = "ulimit -f 64; trap '' XFSZ; exec \"$0\" clean in.jsonl --out out --ledger ledger.jsonl";
    let mut run = Command::new("sh");
    let run = run.args(["-c", script, env!("CARGO_BIN_EXE_unchaff")]).current_dir(place.folder.path());
    let output = run.output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(place.read("out/in.jsonl"), "as it was\n");
    assert_eq!(place.names("out"), ["out/in.jsonl"]);
    assert!(!place.path("ledger.jsonl").exists());
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let place = Place::new();
    place.put("in.jsonl", many_records(20_000));
    let mut run = Command::new(env!("CARGO_BIN_EXE_unchaff"));
    run.args(["clean", "in.jsonl"]).current_dir(place.folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = run.spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("{\"id\":0,"));
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("error"));
}

#[test]
fn line_ends_and_marks_of_byte_order_stay() {
    let place = Place::new();
    let windows = format!("\u{feff}{}", ARTICLE.replace('\n', "\r\n"));
    place
        .clean(&["--quiet"])
        .write_stdin(windows)
        .assert()
        .code(0)
        .stdout(format!("\u{feff}{}", CLEANED.replace('\n', "\r\n")));
    let lines = format!("\u{feff}{}", article_record().replace('\n', "\r\n").repeat(2));
    let out = place.records(&lines, 0, &["--report", "none"]);
    assert_eq!(out, format!("{{\"id\":7,\"text\":{}}}\n", serde_json::to_string(CLEANED).unwrap()).repeat(2));
}

#[test]
fn other_fields_stay_byte_for_byte() {
    let place = Place::new();
    let odd = r#""n":12345678901234567890123.450, "e":1E+400, "deep":{"b":[ 1,2 ],"a":"\u0041\/"}, "bad":"\udfff""#;
    let line = format!("{{ {odd}, \"text\" : {} , \"z\":-0.0}}\n", serde_json::to_string(ARTICLE).unwrap());
    let expected = format!("{{ {odd}, \"text\" : {} , \"z\":-0.0}}\n", serde_json::to_string(CLEANED).unwrap());
    assert_eq!(place.records(&line, 0, &["--report", "none"]), expected);
    assert!(place.records(&line, 0, &[]).starts_with(expected.trim_end().trim_end_matches('}')));
    let untouched = "{\"text\":\"Caf\\u00e9 \\/ bar.\"}\n";
    assert_eq!(place.records(untouched, 0, &["--report", "none"]), untouched);
}

#[test]
fn an_earlier_report_is_nested() {
    let place = Place::new();
    let line = format!("{{\"unchaff\":{{\"old\":1.10}},\"text\":{}}}\n", serde_json::to_string(ARTICLE).unwrap());
    let out = place.records(&line, 0, &[]);
    assert!(out.contains(r#""previous":{"old":1.10}"#), "{out}");
    assert_eq!(out.matches("\"unchaff\"").count(), 1);
}

#[test]
fn tagging_leaves_the_text() {
    let place = Place::new();
    let record = place.record(&article_record(), &["--tag"]);
    assert_eq!(record["text"], ARTICLE);
    assert_eq!(record["unchaff"]["removed"][0]["rule"], "test/notice");
    place.clean(&["--tag", "--quiet"]).write_stdin(ARTICLE).assert().code(0).stdout(ARTICLE);
}

#[test]
fn reports_of_every_detail() {
    let place = Place::new();
    let report = |detail: &str| place.record(&article_record(), &["--report", detail])["unchaff"].clone();
    assert_eq!(report("none"), Value::Null);
    assert_eq!(report("counts")["counts"], json!({"test/notice": {"spans": 1, "bytes": 13}}));
    let spans = report("spans");
    let removed = json!([{"rule": "test/notice", "category": "ad", "action": "drop", "confidence": "likely",
                          "start": 47, "end": 60, "phrase": "zorbl notice"}]);
    assert_eq!(spans["removed"], removed);
    assert_eq!(spans["stats"], json!({"bytes_in": 96, "bytes_out": 83}));
    let full = report("full");
    assert_eq!(full["removed"][0]["text"], "Zorbl notice\n");
    assert!(full["input_sha256"].is_string() && full["output_sha256"].is_string() && full["offsets"] == "bytes");
}

#[test]
fn offsets_count_what_is_asked_for() {
    let place = Place::new();
    let line = "{\"text\":\"Läuten 😀 stopped play at noon.\\nZorbl notice\\nIt resumed at two.\"}\n";
    for (unit, start) in [("bytes", 35), ("chars", 31), ("utf16", 32)] {
        let record = place.record(line, &["--offsets", unit]);
        let removed = &record["unchaff"]["removed"][0];
        assert_eq!((&removed["start"], &removed["end"]), (&json!(start), &json!(start + 13)), "{unit}");
    }
}

#[test]
fn categories_are_kept_and_lifted() {
    let place = Place::new();
    let text = ARTICLE.replace("Zorbl notice", "Zorbl notice\nZorbl label\nZorbl caption");
    let line = format!("{{\"text\":{}}}\n", serde_json::to_string(&text).unwrap());
    let as_is = place.record(&line, &[]);
    assert_eq!(as_is["text"], CLEANED.replace("Monday.\n", "Monday.\nZorbl caption\n"));
    assert_eq!(as_is["unchaff"]["metadata"]["labels"][0]["value"], "Zorbl label");
    let lifted = place.record(&line, &["--lift", "caption", "--lift", "ad", "--keep", "label"]);
    assert_eq!(lifted["text"], CLEANED.replace("Monday.\n", "Monday.\nZorbl label\n"));
    assert_eq!(lifted["unchaff"]["metadata"]["captions"][0]["value"], "Zorbl caption");
    assert_eq!(lifted["unchaff"]["metadata"]["lifted"][0]["value"], "Zorbl notice");
    place.clean(&["--keep", "adverts"]).assert().code(2).stderr(contains("possible values"));
}

#[test]
fn only_the_rules_that_are_expected_run() {
    let place = Place::new();
    let hash = place.record(&article_record(), &[])["unchaff"]["rules"].as_str().unwrap().to_owned();
    place.clean(&["--expect-rules", &hash, "--quiet"]).write_stdin(ARTICLE).assert().code(0).stdout(CLEANED);
    place
        .clean(&["--expect-rules", "0.1.0+000000000000"])
        .write_stdin(ARTICLE)
        .assert()
        .code(2)
        .stdout("")
        .stderr(contains(hash));
}

#[test]
fn a_configuration_is_found_upwards() {
    let place = Place::new();
    place.put(
        "unchaff.toml",
        "packs = [\"packs\"]\nkeep = [\"label\"]\n[rule.\"test/notice\"]\nadd_phrases = [\"blorz notice\"]\n",
    );
    place.put("deep/er/a.txt", ARTICLE.replace("Zorbl", "Blorz"));
    let run = |arguments: &[&str]| {
        let mut command = place.bare(&["clean", "a.txt", "--quiet"]);
        command.args(arguments).current_dir(place.path("deep/er"));
        command
    };
    run(&[]).assert().code(0).stdout(CLEANED);
    run(&["--no-config"]).assert().code(0).stdout(ARTICLE.replace("Zorbl", "Blorz"));
    place.put("other.toml", "packs = [\"packs\"]\n");
    run(&["--config", "../../other.toml"]).assert().code(0).stdout(ARTICLE.replace("Zorbl", "Blorz"));
    run(&["--config", "none.toml"]).assert().code(2).stderr(contains("none.toml"));
    run(&["--print-config"]).assert().code(0).stdout(contains("unchaff.toml").and(contains("keep = [\"label\"]")));
    place.put("other.toml", "packs = [\"packs\"]\ndisable = [\"test/*\"]\n");
    place.clean(&["--config", "other.toml", "--quiet"]).write_stdin(ARTICLE).assert().code(0).stdout(ARTICLE);
}

#[test]
fn a_configuration_that_is_wrong_is_explained() {
    let place = Place::new();
    for (source, line, help) in [
        ("keep = [\"label\"]\npakcs = [\"packs\"]\n", 2, "did you mean `packs`?"),
        ("keep = [\"labels\"]\n", 1, "did you mean `label`?"),
        ("\ndisable = [\"test/notise\"]\n", 2, "did you mean `test/notice`?"),
        ("[rule.\"test/notice\"]\nremove_phrases = [\"zorbl notise\"]\n", 2, "did you mean \"zorbl notice\"?"),
        ("packs = [\"none\"]\n", 1, "none"),
        ("keep = \n", 1, "error"),
    ] {
        place.put("unchaff.toml", source);
        let place_of_it = if source.starts_with("packs") { "none".to_owned() } else { format!("unchaff.toml:{line}:") };
        place
            .clean(&[])
            .write_stdin(ARTICLE)
            .assert()
            .code(2)
            .stdout("")
            .stderr(contains(help).and(contains(place_of_it)));
    }
}

#[test]
fn every_bad_rule_is_named() {
    let place = Place::new();
    place.put("packs/test/one.toml", rule("category = \"adverts\"", "x"));
    place.put("packs/test/two.toml", rule("category = \"ad\"", "x").replace("phrases", "phrase"));
    place.put("packs/test/three.toml", rule("category = \"ad\"", "\u{ad}"));
    place.put("packs/test/Four.toml", rule("category = \"ad\"", "x"));
    place.put("packs/test/five.toml", rule("category = \"ad\"", "x").replace("at = \"whole\"", "regex = '('"));
    let wanted = contains("one.toml:2:")
        .and(contains("two.toml:4:").and(contains("did you mean `phrases`?")))
        .and(contains("three.toml:4:").and(contains("can never match")))
        .and(contains("Four.toml"))
        .and(contains("five.toml:5:"))
        .and(contains("5 findings"));
    place.clean(&[]).write_stdin(ARTICLE).assert().code(2).stdout("").stderr(wanted);
}

#[test]
fn threads_and_packing_change_nothing() {
    let place = Place::new();
    let lines = many_records(3_000) + "oh no\n" + &many_records(500);
    place.put("in.jsonl", &lines);
    place.put("in.jsonl.gz", gzip(lines.as_bytes()));
    place.put("in.ndjson.zst", zstd::encode_all(lines.as_bytes(), 1).unwrap());
    let run = |input: &str, threads: &str| {
        let assert = place.clean(&[input, "--threads", threads, "--ledger", "ledger", "--quiet"]).assert().code(1);
        (assert.get_output().stdout.clone(), place.read("ledger").replace(input, "in"))
    };
    let one = run("in.jsonl", "1");
    assert_eq!(one.0.iter().filter(|byte| **byte == b'\n').count(), 3_500);
    for (input, threads) in [("in.jsonl", "4"), ("in.jsonl", "3"), ("in.jsonl.gz", "4"), ("in.ndjson.zst", "2")] {
        assert!(run(input, threads) == one, "{input} with {threads} threads differs");
    }
}

#[test]
fn files_become_records_when_asked() {
    let place = Place::new();
    place.put("all/a.txt", ARTICLE);
    place.put("all/b.txt", "Nothing to take.\n");
    let run = place.clean(&["all", "--to", "jsonl", "--quiet"]).assert().code(0);
    let rows: Vec<Value> = String::from_utf8_lossy(&run.get_output().stdout)
        .lines()
        .map(|row| serde_json::from_str(row).unwrap())
        .collect();
    assert_eq!(
        (&rows[0]["id"], &rows[0]["text"], &rows[1]["text"]),
        (&json!("all/a.txt"), &json!(CLEANED), &json!("Nothing to take.\n"))
    );
    let run = place.clean(&["all/a.txt", "--to", "json", "--quiet"]).assert().code(0);
    let whole: Value = serde_json::from_slice(&run.get_output().stdout).unwrap();
    assert_eq!(whole["unchaff"]["removed"][0]["rule"], "test/notice");
    place.put("a.html", "<p>x</p>");
    place.clean(&["a.html", "--quiet"]).assert().code(0).stdout("x\n");
    place.clean(&["all/a.txt", "--to", "html"]).assert().code(2).stderr(contains("HTML"));
    place.put("b.jsonl", article_record());
    place.clean(&["b.jsonl", "--to", "text"]).assert().code(2).stderr(contains("JSON Lines"));
    place.clean(&["b.jsonl", "--url", "https://x.example/"]).assert().code(2).stderr(contains("--url"));
}

#[test]
fn counts_go_to_a_file() {
    let place = Place::new();
    place.clean(&["--stats", "stats.json", "--from", "jsonl"]).write_stdin(article_record().repeat(3)).assert().code(0);
    let stats: Value = serde_json::from_str(&place.read("stats.json")).unwrap();
    assert_eq!(stats["documents"], 3);
    assert_eq!(stats["rules"]["test/notice"], json!({"documents": 3, "spans": 3, "bytes": 39}));
}

#[test]
fn more_than_the_allowed_share_is_withheld() {
    let place = Place::new();
    let line = "{\"text\":\"Rain.\\nZorbl notice\\nZorbl label\"}\n";
    let record = place.record(line, &[]);
    assert_eq!(record["unchaff"]["flags"], json!(["over-limit"]));
    assert_eq!(record["unchaff"]["withheld"][0]["rule"], "test/notice");
    assert_eq!(place.record(line, &["--max-removed", "1"])["text"], "Rain.");
    place.clean(&["--max-removed", "2"]).assert().code(2);
}
