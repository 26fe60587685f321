//! What stands for an operation on integers, by what its operands are.

use super::{Simpler, Work};
use crate::interpret::arithmetic::{binary, bits, signed, swap};
use crate::{BinaryOperator, ByteOrder, Comparison, Conversion, Operation, Type, Value};
use skep_btf::Endian;

impl Work<'_> {
    pub(super) fn binary(
        &mut self,
        operator: BinaryOperator,
        left: Value,
        right: Value,
        ty: Type,
    ) -> Option<Simpler> {
        let width = ty.bits()?;
        let again = |left, right| Some(Simpler::Operation(Operation::Binary(operator, left, right)));
        if left == right {
            match operator {
                BinaryOperator::And | BinaryOperator::Or => return Some(Simpler::Value(left)),
                BinaryOperator::Subtract | BinaryOperator::Xor => {
                    return Some(Simpler::Operation(Operation::Constant(0)));
                }
                _ => {}
            }
        }
        let commutes = matches!(
            operator,
            BinaryOperator::Add
                | BinaryOperator::Multiply
                | BinaryOperator::And
                | BinaryOperator::Or
                | BinaryOperator::Xor
        );
        if commutes && self.constant(left).is_some() && self.constant(right).is_none() {
            return again(right, left);
        }
        let number = self.constant(right)?;
        let power = number.is_power_of_two().then(|| number.trailing_zeros());
        let becomes = |operator, right| Some(Simpler::Operation(Operation::Binary(operator, left, right)));
        match (operator, power) {
            (BinaryOperator::Multiply | BinaryOperator::And, _) if number == 0 => {
                return Some(Simpler::Operation(Operation::Constant(0)));
            }
            (BinaryOperator::Multiply, Some(power @ 1..)) => {
                let amount = self.number(ty, power.into());
                return becomes(BinaryOperator::ShiftLeft, amount);
            }
            (BinaryOperator::DivideUnsigned, Some(power @ 1..)) => {
                let amount = self.number(ty, power.into());
                return becomes(BinaryOperator::ShiftRight, amount);
            }
            (BinaryOperator::RemainderUnsigned, Some(_)) => {
                let mask = self.number(ty, number - 1);
                return becomes(BinaryOperator::And, mask);
            }
            (BinaryOperator::Subtract, _) => {
                let negative = self.number(ty, bits(width, number.wrapping_neg()));
                return becomes(BinaryOperator::Add, negative);
            }
            // A mask that lets through all that may be set.
            (BinaryOperator::And, _) => {
                let may_be_set = match self.significant(left) {
                    64.. => u64::MAX,
                    few => (1 << few) - 1,
                };
                if number & may_be_set == may_be_set {
                    return Some(Simpler::Value(left));
                }
            }
            _ => {}
        }
        // The other bits of what was shifted or masked are those of the opposite, shifted or masked.
        let ones = bits(width, u64::MAX);
        if operator == BinaryOperator::Xor
            && let Operation::Binary(
                before @ (BinaryOperator::ShiftRight | BinaryOperator::And),
                first,
                second,
            ) = *self.operation(left)?
            && let Some(second_number) = self.constant(second)
            && (before == BinaryOperator::And && second_number == number && number != ones
                || before == BinaryOperator::ShiftRight
                    && number == ones >> (second_number % u64::from(width)))
        {
            let all = self.number(ty, ones);
            let opposite = self.add(Operation::Binary(BinaryOperator::Xor, first, all), ty);
            return Some(Simpler::Operation(Operation::Binary(before, opposite, second)));
        }
        // Twice by constants is once.
        let Operation::Binary(before, first, second) = *self.operation(left)? else { return None };
        let second = self.constant(second)?;
        let joins = before == operator
            && matches!(
                operator,
                BinaryOperator::Add | BinaryOperator::And | BinaryOperator::Or | BinaryOperator::Xor
            );
        if joins {
            let number = self.number(ty, binary(operator, width, second, number));
            return again(first, number);
        }
        let shift = matches!(operator, BinaryOperator::ShiftLeft | BinaryOperator::ShiftRight);
        let sum = (second % u64::from(width)) + (number % u64::from(width));
        if before == operator && shift && sum < u64::from(width) {
            let sum = self.number(ty, sum);
            return again(first, sum);
        }
        None
    }

    pub(super) fn compare(&mut self, comparison: Comparison, left: Value, right: Value) -> Option<Simpler> {
        let again =
            |comparison, left, right| Some(Simpler::Operation(Operation::Compare(comparison, left, right)));
        if self.constant(left).is_some() && self.constant(right).is_none() {
            return again(mirrored(comparison), right, left);
        }
        let equality = matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let bitwise = equality || comparison == Comparison::Test;
        if left == right && comparison != Comparison::Test {
            let holds = matches!(
                comparison,
                Comparison::Equal
                    | Comparison::LessOrEqualUnsigned
                    | Comparison::GreaterOrEqualUnsigned
                    | Comparison::LessOrEqualSigned
                    | Comparison::GreaterOrEqualSigned
            );
            return Some(Simpler::Operation(Operation::Constant(holds.into())));
        }
        // Bytes in another order are equal, or have bits in common, in this one.
        if bitwise && let Some(&Operation::Bytes(order, inner)) = self.operation(left) {
            if let Some(&Operation::Bytes(other, second)) = self.operation(right)
                && other == order
            {
                return again(comparison, inner, second);
            }
            if self.constant(right).is_some() {
                let ty = self.ty(inner)?.plain();
                let swapped = self.add(Operation::Bytes(order, right), ty);
                return again(comparison, inner, swapped);
            }
        }
        let number = self.constant(right)?;
        if self.ty(left) == Some(Type::Bool) && equality {
            let as_it_is = (number == 1) == (comparison == Comparison::Equal);
            return Some(match as_it_is {
                true => Simpler::Value(left),
                false => Simpler::Operation(Operation::Negate(left)),
            });
        }
        match (comparison, number, self.operation(left)?) {
            // A `bool` that was made a number.
            (
                Comparison::Equal | Comparison::NotEqual,
                0 | 1,
                &Operation::Convert(Conversion::ZeroExtend, inner),
            ) if self.ty(inner) == Some(Type::Bool) => {
                let as_it_is = (number == 1) == (comparison == Comparison::Equal);
                Some(match as_it_is {
                    true => Simpler::Value(inner),
                    false => Simpler::Operation(Operation::Negate(inner)),
                })
            }
            // Of a bit that is looked at alone.
            (Comparison::NotEqual, 0, &Operation::Binary(BinaryOperator::And, one, other)) => (self.ty(one)
                != Some(Type::Bool))
            .then_some(Simpler::Operation(Operation::Compare(Comparison::Test, one, other))),
            (Comparison::Equal, 0, &Operation::Binary(BinaryOperator::And, one, other))
                if self.ty(one) != Some(Type::Bool) =>
            {
                let test = self.add(Operation::Compare(Comparison::Test, one, other), Type::Bool);
                Some(Simpler::Operation(Operation::Negate(test)))
            }
            (Comparison::LessUnsigned, 1, _) => {
                let zero = self.number(self.ty(left)?, 0);
                again(Comparison::Equal, left, zero)
            }
            (Comparison::GreaterUnsigned, 0, _) | (Comparison::GreaterOrEqualUnsigned, 1, _) => {
                let zero = self.number(self.ty(left)?, 0);
                again(Comparison::NotEqual, left, zero)
            }
            _ => None,
        }
    }

    pub(super) fn convert(&mut self, conversion: Conversion, value: Value, ty: Type) -> Option<Simpler> {
        let inner = self.operation(value)?.clone();
        let wide = ty.bits()?;
        match (conversion, &inner) {
            (Conversion::ZeroExtend, &Operation::Convert(Conversion::ZeroExtend, first))
            | (Conversion::SignExtend, &Operation::Convert(Conversion::SignExtend, first))
            | (Conversion::Truncate, &Operation::Convert(Conversion::Truncate, first)) => {
                Some(Simpler::Operation(Operation::Convert(conversion, first)))
            }
            // Its sign is zero.
            (Conversion::SignExtend, &Operation::Convert(Conversion::ZeroExtend, first)) => {
                Some(Simpler::Operation(Operation::Convert(Conversion::ZeroExtend, first)))
            }
            (
                Conversion::Truncate,
                &Operation::Convert(before @ (Conversion::ZeroExtend | Conversion::SignExtend), first),
            ) => {
                let narrow = self.width(first);
                match narrow.cmp(&wide) {
                    std::cmp::Ordering::Equal => Some(Simpler::Value(first)),
                    std::cmp::Ordering::Less => Some(Simpler::Operation(Operation::Convert(before, first))),
                    std::cmp::Ordering::Greater if self.ty(first) != Some(Type::Bool) => {
                        Some(Simpler::Operation(Operation::Convert(Conversion::Truncate, first)))
                    }
                    std::cmp::Ordering::Greater => None,
                }
            }
            // Of the wide value only the lower bits.
            (Conversion::ZeroExtend, &Operation::Convert(Conversion::Truncate, first))
                if self.width(first) == wide =>
            {
                let narrow = self.width(value);
                let first_ty = self.ty(first)?;
                if self.significant(first) <= narrow && first_ty.serves(ty) {
                    return Some(Simpler::Value(first));
                }
                let mask = self.number(ty, bits(narrow, u64::MAX));
                Some(Simpler::Operation(Operation::Binary(BinaryOperator::And, first, mask)))
            }
            // Bits of what is wider by zeros, which is free where it is read from memory.
            (
                Conversion::ZeroExtend,
                &Operation::Binary(
                    operator @ (BinaryOperator::And
                    | BinaryOperator::Or
                    | BinaryOperator::Xor
                    | BinaryOperator::ShiftRight),
                    left,
                    right,
                ),
            ) if self.ty(value) != Some(Type::Bool) && self.constant(right).is_some() => {
                let mut number = self.constant(right)?;
                if operator == BinaryOperator::ShiftRight {
                    number %= u64::from(self.width(value));
                }
                let left = self.add(Operation::Convert(Conversion::ZeroExtend, left), ty);
                let right = self.number(ty, number);
                Some(Simpler::Operation(Operation::Binary(operator, left, right)))
            }
            _ => None,
        }
    }

    pub(super) fn bytes(&self, order: ByteOrder, value: Value, ty: Type) -> Option<Simpler> {
        if let Some(&Operation::Bytes(before, inner)) = self.operation(value)
            && before == order
        {
            return Some(Simpler::Value(inner));
        }
        let number = self.constant(value)?;
        let swapped = self.swapped(order, ty.bits()?, number)?;
        Some(Simpler::Operation(Operation::Constant(signed(ty.bits()?, swapped))))
    }

    /// The number in another order, if the machine's is known.
    pub(super) fn swapped(&self, order: ByteOrder, width: u32, number: u64) -> Option<u64> {
        let machine = match order {
            ByteOrder::Swap => return Some(swap(width, number)),
            ByteOrder::Big => Endian::Big,
            ByteOrder::Little => Endian::Little,
        };
        Some(if self.scope.order? == machine { number } else { swap(width, number) })
    }
}

