//! A simulated kernel, in process and without privileges, behind the kernel trait.
//!
//! A [`World`] is a kernel like the running one ([`skep_uapi::KernelApi`]): maps, programs, links, pins, with the
//! kernel's semantics and error numbers, and programs that really run, instruction by instruction, every access checked.
//! Unlike the running one it does nothing by itself. A test says what happens:
//!
//! ```
//! use skep_isa::{Assembler, Size, registers::*};
//! use skep_sim::World;
//! use skep_uapi::kernel::{Attachments, Commands, Facts, LinkCreate, LinkTarget, PerfEventOpen, ProgramLoad};
//! use skep_uapi::{AttachType, Errno, Helper, ProgramType};
//!
//! let world = World::new();
//! let code = Assembler::new().call(Helper::GET_CURRENT_UID_GID).exit().build().unwrap();
//! let bytes = code.encode(skep_isa::Endian::NATIVE).unwrap();
//! let program = world.program_load(
//!     &ProgramLoad {
//!         program_type: ProgramType::TRACEPOINT,
//!         expected_attach_type: AttachType::default(),
//!         name: "who",
//!         license: "GPL",
//!         instructions: &bytes,
//!         maps: &[],
//!         flags: Default::default(),
//!         btf: None,
//!         ..ProgramLoad::default()
//!     },
//!     None,
//! )?;
//! let id = world.tracepoint("sched", "sched_process_exec")?.id;
//! let event = world.perf_event_open(&PerfEventOpen::Tracepoint { id })?;
//! let link = world.link_create(&LinkCreate {
//!     program: &program,
//!     target: LinkTarget::PerfEvent { event: &event, cookie: 0 },
//!     attach_type: AttachType::PERF_EVENT,
//!     flags: 0,
//!     order: Default::default(),
//! })?;
//!
//! let runs = world.fire("sched:sched_process_exec", |event| event.uid(1000).gid(50).field("filename", "/bin/true"));
//! assert_eq!(runs.unwrap()[0].value, 50 << 32 | 1000);
//! # drop(link);
//! # Ok::<(), Errno>(())
//! ```
//!
//! # What is simulated
//!
//! - Maps: hash tables and arrays, also per CPU; hash tables that make room by themselves; queues and stacks; tries of
//!   prefixes; arrays of programs; ring buffers; network interfaces and CPUs that packets are sent to. Flags that would change what they do (read-only, memory-mapped, NUMA) are
//!   refused.
//! - Programs: of tracepoints and raw tracepoints, also with typed arguments, of functions of the kernel ([`World::call`]),
//!   of probes on those and on programs of user space ([`World::call_user`]), XDP, socket filters, traffic control, and packets of control
//!   groups.
//!   Loading checks their structure as the kernel does, with its words in the log.
//!   So does following its values, as far as `skep_verifier` goes: uninitialised registers, missing null checks, bounds of packets, values and
//!   the stack, references that are not released. What else the kernel's verifier finds is found when a program runs: a wrong access ends the run with
//!   a [`ProgramFault`] that names the instruction, the function and the source line. Bytes of the stack that were never
//!   written cannot be read; a real kernel lets a privileged program read them. A program that loads more of a tracepoint's
//!   record or arguments than there is faults when it does; a real kernel refuses to attach it.
//! - Helpers: what programs need to count, to tell who does what, to send records, to use the maps above, to change
//!   packets, to copy memory, to make texts, to loop and to go on to other programs; `kernel_btf` lists them. A program
//!   that calls another one is refused with a log that says which. What programs print is given by [`World::trace`].
//! - Attaching: links of perf events on tracepoints, of raw tracepoints, of network interfaces, of traffic control of those in both
//!   directions ([`World::receive`], [`World::send`]), also as filters of `clsact`, and of
//!   control groups ([`World::make_cgroup`], [`World::pass_cgroup`]). The other types of program run by test runs only: hooks of control
//!   groups for sockets, netfilter, lookup of sockets and iterators are absent, and so are programs at traffic control without link or filter
//!   (`BPF_PROG_ATTACH`), netkit, and queueing disciplines other than `clsact`.
//! - Test runs: as Linux 6.18 has them. Packets are on the loopback interface if nothing else is said, and have no socket.
//!   A program that does something wrong in one is `EFAULT`, with the fault in the request. No time passes.
//! - Who may do what: by capabilities and settings, as Linux 6.18 has it. See [`WorldBuilder`].
//! - Time and waiting: virtual unless asked otherwise. A wait that nothing can end is `EDEADLK`; see [`World::drive`].
//!
//! Structures and records are laid out as in no real kernel, so that a program that relies on one of those is found out.

mod builder;
mod cgroups;
mod clock;
mod concurrency;
mod drivers;
mod functions;
mod helpers;
mod input;
mod links;
mod locked_memory;
mod maps;
mod network;
mod objects;
mod owners;
mod pins;
mod places;
mod probes;
mod process;
mod program_arrays;
mod programs;
mod random;
mod receivers;
mod run;
mod samples;
mod scene;
mod seam;
mod settings;
mod state;
mod stimulus;
mod test_run;
#[cfg(test)]
mod tests;
mod trace;
mod tracepoints;
mod traffic;
mod type_check;
mod types;
mod user_memory;
mod waiting;
mod watch;
mod watches;
mod world;

pub use builder::WorldBuilder;
pub use cgroups::{CgroupOutcome, PacketDirection};
pub use concurrency::{
    Attempt, Concurrency, ConcurrentCpu, CpuResults, Explored, InterleavedStep, Interleaving, explore,
};
pub use drivers::Driver;
pub use functions::FunctionCall;
pub use maps::Receiver;
pub use network::{PacketCounters, Redirected, XdpOutcome};
pub use probes::UserCall;
pub use process::Process;
pub use run::{ProgramFault, ProgramRun};
pub use samples::{Counted, Sample};
pub use scene::Structure;
pub use skep_vm::{AccessFault, AccessProblem, Fault, FaultFrame, FaultKind};
pub use stimulus::StimulusError;
pub use tracepoints::{FieldValue, TracepointEvent};
pub use traffic::{TrafficOutcome, TrafficRedirected, TrafficVerdict};
pub use user_memory::UserMemory;
pub use watch::{Coverage, Resume, Stop, StopReason, TracedStep};
pub use world::{ObjectCounts, World};
