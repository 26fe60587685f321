//! Attaching programs to all kinds of places, and what is done with links.

use super::Operation;
use super::maps::unpin_if;
use crate::matrix::Stage;
use rustix::net::sockopt::set_socket_reuseport;
use rustix::net::{AddressFamily, SocketType, bind, socket};
use skep::prelude::*;
use skep::uapi::kernel::{TrafficDirection, XdpAttach};
use skep::uapi::{Probe, SoftwareEvent, XdpFlags};
use skep::{
    CgroupOptions, FunctionProbe, IterateOver, Means, NetfilterOptions, NetfilterPlace, PerfEvent, SocketMap,
    TrafficOptions, UserProbe, XdpOptions,
};
use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::os::fd::OwnedFd;

/// Attaches a program.
type Attach = fn(&Stage<'_>) -> Result<Link>;

/// Places, and how programs get there.
pub(super) const PLACES: &[(&str, Attach)] = &[
    ("a tracepoint", |stage| stage.program("exec")?.attach()),
    ("a raw tracepoint", |stage| stage.program("raw")?.attach()),
    ("an interface by a link", |stage| {
        let options = XdpOptions::new().mode(XdpMode::Generic).means(Means::Link);
        stage.program("xdp")?.attach_to_interface_with(stage.interface(), &options)
    }),
    ("an interface without a link", |stage| {
        let options = XdpOptions::new().mode(XdpMode::Generic).means(Means::WithoutLink);
        stage.program("xdp")?.attach_to_interface_with(stage.interface(), &options)
    }),
    ("an interface by whatever there is", |stage| {
        stage.program("xdp")?.attach_to_interface(stage.interface(), XdpMode::Auto)
    }),
    ("a control group by a link", |stage| stage.program("ingress")?.attach_to_cgroup(stage.group)),
    ("a control group without a link", |stage| {
        let options = CgroupOptions::new().means(Means::WithoutLink);
        stage.program("egress")?.attach_to_cgroup_with(stage.group, &options)
    }),
    ("traffic by a link", |stage| {
        let options = TrafficOptions::new().means(Means::Link);
        stage.program("traffic")?.attach_to_traffic_with(
            stage.interface(),
            TrafficDirection::Ingress,
            &options,
        )
    }),
    ("traffic without a link", |stage| {
        let options = TrafficOptions::new().means(Means::WithoutLink);
        stage.program("traffic")?.attach_to_traffic_with(
            stage.interface(),
            TrafficDirection::Ingress,
            &options,
        )
    }),
    ("a socket", |stage| {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        stage.program("socket")?.attach_to_socket(&socket)
    }),
    ("a group of sockets", |stage| {
        let socket = sharing_a_port().unwrap();
        stage.program("ports")?.attach_to_port_group(&socket)
    }),
    ("a network namespace", |stage| {
        stage.program("lookup")?.attach_to_network_namespace("/proc/thread-self/ns/net")
    }),
    ("netfilter", |stage| {
        let options = NetfilterOptions::ipv4(NetfilterPlace::LocalIn, 7);
        stage.program("filter")?.attach_to_netfilter(&options)
    }),
    ("a map of sockets", |stage| {
        let map = SocketMap::create(&stage.kernel, "SOCKETS", 2)?;
        stage.program("verdict")?.attach_to_map(map.map())
    }),
    ("a route", |stage| {
        let destination = [127, 0, 9, 9].into();
        stage.program("route")?.attach_to_route(destination, 32, stage.interface())
    }),
    ("a perf event", |stage| {
        let event = PerfEvent::software(SoftwareEvent::CPU_CLOCK).on_cpu(0).frequency(1);
        stage.program("sample")?.attach_to_perf_event(&event)
    }),
    ("a named tracepoint", |stage| stage.program("exec")?.attach_to_tracepoint("sched:sched_process_fork")),
    ("a named raw tracepoint", |stage| stage.program("raw")?.attach_to_raw_tracepoint("sched_process_fork")),
    ("a function", |stage| stage.program("probe")?.attach_to_probe(Probe::Kprobe, "do_nanosleep")),
    ("a named interface's traffic", |stage| {
        stage.program("traffic")?.attach_to_traffic(stage.interface(), TrafficDirection::Egress)
    }),
    ("a map of sockets without a link", |stage| {
        let map = SocketMap::create(&stage.kernel, "SOCKETS", 2)?;
        stage.program("verdict")?.attach_to_map_with(map.map(), Means::WithoutLink)
    }),
    ("all tasks", |stage| stage.program("tasks")?.attach_to_iterator(IterateOver::All)),
    ("the threads of a process", |stage| {
        stage.program("tasks")?.attach_to_iterator(IterateOver::Process(std::process::id()))
    }),
    ("a place in a file, without what a probe has more", |stage| {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(8192).unwrap();
        stage.program("probe")?.attach_to_file(Probe::Uprobe, file.path(), 4096)
    }),
    ("many places in a file", |stage| {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(16384).unwrap();
        let probes = [4096, 8192].map(|offset| (UserProbe::at(file.path(), offset), offset));
        stage.program("many")?.attach_to_user_probes(&probes)
    }),
    ("a place in a file", |stage| {
        // Nobody runs it.
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(8192).unwrap();
        let probe = UserProbe::at(file.path(), 4096);
        stage.program("probe")?.attach_to_user_probe(&probe)
    }),
];

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new("attach to functions", |stage| {
        let probe = FunctionProbe::named("do_nanosleep");
        stage.act(|| stage.program("probe")?.attach_to_functions(&probe).map(drop))
    }),
    Operation::new("attach and drop", |stage| {
        stage.act(|| stage.program("xdp")?.attach_to_interface(stage.interface(), XdpMode::Generic).map(drop))
    }),
    Operation::new("attach without a link and drop", |stage| {
        let options = XdpOptions::new().mode(XdpMode::Generic).means(Means::WithoutLink);
        stage.act(|| stage.program("xdp")?.attach_to_interface_with(stage.interface(), &options).map(drop))
    }),
    Operation::new("attach without a link and leave it attached", |stage| {
        let options = XdpOptions::new().mode(XdpMode::Generic).means(Means::WithoutLink);
        let program = stage.program("xdp")?;
        let result =
            stage.act(|| program.attach_to_interface_with(stage.interface(), &options)?.leave_attached());
        if result.is_ok() {
            stage.free_interface();
        }
        result
    }),
    Operation::new("exchange a link's program", |stage| {
        let mut link = stage.program("xdp")?.attach_to_interface(stage.interface(), XdpMode::Generic)?;
        let another = stage.program("another")?;
        let result = stage.act(|| link.update(another));
        let now = link.info()?.program_id;
        let [before, after] = [stage.program("xdp")?.info()?.id, another.info()?.id];
        assert!(if result.is_ok() { now == after } else { [before, after].contains(&now) });
        result
    }),
    Operation::new("exchange the program of an attachment without a link", |stage| {
        let options = XdpOptions::new().mode(XdpMode::Generic).means(Means::WithoutLink);
        let mut link = stage.program("xdp")?.attach_to_interface_with(stage.interface(), &options)?;
        stage.act(|| link.update(stage.program("another")?))
    }),
    Operation::new("exchange a link's program if it is a certain one", |stage| {
        let mut link = stage.program("xdp")?.attach_to_interface(stage.interface(), XdpMode::Generic)?;
        stage.act(|| link.update_from(stage.program("xdp")?, stage.program("another")?))
    }),
    Operation::new("read what an iterator writes", |stage| {
        let link = stage.program("elements")?.attach_to_iterator(IterateOver::All)?;
        stage.act(|| link.iterate()?.text().map(|text| assert_eq!(text, "")))
    }),
    Operation::new("pin a link, open the pin and detach", |stage| {
        let link = stage.program("raw")?.attach()?;
        let result = stage.act(|| link.pin(stage.pin("link")));
        drop(link);
        unpin_if(stage, "link", result.is_ok())?;
        result
    }),
    Operation::new("open the pin of a link", |stage| {
        let link = stage.program("raw")?.attach()?;
        link.pin(stage.pin("link"))?;
        let result = stage.act(|| Link::open_pin(&stage.kernel, stage.pin("link"))?.info().map(drop));
        stage.kernel.unpin(stage.pin("link"))?;
        result
    }),
];

impl Stage<'_> {
    /// Takes away what is attached to the interface without a link.
    fn free_interface(&self) {
        let api = self.world.kernel.api();
        let interfaces = api.interfaces().unwrap();
        let interface = interfaces.iter().find(|one| one.name == self.interface()).unwrap().index;
        let detach = XdpAttach { interface, program: None, expected: None, flags: XdpFlags::SKB_MODE };
        api.xdp_attach(&detach, &mut String::new()).unwrap();
    }
}

/// A socket that may share its port with others.
pub(super) fn sharing_a_port() -> std::io::Result<OwnedFd> {
    let socket = socket(AddressFamily::INET, SocketType::DGRAM, None)?;
    set_socket_reuseport(&socket, true)?;
    bind(&socket, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0))?;
    Ok(socket)
}