/// The comparison that holds where the other does not.
pub(super) const fn opposite(comparison: Comparison) -> Option<Comparison> {
    Some(match comparison {
        Comparison::Equal => Comparison::NotEqual,
        Comparison::NotEqual => Comparison::Equal,
        Comparison::LessUnsigned => Comparison::GreaterOrEqualUnsigned,
        Comparison::LessOrEqualUnsigned => Comparison::GreaterUnsigned,
        Comparison::GreaterUnsigned => Comparison::LessOrEqualUnsigned,
        Comparison::GreaterOrEqualUnsigned => Comparison::LessUnsigned,
        Comparison::LessSigned => Comparison::GreaterOrEqualSigned,
        Comparison::LessOrEqualSigned => Comparison::GreaterSigned,
        Comparison::GreaterSigned => Comparison::LessOrEqualSigned,
        Comparison::GreaterOrEqualSigned => Comparison::LessSigned,
        Comparison::Test => return None,
    })
}

/// The comparison of the operands in the other order.
const fn mirrored(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::LessUnsigned => Comparison::GreaterUnsigned,
        Comparison::LessOrEqualUnsigned => Comparison::GreaterOrEqualUnsigned,
        Comparison::GreaterUnsigned => Comparison::LessUnsigned,
        Comparison::GreaterOrEqualUnsigned => Comparison::LessOrEqualUnsigned,
        Comparison::LessSigned => Comparison::GreaterSigned,
        Comparison::LessOrEqualSigned => Comparison::GreaterOrEqualSigned,
        Comparison::GreaterSigned => Comparison::LessSigned,
        Comparison::GreaterOrEqualSigned => Comparison::LessOrEqualSigned,
        same @ (Comparison::Equal | Comparison::NotEqual | Comparison::Test) => same,
    }
}
