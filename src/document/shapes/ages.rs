//! Relative times, times of day, and how long reading takes.

use super::super::vocabulary::{is_amount, is_filler, is_lead, is_unit, is_weekday, is_zone, month};
use super::dates::date;
use super::tokens::{Folded, Kind, Token, tokens};
use super::words::Words;
use super::{Shape, Shapes};

/// A text with more words is no age and no date.
const MOST_WORDS: u32 = 16;
/// More minutes than this are no reading time.
const MOST_MINUTES: u32 = 300;

/// `age`, `date`, `time` and `reading-time`.
pub(super) fn shapes(core: &str, words: &Words<'_>, shapes: &mut Shapes) {
    if words.count() > MOST_WORDS {
        return;
    }
    let has_digit = core.bytes().any(|byte| byte.is_ascii_digit());
    if has_digit {
        if is_time(core) {
            shapes.insert(Shape::Time);
            return;
        }
        if may_be_date(words) && date(core).is_some() {
            shapes.insert(Shape::Date);
            return;
        }
        if words.count() <= 8 && reading_minutes(core).is_some() {
            shapes.insert(Shape::ReadingTime);
            return;
        }
    }
    shapes.insert_if(Shape::Age, (has_digit || tells_time(words)) && is_age(core));
}

/// Whether the first word with letters only is one that dates have: most lines with a number in them are none.
fn may_be_date(words: &Words<'_>) -> bool {
    let first = words.all().iter().find(|word| !word.text.is_empty() && !word.has_digit());
    let Some(first) = first.map(|word| Folded::of(word.text.split(['-', '\'', '’', ':']).next().unwrap_or("")))
    else {
        return true;
    };
    let first = first.as_str();
    month(first).is_some()
        || is_weekday(first)
        || is_lead(first)
        || is_filler(first)
        || is_zone(first)
        || matches!(first, "" | "pm" | "h" | "noon" | "midnight" | "midday")
}

/// Whether one of few words is one that relative times without digits have.
fn tells_time(words: &Words<'_>) -> bool {
    let tells = |word: &str| {
        matches!(
            Folded::of(word).as_str(),
            "ago"
                | "fa"
                | "atras"
                | "earlier"
                | "vor"
                | "hace"
                | "ha"
                | "il"
                | "now"
                | "eben"
                | "adesso"
                | "moment"
                | "yesterday"
                | "gestern"
                | "vorgestern"
                | "ayer"
                | "ontem"
                | "ieri"
        )
    };
    words.count() <= 6 && words.all().iter().any(|word| word.text.len() <= 10 && tells(word.text))
}

/// The minutes of a text that says how long reading takes and nothing else: "7 min", "4 min read", "Lesezeit: 3
/// Minuten". `None` for other texts.
pub fn reading_minutes(text: &str) -> Option<u32> {
    let is_min = |start: &[u8]| start.eq_ignore_ascii_case(b"min");
    if text.len() > 60 || !text.as_bytes().windows(3).any(is_min) {
        return None;
    }
    let (mut minutes, mut unit, mut short, mut says_reading) = (None, false, false, false);
    for token in tokens(text)? {
        match token.kind {
            Kind::Number(value, _) if minutes.is_none() => minutes = Some(value),
            Kind::Word(word) => match word.as_str() {
                "min" | "mins" if !unit => (unit, short) = (true, true),
                "minute" | "minutes" | "minuten" | "minuto" | "minutos" | "minuti" if !unit => unit = true,
                "read" | "reading" | "lesezeit" | "lesedauer" | "lecture" | "lectura" | "leitura" | "lettura"
                | "lesen" => {
                    says_reading = true;
                }
                "time" | "to" | "estimated" | "est" | "approx" | "about" | "of" | "de" | "du" | "di" | "temps"
                | "tiempo" | "tempo" | "duree" | "ca" | "circa" | "environ" | "article" | "in" | "less" | "than"
                | "a" | "minimo" | "long" => {}
                _ => return None,
            },
            Kind::Mark(':' | '.' | '-' | '–' | '—' | '~' | '|' | '·' | '•' | '(' | ')' | '≈' | '<') => {}
            _ => return None,
        }
    }
    let minutes = minutes.filter(|minutes| (1..=MOST_MINUTES).contains(minutes))?;
    // "7 minutes" alone is a duration, and so is "about 7 min".
    let bare = short && text.split_whitespace().count() <= 2;
    (unit && (says_reading || bare)).then_some(minutes)
}

