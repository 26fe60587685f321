//! Wrappers of any kernel behind the kernel trait: they tell of every call, make some of them fail, or write them down so that
//! they can be answered again without the kernel.
//!
//! - [`traced`] tells a sink of every call, as a [`Traced`] that is a readable line.
//! - [`with_faults`] makes calls fail as a script of [`Fault`]s says: the nth of a method, each kth, before or after it has done
//!   its work; it delays them, and shortens batches.
//! - [`recorded`] makes a [`Recording`] of every call and its answer, which has a text; [`replayed`] is a kernel that gives these
//!   answers again, and says so when it is asked something else.
//!
//! All of them are made from one table of the trait's methods (`method.rs`). They know no kernel, and nothing of what is done
//! with one.

mod answer;
mod argument;
mod datum;
mod faults;
mod layered;
mod method;
mod names;
mod parse;
mod record;
mod replay;
mod request;
mod threads;
mod trace;

pub use datum::Datum;
pub use faults::{Fault, Faults, with_faults};
pub use method::{Method, UnknownMethod};
pub use parse::RecordingError;
pub use record::{Recorder, Recording, recorded};
pub use replay::{Mismatch, Replay, replayed};
pub use trace::{Traced, traced};
