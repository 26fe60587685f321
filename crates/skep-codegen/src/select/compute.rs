//! Arithmetic, comparisons, conversions.

use super::Selection;
use crate::machine::{Action, Operand, Role, Virtual};
use crate::values::{Home, is_signed, low};
use skep_ir::{BinaryOperator, ByteOrder, Comparison, Conversion, Definition, Type, Value};
use skep_isa::{Arithmetic, ByteSwap, Condition, Size, Width};
use skep_uapi::{InstructionLevel, TargetEndian};

/// A second operand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Second {
    Register(Virtual),
    Number(i32),
}

/// A comparison, ready to be made.
pub(super) struct Compared {
    pub(super) condition: Condition,
    pub(super) width: Width,
    pub(super) left: Virtual,
    pub(super) right: Second,
}

/// The registers' width in which integers of this width are computed.
pub(super) const fn register_width(width: u32) -> Width {
    if width > 32 { Width::W64 } else { Width::W32 }
}

/// A number as an immediate operand of an operation on registers of this width.
fn immediate(width: Width, number: u64) -> Option<i32> {
    match width {
        Width::W32 => u32::try_from(number).ok().map(u32::cast_signed),
        Width::W64 => i32::try_from(number.cast_signed()).ok(),
    }
}

/// A number of this width with its sign.
const fn signed(width: u32, number: u64) -> i64 {
    let unused = 64 - width;
    (number << unused).cast_signed() >> unused
}

const fn commutes(operator: BinaryOperator) -> bool {
    matches!(
        operator,
        BinaryOperator::Add
            | BinaryOperator::Multiply
            | BinaryOperator::And
            | BinaryOperator::Or
            | BinaryOperator::Xor
    )
}

impl Selection<'_, '_> {
    fn arithmetic(&mut self, operation: Arithmetic, width: Width, left: Virtual, right: Second) -> Virtual {
        match right {
            Second::Register(right) => {
                self.change(Action::Arithmetic(operation, width, None), &[left, right])
            }
            Second::Number(number) => {
                self.change(Action::Arithmetic(operation, width, Some(number)), &[left])
            }
        }
    }

    fn by(&mut self, operation: Arithmetic, width: Width, left: Virtual, number: i32) -> Virtual {
        self.arithmetic(operation, width, left, Second::Number(number))
    }

    pub(super) fn second(&mut self, width: Width, value: Value) -> Second {
        match self.values.number(value).and_then(|number| immediate(width, number)) {
            Some(number) => Second::Number(number),
            None => Second::Register(self.value(value)),
        }
    }

    pub(super) fn binary(
        &mut self,
        result: Option<Definition>,
        operator: BinaryOperator,
        mut left: Value,
        mut right: Value,
    ) -> Virtual {
        let narrow = self.values.width(left);
        let width = register_width(narrow);
        if commutes(operator) {
            // The first operand is written over: better a number's register, or one that nobody wants afterwards.
            let later = |value: Value| match self.values.home(value) {
                Home::Register(root, _) => root != value || self.values.uses(value) > 1,
                _ => false,
            };
            if self.values.number(left).is_some()
                || self.values.number(right).is_none() && later(left) && !later(right)
            {
                (left, right) = (right, left);
            }
        }
        let _ = result;
        match operator {
            BinaryOperator::Add => self.simple(Arithmetic::Add, width, left, right),
            BinaryOperator::Subtract => self.simple(Arithmetic::Subtract, width, left, right),
            BinaryOperator::Or => self.simple(Arithmetic::Or, width, left, right),
            BinaryOperator::Xor => self.simple(Arithmetic::Xor, width, left, right),
            BinaryOperator::And => match (width, self.values.number(right)) {
                (Width::W64, Some(0xffff_ffff)) => {
                    let left = self.value(left);
                    self.make(Action::LowerHalf, &[left])
                }
                _ => self.simple(Arithmetic::And, width, left, right),
            },
            BinaryOperator::Multiply => match self.power_of_two(right) {
                Some(shift) => {
                    let left = self.value(left);
                    self.by(Arithmetic::ShiftLeft, width, left, shift)
                }
                None => self.simple(Arithmetic::Multiply, width, left, right),
            },
            BinaryOperator::DivideUnsigned => match self.power_of_two(right) {
                Some(shift) => {
                    let left = self.value(left);
                    self.by(Arithmetic::ShiftRight, width, left, shift)
                }
                None => self.divide(Arithmetic::Divide, width, left, right),
            },
            BinaryOperator::RemainderUnsigned => match self.power_of_two(right) {
                Some(shift) if shift < 31 => {
                    let left = self.value(left);
                    self.by(Arithmetic::And, width, left, (1 << shift) - 1)
                }
                _ => self.divide(Arithmetic::Modulo, width, left, right),
            },
            BinaryOperator::DivideSigned | BinaryOperator::RemainderSigned => {
                self.divide_signed(operator == BinaryOperator::DivideSigned, left, right)
            }
            BinaryOperator::ShiftLeft => {
                let amount = self.amount(narrow, right);
                let left = self.value(left);
                self.arithmetic(Arithmetic::ShiftLeft, width, left, amount)
            }
            BinaryOperator::ShiftRight => {
                let amount = self.amount(narrow, right);
                let left = self.value(left);
                self.arithmetic(Arithmetic::ShiftRight, width, left, amount)
            }
            BinaryOperator::ShiftRightSigned => self.shift_right_signed(narrow, left, right),
        }
    }

