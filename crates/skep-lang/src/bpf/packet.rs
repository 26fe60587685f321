//! Packets: headers are types, and every check is written by the compiler.

use super::context_fields::Fields;
use super::network_order::U16Be;
use crate::stage::{
    AddressOfMutable, Bpf, Builder, Given, Layout, Opt, Ref, Val, addresses, branched, kind, reads_itself,
    stays,
};
use skep_ir::{BinaryOperator, Block, Comparison, ContextPlace, Conversion, Region, Type, Value, Variable};
use zerocopy::{FromBytes, IntoBytes, KnownLayout};

/// A header: a structure of bytes and of numbers in the network's order. Where what follows begins may depend on what is in it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a packet's header",
    label = "a structure with `#[value]` and `impl Header` is needed"
)]
pub trait Header: Layout + Copy + FromBytes + IntoBytes + KnownLayout {
    /// How long it is with its options.
    const LENGTH: Length = Length::Fixed;
}

/// How long a header is with its options, and so where what follows it begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    /// As long as the structure.
    Fixed,
    /// Some bits of one of its bytes count it. One that says that it is shorter than the structure is no such header.
    Counted {
        /// The byte, from the header's first on.
        byte: u32,
        /// How many bits of it are below the number.
        shift: u32,
        /// How many bits the number has, at most 8.
        bits: u32,
        /// How many bytes one is.
        unit: u32,
        /// How many bytes there are more.
        more: u32,
    },
}

impl Length {
    /// Asks that a header of so many bytes, aligned so, can have this length.
    pub(super) const fn check(self, size: u32, align: u32) {
        assert!(
            align == 1,
            "a header may lie anywhere: its numbers are in the network's order, such as `U16Be`"
        );
        if let Self::Counted { byte, shift, bits, unit, more } = self {
            assert!(byte < size, "the byte that counts a header's length is not in it");
            assert!(
                bits >= 1 && shift + bits <= 8,
                "the bits that count a header's length are not in one byte"
            );
            assert!(unit >= 1 && unit <= 64, "a unit of a header's length is 1 to 64 bytes");
            assert!(more <= size, "a header is longer than its structure, whatever it counts");
        }
    }

    /// The length of a header whose byte this is; `None` if it says fewer than it has without options.
    fn of(self, header: &[u8]) -> Option<usize> {
        match self {
            Self::Fixed => Some(header.len()),
            Self::Counted { byte, shift, bits, unit, more } => {
                let byte = header.get(usize::try_from(byte).ok()?)?;
                let count = u32::from(*byte) >> shift & mask(bits);
                let length = usize::try_from(count.saturating_mul(unit).saturating_add(more)).ok()?;
                (length >= header.len()).then_some(length)
            }
        }
    }
}

/// The largest number of so many bits.
const fn mask(bits: u32) -> u32 {
    (1 << bits) - 1
}

/// What an XDP program is given.
#[derive(Debug)]
pub struct Xdp {
    pub(super) packet: Vec<u8>,
    /// How many bytes of room there are before it and behind it.
    pub(super) before: usize,
    pub(super) behind: usize,
    /// What programs keep before it.
    pub(super) metadata: Vec<u8>,
    pub(super) fields: Fields,
}

/// What a program in traffic control, of a control group or on a socket is given. In traffic control the packet begins with the
/// Ethernet header, in a control group with the header of IP, and there it cannot be written.
#[derive(Debug)]
pub struct Skb {
    pub(super) packet: Vec<u8>,
    /// The type of what follows the Ethernet header, as it was when the packet came.
    pub(super) protocol: U16Be,
    /// The tag of a VLAN that is not in its bytes: its type and its number.
    pub(super) tag: Option<(U16Be, u16)>,
    /// Whether the program has said that it wraps it in another.
    pub(super) is_wrapped: bool,
    pub(super) fields: Fields,
}

/// A cursor in the packet. It borrows the context, and headers are references: what moves the packet ends them.
#[derive(Debug)]
pub struct Packet<'a>(pub(super) &'a mut [u8]);

