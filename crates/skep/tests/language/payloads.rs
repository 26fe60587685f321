//! Programs that read what is behind the headers, at places that are known and at places that are only known when they run. Each verdict is
//! asked of the kernel and of the program that runs natively.

use crate::headers::{Parser, frame, in_both, verdict};
use crate::world::World;
use skep::bpf::XdpAction as Native;
use skep::packet::{Ipv4, Layer, Tcp, Udp};
use skep::prelude::*;
use skep_harness::{Outcome, Stop};

#[skep::bpf(license = "GPL")]
mod payloads {
    use skep::bpf::*;

    /// A header of one's own, with options: Geneve (RFC 8926).
    #[value]
    #[derive(PartialEq, Eq, Debug)]
    pub(super) struct Geneve {
        pub(super) version_length: u8,
        pub(super) flags: u8,
        pub(super) protocol: U16Be,
        pub(super) vni: [u8; 3],
        pub(super) reserved: u8,
    }

    impl Header for Geneve {
        const LENGTH: Length = Length::Counted { byte: 0, shift: 0, bits: 6, unit: 4, more: 8 };
    }

    /// Requests pass.
    #[xdp(default = Drop)]
    pub(super) fn request(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        packet.parse::<Ethernet>()?;
        packet.parse::<Ipv4>()?;
        packet.parse::<Tcp>()?;
        let method = packet.bytes::<4>()?;
        if method[0] != b'G' || method[1] != b'E' || method[2] != b'T' || method[3] != b' ' {
            return None;
        }
        // It is answered: the first byte of the path becomes another.
        let path = packet.bytes::<1>()?;
        path[0] = b'!';
        Some(XdpAction::Pass)
    }

    /// The first number of the payload says where a word is that has to be right.
    #[xdp(default = Drop)]
    pub(super) fn pointed_at(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        packet.parse::<Ethernet>()?;
        packet.parse::<Ipv4>()?;
        packet.parse::<Udp>()?;
        let offset = packet.bytes::<4>()?;
        let offset = u32::from(offset[0]) << 24
            | u32::from(offset[1]) << 16
            | u32::from(offset[2]) << 8
            | u32::from(offset[3]);
        if packet.at::<U32Be>(offset)?.get() == 0xfeed_beef {
            Some(XdpAction::Pass)
        } else {
            Some(XdpAction::Tx)
        }
    }

    /// The third label of a name asked for over UDP begins with an x, and the question is of type 1.
    #[xdp(default = Drop)]
    pub(super) fn name(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        packet.parse::<Ethernet>()?;
        packet.parse::<Ipv4>()?;
        packet.parse::<Udp>()?;
        if !packet.skip(12) {
            return Some(XdpAction::Aborted);
        }
        let mut is_x = false;
        for number in 0..8 {
            let length = packet.bytes::<1>()?[0];
            if length == 0 {
                let kind = packet.bytes::<2>()?;
                return if is_x && kind[1] == 1 { Some(XdpAction::Pass) } else { Some(XdpAction::Tx) };
            }
            if length > 63 {
                return None;
            }
            if number == 2 && *packet.at::<u8>(0)? == b'x' {
                is_x = true;
            }
            if !packet.skip(u32::from(length)) {
                return Some(XdpAction::Redirect);
            }
        }
        None
    }

    /// The first 64 bytes of the payload, up to a zero, add up to 1000.
    #[xdp(default = Drop)]
    pub(super) fn sum(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        packet.parse::<Ethernet>()?;
        packet.parse::<Ipv4>()?;
        packet.parse::<Udp>()?;
        let mut sum = 0_u32;
        for byte in packet.each::<64>() {
            if byte == 0 {
                break;
            }
            if byte == 1 {
                continue;
            }
            sum += u32::from(byte);
        }
        if sum == 1000 { Some(XdpAction::Pass) } else { None }
    }

    /// UDP says as many bytes as there are.
    #[xdp(default = Drop)]
    pub(super) fn right_length(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        packet.parse::<Ethernet>()?;
        packet.parse::<Ipv4>()?;
        let udp = packet.parse::<Udp>()?;
        if packet.remaining() + 8 == u64::from(udp.len.get()) { Some(XdpAction::Pass) } else { None }
    }

    /// UDP to port 53 behind IPv4 that is not gone past, without a checksum from now on.
    #[xdp(default = Drop)]
    pub(super) fn behind_options(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        packet.parse::<Ethernet>()?;
        let ip = packet.parse_fixed::<Ipv4>()?;
        let length = ip.header_len();
        if length < 20 || ip.protocol != IPPROTO_UDP {
            return None;
        }
        let udp = packet.header_at::<Udp>(u32::from(length - 20))?;
        if udp.dst.get() != 53 {
            return Some(XdpAction::Tx);
        }
        udp.check = U16Be::new(0);
        Some(XdpAction::Pass)
    }

