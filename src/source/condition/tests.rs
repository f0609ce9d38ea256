use super::*;
use crate::source::{Nearness, lists_disagree};

const KNOWN: Vocabulary<'static> = Vocabulary {
    kinds: &["news", "opinion", "satire", "broker-content"],
    bands: &["higher", "typical", "mixed", "lower", "insufficient"],
    flags: &["lists-disagree", "over-limit"],
    signals: &["independence/sells-the-subject", "independence/affiliate", "tone/shouting"],
    lists: &["House list", "CRED-1"],
};

fn entry(list: &'static str, value: Option<f64>, label: Option<&'static str>) -> ListEntry<'static> {
    let nearness = Nearness::Host;
    ListEntry { list, date: None, licence: None, entry: "", label, value, stale: None, host: "a.example", nearness }
}

fn condition(text: &str) -> Condition {
    Condition::parse(text, &KNOWN).unwrap_or_else(|error| panic!("{error}"))
}

/// What the conditions say of a broker's page that the house list puts at 0.3.
fn holds(text: &str) -> bool {
    let address = Address::parse("https://m.a.example/blog/1");
    let lists = [entry("House list", Some(0.3), Some("mixed")), entry("CRED-1", None, Some("satire"))];
    assert!(!lists_disagree(&lists));
    condition(text).holds(&SourceFacts {
        kind: "broker-content",
        band: Some("lower"),
        flags: &["over-limit"],
        signals: &["independence/affiliate"],
        address: address.as_ref(),
        lists: &lists,
    })
}

#[test]
fn tests_that_hold() {
    for text in [
        r#"kind == "broker-content""#,
        r"kind == 'broker-content'",
        r#"kind != "news""#,
        r#"kind in ["news", "broker-content"]"#,
        r#"flag("over-limit")"#,
        r#"signal("independence/affiliate")"#,
        r#"signal("independence/*")"#,
        r#"host("a.example")"#,
        r#"host("https://www.m.a.example/")"#,
        r#"list("House list")"#,
        r#"list("*")"#,
        r#"list("House list") < 0.4 and list("*") >= 0.3 and list("House list") <= 0.3"#,
        r#"list("CRED-1") == "satire""#,
        r#"list("CRED-1") in ["rumor", "satire"]"#,
        r#"list("CRED-1") != "rumor""#,
        r#"band == "lower""#,
        r#"not kind == "news""#,
        r#"not not host("a.example")"#,
        r#"kind == "news" or kind == "satire" or not (flag("lists-disagree") and host("a.example"))"#,
    ] {
        assert!(holds(text), "{text}");
    }
}

#[test]
fn tests_that_do_not_hold() {
    for text in [
        r#"kind == "news""#,
        r#"kind != "broker-content""#,
        r#"flag("lists-disagree")"#,
        r#"signal("tone/*")"#,
        r#"signal("independence/sells-the-subject")"#,
        r#"host("b.example")"#,
        r#"host("x.m.a.example")"#,
        r#"list("CRED-1") < 1"#,
        r#"list("CRED-1") > 0"#,
        r#"list("House list") > 0.3"#,
        r#"list("House list") != "mixed""#,
        r#"band in ["higher", "typical"]"#,
        r#"not band == "lower""#,
    ] {
        assert!(!holds(text), "{text}");
    }
}

