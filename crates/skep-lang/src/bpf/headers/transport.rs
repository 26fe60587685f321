//! TCP (RFC 9293) and UDP (RFC 768).

use crate::bpf::network_order::{U16Be, U32Be};
use crate::bpf::packet::{Header, Length};
use skep_macros::{bpf, value};

// "TCP Header Flags" (IANA).
/// The sender sends no more.
pub const TCP_FIN: u8 = 1;
/// The sequence number is where the sender begins.
pub const TCP_SYN: u8 = 2;
/// The connection is broken off.
pub const TCP_RST: u8 = 4;
/// To be handed over at once.
pub const TCP_PSH: u8 = 8;
/// The number of acknowledgement counts.
pub const TCP_ACK: u8 = 16;
/// There are urgent bytes.
pub const TCP_URG: u8 = 32;
/// Congestion has been seen (RFC 3168).
pub const TCP_ECE: u8 = 64;
/// The sender sends less since (RFC 3168).
pub const TCP_CWR: u8 = 128;

/// A TCP header without its options: 20 bytes. What follows it begins behind its options.
#[value]
#[derive(PartialEq, Eq, Debug)]
pub struct Tcp {
    /// From which port.
    pub src: U16Be,
    /// To which port.
    pub dst: U16Be,
    /// The number of the first byte that follows.
    pub seq: U32Be,
    /// The number of the byte that is expected next.
    pub ack_seq: U32Be,
    /// The header's length in units of 4 bytes, in the upper four bits.
    pub data_offset: u8,
    /// The flags, such as [`TCP_SYN`].
    pub flags: u8,
    /// How many bytes may come.
    pub window: U16Be,
    /// The checksum of header, payload, and a part of the IP header.
    pub check: U16Be,
    /// Where urgent bytes end.
    pub urgent: U16Be,
}

/// A UDP header: 8 bytes.
#[value]
#[derive(PartialEq, Eq, Debug)]
pub struct Udp {
    /// From which port.
    pub src: U16Be,
    /// To which port.
    pub dst: U16Be,
    /// How many bytes there are, from the header's first on.
    pub len: U16Be,
    /// The checksum of header, payload, and a part of the IP header; 0 if there is none.
    pub check: U16Be,
}

impl Header for Tcp {
    const LENGTH: Length = Length::Counted { byte: 12, shift: 4, bits: 4, unit: 4, more: 0 };
}

impl Header for Udp {}

#[bpf]
impl Tcp {
    /// How many bytes the header says that it has with its options: 20 to 60 in a right one.
    pub fn header_len(&self) -> u8 {
        self.data_offset >> 4 << 2
    }

    /// Whether the sender ends its side.
    pub fn fin(&self) -> bool {
        self.flags & TCP_FIN != 0
    }

    /// Whether the sender begins.
    pub fn syn(&self) -> bool {
        self.flags & TCP_SYN != 0
    }

    /// Whether the connection is broken off.
    pub fn rst(&self) -> bool {
        self.flags & TCP_RST != 0
    }

    /// Whether it is to be handed over at once.
    pub fn psh(&self) -> bool {
        self.flags & TCP_PSH != 0
    }

    /// Whether the number of acknowledgement counts.
    pub fn ack(&self) -> bool {
        self.flags & TCP_ACK != 0
    }

    /// Whether there are urgent bytes.
    pub fn urg(&self) -> bool {
        self.flags & TCP_URG != 0
    }

    /// Changes from which port it is, and the checksum with it.
    pub fn set_src(&mut self, port: U16Be) {
        self.check = self.check.replaced(self.src, port);
        self.src = port;
    }

    /// Changes to which port it goes, and the checksum with it.
    pub fn set_dst(&mut self, port: U16Be) {
        self.check = self.check.replaced(self.dst, port);
        self.dst = port;
    }

    /// Has the checksum follow a change of an address in the IPv4 header.
    pub fn replace_address(&mut self, old: U32Be, new: U32Be) {
        self.check = self.check.replaced(old, new);
    }

    /// Has the checksum follow a change of an address in the IPv6 header.
    pub fn replace_address6(&mut self, old: &[u8; 16], new: &[u8; 16]) {
        self.check = self.check.replaced_address(old, new);
    }
}

#[bpf]
impl Udp {
    /// Changes from which port it is, and the checksum with it, if there is one.
    pub fn set_src(&mut self, port: U16Be) {
        if self.check != NONE {
            self.check = some(self.check.replaced(self.src, port));
        }
        self.src = port;
    }

    /// Changes to which port it goes, and the checksum with it, if there is one.
    pub fn set_dst(&mut self, port: U16Be) {
        if self.check != NONE {
            self.check = some(self.check.replaced(self.dst, port));
        }
        self.dst = port;
    }

    /// Has the checksum, if there is one, follow a change of an address in the IPv4 header.
    pub fn replace_address(&mut self, old: U32Be, new: U32Be) {
        if self.check != NONE {
            self.check = some(self.check.replaced(old, new));
        }
    }

    /// Has the checksum follow a change of an address in the IPv6 header.
    pub fn replace_address6(&mut self, old: &[u8; 16], new: &[u8; 16]) {
        if self.check != NONE {
            self.check = some(self.check.replaced_address(old, new));
        }
    }
}

/// There is no checksum.
const NONE: U16Be = U16Be::new(0);
/// The other form of a checksum of 0 (RFC 768).
const ONES: U16Be = U16Be::new(0xffff);

/// A checksum as UDP has it: 0 stands for none.
#[bpf]
fn some(check: U16Be) -> U16Be {
    if check == NONE { ONES } else { check }
}
