//! A judge of programs that follows their paths as the kernel's verifier does, and refuses what that one is sure to refuse.
//!
//! It knows less of numbers than the kernel: that a number is one, of how many bits, and constants. So it follows a path only as
//! long as it is certain that the kernel follows it too; where that depends on the range of a number, it lets the path be. What it refuses, the
//! kernel refuses with the same words; what it takes may still be wrong ([`check`] says of what it knows nothing).
//!
//! ```text
//!   walk.rs    the paths, each with a state, as far as they are certain
//!   state.rs   what is in registers and on the stack, and what is held
//!   step.rs    what an instruction makes of the state   access.rs  loads and stores   call.rs  helpers
//!   branch.rs  what a comparison tells                  refusal.rs the kernel's words
//! ```
//!
//! ```
//! use skep_isa::{Assembler, Size, registers::*};
//! use skep_uapi::ProgramType;
//! use skep_verifier::{Program, check};
//!
//! let code = Assembler::new().load(Size::Word, R2, R1, 0).load(Size::Byte, R0, R2, 12).exit().build().unwrap();
//! let program = Program::new(ProgramType::XDP, &code, &|_| None);
//! let refusal = check(&program).unwrap_err();
//! assert_eq!(
//!     refusal.reason,
//!     "invalid access to packet, off=12 size=1, R2(id=0,off=12,r=0)\nR2 offset is outside of the packet"
//! );
//! assert_eq!(refusal.path, [0, 1]);
//! ```

mod access;
mod branch;
mod call;
mod refusal;
mod state;
mod step;
#[cfg(test)]
mod tests;
mod walk;

pub use refusal::Refusal;
pub use walk::check;

use skep_isa::Code;
use skep_uapi::{AttachType, MapType, ProgramType};

/// A program to be judged.
#[derive(Clone, Copy)]
pub struct Program<'a> {
    /// Its type.
    pub program_type: ProgramType,
    /// What it is to be attached as, if its type has several.
    pub expected_attach_type: AttachType,
    /// Its functions one after the other, with distances and no labels, of which the first is looked at. Its structure is right: no jump leads out of
    /// it.
    pub code: &'a Code,
    /// What is known of the map that an instruction names, by the number of the instruction's first slot.
    pub map_at: &'a dyn Fn(usize) -> Option<MapFacts>,
    /// Whether the program may read bytes of its stack that it has not written, as those of privileged users may (Linux 6.2 and newer).
    pub reads_unwritten_stack: bool,
}

impl<'a> Program<'a> {
    /// A program of a privileged user.
    pub fn new(
        program_type: ProgramType,
        code: &'a Code,
        map_at: &'a dyn Fn(usize) -> Option<MapFacts>,
    ) -> Self {
        let expected_attach_type = AttachType::default();
        Self { program_type, expected_attach_type, code, map_at, reads_unwritten_stack: true }
    }
}

impl std::fmt::Debug for Program<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Program").field("program_type", &self.program_type).finish_non_exhaustive()
    }
}

/// What is known of a map.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct MapFacts {
    /// Which map it is, among those of the program.
    pub number: u32,
    /// Its type.
    pub map_type: MapType,
    /// The bytes of a value.
    pub value_size: u32,
    /// Whether programs may not write its values.
    pub read_only: bool,
    /// Whether its values can hold what is no number (locks, timers, pointers of the kernel's).
    pub has_fields: bool,
}
