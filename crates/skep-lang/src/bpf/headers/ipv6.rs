//! IPv6 and its extension headers (RFC 8200), and the way behind them.

use crate::bpf::network_order::{U16Be, U32Be};
use crate::bpf::packet::{Header, Length, Packet, PacketRef};
use skep_macros::{bpf, value};

// "Assigned Internet Protocol Numbers" (IANA); the names are those of linux/in6.h.
/// Options for every hop follow: an [`Ipv6Extension`] (RFC 8200, 4.3).
pub const IPPROTO_HOPOPTS: u8 = 0;
/// A way to go follows: an [`Ipv6Extension`] (RFC 8200, 4.4).
pub const IPPROTO_ROUTING: u8 = 43;
/// It is a fragment: an [`Ipv6Fragment`] follows (RFC 8200, 4.5).
pub const IPPROTO_FRAGMENT: u8 = 44;
/// What follows is encrypted (RFC 4303).
pub const IPPROTO_ESP: u8 = 50;
/// What follows is authenticated: an [`Ipv6Authentication`] follows (RFC 4302).
pub const IPPROTO_AH: u8 = 51;
/// The protocol ICMPv6 (RFC 4443).
pub const IPPROTO_ICMPV6: u8 = 58;
/// Nothing follows (RFC 8200, 4.7).
pub const IPPROTO_NONE: u8 = 59;
/// Options for the receiver follow: an [`Ipv6Extension`] (RFC 8200, 4.6).
pub const IPPROTO_DSTOPTS: u8 = 60;

/// An IPv6 header: 40 bytes. What follows it are extension headers, if there are any ([`Packet::behind_extensions`]).
#[value]
#[derive(PartialEq, Eq, Debug)]
pub struct Ipv6 {
    /// The version in the upper four bits, then the traffic class and the label of the flow.
    pub version_class_flow: U32Be,
    /// How many bytes follow the header.
    pub payload_len: U16Be,
    /// What follows, such as [`IPPROTO_TCP`](super::IPPROTO_TCP).
    pub next_header: u8,
    /// By how many more hops it goes.
    pub hop_limit: u8,
    /// From whom.
    pub src: [u8; 16],
    /// To whom.
    pub dst: [u8; 16],
}

/// The first 8 bytes of an extension header: options for every hop, a way to go, options for the receiver. What follows begins behind
/// all of it.
#[value]
#[derive(PartialEq, Eq, Debug)]
pub struct Ipv6Extension {
    /// What follows.
    pub next_header: u8,
    /// How long it is in units of 8 bytes, the first of which does not count.
    pub length: u8,
    /// The first bytes of what is in it.
    pub data: [u8; 6],
}

/// The extension header of a fragment: 8 bytes.
#[value]
#[derive(PartialEq, Eq, Debug)]
pub struct Ipv6Fragment {
    /// What the packet has behind the extension headers of its fragments.
    pub next_header: u8,
    /// Not used.
    pub reserved: u8,
    /// Where the fragment begins in units of 8 bytes in the upper 13 bits; the lowest bit says whether more follow.
    pub frag_off: U16Be,
    /// To which packet it belongs.
    pub id: U32Be,
}

/// The first 12 bytes of an authentication header. What follows begins behind all of it.
#[value]
#[derive(PartialEq, Eq, Debug)]
pub struct Ipv6Authentication {
    /// What follows.
    pub next_header: u8,
    /// How long it is in units of 4 bytes, the first two of which do not count.
    pub length: u8,
    /// Not used.
    pub reserved: U16Be,
    /// Which association of security it is of.
    pub spi: U32Be,
    /// The packet's number in it.
    pub sequence: U32Be,
}

impl Header for Ipv6 {}
impl Header for Ipv6Fragment {}

impl Header for Ipv6Extension {
    const LENGTH: Length = Length::Counted { byte: 1, shift: 0, bits: 8, unit: 8, more: 8 };
}

