//! `cargo xtask ci`: everything that must pass before a change is accepted, as a table of steps.
//!
//! Every step is run, also after one has failed. What could not be done on this machine is listed with its
//! reason at the end, and so is every test that said it was skipped.

mod checks;
mod demonstration;
mod emulated;
mod ordinary_user;
mod targets;

use crate::process::{self, Output};
use crate::results::{self, Counts, Skipped};
use crate::tidy::readme::{self, Commands};
use crate::{say, tidy};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// One step: its name, what it does, and what it is for.
type Step = (&'static str, fn(&mut Run) -> Result<(), String>, &'static str);

const STEPS: &[Step] = &[
    ("tidy", |run| tidy::run(&run.root).map(|message| say!("{message}")), "the rules that no compiler knows"),
    ("format", checks::format, "rustfmt changes nothing"),
    ("clippy", checks::clippy, "no lint has anything to say, in tests neither"),
    (
        "without the language",
        checks::without_the_language,
        "`skep` without its default features builds without a warning, and its own tests pass",
    ),
    (
        "with others",
        checks::with_others,
        "`skep` with the features for other crates: no lint has anything to say, and the tests beside these pass",
    ),
    (
        "compiled",
        checks::compiled,
        "the suites that run the most programs, on a simulated kernel that compiles them to machine code",
    ),
    ("docs", checks::docs, "the documentation is built without a warning"),
    ("test", checks::test, "the README's test command"),
    ("test as a user", ordinary_user::test, "the same tests by someone who is not root"),
    ("another kernel", emulated::test, "a few tests on a kernel in an emulator, such as others refuse"),
    (
        "generated",
        checks::generated,
        "generated functions do the same natively, in the interpreter and in kernels",
    ),
    ("run", demonstration::run, "the README's run command, for three seconds"),
    ("run as a user", demonstration::run_as_user, "the same by someone who is not root: refused in one line"),
    ("targets", targets::check, "everything is type-checked for other machines"),
    (
        "big-endian",
        targets::big_endian,
        "the tests that need no kernel, in an emulator of a big-endian machine",
    ),
    ("miri", targets::miri, "shared memory under Miri"),
    ("bench", checks::bench, "every benchmark runs once"),
    ("fuzz", checks::fuzz, "every fuzz target is built, and runs for three seconds"),
];

/// A run of the steps.
struct Run {
    root: PathBuf,
    /// The name of the step that runs.
    step: &'static str,
    /// The commands of the README.
    readme: Commands,
    /// How the tests went, over all steps.
    tests: Counts,
    /// What could not be done here.
    skipped: Vec<Skipped>,
}

impl Run {
    /// Notes that something could not be done here.
    fn skip(&mut self, what: &str, reason: &str) {
        self.skipped.push(Skipped { step: self.step.into(), what: what.into(), reason: reason.into() });
    }

    /// The README's test command, or `cargo test` as long as there is no README.
    fn test_words(&self) -> Vec<String> {
        self.readme.test.clone().unwrap_or_else(|| vec!["cargo".into(), "test".into()])
    }

    /// A command of cargo on this workspace.
    fn cargo(&self, arguments: &[&str]) -> Command {
        self.command(&[&["cargo"], arguments].concat())
    }

    /// A command, run at the root.
    fn command(&self, words: &[&str]) -> Command {
        let (program, arguments) = words.split_first().unwrap_or((&"", &[]));
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.root);
        command
    }

    /// Runs a command to its end; it must succeed.
    fn done(&self, command: &mut Command) -> Result<Output, String> {
        say!("$ {}", shown(command));
        let output = process::watch(command)?;
        succeeded(command, output)
    }

    /// Runs something that tests, and counts what its tests did.
    fn tested(&mut self, command: &mut Command) -> Result<Counts, String> {
        say!("$ {}", shown(command));
        let output = process::watch(command)?;
        let counts = results::counts(&output.stdout);
        self.tests += counts;
        self.skipped.extend(results::skipped(self.step, &output.stdout));
        self.skipped.extend(results::skipped(self.step, &output.stderr));
        let failures = results::failures(&output.stdout).join("\n");
        match succeeded(command, output) {
            Ok(_) => Ok(counts),
            Err(error) if failures.is_empty() => Err(error),
            Err(error) => Err(format!("{error}\n{failures}")),
        }
    }
}

/// Runs all steps, or those of these names, and prints how they went.
pub(crate) fn run(root: &Path, names: &[String]) -> Result<String, String> {
    if let Some(name) = names.iter().find(|name| STEPS.iter().all(|(step, ..)| step != name)) {
        let there: Vec<&str> = STEPS.iter().map(|(step, ..)| *step).collect();
        return Err(format!("there is no step `{name}`; there are {}", there.join(", ")));
    }
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap_or_default();
    let mut run = Run {
        root: root.into(),
        step: "",
        readme: readme::commands(&readme),
        tests: Counts::default(),
        skipped: Vec::new(),
    };
    let start = Instant::now();
    let mut lines = Vec::new();
    let mut failures = Vec::new();
    for (name, step, help) in STEPS {
        if !names.is_empty() && !names.iter().any(|one| one == name) {
            continue;
        }
        say!("\n=== {name}: {help}");
        run.step = name;
        let skipped_before = run.skipped.iter().filter(|skipped| skipped.what == *name).count();
        let begin = Instant::now();
        let result = step(&mut run);
        let skipped = run.skipped.iter().filter(|skipped| skipped.what == *name).count() > skipped_before;
        let word = match &result {
            Err(_) => "FAILED",
            Ok(()) if skipped => "skipped",
            Ok(()) => "ok",
        };
        if let Err(error) = result {
            say!("FAILED: {error}");
            failures.push((*name, error));
        }
        lines.push(format!("  {name:16} {word:8} {:>7}", seconds(begin.elapsed())));
    }
    say!("\n=== summary\n{}", lines.join("\n"));
    say!("  {:16} {:8} {:>7}", "total", "", seconds(start.elapsed()));
    results::print_skipped(&run.skipped);
    for (name, error) in &failures {
        say!("\nFAILED: {name}: {error}");
    }
    if failures.is_empty() {
        Ok(run.tests.to_string())
    } else {
        say!("\ntests: {}", run.tests);
        Err(failures.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", "))
    }
}

fn succeeded(command: &Command, output: Output) -> Result<Output, String> {
    if output.status.success() {
        Ok(output)
    } else {
        Err(format!("`{}` ended with {}", shown(command), output.status))
    }
}

/// A command as one would type it.
fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
