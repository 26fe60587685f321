//! Programs that look at a packet's headers.

use crate::world::World;
use crate::{
    verdict, xdp_ethernet_parser, xdp_ethertype_filter, xdp_ip_protocol_filter, xdp_ipv4_parser,
    xdp_packet_size_filter, xdp_tcp_port_filter, xdp_udp_port_range,
};
use skep::packet::{Arp, Ethernet, Icmp, Ipv4, Ipv6, Layer, Packet, Tcp, Udp};
use skep::prelude::*;
use skep_harness::Outcome;
use std::net::Ipv4Addr;

/// A packet of these headers.
fn packet(layers: &[Layer]) -> Vec<u8> {
    let ethernet = Packet::new().with(Ethernet::default());
    layers.iter().fold(ethernet, |packet, layer| packet.with(layer.clone())).payload([0; 20]).build()
}

fn tcp(port: u16) -> Layer {
    Tcp { destination: port, ..Tcp::default() }.into()
}

fn udp(port: u16) -> Layer {
    Udp { destination: port, ..Udp::default() }.into()
}

fn ipv4() -> Layer {
    Ipv4::default().into()
}

/// IPv4 with options.
fn optioned() -> Layer {
    Ipv4 { options: vec![1; 12], ..Ipv4::default() }.into()
}

/// A fragment, whose first bytes look like a header of this protocol.
fn fragment(protocol: u8) -> Layer {
    Ipv4 { fragment_offset: 100, protocol: Some(protocol), ..Ipv4::default() }.into()
}

fn arp() -> Layer {
    let nobody = Ipv4Addr::UNSPECIFIED;
    Arp { operation: 1, sender_mac: [0; 6], sender: nobody, target_mac: [0; 6], target: nobody }.into()
}

fn ipv6() -> Layer {
    Ipv6::default().into()
}

/// IPv6 and an extension header with options for the receiver, before this protocol.
fn extended(protocol: u8) -> [Layer; 2] {
    let options = vec![protocol, 0, 1, 4, 0, 0, 0, 0];
    [Ipv6 { next_header: Some(60), ..Ipv6::default() }.into(), Layer::Bytes(options)]
}

/// Has the program look at packets of which it passes some, and drops the rest.
fn check(program: &Program, cases: &[(&[Layer], bool)]) -> Outcome {
    for (layers, passes) in cases {
        let expected = if *passes { XdpAction::PASS } else { XdpAction::DROP };
        assert_eq!(verdict(program, &packet(layers))?, expected, "{layers:?}");
    }
    Ok(())
}

/// Has the program look at a packet that passes, cut off after so many bytes, and after one byte less.
fn check_cut(program: &Program, layers: &[Layer], needed: usize) -> Outcome {
    let packet = packet(layers);
    assert_eq!(verdict(program, &packet[..needed])?, XdpAction::PASS, "{needed} bytes of {layers:?}");
    assert_eq!(verdict(program, &packet[..needed - 1])?, XdpAction::DROP, "less than {needed} of {layers:?}");
    Ok(())
}

pub(crate) fn xdp_packet_size_filter(world: &World) -> Outcome {
    let loaded = xdp_packet_size_filter::packet_size_filter::load(&world.kernel)?;
    for (length, expected) in
        [(14, XdpAction::DROP), (60, XdpAction::DROP), (61, XdpAction::PASS), (1500, XdpAction::PASS)]
    {
        assert_eq!(verdict(&loaded.xdp_packet_size_filter, &vec![0; length])?, expected, "{length} bytes");
    }
    Ok(())
}

pub(crate) fn xdp_ethernet_parser(world: &World) -> Outcome {
    let loaded = xdp_ethernet_parser::ethernet_parser::load(&world.kernel)?;
    let program = &loaded.xdp_ethernet_parser;
    assert_eq!(verdict(program, &[0; 14])?, XdpAction::PASS);
    assert_eq!(verdict(program, &[0; 1500])?, XdpAction::PASS);
    Ok(())
}

pub(crate) fn xdp_ethertype_filter(world: &World) -> Outcome {
    let loaded = xdp_ethertype_filter::ethertype_filter::load(&world.kernel)?;
    let cases: &[(&[Layer], bool)] =
        &[(&[ipv4(), tcp(1)], true), (&[ipv6(), tcp(1)], false), (&[arp()], false)];
    check(&loaded.xdp_ethertype_filter, cases)
}

