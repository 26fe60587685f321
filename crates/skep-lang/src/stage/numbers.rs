//! Methods of numbers, by the names that they have in Rust. Which of them a type has, rustc has said of the verbatim copy.

use super::operators::{
    self, Operator, add, bitand, bitor, bitxor, eq, ge, gt, le, lt, mul, ne, not, rem, shl, shr, sub,
};
use super::{Builder, Int, Opt, Scalar, ScalarNs, Val, cast, literal, neg};

/// How many bits a number has.
pub(super) fn width<T: Scalar>() -> u32 {
    T::BYTES * 8
}

/// The number as it is in a register, whatever its sign.
fn known<T: Scalar>(builder: &mut Builder<'_>, bits: u64) -> Val<T> {
    Val::new(builder.constant(T::TYPE, bits))
}

pub(super) fn zero<T: Scalar>(builder: &mut Builder<'_>) -> Val<T> {
    known(builder, 0)
}

/// The largest number, as it is in a register.
fn largest<T: Scalar>() -> u64 {
    u64::MAX >> (64 - width::<T>() + u32::from(T::SIGNED))
}

/// The smallest number, as it is in a register.
fn smallest<T: Scalar>() -> u64 {
    if T::SIGNED { !largest::<T>() } else { 0 }
}

/// One of two numbers.
pub(crate) fn select<T: Scalar>(
    builder: &mut Builder<'_>,
    condition: Val<bool>,
    yes: Val<T>,
    no: Val<T>,
) -> Val<T> {
    let (variable, other, meet) = (builder.variable(T::TYPE), builder.block(), builder.block());
    builder.set(variable, yes.value());
    builder.branch(condition, meet, other);
    builder.enter(other);
    builder.set(variable, no.value());
    builder.jump(meet);
    builder.enter(meet);
    Val::new(builder.get(variable))
}

fn is_negative<T: Scalar>(builder: &mut Builder<'_>, value: Val<T>) -> Val<bool> {
    let zero = zero(builder);
    lt(builder, value, zero)
}

