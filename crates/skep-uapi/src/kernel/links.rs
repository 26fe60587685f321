//! Attached programs, as bpf(2) has them: what is attached to what, and in which order.

use super::network::TrafficPlace;
use super::queries::EventPlace;
use crate::{AttachFlags, AttachType, Handle, LinkType};
use std::path::{Path, PathBuf};

/// What a kernel says of a link.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkInfo {
    /// Its kind.
    pub link_type: LinkType,
    /// Its number in this kernel.
    pub id: u32,
    /// The number of the attached program.
    pub program_id: u32,
    /// What it is attached to.
    pub place: LinkPlace,
}

/// What a link says of the place that its program is attached to.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum LinkPlace {
    /// An interface of the network, before its packets are the network stack's.
    Xdp {
        /// The interface's index in its network namespace; 0 once it is detached.
        interface: u32,
    },
    /// Traffic control of an interface, or a pair of interfaces of type netkit.
    Traffic {
        /// The interface's index in its network namespace; 0 once it is detached.
        interface: u32,
        /// As what.
        attach_type: AttachType,
    },
    /// A filter of traffic control, which is no link.
    Filter(TrafficPlace),
    /// A control group.
    Cgroup {
        /// The group's number, which is that of its folder; 0 once it is detached.
        id: u64,
        /// As what.
        attach_type: AttachType,
    },
    /// A network namespace.
    NetworkNamespace {
        /// The number of its file; 0 once it is detached.
        inode: u32,
        /// As what.
        attach_type: AttachType,
    },
    /// A hook of netfilter.
    Netfilter(NetfilterHook),
    /// A map of sockets.
    Map {
        /// The map's number; 0 once it is detached.
        id: u32,
        /// As what.
        attach_type: AttachType,
    },
    /// The functions of a structure of the kernel.
    StructOps {
        /// The number of the map with the structure.
        map: u32,
    },
    /// A tracepoint as such.
    RawTracepoint {
        /// Its name, as far as it has less than 128 bytes.
        name: String,
    },
    /// A function of the kernel or of another program.
    Tracing {
        /// As what.
        attach_type: AttachType,
        /// The number of the other program, or of the types of the kernel or the module.
        object: u32,
        /// The function's number among these types.
        type_id: u32,
    },
    /// A perf event (Linux 6.6; older kernels do not tell it of a link).
    Event(EventPlace),
    /// Functions of the kernel (Linux 6.6).
    Functions {
        /// How many.
        count: u32,
        /// Whether it is their ends.
        at_return: bool,
    },
    /// Places in a file (Linux 6.8).
    UserPlaces {
        /// The file, as far as its name has less than 4096 bytes.
        path: PathBuf,
        /// How many places.
        count: u32,
        /// Whether it is the ends of the functions that begin there.
        at_return: bool,
        /// The only process, if it is not for all.
        process: Option<u32>,
    },
    /// What an iterator goes through.
    Iterator {
        /// The kind of its elements: `task`, `bpf_map_elem` …
        name: String,
    },
    /// An entry of a map: what runs for a tail call, or for packets that are sent on to an interface or a CPU.
    MapEntry {
        /// The map's number.
        map: u32,
        /// The entry's key.
        key: u32,
    },
    /// A queueing discipline or class of traffic control, which is not `clsact`.
    Queue {
        /// The interface's index in its network namespace.
        interface: u32,
        /// The queueing discipline or class.
        parent: u32,
        /// The filter's priority.
        priority: u16,
        /// Its number among those of the same priority.
        handle: u32,
    },
    /// A kind of link whose place is not told here.
    Other,
}

/// A hook of netfilter, and the place of a program among what else is there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct NetfilterHook {
    /// The protocol family: `NFPROTO_IPV4` is 2, `NFPROTO_IPV6` is 10 (`include/uapi/linux/netfilter.h`).
    pub family: u32,
    /// The hook: `NF_INET_PRE_ROUTING` is 0, and then `LOCAL_IN`, `FORWARD`, `LOCAL_OUT`, `POST_ROUTING` (same file).
    pub hook: u32,
    /// What runs earlier has a lower number.
    pub priority: i32,
    /// `BPF_F_NETFILTER_IP_DEFRAG` is 1 (`include/uapi/linux/bpf.h`, Linux 6.6): fragments are put together before.
    pub flags: u32,
}

/// A program to be attached by a link.
#[derive(Clone, Copy, Debug)]
pub struct LinkCreate<'a> {
    /// The program; for a structure of functions its map.
    pub program: &'a Handle,
    /// What it is attached to.
    pub target: LinkTarget<'a>,
    /// As what.
    pub attach_type: AttachType,
    /// Flags of the attach type, for example `XDP_FLAGS_SKB_MODE` or [`AttachFlags`].
    pub flags: u32,
    /// Where among the others, for the places that have an order.
    pub order: LinkOrder<'a>,
}

