//! Methods of numbers that look at their bits and bytes, by the names that they have in Rust.

use super::numbers::{some_unless, width, zero};
use super::operators::{add, bitand, bitor, eq, gt, le, mul, not, shl, shr, sub};
use super::{Builder, Int, Layout, Opt, ScalarNs, Slot, Val, cast, literal, slot};
use skep_ir::ByteOrder;

impl<T: Int> Val<T> {
    /// The bits without a sign, in 64.
    pub(crate) fn unsigned(self, builder: &mut Builder<'_>) -> Val<u64> {
        let wide: Val<u64> = cast(builder, self);
        if !T::SIGNED || width::<T>() == 64 {
            return wide;
        }
        let mask = literal(builder, u64::MAX >> (64 - width::<T>()));
        bitand(builder, wide, mask)
    }

    /// How many bits are set.
    pub fn count_ones(self, builder: &mut Builder<'_>) -> Val<u32> {
        let bits = self.unsigned(builder);
        count(builder, bits)
    }

    /// How many bits are not set.
    pub fn count_zeros(self, builder: &mut Builder<'_>) -> Val<u32> {
        let (width, ones) = (literal(builder, width::<T>()), self.count_ones(builder));
        sub(builder, width, ones)
    }

    /// How many bits are not set before the first that is.
    pub fn leading_zeros(self, builder: &mut Builder<'_>) -> Val<u32> {
        let mut bits = self.unsigned(builder);
        let mut distance = 1;
        while distance < width::<T>() {
            let amount = literal(builder, distance);
            let moved = shr(builder, bits, amount);
            bits = bitor(builder, bits, moved);
            distance *= 2;
        }
        let (width, below) = (literal(builder, width::<T>()), count(builder, bits));
        sub(builder, width, below)
    }

    /// How many bits are not set behind the last that is.
    pub fn trailing_zeros(self, builder: &mut Builder<'_>) -> Val<u32> {
        let bits = self.unsigned(builder);
        let one = literal(builder, 1_u64);
        let (below, others) = (sub(builder, bits, one), not(builder, bits));
        let behind = bitand(builder, below, others);
        let count = count(builder, behind);
        let width = literal(builder, width::<T>());
        count.min(builder, width)
    }

    /// How many bits are set before the first that is not.
    pub fn leading_ones(self, builder: &mut Builder<'_>) -> Val<u32> {
        not(builder, self).leading_zeros(builder)
    }

    /// How many bits are set behind the last that is not.
    pub fn trailing_ones(self, builder: &mut Builder<'_>) -> Val<u32> {
        not(builder, self).trailing_zeros(builder)
    }

    /// The place of the first bit that is set; the program aborts if none is.
    pub fn ilog2(self, builder: &mut Builder<'_>) -> Val<u32> {
        let zero = zero(builder);
        let is_positive = gt(builder, self, zero);
        builder.check(is_positive);
        let (last, before) = (literal(builder, width::<T>() - 1), self.leading_zeros(builder));
        sub(builder, last, before)
    }

    /// The place of the first bit that is set, if one is.
    pub fn checked_ilog2(self, builder: &mut Builder<'_>) -> Opt<Val<u32>> {
        let zero = zero(builder);
        let is_none = le(builder, self, zero);
        let (last, before) = (literal(builder, width::<T>() - 1), self.leading_zeros(builder));
        let place = sub(builder, last, before);
        some_unless(builder, is_none, place)
    }

    /// Whether exactly one bit is set.
    pub fn is_power_of_two(self, builder: &mut Builder<'_>) -> Val<bool> {
        let ones = self.count_ones(builder);
        let one = literal(builder, 1_u32);
        eq(builder, ones, one)
    }

    /// The bits moved to the left, those that leave coming in at the right.
    pub fn rotate_left(self, builder: &mut Builder<'_>, amount: Val<u32>) -> Self {
        let (width, mask) = (literal(builder, width::<T>()), literal(builder, width::<T>() - 1));
        let amount = bitand(builder, amount, mask);
        let rest = sub(builder, width, amount);
        let rest = bitand(builder, rest, mask);
        let bits = self.unsigned(builder);
        let (left, right) = (shl(builder, bits, amount), shr(builder, bits, rest));
        let both = bitor(builder, left, right);
        cast(builder, both)
    }

