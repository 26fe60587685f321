//! One error for everything: what was done, to what, why it did not work, and what to do about it.

mod meaning;
mod operation;
#[cfg(test)]
mod tests;

pub use operation::Operation;

use crate::permission;
use crate::{Kernel, VerifierReport};
use meaning::meaning;
use skep_object::{LayoutError, SpecErrors};
use skep_uapi::{Errno, Version};
use std::fmt;

/// What Skep answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Something did not work.
///
/// `{}` prints it in one line; `{:#}` adds the verifier's whole log, if it was a program that was refused.
pub struct Error(Box<Parts>);

struct Parts {
    operation: Operation,
    object: String,
    cause: Cause,
    remedy: Option<String>,
}

/// Why it did not work.
#[derive(Debug)]
#[non_exhaustive]
pub enum Cause {
    /// The kernel's answer.
    #[non_exhaustive]
    Kernel {
        /// Its number.
        errno: Errno,
        /// What that means for this operation, where it is more than what the number says by itself.
        means: Option<&'static str>,
        /// What the kernel said in words, where it does: on netlink.
        said: Option<String>,
    },
    /// The kernel's verifier refused a program.
    Rejected(Box<VerifierReport>),
    /// A program did something wrong when it ran: what, and where. Only a simulated kernel finds that out so late; the
    /// others' verifier refuses such a program.
    Fault(String),
    /// A specification that no kernel would accept.
    Spec(SpecErrors),
    /// A program that cannot be laid out.
    Layout(LayoutError),
    /// Something was not what it must be: found before a kernel was asked.
    Invalid(String),
    /// This kernel or this system does not have what it takes.
    Unsupported(String),
    /// An error of a part below.
    Other(Box<dyn std::error::Error + Send + Sync>),
}

/// Errors, sorted by what a caller might do about them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Something is not allowed to this process.
    Permission,
    /// There is nothing of that name, key or number.
    NotFound,
    /// There is something of that name or key already.
    AlreadyExists,
    /// Something is in use.
    Busy,
    /// There is no room for more.
    Full,
    /// The kernel, or a limit of this process, has nothing left for it: memory, or descriptors.
    OutOfResources,
    /// Something given is larger than the kernel takes.
    TooLarge,
    /// Something given is not what it must be.
    Invalid,
    /// The kernel's verifier refused a program.
    Rejected,
    /// This kernel or this system does not have what it takes.
    Unsupported,
    /// A signal came, or the kernel had something else to do: nothing was wrong.
    Interrupted,
    /// Nothing could ever have ended this wait.
    WaitsForever,
    /// Anything else.
    Other,
}

/// Whether the kernel broke off before it could judge what it was asked.
pub(crate) fn is_no_judgement(errno: Errno) -> bool {
    matches!(meaning(Operation::Info, errno).kind, ErrorKind::Interrupted | ErrorKind::OutOfResources)
}

impl Error {
    pub(crate) fn new(
        operation: Operation,
        object: impl Into<String>,
        cause: Cause,
        remedy: Option<String>,
    ) -> Self {
        Self(Box::new(Parts { operation, object: object.into(), cause, remedy }))
    }

    /// The kernel's answer, with what to do about it as far as this kernel lets us know.
    pub(crate) fn kernel(
        kernel: &Kernel,
        operation: Operation,
        object: impl Into<String>,
        errno: Errno,
    ) -> Self {
        let meaning = meaning(operation, errno);
        let remedy =
            permission::remedy(kernel, operation, errno).or_else(|| meaning.remedy.map(ToOwned::to_owned));
        let said = kernel.api().refusal();
        Self::new(operation, object, Cause::Kernel { errno, means: meaning.says, said }, remedy)
    }

    /// The same, with what the kernel said in words.
    pub(crate) fn kernel_said(
        kernel: &Kernel,
        operation: Operation,
        object: impl Into<String>,
        errno: Errno,
        words: &str,
    ) -> Self {
        let mut error = Self::kernel(kernel, operation, object, errno);
        if let Cause::Kernel { said, .. } = &mut error.0.cause
            && !words.is_empty()
        {
            *said = Some(words.to_owned());
        }
        error
    }

    pub(crate) fn invalid(
        operation: Operation,
        object: impl Into<String>,
        problem: impl Into<String>,
    ) -> Self {
        Self::new(operation, object, Cause::Invalid(problem.into()), None)
    }