#[test]
fn not_binds_closer_than_and_which_binds_closer_than_or() {
    let (yes, no) = (r#"host("a.example")"#, r#"host("b.example")"#);
    assert!(holds(&format!("{yes} or {no} and {no}")));
    assert!(!holds(&format!("({yes} or {no}) and {no}")));
    assert!(!holds(&format!("not {yes} and {no}")));
    assert!(holds(&format!("not ({yes} and {no})")));
}

#[test]
fn what_is_not_shown_meets_no_test() {
    let nothing = SourceFacts { kind: "unknown", ..SourceFacts::default() };
    for text in
        [r#"host("a.example")"#, r#"list("*")"#, r#"list("*") != "mixed""#, r#"list("*") < 1"#, r#"band != "lower""#]
    {
        let expected = text.starts_with("band");
        assert_eq!(condition(text).holds(&nothing), expected, "{text}");
    }
}

#[test]
fn the_band_is_asked_for_by_name_only() {
    assert!(condition(r#"kind == "news" or not (band == "lower")"#).names_band());
    assert!(!condition(r#"list("House list") < 0.4 and signal("tone/*")"#).names_band());
}

fn fails(text: &str) -> String {
    Condition::parse(text, &KNOWN).expect_err(text).to_string()
}

#[test]
fn errors_show_the_place_and_the_remedy() {
    assert_eq!(
        fails(r#"kind == "news" and flagg("over-limit")"#),
        r#"
error[unknown-key]: there is no test `flagg`
 --> condition:1:20
  |
1 | kind == "news" and flagg("over-limit")
  |                    ^^^^^
  |
  = help: did you mean `flag`?"#
            .trim_start()
    );
}

#[test]
fn errors() {
    for (text, message, help) in [
        ("", "the condition is empty", "kind == \"satire\""),
        (" \n", "the condition is empty", ""),
        (r#"kind = "news""#, "`=` has no meaning here", "write `==`"),
        (r#"kind == "news" && flag("x")"#, "`&&` has no meaning here", "write `and`"),
        (r#"!flag("over-limit")"#, "`!` has no meaning here", "write `not`"),
        ("kind == “news”", "`“` has no meaning here", "straight quotation marks"),
        (r#"kind == "news"#, "the text has no end", "close it with \""),
        ("kind", "expected `==`, `!=` or `in`, found the end", "write kind == \"news\""),
        ("kind ==", "expected a text in quotation marks, found the end", ""),
        ("kind == news", "expected a text in quotation marks, found `news`", ""),
        (r#"kind == "gossip""#, "there is no kind \"gossip\"", "there are \"news\", \"opinion\""),
        (r#"kind in "news""#, "expected `[`", "kind in ["),
        (r#"kind in ["news" "satire"]"#, "expected `,` or `]`", ""),
        (r#"flag "over-limit""#, "expected `(`", "flag(\"…\")"),
        (r#"flag("over-limit""#, "expected `)`, found the end", ""),
        (r#"flag("over-limits")"#, "there is no flag \"over-limits\"", "did you mean \"over-limit\"?"),
        (r#"signal("tone/shout")"#, "there is no signal \"tone/shout\"", "did you mean \"tone/shouting\"?"),
        (r#"signal("nothing/*")"#, "there is no signal \"nothing/*\"", ""),
        (r#"host("nowhere")"#, "\"nowhere\" is no host", "tarn-courier.example"),
        (r#"list("House")"#, "there is no list \"House\"", ""),
        (r#"list("CRED-1") < 40"#, "values lie between 0 and 1", "docs/lists.md"),
        (r#"list("CRED-1") < "x""#, "expected a number", "list(\"…\") < 0.4"),
        (r#"list("CRED-1") == 0.4"#, "expected `<`", "compared by order"),
        (r#"list("CRED-1") < 0.4.1"#, "`0.4.1` is no number", "0.4"),
        (r#"(kind == "news""#, "expected `)`", ""),
        (r#"kind == "news")"#, "expected an opening bracket before it, found `)`", ""),
        (r#"kind == "news" flag("over-limit")"#, "expected `and` or `or` between two tests", ""),
        (r#"kind == "news" and"#, "expected a test, found the end", "the tests are"),
        ("zzzzzzzzzz", "there is no test `zzzzzzzzzz`", "the tests are"),
    ] {
        let found = fails(text);
        assert!(found.contains(message) && found.contains(help), "{text}\n{found}");
    }
    let no_lists = Vocabulary { lists: &[], ..KNOWN };
    let error = Condition::parse(r#"list("House list")"#, &no_lists).unwrap_err().to_string();
    assert!(error.contains("--ratings"), "{error}");
}

#[test]
fn limits() {
    let deep = "(".repeat(100_000);
    assert!(fails(&deep[..60_000]).contains("within one another"));
    assert!(fails(&deep).contains("bytes"));
    assert!(fails(&"not ".repeat(10_000)).contains("within one another"));
    let wide = vec![r#"kind == "news""#; 3_000].join(" or ");
    assert!(!holds(&wide));
    let nested = format!("{}kind == \"news\"{}", "(".repeat(64), ")".repeat(64));
    assert!(!holds(&format!("{nested} or {nested}")), "depth is counted within, not along");
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_text_panics(
            noise in "\\PC{0,20}",
            parts in prop::collection::vec(prop::sample::select(vec![
                "kind", "band", " == ", "!=", " in ", "[", "]", ",", "(", ")", "\"news\"", "'satire'", "flag", "signal", "host",
                "list", "\"*\"", " and ", " or ", " not ", " <", ">= ", "0.4", ".", "\"", "'", "é", "\u{130}", "\"a.example\"",
                "\"tone/*\"", "\n",
            ]), 0..30),
        ) {
            for text in [parts.concat(), parts.concat() + &noise, noise + &parts.concat()] {
                match Condition::parse(&text, &KNOWN) {
                    Ok(condition) => { condition.holds(&SourceFacts::default()); }
                    Err(error) => prop_assert!(error.to_string().contains("error[")),
                }
            }
        }
    }
}
