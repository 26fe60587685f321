//! Programs of network namespaces, netfilter, sockets, ports and routes.

use crate::programs::{counted, counting, counts, returning};
use crate::world::{World, host};
use crate::xdp::pair;
use rustix::net::{AddressFamily, SocketType};
use skep::prelude::*;
use skep::uapi::kernel::LinkPlace;
use skep::uapi::{AttachType, LinkType};
use skep::{ErrorKind, Means, NetfilterOptions, NetfilterPlace};
use skep_harness::{Outcome, Stop, Suite, skip};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::process::Command;
use std::time::Duration;

pub(crate) fn tests(suite: Suite) -> Suite {
    suite
        .test("a network namespace's programs select sockets and take headers apart [host]", namespace)
        .test("netfilter drops what a program says [host]", netfilter)
        .test("a socket and a port's sockets get what a program lets them have [host]", sockets)
        .test("a program sees what goes by a route [host]", routes)
        .test("a program decides what sockets of a map receive [host]", maps_of_sockets)
        .test("interfaces of type netkit are said to be missing [host]", netkit)
        .test("a program decides what goes through a pair of type netkit [host]", netkit_decides)
}

fn load(world: &World, program_type: ProgramType, attach_type: AttachType, code: Code) -> Result<Object> {
    ObjectSpec::new("GPL")
        .with_map(counts())
        .with_program(ProgramSpec::new("decides", program_type, attach_type, code))
        .load(&world.kernel)
}

const OWN: &str = "/proc/thread-self/ns/net";

fn namespace() -> Outcome {
    let world = host()?;
    world.in_network(|_| {
        // `SK_DROP` is 0, `SK_PASS` is 1.
        let object = load(&world, ProgramType::SK_LOOKUP, AttachType::SK_LOOKUP, returning(0))?;
        let passing = load(&world, ProgramType::SK_LOOKUP, AttachType::SK_LOOKUP, returning(1))?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let mut link = object.program("decides")?.attach_to_network_namespace(OWN)?;
        let info = link.info()?;
        assert_eq!(info.link_type, Some(LinkType::NETNS));
        assert!(matches!(info.place, LinkPlace::NetworkNamespace { inode, .. } if inode > 0), "{info:?}");
        assert!(TcpStream::connect(address).is_err());
        link.update(passing.program("decides")?)?;
        TcpStream::connect(address)?;
        link.update(object.program("decides")?)?;
        assert!(TcpStream::connect(address).is_err());
        link.detach()?;
        TcpStream::connect(address)?;
        let error = object.program("decides")?.attach_to_network_namespace("/proc/self/no_such").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");

        // A flow dissector runs when packets are spread over the CPUs by their flows.
        let (kind, at) = (ProgramType::FLOW_DISSECTOR, AttachType::FLOW_DISSECTOR);
        let object = load(&world, kind, at, counting(0, 0))?;
        let link = object.program("decides")?.attach_to_network_namespace(OWN)?;
        let error = object.program("decides")?.attach_to_network_namespace(OWN).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Full, "a namespace has one: {error}");
        spread_packets()?;
        UdpSocket::bind("127.0.0.1:0")?.send_to(b"packet", "127.0.0.1:9")?;
        assert!(counted(&object)?[0] > 0);
        drop(link);
        // What was on its way, as the answer that nobody listens there, may have been seen still.
        world.wait_a_little(Duration::from_millis(50))?;
        let seen = counted(&object)?[0];
        UdpSocket::bind("127.0.0.1:0")?.send_to(b"packet", "127.0.0.1:9")?;
        assert_eq!(counted(&object)?[0], seen);
        Ok(())
    })
}

/// Has the packets of `lo` spread over the CPUs: its settings are in a sysfs that is mounted in this network namespace.
fn spread_packets() -> Outcome {
    let folder = tempfile::tempdir()?;
    rustix::mount::mount("sysfs", folder.path(), "sysfs", rustix::mount::MountFlags::empty(), None)?;
    let written = std::fs::write(folder.path().join("class/net/lo/queues/rx-0/rps_cpus"), "3");
    rustix::mount::unmount(folder.path(), rustix::mount::UnmountFlags::DETACH)?;
    Ok(written?)
}

