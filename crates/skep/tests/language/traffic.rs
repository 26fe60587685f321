//! Programs in traffic control that read and write the packet by helpers, and move it. What comes out is compared byte for byte with a packet
//! that user space builds, and with what the program makes natively.

use crate::world::World;
use skep::packet::{Ethernet, Ipv4, Ipv6, Layer, Packet, Tcp, Udp, Vlan, VlanKind};
use skep::prelude::*;
use skep::uapi::Version;
use skep_harness::{Outcome, Stop};

#[skep::bpf(license = "GPL")]
mod traffic {
    use skep::bpf::*;

    const NEW: U32Be = U32Be::new(0x0a01_0203);

    /// Replaces the destination of a TCP or UDP packet over IPv4, and its port, by helpers alone.
    #[sched_cls(default = Ok)]
    pub(super) fn translate(ctx: &mut Skb) -> Option<TcAction> {
        let ip = ctx.load_bytes::<Ipv4>(14)?;
        if ip.version() != 4 || ip.header_len() != 20 {
            return None;
        }
        let (check, flags) = match ip.protocol {
            IPPROTO_TCP => (50, 0),
            IPPROTO_UDP => (40, BPF_F_MARK_MANGLED_0),
            _ => return None,
        };
        let old = ctx.load_bytes::<U16Be>(36)?;
        let port = U16Be::new(8080);
        if !ctx.l4_csum_replace(check, ip.dst, NEW, flags | BPF_F_PSEUDO_HDR)
            || !ctx.l4_csum_replace(check, old, port, flags)
            || !ctx.l3_csum_replace(24, ip.dst, NEW)
            || !ctx.store_bytes(30, &NEW, 0)
            || !ctx.store_bytes(36, &port, BPF_F_INVALIDATE_HASH)
        {
            return Some(TcAction::Shot);
        }
        Some(TcAction::Pipe)
    }

    /// The same of both addresses at once, by their difference.
    #[sched_cls(default = Ok)]
    pub(super) fn translate_both(ctx: &mut Skb) -> Option<TcAction> {
        let old = ctx.load_bytes::<[u8; 8]>(26)?;
        let new = [10, 7, 7, 7, 10, 8, 8, 8];
        let difference = csum_diff(&old, &new, 0);
        if !ctx.l3_csum_add(24, difference) || !ctx.l4_csum_add(50, difference, BPF_F_PSEUDO_HDR) {
            return Some(TcAction::Shot);
        }
        ctx.store_bytes(26, &new, 0);
        Some(TcAction::Pipe)
    }

    /// Writes in place, behind what made sure that all of it is there.
    #[sched_cls(default = Ok)]
    pub(super) fn one_hop_less(ctx: &mut Skb) -> Option<TcAction> {
        if !ctx.pull_data(34) {
            return Some(TcAction::Shot);
        }
        let mut packet = ctx.packet();
        packet.parse::<Ethernet>()?;
        let ip = packet.parse::<Ipv4>()?;
        if ip.ttl <= 1 {
            return None;
        }
        ip.set_ttl(ip.ttl - 1);
        Some(TcAction::Pipe)
    }

    /// Pushes as many tags as the last byte of the destination says, and takes away as many as that of the source says.
    #[sched_cls(default = Ok)]
    pub(super) fn tags(ctx: &mut Skb) -> Option<TcAction> {
        let mut packet = ctx.packet();
        let ethernet = packet.parse::<Ethernet>()?;
        let (push, pop) = (ethernet.dst[5], ethernet.src[5]);
        for number in 0..3 {
            if number < push {
                ctx.vlan_push(if number == 1 { ETH_P_8021AD } else { ETH_P_8021Q }, 100 + u16::from(number));
            }
        }
        for number in 0..3 {
            if number < pop && !ctx.vlan_pop() {
                return Some(TcAction::Shot);
            }
        }
        Some(TcAction::Pipe)
    }

