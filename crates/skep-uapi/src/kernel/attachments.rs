//! What programs are attached to that bpf(2) does not make.

use crate::{Handle, Result};
use skep_memory::Region;
use std::path::Path;

/// The attachment primitives that are not commands of bpf(2). Which of them is tried when is decided above.
pub trait Attachments {
    /// perf_event_open(2): makes the event that a program is then attached to by a link. `ENOENT` for a probe if the kernel has no
    /// source of such events.
    fn perf_event_open(&self, request: &PerfEventOpen<'_>) -> Result<Handle>;

    /// Maps the buffer of an event of programs' own records, with so many bytes of data: a power of two of pages. `EOPNOTSUPP` if
    /// this kernel has no such buffers.
    fn perf_memory(&self, event: &Handle, byte_size: usize) -> Result<Region>;
}

/// A perf event to be opened: for every process, and on every CPU if nothing else is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PerfEventOpen<'a> {
    /// A tracepoint, by the number that [`Tracepoint::id`](crate::kernel::Tracepoint::id) gives.
    Tracepoint {
        /// The tracepoint's number.
        id: u64,
    },
    /// A function of the kernel (Linux 4.17).
    Kprobe {
        /// The function.
        function: &'a str,
        /// How many bytes behind its beginning.
        offset: u64,
        /// Whether it is its end; `offset` is 0 then.
        at_return: bool,
    },
    /// Records that programs write (`PERF_COUNT_SW_BPF_OUTPUT`, Linux 4.4), on one CPU alone. It is put into an array of such events,
    /// which programs are handed.
    Output {
        /// The number of the CPU.
        cpu: u32,
    },
    /// A place in a file that processes have mapped (Linux 4.17).
    Uprobe {
        /// The file.
        path: &'a Path,
        /// How many bytes behind its beginning.
        offset: u64,
        /// Whether it is the end of the function that begins there.
        at_return: bool,
    },
}
