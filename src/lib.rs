//! Takes out of scraped articles whatever is not the article, by named rules, and says for every byte which rule took
//! it and why.
//!
//! An [`Engine`] is a compiled rule set. Build one, share it by reference between threads, and give it documents:
//!
//! ```
//! use unchaff::{Document, Engine};
//!
//! let engine = Engine::new();
//! let page = "March 3, 2024 - 7:30am\n\
//!             The ferry to Inner Stowe will not sail before Thursday, the harbour master said.\n\
//!             Advertisement\n\
//!             Islanders with appointments on the mainland were asked to ring the health board.\n";
//!
//! let cleaned = engine.clean(&Document::new(page));
//!
//! assert_eq!(cleaned.text(), "The ferry to Inner Stowe will not sail before Thursday, the harbour master said.\n\
//!                             Islanders with appointments on the mainland were asked to ring the health board.\n");
//! ```
//!
//! What was taken is listed, each span with its rule and its reason:
//!
//! ```
//! # use unchaff::{Document, Engine};
//! # let engine = Engine::new();
//! # let page = "March 3, 2024 - 7:30am\nThe ferry to Inner Stowe will not sail before Thursday, the harbour master said.\n\
//! #             Advertisement\nIslanders with appointments on the mainland were asked to ring the health board.\n";
//! # let cleaned = engine.clean(&Document::new(page));
//! use unchaff::{Action, Field, Value};
//!
//! for removal in cleaned.removed() {
//!     println!("{:?} {} {:?}", removal.span(), removal.rule(), removal.reason());
//! }
//! let published = cleaned.metadata().first(Field::Published).unwrap();
//! assert_eq!(published.value(), &Value::Text("2024-03-03T07:30".into()));
//! assert_eq!(cleaned.removed()[1].action(), Action::Drop);
//! ```
//!
//! and a [`Ledger`] puts it back, byte for byte:
//!
//! ```
//! # use unchaff::{Document, Engine};
//! # let engine = Engine::new();
//! # let page = "The ferry will not sail before Thursday, the harbour master said.\nAdvertisement\n";
//! # let cleaned = engine.clean(&Document::new(page));
//! use unchaff::{Ledger, OffsetUnit};
//!
//! let ledger = Ledger::new(page, &cleaned, engine.rules_hash(), OffsetUnit::Bytes);
//! assert_eq!(ledger.restore(cleaned.text())?, page);
//! # Ok::<(), unchaff::RestoreError>(())
//! ```
//!
//! Rules are data. A [`RuleSet`] starts from the shipped packs or from nothing, and takes rule files:
//!
//! ```
//! use unchaff::{Document, Engine, RuleSet};
//!
//! let mut rules = RuleSet::shipped();
//! rules.add_source("house/morning-letter", r#"
//!     summary  = "Line that sells the morning letter"
//!     category = "newsletter"
//!     [match]
//!     phrases  = ["our morning letter"]
//!     at       = "start"
//! "#)?;
//! let engine = Engine::builder().rules(rules).build()?;
//! let page = "Rain stopped play at noon and the ground was too wet to resume.\nOur Morning Letter: all by seven\n";
//! let cleaned = engine.clean(&Document::new(page));
//! assert_eq!(cleaned.text(), "Rain stopped play at noon and the ground was too wet to resume.\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The way of a document: text → [`document`] (blocks) → one scan for every phrase of every rule → claims → who wins
//! → cleaned text, metadata, embedded stories. `DESIGN.md` tells it in full, `docs/rules.md` the rule format.
//!
//! The library reads no configuration and no file unless told; [`io`] holds the readers and writers of the command
//! line, for those who build a step of their own.

mod authoring;
mod clean;
pub mod document;
mod engine;
pub mod io;
#[doc(hidden)]
pub mod matching;
mod page;
mod rules;
pub mod source;

pub use authoring::{CaseKind, CaseReport, Failure, RuleReport, Tester, Verdict};
pub use clean::{
    Candidate, Cleaned, Detail, Embedded, Entry, Flag, Item, Ledger, Metadata, OffsetUnit, Protection, Reason, Removal,
    Reporter, RestoreError, Signal, Suggestion, Value, WhyNot,
};
pub use document::{Document, Page, Syntax};
pub use engine::{Engine, EngineBuilder};
pub use matching::MatchError;
pub use page::{
    BlockWhy, CleanedPage, Decoded, Limits, PageEncoding, PageError, PageFacts, PageKind, PageOutput, PageWhyNot,
    Statement, Topic, decode_page,
};
#[doc(hidden)]
pub use page::{Training, training};
pub use rules::{
    Action, Case, Category, Code, Confidence, Config, Diagnostic, Direction, Field, Kind, Rule, RuleError, RuleSet,
    Status, Unit,
};

/// Threads share an engine by reference.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<Engine>();
};

/// The README's example is compiled and run with the tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
