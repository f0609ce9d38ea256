//! The patterns of search goggles and of filter lists: `*` for anything, `^` for the end of a word of an address.

/// A compiled pattern. `*` stands for any characters, `^` for one that separates the words of an address or for its
/// end; `|` at an end of the pattern ties it to that end of the address. Everything else stands for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wildcard {
    parts: Vec<Vec<Sign>>,
    at_start: bool,
    at_end: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Char(char),
    Separator,
}

impl Wildcard {
    /// Compiles `pattern`; case does not matter.
    pub(crate) fn new(pattern: &str) -> Wildcard {
        let pattern = pattern.to_lowercase();
        let (at_start, rest) = pattern.strip_prefix('|').map_or((false, pattern.as_str()), |rest| (true, rest));
        let (at_end, rest) = rest.strip_suffix('|').map_or((false, rest), |rest| (true, rest));
        let sign = |c| if c == '^' { Sign::Separator } else { Sign::Char(c) };
        let parts = rest.split('*').map(|part| part.chars().map(sign).collect()).collect();
        Wildcard { parts, at_start, at_end }
    }

    /// The characters that must be there.
    pub(crate) fn len(&self) -> usize {
        self.parts.iter().map(Vec::len).sum()
    }

    /// Whether the pattern fits somewhere in `address`, which is in lower case.
    ///
    /// The parts between the stars are looked for one behind the other, each at its first place: that decides it
    /// without going back, so the time is bounded by the product of the lengths.
    pub(crate) fn is_in(&self, address: &str) -> bool {
        let address: Vec<char> = address.chars().collect();
        let last = self.parts.len() - 1;
        let mut from = 0;
        for (index, part) in self.parts.iter().enumerate() {
            let bound = |at: &usize| match fits(part, &address, *at) {
                Some(end) => !(index == last && self.at_end) || end >= address.len(),
                None => false,
            };
            let until = if index == 0 && self.at_start { from } else { address.len() };
            let Some(place) = (from..=until).find(bound) else { return false };
            from = fits(part, &address, place).unwrap_or(place).min(address.len());
        }
        true
    }
}

/// Where the part ends that begins at `at`; a separator at the very end counts one place beyond it.
fn fits(part: &[Sign], address: &[char], at: usize) -> Option<usize> {
    let mut at = at;
    for sign in part {
        match (sign, address.get(at)) {
            (Sign::Char(wanted), Some(found)) if wanted == found => {}
            (Sign::Separator, Some(c)) if !(c.is_alphanumeric() || "_-.%".contains(*c)) => {}
            (Sign::Separator, None) if at == address.len() => {}
            _ => return None,
        }
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, address: &str) -> bool {
        Wildcard::new(pattern).is_in(address)
    }

    #[test]
    fn signs() {
        assert!(fits("/Forums^", "a.example/forums/12"));
        assert!(fits("/forums^", "a.example/forums"));
        assert!(!fits("/forums^", "a.example/forums-old"));
        assert!(fits("/games/*/shots^", "a.example/games/x/y/shots/"));
        assert!(!fits("/games/*/shots^", "a.example/shots/games/"));
        assert!(fits("|a.example/news", "a.example/news/1"));
        assert!(!fits("|example/news", "a.example/news/1"));
        assert!(fits("news|", "a.example/news"));
        assert!(!fits("news|", "a.example/news/1"));
        assert!(fits("a*a|", "aba"));
        assert!(fits("", "a.example"));
    }

    #[test]
    fn many_stars_take_bounded_time() {
        let pattern = "a*".repeat(300) + "b";
        assert!(!fits(&pattern, &"a".repeat(5_000)));
    }
}
