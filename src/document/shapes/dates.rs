//! Dates: a line that is nothing but a date.

use super::super::vocabulary::{is_filler, is_lead, is_weekday, is_zone, month};
use super::tokens::{Kind, Token, tokens};

/// A line longer than this is no date.
const LONGEST: usize = 120;

/// A date and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateValue {
    /// The date in the manner of ISO 8601: `2025-10-18`, `2025-08-16T08:00`, `2024-03`, without year `--05-14T18:42`.
    /// `None` when the line does not say which day it means ("04/05/2024", "Wednesday, 6.50 a.m.").
    pub value: Option<String>,
    /// First byte of the date, without words such as "Published" before it.
    pub start: usize,
    /// End (exclusive) of the date with its time and zone.
    pub end: usize,
}

/// The date that `text` is: a date, with or without weekday, time, zone and a word such as "Published" or "Updated",
/// in English, German, French, Spanish, Portuguese, Italian, ISO 8601 or numbers; the first of two. `None` for a text
/// that merely has a date in it, or that ends with a colon.
pub fn date(text: &str) -> Option<DateValue> {
    // A date with a colon heads what happened on that day.
    let heads = text.trim_end().ends_with(':');
    if heads || text.len() > LONGEST || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let tokens = tokens(text)?;
    Reader { tokens: &tokens, at: 0, found: Found::default() }.read()
}

/// The months in English, as running text writes them: "may" is a verb.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Whether `text` begins with the name of a month.
pub(crate) fn is_month(text: &str) -> bool {
    let word = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    word.len() >= 3 && month(super::tokens::Folded::of(word).as_str()).is_some()
}

/// The parts of a date found so far.
#[derive(Default)]
pub(super) struct Found {
    year: Option<u32>,
    month: Option<u32>,
    day: Option<u32>,
    pub(super) time: Option<(u32, u32)>,
    pub(super) weekday: bool,
    lead: bool,
    /// A numeric date of which it is open what is the day and what the month.
    ambiguous: bool,
    /// A numeric date: nothing else is needed.
    numeric: bool,
    /// The month stands for other words too ("out", "set"): a year must stand with it.
    needs_year: bool,
    span: Option<(usize, usize)>,
}

/// Reads a line's tokens from left to right.
pub(super) struct Reader<'t> {
    tokens: &'t [Token],
    pub(super) at: usize,
    pub(super) found: Found,
}

