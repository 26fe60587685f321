//! Attaching programs to a network namespace, to netfilter, to maps of sockets, to sockets and to routes.

use super::interface::interface_index;
use super::without_link::{Place, Route, WithoutLink};
use super::{Link, Means, is_older};
use crate::{Error, Map, Operation, Program, Result};
use skep_uapi::kernel::{LinkTarget, NetfilterHook, ProgramAttach, RouteHook};
use skep_uapi::{AttachFlags, Errno, ProgramType, Version};
use std::net::IpAddr;
use std::path::Path;

/// The hooks of netfilter (`enum nf_inet_hooks`, `include/uapi/linux/netfilter.h`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NetfilterPlace {
    /// Packets that arrive, before it is decided where they go.
    PreRouting,
    /// Packets for this machine.
    LocalIn,
    /// Packets that are passed on.
    Forward,
    /// Packets of this machine.
    LocalOut,
    /// Packets that leave.
    PostRouting,
}

/// How a program is attached to netfilter.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct NetfilterOptions(NetfilterHook);

impl NetfilterOptions {
    /// For packets of IPv4, at this place, with this priority: what has a lower one runs earlier. No two have the same.
    pub fn ipv4(place: NetfilterPlace, priority: i32) -> Self {
        // `NFPROTO_IPV4`, include/uapi/linux/netfilter.h.
        Self::of(2, place, priority)
    }

    /// The same for packets of IPv6.
    pub fn ipv6(place: NetfilterPlace, priority: i32) -> Self {
        // `NFPROTO_IPV6`, same file.
        Self::of(10, place, priority)
    }

    fn of(family: u32, place: NetfilterPlace, priority: i32) -> Self {
        let hook = match place {
            NetfilterPlace::PreRouting => 0,
            NetfilterPlace::LocalIn => 1,
            NetfilterPlace::Forward => 2,
            NetfilterPlace::LocalOut => 3,
            NetfilterPlace::PostRouting => 4,
        };
        Self(NetfilterHook { family, hook, priority, flags: 0 })
    }

    /// Has fragments put together before (Linux 6.6). The priority must be higher than −400 then.
    #[must_use]
    pub fn defragmented(mut self) -> Self {
        // `BPF_F_NETFILTER_IP_DEFRAG`, include/uapi/linux/bpf.h.
        self.0.flags = 1;
        self
    }
}

/// What a link is called, since when there is it, and what to use instead.
type Since = (&'static str, Version, &'static str);

impl Program {
    /// Attaches it to a network namespace, by its file (`/proc/self/ns/net`, `/run/netns/name`): a program that selects the socket for a
    /// packet (`sk_lookup`, Linux 5.9; a namespace has several, the first one first) or one that takes headers apart
    /// (`flow_dissector`, Linux 5.8; a namespace has one). Needs `CAP_NET_ADMIN`.
    ///
    /// # Errors
    /// If there is no such namespace, it has a flow dissector, the program is of another type, or this process may not.
    pub fn attach_to_network_namespace(&self, namespace: impl AsRef<Path>) -> Result<Link> {
        let (path, shown) = (namespace.as_ref(), namespace.as_ref().display().to_string());
        let since = match self.program_type() {
            ProgramType::FLOW_DISSECTOR => Version::new(5, 8),
            _ => Version::new(5, 9),
        };
        let since = ("a link to a network namespace", since, "there is no other means in older kernels");
        let target = LinkTarget::NetworkNamespace { path };
        self.link_since(target, Operation::AttachNetworkNamespace, &shown, since)
    }

