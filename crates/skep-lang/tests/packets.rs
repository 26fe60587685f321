//! Packets are taken apart and written alike on machines of both byte orders: the staged copy in the interpreter of the intermediate
//! representation, and the native one.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

// Generated code names `::skep`.
extern crate skep_lang as skep;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use skep::bpf::{
    ETH_P_8021Q, ETH_P_IP, ETH_P_IPV6, Ethernet, IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP,
    Icmp, Icmpv6, Ipv4, Ipv6, Tcp, U16Be, U32Be, Udp, Vlan, Xdp, XdpAction, csum_diff,
};
use skep::ir::interpret::{Outcome, Word, World};
use skep::ir::{Module, Region, Type};
use skep::stage::{Endian, Given, Staging, Surroundings, kind, literal};
use std::cell::RefCell;

/// Changes everything that a checksum follows.
#[skep::bpf]
fn rewrite(ctx: &mut Xdp) -> Option<XdpAction> {
    let mut packet = ctx.packet();
    let ethernet = packet.parse::<Ethernet>()?;
    let mut ether_type = ethernet.ether_type;
    if ether_type == ETH_P_8021Q {
        let tag = packet.parse::<Vlan>()?;
        tag.tci = U16Be::new(tag.id() + 1);
        ether_type = tag.ether_type;
    }
    if ether_type == ETH_P_IPV6 {
        let ip = packet.parse::<Ipv6>()?;
        let mut new = ip.dst;
        new[3] = 0x77;
        new[12] = 0x88;
        match packet.behind_extensions(ip.next_header)? {
            IPPROTO_TCP => packet.parse::<Tcp>()?.replace_address6(&ip.dst, &new),
            IPPROTO_UDP => packet.parse::<Udp>()?.replace_address6(&ip.dst, &new),
            IPPROTO_ICMPV6 => packet.parse::<Icmpv6>()?.replace_address6(&ip.dst, &new),
            _ => return None,
        }
        ip.dst = new;
        return Some(XdpAction::Tx);
    }
    if ether_type != ETH_P_IP {
        return None;
    }
    let ip = packet.parse::<Ipv4>()?;
    let new = U32Be::new(ip.dst.get() ^ 0x0102_0304);
    match ip.protocol {
        IPPROTO_TCP => {
            let tcp = packet.parse::<Tcp>()?;
            tcp.replace_address(ip.dst, new);
            tcp.set_src(U16Be::new(4000));
            if tcp.syn() {
                return Some(XdpAction::Redirect);
            }
        }
        IPPROTO_UDP => {
            let udp = packet.parse::<Udp>()?;
            udp.replace_address(ip.dst, new);
            udp.set_dst(U16Be::new(53));
        }
        IPPROTO_ICMP => packet.parse::<Icmp>()?.set_rest(U32Be::new(0x1234_5678)),
        _ => return None,
    }
    ip.set_dst(new);
    ip.set_tos(ip.tos ^ 0x10);
    ip.set_ttl(ip.ttl ^ 1);
    ip.set_total_len(U16Be::new(99));
    if ip.header_len() == 20 && ip.ecn() == 0 {
        ip.compute_check();
    }
    Some(XdpAction::Pass)
}

/// The staged copy, for a machine of this byte order.
fn staged(endian: Endian) -> Module {
    let mut staging = Staging::new("GPL", Surroundings::new(endian));
    staging.function("f", &[Type::pointer(Region::Context)], Some(Type::I32), |builder| {
        let context = <&mut Xdp as Given<kind::Xdp>>::parameter(builder, 0);
        let verdict = rewrite::stage(builder, (context,));
        let none = literal(builder, XdpAction::Aborted);
        let verdict = verdict.unwrap_or(builder, none);
        skep::stage::Returned::finish(verdict, builder);
    });
    staging.finish().unwrap_or_else(|refusals| panic!("{refusals}"))
}

/// What is likely to be a packet.
fn packets() -> impl Strategy<Value = Vec<u8>> {
    let start = prop_oneof![
        Just(vec![0x08, 0x00]),
        Just(vec![0x86, 0xdd]),
        Just(vec![0x81, 0x00, 0x0f, 0xfe, 0x08, 0x00]),
        Just(vec![0x81, 0x00, 0x00, 0x07, 0x86, 0xdd]),
    ];
    let protocol = prop_oneof![Just(6_u8), Just(17), Just(1), Just(58), Just(60), any::<u8>()];
    let length = prop_oneof![3 => Just(0x45_u8), 1 => any::<u8>()];
    (start, length, protocol, proptest::collection::vec(any::<u8>(), 0..160)).prop_map(
        |(start, length, protocol, rest)| {
            let mut packet = [vec![2; 12], start, rest].concat();
            let at = if packet.get(12) == Some(&0x81) { 18 } else { 14 };
            let is_ipv6 = packet.get(at - 2) == Some(&0x86);
            let (first, next) = if is_ipv6 { (at, at + 6) } else { (at, at + 9) };
            for (place, byte) in [(first, length), (next, protocol)] {
                if let Some(to) = packet.get_mut(place) {
                    *to = byte;
                }
            }
            packet
        },
    )
}

#[test]
fn packets_are_written_alike_on_machines_of_both_byte_orders() {
    let modules = [Endian::Little, Endian::Big].map(|endian| (endian, staged(endian)));
    let worlds: Vec<_> = modules
        .iter()
        .map(|(endian, module)| (endian, module, RefCell::new(World::new(module, *endian).unwrap())))
        .collect();
    let config = Config { cases: 1000, failure_persistence: None, ..Config::default() };
    let done = TestRunner::new(config).run(&packets(), |packet| {
        let mut context = Xdp::new(&packet);
        let native = rewrite(&mut context).unwrap_or(XdpAction::Aborted);
        for (endian, module, world) in &worlds {
            let world = &mut world.borrow_mut();
            world.set_packet(&packet).unwrap();
            let outcome = world.run(module.function("f").unwrap(), &[Word::Context], &mut (), 10_000);
            let expected = Outcome::Returned(Some(Word::Integer(native as u64)));
            assert_eq!(outcome.unwrap(), expected, "{endian:?}");
            assert_eq!(world.packet(), context.bytes(), "{endian:?}");
        }
        Ok(())
    });
    done.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn differences_of_checksums_are_those_of_what_is_replaced() {
    let (old, new) = ([10_u8, 0, 0, 1, 10, 0, 0, 2], [192_u8, 168, 7, 9, 255, 255, 255, 255]);
    let sum = |bytes: &[u8]| {
        bytes.chunks(2).map(|two| u64::from(u16::from_ne_bytes([two[0], two[1]]))).sum::<u64>()
    };
    let before = U16Be::checksum(sum(&old));
    let difference = csum_diff(&old, &new, 0);
    let after = U16Be::checksum(u64::from(!before.raw()) + u64::from(difference));
    assert_eq!(after, U16Be::checksum(sum(&new)));
    assert_eq!(U16Be::checksum(csum_diff(&[0; 8], &new, 0).into()), U16Be::checksum(sum(&new)));
}
