//! The `skep` command: built-in tools that watch a kernel, and a doctor that says what is possible.

mod args;
mod choose;
mod doctor;
mod failure;
mod output;
mod run;
mod tools;

use args::{Arguments, Command};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Run { tool, watch } => run::run(tool, &watch),
        Command::Tools { format } => tools::list(format),
        Command::Doctor { kernel, format } => doctor::doctor(kernel, format),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
