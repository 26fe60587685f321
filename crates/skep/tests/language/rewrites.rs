//! Programs that write packets: addresses and ports with their checksums, headers that are put on and taken off, ends that are cut. What comes
//! out is compared byte for byte with a packet that user space builds, and with what the program makes natively.

use crate::headers::{Parser, in_both};
use crate::world::World;
use skep::bpf::{U16Be, U32Be};
use skep::packet::{Ethernet, Icmp, Icmpv6, Ipv4, Ipv6, Layer, Packet, Tcp, Udp};
use skep::prelude::*;
use skep::uapi::Version;
use skep_harness::{Outcome, Stop};
use std::net::Ipv6Addr;

#[skep::bpf(license = "GPL")]
mod rewrites {
    use skep::bpf::*;

    #[value]
    #[derive(PartialEq, Eq, Debug)]
    pub(super) struct Address {
        pub(super) address: U32Be,
        pub(super) port: U16Be,
        pub(super) _pad: [u8; 2],
    }

    /// What stands for what.
    #[map]
    pub(super) static NAT: HashMap<Address, Address> = HashMap::with_max_entries(16);

    /// Sends what goes to an address and a port to another, from one of its own, with one hop less.
    #[xdp(default = Pass)]
    pub(super) fn nat(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let ethernet = packet.parse::<Ethernet>()?;
        if ethernet.ether_type != ETH_P_IP {
            return None;
        }
        let ip = packet.parse::<Ipv4>()?;
        if !ip.is_first_fragment() || ip.ttl < 2 {
            return None;
        }
        let source = U32Be::new(0xc0a8_0001);
        let (old_source, old) = (ip.src, ip.dst);
        match ip.protocol {
            IPPROTO_TCP => {
                let tcp = packet.parse::<Tcp>()?;
                let to = NAT.get(&Address { address: old, port: tcp.dst, _pad: [0; 2] })?;
                tcp.replace_address(old, to.address);
                tcp.replace_address(old_source, source);
                tcp.set_dst(to.port);
                tcp.set_src(U16Be::new(4000));
                ip.set_dst(to.address);
            }
            IPPROTO_UDP => {
                let udp = packet.parse::<Udp>()?;
                let to = NAT.get(&Address { address: old, port: udp.dst, _pad: [0; 2] })?;
                udp.replace_address(old, to.address);
                udp.replace_address(old_source, source);
                udp.set_dst(to.port);
                udp.set_src(U16Be::new(4000));
                ip.set_dst(to.address);
            }
            _ => return None,
        }
        ip.set_src(source);
        ip.set_ttl(ip.ttl - 1);
        ip.set_tos(0xb8);
        ethernet.swap_addresses();
        Some(XdpAction::Tx)
    }

    /// Puts an IPv4 header around IPv4.
    #[xdp(default = Pass)]
    pub(super) fn wrap(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let ethernet = *packet.parse::<Ethernet>()?;
        let length = packet.parse::<Ipv4>()?.total_len.get();
        if ethernet.ether_type != ETH_P_IP || length > 1400 {
            return None;
        }
        if !ctx.adjust_head(-20) {
            return Some(XdpAction::Aborted);
        }
        let mut packet = ctx.packet();
        *packet.parse_fixed::<Ethernet>()? = ethernet;
        let outer = packet.parse_fixed::<Ipv4>()?;
        *outer = Ipv4 {
            version_ihl: 0x45,
            tos: 0,
            total_len: U16Be::new(length + 20),
            id: U16Be::new(0),
            frag_off: U16Be::new(0),
            ttl: 64,
            protocol: IPPROTO_IPIP,
            check: U16Be::new(0),
            src: U32Be::new(0x0a09_0901),
            dst: U32Be::new(0x0a09_0902),
        };
        outer.compute_check();
        Some(XdpAction::Tx)
    }

