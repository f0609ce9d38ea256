//! The `unchaff` object of a record: what was done to it, as JSON.

use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::ledger::{Entry, sha256};
use super::offsets::{OffsetUnit, Offsets};
use super::outcome::{Cleaned, Embedded, Item, Value};
use crate::rules::Field;

crate::rules::words! {
    /// How much a record says of what was done to it.
    Detail, default Spans {
        None = "none",
        Counts = "counts",
        Spans = "spans",
        Full = "full",
    }
}

/// Builds the `unchaff` object of a cleaned document.
#[derive(Debug, Clone, Copy)]
pub struct Reporter<'r> {
    /// Version and hash of the rule set.
    pub rules: &'r str,
    /// How much to say.
    pub detail: Detail,
    /// What offsets count.
    pub unit: OffsetUnit,
}

impl Reporter<'_> {
    /// The object; `None` when the report is [`Detail::None`]. `input` is the text the document was cleaned from; `source`
    /// makes the source report, where one is wanted, and is asked only when the object has room for it.
    pub fn object(&self, input: &str, cleaned: &Cleaned, source: impl FnOnce() -> Option<Json>) -> Option<Json> {
        let offsets = Offsets::new(input, self.unit);
        let flags: Vec<&str> = cleaned.flags().iter().map(|flag| flag.name()).collect();
        let stats = json!({"bytes_in": input.len(), "bytes_out": cleaned.text().len()});
        match self.detail {
            Detail::None => None,
            Detail::Counts => {
                Some(json!({"rules": self.rules, "flags": flags, "counts": counts(cleaned), "stats": stats}))
            }
            Detail::Spans | Detail::Full => Some(self.whole(input, cleaned, &offsets, [flags.into(), stats], source())),
        }
    }

    /// Places in a text, given in bytes, in the unit of this report.
    pub(crate) fn offsets(&self, text: &str, places: [usize; 2]) -> [usize; 2] {
        let offsets = Offsets::new(text, self.unit);
        places.map(|place| offsets.of(place))
    }

    fn whole(
        &self,
        input: &str,
        cleaned: &Cleaned,
        offsets: &Offsets<'_>,
        [flags, stats]: [Json; 2],
        source: Option<Json>,
    ) -> Json {
        let full = self.detail == Detail::Full;
        let entry = |removal| to_json(&Entry::new(removal, input, offsets, full));
        let mut object = Map::new();
        object.insert("rules".into(), self.rules.into());
        object.insert("flags".into(), flags);
        if full {
            object.insert("offsets".into(), self.unit.name().into());
            object.insert("input_sha256".into(), sha256(input).into());
            object.insert("output_sha256".into(), sha256(cleaned.text()).into());
        }
        object.insert("removed".into(), cleaned.removed().iter().map(entry).collect());
        if !cleaned.withheld().is_empty() {
            object.insert("withheld".into(), cleaned.withheld().iter().map(entry).collect());
        }
        object.insert("metadata".into(), metadata(cleaned, offsets));
        let story = |story: &Embedded| embedded(story, input, offsets, full);
        object.insert("embedded".into(), cleaned.embedded().iter().map(story).collect());
        if let Some(source) = source {
            object.insert("source".into(), source);
        }
        object.insert("stats".into(), stats);
        Json::Object(object)
    }
}

/// Serialising these plain structures cannot fail; should it ever, the value is null rather than a panic.
fn to_json(value: &impl Serialize) -> Json {
    serde_json::to_value(value).unwrap_or(Json::Null)
}

fn counts(cleaned: &Cleaned) -> Json {
    let mut counts = std::collections::BTreeMap::<&str, (usize, usize)>::new();
    for removal in cleaned.removed() {
        let count = counts.entry(removal.rule()).or_default();
        *count = (count.0 + 1, count.1 + removal.span().len());
    }
    counts
        .into_iter()
        .map(|(rule, (spans, bytes))| (rule.to_owned(), json!({"spans": spans, "bytes": bytes})))
        .collect()
}

fn metadata(cleaned: &Cleaned, offsets: &Offsets<'_>) -> Json {
    let metadata = cleaned.metadata();
    let one = |field| metadata.first(field).map_or(Json::Null, |found| item(found, offsets));
    let all = |field| metadata.all(field).map(|found| item(found, offsets)).collect::<Json>();
    let mut object = json!({
        "title": Json::Null,
        "published": one(Field::Published),
        "modified": one(Field::Modified),
        "bylines": all(Field::Byline),
        "author_bio": one(Field::AuthorBio),
        "labels": all(Field::Label),
        "credits": all(Field::Credit),
        "captions": all(Field::Caption),
        "sources": all(Field::Source),
        "contributors": all(Field::Contributor),
        "reading_minutes": one(Field::ReadingMinutes),
    });
    if !metadata.others.is_empty() {
        let other = |(category, found): &(crate::rules::Category, Item)| {
            let mut lifted = item(found, offsets);
            lifted["category"] = category.name().into();
            lifted
        };
        object["lifted"] = metadata.others.iter().map(other).collect();
    }
    object
}

fn item(item: &Item, offsets: &Offsets<'_>) -> Json {
    let value = match item.value() {
        Value::Text(text) => json!(text),
        Value::Minutes(minutes) => json!(minutes),
    };
    let span = item.span();
    json!({"value": value, "raw": item.raw(), "start": offsets.of(span.start), "end": offsets.of(span.end),
           "rule": item.rule()})
}

fn embedded(story: &Embedded, input: &str, offsets: &Offsets<'_>, full: bool) -> Json {
    let span = story.span();
    let removed: Vec<Entry> = story.removed().iter().map(|removal| Entry::new(removal, input, offsets, full)).collect();
    let mut object = json!({"publisher": story.publisher(), "title": story.title(), "published": story.published(),
        "start": offsets.of(span.start), "end": offsets.of(span.end), "removed": to_json(&removed)});
    if full {
        object["text"] = story.text().into();
    }
    object
}
