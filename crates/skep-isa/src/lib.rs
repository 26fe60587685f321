//! The eBPF instruction set: one table, and everything made from it.

mod instruction;
mod operation;
mod register;

pub use instruction::{Instruction, Location, Name, Reference};
pub use operation::{
    Arithmetic, Atomic, ByteSwap, Callee, Condition, Immediate, Operation, Size, Source, Width,
};
pub use register::Register;
