//! What compiled code is given, and what it gives back: the same as the fast loop.
//!
//! Compiled code takes steps off the careful loop as the fast loop does. At a step that it has no code for, and where a check
//! does not say that all is well, it hands the machine back before anything is done. So faults, helpers and everything rare
//! are the careful loop's, whatever carries out the rest.

use crate::memory::Memory;
use crate::operands::Registers;
use crate::run::Frame;
use crate::{Limits, STACK_SIZE};
use skep_isa::{Operation, Register, Size};
use std::fmt;

/// Code that a program was compiled to.
pub trait Compiled: fmt::Debug + Send + Sync {
    /// Carries out steps from `first` on. All registers that it and those after it [need](PlainStep::needs) are written, and
    /// none holds a pointer that the kernel gave. Returns the step that the careful loop must carry out, or nothing if there is
    /// no way into the code at `first`; nothing was done then.
    fn run(&self, first: usize, machine: &mut Machine<'_>) -> Option<usize>;
}

/// A step of a program, with everything in it that can be known before the program runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PlainStep {
    /// What it does.
    pub operation: Operation,
    /// The number of the register `dst`.
    pub dst: u8,
    /// The number of the register `src`.
    pub src: u8,
    /// The distance in bytes of a load or store.
    pub offset: i16,
    /// The immediate, sign-extended; for two-slot loads the value that is loaded.
    pub imm: u64,
    /// The index of the step that a jump or call leads to.
    pub target: usize,
    /// The registers that it writes: bit n stands for `rn`.
    pub writes: u16,
    /// The registers that must be written before it, so that neither it nor a step after it in its function reads one that is
    /// not: bit n stands for `rn`. [`RESULT`](Self::RESULT) and [`IMPOSSIBLE`](Self::IMPOSSIBLE) are among them too.
    pub needs: u16,
}

impl PlainStep {
    /// In [`needs`](Self::needs): there is a way to the end of the function on which `r0` is not written.
    pub const RESULT: u16 = 1 << 11;
    /// In [`needs`](Self::needs): a register that a call has cleared may be read, or one of a function's that is no argument.
    pub const IMPOSSIBLE: u16 = 1 << 12;
}

/// The state of a run between two steps.
#[derive(Debug)]
pub struct Machine<'r> {
    /// `r0` to `r10`.
    pub registers: &'r mut [u64; 16],
    /// How many instructions may still be carried out.
    pub left: &'r mut u64,
    /// All memory.
    pub memory: &'r mut Memory,
    pub(crate) written: &'r mut Registers,
    pub(crate) frames: &'r mut Vec<Frame>,
    pub(crate) limits: Limits,
    /// The number of the program whose steps these are.
    pub(crate) program: usize,
}

impl Machine<'_> {
    /// The registers that were written: bit n stands for `rn`.
    pub fn written(&self) -> u16 {
        self.written.bits()
    }

    /// Changes which registers count as written.
    pub fn set_written(&mut self, written: u16) {
        *self.written = Registers::from_bits(written);
    }

    /// How many functions have been called and have not returned, the one that runs included.
    pub fn depth(&self) -> usize {
        self.frames.len()
    }

    /// A function that compiled code has called, at the step `call`, whose first step is `entry`, and in which it stops. `saved` is what
    /// the caller finds in `r6` to `r10` when it returns, and `written` is what of that was written. Its stack is that of its depth.
    pub fn enter(&mut self, call: usize, entry: usize, saved: [u64; 5], written: u16) {
        self.frames.push(Frame {
            program: self.program,
            entry,
            may_goto: self.limits.may_goto,
            call,
            saved,
            saved_written: Registers::from_bits(written).only(Registers::SAVED),
            saved_kernel: Registers::default(),
            left_before: None,
            quick: true,
        });
        self.memory.entered_function();
    }

    /// The stack of the function at this depth, from 0; made, if there was none so deep yet. Nothing if it cannot be made, or
    /// if it holds pointers that the kernel gave.
    pub fn stack(&mut self, depth: usize) -> Option<StackParts<'_>> {
        let used = self.frames.len();
        self.memory.stack_parts(depth, used)
    }
}

/// A function's stack, as compiled code uses it.
#[derive(Debug)]
pub struct StackParts<'m> {
    /// The bytes. `r10` points just above the last one.
    pub bytes: &'m mut [u8; STACK_SIZE],
    /// Bit `n % 64` of word `n / 64` says whether byte `n` was written. None is when a function is called.
    pub written: &'m mut [u64; STACK_SIZE / 64],
    /// How often the stack was used. It is one more when a function has returned. A stack that was used [`MOST_USES`](Self::MOST_USES)
    /// times must be entered by the careful loop.
    pub uses: &'m mut u16,
    /// What the number of uses is added to, shifted by 16, to get the [number](Self::address_of) that the address is made of.
    pub slot: u16,
}

impl StackParts<'_> {
    /// How often a stack can be used.
    pub const MOST_USES: u16 = u16::MAX;
    /// What `uses << 16 | slot` is multiplied by, modulo 2^32, for the upper half of the stack's addresses.
    pub const SPREAD: u32 = crate::memory::SPREAD;
    /// The lower half of the address just above the stack, which is in `r10`.
    pub const TOP: u32 = crate::memory::BASE + STACK_SIZE_IN_U32;

    /// The address just above a stack that is in this slot and was used so often.
    pub const fn address_of(uses: u16, slot: u16) -> u64 {
        let number = (uses as u32) << 16 | slot as u32;
        (number.wrapping_mul(Self::SPREAD) as u64) << 32 | Self::TOP as u64
    }
}

/// Bytes that programs may access without further checks.
#[derive(Debug)]
pub struct Window<'m> {
    /// The address of the first one.
    pub start: u64,
    /// The bytes.
    pub bytes: &'m mut [u8],
}

impl Memory {
    /// A number at an address, as the careful loop loads it; nothing if that would be a fault, or a pointer that the kernel gave.
    pub fn checked_load(&self, address: u64, size: Size) -> Option<u64> {
        let loaded = self.load_by(address, size, false).ok()?;
        (!loaded.kernel).then_some(loaded.value)
    }

    /// Sets a number at an address as the careful loop does; returns whether it may be set.
    pub fn checked_store(&mut self, address: u64, size: Size, value: u64) -> bool {
        self.store_by(address, size, value, false).is_ok()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "it is asserted that it fits")]
const STACK_SIZE_IN_U32: u32 = {
    assert!(
        STACK_SIZE < 1 << 16 && Register::ALL.len() == 11,
        "what compiled code is told of stacks and registers"
    );
    STACK_SIZE as u32
};
