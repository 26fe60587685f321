//! The bytes behind the headers: at places that are known when the program is made, and at places that are known when it runs.

use super::packet::{Header, Packet, PacketRef};
use crate::stage::{
    Builder, Iter, Layout, Opt, Place, Ref, Val, Var, addresses, branched, literal, reads_itself,
};
use skep_ir::{Region, Type, Value, Variable};
use zerocopy::{FromBytes, IntoBytes, KnownLayout, Unaligned};

/// How far from the cursor can be looked: what is beyond is not there. The kernel follows offsets into a packet up to 65535 (`MAX_PACKET_OFF`)
/// in all, so that some such steps can be taken behind one another.
const REACH: u32 = 16384;

/// What can lie anywhere in a packet: bytes, arrays of them, and numbers in the network's order. A structure of those is a
/// [`Header`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot lie anywhere in a packet",
    label = "bytes and numbers in the network's order (`U16Be`, `U32Be`) can; a structure is a header, for `header_at`"
)]
pub trait Anywhere: Layout + FromBytes + IntoBytes + KnownLayout + Unaligned {}

impl<T: Layout + FromBytes + IntoBytes + KnownLayout + Unaligned> Anywhere for T {}

impl<'a> Packet<'a> {
    /// How many bytes come next, up to the packet's end, of what can be read in place. In the kernel the program's user needs
    /// `CAP_PERFMON`, as pointers are subtracted.
    pub fn remaining(&self) -> u64 {
        u64::try_from(self.0.len()).unwrap_or(u64::MAX)
    }

    /// The bytes that come next, if there are so many; the cursor is behind them then.
    pub fn bytes<const N: usize>(&mut self) -> Option<&'a mut [u8; N]> {
        let (bytes, rest) = std::mem::take(&mut self.0).split_at_mut_checked(N)?;
        self.0 = rest;
        bytes.try_into().ok()
    }

    /// What is so many bytes behind the cursor, if the packet has it; the cursor stays. `None` also where that is 16384 bytes or more.
    pub fn at<T: Anywhere>(&mut self, offset: u32) -> Option<&mut T> {
        let start = usize::try_from(offset).ok().filter(|_| offset < REACH)?;
        let bytes = self.0.get_mut(start..start.checked_add(size_of::<T>())?)?;
        T::mut_from_bytes(bytes).ok()
    }

    /// The header that is so many bytes behind the cursor, if the packet has its fixed part; the cursor stays. `None` also where that is
    /// 16384 bytes or more.
    pub fn header_at<T: Header>(&mut self, offset: u32) -> Option<&mut T> {
        const { T::LENGTH.check(T::SIZE, T::ALIGN) };
        let start = usize::try_from(offset).ok().filter(|_| offset < REACH)?;
        let bytes = self.0.get_mut(start..start.checked_add(size_of::<T>())?)?;
        T::mut_from_bytes(bytes).ok()
    }

    /// Goes so many bytes further, if the packet has them. `false` also where that is 16384 bytes or more: the cursor is where it was.
    pub fn skip(&mut self, count: u32) -> bool {
        let Ok(start) = usize::try_from(count) else { return false };
        if count >= REACH || start > self.0.len() {
            return false;
        }
        self.0 = std::mem::take(&mut self.0).get_mut(start..).unwrap_or_default();
        true
    }

    /// The bytes that come next, one by one, at most `MOST` of them; the cursor stays. For `for`.
    pub fn each<const MOST: usize>(&self) -> impl Iterator<Item = u8> {
        self.0.iter().take(MOST).copied()
    }
}

impl PacketRef {
    /// How many bytes come next.
    pub fn remaining(self, builder: &mut Builder<'_>) -> Val<u64> {
        let at = builder.get(self.cursor);
        Val::new(builder.function().packet_rest(at, self.end))
    }

    /// The bytes that come next, if there are so many.
    pub fn bytes<const N: usize>(self, builder: &mut Builder<'_>) -> Opt<Ref<[u8; N]>> {
        let no = builder.block();
        let at = builder.get(self.cursor);
        let size = <[u8; N] as Layout>::SIZE;
        let bytes = builder.function().if_packet(at, self.end, size, no);
        let next = builder.function().offset(bytes, size);
        builder.set(self.cursor, next);
        branched(builder, Ref::new(bytes), no)
    }

