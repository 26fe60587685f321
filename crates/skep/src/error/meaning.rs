//! What the kernel's error numbers mean, by what was being done: the same number says "full" of a hash table and "too many
//! instructions" of a program.
//!
//! The answers are those of `kernel/bpf` in Linux 6.18, and were compared with a running one where they can be provoked.

use super::{ErrorKind, Operation};
use skep_uapi::{Errno, Probe};

/// What an answer of the kernel means for an operation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Meaning {
    pub(super) kind: ErrorKind,
    /// What it means here, where that is more than what the number says by itself.
    pub(super) says: Option<&'static str>,
    /// What to do about it, where that is known.
    pub(super) remedy: Option<&'static str>,
    /// Whether it passes by itself.
    pub(super) passing: bool,
}

const fn plain(kind: ErrorKind) -> Meaning {
    Meaning { kind, says: None, remedy: None, passing: false }
}

const fn says(kind: ErrorKind, says: &'static str) -> Meaning {
    Meaning { says: Some(says), ..plain(kind) }
}

impl Meaning {
    const fn remedy(self, remedy: &'static str) -> Self {
        Self { remedy: Some(remedy), ..self }
    }

    const fn passing(self) -> Self {
        Self { passing: true, ..self }
    }
}

/// What an answer means for this operation.
pub(super) fn meaning(operation: Operation, errno: Errno) -> Meaning {
    let specific = match operation {
        Operation::CreateMap => create_map(errno),
        Operation::LoadProgram(_) | Operation::LoadTypes => load(operation, errno),
        Operation::CreateToken => token(errno),
        Operation::AttachStructOps => structure(errno),
        Operation::TestRun => test_run(errno),
        Operation::AttachTracepoint
        | Operation::AttachRawTracepoint
        | Operation::AttachXdp
        | Operation::AttachNetworkNamespace
        | Operation::AttachNetfilter
        | Operation::AttachMap
        | Operation::AttachSocket
        | Operation::AttachRoute
        | Operation::AttachTraffic
        | Operation::AttachCgroup
        | Operation::AttachProbe(_)
        | Operation::AttachPerfEvent
        | Operation::AttachIterator
        | Operation::OpenPerfBuffer
        | Operation::AttachTracing
        | Operation::UpdateLink
        | Operation::Detach => attach(operation, errno),
        Operation::Lookup
        | Operation::Update
        | Operation::Delete
        | Operation::SetProgram
        | Operation::Iterate => entry(operation, errno),
        Operation::SetInterface | Operation::SetCpu | Operation::SetSocket => {
            receiver(operation, errno).or_else(|| entry(operation, errno))
        }
        Operation::Pin | Operation::OpenPin | Operation::Unpin | Operation::Descriptor => {
            name(operation, errno)
        }
        Operation::MapRing
        | Operation::ReadRing
        | Operation::MapUserRing
        | Operation::SendThroughRing
        | Operation::Wait => ring(operation, errno),
        Operation::ReadTracepoint
        | Operation::ReadTypes
        | Operation::OpenTypes
        | Operation::FindInterface => find(operation, errno),
        Operation::ListFunctions
        | Operation::Open
        | Operation::Check
        | Operation::Info
        | Operation::OpenOwner
        | Operation::List(_)
        | Operation::OpenById(_)
        | Operation::CountRuns
        | Operation::ReadCode
        | Operation::FindPins
        | Operation::FindAttachments
        | Operation::ReadCgroup
        | Operation::WriteRecording
        | Operation::ReadRecording
        | Operation::SpillEvents
        | Operation::StartThread
        | Operation::Find => None,
        Operation::Freeze => freeze(errno),
    };
    specific.unwrap_or_else(|| general(errno))
}