    /// Of which power of two a value is the number; the zeroth is none, since nothing is done for it.
    fn power_of_two(&self, value: Value) -> Option<i32> {
        let number = self.values.number(value).filter(|number| number.is_power_of_two() && *number > 1)?;
        i32::try_from(number.trailing_zeros()).ok()
    }

    fn simple(&mut self, operation: Arithmetic, width: Width, left: Value, right: Value) -> Virtual {
        let right = self.second(width, right);
        let left = self.value(left);
        self.arithmetic(operation, width, left, right)
    }

    /// The kernel refuses a division by an immediate zero, and has another meaning for one of 64 bits with a sign.
    fn divide(&mut self, operation: Arithmetic, width: Width, left: Value, right: Value) -> Virtual {
        let right = match self.values.number(right) {
            Some(0) => Second::Register(self.value(right)),
            _ => self.second(width, right),
        };
        let left = self.value(left);
        self.arithmetic(operation, width, left, right)
    }

    /// By how much is shifted: modulo the width, as the machine has it for 32 and 64 bits.
    fn amount(&mut self, width: u32, amount: Value) -> Second {
        match self.values.number(amount) {
            Some(number) => Second::Number(i32::try_from(number % u64::from(width.max(1))).unwrap_or(0)),
            None if width >= 32 => Second::Register(self.value(amount)),
            None => {
                let amount = self.value(amount);
                let mask = i32::try_from(width.max(1) - 1).unwrap_or(0);
                Second::Register(self.by(Arithmetic::And, Width::W32, amount, mask))
            }
        }
    }

    fn shift_right_signed(&mut self, narrow: u32, left: Value, right: Value) -> Virtual {
        let width = register_width(narrow);
        let amount = self.amount(narrow, right);
        let value = self.value(left);
        match (narrow, amount) {
            (8 | 16, Second::Number(amount)) => {
                let unused = if narrow == 8 { 24 } else { 16 };
                let value = self.by(Arithmetic::ShiftLeft, Width::W32, value, unused);
                self.by(Arithmetic::ShiftRightSigned, Width::W32, value, unused + amount)
            }
            _ => {
                let value = self.sign_extended(narrow, Width::W32, value);
                self.arithmetic(Arithmetic::ShiftRightSigned, width, value, amount)
            }
        }
    }

    /// A number of this width with its sign in a register of another; what is as wide already is left as it is.
    pub(super) fn sign_extended(&mut self, from: u32, to: Width, value: Virtual) -> Virtual {
        let unused = match (from, to) {
            (1..32, Width::W32) => 32 - from,
            (1..64, Width::W64) => 64 - from,
            _ => return value,
        };
        if self.context.target.level >= InstructionLevel::V4 && from >= 8 {
            let size = match from {
                8 => Size::Byte,
                16 => Size::Half,
                _ => Size::Word,
            };
            return self.make(Action::SignExtend(to, size), &[value]);
        }
        let unused = i32::try_from(unused).unwrap_or(0);
        let value = self.by(Arithmetic::ShiftLeft, to, value, unused);
        self.by(Arithmetic::ShiftRightSigned, to, value, unused)
    }

    /// A value with its sign in a register of this width.
    fn signed_value(&mut self, to: Width, value: Value) -> Virtual {
        let narrow = self.values.width(value);
        match self.values.number(value) {
            Some(number) => self.number(signed(narrow, number)),
            None => {
                let register = self.value(value);
                self.sign_extended(narrow, to, register)
            }
        }
    }

