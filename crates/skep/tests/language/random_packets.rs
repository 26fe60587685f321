//! Random packets: what programs do with them in a kernel is what they do natively.

use crate::headers::Parser;
use crate::world::World;
use crate::{headers, payloads, rewrites};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use skep::packet::{
    Arp, Ethernet, Icmp, Icmpv6, Ipv4, Ipv6, Layer, Packet, Tcp, TcpFlags, Udp, Vlan, VlanKind,
};
use skep_harness::Outcome;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// How many packets each program is given.
const PACKETS: u32 = 1500;

/// One of these, more often than anything else.
fn often<T: Clone + std::fmt::Debug + 'static>(
    these: &'static [T],
    others: impl Strategy<Value = T> + 'static,
) -> impl Strategy<Value = T> {
    prop_oneof![3 => proptest::sample::select(these), 1 => others]
}

fn tag() -> impl Strategy<Value = Layer> {
    let kind = prop_oneof![Just(VlanKind::Customer), Just(VlanKind::Service)];
    (kind, often(&[7, 100], 0..4096_u16), often(&[5], 0..8_u8))
        .prop_map(|(kind, id, priority)| Vlan { kind, id, priority, ether_type: None }.into())
}

/// Options of whole words.
fn options() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![3 => Just(vec![]), 1 => (1..=10_usize).prop_map(|words| vec![1; words * 4])]
}

fn ipv4() -> impl Strategy<Value = Layer> {
    let fragment = (any::<bool>(), any::<bool>(), often(&[0, 0, 0, 185], 0..0x2000_u16));
    (options(), fragment, often(&[0, 0xb9], any::<u8>()), often(&[100, 90, 110], any::<u16>())).prop_map(
        |(options, (dont_fragment, more_fragments, fragment_offset), tos, identification)| {
            Ipv4 {
                options,
                dont_fragment,
                more_fragments: more_fragments && fragment_offset != 0,
                fragment_offset,
                tos,
                identification,
                ..Ipv4::default()
            }
            .into()
        },
    )
}

/// An IPv6 header and extension headers, of which each but the last says which kind comes next; the last says `last`.
fn ipv6() -> impl Strategy<Value = Vec<Layer>> {
    let kinds =
        proptest::collection::vec((proptest::sample::select(&[0_u8, 43, 44, 51, 60][..]), 1..4_usize), 0..8);
    (kinds, proptest::sample::select(&[6_u8, 17, 58, 50, 59][..]), any::<bool>()).prop_map(
        |(kinds, last, is_first)| {
            let mut bytes = vec![];
            for (at, &(kind, units)) in kinds.iter().enumerate() {
                let next = kinds.get(at + 1).map_or(last, |&(next, _)| next);
                let units = if kind == 44 { 1 } else { units };
                let count = if kind == 51 { units * 2 } else { units - 1 };
                let length = if kind == 51 { units * 8 + 8 } else { units * 8 };
                let start = bytes.len();
                bytes.extend([next, u8::try_from(count).unwrap(), 0, u8::from(!is_first) << 4]);
                bytes.resize(start + length, 0);
            }
            let first = kinds.first().map_or(last, |&(kind, _)| kind);
            vec![Ipv6 { next_header: Some(first), ..Ipv6::default() }.into(), Layer::Bytes(bytes)]
        },
    )
}

fn network() -> impl Strategy<Value = Vec<Layer>> {
    let arp = (1..3_u16, often(&[[10, 0, 0, 9]], any::<[u8; 4]>())).prop_map(|(operation, target)| {
        let (sender, target) = ([10, 0, 0, 1].into(), target.into());
        vec![Arp { operation, sender_mac: [2; 6], sender, target_mac: [0; 6], target }.into()]
    });
    prop_oneof![
        4 => ipv4().prop_map(|ip| vec![ip]),
        2 => proptest::collection::vec(ipv4(), 2..4),
        4 => ipv6(),
        1 => arp,
        1 => Just(vec![]),
    ]
}

