//! The command line: glue between arguments and the library.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
