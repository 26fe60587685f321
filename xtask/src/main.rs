//! The workspace's own tasks: `cargo xtask TASK`.

mod bless;
mod ci;
mod codegen;
mod process;
mod tidy;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A task: its name, what it does, and what it is for.
type Task = (&'static str, fn(&Path) -> Result<String, String>, &'static str);

const TASKS: &[Task] = &[
    ("ci", ci::run, "everything that must pass before a change is accepted"),
    ("tidy", tidy::run, "the rules of this workspace that the compiler does not know"),
    ("bless", bless::run, "rewrite what the file tests expect"),
    ("codegen", codegen::run, "make the generated code from the facts"),
];

/// Prints a line to the standard output, also when nobody reads it any more.
macro_rules! say {
    ($($argument:tt)*) => { $crate::say_line(format_args!($($argument)*)) };
}
pub(crate) use say;

fn say_line(line: std::fmt::Arguments<'_>) {
    let mut out = std::io::stdout().lock();
    // A reader that has gone away misses nothing that it wants.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let task = match (arguments.next(), arguments.next()) {
        (Some(name), None) => TASKS.iter().find(|(task, ..)| *task == name),
        _ => None,
    };
    let Some((name, task, _)) = task else {
        say!("usage: cargo xtask TASK\n");
        for (name, _, help) in TASKS {
            say!("  {name:8} {help}");
        }
        return ExitCode::from(2);
    };
    match task(&root()) {
        Ok(message) => {
            say!("{name}: {message}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            say!("{name} failed: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace: the parent of this package.
fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_path_buf()
}
