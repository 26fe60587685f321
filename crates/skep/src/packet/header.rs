//! The headers that packets are built of.

use super::Checksum;
use super::fragment::Ipv6Fragment;
use super::tunnel::{Gre, Vxlan};
use std::net::{Ipv4Addr, Ipv6Addr};

/// The numbers by which an Ethernet header names what follows (IEEE 802 numbers, IANA).
mod ether_type {
    pub(super) const IPV4: u16 = 0x0800;
    pub(super) const ARP: u16 = 0x0806;
    pub(super) const IPV6: u16 = 0x86dd;
}

/// The numbers by which an IP header names what follows (protocol numbers, IANA).
mod protocol {
    pub(super) const ICMP: u8 = 1;
    pub(super) const IPV4: u8 = 4;
    pub(super) const TCP: u8 = 6;
    pub(super) const UDP: u8 = 17;
    pub(super) const IPV6: u8 = 41;
    pub(super) const IPV6_FRAGMENT: u8 = 44;
    pub(super) const GRE: u8 = 47;
    pub(super) const ICMPV6: u8 = 58;
    pub(super) const NONE: u8 = 59;
}

/// The address of a network card.
pub type MacAddress = [u8; 6];

/// One header of a packet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Layer {
    /// Ethernet II.
    Ethernet(Ethernet),
    /// A VLAN tag.
    Vlan(Vlan),
    /// An ARP message, which is all of its packet.
    Arp(Arp),
    /// IPv4.
    Ipv4(Ipv4),
    /// IPv6.
    Ipv6(Ipv6),
    /// The fragment header of IPv6.
    Ipv6Fragment(Ipv6Fragment),
    /// GRE.
    Gre(Gre),
    /// VXLAN.
    Vxlan(Vxlan),
    /// TCP.
    Tcp(Tcp),
    /// UDP.
    Udp(Udp),
    /// ICMP.
    Icmp(Icmp),
    /// ICMPv6.
    Icmpv6(Icmpv6),
    /// Bytes of one's own, such as an extension header.
    Bytes(Vec<u8>),
}

macro_rules! layers {
    ($($name:ident)*) => {
        $(impl From<$name> for Layer {
            fn from(header: $name) -> Self {
                Self::$name(header)
            }
        })*
    };
}

layers! { Ethernet Vlan Arp Ipv4 Ipv6 Ipv6Fragment Gre Vxlan Tcp Udp Icmp Icmpv6 }

/// An Ethernet II header.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Ethernet {
    /// Where it goes.
    pub destination: MacAddress,
    /// Where it is from.
    pub source: MacAddress,
    /// What follows; by default what does.
    pub ether_type: Option<u16>,
}

/// The kinds of VLAN tags.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum VlanKind {
    /// IEEE 802.1Q: the tag of a VLAN.
    #[default]
    Customer,
    /// IEEE 802.1ad: the outer tag of two.
    Service,
}

/// A VLAN tag.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Vlan {
    /// Which kind of tag.
    pub kind: VlanKind,
    /// The VLAN's number, 12 bits.
    pub id: u16,
    /// The priority, 3 bits.
    pub priority: u8,
    /// What follows; by default what does.
    pub ether_type: Option<u16>,
}

/// An ARP message about IPv4 addresses on Ethernet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Arp {
    /// 1 asks, 2 answers.
    pub operation: u16,
    /// The sender's card.
    pub sender_mac: MacAddress,
    /// The sender's address.
    pub sender: Ipv4Addr,
    /// The card asked for, or answered to.
    pub target_mac: MacAddress,
    /// The address asked for, or answered to.
    pub target: Ipv4Addr,
}

/// An IPv4 header.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ipv4 {
    /// Where it is from.
    pub source: Ipv4Addr,
    /// Where it goes.
    pub destination: Ipv4Addr,
    /// The time to live.
    pub ttl: u8,
    /// The type of service: DSCP and ECN.
    pub tos: u8,
    /// The identification.
    pub identification: u16,
    /// Whether it must not be fragmented.
    pub dont_fragment: bool,
    /// Whether more fragments follow.
    pub more_fragments: bool,
    /// Where this fragment is in its packet, in units of 8 bytes, 13 bits.
    pub fragment_offset: u16,
    /// Options, padded with zeros to a multiple of 4 bytes; at most 40.
    pub options: Vec<u8>,
    /// What follows; by default what does.
    pub protocol: Option<u8>,
    /// The checksum; by default the right one.
    pub checksum: Option<u16>,
}

