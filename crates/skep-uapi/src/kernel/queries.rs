//! What is attached where, whoever did it: what a kernel can be asked about places and not about objects.

use super::links::LinkTarget;
use crate::{AttachFlags, AttachType, Handle, PerfEventType, Result};
use std::path::{Path, PathBuf};

/// What a kernel can be asked about the places that programs are attached to. Links say of themselves where they are
/// ([`Commands::link_info`](crate::kernel::Commands::link_info)); this is for what is attached without one.
pub trait Queries {
    /// `BPF_PROG_QUERY` (Linux 4.15): the programs that are attached to a control group, a network namespace, an interface or a map
    /// of sockets, in the order in which they run. `EPERM` without `CAP_NET_ADMIN`; `EINVAL` if this kernel has no such attach
    /// type or cannot be asked about it.
    fn programs_attached(&self, query: &AttachQuery<'_>) -> Result<AttachedPrograms>;

    /// `BPF_TASK_FD_QUERY` (Linux 4.18): the program that is attached to the perf event which is this descriptor of that process.
    /// `ENOENT` if there is none, or no such process or descriptor any more; `EOPNOTSUPP` for programs of type `perf_event`, of
    /// which the kernel tells nothing here; `EPERM` without `CAP_SYS_ADMIN`.
    fn event_program(&self, file: EventFile) -> Result<EventProgram>;

    /// Whether no process can change a map any more ([`map_freeze`](crate::kernel::Commands::map_freeze)): not bpf(2), but
    /// the descriptor's file in `/proc` tells.
    fn map_is_frozen(&self, map: &Handle) -> Result<bool>;

    /// The perf events that processes have open.
    fn event_files(&self) -> Result<EventFiles>;

    /// The interfaces of the caller's network namespace, with their XDP programs (`RTM_GETLINK` of rtnetlink(7)). `EINTR` if they
    /// changed meanwhile.
    fn interfaces(&self) -> Result<Vec<InterfaceInfo>>;

    /// The filters of traffic control in the caller's network namespace that are programs, at every queueing discipline and class
    /// (`RTM_GETQDISC`, `RTM_GETTCLASS`, `RTM_GETTFILTER`). `EINTR` if they changed meanwhile.
    fn traffic_programs(&self) -> Result<Vec<TrafficProgram>>;

    /// The control groups, of which the caller sees the folders.
    fn cgroups(&self) -> Result<CgroupFolders>;

    /// The network namespaces of the processes that the caller sees, and those that are mounted; the caller's own first.
    fn network_namespaces(&self) -> Result<NetworkNamespaces>;

    /// Does something in another network namespace, by its file: in a thread of its own, which has ended when this returns. `EPERM`
    /// without `CAP_SYS_ADMIN` there.
    fn in_network_namespace(&self, path: &Path, act: &mut (dyn FnMut() + Send)) -> Result<()>;
}

/// A place, and as what programs are attached to it.
#[derive(Clone, Copy, Debug)]
pub struct AttachQuery<'a> {
    /// The place: a control group, a network namespace, an interface or a map.
    pub target: LinkTarget<'a>,
    /// As what.
    pub attach_type: AttachType,
    /// Whether the programs are listed that run there, of control groups also those that are attached to the groups above; and not
    /// those that are attached to this place (`BPF_F_QUERY_EFFECTIVE`).
    pub effective: bool,
}

/// The programs of a place.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AttachedPrograms {
    /// How a control group's programs go with those of the groups below.
    pub flags: AttachFlags,
    /// The state of the place, which the kernel counts (Linux 6.6); 0 if it does not.
    pub revision: u64,
    /// The programs, in the order in which they run.
    pub programs: Vec<AttachedProgram>,
}

/// A program of a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AttachedProgram {
    /// The program's number.
    pub program_id: u32,
    /// The number of the link that attaches it, where the kernel says it: for interfaces, and 0 if there is none.
    pub link_id: u32,
}

/// A descriptor of a perf event.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct EventFile {
    /// The number of the process that has it.
    pub process: u32,
    /// The descriptor in that process.
    pub descriptor: u32,
}

/// The perf events that processes have open.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct EventFiles {
    /// The descriptors.
    pub files: Vec<EventFile>,
    /// The processes whose descriptors the caller may not see.
    pub unreadable: Vec<u32>,
}

/// A program at a perf event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventProgram {
    /// The program's number.
    pub program_id: u32,
    /// What the event is on.
    pub place: EventPlace,
}

/// What a perf event is on.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum EventPlace {
    /// A tracepoint as such.
    RawTracepoint {
        /// Its name.
        name: String,
    },
    /// A tracepoint.
    Tracepoint {
        /// Its name, without the category.
        name: String,
    },
    /// A function of the kernel.
    Kprobe {
        /// Its name; empty if the probe was made by its address.
        function: String,
        /// How many bytes behind its beginning; or, without a name, 0.
        offset: u64,
        /// Where that is in the kernel; 0 if the caller may not know.
        address: u64,
        /// Whether it is its end.
        at_return: bool,
    },
    /// A place in a file.
    Uprobe {
        /// The file, as the kernel names it.
        path: PathBuf,
        /// How many bytes behind its beginning.
        offset: u64,
        /// Whether it is the end of the function that begins there.
        at_return: bool,
    },
    /// Something that is counted.
    Counter {
        /// What counts.
        event_type: PerfEventType,
        /// What is counted, in the numbers of the type.
        config: u64,
    },
}

/// An interface of the network.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InterfaceInfo {
    /// Its index in its network namespace.
    pub index: u32,
    /// Its name.
    pub name: String,
    /// Its kind, if it is a virtual one that has a name: `veth`, `netkit`, `bridge` … (Empty for real ones and the loopback.)
    pub kind: String,
    /// Its XDP programs: one, or one in the driver and one in the card.
    pub xdp: Vec<InterfaceXdp>,
}

/// An interface's XDP program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InterfaceXdp {
    /// Where it runs.
    pub place: XdpPlace,
    /// Its number.
    pub program_id: u32,
}

/// Where an XDP program runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum XdpPlace {
    /// In the driver.
    Driver,
    /// In the network stack.
    Generic,
    /// In the network card.
    Hardware,
}

/// A filter of traffic control that is a program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrafficProgram {
    /// The interface.
    pub interface: u32,
    /// The queueing discipline or class that it belongs to: `0xfffffff2` and `0xfffffff3` are the two directions of `clsact`.
    pub parent: u32,
    /// Its priority.
    pub priority: u16,
    /// Its number among those of the same priority.
    pub handle: u32,
    /// The program's number; 0 if it is a filter of the older, classic kind, or the kernel does not say (before Linux 4.13).
    pub program_id: u32,
    /// The name that is shown with it.
    pub name: String,
}

/// Control groups.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CgroupFolders {
    /// Their folders, those above first.
    pub groups: Vec<CgroupFolder>,
    /// The folders that the caller may not read.
    pub unreadable: Vec<PathBuf>,
}

/// A control group.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CgroupFolder {
    /// Its folder.
    pub path: PathBuf,
    /// Its number, which is that of its folder.
    pub id: u64,
}

/// Network namespaces.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NetworkNamespaces {
    /// Each once, by the first file that it was found by; the caller's own first.
    pub namespaces: Vec<NetworkNamespace>,
    /// The processes whose namespace the caller may not see.
    pub unreadable: Vec<u32>,
}

/// A network namespace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NetworkNamespace {
    /// The number of its file.
    pub inode: u64,
    /// A file of it.
    pub path: PathBuf,
}
