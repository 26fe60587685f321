//! The table of answers and operations, and the texts of errors.

use super::meaning::{Meaning, meaning};
use super::*;
use skep_uapi::ProgramType;
use std::error::Error as _;
use std::fmt::Write as _;

/// Every operation, once.
const OPERATIONS: &[Operation] = &[
    Operation::Open,
    Operation::Check,
    Operation::CreateMap,
    Operation::LoadProgram(ProgramType::XDP),
    Operation::LoadTypes,
    Operation::CreateToken,
    Operation::AttachStructOps,
    Operation::TestRun,
    Operation::AttachTracepoint,
    Operation::AttachRawTracepoint,
    Operation::AttachTracing,
    Operation::AttachPerfEvent,
    Operation::AttachIterator,
    Operation::AttachXdp,
    Operation::AttachNetworkNamespace,
    Operation::AttachNetfilter,
    Operation::AttachMap,
    Operation::AttachSocket,
    Operation::AttachRoute,
    Operation::AttachTraffic,
    Operation::AttachCgroup,
    Operation::AttachProbe(skep_uapi::Probe::Kprobe),
    Operation::AttachProbe(skep_uapi::Probe::Uprobe),
    Operation::UpdateLink,
    Operation::Detach,
    Operation::Lookup,
    Operation::Update,
    Operation::Delete,
    Operation::SetProgram,
    Operation::SetInterface,
    Operation::SetCpu,
    Operation::SetSocket,
    Operation::Freeze,
    Operation::Iterate,
    Operation::WriteRecording,
    Operation::ReadRecording,
    Operation::SpillEvents,
    Operation::StartThread,
    Operation::MapRing,
    Operation::OpenPerfBuffer,
    Operation::ReadRing,
    Operation::MapUserRing,
    Operation::SendThroughRing,
    Operation::Wait,
    Operation::Pin,
    Operation::OpenPin,
    Operation::Unpin,
    Operation::Descriptor,
    Operation::Info,
    Operation::Find,
    Operation::ReadTracepoint,
    Operation::ReadTypes,
    Operation::OpenOwner,
    Operation::OpenTypes,
    Operation::FindInterface,
    Operation::ListFunctions,
    Operation::ReadCode,
    Operation::ReadCgroup,
    Operation::CountRuns,
    Operation::FindPins,
    Operation::FindAttachments,
];

/// A row of the table, as text.
fn row(operation: &str, errno: Errno, meaning: Meaning) -> String {
    let Meaning { kind, says, remedy, passing } = meaning;
    let (kind, name) = (format!("{kind:?}"), errno.name().unwrap_or("?"));
    let mut row = format!("{operation:<32} {name:<21} {kind}{}", if passing { ", passes" } else { "" });
    let _ = says.map(|says| write!(row, ": {says}"));
    let _ = remedy.map(|remedy| write!(row, " ({remedy})"));
    row + "\n"
}

