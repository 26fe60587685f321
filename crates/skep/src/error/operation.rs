//! What can be done, in the words of error messages.

use skep_uapi::kernel::ObjectKind;
use skep_uapi::{Probe, ProgramType};
use std::fmt;

/// What was being done.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Operation {
    /// Opening a kernel.
    Open,
    /// Checking or laying out a specification.
    Check,
    /// Creating a map.
    CreateMap,
    /// Loading a program of this type.
    LoadProgram(ProgramType),
    /// Giving types to the kernel.
    LoadTypes,
    /// Making a token of what a bpf file system allows.
    CreateToken,
    /// Having the kernel call the functions of a structure.
    AttachStructOps,
    /// Running a program on made-up input.
    TestRun,
    /// Attaching a program to a tracepoint.
    AttachTracepoint,
    /// Attaching a program to a raw tracepoint.
    AttachRawTracepoint,
    /// Attaching a program to what it was loaded for.
    AttachTracing,
    /// Attaching a program to a network interface.
    AttachXdp,
    /// Attaching a program to traffic control of an interface.
    AttachTraffic,
    /// Attaching a program to a network namespace.
    AttachNetworkNamespace,
    /// Attaching a program to a hook of netfilter.
    AttachNetfilter,
    /// Attaching a program to a map of sockets.
    AttachMap,
    /// Attaching a program to a socket.
    AttachSocket,
    /// Attaching a program to a route.
    AttachRoute,
    /// Attaching a program to a control group.
    AttachCgroup,
    /// Attaching a program to a probe of this kind.
    AttachProbe(Probe),
    /// Attaching a program to a perf event.
    AttachPerfEvent,
    /// Putting another program in the place of an attached one.
    UpdateLink,
    /// Attaching an iterator.
    AttachIterator,
    /// Detaching a program.
    Detach,
    /// Reading an entry of a map.
    Lookup,
    /// Writing an entry of a map.
    Update,
    /// Removing an entry of a map.
    Delete,
    /// Making a map one that is not changed any more.
    Freeze,
    /// Putting a program into a program array.
    SetProgram,
    /// Going through the entries of a map.
    Iterate,
    /// Writing events down.
    WriteRecording,
    /// Reading events that were written down.
    ReadRecording,
    /// Keeping events in a file for which there is no room in memory.
    SpillEvents,
    /// Starting a thread that handles events.
    StartThread,
    /// Putting a network interface into a map of interfaces.
    SetInterface,
    /// Putting a CPU into a map of CPUs.
    SetCpu,
    /// Putting a socket into a map of sockets.
    SetSocket,
    /// Mapping a ring buffer's memory.
    MapRing,
    /// Opening the buffers of a perf event array.
    OpenPerfBuffer,
    /// Reading a ring buffer's records.
    ReadRing,
    /// Mapping a user ring buffer's memory.
    MapUserRing,
    /// Sending records through a user ring buffer.
    SendThroughRing,
    /// Waiting for something.
    Wait,
    /// Pinning an object.
    Pin,
    /// Opening a pinned object.
    OpenPin,
    /// Removing a pin.
    Unpin,
    /// Taking over or giving away a descriptor.
    Descriptor,
    /// Going through the objects of a kind.
    List(ObjectKind),
    /// Opening an object by its number.
    OpenById(ObjectKind),
    /// Asking what an object is.
    Info,
    /// Having the runs of programs counted.
    CountRuns,
    /// Reading a program's code from the kernel.
    ReadCode,
    /// Looking for what is pinned.
    FindPins,
    /// Looking for what a program is attached to.
    FindAttachments,
    /// Asking for the programs of a control group.
    ReadCgroup,
    /// Finding a program or a map in a loaded object.
    Find,
    /// Reading a tracepoint's format.
    ReadTracepoint,
    /// Reading a kernel's types.
    ReadTypes,
    /// Opening an object that local storage belongs to.
    OpenOwner,
    /// Opening types that a kernel holds.
    OpenTypes,
    /// Finding a network interface.
    FindInterface,
    /// Listing the kernel's functions.
    ListFunctions,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "opening",
            Self::Check => "checking",
            Self::CreateMap => "creating map",
            Self::LoadProgram(program_type) => return write!(f, "loading {program_type} program"),
            Self::LoadTypes => "loading the types of",
            Self::CreateToken => "making a token of",
            Self::AttachStructOps => "registering",
            Self::TestRun => "running program",
            Self::AttachTracepoint => "attaching to tracepoint",
            Self::AttachRawTracepoint => "attaching to raw tracepoint",
            Self::AttachTracing => "attaching to",
            Self::AttachXdp => "attaching to interface",
            Self::AttachTraffic => "attaching to traffic of",
            Self::AttachNetworkNamespace => "attaching to namespace",
            Self::AttachNetfilter => "attaching to netfilter",
            Self::AttachMap => "attaching to map",
            Self::AttachSocket => "attaching to",
            Self::AttachRoute => "attaching to route",
            Self::AttachCgroup => "attaching to control group",
            Self::AttachProbe(probe) => return write!(f, "attaching to {probe}"),
            Self::AttachPerfEvent => "attaching to perf event",
            Self::UpdateLink => "updating the link of",
            Self::AttachIterator => "attaching iterator",
            Self::Detach => "detaching program",
            Self::Lookup => "reading from map",
            Self::Update => "writing to map",
            Self::Delete => "deleting from map",
            Self::Freeze => "freezing map",
            Self::SetProgram => "putting a program into",
            Self::SetInterface => "putting an interface into",
            Self::SetCpu => "putting a CPU into",
            Self::SetSocket => "putting a socket into",
            Self::Iterate => "iterating over map",
            Self::WriteRecording => "writing a recording of",
            Self::ReadRecording => "reading a recording of",
            Self::SpillEvents => "keeping events in a file in",
            Self::StartThread => "starting a thread as",
            Self::MapRing => "mapping ring buffer",
            Self::OpenPerfBuffer => "opening perf buffer",
            Self::ReadRing => "reading ring buffer",
            Self::MapUserRing => "mapping user ring buffer",
            Self::SendThroughRing => "sending through user ring buffer",
            Self::Wait => "waiting for",
            Self::Pin => "pinning to",
            Self::OpenPin => "opening the pin",
            Self::Unpin => "removing the pin",
            Self::Descriptor => "converting the descriptor of",
            Self::List(kind) => return write!(f, "going through the {} of kernel", several(*kind)),
            Self::OpenById(kind) => return write!(f, "opening {}", one(*kind)),
            Self::Info => "asking about",
            Self::CountRuns => "counting the runs of",
            Self::ReadCode => "reading the code of program",
            Self::FindPins => "looking for pins in",
            Self::FindAttachments => "looking for attachments of",
            Self::ReadCgroup => "asking for the programs of control group",
            Self::Find => "finding",
            Self::ReadTracepoint => "reading the format of tracepoint",
            Self::ReadTypes => "reading the types of",
            Self::OpenOwner => "opening the owner of storage,",
            Self::OpenTypes => "opening the types",
            Self::FindInterface => "finding interface",
            Self::ListFunctions => "finding the functions",
        })
    }
}

const fn one(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Map => "the map",
        ObjectKind::Program => "the program",
        ObjectKind::Link => "the link",
        ObjectKind::Types => "the types",
    }
}

const fn several(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Map => "maps",
        ObjectKind::Program => "programs",
        ObjectKind::Link => "links",
        ObjectKind::Types => "types",
    }
}
