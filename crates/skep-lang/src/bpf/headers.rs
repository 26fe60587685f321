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

impl Header for Ethernet {}

impl Header for Ipv4 {
    fn length(&self) -> Option<usize> {
        let length = usize::from(self.version_ihl & 15) * 4;
        (length >= size_of::<Self>()).then_some(length)
    }

    fn next(builder: &mut Builder<'_>, header: Ref<Self>) -> Value {
        let first = <u8 as Layout>::load(builder, header.part(0));
        let function = builder.function();
        let first = function.convert(Conversion::ZeroExtend, first.value(), Type::I64);
        let fifteen = function.constant(Type::I64, 15);
        let words = function.binary(BinaryOperator::And, first, fifteen);
        let five = function.constant(Type::I64, 5);
        // Without a branch: a length below 5 becomes one beyond every packet's end, so that nothing follows.
        let options = function.binary(BinaryOperator::Subtract, words, five);
        let options = function.mask(options, 8192);
        let behind = function.offset(header.base, Self::SIZE);
        function.index(behind, options, 4)
    }
}