#[test]
fn numbers_mean_this_whatever_is_done() {
    let numbers = Errno::ALL.iter().map(|&errno| (errno, meaning(Operation::Info, errno)));
    let known = numbers.filter(|(_, meaning)| meaning.kind != ErrorKind::Other);
    let table: String = known.map(|(errno, meaning)| row("", errno, meaning)).collect();
    insta::assert_snapshot!(table.replace(&" ".repeat(33), ""), @r"
    EPERM                 Permission
    ENOENT                NotFound
    ESRCH                 NotFound
    EINTR                 Interrupted, passes
    ENXIO                 NotFound
    E2BIG                 TooLarge
    EBADF                 Invalid: the object belongs to another kernel
    EAGAIN                Interrupted, passes
    ENOMEM                OutOfResources
    EACCES                Permission
    EFAULT                Invalid
    EBUSY                 Busy
    EEXIST                AlreadyExists
    ENODEV                NotFound
    ENOTDIR               Invalid
    EISDIR                Invalid
    EINVAL                Invalid
    ENFILE                OutOfResources (the setting fs.file-max is the limit)
    EMFILE                OutOfResources (close some, or raise the limit: `ulimit -n` shows and sets it)
    ENOSPC                Full
    ENAMETOOLONG          Invalid
    ENOSYS                Unsupported (this kernel is built without bpf(2), or runs in an emulator that does not pass it on)
    ELOOP                 Invalid
    EOPNOTSUPP            Unsupported
    ERESTARTSYS           Interrupted, passes
    ERESTARTNOINTR        Interrupted, passes
    ERESTARTNOHAND        Interrupted, passes
    ERESTART_RESTARTBLOCK Interrupted, passes
    ENOTSUPP              Unsupported
    ");
}

#[test]
fn numbers_mean_something_else_to_some_operations() {
    let mut table = String::new();
    for &operation in OPERATIONS {
        for &errno in Errno::ALL {
            let found = meaning(operation, errno);
            if found != meaning(Operation::Info, errno) {
                table += &row(&operation.to_string(), errno, found);
            }
        }
    }
    insta::assert_snapshot!(table, @r"
    creating map                     E2BIG                 TooLarge: keys, values or entries are larger or more than the type takes
    creating map                     ENOMEM                OutOfResources: the kernel has no memory for a map of this size (make it smaller, or let its control group have more memory)
    creating map                     EACCES                Permission: a security module refuses, or programs may only read or only write it and its values have locks, timers or pointers
    creating map                     EINVAL                Invalid: this kernel does not know the map type or one of its flags, or the type has no such sizes (`skep features` shows the map types of this kernel)
    creating map                     EOPNOTSUPP            Unsupported: maps of this type have no values with locks, timers or pointers like these
    loading xdp program              E2BIG                 TooLarge: the program has more instructions than the kernel takes: a million with CAP_BPF, otherwise 4096 (divide it: tail calls go on in another program)
    loading xdp program              EAGAIN                Interrupted, passes: a signal came each time while the program was checked
    loading xdp program              EFAULT                Other: the kernel's verifier got into a state that it holds to be impossible (that is an error of the kernel: `dmesg` may tell more)
    loading xdp program              EINVAL                Invalid: this kernel does not know the program type, where it is to be attached, or a flag (`skep features` shows the program types of this kernel)
    loading xdp program              ENOTSUPP              Unsupported: the kernel's compiler cannot compile the program, and this kernel interprets none
    loading the types of             E2BIG                 TooLarge: the types are larger than 16 MiB
    loading the types of             EINVAL                Invalid: the types are not well-formed, or newer than this kernel
    making a token of                EPERM                 Permission: the file system was mounted for another user namespace, or this process has no CAP_BPF in its own
    making a token of                ENOENT                NotFound: there is nothing, or nothing is allowed there (mount the bpf file system with `delegate_cmds`, `delegate_maps`, `delegate_progs` and `delegate_attachs`)
    making a token of                EINVAL                Invalid: it is not the root of a bpf file system, or the kernel is one before 6.9
    making a token of                EOPNOTSUPP            Unsupported: tokens are for user namespaces, and this is the first one
    registering                      EBUSY                 Busy: it is registered already
    registering                      EEXIST                AlreadyExists: the kernel has one of that name
    registering                      EINVAL                Invalid: a function that has to be there is missing, or a member has a value that it must not
    running program                  EINTR                 Interrupted, passes: a signal came before the program had run as often as it should (it has run some of the times: its maps have changed)
    running program                  ENXIO                 NotFound: there is no such CPU, or it is switched off
    running program                  E2BIG                 TooLarge: the context has fields that this kernel does not know (leave out what is behind the fields in use, or set it to zero)
    running program                  ENOMEM                OutOfResources: the packet is larger than such a packet can be, or there is no memory for it (of XDP programs that do not take packets in pieces, a packet has less than a page)
    running program                  EINVAL                Invalid: the packet, the context or an option is not one that this program type gets (a packet has at least 14 bytes, and for programs on socket buffers the network header it announces; a context is one of this program type; a CPU is named for raw tracepoints alone)
    running program                  ENOSPC                Full: what the program left did not fit (it was to run only once, and has: its maps have changed)
    running program                  ERANGE                Invalid: a port of the context is larger than 65535
    running program                  EOPNOTSUPP            Unsupported: the kernel cannot run programs of this type on made-up input (attach it and make happen what it waits for; a simulated kernel does that at a word)
    running program                  EAFNOSUPPORT          Invalid: the context's family of addresses is neither IPv4 nor IPv6 (`family` is 2 (AF_INET) or 10 (AF_INET6))
    running program                  ENOTSUPP              Unsupported: the kernel cannot run programs of this type on made-up input (attach it and make happen what it waits for; a simulated kernel does that at a word)
    attaching to tracepoint          E2BIG                 Full: 64 programs are attached to this tracepoint, and no more can be
    attaching to tracepoint          EEXIST                AlreadyExists: this program is attached to this tracepoint already
    attaching to tracepoint          EINVAL                Invalid: it is no tracepoint program, or the kernel is too old (links to tracepoints need Linux 5.15)
    attaching to raw tracepoint      ENOENT                NotFound: there is no tracepoint of that name (this kernel has others: /sys/kernel/tracing/available_events lists them)
    attaching to raw tracepoint      EINVAL                Invalid: it is no raw tracepoint program, or it reads more arguments than this tracepoint has
    attaching to                     E2BIG                 Full: as many programs are attached to this function as there can be
    attaching to                     EBUSY                 Busy: this program is attached already, or the function has programs beside which this one cannot be: one takes its place, or others see it entered and left
    attaching to perf event          ENOENT                Unsupported: this machine has no such counter, or not so many (virtual machines often have none of the processor's: the kernel's own are always there, such as `SoftwareEvent::CPU_CLOCK`)
    attaching to perf event          ESRCH                 NotFound: there is no such process
    attaching to perf event          ENODEV                Unsupported: this machine has no such counter, or not so many (virtual machines often have none of the processor's: the kernel's own are always there, such as `SoftwareEvent::CPU_CLOCK`)
    attaching to perf event          EINVAL                Invalid: it is no program for perf events, or the event cannot be so: too many samples a second, for example (the setting kernel.perf_event_max_sample_rate says how many samples there can be)
    attaching to perf event          ENOSPC                Full: all of the processor's counters of this kind are in use
    attaching to perf event          EOPNOTSUPP            Unsupported: this machine has no such counter, or not so many (virtual machines often have none of the processor's: the kernel's own are always there, such as `SoftwareEvent::CPU_CLOCK`)
    attaching iterator               EBADF                 Invalid: iterators of this kind go through a map: name it with `IterateOver::Map`
    attaching iterator               EACCES                Invalid: the program reads more of keys or values than the map has
    attaching iterator               EINVAL                Invalid: it is no iterator, what its kind needs to be told is missing, or the kernel is too old (iterators need Linux 5.8, elements of maps 5.9 and a map, processes and control groups 6.1)
    attaching to interface           EBUSY                 Busy: another XDP program is attached to the interface (detach it first: `bpftool net` shows it)
    attaching to interface           EEXIST                AlreadyExists: a program is attached to the interface in the other mode (an interface has programs in its driver or in the network stack, not in both: detach that one first)
    attaching to interface           EINVAL                Invalid: it is no XDP program, the interface is gone, or it cannot have one as it is set up (links to interfaces need Linux 5.9)
    attaching to interface           EOPNOTSUPP            Unsupported: the interface's driver has no place for programs (use `XdpMode::Generic`)
    attaching to namespace           E2BIG                 Full: the network namespace has a flow dissector, or 64 programs that look sockets up, and no more can be
    attaching to namespace           EEXIST                AlreadyExists: a program is attached there without a link (detach it first: `bpftool net` shows it)
    attaching to netfilter           EBUSY                 Busy: a program is attached there already with this priority (take another priority: programs with lower ones run first; `skep net` shows what is attached)
    attaching to netfilter           ERANGE                Invalid: this priority is the kernel's own: the first and the last are, and with defragmentation all up to its own, -400
    attaching to traffic of          ENOENT                NotFound: the program or link to put it before or after is not attached there
    attaching to traffic of          EEXIST                AlreadyExists: this program is attached there already, or another one with this priority and handle
    attaching to traffic of          EINVAL                Invalid: it is no program for traffic control, or the kernel is too old (links to traffic control need Linux 6.6)
    attaching to traffic of          ERANGE                Full: 63 programs are attached there, and no more can be
    attaching to control group       EPERM                 Permission: this process may not, or this control group or one above has a program that lets no other one be beside it or below
    attaching to control group       ENOENT                NotFound: there is no such folder (`mkdir` makes a control group where a file system of type `cgroup2` is mounted)
    attaching to control group       E2BIG                 Full: 64 programs of this kind are attached to this control group, and no more can be
    attaching to control group       EBADF                 Invalid: it is not the folder of a control group (`findmnt -t cgroup2` shows where they are)
    attaching to control group       ENOTDIR               Invalid: it is not the folder of a control group (`findmnt -t cgroup2` shows where they are)
    attaching to control group       EINVAL                Invalid: it is no program for control groups, or the kernel is too old (links to control groups need Linux 5.7)
    attaching to kprobe              ENOENT                NotFound: the kernel has no such function, or has no probes on functions (CONFIG_KPROBE_EVENTS) (/proc/kallsyms names the functions; some are inlined, or have other names where the kernel was compiled)
    attaching to kprobe              EINVAL                Invalid: it is no program for probes, there is no instruction at this place, or the kernel is too old (links to probes need Linux 5.15)
    attaching to uprobe              EINVAL                Invalid: it is no program for probes, there is no instruction at this place, or the kernel is too old (links to probes need Linux 5.15)
    updating the link of             EPERM                 AlreadyExists: another program is attached than the one that was expected
    updating the link of             EINVAL                Invalid: the programs are of different types or for different places, or the kernel is too old (links are updated since Linux 5.7)
    updating the link of             ENOLINK               NotFound: what it was attached to is gone, or it was detached
    updating the link of             EOPNOTSUPP            Unsupported: links of this kind are not given another program (attach the new program, and detach the old one then)
    detaching program                ENOENT                NotFound: what it was attached to is gone
    detaching program                ENOLINK               NotFound: what it was attached to is gone
    reading from map                 EPERM                 Permission: the map was made write-only for user space (`WRONLY`), or this process may use no maps
    reading from map                 ENOENT                NotFound: the map has no such key
    reading from map                 EBUSY                 Busy, passes: another CPU had the entry locked
    reading from map                 EINVAL                Unsupported: this kernel does not do this to maps of this type
    reading from map                 EDEADLK               Busy, passes: another CPU had the entry locked
    reading from map                 EOPNOTSUPP            Unsupported: this kernel does not do this to maps of this type
    reading from map                 ETIMEDOUT             Busy, passes: another CPU had the entry locked
    reading from map                 ENOTSUPP              Unsupported: this kernel does not do this to maps of this type
    writing to map                   EPERM                 Permission: the map was made read-only for user space (`RDONLY`) or is frozen, or this process may use no maps
    writing to map                   ENOENT                NotFound: the map has no such key
    writing to map                   E2BIG                 Full: the map is full (make it larger, or remove entries)
    writing to map                   ENOMEM                OutOfResources, passes: the kernel could not get memory for the entry at once
    writing to map                   EBUSY                 Busy, passes: another CPU had the entry locked
    writing to map                   EEXIST                AlreadyExists: the key is in the map already
    writing to map                   EINVAL                Invalid: maps of this type cannot be written so, or the key is none: a prefix may be longer than its data
    writing to map                   ENOSPC                Full: the map is full (make it larger, or remove entries)
    writing to map                   EDEADLK               Busy, passes: another CPU had the entry locked
    writing to map                   EOPNOTSUPP            Unsupported: this kernel does not do this to maps of this type
    writing to map                   ETIMEDOUT             Busy, passes: another CPU had the entry locked
    writing to map                   ENOTSUPP              Unsupported: this kernel does not do this to maps of this type
    deleting from map                EPERM                 Permission: the map was made read-only for user space (`RDONLY`) or is frozen, or this process may use no maps
    deleting from map                ENOENT                NotFound: the map has no such key
    deleting from map                EBUSY                 Busy, passes: another CPU had the entry locked
    deleting from map                EINVAL                Invalid: entries of maps of this type cannot be removed
    deleting from map                EDEADLK               Busy, passes: another CPU had the entry locked
    deleting from map                EOPNOTSUPP            Unsupported: this kernel does not do this to maps of this type
    deleting from map                ETIMEDOUT             Busy, passes: another CPU had the entry locked
    deleting from map                ENOTSUPP              Unsupported: this kernel does not do this to maps of this type
    putting a program into           EPERM                 Permission: the map was made read-only for user space (`RDONLY`) or is frozen, or this process may use no maps
    putting a program into           ENOENT                NotFound: the map has no such key
    putting a program into           E2BIG                 Invalid: the array has not so many slots
    putting a program into           EBUSY                 Busy, passes: another CPU had the entry locked
    putting a program into           EINVAL                Invalid: the program does not go with those that are in the array or call it (programs in an array must be of the type, and attached in the way, of those that call it)
    putting a program into           EDEADLK               Busy, passes: another CPU had the entry locked
    putting a program into           EOPNOTSUPP            Unsupported: this kernel does not do this to maps of this type
    putting a program into           ETIMEDOUT             Busy, passes: another CPU had the entry locked
    putting a program into           ENOTSUPP              Unsupported: this kernel does not do this to maps of this type
    putting an interface into        EPERM                 Permission: the map was made read-only for user space (`RDONLY`) or is frozen, or this process may use no maps
    putting an interface into        ENOENT                NotFound: the map has no such key
    putting an interface into        E2BIG                 Full: the map is full, or has no such slot
    putting an interface into        EBUSY                 Busy, passes: another CPU had the entry locked
    putting an interface into        EINVAL                Invalid: there is no such interface in this network namespace, or the program is not for interfaces in maps (such programs are loaded with the attach type `XDP_DEVMAP`)
    putting an interface into        EDEADLK               Busy, passes: another CPU had the entry locked
    putting an interface into        EOPNOTSUPP            Unsupported: this kernel does not do this to maps of this type
    putting an interface into        ETIMEDOUT             Busy, passes: another CPU had the entry locked
    putting an interface into        ENOTSUPP              Unsupported: this kernel does not do this to maps of this type
    putting a CPU into               EPERM                 Permission: the map was made read-only for user space (`RDONLY`) or is frozen, or this process may use no maps
    putting a CPU into               ENOENT                NotFound: the map has no such key
    putting a CPU into               E2BIG                 Full: the map is full, or has no such slot
    putting a CPU into               EBUSY                 Busy, passes: another CPU had the entry locked
    putting a CPU into               ENODEV                NotFound: this machine can have no such CPU
    putting a CPU into               EINVAL                Unsupported: this kernel does not do this to maps of this type
    putting a CPU into               EDEADLK               Busy, passes: another CPU had the entry locked
    putting a CPU into               EOVERFLOW             TooLarge: at most 16384 packets can wait at a CPU
    putting a CPU into               EOPNOTSUPP            Unsupported: this kernel does not do this to maps of this type
    putting a CPU into               ETIMEDOUT             Busy, passes: another CPU had the entry locked
    putting a CPU into               ENOTSUPP              Unsupported: this kernel does not do this to maps of this type
    putting a socket into            EPERM                 Permission: the map was made read-only for user space (`RDONLY`) or is frozen, or this process may use no maps
    putting a socket into            ENOENT                NotFound: the map has no such key
    putting a socket into            E2BIG                 Full: the map is full, or has no such slot
    putting a socket into            EBUSY                 Busy: the socket is in the map, or in another map of this type, already
    putting a socket into            EINVAL                Invalid: the socket is not bound, or not in a group of sockets that share a port, or of another kind than the map takes (sockets that share a port have `SO_REUSEPORT` set before they are bound)
    putting a socket into            EDEADLK               Busy, passes: another CPU had the entry locked
    putting a socket into            ENOTSOCK              Invalid: the descriptor is of no socket
    putting a socket into            EOPNOTSUPP            Unsupported: maps of this type take no such sockets, or not in the state that it is in, or this kernel has no sockets
    putting a socket into            ETIMEDOUT             Busy, passes: another CPU had the entry locked
    putting a socket into            ENOTSUPP              Unsupported: this kernel does not do this to maps of this type
    freezing map                     EPERM                 AlreadyExists: it is frozen already, or was made read-only for user space (`RDONLY`)
    freezing map                     EBUSY                 Busy: a process writes to it, or has its values mapped for writing; kernels before 6.5 say this of a frozen map, too
    freezing map                     EINVAL                Unsupported: this kernel freezes no maps (needs Linux 5.2)
    freezing map                     ENOTSUPP              Unsupported: maps of this type are not frozen
    iterating over map               EPERM                 Permission: the map was made write-only for user space (`WRONLY`), or this process may use no maps
    iterating over map               ENOENT                NotFound: the map has no such key
    iterating over map               EBUSY                 Busy, passes: another CPU had the entry locked
    iterating over map               EINVAL                Unsupported: this kernel does not do this to maps of this type
    iterating over map               EDEADLK               Busy, passes: another CPU had the entry locked
    iterating over map               EOPNOTSUPP            Unsupported: this kernel does not do this to maps of this type
    iterating over map               ETIMEDOUT             Busy, passes: another CPU had the entry locked
    iterating over map               ENOTSUPP              Unsupported: this kernel does not do this to maps of this type
    mapping ring buffer              ENOMEM                OutOfResources: this process has no room for the ring in its address space
    mapping ring buffer              EBUSY                 Busy: it has a reader (a ring buffer has one reader: drop the other one first)
    mapping user ring buffer         ENOMEM                OutOfResources: this process has no room for the ring in its address space
    mapping user ring buffer         EBUSY                 Busy: it has a sender (a user ring buffer has one sender: drop the other one first)
    waiting for                      EDEADLK               WaitsForever: nothing could ever end this wait (on a simulated kernel only the test makes things happen: wait with a deadline, or drive the world from another thread with `World::drive`)
    pinning to                       EPERM                 Invalid: there can be no pin of this name here
    pinning to                       ENOENT                NotFound: the folder does not exist
    pinning to                       EEXIST                AlreadyExists: something is pinned there already (remove it, or use another path)
    opening the pin                  ENOENT                NotFound: nothing is pinned there
    opening the pin                  EACCES                Permission: what is there is no pin, or this user may not open it
    opening the pin                  EINVAL                Invalid: something of another kind is pinned there
    removing the pin                 ENOENT                NotFound: nothing is pinned there
    converting the descriptor of     EINVAL                Invalid: the descriptor is of something else
    converting the descriptor of     EOPNOTSUPP            Unsupported: objects of this kernel have no descriptors: it is simulated
    reading the format of tracepoint ENOENT                NotFound: there is no tracepoint of that name (this kernel has others: /sys/kernel/tracing/available_events lists them)
    reading the types of             ENOENT                NotFound: this kernel does not know its own types (it was built without CONFIG_DEBUG_INFO_BTF)
    opening the types                ENOENT                NotFound: the kernel holds no such types (`skep btf list` lists those that it holds)
    finding interface                ENODEV                NotFound: there is no interface of that name (`ip link` lists the interfaces)
    ");
}

#[test]
fn the_numbers_that_the_kernel_keeps_to_itself_have_names() {
    for number in (512..=531).filter(|&number| number != 520) {
        let errno = Errno(number);
        assert!(errno.name().is_some(), "{number}");
        assert!(errno.to_string().contains(&format!(" ({number}): ")), "{errno}");
    }
    assert_eq!(Errno(520).to_string(), "unknown errno 520");
}

fn error(operation: Operation, object: &str, errno: Errno) -> Error {
    Error::kernel(&Kernel::simulated(), operation, object, errno)
}

#[test]
fn an_error_says_what_was_done_to_what_and_why_it_failed_and_what_to_do() {
    let rows = [
        error(Operation::Update, "COUNTS", Errno::E2BIG),
        error(Operation::Update, "COUNTS", Errno::EPERM),
        error(Operation::LoadProgram(ProgramType::XDP), "firewall", Errno::E2BIG),
        error(Operation::LoadProgram(ProgramType::XDP), "firewall", Errno::EPERM),
        error(Operation::CreateMap, "COUNTS", Errno::E2BIG),
        error(Operation::AttachXdp, "eth0", Errno::EBUSY),
        error(Operation::Pin, "/tmp/map", Errno::EPERM),
        error(Operation::Info, "COUNTS", Errno::ENOTSUPP),
        error(Operation::Info, "COUNTS", Errno(4000)),
        Error::invalid(
            Operation::CreateMap,
            "COUNTS",
            "key_size is 0; a hash table's keys have at least 1 byte",
        ),
    ];
    let texts: Vec<String> = rows.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(texts.join("\n"), @r"
    writing to map `COUNTS`: E2BIG (7): the map is full (make it larger, or remove entries)
    writing to map `COUNTS`: EPERM (1): the map was made read-only for user space (`RDONLY`) or is frozen, or this process may use no maps
    loading xdp program `firewall`: E2BIG (7): the program has more instructions than the kernel takes: a million with CAP_BPF, otherwise 4096 (divide it: tail calls go on in another program)
    loading xdp program `firewall`: EPERM (1): the caller lacks a privilege that this needs (the capabilities suffice (CAP_BPF and CAP_NET_ADMIN), so a policy of this kernel or its container forbids it)
    creating map `COUNTS`: E2BIG (7): keys, values or entries are larger or more than the type takes
    attaching to interface `eth0`: EBUSY (16): another XDP program is attached to the interface (detach it first: `bpftool net` shows it)
    pinning to `/tmp/map`: EPERM (1): there can be no pin of this name here (a pin's path is in an existing folder of a bpf file system (here /sys/fs/bpf), and its last part has no dot)
    asking about `COUNTS`: ENOTSUPP (524): this kernel, or this object, does not support the operation
    asking about `COUNTS`: unknown errno 4000
    creating map `COUNTS`: key_size is 0; a hash table's keys have at least 1 byte
    ");
}

#[test]
fn a_caller_can_tell_what_it_might_do_about_an_error() {
    let no_pin = error(Operation::OpenPin, "/sys/fs/bpf/map", Errno::ENOENT);
    assert!(no_pin.is_not_found() && !no_pin.is_transient());
    let interrupted = error(Operation::TestRun, "count", Errno::EINTR);
    assert!(interrupted.is_transient() && !interrupted.is_not_found());
    assert_eq!((interrupted.errno(), interrupted.kind()), (Some(Errno::EINTR), ErrorKind::Interrupted));
    // The lock of a bucket is soon free again; another's program on an interface is not.
    assert!(error(Operation::Update, "COUNTS", Errno::EBUSY).is_transient());
    assert!(!error(Operation::AttachXdp, "eth0", Errno::EBUSY).is_transient());
    let made_up = Error::invalid(Operation::Check, "x", "wrong");
    assert_eq!((made_up.errno(), made_up.is_transient()), (None, false));
}

#[test]
fn an_error_of_a_part_below_is_its_source() {
    let below = std::io::Error::new(std::io::ErrorKind::NotFound, "it is gone");
    let error = Error::other(Operation::Descriptor, "map", below);
    let source = error.source().and_then(|source| source.downcast_ref::<std::io::Error>());
    assert_eq!(source.map(std::io::Error::kind), Some(std::io::ErrorKind::NotFound));
    assert_eq!(error.to_string(), "converting the descriptor of `map`: it is gone");
    assert!(
        self::error(Operation::Info, "map", Errno::EIO).source().is_none(),
        "the number is the whole answer"
    );
}
