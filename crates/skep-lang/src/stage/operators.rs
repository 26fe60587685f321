//! Operators, with the meaning that they have in the kernel: results wrap. What panics in Rust whatever the build aborts the program:
//! a division by zero, and of the least number by -1.

use super::{Builder, Int, Layout, Ref, Scalar, Slot, Val, slot};
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

/// What operators take: numbers, and references, which they look behind.
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be computed with in a BPF function")]
pub trait Operand {
    /// What it is, or what it leads to.
    type Of: Layout;
    /// The value; of arrays and structures, where they are.
    fn operand(self, builder: &mut Builder<'_>) -> <Self::Of as Layout>::Owned;
}

impl<T: Scalar> Operand for Val<T> {
    type Of = T;
    fn operand(self, _: &mut Builder<'_>) -> Self {
        self
    }
}

impl<T: Layout> Operand for Ref<T> {
    type Of = T;
    fn operand(self, builder: &mut Builder<'_>) -> T::Owned {
        T::lend(builder, self)
    }
}

impl<T: Layout<Owned = Self>> Operand for Slot<T> {
    type Of = T;
    fn operand(self, _: &mut Builder<'_>) -> Self {
        self
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
    unchecked(builder, operator, left, right)
}

/// The same, of a division whose divisor is known to be right.
pub(crate) fn unchecked<T: Scalar>(
    builder: &mut Builder<'_>,
    operator: Operator,
    left: Val<T>,
    right: Val<T>,
) -> Val<T> {
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
        pub fn $name<T: Scalar, L: Operand<Of = T>, R: Operand<Of = T>>(builder: &mut Builder<'_>, left: L, right: R) -> Val<T> {
            let (left, right) = (left.operand(builder), right.operand(builder));
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
        pub fn $name<T: Scalar, L: Operand<Of = T>, R: Operand<Of = T>>(builder: &mut Builder<'_>, left: L, right: R) -> Val<bool> {
            let (left, right) = (left.operand(builder), right.operand(builder));
            less_or_greater(builder, left, right, Comparison::$signed, Comparison::$unsigned)
        }
    )* };
}
comparisons! {
    lt LessSigned LessUnsigned "<";
    le LessOrEqualSigned LessOrEqualUnsigned "<=";
    gt GreaterSigned GreaterUnsigned ">";
    ge GreaterOrEqualSigned GreaterOrEqualUnsigned ">=";
}

fn less_or_greater<T: Scalar>(
    builder: &mut Builder<'_>,
    left: Val<T>,
    right: Val<T>,
    signed: Comparison,
    unsigned: Comparison,
) -> Val<bool> {
    let (mut left, mut right) = (left.0, right.0);
    // Of `bool` there is only (in)equality in the intermediate representation.
    if T::TYPE == Type::Bool {
        left = builder.function().convert(Conversion::ZeroExtend, left, Type::I32);
        right = builder.function().convert(Conversion::ZeroExtend, right, Type::I32);
    }
    compare(builder, if T::SIGNED { signed } else { unsigned }, left, right)
}

/// `left == right`, of numbers, and of arrays and structures by their bytes.
pub fn eq<T: Layout, L: Operand<Of = T>, R: Operand<Of = T>>(
    builder: &mut Builder<'_>,
    left: L,
    right: R,
) -> Val<bool> {
    let (left, right) = (left.operand(builder), right.operand(builder));
    T::equal(builder, left, right)
}

/// `left != right`
pub fn ne<T: Layout, L: Operand<Of = T>, R: Operand<Of = T>>(
    builder: &mut Builder<'_>,
    left: L,
    right: R,
) -> Val<bool> {
    let is_equal = eq(builder, left, right);
    not(builder, is_equal)
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
pub fn repeat<T: Layout<Owned = O>, O: Operand<Of = T> + Copy, const N: usize>(
    builder: &mut Builder<'_>,
    value: O,
) -> Slot<[T; N]> {
    let array: Slot<[T; N]> = slot(builder);
    if T::known(builder, value) == Some(0) {
        let size = <[T; N] as Layout>::SIZE;
        if size > 0 {
            builder.function().zero(array.as_ref().address(), size);
        }
        return array;
    }
    fill(builder, array.as_ref(), [value; N]);
    array
}

/// `[a, b, c]`
pub fn array<T: Layout<Owned = O>, O: Operand<Of = T>, const N: usize>(
    builder: &mut Builder<'_>,
    values: [O; N],
) -> Slot<[T; N]> {
    let array: Slot<[T; N]> = slot(builder);
    fill(builder, array.as_ref(), values);
    array
}

fn fill<T: Layout, const N: usize>(builder: &mut Builder<'_>, array: Ref<[T; N]>, values: [T::Owned; N]) {
    let mut offset = 0;
    for value in values {
        T::store(builder, array.part(offset), value);
        offset += T::SIZE;
    }
}
