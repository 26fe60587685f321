//! Programs that are attached to the network by other means than bpf(2): netlink, and options of sockets.

use crate::{Handle, XdpFlags};
use std::net::IpAddr;

/// An XDP program to be attached to an interface without a link, or to be detached from it.
#[derive(Clone, Copy, Debug)]
pub struct XdpAttach<'a> {
    /// The interface, by its index in the caller's network namespace.
    pub interface: u32,
    /// The program; nothing to detach the one that is there.
    pub program: Option<&'a Handle>,
    /// The program whose place it takes (Linux 5.7): `EEXIST` if another one is there.
    pub expected: Option<&'a Handle>,
    /// Where it runs, and whether it may take another's place.
    pub flags: XdpFlags,
}

/// Which packets of an interface traffic control is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TrafficDirection {
    /// Those that arrive.
    Ingress,
    /// Those that leave.
    Egress,
}

/// A filter of traffic control: a program of type `sched_cls` at a queueing discipline of type `clsact`, which decides by itself
/// (`TCA_BPF_FLAG_ACT_DIRECT`).
#[derive(Clone, Copy, Debug)]
pub struct TrafficFilter<'a> {
    /// The interface, by its index in the caller's network namespace.
    pub interface: u32,
    /// Which packets.
    pub direction: TrafficDirection,
    /// Filters with a lower number run first; 0 for the kernel's choice.
    pub priority: u16,
    /// Its number among those of the same priority; 0 for the kernel's choice.
    pub handle: u32,
    /// The program.
    pub program: &'a Handle,
    /// A name that is shown with it.
    pub name: &'a str,
    /// Whether it takes the place of one that is there.
    pub replace: bool,
}

/// Where a filter is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TrafficPlace {
    /// The interface.
    pub interface: u32,
    /// Which packets.
    pub direction: TrafficDirection,
    /// Its priority.
    pub priority: u16,
    /// Its number among those of the same priority.
    pub handle: u32,
}

/// Programs that packets meet on a route, of the types `lwt_in`, `lwt_out` and `lwt_xmit`.
#[derive(Clone, Copy, Debug)]
pub struct RouteProgram<'a> {
    /// Where the packets go.
    pub destination: IpAddr,
    /// How many bits of that count.
    pub prefix: u8,
    /// The interface that they leave by, by its index in the caller's network namespace.
    pub interface: u32,
    /// The program.
    pub program: &'a Handle,
    /// A name that is shown with it.
    pub name: &'a str,
    /// When it runs.
    pub hook: RouteHook,
    /// Whether it takes the place of a route that is there.
    pub replace: bool,
}

/// When a program of a route runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RouteHook {
    /// When a packet arrives that goes this way.
    In,
    /// When a packet of this machine goes this way.
    Out,
    /// When a packet is handed to the interface.
    Xmit,
}

/// What a program decides for a socket.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SocketHook {
    /// Which packets it receives, and how much of them (`SO_ATTACH_BPF`, Linux 3.19).
    Filter,
    /// Which socket of a group gets a packet that use the same port (`SO_ATTACH_REUSEPORT_EBPF`, Linux 4.5).
    Reuseport,
}
