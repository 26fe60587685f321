//! Writes code instruction by instruction, with labels, names and the source position of each.

mod atomics;
mod calls;
mod control;
mod instructions;
mod operand;
mod stack;

pub use atomics::{AtomicTarget, Extreme};
pub use calls::{Argument, Arguments};
pub use operand::{Number64, Operand};
pub use stack::{StackProblem, StackSlot};

use crate::check::STACK;
use crate::code::unused_name;
use crate::place::print_problems;
use crate::{Code, Instruction, Location, Name, Operation, Reference, table};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::fmt;
use std::panic;
use std::sync::Arc;

/// Writes the code of one function.
///
/// Methods can be chained, or called one at a time where code is generated in a loop. Nothing is checked until
/// [`build`](Self::build), which reports all problems together.
///
/// ```
/// use skep_isa::{Assembler, Condition, Size, registers::*};
///
/// // Returns the first byte of a packet, or 0 if it is empty: `struct xdp_md` begins with the packet's bounds.
/// let code = Assembler::new()
///     .mov(R0, 0)
///     .load(Size::Word, R2, R1, 0)
///     .load(Size::Word, R3, R1, 4)
///     .mov(R4, R2)
///     .add(R4, 1)
///     .jump(Condition::Greater, R4, R3, "out")
///     .load(Size::Byte, R0, R2, 0)
///     .label("out")
///     .exit()
///     .build()?;
/// assert_eq!(code.instructions.len(), 8);
/// # Ok::<(), skep_isa::AssemblerErrors>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Assembler {
    instructions: Vec<Instruction>,
    /// The index of the instruction that each label stands before, and where the label was written.
    labels: HashMap<Name, (usize, Location)>,
    /// The labels that belong to the next instruction, in the order in which they were written.
    pending: Vec<Name>,
    /// The names that [`fresh_label`](Assembler::fresh_label) gave.
    fresh: HashSet<Name>,
    /// The places on the stack that are in use.
    slots: Vec<StackSlot>,
    problems: Vec<AssemblerError>,
    /// The position given by [`location`](Assembler::location), which wins over the caller's.
    location: Option<Location>,
    /// The caller's file, shared by consecutive instructions.
    file: Option<Name>,
}

/// Labels, positions, and what all the methods above are made of.
impl Assembler {
    /// An assembler that has written nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Names the place of the next instruction. A place can have several names; the code has the first of them.
    #[track_caller]
    pub fn label(&mut self, name: impl Into<Name>) -> &mut Self {
        let location = self.position();
        self.define(name.into(), location);
        self
    }

    /// A name that no label has so far, to be used by generated code: the stem, a dot and a number. It is not yet the
    /// name of a place.
    pub fn fresh_label(&mut self, stem: &str) -> Name {
        let name = unused_name(&format!("{stem}."), self.fresh.len(), |name| {
            self.labels.contains_key(name) || self.fresh.contains(name)
        });
        self.fresh.insert(name.clone());
        name
    }

    /// Gives the instructions from here on this source position, instead of that of the Rust code which writes them;
    /// `None` goes back to that.
    pub fn location(&mut self, location: impl Into<Option<Location>>) -> &mut Self {
        self.location = location.into();
        self
    }

    /// Appends any instruction. It gets a source position if it has none; its label, if it has one, is a label like
    /// those of [`label`](Self::label).
    #[track_caller]
    pub fn push(&mut self, mut instruction: Instruction) -> &mut Self {
        // (Not in a closure: that would be its own caller.)
        let location = match instruction.location.take() {
            Some(location) => location,
            None => Arc::new(self.position()),
        };
        if let Some(label) = instruction.label.take() {
            self.define(label, (*location).clone());
        }
        if table::row(instruction.operation).is_none() {
            let (operation, location) = (instruction.operation, (*location).clone());
            self.problems.push(AssemblerError::NoEncoding { operation, location });
        }
        instruction.location = Some(location);
        instruction.label = self.pending.first().cloned();
        self.pending.clear();
        self.instructions.push(instruction);
        self
    }

    /// Notes that something is wrong with what is being written: [`build`](Self::build) says so, with all else. For
    /// methods of one's own that write several instructions.
    #[track_caller]
    pub fn problem(&mut self, problem: impl Into<String>) -> &mut Self {
        let (problem, location) = (problem.into(), self.position());
        self.problems.push(AssemblerError::Other { problem, location });
        self
    }

