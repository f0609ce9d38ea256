//! What holds for every document and every rule set. `PROPTEST_CASES` sets the number of cases.

#[path = "support/documents.rs"]
mod documents;
#[path = "support/rules.rs"]
mod rules;

use std::sync::LazyLock;

use documents::document;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use rules::rule_set;
use unchaff::{Category, Cleaned, Confidence, Document, Engine, Flag, Ledger, OffsetUnit, RuleSet};

static SHIPPED: LazyLock<Engine> = LazyLock::new(Engine::new);
/// The shipped rules with every option away from its default.
static BOLD: LazyLock<Engine> = LazyLock::new(|| {
    let builder = Engine::builder().confidence(Confidence::Bold).max_removed(1.0);
    builder.keep(Category::Social).lift(Category::Caption).lift(Category::Ad).build().unwrap()
});

/// The cases, unless `PROPTEST_CASES` says otherwise.
fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { 256 };
    ProptestConfig { cases, max_shrink_iters: 4_000, failure_persistence: None, ..default }
}

fn of(text: &str, markdown: bool) -> Document<'_> {
    if markdown { Document::markdown(text) } else { Document::new(text) }
}

/// Everything that is promised of one document.
fn check(engine: &Engine, text: &str, markdown: bool) -> Result<(), TestCaseError> {
    let cleaned = engine.clean(&of(text, markdown));
    removals_make_the_text(text, &cleaned)?;
    for unit in OffsetUnit::ALL {
        let ledger = Ledger::new(text, &cleaned, engine.rules_hash(), *unit);
        let restored = ledger.restore(cleaned.text()).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(&restored, text);
    }
    if !cleaned.flags().contains(&Flag::Unsettled) {
        let again = engine.clean(&of(cleaned.text(), markdown));
        prop_assert_eq!(again.text(), cleaned.text(), "cleaning again took {:#?}", again.removed());
    }
    Ok(())
}

/// The spans are sorted, disjoint and whole characters, and the cleaned text is the input without them.
fn removals_make_the_text(text: &str, cleaned: &Cleaned) -> Result<(), TestCaseError> {
    let mut left = String::new();
    let mut from = 0;
    for removal in cleaned.removed() {
        let span = removal.span();
        prop_assert!(from <= span.start && span.start < span.end, "{:?} after {from}", removal);
        let between = text.get(from..span.start);
        prop_assert!(between.is_some() && text.get(span.clone()).is_some(), "{:?} cuts a character", removal);
        left.push_str(between.unwrap_or(""));
        from = span.end;
    }
    left.push_str(&text[from..]);
    prop_assert_eq!(&left, cleaned.text());
    for story in cleaned.embedded() {
        prop_assert!(text.get(story.span()).is_some());
    }
    for signal in cleaned.signals() {
        prop_assert!(signal.span().is_none_or(|span| text.get(span).is_some()));
    }
    Ok(())
}

fn engine(rules: RuleSet, max_removed: f64) -> Engine {
    Engine::builder().rules(rules).max_removed(max_removed).build().unwrap()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_shipped_rules_keep_their_promises(text in document(), markdown in any::<bool>(), bold in any::<bool>()) {
        check(if bold { &BOLD } else { &SHIPPED }, &text, markdown)?;
    }

    #[test]
    fn made_up_rules_keep_them_too(text in document(), rules in rule_set(), markdown in any::<bool>(), all in any::<bool>()) {
        check(&engine(rules, if all { 1.0 } else { 0.5 }), &text, markdown)?;
    }

    #[test]
    fn any_bytes_are_cleaned(bytes in proptest::collection::vec(any::<u8>(), 0..600), markdown in any::<bool>()) {
        check(&SHIPPED, &String::from_utf8_lossy(&bytes), markdown)?;
    }

}

proptest! {
    // Each case cleans five times as much.
    #![proptest_config(ProptestConfig { cases: config().cases.div_ceil(4), ..config() })]

    #[test]
    fn threads_see_the_same(texts in proptest::collection::vec(document(), 1..6)) {
        let clean = |texts: &[String]| texts.iter().map(|text| SHIPPED.clean(&Document::new(text))).collect::<Vec<_>>();
        let alone = clean(&texts);
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| clean(&texts))).collect();
            for thread in threads {
                assert_eq!(thread.join().unwrap(), alone);
            }
        });
    }
}

#[test]
fn nothing_gives_nothing() {
    for text in ["", " ", "\n", "\r\n\r\n", "\u{feff}", "."] {
        let cleaned = SHIPPED.clean(&Document::new(text));
        assert_eq!((cleaned.text(), cleaned.removed().len()), (text, 0));
    }
}