    fn divide_signed(&mut self, quotient: bool, left: Value, right: Value) -> Virtual {
        let width = register_width(self.values.width(left));
        if self.context.target.level >= InstructionLevel::V4 {
            let operation = if quotient { Arithmetic::SignedDivide } else { Arithmetic::SignedModulo };
            let narrow = self.values.width(right);
            let by = self.values.number(right).map(|number| signed(narrow, number));
            let by = match by.and_then(|number| i32::try_from(number).ok()).filter(|&number| number != 0) {
                Some(number) => Second::Number(number),
                None => Second::Register(self.signed_value(width, right)),
            };
            let left = self.signed_value(width, left);
            return self.arithmetic(operation, width, left, by);
        }
        // Without signs, and the sign put on afterwards: x ^ s - s is -x if s is -1, and x if s is 0.
        let sign = if width == Width::W64 { 63 } else { 31 };
        let narrow = self.values.width(right);
        let by = self.values.number(right).map(|number| signed(narrow, number)).filter(|&number| number != 0);
        let (left, divisor) = (self.signed_value(width, left), right);
        let left_sign = self.by(Arithmetic::ShiftRightSigned, width, left, sign);
        if let Some(number) =
            by.and_then(|number| i32::try_from(number).ok()).filter(|&number| number != i32::MIN)
        {
            // The divisor's sign is known.
            let left = self.with_sign(width, left, left_sign);
            let operation = if quotient { Arithmetic::Divide } else { Arithmetic::Modulo };
            let made = self.by(operation, width, left, number.abs());
            let made = self.with_sign(width, made, left_sign);
            return if quotient && number < 0 { self.change(Action::Negate(width), &[made]) } else { made };
        }
        let right = self.signed_value(width, divisor);
        let right_sign = self.by(Arithmetic::ShiftRightSigned, width, right, sign);
        let left = self.with_sign(width, left, left_sign);
        let right = self.with_sign(width, right, right_sign);
        if quotient {
            let made = self.arithmetic(Arithmetic::Divide, width, left, Second::Register(right));
            let sign = self.arithmetic(Arithmetic::Xor, width, left_sign, Second::Register(right_sign));
            self.with_sign(width, made, sign)
        } else {
            let made = self.arithmetic(Arithmetic::Modulo, width, left, Second::Register(right));
            self.with_sign(width, made, left_sign)
        }
    }

    fn with_sign(&mut self, width: Width, value: Virtual, sign: Virtual) -> Virtual {
        let value = self.arithmetic(Arithmetic::Xor, width, value, Second::Register(sign));
        self.arithmetic(Arithmetic::Subtract, width, value, Second::Register(sign))
    }

    pub(super) fn negate(&mut self, value: Value) -> Virtual {
        let (ty, register) = (self.values.ty(value), self.value(value));
        if ty == Type::Bool {
            return self.by(Arithmetic::Xor, Width::W32, register, 1);
        }
        self.change(Action::Negate(register_width(self.values.width(value))), &[register])
    }

    pub(super) fn convert(
        &mut self,
        result: Definition,
        conversion: Conversion,
        value: Value,
    ) -> Option<Virtual> {
        if !self.is_own(result.value) {
            return None;
        }
        let (from, to) = (self.values.width(value), self.values.width(result.value));
        match conversion {
            // What is left here is a number that has to be cut off, which its definition does.
            Conversion::Truncate | Conversion::ZeroExtend => Some(self.value(value)),
            Conversion::SignExtend => {
                let register = self.value(value);
                Some(self.sign_extended(from, register_width(to), register))
            }
        }
    }

    pub(super) fn bytes(&mut self, order: ByteOrder, value: Value) -> Virtual {
        let size = super::size_of_type(self.values.ty(value));
        let swap = match order {
            ByteOrder::Big => ByteSwap::Big,
            ByteOrder::Little => ByteSwap::Little,
            ByteOrder::Swap if self.context.target.level >= InstructionLevel::V4 => ByteSwap::Reverse,
            ByteOrder::Swap => match self.context.target.endian {
                TargetEndian::Little => ByteSwap::Big,
                TargetEndian::Big => ByteSwap::Little,
            },
        };
        let register = self.value(value);
        self.change(Action::Swap(swap, size), &[register])
    }

    pub(super) fn mask(&mut self, value: Value, bound: u32) -> Virtual {
        let register = self.value(value);
        let mask = bound.wrapping_sub(1);
        let width = if self.values.bits(value) <= 32 { Width::W32 } else { Width::W64 };
        match i32::try_from(mask) {
            Ok(mask) => self.by(Arithmetic::And, width, register, mask),
            Err(_) => {
                let mask = self.number(mask.into());
                self.arithmetic(Arithmetic::And, Width::W64, register, Second::Register(mask))
            }
        }
    }