    /// The pointer so many bytes further on, if it is within reach; leaves for `no` otherwise.
    fn further(self, builder: &mut Builder<'_>, by: Val<u32>, no: skep_ir::Block) -> Value {
        let by: Val<u64> = crate::stage::cast(builder, by);
        let cursor = builder.get(self.cursor);
        let function = builder.function();
        let by = function.if_below(by.value(), REACH, no);
        function.index(cursor, by, 1)
    }

    /// What is so many bytes behind the cursor.
    pub fn at<T: Layout>(self, builder: &mut Builder<'_>, offset: Val<u32>) -> Opt<Ref<T>> {
        let no = builder.block();
        let at = self.further(builder, offset, no);
        let found = builder.function().if_packet(at, self.end, T::SIZE, no);
        branched(builder, Ref::new(found), no)
    }

    /// The header that is so many bytes behind the cursor.
    pub fn header_at<T: Header>(self, builder: &mut Builder<'_>, offset: Val<u32>) -> Opt<Ref<T>> {
        const { T::LENGTH.check(T::SIZE, T::ALIGN) };
        self.at(builder, offset)
    }

    /// Goes so many bytes further.
    pub fn skip(self, builder: &mut Builder<'_>, count: Val<u32>) -> Val<bool> {
        let (answer, no) = (builder.variable(Type::Bool), builder.block());
        let at = self.further(builder, count, no);
        let at = builder.function().if_packet(at, self.end, 0, no);
        builder.set(self.cursor, at);
        told(builder, answer, no)
    }

    /// The bytes that come next, one by one.
    pub fn each<const MOST: usize>(self, builder: &mut Builder<'_>) -> PayloadRef<MOST> {
        PayloadRef { start: builder.get(self.cursor), end: self.end }
    }
}

/// A `bool` that is `true` here and `false` in the block `no`.
fn told(builder: &mut Builder<'_>, answer: Variable, no: skep_ir::Block) -> Val<bool> {
    let known = literal(builder, true);
    builder.set(answer, known.value());
    let yes = builder.current();
    builder.enter(no);
    let known = literal(builder, false);
    builder.set(answer, known.value());
    builder.pend_bool(answer, yes, no, true)
}

/// Bytes of a packet to be gone through, staged.
#[derive(Clone, Copy, Debug)]
pub struct PayloadRef<const MOST: usize> {
    start: Value,
    end: Value,
}

reads_itself! { [const MOST: usize] PayloadRef<MOST>; }
addresses! { [const MOST: usize] PayloadRef<MOST> => Self: |this, _builder| *this; }

/// Where it is in them: the pointer to the next byte, how many have been seen, and the last.
#[derive(Clone, Copy, Debug)]
pub struct PayloadState {
    cursor: Variable,
    count: Var<u32>,
    byte: Var<u8>,
}

impl<const MOST: usize> Iter for PayloadRef<MOST> {
    type Item = Val<u8>;
    type State = PayloadState;

    fn start(&self, builder: &mut Builder<'_>) -> PayloadState {
        let cursor = builder.variable(Type::pointer(Region::Packet(0)));
        builder.set(cursor, self.start);
        let (count, byte) = (literal(builder, 0_u32), literal(builder, 0_u8));
        PayloadState {
            cursor,
            count: crate::stage::Mutable::variable(count, builder),
            byte: crate::stage::Mutable::variable(byte, builder),
        }
    }

    fn turns(&self, _: &mut Builder<'_>) -> Option<u64> {
        u64::try_from(MOST).ok()
    }

    fn more(&self, builder: &mut Builder<'_>, state: &PayloadState) -> Val<bool> {
        let (answer, no, yes) = (builder.variable(Type::Bool), builder.block(), builder.block());
        let count = state.count.load(builder);
        let most = literal(builder, u32::try_from(MOST).unwrap_or(u32::MAX));
        let is_within = crate::stage::lt(builder, count, most);
        builder.branch(is_within, yes, no);
        builder.enter(yes);
        let at = builder.get(state.cursor);
        let at = builder.function().if_packet(at, self.end, 1, no);
        let byte = <u8 as Layout>::load(builder, Ref::new(at));
        state.byte.store(builder, byte);
        let next = builder.function().offset(at, 1);
        builder.set(state.cursor, next);
        told(builder, answer, no)
    }

    fn item(&self, builder: &mut Builder<'_>, state: &PayloadState) -> Val<u8> {
        state.byte.load(builder)
    }

    fn step(&self, builder: &mut Builder<'_>, state: &PayloadState) {
        let (count, one) = (state.count.load(builder), literal(builder, 1_u32));
        let next = crate::stage::add(builder, count, one);
        state.count.store(builder, next);
    }
}
