//! What integers make: exactly as the instruction set defines it, in every width.

use crate::{AtomicOperator, BinaryOperator, Comparison};

/// The bits of a number of this width, from 1 to 64.
pub(crate) const fn bits(width: u32, number: u64) -> u64 {
    if width >= 64 { number } else { number & ((1 << width) - 1) }
}

/// The number of this width with its sign.
pub(crate) const fn signed(width: u32, number: u64) -> i64 {
    let unused = 64 - width;
    (number << unused).cast_signed() >> unused
}

pub(crate) fn binary(operator: BinaryOperator, width: u32, left: u64, right: u64) -> u64 {
    let (left, right) = (bits(width, left), bits(width, right));
    let (left_signed, right_signed) = (signed(width, left), signed(width, right));
    let amount = u32::try_from(right % u64::from(width)).unwrap_or(0);
    let result = match operator {
        BinaryOperator::Add => left.wrapping_add(right),
        BinaryOperator::Subtract => left.wrapping_sub(right),
        BinaryOperator::Multiply => left.wrapping_mul(right),
        BinaryOperator::DivideUnsigned => left.checked_div(right).unwrap_or(0),
        BinaryOperator::RemainderUnsigned => left.checked_rem(right).unwrap_or(left),
        BinaryOperator::DivideSigned if right == 0 => 0,
        BinaryOperator::DivideSigned => left_signed.wrapping_div(right_signed).cast_unsigned(),
        BinaryOperator::RemainderSigned if right == 0 => left,
        BinaryOperator::RemainderSigned => left_signed.wrapping_rem(right_signed).cast_unsigned(),
        BinaryOperator::And => left & right,
        BinaryOperator::Or => left | right,
        BinaryOperator::Xor => left ^ right,
        BinaryOperator::ShiftLeft => left << amount,
        BinaryOperator::ShiftRight => left >> amount,
        BinaryOperator::ShiftRightSigned => (left_signed >> amount).cast_unsigned(),
    };
    bits(width, result)
}

pub(crate) fn compare(comparison: Comparison, width: u32, left: u64, right: u64) -> bool {
    let (left, right) = (bits(width, left), bits(width, right));
    let (left_signed, right_signed) = (signed(width, left), signed(width, right));
    match comparison {
        Comparison::Equal => left == right,
        Comparison::NotEqual => left != right,
        Comparison::LessUnsigned => left < right,
        Comparison::LessOrEqualUnsigned => left <= right,
        Comparison::GreaterUnsigned => left > right,
        Comparison::GreaterOrEqualUnsigned => left >= right,
        Comparison::LessSigned => left_signed < right_signed,
        Comparison::LessOrEqualSigned => left_signed <= right_signed,
        Comparison::GreaterSigned => left_signed > right_signed,
        Comparison::GreaterOrEqualSigned => left_signed >= right_signed,
        Comparison::Test => left & right != 0,
    }
}

/// The number of the opposite sign; of one bit, the opposite truth value.
pub(crate) const fn negate(width: u32, number: u64) -> u64 {
    if width == 1 { number ^ 1 } else { bits(width, number.wrapping_neg()) }
}

/// The number of this width with its bytes the other way round.
pub(crate) const fn swap(width: u32, number: u64) -> u64 {
    number.swap_bytes() >> (64 - width)
}

pub(super) const fn atomic(operator: AtomicOperator, before: u64, operand: u64) -> u64 {
    match operator {
        AtomicOperator::Add => before.wrapping_add(operand),
        AtomicOperator::And => before & operand,
        AtomicOperator::Or => before | operand,
        AtomicOperator::Xor => before ^ operand,
        AtomicOperator::Exchange => operand,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_is_that_of_the_instruction_set() {
        for (operator, width, left, right, result) in [
            (BinaryOperator::Add, 8, 255, 1, 0),
            (BinaryOperator::Subtract, 32, 0, 1, 0xffff_ffff),
            (BinaryOperator::Multiply, 16, 0x100, 0x100, 0),
            (BinaryOperator::DivideUnsigned, 64, 7, 0, 0),
            (BinaryOperator::RemainderUnsigned, 64, 7, 0, 7),
            (BinaryOperator::DivideSigned, 32, 0x8000_0000, 0xffff_ffff, 0x8000_0000),
            (BinaryOperator::RemainderSigned, 32, 0x8000_0000, 0xffff_ffff, 0),
            (BinaryOperator::DivideSigned, 64, i64::MIN.cast_unsigned(), u64::MAX, i64::MIN.cast_unsigned()),
            (BinaryOperator::DivideSigned, 8, 0xf9, 2, 0xfd),
            (BinaryOperator::RemainderSigned, 8, 0xf9, 2, 0xff),
            (BinaryOperator::RemainderSigned, 16, 5, 0, 5),
            (BinaryOperator::ShiftLeft, 32, 1, 33, 2),
            (BinaryOperator::ShiftRight, 64, 2, 65, 1),
            (BinaryOperator::ShiftRightSigned, 16, 0x8000, 4, 0xf800),
        ] {
            assert_eq!(binary(operator, width, left, right), result, "{operator:?} {width} {left} {right}");
        }
        assert!(
            compare(Comparison::LessSigned, 8, 0x80, 0x7f)
                && !compare(Comparison::LessUnsigned, 8, 0x80, 0x7f)
        );
        assert!(compare(Comparison::Test, 16, 6, 2) && !compare(Comparison::Test, 16, 4, 2));
        assert_eq!(swap(16, 0x0800), 0x0008);
        assert_eq!((negate(8, 1), negate(64, 1), negate(1, 1), negate(1, 0)), (0xff, u64::MAX, 0, 1));
    }
}
