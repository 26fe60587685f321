//! One error for everything: what was done, to what, why it did not work, and what to do about it.

use crate::permission;
use crate::{Kernel, VerifierReport};
use skep_object::{LayoutError, SpecErrors};
use skep_uapi::{Errno, ProgramType};
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

/// What was being done.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Operation {
    /// Opening a kernel.
    Open,
    /// Checking or laying out a specification.
    Check,
    /// Creating a map.
    CreateMap,
    /// Loading a program of this type.
    LoadProgram(ProgramType),
    /// Giving types to the kernel.
    LoadTypes,
    /// Running a program on made-up input.
    TestRun,
    /// Attaching a program to a tracepoint.
    AttachTracepoint,
    /// Attaching a program to a raw tracepoint.
    AttachRawTracepoint,
    /// Attaching a program to a network interface.
    AttachXdp,
    /// Detaching a program.
    Detach,
    /// Reading an entry of a map.
    Lookup,
    /// Writing an entry of a map.
    Update,
    /// Removing an entry of a map.
    Delete,
    /// Putting a program into a program array.
    SetProgram,
    /// Going through the entries of a map.
    Iterate,
    /// Mapping a ring buffer's memory.
    MapRing,
    /// Reading a ring buffer's records.
    ReadRing,
    /// Waiting for something.
    Wait,
    /// Pinning an object.
    Pin,
    /// Opening a pinned object.
    OpenPin,
    /// Removing a pin.
    Unpin,
    /// Taking over or giving away a descriptor.
    Descriptor,
    /// Asking what an object is.
    Info,
    /// Finding a program or a map in a loaded object.
    Find,
    /// Reading a tracepoint's format.
    ReadTracepoint,
    /// Reading a kernel's types.
    ReadTypes,
    /// Finding a network interface.
    FindInterface,
}

/// Why it did not work.
#[derive(Debug)]
#[non_exhaustive]
pub enum Cause {
    /// The kernel's answer.
    Kernel(Errno),
    /// The kernel's verifier refused a program.
    Rejected(VerifierReport),
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
    /// Something given is not what it must be.
    Invalid,
    /// The kernel's verifier refused a program.
    Rejected,
    /// This kernel or this system does not have what it takes.
    Unsupported,
    /// Nothing could ever have ended this wait.
    WaitsForever,
    /// Anything else.
    Other,
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
        let remedy = permission::remedy(kernel, operation, errno)
            .or_else(|| remedy(operation, errno).map(ToOwned::to_owned));
        Self::new(operation, object, Cause::Kernel(errno), remedy)
    }

    pub(crate) fn invalid(
        operation: Operation,
        object: impl Into<String>,
        problem: impl Into<String>,
    ) -> Self {
        Self::new(operation, object, Cause::Invalid(problem.into()), None)
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn unsupported(
        operation: Operation,
        object: &str,
        problem: impl Into<String>,
        remedy: &str,
    ) -> Self {
        Self::new(operation, object, Cause::Unsupported(problem.into()), Some(remedy.to_owned()))
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
            Cause::Kernel(errno) => Some(*errno),
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
            Cause::Rejected(_) => ErrorKind::Rejected,
            Cause::Spec(_) | Cause::Layout(_) | Cause::Invalid(_) => ErrorKind::Invalid,
            Cause::Unsupported(_) => ErrorKind::Unsupported,
            Cause::Other(_) => ErrorKind::Other,
            Cause::Kernel(errno) => match *errno {
                Errno::EPERM | Errno::EACCES => ErrorKind::Permission,
                Errno::ENOENT | Errno::ENODEV => ErrorKind::NotFound,
                Errno::EEXIST => ErrorKind::AlreadyExists,
                Errno::EBUSY => ErrorKind::Busy,
                Errno::E2BIG | Errno::ENOSPC if self.0.operation == Operation::Update => ErrorKind::Full,
                Errno::EINVAL | Errno::E2BIG | Errno::EBADF => ErrorKind::Invalid,
                Errno::ENOTSUPP | Errno::EOPNOTSUPP | Errno::ENOSYS => ErrorKind::Unsupported,
                Errno::EDEADLK if self.0.operation == Operation::Wait => ErrorKind::WaitsForever,
                _ => ErrorKind::Other,
            },
        }
    }
}

