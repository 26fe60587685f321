//! What test runners say about their tests.

use crate::say;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::AddAssign;

/// Something that could not be done.
pub(crate) struct Skipped {
    /// What it was part of: a step of CI, or a suite of tests.
    pub(crate) step: String,
    /// What it was: the step itself, or a test.
    pub(crate) what: String,
    /// Why.
    pub(crate) reason: String,
}

/// How many tests went how.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct Counts {
    /// Those that passed.
    pub(crate) passed: u64,
    /// Those that failed.
    pub(crate) failed: u64,
    /// Those that said they could not run.
    pub(crate) skipped: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// Adds up the closing lines of the runners in this output:
/// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; …`.
pub(crate) fn counts(output: &str) -> Counts {
    let mut counts = Counts::default();
    for line in output.lines() {
        let Some((_, numbers)) = line.split_once("test result: ").and_then(|(_, rest)| rest.split_once(". "))
        else {
            continue;
        };
        for part in numbers.split(';') {
            match part.trim().split_once(' ').and_then(|(number, word)| Some((number.parse().ok()?, word))) {
                Some((number, "passed")) => counts += Counts { passed: number, ..Counts::default() },
                Some((number, "failed")) => counts += Counts { failed: number, ..Counts::default() },
                Some((number, "ignored")) => counts += Counts { skipped: number, ..Counts::default() },
                _ => {}
            }
        }
    }
    counts
}

/// The lines `skipped: NAME: REASON` of this output.
pub(crate) fn skipped(step: &str, output: &str) -> Vec<Skipped> {
    let parts = output.lines().filter_map(|line| line.strip_prefix("skipped: ")?.split_once(": "));
    parts
        .map(|(what, reason)| Skipped { step: step.into(), what: what.into(), reason: reason.into() })
        .collect()
}

/// What the runners in this output say of their failed tests: what stands between the line `failures:` and the
/// list of names that ends it, each line as it is.
pub(crate) fn failures(output: &str) -> Vec<&str> {
    let mut told = Vec::new();
    let mut inside = false;
    for line in output.lines() {
        match line {
            "failures:" => inside = !inside,
            _ if line.starts_with("test result: ") => inside = false,
            _ if inside && !line.is_empty() => told.push(line),
            _ => {}
        }
    }
    told
}

/// Prints what was skipped. Most are skipped for the same reason: it is said once.
pub(crate) fn print_skipped(skipped: &[Skipped]) {
    if skipped.is_empty() {
        say!("\nnothing was skipped");
        return;
    }
    say!("\nskipped:");
    let mut by_reason: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for Skipped { step, what, reason } in skipped {
        by_reason.entry((step, reason)).or_default().push(what);
    }
    for ((step, reason), what) in by_reason {
        say!("  in `{step}`: {reason}");
        for what in what.into_iter().filter(|&what| what != step) {
            say!("    {what}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "\
running 3 tests
test a ... ok
skipped: a map is pinned [host]: not root: needs CAP_BPF
test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s
test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 2 filtered out; finished in 0.01s
";

    #[test]
    fn the_closing_lines_of_all_runners_are_added_up() {
        assert_eq!(counts(OUTPUT), Counts { passed: 5, failed: 1, skipped: 1 });
        assert_eq!(counts(OUTPUT).to_string(), "5 passed, 1 failed, 1 skipped");
    }

    #[test]
    fn what_runners_say_of_failed_tests_is_collected() {
        let output = "\
test a ... FAILED

failures:

---- a [host] ----
3 is not 4

failures:
    a [host]

test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s
test b ... ok
";
        assert_eq!(failures(output), ["---- a [host] ----", "3 is not 4"]);
        assert!(failures(OUTPUT).is_empty());
    }

    #[test]
    fn skipped_tests_are_collected_with_their_reasons() {
        let found = skipped("test", OUTPUT);
        let [one] = found.as_slice() else { panic!("one skipped test") };
        assert_eq!(
            (one.what.as_str(), one.reason.as_str()),
            ("a map is pinned [host]", "not root: needs CAP_BPF")
        );
    }
}
