//! The eBPF instruction set: one table, and everything made from it.
//!
//! ```text
//!   Assembler ──build──►  Code  ──Image::link──►  Image        bytes for the kernel, the maps they wait for,
//!   text ─────parse─────►  │                                   and the source of every slot
//!   bytes ────decode────►  ├──encode──► bytes
//!                          ├──display─► text, in three dialects
//!                          └──check───► everything that no kernel would accept
//!
//!   any bytes ──disassemble──►  Listing  ──Display, parse, encode──►  the same bytes
//! ```
//!
//! - [`Instruction`] is one instruction as a plain value: an [`Operation`], its operands, the names it refers to, and
//!   where it was written. [`Code`] is the body of one function: a vector of them.
//! - [`table`] has one row for each encoding. The encoder, the decoder, the printers, the parser, the checks and the tests
//!   are all made from it; an instruction is added there and in [`Operation`], and nowhere else. (If the kernel's text for
//!   it is another than LLVM's, that is said in `dialect.rs`.)
//! - [`Assembler`] writes code in Rust, with labels and source positions, calls with their arguments
//!   ([`call_with`](Assembler::call_with)) and places on the stack ([`stack_slot`](Assembler::stack_slot)).
//! - [`Code::parse`] and [`Assembly::parse`] read text: ours, which `Display` prints, and that of the kernel's listings
//!   and of clang's assembly output.
//! - [`Code::check`] finds mistakes without a kernel, [`Code::check_registers`] registers that are read though nothing is
//!   in them; [`Image::link`] lays functions out as one program.
//!
//! # The text
//!
//! What `Display` prints is what LLVM's disassembler prints, with decimal numbers. [`Dialect`] says where it differs, and
//! has the kernel's and clang's text for comparison. What can be read:
//!
//! ```text
//! function main:                       a header; a text without one is the function `main`
//!     r1 = COUNTS ll                   a map, by name
//!     r1 = COUNTS+8 ll                 the address of byte 8 of its first value
//!     r2 = function step ll            the address of a function
//!     r3 = 0x123456789abcdef0 ll       a number of 64 bits (two slots)
//!     w4 = -1                          numbers are decimal or hexadecimal
//! again: r4 += 1                       a label, here or on a line of its own
//!     if r4 < 10 goto again            or `goto +4`, `goto -4`: a distance in slots
//!     call 1                           a helper, by number
//!     call bpf_map_lookup_elem#1       the same; the name is not looked at
//!     call bpf_map_lookup_elem         a helper, if `TextOptions` know it and the text has no function of that name
//!     call step                        a function, by name
//!     call +4                          a function, by distance
//!     call kfunc 1234, module 1        a kernel function
//!     .insn 0xb700000002000000         the bytes of a slot, in a listing
//!     exit                             ; a comment, also with // or #
//! ```
//!
//! A name with other characters than letters, digits, `_`, `.`, `$` and `@`, and one that looks like a register or a
//! number, is put between quotation marks.
//!
//! **The kernel's listings** (the verifier's log, `bpftool prog dump xlated`) have the slot and the first byte before
//! each instruction: `12: (b7) r0 = 1`. Both are checked. Slots must follow one another: the part of a log that follows
//! the verifier on its way is no program, but its list "Live regs before insn" is one. The byte tells `(b7) r1 = 0x5` from
//! `(18) r1 = 0x5`; without it, a hexadecimal number without `ll` is one of 64 bits if it does not fit in 32. Lines like
//! `int fib(u64 n):` are skipped. A helper and a kernel function both read `call NAME#7`, and are taken for a helper.
//!
//! **Assembly output** (`clang -S`): a label that `.type NAME,@function` says to be a function's begins that function.
//! Sections without code, and directives that say nothing of the instructions, are skipped; others are errors, since what
//! they say would be lost. So is the address of a variable, which only an object file can give.
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
mod dialect;
mod image;
mod instruction;
mod listing;
mod operation;
mod place;
mod print;
mod register;
mod relax;
pub mod table;
mod targets;
mod text;

pub use assembler::{
    Argument, Arguments, Assembler, AssemblerError, AssemblerErrors, AtomicTarget, Extreme, Number64,
    Operand, StackProblem, StackSlot,
};
pub use bytes::{DecodeError, DecodeProblem, EncodeError, EncodeProblem, Endian, Part, SLOT, decode};
pub use check::{CheckError, CheckErrors, CheckProblem, Entry, UnwrittenRead};
pub use code::Code;
pub use dialect::Dialect;
pub use image::{
    Image, ImageFunction, ImageOptions, LinkError, LinkErrors, LinkProblem, MapFixup, SlotSource, SourceSlot,
};
pub use instruction::{Instruction, Location, Name, Reference, Relocation};
pub use listing::{Listing, ListingLine, disassemble};
pub use operation::{
    Arithmetic, Atomic, ByteSwap, Callee, Condition, Immediate, Operation, Size, Source, Width,
};
pub use place::Place;
pub use print::{HelperName, InDialect};
pub use register::Register;
pub use targets::TargetProblem;
pub use text::{Assembly, AssemblyFunction, HelperId, TextError, TextErrors, TextOptions};

/// The registers as constants, to be imported together: `use skep_isa::registers::*`.
pub mod registers {
    pub use crate::Register::{R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, R10};
}
