//! Programs that take packets apart: tags of VLANs, ARP, options, fragments, extension headers. Each verdict is asked of the kernel and of
//! the program that runs natively.

use crate::world::World;
use skep::packet::{
    Arp, Ethernet, Icmp, Icmpv6, Ipv4, Ipv6, Layer, Packet, Tcp, TcpFlags, Udp, Vlan, VlanKind,
};
use skep::prelude::*;
use skep_harness::{Outcome, Stop};

#[skep::bpf(license = "GPL")]
mod headers {
    use skep::bpf::*;

    /// Passes IPv4 in VLAN 7, or in VLAN 7 inside of an outer tag of priority 5.
    #[xdp(default = Drop)]
    pub(super) fn vlan_7(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let ethernet = packet.parse::<Ethernet>()?;
        if !ethernet.is_tagged() {
            return None;
        }
        if ethernet.ether_type == ETH_P_8021AD {
            let outer = packet.parse::<Vlan>()?;
            if outer.priority() != 5 || !outer.may_be_dropped() || !outer.is_tagged() {
                return None;
            }
        }
        let tag = packet.parse::<Vlan>()?;
        if tag.id() != 7 || tag.ether_type != ETH_P_IP {
            return None;
        }
        packet.parse::<Ipv4>()?;
        Some(XdpAction::Pass)
    }

    /// The type behind up to three tags is IPv4's.
    #[xdp(default = Drop)]
    pub(super) fn behind_tags(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let mut ether_type = packet.parse::<Ethernet>()?.ether_type;
        for _ in 0..3 {
            if ether_type != ETH_P_8021Q && ether_type != ETH_P_8021AD {
                break;
            }
            ether_type = packet.parse::<Vlan>()?.ether_type;
        }
        if ether_type == ETH_P_IP { Some(XdpAction::Pass) } else { None }
    }

    /// Asks for 10.0.0.9 pass.
    #[xdp(default = Drop)]
    pub(super) fn arp_request(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        if packet.parse::<Ethernet>()?.ether_type != ETH_P_ARP {
            return None;
        }
        let arp = packet.parse::<Arp>()?;
        if arp.operation.get() == 1 && arp.target.get() == 0x0a00_0009 { Some(XdpAction::Pass) } else { None }
    }

    /// Each way of IPv4 has a verdict of its own: other fragments than the first are dropped, those of class 46 sent back, those that
    /// must not be cut pass, and what is wrong is aborted.
    #[xdp(default = Aborted)]
    pub(super) fn ipv4_fields(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        packet.parse::<Ethernet>()?;
        let ip = packet.parse::<Ipv4>()?;
        if ip.version() != 4 {
            return None;
        }
        if !ip.is_first_fragment() {
            return if ip.fragment_offset() >= 1480 { Some(XdpAction::Drop) } else { None };
        }
        if ip.is_fragment() {
            return if ip.has_more_fragments() { Some(XdpAction::Redirect) } else { None };
        }
        let udp = packet.parse::<Udp>()?;
        if udp.dst.get() != 53 {
            return None;
        }
        if ip.dscp() == 46 && ip.ecn() == 1 && ip.header_len() == 24 {
            return Some(XdpAction::Tx);
        }
        if ip.dont_fragment() { Some(XdpAction::Pass) } else { None }
    }

    /// TCP to port 80 behind any extension headers passes; later fragments are dropped; ICMPv6's asks for an echo are sent back; what the
    /// packet's end cuts off is aborted, and so is what has too many headers.
    #[xdp(default = Aborted)]
    pub(super) fn ipv6_upper(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        packet.parse::<Ethernet>()?;
        let first = packet.parse::<Ipv6>()?.next_header;
        match packet.behind_extensions(first)? {
            IPPROTO_TCP => {
                let tcp = packet.parse::<Tcp>()?;
                if tcp.dst.get() == 80 { Some(XdpAction::Pass) } else { Some(XdpAction::Redirect) }
            }
            IPPROTO_ICMPV6 => {
                let icmp = packet.parse::<Icmpv6>()?;
                if icmp.message_type == ICMPV6_ECHO_REQUEST && icmp.echo_id() == 0x1234 && !icmp.is_error() {
                    return Some(XdpAction::Tx);
                }
                Some(XdpAction::Redirect)
            }
            IPPROTO_FRAGMENT => Some(XdpAction::Drop),
            _ => Some(XdpAction::Redirect),
        }
    }