    /// Takes an IPv4 header off that is around IPv4.
    #[xdp(default = Pass)]
    pub(super) fn unwrap(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        let ethernet = *packet.parse::<Ethernet>()?;
        let outer = packet.parse_fixed::<Ipv4>()?;
        if outer.protocol != IPPROTO_IPIP || outer.header_len() != 20 {
            return None;
        }
        if !ctx.adjust_head(20) {
            return None;
        }
        *ctx.packet().parse::<Ethernet>()? = ethernet;
        Some(XdpAction::Tx)
    }

    /// Cuts off what is behind the length that IPv4 says, or makes what is too short as long as that.
    #[xdp(default = Pass)]
    pub(super) fn trim(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        packet.parse::<Ethernet>()?;
        let ip = packet.parse::<Ipv4>()?;
        // The identification says how much.
        let by = i32::from(ip.id.get()) - 100;
        if ctx.adjust_tail(by) { Some(XdpAction::Tx) } else { Some(XdpAction::Drop) }
    }

    #[value]
    #[derive(PartialEq, Eq, Debug)]
    pub(super) struct Label {
        pub(super) magic: U32Be,
        pub(super) number: U32Be,
    }

    impl Header for Label {}

    /// Puts a label before the packet, in as much room as the packet says, less as much as it says.
    #[xdp(default = Aborted)]
    pub(super) fn label(ctx: &mut Xdp) -> Option<XdpAction> {
        if ctx.metadata().bytes::<1>().is_some() {
            return None;
        }
        let mut packet = ctx.packet();
        let ethernet = packet.parse::<Ethernet>()?;
        let (more, less) =
            (i32::from(ethernet.dst[4]) << 8 | i32::from(ethernet.dst[5]), i32::from(ethernet.src[5]));
        if !ctx.adjust_meta(-more) || !ctx.adjust_meta(less) {
            return Some(XdpAction::Drop);
        }
        let mut metadata = ctx.metadata();
        let Some(label) = metadata.parse::<Label>() else { return Some(XdpAction::Redirect) };
        label.magic = U32Be::new(0x5eed);
        label.number = U32Be::new(7);
        let rest = metadata.remaining();
        ctx.packet().parse::<Ethernet>()?.ether_type = ETH_P_ARP;
        if rest == 0 { Some(XdpAction::Pass) } else { Some(XdpAction::Tx) }
    }

    /// Replaces the destination of IPv6, and the number of an echo.
    #[xdp(default = Pass)]
    pub(super) fn to_another(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        if packet.parse::<Ethernet>()?.ether_type == ETH_P_IP {
            packet.parse::<Ipv4>()?;
            packet.parse::<Icmp>()?.set_rest(U32Be::new(0x1111_2222));
            return Some(XdpAction::Tx);
        }
        let ip = packet.parse::<Ipv6>()?;
        let mut new = ip.dst;
        new[0] = 0xfd;
        new[15] = 0x99;
        let next = ip.next_header;
        match packet.behind_extensions(next)? {
            IPPROTO_TCP => packet.parse::<Tcp>()?.replace_address6(&ip.dst, &new),
            IPPROTO_UDP => packet.parse::<Udp>()?.replace_address6(&ip.dst, &new),
            IPPROTO_ICMPV6 => {
                let icmp = packet.parse::<Icmpv6>()?;
                icmp.replace_address6(&ip.dst, &new);
                icmp.set_rest(U32Be::new(0x1111_2222));
            }
            _ => return None,
        }
        ip.dst = new;
        Some(XdpAction::Tx)
    }
}

/// What a program makes of a packet: in the kernel and natively, which must agree.
fn rewritten(
    program: &Program,
    native: fn(&mut skep::bpf::Xdp) -> Option<skep::bpf::XdpAction>,
    packet: &[u8],
) -> Result<(XdpAction, Vec<u8>), Stop> {
    let output = program.test_run(&TestRun::new().packet(packet))?;
    let mut context = skep::bpf::Xdp::new(packet);
    let natively = native(&mut context).unwrap_or(skep::bpf::XdpAction::Pass);
    let action = output.action();
    let packet = output.packet;
    assert_eq!(action, XdpAction(natively as u32));
    assert_eq!(packet, context.bytes(), "natively");
    Ok((action, packet))
}

