//! The headers of packets, as types. All their numbers are in the network's order, and they may lie anywhere.

use super::network_order::{U16Be, U32Be};
use super::packet::Header;
use crate::stage::{Builder, Layout, Ref};
use skep_ir::{BinaryOperator, Conversion, Type, Value};
use skep_macros::value;

/// The type of IPv4 in an Ethernet header (`ETH_P_IP`).
pub const ETH_P_IP: U16Be = U16Be::new(0x0800);
/// The type of IPv6 in an Ethernet header (`ETH_P_IPV6`).
pub const ETH_P_IPV6: U16Be = U16Be::new(0x86dd);

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
    /// What follows, such as 6 for TCP.
    pub protocol: u8,
    /// The checksum of the header.
    pub check: U16Be,
    /// From whom.
    pub src: U32Be,
    /// To whom.
    pub dst: U32Be,
}

/// An IPv6 header: 40 bytes. What follows it are extension headers, if there are any.
#[value]
#[derive(PartialEq, Eq, Debug)]
pub struct Ipv6 {
    /// The version in the upper four bits, then the traffic class and the label of the flow.
    pub version_class_flow: U32Be,
    /// How many bytes follow the header.
    pub payload_len: U16Be,
    /// What follows, such as [`IPPROTO_TCP`].
    pub next_header: u8,
    /// By how many more hops it goes.
    pub hop_limit: u8,
    /// From whom.
    pub src: [u8; 16],
    /// To whom.
    pub dst: [u8; 16],
}

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
    /// The flags: 1 FIN, 2 SYN, 4 RST, 8 PSH, 16 ACK, 32 URG, 64 ECE, 128 CWR.
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

/// The beginning of an ICMP or ICMPv6 message: 8 bytes.
#[value]
#[derive(PartialEq, Eq, Debug)]
pub struct Icmp {
    /// What it is about, such as 8 for a request to answer (128 in ICMPv6).
    pub message_type: u8,
    /// What it says about that.
    pub code: u8,
    /// The checksum.
    pub check: U16Be,
    /// What depends on the type.
    pub rest: U32Be,
}

/// The protocol ICMP (`IPPROTO_ICMP`).
pub const IPPROTO_ICMP: u8 = 1;
/// The protocol TCP (`IPPROTO_TCP`).
pub const IPPROTO_TCP: u8 = 6;
/// The protocol UDP (`IPPROTO_UDP`).
pub const IPPROTO_UDP: u8 = 17;
/// The protocol ICMPv6 (`IPPROTO_ICMPV6`).
pub const IPPROTO_ICMPV6: u8 = 58;

impl Header for Ethernet {}
impl Header for Ipv6 {}
impl Header for Udp {}
impl Header for Icmp {}

impl Header for Tcp {
    fn length(&self) -> Option<usize> {
        length(self.data_offset >> 4)
    }

    fn next(builder: &mut Builder<'_>, header: Ref<Self>) -> Value {
        let first = <u8 as Layout>::load(builder, header.part(12));
        let function = builder.function();
        let first = function.convert(Conversion::ZeroExtend, first.value(), Type::I64);
        let four = function.constant(Type::I64, 4);
        let words = function.binary(BinaryOperator::ShiftRight, first, four);
        behind(builder, header, words)
    }
}

/// The length of a header of at least five words, in bytes.
fn length(words: u8) -> Option<usize> {
    (words >= 5).then_some(usize::from(words) * 4)
}

/// What follows a header of 20 bytes that says how many words it has with its options. Without a branch: a length below 5 becomes one
/// beyond every packet's end, so that nothing follows.
fn behind<T: Layout>(builder: &mut Builder<'_>, header: Ref<T>, words: Value) -> Value {
    let function = builder.function();
    let five = function.constant(Type::I64, 5);
    let options = function.binary(BinaryOperator::Subtract, words, five);
    let options = function.mask(options, 8192);
    let behind = function.offset(header.base, T::SIZE);
    function.index(behind, options, 4)
}

impl Header for Ipv4 {
    fn length(&self) -> Option<usize> {
        length(self.version_ihl & 15)
    }

    fn next(builder: &mut Builder<'_>, header: Ref<Self>) -> Value {
        let first = <u8 as Layout>::load(builder, header.part(0));
        let function = builder.function();
        let first = function.convert(Conversion::ZeroExtend, first.value(), Type::I64);
        let fifteen = function.constant(Type::I64, 15);
        let words = function.binary(BinaryOperator::And, first, fifteen);
        behind(builder, header, words)
    }
}