    /// A beginning of TCP whose options have 12 bytes, and what is behind them.
    #[xdp(default = Drop)]
    pub(super) fn tcp_options(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        packet.parse::<Ethernet>()?;
        packet.parse::<Ipv4>()?;
        let tcp = packet.parse::<Tcp>()?;
        if !tcp.syn()
            || tcp.ack()
            || tcp.fin()
            || tcp.rst()
            || tcp.psh()
            || tcp.urg()
            || tcp.header_len() != 32
        {
            return None;
        }
        // The first bytes of the payload have the shape of this one.
        let behind = packet.parse::<Icmp>()?;
        if behind.message_type == 0xaa { Some(XdpAction::Pass) } else { None }
    }

    /// A packet in a packet: three headers of a length of their own after each other.
    #[xdp(default = Drop)]
    pub(super) fn in_a_tunnel(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        packet.parse::<Ethernet>()?;
        if packet.parse::<Ipv4>()?.protocol != IPPROTO_IPIP
            || packet.parse::<Ipv4>()?.protocol != IPPROTO_IPIP
            || packet.parse::<Ipv4>()?.protocol != IPPROTO_ICMP
        {
            return None;
        }
        let icmp = packet.parse::<Icmp>()?;
        if icmp.message_type == ICMP_ECHO && icmp.echo_id() == 1 && icmp.echo_sequence() == 2 {
            return Some(XdpAction::Pass);
        }
        None
    }
}

/// What a program does with a packet: in the kernel and natively, which must agree.
pub(crate) fn verdict(
    program: &Program,
    native: fn(&mut skep::bpf::Xdp) -> Option<skep::bpf::XdpAction>,
    default: skep::bpf::XdpAction,
    packet: &[u8],
) -> Result<XdpAction, Stop> {
    let output = program.test_run(&TestRun::new().packet(packet))?;
    let mut context = skep::bpf::Xdp::new(packet);
    let natively = native(&mut context).unwrap_or(default);
    let action = output.action();
    assert_eq!(action, XdpAction(natively as u32), "natively: {natively:?}\n{packet:02x?}");
    assert_eq!(output.packet, context.bytes(), "natively, of {packet:02x?}");
    Ok(action)
}