    /// IPv4 inside of Geneve goes to 10.0.0.9.
    #[xdp(default = Drop)]
    pub(super) fn geneve(ctx: &mut Xdp) -> Option<XdpAction> {
        let mut packet = ctx.packet();
        packet.parse::<Ethernet>()?;
        packet.parse::<Ipv4>()?;
        packet.parse::<Udp>()?;
        let geneve = packet.parse::<Geneve>()?;
        if geneve.vni[2] != 7 || packet.parse::<Ethernet>()?.ether_type != ETH_P_IP {
            return None;
        }
        if packet.parse::<Ipv4>()?.dst.get() == 0x0a00_0009 { Some(XdpAction::Pass) } else { None }
    }
}

pub(crate) fn parsers(world: &World) -> Result<Vec<Parser>, Stop> {
    let loaded = payloads::load(&world.kernel)?;
    Ok(
        in_both! { loaded payloads: request Drop pointed_at Drop name Drop sum Drop right_length Drop geneve Drop behind_options Drop },
    )
}

fn tcp(options: usize, payload: &[u8]) -> Vec<u8> {
    let ip = Ipv4 { options: vec![1; options], ..Ipv4::default() };
    frame(&[ip.into(), Tcp { options: vec![1; options], ..Tcp::default() }.into()]).payload(payload).build()
}

fn udp(options: usize, payload: &[u8]) -> Vec<u8> {
    let ip = Ipv4 { options: vec![1; options], ..Ipv4::default() };
    frame(&[ip.into(), Udp::default().into()]).payload(payload).build()
}

pub(crate) fn payloads_are_read(world: &World) -> Outcome {
    let payloads = payloads::load(&world.kernel)?;
    let request = |packet: &[u8]| verdict(&payloads.request, payloads::request, Native::Drop, packet);
    for options in [0, 4, 40] {
        assert_eq!(request(&tcp(options, b"GET /"))?, XdpAction::PASS);
        assert_eq!(request(&tcp(options, b"GET "))?, XdpAction::DROP);
        assert_eq!(request(&tcp(options, b"GET"))?, XdpAction::DROP);
        for other in [b"PET /", b"GAT /", b"GEL /", b"GETT/"] {
            assert_eq!(request(&tcp(options, other))?, XdpAction::DROP);
        }
    }
    let output = payloads.request.test_run(&TestRun::new().packet(&tcp(8, b"GET /x")))?;
    assert!(output.packet.ends_with(b"GET !x"));

    let right = |packet: &[u8]| verdict(&payloads.right_length, payloads::right_length, Native::Drop, packet);
    for length in [0, 1, 2, 100, 1400] {
        let packet = udp(12, &vec![0; length]);
        assert_eq!(right(&packet)?, XdpAction::PASS, "{length}");
        assert_eq!(right(&[packet, vec![0]].concat())?, XdpAction::DROP, "{length}");
    }

    for options in [0, 4, 40] {
        let ip = Ipv4 { options: vec![1; options], ..Ipv4::default() };
        let to = |port| {
            let udp = Udp { destination: port, ..Udp::default() };
            frame(&[ip.clone().into(), udp.into()]).build()
        };
        let run =
            |packet: &[u8]| verdict(&payloads.behind_options, payloads::behind_options, Native::Drop, packet);
        assert_eq!(run(&to(53))?, XdpAction::PASS);
        assert_eq!(run(&to(54))?, XdpAction::TX);
        assert_eq!(run(&to(53)[..41 + options])?, XdpAction::DROP);
        let output = payloads.behind_options.test_run(&TestRun::new().packet(&to(53)))?;
        assert_eq!(output.packet[40 + options..], [0, 0]);
    }

    let sum = |payload: &[u8]| verdict(&payloads.sum, payloads::sum, Native::Drop, &udp(0, payload));
    let bytes = |count: usize, byte: u8, rest: &[u8]| [vec![byte; count], rest.to_vec()].concat();
    for (payload, expected) in [
        (bytes(4, 250, &[]), XdpAction::PASS),
        (bytes(4, 250, &[2]), XdpAction::DROP),
        (bytes(4, 250, &[0, 2]), XdpAction::PASS),
        (bytes(3, 250, &[1, 1, 250]), XdpAction::PASS),
        (bytes(60, 1, &[250; 4]), XdpAction::PASS),
        (bytes(61, 1, &[250; 4]), XdpAction::DROP),
        (bytes(60, 1, &[250; 5]), XdpAction::PASS),
        (vec![], XdpAction::DROP),
    ] {
        assert_eq!(sum(&payload)?, expected, "{payload:?}");
    }
    Ok(())
}

