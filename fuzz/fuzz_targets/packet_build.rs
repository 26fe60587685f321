//! Any headers, one in the other, around any payload: the packet is as long as they are, and checksums that are computed are right.
#![no_main]

use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use skep::packet::{
    Arp, Ethernet, Gre, Icmp, Icmpv6, Ipv4, Ipv6, Ipv6Fragment, Layer, Packet, Tcp, TcpFlags, Udp, Vlan,
    VlanKind, Vxlan,
};

fuzz_target!(|bytes: &[u8]| {
    let mut from = Unstructured::new(bytes);
    let mut packet = Packet::new();
    let mut lengths = Vec::new();
    while lengths.len() < 12
        && let Ok(layer) = layer(&mut from)
    {
        lengths.push((length(&layer), layer.clone()));
        packet = packet.with(layer);
    }
    let packet = packet.payload(from.take_rest());
    let whole = packet.build();
    let mut at = 0;
    for (index, (length, layer)) in lengths.iter().enumerate() {
        if let Layer::Ipv4(Ipv4 { checksum: None, .. }) = layer {
            assert_eq!(sum(&whole[at..at + length]), 0xffff, "layer {index} of {lengths:?}");
        }
        if let Layer::Icmp(Icmp { checksum: None, .. }) = layer {
            assert_eq!(sum(&whole[at..]), 0xffff, "layer {index} of {lengths:?}");
        }
        at += length;
    }
    assert!(whole.len() >= at);
    let (most, parts) = (whole.len() % 40, packet.fragments(whole.len() % 40, 1));
    assert!(
        !parts.is_empty()
            && (parts.len() == 1 || parts.iter().all(|part| part.len() <= at + 8 + most.max(8)))
    );
    if whole.len() < 300 {
        let cut: Vec<_> = packet.truncations().collect();
        assert_eq!(cut.len(), whole.len() + 1);
        assert!(cut.iter().enumerate().all(|(length, cut)| *cut == whole[..length]));
    }
});

/// The sum of RFC 1071.
fn sum(bytes: &[u8]) -> u32 {
    let words =
        bytes.chunks(2).map(|word| u32::from(word[0]) << 8 | u32::from(word.get(1).copied().unwrap_or(0)));
    words.fold(0, |sum, word| {
        (sum + word) % 0xffff + u32::from((sum + word) != 0 && (sum + word) % 0xffff == 0) * 0xffff
    })
}

/// How many bytes a header has.
fn length(layer: &Layer) -> usize {
    let padded = |options: &[u8]| options.len().min(40).next_multiple_of(4);
    match layer {
        Layer::Ethernet(_) => 14,
        Layer::Vlan(_) => 4,
        Layer::Arp(_) => 28,
        Layer::Ipv4(header) => 20 + padded(&header.options),
        Layer::Ipv6(_) => 40,
        Layer::Tcp(header) => 20 + padded(&header.options),
        Layer::Udp(_) | Layer::Icmp(_) | Layer::Icmpv6(_) | Layer::Ipv6Fragment(_) | Layer::Vxlan(_) => 8,
        Layer::Gre(Gre { has_checksum, key, sequence, .. }) => {
            4 + 4 * [*has_checksum, key.is_some(), sequence.is_some()].into_iter().filter(|&has| has).count()
        }
        Layer::Bytes(bytes) => bytes.len(),
    }
}

fn layer(from: &mut Unstructured<'_>) -> Result<Layer> {
    if from.is_empty() {
        return Err(libfuzzer_sys::arbitrary::Error::NotEnoughData);
    }
    let options = |from: &mut Unstructured<'_>| -> Result<Vec<u8>> {
        let length = from.int_in_range(0..=60)?;
        Ok(from.bytes(length)?.to_vec())
    };
    Ok(match from.int_in_range(0..=13_u8)? {
        0 => Ethernet {
            destination: from.arbitrary()?,
            source: from.arbitrary()?,
            ether_type: from.arbitrary()?,
        }
        .into(),
        1 => {
            let kind = if from.arbitrary()? { VlanKind::Customer } else { VlanKind::Service };
            Vlan { kind, id: from.arbitrary()?, priority: from.arbitrary()?, ether_type: from.arbitrary()? }
                .into()
        }
        2 => Arp {
            operation: from.arbitrary()?,
            sender_mac: from.arbitrary()?,
            sender: from.arbitrary()?,
            target_mac: from.arbitrary()?,
            target: from.arbitrary()?,
        }
        .into(),
        3 => Ipv4 {
            source: from.arbitrary()?,
            destination: from.arbitrary()?,
            ttl: from.arbitrary()?,
            tos: from.arbitrary()?,
            identification: from.arbitrary()?,
            dont_fragment: from.arbitrary()?,
            more_fragments: from.arbitrary()?,
            fragment_offset: from.arbitrary()?,
            options: options(from)?,
            protocol: from.arbitrary()?,
            checksum: from.arbitrary()?,
        }
        .into(),
        4 => Ipv6 {
            source: from.arbitrary()?,
            destination: from.arbitrary()?,
            hop_limit: from.arbitrary()?,
            traffic_class: from.arbitrary()?,
            flow_label: from.arbitrary()?,
            next_header: from.arbitrary()?,
        }
        .into(),
        5 => Tcp {
            source: from.arbitrary()?,
            destination: from.arbitrary()?,
            sequence: from.arbitrary()?,
            acknowledgment: from.arbitrary()?,
            flags: TcpFlags(from.arbitrary()?),
            window: from.arbitrary()?,
            urgent: from.arbitrary()?,
            options: options(from)?,
            checksum: from.arbitrary()?,
        }
        .into(),
        6 => Udp { source: from.arbitrary()?, destination: from.arbitrary()?, checksum: from.arbitrary()? }
            .into(),
        7 => Icmp {
            message_type: from.arbitrary()?,
            code: from.arbitrary()?,
            rest: from.arbitrary()?,
            checksum: from.arbitrary()?,
        }
        .into(),
        8 => Icmpv6 {
            message_type: from.arbitrary()?,
            code: from.arbitrary()?,
            rest: from.arbitrary()?,
            checksum: from.arbitrary()?,
        }
        .into(),
        9 => Ipv4 { options: options(from)?, ..Ipv4::default() }.into(),
        10 => Gre {
            has_checksum: from.arbitrary()?,
            key: from.arbitrary()?,
            sequence: from.arbitrary()?,
            protocol: from.arbitrary()?,
        }
        .into(),
        11 => Vxlan { network: from.arbitrary()?, flags: from.arbitrary()? }.into(),
        12 => Ipv6Fragment {
            identification: from.arbitrary()?,
            fragment_offset: from.arbitrary()?,
            more_fragments: from.arbitrary()?,
            next_header: from.arbitrary()?,
        }
        .into(),
        _ => Layer::Bytes(options(from)?),
    })
}