pub(crate) fn parsers(world: &World) -> Result<Vec<Parser>, Stop> {
    let loaded = rewrites::load(&world.kernel)?;
    Ok(in_both! { loaded rewrites: wrap Pass unwrap Pass trim Pass to_another Pass })
}

fn frame(layers: &[Layer]) -> Packet {
    let ethernet = Ethernet { destination: [2, 0, 0, 0, 0, 2], source: [2, 0, 0, 0, 0, 1], ether_type: None };
    layers.iter().fold(Packet::new().with(ethernet), |packet, layer| packet.with(layer.clone()))
}

pub(crate) fn addresses_and_ports_are_translated(world: &World) -> Outcome {
    let rewrites = rewrites::load(&world.kernel)?;
    let _natively = skep::bpf::World::new();
    let address = |address, port| rewrites::Address {
        address: U32Be::new(address),
        port: U16Be::new(port),
        _pad: [0; 2],
    };
    for (from, to) in [
        (address(0x0a00_0002, 80), address(0x0a00_0103, 8080)),
        (address(0x0a00_0002, 53), address(0x0a00_0102, 5353)),
        // To itself.
        (address(0x0a00_0002, 81), address(0x0a00_0002, 81)),
    ] {
        rewrites.NAT.insert(&from, &to)?;
        assert!(rewrites::NAT.insert(from, to));
    }
    let ip = |ttl| Ipv4 {
        source: [10, 0, 0, 1].into(),
        destination: [10, 0, 0, 2].into(),
        ttl,
        ..Ipv4::default()
    };
    let translated = |ttl: u8, last: [u8; 2]| Ipv4 {
        source: [192, 168, 0, 1].into(),
        destination: [10, 0, last[0], last[1]].into(),
        ttl: ttl - 1,
        tos: 0xb8,
        ..Ipv4::default()
    };
    let swapped = |layers: &[Layer]| {
        let mut packet = frame(layers).payload(b"payload").build();
        packet[..12].rotate_left(6);
        packet
    };
    let mut changed = 0;
    for ttl in 2..=255 {
        for (port, to, last) in [(80, 8080, [1, 3]), (53, 5353, [1, 2]), (81, 81, [0, 2])] {
            let source = u16::from(ttl) * 251;
            for is_tcp in [true, false] {
                let transport = |source, destination| {
                    if is_tcp {
                        Layer::from(Tcp { source, destination, ..Tcp::default() })
                    } else {
                        Layer::from(Udp { source, destination, checksum: None })
                    }
                };
                let packet = frame(&[ip(ttl).into(), transport(source, port)]).payload(b"payload").build();
                let (action, found) = rewritten(&rewrites.nat, rewrites::nat, &packet)?;
                assert_eq!(action, XdpAction::TX);
                assert_eq!(
                    found,
                    swapped(&[translated(ttl, last).into(), transport(4000, to)]),
                    "{ttl} {port}"
                );
                changed += 1;
            }
        }
    }
    assert_eq!(changed, 254 * 6);
    // Without a checksum there is none afterwards.
    let without = |source, destination| Udp { source, destination, checksum: Some(0) };
    let packet = frame(&[ip(9).into(), without(7, 53).into()]).payload(b"payload").build();
    let (_, found) = rewritten(&rewrites.nat, rewrites::nat, &packet)?;
    assert_eq!(found, swapped(&[translated(9, [1, 2]).into(), without(4000, 5353).into()]));
    // What is not translated passes as it is.
    for layers in [
        vec![ip(9).into(), Tcp { destination: 82, ..Tcp::default() }.into()],
        vec![ip(9).into(), Udp { destination: 82, ..Udp::default() }.into()],
        vec![ip(1).into(), Tcp { destination: 80, ..Tcp::default() }.into()],
        vec![Ipv4 { fragment_offset: 1, ..ip(9) }.into(), Tcp { destination: 80, ..Tcp::default() }.into()],
        vec![ip(9).into(), Icmp::default().into()],
        vec![Ipv6::default().into(), Tcp { destination: 80, ..Tcp::default() }.into()],
    ] {
        let packet = frame(&layers).build();
        assert_eq!(
            rewritten(&rewrites.nat, rewrites::nat, &packet)?,
            (XdpAction::PASS, packet),
            "{layers:?}"
        );
    }
    let packet = frame(&[ip(9).into(), Tcp { destination: 80, ..Tcp::default() }.into()]).build();
    for length in 14..packet.len() {
        let cut = &packet[..length];
        assert_eq!(
            rewritten(&rewrites.nat, rewrites::nat, cut)?,
            (XdpAction::PASS, cut.to_vec()),
            "{length}"
        );
    }
    Ok(())
}

