//! A suite: the tests of one binary, and how they are run and reported.

use crate::descriptors::Descriptors;
use crate::{Outcome, Stop};
use libtest_mimic::{Arguments, Completion, Failed, FormatSetting, Trial};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt;
use std::io::Write;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The exit code of a test binary that failed, the same as libtest's.
const FAILED: u8 = 101;

/// The tests of one binary.
pub struct Suite {
    name: String,
    tests: Vec<Test>,
    serial: bool,
}

struct Test {
    name: String,
    body: Box<dyn FnOnce() -> Outcome + Send>,
}

impl Suite {
    /// A suite without tests. Its name is for messages.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), tests: Vec::new(), serial: false }
    }

    /// Adds a test. Its name is a sentence that says what is so when the test passes.
    #[must_use]
    pub fn test(mut self, name: impl Into<String>, body: impl FnOnce() -> Outcome + Send + 'static) -> Self {
        self.tests.push(Test { name: name.into(), body: Box::new(body) });
        self
    }

    /// Adds one body as two tests, `NAME [host]` and `NAME [simulated]`, each with a world of its own.
    ///
    /// The worlds are made when the test runs; one that cannot be made here skips it. The suite becomes
    /// [`serial`](Self::serial), because the host has only one kernel.
    #[must_use]
    pub fn twin<W: 'static>(
        self,
        name: &str,
        host: fn() -> Result<W, Stop>,
        simulated: fn() -> Result<W, Stop>,
        body: fn(&W) -> Outcome,
    ) -> Self {
        self.test(format!("{name} [host]"), move || body(&host()?))
            .test(format!("{name} [simulated]"), move || body(&simulated()?))
            .serial()
    }

    /// Runs the tests one after the other, unless the caller of the binary says `--test-threads`.
    #[must_use]
    pub fn serial(mut self) -> Self {
        self.serial = true;
        self
    }

    /// Runs the suite with the arguments of the process, and prints how it went.
    pub fn run(self) -> ExitCode {
        self.run_with(std::env::args_os())
    }

    /// Runs the suite with these arguments, of which the first is the name of the program.
    ///
    /// Arguments that cannot be understood end the process, with a message on what is allowed.
    pub fn run_with(self, arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
        let mut arguments = Arguments::from_iter(arguments);
        if self.serial && arguments.test_threads.is_none() {
            arguments.test_threads = Some(1);
        }
        let mut report = Report::new(&arguments);
        if let Some(name) = self.name_of_two() {
            report.line(format_args!("the suite `{}` has two tests with the name `{name}`", self.name));
            return ExitCode::from(FAILED);
        }
        let before = Descriptors::open_now();
        let notes = Arc::new(Mutex::new(Notes { last: before.clone(), ..Notes::default() }));
        let serial = arguments.test_threads == Some(1);
        let trials = self.tests.into_iter().map(|test| trial(test, serial, Arc::clone(&notes))).collect();
        let conclusion = libtest_mimic::run(&arguments, trials);
        if arguments.list {
            return conclusion.exit_code();
        }
        let notes = lock(&notes);
        for (name, reason) in &notes.skipped {
            report.line(format_args!("skipped: {name}: {reason}"));
        }
        let leaked = report.descriptors(&self.name, before.as_ref(), &notes.opened);
        if leaked { ExitCode::from(FAILED) } else { conclusion.exit_code() }
    }

    fn name_of_two(&self) -> Option<&str> {
        let mut names = BTreeSet::new();
        self.tests.iter().map(|test| test.name.as_str()).find(|name| !names.insert(*name))
    }
}

impl fmt::Debug for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.tests.iter().map(|test| &test.name).collect::<Vec<_>>();
        f.debug_struct("Suite").field("name", &self.name).field("tests", &names).finish_non_exhaustive()
    }
}

/// What is noted while the tests run.
#[derive(Default)]
struct Notes {
    /// The tests that were skipped, with their reasons.
    skipped: Vec<(String, String)>,
    /// The descriptors after the last test, if the tests run one after the other.
    last: Option<Descriptors>,
    /// The descriptors that a test opened and left, with the name of the test.
    opened: Vec<(u32, String)>,
}

fn trial(test: Test, serial: bool, notes: Arc<Mutex<Notes>>) -> Trial {
    let Test { name, body } = test;
    Trial::ignorable_test(name.clone(), move || {
        let outcome = {
            let _watch = serial.then(|| Watch { test: &name, notes: &notes });
            body()
        };
        match outcome.map_err(Stop::on_this_kernel) {
            Ok(()) => Ok(Completion::Completed),
            Err(Stop::Skip(reason)) => {
                let reason = reason.split('\n').map(str::trim).collect::<Vec<_>>().join("; ");
                lock(&notes).skipped.push((name, reason.clone()));
                Ok(Completion::ignored_with(reason))
            }
            Err(Stop::Fail(message)) => Err(Failed::from(message)),
        }
    })
}

/// Notes which descriptors a test has left open: when it ends, also by a panic.
struct Watch<'a> {
    test: &'a str,
    notes: &'a Mutex<Notes>,
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        let now = Descriptors::open_now();
        let mut notes = lock(self.notes);
        if let (Some(now), Some(last)) = (&now, &notes.last) {
            let opened = now.opened_since(last);
            let named: Vec<_> =
                opened.into_iter().map(|(number, _)| (number, self.test.to_string())).collect();
            notes.opened.extend(named);
        }
        notes.last = now;
    }
}

/// The lines that follow those of the runner.
struct Report {
    /// Whether the standard output is for a program, so that the lines go to the standard error.
    json: bool,
}

impl Report {
    fn new(arguments: &Arguments) -> Self {
        Self { json: arguments.format == Some(FormatSetting::Json) }
    }

    fn line(&mut self, line: fmt::Arguments<'_>) {
        // Nothing can be done for a reader that has gone away; the exit code still tells.
        let _ = if self.json {
            writeln!(std::io::stderr(), "{line}")
        } else {
            writeln!(std::io::stdout(), "{line}")
        };
    }

    /// Says how many descriptors were open before and after, and whether some were left open.
    fn descriptors(&mut self, suite: &str, before: Option<&Descriptors>, by: &[(u32, String)]) -> bool {
        let after = Descriptors::open_now();
        let (Some(before), Some(after)) = (before, &after) else {
            self.line(format_args!("open descriptors: not counted, this system has no /proc/self/fd"));
            return false;
        };
        self.line(format_args!("open descriptors: {} before, {} after", before.count(), after.count()));
        let left = after.opened_since(before);
        for (number, target) in &left {
            let test = by.iter().rev().find(|(opened, _)| opened == number);
            let test = test.map_or(String::new(), |(_, test)| format!(", since the test `{test}`"));
            self.line(format_args!("left open by the suite `{suite}`: descriptor {number}, {target}{test}"));
        }
        !left.is_empty()
    }
}

/// The lock, also if a test panicked while it had it: the notes are whole at any time.
fn lock(notes: &Mutex<Notes>) -> MutexGuard<'_, Notes> {
    notes.lock().unwrap_or_else(PoisonError::into_inner)
}
