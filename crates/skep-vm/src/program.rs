//! Code made ready to run.

use crate::FaultFrame;
use crate::compiled::{Compiled, PlainStep};
use crate::fast::{FastStep, fast_steps};
use crate::memory::function_address;
use crate::needs::needs;
use crate::operands::{Registers, registers};
use skep_isa::table::{self, Field};
use skep_isa::{Code, Immediate, Instruction, Name, Operation, Reference};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// Code made ready to run as often as wanted.
///
/// The code is a whole program: the function that is run first, and all functions it calls, by their distances, as
/// [`skep_isa::decode`] gives them for the bytes that a kernel is given. (Jumps and calls by name work too, if the
/// label is in the code.) A function's name, in faults, is the label of its first instruction.
#[derive(Clone, Debug)]
pub struct Program {
    pub(crate) steps: Vec<Step>,
    /// The same steps for the fast loop.
    pub(crate) fast: Vec<FastStep>,
    /// The registers that each step and those after it need to have been written.
    pub(crate) needs: Vec<Registers>,
    /// What carries out steps instead of the fast loop.
    pub(crate) compiled: Option<Arc<dyn Compiled>>,
    code: Code,
    /// The first slot of each instruction, and at the end the number of all slots.
    slots: Vec<usize>,
}

/// An instruction as it is carried out: targets are indices of other steps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) operation: Operation,
    pub(crate) dst: u8,
    pub(crate) src: u8,
    pub(crate) offset: i16,
    /// The registers that must have been written before.
    pub(crate) reads: Registers,
    /// The registers that are written after.
    pub(crate) writes: Registers,
    /// The step that a jump or call leads to.
    pub(crate) target: u32,
    /// The immediate, sign-extended; for two-slot loads the value that is loaded.
    pub(crate) imm: u64,
}

impl Program {
    /// Makes code ready that needs nothing but its own functions: no maps, no kernel variables.
    ///
    /// # Errors
    /// The first instruction that cannot be carried out.
    pub fn new(code: &Code) -> Result<Self, ProgramError> {
        Self::link(code, |_, _| None)
    }

    /// Makes code ready. `resolve` is asked, for each two-slot load of something that only the loader knows (a map, the
    /// address of a map's value, a kernel variable), with its first slot, what the value is that is loaded.
    ///
    /// # Errors
    /// The first instruction that cannot be carried out, or whose value `resolve` does not know.
    pub fn link(
        code: &Code,
        mut resolve: impl FnMut(usize, &Instruction) -> Option<u64>,
    ) -> Result<Self, ProgramError> {
        let places = Places::of(code)?;
        let mut steps = Vec::with_capacity(code.instructions.len());
        for (index, instruction) in code.instructions.iter().enumerate() {
            let step = step(&places, index, instruction, &mut resolve);
            steps.push(step.map_err(|problem| places.error(code, index, problem))?);
        }
        let fast = fast_steps(&steps);
        let needs = needs(&steps);
        Ok(Self { steps, fast, needs, compiled: None, slots: places.slots, code: code.clone() })
    }

    /// The same program, of which every step is left to the careful loop.
    #[cfg(test)]
    pub(crate) fn carefully(mut self) -> Self {
        self.needs.fill(crate::needs::IMPOSSIBLE);
        self
    }

    /// The code it was made from.
    pub fn code(&self) -> &Code {
        &self.code
    }

    /// Lets compiled code carry out what it can from now on. It must have been made from this program.
    pub fn set_compiled(&mut self, compiled: Arc<dyn Compiled>) {
        self.compiled = Some(compiled);
    }

    /// Whether there is compiled code.
    pub fn is_compiled(&self) -> bool {
        self.compiled.is_some()
    }

    /// The step with this index, as a compiler needs it.
    pub fn step(&self, index: usize) -> Option<PlainStep> {
        let Step { operation, dst, src, offset, writes, target, imm, .. } = *self.steps.get(index)?;
        let needs = self.needs.get(index)?.bits();
        let target = target as usize;
        Some(PlainStep { operation, dst, src, offset, imm, target, writes: writes.bits(), needs })
    }

    /// What is in this slot, as a fault there would describe it, in the function whose label is the last one before it;
    /// nothing if the program does not have so many.
    pub fn frame(&self, slot: usize) -> Option<FaultFrame> {
        let index = self.slots.partition_point(|&first| first <= slot).checked_sub(1)?;
        let before = self.code.instructions.get(..=index)?;
        let entry = before.iter().rposition(|instruction| instruction.label.is_some()).unwrap_or(0);
        Some(self.place(index, entry))
    }

    /// The index of the instruction that begins in this slot.
    pub(crate) fn index_of_slot(&self, slot: usize) -> Option<usize> {
        let index = self.slots.binary_search(&slot).ok()?;
        (index < self.steps.len()).then_some(index)
    }

    /// The first slot of the instruction with this index in [`code`](Self::code).
    pub(crate) fn slot(&self, index: usize) -> usize {
        self.slots[index.min(self.slots.len() - 1)]
    }
}

