//! Headers of packets in packets.

use super::checksum::Checksum;
use super::header::{Layer, ether_type_of};

/// The number by which GRE names an Ethernet frame (RFC 1701, "transparent Ethernet bridging").
const ETHERNET: u16 = 0x6558;

/// A GRE header (RFC 2784, with the fields of RFC 2890); by default one without any of these.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Gre {
    /// Whether it has the checksum of itself and all that is inside.
    pub has_checksum: bool,
    /// What tells flows of the tunnel apart, if it has it.
    pub key: Option<u32>,
    /// The number of the packet, if it has one.
    pub sequence: Option<u32>,
    /// What is inside, by its number for Ethernet; by default the right one.
    pub protocol: Option<u16>,
}

impl Gre {
    pub(super) fn bytes(&self, inner: &[u8], next: Option<&Layer>) -> Vec<u8> {
        let protocol = self.protocol.unwrap_or_else(|| match next {
            Some(Layer::Ethernet(_)) => ETHERNET,
            next => ether_type_of(next),
        });
        // Bits 0, 2 and 3 of the header.
        let flags = u16::from(self.has_checksum) << 15
            | u16::from(self.key.is_some()) << 13
            | u16::from(self.sequence.is_some()) << 12;
        let mut bytes = [flags.to_be_bytes(), protocol.to_be_bytes()].concat();
        if self.has_checksum {
            bytes.extend([0; 4]);
        }
        for field in [self.key, self.sequence].into_iter().flatten() {
            bytes.extend(field.to_be_bytes());
        }
        if self.has_checksum {
            let checksum = Checksum::default().add(&bytes).add(inner).finish();
            bytes[4..6].copy_from_slice(&checksum.to_be_bytes());
        }
        bytes
    }
}

/// A VXLAN header (RFC 7348), which is inside a [`Udp`](super::Udp) datagram to [`Vxlan::PORT`] and has an Ethernet frame inside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Vxlan {
    /// The number of the network, of 24 bits.
    pub network: u32,
    /// The flags; by default the one that says that there is a number.
    pub flags: u8,
}

impl Vxlan {
    /// The port that IANA has assigned to it.
    pub const PORT: u16 = 4789;

    pub(super) fn bytes(self) -> Vec<u8> {
        [u32::from(self.flags) << 24, self.network << 8].map(u32::to_be_bytes).concat()
    }
}

impl Default for Vxlan {
    fn default() -> Self {
        Self { network: 0, flags: 0x08 }
    }
}
