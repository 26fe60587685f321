//! eBPF for Rust with nothing but Cargo: write programs, test them on a simulated kernel, load them into the
//! running one, and talk to them through typed maps and event streams.
//!
#![cfg_attr(
    feature = "language",
    doc = "- A module with [`#[skep::bpf]`](macro@bpf) holds programs as Rust functions, with their maps and variables ([`mod@bpf`]); it is \
           compiled when it is loaded."
)]
//! - Programs and maps are described by an [`ObjectSpec`](object::ObjectSpec), whose programs an
//!   [`Assembler`](isa::Assembler) makes, with [`Patterns`] for what nearly every program needs; [`Load::load`] loads it
//!   into a [`Kernel`].
//! - Object files are read into one as well ([`ObjectSpec::from_elf`](object::ObjectSpec::from_elf)), and `skep gen` makes typed
//!   modules of them, which are built from what is in [`skeleton`].
//! - [`Kernel::host`] is the running kernel and [`Kernel::simulated`] one in this process, without privileges and on
//!   any system. All that follows is the same on both.
//! - [`HashMap`], [`Array`], [`PerCpuHashMap`], [`PerCpuArray`], [`Queue`], [`Stack`], [`LpmTrie`], [`ProgramArray`] and
//!   [`RingBuffer`] are typed maps; their keys, values and events are [`Value`]s.
//! - [`Program::test_run`] runs a program on a made-up [`packet`] or context.
//! - [`Program::attach`] gives a [`Link`], and dropping the link detaches the program.
//! - [`Kernel::traced`] tells of every call, [`Kernel::recorded`] and [`Kernel::replayed`] run again without the kernel what ran on
//!   one, and [`Kernel::with_faults`] makes calls fail ([`scripted`]).
//! - [`Features`] are what a kernel has, found by asking it.
//! - An [`Error`] says what was done, to what, why it did not work and what to do about it; of a program that the
//!   verifier refuses there is a [`VerifierReport`] with the position in the Rust source.
//!
//! The feature `language` (on by default) brings the language and its compiler; without it a crate that only loads objects builds in
//! half the time.
//!
//! # Assemble, load, run
//!
#![doc = concat!("```\n", include_str!("../examples/assemble.rs"), "```")]
//!
//! # A typed map
//!
#![doc = concat!("```\n", include_str!("../examples/maps.rs"), "```")]
//!
//! # Events
//!
#![doc = concat!("```\n", include_str!("../examples/events.rs"), "```")]

/// The README's example, which is tested as well.
#[cfg(all(doctest, feature = "language"))]
#[doc = include_str!("../../../README.md")]
struct Readme;

mod about;
mod assertions;
mod attach;
mod chain;
pub mod codec;
mod error;
mod events;
mod features;
pub mod flow;
mod global;
mod held_types;
mod kernel;
mod kfuncs;
#[cfg(feature = "language")]
mod language;
mod load;
mod locked_memory;
mod map;
mod objects;
pub mod packet;
mod patterns;
mod permission;
mod program;
mod report;
mod retry;
pub mod skeleton;
#[cfg(feature = "language")]
pub mod stage;
mod target;
mod test_run;
mod text;
mod value;
mod wrapped;