/// What it means whatever was being done.
fn general(errno: Errno) -> Meaning {
    use ErrorKind as Kind;
    match errno {
        Errno::EPERM | Errno::EACCES => plain(Kind::Permission),
        Errno::ENOENT | Errno::ENODEV | Errno::ENXIO | Errno::ESRCH => plain(Kind::NotFound),
        Errno::EEXIST => plain(Kind::AlreadyExists),
        Errno::EBUSY => plain(Kind::Busy),
        Errno::ENOSPC => plain(Kind::Full),
        Errno::E2BIG => plain(Kind::TooLarge),
        Errno::EBADF => says(Kind::Invalid, "the object belongs to another kernel"),
        Errno::EINVAL
        | Errno::EFAULT
        | Errno::ENAMETOOLONG
        | Errno::ENOTDIR
        | Errno::EISDIR
        | Errno::ELOOP => plain(Kind::Invalid),
        Errno::ENOTSUPP | Errno::EOPNOTSUPP => plain(Kind::Unsupported),
        Errno::ENOSYS => plain(Kind::Unsupported)
            .remedy("this kernel is built without bpf(2), or runs in an emulator that does not pass it on"),
        Errno::ENOMEM => plain(Kind::OutOfResources),
        Errno::EMFILE => plain(Kind::OutOfResources)
            .remedy("close some, or raise the limit: `ulimit -n` shows and sets it"),
        Errno::ENFILE => plain(Kind::OutOfResources).remedy("the setting fs.file-max is the limit"),
        // The kernel's own numbers for a call that a signal ended: they should have become EINTR.
        Errno::EINTR
        | Errno::EAGAIN
        | Errno::ERESTARTSYS
        | Errno::ERESTARTNOINTR
        | Errno::ERESTARTNOHAND
        | Errno::ERESTART_RESTARTBLOCK => plain(Kind::Interrupted).passing(),
        _ => plain(Kind::Other),
    }
}

fn create_map(errno: Errno) -> Option<Meaning> {
    use ErrorKind as Kind;
    Some(match errno {
        Errno::EINVAL => says(
            Kind::Invalid,
            "this kernel does not know the map type or one of its flags, or the type has no such sizes",
        )
        .remedy("`skep features` shows the map types of this kernel"),
        Errno::E2BIG => {
            says(Kind::TooLarge, "keys, values or entries are larger or more than the type takes")
        }
        // `map_check_btf`, kernel/bpf/syscall.c.
        Errno::EACCES => says(
            Kind::Permission,
            "a security module refuses, or programs may only read or only write it and its values have locks, timers or pointers",
        ),
        Errno::EOPNOTSUPP => says(
            Kind::Unsupported,
            "maps of this type have no values with locks, timers or pointers like these",
        ),
        Errno::ENOMEM => says(Kind::OutOfResources, "the kernel has no memory for a map of this size")
            .remedy("make it smaller, or let its control group have more memory"),
        _ => return None,
    })
}

/// `bpf_token_create`, `kernel/bpf/token.c`.
fn token(errno: Errno) -> Option<Meaning> {
    use ErrorKind as Kind;
    Some(match errno {
        Errno::ENOENT => says(Kind::NotFound, "there is nothing, or nothing is allowed there").remedy(
            "mount the bpf file system with `delegate_cmds`, `delegate_maps`, `delegate_progs` and \
                     `delegate_attachs`",
        ),
        Errno::EOPNOTSUPP => {
            says(Kind::Unsupported, "tokens are for user namespaces, and this is the first one")
        }
        Errno::EINVAL => {
            says(Kind::Invalid, "it is not the root of a bpf file system, or the kernel is one before 6.9")
        }
        Errno::EPERM => says(
            Kind::Permission,
            "the file system was mounted for another user namespace, or this process has no CAP_BPF in its own",
        ),
        _ => return None,
    })
}

/// `bpf_struct_ops_map_update_elem` and `bpf_struct_ops_link_create`, `kernel/bpf/bpf_struct_ops.c`.
fn structure(errno: Errno) -> Option<Meaning> {
    use ErrorKind as Kind;
    Some(match errno {
        Errno::EEXIST => says(Kind::AlreadyExists, "the kernel has one of that name"),
        Errno::EBUSY => says(Kind::Busy, "it is registered already"),
        Errno::EINVAL => says(
            Kind::Invalid,
            "a function that has to be there is missing, or a member has a value that it must not",
        ),
        _ => return None,
    })
}

