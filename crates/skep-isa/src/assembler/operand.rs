//! What the assembler's methods take as an operand: registers and numbers of the widths that the machine has.

use crate::{Register, Source};

/// The second operand of an operation that takes a register or a number.
///
/// Numbers are signed and have 32 bits; the machine extends their sign to 64.
///
/// ```
/// # use skep_isa::{Assembler, registers::*};
/// Assembler::new().and(R1, 0x7fff_ffff).and(R1, -1).and(R1, R2);
/// ```
///
/// A mask of 32 ones cannot be an operand, since it would become 64 ones, and so this does not compile:
///
/// ```compile_fail
/// # use skep_isa::{Assembler, registers::*};
/// Assembler::new().and(R1, 0xffff_ffff);
/// ```
///
/// ([`zero_extend32`](crate::Assembler::zero_extend32) clears the upper half; [`set`](crate::Assembler::set) loads any
/// number.)
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Operand {
    /// What is in a register.
    Register(Register),
    /// This number, with its sign extended.
    Immediate(i32),
}

impl From<Register> for Operand {
    fn from(register: Register) -> Self {
        Self::Register(register)
    }
}

impl From<i32> for Operand {
    fn from(number: i32) -> Self {
        Self::Immediate(number)
    }
}

impl Operand {
    /// The source, the register and the immediate of an instruction with this operand.
    pub(super) fn parts(self) -> (Source, Register, i64) {
        match self {
            Self::Register(register) => (Source::Register, register, 0),
            Self::Immediate(number) => (Source::Immediate, Register::R0, number.into()),
        }
    }
}

/// The number that [`Assembler::set`](crate::Assembler::set) and [`load_imm64`](crate::Assembler::load_imm64) load, made from a signed or an unsigned one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Number64(pub(super) i64);

impl From<i64> for Number64 {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl From<u64> for Number64 {
    fn from(number: u64) -> Self {
        Self(number.cast_signed())
    }
}

impl From<i32> for Number64 {
    fn from(number: i32) -> Self {
        Self(number.into())
    }
}

impl From<u32> for Number64 {
    fn from(number: u32) -> Self {
        Self(number.into())
    }
}
