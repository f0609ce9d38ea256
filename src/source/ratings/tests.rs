//! Small invented lists in every format, good and bad.

use super::*;

fn source(toml: &str) -> RatingSource {
    toml::from_str(toml).unwrap_or_else(|error| panic!("{error}"))
}

fn read(source: &RatingSource, text: &str) -> Reading {
    RatingList::read(source, text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn fails(source: &RatingSource, text: &str) -> String {
    RatingList::read(source, text.as_bytes()).expect_err("the list is broken").to_string()
}

fn of_file(file: &str) -> RatingSource {
    RatingSource::of_file(file)
}

/// Value, entry and label for an address.
fn entry<'l>(list: &'l RatingList, address: &str) -> Option<(Option<f64>, &'l str, Option<&'l str>)> {
    let address = Address::parse(address).expect("an address");
    list.entry(&address, None).map(|entry| (entry.value, entry.entry, entry.label))
}

fn left_out(reading: &Reading) -> Vec<String> {
    reading.left_out.iter().map(ToString::to_string).collect()
}

const HOUSE: &str = r#"
    file = "house.csv"
    host_column = "site"
    value_column = "grade"
    label_column = "word"
    date_column = "seen"
    scale = [10, 0]
    unrated = ["joke"]
    stale_after_days = 365
"#;

#[test]
fn csv_by_column_mapping() {
    let text = "\u{feff}word,site,grade,seen,rest\n\
                good,https://www.tarn-courier.example/,1,2024-05,\"a, b\"\n\
                bad,quick-cures.example,10,,\n\
                joke,the-spoon.example,?,,\n";
    let reading = read(&source(HOUSE), text);
    assert_eq!(reading.left_out, []);
    assert_eq!((reading.list.len(), reading.list.name(), reading.list.format()), (3, "house", ListFormat::Csv));
    assert_eq!(entry(&reading.list, "tarn-courier.example"), Some((Some(0.9), "grade: 1; word: good", Some("good"))));
    assert_eq!(entry(&reading.list, "m.quick-cures.example").unwrap().0, Some(0.0));
    assert_eq!(entry(&reading.list, "the-spoon.example"), Some((None, "grade: ?; word: joke", Some("joke"))));
}

#[test]
fn bad_rows_are_named_and_the_rest_goes_on() {
    let text = b"word,site,grade,seen\n\
        good,a.example,11,\n\
        good,b.example,good,\n\
        good,no host,1,\n\
        good\n\
        good,c\xFF.example,1,\n\
        good,d.example,1,May\n\
        good,e.example,NaN,\n\
        good,f.example,2,\n\
        bad,www.f.example,9,\n\
        good,f.example,2,\n";
    let reading = RatingList::read(&source(HOUSE), text).unwrap();
    assert_eq!(
        left_out(&reading),
        [
            "house.csv:2: 11 in column `grade` lies outside the scale 10 to 0 (row left out)",
            "house.csv:3: \"good\" is no number in column `grade` (row left out)",
            "house.csv:4: \"no host\" is no host (row left out)",
            "house.csv:5: 1 columns, where the header has 4 (row left out)",
            "house.csv:6: not UTF-8 (row left out)",
            "house.csv:7: \"May\" is no date: write 2024, 2024-05 or 2024-05-31 (row left out)",
            "house.csv:8: NaN in column `grade` lies outside the scale 10 to 0 (row left out)",
            "house.csv:10: f.example has another entry in line 9, which counts (row left out)",
        ]
    );
    assert_eq!(reading.list.len(), 1);
}

#[test]
fn words_as_scale_and_another_separator() {
    let source = source(
        r#"
        file = "words.csv"
        host_column = "host"
        value_column = "verdict"
        separator = ";"
        scale = { Reliable = 0.9, mixed = 0.5, "not reliable" = 0.1 }
    "#,
    );
    let reading = read(&source, "host;verdict\na.example;reliable\nb.example; Not Reliable \nc.example;odd\n");
    assert_eq!(entry(&reading.list, "a.example").unwrap().0, Some(0.9));
    assert_eq!(entry(&reading.list, "b.example").unwrap().0, Some(0.1));
    assert_eq!(
        left_out(&reading),
        ["words.csv:4: \"odd\" in column `verdict` is not one of the scale's words; add it to `scale` (row left out)"]
    );
}

#[test]
fn broken_lists_say_how_to_mend_them() {
    let with = |change: &str| source(&format!("{HOUSE}\n{change}"));
    let good = "word,site,grade,seen\ngood,a.example,1,\n";
    assert_eq!(
        fails(&source(HOUSE), "word,sites,grade,seen\ngood,a.example,1,\n"),
        "house.csv:1: host_column: the list has no column `site`; did you mean `sites`?"
    );
    assert_eq!(
        fails(&source("file = \"x.csv\"\nvalue_column = \"grade\""), good),
        "x.csv: host_column is not given; say in [[ratings]] which of its columns it is: word, site, grade, seen"
    );
    assert_eq!(
        fails(&source("file = \"x.csv\"\nhost_column = \"site\""), good),
        "x.csv: neither value_column nor label_column is given; say in [[ratings]] which of its columns it is: word, \
         site, grade, seen"
    );
    assert_eq!(
        fails(&of_file("x.csv"), good),
        "x.csv: cannot tell the list's format from its first line, \"word,site,grade,seen\"; say in unchaff.toml, under \
         [[ratings]], which of its columns is host_column and which is value_column (docs/lists.md)"
    );
    assert_eq!(
        fails(&source(HOUSE), "word,site,grade,seen\ngood,a.example,x,\n"),
        "house.csv: no row can be used; the first is wrong in line 2: \"x\" is no number in column `grade`; is its \
         format csv? (docs/lists.md)"
    );
    assert!(fails(&source(HOUSE), "word,site,grade,seen\n").contains("the list has no row"));
    assert!(fails(&source(HOUSE), "").contains("no column"));
    assert!(fails(&with("separator = \"\\n\""), good).contains("cannot separate columns"));
    assert!(fails(&with("aliases = { \"nonsense\" = \"a.example\" }"), good).contains("\"nonsense\" is no host"));
    let scaled = |scale: &str| source(&HOUSE.replace("[10, 0]", scale));
    assert!(fails(&scaled("[3, 3]"), good).contains("the scale [3, 3] has no length"));
    assert!(fails(&scaled("{ good = 7 }"), good).contains("gives \"good\" the value 7"));
    assert!(fails(&scaled("{}"), good).contains("the scale names no word"));
    assert!(RatingList::open(&of_file("no-such-list.csv")).unwrap_err().to_string().contains("cannot read the list"));
    assert!(
        toml::from_str::<RatingSource>("flie = \"x.csv\"").unwrap_err().to_string().contains("unknown field `flie`")
    );
}

#[test]
fn the_two_published_tables() {
    let reading = read(&of_file("any.csv"), "domain,pc1\na.example,0.75\nb.example/blog,1\n");
    assert_eq!((reading.list.format(), reading.list.name()), (ListFormat::Pc1, "Domain quality (pc1)"));
    assert_eq!(entry(&reading.list, "a.example"), Some((Some(0.75), "pc1: 0.75", None)));
    assert_eq!(entry(&reading.list, "b.example"), None, "the entry is for a part of the site");
    assert_eq!(entry(&reading.list, "b.example/blog/1").unwrap().0, Some(1.0));

    let reading = read(
        &of_file("any.csv"),
        "domain,category,credibility_score,sources\na.example,mixed,0.173,2\nb.example,satire,0.05,1\n",
    );
    assert_eq!((reading.list.format(), reading.list.name()), (ListFormat::Cred1, "CRED-1"));
    let a = "credibility_score: 0.173; category: mixed";
    assert_eq!(entry(&reading.list, "a.example"), Some((Some(0.173), a, Some("mixed"))));
    assert_eq!(entry(&reading.list, "b.example").unwrap().0, None, "satire is a kind, no grade");
}

#[test]
fn media_bias_fact_check() {
    let text = r#"{"date": "2024-08-19T10:00:49Z", "aliases": {"a.short.example": "a.example", "x": "a.example"}, "sources": [
        {"domain": "a.example", "name": "A", "bias": "left", "reporting": "mostly-factual",
         "credibility": "high-credibility", "questionable": []},
        {"domain": "b.example", "bias": "fake-news", "reporting": "low", "questionable": ["propaganda", "hate"]},
        {"domain": "c.example", "bias": "satire", "reporting": "high", "credibility": "n/a"},
        {"domain": "d.example", "bias": "right", "reporting": null, "credibility": "low-credibility"},
        {"domain": 7},
        {"domain": "e.example", "reporting": "middling"}]}"#;
    let reading = read(&of_file("m.json"), text);
    let list = &reading.list;
    assert_eq!((list.name(), list.date().unwrap().to_string().as_str()), ("Media Bias/Fact Check", "2024-08-19"));
    let a = "factual reporting: mostly-factual; high-credibility";
    assert_eq!(entry(list, "a.example"), Some((Some(0.6), a, Some("mostly-factual"))), "leaning stays apart");
    let b = "questionable source; factual reporting: low; reasons: propaganda, hate";
    assert_eq!(entry(list, "b.example"), Some((Some(0.2), b, Some("low"))));
    assert_eq!(entry(list, "c.example"), Some((None, "satire; factual reporting: high", Some("satire"))));
    assert_eq!(entry(list, "d.example"), Some((None, "low-credibility", None)));
    assert_eq!(entry(list, "m.a.short.example").unwrap().0, Some(0.6));
    let left_out = left_out(&reading);
    assert!(left_out[0].starts_with("m.json:7: invalid type: integer `7`"), "{left_out:?}");
    assert_eq!(left_out[1], "m.json:8: \"middling\" is no grade of factual reporting (row left out)");
    assert_eq!(left_out[2], "m.json:1: aliases: \"x\" is no host (row left out)");
    assert!(fails(&of_file("m.json"), "{\n\"sources\": 3}").starts_with("m.json:2: not the ratings of Media Bias"));
}