fn load(operation: Operation, errno: Errno) -> Option<Meaning> {
    use ErrorKind as Kind;
    Some(match (operation, errno) {
        (Operation::LoadTypes, Errno::E2BIG) => says(Kind::TooLarge, "the types are larger than 16 MiB"),
        (Operation::LoadTypes, Errno::EINVAL) => {
            says(Kind::Invalid, "the types are not well-formed, or newer than this kernel")
        }
        (Operation::LoadProgram(_), Errno::E2BIG) => says(
            Kind::TooLarge,
            "the program has more instructions than the kernel takes: a million with CAP_BPF, otherwise 4096",
        )
        .remedy("divide it: tail calls go on in another program"),
        (Operation::LoadProgram(_), Errno::EINVAL) => says(
            Kind::Invalid,
            "this kernel does not know the program type, where it is to be attached, or a flag",
        )
        .remedy("`skep features` shows the program types of this kernel"),
        (Operation::LoadProgram(_), Errno::EAGAIN) => {
            says(Kind::Interrupted, "a signal came each time while the program was checked").passing()
        }
        (Operation::LoadProgram(_), Errno::ENOTSUPP) => says(
            Kind::Unsupported,
            "the kernel's compiler cannot compile the program, and this kernel interprets none",
        ),
        (Operation::LoadProgram(_), Errno::EFAULT) => {
            says(Kind::Other, "the kernel's verifier got into a state that it holds to be impossible")
                .remedy("that is an error of the kernel: `dmesg` may tell more")
        }
        _ => return None,
    })
}

fn test_run(errno: Errno) -> Option<Meaning> {
    use ErrorKind as Kind;
    Some(match errno {
        Errno::EINVAL => says(Kind::Invalid, "the packet, the context or an option is not one that this program type gets").remedy(
            "a packet has at least 14 bytes, and for programs on socket buffers the network header it announces; a context \
             is one of this program type; a CPU is named for raw tracepoints alone",
        ),
        Errno::E2BIG => says(Kind::TooLarge, "the context has fields that this kernel does not know")
            .remedy("leave out what is behind the fields in use, or set it to zero"),
        Errno::ENXIO => says(Kind::NotFound, "there is no such CPU, or it is switched off"),
        // `bpf_prog_test_run_sk_lookup`, net/bpf/test_run.c.
        Errno::ERANGE => says(Kind::Invalid, "a port of the context is larger than 65535"),
        Errno::EAFNOSUPPORT => says(Kind::Invalid, "the context's family of addresses is neither IPv4 nor IPv6")
            .remedy("`family` is 2 (AF_INET) or 10 (AF_INET6)"),
        Errno::ENOMEM => says(Kind::OutOfResources, "the packet is larger than such a packet can be, or there is no memory for it")
            .remedy("of XDP programs that do not take packets in pieces, a packet has less than a page"),
        Errno::ENOSPC => says(Kind::Full, "what the program left did not fit")
            .remedy("it was to run only once, and has: its maps have changed"),
        Errno::EINTR => says(Kind::Interrupted, "a signal came before the program had run as often as it should")
            .remedy("it has run some of the times: its maps have changed")
            .passing(),
        Errno::ENOTSUPP | Errno::EOPNOTSUPP => {
            says(Kind::Unsupported, "the kernel cannot run programs of this type on made-up input")
                .remedy("attach it and make happen what it waits for; a simulated kernel does that at a word")
        }
        _ => return None,
    })
}

