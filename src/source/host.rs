//! Hosts as lists write them and as pages are addressed: one form for both, and a map that finds the nearest entry.

use std::collections::HashMap;
use std::net::{Ipv4Addr, Ipv6Addr};

/// An address in the form in which hosts are compared: lower case, punycode, without scheme, port, `www.`, query and
/// fragment.
///
/// ```
/// use unchaff::source::Address;
///
/// let page = Address::parse("https://www.Bücher.example:8080/Essays/1.html?from=x").unwrap();
/// assert_eq!(page.host(), "xn--bcher-kva.example");
/// assert_eq!(page.path(), "/essays/1.html");
///
/// let blog = Address::parse("news.jane.github.io").unwrap();
/// assert_eq!(blog.registrable(), Some("jane.github.io"), "the public suffix list knows whose a name is");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    host: String,
    path: String,
}

impl Address {
    /// The longest text that is looked at; no host or address on a list is longer.
    pub const MAX_BYTES: usize = 8 * 1024;

    /// Reads a URL, a host, or a host with a path, as rating lists and `trust.txt` files mix them.
    ///
    /// `None` when it names no host: no dot in it and no IP address, characters no host has, an e-mail address, a scheme
    /// other than `http` and `https`.
    pub fn parse(text: &str) -> Option<Address> {
        let text = text.trim();
        if text.is_empty() || text.len() > Address::MAX_BYTES {
            return None;
        }
        let url = match text.split_once("://") {
            Some(("", _)) => return None,
            Some((scheme, _)) if is_scheme(scheme) => url::Url::parse(text).ok()?,
            _ => {
                let bare = text.trim_start_matches('/');
                let authority = bare.split(['/', '?', '#']).next().unwrap_or("");
                if authority.contains('@') {
                    return None;
                }
                url::Url::parse(&format!("http://{bare}")).ok()?
            }
        };
        if !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        let host = match url.host()? {
            url::Host::Domain(name) => domain(name)?,
            // The URL parser reads every number as an IPv4 address; only what is written as one is meant as one.
            url::Host::Ipv4(ip) => text.contains(&ip.to_string()).then(|| ip.to_string())?,
            url::Host::Ipv6(ip) => ip.to_string(),
        };
        let path = url.path().trim_end_matches('/').to_lowercase();
        Some(Address { host, path })
    }

    /// The host, without `www.`.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The path in lower case, from its `/` and without one at its end; empty for the front page or where none is given.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The part of the host that somebody registered, by the public suffix list: `bbc.co.uk` of `news.bbc.co.uk`. `None`
    /// for an IP address and for a public suffix itself (`github.io`).
    pub fn registrable(&self) -> Option<&str> {
        if is_ip(&self.host) {
            return None;
        }
        psl::domain_str(&self.host)
    }

    /// The host, then each host above it, down to the registrable part. What stands above that belongs to others.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        let least = self.registrable().map_or(self.host.len(), str::len);
        std::iter::successors(Some(self.host.as_str()), |host| host.split_once('.').map(|(_, above)| above))
            .take_while(move |host| host.len() >= least)
    }

    /// Whether this is the host `other` or a part of it; the paths do not matter.
    pub fn is_within(&self, other: &Address) -> bool {
        self.hosts().any(|host| host == other.host)
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.host, self.path)
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

fn is_ip(host: &str) -> bool {
    host.parse::<Ipv4Addr>().is_ok() || host.parse::<Ipv6Addr>().is_ok()
}

/// The name without its last dot and without `www.`, unless only a top-level domain would be left (`www.com`).
fn domain(name: &str) -> Option<String> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let sound = |label: &str| !label.is_empty() && label.len() <= 63;
    if name.len() > 253 || !name.contains('.') || !name.split('.').all(sound) {
        return None;
    }
    let bare = match name.strip_prefix("www.") {
        Some(rest) if rest.contains('.') => rest,
        _ => name,
    };
    Some(bare.to_owned())
}

