//! One file a subcommand.

mod cases;
mod clean;
mod explain;
mod input;
mod ledgers;
mod names;
mod options;
mod output;
mod paint;
mod publishers;
mod ratings;
mod records;
mod restore;
mod rows;
mod rules;
mod shell;
mod show;
mod source;
mod stats;
mod why;
mod work;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

const EXAMPLES: &str = "\
Begin here:
  unchaff explain article.txt            see what would go, by which rule, and why
  unchaff clean article.txt > clean.txt  do it
  unchaff clean corpus.jsonl.gz --ledger ledger.jsonl.gz > clean.jsonl
  unchaff restore clean.jsonl --ledger ledger.jsonl.gz > corpus.jsonl

`unchaff COMMAND --help` explains each command with examples.";

/// Take out of scraped articles whatever is not the article, by named rules, and say why for every byte.
#[derive(Debug, Parser)]
#[command(name = "unchaff", version, about, long_about = None, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Clean(clean::Clean),
    Explain(explain::Explain),
    Source(source::Source),
    Restore(restore::Restore),
    Rules(rules::Rules),
    Completions(shell::Completions),
    Man(shell::Man),
}

/// How a run ended; the exit statuses that SPEC promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Done,
    /// Done, but something was found or too many records failed.
    Findings,
}

/// Parses the arguments and runs the subcommand.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        Command::Clean(clean) => clean.run(),
        Command::Explain(explain) => explain.run(),
        Command::Source(source) => source.run(),
        Command::Restore(restore) => restore.run(),
        Command::Rules(rules) => rules.run(),
        Command::Completions(completions) => completions.run(),
        Command::Man(man) => man.run(),
    };
    match outcome {
        Ok(Status::Done) => ExitCode::SUCCESS,
        Ok(Status::Findings) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            anstream::eprintln!("error: {}", message(&error));
            ExitCode::from(2)
        }
    }
}

/// The error with its causes, save those that a message before has already told.
fn message(error: &anyhow::Error) -> String {
    error.chain().fold(String::new(), |told, cause| match cause.to_string() {
        cause if told.is_empty() => cause,
        cause if told.contains(&cause) => told,
        cause => format!("{told}: {cause}"),
    })
}

/// A reader that has seen enough closes the pipe; that is no error of ours.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let closed = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<unchaff::io::SinkError>().is_some_and(unchaff::io::SinkError::is_closed_pipe)
            || cause
                .downcast_ref::<std::io::Error>()
                .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    };
    error.chain().any(closed)
}