    /// Puts 8 bytes before the packet and makes it as long as its first two bytes say.
    #[sched_cls(default = Ok)]
    pub(super) fn moved(ctx: &mut Skb) -> Option<TcAction> {
        let length = ctx.load_bytes::<U16Be>(0)?.get();
        if !ctx.change_tail(u32::from(length)) {
            return Some(TcAction::Shot);
        }
        if !ctx.change_head(8) {
            return None;
        }
        let mut packet = ctx.packet();
        packet.parse::<Ethernet>()?.ether_type = ETH_P_ARP;
        Some(TcAction::Pipe)
    }

    /// Makes room of the size, at the place and for what the first header's addresses say.
    #[sched_cls(default = Ok)]
    pub(super) fn room(ctx: &mut Skb) -> Option<TcAction> {
        let mut packet = ctx.packet();
        let ethernet = packet.parse::<Ethernet>()?;
        let by = i32::from(ethernet.dst[5]) - 128;
        let flags = u64::from(ethernet.src[4]) << 8 | u64::from(ethernet.src[5]);
        let mode = if ethernet.dst[4] == 0 { RoomMode::BehindNetwork } else { RoomMode::BehindEthernet };
        if ctx.adjust_room(by, mode, flags) { Some(TcAction::Pipe) } else { Some(TcAction::Shot) }
    }

    /// Wraps IPv4 in IPv4, as a tunnel does.
    #[sched_cls(default = Ok)]
    pub(super) fn wrap(ctx: &mut Skb) -> Option<TcAction> {
        let length = ctx.load_bytes::<U16Be>(16)?.get();
        if !ctx.adjust_room(20, RoomMode::BehindEthernet, BPF_F_ADJ_ROOM_ENCAP_L3_IPV4) {
            return Some(TcAction::Shot);
        }
        let mut packet = ctx.packet();
        packet.parse::<Ethernet>()?;
        let outer = packet.parse_fixed::<Ipv4>()?;
        outer.version_ihl = 0x45;
        outer.total_len = U16Be::new(length + 20);
        outer.ttl = 64;
        outer.protocol = IPPROTO_IPIP;
        outer.src = U32Be::new(0x0a09_0901);
        outer.dst = U32Be::new(0x0a09_0902);
        outer.compute_check();
        Some(TcAction::Pipe)
    }
}

/// What a program makes of a packet: in the kernel and natively, which must agree.
fn changed(
    program: &Program,
    native: fn(&mut skep::bpf::Skb) -> Option<skep::bpf::TcAction>,
    packet: &[u8],
) -> Result<(i32, Vec<u8>), Stop> {
    let output = program.test_run(&TestRun::new().packet(packet))?;
    let mut context = skep::bpf::Skb::new(packet);
    let natively = native(&mut context).unwrap_or(skep::bpf::TcAction::Ok);
    assert_eq!(output.signed(), natively as i32, "natively {natively:?}");
    assert_eq!(output.packet, context.bytes(), "natively");
    Ok((output.signed(), output.packet))
}

fn frame(layers: &[Layer]) -> Packet {
    layers.iter().fold(Packet::new().with(Ethernet::default()), |packet, layer| packet.with(layer.clone()))
}

const OK: i32 = 0;
const SHOT: i32 = 2;
const PIPE: i32 = 3;

