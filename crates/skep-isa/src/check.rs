//! Structural checks of one function, without a kernel: what no kernel would accept whatever the program is for.
//!
//! The limits are those of the kernel's `kernel/bpf/verifier.c`. What depends on the values in registers is not
//! looked at; whether there are any in them is a check of its own.

mod registers;

pub use registers::{Entry, UnwrittenRead};

use crate::bytes::EncodeProblem;
use crate::place::print_problems;
use crate::table::{self, Field, Row};
use crate::targets::Targets;
use crate::{
    Arithmetic, Atomic, Callee, Code, Immediate, Instruction, Name, Operation, Place, Reference, Register,
    Source, TargetProblem, Width,
};
use std::error::Error;
use std::fmt;

/// The bytes of stack that a function has below `r10` (the kernel's `MAX_BPF_STACK`).
pub(crate) const STACK: i64 = 512;

impl Code {
    /// Looks for mistakes that show without a kernel and without knowing what the program is for.
    ///
    /// # Errors
    /// All of them together, in the order of the instructions.
    pub fn check(&self) -> Result<(), CheckErrors> {
        if self.instructions.is_empty() {
            return Err(CheckErrors {
                problems: vec![CheckError { place: None, problem: CheckProblem::Empty }],
            });
        }
        let targets = Targets::of(self);
        let mut found: Vec<(usize, CheckProblem)> = Vec::new();
        for (index, instruction) in self.instructions.iter().enumerate() {
            let mut report = |problem| found.push((index, problem));
            if instruction.encode_problem().is_some() {
                instruction.encode_problems().map(CheckProblem::Encoding).for_each(&mut report);
            }
            if let Some(row) = table::row(instruction.operation) {
                check_operands(instruction, row, &mut report);
            }
            if let Some(Err(problem)) = targets.leads_to(index) {
                report(CheckProblem::Target(problem));
            }
        }
        found.extend(targets.duplicates.iter().filter_map(|&(index, first)| {
            let label = self.instructions[index].label.clone()?;
            Some((index, CheckProblem::DuplicateLabel { label, first }))
        }));
        check_flow(self, &targets, &mut found);
        found.sort_by_key(|&(index, _)| index);
        if found.is_empty() {
            return Ok(());
        }
        let locate = |(index, problem)| CheckError { place: Some(Place::of(self, index)), problem };
        Err(CheckErrors { problems: found.into_iter().map(locate).collect() })
    }
}

/// What is wrong with one instruction by itself, though it can be encoded.
fn check_operands(instruction: &Instruction, row: &Row, report: &mut impl FnMut(CheckProblem)) {
    let Instruction { operation, dst, src, imm, .. } = *instruction;
    for (field, register) in [(row.dst, dst), (row.src, src)] {
        if matches!(field, Field::Write | Field::Update) && register == Register::R10 {
            report(match operation {
                Operation::Atomic(atomic, _) => CheckProblem::AtomicIntoFramePointer(atomic),
                _ => CheckProblem::FramePointerWritten,
            });
        }
        let Some(size) = accessed_bytes(operation) else { continue };
        let start = i64::from(instruction.offset);
        if field == Field::Address && register == Register::R10 && (start < -STACK || start + size > 0) {
            report(CheckProblem::OutsideStack { start, size });
        }
    }
    match operation {
        Operation::Arithmetic(
            Arithmetic::ShiftLeft | Arithmetic::ShiftRight | Arithmetic::ShiftRightSigned,
            width,
            Source::Immediate,
        ) => {
            let bits = match width {
                Width::W32 => 32,
                Width::W64 => 64,
            };
            if !(0..bits).contains(&imm) {
                report(CheckProblem::ShiftTooFar { amount: imm, bits });
            }
        }
        Operation::Arithmetic(
            Arithmetic::Divide | Arithmetic::SignedDivide | Arithmetic::Modulo | Arithmetic::SignedModulo,
            _,
            Source::Immediate,
        ) if imm == 0 => report(CheckProblem::DivisionByZero),
        Operation::AddressSpaceCast if imm != 1 && imm != 1 << 16 => {
            report(CheckProblem::AddressSpaces(imm));
        }
        _ => {}
    }
    if let Some(reference) = &instruction.reference
        && !reference_fits(row, reference)
    {
        report(CheckProblem::WrongReference(reference.clone()));
    }
}

/// Whether an instruction of this row can refer to such a thing.
pub(crate) fn reference_fits(row: &Row, reference: &Reference) -> bool {
    match reference {
        Reference::Label(_) => row.offset == Field::Target || row.imm == Field::Target,
        Reference::Function(_) => row.imm == Field::Function,
        Reference::Map(_) => {
            matches!(row.operation, Operation::LoadImmediate(Immediate::Map | Immediate::MapValue))
        }
        Reference::Kernel(_) => matches!(
            row.operation,
            Operation::Call(Callee::Kfunc) | Operation::LoadImmediate(Immediate::Value | Immediate::Variable)
        ),
    }
}

/// The number of bytes that an operation reads or writes at an address in a register.
fn accessed_bytes(operation: Operation) -> Option<i64> {
    match operation {
        Operation::Load(size)
        | Operation::LoadSignExtend(size)
        | Operation::Store(size, _)
        | Operation::Atomic(_, size)
        | Operation::LoadAcquire(size)
        | Operation::StoreRelease(size) => Some(i64::from(size.bits() / 8)),
        _ => None,
    }
}

