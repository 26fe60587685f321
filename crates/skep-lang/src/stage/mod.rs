//! What generated code names, and how a program is built: handles, the traits by which they are dispatched, and a builder.
//!
//! Nothing here is for users to call. A twin is straight-line Rust over a [`Builder`]; what it computes with are handles ([`Val`],
//! [`Ref`], [`Slot`], [`Opt`] …), and which operation is meant is decided by their types (ADR 19). A [`Staging`] holds what is staged
//! together and gives the module that comes of it.

mod arrays;
mod bits;
mod builder;
mod callers;
mod dispatch;
mod function;
mod handle;
mod iteration;
mod keep;
mod layout;
mod merge;
mod numbers;
mod operators;
mod option;
mod parts;
mod program;
mod scalar;
mod session;
mod source;
mod types;

pub use arrays::Enumerate;
pub use builder::{Builder, Turns, literal};
pub use dispatch::Place;
pub use dispatch::{
    AddressOf, AddressOfMutable, Index, Mutable, OptVar, Proj, Read, Update, address_of_mutable, update,
    update_shift,
};
pub use function::{Linkage, Passed, Returned, subprogram};
pub use handle::{Field, Ref, Slot, Val, Var, slot};
pub use iteration::{Iter, Range, RangeState, Rev, StepBy, StepByState, range};
pub use keep::{Assoc, Bpf, FromNone, Keep, event, known, laid_out, size, turn, typed};
pub use layout::{Event, Layout, ScalarNs, Stored, Struct, constant, copy_in, copy_out, same_bytes};
pub use merge::{Join, Late, Merge};
pub use numbers::MadeOf;
pub use operators::{
    Operand, Operator, add, array, bitand, bitor, bitxor, cast, div, eq, ge, gt, le, lt, mul, ne, neg, not,
    rem, repeat, shl, shr, sub,
};
pub use option::{Branched, Opt, none_or, payload, some};
pub use parts::{Newtype, Part};
pub use program::{
    Argument, Entry, Given, IsDefault, Kind, NoDefault, Returns, WithDefault, given, kind, returns,
};
pub use scalar::{Int, Scalar};
pub use session::{
    COUNTER_PARTS, COUNTER_STRIDE, ConstantId, Program, ProgramFacts, Session, Staging, Surroundings,
    refusals,
};
pub use source::{Place as SourcePlace, Refusal, Refusals, SourceFunction};
pub use types::Types;

pub use crate::bpf::print::{printed, trace_printk};
pub use crate::bpf::{
    DataLocRef, Enumeration, Enumerator, KernelEnum, KernelField, KernelFieldType, KernelMember, KernelPath,
    KernelPtr, KernelStruct, Record, RecordField, RecordPlace, RecordRef, field_zero, readable,
    tracepoint_field,
};
pub use skep_btf::Endian;
pub use skep_ir::TypeId;
pub use skep_uapi::TracepointFormat;
pub use zerocopy;

pub(crate) use dispatch::{addresses, reads_itself, stays};
pub(crate) use handle::{Of, copy};
pub(crate) use layout::{network_order, spill};
pub(crate) use option::branched;
