//! Operators, with the meaning that they have in the kernel: results wrap. What panics in Rust whatever the build aborts the program:
//! a division by zero, and of the least number by -1.

use super::{Builder, Int, Layout, Ref, Scalar, ScalarNs, Slot, Val, slot};
use skep_ir::{BinaryOperator, Comparison, Conversion, Type, Value};

/// An operator with two sides.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `&`
    And,
    /// `|`
    Or,
    /// `^`
    Xor,
    /// `<<`
    ShiftLeft,
    /// `>>`
    ShiftRight,
}

impl Operator {
    const fn of(self, signed: bool) -> BinaryOperator {
        match self {
            Self::Add => BinaryOperator::Add,
            Self::Subtract => BinaryOperator::Subtract,
            Self::Multiply => BinaryOperator::Multiply,
            Self::Divide if signed => BinaryOperator::DivideSigned,
            Self::Divide => BinaryOperator::DivideUnsigned,
            Self::Remainder if signed => BinaryOperator::RemainderSigned,
            Self::Remainder => BinaryOperator::RemainderUnsigned,
            Self::And => BinaryOperator::And,
            Self::Or => BinaryOperator::Or,
            Self::Xor => BinaryOperator::Xor,
            Self::ShiftLeft => BinaryOperator::ShiftLeft,
            Self::ShiftRight if signed => BinaryOperator::ShiftRightSigned,
            Self::ShiftRight => BinaryOperator::ShiftRight,
        }
    }
}

/// What two numbers of one type make.
pub(crate) fn binary<T: Scalar>(
    builder: &mut Builder<'_>,
    operator: Operator,
    left: Val<T>,
    right: Val<T>,
) -> Val<T> {
    if matches!(operator, Operator::Divide | Operator::Remainder) {
        check_divisor(builder, left, right);
    }
    Val::new(builder.function().binary(operator.of(T::SIGNED), left.0, right.0))
}

/// Aborts where a division panics natively.
fn check_divisor<T: Scalar>(builder: &mut Builder<'_>, left: Val<T>, right: Val<T>) {
    let known = builder.constant_of(right.0);
    if known.is_none_or(|divisor| divisor == 0) {
        let zero = builder.constant(T::TYPE, 0);
        let is_not_zero = compare(builder, Comparison::NotEqual, right.0, zero);
        builder.check(is_not_zero);
    }
    let minus_one = u64::MAX;
    let bits = T::TYPE.bits().unwrap_or(64);
    if T::SIGNED && known.is_none_or(|divisor| divisor == minus_one) {
        let (minus_one, least) =
            (builder.constant(T::TYPE, minus_one), builder.constant(T::TYPE, 1 << (bits - 1)));
        let (fine, other, no) = (builder.block(), builder.block(), builder.block());
        let is_other = compare(builder, Comparison::NotEqual, right.0, minus_one);
        builder.branch(is_other, fine, other);
        builder.enter(other);
        let is_more = compare(builder, Comparison::NotEqual, left.0, least);
        builder.branch(is_more, fine, no);
        builder.enter(no);
        builder.abort();
        builder.enter(fine);
    }
}

/// A number shifted by an amount of any type, modulo its width.
pub(crate) fn shift<T: Scalar, U: Int>(
    builder: &mut Builder<'_>,
    operator: Operator,
    value: Val<T>,
    amount: Val<U>,
) -> Val<T> {
    let known = builder.constant_of(amount.0);
    let amount = match known {
        Some(amount) => builder.constant(T::TYPE, amount),
        None => resized(builder, amount.0, U::TYPE, false, T::TYPE),
    };
    Val::new(builder.function().binary(operator.of(T::SIGNED), value.0, amount))
}

/// An integer in another width.
fn resized(builder: &mut Builder<'_>, value: Value, from: Type, signed: bool, to: Type) -> Value {
    let function = builder.function();
    match (from.bits(), to.bits()) {
        (Some(one), Some(other)) if one < other => {
            let conversion = if signed { Conversion::SignExtend } else { Conversion::ZeroExtend };
            function.convert(conversion, value, to)
        }
        (Some(one), Some(other)) if one > other => function.convert(Conversion::Truncate, value, to),
        _ => value,
    }
}

fn compare(builder: &mut Builder<'_>, comparison: Comparison, left: Value, right: Value) -> Val<bool> {
    Val::new(builder.function().compare(comparison, left, right))
}

macro_rules! arithmetic {
    ($($name:ident $operator:ident $sign:literal;)*) => { $(
        #[doc = concat!("`left ", $sign, " right`")]
        pub fn $name<T: Scalar>(builder: &mut Builder<'_>, left: Val<T>, right: Val<T>) -> Val<T> {
            binary(builder, Operator::$operator, left, right)
        }
    )* };
}
arithmetic! {
    add Add "+"; sub Subtract "-"; mul Multiply "*"; div Divide "/"; rem Remainder "%";
    bitand And "&"; bitor Or "|"; bitxor Xor "^";
}