impl Header for Ipv6Authentication {
    const LENGTH: Length = Length::Counted { byte: 1, shift: 0, bits: 8, unit: 4, more: 8 };
}

#[bpf]
impl Ipv6 {
    /// The version: 6.
    pub fn version(&self) -> u32 {
        self.version_class_flow.get() >> 28
    }

    /// The class of service, from 0 to 63 (RFC 2474).
    pub fn dscp(&self) -> u32 {
        self.version_class_flow.get() >> 22 & 63
    }

    /// What is said of congestion: 0 nothing is, 1 and 2 it would be, 3 there is (RFC 3168).
    pub fn ecn(&self) -> u32 {
        self.version_class_flow.get() >> 20 & 3
    }

    /// The label of the flow, of 20 bits (RFC 6437).
    pub fn flow_label(&self) -> u32 {
        self.version_class_flow.get() & 0xf_ffff
    }
}

#[bpf]
impl Ipv6Fragment {
    /// Where in its packet the fragment begins, in bytes.
    pub fn fragment_offset(&self) -> u16 {
        self.frag_off.get() & 0xfff8
    }

    /// Whether it is the first, so that the header of the next protocol follows.
    pub fn is_first_fragment(&self) -> bool {
        self.frag_off.get() & 0xfff8 == 0
    }

    /// Whether more fragments of its packet follow.
    pub fn has_more_fragments(&self) -> bool {
        self.frag_off.get() & 1 != 0
    }
}

/// How many extension headers [`Packet::behind_extensions`] goes past at most. A packet has hardly more than six: each kind once, and
/// options for the receiver twice (RFC 8200, 4.1).
pub const MOST_EXTENSIONS: u32 = 6;

/// Goes past the extension headers of which the first is of this kind.
#[bpf]
#[doc(hidden)]
pub fn behind_extensions(packet: &mut Packet<'_>, first: u8) -> Option<u8> {
    let mut next = first;
    for _ in 0..MOST_EXTENSIONS {
        match next {
            IPPROTO_HOPOPTS | IPPROTO_ROUTING | IPPROTO_DSTOPTS => {
                next = packet.parse::<Ipv6Extension>()?.next_header;
            }
            IPPROTO_AH => next = packet.parse::<Ipv6Authentication>()?.next_header,
            IPPROTO_FRAGMENT => {
                let fragment = packet.parse::<Ipv6Fragment>()?;
                if !fragment.is_first_fragment() {
                    return Some(IPPROTO_FRAGMENT);
                }
                next = fragment.next_header;
            }
            _ => return Some(next),
        }
    }
    match next {
        IPPROTO_HOPOPTS | IPPROTO_ROUTING | IPPROTO_DSTOPTS | IPPROTO_AH | IPPROTO_FRAGMENT => None,
        _ => Some(next),
    }
}

impl Packet<'_> {
    /// Goes past the extension headers of IPv6, of which the first is of this kind (the IPv6 header's `next_header`), and gives what
    /// follows them, such as [`IPPROTO_TCP`](super::IPPROTO_TCP).
    ///
    /// What ends the walk: a header that is none of options for every hop or the receiver, a way to go, authentication, or a fragment
    /// (so [`IPPROTO_ESP`] and [`IPPROTO_NONE`] are given too). A fragment that is not the first has no header behind it:
    /// [`IPPROTO_FRAGMENT`] is given then. `None`: the packet ends before, or there are more than [`MOST_EXTENSIONS`].
    pub fn behind_extensions(&mut self, first: u8) -> Option<u8> {
        behind_extensions(self, first)
    }
}

impl PacketRef {
    /// Goes past the extension headers of IPv6.
    pub fn behind_extensions(
        self,
        builder: &mut crate::stage::Builder<'_>,
        first: crate::stage::Val<u8>,
    ) -> crate::stage::Opt<crate::stage::Val<u8>> {
        behind_extensions::stage(builder, (self, first))
    }
}
