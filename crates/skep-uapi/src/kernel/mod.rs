//! The seam: what a kernel can be asked, in six groups.
//!
//! | group | what |
//! |---|---|
//! | [`Commands`] | the commands of bpf(2), one method each |
//! | [`Attachments`] | what programs are attached to that bpf(2) does not make: perf events, and the network by netlink and sockets |
//! | [`Queries`] | what is attached where, whoever did it |
//! | [`Facts`] | what a kernel says of itself: release, capabilities, tracepoints, interfaces, types |
//! | [`Waiting`] | waiting for an object to be ready, and descriptors for those who wait elsewhere |
//! | [`Time`] | the kernel's clocks |
//!
//! Every method answers with the kernel's own error number, unchanged. What it means for the operation at hand,
//! what to try instead and what to tell the user is decided above, the same for every kernel.

mod attachments;
mod commands;
mod facts;
mod links;
mod network;
mod queries;
mod time;
mod waiting;

pub use attachments::{Attachments, Breakpoint, CounterOpen, PerfEventOpen, Sampling};
pub use commands::{
    BtfInfo, Commands, Log, MapCreate, MapInfo, MapTypes, ObjectKind, ProgramBtf, ProgramCode, ProgramInfo,
    ProgramLoad, ReadBatch, StorageOwner, TestRun,
};
pub use facts::{CapabilitySet, Facts, Limit, Mount, PinnedFiles, Setting, SharedBytes, Symbol, Tracepoint};
pub use links::{
    FunctionTargets, IteratorTarget, LinkCreate, LinkInfo, LinkOrder, LinkPlace, LinkTarget, NetfilterHook,
    ProgramAttach, Relative, UserPlaces,
};
pub use network::{
    RouteHook, RouteProgram, SocketHook, TrafficDirection, TrafficFilter, TrafficPlace, XdpAttach,
};
pub use queries::{
    AttachQuery, AttachedProgram, AttachedPrograms, CgroupFolder, CgroupFolders, EventFile, EventFiles,
    EventPlace, EventProgram, InterfaceInfo, InterfaceXdp, NetworkNamespace, NetworkNamespaces, Queries,
    TrafficProgram, XdpPlace,
};
pub use time::{Instant, Time};
pub use waiting::{Wait, Waiting};

use std::fmt::Debug;

/// A kernel: the running one, a simulated one, or a wrapper of either.
pub trait KernelApi: Commands + Attachments + Queries + Facts + Waiting + Time + Debug + Send + Sync {}

impl<T: Commands + Attachments + Queries + Facts + Waiting + Time + Debug + Send + Sync> KernelApi for T {}