fn attach(operation: Operation, errno: Errno) -> Option<Meaning> {
    use ErrorKind as Kind;
    Some(match (operation, errno) {
        (Operation::AttachTracepoint, Errno::EINVAL) => {
            says(Kind::Invalid, "it is no tracepoint program, or the kernel is too old")
                .remedy("links to tracepoints need Linux 5.15")
        }
        (Operation::AttachTracepoint, Errno::EEXIST) => {
            says(Kind::AlreadyExists, "this program is attached to this tracepoint already")
        }
        // BPF_TRACE_MAX_PROGS, kernel/trace/bpf_trace.c.
        (Operation::AttachTracepoint, Errno::E2BIG) => {
            says(Kind::Full, "64 programs are attached to this tracepoint, and no more can be")
        }
        (Operation::AttachRawTracepoint, Errno::ENOENT) => says(Kind::NotFound, "there is no tracepoint of that name")
            .remedy("this kernel has others: /sys/kernel/tracing/available_events lists them"),
        (Operation::AttachRawTracepoint, Errno::EINVAL) => says(
            Kind::Invalid,
            "it is no raw tracepoint program, or it reads more arguments than this tracepoint has",
        ),
        (Operation::AttachProbe(Probe::Kprobe | Probe::Kretprobe), Errno::ENOENT) => says(
            Kind::NotFound,
            "the kernel has no such function, or has no probes on functions (CONFIG_KPROBE_EVENTS)",
        )
        .remedy("/proc/kallsyms names the functions; some are inlined, or have other names where the kernel was compiled"),
        (Operation::AttachProbe(Probe::Ksyscall | Probe::Kretsyscall), Errno::ENOENT) => says(
            Kind::NotFound,
            "the kernel has no such system call, or has no probes on functions (CONFIG_KPROBE_EVENTS)",
        )
        .remedy(
            "the tracepoints of the category `syscalls` name the system calls; `raw_syscalls:sys_enter` is passed by all of them",
        ),
        (Operation::AttachProbe(_), Errno::EINVAL) => says(
            Kind::Invalid,
            "it is no program for probes, there is no instruction at this place, or the kernel is too old",
        )
        .remedy("links to probes need Linux 5.15"),
        (Operation::AttachIterator, Errno::EINVAL) => says(
            Kind::Invalid,
            "it is no iterator, what its kind needs to be told is missing, or the kernel is too old",
        )
        .remedy("iterators need Linux 5.8, elements of maps 5.9 and a map, processes and control groups 6.1"),
        (Operation::AttachIterator, Errno::EBADF) => {
            says(Kind::Invalid, "iterators of this kind go through a map: name it with `IterateOver::Map`")
        }
        (Operation::AttachIterator, Errno::EACCES) => {
            says(Kind::Invalid, "the program reads more of keys or values than the map has")
        }
        (Operation::AttachPerfEvent, Errno::ENOENT | Errno::EOPNOTSUPP | Errno::ENODEV) => says(
            Kind::Unsupported,
            "this machine has no such counter, or not so many",
        )
        .remedy("virtual machines often have none of the processor's: the kernel's own are always there, such as `SoftwareEvent::CPU_CLOCK`"),
        (Operation::AttachPerfEvent, Errno::EINVAL) => says(
            Kind::Invalid,
            "it is no program for perf events, or the event cannot be so: too many samples a second, for example",
        )
        .remedy("the setting kernel.perf_event_max_sample_rate says how many samples there can be"),
        (Operation::AttachPerfEvent, Errno::ENOSPC) => {
            says(Kind::Full, "all of the processor's counters of this kind are in use")
        }
        (Operation::AttachPerfEvent, Errno::ESRCH) => says(Kind::NotFound, "there is no such process"),
        (Operation::AttachCgroup, Errno::ENOENT) => says(Kind::NotFound, "there is no such folder")
            .remedy("`mkdir` makes a control group where a file system of type `cgroup2` is mounted"),
        (Operation::AttachCgroup, Errno::EBADF | Errno::ENOTDIR) => {
            says(Kind::Invalid, "it is not the folder of a control group")
                .remedy("`findmnt -t cgroup2` shows where they are")
        }
        (Operation::AttachCgroup, Errno::EINVAL) => says(
            Kind::Invalid,
            "it is no program for control groups, or the kernel is too old",
        )
        .remedy("links to control groups need Linux 5.7"),
        // BPF_CGROUP_MAX_PROGS, kernel/bpf/cgroup.c.
        (Operation::AttachCgroup, Errno::E2BIG) => {
            says(Kind::Full, "64 programs of this kind are attached to this control group, and no more can be")
        }
        // `hierarchy_allows_attach`, same file.
        (Operation::AttachCgroup, Errno::EPERM) => says(
            Kind::Permission,
            "this process may not, or this control group or one above has a program that lets no other one be beside it or below",
        ),
        // BPF_MAX_TRAMP_LINKS, include/linux/bpf.h.
        (Operation::AttachTracing, Errno::E2BIG) => {
            says(Kind::Full, "as many programs are attached to this function as there can be")
        }
        (Operation::AttachTracing, Errno::EBUSY) => says(
            Kind::Busy,
            "this program is attached already, or the function has programs beside which this one cannot be: one takes its place, or others \
             see it entered and left",
        ),
        // `netns_bpf_link_attach`, kernel/bpf/net_namespace.c.
        (Operation::AttachNetworkNamespace, Errno::E2BIG) => says(
            Kind::Full,
            "the network namespace has a flow dissector, or 64 programs that look sockets up, and no more can be",
        ),
        (Operation::AttachNetworkNamespace, Errno::EEXIST) => {
            says(Kind::AlreadyExists, "a program is attached there without a link")
                .remedy("detach it first: `bpftool net` shows it")
        }
        // `bpf_nf_check_pf_and_hooks`, net/netfilter/nf_bpf_link.c.
        (Operation::AttachNetfilter, Errno::ERANGE) => says(
            Kind::Invalid,
            "this priority is the kernel's own: the first and the last are, and with defragmentation all up to its own, -400",
        ),
        (Operation::AttachNetfilter, Errno::EBUSY) => {
            says(Kind::Busy, "a program is attached there already with this priority").remedy(
                "take another priority: programs with lower ones run first; `skep net` shows what is attached",
            )
        }
        (Operation::AttachTraffic, Errno::EEXIST) => {
            says(Kind::AlreadyExists, "this program is attached there already, or another one with this priority and handle")
        }
        (Operation::AttachTraffic, Errno::ENOENT) => {
            says(Kind::NotFound, "the program or link to put it before or after is not attached there")
        }
        // BPF_MPROG_MAX, include/linux/bpf_mprog.h, of which one place stays free.
        (Operation::AttachTraffic, Errno::ERANGE) => {
            says(Kind::Full, "63 programs are attached there, and no more can be")
        }
        (Operation::AttachTraffic, Errno::EINVAL) => {
            says(Kind::Invalid, "it is no program for traffic control, or the kernel is too old")
                .remedy("links to traffic control need Linux 6.6")
        }
        (Operation::AttachXdp, Errno::EBUSY) => {
            says(Kind::Busy, "another XDP program is attached to the interface")
                .remedy("detach it first: `bpftool net` shows it")
        }
        (Operation::AttachXdp, Errno::EEXIST) => {
            says(Kind::AlreadyExists, "a program is attached to the interface in the other mode")
                .remedy("an interface has programs in its driver or in the network stack, not in both: detach that one first")
        }
        (Operation::AttachXdp, Errno::EOPNOTSUPP) => {
            says(Kind::Unsupported, "the interface's driver has no place for programs").remedy("use `XdpMode::Generic`")
        }
        (Operation::AttachXdp, Errno::EINVAL) => says(
            Kind::Invalid,
            "it is no XDP program, the interface is gone, or it cannot have one as it is set up",
        )
        .remedy("links to interfaces need Linux 5.9"),
        (Operation::UpdateLink, Errno::EPERM) => {
            says(Kind::AlreadyExists, "another program is attached than the one that was expected")
        }
        (Operation::UpdateLink, Errno::EINVAL) => says(
            Kind::Invalid,
            "the programs are of different types or for different places, or the kernel is too old",
        )
        .remedy("links are updated since Linux 5.7"),
        (Operation::UpdateLink, Errno::EOPNOTSUPP) => {
            says(Kind::Unsupported, "links of this kind are not given another program")
                .remedy("attach the new program, and detach the old one then")
        }
        (Operation::UpdateLink, Errno::ENOLINK) => {
            says(Kind::NotFound, "what it was attached to is gone, or it was detached")
        }
        (Operation::Detach, Errno::ENOLINK | Errno::ENOENT) => {
            says(Kind::NotFound, "what it was attached to is gone")
        }
        _ => return None,
    })
}