    /// Attaches it to a hook of netfilter in the network namespace of this thread: it drops or accepts packets. Needs Linux 6.4 and
    /// `CAP_NET_ADMIN`.
    ///
    /// # Errors
    /// If something has this priority, the program is of another type, or this process may not.
    pub fn attach_to_netfilter(&self, options: &NetfilterOptions) -> Result<Link> {
        let NetfilterHook { family, hook, priority, .. } = options.0;
        let shown = format!("hook {hook} of family {family}, priority {priority}");
        let instead = "use a program of traffic control, or of a control group";
        let since = ("a link to netfilter", Version::new(6, 4), instead);
        self.link_since(LinkTarget::Netfilter(options.0), Operation::AttachNetfilter, &shown, since)
    }

    /// Attaches it to one of a pair of interfaces of type netkit (Linux 6.7): a program of type `sched_cls` that was loaded for
    /// `netkit/primary` or `netkit/peer` sees what goes through the pair, before it gets into the other namespace.
    ///
    /// # Errors
    /// If there is no such interface, it is of another type, or this process may not.
    pub fn attach_to_netkit(&self, interface: &str) -> Result<Link> {
        let index = interface_index(self.kernel(), interface)?;
        match self.link(LinkTarget::Interface { index }, self.attached_as(), 0) {
            Ok(link) => Ok(link),
            // A kernel without netkit says of every interface that it is of another type.
            Err(Errno::EINVAL | Errno::ENXIO | Errno::EOPNOTSUPP) => Err(Error::unsupported(
                Operation::AttachTraffic,
                interface,
                "the interface is not of type netkit, or the kernel has no such interfaces: they need Linux 6.7 and CONFIG_NETKIT",
                "use a pair of type veth, and `attach_to_traffic`",
            )),
            Err(errno) => Err(Error::kernel(self.kernel(), Operation::AttachTraffic, interface, errno)),
        }
    }

    fn link_since(
        &self,
        target: LinkTarget<'_>,
        operation: Operation,
        shown: &str,
        (what, since, instead): Since,
    ) -> Result<Link> {
        let kernel = self.kernel();
        self.link(target, self.attached_as(), 0).map_err(|errno| match is_older(kernel, errno, since) {
            Some(release) => Error::lacking(operation, shown, what, since, &release, instead),
            None => Error::kernel(kernel, operation, shown, errno),
        })
    }

    /// Attaches it to a map of sockets: it sees what its sockets send (`sk_msg`) or receive (`sk_skb`). A socket has the
    /// program that was there when it was put into the map. Needs Linux 4.14 and `CAP_NET_ADMIN`; it is a link since
    /// Linux 6.10.
    ///
    /// # Errors
    /// If the map has no sockets, the program is of another type, or this process may not.
    pub fn attach_to_map(&self, map: &Map) -> Result<Link> {
        self.attach_to_map_with(map, Means::Best)
    }

    /// The same, by these means.
    ///
    /// # Errors
    /// As for [`attach_to_map`](Self::attach_to_map), and if this kernel has no such links.
    pub fn attach_to_map_with(&self, map: &Map, means: Means) -> Result<Link> {
        let (kernel, attach_type) = (self.kernel(), self.attached_as());
        let (handle, shown) = (&map.object.handle, map.name());
        let target = LinkTarget::Map { map: handle };
        if means != Means::WithoutLink {
            match self.link(target, attach_type, 0) {
                Ok(link) => return Ok(link),
                Err(Errno::EINVAL) if means == Means::Best => {}
                Err(errno) => {
                    let since = Version::new(6, 10);
                    return Err(match is_older(kernel, errno, since) {
                        Some(release) => Error::lacking(
                            Operation::AttachMap,
                            shown,
                            "a link to a map of sockets",
                            since,
                            &release,
                            "attach it without a link: `Means::Best` or `Means::WithoutLink`",
                        ),
                        None => Error::kernel(kernel, Operation::AttachMap, shown, errno),
                    });
                }
            }
        }
        let request = ProgramAttach {
            program: self.handle(),
            target,
            attach_type,
            flags: AttachFlags::NONE,
            replace: None,
        };
        kernel
            .api()
            .program_attach(&request)
            .map_err(|errno| Error::kernel(kernel, Operation::AttachMap, shown, errno))?;
        let place = Place::Map { map: map.clone(), attach_type };
        Ok(Link::without(WithoutLink::new(self, place, shown.to_owned())))
    }

