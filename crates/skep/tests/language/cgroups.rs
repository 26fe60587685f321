//! Programs of control groups, on made-up packets and on those of a group of the test's own.

use crate::groups::Sent;
use crate::world::World;
use skep::packet::{Ethernet, Ipv4, Ipv6, Packet, Udp};
use skep::prelude::*;
use skep::uapi::Version;
use skep_harness::Outcome;

#[skep::bpf(license = "GPL")]
mod ports {
    use skep::bpf::*;

    /// Datagrams to this port are not sent.
    #[global]
    pub static CLOSED: Constant<u16> = Constant::new(7001);
    /// Datagrams to this port are not received.
    #[global]
    pub static DEAF: Constant<u16> = Constant::new(7002);
    /// The bytes of datagrams to ports, with the header of IP: those that are sent, and those that are received.
    #[map]
    pub static SENT: HashMap<u16, u64> = HashMap::with_max_entries(16);
    #[map]
    pub static RECEIVED: HashMap<u16, u64> = HashMap::with_max_entries(16);

    fn port(packet: &mut Packet<'_>) -> Option<u16> {
        if packet.parse::<Ipv4>()?.protocol != IPPROTO_UDP {
            return None;
        }
        Some(packet.parse::<Udp>()?.dst.get())
    }

    #[cgroup_skb("egress", default = Pass)]
    fn sends(ctx: &mut Skb) -> Option<CgroupAction> {
        let port = port(&mut ctx.packet())?;
        SENT.add(port, ctx.len() as u64);
        Some(if port == CLOSED.get() { CgroupAction::Drop } else { CgroupAction::Pass })
    }

    #[cgroup_skb("ingress", default = Pass)]
    fn receives(ctx: &mut Skb) -> Option<CgroupAction> {
        let port = port(&mut ctx.packet())?;
        RECEIVED.add(port, ctx.len() as u64);
        Some(if port == DEAF.get() { CgroupAction::Drop } else { CgroupAction::Pass })
    }
}

#[skep::bpf(license = "GPL")]
mod writes {
    use skep::bpf::*;

    #[cgroup_skb("egress", default = Pass)]
    fn writes(ctx: &mut Skb) -> Option<CgroupAction> {
        ctx.packet().parse::<Ipv4>()?.ttl = 1;
        None
    }
}

pub(crate) fn a_packet_of_a_control_group_is_not_written(world: &World) -> Outcome {
    let error = writes::load(&world.kernel).unwrap_err().to_string();
    assert!(error.contains("cgroups.rs:") && error.contains("do not write the packet"), "{error}");
    Ok(())
}

pub(crate) fn programs_of_control_groups_see_packets_from_the_ip_header_on(world: &World) -> Outcome {
    world.needs(Version::new(6, 14), "the bytes of packets in test runs of such programs")?;
    let ports = ports::load(&world.kernel)?;
    let datagram = |port| {
        let udp = Udp { destination: port, ..Udp::default() };
        Packet::new().with(Ethernet::default()).with(Ipv4::default()).with(udp).payload([0; 12]).build()
    };
    for (program, port, expected) in [
        (&ports.sends.program()?, 7000, 1),
        (&ports.sends.program()?, 7001, 0),
        (&ports.sends.program()?, 7002, 1),
        (&ports.receives.program()?, 7001, 1),
        (&ports.receives.program()?, 7002, 0),
    ] {
        let run = program.test_run(&TestRun::new().packet(&datagram(port)))?;
        let seen = (ports.SENT.get(&port)?, ports.RECEIVED.get(&port)?);
        assert_eq!(run.result, expected, "{} of a datagram to port {port}: {seen:?}", program.name());
    }
    let newer = Packet::new().with(Ethernet::default()).with(Ipv6::default()).payload([0; 40]).build();
    assert_eq!(ports.sends.test_run(&TestRun::new().packet(&newer))?.result, 1);
    assert_eq!(ports.SENT.get(&7001)?, Some(20 + 8 + 12), "without the Ethernet header");
    Ok(())
}

pub(crate) fn a_control_group_sends_and_receives_what_its_programs_let_through(world: &World) -> Outcome {
    world.in_cgroup(|group| {
        let ports = ports::load(&world.kernel)?;
        let sends = ports.sends.attach_to_cgroup(group.folder())?;
        let receives = ports.receives.attach_to_cgroup(group.folder())?;
        for (port, expected) in [(7000, Sent::Arrived), (7001, Sent::Refused), (7002, Sent::Lost)] {
            assert_eq!(group.send(port, b"hello")?, expected, "to port {port}");
        }
        assert_eq!(ports.SENT.get(&7002)?, Some(33));
        assert_eq!(ports.RECEIVED.get(&7002)?, Some(33));
        assert_eq!(ports.RECEIVED.get(&7001)?, None, "what was not sent does not come");
        receives.detach()?;
        assert_eq!(group.send(7002, b"hello")?, Sent::Arrived);
        drop(sends);
        assert_eq!(group.send(7001, b"hello")?, Sent::Arrived);
        assert_eq!(ports.SENT.get(&7001)?, Some(33));

        let error = ports.sends.attach_to_cgroup(group.folder().join("none")).unwrap_err();
        assert!(error.is_not_found() && error.to_string().contains("control group"), "{error}");
        assert!(ports.sends.attach_to_cgroup("/").is_err());
        Ok(())
    })
}
