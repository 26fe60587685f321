//! Why something that was to happen in the simulated kernel did not, or went wrong.

use crate::run::ProgramFault;
use skep_vm::OutOfRegions;
use std::error::Error;
use std::fmt;

/// Why something did not happen.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum StimulusError {
    /// There is no such tracepoint.
    NoTracepoint {
        /// What was asked for.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// The tracepoint's record has no such field.
    NoField {
        /// The tracepoint.
        tracepoint: String,
        /// What was asked for.
        field: String,
        /// The fields that it has and that can be set.
        known: Vec<String>,
    },
    /// The tracepoint has no such argument.
    NoArgument {
        /// The tracepoint.
        tracepoint: String,
        /// What was asked for.
        argument: String,
        /// The arguments that it has.
        known: Vec<String>,
    },
    /// A value does not fit where it was to be put.
    BadValue {
        /// What was to be set: `field pid of sched:sched_process_exec`, `comm`.
        place: String,
        /// The value.
        value: String,
        /// What can be put there.
        expected: String,
    },
    /// There is no such function.
    NoFunction {
        /// What was asked for.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// There is no such structure among the kernel's types.
    NoStructure {
        /// What was asked for.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// A structure has no such member.
    NoMember {
        /// The structure that the path begins in.
        structure: String,
        /// The whole path.
        path: String,
        /// The name that is not there.
        member: String,
        /// Those that are, where it was looked for.
        known: Vec<String>,
    },
    /// There is no such network interface.
    NoInterface {
        /// What was asked for.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// There is no such control group.
    NoCgroup {
        /// What was asked for.
        path: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// It happened, and a program that ran on it did something wrong.
    Fault(Box<ProgramFault>),
    /// The simulated kernel has no memory left.
    OutOfMemory,
}

impl From<Box<ProgramFault>> for StimulusError {
    fn from(fault: Box<ProgramFault>) -> Self {
        Self::Fault(fault)
    }
}

impl From<OutOfRegions> for StimulusError {
    fn from(_: OutOfRegions) -> Self {
        Self::OutOfMemory
    }
}

impl fmt::Display for StimulusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTracepoint { name, known } => {
                write!(f, "the simulated kernel has no tracepoint `{name}`; it has {}", List(known))
            }
            Self::NoField { tracepoint, field, known } => {
                write!(f, "the record of {tracepoint} has no field `{field}`; it has {}", List(known))
            }
            Self::NoArgument { tracepoint, argument, known } => {
                write!(f, "{tracepoint} has no argument `{argument}`; it has {}", List(known))
            }
            Self::BadValue { place, value, expected } => {
                write!(f, "{value} cannot be put into {place}: expected {expected}")
            }
            Self::NoFunction { name, known } => {
                write!(f, "the simulated kernel has no function `{name}` to call; it has {}", List(known))
            }
            Self::NoStructure { name, known } => {
                write!(f, "the simulated kernel's types have no struct {name}; they have {}", List(known))
            }
            Self::NoMember { structure, path, member, known } => {
                write!(f, "no `{member}` for {path} of struct {structure}; there is {}", List(known))
            }
            Self::NoInterface { name, known } => {
                write!(f, "the simulated kernel has no interface `{name}`; it has {}", List(known))
            }
            Self::NoCgroup { path, known } => {
                write!(f, "the simulated kernel has no control group `{path}`; it has {}", List(known))
            }
            Self::Fault(fault) => fault.fmt(f),
            Self::OutOfMemory => f.write_str("the simulated kernel has no memory left"),
        }
    }
}

/// Names, with commas.
struct List<'a>(&'a [String]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str("none") } else { f.write_str(&self.0.join(", ")) }
    }
}

impl Error for StimulusError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Fault(fault) => Some(fault),
            _ => None,
        }
    }
}
