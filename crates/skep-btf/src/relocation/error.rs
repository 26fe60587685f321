//! Why a relocation has no value: the target has nothing of the kind, or it cannot be answered at all.

use core::fmt;

use super::kind::RelocationKind;
use crate::error::{BtfError, Named};

/// An access that the target does not have. It prints as a sentence that names the access:
/// `field_byte_offset of task_struct.real_parent (0:58): the target's 'task_struct' has no member 'real_parent'`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// What was asked.
    pub kind: RelocationKind,
    /// Of what, with the access string: `task_struct.real_parent (0:58)`.
    pub access: String,
    /// Why there is no answer: that of the candidate that has the most of what the program asks for.
    pub reason: Reason,
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}: {}", self.kind, self.access, self.reason)
    }
}

impl core::error::Error for Unresolved {}

/// Why a type of the target does not have what is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// No type has the name and kind of the root.
    NoSuchType {
        /// The root as it is looked for: `STRUCT 'task_struct'`.
        root: String,
    },
    /// A type on the way has no member of this name.
    NoMember {
        /// The name of the type.
        owner: String,
        /// The name of the member.
        member: String,
    },
    /// The member has a type that cannot stand for the local one.
    OtherType {
        /// The name of the member.
        member: String,
        /// Its type in the program.
        local: String,
        /// Its type in the target.
        target: String,
    },
    /// Something that is indexed in the program is no array in the target.
    NotAnArray {
        /// What it is there.
        target: String,
    },
    /// The index is beyond the end of the target's array.
    OutsideArray {
        /// The index.
        index: u32,
        /// How many elements there are.
        count: u32,
    },
    /// What is an enumeration in the program is none in the target.
    NotAnEnumeration {
        /// What it is there.
        target: String,
    },
    /// The enumeration has no such enumerator.
    NoEnumerator {
        /// The name of the enumeration.
        owner: String,
        /// The name of the enumerator.
        name: String,
    },
    /// The type exists, but as something else (`type_exists`) or with other members (`type_matches`).
    OtherShape {
        /// The type in the target.
        target: String,
    },
    /// No integer of at most 8 bytes holds the bitfield.
    WideBitfield {
        /// How many bits it has.
        bits: u64,
    },
    /// The target's types cannot be followed.
    Damaged(BtfError),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchType { root } => write!(f, "the target has no {root}"),
            Self::NoMember { owner, member } => {
                write!(f, "the target's {} has no member '{member}'", Named(owner))
            }
            Self::OtherType { member, local, target } => {
                write!(f, "'{member}' is {target} in the target, and the program expects {local}")
            }
            Self::NotAnArray { target } => {
                write!(f, "the program indexes an array, which in the target is {target}")
            }
            Self::OutsideArray { index, count } => {
                write!(f, "the target's array has {count} elements, none with index {index}")
            }
            Self::NotAnEnumeration { target } => {
                write!(f, "the program expects an enumeration, which in the target is {target}")
            }
            Self::NoEnumerator { owner, name } => {
                write!(f, "the target's {} has no enumerator '{name}'", Named(owner))
            }
            Self::OtherShape { target } => write!(f, "the target's {target} differs from the program's"),
            Self::WideBitfield { bits } => {
                write!(f, "no integer of at most 8 bytes holds the target's bitfield of {bits} bits")
            }
            Self::Damaged(error) => write!(f, "the target's types are damaged: {error}"),
        }
    }
}

/// A relocation that cannot be answered, whatever the target has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelocationError {
    /// What was asked, if that is known.
    pub kind: Option<RelocationKind>,
    /// Of what, as far as it could be read.
    pub access: String,
    /// What is wrong.
    pub problem: Problem,
}

impl fmt::Display for RelocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Some(kind) => write!(f, "{kind} of {}: {}", self.access, self.problem),
            None => write!(f, "relocation of {}: {}", self.access, self.problem),
        }
    }
}

impl core::error::Error for RelocationError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.problem {
            Problem::Local(error) => Some(error),
            _ => None,
        }
    }
}

/// What is wrong with a relocation.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// The kind has a number that this crate does not know.
    UnknownKind {
        /// The number.
        number: u32,
    },
    /// The access string does not say what it must for this kind.
    BadAccess {
        /// What it must be.
        expected: &'static str,
    },
    /// A number of the access string is beyond what the local type has.
    NoSuchPart {
        /// Which number of the access string, counted from 0.
        step: usize,
        /// The number.
        index: u32,
        /// What it is to be looked up in: `STRUCT 'task_struct'`.
        owner: String,
        /// How many members, elements or enumerators that has; `None` for what has none at all.
        count: Option<u32>,
    },
    /// The root type has no name, so nothing can be looked for.
    Anonymous,
    /// Only the offset and the size of an array's element can be asked for.
    Element,
    /// The local types cannot be followed.
    Local(BtfError),
    /// Types of the target that fit equally well give different answers.
    Ambiguous {
        /// One type of the target, and what it gives.
        one: String,
        /// Another.
        other: String,
    },
    /// So many types of the target have the root's name that they are not compared.
    TooManyCandidates {
        /// How many are compared.
        limit: usize,
    },
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKind { number } => write!(f, "its kind is {number}, expected 0 to 12"),
            Self::BadAccess { expected } => write!(f, "the access string has to be {expected}"),
            Self::NoSuchPart { step, index, owner, count: Some(count) } => {
                write!(f, "number {step} of the access string is {index}, and {owner} has {count}")
            }
            Self::NoSuchPart { step, index, owner, count: None } => {
                write!(f, "number {step} of the access string is {index}, and {owner} has no parts")
            }
            Self::Anonymous => f.write_str("its type has no name to look for"),
            Self::Element => f.write_str("only the offset and size of an array's element can be asked for"),
            Self::Local(error) => write!(f, "the program's types are damaged: {error}"),
            Self::Ambiguous { one, other } => {
                write!(f, "types of the target differ: {one}, and {other}")
            }
            Self::TooManyCandidates { limit } => {
                write!(f, "more than {limit} types of the target have the name")
            }
        }
    }
}
