//! Offices and their holders, by date: who "then-President X" was on the day of a document. It describes and proves
//! nothing: of one who held the office twice, a text may rightly speak of the earlier term.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::date::PartialDate;

/// The table, compiled in.
const TABLE: &str = include_str!("../../data/offices.toml");

static SHIPPED: LazyLock<Offices> = LazyLock::new(|| match Offices::parse(TABLE) {
    Ok(offices) => offices,
    Err(error) => panic!("data/offices.toml is broken: {error}"),
});

/// An office: its title, whose it is, and the terms of its holders.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    title: String,
    #[serde(default)]
    titles: Vec<String>,
    of: Vec<String>,
    source: String,
    terms: Vec<Term>,
}

/// One stay of one person in an office.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    name: String,
    #[serde(default)]
    family: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    acting: bool,
    from: PartialDate,
    to: Option<PartialDate>,
}

impl Office {
    /// The office in words: "President of the United States" is `President (United States)`.
    pub fn name(&self) -> String {
        format!("{} ({})", self.title, self.of.first().map_or("", String::as_str))
    }

    /// Where its terms can be checked.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Its terms, the earliest first.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Whether `title`, folded, is a way to write this office: the title alone, with the state or body before it or behind.
    fn is_called(&self, title: &str) -> bool {
        std::iter::once(&self.title).chain(&self.titles).map(|own| fold(own)).any(|own| {
            let Some(rest) = title.strip_prefix(&own).or_else(|| title.strip_suffix(&own)) else { return false };
            let rest = rest.trim().trim_start_matches("of ").trim_start_matches("the ").trim_end_matches("'s");
            rest.is_empty() || self.of.iter().any(|of| fold(of) == rest)
        })
    }
}

impl Term {
    /// The holder's name in full.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the holder only stood in.
    pub fn is_acting(&self) -> bool {
        self.acting
    }

    /// The first day.
    pub fn from(&self) -> PartialDate {
        self.from
    }

    /// The last day; `None` for one in office on the day of the table.
    pub fn to(&self) -> Option<PartialDate> {
        self.to
    }

    /// Whether the holder was in office on some of the days that `on` may mean.
    fn covers(&self, on: PartialDate) -> bool {
        self.from.first() <= on.last() && self.to.is_none_or(|to| to.last() >= on.first())
    }

    /// Whether `person`, folded, is a name of the holder: in full, another spelling, or the family name.
    fn is_of(&self, person: &str) -> bool {
        let own = self.family.is_empty().then(|| self.name.rsplit(' ').next()).flatten();
        let all = std::iter::once(self.name.as_str()).chain(own);
        let all = all.chain(self.names.iter().chain(&self.family).map(String::as_str));
        all.map(fold).any(|name| name == person)
    }
}

/// What the table says of a person and an office on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'o> {
    /// The office.
    pub office: &'o Office,
    /// The person's name in full.
    pub person: &'o str,
    /// All terms of the person in this office, the earliest first.
    pub terms: Vec<&'o Term>,
    /// In office on that day; `None` when the day lies beyond the table.
    pub in_office: Option<bool>,
    /// A term had ended before that day.
    pub before: bool,
    /// A term began after that day.
    pub after: bool,
}

impl Standing<'_> {
    /// Whether the person is in office on the table's last day: the best that can be said of a later one.
    pub fn is_last_known(&self) -> bool {
        self.terms.last().is_some_and(|term| term.to.is_none())
    }
}

/// Offices and their holders.
///
/// ```
/// use unchaff::source::Offices;
///
/// let offices = Offices::shipped();
/// let found = offices.standings("US President", "Obama", "2012-05-01".parse()?);
/// assert_eq!((found[0].person, found[0].in_office), ("Barack Obama", Some(true)));
///
/// // "then-President Trump" in a text of 2025 may rightly mean the first of two terms.
/// let found = offices.standings("President", "Donald Trump", "2025-05-01".parse()?);
/// assert_eq!((found[0].in_office, found[0].before, found[0].terms.len()), (Some(true), true, 2));
///
/// let holders = offices.holders("Chancellor of Germany", "2016".parse()?);
/// assert_eq!(holders[0].name(), "Angela Merkel");
/// # Ok::<(), unchaff::source::BadDate>(())
/// ```
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offices {
    dated: PartialDate,
    office: Vec<Office>,
}