pub(crate) fn places_are_found_when_a_program_runs(world: &World) -> Outcome {
    let payloads = payloads::load(&world.kernel)?;
    let pointed = |options, offset: u32, rest: &[u8]| {
        let packet = udp(options, &[&offset.to_be_bytes(), rest].concat());
        verdict(&payloads.pointed_at, payloads::pointed_at, Native::Drop, &packet)
    };
    let word = [0xfe, 0xed, 0xbe, 0xef];
    for options in [0, 40] {
        for offset in [0, 1, 2, 3, 100, 1000] {
            let rest = [vec![7; usize::try_from(offset).unwrap()], word.to_vec()].concat();
            assert_eq!(pointed(options, offset, &rest)?, XdpAction::PASS, "{offset}");
            assert_eq!(pointed(options, offset + 1, &rest)?, XdpAction::DROP, "{offset}");
            assert_eq!(pointed(options, offset, &rest[..rest.len() - 1])?, XdpAction::DROP, "{offset}");
            assert_eq!(pointed(options, offset, &vec![7; rest.len()])?, XdpAction::TX, "{offset}");
        }
        for offset in [1400, 16383, 16384, 65535, 65536, u32::MAX - 3, u32::MAX] {
            assert_eq!(pointed(options, offset, &word)?, XdpAction::DROP, "{offset}");
        }
    }

    let name = |labels: &[&[u8]], end: &[u8]| {
        let mut payload = vec![0; 12];
        for label in labels {
            payload.push(u8::try_from(label.len()).unwrap());
            payload.extend(*label);
        }
        payload.extend(end);
        verdict(&payloads.name, payloads::name, Native::Drop, &udp(0, &payload))
    };
    assert_eq!(name(&[b"www", b"example", b"xyz"], &[0, 0, 1])?, XdpAction::PASS);
    assert_eq!(name(&[b"www", b"example", b"xyz"], &[0, 0, 2])?, XdpAction::TX);
    assert_eq!(name(&[b"www", b"example", b"org"], &[0, 0, 1])?, XdpAction::TX);
    assert_eq!(name(&[b"www", b"xyz"], &[0, 0, 1])?, XdpAction::TX);
    assert_eq!(name(&[b"www", b"example", b"xyz"], &[0, 0])?, XdpAction::DROP);
    assert_eq!(name(&[b"www", b"example", b"xyz"], &[])?, XdpAction::DROP);
    assert_eq!(name(&[b"a".as_slice(); 7], &[0, 0, 1])?, XdpAction::TX);
    assert_eq!(name(&[b"a".as_slice(); 8], &[0, 0, 1])?, XdpAction::DROP);
    assert_eq!(name(&[&[b'a'; 63], b"b", &[b'x'; 63]], &[0, 0, 1])?, XdpAction::PASS);
    assert_eq!(name(&[&[b'a'; 64]], &[0, 0, 1])?, XdpAction::DROP);
    assert_eq!(name(&[b"www"], &[60, 1])?, XdpAction::REDIRECT);
    let short = verdict(&payloads.name, payloads::name, Native::Drop, &udp(0, &[0; 11]))?;
    assert_eq!(short, XdpAction::ABORTED);

    let geneve = |options: u8, vni, destination: [u8; 4]| {
        let mut header = vec![options, 0, 0x65, 0x58, 0, 0, vni, 0];
        header.resize(8 + usize::from(options & 63) * 4, 9);
        let inner = Ipv4 { destination: destination.into(), ..Ipv4::default() };
        let ethernet = Layer::from(skep::packet::Ethernet::default());
        let packet = frame(&[
            Ipv4::default().into(),
            Udp::default().into(),
            Layer::Bytes(header),
            ethernet,
            inner.into(),
        ]);
        let packet = packet.build();
        for length in 14..packet.len() {
            let cut = verdict(&payloads.geneve, payloads::geneve, Native::Drop, &packet[..length])?;
            assert_eq!(cut, XdpAction::DROP);
        }
        verdict(&payloads.geneve, payloads::geneve, Native::Drop, &packet)
    };
    for options in [0, 1, 63] {
        assert_eq!(geneve(options, 7, [10, 0, 0, 9])?, XdpAction::PASS);
        assert_eq!(geneve(options, 8, [10, 0, 0, 9])?, XdpAction::DROP);
        assert_eq!(geneve(options, 7, [10, 0, 0, 8])?, XdpAction::DROP);
    }
    Ok(())
}
