//! The workspace's own tasks: `cargo xtask TASK`.

mod bless;
mod cargo;
mod ci;
mod codegen;
mod functions;
mod matrix;
mod process;
mod results;
mod tidy;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A task: its name, what it does, and what it is for.
type Task = (&'static str, Run, &'static str);

/// What a task does, at the root of the workspace: a sentence on what it did, or on what went wrong.
#[derive(Clone, Copy)]
enum Run {
    /// It takes no arguments.
    Plain(fn(&Path) -> Result<String, String>),
    /// It reads its arguments itself.
    WithArguments(fn(&Path, &[String]) -> Result<String, String>),
}

const TASKS: &[Task] = &[
    (
        "ci",
        Run::WithArguments(ci::run),
        "everything that must pass before a change is accepted; or the steps of these names",
    ),
    ("tidy", Run::Plain(tidy::run), "the rules of this workspace that the compiler does not know"),
    ("bless", Run::Plain(bless::run), "rewrite what the file tests expect"),
    ("codegen", Run::Plain(codegen::run), "make the generated code from the facts"),
    (
        "generate-functions",
        Run::WithArguments(functions::run),
        "write the functions in the language that `generated` runs",
    ),
    ("matrix", Run::WithArguments(matrix::run), "the tests on other kernels, in an emulator"),
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
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = arguments.split_first().and_then(|(name, rest)| {
        let (name, task, _) = TASKS.iter().find(|(task, ..)| task == name)?;
        match task {
            Run::Plain(task) => rest.is_empty().then(|| (name, task(&root()))),
            Run::WithArguments(task) => Some((name, task(&root(), rest))),
        }
    });
    let Some((name, result)) = asked else {
        say!("usage: cargo xtask TASK\n");
        for (name, _, help) in TASKS {
            say!("  {name:18} {help}");
        }
        return ExitCode::from(2);
    };
    match result {
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
