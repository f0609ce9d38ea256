//! What kind of text a document is.

use super::report::Evidence;
use crate::rules::Kind;

/// The kinds that signals tell, the most telling first: a broker's text that reads like news is a broker's.
const ORDER: [Kind; 12] = [
    Kind::Satire,
    Kind::Sponsored,
    Kind::BrokerContent,
    Kind::AggregatorCopy,
    Kind::PressRelease,
    Kind::LiveBlog,
    Kind::Opinion,
    Kind::Interview,
    Kind::Analysis,
    Kind::Listicle,
    Kind::HowTo,
    Kind::News,
];

/// The kind that the signals and the publisher's business tell, or unknown.
pub(crate) fn kind(signals: &[Evidence], publisher: Option<Kind>) -> Kind {
    let told = |kind: &Kind| publisher == Some(*kind) || signals.iter().any(|signal| signal.kind == Some(*kind));
    ORDER.into_iter().find(told).unwrap_or(Kind::Unknown)
}