impl Xdp {
    /// A packet of these bytes, to call a program with.
    pub fn new(bytes: &[u8]) -> Self {
        // As in a test run of the kernel: a page of 4096 bytes, with 256 of room before, of which 40 are the kernel's, and 320 of
        // the kernel's behind.
        Self {
            packet: bytes.to_vec(),
            before: 216,
            behind: 3520_usize.saturating_sub(bytes.len()),
            metadata: Vec::new(),
            fields: Fields::default(),
        }
    }

    /// The packet, from its first byte on.
    pub fn packet(&mut self) -> Packet<'_> {
        Packet(&mut self.packet)
    }

    /// The packet's bytes, as the program left them.
    pub fn bytes(&self) -> &[u8] {
        &self.packet
    }
}

impl Skb {
    /// A packet of these bytes, to call a program with.
    pub fn new(bytes: &[u8]) -> Self {
        let protocol = bytes.get(12..14).and_then(|bytes| U16Be::read_from_bytes(bytes).ok());
        Self {
            packet: bytes.to_vec(),
            protocol: protocol.unwrap_or(U16Be::new(0)),
            tag: None,
            is_wrapped: false,
            fields: Fields::default(),
        }
    }

    /// How many bytes the packet has.
    #[expect(clippy::len_without_is_empty, reason = "there is no packet without a byte")]
    pub fn len(&self) -> u32 {
        u32::try_from(self.packet.len()).unwrap_or(u32::MAX)
    }

    /// The packet, from its first byte on, which is that of the Ethernet header in traffic control, and of the IP header in a control
    /// group.
    pub fn packet(&mut self) -> Packet<'_> {
        Packet(&mut self.packet)
    }

    /// The packet's bytes, as the program left them.
    pub fn bytes(&self) -> &[u8] {
        &self.packet
    }
}

impl<'a> Packet<'a> {
    /// The bytes that come next as this header, if the packet has so many; the cursor is behind those then, whatever length the header
    /// says. For a header that is to be written, or one whose length is looked at by the program.
    pub fn parse_fixed<T: Header>(&mut self) -> Option<&'a mut T> {
        const { T::LENGTH.check(T::SIZE, T::ALIGN) };
        if self.0.len() < size_of::<T>() {
            return None;
        }
        let (head, rest) = std::mem::take(&mut self.0).split_at_mut(size_of::<T>());
        self.0 = rest;
        T::mut_from_bytes(head).ok()
    }

    /// The header that comes next, if the packet has so many bytes, and the header does not say that it is shorter; the cursor is behind
    /// it and its options then.
    pub fn parse<T: Header>(&mut self) -> Option<&'a mut T> {
        const { T::LENGTH.check(T::SIZE, T::ALIGN) };
        let length = T::LENGTH.of(self.0.get(..size_of::<T>())?)?;
        let (head, rest) = std::mem::take(&mut self.0).split_at_mut(size_of::<T>());
        self.0 = rest.get_mut(length.saturating_sub(size_of::<T>())..).unwrap_or_default();
        T::mut_from_bytes(head).ok()
    }
}

/// The context of an XDP program, staged.
#[derive(Clone, Copy, Debug)]
pub struct XdpRef(pub(super) Value);

/// The context of a program in traffic control or on a socket, staged.
#[derive(Clone, Copy, Debug)]
pub struct SkbRef(pub(super) Value);

/// A cursor in the packet, staged: the pointer where it stands, and the packet's end.
#[derive(Clone, Copy, Debug)]
pub struct PacketRef {
    pub(super) cursor: Variable,
    pub(super) end: Value,
}

reads_itself! { [] XdpRef; [] SkbRef; [] PacketRef; }
stays! { [] PacketRef; }
addresses! {
    [] XdpRef => Self: |this, _builder| *this;
    [] SkbRef => Self: |this, _builder| *this;
    [] PacketRef => Self: |this, _builder| *this;
}
impl AddressOfMutable for XdpRef {}
impl AddressOfMutable for SkbRef {}
impl AddressOfMutable for PacketRef {}

