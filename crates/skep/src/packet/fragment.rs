//! Packets in fragments.

use super::Packet;
use super::header::{Ipv4, Ipv6, Layer, protocol_of};

/// The fragment header of IPv6 (RFC 8200, section 4.5).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Ipv6Fragment {
    /// What the fragments of a packet have in common.
    pub identification: u32,
    /// Where this fragment begins, in units of 8 bytes; 13 bits.
    pub fragment_offset: u16,
    /// Whether others come behind it.
    pub more_fragments: bool,
    /// The number of what is inside the whole packet; by default the right one.
    pub next_header: Option<u8>,
}

impl Ipv6Fragment {
    pub(super) fn bytes(&self, next: Option<&Layer>) -> Vec<u8> {
        let place = self.fragment_offset << 3 | u16::from(self.more_fragments);
        let mut bytes = vec![self.next_header.unwrap_or_else(|| protocol_of(next)), 0];
        bytes.extend(place.to_be_bytes());
        bytes.extend(self.identification.to_be_bytes());
        bytes
    }
}

impl Packet {
    /// The packet in fragments of its outermost IP packet, in order, each with at most so many bytes behind the IP header, rounded down to
    /// a multiple of 8 (at least 8). Checksums of what is inside are those of the whole. The identification of IPv4 is taken from
    /// its header, that of IPv6 is given. A packet that has no IP header, or is small enough, is one fragment: itself.
    ///
    /// ```
    /// use skep::packet::{Ethernet, Ipv4, Packet, Udp};
    ///
    /// let packet = Packet::new()
    ///     .with(Ethernet::default())
    ///     .with(Ipv4 { identification: 7, ..Ipv4::default() })
    ///     .with(Udp { source: 40_000, destination: 53, ..Udp::default() })
    ///     .payload([1; 40]);
    /// let fragments = packet.fragments(16, 0);
    /// assert_eq!(fragments.iter().map(Vec::len).collect::<Vec<_>>(), [14 + 20 + 16; 3]);
    /// // More come, and this one begins at 2 times 8 bytes.
    /// assert_eq!(fragments[1][14 + 6..14 + 8], [0x20, 2]);
    /// ```
    pub fn fragments(&self, most: usize, identification: u32) -> Vec<Vec<u8>> {
        let is_ip = |layer: &Layer| matches!(layer, Layer::Ipv4(_) | Layer::Ipv6(_));
        let Some(at) = self.layers.iter().position(is_ip) else { return vec![self.build()] };
        let inner = self.build_from(at + 1);
        if inner.len() <= most {
            return vec![self.build()];
        }
        let most = (most / 8).max(1) * 8;
        let protocol = protocol_of(self.layers.get(at + 1));
        let count = inner.len().div_ceil(most);
        let fragment = |(index, part): (usize, &[u8])| {
            // What does not fit its 13 bits is no packet that could be sent either.
            let fragment_offset = u16::try_from(index * most / 8).unwrap_or(u16::MAX);
            let more_fragments = index + 1 < count;
            let mut layers = self.layers[..at].to_vec();
            match &self.layers[at] {
                Layer::Ipv4(header) => layers.push(Layer::Ipv4(Ipv4 {
                    dont_fragment: false,
                    more_fragments,
                    fragment_offset,
                    protocol: Some(header.protocol.unwrap_or(protocol)),
                    ..header.clone()
                })),
                Layer::Ipv6(header) => {
                    let next_header = Some(header.next_header.unwrap_or(protocol));
                    layers.push(Layer::Ipv6(Ipv6 { next_header: None, ..*header }));
                    layers.push(Layer::Ipv6Fragment(Ipv6Fragment {
                        identification,
                        fragment_offset,
                        more_fragments,
                        next_header,
                    }));
                }
                other => layers.push(other.clone()),
            }
            Self { layers, payload: part.to_vec() }.build()
        };
        inner.chunks(most).enumerate().map(fragment).collect()
    }
}