    /// The code written so far. The assembler keeps it, and can go on.
    ///
    /// # Errors
    /// All problems together: labels that are defined twice, that a jump names and nothing defines, or that have no
    /// instruction after them, operations that do not exist in the size that was asked for, stack slots for which there
    /// was no room, and what was [noted](Self::problem).
    pub fn build(&self) -> Result<Code, AssemblerErrors> {
        let mut problems = self.problems.clone();
        let mut instructions = self.instructions.clone();
        for instruction in &mut instructions {
            let Some(Reference::Label(label)) = &mut instruction.reference else { continue };
            match self.labels.get(label) {
                // The first of several labels of a place is the one that the instruction there has.
                Some((index, _)) => {
                    if let Some(first) = self.instructions.get(*index).and_then(|at| at.label.as_ref()) {
                        label.clone_from(first);
                    }
                }
                None => {
                    let (label, location) = (label.clone(), instruction.location.as_deref().cloned());
                    problems.push(AssemblerError::UndefinedLabel { label, location });
                }
            }
        }
        for label in &self.pending {
            let location = self.labels.get(label).map(|(_, location)| location.clone());
            problems.push(AssemblerError::LabelAtTheEnd { label: label.clone(), location });
        }
        if problems.is_empty() { Ok(Code { instructions }) } else { Err(AssemblerErrors { problems }) }
    }

    fn define(&mut self, name: Name, location: Location) {
        match self.labels.entry(name.clone()) {
            Entry::Vacant(entry) => {
                entry.insert((self.instructions.len(), location));
                self.pending.push(name);
            }
            Entry::Occupied(entry) => {
                let first = entry.get().1.clone();
                self.problems.push(AssemblerError::DuplicateLabel { label: name, first, second: location });
            }
        }
    }

    /// The position that was set, or else the caller's.
    #[track_caller]
    fn position(&mut self) -> Location {
        if let Some(location) = &self.location {
            return location.clone();
        }
        let caller = panic::Location::caller();
        let file = match &self.file {
            Some(file) if **file == *caller.file() => file.clone(),
            _ => self.file.insert(caller.file().into()).clone(),
        };
        Location { file, line: caller.line(), column: caller.column(), text: None }
    }
}

/// Everything that keeps an [`Assembler`] from building its code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AssemblerErrors {
    /// The problems, at least one.
    pub problems: Vec<AssemblerError>,
}

/// One thing that keeps an [`Assembler`] from building its code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AssemblerError {
    /// Two places have the same label.
    DuplicateLabel {
        /// The label.
        label: Name,
        /// Where it was written first.
        first: Location,
        /// Where it was written again.
        second: Location,
    },
    /// A jump names a label that no place has.
    UndefinedLabel {
        /// The label.
        label: Name,
        /// Where the jump was written.
        location: Option<Location>,
    },
    /// No instruction follows a label.
    LabelAtTheEnd {
        /// The label.
        label: Name,
        /// Where it was written.
        location: Option<Location>,
    },
    /// The operation does not exist in this size or width.
    NoEncoding {
        /// The operation.
        operation: Operation,
        /// Where it was written.
        location: Location,
    },
    /// There is no such place on the stack.
    StackSlot {
        /// The number of bytes that were asked for.
        size: usize,
        /// The alignment that was asked for.
        alignment: usize,
        /// Why there is none.
        problem: StackProblem,
        /// Where it was asked for.
        location: Location,
    },
    /// A place on the stack is given back that is not in use.
    NoSuchSlot {
        /// The place.
        slot: StackSlot,
        /// Where it is given back.
        location: Location,
    },
    /// Something that whoever writes with the assembler found wrong.
    Other {
        /// What is wrong.
        problem: String,
        /// Where it was written.
        location: Location,
    },
}

impl fmt::Display for AssemblerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = |f: &mut fmt::Formatter<'_>, location: &Option<Location>| match location {
            Some(location) => write!(f, " ({location})"),
            None => Ok(()),
        };
        match self {
            Self::DuplicateLabel { label, first, second } => {
                write!(f, "the label `{label}` is defined twice, first at {first} and then at {second}")
            }
            Self::UndefinedLabel { label, location } => {
                write!(f, "a jump leads to the label `{label}`, which is not defined")?;
                at(f, location)
            }
            Self::LabelAtTheEnd { label, location } => {
                write!(f, "the label `{label}` has no instruction after it")?;
                at(f, location)
            }
            Self::NoEncoding { operation, location } => {
                write!(f, "the operation `{operation:?}` does not exist in this size or width ({location})")
            }
            Self::StackSlot { size, alignment, problem: StackProblem::Shape, location } => write!(
                f,
                "a stack slot of {size} bytes with an alignment of {alignment} was asked for, expected at least 1 byte \
                 and an alignment of 1, 2, 4 or 8 ({location})"
            ),
            Self::StackSlot { size, alignment, problem: StackProblem::Full { used, largest }, location } => {
                write!(
                    f,
                    "a stack slot of {size} bytes with an alignment of {alignment} does not fit: of the {STACK} bytes of a \
                 function's stack {used} are in use, and the largest free place has {largest} ({location})"
                )
            }
            Self::NoSuchSlot { slot: StackSlot { offset, size }, location } => {
                write!(
                    f,
                    "the {size} bytes at r10{offset:+} are given back, but are no stack slot in use ({location})"
                )
            }
            Self::Other { problem, location } => write!(f, "{problem} ({location})"),
        }
    }
}

impl Error for AssemblerError {}

impl fmt::Display for AssemblerErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print_problems(&self.problems, f)
    }
}

impl Error for AssemblerErrors {}

#[cfg(test)]
mod tests;
