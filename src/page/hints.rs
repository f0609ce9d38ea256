//! What classes, ids, roles and element names say about a part of a page.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::tags::Tag;

macro_rules! hints {
    ($($(#[$doc:meta])* $name:ident = [$($word:literal),* $(,)?]),* $(,)?) => {
        /// A kind of container that publishers name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Hint { $($(#[$doc])* $name),* }

        impl Hint {
            pub(crate) const ALL: &[Hint] = &[$(Hint::$name),*];
        }

        /// Words of class and id that stand for each hint. One that begins or ends with `-` must stand at a word's
        /// border there.
        const WORDS: &[(&str, Hint)] = &[$($(($word, Hint::$name),)*)*];
    };
}

hints! {
    /// The body of an article.
    Body = [
        "article-body", "articlebody", "article__body", "article_body", "article-content", "articlecontent",
        "article__content", "article_content", "article-text", "articletext", "article__text", "post-content", "postcontent",
        "post_content", "post__content", "post-body", "postbody", "post__body", "post_body", "post-text", "entry-content", "entrycontent",
        "entry__content", "entry_content", "entry-body", "entry-text", "story-body", "storybody", "story__body", "story-content", "storycontent",
        "story-text", "story_body", "body-content", "bodycontent", "content-body", "contentbody", "content__body", "content__article", "content-article",
        "rich-text", "richtext", "rich_text", "-prose-", "wysiwyg", "maintext", "main-text", "body-copy", "bodycopy", "body-text", "bodytext",
        "blog-content", "blogcontent", "blog-post-content", "blog-body", "text-content", "textcontent", "text-body", "article-copy", "articlepara", "article-paragraph",
        "td-post-content", "news-content", "news-body", "newsbody", "field-name-body", "field--name-body", "article-main", "page-content", "single-content",
        "elementor-widget-theme-post-content", "wp-block-post-content", "artikel", "cuerpo", "contenido", "inhalt",
    ],
    /// Something to do with an article or its content.
    Content = ["article", "-post-", "-story-", "content", "-main", "-text-", "-body-", "-entry", "-blog-", "single-post", "paragraph", "-copy-", "-section-"],
    /// Readers' comments.
    Comments = ["comment", "disqus", "discussion", "-respond-", "replies", "livefyre", "viafoura", "coral-", "-reply", "kommentar", "comentario"],
    /// Links to other articles.
    Related = [
        "related", "recommend", "recirc", "more-from", "morefrom", "you-may", "read-next", "readnext", "read-more", "readmore", "trending", "popular", "most-read",
        "mostread", "outbrain", "taboola", "similar", "suggest", "also-", "latest", "next-article", "up-next", "-next-", "-prev", "recent", "more-stories",
        "more-posts", "morestories", "-more-", "crosslink", "relacionad", "verwandt", "zergnet", "revcontent", "-also", "top-stories", "inline-link", "interlink", "see-also", "further-reading", "jp-relatedposts",
    ],
    /// Teasers, cards and the lists they stand in.
    Listing = ["teaser", "card", "carousel", "slider", "-grid", "-feed", "archive", "-loop", "-tile", "-river", "-listing", "headlines", "post-list", "swiper", "slick", "collection", "-thumb", "-items-", "-item-", "preview"],
    /// Navigation.
    Nav = ["-nav", "navigation", "-menu", "navbar", "breadcrumb", "pagination", "pager", "-tabs", "-tab-", "-skip", "dropdown", "crumb", "hamburger", "sitemap", "mega-", "topbar", "submenu", "nav-"],
    /// Tables of contents.
    Contents = ["-toc", "table-of-contents", "tableofcontents", "-jump", "anchor-links", "in-this-article", "lwptoc", "ez-toc", "page-nav"],
    /// The head of the page or of an article.
    Header = ["header", "masthead", "-hero", "banner", "-top-", "page-head"],
    /// The foot of the page.
    Footer = ["footer", "colophon", "copyright", "-legal", "site-info", "-foot-", "-bottom", "disclaimer", "disclosure", "-foot"],
    /// What stands beside.
    Aside = ["sidebar", "aside", "-rail", "widget", "secondary", "complementary", "-side-", "side-bar", "right-col", "rightcol", "left-col", "leftcol", "infobox", "-box-"],
    /// Sharing and following.
    Share = ["share", "sharing", "social", "follow", "facebook", "twitter", "addthis", "whatsapp", "pinterest", "linkedin", "sharedaddy", "instagram", "addtoany", "-print-"],
    /// Advertisements.
    Ad = ["-ad-", "-ads-", "advert", "sponsor", "adsense", "-dfp", "-gpt-", "adslot", "ad-slot", "ad-container", "-ad_", "_ad-", "adunit", "affiliate", "-aff-", "native-ad", "partner", "commercial", "-deal"],
    /// Offers to subscribe, to buy, to sign up.
    Promo = ["promo", "newsletter", "subscri", "signup", "sign-up", "-cta", "paywall", "donat", "-offer", "popup", "pop-up", "mailchimp", "-mail", "optin", "opt-in", "membership", "product", "-shop", "-price", "-buy", "lead-magnet", "testimonial", "-callout", "download", "mailing", "-app-", "trial", "contact", "book-now", "-alert", "piano", "-join"],
    /// Consent, dialogs, overlays.
    Consent = ["cookie", "consent", "gdpr", "-modal", "lightbox", "overlay", "onetrust", "-toast", "privacy", "dialog", "tooltip", "-notice"],
    /// Bylines, dates, tags.
    Meta = ["byline", "-by-", "author", "-date", "-time-", "-meta", "meta-", "-tag-", "-tags", "categor", "timestamp", "publish", "credit", "avatar", "dateline", "reading-time", "read-time", "-info-", "updated", "posted", "keyword", "-topics", "-topic-", "-label-", "source", "-views"],
    /// About the author.
    Bio = ["author-bio", "authorbio", "about-author", "about-the-author", "author-box", "authorbox", "author-info", "author-desc", "-bio", "bio-", "author-card", "author__bio", "biography", "contributor", "author-profile", "author-about", "post-author", "author-block", "author-section"],
    /// Pictures, videos and what stands below them.
    Media = ["caption", "figure", "gallery", "image", "photo", "-media", "video", "player", "slideshow", "-img", "-picture", "podcast", "audio", "youtube", "embed"],
    /// Headline, standfirst.
    Title = ["headline", "title", "heading", "-dek", "subtitle", "sub-title", "standfirst", "-lead", "-intro", "excerpt", "kicker", "summary", "subhead", "strapline", "eyebrow", "description", "-lede", "abstract", "sub-heading"],
    /// Not shown.
    Hidden = ["hidden", "sr-only", "screen-reader", "visually-hidden", "visuallyhidden", "-hide-", "-hide", "display-none", "offscreen", "assistive", "-d-none"],
    /// Forms, search, login.
    Form = ["-form", "-input", "search", "login", "log-in", "signin", "sign-in", "register", "-btn", "button", "captcha", "-poll", "-quiz", "account", "-user-", "-cart", "vote", "feedback", "rating", "survey"],
    /// Questions and answers, folded sections: content that looks like controls.
    Fold = ["-faq", "accordion", "collapse", "expand", "toggle", "-answer", "-question"],
    /// Highlighted parts of an article.
    Highlight = ["quote", "takeaway", "key-points", "keypoints", "highlight", "pullquote", "factbox", "fact-box", "callout", "note", "-tip-", "recipe", "ingredient", "-step", "-review", "pros-cons", "specs", "footnote", "reference", "citation"],
    /// `<article>`.
    ArticleTag = [],
    /// `<main>`.
    MainTag = [],
    /// `itemprop=articleBody`.
    BodyProp = [],
    /// A table.
    Table = [],
    /// A quotation, or a post that the article shows.
    Quote = ["twitter-tweet", "tweet-embed", "instagram-media", "tiktok-embed", "bluesky-embed", "mastodon-embed", "reddit-embed", "telegram-post", "fb-post"],
    /// A list.
    List = [],
    /// A link around blocks.
    Link = [],
    /// `<noscript>`.
    Noscript = [],
    /// `<section>`.
    SectionTag = [],
}

/// How many hints there are.
pub(crate) const HINTS: usize = Hint::ALL.len();

/// A set of hints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hints(u64);

impl Hints {
    pub(crate) fn insert(&mut self, hint: Hint) {
        self.0 |= 1 << hint as u8;
    }

    pub(crate) fn has(self, hint: Hint) -> bool {
        self.0 >> hint as u8 & 1 == 1
    }

    pub(crate) fn add(&mut self, other: Hints) {
        self.0 |= other.0;
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The numbers of the hints, as [`Hint`] counts them.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        (0..HINTS).filter(move |hint| self.0 >> hint & 1 == 1)
    }

    /// What an element's name says by itself.
    pub(crate) fn of_tag(tag: Tag) -> Hints {
        let hint = match tag {
            Tag::Article => Hint::ArticleTag,
            Tag::Main => Hint::MainTag,
            Tag::Section => Hint::SectionTag,
            Tag::Nav => Hint::Nav,
            Tag::Header => Hint::Header,
            Tag::Footer => Hint::Footer,
            Tag::Aside => Hint::Aside,
            Tag::Form | Tag::Button | Tag::Textarea | Tag::Label | Tag::Fieldset => Hint::Form,
            Tag::Figure | Tag::Figcaption => Hint::Media,
            Tag::Table => Hint::Table,
            Tag::Blockquote => Hint::Quote,
            Tag::Ul | Tag::Ol | Tag::Dl => Hint::List,
            Tag::A => Hint::Link,
            Tag::Noscript => Hint::Noscript,
            Tag::Details => Hint::Fold,
            _ => return Hints::default(),
        };
        Hints(1 << hint as u8)
    }

    /// What the words of a class or id say.
    pub(crate) fn of_words(words: &[u8]) -> Hints {
        let mut hints = Hints::default();
        for found in SEARCH.find_overlapping_iter(words) {
            let (word, hint) = WORDS[found.pattern().as_usize()];
            let (from, to) = (found.start(), found.end());
            let (head, tail) = (word.starts_with('-'), word.ends_with('-'));
            // The automaton holds the bare words: borders are looked at here, where camel case counts as one.
            let open = !head || from == 0 || border(words, from);
            let close = !tail || to == words.len() || border(words, to);
            if open && close {
                hints.insert(hint);
            }
        }
        // The network's name on a post does not make it a button.
        if hints.has(Hint::Quote) {
            hints.0 &= !(1 << Hint::Share as u8 | 1 << Hint::Media as u8);
        }
        hints
    }
}

fn bare(word: &str) -> &str {
    let word = word.strip_prefix('-').unwrap_or(word);
    word.strip_suffix('-').unwrap_or(word)
}

/// Whether a word begins or ends between the bytes before and at `at`.
fn border(words: &[u8], at: usize) -> bool {
    let (before, after) = (words[at - 1], words[at]);
    !before.is_ascii_alphabetic()
        || !after.is_ascii_alphabetic()
        || (before.is_ascii_lowercase() && after.is_ascii_uppercase())
}

static SEARCH: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::DFA))
        .build(WORDS.iter().map(|(word, _)| bare(word)))
        .unwrap_or_else(|error| panic!("the words of the hints do not compile: {error}"))
});