/// How an entry was found; ordered from the nearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nearness {
    /// The entry names the host and a part of its pages that the address stands in.
    Path,
    /// The entry names the host.
    Host,
    /// The entry names a host above it.
    Parent,
    /// The entry names a host that an alias leads to.
    Alias,
}

/// Which pages of a host an entry speaks of; what it finds is compared by [`Scope::fits`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    /// All of them.
    Host,
    /// Those below a path.
    Below(String),
    /// Those whose address fits a pattern.
    Pattern(super::wildcard::Wildcard),
}

impl Scope {
    /// How closely the scope fits the address: nothing when it does not, more the more of it is spelt out.
    fn fits(&self, address: &Address) -> Option<usize> {
        match self {
            Scope::Host => Some(0),
            Scope::Below(path) => {
                let rest = address.path.strip_prefix(path.as_str())?;
                (rest.is_empty() || rest.starts_with('/')).then_some(path.len())
            }
            Scope::Pattern(pattern) => {
                pattern.is_in(&format!("{}{}/", address.host, address.path)).then_some(pattern.len())
            }
        }
    }
}

/// Values by host, found by the address of a page.
#[derive(Debug, Clone)]
pub(crate) struct HostMap<T> {
    entries: HashMap<String, Vec<(Scope, T)>>,
    aliases: HashMap<String, String>,
}

/// What a [`HostMap`] found for an address.
#[derive(Debug)]
pub(crate) struct Hit<'m, T> {
    pub value: &'m T,
    pub nearness: Nearness,
}

impl<T> HostMap<T> {
    pub(crate) fn new() -> Self {
        HostMap { entries: HashMap::new(), aliases: HashMap::new() }
    }

    /// Files `value` under a host; gives back the value that stands there already under the same scope, and keeps that.
    pub(crate) fn insert(&mut self, host: &str, scope: Scope, value: T) -> Result<(), &T> {
        let slot = self.entries.entry(host.to_owned()).or_default();
        match slot.iter().position(|(taken, _)| *taken == scope) {
            Some(place) => Err(&slot[place].1),
            None => {
                slot.push((scope, value));
                Ok(())
            }
        }
    }

    /// `name` is another name of `host`: what is filed under `host` is found for `name` too, unless `name` has its own.
    pub(crate) fn alias(&mut self, name: &Address, host: &Address) {
        self.aliases.insert(name.host.clone(), host.host.clone());
    }

