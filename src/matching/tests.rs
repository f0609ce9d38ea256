use super::*;

fn matcher(phrases: &[&str]) -> Matcher {
    let patterns: Vec<Pattern<'_>> = phrases.iter().map(|text| Pattern { text, exact_case: false }).collect();
    Matcher::new(&patterns).unwrap()
}

fn scan(matcher: &Matcher, text: &str) -> Vec<Occurrence> {
    let mut found = Vec::new();
    matcher.scan(text, &mut Scratch::new(), &mut found);
    found
}

/// What one phrase takes of a text.
fn takes<'t>(phrase: &str, text: &'t str) -> Vec<&'t str> {
    scan(&matcher(&[phrase]), text).iter().map(|found| &text[found.start..found.end]).collect()
}

fn takes_exactly<'t>(phrase: &str, text: &'t str) -> Vec<&'t str> {
    let matcher = Matcher::new(&[Pattern { text: phrase, exact_case: true }]).unwrap();
    scan(&matcher, text).iter().map(|found| &text[found.start..found.end]).collect()
}

#[test]
fn shared_by_threads() {
    fn check<T: Send + Sync>() {}
    check::<Matcher>();
}

#[test]
fn folds_case_and_typography() {
    assert_eq!(normalise("  Don’t MISS—“Our” Letter…\t"), "don't miss-\"our\" letter...");
    assert_eq!(normalise("`a` ‘b’ ‛c ʼd′ „e‟ «f» g″ ‒–—―−‑"), "'a' 'b' 'c 'd' \"e\" \"f\" g\" ------");
    assert_eq!(normalise("a\u{a0}\u{2003} \r\n\t b\u{3000}c\u{2028}d"), "a b c d");
    assert_eq!(normalise("news\u{ad}let\u{200b}ter\u{feff}\u{2060} \u{200f}now\u{202c}"), "newsletter now");
    assert_eq!(normalise("ΟΔΟΣ οδος Straße ẞ \u{212a} ﬁ"), "οδοσ οδοσ straße ß k ﬁ");
    assert_eq!(normalise("İstanbul"), "i\u{307}stanbul");
    assert_eq!(normalise("E\u{301}LAN \u{1112}\u{1161}\u{11ab}"), "élan 한");
    assert_eq!(normalise("\u{1ea0}\u{302} a\u{323}\u{302} q\u{301}"), "ậ ậ q\u{301}");
    assert_eq!(normalise("▶\u{fe0f} Watch"), "▶ watch");
}

#[test]
fn drops_emphasis_that_touches_something() {
    assert_eq!(normalise("**Read** *more* 2 * 3 * "), "read more 2 * 3 *");
    assert_eq!(takes("read more", "x **Read** *more* y"), ["Read** *more"]);
    assert_eq!(takes("read more", "**Read more:**"), ["Read more"]);
}

#[test]
fn reads_links_as_their_text() {
    assert_eq!(normalise("[Sign up](https://a.example/b_(c)) now"), "sign up now");
    assert_eq!(normalise("[![pic](p.png)](/x) [1] [a]\n(b) ](c) [d](e\nf)"), "!pic [1] [a] (b) ](c) [d](e f)");
    assert_eq!(takes("sign up now", "Please [**Sign** up](/s?a=B) now!"), ["Sign** up](/s?a=B) now"]);
    assert_eq!(takes("sign up", "[Sign up](/s)"), ["Sign up"]);
    assert!(takes("target", "[text](target)").is_empty());
    assert_eq!(takes("target", "[text]\n(target)"), ["target"]);
    let long = format!("[text]({})", "word ".repeat(401));
    assert_eq!(takes("word", &long).len(), 401);
    let short = format!("[text]({})", "x".repeat(2_000));
    assert_eq!(normalise(&short), "text");
}

#[test]
fn hostile_brackets_take_linear_time() {
    let open = "[".repeat(1 << 20);
    assert!(takes("text", &open).is_empty());
    assert_eq!(normalise(&open), open);
    for piece in ["](", "[a](", "[](", "[x](y)", "*", "[\n", "a\u{301}", "\u{301}", "\u{ad} ", "(["] {
        let text = piece.repeat((1 << 20) / piece.len());
        assert!(takes("text", &text).is_empty());
    }
}

#[test]
fn words_have_boundaries() {
    assert_eq!(takes("ad", "Ad, ads; a bad ad_x (ad) ad"), ["Ad", "ad", "ad"]);
    assert_eq!(takes("ad", "éad adé ad\u{301} ad5 —ad— “ad”"), ["ad", "ad"]);
    assert_eq!(takes("(ad)", "x(ad)x"), ["(ad)"]);
    assert_eq!(takes("read more:", "Read more:next"), ["Read more:"]);
    assert_eq!(takes("cafe", "cafe\u{301} cafe"), ["cafe"]);
}

#[test]
fn scripts_without_spaces_have_none() {
    assert_eq!(takes("広告", "これは広告です"), ["広告"]);
    assert_eq!(takes("サイト", "このサイトを"), ["サイト"]);
    assert_eq!(takes("โฆษณา", "นี่โฆษณานะ"), ["โฆษณา"]);
    // But a mark belongs to the letter before it.
    assert!(takes("โฆษณ", "โฆษณ\u{e34}").is_empty());
    assert!(takes("реклам", "реклама").is_empty());
}