/// A program with its name, as what it does with a packet.
pub(crate) type Parser = (&'static str, Box<dyn Fn(&[u8]) -> Result<XdpAction, Stop>>);

/// The programs of a module, each as what its kernel and the native one do with a packet, which must agree.
macro_rules! in_both {
    ($loaded:ident $module:ident: $($program:ident $default:ident)*) => {{
        let loaded = std::rc::Rc::new($loaded);
        vec![$({
            let loaded = loaded.clone();
            let run = move |packet: &[u8]| {
                $crate::headers::verdict(&loaded.$program, $module::$program, skep::bpf::XdpAction::$default, packet)
            };
            (stringify!($program), Box::new(run) as Box<dyn Fn(&[u8]) -> _>)
        }),*]
    }};
}
pub(crate) use in_both;

pub(crate) fn parsers(world: &World) -> Result<Vec<Parser>, Stop> {
    let loaded = headers::load(&world.kernel)?;
    Ok(
        in_both! { loaded headers: vlan_7 Drop behind_tags Drop arp_request Drop ipv4_fields Aborted ipv6_upper Aborted tcp_options Drop in_a_tunnel Drop },
    )
}

pub(crate) fn frame(layers: &[Layer]) -> Packet {
    layers.iter().fold(Packet::new().with(Ethernet::default()), |packet, layer| packet.with(layer.clone()))
}

use skep::bpf::XdpAction as Native;

pub(crate) fn tags_and_arp_are_taken_apart(world: &World) -> Outcome {
    let headers = headers::load(&world.kernel)?;
    let tag = |id, kind, priority| Layer::from(Vlan { id, kind, priority, ..Vlan::default() });
    let (v4, v6) = (Layer::from(Ipv4::default()), Layer::from(Ipv6::default()));
    let customer = |id| tag(id, VlanKind::Customer, 0);
    let vlan_7 = |packet: &[u8]| verdict(&headers.vlan_7, headers::vlan_7, Native::Drop, packet);
    for (layers, expected) in [
        (vec![customer(7), v4.clone()], XdpAction::PASS),
        (vec![customer(8), v4.clone()], XdpAction::DROP),
        (vec![customer(7), v6.clone()], XdpAction::DROP),
        (vec![v4.clone()], XdpAction::DROP),
        // The bit that lets it be dropped is not set.
        (vec![tag(100, VlanKind::Service, 5), customer(7), v4.clone()], XdpAction::DROP),
    ] {
        assert_eq!(vlan_7(&frame(&layers).build())?, expected, "{layers:?}");
    }
    let two = |priority, id| {
        let mut packet =
            frame(&[tag(100, VlanKind::Service, priority), customer(id), v4.clone()]).payload([0; 8]).build();
        packet[14] |= 0x10;
        packet
    };
    assert_eq!(vlan_7(&two(5, 7))?, XdpAction::PASS);
    assert_eq!(vlan_7(&two(4, 7))?, XdpAction::DROP);
    assert_eq!(vlan_7(&two(5, 6))?, XdpAction::DROP);
    for length in 14..two(5, 7).len() {
        let expected = if length < 14 + 4 + 4 + 20 { XdpAction::DROP } else { XdpAction::PASS };
        assert_eq!(vlan_7(&two(5, 7)[..length])?, expected, "{length} bytes");
    }

    for (tags, expected) in
        [0, 1, 2, 3, 4].into_iter().zip(std::iter::repeat_n(XdpAction::PASS, 4).chain([XdpAction::DROP]))
    {
        let mut layers = vec![customer(1); tags];
        layers.push(v4.clone());
        let packet = frame(&layers).build();
        let found = verdict(&headers.behind_tags, headers::behind_tags, Native::Drop, &packet)?;
        assert_eq!(found, expected, "{tags} tags");
    }

    let arp = |operation, target: [u8; 4]| {
        let arp = Arp {
            operation,
            sender_mac: [2; 6],
            sender: [10, 0, 0, 1].into(),
            target_mac: [0; 6],
            target: target.into(),
        };
        frame(&[arp.into()]).build()
    };
    let asked = |packet: &[u8]| verdict(&headers.arp_request, headers::arp_request, Native::Drop, packet);
    assert_eq!(asked(&arp(1, [10, 0, 0, 9]))?, XdpAction::PASS);
    assert_eq!(asked(&arp(2, [10, 0, 0, 9]))?, XdpAction::DROP);
    assert_eq!(asked(&arp(1, [10, 0, 0, 8]))?, XdpAction::DROP);
    assert_eq!(asked(&arp(1, [10, 0, 0, 9])[..41])?, XdpAction::DROP);
    assert_eq!(asked(&frame(&[v4]).build())?, XdpAction::DROP);
    Ok(())
}

pub(crate) fn options_and_fragments_are_taken_apart(world: &World) -> Outcome {
    let headers = headers::load(&world.kernel)?;
    let fields = |ip: &Ipv4, port| {
        let packet = frame(&[ip.clone().into(), Udp { destination: port, ..Udp::default() }.into()]).build();
        verdict(&headers.ipv4_fields, headers::ipv4_fields, Native::Aborted, &packet)
    };
    let ip = Ipv4::default();
    for (ip, port, expected) in [
        (Ipv4 { dont_fragment: true, ..ip.clone() }, 53, XdpAction::PASS),
        (Ipv4 { dont_fragment: true, ..ip.clone() }, 54, XdpAction::ABORTED),
        (ip.clone(), 53, XdpAction::ABORTED),
        (Ipv4 { fragment_offset: 185, ..ip.clone() }, 53, XdpAction::DROP),
        (Ipv4 { fragment_offset: 184, ..ip.clone() }, 53, XdpAction::ABORTED),
        (Ipv4 { more_fragments: true, ..ip.clone() }, 53, XdpAction::REDIRECT),
        (Ipv4 { tos: 46 << 2 | 1, options: vec![1; 4], ..ip.clone() }, 53, XdpAction::TX),
        (Ipv4 { tos: 46 << 2 | 1, options: vec![1; 8], ..ip.clone() }, 53, XdpAction::ABORTED),
        (Ipv4 { tos: 46 << 2, options: vec![1; 4], ..ip.clone() }, 53, XdpAction::ABORTED),
        (Ipv4 { tos: 45 << 2 | 1, options: vec![1; 4], ..ip.clone() }, 53, XdpAction::ABORTED),
        (Ipv4 { dont_fragment: true, options: vec![1; 40], ..ip.clone() }, 53, XdpAction::PASS),
    ] {
        assert_eq!(fields(&ip, port)?, expected, "{ip:?} {port}");
    }
    // Every length that a header can say it has, also ones that cannot be: nothing follows those.
    for first in 0x40..=0x50 {
        let ip = Ipv4 { dont_fragment: true, options: vec![0; 40], ..ip.clone() };
        let mut packet = frame(&[ip.into()]).payload([0; 30]).build();
        packet[14] = first;
        let behind = 14 + usize::from(first & 15) * 4;
        packet[behind + 2..behind + 4].copy_from_slice(&53_u16.to_be_bytes());
        let found = verdict(&headers.ipv4_fields, headers::ipv4_fields, Native::Aborted, &packet)?;
        assert_eq!(found == XdpAction::PASS, (0x45..0x50).contains(&first), "{first:#x}");
    }

    let tcp = |flags, options: usize, payload: u8| {
        let tcp = Tcp { flags, options: vec![1; options], ..Tcp::default() };
        let packet = frame(&[Ipv4 { options: vec![1; 8], ..Ipv4::default() }.into(), tcp.into()])
            .payload([payload, 1, 2, 3, 4, 5, 6, 7])
            .build();
        let whole = verdict(&headers.tcp_options, headers::tcp_options, Native::Drop, &packet)?;
        let cut = &packet[..packet.len() - 1];
        assert_eq!(verdict(&headers.tcp_options, headers::tcp_options, Native::Drop, cut)?, XdpAction::DROP);
        Ok::<_, Stop>(whole)
    };
    assert_eq!(tcp(TcpFlags::SYN, 12, 0xaa)?, XdpAction::PASS);
    assert_eq!(tcp(TcpFlags::SYN, 12, 0xab)?, XdpAction::DROP);
    assert_eq!(tcp(TcpFlags::SYN, 8, 0xaa)?, XdpAction::DROP);
    for other in [TcpFlags::ACK, TcpFlags::FIN, TcpFlags::RST, TcpFlags::PSH, TcpFlags::URG] {
        assert_eq!(tcp(TcpFlags::SYN | other, 12, 0xaa)?, XdpAction::DROP, "{other:?}");
        assert_eq!(tcp(other, 12, 0xaa)?, XdpAction::DROP, "{other:?}");
    }

    let ip = |options: usize| Layer::from(Ipv4 { options: vec![1; options], ..Ipv4::default() });
    let tunnel = |layers: &[Layer]| {
        let packet = frame(layers).build();
        verdict(&headers.in_a_tunnel, headers::in_a_tunnel, Native::Drop, &packet)
    };
    let echo = Layer::from(Icmp { rest: [0, 1, 0, 2], ..Icmp::default() });
    assert_eq!(tunnel(&[ip(40), ip(0), ip(20), echo.clone()])?, XdpAction::PASS);
    assert_eq!(tunnel(&[ip(0), ip(0), ip(0), echo.clone()])?, XdpAction::PASS);
    assert_eq!(tunnel(&[ip(0), ip(0), echo.clone()])?, XdpAction::DROP);
    let other = Icmp { rest: [0, 1, 0, 3], ..Icmp::default() };
    assert_eq!(tunnel(&[ip(0), ip(0), ip(0), other.into()])?, XdpAction::DROP);
    let mut packet = frame(&[ip(0), ip(4), ip(0), echo]).build();
    packet[34] = 0x44;
    assert_eq!(verdict(&headers.in_a_tunnel, headers::in_a_tunnel, Native::Drop, &packet)?, XdpAction::DROP);
    Ok(())
}

pub(crate) fn extension_headers_are_gone_past(world: &World) -> Outcome {
    let headers = headers::load(&world.kernel)?;
    let run = |packet: &[u8]| verdict(&headers.ipv6_upper, headers::ipv6_upper, Native::Aborted, packet);
    // Extension headers of these kinds and lengths, and the number of what follows behind them.
    let extensions = |kinds: &[(u8, usize)], last: u8| {
        let mut bytes = vec![];
        for (at, &(kind, length)) in kinds.iter().enumerate() {
            let next = kinds.get(at + 1).map_or(last, |&(next, _)| next);
            let count = match kind {
                51 => length / 4 - 2,
                // What a fragment's header has there is not used.
                44 => 0xff,
                _ => length / 8 - 1,
            };
            bytes.extend([next, u8::try_from(count).unwrap(), 0, 0]);
            bytes.resize(bytes.len() + length - 4, 0);
        }
        let first = kinds.first().map_or(last, |&(kind, _)| kind);
        (Layer::from(Ipv6 { next_header: Some(first), ..Ipv6::default() }), Layer::Bytes(bytes))
    };
    let tcp = |port| Layer::from(Tcp { destination: port, ..Tcp::default() });
    let with = |kinds: &[(u8, usize)], last: u8, layer: Layer| {
        let (ip, extensions) = extensions(kinds, last);
        frame(&[ip, extensions, layer]).build()
    };
    let (hop, routing, fragment, authentication, options) = (0, 43, 44, 51, 60);
    for kinds in [
        vec![],
        vec![(hop, 8)],
        vec![(routing, 24)],
        vec![(fragment, 8)],
        vec![(authentication, 12)],
        vec![(authentication, 28)],
        vec![(options, 2048)],
        vec![(hop, 16), (options, 8), (routing, 40), (fragment, 8), (authentication, 16), (options, 24)],
    ] {
        assert_eq!(run(&with(&kinds, 6, tcp(80)))?, XdpAction::PASS, "{kinds:?}");
        assert_eq!(run(&with(&kinds, 6, tcp(81)))?, XdpAction::REDIRECT, "{kinds:?}");
        assert_eq!(run(&with(&kinds, 50, tcp(80)))?, XdpAction::REDIRECT, "{kinds:?}");
        let echo = |message_type, id| Icmpv6 { message_type, rest: [0x12, id, 0, 0], ..Icmpv6::default() };
        assert_eq!(run(&with(&kinds, 58, echo(128, 0x34).into()))?, XdpAction::TX, "{kinds:?}");
        assert_eq!(run(&with(&kinds, 58, echo(128, 0x35).into()))?, XdpAction::REDIRECT, "{kinds:?}");
        assert_eq!(run(&with(&kinds, 58, echo(129, 0x34).into()))?, XdpAction::REDIRECT, "{kinds:?}");
        let whole = with(&kinds, 6, tcp(80));
        for length in 14..whole.len() {
            assert_eq!(run(&whole[..length])?, XdpAction::ABORTED, "{kinds:?} {length} bytes");
        }
    }
    // One too many; an authentication header that is shorter than it is; a fragment that is not the first, and one that is.
    assert_eq!(run(&with(&[(options, 8); 6], 6, tcp(80)))?, XdpAction::PASS);
    assert_eq!(run(&with(&[(options, 8); 7], 6, tcp(80)))?, XdpAction::ABORTED);
    let mut packet = with(&[(authentication, 12)], 6, tcp(80));
    packet[55] = 0;
    assert_eq!(run(&packet)?, XdpAction::ABORTED);
    let mut packet = with(&[(options, 8), (fragment, 8)], 6, tcp(80));
    packet[65] = 0x08;
    assert_eq!(run(&packet)?, XdpAction::DROP);
    packet[65] = 0x07;
    assert_eq!(run(&packet)?, XdpAction::PASS);
    Ok(())
}
