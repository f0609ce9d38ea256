//! The document as the caller knows it: its text and what is known about it.

use super::{Page, Syntax};

/// A text to clean, with what is known about it.
///
/// ```
/// use unchaff::Document;
///
/// let document = Document::new("Rain stopped play.").url("https://news.example.org/cricket/1").lang("en");
/// assert_eq!(document.host(), Some("news.example.org"));
/// ```
#[derive(Debug, Clone)]
pub struct Document<'t> {
    text: &'t str,
    syntax: Syntax,
    host: Option<String>,
    path: Option<String>,
    title: Option<String>,
    lang: Option<String>,
    page: Option<Page>,
}

impl<'t> Document<'t> {
    /// A document in plain text.
    pub fn new(text: &'t str) -> Document<'t> {
        Document { text, syntax: Syntax::Plain, host: None, path: None, title: None, lang: None, page: None }
    }

    /// A document in Markdown: code blocks, quotations and tables are never touched.
    pub fn markdown(text: &'t str) -> Document<'t> {
        Document { syntax: Syntax::Markdown, ..Document::new(text) }
    }

    /// Sets the address the text comes from; rules for hosts look at it. Text that is no address is taken for a host.
    pub fn url(mut self, url: &str) -> Self {
        let url_parts = url::Url::parse(url).ok();
        self.path = url_parts.as_ref().map(|url| url.path().to_owned());
        let parsed = url_parts.and_then(|url| url.host_str().map(str::to_lowercase));
        let bare = || url.split('/').next().filter(|host| host.contains('.')).map(str::to_lowercase);
        self.host = parsed.or_else(bare);
        self
    }

    /// Sets the headline, where it is known from elsewhere.
    pub fn title(mut self, title: &str) -> Self {
        self.title = Some(title.to_owned()).filter(|title| !title.trim().is_empty());
        self
    }

    /// Sets the language, as a code such as `en` or `pt-BR`; rules for languages look at its first part.
    pub fn lang(mut self, lang: &str) -> Self {
        self.lang = lang.split(['-', '_']).next().map(str::to_lowercase).filter(|lang| !lang.is_empty());
        self
    }

    /// Sets what the markup of the page says: its author, publisher, dates and canonical address.
    pub fn page(mut self, page: Page) -> Self {
        self.page = Some(page);
        self
    }

    /// The text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// How the text is written.
    pub fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// The host of the address, in lower case.
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// The path of the address.
    pub(crate) fn known_path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// The headline, where the caller knows it.
    pub fn known_title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// The language code, in lower case and without a region.
    pub fn known_lang(&self) -> Option<&str> {
        self.lang.as_deref()
    }

    /// What the markup of the page says, where there was any.
    pub fn known_page(&self) -> Option<&Page> {
        self.page.as_ref()
    }

    /// The same particulars with another text.
    pub(crate) fn with_text<'u>(&self, text: &'u str) -> Document<'u> {
        Document {
            text,
            syntax: self.syntax,
            host: self.host.clone(),
            path: self.path.clone(),
            title: self.title.clone(),
            lang: self.lang.clone(),
            page: self.page.clone(),
        }
    }

    /// The same text in another syntax.
    pub(crate) fn with_syntax(self, syntax: Syntax) -> Self {
        Document { syntax, ..self }
    }
}
