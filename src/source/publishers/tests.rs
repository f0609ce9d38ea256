use super::*;

fn shipped() -> &'static Publishers {
    Publishers::shipped()
}

fn of_name(text: &str) -> Option<&'static str> {
    shipped().by_name(text).map(Publisher::name)
}

fn of_host(text: &str) -> Option<&'static str> {
    shipped().by_host(&Address::parse(text)?).map(Publisher::name)
}

fn mentioned(text: &str) -> Vec<(&str, &'static str)> {
    shipped().mentions(text).into_iter().map(|found| (&text[found.span], found.publisher.name())).collect()
}

#[test]
fn hosts() {
    assert_eq!(of_host("https://www.bbc.co.uk/news/1"), Some("BBC"));
    assert_eq!(of_host("abcnews.go.com"), Some("ABC News"));
    assert_eq!(of_host("news.yahoo.com"), Some("Yahoo News"));
    assert_eq!(of_host("go.com"), None);
    assert_eq!(of_host("someone.blogspot.com"), None, "a page on a platform is not the platform's");
}

#[test]
fn names_where_nothing_else_stands() {
    for text in ["the Financial Times", "Financial Times", "FINANCIAL TIMES", "(FT)", "“Financial Times”,", "ft.com"]
    {
        assert_eq!(of_name(text), Some("Financial Times"), "{text}");
    }
    assert_eq!(of_name("(AP) —"), Some("The Associated Press"));
    assert_eq!(of_name("Associated Press"), of_name("The Associated Press"));
    assert_eq!(of_name("Barron’s"), Some("Barron's"));
    assert_eq!(of_name("The  Times"), Some("The Times"));
    assert_eq!(of_name("Time"), Some("Time"));
    assert_eq!(of_name("New Yorker"), Some("The New Yorker"));
    assert_eq!(of_name("dpa"), Some("Deutsche Presse-Agentur"));
    assert_eq!(of_name("Daily Mail"), Some("Daily Mail"));
    assert_eq!(of_name("Markets.com"), Some("Markets.com"));
    for text in
        ["", "the", "time", "ap", "Times", "The", "Sun", "the sun", "nature", "Financial Times of Tarn", "\u{130}"]
    {
        assert_eq!(of_name(text), None, "{text}");
    }
}

#[test]
fn names_in_running_text() {
    assert_eq!(
        mentioned("In time the nature of people was a mirror, the Financial Times wrote."),
        [("Financial Times", "Financial Times")]
    );
    assert_eq!(
        mentioned("Reuters’s man told The New York Times Company nothing; New York Times readers knew."),
        [("Reuters", "Reuters"), ("New York Times", "The New York Times"), ("New York Times", "The New York Times")]
    );
    assert_eq!(mentioned("as The Guardian said"), [("Guardian", "The Guardian")]);
    assert_eq!(mentioned("a New Yorker read The New Yorker"), [("New Yorker", "The New Yorker")]);
    assert_eq!(mentioned("across the Atlantic and the Hill"), []);
    assert_eq!(mentioned("a Guardian of the law, the guardian of order"), []);
    assert_eq!(mentioned("Photo: Jane Roe/Reuters"), [("Reuters", "Reuters")]);
    assert_eq!(mentioned("REUTERS reported"), [("REUTERS", "Reuters")]);
    assert_eq!(mentioned("the Reutersians and a preReuters age"), []);
    assert_eq!(mentioned("Time and People, The Times and Science went by"), [], "these are words too");
    assert_eq!(mentioned("BBC News at ten, then BBC"), [("BBC News", "BBC"), ("BBC", "BBC")]);
}

#[test]
fn interests_are_known() {
    let broker = shipped().by_name("Markets.com").unwrap();
    assert_eq!((broker.kind(), broker.business()), (PublisherKind::Broker, Some("offers CFD trading")));
    assert_eq!(shipped().by_name("(TASS)").unwrap().owner(), Some("Russian state"));
}

/// The file is in order: enough of every kind, sorted, nothing twice (that the file loads shows the last), no blanks.
#[test]
fn the_file_is_in_order() {
    let all: Vec<&Publisher> = shipped().iter().collect();
    assert!(all.len() >= 300, "{} publishers", all.len());
    for kind in PublisherKind::ALL {
        assert!(all.iter().filter(|publisher| publisher.kind == *kind).count() >= 10, "hardly any {kind}");
    }
    let key = |publisher: &Publisher| publisher.name.strip_prefix("The ").unwrap_or(&publisher.name).to_lowercase();
    for pair in all.windows(2) {
        assert!(key(pair[0]) <= key(pair[1]), "{} stands before {}", pair[0].name, pair[1].name);
    }
    for publisher in &all {
        let texts = publisher.names.iter().chain(&publisher.alone).chain(&publisher.hosts);
        let texts = texts.chain([&publisher.name]).chain(&publisher.owner).chain(&publisher.business);
        for text in texts {
            assert!(!text.is_empty() && text.trim() == text && !text.contains("  "), "{text:?} in {}", publisher.name);
        }
        assert!(!publisher.hosts.is_empty(), "{} has no host", publisher.name);
        for host in &publisher.hosts {
            assert_eq!(Address::parse(host).unwrap().to_string(), *host, "{} as it is compared", publisher.name);
        }
    }
}

#[test]
fn every_name_is_found() {
    for publisher in shipped().iter() {
        for name in std::iter::once(&publisher.name).chain(&publisher.names).chain(&publisher.alone) {
            let found = shipped().by_name(name).map(Publisher::name);
            assert_eq!(found, Some(publisher.name.as_str()), "{name} alone");
            let text = format!("so said {name}, and no more");
            let expected = if publisher.alone.contains(name) { None } else { Some(publisher.name.as_str()) };
            assert_eq!(mentioned(&text).first().map(|(_, name)| *name), expected, "{name} in running text");
        }
        for host in publisher.hosts() {
            assert_eq!(of_host(&format!("https://www.{host}/a/b")), Some(publisher.name.as_str()), "{host}");
        }
    }
}

#[test]
fn a_name_or_host_that_stands_twice_is_refused() {
    let file = |second: &str| {
        format!(
            "dated = \"2026\"\npublisher = [{{ name = \"The Tarn Post\", hosts = [\"tarn.example\"], kind = \"website\" }},\n\
             {second}]"
        )
    };
    let error = |second: &str| Publishers::parse(&file(second)).unwrap_err();
    let second = "{ name = \"Tarn Post\", hosts = [\"post.example\"], kind = \"website\" }";
    assert_eq!(error(second), "the name Tarn Post is there twice");
    let second = "{ name = \"Other\", hosts = [\"www.tarn.example\"], kind = \"website\" }";
    assert_eq!(error(second), "the host www.tarn.example is there twice");
    let second = "{ name = \"Other\", hosts = [\"o.example\"], kind = \"blog\" }";
    assert!(error(second).contains("blog"));
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_fine(
            text in "\\PC{0,60}",
            names in prop::collection::vec(prop::sample::select(vec![
                "the", "The ", "Guardian", "Reuters", "’s ", " ", "(AP)", "\u{301}", "İ", "New York Times", "/", "ſ",
            ]), 0..12),
        ) {
            let text = text + &names.concat();
            shipped().by_name(&text);
            let mut from = 0;
            for found in shipped().mentions(&text) {
                prop_assert!(found.span.start >= from && text.get(found.span.clone()).is_some_and(|name| !name.is_empty()));
                from = found.span.end;
            }
        }
    }
}