macro_rules! contexts {
    ($($context:ident $handle:ident: $($kind:ident)*;)*) => { $(
        impl Bpf for $context {
            type Staged = $handle;
            type Reference = $handle;
        }
        $(
            impl Given<kind::$kind> for &mut $context {
                type Staged = $handle;
                fn parameter(builder: &mut Builder<'_>, _: u32) -> $handle {
                    $handle(builder.context())
                }
            }
            impl Given<kind::$kind> for &$context {
                type Staged = $handle;
                fn parameter(builder: &mut Builder<'_>, _: u32) -> $handle {
                    $handle(builder.context())
                }
            }
        )*
        impl $handle {
            /// The packet, from its first byte on.
            pub fn packet(self, builder: &mut Builder<'_>) -> PacketRef {
                let start = builder.function().packet_start(self.0);
                let end = builder.function().packet_end(self.0);
                PacketRef::new(builder, start, end)
            }
        }
    )* };
}
contexts! { Xdp XdpRef: Xdp; Skb SkbRef: SchedCls CgroupSkbIngress CgroupSkbEgress; }

/// By reference only: programs on sockets do not look at the packet in place.
impl Given<kind::SocketFilter> for &Skb {
    type Staged = SkbRef;
    fn parameter(builder: &mut Builder<'_>, _: u32) -> SkbRef {
        SkbRef(builder.context())
    }
}

impl Bpf for Packet<'_> {
    type Staged = PacketRef;
    type Reference = PacketRef;
}

impl SkbRef {
    /// How many bytes the packet has.
    pub fn len(self, builder: &mut Builder<'_>) -> Val<u32> {
        let place = ContextPlace::Field("len".to_owned(), 0);
        Val::new(builder.function().context_load(Type::I32, self.0, place))
    }
}

impl PacketRef {
    /// A cursor that stands at a pointer.
    pub(super) fn new(builder: &mut Builder<'_>, start: Value, end: Value) -> Self {
        let cursor = builder.variable(Type::pointer(Region::Packet(0)));
        builder.set(cursor, start);
        Self { cursor, end }
    }

    /// What comes next, if it has so many bytes; leaves for `no` otherwise.
    fn guarded<T: Header>(self, builder: &mut Builder<'_>, no: Block) -> Ref<T> {
        const { T::LENGTH.check(T::SIZE, T::ALIGN) };
        let at = builder.get(self.cursor);
        Ref::new(builder.function().if_packet(at, self.end, T::SIZE, no))
    }

    /// The bytes that come next as this header, if they are there.
    pub fn parse_fixed<T: Header>(self, builder: &mut Builder<'_>) -> Opt<Ref<T>> {
        let no = builder.block();
        let header = self.guarded::<T>(builder, no);
        let next = builder.function().offset(header.base, T::SIZE);
        builder.set(self.cursor, next);
        branched(builder, header, no)
    }

    /// The header that comes next, if it is there.
    pub fn parse<T: Header>(self, builder: &mut Builder<'_>) -> Opt<Ref<T>> {
        let Length::Counted { byte, shift, bits, unit, more } = T::LENGTH else {
            return self.parse_fixed(builder);
        };
        let no = builder.block();
        let header = self.guarded::<T>(builder, no);
        let byte = <u8 as Layout>::load(builder, header.part(byte));
        let function = builder.function();
        let mut count = function.convert(Conversion::ZeroExtend, byte.value(), Type::I64);
        if shift > 0 {
            let shift = function.constant(Type::I64, i64::from(shift));
            count = function.binary(BinaryOperator::ShiftRight, count, shift);
        }
        let count = function.mask(count, mask(bits).saturating_add(1));
        let least = T::SIZE.saturating_sub(more).div_ceil(unit);
        if least > 0 {
            let least = function.constant(Type::I64, i64::from(least));
            let is_shorter = function.compare(Comparison::LessUnsigned, count, least);
            let goes_on = function.block();
            function.branch(is_shorter, no, goes_on);
            function.enter(goes_on);
        }
        let counted_from = function.offset(header.base, more);
        let next = function.index(counted_from, count, unit);
        builder.set(self.cursor, next);
        branched(builder, header, no)
    }
}