impl Default for Ipv4 {
    /// From and to 127.0.0.1, with a time to live of 64.
    fn default() -> Self {
        Self {
            source: Ipv4Addr::LOCALHOST,
            destination: Ipv4Addr::LOCALHOST,
            ttl: 64,
            tos: 0,
            identification: 0,
            dont_fragment: false,
            more_fragments: false,
            fragment_offset: 0,
            options: Vec::new(),
            protocol: None,
            checksum: None,
        }
    }
}

/// An IPv6 header. Extension headers follow it as [`Layer::Bytes`], with `next_header` set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ipv6 {
    /// Where it is from.
    pub source: Ipv6Addr,
    /// Where it goes.
    pub destination: Ipv6Addr,
    /// How many hops it may go.
    pub hop_limit: u8,
    /// The traffic class: DSCP and ECN.
    pub traffic_class: u8,
    /// The flow label, 20 bits.
    pub flow_label: u32,
    /// What follows; by default what does.
    pub next_header: Option<u8>,
}

impl Default for Ipv6 {
    /// From and to ::1, for 64 hops.
    fn default() -> Self {
        Self {
            source: Ipv6Addr::LOCALHOST,
            destination: Ipv6Addr::LOCALHOST,
            hop_limit: 64,
            traffic_class: 0,
            flow_label: 0,
            next_header: None,
        }
    }
}

/// The flags of a TCP header (RFC 9293).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TcpFlags(pub u8);

impl TcpFlags {
    /// No more data.
    pub const FIN: Self = Self(1);
    /// The sequence number is the first one.
    pub const SYN: Self = Self(2);
    /// The connection is reset.
    pub const RST: Self = Self(4);
    /// To be handed over at once.
    pub const PSH: Self = Self(8);
    /// The acknowledgment number counts.
    pub const ACK: Self = Self(16);
    /// The urgent pointer counts.
    pub const URG: Self = Self(32);
}

impl std::ops::BitOr for TcpFlags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A TCP header.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tcp {
    /// The port it is from.
    pub source: u16,
    /// The port it goes to.
    pub destination: u16,
    /// The sequence number.
    pub sequence: u32,
    /// The acknowledgment number.
    pub acknowledgment: u32,
    /// The flags.
    pub flags: TcpFlags,
    /// The window.
    pub window: u16,
    /// The urgent pointer.
    pub urgent: u16,
    /// Options, padded with zeros to a multiple of 4 bytes; at most 40.
    pub options: Vec<u8>,
    /// The checksum; by default the right one.
    pub checksum: Option<u16>,
}

/// A UDP header.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Udp {
    /// The port it is from.
    pub source: u16,
    /// The port it goes to.
    pub destination: u16,
    /// The checksum; by default the right one.
    pub checksum: Option<u16>,
}

/// An ICMP message (RFC 792); by default an echo request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Icmp {
    /// The type: 8 asks for an echo, 0 is one.
    pub message_type: u8,
    /// The code.
    pub code: u8,
    /// The rest of the header: for an echo, identifier and sequence number.
    pub rest: [u8; 4],
    /// The checksum; by default the right one.
    pub checksum: Option<u16>,
}

impl Default for Icmp {
    fn default() -> Self {
        Self { message_type: 8, code: 0, rest: [0; 4], checksum: None }
    }
}

/// An ICMPv6 message (RFC 4443); by default an echo request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Icmpv6 {
    /// The type: 128 asks for an echo, 129 is one.
    pub message_type: u8,
    /// The code.
    pub code: u8,
    /// The rest of the header: for an echo, identifier and sequence number.
    pub rest: [u8; 4],
    /// The checksum; by default the right one.
    pub checksum: Option<u16>,
}

impl Default for Icmpv6 {
    fn default() -> Self {
        Self { message_type: 128, code: 0, rest: [0; 4], checksum: None }
    }
}

/// The addresses that go into a transport protocol's checksum.
pub(super) enum PseudoHeader {
    V4(Ipv4Addr, Ipv4Addr),
    V6(Ipv6Addr, Ipv6Addr),
}

