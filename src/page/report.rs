//! The `unchaff` object of a page: what that of a text holds, and what the page says about itself.

use serde_json::{Map, Value as Json, json};

use super::clean::CleanedPage;
use super::statements::{Statement, Topic};
use crate::clean::{Detail, Reporter};

impl CleanedPage {
    /// The object for a record; `None` when the report is [`Detail::None`]. `page` is what was cleaned; `source` makes the
    /// source report, where one is wanted, and is asked only when the object has room for it.
    pub fn report(&self, reporter: &Reporter<'_>, page: &str, source: impl FnOnce() -> Option<Json>) -> Option<Json> {
        let mut object = reporter.object(page, self.cleaned(), source)?;
        let object = object.as_object_mut()?;
        if matches!(reporter.detail, Detail::Spans | Detail::Full)
            && let Some(metadata) = object.get_mut("metadata").and_then(Json::as_object_mut)
        {
            self.add_statements(metadata, reporter, page);
        }
        let mut whole = Map::new();
        for (key, value) in std::mem::take(object) {
            let behind = key == "rules";
            whole.insert(key, value);
            if behind {
                whole.insert("page".into(), self.kind().name().into());
            }
            // Such a record is its own ledger, and says what that cannot do.
            if let Some(form) = self.rendered().filter(|_| behind && reporter.detail == Detail::Full) {
                whole.insert("rendered".into(), form.name().into());
            }
        }
        Some(Json::Object(whole))
    }

    /// What the page says of each topic: the most trusted statement, others that differ beside it.
    fn add_statements(&self, metadata: &mut Map<String, Json>, reporter: &Reporter<'_>, page: &str) {
        for topic in Topic::ALL.iter().copied() {
            let about = self.facts().about(topic);
            let value = match (topic, about.as_slice()) {
                (Topic::Author, authors) => authors.iter().map(|author| statement(author, reporter, page)).collect(),
                (Topic::Published | Topic::Modified, []) => continue,
                (_, []) => Json::Null,
                (_, [first, others @ ..]) => {
                    let mut value = statement(first, reporter, page);
                    if !others.is_empty() {
                        let other = |other: &&Statement| json!({"value": other.value, "from": other.from});
                        value["others"] = others.iter().map(other).collect();
                    }
                    value
                }
            };
            metadata.insert(topic.name().into(), value);
        }
    }
}

fn statement(statement: &Statement, reporter: &Reporter<'_>, page: &str) -> Json {
    let [start, end] = reporter.offsets(page, [statement.span.start, statement.span.end]);
    json!({"value": statement.value, "from": statement.from, "start": start, "end": end})
}
