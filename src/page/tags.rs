//! The elements that structure decides by, by name.

/// What an element is, as far as the reading of a page cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum Tag {
    Html,
    Head,
    Body,
    Article,
    Main,
    Section,
    Div,
    Aside,
    Nav,
    Header,
    Footer,
    Form,
    P,
    H1,
    H2,
    H3,
    H4,
    H5,
    H6,
    Ul,
    Ol,
    Li,
    Dl,
    Dt,
    Dd,
    Table,
    Thead,
    Tbody,
    Tr,
    Td,
    Th,
    TableCaption,
    Blockquote,
    Pre,
    Figure,
    Figcaption,
    Details,
    Summary,
    Address,
    Fieldset,
    Hr,
    Br,
    Img,
    A,
    Strong,
    Em,
    Code,
    Sup,
    Time,
    Button,
    Select,
    Option,
    Textarea,
    Label,
    Script,
    Style,
    Template,
    Svg,
    Noscript,
    Iframe,
    Title,
    Meta,
    Link,
    Base,
    Inline,
    /// An element of a name that is not known: custom elements are mostly containers of their own.
    Custom,
}

impl Tag {
    /// The element of this name, in whatever case.
    pub(crate) fn of(name: &[u8]) -> Tag {
        let mut lower = [0u8; 12];
        let Some(lower) = lower.get_mut(..name.len()) else { return Tag::long(name) };
        lower.copy_from_slice(name);
        lower.make_ascii_lowercase();
        match &*lower {
            b"html" => Tag::Html,
            b"head" => Tag::Head,
            b"body" => Tag::Body,
            b"article" => Tag::Article,
            b"main" => Tag::Main,
            b"section" => Tag::Section,
            b"div" | b"center" | b"hgroup" | b"dialog" | b"search" => Tag::Div,
            b"aside" => Tag::Aside,
            b"nav" | b"menu" => Tag::Nav,
            b"header" => Tag::Header,
            b"footer" => Tag::Footer,
            b"form" => Tag::Form,
            b"p" => Tag::P,
            b"h1" => Tag::H1,
            b"h2" => Tag::H2,
            b"h3" => Tag::H3,
            b"h4" => Tag::H4,
            b"h5" => Tag::H5,
            b"h6" => Tag::H6,
            b"ul" | b"dir" => Tag::Ul,
            b"ol" => Tag::Ol,
            b"li" => Tag::Li,
            b"dl" => Tag::Dl,
            b"dt" => Tag::Dt,
            b"dd" => Tag::Dd,
            b"table" => Tag::Table,
            b"thead" => Tag::Thead,
            b"tbody" | b"tfoot" => Tag::Tbody,
            b"tr" => Tag::Tr,
            b"td" => Tag::Td,
            b"th" => Tag::Th,
            b"caption" => Tag::TableCaption,
            b"blockquote" => Tag::Blockquote,
            b"pre" | b"listing" | b"xmp" => Tag::Pre,
            b"figure" => Tag::Figure,
            b"figcaption" => Tag::Figcaption,
            b"details" => Tag::Details,
            b"summary" => Tag::Summary,
            b"address" => Tag::Address,
            b"fieldset" => Tag::Fieldset,
            b"hr" => Tag::Hr,
            b"br" => Tag::Br,
            b"img" => Tag::Img,
            b"a" => Tag::A,
            b"strong" | b"b" => Tag::Strong,
            b"em" | b"i" => Tag::Em,
            b"code" | b"kbd" | b"samp" | b"tt" => Tag::Code,
            b"sup" => Tag::Sup,
            b"time" => Tag::Time,
            b"button" => Tag::Button,
            b"select" => Tag::Select,
            b"option" | b"optgroup" | b"datalist" => Tag::Option,
            b"textarea" => Tag::Textarea,
            b"label" => Tag::Label,
            b"script" => Tag::Script,
            b"style" => Tag::Style,
            b"template" => Tag::Template,
            b"svg" | b"math" | b"canvas" | b"object" | b"audio" | b"video" | b"map" => Tag::Svg,
            b"noscript" => Tag::Noscript,
            b"iframe" | b"noembed" | b"noframes" => Tag::Iframe,
            b"title" => Tag::Title,
            b"meta" => Tag::Meta,
            b"link" => Tag::Link,
            b"base" => Tag::Base,
            b"span" | b"font" | b"u" | b"s" | b"small" | b"big" | b"abbr" | b"acronym" | b"cite" | b"q" | b"mark"
            | b"sub" | b"del" | b"ins" | b"var" | b"dfn" | b"bdi" | b"bdo" | b"data" | b"picture" | b"source"
            | b"input" | b"wbr" | b"ruby" | b"rt" | b"rp" | b"strike" | b"nobr" | b"track" | b"embed" | b"param"
            | b"area" | b"col" | b"colgroup" | b"output" | b"progress" | b"meter" | b"slot" | b"path" | b"use"
            | b"g" | b"blink" | b"tbody-" => Tag::Inline,
            _ => Tag::long(name),
        }
    }

    /// Custom elements have a hyphen in their name; other unknown names are inline, as in a browser.
    fn long(name: &[u8]) -> Tag {
        if name.contains(&b'-') { Tag::Custom } else { Tag::Inline }
    }

    /// The heading's level.
    pub(crate) fn heading(self) -> Option<u8> {
        match self {
            Tag::H1 => Some(1),
            Tag::H2 => Some(2),
            Tag::H3 => Some(3),
            Tag::H4 => Some(4),
            Tag::H5 => Some(5),
            Tag::H6 => Some(6),
            _ => None,
        }
    }

    /// Whether text before, within and behind the element stands in blocks of their own.
    pub(crate) fn breaks(self) -> bool {
        !matches!(
            self,
            Tag::Br
                | Tag::Img
                | Tag::A
                | Tag::Strong
                | Tag::Em
                | Tag::Code
                | Tag::Sup
                | Tag::Time
                | Tag::Label
                | Tag::Inline
                | Tag::Script
                | Tag::Style
                | Tag::Svg
                | Tag::Template
                | Tag::Meta
                | Tag::Link
                | Tag::Base
                | Tag::Custom
                | Tag::Iframe
                | Tag::Noscript
        )
    }

    /// Whether the element can have no content.
    pub(crate) fn is_empty(self) -> bool {
        matches!(self, Tag::Br | Tag::Hr | Tag::Img | Tag::Meta | Tag::Link | Tag::Base)
    }

    /// Whether what stands inside is no text of the page.
    pub(crate) fn is_mute(self) -> bool {
        matches!(
            self,
            Tag::Script | Tag::Style | Tag::Template | Tag::Svg | Tag::Iframe | Tag::Title | Tag::Select | Tag::Option
        )
    }
}
