//! Dates that may lack their day or month, as lists and terms of office have them.

use jiff::civil::Date;

/// A year, a month of a year, or a day; ordered and written as ISO 8601 has it (`2023`, `2023-09`, `2023-09-05`).
///
/// ```
/// use unchaff::source::PartialDate;
///
/// let month: PartialDate = "2023-09".parse()?;
/// assert_eq!(month.first().to_string(), "2023-09-01");
/// assert_eq!(month.last().to_string(), "2023-09-30");
/// assert_eq!("2026-08-19T10:00:49.597Z".parse::<PartialDate>()?.to_string(), "2026-08-19");
/// # Ok::<(), unchaff::source::BadDate>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

/// A text that is no date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no date: write 2024, 2024-05 or 2024-05-31")]
pub struct BadDate(String);

impl PartialDate {
    /// The first day it may mean.
    pub fn first(self) -> Date {
        Date::constant(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// The last day it may mean.
    pub fn last(self) -> Date {
        let month = Date::constant(self.year, self.month.unwrap_or(12), 1);
        match self.day {
            Some(_) => self.first(),
            None => month.last_of_month(),
        }
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        PartialDate { year: date.year(), month: Some(date.month()), day: Some(date.day()) }
    }
}

impl std::str::FromStr for PartialDate {
    type Err = BadDate;

    /// Reads `YYYY`, `YYYY-MM`, `YYYY-MM-DD`; a time behind the day is left out of account.
    fn from_str(text: &str) -> Result<Self, BadDate> {
        let bad = || BadDate(text.chars().take(40).collect());
        let day = text.trim().split(['T', 't', ' ']).next().unwrap_or("");
        let part = |part: &str, length: usize| {
            let sound = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
            if sound { part.parse::<i16>().map_err(|_| bad()) } else { Err(bad()) }
        };
        let mut parts = day.splitn(3, '-');
        let year = part(parts.next().unwrap_or(""), 4)?;
        let month = parts.next().map(|month| part(month, 2)).transpose()?;
        let of_month = parts.next().map(|day| part(day, 2)).transpose()?;
        Date::new(year, month.unwrap_or(1) as i8, of_month.unwrap_or(1) as i8).map_err(|_| bad())?;
        Ok(PartialDate { year, month: month.map(|month| month as i8), day: of_month.map(|day| day as i8) })
    }
}

impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

impl serde::Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for PartialDate {
    /// From a text, or in TOML from a date that is not in quotation marks.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Written {
            Text(String),
            Toml(toml::value::Datetime),
            Year(i16),
        }
        let text = match Written::deserialize(deserializer)? {
            Written::Text(text) => text,
            Written::Toml(date) => date.to_string(),
            Written::Year(year) => format!("{year:04}"),
        };
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_as_read() {
        for text in ["2024", "2024-02", "2024-02-29"] {
            assert_eq!(text.parse::<PartialDate>().unwrap().to_string(), text);
        }
        assert_eq!("2024-02".parse::<PartialDate>().unwrap().last().to_string(), "2024-02-29");
        assert_eq!("2024".parse::<PartialDate>().unwrap().last().to_string(), "2024-12-31");
    }

    #[test]
    fn what_is_no_date() {
        for text in ["", "24", "2024-13", "2023-02-29", "2024-2-1", "-2024", "2024-02-01-01", "May 2024", "٢٠٢٤"] {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn toml_may_leave_the_quotation_marks_out() {
        #[derive(serde::Deserialize)]
        struct Row {
            date: PartialDate,
        }
        for text in ["date = 2024-02-29", "date = \"2024-02-29\"", "date = 2024-02-29T01:02:03Z"] {
            assert_eq!(toml::from_str::<Row>(text).unwrap().date.to_string(), "2024-02-29", "{text}");
        }
        assert_eq!(toml::from_str::<Row>("date = 2024").unwrap().date.to_string(), "2024");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_date_or_none(text in "\\PC{0,12}|[0-9]{3,5}(-[0-9]{1,3}){0,3}T?") {
            if let Ok(date) = text.parse::<PartialDate>() {
                proptest::prop_assert!(date.first() <= date.last());
                proptest::prop_assert_eq!(date.to_string().parse::<PartialDate>(), Ok(date));
            }
        }
    }
}
