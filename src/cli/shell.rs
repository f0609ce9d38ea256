//! `unchaff completions` and `unchaff man`: what a shell and a manual need to know.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, CommandFactory};
use unchaff::io::Sink;

use super::{Cli, Status};

/// Print completions for a shell.
///
/// Examples:
///   unchaff completions bash > ~/.local/share/bash-completion/completions/unchaff
///   unchaff completions zsh > ~/.zfunc/_unchaff
///   unchaff completions fish > ~/.config/fish/completions/unchaff.fish
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Completions {
    /// The shell.
    shell: clap_complete::Shell,
}

/// Print the manual page, or write the pages of all subcommands.
///
/// Examples:
///   unchaff man | man -l -
///   unchaff man --out ~/.local/share/man/man1
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Man {
    /// Write one page for each subcommand into this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Completions {
    pub(crate) fn run(self) -> Result<Status> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "unchaff", &mut script);
        print(&script)
    }
}

impl Man {
    pub(crate) fn run(self) -> Result<Status> {
        let Some(out) = self.out else {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            return print(&page);
        };
        let cannot = || format!("{}: cannot write the manual pages", out.display());
        std::fs::create_dir_all(&out).with_context(cannot)?;
        clap_mangen::generate_to(Cli::command(), &out).with_context(cannot)?;
        Ok(Status::Done)
    }
}

fn print(bytes: &[u8]) -> Result<Status> {
    let mut sink = Sink::stdout();
    sink.write(bytes)?;
    sink.finish()?;
    Ok(Status::Done)
}
