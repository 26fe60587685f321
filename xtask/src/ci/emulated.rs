//! A few tests on another kernel, in an emulator: what the kernels of many machines refuse, functions of the kernel above all.

use super::Run;
use crate::matrix::{self, InMachine};
use crate::results::Skipped;

/// Boots the kernel and runs the tests that `xtask/kernels.toml` names for CI.
pub(super) fn test(run: &mut Run) -> Result<(), String> {
    let words = run.test_words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match matrix::in_ci(&run.root, &words)? {
        InMachine::NotHere(why) => {
            run.skip("another kernel", &why);
            Ok(())
        }
        InMachine::Ran { counts, skipped, failures } => {
            run.tests += counts;
            let of_the_step = |one: Skipped| Skipped { step: run.step.into(), ..one };
            run.skipped.extend(skipped.into_iter().map(of_the_step));
            match failures[..] {
                [] if counts.passed == 0 => Err("no test passed: none was run".into()),
                [] => Ok(()),
                _ => Err(failures.join("\n")),
            }
        }
    }
}