/// What an error number of the kernel means for this operation and what to do, where that is more than its name
/// says.
fn remedy(operation: Operation, errno: Errno) -> Option<&'static str> {
    Some(match (operation, errno) {
        (Operation::SetProgram, Errno::EINVAL) => {
            "programs in an array must be of the type, and attached in the way, of those that call it"
        }
        (Operation::Update, Errno::E2BIG | Errno::ENOSPC) => {
            "the map is full: make it larger, or remove entries"
        }
        (Operation::TestRun, Errno::EINVAL) => {
            "a packet has at least 14 bytes, and for programs on socket buffers the network header it announces; a context \
             is one of this program type"
        }
        (Operation::TestRun, Errno::ENOSPC) => {
            "what the program left did not fit, and it was to run only once; its maps have changed"
        }
        (Operation::TestRun, Errno::EINTR) => {
            "a signal came; the program has run some of the times it should"
        }
        (Operation::MapRing, Errno::EBUSY) => "a ring buffer has one reader: drop the other one first",
        (Operation::ReadTracepoint | Operation::AttachRawTracepoint, Errno::ENOENT) => {
            "this kernel has no tracepoint of that name; /sys/kernel/tracing/available_events lists them"
        }
        (Operation::ReadTypes, Errno::ENOENT) => "this kernel was built without CONFIG_DEBUG_INFO_BTF",
        (Operation::FindInterface, Errno::ENODEV) => "`ip link` lists the interfaces",
        (Operation::AttachXdp, Errno::EBUSY) => {
            "another XDP program is attached to the interface: detach it first (`bpftool net` shows it)"
        }
        (Operation::AttachTracepoint, Errno::EINVAL) => "links to tracepoints need Linux 5.15",
        (Operation::Pin, Errno::EEXIST) => {
            "something is pinned there already: remove it, or use another path"
        }
        (Operation::OpenPin, Errno::EINVAL) => "something of another kind is pinned there",
        (Operation::Wait, Errno::EDEADLK) => {
            "on a simulated kernel only the test makes things happen: wait with a deadline, or drive the world \
             from another thread with `World::drive`"
        }
        (_, Errno::EBADF) => "the object belongs to another kernel",
        (_, Errno::ENOSYS) => {
            "this kernel is built without bpf(2), or runs in an emulator that does not pass it on"
        }
        _ => return None,
    })
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "opening",
            Self::Check => "checking",
            Self::CreateMap => "creating map",
            Self::LoadProgram(program_type) => return write!(f, "loading {program_type} program"),
            Self::LoadTypes => "loading the types of",
            Self::TestRun => "running program",
            Self::AttachTracepoint => "attaching to tracepoint",
            Self::AttachRawTracepoint => "attaching to raw tracepoint",
            Self::AttachXdp => "attaching to interface",
            Self::Detach => "detaching program",
            Self::Lookup => "reading from map",
            Self::Update => "writing to map",
            Self::Delete => "deleting from map",
            Self::SetProgram => "putting a program into",
            Self::Iterate => "iterating over map",
            Self::MapRing => "mapping ring buffer",
            Self::ReadRing => "reading ring buffer",
            Self::Wait => "waiting for",
            Self::Pin => "pinning to",
            Self::OpenPin => "opening the pin",
            Self::Unpin => "removing the pin",
            Self::Descriptor => "converting the descriptor of",
            Self::Info => "asking about",
            Self::Find => "finding",
            Self::ReadTracepoint => "reading the format of tracepoint",
            Self::ReadTypes => "reading the types of",
            Self::FindInterface => "finding interface",
        })
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kernel(errno) => errno.fmt(f),
            Self::Rejected(report) => report.fmt(f),
            Self::Spec(errors) => errors.fmt(f),
            Self::Layout(error) => error.fmt(f),
            Self::Invalid(problem) | Self::Unsupported(problem) => f.write_str(problem),
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
            Cause::Kernel(_) | Cause::Rejected(_) | Cause::Invalid(_) | Cause::Unsupported(_) => None,
        }
    }
}
