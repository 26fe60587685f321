//! What programs are attached to that bpf(2) does not make.

use super::network::{RouteProgram, TrafficDirection, TrafficFilter, TrafficPlace, XdpAttach};
use crate::kernel::Tracepoint;
use crate::{Handle, PerfEventType, Result};
use skep_memory::Region;
use std::path::Path;

/// The attachment primitives that are not commands of bpf(2). Which of them is tried when is decided above.
pub trait Attachments {
    /// perf_event_open(2): makes the event that a program is then attached to by a link. `ENOENT` for a probe if the kernel has no
    /// source of such events.
    fn perf_event_open(&self, request: &PerfEventOpen<'_>) -> Result<Handle>;

    /// Attaches a program to an event without a link, for as long as the event is held (`PERF_EVENT_IOC_SET_BPF` and
    /// `PERF_EVENT_IOC_ENABLE` of ioctl(2)): all that kernels before 5.15 have.
    fn perf_event_set_program(&self, event: &Handle, program: &Handle) -> Result<()>;

    /// Makes a tracepoint of a probe, under a name that nobody else has (the files `kprobe_events` and `uprobe_events` of tracefs), for as
    /// long as the handle is held: all that kernels before 4.17 have. `EINVAL` for requests that are for no probe.
    fn probe_tracepoint(&self, request: &PerfEventOpen<'_>) -> Result<(Handle, Tracepoint)>;

    /// Maps the buffer of an event of programs' own records, with so many bytes of data: a power of two of pages. `EOPNOTSUPP` if
    /// this kernel has no such buffers.
    fn perf_memory(&self, event: &Handle, byte_size: usize) -> Result<Region>;

    /// Attaches an XDP program to an interface without a link, or detaches it (`RTM_SETLINK` of rtnetlink(7), Linux 4.8). What the
    /// kernel says of a refusal in words is put into `said`, here as below; older kernels than 4.12 say nothing.
    fn xdp_attach(&self, request: &XdpAttach<'_>, said: &mut String) -> Result<()>;

    /// Makes the queueing discipline of an interface that has filters for both directions (`clsact`, Linux 4.5). `EEXIST` if there is
    /// one.
    fn traffic_queue_add(&self, interface: u32, said: &mut String) -> Result<()>;

    /// Removes it, with all filters.
    fn traffic_queue_remove(&self, interface: u32, said: &mut String) -> Result<()>;

    /// Adds a filter of traffic control, or replaces one, and says where it is. `EINVAL` or `ENOENT` if the interface has no such
    /// queueing discipline.
    fn traffic_filter_set(&self, request: &TrafficFilter<'_>, said: &mut String) -> Result<TrafficPlace>;

    /// Removes a filter.
    fn traffic_filter_remove(&self, place: &TrafficPlace, said: &mut String) -> Result<()>;

    /// Where the filters of an interface are that are programs, in the order in which they run.
    fn traffic_filters(&self, interface: u32, direction: TrafficDirection) -> Result<Vec<TrafficPlace>>;

    /// Makes a route in the main table whose packets meet a program (Linux 4.10).
    fn route_set(&self, request: &RouteProgram<'_>, said: &mut String) -> Result<()>;

    /// Removes this route.
    fn route_remove(&self, request: &RouteProgram<'_>, said: &mut String) -> Result<()>;

    /// Gives a socket a program, which stays with it until it is closed; or takes it away. `ENOENT` if there is none to be taken.
    #[cfg(unix)]
    fn socket_program(
        &self,
        socket: std::os::fd::BorrowedFd<'_>,
        hook: super::network::SocketHook,
        program: Option<&Handle>,
    ) -> Result<()>;
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
        /// The only process that it is for, if it is not for all.
        process: Option<u32>,
        /// Where in the file a counter is that the kernel counts up in every process for as long as the event is open (Linux 4.20); 0
        /// for none.
        semaphore: u64,
    },
    /// Something that is counted: the program runs whenever so much was counted.
    Counter(CounterOpen),
}

/// Something that is counted, on one CPU for all processes, or for one process on all CPUs it runs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CounterOpen {
    /// What counts.
    pub event_type: PerfEventType,
    /// What is counted, in the numbers of the type.
    pub config: u64,
    /// Where it is watched, for events of the type `breakpoint`.
    pub breakpoint: Option<Breakpoint>,
    /// When the program runs.
    pub sampling: Sampling,
    /// Whether what happens in user space is not counted.
    pub exclude_user: bool,
    /// Whether what happens in the kernel is not counted.
    pub exclude_kernel: bool,
    /// The only process that it is for, if it is not for all.
    pub process: Option<u32>,
    /// The only CPU that it is for. One of the two must be said.
    pub cpu: Option<u32>,
}

/// Accesses of memory that the processor tells of (`bp_type`, `bp_addr` and `bp_len` of `struct perf_event_attr`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Breakpoint {
    /// Which: 1 for reading, 2 for writing, 4 for executing (a bit mask; `include/uapi/linux/hw_breakpoint.h`).
    pub accesses: u32,
    /// The address, in the memory of the process.
    pub address: u64,
    /// How many bytes from there on.
    pub length: u64,
}

/// When something that is counted makes a sample.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sampling {
    /// Whenever so many were counted.
    Period(u64),
    /// About so many times a second: the kernel finds the period.
    Frequency(u64),
}