impl Offices {
    /// The table that comes with unchaff, read once.
    pub fn shipped() -> &'static Offices {
        &SHIPPED
    }

    fn parse(text: &str) -> Result<Offices, String> {
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// The day up to which the table is complete.
    pub fn dated(&self) -> PartialDate {
        self.dated
    }

    /// Every office.
    pub fn iter(&self) -> impl Iterator<Item = &Office> {
        self.office.iter()
    }

    /// The offices that a title as it stands in a text may mean: "President" is many, "US President" one. Case, accents
    /// and the words "then", "former" and "the" before it do not matter.
    pub fn called(&self, title: &str) -> Vec<&Office> {
        let title = fold(title);
        let mut bare = title.as_str();
        while let Some(rest) = ["then ", "former ", "the "].iter().find_map(|word| bare.strip_prefix(word)) {
            bare = rest;
        }
        self.office.iter().filter(|office| !bare.is_empty() && office.is_called(bare)).collect()
    }

    /// Who held the offices of that title on a day, or on some days of a month or year; nobody beyond the table's day.
    pub fn holders(&self, title: &str, on: PartialDate) -> Vec<&Term> {
        if !self.knows(on) {
            return Vec::new();
        }
        let terms = self.called(title).into_iter().flat_map(Office::terms);
        terms.filter(|term| term.covers(on)).collect()
    }

    /// What the table says of a person, by full or family name, in the offices of that title: one standing for each
    /// office and person that may be meant (two presidents were called Bush), none where the table knows of none.
    pub fn standings(&self, title: &str, person: &str, on: PartialDate) -> Vec<Standing<'_>> {
        let person = fold(person);
        let offices = self.called(title).into_iter();
        offices.flat_map(|office| self.in_office(office, &person, on)).collect()
    }

    fn in_office<'o>(&self, office: &'o Office, person: &str, on: PartialDate) -> Vec<Standing<'o>> {
        let mut found: Vec<Standing<'o>> = Vec::new();
        for term in office.terms.iter().filter(|term| term.is_of(person)) {
            match found.iter_mut().find(|standing| standing.person == term.name) {
                Some(standing) => standing.terms.push(term),
                None => found.push(Standing {
                    office,
                    person: &term.name,
                    terms: vec![term],
                    in_office: None,
                    before: false,
                    after: false,
                }),
            }
        }
        for standing in &mut found {
            standing.before = standing.terms.iter().any(|term| term.to.is_some_and(|to| to.last() < on.first()));
            standing.after = standing.terms.iter().any(|term| term.from.first() > on.last());
            standing.in_office = self.knows(on).then(|| standing.terms.iter().any(|term| term.covers(on)));
        }
        found
    }

    fn knows(&self, on: PartialDate) -> bool {
        let last: Date = self.dated.last();
        on.first() <= last
    }
}

