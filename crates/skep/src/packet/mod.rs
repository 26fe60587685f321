//! Packets for tests: headers as values, with lengths, protocol numbers and checksums filled in.

mod checksum;
mod fragment;
mod header;
mod pcap;
mod tunnel;

pub use fragment::Ipv6Fragment;
pub use header::{
    Arp, Ethernet, Icmp, Icmpv6, Ipv4, Ipv6, Layer, MacAddress, Tcp, TcpFlags, Udp, Vlan, VlanKind,
};

pub use pcap::{PcapError, PcapLink, PcapPacket, PcapReader, PcapWriter};
pub use tunnel::{Gre, Vxlan};

use checksum::Checksum;
use header::PseudoHeader;

/// A packet to be built: headers from the outside in, and a payload.
///
/// Lengths, the numbers of the next protocol and checksums are computed; a field that is set to `Some` is taken as it
/// is, so that wrong packets can be built as well.
///
/// ```
/// use skep::packet::{Ethernet, Ipv4, Packet, Udp, Vlan};
///
/// let frame = Packet::new()
///     .with(Ethernet::default())
///     .with(Vlan { id: 7, ..Vlan::default() })
///     .with(Ipv4 { source: [10, 0, 0, 1].into(), destination: [10, 0, 0, 2].into(), ..Ipv4::default() })
///     .with(Udp { source: 40_000, destination: 53, ..Udp::default() })
///     .payload(b"query")
///     .build();
/// assert_eq!(frame.len(), 14 + 4 + 20 + 8 + 5);
/// assert_eq!(frame[12..18], [0x81, 0x00, 0x00, 0x07, 0x08, 0x00]);
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Packet {
    layers: Vec<Layer>,
    payload: Vec<u8>,
}

impl Packet {
    /// A packet of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// This packet with one more header inside the others.
    #[must_use]
    pub fn with(mut self, header: impl Into<Layer>) -> Self {
        self.layers.push(header.into());
        self
    }

    /// This packet with a payload.
    #[must_use]
    pub fn payload(mut self, payload: impl AsRef<[u8]>) -> Self {
        self.payload = payload.as_ref().to_vec();
        self
    }

    /// The bytes of the packet.
    pub fn build(&self) -> Vec<u8> {
        self.build_from(0)
    }

    /// The bytes from this header on.
    fn build_from(&self, first: usize) -> Vec<u8> {
        let mut inner = self.payload.clone();
        let mut next: Option<&Layer> = None;
        for (index, layer) in self.layers.iter().enumerate().skip(first).rev() {
            // Whose addresses go into a transport checksum.
            let network = self.layers[..index].iter().rev().find_map(PseudoHeader::of);
            inner = layer.around(&inner, next, network.as_ref());
            next = Some(layer);
        }
        inner
    }

    /// The packet cut off after every number of bytes from 0 to all of them.
    pub fn truncations(&self) -> impl Iterator<Item = Vec<u8>> {
        let whole = self.build();
        (0..=whole.len()).map(move |length| whole[..length].to_vec())
    }
}

#[cfg(test)]
mod tests;