macro_rules! comparisons {
    ($($name:ident $signed:ident $unsigned:ident $sign:literal;)*) => { $(
        #[doc = concat!("`left ", $sign, " right`")]
        pub fn $name<T: Scalar>(builder: &mut Builder<'_>, left: Val<T>, right: Val<T>) -> Val<bool> {
            // Of `bool` there is only (in)equality in the intermediate representation.
            let (mut left, mut right) = (left.0, right.0);
            if T::TYPE == Type::Bool && Comparison::$signed != Comparison::$unsigned {
                left = builder.function().convert(Conversion::ZeroExtend, left, Type::I32);
                right = builder.function().convert(Conversion::ZeroExtend, right, Type::I32);
            }
            let comparison = if T::SIGNED { Comparison::$signed } else { Comparison::$unsigned };
            compare(builder, comparison, left, right)
        }
    )* };
}
comparisons! {
    eq Equal Equal "==";
    ne NotEqual NotEqual "!=";
    lt LessSigned LessUnsigned "<";
    le LessOrEqualSigned LessOrEqualUnsigned "<=";
    gt GreaterSigned GreaterUnsigned ">";
    ge GreaterOrEqualSigned GreaterOrEqualUnsigned ">=";
}

/// `value << amount`
pub fn shl<T: Int, U: Int>(builder: &mut Builder<'_>, value: Val<T>, amount: Val<U>) -> Val<T> {
    shift(builder, Operator::ShiftLeft, value, amount)
}

/// `value >> amount`
pub fn shr<T: Int, U: Int>(builder: &mut Builder<'_>, value: Val<T>, amount: Val<U>) -> Val<T> {
    shift(builder, Operator::ShiftRight, value, amount)
}

/// `!value`
pub fn not<T: Scalar>(builder: &mut Builder<'_>, value: Val<T>) -> Val<T> {
    if T::TYPE == Type::Bool {
        return Val::new(builder.function().negate(value.0));
    }
    let ones = builder.constant(T::TYPE, u64::MAX);
    Val::new(builder.function().binary(BinaryOperator::Xor, value.0, ones))
}

/// `-value`
pub fn neg<T: Scalar>(builder: &mut Builder<'_>, value: Val<T>) -> Val<T> {
    if let Some(known) = builder.constant_of(value.0) {
        return Val::new(builder.constant(T::TYPE, known.wrapping_neg()));
    }
    Val::new(builder.function().negate(value.0))
}

/// `value as U`
pub fn cast<U: Scalar, T: Scalar>(builder: &mut Builder<'_>, value: Val<T>) -> Val<U> {
    if let Some(known) = builder.constant_of(value.0) {
        // What is known is extended by its own sign; it is cut to the new width, and extended by the new sign.
        let bits = U::TYPE.bits().unwrap_or(64);
        let lost = 64 - bits;
        let shifted = known << lost;
        let known = if U::SIGNED { (shifted.cast_signed() >> lost).cast_unsigned() } else { shifted >> lost };
        return Val::new(builder.constant(U::TYPE, known));
    }
    Val::new(resized(builder, value.0, T::TYPE, T::SIGNED, U::TYPE))
}

/// `[value; N]`
pub fn repeat<T: Layout<Owned = Val<T>> + Scalar, const N: usize>(
    builder: &mut Builder<'_>,
    value: Val<T>,
) -> Slot<[T; N]> {
    let array: Slot<[T; N]> = slot(builder);
    if builder.constant_of(value.0) == Some(0) {
        let size = <[T; N] as Layout>::SIZE;
        if size > 0 {
            builder.function().zero(array.as_ref().address(), size);
        }
        return array;
    }
    fill(builder, array.as_ref(), (0..N).map(|_| value));
    array
}

/// `[a, b, c]`
pub fn array<T: Scalar, const N: usize>(builder: &mut Builder<'_>, values: [Val<T>; N]) -> Slot<[T; N]> {
    let array: Slot<[T; N]> = slot(builder);
    fill(builder, array.as_ref(), values.into_iter());
    array
}

fn fill<T: Scalar, const N: usize>(
    builder: &mut Builder<'_>,
    array: Ref<[T; N]>,
    values: impl Iterator<Item = Val<T>>,
) {
    let mut offset = 0;
    for value in values {
        <T as Layout>::store(builder, array.part(offset), value);
        offset += <T as Layout>::SIZE;
    }
}

/// Methods of numbers, by the names that they have in Rust.
impl<T: Int> Val<T> {
    /// The sum, which wraps.
    pub fn wrapping_add(self, builder: &mut Builder<'_>, other: Self) -> Self {
        add(builder, self, other)
    }

    /// The difference, which wraps.
    pub fn wrapping_sub(self, builder: &mut Builder<'_>, other: Self) -> Self {
        sub(builder, self, other)
    }

    /// The product, which wraps.
    pub fn wrapping_mul(self, builder: &mut Builder<'_>, other: Self) -> Self {
        mul(builder, self, other)
    }

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
}

/// One of two numbers.
pub(crate) fn select<T: Scalar>(
    builder: &mut Builder<'_>,
    condition: Val<bool>,
    yes: Val<T>,
    no: Val<T>,
) -> Val<T> {
    let (variable, other, meet) = (builder.variable(T::TYPE), builder.block(), builder.block());
    builder.set(variable, yes.0);
    builder.branch(condition, meet, other);
    builder.enter(other);
    builder.set(variable, no.0);
    builder.jump(meet);
    builder.enter(meet);
    Val::new(builder.get(variable))
}

impl<T: Int> ScalarNs<T> {
    /// The number in a type that holds it.
    pub fn from<U: Scalar>(self, builder: &mut Builder<'_>, value: Val<U>) -> Val<T> {
        cast(builder, value)
    }
}