/// Lower case, without accents, hyphens as spaces, single spaces.
fn fold(text: &str) -> String {
    let plain: String = text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '-' | '‐' | '‑' | '–' => ' ',
            '’' | '‘' => '\'',
            c => c,
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> PartialDate {
        text.parse().expect("a date")
    }

    fn holders(title: &str, on: &str) -> Vec<&'static str> {
        Offices::shipped().holders(title, day(on)).into_iter().map(Term::name).collect()
    }

    /// Full name, in office, before, after.
    fn standing(title: &str, person: &str, on: &str) -> Vec<(&'static str, Option<bool>, bool, bool)> {
        let found = Offices::shipped().standings(title, person, day(on));
        found.into_iter().map(|s| (s.person, s.in_office, s.before, s.after)).collect()
    }

    #[test]
    fn who_held_an_office() {
        assert_eq!(holders("US President", "2019-06-01"), ["Donald Trump"]);
        assert_eq!(holders("then-U.S. President", "2022"), ["Joe Biden"]);
        assert_eq!(holders("President of the United States", "2021-01"), ["Donald Trump", "Joe Biden"]);
        assert_eq!(holders("British Prime Minister", "2022-09-20"), ["Liz Truss"]);
        assert_eq!(holders("Britain's Prime Minister", "2022-10-01"), ["Liz Truss"]);
        assert_eq!(holders("NATO Secretary-General", "2013"), ["Anders Fogh Rasmussen"]);
        assert_eq!(holders("NATO chief", "2015-01-01"), ["Jens Stoltenberg"]);
        assert_eq!(holders("President of the European Commission", "2017"), ["Jean-Claude Juncker"]);
        assert_eq!(holders("US President", "1900"), Vec::<&str>::new());
        assert_eq!(holders("US President", "2030"), Vec::<&str>::new(), "beyond the table nothing is known");
        for title in ["", "then", "Lord Mayor", "US"] {
            assert_eq!(holders(title, "2019"), Vec::<&str>::new(), "{title}");
        }
    }

    #[test]
    fn what_a_person_was_on_a_day() {
        assert_eq!(standing("President", "Biden", "2024-01-01"), [("Joe Biden", Some(true), false, false)]);
        assert_eq!(standing("US Vice President", "Joe Biden", "2024-01-01"), [("Joe Biden", Some(false), true, false)]);
        assert_eq!(standing("President", "Trump", "2023-01-01"), [("Donald Trump", Some(false), true, true)]);
        assert_eq!(standing("President", "TRUMP", "2025-03-01"), [("Donald Trump", Some(true), true, false)]);
        assert_eq!(standing("President", "Trump", "2040-03-01"), [("Donald Trump", None, true, false)]);
        assert_eq!(
            standing("Turkish President", "Erdogan", "2020"),
            [("Recep Tayyip Erdoğan", Some(true), false, false)]
        );
        assert_eq!(standing("Prime Minister", "Shinzo Abe", "2010"), [("Shinzo Abe", Some(false), true, true)]);
        let bushes = standing("US President", "Bush", "2003");
        assert_eq!(
            bushes,
            [("George H. W. Bush", Some(false), true, false), ("George W. Bush", Some(true), false, false)]
        );
        let last_known = |person| Offices::shipped().standings("President", person, day("2040"))[0].is_last_known();
        assert_eq!((last_known("Trump"), last_known("Biden")), (true, false));
        assert_eq!(standing("President", "Nobody", "2003"), []);
        assert_eq!(standing("President", "", "2003"), []);
    }

    #[test]
    fn acting_holders_are_marked() {
        let found = Offices::shipped().standings("Russian President", "Putin", day("2000-02-01"));
        assert!(found[0].in_office == Some(true) && found[0].terms[0].is_acting());
    }

    /// Terms follow one another, end after they begin and do not reach beyond the table; nobody stands under two spellings.
    #[test]
    fn the_table_is_in_order() {
        let all = Offices::shipped();
        assert!(all.iter().count() >= 60);
        let names: Vec<String> = all.iter().map(|office| office.name()).collect();
        let unique: std::collections::BTreeSet<&String> = names.iter().collect();
        assert_eq!(unique.len(), names.len(), "an office stands twice");
        for office in all.iter() {
            let name = office.name();
            assert!(office.source.starts_with("http") && !office.of.is_empty() && !office.terms.is_empty(), "{name}");
            for term in &office.terms {
                assert!(term.to.is_none_or(|to| term.from < to), "{} in {name}", term.name);
                assert!(term.from <= all.dated && term.to.is_none_or(|to| to <= all.dated), "{} in {name}", term.name);
            }
            for pair in office.terms.windows(2) {
                let ended = pair[0].to.unwrap_or_else(|| panic!("{} in {name} never ends", pair[0].name));
                assert!(ended <= pair[1].from, "{} and {} overlap in {name}", pair[0].name, pair[1].name);
                let gap = ended.last().until(pair[1].from.first()).unwrap().get_days();
                assert!(gap <= 1_200, "{gap} days between {} and {} in {name}", pair[0].name, pair[1].name);
            }
            for term in &office.terms {
                let last = fold(term.name.rsplit(' ').next().unwrap());
                assert!(term.is_of(&last) || !term.family.is_empty(), "{} in {name}", term.name);
                assert!(office.is_called(&fold(&format!("{} {}", office.of[0], office.title))), "{name}");
            }
        }
    }

    #[test]
    fn the_ends_of_terms() {
        let offices = Offices::parse(
            "dated = 2020-12-31\n[[office]]\ntitle = \"Mayor\"\nof = [\"Tarn\"]\nsource = \"https://tarn.example\"\n\
             terms = [{ name = \"Ida Kehr\", from = 2001-02-03, to = 2005 }, { name = \"Bo Lind\", from = 2006 }]",
        )
        .unwrap();
        let on = |date: &str| offices.holders("Mayor of Tarn", day(date)).len();
        assert_eq!((on("2001-02-02"), on("2001-02-03"), on("2005-12-31"), on("2006-01-01")), (0, 1, 1, 1));
        assert_eq!((on("2020-12-31"), on("2021-01-01"), on("2005")), (1, 0, 1));
        assert!(Offices::parse("dated = 2020\n[[office]]\ntitle = 3").is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_words_are_fine(title in "\\PC{0,30}", person in "\\PC{0,30}", year in 0..9999_i32) {
            let on = day(&format!("{year:04}"));
            Offices::shipped().standings(&title, &person, on);
            Offices::shipped().standings(&format!("President {title}"), &person, on);
        }
    }
}
