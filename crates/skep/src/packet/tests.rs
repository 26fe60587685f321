//! Packets compared with bytes that were put together by hand, and with sums computed anew. That a kernel takes them is
//! shown by the twin tests.

use super::*;
use std::net::Ipv6Addr;

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap()).collect()
}

#[test]
fn a_datagram_has_every_byte_in_its_place() {
    let frame = Packet::new()
        .with(Ethernet::default())
        .with(Ipv4 { identification: 0x1234, dont_fragment: true, ..Ipv4::default() })
        .with(Udp { source: 40_000, destination: 9999, ..Udp::default() })
        .payload("hi")
        .build();
    let expected = hex("000000000000 000000000000 0800
         45 00 001e 1234 4000 40 11 2a99 7f000001 7f000001
         9c40 270f 000a d61e 6869");
    assert_eq!(frame, expected);
}

#[test]
fn an_echo_request_over_ipv6_counts_the_addresses() {
    let source = Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 1);
    let destination = Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 0, 1);
    let packet = Packet::new()
        .with(Ipv6 { source, destination, flow_label: 0xf_ffff, hop_limit: 1, ..Ipv6::default() })
        .with(Icmpv6 { rest: [0, 1, 0, 2], ..Icmpv6::default() })
        .payload([1, 2, 3])
        .build();
    assert_eq!(packet[..8], [0x60, 0x0f, 0xff, 0xff, 0, 11, 58, 1]);
    // With its own checksum in it, everything adds up to all ones.
    let sum = Checksum::default().add(&packet[8..40]).add(&[0, 0, 0, 11, 0, 0, 0, 58]).add(&packet[40..]);
    assert_eq!(sum.finish(), 0);
}

#[test]
fn options_lengthen_their_headers() {
    let packet = Packet::new()
        .with(Ipv4 { options: vec![7, 3, 4], ..Ipv4::default() })
        .with(Tcp { flags: TcpFlags::SYN | TcpFlags::ACK, options: vec![2, 4, 5, 0xb4, 1], ..Tcp::default() })
        .build();
    assert_eq!(packet.len(), 24 + 28);
    assert_eq!((packet[0], packet[24 + 12], packet[24 + 13]), (0x46, 0x70, 0x12));
    assert_eq!(Checksum::default().add(&packet[..24]).finish(), 0);
    let pseudo = Checksum::default().add(&packet[12..20]).add(&[0, 6, 0, 28]);
    assert_eq!(pseudo.add(&packet[24..]).finish(), 0);
}

#[test]
fn tags_name_what_follows_them() {
    let frame = Packet::new()
        .with(Ethernet::default())
        .with(Vlan { kind: VlanKind::Service, id: 100, priority: 5, ..Vlan::default() })
        .with(Vlan { id: 0xffff, ..Vlan::default() })
        .with(Arp {
            operation: 1,
            sender_mac: [2; 6],
            sender: [10, 0, 0, 1].into(),
            target_mac: [0; 6],
            target: [10, 0, 0, 2].into(),
        })
        .build();
    let expected = hex("000000000000 000000000000 88a8 a064 8100 0fff 0806
         0001 0800 06 04 0001 020202020202 0a000001 000000000000 0a000002");
    assert_eq!(frame, expected);
}

#[test]
fn fields_that_are_given_are_taken_as_they_are() {
    let packet = Packet::new()
        .with(Ipv4 { checksum: Some(0xabcd), protocol: Some(99), ..Ipv4::default() })
        .with(Udp { checksum: Some(0), ..Udp::default() })
        .build();
    assert_eq!((packet[9], &packet[10..12], &packet[26..28]), (99, &[0xab, 0xcd][..], &[0, 0][..]));
}

#[test]
fn a_checksum_that_comes_out_as_zero_is_sent_as_ones() {
    // The payload is the complement of all else.
    let without = Packet::new().with(Ipv4::default()).with(Udp::default()).payload([0, 0]).build();
    let payload = [without[26], without[27]];
    let packet = Packet::new().with(Ipv4::default()).with(Udp::default()).payload(payload).build();
    assert_eq!(packet[26..28], [0xff, 0xff]);
}

#[test]
fn a_packet_is_cut_off_after_every_byte() {
    let packet = Packet::new().with(Ethernet::default()).payload("x");
    let lengths: Vec<usize> = packet.truncations().map(|cut| cut.len()).collect();
    assert_eq!(lengths, (0..=15).collect::<Vec<_>>());
}
