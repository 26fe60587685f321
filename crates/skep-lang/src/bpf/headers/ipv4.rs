//! IPv4 (RFC 791), and the numbers of the protocols that follow it.

use crate::bpf::network_order::{U16Be, U32Be};
use crate::bpf::packet::{Header, Length};
use skep_macros::{bpf, value};

// "Assigned Internet Protocol Numbers" (IANA); the names are those of linux/in.h.
/// The protocol ICMP (RFC 792).
pub const IPPROTO_ICMP: u8 = 1;
/// The protocol IGMP (RFC 3376).
pub const IPPROTO_IGMP: u8 = 2;
/// IPv4 in IP (RFC 2003).
pub const IPPROTO_IPIP: u8 = 4;
/// The protocol TCP (RFC 9293).
pub const IPPROTO_TCP: u8 = 6;
/// The protocol UDP (RFC 768).
pub const IPPROTO_UDP: u8 = 17;
/// IPv6 in IP (RFC 2473).
pub const IPPROTO_IPV6: u8 = 41;
/// The protocol GRE (RFC 2784).
pub const IPPROTO_GRE: u8 = 47;
/// The protocol SCTP (RFC 9260).
pub const IPPROTO_SCTP: u8 = 132;

/// An IPv4 header without its options: 20 bytes. What follows it begins behind its options.
#[value]
#[derive(PartialEq, Eq, Debug)]
pub struct Ipv4 {
    /// The version in the upper four bits, and the header's length in units of 4 bytes.
    pub version_ihl: u8,
    /// The type of service.
    pub tos: u8,
    /// How many bytes there are, from the header's first on.
    pub total_len: U16Be,
    /// To which packet a fragment belongs.
    pub id: U16Be,
    /// Flags in the upper three bits, and where a fragment begins in units of 8 bytes.
    pub frag_off: U16Be,
    /// By how many more hops it goes.
    pub ttl: u8,
    /// What follows, such as [`IPPROTO_TCP`].
    pub protocol: u8,
    /// The checksum of the header.
    pub check: U16Be,
    /// From whom.
    pub src: U32Be,
    /// To whom.
    pub dst: U32Be,
}

impl Header for Ipv4 {
    const LENGTH: Length = Length::Counted { byte: 0, shift: 0, bits: 4, unit: 4, more: 0 };
}

#[bpf]
impl Ipv4 {
    /// The version: 4.
    pub fn version(&self) -> u8 {
        self.version_ihl >> 4
    }

    /// How many bytes the header says that it has with its options: 20 to 60 in a right one.
    pub fn header_len(&self) -> u8 {
        (self.version_ihl & 15) << 2
    }

    /// The class of service, from 0 to 63 (RFC 2474).
    pub fn dscp(&self) -> u8 {
        self.tos >> 2
    }

    /// What is said of congestion: 0 nothing is, 1 and 2 it would be, 3 there is (RFC 3168).
    pub fn ecn(&self) -> u8 {
        self.tos & 3
    }

    /// Whether it must not be cut into fragments.
    pub fn dont_fragment(&self) -> bool {
        self.frag_off.get() & 0x4000 != 0
    }

    /// Whether more fragments of its packet follow.
    pub fn has_more_fragments(&self) -> bool {
        self.frag_off.get() & 0x2000 != 0
    }

    /// Where in its packet a fragment begins, in bytes; 0 in the first and where there are no others.
    pub fn fragment_offset(&self) -> u32 {
        u32::from(self.frag_off.get() & 0x1fff) << 3
    }

    /// Whether the header of the next protocol follows: so it does in the first fragment only, and where there are no others.
    pub fn is_first_fragment(&self) -> bool {
        self.frag_off.get() & 0x1fff == 0
    }

    /// Whether it is a fragment, the first one or another.
    pub fn is_fragment(&self) -> bool {
        self.frag_off.get() & 0x3fff != 0
    }

    /// Changes from whom it is, and the header's checksum with it. That of TCP and UDP is made of the addresses too: their
    /// `replace_address`.
    pub fn set_src(&mut self, address: U32Be) {
        self.check = self.check.replaced(self.src, address);
        self.src = address;
    }

    /// Changes to whom it goes, and the header's checksum with it. That of TCP and UDP is made of the addresses too: their
    /// `replace_address`.
    pub fn set_dst(&mut self, address: U32Be) {
        self.check = self.check.replaced(self.dst, address);
        self.dst = address;
    }

    /// Changes by how many more hops it goes, and the checksum with it.
    pub fn set_ttl(&mut self, ttl: u8) {
        let below = u16::from(self.protocol);
        let old = U16Be::new(u16::from(self.ttl) << 8 | below);
        self.check = self.check.replaced(old, U16Be::new(u16::from(ttl) << 8 | below));
        self.ttl = ttl;
    }

    /// Changes the type of service, and the checksum with it.
    pub fn set_tos(&mut self, tos: u8) {
        let above = u16::from(self.version_ihl) << 8;
        let old = U16Be::new(above | u16::from(self.tos));
        self.check = self.check.replaced(old, U16Be::new(above | u16::from(tos)));
        self.tos = tos;
    }

    /// Changes how many bytes it says there are, and the checksum with it.
    pub fn set_total_len(&mut self, length: U16Be) {
        self.check = self.check.replaced(self.total_len, length);
        self.total_len = length;
    }

    /// Computes the checksum of a header without options.
    pub fn compute_check(&mut self) {
        let first = U16Be::new(u16::from(self.version_ihl) << 8 | u16::from(self.tos));
        let fifth = U16Be::new(u16::from(self.ttl) << 8 | u16::from(self.protocol));
        let halves = u64::from(first.raw())
            + u64::from(self.total_len.raw())
            + u64::from(self.id.raw())
            + u64::from(self.frag_off.raw())
            + u64::from(fifth.raw());
        let words = u64::from(self.src.raw()) + u64::from(self.dst.raw());
        self.check = U16Be::checksum(halves + words);
    }
}
