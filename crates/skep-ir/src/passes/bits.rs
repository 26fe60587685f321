//! Leaves out what makes bits that nobody looks at.
//!
//! Of most integers only some of the lower bits reach a result: those that are stored, truncated to, or let through by a mask. A mask of what is not
//! looked at is left out; and where less than a whole `i64` or `i32` is, what was widened need not be.

use super::Scope;
use crate::substitute::replace;
use crate::{BinaryOperator, Conversion, Flow, Function, Operation, Table, Type, Value};

pub(super) fn run(_: &Scope<'_>, function: &mut Function) {
    let flow = Flow::of(function);
    let types = function.types();
    let constants = crate::verify::constants(function, &types);
    let width = |value: Value| types[value].and_then(Type::bits).unwrap_or(64);
    let number = |value: Value| constants[value].map(i64::cast_unsigned);
    // How many of the lower bits of each value are looked at.
    let mut looked_at: Table<Value, u32> = types.keys().map(|_| 0).collect();
    // Backwards, every use is seen before the definition, but for those in parameters, which count as whole.
    for &block in flow.order().iter().rev() {
        let body = &function.blocks[block];
        if let Some(end) = &body.end {
            let handed = end.terminator.targets().into_iter().flat_map(|target| &target.arguments);
            end.terminator.inspected().into_iter().chain(handed).for_each(|value| looked_at[*value] = 64);
        }
        for one in body.instructions.iter().rev() {
            let seen = one.result.map_or(64, |result| looked_at[result.value]);
            let mut look = |value: Value, bits: u32| looked_at[value] = looked_at[value].max(bits);
            match one.operation {
                Operation::Binary(
                    BinaryOperator::Add
                    | BinaryOperator::Subtract
                    | BinaryOperator::Multiply
                    | BinaryOperator::Or
                    | BinaryOperator::Xor,
                    left,
                    right,
                ) => {
                    look(left, seen);
                    look(right, seen);
                }
                Operation::Binary(BinaryOperator::And, left, right) => {
                    let set = |value| number(value).map_or(64, |number| 64 - number.leading_zeros());
                    look(left, seen.min(set(right)));
                    look(right, seen.min(set(left)));
                }
                Operation::Binary(BinaryOperator::ShiftLeft, left, right) => {
                    look(left, seen);
                    look(right, 64);
                }
                Operation::Convert(Conversion::Truncate, value) => {
                    look(value, seen.min(width_of(one.result)))
                }
                Operation::Convert(Conversion::ZeroExtend, value) => look(value, seen.min(width(value))),
                Operation::Negate(value) => look(value, seen),
                Operation::Store(value, address, _) => {
                    look(value, width(value));
                    look(address.base, 64);
                }
                _ => one.operation.operands().for_each(|value| look(*value, 64)),
            }
        }
    }
    let mut same: Table<Value, Value> = types.keys().collect();
    for one in function.blocks.values_mut().flat_map(|body| &mut body.instructions) {
        let Some(result) = one.result else { continue };
        let bits = looked_at[result.value];
        match one.operation {
            Operation::Binary(BinaryOperator::And, left, right) => {
                let lower = if bits >= 64 { u64::MAX } else { (1 << bits) - 1 };
                if number(right).is_some_and(|mask| mask & lower == lower) && types[left] == Some(result.ty) {
                    same[result.value] = left;
                }
            }
            // The sign is not looked at.
            Operation::Convert(Conversion::SignExtend, value) if bits <= width(value) => {
                one.operation = Operation::Convert(Conversion::ZeroExtend, value);
            }
            _ => {}
        }
    }
    replace(function, &mut same);
}

fn width_of(result: Option<crate::Definition>) -> u32 {
    result.and_then(|result| result.ty.bits()).unwrap_or(64)
}