    /// Attaches it to a route: packets that go to these addresses by this interface meet it. When it runs its type says: `lwt_in`,
    /// `lwt_out` or `lwt_xmit`. The route is made for it, in the main table, and removed with it. Needs Linux 4.10, and
    /// `CAP_NET_ADMIN`.
    ///
    /// # Errors
    /// If there is such a route, there is no such interface, the program is of another type, or this process may not.
    pub fn attach_to_route(&self, destination: IpAddr, prefix: u8, interface: &str) -> Result<Link> {
        let kernel = self.kernel();
        let shown = format!("{destination}/{prefix} by {interface}");
        let hook = match self.program_type() {
            ProgramType::LWT_IN => RouteHook::In,
            ProgramType::LWT_OUT => RouteHook::Out,
            ProgramType::LWT_XMIT => RouteHook::Xmit,
            other => {
                let problem = format!(
                    "programs of routes are of type lwt_in, lwt_out or lwt_xmit, and this one of type {other}"
                );
                return Err(Error::invalid(Operation::AttachRoute, shown, problem));
            }
        };
        let interface = interface_index(kernel, interface)?;
        let route = Route { destination, prefix, interface, hook };
        let mut said = String::new();
        kernel.api().route_set(&route.with(self, false), &mut said).map_err(|errno| {
            Error::kernel_said(kernel, Operation::AttachRoute, shown.as_str(), errno, &said)
        })?;
        Ok(Link::without(WithoutLink::new(self, Place::Route(route), shown)))
    }
}

#[cfg(unix)]
mod sockets {
    use super::{Link, Operation, Place, Program, ProgramType, Result, WithoutLink};
    use crate::Error;
    use skep_uapi::kernel::SocketHook;
    use std::os::fd::AsFd;

    impl Program {
        /// Gives a socket this program, in the place of the one that it has: one of type `socket_filter` says of each packet how much
        /// of it the socket gets (Linux 3.19). The link holds the socket open; dropped, it takes the program away.
        ///
        /// # Errors
        /// If it is no socket, or the program is of another type.
        pub fn attach_to_socket(&self, socket: impl AsFd) -> Result<Link> {
            self.give(socket, SocketHook::Filter)
        }

        /// Gives a group of sockets that share a port this program, by one of them: it says which of them gets a packet. Of type
        /// `socket_filter` (Linux 4.5) it returns the number of the socket in the order in which they were bound; of type
        /// `sk_reuseport` (Linux 4.19) it selects one of a map. The link holds the socket open; dropped, it takes the program
        /// away (Linux 5.3).
        ///
        /// # Errors
        /// If the socket does not share its port, or the program is of another type.
        pub fn attach_to_port_group(&self, socket: impl AsFd) -> Result<Link> {
            self.give(socket, SocketHook::Reuseport)
        }

        fn give(&self, socket: impl AsFd, hook: SocketHook) -> Result<Link> {
            let (kernel, socket) = (self.kernel(), socket.as_fd());
            let shown = match (hook, self.program_type()) {
                (SocketHook::Filter, _) => "the socket",
                (SocketHook::Reuseport, ProgramType::SK_REUSEPORT) => "the port's sockets, by a map",
                (SocketHook::Reuseport, _) => "the port's sockets",
            };
            let socket = socket
                .try_clone_to_owned()
                .map_err(|cause| Error::other(Operation::AttachSocket, shown, cause))?;
            kernel
                .api()
                .socket_program(socket.as_fd(), hook, Some(self.handle()))
                .map_err(|errno| Error::kernel(kernel, Operation::AttachSocket, shown, errno))?;
            let place = Place::Socket { socket, hook };
            Ok(Link::without(WithoutLink::new(self, place, shown.to_owned())))
        }
    }
}
