//! Small programs that look at packets, each on both sides of every condition.

use crate::world::World;
use skep::bpf::U32Be;
use skep::packet::{Ethernet, Icmp, Ipv4, Ipv6, Layer, Packet, Tcp, TcpFlags, Udp};
use skep::prelude::*;
use skep_harness::{Outcome, Stop};

#[skep::bpf(license = "GPL")]
mod filters {
    use skep::bpf::*;

    /// The destination port that `tcp_port` lets through.
    #[global]
    pub static PORT: Constant<u16> = Constant::new(80);
    /// Addresses from which packets are let through.
    #[map]
    pub static ALLOWED: HashMap<U32Be, u8> = HashMap::with_max_entries(16);
    /// How many packets came, in its one element.
    #[map]
    pub static PACKETS: Array<u64> = Array::with_length(1);

    #[xdp]
    fn drop_all(_: &Xdp) -> XdpAction {
        XdpAction::Drop
    }

    #[xdp]
    fn count(_: &Xdp) -> XdpAction {
        if let Some(mut packets) = PACKETS.get(0) {
            *packets += 1;
        }
        XdpAction::Pass
    }

    #[xdp(default = Aborted)]
    fn aborted_on_error(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        if packet.parse::<Ethernet>()?.ether_type == ETH_P_IP {
            packet.parse::<Ipv4>()?;
        }
        Some(XdpAction::Pass)
    }

    #[xdp(default = Drop)]
    fn tcp_port(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let protocol = match packet.parse::<Ethernet>()?.ether_type {
            ETH_P_IP => packet.parse::<Ipv4>()?.protocol,
            ETH_P_IPV6 => packet.parse::<Ipv6>()?.next_header,
            _ => return None,
        };
        if protocol != IPPROTO_TCP {
            return None;
        }
        let tcp = packet.parse::<Tcp>()?;
        if tcp.dst.get() == PORT.get() { Some(XdpAction::Pass) } else { None }
    }

    #[xdp(default = Drop)]
    fn udp_ports(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        if packet.parse::<Ethernet>()?.ether_type != ETH_P_IP
            || packet.parse::<Ipv4>()?.protocol != IPPROTO_UDP
        {
            return None;
        }
        match packet.parse::<Udp>()?.dst.get() {
            1024..=2048 => Some(XdpAction::Pass),
            _ => None,
        }
    }

    #[xdp(default = Drop)]
    fn allowed(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        if packet.parse::<Ethernet>()?.ether_type != ETH_P_IP {
            return None;
        }
        let ip = packet.parse::<Ipv4>()?;
        ALLOWED.get(&ip.src)?;
        Some(XdpAction::Pass)
    }

    #[sched_cls]
    fn by_length(ctx: &Skb) -> TcAction {
        match ctx.len() {
            0..64 => TcAction::Shot,
            64..=1500 => TcAction::Ok,
            _ => TcAction::Pipe,
        }
    }
}

fn packet(layers: &[Layer]) -> Vec<u8> {
    let packet = layers
        .iter()
        .fold(Packet::new().with(Ethernet::default()), |packet, layer| packet.with(layer.clone()));
    packet.payload([0; 30]).build()
}

fn verdict(program: &Program, packet: &[u8]) -> Result<XdpAction, Stop> {
    Ok(program.test_run(&TestRun::new().packet(packet))?.action())
}

pub(crate) fn filters_look_at_headers(world: &World) -> Outcome {
    let mut open = filters::open();
    open.PORT.set(8080);
    let filters = open.load(&world.kernel)?;
    let tcp = |port| Layer::from(Tcp { destination: port, flags: TcpFlags::SYN, ..Tcp::default() });
    let udp = |port| Layer::from(Udp { destination: port, ..Udp::default() });
    let (v4, v6) = (Layer::from(Ipv4::default()), Layer::from(Ipv6::default()));
    let icmp = Layer::from(Icmp::default());
    let any = packet(&[v4.clone(), icmp.clone()]);

    assert_eq!(verdict(&filters.drop_all, &any)?, XdpAction::DROP);
    for _ in 0..3 {
        assert_eq!(verdict(&filters.count, &any)?, XdpAction::PASS);
    }
    assert_eq!(filters.PACKETS.get(0)?, Some(3));
    assert_eq!(verdict(&filters.aborted_on_error, &any)?, XdpAction::PASS);
    assert_eq!(verdict(&filters.aborted_on_error, &any[..33])?, XdpAction::ABORTED);

    for (layers, passes) in [
        (vec![v4.clone(), tcp(8080)], true),
        (vec![v6.clone(), tcp(8080)], true),
        (vec![v4.clone(), tcp(80)], false),
        (vec![v6, tcp(80)], false),
        (vec![v4.clone(), udp(8080)], false),
        (vec![], false),
    ] {
        let expected = if passes { XdpAction::PASS } else { XdpAction::DROP };
        assert_eq!(verdict(&filters.tcp_port, &packet(&layers))?, expected, "{layers:?}");
    }
    let whole = packet(&[v4.clone(), tcp(8080)]);
    assert_eq!(verdict(&filters.tcp_port, &whole[..14 + 20 + 19])?, XdpAction::DROP);

    for (port, expected) in
        [(1023, XdpAction::DROP), (1024, XdpAction::PASS), (2048, XdpAction::PASS), (2049, XdpAction::DROP)]
    {
        assert_eq!(verdict(&filters.udp_ports, &packet(&[v4.clone(), udp(port)]))?, expected, "{port}");
    }
    assert_eq!(verdict(&filters.udp_ports, &packet(&[v4, tcp(1500)]))?, XdpAction::DROP);

    let from =
        |source: [u8; 4]| packet(&[Ipv4 { source: source.into(), ..Ipv4::default() }.into(), icmp.clone()]);
    filters.ALLOWED.insert(&U32Be::new(0x0a00_0007), &1)?;
    assert_eq!(verdict(&filters.allowed, &from([10, 0, 0, 7]))?, XdpAction::PASS);
    assert_eq!(verdict(&filters.allowed, &from([10, 0, 0, 8]))?, XdpAction::DROP);

    for (length, expected) in [(63, 2), (64, 0), (1500, 0), (1501, 3)] {
        let output = filters.by_length.test_run(&TestRun::new().packet(&vec![0; length]))?;
        assert_eq!(output.signed(), expected, "{length} bytes");
    }
    Ok(())
}
