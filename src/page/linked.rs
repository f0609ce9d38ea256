//! JSON-LD: what the page's own data says about its article.

use std::ops::Range;

use serde_json::Value as Json;

use super::dom::Dom;

/// The objects of a page's JSON-LD that describe an article, and those that describe the page itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Linked {
    pub articles: Vec<Object>,
    pub pages: Vec<Object>,
    /// Objects by their `@id`, for those that are only referred to.
    pub named: Vec<(String, Json)>,
}

/// An object and the script that it stands in, in bytes of the page.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub json: Json,
    pub script: Range<usize>,
}

/// Objects that are looked at in one page: what has more is a catalogue.
const MOST_OBJECTS: usize = 2_000;

impl Linked {
    /// Reads the data scripts of a page. What is not JSON is passed over.
    pub(crate) fn read(page: &str, dom: &Dom) -> Linked {
        let mut linked = Linked::default();
        let mut left = MOST_OBJECTS;
        for range in &dom.data {
            let Some(text) = page.get(range.clone()) else { continue };
            let text =
                text.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_end_matches("//]]>");
            if !is_linked(text) {
                continue;
            }
            let parsed = serde_json::from_str(text).or_else(|_| serde_json::from_str(&without_controls(text)));
            if let Ok(value) = parsed {
                linked.add(value, range, &mut left);
            }
        }
        linked
    }

    fn add(&mut self, value: Json, script: &Range<usize>, left: &mut usize) {
        *left = left.saturating_sub(1);
        if *left == 0 {
            return;
        }
        match value {
            Json::Array(items) => items.into_iter().for_each(|item| self.add(item, script, left)),
            Json::Object(mut object) => {
                if let Some(graph) = object.remove("@graph") {
                    self.add(graph, script, left);
                }
                for key in ["mainEntity", "mainEntityOfPage", "hasPart"] {
                    if object.get(key).is_some_and(is_article)
                        && let Some(inner) = object.remove(key)
                    {
                        self.add(inner, script, left);
                    }
                }
                let value = Json::Object(object);
                let found = |json| Object { json, script: script.clone() };
                if is_article(&value) {
                    self.articles.push(found(value));
                } else if is_a(&value, |kind| kind.ends_with("Page") || kind == "WebSite") {
                    self.pages.push(found(value));
                } else if let Some(id) = value.get("@id").and_then(Json::as_str) {
                    self.named.push((id.to_owned(), value));
                }
            }
            _ => {}
        }
    }

    /// The longest article body that the data gives.
    pub(crate) fn body(&self) -> Option<&str> {
        let bodies = self.articles.iter().filter_map(|article| article.json.get("articleBody").and_then(Json::as_str));
        bodies.max_by_key(|body| body.len()).filter(|body| body.len() > 200)
    }
}

/// Whether a script can be JSON-LD: most are programs or data of another kind, some of megabytes. An object counts by its
/// type, which is a key with an `@`.
fn is_linked(text: &str) -> bool {
    let begins = text.trim_start_matches(|first: char| first == ' ' || first.is_control()).starts_with(['{', '[']);
    let has = |key: &str| memchr::memmem::find(text.as_bytes(), key.as_bytes()).is_some();
    begins && (has("\"@") || has("\"\\u0040"))
}

fn is_article(value: &Json) -> bool {
    is_a(value, |kind| {
        kind.ends_with("Article")
            || kind.ends_with("Posting")
            || matches!(kind, "Report" | "Recipe" | "HowTo" | "Review" | "LiveBlogPosting")
    })
}

fn is_a(value: &Json, wanted: impl Fn(&str) -> bool) -> bool {
    match value.get("@type") {
        Some(Json::String(kind)) => wanted(kind),
        Some(Json::Array(kinds)) => kinds.iter().filter_map(Json::as_str).any(wanted),
        _ => false,
    }
}

/// Line breaks inside strings are the commonest fault of such data.
fn without_controls(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}
