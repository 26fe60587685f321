//! Which registers an instruction reads and writes, as sets of bits.

use skep_isa::table::{self, Field};
use skep_isa::{Atomic, Callee, Instruction, Operation, Register};

/// A set of registers: bit n stands for `rn`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Registers(u16);

impl Registers {
    /// `r1` to `r5`, which hold arguments and do not survive a call.
    pub(crate) const ARGUMENTS: Self = Self(0b11_1110);
    /// `r6` to `r9`, which belong to each function by itself.
    pub(crate) const SAVED: Self = Self(0b11_1100_0000);

    pub(crate) const fn of(register: Register) -> Self {
        Self(1 << register.number())
    }

    /// The register with this number, which is at most 15.
    pub(crate) const fn numbered(number: usize) -> Self {
        Self(1 << (number & 15))
    }

    pub(crate) const fn bits(self) -> u16 {
        self.0
    }

    pub(crate) const fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// `r1` and on, as many as there are arguments.
    pub(crate) const fn arguments(count: u8) -> Self {
        Self(((1 << (if count > 5 { 5 } else { count })) - 1) << 1)
    }

    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) const fn only(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) const fn contains(self, register: Register) -> bool {
        self.0 & 1 << register.number() != 0
    }

    /// Whether the register with this number, which is at most 15, is in it.
    pub(crate) const fn has(self, number: usize) -> bool {
        self.0 & 1 << (number & 15) != 0
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The lowest register of the set; `r0` if it is empty.
    pub(crate) fn first(self) -> Register {
        Register::ALL.into_iter().find(|&register| self.contains(register)).unwrap_or_default()
    }
}

/// The registers that an instruction needs to have been written, and those it writes itself when it is done.
///
/// The arguments of a call are not among them: who is called says which there are.
pub(crate) fn registers(instruction: &Instruction) -> (Registers, Registers) {
    let (mut reads, mut writes) = (Registers::default(), Registers::default());
    let Some(row) = table::row(instruction.operation) else {
        return (reads, writes);
    };
    for (field, register) in [(row.dst, instruction.dst), (row.src, instruction.src)] {
        let register = Registers::of(register);
        if matches!(field, Field::Read | Field::Update | Field::Address) {
            reads = reads.with(register);
        }
        if matches!(field, Field::Write | Field::Update) {
            writes = writes.with(register);
        }
    }
    let result = Registers::of(Register::R0);
    match instruction.operation {
        Operation::Atomic(Atomic::CompareExchange, _) => {
            reads = reads.with(result);
            writes = writes.with(result);
        }
        Operation::LoadPacketAbsolute(_) | Operation::LoadPacketIndirect(_) => {
            reads = reads.with(Registers::of(Register::R6));
            writes = writes.with(result);
        }
        Operation::Call(Callee::Helper | Callee::Kfunc) => writes = writes.with(result),
        _ => {}
    }
    (reads, writes)
}
