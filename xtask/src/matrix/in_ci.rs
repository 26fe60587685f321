//! What CI does of this: a few tests on one kernel, with the binaries that its step `test` has built anyway.

use super::build::{self, Built};
use super::emulator::Boot;
use super::guest::TestRun;
use super::serial::SuiteRun;
use super::table::{InCi, Table};
use super::{Packages, failures};
use crate::results::{Counts, Skipped};
use std::path::Path;
use std::time::Duration;

/// What came out.
pub(crate) enum InMachine {
    /// It cannot be done here: there is no emulator, or no package of the kernel.
    NotHere(String),
    /// The machine ran.
    Ran {
        /// How the tests went.
        counts: Counts,
        /// Those that said in the machine that they could not run.
        skipped: Vec<Skipped>,
        /// What went wrong.
        failures: Vec<String>,
    },
}

/// Runs the part of the tests that the table names for CI on the kernel that it names. The binaries are those of this
/// command, which runs this machine's tests.
pub(crate) fn in_ci(root: &Path, test_command: &[&str]) -> Result<InMachine, String> {
    let table = Table::read(root)?;
    let kernels = table.asked_for(std::slice::from_ref(&table.ci.kernel), &[])?;
    let kernel = kernels.first().ok_or("invariant: the table was checked to have the kernel of CI")?;
    let machine = table.machine(kernel)?;
    if kernel.architecture != std::env::consts::ARCH {
        let why = format!("the kernel is for {}, and the tests are not", kernel.architecture);
        return Ok(InMachine::NotHere(why));
    }
    let packages = match Boot::is_possible(machine).and_then(|()| Packages::fetch(root, &table, kernel)) {
        Ok(packages) => packages,
        Err(why) => return Ok(InMachine::NotHere(why)),
    };
    let names: Vec<&str> = table.ci.tests.keys().map(String::as_str).collect();
    let built = build::built_here(root, test_command, &names)?;
    let runs = runs(&table.ci, &built);
    let serial = packages.boot(&built, &runs, Duration::from_secs(table.ci.seconds))?;
    let mut counts = Counts::default();
    serial.suites.iter().for_each(|suite| counts += suite.counts());
    let mut failures = failures(&serial, &runs);
    let idle =
        serial.suites.iter().filter(|suite| suite.end.is_some() && suite.counts() == Counts::default());
    failures.extend(idle.map(|suite| format!("no test is called like `{}`", suite.name)));
    let skipped = serial.suites.iter().flat_map(SuiteRun::skipped).collect();
    Ok(InMachine::Ran { counts, skipped, failures })
}

/// A run for each part of a name: a test binary takes one.
fn runs(table: &InCi, built: &Built) -> Vec<TestRun> {
    let runs = built.tests.iter().enumerate().flat_map(|(binary, test)| {
        let parts = table.tests.get(&test.name).into_iter().flatten();
        parts.map(move |part| TestRun {
            name: format!("{}: {part}", test.name),
            binary,
            arguments: build::WITHOUT_SIMULATED
                .iter()
                .copied()
                .chain([part.as_str()])
                .map(Into::into)
                .collect(),
        })
    });
    runs.collect()
}

#[cfg(test)]
mod tests {
    use super::super::build::TestBinary;
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn every_part_of_a_name_is_a_run_of_its_binary() {
        let test = |name: &str| TestBinary {
            name: name.into(),
            executable: PathBuf::new(),
            package: PathBuf::new(),
        };
        let built = Built { tests: vec![test("skep/it"), test("skep/attach")], ..Built::default() };
        let names = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        let tests = [("skep/attach".to_owned(), names(&["a b", "c"])), ("skep/it".to_owned(), names(&["d"]))];
        let table = InCi { kernel: "6.12".into(), seconds: 1, tests: tests.into() };
        let runs: Vec<_> = runs(&table, &built).into_iter().map(|run| (run.name, run.binary)).collect();
        let expected = [("skep/it: d", 0), ("skep/attach: a b", 1), ("skep/attach: c", 1)];
        assert_eq!(runs, expected.map(|(name, binary)| (name.to_owned(), binary)));
    }
}
