//! The eBPF instruction set: one table, and everything made from it.
//!
//! ```text
//!   Assembler ──build──►  Code  ──Image::link──►  Image        bytes for the kernel, the maps they wait for,
//!                        ▲    │                                  and the source of every slot
//!               decode   │    ├──encode──► bytes
//!   bytes ───────────────┘    ├──Display─► text
//!                             └──check───► everything that no kernel would accept
//! ```
//!
//! - [`Instruction`] is one instruction as a plain value: an [`Operation`], its operands, the names it refers to, and
//!   where it was written. [`Code`] is the body of one function: a vector of them.
//! - [`table`] has one row for each encoding. The encoder, the decoder, the printer, the checks and the tests are all made
//!   from it; an instruction is added there and in [`Operation`], and nowhere else.
//! - [`Assembler`] writes code in Rust, with labels and source positions.
//! - [`Code::check`] finds mistakes without a kernel, [`Image::link`] lays functions out as one program.
//!
//! Nothing here does input or output or asks which machine or kernel it runs on, and no bytes make it panic.
//!
//! ```
//! use skep_isa::{Assembler, Condition, Image, ImageOptions, registers::*};
//!
//! // How many bits of a number are set?
//! let count = Assembler::new()
//!     .mov(R0, 0)
//!     .label("again")
//!     .jump(Condition::Equal, R1, 0, "out")
//!     .mov(R2, R1)
//!     .sub(R2, 1)
//!     .and(R1, R2)
//!     .add(R0, 1)
//!     .goto("again")
//!     .label("out")
//!     .exit()
//!     .build()?;
//! count.check()?;
//!
//! let main = Assembler::new().mov(R1, 0b1011).call_function("count").exit().build()?;
//! let image = Image::link(("main", &main), &[("count", &count)], ImageOptions::default())?;
//! assert_eq!(image.functions.len(), 2);
//! assert_eq!(image.bytes.len(), 8 * (3 + 8));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod assembler;
mod bytes;
mod check;
mod code;
mod image;
mod instruction;
mod operation;
mod place;
mod print;
mod register;
mod relax;
pub mod table;
mod targets;

pub use assembler::{Assembler, AssemblerError, AssemblerErrors, Number64, Operand};
pub use bytes::{DecodeError, DecodeProblem, EncodeError, EncodeProblem, Endian, Part, SLOT, decode};
pub use check::{CheckError, CheckErrors, CheckProblem};
pub use code::Code;
pub use image::{
    Image, ImageFunction, ImageOptions, LinkError, LinkErrors, LinkProblem, MapFixup, SlotSource, SourceSlot,
};
pub use instruction::{Instruction, Location, Name, Reference};
pub use operation::{
    Arithmetic, Atomic, ByteSwap, Callee, Condition, Immediate, Operation, Size, Source, Width,
};
pub use place::Place;
pub use register::Register;
pub use targets::TargetProblem;

/// The registers as constants, to be imported together: `use skep_isa::registers::*`.
pub mod registers {
    pub use crate::Register::{R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, R10};
}
