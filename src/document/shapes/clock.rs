//! The time of day within a date, with its zone.

use super::super::vocabulary::is_zone;
use super::dates::Reader;

impl Reader<'_> {
    /// `08:00`, `8.42pm`, `8am`, `14h30`, `14:05 Uhr`, with zone.
    pub(super) fn time(&mut self) -> bool {
        let Some((hour, digits)) = self.number(0).filter(|(_, digits)| *digits <= 2) else {
            return self.noon();
        };
        if self.found.time.is_some() || hour > 24 {
            return false;
        }
        let minute = self.number(2).filter(|(minute, digits)| *digits == 2 && *minute < 60).map(|(minute, _)| minute);
        let (minute, mut next, sure) = match (self.mark(1), self.word(1), minute) {
            (Some(':'), _, Some(minute)) => (minute, 3, true),
            (Some('.'), _, Some(minute)) if self.adjacent(2) => (minute, 3, false),
            (_, Some("h"), Some(minute)) if self.adjacent(1) => (minute, 3, true),
            (_, Some("h"), _) if self.adjacent(1) && self.found.has_day() => (0, 2, true),
            _ => (0, 1, false),
        };
        if next == 3 && self.mark(next) == Some(':') && self.number(next + 1).is_some_and(|(_, digits)| digits == 2) {
            next += 2;
            if self.mark(next) == Some('.') && self.number(next + 1).is_some() {
                next += 2;
            }
        }
        let named = self.word(next).is_some_and(|word| matches!(word, "uhr" | "h" | "hrs" | "hs" | "heures" | "horas"));
        let zoned = self.word(next).is_some_and(is_zone);
        let half = self.word(next).and_then(|word| match word {
            "am" => Some(0),
            "pm" => Some(12),
            _ => None,
        });
        let half = half.filter(|_| hour <= 12 && hour > 0 && !self.am_is_german(next));
        // "6.42" is a time beside a date only; "6" needs a word that says so.
        let dotted = next == 3 && (self.found.has_day() || self.found.weekday || zoned);
        if !(sure || half.is_some() || (named && (self.word(next) != Some("h") || digits == 2)) || dotted) {
            return false;
        }
        let hour = half.map_or(hour, |half| hour % 12 + half) % 24;
        self.found.time = Some((hour, minute));
        self.at += next + usize::from(named || half.is_some());
        self.zone();
        true
    }

    /// "17 Uhr am 3. Juni": a German "am" goes before a day.
    fn am_is_german(&self, at: usize) -> bool {
        self.number(at + 1).is_some() && self.mark(at + 2) == Some('.')
    }

    fn noon(&mut self) -> bool {
        let time = match self.word(0) {
            Some("noon" | "midday") => (12, 0),
            Some("midnight") => (0, 0),
            _ => return false,
        };
        self.found.time = self.found.time.or(Some(time));
        self.at += 1;
        true
    }

    /// Takes the zone after a time: "GMT", "(ET)", "+01:00", "Z", "Eastern Time".
    fn zone(&mut self) {
        let bracket = usize::from(self.mark(0) == Some('('));
        if self.word(bracket).is_some_and(is_zone) {
            self.at += bracket;
            while self.word(0).is_some_and(|word| is_zone(word) || word == "time") {
                self.at += 1;
            }
            self.at += usize::from(bracket == 1 && self.mark(0) == Some(')'));
        }
        let signed = matches!(self.mark(0), Some('+' | '-' | '−'));
        let glued = self.adjacent(1) && self.number(1).is_some_and(|(_, digits)| digits == 2 || digits == 4);
        if signed
            && glued
            && (self.mark(0) == Some('+')
                || self.number(1).is_some_and(|(_, digits)| digits == 4)
                || self.mark(2) == Some(':'))
        {
            self.at += 2;
            if self.mark(0) == Some(':') && self.number(1).is_some() {
                self.at += 2;
            }
        }
    }
}