/// On a map's entries.
fn entry(operation: Operation, errno: Errno) -> Option<Meaning> {
    use ErrorKind as Kind;
    let writes = !matches!(operation, Operation::Lookup | Operation::Iterate);
    Some(match (operation, errno) {
        (Operation::Update, Errno::E2BIG | Errno::ENOSPC) => {
            says(Kind::Full, "the map is full").remedy("make it larger, or remove entries")
        }
        (Operation::Update, Errno::ENOMEM) => {
            says(Kind::OutOfResources, "the kernel could not get memory for the entry at once").passing()
        }
        (Operation::Update, Errno::EEXIST) => says(Kind::AlreadyExists, "the key is in the map already"),
        (Operation::Update, Errno::EINVAL) => says(
            Kind::Invalid,
            "maps of this type cannot be written so, or the key is none: a prefix may be longer than its data",
        ),
        (Operation::Delete, Errno::EINVAL) => {
            says(Kind::Invalid, "entries of maps of this type cannot be removed")
        }
        // `bpf_fd_array_map_update_elem`, kernel/bpf/arraymap.c.
        (Operation::SetProgram, Errno::E2BIG) => says(Kind::Invalid, "the array has not so many slots"),
        (Operation::SetProgram, Errno::EINVAL) => {
            says(Kind::Invalid, "the program does not go with those that are in the array or call it").remedy(
                "programs in an array must be of the type, and attached in the way, of those that call it",
            )
        }
        (_, Errno::ENOENT) => says(Kind::NotFound, "the map has no such key"),
        (_, Errno::EPERM) if writes => says(
            Kind::Permission,
            "the map was made read-only for user space (`RDONLY`) or is frozen, or this process may use no maps",
        ),
        (_, Errno::EPERM) => says(
            Kind::Permission,
            "the map was made write-only for user space (`WRONLY`), or this process may use no maps",
        ),
        // A bucket's lock, or a queue's, that is not waited for where that could be for ever.
        (_, Errno::EBUSY | Errno::EDEADLK | Errno::ETIMEDOUT) => {
            says(Kind::Busy, "another CPU had the entry locked").passing()
        }
        (_, Errno::EINVAL | Errno::ENOTSUPP | Errno::EOPNOTSUPP) => {
            says(Kind::Unsupported, "this kernel does not do this to maps of this type")
        }
        _ => return None,
    })
}

