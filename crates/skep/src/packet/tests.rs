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

#[test]
fn packets_are_in_packets() {
    let frame = Packet::new()
        .with(Ipv4::default())
        .with(Udp { source: 1, destination: Vxlan::PORT, checksum: Some(0) })
        .with(Vxlan { network: 0x12_3456, ..Vxlan::default() })
        .with(Ethernet::default())
        .build();
    assert_eq!(frame[20..], hex("0001 12b5 001e 0000  08 000000 123456 00  000000000000 000000000000 88b5"));

    let inner = Ipv6 { next_header: Some(59), ..Ipv6::default() };
    let packet = Packet::new().with(Ipv4::default()).with(Gre::default()).with(inner).build();
    assert_eq!((packet[9], &packet[20..24]), (47, &hex("0000 86dd")[..]));
    let whole = Gre { has_checksum: true, key: Some(0x0102_0304), sequence: Some(9), protocol: None };
    let packet =
        Packet::new().with(Ipv6::default()).with(whole).with(Ethernet::default()).payload([5]).build();
    assert_eq!((packet[6], &packet[40..44]), (47, &hex("b000 6558")[..]));
    assert_eq!(packet[46..56], hex("0000 01020304 00000009"));
    assert_eq!(Checksum::default().add(&packet[40..]).finish(), 0);
}

#[test]
fn fragments_make_the_whole_packet() {
    let datagram = |network: Layer| {
        let udp = Udp { source: 1, destination: 2, ..Udp::default() };
        Packet::new().with(Ethernet::default()).with(network).with(udp).payload([7; 30])
    };
    let packet = datagram(Ipv4 { identification: 0x1234, dont_fragment: true, ..Ipv4::default() }.into());
    let (whole, fragments) = (packet.build(), packet.fragments(20, 0));
    let places: Vec<_> = fragments.iter().map(|fragment| hex_of(&fragment[14 + 4..14 + 8])).collect();
    assert_eq!(places, ["12342000", "12342002", "12340004"]);
    for fragment in &fragments {
        assert_eq!(Checksum::default().add(&fragment[14..34]).finish(), 0);
        assert_eq!((usize::from(fragment[17]), fragment[23]), (fragment.len() - 14, 17));
    }
    assert_eq!(
        fragments.iter().flat_map(|fragment| &fragment[34..]).copied().collect::<Vec<_>>(),
        whole[34..]
    );

    let packet = datagram(Ipv6::default().into());
    let (whole, fragments) = (packet.build(), packet.fragments(24, 0xabcd));
    let headers: Vec<_> = fragments.iter().map(|fragment| hex_of(&fragment[54..62])).collect();
    assert_eq!(headers, ["110000010000abcd", "110000180000abcd"]);
    assert!(fragments.iter().all(|fragment| fragment[20] == 44));
    assert_eq!(
        fragments.iter().flat_map(|fragment| &fragment[62..]).copied().collect::<Vec<_>>(),
        whole[54..]
    );
    assert_eq!(packet.fragments(38, 0), [whole]);
    assert_eq!(Packet::new().payload([1; 9]).fragments(0, 0), [[1; 9]]);
}

fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
