//! The published lists, read where they lie: none of them is part of the project.

use std::path::{Path, PathBuf};

use super::*;

/// The file of a list, or nothing, said loudly, where the folder is absent.
fn real(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/ratings");
    let file = folder.join(name);
    if file.is_file() {
        return Some(file);
    }
    eprintln!("SKIPPED: {} is not there; the reader is not tested on the published list", file.display());
    None
}

/// Opens a list of so many rows, of which so many say something that no host is, or otherwise than an earlier row.
fn open(name: &str, entries: usize, most_left_out: usize) -> Option<RatingList> {
    let reading = RatingList::open(&RatingSource::of_file(real(name)?)).unwrap_or_else(|error| panic!("{error}"));
    for row in &reading.left_out {
        println!("{row}");
    }
    assert!(reading.left_out.len() <= most_left_out, "{} rows left out of {name}", reading.left_out.len());
    assert_eq!(reading.list.len() + reading.left_out.len(), entries, "{name}");
    Some(reading.list)
}

fn value(list: &RatingList, address: &str) -> Option<f64> {
    list.entry(&Address::parse(address).unwrap(), None).and_then(|entry| entry.value)
}

#[test]
fn domain_quality() {
    let Some(list) = open("domain_pc1.csv", 11_520, 1) else { return };
    assert_eq!(list.format(), ListFormat::Pc1);
    assert_eq!(value(&list, "https://www.reuters.com/world/"), Some(1.0));
    assert_eq!(value(&list, "edition.apnews.com"), value(&list, "apnews.com"));
}

#[test]
fn cred_1() {
    let Some(list) = open("cred1_current.csv", 2_674, 3) else { return };
    assert_eq!(list.format(), ListFormat::Cred1);
    assert_eq!(value(&list, "1tv.ru"), Some(0.105));
}

#[test]
fn media_bias_fact_check() {
    let Some(list) = open("mbfc.json", 9_775, 2) else { return };
    assert_eq!((list.format(), list.date().unwrap().to_string().as_str()), (ListFormat::Mbfc, "2026-08-19"));
    assert_eq!(value(&list, "africanews.com"), Some(0.6));
    assert_eq!(value(&list, "politi.co"), value(&list, "politico.com"));
}

#[test]
fn wikipedia_goggle() {
    let Some(list) = open("wikipedia-reliable-sources.goggle", 4_021, 1) else { return };
    assert_eq!((list.format(), list.name()), (ListFormat::Goggle, "Wikipedia reliable sources"));
    assert_eq!(value(&list, "arstechnica.com/gaming/x"), Some(0.9));
    assert_eq!(value(&list, "arstechnica.com/civis/x"), Some(0.1));
}

#[test]
fn they_are_shown_side_by_side() {
    let names = ["domain_pc1.csv", "mbfc.json", "wikipedia-reliable-sources.goggle"];
    let lists: Option<Vec<RatingList>> = names
        .into_iter()
        .map(|name| Some(RatingList::open(&RatingSource::of_file(real(name)?)).unwrap().list))
        .collect();
    let Some(lists) = lists else { return };
    let ratings = Ratings::new(lists);
    let entries = ratings.entries(&Address::parse("https://www.reuters.com/x").unwrap(), None);
    assert_eq!(entries.len(), 3);
    assert!(!lists_disagree(&entries), "{entries:?}");
}
