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
    fn any_error_becomes_a_failure() {
        fn parses() -> Outcome {
            "x".parse::<u32>()?;
            Ok(())
        }
        assert_eq!(parses(), Err(Stop::Fail("invalid digit found in string".into())));
        assert_eq!(Stop::from("plain text"), Stop::Fail("plain text".into()));
    }
}