macro_rules! wrapping {
    ($($(#[$doc:meta])* $name:ident $operation:ident;)*) => {
        impl<T: Int> Val<T> { $(
            $(#[$doc])*
            pub fn $name(self, builder: &mut Builder<'_>, other: Self) -> Self {
                operators::$operation(builder, self, other)
            }
        )* }
    };
}
wrapping! {
    /// The sum, which wraps.
    wrapping_add add;
    /// The difference, which wraps.
    wrapping_sub sub;
    /// The product, which wraps.
    wrapping_mul mul;
}

impl<T: Int> Val<T> {
    /// Minus the number, which wraps.
    pub fn wrapping_neg(self, builder: &mut Builder<'_>) -> Self {
        neg(builder, self)
    }

    /// Shifted to the left, by the amount modulo the width.
    pub fn wrapping_shl(self, builder: &mut Builder<'_>, amount: Val<u32>) -> Self {
        shl(builder, self, amount)
    }

    /// Shifted to the right, by the amount modulo the width.
    pub fn wrapping_shr(self, builder: &mut Builder<'_>, amount: Val<u32>) -> Self {
        shr(builder, self, amount)
    }

    /// The smaller one.
    pub fn min(self, builder: &mut Builder<'_>, other: Self) -> Self {
        let is_first = le(builder, self, other);
        select(builder, is_first, self, other)
    }

    /// The larger one.
    pub fn max(self, builder: &mut Builder<'_>, other: Self) -> Self {
        let is_second = ge(builder, other, self);
        select(builder, is_second, other, self)
    }

    /// The number, or the bound that it is beyond. The program aborts if the lower bound is above the upper one.
    pub fn clamp(self, builder: &mut Builder<'_>, low: Self, high: Self) -> Self {
        let is_ordered = le(builder, low, high);
        builder.check(is_ordered);
        let value = self.max(builder, low);
        value.min(builder, high)
    }

    /// The sum, which wraps, and whether it did.
    pub fn overflowing_add(self, builder: &mut Builder<'_>, other: Self) -> (Self, Val<bool>) {
        let sum = add(builder, self, other);
        let wrapped = if T::SIGNED {
            // The sum has another sign than both.
            let (one, two) = (bitxor(builder, self, sum), bitxor(builder, other, sum));
            let both = bitand(builder, one, two);
            is_negative(builder, both)
        } else {
            lt(builder, sum, self)
        };
        (sum, wrapped)
    }

    /// The difference, which wraps, and whether it did.
    pub fn overflowing_sub(self, builder: &mut Builder<'_>, other: Self) -> (Self, Val<bool>) {
        let difference = sub(builder, self, other);
        let wrapped = if T::SIGNED {
            let (one, two) = (bitxor(builder, self, other), bitxor(builder, self, difference));
            let both = bitand(builder, one, two);
            is_negative(builder, both)
        } else {
            lt(builder, self, other)
        };
        (difference, wrapped)
    }

    /// The product, which wraps, and whether it did.
    pub fn overflowing_mul(self, builder: &mut Builder<'_>, other: Self) -> (Self, Val<bool>) {
        let product = mul(builder, self, other);
        if width::<T>() < 64 {
            // In 64 bits nothing wraps.
            let whole = if T::SIGNED {
                let (left, right): (Val<i64>, Val<i64>) = (cast(builder, self), cast(builder, other));
                let (wide, back) = (mul(builder, left, right), cast(builder, product));
                ne(builder, wide, back)
            } else {
                let (left, right): (Val<u64>, Val<u64>) = (cast(builder, self), cast(builder, other));
                let (wide, back) = (mul(builder, left, right), cast(builder, product));
                ne(builder, wide, back)
            };
            return (product, whole);
        }
        // Divided by the one, a product that did not wrap is the other: where the one is neither 0 nor, with a sign, -1.
        let (nothing, one) = (zero(builder), known(builder, 1));
        let is_zero = eq(builder, self, nothing);
        let divisor = select(builder, is_zero, one, self);
        if !T::SIGNED {
            let back = operators::unchecked(builder, Operator::Divide, product, divisor);
            let (differs, is_number) = (ne(builder, back, other), not(builder, is_zero));
            return (product, bitand(builder, differs, is_number));
        }
        let (minus_one, least) = (known(builder, u64::MAX), known(builder, smallest::<T>()));
        let is_minus_one = eq(builder, self, minus_one);
        let divisor = select(builder, is_minus_one, one, divisor);
        let back = operators::unchecked(builder, Operator::Divide, product, divisor);
        let expected = select(builder, is_minus_one, product, other);
        let differs = ne(builder, back, expected);
        let is_number = not(builder, is_zero);
        let differs = bitand(builder, differs, is_number);
        let is_least = eq(builder, other, least);
        let negated = bitand(builder, is_minus_one, is_least);
        (product, bitor(builder, differs, negated))
    }

    /// The sum, if it does not wrap.
    pub fn checked_add(self, builder: &mut Builder<'_>, other: Self) -> Opt<Self> {
        let (sum, wrapped) = self.overflowing_add(builder, other);
        some_unless(builder, wrapped, sum)
    }

    /// The difference, if it does not wrap.
    pub fn checked_sub(self, builder: &mut Builder<'_>, other: Self) -> Opt<Self> {
        let (difference, wrapped) = self.overflowing_sub(builder, other);
        some_unless(builder, wrapped, difference)
    }

    /// The product, if it does not wrap.
    pub fn checked_mul(self, builder: &mut Builder<'_>, other: Self) -> Opt<Self> {
        let (product, wrapped) = self.overflowing_mul(builder, other);
        some_unless(builder, wrapped, product)
    }

    /// The quotient, if there is one.
    pub fn checked_div(self, builder: &mut Builder<'_>, other: Self) -> Opt<Self> {
        self.checked_division(builder, Operator::Divide, other)
    }

    /// The remainder, if there is one.
    pub fn checked_rem(self, builder: &mut Builder<'_>, other: Self) -> Opt<Self> {
        self.checked_division(builder, Operator::Remainder, other)
    }

    fn checked_division(self, builder: &mut Builder<'_>, operator: Operator, other: Self) -> Opt<Self> {
        let (nothing, one) = (zero(builder), known(builder, 1));
        let mut is_none = eq(builder, other, nothing);
        if T::SIGNED {
            let (minus_one, least) = (known(builder, u64::MAX), known(builder, smallest::<T>()));
            let (divides, is_least) = (eq(builder, other, minus_one), eq(builder, self, least));
            let wraps = bitand(builder, divides, is_least);
            is_none = bitor(builder, is_none, wraps);
        }
        let divisor = select(builder, is_none, one, other);
        let value = operators::unchecked(builder, operator, self, divisor);
        some_unless(builder, is_none, value)
    }

    /// The sum, or the number at the end of the type's range.
    pub fn saturating_add(self, builder: &mut Builder<'_>, other: Self) -> Self {
        let (sum, wrapped) = self.overflowing_add(builder, other);
        self.saturated(builder, sum, wrapped)
    }

    /// The difference, or the number at the end of the type's range.
    pub fn saturating_sub(self, builder: &mut Builder<'_>, other: Self) -> Self {
        let (difference, wrapped) = self.overflowing_sub(builder, other);
        if !T::SIGNED {
            let nothing = zero(builder);
            return select(builder, wrapped, nothing, difference);
        }
        self.saturated(builder, difference, wrapped)
    }

    /// The product, or the number at the end of the type's range.
    pub fn saturating_mul(self, builder: &mut Builder<'_>, other: Self) -> Self {
        let (product, wrapped) = self.overflowing_mul(builder, other);
        if T::SIGNED {
            let sign = bitxor(builder, self, other);
            return sign.saturated(builder, product, wrapped);
        }
        self.saturated(builder, product, wrapped)
    }

    /// What there is instead of a result that wrapped; this number has its sign.
    fn saturated(self, builder: &mut Builder<'_>, result: Self, wrapped: Val<bool>) -> Self {
        let mut end = known(builder, largest::<T>());
        if T::SIGNED {
            let (is_below, least) = (is_negative(builder, self), known(builder, smallest::<T>()));
            end = select(builder, is_below, least, end);
        }
        select(builder, wrapped, end, result)
    }

    /// Whether it is below 0.
    pub fn is_negative(self, builder: &mut Builder<'_>) -> Val<bool> {
        is_negative(builder, self)
    }

    /// Whether it is above 0.
    pub fn is_positive(self, builder: &mut Builder<'_>) -> Val<bool> {
        let zero = zero(builder);
        gt(builder, self, zero)
    }

    /// -1, 0 or 1.
    pub fn signum(self, builder: &mut Builder<'_>) -> Self {
        let (minus_one, nothing, one) = (known(builder, u64::MAX), zero(builder), known(builder, 1));
        let is_zero = eq(builder, self, nothing);
        let is_below = lt(builder, self, nothing);
        let sign = select(builder, is_below, minus_one, one);
        select(builder, is_zero, nothing, sign)
    }

    /// The number without its sign, which wraps for the smallest.
    pub fn abs(self, builder: &mut Builder<'_>) -> Self {
        let (is_below, negated) = (is_negative(builder, self), neg(builder, self));
        select(builder, is_below, negated, self)
    }

    /// The same.
    pub fn wrapping_abs(self, builder: &mut Builder<'_>) -> Self {
        self.abs(builder)
    }

    /// The number to this power, which wraps.
    pub fn pow(self, builder: &mut Builder<'_>, exponent: Val<u32>) -> Self {
        // By squares: each bit of the exponent is a turn.
        let (mut power, mut square, mut exponent) = (known(builder, 1), self, exponent);
        let turns =
            builder.constant_of(exponent.value()).map_or(32, |exponent| 64 - exponent.leading_zeros());
        for turn in 0..turns {
            let one = literal(builder, 1_u32);
            let bit = bitand(builder, exponent, one);
            let (is_set, more) = (eq(builder, bit, one), mul(builder, power, square));
            power = select(builder, is_set, more, power);
            if turn + 1 < turns {
                square = mul(builder, square, square);
                exponent = shr(builder, exponent, one);
            }
        }
        power
    }

    /// The same.
    pub fn wrapping_pow(self, builder: &mut Builder<'_>, exponent: Val<u32>) -> Self {
        self.pow(builder, exponent)
    }

    /// The remainder that is not negative.
    pub fn rem_euclid(self, builder: &mut Builder<'_>, other: Self) -> Self {
        let rest = rem(builder, self, other);
        if !T::SIGNED {
            return rest;
        }
        let size = other.abs(builder);
        let (is_below, moved) = (is_negative(builder, rest), add(builder, rest, size));
        select(builder, is_below, moved, rest)
    }
}

impl<T: Scalar> Val<T> {
    /// The number in another type that holds it.
    pub fn into<U: MadeOf<T>>(self, builder: &mut Builder<'_>) -> Val<U> {
        U::made_of(builder, self)
    }
}

/// What `from` and `into` make: of a number or `bool` another number, and one in the network's order.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not made of `{T}` in a BPF function",
    label = "`from` and `into` are between numbers; write a function"
)]
pub trait MadeOf<T: Scalar>: Scalar {
    /// The number.
    fn made_of(builder: &mut Builder<'_>, value: Val<T>) -> Val<Self>;
}

impl<T: Int, U: Int> MadeOf<T> for U {
    fn made_of(builder: &mut Builder<'_>, value: Val<T>) -> Val<U> {
        cast(builder, value)
    }
}

impl<U: Int> MadeOf<bool> for U {
    fn made_of(builder: &mut Builder<'_>, value: Val<bool>) -> Val<U> {
        cast(builder, value)
    }
}

/// The value, if the flag is not set.
pub(super) fn some_unless<T: Scalar>(
    builder: &mut Builder<'_>,
    is_none: Val<bool>,
    value: Val<T>,
) -> Opt<Val<T>> {
    Opt::Flagged(not(builder, is_none), value)
}

impl Val<bool> {
    /// The value, if this is true.
    pub fn then_some<S: super::Merge>(self, _: &mut Builder<'_>, value: S) -> Opt<S> {
        Opt::Flagged(self, value)
    }
}

impl<T: Int> ScalarNs<T> {
    /// The number in a type that holds it.
    pub fn from<U: Scalar>(self, builder: &mut Builder<'_>, value: Val<U>) -> Val<T>
    where
        T: MadeOf<U>,
    {
        T::made_of(builder, value)
    }

    /// The number of which the bytes on this machine are this one's, the first byte the largest.
    pub fn from_be(self, builder: &mut Builder<'_>, value: Val<T>) -> Val<T> {
        value.to_be(builder)
    }

    /// The number of which the bytes on this machine are this one's, the first byte the smallest.
    pub fn from_le(self, builder: &mut Builder<'_>, value: Val<T>) -> Val<T> {
        value.to_le(builder)
    }

    /// 0.
    pub fn default(self, builder: &mut Builder<'_>) -> Val<T> {
        zero(builder)
    }

    /// The smaller one.
    pub fn min(self, builder: &mut Builder<'_>, one: Val<T>, other: Val<T>) -> Val<T> {
        one.min(builder, other)
    }

    /// The larger one.
    pub fn max(self, builder: &mut Builder<'_>, one: Val<T>, other: Val<T>) -> Val<T> {
        one.max(builder, other)
    }
}

macro_rules! differences {
    ($($signed:ident $unsigned:ident)*) => { $(
        impl Val<$signed> {
            /// The number without its sign.
            pub fn unsigned_abs(self, builder: &mut Builder<'_>) -> Val<$unsigned> {
                let size = self.abs(builder);
                cast(builder, size)
            }

            /// How far apart they are.
            pub fn abs_diff(self, builder: &mut Builder<'_>, other: Self) -> Val<$unsigned> {
                let is_below = lt(builder, self, other);
                let (up, down) = (sub(builder, other, self), sub(builder, self, other));
                let distance = select(builder, is_below, up, down);
                cast(builder, distance)
            }
        }

        impl Val<$unsigned> {
            /// How far apart they are.
            pub fn abs_diff(self, builder: &mut Builder<'_>, other: Self) -> Self {
                let is_below = lt(builder, self, other);
                let (up, down) = (sub(builder, other, self), sub(builder, self, other));
                select(builder, is_below, up, down)
            }

            /// Whether it is a multiple.
            pub fn is_multiple_of(self, builder: &mut Builder<'_>, other: Self) -> Val<bool> {
                let nothing = zero(builder);
                let (of_nothing, is_nothing) = (eq(builder, other, nothing), eq(builder, self, nothing));
                let one = known(builder, 1);
                let divisor = select(builder, of_nothing, one, other);
                let rest = operators::unchecked(builder, Operator::Remainder, self, divisor);
                let is_multiple = eq(builder, rest, nothing);
                select(builder, of_nothing, is_nothing, is_multiple)
            }
        }
    )* };
}
differences! { i8 u8 i16 u16 i32 u32 i64 u64 isize usize }