#[test]
fn goggles() {
    let text = "! name: House goggle\n\n$boost=2,site=a.example\n/forum^$discard,site=a.example\n\
                /forum/*/expert^$downrank,site=a.example\n||b.example^$discard\n$downrank=2,site=c.example/blog\n\
                $boost=2\nnonsense\n$boost=2,site=nohost\n$inline,site=d.example\n$site=e.example\n";
    let reading = read(&of_file("house.goggle"), text);
    let list = &reading.list;
    assert_eq!((list.name(), list.format(), list.len()), ("House goggle", ListFormat::Goggle, 5));
    assert_eq!(entry(list, "www.a.example/news"), Some((Some(0.9), "boost=2", Some("boost"))));
    let forum = "discard for addresses with /forum^";
    assert_eq!(entry(list, "a.example/forum/12"), Some((Some(0.1), forum, Some("discard"))));
    assert_eq!(entry(list, "a.example/forum/9/expert").unwrap().0, Some(0.5), "the closest pattern counts");
    assert_eq!(entry(list, "b.example").unwrap().0, Some(0.1));
    assert_eq!(entry(list, "c.example"), None);
    assert_eq!(entry(list, "c.example/blog/1").unwrap().0, Some(0.5));
    assert_eq!(
        left_out(&reading),
        [
            "house.goggle:8: the instruction names no site (row left out)",
            "house.goggle:9: \"nonsense\" has no `$` and so no action (row left out)",
            "house.goggle:10: \"nohost\" is no host (row left out)",
            "house.goggle:11: \"inline\" is neither an action nor a site (row left out)",
            "house.goggle:12: the instruction has no action (boost, downrank, discard) (row left out)",
        ]
    );
}

