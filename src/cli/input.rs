//! Options of every command that reads documents: what they are, and what is known of them.

use clap::{Args, ValueEnum};
use unchaff::io::Format;

/// How the input is read.
#[derive(Debug, Clone, Args)]
pub(crate) struct InputOptions {
    /// What the input is, whatever its name says.
    #[arg(long, value_name = "FORMAT", help_heading = "Input")]
    pub from: Option<From>,

    /// The record's field that holds the text.
    #[arg(long, value_name = "NAME", default_value = "text", help_heading = "Input")]
    pub field: String,

    /// The address of a single file, for rules of certain hosts and for the source report.
    #[arg(long, help_heading = "Input")]
    pub url: Option<String>,

    /// The headline of a single file.
    #[arg(long, help_heading = "Input")]
    pub title: Option<String>,

    /// The language of a single file, as a code such as `en`.
    #[arg(long, help_heading = "Input")]
    pub lang: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum From {
    Text,
    Markdown,
    Html,
    Jsonl,
}

impl InputOptions {
    /// The format that is forced, if one is.
    pub(crate) fn format(&self) -> Option<Format> {
        self.from.map(From::format)
    }

    /// Address, headline and language of a single file.
    pub(crate) fn facts(&self) -> [Option<&str>; 3] {
        [&self.url, &self.title, &self.lang].map(|fact| fact.as_deref())
    }

    /// Whether anything is said of a single file.
    pub(crate) fn says_more(&self) -> bool {
        self.facts().iter().any(Option::is_some)
    }
}

impl From {
    pub(crate) fn format(self) -> Format {
        match self {
            From::Text => Format::Text,
            From::Markdown => Format::Markdown,
            From::Html => Format::Html,
            From::Jsonl => Format::JsonLines,
        }
    }
}