fn netfilter() -> Outcome {
    let world = host()?;
    world.in_network(|network| {
        // `NF_DROP` is 0, `NF_ACCEPT` is 1.
        let object = load(&world, ProgramType::NETFILTER, AttachType::NETFILTER, returning(0))?;
        let program = object.program("decides")?;
        let options = NetfilterOptions::ipv4(NetfilterPlace::LocalIn, -128);
        let link = program.attach_to_netfilter(&options)?;
        assert!(!network.send(4130, b"dropped")?);
        let info = link.info()?;
        let LinkPlace::Netfilter(hook) = info.place else { panic!("{info:?}") };
        assert_eq!(
            (info.link_type, hook.family, hook.hook, hook.priority),
            (Some(LinkType::NETFILTER), 2, 1, -128)
        );
        let error = program.attach_to_netfilter(&options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Busy, "{error}");
        assert!(error.to_string().contains("take another priority"), "{error}");
        let six = program.attach_to_netfilter(&NetfilterOptions::ipv6(NetfilterPlace::LocalIn, -128))?;
        drop(link);
        assert!(network.send(4130, b"passed")?);
        drop(six);
        let fragments = NetfilterOptions::ipv4(NetfilterPlace::PreRouting, -127).defragmented();
        let mut link = program.attach_to_netfilter(&fragments)?;
        assert!(!network.send(4130, b"dropped")?);
        // A link of netfilter keeps its program.
        let error = link.update(program).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
        link.detach()?;
        for (priority, is_defragmented) in [(i32::MIN, false), (i32::MAX, false), (-400, true)] {
            let options = NetfilterOptions::ipv4(NetfilterPlace::PreRouting, priority);
            let options = if is_defragmented { options.defragmented() } else { options };
            let error = program.attach_to_netfilter(&options).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid, "{priority}: {error}");
            assert!(error.to_string().contains("this priority is the kernel's own"), "{error}");
        }
        Ok(())
    })
}

/// Whether a datagram to an address arrives at a socket.
fn arrives(receiver: &UdpSocket, to: SocketAddr) -> std::io::Result<bool> {
    receiver.set_read_timeout(Some(Duration::from_millis(100)))?;
    UdpSocket::bind("127.0.0.1:0")?.send_to(b"packet", to)?;
    Ok(receiver.recv(&mut [0; 16]).is_ok())
}

