//! What the arithmetic operations, comparisons and byte swaps do with numbers ([RFC 9669, sections 4.1 to 4.3]).
//!
//! [RFC 9669, sections 4.1 to 4.3]: https://www.rfc-editor.org/rfc/rfc9669.html

use skep_isa::{Arithmetic, ByteSwap, Condition, Size, Width};

/// The lower 32 bits.
#[expect(clippy::cast_possible_truncation, reason = "the upper half is cut off on purpose")]
pub(crate) const fn low(value: u64) -> u32 {
    value as u32
}

/// `left op right`. An operation of 32 bits clears the upper half.
#[inline(always)]
pub(crate) fn arithmetic(operation: Arithmetic, width: Width, left: u64, right: u64) -> u64 {
    match width {
        Width::W64 => arithmetic64(operation, left, right),
        Width::W32 => arithmetic32(operation, low(left), low(right)).into(),
    }
}

#[inline(always)]
fn arithmetic64(operation: Arithmetic, left: u64, right: u64) -> u64 {
    let (signed_left, signed_right) = (left.cast_signed(), right.cast_signed());
    // `wrapping_shl` and its like take the amount modulo the width.
    let amount = low(right);
    match operation {
        Arithmetic::Add => left.wrapping_add(right),
        Arithmetic::Subtract => left.wrapping_sub(right),
        Arithmetic::Multiply => left.wrapping_mul(right),
        Arithmetic::Divide => left.checked_div(right).unwrap_or(0),
        Arithmetic::SignedDivide if right == 0 => 0,
        Arithmetic::SignedDivide => signed_left.wrapping_div(signed_right).cast_unsigned(),
        Arithmetic::Modulo => left.checked_rem(right).unwrap_or(left),
        Arithmetic::SignedModulo if right == 0 => left,
        Arithmetic::SignedModulo => signed_left.wrapping_rem(signed_right).cast_unsigned(),
        Arithmetic::Or => left | right,
        Arithmetic::And => left & right,
        Arithmetic::Xor => left ^ right,
        Arithmetic::ShiftLeft => left.wrapping_shl(amount),
        Arithmetic::ShiftRight => left.wrapping_shr(amount),
        Arithmetic::ShiftRightSigned => signed_left.wrapping_shr(amount).cast_unsigned(),
    }
}

#[inline(always)]
fn arithmetic32(operation: Arithmetic, left: u32, right: u32) -> u32 {
    let (signed_left, signed_right) = (left.cast_signed(), right.cast_signed());
    match operation {
        Arithmetic::Add => left.wrapping_add(right),
        Arithmetic::Subtract => left.wrapping_sub(right),
        Arithmetic::Multiply => left.wrapping_mul(right),
        Arithmetic::Divide => left.checked_div(right).unwrap_or(0),
        Arithmetic::SignedDivide if right == 0 => 0,
        Arithmetic::SignedDivide => signed_left.wrapping_div(signed_right).cast_unsigned(),
        Arithmetic::Modulo => left.checked_rem(right).unwrap_or(left),
        Arithmetic::SignedModulo if right == 0 => left,
        Arithmetic::SignedModulo => signed_left.wrapping_rem(signed_right).cast_unsigned(),
        Arithmetic::Or => left | right,
        Arithmetic::And => left & right,
        Arithmetic::Xor => left ^ right,
        Arithmetic::ShiftLeft => left.wrapping_shl(right),
        Arithmetic::ShiftRight => left.wrapping_shr(right),
        Arithmetic::ShiftRightSigned => signed_left.wrapping_shr(right).cast_unsigned(),
    }
}

/// `-value`.
pub(crate) fn negate(width: Width, value: u64) -> u64 {
    match width {
        Width::W64 => value.wrapping_neg(),
        Width::W32 => low(value).wrapping_neg().into(),
    }
}

/// The lowest bits of this size, sign-extended to the width; the rest is cleared.
#[inline]
pub(crate) fn sign_extend(width: Width, size: Size, value: u64) -> u64 {
    let unused = u64::BITS - size.bits();
    let extended = ((value << unused).cast_signed() >> unused).cast_unsigned();
    match width {
        Width::W64 => extended,
        Width::W32 => low(extended).into(),
    }
}

/// The lowest bits of this size in another order of bytes; the rest is cleared.
pub(crate) fn swap_bytes(swap: ByteSwap, size: Size, value: u64) -> u64 {
    let unused = u64::BITS - size.bits();
    let kept = value << unused >> unused;
    let reversed = value.swap_bytes() >> unused;
    if reverses(swap) { reversed } else { kept }
}

/// Whether the order of bytes is another one than this machine's.
pub(crate) const fn reverses(swap: ByteSwap) -> bool {
    match swap {
        ByteSwap::Reverse => true,
        ByteSwap::Big => cfg!(target_endian = "little"),
        ByteSwap::Little => cfg!(target_endian = "big"),
    }
}

/// Whether `left condition right` holds.
#[inline(always)]
pub(crate) fn holds(condition: Condition, width: Width, left: u64, right: u64) -> bool {
    match width {
        Width::W64 => compare(condition, left, right, left.cast_signed(), right.cast_signed()),
        Width::W32 => {
            let (left, right) = (low(left), low(right));
            compare(
                condition,
                left.into(),
                right.into(),
                left.cast_signed().into(),
                right.cast_signed().into(),
            )
        }
    }
}

#[inline(always)]
fn compare(condition: Condition, left: u64, right: u64, signed_left: i64, signed_right: i64) -> bool {
    match condition {
        Condition::Equal => left == right,
        Condition::NotEqual => left != right,
        Condition::Greater => left > right,
        Condition::GreaterOrEqual => left >= right,
        Condition::Less => left < right,
        Condition::LessOrEqual => left <= right,
        Condition::SignedGreater => signed_left > signed_right,
        Condition::SignedGreaterOrEqual => signed_left >= signed_right,
        Condition::SignedLess => signed_left < signed_right,
        Condition::SignedLessOrEqual => signed_left <= signed_right,
        Condition::AnyBitSet => left & right != 0,
    }
}
