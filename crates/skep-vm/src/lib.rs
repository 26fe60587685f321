//! An interpreter of eBPF programs in which every memory access is checked.
//!
//! ```text
//!   skep_isa::Code ──Program::new──►  Program ──run──►  Outcome: the value returned
//!                                        │               or a Fault: what was wrong, where, who called
//!                      Memory ◄──────────┤
//!                 Environment ◄──────────┘   (helpers, kernel functions, packets)
//! ```
//!
//! - [`Program`] is code made ready to run, once, for as many runs as wanted.
//! - [`Memory`] is all that addresses can name, in regions: a pointer to one never reaches another, and a pointer to
//!   one that is gone names nothing.
//! - [`Environment`] is what the program calls. This crate knows no helper and no kernel.
//! - [`Fault`] says what went wrong, at which instruction, in which function and on which line of the source.
//!
//! What only a verifier can know (whether *every* path is right) is not known here: the run that is made is checked,
//! and nothing else. It is checked more strictly than memory would be by a processor: reads of registers and of
//! stack bytes that were never written are faults too.
//!
//! ```
//! use skep_isa::{Assembler, Size, registers::*};
//! use skep_vm::{Limits, Memory, NoEnvironment, Program};
//!
//! let code = Assembler::new().load(Size::Word, R0, R1, 4).add(R0, 2).exit().build()?;
//! let program = Program::new(&code)?;
//!
//! let mut memory = Memory::new();
//! let numbers = memory.add_bytes("the numbers", [40_u32, 50].map(u32::to_ne_bytes).concat())?;
//! let outcome = program.run(memory.address(numbers, 0), &mut memory, &mut NoEnvironment, Limits::default())?;
//! assert_eq!(outcome.value, 52);
//!
//! // Four bytes further, the load leaves the region.
//! let fault = program
//!     .run(memory.address(numbers, 4), &mut memory, &mut NoEnvironment, Limits::default())
//!     .unwrap_err();
//! assert_eq!(
//!     fault.kind.to_string(),
//!     "read of 4 bytes at offset 8 of the numbers, which has 8 bytes",
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod arithmetic;
mod compiled;
mod environment;
mod fast;
mod fault;
mod memory;
mod needs;
mod operands;
mod paused;
mod program;
mod run;
#[cfg(test)]
mod tests;

pub use compiled::{Compiled, Machine, PlainStep, StackParts, Window};
pub use environment::{Call, Environment, NoEnvironment, Watched};
pub use fault::{Fault, FaultFrame, FaultKind};
pub use memory::{
    Access, AccessFault, AccessProblem, Field, Loads, Memory, OutOfRegions, RegionId, Rights, Stores,
};
pub use paused::Run;
pub use program::{Program, ProgramError, ProgramProblem};
pub use run::{Limits, MAX_FRAMES, Outcome, STACK_SIZE};