/// `00:00`, `12:04 PM`, `1:02:33`, `0:31 / 2:05`, `14:05 Uhr`, `10 a.m.`
fn is_time(text: &str) -> bool {
    if text.len() > 40 {
        return false;
    }
    let Some(tokens) = tokens(text) else {
        return false;
    };
    let (mut clock, mut half) = (false, false);
    for (token, next) in tokens.iter().zip(tokens.iter().skip(1).map(Some).chain([None])) {
        match &token.kind {
            Kind::Number(_, digits) => {
                if *digits > 3 {
                    return false;
                }
                clock |= matches!(next.map(|next| next.kind), Some(Kind::Mark(':')))
                    && next.is_some_and(|next| next.start == token.end);
            }
            Kind::Word(word) => match word.as_str() {
                "am" | "pm" | "uhr" => half = true,
                word if is_zone(word) || word == "time" => {}
                _ => return false,
            },
            Kind::Mark(':' | '/' | '(' | ')' | '.' | '-' | '–' | '|') => {}
            Kind::Mark(_) => return false,
        }
    }
    matches!(tokens.first().map(|token| token.kind), Some(Kind::Number(..) | Kind::Mark('(' | '-'))) && (clock || half)
}

/// A relative time, with or without a word such as "Published" before it.
pub(crate) fn is_age(text: &str) -> bool {
    if text.len() > 60 {
        return false;
    }
    let Some(tokens) = tokens(text) else {
        return false;
    };
    let is_mark = |token: &&Token| {
        matches!(
            token.kind,
            Kind::Mark(',' | '.' | ':' | '|' | '·' | '•' | '(' | ')' | '-' | '–' | '—' | '~' | '/' | '*' | '\'' | '’')
        )
    };
    let parts: Vec<Token> = tokens.iter().filter(|token| !is_mark(token)).copied().collect();
    let mut rest = parts.as_slice();
    // "Last updated", "Published on", "about", "less than", but not the "a" of "a day ago".
    while let Some((first, after)) = rest.split_first() {
        let word = word(first);
        let leads = is_lead(word)
            || matches!(
                word,
                "last"
                    | "first"
                    | "about"
                    | "over"
                    | "almost"
                    | "less"
                    | "than"
                    | "more"
                    | "around"
                    | "nearly"
                    | "some"
                    | "zuletzt"
                    | "etwa"
                    | "rund"
                    | "circa"
                    | "ca"
                    | "environ"
                    | "le"
                    | "edited"
                    | "on"
            );
        if !leads {
            break;
        }
        rest = after;
    }
    is_ago(rest) || is_compact(rest, text) || is_named_time(rest)
}

fn word(token: &Token) -> &str {
    match &token.kind {
        Kind::Word(word) => word.as_str(),
        _ => "",
    }
}

/// "2 hours, 5 minutes ago", "vor 2 Stunden", "il y a 3 heures", "hace 2 horas", "há 2 horas", "2 ore fa".
fn is_ago(parts: &[Token]) -> bool {
    let words = |count: usize| parts.iter().take(count).map(word).collect::<Vec<_>>();
    let (amounts, marked) = if words(3) == ["il", "y", "a"] {
        (parts.get(3..), true)
    } else if matches!(words(1).first(), Some(&("vor" | "hace" | "ha"))) {
        (parts.get(1..), true)
    } else {
        (Some(parts), false)
    };
    let mut rest = amounts.unwrap_or(&[]);
    if let Some((last, before)) = rest.split_last()
        && matches!(word(last), "ago" | "fa" | "atras" | "geleden" | "earlier")
    {
        rest = before;
    } else if !marked {
        return false;
    }
    // "a few minutes"
    if let [first, second, ..] = rest
        && matches!(word(first), "a" | "einigen")
        && matches!(word(second), "few" | "couple")
    {
        rest = rest.get(1..).unwrap_or(&[]);
    }
    let mut pairs = 0;
    while let [amount, unit, after @ ..] = rest {
        if !is_number(amount) || !is_unit(word(unit)) {
            return false;
        }
        pairs += 1;
        rest = match after.split_first() {
            Some((and, after)) if matches!(word(and), "and" | "und" | "et" | "y" | "e") => after,
            _ => after,
        };
    }
    pairs > 0 && pairs <= 3 && rest.is_empty()
}

/// A number below a thousand, or a word for one.
fn is_number(token: &Token) -> bool {
    matches!(token.kind, Kind::Number(value, _) if value < 1000) || is_amount(word(token))
}

/// "5h", "3 d", "2w", "10 hrs".
fn is_compact(parts: &[Token], text: &str) -> bool {
    let [amount, unit] = parts else {
        return false;
    };
    let glued = amount.end == unit.start;
    let short = match word(unit) {
        "h" | "hr" | "hrs" | "d" | "w" | "wk" | "std" => true,
        "m" | "mo" | "y" | "j" | "yr" => glued,
        _ => false,
    };
    // "5M" is five million.
    let small = text.get(unit.start..unit.end).is_some_and(|unit| !unit.starts_with('M'));
    matches!(amount.kind, Kind::Number(_, 1..=2)) && short && small
}

