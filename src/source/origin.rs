//! Who shows a text and who reported it.

use std::ops::Range;

use super::report::Evidence;
use crate::clean::Cleaned;
use crate::document::Document;
use crate::rules::Field;

/// A publisher or an origin by name, with where the document shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub(crate) name: String,
    pub(crate) host: Option<String>,
    pub(crate) span: Option<Range<usize>>,
}

impl Named {
    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its host, where known.
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// Where the document shows the name, in bytes of the input.
    pub fn span(&self) -> Option<Range<usize>> {
        self.span.clone()
    }
}

/// Who shows the document: told by its address, its markup or the name it gives itself.
pub(crate) fn publisher(document: &Document<'_>, _cleaned: &Cleaned) -> Option<Named> {
    let host = document.host().map(str::to_owned);
    let named = document.known_page().and_then(|page| page.publisher.clone());
    let name = named.or_else(|| host.clone())?;
    Some(Named { name, host, span: None })
}

/// Who reported it, where that is another than who shows it.
pub(crate) fn origin(
    document: &Document<'_>,
    cleaned: &Cleaned,
    _signals: &[Evidence],
    publisher: Option<&Named>,
) -> Option<Named> {
    let lifted = cleaned.metadata().first(Field::Source).map(|item| (item.raw().to_owned(), item.span()));
    let (name, span) = lifted?;
    let same = publisher.is_some_and(|publisher| publisher.name == name) || document.host() == Some(name.as_str());
    (!same).then(|| Named { name, host: None, span: Some(span) })
}