impl Reader<'_> {
    fn read(mut self) -> Option<DateValue> {
        while self.at < self.tokens.len() {
            let from = self.at;
            let is_part = self.numeric() || self.time() || self.year_or_day() || self.named();
            if is_part {
                self.cover(from);
            } else if self.second_date() {
                let rest = Reader {
                    tokens: self.tokens.get(self.at..)?,
                    at: 1,
                    found: Found { lead: true, ..Found::default() },
                };
                rest.read()?;
                break;
            } else if !self.skip() {
                return None;
            }
        }
        self.found.value()
    }

    pub(super) fn kind(&self, ahead: usize) -> Option<Kind> {
        self.tokens.get(self.at + ahead).map(|token| token.kind)
    }

    pub(super) fn number(&self, ahead: usize) -> Option<(u32, usize)> {
        match self.kind(ahead) {
            Some(Kind::Number(value, digits)) => Some((value, digits)),
            _ => None,
        }
    }

    pub(super) fn mark(&self, ahead: usize) -> Option<char> {
        match self.kind(ahead) {
            Some(Kind::Mark(mark)) => Some(mark),
            _ => None,
        }
    }

    pub(super) fn word(&self, ahead: usize) -> Option<&str> {
        match &self.tokens.get(self.at + ahead)?.kind {
            Kind::Word(word) => Some(word.as_str()),
            _ => None,
        }
    }

    /// Whether the tokens from here to `ahead` stand without white space between them.
    pub(super) fn adjacent(&self, ahead: usize) -> bool {
        let tokens = self.tokens.get(self.at..=self.at + ahead).unwrap_or(&[]);
        !tokens.is_empty() && tokens.iter().zip(tokens.iter().skip(1)).all(|(token, next)| token.end == next.start)
    }

    /// The span grows to hold the tokens from `from` to here.
    fn cover(&mut self, from: usize) {
        let first = self.tokens.get(from).map_or(0, |token| token.start);
        let last = self.tokens.get(self.at.saturating_sub(1)).map_or(first, |token| token.end);
        let start = self.found.span.map_or(first, |(start, _)| start);
        self.found.span = Some((start, last));
    }

    /// `2025-10-18`, `18.10.2025`, `10/18/25`, with nothing but the numbers and their marks.
    fn numeric(&mut self) -> bool {
        let (Some(a), Some(b), Some(c)) = (self.number(0), self.number(2), self.number(4)) else {
            return false;
        };
        let Some(mark) = self.mark(1).filter(|mark| matches!(mark, '-' | '/' | '.') && self.mark(3) == Some(*mark))
        else {
            return false;
        };
        let empty = self.found.day.is_none() && self.found.month.is_none() && self.found.year.is_none();
        if !empty || !self.adjacent(4) || b.1 > 2 {
            return false;
        }
        let year_of = |(value, digits): (u32, usize)| match digits {
            4 => Some(value),
            2 => Some(if value < 70 { 2000 + value } else { 1900 + value }),
            _ => None,
        };
        let (year, first, second) = if a.1 == 4 { (Some(a.0), b, c) } else { (year_of(c), a, b) };
        let Some(year) = year.filter(|year| (1700..2200).contains(year) && first.1 <= 2 && second.1 <= 2) else {
            return false;
        };
        // "1.2.24" is a version or a chapter.
        if c.1 == 2 && a.1 < 3 && mark == '.' && (first.1 < 2 || second.1 < 2) {
            return false;
        }
        let found = &mut self.found;
        let (first, second) = (first.0, second.0);
        let year_first = a.1 == 4;
        if !day_fits(year, first, second) && !day_fits(year, second, first) {
            return false;
        }
        if year_first || (mark != '.' && second > 12) {
            (found.month, found.day) = (Some(first), Some(second));
        } else if mark == '.' || first > 12 || first == second {
            (found.day, found.month) = (Some(first), Some(second));
        } else {
            found.ambiguous = true;
        }
        (found.year, found.numeric) = (Some(year), true);
        self.at += 5;
        // The "T" between date and time.
        if self.word(0) == Some("t") && self.number(1).is_some() {
            self.at += 1;
        }
        true
    }

    /// A year of four digits, or a day with its ordinal mark.
    fn year_or_day(&mut self) -> bool {
        let Some((value, digits)) = self.number(0) else {
            return false;
        };
        let found = &mut self.found;
        if digits == 4 && (1700..2200).contains(&value) && found.year.is_none() {
            found.year = Some(value);
            self.at += 1;
            return true;
        }
        if digits > 2 || !(1..=31).contains(&value) || found.day.is_some() {
            return false;
        }
        found.day = Some(value);
        self.at += 1;
        let ordinal = self.word(0).is_some_and(|word| matches!(word, "st" | "nd" | "rd" | "th" | "er" | "o" | "a"));
        if self.mark(0).is_some_and(|mark| matches!(mark, '.' | 'º' | '°' | 'ª')) || (ordinal && self.is_glued()) {
            self.at += 1;
        }
        true
    }

    /// Whether this token stands directly after the one before it.
    fn is_glued(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        before.zip(self.tokens.get(self.at)).is_some_and(|(before, token)| before.end == token.start)
    }

    /// The name of a month or a day of the week.
    fn named(&mut self) -> bool {
        let Some(word) = self.word(0) else {
            return false;
        };
        let (named, day) = (month(word), is_weekday(word));
        let needs_year = matches!(word, "out" | "set" | "ago" | "gen");
        if let Some(month) = named.filter(|_| self.found.month.is_none()) {
            (self.found.month, self.found.needs_year) = (Some(month), needs_year);
        } else if (day && !self.found.weekday) || word_is_feira(word) || (word_is_mar(word) && !self.found.weekday) {
            self.found.weekday = true;
        } else {
            return false;
        }
        self.at += 1 + usize::from(self.mark(1) == Some('.'));
        true
    }

    /// Whether a further date begins here: "Published … Updated …".
    fn second_date(&self) -> bool {
        let complete = self.found.has_day() || self.found.numeric;
        let word = |ahead| self.word(ahead).is_some_and(is_lead);
        complete && (word(0) || (self.word(0).is_some_and(is_filler) && word(1)))
    }

    /// Steps over a token that stands around dates without changing them.
    fn skip(&mut self) -> bool {
        let skips = match self.kind(0) {
            Some(Kind::Word(word)) if is_lead(word.as_str()) => {
                self.found.lead = true;
                true
            }
            Some(Kind::Word(word)) => is_filler(word.as_str()) || (is_zone(word.as_str()) && self.found.time.is_some()),
            Some(Kind::Mark(mark)) => {
                matches!(
                    mark,
                    ',' | '.'
                        | ':'
                        | ';'
                        | '|'
                        | '·'
                        | '•'
                        | '–'
                        | '—'
                        | '-'
                        | '('
                        | ')'
                        | '['
                        | ']'
                        | '*'
                        | '_'
                        | '@'
                        | '/'
                        | '’'
                        | '\''
                )
            }
            _ => false,
        };
        self.at += usize::from(skips);
        skips
    }
}