fn step(
    places: &Places<'_>,
    index: usize,
    instruction: &Instruction,
    resolve: &mut impl FnMut(usize, &Instruction) -> Option<u64>,
) -> Result<Step, ProgramProblem> {
    let Some(row) = table::row(instruction.operation) else {
        return Err(ProgramProblem::NoEncoding);
    };
    let distance = match (row.offset, row.imm) {
        (Field::Target, _) => Some(instruction.offset.into()),
        (_, Field::Target | Field::Function) => Some(instruction.imm),
        _ => None,
    };
    let target = match (&instruction.reference, distance) {
        (Some(Reference::Label(name) | Reference::Function(name)), Some(_)) => places.at_label(name)?,
        (_, Some(distance)) => places.at_distance(index, distance)?,
        (_, None) => 0,
    };
    let imm = match instruction.operation {
        Operation::LoadImmediate(Immediate::Function) => function_address(places.slots[target]),
        Operation::LoadImmediate(
            Immediate::Map
            | Immediate::MapValue
            | Immediate::Variable
            | Immediate::MapByIndex
            | Immediate::MapValueByIndex,
        ) => resolve(places.slots[index], instruction).ok_or(ProgramProblem::Unresolved)?,
        _ => instruction.imm.cast_unsigned(),
    };
    let (reads, writes) = registers(instruction);
    Ok(Step {
        operation: instruction.operation,
        dst: instruction.dst.number(),
        src: instruction.src.number(),
        offset: instruction.offset,
        reads,
        writes,
        target: u32::try_from(target).map_err(|_| ProgramProblem::TooLong)?,
        imm,
    })
}

/// Where the instructions of a program are.
struct Places<'a> {
    slots: Vec<usize>,
    labels: HashMap<&'a str, usize>,
}

impl<'a> Places<'a> {
    fn of(code: &'a Code) -> Result<Self, ProgramError> {
        let mut places =
            Self { slots: Vec::with_capacity(code.instructions.len() + 1), labels: HashMap::new() };
        let mut slot = 0;
        for (index, instruction) in code.instructions.iter().enumerate() {
            places.slots.push(slot);
            slot += instruction.slots();
            let Some(label) = &instruction.label else { continue };
            match places.labels.entry(label) {
                Entry::Vacant(entry) => {
                    entry.insert(index);
                }
                Entry::Occupied(_) => {
                    return Err(places.error(code, index, ProgramProblem::DuplicateLabel(label.clone())));
                }
            }
        }
        places.slots.push(slot);
        if slot == 0 {
            return Err(ProgramError { slot: 0, instruction: String::new(), problem: ProgramProblem::Empty });
        }
        Ok(places)
    }

    fn at_label(&self, name: &Name) -> Result<usize, ProgramProblem> {
        self.labels.get(&**name).copied().ok_or_else(|| ProgramProblem::MissingLabel(name.clone()))
    }

    fn at_distance(&self, index: usize, distance: i64) -> Result<usize, ProgramProblem> {
        // Counted from the slot after the first one of the instruction, also if it has two.
        let slot = isize::try_from(distance)
            .ok()
            .and_then(|distance| (self.slots[index] + 1).checked_add_signed(distance));
        let last = self.slots.len() - 1;
        match slot {
            Some(slot) if slot < self.slots[last] => {
                self.slots.binary_search(&slot).map_err(|_| ProgramProblem::TargetWithinLoad { slot })
            }
            _ => Err(ProgramProblem::TargetOutside { distance }),
        }
    }

    fn error(&self, code: &Code, index: usize, problem: ProgramProblem) -> ProgramError {
        ProgramError { slot: self.slots[index], instruction: code.instructions[index].to_string(), problem }
    }
}

/// Why code cannot be made ready to run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProgramError {
    /// The first slot of the instruction.
    pub slot: usize,
    /// The instruction's text; empty if there is none.
    pub instruction: String,
    /// What is wrong with it.
    pub problem: ProgramProblem,
}

/// What is wrong with an instruction that cannot be carried out.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ProgramProblem {
    /// There are no instructions.
    Empty,
    /// There are more instructions than can be numbered.
    TooLong,
    /// The operation does not exist for this size or width.
    NoEncoding,
    /// A jump or call leads out of the program.
    TargetOutside {
        /// The distance in slots, from the slot after the instruction.
        distance: i64,
    },
    /// A jump or call leads between the two slots of a 64-bit load.
    TargetWithinLoad {
        /// The slot it leads to.
        slot: usize,
    },
    /// No instruction has the label that a jump or call leads to.
    MissingLabel(Name),
    /// An earlier instruction has the same label.
    DuplicateLabel(Name),
    /// Nobody knows the value that is to be loaded.
    Unresolved,
}

impl fmt::Display for ProgramProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the program has no instructions"),
            Self::TooLong => f.write_str("the program has more instructions than can be numbered"),
            Self::NoEncoding => f.write_str("there is no such instruction for this size or width"),
            Self::TargetOutside { distance } => {
                write!(f, "the distance {distance:+} leads out of the program")
            }
            Self::TargetWithinLoad { slot } => {
                write!(f, "leads to slot {slot}, the second one of a 64-bit load")
            }
            Self::MissingLabel(label) => write!(f, "no instruction has the label `{label}`"),
            Self::DuplicateLabel(label) => write!(f, "an earlier instruction has the label `{label}` too"),
            Self::Unresolved => f.write_str("what is to be loaded was not given"),
        }
    }
}

impl fmt::Display for ProgramError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "slot {}", self.slot)?;
        if !self.instruction.is_empty() {
            write!(f, " `{}`", self.instruction)?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl Error for ProgramError {}
