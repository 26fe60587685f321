//! Packets: headers are types, and every check is written by the compiler.

use crate::stage::{
    AddressOfMutable, Bpf, Builder, Given, Layout, Opt, Ref, Val, addresses, branched, kind, reads_itself,
    stays,
};
use skep_ir::{Comparison, ContextPlace, Region, Type, Value, Variable};
use skep_uapi::Helper;
use zerocopy::{FromBytes, IntoBytes, KnownLayout};

/// A header: a structure of bytes and of numbers in the network's order. Where what follows begins may depend on what is in it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a packet's header",
    label = "a structure with `#[value]` and `impl Header` is needed"
)]
pub trait Header: Layout + Copy + FromBytes + IntoBytes + KnownLayout {
    /// How many bytes it has with its options; `None` if it says fewer than it has without: nothing follows it then.
    fn length(&self) -> Option<usize> {
        Some(size_of::<Self>())
    }

    /// A pointer to what follows it, staged.
    fn next(builder: &mut Builder<'_>, header: Ref<Self>) -> Value {
        builder.function().offset(header.base, Self::SIZE)
    }
}

/// What an XDP program is given.
#[derive(Debug)]
pub struct Xdp(Vec<u8>);

/// What a program in traffic control or on a socket is given.
#[derive(Debug)]
pub struct Skb(Vec<u8>);

/// A cursor in the packet. It borrows the context, and headers are references: what moves the packet ends them.
#[derive(Debug)]
pub struct Packet<'a>(&'a mut [u8]);

impl Xdp {
    /// A packet of these bytes, to call a program with.
    pub fn new(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// The packet, from its first byte on.
    pub fn packet(&mut self) -> Packet<'_> {
        Packet(&mut self.0)
    }

    /// The packet's bytes, as the program left them.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Moves the beginning of the packet by so many bytes, towards its end if they are more than 0 (`bpf_xdp_adjust_head`, Linux
    /// 4.10). `false`: it is where it was.
    pub fn adjust_head(&mut self, by: i32) -> bool {
        const LEAST: usize = 14;
        const ROOM: usize = 256;
        match usize::try_from(by) {
            Ok(by) if by.saturating_add(LEAST) <= self.0.len() => {
                self.0.drain(..by);
                true
            }
            Ok(_) => false,
            Err(_) => {
                let more = usize::try_from(by.unsigned_abs()).unwrap_or(usize::MAX);
                if more <= ROOM {
                    self.0.splice(..0, std::iter::repeat_n(0, more));
                }
                more <= ROOM
            }
        }
    }
}

impl Skb {
    /// A packet of these bytes, to call a program with.
    pub fn new(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// How many bytes the packet has.
    #[expect(clippy::len_without_is_empty, reason = "there is no packet without a byte")]
    pub fn len(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// The packet, from its first byte on.
    pub fn packet(&mut self) -> Packet<'_> {
        Packet(&mut self.0)
    }

    /// The packet's bytes, as the program left them.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl<'a> Packet<'a> {
    /// The header that comes next, if the packet has so many bytes; the cursor is behind it then.
    pub fn parse<T: Header>(&mut self) -> Option<&'a mut T> {
        if self.0.len() < size_of::<T>() {
            return None;
        }
        let (head, rest) = std::mem::take(&mut self.0).split_at_mut(size_of::<T>());
        let header = T::mut_from_bytes(head).ok()?;
        self.0 = match header.length() {
            Some(length) => rest.get_mut(length.saturating_sub(size_of::<T>())..).unwrap_or_default(),
            None => &mut [],
        };
        Some(header)
    }
}

/// The context of an XDP program, staged.
#[derive(Clone, Copy, Debug)]
pub struct XdpRef(Value);

/// The context of a program in traffic control or on a socket, staged.
#[derive(Clone, Copy, Debug)]
pub struct SkbRef(Value);

/// A cursor in the packet, staged: the pointer where it stands, and the packet's end.
#[derive(Clone, Copy, Debug)]
pub struct PacketRef {
    cursor: Variable,
    end: Value,
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
    ($($context:ident $handle:ident $kind:ident;)*) => { $(
        impl Bpf for $context {
            type Staged = $handle;
            type Reference = $handle;
        }
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
        impl $handle {
            /// The packet, from its first byte on.
            pub fn packet(self, builder: &mut Builder<'_>) -> PacketRef {
                let start = builder.function().packet_start(self.0);
                let end = builder.function().packet_end(self.0);
                let cursor = builder.variable(Type::pointer(Region::Packet(0)));
                builder.set(cursor, start);
                PacketRef { cursor, end }
            }
        }
    )* };
}
contexts! { Xdp XdpRef Xdp; Skb SkbRef SchedCls; }

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

impl XdpRef {
    /// Moves the beginning of the packet.
    pub fn adjust_head(self, builder: &mut Builder<'_>, by: Val<i32>) -> Val<bool> {
        let answer = builder.helper(Helper::XDP_ADJUST_HEAD, &[self.0, by.value()], Type::I64);
        let zero = builder.constant(Type::I64, 0);
        Val::new(builder.function().compare(Comparison::Equal, answer, zero))
    }
}

impl SkbRef {
    /// How many bytes the packet has.
    pub fn len(self, builder: &mut Builder<'_>) -> Val<u32> {
        let place = ContextPlace::Field("len".to_owned(), 0);
        Val::new(builder.function().context_load(Type::I32, self.0, place))
    }
}

impl PacketRef {
    /// The header that comes next, if it is there.
    pub fn parse<T: Header>(self, builder: &mut Builder<'_>) -> Opt<Ref<T>> {
        let (at, no) = (builder.get(self.cursor), builder.block());
        let header = Ref::new(builder.function().if_packet(at, self.end, T::SIZE, no));
        let next = T::next(builder, header);
        builder.set(self.cursor, next);
        branched(builder, header, no)
    }
}