pub(crate) fn helpers_translate_addresses(world: &World) -> Outcome {
    let traffic = traffic::load(&world.kernel)?;
    let from = |source: [u8; 4], destination: [u8; 4]| {
        Layer::from(Ipv4 { source: source.into(), destination: destination.into(), ..Ipv4::default() })
    };
    for number in 0..300_u16 {
        let [a, b] = number.wrapping_mul(0x9e37).to_be_bytes();
        let tcp = |destination| Layer::from(Tcp { source: number, destination, ..Tcp::default() });
        let udp = |destination| Layer::from(Udp { source: number, destination, checksum: None });
        let without = |destination| Layer::from(Udp { source: number, destination, checksum: Some(0) });
        for (before, after) in [(tcp(80), tcp(8080)), (udp(53), udp(8080)), (without(53), without(8080))] {
            let packet = frame(&[from([b, a, 3, 4], [10, a, b, 5]), before]).payload([a]).build();
            let expected = frame(&[from([b, a, 3, 4], [10, 1, 2, 3]), after]).payload([a]).build();
            assert_eq!(
                changed(&traffic.translate, traffic::translate, &packet)?,
                (PIPE, expected),
                "{number}"
            );
        }
        let packet = frame(&[from([b, a, 3, 4], [10, a, b, 5]), tcp(80)]).payload([a]).build();
        let expected = frame(&[from([10, 7, 7, 7], [10, 8, 8, 8]), tcp(80)]).payload([a]).build();
        let found = changed(&traffic.translate_both, traffic::translate_both, &packet)?;
        assert_eq!(found, (PIPE, expected), "{number}");
    }
    let options = Ipv4 { options: vec![1; 4], ..Ipv4::default() };
    for layers in [
        vec![options.into(), Tcp::default().into()],
        vec![Ipv6::default().into(), Tcp::default().into()],
        vec![Ipv4 { protocol: Some(1), ..Ipv4::default() }.into(), Tcp::default().into()],
    ] {
        let packet = frame(&layers).build();
        assert_eq!(changed(&traffic.translate, traffic::translate, &packet)?, (OK, packet), "{layers:?}");
    }
    // Cut off before the port, and before the checksum.
    let packet = frame(&[Ipv4::default().into(), Tcp::default().into()]).build();
    for (length, expected) in [(34, OK), (37, OK), (38, SHOT), (51, SHOT), (52, PIPE)] {
        assert_eq!(
            changed(&traffic.translate, traffic::translate, &packet[..length])?.0,
            expected,
            "{length}"
        );
    }
    assert_eq!(changed(&traffic.translate_both, traffic::translate_both, &[0; 33])?.0, OK);
    assert_eq!(changed(&traffic.translate_both, traffic::translate_both, &packet[..51])?.0, SHOT);

    for ttl in [1, 2, 64, 255] {
        let ip = |ttl| frame(&[Ipv4 { ttl, ..Ipv4::default() }.into(), Udp::default().into()]).build();
        let expected = if ttl == 1 { (OK, ip(1)) } else { (PIPE, ip(ttl - 1)) };
        assert_eq!(changed(&traffic.one_hop_less, traffic::one_hop_less, &ip(ttl))?, expected, "{ttl}");
    }
    assert_eq!(changed(&traffic.one_hop_less, traffic::one_hop_less, &[0; 33])?.0, SHOT);
    Ok(())
}

pub(crate) fn tags_are_pushed_and_taken_away(world: &World) -> Outcome {
    let traffic = traffic::load(&world.kernel)?;
    let packet = |push: u8, pop: u8, tags: &[(VlanKind, u16)]| {
        let ethernet =
            Ethernet { destination: [2, 0, 0, 0, 0, push], source: [2, 0, 0, 0, 0, pop], ether_type: None };
        tags.iter()
            .fold(Packet::new().with(ethernet), |packet, &(kind, id)| {
                packet.with(Vlan { kind, id, ..Vlan::default() })
            })
            .with(Ipv4::default())
            .with(Udp::default())
            .build()
    };
    let (customer, service) = (VlanKind::Customer, VlanKind::Service);
    for (push, pop, before, after) in [
        // The outermost tag is beside the bytes.
        (0, 0, vec![], vec![]),
        (1, 0, vec![], vec![]),
        (2, 0, vec![], vec![(customer, 100)]),
        (3, 0, vec![], vec![(service, 101), (customer, 100)]),
        (3, 1, vec![], vec![(customer, 100)]),
        (3, 3, vec![], vec![]),
        (0, 1, vec![], vec![]),
        (1, 0, vec![(customer, 7)], vec![(customer, 7)]),
        (0, 1, vec![(customer, 7)], vec![]),
        (0, 1, vec![(service, 8), (customer, 7)], vec![]),
        (0, 2, vec![(service, 8), (customer, 7)], vec![]),
    ] {
        let found = changed(&traffic.tags, traffic::tags, &packet(push, pop, &before))?;
        assert_eq!(found, (PIPE, packet(push, pop, &after)), "{push} {pop} {before:?}");
    }
    assert_eq!(changed(&traffic.tags, traffic::tags, &packet(0, 1, &[(customer, 7)])[..17])?.0, SHOT);
    Ok(())
}