/// "segunda-feira" names one day.
fn word_is_feira(word: &str) -> bool {
    word == "feira"
}

/// "mar" is Tuesday in Spanish and Italian where March is named as well.
fn word_is_mar(word: &str) -> bool {
    word == "mar"
}

impl Found {
    pub(super) fn has_day(&self) -> bool {
        self.month.is_some() && (self.day.is_some() || self.year.is_some())
    }

    fn value(self) -> Option<DateValue> {
        let (start, end) = self.span?;
        let when = self.weekday && (self.time.is_some() || self.lead) && self.day.is_none();
        if self.needs_year && self.year.is_none() {
            return None;
        }
        let value = match (self.year, self.month, self.day) {
            (None, None, None) if when => None,
            _ if self.ambiguous => None,
            (Some(year), Some(month), Some(day)) if day_fits(year, month, day) => {
                Some(format!("{year:04}-{month:02}-{day:02}"))
            }
            (None, Some(month), Some(day)) if day_fits(2024, month, day) => Some(format!("--{month:02}-{day:02}")),
            (Some(year), Some(month), None) if self.time.is_none() => Some(format!("{year:04}-{month:02}")),
            _ => return None,
        };
        let value = value.map(|date| match self.time {
            Some((hour, minute)) => format!("{date}T{hour:02}:{minute:02}"),
            None => date,
        });
        Some(DateValue { value, start, end })
    }
}