pub(crate) fn headers_are_put_on_and_taken_off(world: &World) -> Outcome {
    let rewrites = rewrites::load(&world.kernel)?;
    for payload in [0, 1, 7, 100, 1372] {
        let inner = Ipv4 { source: [10, 0, 0, 1].into(), tos: 4, ..Ipv4::default() };
        let outer =
            Ipv4 { source: [10, 9, 9, 1].into(), destination: [10, 9, 9, 2].into(), ..Ipv4::default() };
        let udp = Udp { source: 1, destination: 2, ..Udp::default() };
        let plain = frame(&[inner.clone().into(), udp.into()]).payload(vec![7; payload]).build();
        let wrapped = frame(&[outer.into(), inner.into(), udp.into()]).payload(vec![7; payload]).build();
        assert_eq!(rewritten(&rewrites.wrap, rewrites::wrap, &plain)?, (XdpAction::TX, wrapped.clone()));
        assert_eq!(rewritten(&rewrites.unwrap, rewrites::unwrap, &wrapped)?, (XdpAction::TX, plain.clone()));
        assert_eq!(rewritten(&rewrites.unwrap, rewrites::unwrap, &plain)?, (XdpAction::PASS, plain));
    }
    let long = frame(&[Ipv4::default().into()]).payload(vec![7; 1381]).build();
    assert_eq!(rewritten(&rewrites.wrap, rewrites::wrap, &long)?, (XdpAction::PASS, long));
    let newer = frame(&[Ipv6::default().into()]).build();
    assert_eq!(rewritten(&rewrites.wrap, rewrites::wrap, &newer)?, (XdpAction::PASS, newer));
    // A packet of the outer headers alone: fewer than 14 bytes would be left.
    let short = frame(&[Ipv4 { protocol: Some(4), ..Ipv4::default() }.into()]).build();
    assert_eq!(rewritten(&rewrites.unwrap, rewrites::unwrap, &short)?.0, XdpAction::TX);
    Ok(())
}

pub(crate) fn ends_are_moved(world: &World) -> Outcome {
    let rewrites = rewrites::load(&world.kernel)?;
    for by in [-100, -86, -85, -30, -1, 0, 1, 30, 1500] {
        let identification = u16::try_from(by + 100).unwrap();
        let ip = Ipv4 { identification, ..Ipv4::default() };
        let packet = frame(&[ip.into()]).payload([9; 66]).build();
        assert_eq!(packet.len(), 100);
        let found = rewritten(&rewrites.trim, rewrites::trim, &packet)?;
        let length = usize::try_from(100 + by).unwrap();
        if length < 14 {
            assert_eq!(found, (XdpAction::DROP, packet), "{by}");
        } else {
            let mut expected = packet;
            expected.resize(length, 0);
            assert_eq!(found, (XdpAction::TX, expected), "{by}");
        }
    }
    let far = Ipv4 { identification: 65535, ..Ipv4::default() };
    let packet = frame(&[far.into()]).build();
    assert_eq!(rewritten(&rewrites.trim, rewrites::trim, &packet)?, (XdpAction::DROP, packet));
    Ok(())
}