impl PseudoHeader {
    pub(super) fn of(layer: &Layer) -> Option<Self> {
        match layer {
            Layer::Ipv4(header) => Some(Self::V4(header.source, header.destination)),
            Layer::Ipv6(header) => Some(Self::V6(header.source, header.destination)),
            _ => None,
        }
    }

    /// RFC 9293, section 3.1, and RFC 8200, section 8.1.
    fn sum(&self, protocol: u8, length: usize) -> Checksum {
        let length = u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
        let addresses = match self {
            Self::V4(source, destination) => {
                Checksum::default().add(&source.octets()).add(&destination.octets())
            }
            Self::V6(source, destination) => {
                Checksum::default().add(&source.octets()).add(&destination.octets())
            }
        };
        addresses.add(&length).add(&[0, protocol])
    }
}

impl Layer {
    /// This header and what is inside of it; `next` is the header that comes next, and `network` that of the network
    /// layer around this one.
    pub(super) fn around(
        &self,
        inner: &[u8],
        next: Option<&Self>,
        network: Option<&PseudoHeader>,
    ) -> Vec<u8> {
        let sum = |protocol, header: &[u8]| {
            let pseudo = network
                .map_or(Checksum::default(), |network| network.sum(protocol, header.len() + inner.len()));
            pseudo.add(header).add(inner).finish()
        };
        let mut bytes = Vec::new();
        match self {
            Self::Ethernet(Ethernet { destination, source, ether_type }) => {
                bytes.extend(destination);
                bytes.extend(source);
                bytes.extend(ether_type.unwrap_or_else(|| ether_type_of(next)).to_be_bytes());
            }
            Self::Vlan(Vlan { id, priority, ether_type, .. }) => {
                bytes.extend((u16::from(*priority) << 13 | id & 0xfff).to_be_bytes());
                bytes.extend(ether_type.unwrap_or_else(|| ether_type_of(next)).to_be_bytes());
            }
            Self::Arp(arp) => {
                // Ethernet (1) and IPv4, addresses of 6 and 4 bytes (RFC 826).
                bytes.extend([0, 1, 8, 0, 6, 4]);
                bytes.extend(arp.operation.to_be_bytes());
                bytes.extend(arp.sender_mac);
                bytes.extend(arp.sender.octets());
                bytes.extend(arp.target_mac);
                bytes.extend(arp.target.octets());
            }
            Self::Ipv4(header) => bytes = header.bytes(inner.len(), next),
            Self::Ipv6(header) => {
                let version_class_label =
                    6 << 28 | u32::from(header.traffic_class) << 20 | header.flow_label & 0xf_ffff;
                bytes.extend(version_class_label.to_be_bytes());
                bytes.extend(length16(inner.len()).to_be_bytes());
                bytes.push(header.next_header.unwrap_or_else(|| protocol_of(next)));
                bytes.push(header.hop_limit);
                bytes.extend(header.source.octets());
                bytes.extend(header.destination.octets());
            }
            Self::Ipv6Fragment(header) => bytes = header.bytes(next),
            Self::Gre(header) => bytes = header.bytes(inner, next),
            Self::Vxlan(header) => bytes = header.bytes(),
            Self::Tcp(header) => {
                bytes = header.bytes();
                let checksum = header.checksum.unwrap_or_else(|| sum(protocol::TCP, &bytes));
                bytes[16..18].copy_from_slice(&checksum.to_be_bytes());
            }
            Self::Udp(Udp { source, destination, checksum }) => {
                bytes.extend(source.to_be_bytes());
                bytes.extend(destination.to_be_bytes());
                bytes.extend(length16(8 + inner.len()).to_be_bytes());
                bytes.extend([0, 0]);
                // A checksum of 0 means that there is none, so it is sent as its other form (RFC 768).
                let checksum = checksum.unwrap_or_else(|| match sum(protocol::UDP, &bytes) {
                    0 => 0xffff,
                    sum => sum,
                });
                bytes[6..8].copy_from_slice(&checksum.to_be_bytes());
            }
            Self::Icmp(Icmp { message_type, code, rest, checksum }) => {
                bytes.extend([*message_type, *code, 0, 0]);
                bytes.extend(rest);
                let checksum =
                    checksum.unwrap_or_else(|| Checksum::default().add(&bytes).add(inner).finish());
                bytes[2..4].copy_from_slice(&checksum.to_be_bytes());
            }
            Self::Icmpv6(Icmpv6 { message_type, code, rest, checksum }) => {
                bytes.extend([*message_type, *code, 0, 0]);
                bytes.extend(rest);
                let checksum = checksum.unwrap_or_else(|| sum(protocol::ICMPV6, &bytes));
                bytes[2..4].copy_from_slice(&checksum.to_be_bytes());
            }
            Self::Bytes(own) => bytes.extend(own),
        }
        bytes.extend(inner);
        bytes
    }
}