/// On pins and descriptors.
fn name(operation: Operation, errno: Errno) -> Option<Meaning> {
    use ErrorKind as Kind;
    Some(match (operation, errno) {
        // The remedy is in `permission`: it depends on what is mounted.
        (Operation::Pin, Errno::EPERM) => says(Kind::Invalid, "there can be no pin of this name here"),
        (Operation::Pin, Errno::ENOENT) => says(Kind::NotFound, "the folder does not exist"),
        (Operation::Pin, Errno::EEXIST) => says(Kind::AlreadyExists, "something is pinned there already")
            .remedy("remove it, or use another path"),
        (Operation::OpenPin | Operation::Unpin, Errno::ENOENT) => {
            says(Kind::NotFound, "nothing is pinned there")
        }
        (Operation::OpenPin, Errno::EINVAL) => {
            says(Kind::Invalid, "something of another kind is pinned there")
        }
        (Operation::OpenPin, Errno::EACCES) => {
            says(Kind::Permission, "what is there is no pin, or this user may not open it")
        }
        (Operation::Descriptor, Errno::EINVAL) => says(Kind::Invalid, "the descriptor is of something else"),
        (Operation::Descriptor, Errno::EOPNOTSUPP) => {
            says(Kind::Unsupported, "objects of this kernel have no descriptors: it is simulated")
        }
        _ => return None,
    })
}

fn ring(operation: Operation, errno: Errno) -> Option<Meaning> {
    use ErrorKind as Kind;
    Some(match (operation, errno) {
        (Operation::MapRing, Errno::EBUSY) => {
            says(Kind::Busy, "it has a reader").remedy("a ring buffer has one reader: drop the other one first")
        }
        (Operation::MapUserRing, Errno::EBUSY) => {
            says(Kind::Busy, "it has a sender").remedy("a user ring buffer has one sender: drop the other one first")
        }
        (Operation::MapRing | Operation::MapUserRing, Errno::ENOMEM) => {
            says(Kind::OutOfResources, "this process has no room for the ring in its address space")
        }
        (Operation::Wait, Errno::EDEADLK) => says(Kind::WaitsForever, "nothing could ever end this wait").remedy(
            "on a simulated kernel only the test makes things happen: wait with a deadline, or drive the world from \
             another thread with `World::drive`",
        ),
        _ => return None,
    })
}