    pub(crate) fn unsupported(
        operation: Operation,
        object: &str,
        problem: impl Into<String>,
        remedy: &str,
    ) -> Self {
        Self::new(operation, object, Cause::Unsupported(problem.into()), Some(remedy.to_owned()))
    }

    /// What a kernel of this release does not have, since when there is it, and what to use instead.
    pub(crate) fn lacking(
        operation: Operation,
        object: &str,
        what: &str,
        since: Version,
        release: &str,
        instead: &str,
    ) -> Self {
        let problem = format!("{what} needs Linux {since}, and this kernel is {release}");
        Self::unsupported(operation, object, problem, instead)
    }

    pub(crate) fn other(
        operation: Operation,
        object: impl Into<String>,
        error: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self::new(operation, object, Cause::Other(Box::new(error)), None)
    }

    /// What was being done.
    pub fn operation(&self) -> Operation {
        self.0.operation
    }

    /// The name of what it was done to.
    pub fn object(&self) -> &str {
        &self.0.object
    }

    /// Why it did not work.
    pub fn cause(&self) -> &Cause {
        &self.0.cause
    }

    /// What to do about it, if that is known.
    pub fn remedy(&self) -> Option<&str> {
        self.0.remedy.as_deref()
    }

    /// The kernel's error number, if the kernel answered with one.
    pub fn errno(&self) -> Option<Errno> {
        match &self.0.cause {
            Cause::Kernel { errno, .. } => Some(*errno),
            Cause::Rejected(report) => Some(report.errno),
            _ => None,
        }
    }

    /// What the verifier said, if it refused a program.
    pub fn verifier_report(&self) -> Option<&VerifierReport> {
        match &self.0.cause {
            Cause::Rejected(report) => Some(report),
            _ => None,
        }
    }

    /// What sort of error it is.
    pub fn kind(&self) -> ErrorKind {
        match &self.0.cause {
            Cause::Rejected(_) | Cause::Fault(_) => ErrorKind::Rejected,
            Cause::Spec(_) | Cause::Layout(_) | Cause::Invalid(_) => ErrorKind::Invalid,
            Cause::Unsupported(_) => ErrorKind::Unsupported,
            Cause::Other(_) => ErrorKind::Other,
            Cause::Kernel { errno, .. } => meaning(self.0.operation, *errno).kind,
        }
    }

    /// Whether what was asked for is not there: no key, pin, tracepoint, interface or type of that name.
    pub fn is_not_found(&self) -> bool {
        self.kind() == ErrorKind::NotFound
    }

    /// Whether the reason is one that passes by itself: a signal came, or something was locked or short for a moment.
    /// The same call may succeed later. Whether it *may be made* again is another question: what was interrupted may
    /// have been done in part. What Skep can repeat safely it has repeated before it gives this error.
    pub fn is_transient(&self) -> bool {
        match &self.0.cause {
            Cause::Kernel { errno, .. } => meaning(self.0.operation, *errno).passing,
            _ => false,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kernel { errno, means, said } => {
                match (means, errno.name()) {
                    (Some(means), Some(name)) => write!(f, "{name} ({}): {means}", errno.0)?,
                    (Some(means), None) => write!(f, "{errno}: {means}")?,
                    (None, _) => errno.fmt(f)?,
                }
                match said {
                    Some(said) => write!(f, "; the kernel says: {said}"),
                    None => Ok(()),
                }
            }
            Self::Rejected(report) => report.fmt(f),
            Self::Spec(errors) => errors.fmt(f),
            Self::Layout(error) => error.fmt(f),
            Self::Fault(problem) | Self::Invalid(problem) | Self::Unsupported(problem) => {
                f.write_str(problem)
            }
            Self::Other(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts { operation, object, cause, remedy } = &*self.0;
        write!(f, "{operation} `{object}`: ")?;
        // One line, or the whole of it: the flags are the cause's business.
        cause.fmt(f)?;
        match remedy {
            Some(remedy) => write!(f, " ({remedy})"),
            None => Ok(()),
        }
    }
}

/// `main` prints errors this way, so it is the whole text.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:#}")
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.cause {
            Cause::Spec(errors) => Some(errors),
            Cause::Layout(error) => Some(error),
            Cause::Other(error) => Some(&**error),
            Cause::Kernel { .. }
            | Cause::Rejected(_)
            | Cause::Fault(_)
            | Cause::Invalid(_)
            | Cause::Unsupported(_) => None,
        }
    }
}