    /// The comparison of two values.
    pub(super) fn compared(&mut self, comparison: Comparison, mut left: Value, mut right: Value) -> Compared {
        let mut condition = condition_of(comparison);
        if self.values.number(left).is_some() && self.values.number(right).is_none() {
            (left, right) = (right, left);
            condition = mirrored(condition);
        }
        let narrow = self.values.width(left);
        let short = self.context.target.level >= InstructionLevel::V3;
        let width = if narrow <= 32 && short { Width::W32 } else { Width::W64 };
        if is_signed(comparison) && !(narrow == 32 && short) && narrow < 64 {
            let number = self.values.number(right).map(|number| signed(narrow, number));
            let right = match number.and_then(|number| i32::try_from(number).ok()) {
                Some(number) => Second::Number(number),
                None => Second::Register(self.signed_value(width, right)),
            };
            let left = self.signed_value(width, left);
            return Compared { condition, width, left, right };
        }
        let right = self.second(width, right);
        let left = self.value(left);
        Compared { condition, width, left, right }
    }

    /// 1 if a comparison holds, and 0 if not.
    pub(super) fn truth(&mut self, comparison: Comparison, left: Value, right: Value) -> Virtual {
        let Compared { condition, width, left, right } = self.compared(comparison, left, right);
        let result = self.new_register();
        let mut operands = vec![Operand { register: left, role: Role::Use }];
        let number = match right {
            Second::Register(register) => {
                operands.push(Operand { register, role: Role::Use });
                None
            }
            Second::Number(number) => Some(number),
        };
        operands.push(Operand { register: result, role: Role::DefineEarly });
        self.push(Action::Truth(condition, width, number), operands);
        result
    }

    /// The address of an element.
    pub(super) fn index(&mut self, base: Value, index: Value, stride: u32) -> Virtual {
        let distance = match (self.values.number(index), stride) {
            (Some(number), _) => {
                let distance = low(63, number.wrapping_mul(stride.into()));
                match i32::try_from(distance) {
                    Ok(distance) => Second::Number(distance),
                    Err(_) => Second::Register(self.number(distance.cast_signed())),
                }
            }
            (None, 1) => Second::Register(self.value(index)),
            (None, _) => {
                let index = self.value(index);
                let made = match (stride.is_power_of_two(), i32::try_from(stride)) {
                    (true, _) => {
                        let shift = i32::try_from(stride.trailing_zeros()).unwrap_or(0);
                        self.by(Arithmetic::ShiftLeft, Width::W64, index, shift)
                    }
                    (false, Ok(stride)) => self.by(Arithmetic::Multiply, Width::W64, index, stride),
                    (false, Err(_)) => {
                        let stride = self.number(stride.into());
                        self.arithmetic(Arithmetic::Multiply, Width::W64, index, Second::Register(stride))
                    }
                };
                Second::Register(made)
            }
        };
        let base = self.value(base);
        self.arithmetic(Arithmetic::Add, Width::W64, base, distance)
    }
}

const fn condition_of(comparison: Comparison) -> Condition {
    match comparison {
        Comparison::Equal => Condition::Equal,
        Comparison::NotEqual => Condition::NotEqual,
        Comparison::LessUnsigned => Condition::Less,
        Comparison::LessOrEqualUnsigned => Condition::LessOrEqual,
        Comparison::GreaterUnsigned => Condition::Greater,
        Comparison::GreaterOrEqualUnsigned => Condition::GreaterOrEqual,
        Comparison::LessSigned => Condition::SignedLess,
        Comparison::LessOrEqualSigned => Condition::SignedLessOrEqual,
        Comparison::GreaterSigned => Condition::SignedGreater,
        Comparison::GreaterOrEqualSigned => Condition::SignedGreaterOrEqual,
        Comparison::Test => Condition::AnyBitSet,
    }
}

/// The condition with its two sides changed over.
pub(crate) const fn mirrored(condition: Condition) -> Condition {
    match condition {
        Condition::Greater => Condition::Less,
        Condition::GreaterOrEqual => Condition::LessOrEqual,
        Condition::Less => Condition::Greater,
        Condition::LessOrEqual => Condition::GreaterOrEqual,
        Condition::SignedGreater => Condition::SignedLess,
        Condition::SignedGreaterOrEqual => Condition::SignedLessOrEqual,
        Condition::SignedLess => Condition::SignedGreater,
        Condition::SignedLessOrEqual => Condition::SignedGreaterOrEqual,
        same @ (Condition::Equal | Condition::NotEqual | Condition::AnyBitSet) => same,
    }
}
