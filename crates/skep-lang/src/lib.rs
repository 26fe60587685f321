//! The language of Skep's programs: what they are written with ([`mod@bpf`]), and the runtime that builds them ([`stage`]).
//!
//! A program is an ordinary Rust function. `#[skep::bpf]` emits it twice: verbatim, so that rustc checks it, an editor completes in
//! it, and it runs natively in a [`World`](bpf::World) of the thread; and as a twin, which builds the program as a module of the
//! intermediate representation (ADR 19).
//!
//! What is in [`mod@bpf`] has both forms side by side, type by type.

// Generated code names `::skep`; here it means this crate.
extern crate self as skep;

pub mod bpf;
pub mod stage;

pub use skep_macros::bpf;

/// The intermediate representation that programs are staged to: everything of `skep-ir`.
pub use skep_ir as ir;

/// The first for an editor, the second for the compiler. The condition is this crate's, so that users' crates need not know it.
#[cfg(rust_analyzer)]
#[doc(hidden)]
#[macro_export]
macro_rules! __for_editor {
    ({ $($plain:tt)* } { $($kept:tt)* }) => { $($plain)* };
}

/// The first for an editor, the second for the compiler. The condition is this crate's, so that users' crates need not know it.
#[cfg(not(rust_analyzer))]
#[doc(hidden)]
#[macro_export]
macro_rules! __for_editor {
    ({ $($plain:tt)* } { $($kept:tt)* }) => { $($kept)* };
}