#[test]
fn spans_are_exact_around_odd_characters() {
    assert_eq!(takes("don't miss", "İİ Don’t\u{a0}\u{a0}\n miss ẞ"), ["Don’t\u{a0}\u{a0}\n miss"]);
    assert_eq!(takes("newsletter", "\u{feff}news\u{ad}letter\u{200b}"), ["news\u{ad}letter"]);
    assert_eq!(takes("élan", "E\u{301}LAN, élan"), ["E\u{301}LAN", "élan"]);
    assert_eq!(takes("elan", "E\u{301}LAN, élan"), [""; 0]);
    assert_eq!(takes("weiter lesen", "Weiter\r\nlesen"), ["Weiter\r\nlesen"]);
    assert_eq!(takes("العربية", "\u{202b}العربية\u{202c}"), ["العربية"]);
    assert_eq!(takes("👍 like", "👍\u{fe0f}  LIKE 👍"), ["👍\u{fe0f}  LIKE"]);
    assert_eq!(takes("more...", "more… more..."), ["more…", "more..."]);
    // One dot of the three is no character of its own.
    assert_eq!(takes("more.", "more… more..."), ["more."]);
}

#[test]
fn both_ends_and_overlaps() {
    let found = scan(&matcher(&["read more", "more", "more", "more read"]), "Read more READ MORE");
    let spans: Vec<_> = found.iter().map(|o| (o.start, o.end, o.pattern)).collect();
    assert_eq!(spans, [(0, 9, 0), (5, 9, 1), (5, 9, 2), (5, 14, 3), (10, 19, 0), (15, 19, 1), (15, 19, 2)]);
}

#[test]
fn found_in_every_place_of_a_long_text() {
    let phrase = "subscribe to our weekly letter for free";
    let matcher = matcher(&[phrase, "unrelated"]);
    for before in 0..700 {
        let text = format!("{} Subscribe to our weekly letter for free {}", "x".repeat(before), "é".repeat(300));
        let found = scan(&matcher, &text);
        assert_eq!(found.len(), 1, "{before}");
        assert_eq!(found[0].start, before + 1);
    }
}

#[test]
fn case_counts_where_asked() {
    assert_eq!(takes_exactly("US", "us Us US"), ["US"]);
    assert_eq!(takes_exactly("Don't “Miss”", "Don’t  \"Miss\" don’t \"Miss\""), ["Don’t  \"Miss\""]);
    assert_eq!(takes_exactly("É İ", "e\u{301} İ E\u{301} İ É İ"), ["E\u{301} İ", "É İ"]);
    assert_eq!(takes_exactly("Sign Up Now", "[Sign **Up**](X) Now [sign Up](X) Now"), ["Sign **Up**](X) Now"]);
    assert_eq!(takes_exactly(" *NEWS*: ", "x \u{ad}**NEWS:** y"), ["NEWS:"]);
}

#[test]
fn beginnings_shared_by_many_phrases() {
    let phrases: Vec<String> = (0..500).map(|n| format!("sign up for our letter number {n} today")).collect();
    let patterns: Vec<&str> = phrases.iter().map(String::as_str).collect();
    let matcher = matcher(&patterns);
    assert!(matcher.heap_bytes() > 0);
    let text = phrases.join(" ");
    let found = scan(&matcher, &text);
    assert_eq!(found.iter().map(|o| o.pattern).collect::<Vec<_>>(), (0..500).collect::<Vec<_>>());
}

#[test]
fn errors_name_the_phrase() {
    let new = |texts: &[&str]| {
        let patterns: Vec<Pattern<'_>> = texts.iter().map(|text| Pattern { text, exact_case: false }).collect();
        Matcher::new(&patterns)
    };
    assert!(matches!(new(&["a", " \u{ad}** "]), Err(MatchError::Empty { index: 1 })));
    let long = "a".repeat(MAX_PHRASE + 1);
    assert!(matches!(new(&["a", "b", &long]), Err(MatchError::TooLong { index: 2, bytes: 1_001 })));
    assert!(new(&[&long[1..]]).is_ok());
    assert!(scan(&new(&[]).unwrap(), "text").is_empty());
}

#[test]
fn phrases_of_every_length() {
    let phrases: Vec<String> = (1..40).map(|length| "x".repeat(length)).collect();
    let text = phrases.join(" - ");
    let patterns: Vec<&str> = phrases.iter().map(String::as_str).collect();
    let found = scan(&matcher(&patterns), &text);
    assert_eq!(found.iter().map(|o| o.pattern).collect::<Vec<_>>(), (0..39).collect::<Vec<_>>());
    assert_eq!(takes("広", "庄広広庄"), ["広", "広"]);
}

#[test]
fn scratch_is_clean_between_texts() {
    let matcher = matcher(&["read more", "[x"]);
    let mut scratch = Scratch::new();
    let mut found = Vec::new();
    for (text, count) in [("[read](x) more [x", 2), ("read more", 1), ("", 0), ("[x] read more", 2)] {
        matcher.scan(text, &mut scratch, &mut found);
        assert_eq!(found.len(), count, "{text}");
    }
}