pub(crate) fn checksums_follow_addresses_of_ipv6_and_echoes(world: &World) -> Outcome {
    let rewrites = rewrites::load(&world.kernel)?;
    for number in 0..400_u16 {
        let mut address = [0; 16];
        for (at, byte) in address.iter_mut().enumerate() {
            *byte = u8::try_from((usize::from(number) * 37 + at * 91) % 256).unwrap();
        }
        let mut new = address;
        (new[0], new[15]) = (0xfd, 0x99);
        let ip =
            |address: [u8; 16]| Layer::from(Ipv6 { destination: Ipv6Addr::from(address), ..Ipv6::default() });
        let udp = Udp { source: number, destination: 9, ..Udp::default() };
        let tcp = Tcp { source: number, destination: 9, ..Tcp::default() };
        let echo = |rest| Icmpv6 { rest, ..Icmpv6::default() };
        let changed = [0x11, 0x11, 0x22, 0x22];
        for (before, after) in [
            (Layer::from(udp), Layer::from(udp)),
            (tcp.clone().into(), tcp.into()),
            (echo([1, 2, 3, 4]).into(), echo(changed).into()),
        ] {
            let packet = frame(&[ip(address), before]).payload(number.to_be_bytes()).build();
            let expected = frame(&[ip(new), after]).payload(number.to_be_bytes()).build();
            let found = rewritten(&rewrites.to_another, rewrites::to_another, &packet)?;
            assert_eq!(found, (XdpAction::TX, expected), "{number}");
        }
        let echo = |rest| Layer::from(Icmp { rest, ..Icmp::default() });
        let [a, b] = number.to_be_bytes();
        let packet = frame(&[Ipv4::default().into(), echo([a, b, b, a])]).build();
        let expected = frame(&[Ipv4::default().into(), echo(changed)]).build();
        let found = rewritten(&rewrites.to_another, rewrites::to_another, &packet)?;
        assert_eq!(found, (XdpAction::TX, expected), "{number}");
    }
    Ok(())
}

pub(crate) fn labels_are_put_before_packets(world: &World) -> Outcome {
    world.needs(Version::new(6, 8), "room for more than 32 bytes before a packet")?;
    let rewrites = rewrites::load(&world.kernel)?;
    let run = |more: u16, less: u8| {
        let [high, low] = more.to_be_bytes();
        let ethernet = Ethernet {
            destination: [2, 0, 0, 0, high, low],
            source: [2, 0, 0, 0, 0, less],
            ether_type: None,
        };
        let packet = Packet::new().with(ethernet).with(Ipv4::default()).payload([5; 30]).build();
        let output = rewrites.label.test_run(&TestRun::new().packet(&packet))?;
        let mut context = skep::bpf::Xdp::new(&packet);
        let natively = rewrites::label(&mut context).unwrap_or(skep::bpf::XdpAction::Aborted);
        assert_eq!(output.action(), XdpAction(natively as u32), "{more} {less}: natively {natively:?}");
        if matches!(natively, skep::bpf::XdpAction::Pass | skep::bpf::XdpAction::Tx) {
            // What is before the packet is given back with it.
            let (label, behind) = output.packet.split_at(8);
            assert_eq!(label, [0, 0, 0x5e, 0xed, 0, 0, 0, 7]);
            assert_eq!(context.metadata_bytes().get(..8), Some(label));
            assert!(behind.ends_with(context.bytes()), "{more} {less}");
            assert_eq!(output.packet.len(), context.metadata_bytes().len() + packet.len());
        }
        Ok::<_, Stop>(output.action())
    };
    for (more, less, expected) in [
        (8, 0, XdpAction::PASS),
        (12, 4, XdpAction::PASS),
        (12, 0, XdpAction::TX),
        (208, 0, XdpAction::TX),
        (4, 0, XdpAction::REDIRECT),
        (0, 0, XdpAction::REDIRECT),
        (8, 8, XdpAction::REDIRECT),
        (8, 12, XdpAction::DROP),
        (7, 0, XdpAction::DROP),
        (8, 1, XdpAction::DROP),
        (252, 0, XdpAction::DROP),
        (256, 0, XdpAction::DROP),
        (1000, 0, XdpAction::DROP),
    ] {
        assert_eq!(run(more, less)?, expected, "{more} {less}");
    }
    for more in 0..300 {
        run(more, 0)?;
    }
    Ok(())
}