#[test]
fn trust_txt_of_an_association_and_of_a_publisher() {
    let text = "# Members\nmember=https://www.a.example/\nmember = b.example\ncontrol=c.example\nsocial=https://x.example/p\n\
                belongto=https://world.example/\nfriend=d.example\nno statement\n";
    let reading = read(&of_file("lists/press-union.example.trust.txt"), text);
    let list = &reading.list;
    assert_eq!((list.name(), list.len()), ("trust.txt of press-union.example", 4));
    let a = "named as its member by press-union.example";
    assert_eq!(entry(list, "a.example"), Some((None, a, Some("member"))), "a membership is no grade");
    assert_eq!(entry(list, "c.example").unwrap().1, "named as controlled by press-union.example");
    assert_eq!(entry(list, "press-union.example").unwrap().1, "says it belongs to https://world.example/");
    assert_eq!(
        left_out(&reading),
        [
            "lists/press-union.example.trust.txt:7: \"friend\" is no name of the trust.txt format (row left out)",
            "lists/press-union.example.trust.txt:8: \"no statement\" is not NAME=VALUE (row left out)",
        ]
    );
    let own = "belongto=https://press-union.example/\ncontrolledby=owner.example\n";
    let read_as = |file: &str| read(&of_file(file), own).list;
    let both = "says it belongs to https://press-union.example/; says it is controlled by owner.example";
    assert_eq!(entry(&read_as("a.example/trust.txt"), "a.example").unwrap().1, both);
    assert!(fails(&of_file("trust.txt"), own).contains("give `host` in [[ratings]]"));
    let given = source("file = \"trust.txt\"\nhost = \"a.example\"");
    assert_eq!(entry(&read(&given, own).list, "a.example").unwrap().1, both);
}