pub(crate) fn both_ends_are_moved(world: &World) -> Outcome {
    let traffic = traffic::load(&world.kernel)?;
    for (length, verdict) in [(13, SHOT), (14, PIPE), (20, PIPE), (60, PIPE), (200, PIPE), (1500, PIPE)] {
        let mut packet = vec![7; 60];
        packet[..2].copy_from_slice(&u16::try_from(length).unwrap().to_be_bytes());
        let mut expected = packet.clone();
        if verdict == PIPE {
            expected.resize(length, 0);
            expected.splice(..0, [0; 8]);
            expected[12..14].copy_from_slice(&[8, 6]);
        }
        assert_eq!(changed(&traffic.moved, traffic::moved, &packet)?, (verdict, expected), "{length}");
    }
    Ok(())
}

pub(crate) fn room_is_made_between_headers(world: &World) -> Outcome {
    world.needs(Version::new(6, 3), "taking off an outer IP header")?;
    let traffic = traffic::load(&world.kernel)?;
    let mut done = 0;
    let all: [Vec<Layer>; 3] = [
        vec![Ipv4::default().into(), Udp::default().into()],
        vec![Ipv6::default().into(), Udp::default().into()],
        vec![Vlan::default().into(), Ipv4::default().into(), Udp::default().into()],
    ];
    for layers in all {
        for by in [-128, -60, -40, -28, -20, -8, -4, 0, 4, 20, 40, 127] {
            for (mode, flags) in (0..2).flat_map(|mode| {
                [0, 1, 2, 4, 6, 10, 18, 26, 32, 128, 256, 384, 512].map(|flags| (mode, flags))
            }) {
                let [high, low] = u16::to_be_bytes(flags);
                let ethernet = Ethernet {
                    destination: [2, 0, 0, 0, mode, u8::try_from(by + 128).unwrap()],
                    source: [2, 0, 0, 0, high, low],
                    ether_type: None,
                };
                let packet = layers.iter().cloned().fold(Packet::new().with(ethernet), Packet::with);
                let (verdict, _) = changed(&traffic.room, traffic::room, &packet.payload([5; 40]).build())?;
                done += u32::from(verdict == PIPE);
            }
        }
    }
    assert!(done > 100, "{done}");
    for payload in [0, 1, 500] {
        let ip = Ipv4 { source: [10, 0, 0, 1].into(), ..Ipv4::default() };
        let outer =
            Ipv4 { source: [10, 9, 9, 1].into(), destination: [10, 9, 9, 2].into(), ..Ipv4::default() };
        let plain = frame(&[ip.clone().into(), Udp::default().into()]).payload(vec![1; payload]).build();
        let wrapped =
            frame(&[outer.into(), ip.into(), Udp::default().into()]).payload(vec![1; payload]).build();
        assert_eq!(changed(&traffic.wrap, traffic::wrap, &plain)?, (PIPE, wrapped));
    }
    let unknown = vec![0; 60];
    assert_eq!(changed(&traffic.wrap, traffic::wrap, &unknown)?, (SHOT, unknown));
    Ok(())
}