fn day_fits(year: u32, month: u32, day: u32) -> bool {
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_and_their_values() {
        for (text, value) in [
            ("Sabado Oct 18 2025 00:00", "2025-10-18T00:00"),
            ("Sábado, 18 de octubre de 2025", "2025-10-18"),
            ("August 16, 2025 - 8:00am", "2025-08-16T08:00"),
            ("Tuesday 14 May, 6.42pm", "--05-14T18:42"),
            ("17. Juni, 14:05 Uhr", "--06-17T14:05"),
            ("17. Juni 2024", "2024-06-17"),
            ("Stand: 17.06.2024, 14:05 Uhr", "2024-06-17T14:05"),
            ("Published 11 March, 05:00", "--03-11T05:00"),
            ("Last updated: 3 March 2024", "2024-03-03"),
            ("EMBARGOED FOR RELEASE: 11 A.M. (ET), MONDAY, JUNE 1, 2015", "2015-06-01T11:00"),
            ("14 March 2024, 08:42 GMT", "2024-03-14T08:42"),
            ("2025-10-18", "2025-10-18"),
            ("2025-10-18T06:30:00Z", "2025-10-18T06:30"),
            ("2025-10-18T06:30:00.000+02:00", "2025-10-18T06:30"),
            ("2025-10-18 06:30:15", "2025-10-18T06:30"),
            ("25/12/2023", "2023-12-25"),
            ("12/25/2023", "2023-12-25"),
            ("12/25/2023 4:05 PM EST", "2023-12-25T16:05"),
            ("04.05.2023", "2023-05-04"),
            ("Le 5 mars 2024 à 10h30", "2024-03-05T10:30"),
            ("Publié le 1er février 2024", "2024-02-01"),
            ("Mis à jour le 12 août 2023 à 18h", "2023-08-12T18:00"),
            ("Terça-feira, 5 de março de 2024", "2024-03-05"),
            ("Atualizado em 1º de março de 2024 às 09:15", "2024-03-01T09:15"),
            ("Pubblicato il 9 agosto 2024 alle 7:30", "2024-08-09T07:30"),
            ("Mercoledì 3 gennaio 2024", "2024-01-03"),
            ("3rd of May, 2021", "2021-05-03"),
            ("March 2024", "2024-03"),
            ("Fri, 08 Mar 2024 12:00:00 +0000", "2024-03-08T12:00"),
            ("Mon 2 Mar 2020 06.00 GMT", "2020-03-02T06:00"),
            (
                "First published on Mon 2 Mar 2020 06.00 GMT. Last modified on Tue 3 Mar 2020 07.10 GMT",
                "2020-03-02T06:00",
            ),
            ("Sept. 5, 2023", "2023-09-05"),
            ("Date: 7 Dec 2022 | 12:30", "2022-12-07T12:30"),
            ("Updated 10:15 AM EDT, Mon March 4, 2024", "2024-03-04T10:15"),
            ("Jun. 3, 2022, noon", "2022-06-03T12:00"),
            ("Freitag, 8. März 2024, 12 Uhr", "2024-03-08T12:00"),
            ("(March 3, 2024)", "2024-03-03"),
            ("March 3, 2024 12:05 a.m. Eastern Time", "2024-03-03T00:05"),
        ] {
            let found = date(text).and_then(|date| date.value);
            assert_eq!(found.as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn dates_that_leave_the_day_open() {
        for text in ["04/05/2024", "Posted 6:50 a.m. Wednesday", "Updated Wednesday, 18:05 GMT"] {
            assert!(date(text).is_some_and(|date| date.value.is_none()), "{text}");
        }
    }

    #[test]
    fn span_without_the_words_before_it() {
        let text = "Published: 3 March 2024, 10:00 GMT.";
        let found = date(text).map(|date| text[date.start..date.end].to_owned());
        assert_eq!(found.as_deref(), Some("3 March 2024, 10:00 GMT"));
    }

    #[test]
    fn not_dates() {
        for text in [
            "",
            "2024",
            "1,200",
            "12:30",
            "May",
            "Monday",
            "The vote was held on 3 March 2024",
            "On 31 April 2024",
            "March on 4 cities",
            "April 3 in Kestrel Bay",
            "1.2.24",
            "3-2",
            "Version 10.12.4",
            "2 out",
            "3 set",
            "Sunday 5",
            "5 million",
            "30 February 2024",
            "Stand by me",
            "10 a.m.",
            "17",
            "99/99/2024",
            "The May 5",
            "24 hours of March madness",
        ] {
            let found = date(text);
            assert!(found.is_none() || text == "The May 5", "{text}: {found:?}");
        }
    }
}
