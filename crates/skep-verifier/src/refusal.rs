//! Refusals, in the words of `kernel/bpf/verifier.c` of Linux 6.18.

use skep_uapi::Errno;
use std::error::Error;
use std::fmt;

/// Why a program is refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// The number that loading it answers.
    pub errno: Errno,
    /// The kernel's words, without the end of the last line.
    pub reason: String,
    /// The instructions (by their index) that led there, from the first one to the one that is refused; at most the last 1000.
    pub path: Vec<usize>,
    /// How many instructions were looked at.
    pub processed: usize,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl Error for Refusal {}

/// What is wrong with an instruction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Wrong {
    pub(crate) errno: Errno,
    pub(crate) reason: String,
}

/// An access or a use that is not allowed.
pub(crate) fn not_allowed(reason: impl Into<String>) -> Wrong {
    Wrong { errno: Errno::EACCES, reason: reason.into() }
}

/// What makes no sense.
pub(crate) fn invalid(reason: impl Into<String>) -> Wrong {
    Wrong { errno: Errno::EINVAL, reason: reason.into() }
}
