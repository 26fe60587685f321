//! What stands first in a frame: Ethernet and the tags of VLANs; and ARP, which follows them.

use crate::bpf::network_order::{U16Be, U32Be};
use crate::bpf::packet::Header;
use skep_macros::{bpf, value};

macro_rules! ether_types {
    ($($(#[$doc:meta])* $name:ident $number:literal;)*) => { $($(#[$doc])* pub const $name: U16Be = U16Be::new($number);)* };
}

// IEEE 802 numbers (IANA, "ETHER TYPES"); the names are those of linux/if_ether.h.
ether_types! {
    /// The type of IPv4 in an Ethernet header.
    ETH_P_IP 0x0800;
    /// The type of ARP (RFC 826).
    ETH_P_ARP 0x0806;
    /// The type of a frame with a VLAN's tag (IEEE 802.1Q): a [`Vlan`] follows.
    ETH_P_8021Q 0x8100;
    /// The type of IPv6.
    ETH_P_IPV6 0x86dd;
    /// The type of MPLS to one receiver.
    ETH_P_MPLS_UC 0x8847;
    /// The type of a frame with the outer tag of two (IEEE 802.1ad): a [`Vlan`] follows.
    ETH_P_8021AD 0x88a8;
    /// The type of LLDP (IEEE 802.1AB).
    ETH_P_LLDP 0x88cc;
}

/// An Ethernet header: 14 bytes.
#[value]
#[derive(PartialEq, Eq, Debug)]
pub struct Ethernet {
    /// To whom.
    pub dst: [u8; 6],
    /// From whom.
    pub src: [u8; 6],
    /// What follows, such as [`ETH_P_IP`].
    pub ether_type: U16Be,
}

/// A VLAN's tag, behind an Ethernet header or another tag: 4 bytes (IEEE 802.1Q, 9.6). There is one if the type before it is
/// [`ETH_P_8021Q`] or [`ETH_P_8021AD`]. Many network cards take the outermost tag out of the packet before a program sees it.
#[value]
#[derive(PartialEq, Eq, Debug)]
pub struct Vlan {
    /// Three bits of priority, one that says whether it may be dropped, and twelve of the VLAN's number.
    pub tci: U16Be,
    /// What follows, such as [`ETH_P_IP`].
    pub ether_type: U16Be,
}

/// An ARP message about IPv4 addresses on Ethernet: 28 bytes (RFC 826).
#[value]
#[derive(PartialEq, Eq, Debug)]
pub struct Arp {
    /// The kind of hardware: 1 for Ethernet.
    pub hardware_type: U16Be,
    /// The kind of address: [`ETH_P_IP`].
    pub protocol_type: U16Be,
    /// How many bytes a hardware address has: 6.
    pub hardware_len: u8,
    /// How many bytes an address has: 4.
    pub protocol_len: u8,
    /// What it is: 1 asks, 2 answers.
    pub operation: U16Be,
    /// The sender's hardware address.
    pub sender_mac: [u8; 6],
    /// The sender's address.
    pub sender: U32Be,
    /// The hardware address that is asked for, or answered to.
    pub target_mac: [u8; 6],
    /// The address that is asked for, or answered to.
    pub target: U32Be,
}

impl Header for Ethernet {}
impl Header for Vlan {}
impl Header for Arp {}

#[bpf]
impl Ethernet {
    /// Whether the tag of a VLAN follows.
    pub fn is_tagged(&self) -> bool {
        self.ether_type == ETH_P_8021Q || self.ether_type == ETH_P_8021AD
    }

    /// Has it go back to whom it is from.
    #[expect(clippy::manual_swap, reason = "the language has no `swap` of what references lead to")]
    pub fn swap_addresses(&mut self) {
        let from = self.src;
        self.src = self.dst;
        self.dst = from;
    }
}

#[bpf]
impl Vlan {
    /// The VLAN's number, of 12 bits.
    pub fn id(&self) -> u16 {
        self.tci.get() & 0xfff
    }

    /// The priority, from 0 to 7.
    pub fn priority(&self) -> u16 {
        self.tci.get() >> 13
    }

    /// Whether it is to be dropped before others.
    pub fn may_be_dropped(&self) -> bool {
        self.tci.get() & 0x1000 != 0
    }

    /// Whether another tag follows.
    pub fn is_tagged(&self) -> bool {
        self.ether_type == ETH_P_8021Q || self.ether_type == ETH_P_8021AD
    }
}