impl Ipv4 {
    fn bytes(&self, inner: usize, next: Option<&Layer>) -> Vec<u8> {
        let options = padded(&self.options);
        let length = 20 + options.len();
        let flags = u16::from(self.dont_fragment) << 14 | u16::from(self.more_fragments) << 13;
        let mut bytes = vec![4 << 4 | words(length), self.tos];
        bytes.extend(length16(length + inner).to_be_bytes());
        bytes.extend(self.identification.to_be_bytes());
        bytes.extend((flags | self.fragment_offset & 0x1fff).to_be_bytes());
        bytes.extend([self.ttl, self.protocol.unwrap_or_else(|| protocol_of(next)), 0, 0]);
        bytes.extend(self.source.octets());
        bytes.extend(self.destination.octets());
        bytes.extend(options);
        let checksum = self.checksum.unwrap_or_else(|| Checksum::default().add(&bytes).finish());
        bytes[10..12].copy_from_slice(&checksum.to_be_bytes());
        bytes
    }
}

impl Tcp {
    fn bytes(&self) -> Vec<u8> {
        let options = padded(&self.options);
        let mut bytes = Vec::with_capacity(20 + options.len());
        bytes.extend(self.source.to_be_bytes());
        bytes.extend(self.destination.to_be_bytes());
        bytes.extend(self.sequence.to_be_bytes());
        bytes.extend(self.acknowledgment.to_be_bytes());
        bytes.extend([words(20 + options.len()) << 4, self.flags.0]);
        bytes.extend(self.window.to_be_bytes());
        bytes.extend([0, 0]);
        bytes.extend(self.urgent.to_be_bytes());
        bytes.extend(options);
        bytes
    }
}

pub(super) fn ether_type_of(next: Option<&Layer>) -> u16 {
    match next {
        Some(Layer::Ipv4(_)) => ether_type::IPV4,
        Some(Layer::Ipv6(_)) => ether_type::IPV6,
        Some(Layer::Arp(_)) => ether_type::ARP,
        Some(Layer::Vlan(Vlan { kind: VlanKind::Customer, .. })) => 0x8100,
        Some(Layer::Vlan(Vlan { kind: VlanKind::Service, .. })) => 0x88a8,
        // The number for local experiments (IEEE 802).
        _ => 0x88b5,
    }
}

pub(super) fn protocol_of(next: Option<&Layer>) -> u8 {
    match next {
        Some(Layer::Tcp(_)) => protocol::TCP,
        Some(Layer::Udp(_)) => protocol::UDP,
        Some(Layer::Icmp(_)) => protocol::ICMP,
        Some(Layer::Icmpv6(_)) => protocol::ICMPV6,
        Some(Layer::Ipv4(_)) => protocol::IPV4,
        Some(Layer::Ipv6(_)) => protocol::IPV6,
        Some(Layer::Ipv6Fragment(_)) => protocol::IPV6_FRAGMENT,
        Some(Layer::Gre(_)) => protocol::GRE,
        _ => protocol::NONE,
    }
}

/// A length as a header has it; one that does not fit is the longest that does.
fn length16(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}

/// The length of a header in words of 4 bytes, which has 4 bits.
fn words(bytes: usize) -> u8 {
    u8::try_from(bytes / 4).unwrap_or(u8::MAX).min(15)
}

/// Options, padded to whole words.
fn padded(options: &[u8]) -> Vec<u8> {
    let mut options = options.to_vec();
    options.truncate(40);
    options.resize(options.len().next_multiple_of(4), 0);
    options
}
