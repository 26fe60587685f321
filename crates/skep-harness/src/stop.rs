//! How the body of a test ends early.

use std::fmt::Display;

/// What the body of a test returns. `?` turns any error into a failure.
pub type Outcome = Result<(), Stop>;

/// Why a test did not get to its end.
///
/// It has no `Display`, so that anything that has can become a failure with `?` or `into()`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stop {
    /// It cannot run here, for this reason. It counts as skipped and is listed at the end.
    Skip(String),
    /// Something is wrong.
    Fail(String),
}

impl Stop {
    /// What it is on the kernel that runs: where something failed that came with a later release, as the failure says, it could not run
    /// here.
    #[must_use]
    pub(crate) fn on_this_kernel(self) -> Self {
        match std::fs::read_to_string("/proc/sys/kernel/osrelease") {
            Ok(release) => self.on_kernel(&release),
            Err(_) => self,
        }
    }

    fn on_kernel(self, release: &str) -> Self {
        match self {
            Self::Fail(message) if names_a_later_release(&message, release) => Self::Skip(message),
            other => other,
        }
    }
}

/// Whether a message says that something needs a later Linux than this one. Which one runs is not taken from the message.
fn names_a_later_release(message: &str, running: &str) -> bool {
    let Some((_, rest)) = message.split_once(" needs Linux ") else { return false };
    matches!((version(rest), version(running)), (Some(needed), Some(running)) if running < needed)
}

/// The first two numbers of a release: 6.18 of `6.18.44-fc`.
fn version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim_start().splitn(3, '.').map(|part| {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        part[..digits].parse().ok()
    });
    Some((numbers.next()??, numbers.next()??))
}

impl<E: Display> From<E> for Stop {
    /// A failure. The alternate form `{:#}` is used, in which an error may tell more than in one line.
    fn from(error: E) -> Self {
        Self::Fail(format!("{error:#}"))
    }
}

/// Ends a test as skipped: it cannot run here, for this reason.
///
/// ```
/// use skep_harness::{Outcome, Stop, skip};
///
/// fn needs_a_device(device: Option<&str>) -> Outcome {
///     let Some(device) = device else { return skip("there is no device") };
///     assert!(!device.is_empty());
///     Ok(())
/// }
///
/// assert_eq!(needs_a_device(None), Err(Stop::Skip("there is no device".into())));
/// ```
///
/// # Errors
///
/// Always [`Stop::Skip`]: it is meant to be returned, or for `?`.
pub fn skip<T>(reason: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Skip(reason.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_later_kernel_has_cannot_run_on_this_one() {
        let failed = || {
            Stop::from(
                "attaching: a link to traffic control needs Linux 6.6, and this kernel is 6.1.0 (use filters)",
            )
        };
        assert!(matches!(failed().on_kernel("6.1.0-56-cloud-amd64\n"), Stop::Skip(_)));
        assert!(matches!(failed().on_kernel("5.15"), Stop::Skip(_)));
        // A kernel that has it is to do it, whatever the message says of its release.
        for release in ["6.6.1", "6.18.44-fc", "7.2.0", "", "unknown"] {
            assert_eq!(failed().on_kernel(release), failed(), "{release}");
        }
        assert_eq!(Stop::from("it needs Linux").on_kernel("6.1"), Stop::from("it needs Linux"));
        assert_eq!(Stop::from("EINVAL").on_kernel("6.1"), Stop::from("EINVAL"));
    }

    #[test]
    fn any_error_becomes_a_failure() {
        fn parses() -> Outcome {
            "x".parse::<u32>()?;
            Ok(())
        }
        assert_eq!(parses(), Err(Stop::Fail("invalid digit found in string".into())));
        assert_eq!(Stop::from("plain text"), Stop::Fail("plain text".into()));
    }
}
