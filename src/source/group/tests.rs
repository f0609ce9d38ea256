use super::*;

/// Made-up words, the same for the same seed.
fn words(seed: u64, count: usize) -> Vec<String> {
    let word = |index: usize| format!("w{:x}", xxh3_64_with_seed(&index.to_le_bytes(), seed) % 5_000);
    (0..count).map(word).collect()
}

fn text(seed: u64, count: usize) -> String {
    words(seed, count).join(" ")
}

fn grouped(texts: &[String]) -> Vec<Vec<usize>> {
    let mut grouper = Grouper::new();
    for (index, text) in texts.iter().enumerate() {
        grouper.push(index, text, CopyFacts::default());
    }
    grouper.groups().into_iter().map(|group| group.members).collect()
}

#[test]
fn copies_are_found_through_edits() {
    let story = words(1, 400);
    let with_other_words = |every: usize| {
        let other = |(index, word): (usize, &String)| if index % every == 0 { "other".into() } else { word.clone() };
        story.iter().enumerate().map(other).collect::<Vec<String>>().join(" ")
    };
    let reordered = [&story[200..], &story[..200]].concat().join(" ");
    let texts = [
        story.join(" "),
        story.join(",\n\n").to_uppercase(),
        with_other_words(20),
        story[..240].join(" "),
        format!("{} {} {}", text(2, 80), story.join(" "), text(3, 80)),
        reordered,
        text(4, 400),
    ];
    assert_eq!(grouped(&texts), [[0, 1, 2, 3, 4, 5]]);
}

#[test]
fn what_only_shares_a_quotation_stays_apart() {
    let quotation = text(9, 80);
    let article = |seed| format!("{} {quotation} {}", text(seed, 150), text(seed + 100, 150));
    assert_eq!(grouped(&(10..30).map(article).collect::<Vec<_>>()), Vec::<Vec<usize>>::new());
}

#[test]
fn short_texts_and_empty_ones_are_not_grouped() {
    let short = text(1, Sketch::MIN_WORDS - 1);
    assert_eq!(grouped(&[short.clone(), short, String::new(), String::new()]), Vec::<Vec<usize>>::new());
    assert!(Sketch::of(&text(1, Sketch::MIN_WORDS)).is_some());
}

#[test]
fn the_estimate_is_near_the_truth() {
    let (a, b) = (words(1, 1_000), words(2, 1_000));
    let whole = Sketch::of(&a.join(" ")).unwrap();
    for share in [200, 500, 800] {
        let mixed = Sketch::of(&[&a[..share], &b[share..]].concat().join(" ")).unwrap();
        let (found, truth) = (whole.shared(&mixed), share as f64 / 1_000.0);
        assert!((found - truth).abs() < 0.12, "{found} for {truth}");
    }
    assert!(whole.shared(&Sketch::of(&a[..300].join(" ")).unwrap()) > 0.8, "a part is wholly in the whole");
    assert!((whole.shared(&whole) - 1.0).abs() < 1e-9);
}

fn facts(publisher: &str, credits: &[&str], date: &str) -> CopyFacts {
    CopyFacts {
        publisher: Some(publisher.into()),
        credits: credits.iter().map(|credit| (*credit).to_owned()).collect(),
        date: Some(date.into()).filter(|date: &String| !date.is_empty()),
    }
}

fn origin(documents: &[(&str, CopyFacts)]) -> Origin<usize> {
    let mut grouper = Grouper::new();
    for (index, (text, facts)) in documents.iter().enumerate() {
        grouper.push(index, text, facts.clone());
    }
    let groups = grouper.groups();
    assert_eq!(groups.len(), 1);
    groups[0].origin.clone()
}

#[test]
fn origin_by_credit_then_date_then_completeness() {
    let (whole, part) = (text(5, 200), words(5, 200)[..150].join(" "));
    let found = origin(&[
        (&whole, facts("Stowe Mirror", &["Tarn Agency"], "2024-05-01")),
        (&part, facts("Tarn Agency", &[], "2024-05-02")),
        (&whole, facts("Quay Post", &["Tarn Agency", "Tarn Agency", "Mirror"], "2024-05-03")),
    ]);
    assert_eq!((found.member, found.basis, found.in_batch), (1, OriginBasis::Credit, true));

    let found = origin(&[
        (&part, facts("Stowe Mirror", &["Far Agency"], "2024-05-01T10:00")),
        (&whole, facts("Quay Post", &["Far Agency"], "2024-05-01T09:00")),
    ]);
    assert_eq!((found.member, found.publisher.as_deref(), found.in_batch), (1, Some("Far Agency"), false));

    let found = origin(&[(&whole, facts("A", &[], "2024-05-02")), (&part, facts("B", &[], "2024-05-01"))]);
    assert_eq!((found.member, found.publisher.as_deref(), found.basis), (1, Some("B"), OriginBasis::Date));

    let found = origin(&[(&part, facts("A", &[], "2024-05-01")), (&whole, facts("B", &[], "2024-05-01T23:00"))]);
    assert_eq!((found.member, found.basis), (1, OriginBasis::Completeness), "the day alone does not come first");

    let found = origin(&[(&part, facts("A", &[], "")), (&part, facts("B", &[], "2024-05-01"))]);
    assert_eq!((found.member, found.basis), (1, OriginBasis::Date));

    let found = origin(&[(&part, CopyFacts::default()), (&part, CopyFacts::default())]);
    assert_eq!((found.member, found.publisher, found.basis), (0, None, OriginBasis::Completeness));
}

#[test]
fn groups_do_not_depend_on_threads() {
    let mut grouper = Grouper::new();
    for index in 0..300 {
        grouper.push(index, &text(index % 40, 100), CopyFacts::default());
    }
    let with =
        |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| grouper.groups());
    assert_eq!(with(1), with(3));
    assert_eq!(with(1).len(), 40);
}