fn transport() -> impl Strategy<Value = Vec<Layer>> {
    let port = || often(&[80, 53, 9999], any::<u16>());
    prop_oneof![
        3 => (port(), options(), often(&[2], any::<u8>())).prop_map(|(destination, options, flags)| {
            vec![Tcp { destination, options, flags: TcpFlags(flags), ..Tcp::default() }.into()]
        }),
        3 => port().prop_map(|destination| vec![Udp { destination, ..Udp::default() }.into()]),
        1 => often(&[[0, 1, 0, 2]], any::<[u8; 4]>())
            .prop_map(|rest| vec![Icmp { rest, ..Icmp::default() }.into()]),
        1 => often(&[[0x12, 0x34, 0, 0]], any::<[u8; 4]>())
            .prop_map(|rest| vec![Icmpv6 { rest, ..Icmpv6::default() }.into()]),
        1 => (0..64_u8, often(&[7], any::<u8>()), often(&[[10, 0, 0, 9]], any::<[u8; 4]>())).prop_map(geneve),
        1 => Just(vec![]),
    ]
}

/// IPv4 in Ethernet in Geneve.
fn geneve((options, network, destination): (u8, u8, [u8; 4])) -> Vec<Layer> {
    let mut header = vec![options, 0, 0x65, 0x58, 0, 0, network, 0];
    header.resize(8 + usize::from(options) * 4, 9);
    let ip = Ipv4 { destination: destination.into(), ..Ipv4::default() };
    vec![Udp::default().into(), Layer::Bytes(header), Ethernet::default().into(), ip.into()]
}

/// What programs look for, and anything.
fn payload() -> impl Strategy<Value = Vec<u8>> {
    let name = b"\0\0\0\0\0\0\0\0\0\0\0\0\x03www\x04skep\x03xyz\0\0\x01";
    let pointed = [0, 0, 0, 2, 0, 0, 0xfe, 0xed, 0xbe, 0xef];
    prop_oneof![
        1 => Just(b"GET / HTTP".to_vec()),
        1 => Just(name.to_vec()),
        1 => Just(pointed.to_vec()),
        1 => Just([250; 4].to_vec()),
        3 => proptest::collection::vec(any::<u8>(), 0..200),
    ]
}

/// Headers in the order that they have, and a payload; now and then what chance would hardly make.
fn whole() -> impl Strategy<Value = Vec<u8>> {
    let tags = prop_oneof![2 => Just(vec![]), 1 => proptest::collection::vec(tag(), 1..5)];
    let syn = Tcp { flags: TcpFlags::SYN, options: vec![1; 12], ..Tcp::default() };
    let tunnel = [Ipv4::default().into(), Ipv4::default().into(), Ipv4::default().into()];
    let echo = Icmp { rest: [0, 1, 0, 2], ..Icmp::default() };
    let build = |layers: Vec<Layer>, payload: &[u8]| {
        let packet = layers.into_iter().fold(Packet::new().with(Ethernet::default()), Packet::with);
        packet.payload(payload).build()
    };
    prop_oneof![
        8 => (tags, network(), transport(), payload()).prop_map(move |(tags, network, transport, payload)| {
            build([tags, network, transport].concat(), &payload)
        }),
        1 => Just(build(vec![Ipv4::default().into(), syn.into()], &[0xaa; 8])),
        1 => Just(build([tunnel.to_vec(), vec![echo.into()]].concat(), &[])),
    ]
}

/// A packet, of which some bytes are changed, and that is often cut off.
fn packet() -> impl Strategy<Value = Vec<u8>> {
    let changes = proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..3);
    let cut = proptest::option::of(any::<proptest::sample::Index>());
    (whole(), changes, cut).prop_map(|(mut bytes, changes, cut)| {
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            // No kernel takes fewer than 14 bytes.
            bytes.truncate(14 + cut.index(bytes.len() - 13));
        }
        bytes
    })
}

pub(crate) fn random_packets_have_the_verdict_they_have_natively(world: &World) -> Outcome {
    let mut parsers: Vec<Parser> = headers::parsers(world)?;
    parsers.extend(payloads::parsers(world)?);
    parsers.extend(rewrites::parsers(world)?);
    let seen: RefCell<BTreeMap<&str, BTreeSet<u32>>> = RefCell::default();
    let config = Config { cases: PACKETS, failure_persistence: None, ..Config::default() };
    let done = TestRunner::new(config).run(&packet(), |packet| {
        for (name, run) in &parsers {
            let action = run(&packet).map_err(|stop| TestCaseError::fail(format!("{name}: {stop:?}")))?;
            seen.borrow_mut().entry(name).or_default().insert(action.0);
        }
        Ok(())
    });
    if let Err(error) = done {
        panic!("{error}");
    }
    for (name, verdicts) in seen.into_inner() {
        assert!(verdicts.len() > 1, "`{name}` has one verdict for everything: {verdicts:?}");
    }
    Ok(())
}
