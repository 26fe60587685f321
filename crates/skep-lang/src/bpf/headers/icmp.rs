//! ICMP (RFC 792) and ICMPv6 (RFC 4443).

use crate::bpf::network_order::{U16Be, U32Be};
use crate::bpf::packet::Header;
use skep_macros::{bpf, value};

// "ICMP Type Numbers" (IANA); the names are those of linux/icmp.h.
/// An echo is given.
pub const ICMP_ECHOREPLY: u8 = 0;
/// The destination cannot be reached.
pub const ICMP_DEST_UNREACH: u8 = 3;
/// There is a better way.
pub const ICMP_REDIRECT: u8 = 5;
/// An echo is asked for.
pub const ICMP_ECHO: u8 = 8;
/// The time to live is over, or that to wait for fragments.
pub const ICMP_TIME_EXCEEDED: u8 = 11;
/// A header is wrong.
pub const ICMP_PARAMETERPROB: u8 = 12;
/// The time is asked for.
pub const ICMP_TIMESTAMP: u8 = 13;
/// The time is given.
pub const ICMP_TIMESTAMPREPLY: u8 = 14;

// "ICMPv6 'type' Numbers" (IANA); the names are those of linux/icmpv6.h, and for neighbours those of RFC 4861.
/// The destination cannot be reached (ICMPv6).
pub const ICMPV6_DEST_UNREACH: u8 = 1;
/// The packet is too large for the way; `rest` is how large it may be.
pub const ICMPV6_PKT_TOOBIG: u8 = 2;
/// The hop limit is reached, or the time to wait for fragments is over.
pub const ICMPV6_TIME_EXCEED: u8 = 3;
/// A header is wrong (ICMPv6).
pub const ICMPV6_PARAMPROB: u8 = 4;
/// An echo is asked for (ICMPv6).
pub const ICMPV6_ECHO_REQUEST: u8 = 128;
/// An echo is given (ICMPv6).
pub const ICMPV6_ECHO_REPLY: u8 = 129;
/// Routers are asked for.
pub const ICMPV6_ROUTER_SOLICITATION: u8 = 133;
/// A router tells of itself.
pub const ICMPV6_ROUTER_ADVERTISEMENT: u8 = 134;
/// A neighbour is asked for.
pub const ICMPV6_NEIGHBOUR_SOLICITATION: u8 = 135;
/// A neighbour tells of itself.
pub const ICMPV6_NEIGHBOUR_ADVERTISEMENT: u8 = 136;
/// There is a better way (ICMPv6).
pub const ICMPV6_REDIRECT: u8 = 137;

/// The beginning of an ICMP message: 8 bytes.
#[value]
#[derive(PartialEq, Eq, Debug)]
pub struct Icmp {
    /// What it is about, such as [`ICMP_ECHO`].
    pub message_type: u8,
    /// What it says about that.
    pub code: u8,
    /// The checksum of the message.
    pub check: U16Be,
    /// What depends on the type.
    pub rest: U32Be,
}

/// The beginning of an ICMPv6 message: 8 bytes.
#[value]
#[derive(PartialEq, Eq, Debug)]
pub struct Icmpv6 {
    /// What it is about, such as [`ICMPV6_ECHO_REQUEST`].
    pub message_type: u8,
    /// What it says about that.
    pub code: u8,
    /// The checksum of the message and a part of the IPv6 header.
    pub check: U16Be,
    /// What depends on the type.
    pub rest: U32Be,
}

impl Header for Icmp {}
impl Header for Icmpv6 {}

#[bpf]
impl Icmp {
    /// Of an echo: whose it is.
    pub fn echo_id(&self) -> u32 {
        self.rest.get() >> 16
    }

    /// Of an echo: its number.
    pub fn echo_sequence(&self) -> u32 {
        self.rest.get() & 0xffff
    }

    /// Changes what depends on the type (of an echo: whose it is, and its number), and the checksum with it.
    pub fn set_rest(&mut self, rest: U32Be) {
        self.check = self.check.replaced(self.rest, rest);
        self.rest = rest;
    }
}

#[bpf]
impl Icmpv6 {
    /// Of an echo: whose it is.
    pub fn echo_id(&self) -> u32 {
        self.rest.get() >> 16
    }

    /// Of an echo: its number.
    pub fn echo_sequence(&self) -> u32 {
        self.rest.get() & 0xffff
    }

    /// Whether it tells of an error, and the beginning of the packet in question follows (RFC 4443, 2.1).
    pub fn is_error(&self) -> bool {
        self.message_type < 128
    }

    /// Changes what depends on the type (of an echo: whose it is, and its number), and the checksum with it.
    pub fn set_rest(&mut self, rest: U32Be) {
        self.check = self.check.replaced(self.rest, rest);
        self.rest = rest;
    }

    /// Has the checksum follow a change of an address in the IPv6 header.
    pub fn replace_address6(&mut self, old: &[u8; 16], new: &[u8; 16]) {
        self.check = self.check.replaced_address(old, new);
    }
}