pub use about::{About, Jit};
pub use assertions::{Change, Snapshot};
pub use attach::{
    AttachedFunctions, CgroupOptions, CgroupWalk, FunctionProbe, FunctionReport, IterateOver, IteratorReader,
    Link, LinkInfo, Means, MemoryAccess, NetfilterOptions, NetfilterPlace, Order, PerfEvent, Records,
    Sharing, TrafficOptions, Usdt, UserProbe, XdpMode, XdpOptions,
};
pub use chain::{AttachedChain, ChainBuilder, MOST_STAGES, StageCode, TailCallChain};
pub use error::{Cause, Error, ErrorKind, Operation, Result};
pub use events::{Batch, Drain, Event, EventStream, Events, PerfDrain, PerfEvents, Rings, Stopper, Woken};
pub use features::{CodeFeature, Feature, Features, Support};
pub use global::{Constant, Global};
pub use held_types::{HeldTypes, TypesOwner};
pub use kernel::{Kernel, Simulated};
pub use kfuncs::Kfunc;
#[cfg(feature = "language")]
pub use language::{Counted, LoadedProgram, OpenConstant, OpenProgram, OpenVariable, ProgramSlots};
pub use load::{Load, LoadOptions, LogLevel, Object, Registration, Token};
pub use map::{
    Arena, Array, ArrayOfMaps, ArrayView, BloomFilter, CgroupStorage, CgrpOwner, CgrpStorage, CpuMap,
    CpuQueue, Device, DeviceHashMap, DeviceMap, DynamicMap, Entries, Fill, FromMap, HashMap, HashOfMaps,
    Holder, InodeOwner, InodeStorage, InstructionArray, InstructionPlace, Interface, LpmKey, LpmTrie, Many,
    Map, PerCpu, PerCpuArray, PerCpuCgroupStorage, PerCpuEntries, PerCpuHashMap, PerfBuffer, ProgramArray,
    Queue, Reading, ReuseportSockets, RingBuffer, SkOwner, SkStorage, SocketHash, SocketMap, Stack,
    StackFrame, StackTrace, TaskOwner, TaskStorage, UserRingBuffer, XskMap,
};
pub use objects::{
    AttachedBy, Attachment, Attachments, CgroupHook, CgroupPrograms, Completeness, Gap, LoadedInstruction,
    MachineFunction, Pin, Pins, RunCount, Unseen,
};
pub use patterns::Patterns;
#[doc(hidden)]
pub use patterns::as_offset;
pub use program::Program;
pub use report::{Diagnosis, RegisterState, Rejection, Step, VerifierReport};
pub use skep_isa::registers;
#[doc(hidden)]
#[cfg(feature = "language")]
pub use skep_lang::__for_editor;
/// What programs are written with, and the attribute of their modules.
#[cfg(feature = "language")]
pub use skep_lang::bpf;
pub use test_run::{FlowKeys, SkLookupContext, SkbContext, TestOutput, TestRun, XdpContext};
pub use text::text;
pub use value::Value;
pub use zerocopy;

/// The kernel's type format: everything of `skep-btf`.
pub use skep_btf as btf;
/// The instruction set: everything of `skep-isa`.
pub use skep_isa as isa;
/// The intermediate representation that programs are compiled from: everything of `skep-ir`.
#[cfg(feature = "language")]
pub use skep_lang::ir;
/// Specifications: everything of `skep-object`.
pub use skep_object as object;
/// Wrappers of any kernel, for traces, recordings and faults: everything of `skep-scripted`.
pub use skep_scripted as scripted;
/// The simulated kernel: everything of `skep-sim`.
pub use skep_sim as sim;
/// The kernel's words, and the seam: everything of `skep-uapi`.
pub use skep_uapi as uapi;
/// Programs carried out without a kernel: everything of `skep-vm`.
pub use skep_vm as vm;

/// What most programs that use Skep need.
pub mod prelude {
    pub use crate::{
        Array, ArrayOfMaps, BloomFilter, Error, HashMap, HashOfMaps, Kernel, Link, Load as _, LoadOptions,
        LpmKey, LpmTrie, Map, Object, Patterns as _, PerCpu, PerCpuArray, PerCpuHashMap, Program,
        ProgramArray, Queue, Result, RingBuffer, Simulated, Stack, StackFrame, StackTrace, TestRun,
        UserRingBuffer, Value, XdpMode, field_offset,
    };
    pub use skep_isa::{Argument, Assembler, Atomic, Code, Condition, Size};
    pub use skep_object::{MapSpec, ObjectSpec, ProgramSpec};
    pub use skep_uapi::{Helper, MapType, ProgramType, XdpAction};
}