/// "Just now", "yesterday at 10:30", "gestern, 18:04 Uhr", "today, 9 a.m."
fn is_named_time(parts: &[Token]) -> bool {
    let (Some(first), second) = (parts.first().map(word), parts.get(1).map(word)) else {
        return false;
    };
    let rest = match (first, second) {
        ("just", Some("now")) | ("gerade", Some("eben")) | ("adesso" | "now", None) => {
            return parts.len() <= 2;
        }
        ("a", Some("moment")) | ("moments", Some("ago")) => return parts.len() <= 3,
        ("yesterday" | "gestern" | "vorgestern" | "ayer" | "ontem" | "ieri", _) => parts.get(1..).unwrap_or(&[]),
        // These words mean other things unless a time follows.
        ("today" | "heute" | "hier" | "hoy" | "hoje" | "oggi" | "tonight" | "aujourd", Some(_)) if parts.len() > 1 => {
            let after = parts.get(1..).unwrap_or(&[]);
            if !after.iter().any(|token| matches!(token.kind, Kind::Number(..))) {
                return false;
            }
            after
        }
        _ => return false,
    };
    rest.iter().all(|token| match token.kind {
        Kind::Number(_, digits) => digits <= 2,
        Kind::Word(word) => {
            let word = word.as_str();
            matches!(word, "pm" | "h" | "uhr" | "hui") || (is_filler(word) && !is_weekday(word)) || is_zone(word)
        }
        Kind::Mark(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::{is_age, is_time, reading_minutes};

    #[test]
    fn ages() {
        for text in [
            "2 minutes ago",
            "Updated 3 hours ago",
            "Published: 2 hours, 5 minutes ago",
            "a day ago",
            "an hour ago",
            "5h",
            "5 h",
            "3d",
            "12m",
            "2 hrs ago",
            "2w",
            "about 4 hours ago",
            "less than a minute ago",
            "just now",
            "Yesterday",
            "Yesterday at 10:30 AM",
            "yesterday, 6 pm",
            "vor 2 Stunden",
            "Vor einer Stunde",
            "vor 3 Std.",
            "gestern, 18:04 Uhr",
            "il y a 3 heures",
            "Il y a une heure",
            "Publié il y a 2 jours",
            "hace 2 horas",
            "Hace un día",
            "há 2 horas",
            "2 horas atrás",
            "2 ore fa",
            "un'ora fa",
            "• 7 hours ago",
            "Today, 9:15",
            "a few seconds ago",
            "2 years ago",
        ] {
            assert!(is_age(text), "{text}");
        }
        for text in [
            "",
            "ago",
            "2 hours",
            "5M",
            "Long ago",
            "The store opened 3 hours ago",
            "3 goals ago",
            "now or never",
            "Today",
            "hier",
            "10,000 years ago the ice went",
            "Heute",
            "4 min read",
            "5 kg",
            "7 days",
            "Yesterday the bank closed",
            "hace frío",
        ] {
            assert!(!is_age(text), "{text}");
        }
    }

    #[test]
    fn reading_times() {
        for (text, minutes) in [
            ("7 min", 7),
            ("4 min read", 4),
            ("Reading time: 3 minutes", 3),
            ("Lesezeit: 3 Min.", 3),
            ("Lecture 2 min", 2),
            ("3 minute read", 3),
            ("4-minute read", 4),
            ("Temps de lecture : 5 minutes", 5),
            ("Tiempo de lectura: 6 minutos", 6),
            ("Tempo di lettura: 2 minuti", 2),
            ("Estimated reading time: 12 mins", 12),
            ("Less than 1 min read", 1),
            ("5 min.", 5),
            ("2 min de lecture", 2),
            ("Lesedauer: 4 Minuten", 4),
        ] {
            assert_eq!(reading_minutes(text), Some(minutes), "{text}");
        }
        for text in [
            "",
            "7 minutes",
            "min",
            "3 km",
            "0 min",
            "4 min run",
            "read 5 books",
            "2 min 30 sec",
            "10 min walk",
            "999 min read",
        ] {
            assert_eq!(reading_minutes(text), None, "{text}");
        }
    }

    #[test]
    fn times() {
        for text in ["00:00", "12:04 PM", "1:02:33", "0:31 / 2:05", "14:05 Uhr", "10 a.m.", "6:30 am ET", "-0:42"] {
            assert!(is_time(text), "{text}");
        }
        for text in ["", "12", "Psalm 12:4 says", "2024", "am", "3-2", "3 pm today", "John 3:16"] {
            assert!(!is_time(text), "{text}");
        }
    }
}
