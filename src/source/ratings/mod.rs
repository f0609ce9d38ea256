//! Rating lists: what others have written down about the reliability of hosts, each with its date and its licence.
//!
//! unchaff brings no list. A user names lists in `unchaff.toml` (`[[ratings]]`) or with `--ratings FILE`; `docs/lists.md`
//! tells how. A list is read by [`RatingList::read`], which leaves out rows it cannot use and names each; [`Ratings`]
//! holds all lists and finds the entries for the address of a page.
//!
//! ```
//! use std::path::Path;
//! use unchaff::source::{Address, RatingList, RatingSource, Ratings};
//!
//! let source: RatingSource = toml::from_str(r#"
//!     name         = "House list"
//!     file         = "house.csv"
//!     format       = "csv"
//!     date         = "2023-05"
//!     licence      = "CC BY 4.0"
//!     host_column  = "site"
//!     value_column = "grade"
//!     scale        = [0, 10]
//! "#)?;
//! let rows = "site,grade\ntarn-courier.example,9\nquick-cures.example,1\nbroken row,x\n";
//! let reading = RatingList::read(&source, rows.as_bytes())?;
//! assert_eq!(reading.left_out.len(), 1);
//!
//! let ratings = Ratings::new([reading.list]);
//! let page = Address::parse("https://m.tarn-courier.example/ferry").unwrap();
//! let entries = ratings.entries(&page, Some("2025-12-01".parse()?));
//! assert_eq!((entries[0].list, entries[0].value, entries[0].stale), ("House list", Some(0.9), Some(true)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod columns;
mod error;
mod format;
mod goggle;
mod list;
mod mbfc;
#[cfg(test)]
mod real_lists;
#[cfg(test)]
mod tests;
mod trust;

pub use error::{LeftOut, RatingError};
pub use format::{ListFormat, RatingSource, Scale};
pub use list::{RatingList, Reading};

use serde::Serialize;

use super::date::PartialDate;
use super::host::{Address, Nearness};

/// What one list says of a host.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ListEntry<'l> {
    /// The list's name.
    pub list: &'l str,
    /// The date of the entry, or of the list. Never today's.
    pub date: Option<PartialDate>,
    /// The list's licence, as its user states it.
    pub licence: Option<&'l str>,
    /// The entry as the list has it, its own words and figures.
    pub entry: &'l str,
    /// The word of the list's own scale, where it has words (`mixed`, `discard`).
    pub label: Option<&'l str>,
    /// The entry on a scale from 0, the least reliable, to 1; `None` where the list says something else than a grade
    /// (satire, a membership). `docs/lists.md` has the mapping of each format.
    pub value: Option<f64>,
    /// Whether the entry is older than its list's `stale_after_days` on the day that is asked about; `None` when one of
    /// the two dates is not known.
    pub stale: Option<bool>,
    /// The host, with a path where it has one, that the entry stands under in the list.
    pub host: &'l str,
    /// How that host was reached from the address.
    pub nearness: Nearness,
}

/// All lists that are at hand.
#[derive(Debug, Clone, Default)]
pub struct Ratings {
    lists: Vec<RatingList>,
}

impl Ratings {
    /// These lists, in the order in which they are shown.
    pub fn new(lists: impl IntoIterator<Item = RatingList>) -> Ratings {
        Ratings { lists: lists.into_iter().collect() }
    }

    /// Reads the files of these lists, in the order in which they are shown; gives the rows that had to be left out too.
    ///
    /// # Errors
    /// Every list that cannot be used, as [`RatingList::open`] finds it, or that has the name of an earlier one.
    pub fn open(sources: impl IntoIterator<Item = RatingSource>) -> Result<(Ratings, Vec<LeftOut>), Vec<RatingError>> {
        let (mut lists, mut left_out, mut errors): (Vec<RatingList>, Vec<LeftOut>, Vec<RatingError>) =
            Default::default();
        for source in sources {
            match RatingList::open(&source) {
                Ok(reading) if lists.iter().any(|list| list.name() == reading.list.name()) => {
                    let what = format!("another list is called \"{}\" too", reading.list.name());
                    errors.push(RatingError::new(
                        source.file,
                        what,
                        "give one of the two another `name` in [[ratings]]",
                    ));
                }
                Ok(reading) => {
                    lists.push(reading.list);
                    left_out.extend(reading.left_out);
                }
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok((Ratings { lists }, left_out)) } else { Err(errors) }
    }

    /// The lists.
    pub fn lists(&self) -> &[RatingList] {
        &self.lists
    }

    /// Every list's entry for an address, list by list; `on` is the document's date, or that of `--as-of`, against which
    /// an entry is stale.
    pub fn entries(&self, address: &Address, on: Option<PartialDate>) -> Vec<ListEntry<'_>> {
        self.lists.iter().filter_map(|list| list.entry(address, on)).collect()
    }
}

/// Lists further apart than this disagree: that is the 90th percentile of the spread among 4,920 hosts with three
/// ratings and more.
pub const DISAGREEMENT: f64 = 0.4;

/// The distance between the highest and the lowest value of the entries; `None` for fewer than two values.
pub fn spread(entries: &[ListEntry<'_>]) -> Option<f64> {
    let mut values = entries.iter().filter_map(|entry| entry.value);
    let first = values.next()?;
    let (low, high, more) =
        values.fold((first, first, false), |(low, high, _), value| (value.min(low), value.max(high), true));
    more.then_some(high - low)
}

/// Whether the lists are more than [`DISAGREEMENT`] apart: the flag `lists-disagree`.
pub fn lists_disagree(entries: &[ListEntry<'_>]) -> bool {
    // A little more, so that 0.9 and 0.5 do not disagree for want of a binary fraction.
    spread(entries).is_some_and(|spread| spread > DISAGREEMENT + 1e-9)
}