    /// The bits moved to the right, those that leave coming in at the left.
    pub fn rotate_right(self, builder: &mut Builder<'_>, amount: Val<u32>) -> Self {
        let width = literal(builder, width::<T>());
        let rest = sub(builder, width, amount);
        self.rotate_left(builder, rest)
    }

    /// The bytes in the other order.
    pub fn swap_bytes(self, builder: &mut Builder<'_>) -> Self {
        // One of the two does nothing.
        let swapped = self.to_be(builder);
        swapped.to_le(builder)
    }

    /// The number whose bytes on this machine are this one's, the first byte the largest.
    pub fn to_be(self, builder: &mut Builder<'_>) -> Self {
        self.ordered(builder, ByteOrder::Big)
    }

    /// The number whose bytes on this machine are this one's, the first byte the smallest.
    pub fn to_le(self, builder: &mut Builder<'_>) -> Self {
        self.ordered(builder, ByteOrder::Little)
    }

    fn ordered(self, builder: &mut Builder<'_>, order: ByteOrder) -> Self {
        if width::<T>() == 8 {
            return self;
        }
        Self::new(builder.function().bytes(order, self.value()))
    }
}

/// How many bits are set.
fn count(builder: &mut Builder<'_>, bits: Val<u64>) -> Val<u32> {
    // Pairs of bits are added, then fours, then bytes; the product adds the bytes up in its upper one.
    let halves = |builder: &mut Builder<'_>, value: Val<u64>, distance: u32, mask: u64| {
        let (distance, mask) = (literal(builder, distance), literal(builder, mask));
        let upper = shr(builder, value, distance);
        (bitand(builder, upper, mask), bitand(builder, value, mask))
    };
    let (upper, lower) = halves(builder, bits, 1, 0x5555_5555_5555_5555);
    let pairs = add(builder, upper, lower);
    let (upper, lower) = halves(builder, pairs, 2, 0x3333_3333_3333_3333);
    let fours = add(builder, upper, lower);
    let (upper, lower) = halves(builder, fours, 4, 0x0f0f_0f0f_0f0f_0f0f);
    let bytes = add(builder, upper, lower);
    let (ones, last) = (literal(builder, 0x0101_0101_0101_0101_u64), literal(builder, 56_u32));
    let product = mul(builder, bytes, ones);
    let count = shr(builder, product, last);
    cast(builder, count)
}

macro_rules! bytes {
    ($($number:ident)*) => { $(
        impl Val<$number> {
            /// Its bytes, as they are on this machine.
            pub fn to_ne_bytes(self, builder: &mut Builder<'_>) -> Slot<[u8; size_of::<$number>()]> {
                let place: Slot<[u8; size_of::<$number>()]> = slot(builder);
                <$number as Layout>::store(builder, place.as_ref().part(0), self);
                place
            }

            /// Its bytes, the first the largest.
            pub fn to_be_bytes(self, builder: &mut Builder<'_>) -> Slot<[u8; size_of::<$number>()]> {
                let ordered = self.to_be(builder);
                ordered.to_ne_bytes(builder)
            }

            /// Its bytes, the first the smallest.
            pub fn to_le_bytes(self, builder: &mut Builder<'_>) -> Slot<[u8; size_of::<$number>()]> {
                let ordered = self.to_le(builder);
                ordered.to_ne_bytes(builder)
            }
        }

        impl ScalarNs<$number> {
            /// The number that has these bytes on this machine.
            pub fn from_ne_bytes(self, builder: &mut Builder<'_>, bytes: Slot<[u8; size_of::<$number>()]>) -> Val<$number> {
                <$number as Layout>::load(builder, bytes.as_ref().part(0))
            }

            /// The number that has these bytes, the first the largest.
            pub fn from_be_bytes(self, builder: &mut Builder<'_>, bytes: Slot<[u8; size_of::<$number>()]>) -> Val<$number> {
                let ordered = self.from_ne_bytes(builder, bytes);
                ordered.to_be(builder)
            }

            /// The number that has these bytes, the first the smallest.
            pub fn from_le_bytes(self, builder: &mut Builder<'_>, bytes: Slot<[u8; size_of::<$number>()]>) -> Val<$number> {
                let ordered = self.from_ne_bytes(builder, bytes);
                ordered.to_le(builder)
            }
        }
    )* };
}
bytes! { u8 u16 u32 u64 usize i8 i16 i32 i64 isize }
