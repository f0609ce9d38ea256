//! Weekdays that do not fit the date they stand beside.

use std::ops::Range;

use crate::clean::outcome::Metadata;
use crate::clean::view::View;
use crate::document::date;
use crate::rules::Field;

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// A weekday and the date it belongs to take at most so many bytes.
const REACH: usize = 40;

/// Places of the text where an English weekday stands directly before a full date that falls on another day.
pub(super) fn conflicts(view: &View<'_>) -> Vec<Range<usize>> {
    let text = view.text();
    // Every English weekday ends in "day", and a date follows behind a comma.
    memchr::memmem::find_iter(text.as_bytes(), b"day, ").filter_map(|at| conflict(text, at)).collect()
}

/// Lifted dates that contradict their own weekday.
pub(super) fn lifted_conflicts(metadata: &Metadata) -> usize {
    let dates = metadata.all(Field::Published).chain(metadata.all(Field::Modified));
    dates.filter(|item| contradicts(item.raw()).is_some()).count()
}

fn conflict(text: &str, at: usize) -> Option<Range<usize>> {
    let start = text[..at]
        .rfind(|c: char| !c.is_ascii_alphabetic())
        .map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
    let mut end = (at + REACH).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    // A date ends with its year.
    let window = &text[start..end];
    let year = window.as_bytes().windows(4).position(|four| four.iter().all(u8::is_ascii_digit))? + 4;
    contradicts(&window[..year]).map(|length| start..start + length)
}

/// The bytes of "Friday, 3 June 2019" when that was a Monday.
fn contradicts(text: &str) -> Option<usize> {
    let word = text.split(|c: char| !c.is_ascii_alphabetic()).find(|word| !word.is_empty())?.to_ascii_lowercase();
    let weekday = WEEKDAYS.iter().position(|&day| day == word || (word.len() == 3 && day.starts_with(&word)))?;
    let value = date(text)?.value?;
    let mut parts = value.split(['-', 'T']).map_while(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    (day_of_week(year, month, day) != weekday).then_some(text.len())
}

/// 0 for Monday. Sakamoto's method for the Gregorian calendar.
fn day_of_week(year: i64, month: i64, day: i64) -> usize {
    const OFFSETS: [i64; 12] = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let year = if month < 3 { year - 1 } else { year };
    let offset = usize::try_from(month - 1).ok().and_then(|at| OFFSETS.get(at)).copied().unwrap_or(0);
    let sunday_based = (year + year / 4 - year / 100 + year / 400 + offset + day).rem_euclid(7);
    usize::try_from((sunday_based + 6) % 7).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_of_known_dates() {
        assert_eq!(day_of_week(2024, 2, 29), 3);
        assert_eq!(day_of_week(1999, 12, 31), 4);
        assert!(contradicts("Friday, March 3, 2024").is_some());
        assert!(contradicts("Sunday, March 3, 2024").is_none());
        assert!(contradicts("The date is March 3, 2024").is_none());
    }
}
