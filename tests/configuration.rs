//! What `unchaff` says of configurations and rule files with slips in them, and where it says so.

#[allow(dead_code)] // Each suite uses its part.
#[path = "support/command.rs"]
mod command;

use std::process::{Command, Stdio};

use command::{Place, rule};
use predicates::prelude::*;
use predicates::str::contains;

#[cfg(target_os = "linux")]
#[test]
fn a_printed_configuration_does_not_panic_on_a_full_disk() {
    let place = Place::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut run = Command::new(env!("CARGO_BIN_EXE_unchaff"));
    let run = run.args(["clean", "--print-config"]).current_dir(place.folder.path()).stdout(full);
    let output = run.stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output: cannot write"));
}

#[test]
fn a_printed_configuration_can_be_read_again() {
    let place = Place::new();
    place.put("odd \u{7} \"packs\"/test/notice.toml", rule("category = \"ad\"", "zorbl notice"));
    let printed = place.bare(&["clean", "--print-config", "--rules", "odd \u{7} \"packs\""]).assert().code(0);
    place.put("again.toml", printed.get_output().stdout.clone());
    place.bare(&["clean", "--print-config", "--config", "again.toml"]).assert().code(0).stdout(contains("odd"));
}

#[test]
fn a_printed_configuration_holds_all_that_applies() {
    let place = Place::new();
    place.put("mine/test/notice.toml", rule("category = \"ad\"", "zorbl notice"));
    place.put(
        "conf/house.toml",
        "packs = [\"../mine\"]\n[rule.\"test/notice\"]\nadd_phrases = [\"brumel notice\"]\n\
         [[ratings]]\nfile = \"house.csv\"\nhost_column = \"site\"\nvalue_column = \"grade\"\n",
    );
    let options = ["--config", "conf/house.toml", "--ratings", "other.csv"];
    let printed = place.bare(&[&["clean", "--print-config"][..], &options].concat()).assert().code(0);
    let printed = printed.get_output().stdout.clone();
    let text = String::from_utf8_lossy(&printed);
    for wanted in ["conf/../mine", "brumel notice", "conf/house.csv", "value_column", "other.csv"] {
        assert!(text.contains(wanted), "{wanted} is missing:\n{text}");
    }
    place.put("again.toml", &printed);
    place.put("a.txt", "The council met on Monday and voted for the bridge over the river.\n\nBrumel notice\n");
    let run = place.bare(&["clean", "a.txt", "--config", "again.toml", "--quiet"]).assert().code(0);
    run.stdout(contains("Brumel").not());
}

#[test]
fn a_missing_folder_of_packs_is_shown_where_it_is_named() {
    let place = Place::new();
    place.put("unchaff.toml", "keep = []\npacks = [\"nowhere\"]\n");
    let run = place.bare(&["clean", "--print-config", "--config", "unchaff.toml"]).assert().code(2);
    run.stderr(contains("unchaff.toml:2").and(contains("there is no folder nowhere")));
}

#[test]
fn a_value_of_the_wrong_kind_is_named_in_plain_words() {
    let place = Place::new();
    for (line, wanted) in [
        ("unless = \"the regulator\"", "expected a list"),
        ("max_words = \"20\"", "expected a whole number, 0 or more"),
        ("min_words = -1", "expected a whole number, 0 or more"),
    ] {
        place.put("mine/test/slip.toml", rule("category = \"ad\"", "zorbl notice") + line);
        let run = place.bare(&["rules", "test", "test", "--rules", "mine"]).assert();
        run.stderr(contains(wanted).and(contains("u32").not()).and(contains("sequence").not()));
    }
}

#[test]
fn a_pack_whose_rules_are_unsound_is_not_called_unknown() {
    let place = Place::new();
    place.put("mine/house/slip.toml", rule("category = \"nonsense\"", "zorbl notice"));
    let run = place.bare(&["rules", "test", "house", "--rules", "mine"]).assert().code(2);
    run.stderr(contains("no sound rule or pack `house`"));
    place.bare(&["rules", "show", "ad"]).assert().code(2).stderr(contains("`ad` is a pack"));
}