#[test]
fn stale_by_the_documents_date_never_by_the_clock() {
    let text = "word,site,grade,seen\ngood,a.example,1,2022\ngood,b.example,1,\n";
    let list = read(&source(&format!("date = \"2023-09\"\n{HOUSE}")), text).list;
    let stale = |host: &str, on: Option<&str>| {
        let address = Address::parse(host).unwrap();
        list.entry(&address, on.map(|on| on.parse().unwrap())).unwrap().stale
    };
    assert_eq!(stale("b.example", Some("2024-09-29")), Some(false), "365 days after the last day of the month");
    assert_eq!(stale("b.example", Some("2024-10-01")), Some(true));
    assert_eq!(stale("b.example", Some("2024")), Some(false), "it may mean the first of January");
    assert_eq!(stale("b.example", Some("1999-01-01")), Some(false), "a list younger than the document");
    assert_eq!(stale("a.example", Some("2024-09-29")), Some(true), "the entry's own date comes first");
    assert_eq!(stale("a.example", None), None);
    let undated = read(&source(HOUSE), text).list;
    let b = Address::parse("b.example").unwrap();
    assert_eq!(undated.entry(&b, Some("2024-10-01".parse().unwrap())).unwrap().stale, None);
}

#[test]
fn lists_that_disagree() {
    let list = |name: &str, value: &str| {
        let source = source(&format!(
            "name = \"{name}\"\nfile = \"x.csv\"\nhost_column = \"h\"\nvalue_column = \"v\"\nlabel_column = \"l\"\n\
             unrated = [\"satire\"]"
        ));
        let label = if value.is_empty() { "satire" } else { "" };
        read(&source, &format!("h,v,l\na.example,{value},{label}\n")).list
    };
    let apart = |values: &[&str]| {
        let ratings = Ratings::new(values.iter().map(|value| list("x", value)));
        let entries = ratings.entries(&Address::parse("a.example").unwrap(), None);
        assert_eq!(entries.len(), values.len());
        (lists_disagree(&entries), spread(&entries).is_some())
    };
    assert_eq!(apart(&["0.9", "0.5"]), (false, true), "0.4 apart is not more than 0.4");
    assert_eq!(apart(&["0.9", "0.7", "0.49"]), (true, true));
    assert_eq!(apart(&["0.9", ""]), (false, false), "an entry without value takes no side");
    assert_eq!(apart(&[]), (false, false));
}

#[test]
fn every_list_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        RatingSource::of_file(path)
    };
    let good = file("good.csv", "domain,pc1\na.example,0.5\nb,0.5\n");
    let odd = file("odd.csv", "what,is,this\n");
    let (ratings, left_out) = Ratings::open([good.clone()]).unwrap();
    assert_eq!((ratings.lists().len(), left_out.len()), (1, 1));
    let errors = Ratings::open([good.clone(), odd, of_file("no-such-list.csv"), good]).unwrap_err();
    let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors.len(), 3);
    assert!(errors[0].contains("odd.csv: cannot tell the list's format"), "{errors:?}");
    assert!(errors[1].starts_with("no-such-list.csv: cannot read the list"), "{errors:?}");
    assert!(errors[2].contains("another list is called \"Domain quality (pc1)\" too"), "{errors:?}");
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    /// Bytes, some of them near to what the readers look for.
    fn noise() -> impl Strategy<Value = Vec<u8>> {
        let shard = prop_oneof![
            prop::collection::vec(any::<u8>(), 0..12),
            prop::sample::select(vec![
                "domain,pc1\n",
                "site,grade\n",
                "a.example",
                ",",
                "\n",
                "\"",
                "0.5",
                "{\"sources\":[",
                "{\"domain\":\"a.example\"}",
                "]}",
                "$boost=2,site=",
                "/a*^|$discard,site=b.example\n",
                "member=",
                "belongto=",
                "#",
                "!",
                "www.",
                "://",
                "@",
                "xn--",
                "\u{130}",
                "\u{feff}",
                "é.example",
                "1e400",
                "-0",
            ])
            .prop_map(|text| text.as_bytes().to_vec()),
        ];
        prop::collection::vec(shard, 0..24).prop_map(|shards| shards.concat())
    }

    proptest! {
        #[test]
        fn no_reader_panics(bytes in noise(), format in prop::option::of(prop::sample::select(ListFormat::ALL))) {
            let plain = RatingSource { format, ..RatingSource::of_file("x.example/trust.txt") };
            let mapped = RatingSource {
                host_column: Some("site".into()), value_column: Some("grade".into()), ..plain.clone()
            };
            for source in [plain, mapped] {
                if let Ok(reading) = RatingList::read(&source, &bytes) {
                    for host in ["a.example", "b.example/a/b", "www.é.example"] {
                        if let Some(entry) = reading.list.entry(&Address::parse(host).unwrap(), None) {
                            prop_assert!(entry.value.is_none_or(|value| (0.0..=1.0).contains(&value)));
                        }
                    }
                }
            }
        }

        #[test]
        fn addresses_settle(text in "\\PC{0,40}|[a-z./:@#?%-]{0,40}") {
            if let Some(address) = Address::parse(&text) {
                prop_assert_eq!(Address::parse(&address.to_string()), Some(address.clone()), "{}", text);
                prop_assert!(address.is_within(&address));
            }
        }
    }
}