    /// The entry nearest to the address: of the host itself, else of the host above it, and so on up to the registrable
    /// part; among the entries of one host the one that spells out most of the address. Aliases are asked last.
    pub(crate) fn get(&self, address: &Address) -> Option<Hit<'_, T>> {
        address.hosts().find_map(|host| self.of_host(host, address)).or_else(|| self.by_alias(address))
    }

    fn of_host(&self, host: &str, address: &Address) -> Option<Hit<'_, T>> {
        let mut best: Option<(usize, &T)> = None;
        for (scope, value) in self.entries.get(host)? {
            if let Some(fit) = scope.fits(address)
                && best.is_none_or(|(least, _)| fit > least)
            {
                best = Some((fit, value));
            }
        }
        let (fit, value) = best?;
        let nearness = match fit {
            0 if host == address.host => Nearness::Host,
            0 => Nearness::Parent,
            _ => Nearness::Path,
        };
        Some(Hit { value, nearness })
    }

    fn by_alias(&self, address: &Address) -> Option<Hit<'_, T>> {
        let host = address.hosts().find_map(|host| self.aliases.get(host))?;
        let target = Address { host: host.clone(), path: address.path.clone() };
        let hit = target.hosts().find_map(|host| self.of_host(host, &target))?;
        Some(Hit { nearness: Nearness::Alias, ..hit })
    }

    /// How many values there are.
    pub(crate) fn len(&self) -> usize {
        self.entries.values().map(Vec::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap_or_else(|| panic!("{text} is an address"))
    }

    #[test]
    fn one_form_for_many_spellings() {
        for text in [
            "example.com",
            "EXAMPLE.com.",
            "www.example.com",
            "http://example.com",
            "https://www.example.com:443/",
            "//example.com",
            " example.com/ ",
            "https://jane:secret@example.com/?q=1#top",
            "example.com/#articles",
        ] {
            assert_eq!(address(text), Address { host: "example.com".into(), path: String::new() }, "{text}");
        }
        assert_eq!(address("example.com/Blog/").to_string(), "example.com/blog");
        assert_eq!(address("münchen.example").host(), address("XN--mnchen-3ya.example").host());
        assert_eq!(address("82.221.129.208").host(), "82.221.129.208");
    }

    #[test]
    fn what_is_no_host() {
        for text in [
            "",
            " ",
            "domain",
            "12",
            "jane@example.com",
            "mailto:jane@example.com",
            "ftp://example.com",
            "://x.example",
            "exa mple.com",
            "example..com",
            ".",
            "..",
            "http://",
            "example.com:port",
            "0x7f.1",
        ] {
            assert_eq!(Address::parse(text), None, "{text}");
        }
        assert_eq!(Address::parse(&format!("{}.example", "a".repeat(64))), None);
    }

    #[test]
    fn www_goes_only_where_it_says_nothing() {
        assert_eq!(address("www.com").host(), "www.com");
        assert_eq!(address("www.gov.uk").host(), "gov.uk", "a public suffix that is a site of its own");
        assert_eq!(address("www2.example.com").host(), "www2.example.com");
    }

    #[test]
    fn hosts_end_at_what_was_registered() {
        let hosts = |text| address(text).hosts().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(hosts("a.b.bbc.co.uk"), ["a.b.bbc.co.uk", "b.bbc.co.uk", "bbc.co.uk"]);
        assert_eq!(hosts("jane.github.io"), ["jane.github.io"]);
        assert_eq!(hosts("github.io"), ["github.io"]);
        assert_eq!(hosts("10.0.0.1"), ["10.0.0.1"]);
        assert!(address("m.example.com").is_within(&address("example.com")));
        assert!(!address("notexample.com").is_within(&address("example.com")));
    }

    fn map() -> HostMap<&'static str> {
        let mut map = HostMap::new();
        map.insert("example.com", Scope::Host, "all").unwrap();
        map.insert("example.com", Scope::Below("/blog".into()), "blog").unwrap();
        map.insert("deep.example.com", Scope::Host, "deep").unwrap();
        map.alias(&address("exmpl.example"), &address("example.com"));
        map
    }

    #[test]
    fn the_nearest_entry_is_found() {
        let map = map();
        let found = |text| map.get(&address(text)).map(|hit| (*hit.value, hit.nearness));
        assert_eq!(found("example.com/news"), Some(("all", Nearness::Host)));
        assert_eq!(found("www.example.com/blog/2024"), Some(("blog", Nearness::Path)));
        assert_eq!(found("example.com/blogs"), Some(("all", Nearness::Host)), "a path ends where a segment ends");
        assert_eq!(found("m.example.com"), Some(("all", Nearness::Parent)));
        assert_eq!(found("x.deep.example.com/blog"), Some(("deep", Nearness::Parent)));
        assert_eq!(found("m.exmpl.example/blog"), Some(("blog", Nearness::Alias)));
        assert_eq!(found("other.example"), None);
    }

    #[test]
    fn the_first_of_two_stays() {
        let mut map = map();
        assert_eq!(map.insert("example.com", Scope::Host, "again"), Err(&"all"));
        assert_eq!(map.len(), 3);
    }

    #[test]
    fn aliases_that_run_in_a_circle_end() {
        let mut map: HostMap<()> = HostMap::new();
        map.alias(&address("a.example"), &address("b.example"));
        map.alias(&address("b.example"), &address("a.example"));
        assert!(map.get(&address("a.example")).is_none());
    }
}