/// Finds instructions that nothing leads to, and those after which execution leaves the function.
fn check_flow(code: &Code, targets: &Targets<'_>, found: &mut Vec<(usize, CheckProblem)>) {
    let last = code.instructions.len() - 1;
    let mut reached = vec![false; code.instructions.len()];
    let mut waiting = vec![0];
    // The targets of `gotox` are in a map, so every instruction may be one.
    let anywhere =
        code.instructions.iter().any(|instruction| instruction.operation == Operation::GotoRegister);
    if anywhere {
        waiting.extend(0..=last);
    }
    while let Some(index) = waiting.pop() {
        if std::mem::replace(&mut reached[index], true) {
            continue;
        }
        waiting.extend(targets.leads_to(index).and_then(Result::ok));
        if goes_on(code.instructions[index].operation) {
            if index == last {
                found.push((index, CheckProblem::FallsOffTheEnd));
            } else {
                waiting.push(index + 1);
            }
        }
    }
    // One report for each stretch of instructions that nothing leads to.
    let mut index = 0;
    while index <= last {
        let count = reached[index..].iter().take_while(|reached| !**reached).count();
        if count > 0 {
            found.push((index, CheckProblem::Unreachable { count }));
        }
        index += count + 1;
    }
}

/// Whether the instruction after one that does this can be the next.
fn goes_on(operation: Operation) -> bool {
    !matches!(operation, Operation::Goto | Operation::GotoLong | Operation::GotoRegister | Operation::Exit)
}

/// Everything that [`Code::check`] or [`Code::check_registers`] found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckErrors {
    /// The problems, at least one, in the order of the instructions.
    pub problems: Vec<CheckError>,
}

/// One mistake in a function's code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CheckError {
    /// The instruction; nothing if there is none.
    pub place: Option<Place>,
    /// What is wrong with it.
    pub problem: CheckProblem,
}

/// The kinds of mistakes that [`Code::check`] and [`Code::check_registers`] find.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CheckProblem {
    /// There are no instructions.
    Empty,
    /// The instruction cannot be encoded: no such operation (for example an atomic one on a byte), an operand that the
    /// operation does not use is not zero, or the immediate does not fit.
    Encoding(EncodeProblem),
    /// The instruction writes `r10`.
    FramePointerWritten,
    /// An atomic operation leaves the old value in `r10`.
    AtomicIntoFramePointer(Atomic),
    /// A shift by less than 0 bits or by the width or more.
    ShiftTooFar {
        /// By how many bits.
        amount: i64,
        /// The width.
        bits: i64,
    },
    /// A division by the number 0, or the remainder of one.
    DivisionByZero,
    /// A cast between other address spaces than 0 and 1 (the kernel has no others). `imm` is given.
    AddressSpaces(i64),
    /// The instruction cannot refer to such a thing.
    WrongReference(Reference),
    /// A jump (or a call by distance) leads to no instruction.
    Target(TargetProblem),
    /// The label belongs to an earlier instruction.
    DuplicateLabel {
        /// The label.
        label: Name,
        /// The index of the earlier instruction.
        first: usize,
    },
    /// After the last instruction, execution would go on.
    FallsOffTheEnd,
    /// Nothing leads to this instruction and those after it.
    Unreachable {
        /// How many there are.
        count: usize,
    },
    /// An access through `r10` outside the function's 512 bytes of stack.
    OutsideStack {
        /// The distance of its first byte from `r10`.
        start: i64,
        /// The number of bytes.
        size: i64,
    },
    /// The instruction reads a register that holds nothing ([`Code::check_registers`]).
    Unwritten(UnwrittenRead),
}

impl fmt::Display for CheckProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unwritten(read) => read.fmt(f),
            Self::Empty => f.write_str("the code has no instructions"),
            Self::Encoding(problem) => problem.fmt(f),
            Self::FramePointerWritten => f.write_str("writes r10, which can only be read"),
            Self::AtomicIntoFramePointer(_) => {
                f.write_str("leaves the old value in r10, which can only be read")
            }
            Self::ShiftTooFar { amount, bits } => {
                write!(f, "shifts {bits} bits by {amount}, expected 0 to {}", bits - 1)
            }
            Self::DivisionByZero => f.write_str("divides by the number 0"),
            Self::AddressSpaces(imm) => write!(
                f,
                "casts with imm {imm:#x}, expected 0x1 (from address space 1 to 0) or 0x10000 (from 0 to 1)"
            ),
            Self::WrongReference(reference) => {
                write!(f, "an instruction of this kind cannot refer to the {reference}")
            }
            Self::Target(problem) => problem.fmt(f),
            Self::DuplicateLabel { label, first } => {
                write!(f, "the label `{label}` belongs to instruction {first} already")
            }
            Self::FallsOffTheEnd => {
                f.write_str("execution goes on after this last instruction, expected exit or a jump")
            }
            Self::Unreachable { count: 1 } => f.write_str("nothing leads to this instruction"),
            Self::Unreachable { count } => {
                write!(f, "nothing leads to this instruction and the {} after it", count - 1)
            }
            Self::OutsideStack { start, size } => write!(
                f,
                "accesses the bytes from r10{start:+} to r10{:+}, but the stack is from r10-{STACK} to r10-1",
                start + size - 1
            ),
        }
    }
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {}", self.problem),
            None => self.problem.fmt(f),
        }
    }
}

impl fmt::Display for CheckErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print_problems(&self.problems, f)
    }
}

impl Error for CheckError {}

impl Error for CheckErrors {}

#[cfg(test)]
mod tests;