pub(crate) fn xdp_ipv4_parser(world: &World) -> Outcome {
    let loaded = xdp_ipv4_parser::ipv4_parser::load(&world.kernel)?;
    let program = &loaded.xdp_ipv4_parser;
    check(program, &[(&[ipv4(), tcp(1)], true), (&[optioned(), udp(1)], true), (&[ipv6(), tcp(1)], false)])?;
    check_cut(program, &[ipv4()], 14 + 20)?;
    // Nobody looks at the options.
    check_cut(program, &[optioned()], 14 + 20)?;
    let mut wrong = packet(&[ipv4()]);
    // The version, and in the lower half the length in words.
    for (byte, expected) in [(0x45, XdpAction::PASS), (0x44, XdpAction::DROP), (0x65, XdpAction::DROP)] {
        wrong[14] = byte;
        assert_eq!(verdict(program, &wrong)?, expected, "{byte:#x}");
    }
    Ok(())
}

pub(crate) fn xdp_ip_protocol_filter(world: &World) -> Outcome {
    let loaded = xdp_ip_protocol_filter::ip_protocol_filter::load(&world.kernel)?;
    let [v6, options] = extended(6);
    let [v6_udp, options_udp] = extended(17);
    let cases: &[(&[Layer], bool)] = &[
        (&[ipv4(), tcp(1)], true),
        (&[optioned(), tcp(1)], true),
        (&[ipv6(), tcp(1)], true),
        (&[v6, options, tcp(1)], true),
        (&[ipv4(), udp(1)], false),
        (&[ipv4(), Icmp::default().into()], false),
        (&[ipv6(), udp(1)], false),
        (&[v6_udp, options_udp, udp(1)], false),
        (&[arp()], false),
    ];
    check(&loaded.xdp_ip_protocol_filter, cases)
}

pub(crate) fn xdp_tcp_port_filter(world: &World) -> Outcome {
    let loaded = xdp_tcp_port_filter::tcp_port_filter::load(&world.kernel)?;
    let program = &loaded.xdp_tcp_port_filter;
    let [v6, options] = extended(6);
    let [v6_udp, options_udp] = extended(17);
    let cases: &[(&[Layer], bool)] = &[
        (&[ipv4(), tcp(80)], true),
        (&[optioned(), tcp(80)], true),
        (&[ipv6(), tcp(80)], true),
        (&[v6.clone(), options.clone(), tcp(80)], true),
        (&[ipv4(), tcp(79)], false),
        (&[ipv4(), tcp(81)], false),
        (&[optioned(), tcp(8080)], false),
        (&[ipv6(), tcp(443)], false),
        (&[v6, options, tcp(443)], false),
        // The port is right, and the protocol is not.
        (&[ipv4(), udp(80)], false),
        (&[ipv6(), udp(80)], false),
        (&[v6_udp, options_udp, udp(80)], false),
        (&[fragment(6), tcp(80)], false),
        (&[arp()], false),
    ];
    check(program, cases)?;
    check_cut(program, &[ipv4(), tcp(80)], 14 + 20 + 20)?;
    check_cut(program, &[optioned(), tcp(80)], 14 + 32 + 20)?;
    check_cut(program, &[ipv6(), tcp(80)], 14 + 40 + 20)?;

    let mut open = xdp_tcp_port_filter::tcp_port_filter::open();
    open.PORT.set(443);
    let loaded = open.load(&world.kernel)?;
    check(&loaded.xdp_tcp_port_filter, &[(&[ipv4(), tcp(80)], false), (&[ipv4(), tcp(443)], true)])
}

pub(crate) fn xdp_udp_port_range(world: &World) -> Outcome {
    let loaded = xdp_udp_port_range::udp_port_range::load(&world.kernel)?;
    let program = &loaded.xdp_udp_port_range;
    for (port, passes) in [(0, false), (1023, false), (1024, true), (2048, true), (2049, false)] {
        let [v6, options] = extended(17);
        let cases: &[(&[Layer], bool)] = &[
            (&[ipv4(), udp(port)], passes),
            (&[optioned(), udp(port)], passes),
            (&[ipv6(), udp(port)], passes),
            (&[v6, options, udp(port)], passes),
            (&[ipv4(), tcp(port)], false),
            (&[ipv6(), tcp(port)], false),
            (&[fragment(17), udp(port)], false),
        ];
        check(program, cases)?;
    }
    check_cut(program, &[ipv4(), udp(1500)], 14 + 20 + 8)
}
