//! Faults: what a program did wrong, and where.

use crate::AccessFault;
use skep_isa::{Location, Name, Register};
use std::error::Error;
use std::fmt;

/// The end of a run at an instruction that cannot be carried out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// What was wrong.
    pub kind: FaultKind,
    /// Where the program was: the instruction itself, then the calls that led to its function, the innermost first.
    /// There is at least one.
    pub frames: Vec<FaultFrame>,
}

/// A place in a program that was being carried out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FaultFrame {
    /// Which program it is in: 0 is the one that was run, 1 the first one that took the place of another
    /// ([`Call::continue_with`](crate::Call::continue_with)), and so on.
    pub program: usize,
    /// The number of the instruction's first slot. The slot after the last if there is no instruction.
    pub slot: usize,
    /// The instruction's text; empty if there is none.
    pub instruction: String,
    /// The function: the label of its first instruction.
    pub function: Option<Name>,
    /// Where in the source the instruction was written.
    pub location: Option<Location>,
}

/// What was wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum FaultKind {
    /// A register was read that nobody has written since the function began, or since the last call.
    UnwrittenRegister(Register),
    /// Memory was read or written that is not there, or not for that.
    Access(AccessFault),
    /// More instructions were carried out than the limit allows.
    TooManyInstructions {
        /// The limit.
        limit: u64,
    },
    /// More functions called each other than there is stack for.
    TooManyFrames {
        /// The limit.
        limit: usize,
    },
    /// The last instruction was carried out, and it was no exit.
    FellOffTheEnd,
    /// `callx`, which no kernel accepts.
    CallByRegister {
        /// The value in the register.
        address: u64,
    },
    /// `gotox` to an address that no instruction array holds.
    GotoByRegister {
        /// The value in the register.
        address: u64,
    },
    /// A helper was called that is not there.
    NoHelper(u32),
    /// A kernel function was called that is not there.
    NoKfunc {
        /// Its BTF id.
        btf_id: u32,
        /// The place of its BTF in the array given at load, or 0.
        module: i16,
    },
    /// A classic load from a packet, where there is no packet.
    NoPacket,
    /// A cast between address spaces that are not there.
    NoAddressSpace {
        /// The space that was asked for.
        to: u16,
        /// The space it is in.
        from: u16,
    },
    /// No more regions of memory can be made.
    OutOfRegions,
    /// The environment refused, for the reason given.
    Refused(String),
}

impl From<AccessFault> for FaultKind {
    fn from(fault: AccessFault) -> Self {
        Self::Access(fault)
    }
}

impl From<crate::OutOfRegions> for FaultKind {
    fn from(_: crate::OutOfRegions) -> Self {
        Self::OutOfRegions
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnwrittenRegister(register) => {
                write!(f, "{register} is read, but nothing was written to it")?;
                if (1..=5).contains(&register.number()) {
                    f.write_str(" (calls do not preserve r1 to r5)")?;
                }
                Ok(())
            }
            Self::Access(fault) => fault.fmt(f),
            Self::TooManyInstructions { limit } => {
                write!(f, "the program did not end within {limit} instructions, which is the limit")
            }
            Self::TooManyFrames { limit } => {
                write!(
                    f,
                    "a function is called from {limit} functions calling each other, which is the limit"
                )
            }
            Self::FellOffTheEnd => f.write_str("the program goes on after its last instruction"),
            Self::CallByRegister { address } => {
                write!(f, "calls the function at {address:#x}, but functions cannot be called by address")
            }
            Self::GotoByRegister { address } => {
                write!(f, "jumps to {address:#x}, but no instruction array holds that address")
            }
            Self::NoHelper(number) => write!(f, "there is no helper {number} here"),
            Self::NoKfunc { btf_id, module: 0 } => {
                write!(f, "there is no kernel function with the BTF id {btf_id} here")
            }
            Self::NoKfunc { btf_id, module } => {
                write!(f, "there is no kernel function with the BTF id {btf_id} in the BTF {module} here")
            }
            Self::NoPacket => f.write_str("loads from a packet, but there is none here"),
            Self::NoAddressSpace { to, from } => write!(
                f,
                "casts an address from the address space {from} to {to}, but no memory with address spaces is here"
            ),
            Self::OutOfRegions => f.write_str("no more regions of memory can be made"),
            Self::Refused(reason) => f.write_str(reason),
        }
    }
}

impl fmt::Display for FaultFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "slot {}", self.slot)?;
        if !self.instruction.is_empty() {
            write!(f, " `{}`", self.instruction)?;
        }
        if let Some(function) = &self.function {
            write!(f, " of `{function}`")?;
        }
        if let Some(location) = &self.location {
            write!(f, " ({location})")?;
        }
        Ok(())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut frames = self.frames.iter();
        if let Some(frame) = frames.next() {
            write!(f, "{frame}: ")?;
        }
        self.kind.fmt(f)?;
        for frame in frames {
            write!(f, "\n  called from {frame}")?;
        }
        Ok(())
    }
}

impl Error for Fault {}
