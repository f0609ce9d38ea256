//! What the markup of a page says about it, beside its text.

/// Facts that a page's markup gives of its article: JSON-LD, `<meta>`, `<link rel="canonical">`. Whoever reads HTML fills
/// it in and hands it over with [`super::Document::page`]; the source report then knows whether a byline or a date is
/// absent from the page or merely from the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page {
    /// The author that the markup names.
    pub author: Option<String>,
    /// The publisher that the markup names.
    pub publisher: Option<String>,
    /// When it was published, in ISO 8601 form.
    pub published: Option<String>,
    /// When it was last changed, in ISO 8601 form.
    pub modified: Option<String>,
    /// The address that the page gives as that of the original.
    pub canonical: Option<String>,
    /// The markup says that the article is paid for (`AdvertiserContentArticle`).
    pub sponsored: bool,
    /// Links within the article that say they are paid for (`rel="sponsored"`).
    pub paid_links: usize,
}

impl Page {
    /// The host of the original's address, in lower case.
    pub fn canonical_host(&self) -> Option<String> {
        let address = url::Url::parse(self.canonical.as_deref()?).ok()?;
        address.host_str().map(str::to_lowercase)
    }
}