/// Where among the programs of a place one is put, together with [`AttachFlags::BEFORE`] and [`AttachFlags::AFTER`].
#[derive(Clone, Copy, Debug, Default)]
pub struct LinkOrder<'a> {
    /// Before or after which one; nothing stands for all.
    pub relative: Option<Relative<'a>>,
    /// The state of the place that the caller knows, which the kernel counts; `ESTALE` if it is another by now. 0 for any.
    pub revision: u64,
}

/// A program or a link at the same place.
#[derive(Clone, Copy, Debug)]
pub enum Relative<'a> {
    /// A program.
    Program(&'a Handle),
    /// A program, by its number.
    ProgramId(u32),
    /// A link.
    Link(&'a Handle),
    /// A link, by its number.
    LinkId(u32),
}

impl Relative<'_> {
    /// The flags that say how it is named.
    pub const fn flags(self) -> AttachFlags {
        match self {
            Self::Program(_) => AttachFlags::NONE,
            Self::ProgramId(_) => AttachFlags::ID,
            Self::Link(_) => AttachFlags::LINK,
            Self::LinkId(_) => AttachFlags(AttachFlags::LINK.0 | AttachFlags::ID.0),
        }
    }
}

/// What a program is attached to.
#[derive(Clone, Copy, Debug)]
pub enum LinkTarget<'a> {
    /// A perf event, for tracepoints and probes; the program can ask for the cookie.
    PerfEvent {
        /// The event.
        event: &'a Handle,
        /// Any number.
        cookie: u64,
    },
    /// A network interface, by its index in the caller's network namespace.
    Interface {
        /// The index.
        index: u32,
    },
    /// A control group, by its folder in a file system of type `cgroup2`.
    Cgroup {
        /// The folder.
        path: &'a Path,
    },
    /// A network namespace, by its file: `/proc/self/ns/net` is the process's own.
    NetworkNamespace {
        /// The file.
        path: &'a Path,
    },
    /// A hook of netfilter in the caller's network namespace.
    Netfilter(NetfilterHook),
    /// A map of sockets (Linux 6.10).
    Map {
        /// The map.
        map: &'a Handle,
    },
    /// The kernel, which calls the functions of a structure.
    StructOps,
    /// What a program of type `tracing` or of a security module was loaded for (Linux 5.19; without a cookie there is
    /// [`raw_tracepoint_open`](crate::kernel::Commands::raw_tracepoint_open)).
    Tracing {
        /// Any number, which the program can ask for.
        cookie: u64,
    },
    /// Functions of the kernel, all at once (Linux 5.18). `ESRCH` if one of them is none, `EOPNOTSUPP` if this kernel was built
    /// without.
    Functions(FunctionTargets<'a>),
    /// Places in a program or library, all at once (Linux 6.6).
    UserPlaces(UserPlaces<'a>),
    /// An iterator of the kernel's, of the kind that the program was loaded for (Linux 5.8).
    Iterator(IteratorTarget<'a>),
}

/// Functions of the kernel that a program is attached to.
#[derive(Clone, Copy, Debug)]
pub struct FunctionTargets<'a> {
    /// Their names.
    pub functions: &'a [&'a str],
    /// A number for each of them, or none for all.
    pub cookies: &'a [u64],
    /// Whether it is their ends.
    pub at_return: bool,
}

/// Places in a file that processes have mapped, to which a program is attached.
#[derive(Clone, Copy, Debug)]
pub struct UserPlaces<'a> {
    /// The file.
    pub path: &'a Path,
    /// How many bytes behind its beginning each place is.
    pub offsets: &'a [u64],
    /// Where in the file the counter of each place is (0 for none), or nothing for all.
    pub semaphores: &'a [u64],
    /// A number for each of them, or none for all.
    pub cookies: &'a [u64],
    /// Whether it is the ends of the functions that begin there.
    pub at_return: bool,
    /// The only process, if it is not for all.
    pub process: Option<u32>,
}

/// What an iterator goes through.
#[derive(Clone, Copy, Debug)]
pub enum IteratorTarget<'a> {
    /// Everything that there is of its kind.
    All,
    /// The elements of a map.
    Map(&'a Handle),
    /// Control groups.
    Cgroup {
        /// Where it begins: a folder in a file system of type `cgroup2`.
        path: &'a Path,
        /// Which way it goes (`enum bpf_cgroup_iter_order`): 1 for this one alone, 2 and 3 for those below it, before and after their
        /// own, 4 for those above it.
        order: u32,
    },
    /// The threads of a process, or one thread.
    Task {
        /// The number of the process, or 0.
        process: u32,
        /// The number of the thread, or 0.
        thread: u32,
    },
}

/// A program to be attached or detached without a link.
#[derive(Clone, Copy, Debug)]
pub struct ProgramAttach<'a> {
    /// The program.
    pub program: &'a Handle,
    /// What it is attached to: a control group, a network namespace, a map of sockets, or an interface.
    pub target: LinkTarget<'a>,
    /// As what.
    pub attach_type: AttachType,
    /// How it goes with the others. (There are none when detaching.)
    pub flags: AttachFlags,
    /// The program whose place it takes, with [`AttachFlags::REPLACE`].
    pub replace: Option<&'a Handle>,
}