fn find(operation: Operation, errno: Errno) -> Option<Meaning> {
    use ErrorKind as Kind;
    Some(match (operation, errno) {
        (Operation::ReadTracepoint, Errno::ENOENT) => {
            says(Kind::NotFound, "there is no tracepoint of that name")
                .remedy("this kernel has others: /sys/kernel/tracing/available_events lists them")
        }
        (Operation::ReadTypes, Errno::ENOENT) => {
            says(Kind::NotFound, "this kernel does not know its own types")
                .remedy("it was built without CONFIG_DEBUG_INFO_BTF")
        }
        (Operation::OpenTypes, Errno::ENOENT) => says(Kind::NotFound, "the kernel holds no such types")
            .remedy("`skep btf list` lists those that it holds"),
        (Operation::FindInterface, Errno::ENODEV) => {
            says(Kind::NotFound, "there is no interface of that name")
                .remedy("`ip link` lists the interfaces")
        }
        _ => return None,
    })
}

/// On what packets and connections are sent to by maps: interfaces, CPUs, sockets (`kernel/bpf/devmap.c`, `kernel/bpf/cpumap.c`,
/// `net/core/sock_map.c`, `kernel/bpf/reuseport_array.c`, `net/xdp/xskmap.c`).
fn receiver(operation: Operation, errno: Errno) -> Option<Meaning> {
    use ErrorKind as Kind;
    Some(match (operation, errno) {
        (Operation::SetInterface, Errno::EINVAL) => says(
            Kind::Invalid,
            "there is no such interface in this network namespace, or the program is not for interfaces in maps",
        )
        .remedy("such programs are loaded with the attach type `XDP_DEVMAP`"),
        (Operation::SetCpu, Errno::ENODEV) => says(Kind::NotFound, "this machine can have no such CPU"),
        (Operation::SetCpu, Errno::EOVERFLOW) => {
            says(Kind::TooLarge, "at most 16384 packets can wait at a CPU")
        }
        (Operation::SetSocket, Errno::EINVAL) => says(
            Kind::Invalid,
            "the socket is not bound, or not in a group of sockets that share a port, or of another kind than the map takes",
        )
        .remedy("sockets that share a port have `SO_REUSEPORT` set before they are bound"),
        (Operation::SetSocket, Errno::EBUSY) => says(
            Kind::Busy,
            "the socket is in the map, or in another map of this type, already",
        ),
        (Operation::SetSocket, Errno::EOPNOTSUPP) => says(
            Kind::Unsupported,
            "maps of this type take no such sockets, or not in the state that it is in, or this kernel has no sockets",
        ),
        (Operation::SetSocket, Errno::ENOTSOCK) => says(Kind::Invalid, "the descriptor is of no socket"),
        (_, Errno::E2BIG) => says(Kind::Full, "the map is full, or has no such slot"),
        _ => return None,
    })
}

/// On freezing a map (`map_freeze`, `kernel/bpf/syscall.c`).
fn freeze(errno: Errno) -> Option<Meaning> {
    use ErrorKind as Kind;
    Some(match errno {
        Errno::EPERM => {
            says(Kind::AlreadyExists, "it is frozen already, or was made read-only for user space (`RDONLY`)")
        }
        Errno::EBUSY => says(
            Kind::Busy,
            "a process writes to it, or has its values mapped for writing; kernels before 6.5 say this of a frozen map, too",
        ),
        Errno::ENOTSUPP => says(Kind::Unsupported, "maps of this type are not frozen"),
        Errno::EINVAL => says(Kind::Unsupported, "this kernel freezes no maps").remedy("needs Linux 5.2"),
        _ => return None,
    })
}
