//! What programs are attached to that bpf(2) does not make.

use crate::{Handle, Result};

/// The attachment primitives that are not commands of bpf(2). Which of them is tried when is decided above.
pub trait Attachments {
    /// perf_event_open(2): makes the event that a program is then attached to by a link.
    fn perf_event_open(&self, request: &PerfEventOpen) -> Result<Handle>;
}

/// A perf event to be opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PerfEventOpen {
    /// A tracepoint, by the number that [`Tracepoint::id`](crate::kernel::Tracepoint::id) gives, for every
    /// process on every CPU.
    Tracepoint {
        /// The tracepoint's number.
        id: u64,
    },
}
