//! The intermediate representation of the compiler: programs as plain values, between the language and the code generator.
//!
//! ```text
//!   the language ──FunctionBuilder──► Module ──verify──► the code generator
//!                             text ⇄    │
//!                                       └─ types as BTF, flow, dominators, loops
//! ```
//!
//! - [`Module`] holds programs, functions, maps, global variables and the types that they are about. Everything refers to
//!   everything else by small numbers ([`Entity`]), so a module can be copied, compared, changed and printed.
//! - A [`Function`] is in SSA form: [`Block`]s have parameters where other representations have phi nodes, and each
//!   [`Value`] is defined once. Its [`Type`] says of a pointer where it leads ([`Region`]) and how far.
//! - **A guard yields what it guards.** Whether a pointer is null, whether the packet is long enough, whether an index is below a bound is
//!   asked by the end of a block ([`Terminator::IfNull`], [`IfPacket`](Terminator::IfPacket), [`IfBelow`](Terminator::IfBelow)), which
//!   hands the block behind it a *new* value of the type that the access wants. So no pass can move an access before its check.
//! - [`Operation`] is what an instruction does; [`Terminator`] is how a block ends.
//! - [`FunctionBuilder`] makes functions, instruction by instruction, with variables.
//! - [`text`] is the text of all this, which is printed and read without loss.
//! - [`verify`] is the law, rule by rule, and who reports what breaks it.
//! - [`interpret`] is what all this means: it runs functions.
//! - [`passes`] make it smaller and faster, and keep its meaning.
//! - [`Flow`] is how control flows.
//!
//! Nothing here knows registers, a kernel at hand, or a machine.
//!
//! ```
//! use skep_ir::Module;
//!
//! let module = Module::parse(
//!     "program pass xdp default 2 -> i32 {
//!      b0(v0: ptr context):
//!        v1: ptr packet 0 = packet_start v0
//!        v2: ptr packet_end = packet_end v0
//!        v3: i32 = const 2
//!        if_packet v1, v2, 14, b1, b2
//!      b1(v4: ptr packet 14):                   ; the pointer again, with 14 bytes behind it
//!        v5: i8 = load v4+13
//!        v6: i32 = zext v5
//!        return v6
//!      b2:
//!        return v3
//!      }",
//! )?;
//! assert_eq!(module.verify(), Ok(()));
//! assert_eq!(Module::parse(&module.to_string()), Ok(module.clone()));
//!
//! let beyond = Module::parse(&module.to_string().replace("v4+13", "v4+14"))?;
//! let violations = beyond.verify().unwrap_err();
//! assert_eq!(
//!     violations[0].to_string(),
//!     "pass b1.0: 1 bytes at v4+14 reach beyond the 14 that there are behind `ptr packet 14` (rule 14: Bounds)"
//! );
//! # Ok::<(), skep_ir::ParseError>(())
//! ```

mod builder;
mod declarations;
mod entity;
mod flow;
mod instruction;
pub mod interpret;
mod module;
mod operands;
pub mod passes;
mod renumber;
mod substitute;
pub mod text;
mod ty;
pub mod verify;

pub use builder::{BuildError, FunctionBuilder, Variable};
pub use declarations::{MemberDeclaration, ModuleBtf, TypeDeclaration};
pub use entity::{
    Block, Entity, FileId, FunctionId, GlobalId, KernelFunctionId, LocationId, MapId, Slot, Table, TypeId,
    Value,
};
pub use flow::Flow;
pub use instruction::{
    Access, Address, AtomicOperator, BinaryOperator, ByteOrder, Comparison, ContextPlace, Conversion, End,
    Instruction, Operation, Ordering, Target, Terminator,
};
pub use module::{
    BlockBody, Bound, Definition, Function, FunctionKind, Global, KernelFunction, Location, MAX_STACK, Map,
    Module, SlotDeclaration,
};
pub use text::ParseError;
pub use ty::{Region, SocketKind, Type};
pub use verify::{Rule, Site, Violation};