fn sharing_a_port(port: u16) -> std::io::Result<UdpSocket> {
    let socket = rustix::net::socket(AddressFamily::INET, SocketType::DGRAM, None)?;
    rustix::net::sockopt::set_socket_reuseport(&socket, true)?;
    rustix::net::bind(&socket, &SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    Ok(socket.into())
}

fn sockets() -> Outcome {
    let world = host()?;
    world.in_network(|_| {
        let filter =
            |verdict| load(&world, ProgramType::SOCKET_FILTER, AttachType::default(), returning(verdict));
        let (nothing, all) = (filter(0)?, filter(-1)?);
        let receiver = UdpSocket::bind("127.0.0.1:0")?;
        let address = receiver.local_addr()?;
        let mut link = nothing.program("decides")?.attach_to_socket(&receiver)?;
        assert!(!arrives(&receiver, address)?);
        link.update(all.program("decides")?)?;
        assert!(arrives(&receiver, address)?);
        link.update(nothing.program("decides")?)?;
        assert!(!arrives(&receiver, address)?);
        assert_eq!(link.info()?.link_type, None);
        drop(link);
        assert!(arrives(&receiver, address)?);
        let other = load(&world, ProgramType::XDP, AttachType::XDP, returning(2))?;
        let error = other.program("decides")?.attach_to_socket(&receiver).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");

        // The program says which of the sockets it is, by the order in which they were bound.
        let sockets = [sharing_a_port(4140)?, sharing_a_port(4140)?];
        let address = sockets[0].local_addr()?;
        for chosen in [0, 1, 0] {
            let object = filter(i32::try_from(chosen)?)?;
            let link = object.program("decides")?.attach_to_port_group(&sockets[0])?;
            for _ in 0..10 {
                assert!(arrives(&sockets[chosen], address)?, "{chosen}");
            }
            link.detach()?;
        }
        // `SK_DROP`.
        let drops = load(&world, ProgramType::SK_REUSEPORT, AttachType::SK_REUSEPORT_SELECT, returning(0))?;
        let link = drops.program("decides")?.attach_to_port_group(&sockets[1])?;
        assert!(!arrives(&sockets[0], address)? && !arrives(&sockets[1], address)?);
        drop(link);
        assert!(arrives(&sockets[0], address)? || arrives(&sockets[1], address)?);
        assert!(world.kernel.take_failed_drops().is_empty());
        Ok(())
    })
}

fn routes() -> Outcome {
    let world = host()?;
    world.in_network(|_| {
        pair()?;
        // `BPF_OK` is 0, `BPF_DROP` is 2.
        for (program_type, verdict) in [
            (ProgramType::LWT_OUT, 0),
            (ProgramType::LWT_OUT, 2),
            (ProgramType::LWT_XMIT, 0),
            (ProgramType::LWT_XMIT, 2),
        ] {
            let object = load(&world, program_type, AttachType::default(), counting(0, verdict))?;
            let program = object.program("decides")?;
            let link = program.attach_to_route([10, 88, 0, 0].into(), 16, "skep0")?;
            let error = program.attach_to_route([10, 88, 0, 0].into(), 16, "skep0").unwrap_err();
            assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{error}");
            let send =
                || UdpSocket::bind("10.77.0.1:0").and_then(|socket| socket.send_to(b"packet", "10.88.0.5:9"));
            let sent = send();
            assert!(counted(&object)?[0] > 0, "{program_type}");
            if verdict == 0 {
                sent?;
            }
            drop(link);
            assert_eq!(send().unwrap_err().kind(), std::io::ErrorKind::NetworkUnreachable);
        }
        // What a packet meets that arrives is not seen on this machine alone; but it is made and removed.
        let object = load(&world, ProgramType::LWT_IN, AttachType::default(), returning(0))?;
        let link = object.program("decides")?.attach_to_route([10, 88, 0, 0].into(), 16, "skep0")?;
        let shown = || -> Result<String, Stop> {
            let output = Command::new("ip").args(["route", "show", "10.88.0.0/16"]).output()?;
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        };
        assert!(shown()?.contains("encap bpf in decides"), "{}", shown()?);
        link.detach()?;
        assert_eq!(shown()?, "");
        let error = load(&world, ProgramType::XDP, AttachType::XDP, returning(2))?
            .program("decides")?
            .attach_to_route([10, 88, 0, 0].into(), 16, "skep0")
            .unwrap_err();
        assert!(error.to_string().contains("lwt_in, lwt_out or lwt_xmit"), "{error}");
        Ok(())
    })
}

fn maps_of_sockets() -> Outcome {
    let world = host()?;
    world.in_network(|_| {
        let verdict = |verdict| {
            ObjectSpec::new("GPL")
                .with_program(ProgramSpec::new(
                    "decides",
                    ProgramType::SK_SKB,
                    AttachType::SK_SKB_VERDICT,
                    returning(verdict),
                ))
                .load(&world.kernel)
        };
        let (drops, passes) = (verdict(0)?, verdict(1)?);
        for means in [Means::Link, Means::WithoutLink] {
            let map = skep::SocketMap::create(&world.kernel, "SOCKETS", 4)?;
            let mut link = drops.program("decides")?.attach_to_map_with(map.map(), means)?;
            assert_eq!(link.info()?.link_type, (means == Means::Link).then_some(LinkType::SOCKMAP));
            assert!(matches!(link.info()?.place, LinkPlace::Map { id, .. } if id == map.map().info().id));
            // A socket has the program that was there when it was put into the map.
            let arrived = || -> Result<bool, Stop> {
                let receiver = UdpSocket::bind("127.0.0.1:0")?;
                map.set(0, &receiver)?;
                Ok(arrives(&receiver, receiver.local_addr()?)?)
            };
            assert!(!arrived()?, "{means:?}");
            link.update(passes.program("decides")?)?;
            assert!(arrived()?, "{means:?}");
            link.update(drops.program("decides")?)?;
            assert!(!arrived()?, "{means:?}");
            link.detach()?;
            assert!(arrived()?, "{means:?}");
        }
        let plain = Array::<u64>::create(&world.kernel, "PLAIN", 1)?;
        let error = drops.program("decides")?.attach_to_map(plain.map()).unwrap_err();
        assert!([ErrorKind::Invalid, ErrorKind::Unsupported].contains(&error.kind()), "{error}");
        Ok(())
    })
}

/// A pair of interfaces of type netkit; `false` if the kernel or `ip` has none.
fn pair_of_netkit() -> std::io::Result<bool> {
    for command in ["link add skepnk type netkit", "addr add 10.89.0.1/24 dev skepnk", "link set skepnk up"] {
        if !Command::new("ip").args(command.split(' ')).output()?.status.success() {
            return Ok(false);
        }
    }
    // The other end has a name that the kernel chose.
    let shown = Command::new("ip").args(["-o", "link", "show", "type", "netkit"]).output()?;
    let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
    let names = shown.lines().filter_map(|line| line.split(": ").nth(1)?.split('@').next());
    for name in names {
        Command::new("ip").args(["link", "set", name, "up"]).output()?;
    }
    Ok(true)
}

fn netkit_decides() -> Outcome {
    let world = host()?;
    world.in_network(|_| {
        if !pair_of_netkit()? {
            return skip("there are no interfaces of type netkit here (Linux 6.7, CONFIG_NETKIT)");
        }
        // `NETKIT_PASS` is 0, `NETKIT_DROP` is 2.
        let dropping = load(&world, ProgramType::SCHED_CLS, AttachType::NETKIT_PRIMARY, counting(0, 2))?;
        let passing = load(&world, ProgramType::SCHED_CLS, AttachType::NETKIT_PRIMARY, counting(1, 0))?;
        // `TX: bytes packets errors dropped …`, and the numbers behind a backslash.
        let dropped = || -> std::result::Result<u64, Stop> {
            let shown = Command::new("ip").args(["-s", "-o", "link", "show", "skepnk"]).output()?;
            let shown = String::from_utf8_lossy(&shown.stdout).into_owned();
            let numbers = shown.split("TX:").nth(1).and_then(|sent| sent.split('\\').nth(1));
            let lost = numbers.and_then(|numbers| numbers.split_whitespace().nth(3));
            Ok(lost.ok_or_else(|| format!("no lost packets in {shown}"))?.parse()?)
        };
        let send = || -> Outcome {
            UdpSocket::bind("10.89.0.1:0")?.send_to(b"packet", "10.89.0.2:9")?;
            Ok(())
        };
        let mut link = dropping.program("decides")?.attach_to_netkit("skepnk")?;
        let info = link.info()?;
        assert_eq!(info.link_type, Some(LinkType::NETKIT));
        assert!(
            matches!(info.place, LinkPlace::Traffic { attach_type: AttachType::NETKIT_PRIMARY, .. }),
            "{info:?}"
        );
        let before = dropped()?;
        send()?;
        let (count, lost) = (counted(&dropping)?[0], dropped()?);
        assert!(
            count > 0 && lost >= before + count,
            "{count} packets met the program, {before} to {lost} were lost"
        );
        link.update(passing.program("decides")?)?;
        let before = dropped()?;
        send()?;
        assert!(counted(&passing)?[1] > 0);
        assert_eq!((dropped()?, counted(&dropping)?[0]), (before, count), "what passes is not lost");
        link.detach()?;
        let after = counted(&passing)?[1];
        send()?;
        assert_eq!(counted(&passing)?[1], after);
        Ok(())
    })
}

fn netkit() -> Outcome {
    let world = host()?;
    let object = load(&world, ProgramType::SCHED_CLS, AttachType::NETKIT_PRIMARY, returning(0))?;
    let error = object.program("decides")?.attach_to_netkit("lo").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(
        error.to_string(),
        "attaching to traffic of `lo`: the interface is not of type netkit, or the kernel has no such interfaces: they \
         need Linux 6.7 and CONFIG_NETKIT (use a pair of type veth, and `attach_to_traffic`)"
    );
    Ok(())
}
