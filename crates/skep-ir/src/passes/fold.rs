//! Computes what is known: operations on constants, those that change nothing, and ends that look at a constant.

use crate::interpret::arithmetic::{binary, bits, compare, negate, signed, swap};
use crate::{
    BinaryOperator, Block, ByteOrder, Conversion, Definition, Flow, Function, Instruction, Operation, Table,
    Target, Terminator, Type, Value,
};

pub(super) fn run(_: &super::Scope<'_>, function: &mut Function) {
    fold_operations(function);
    let ends = fold_ends(function);
    if ends.is_empty() {
        return;
    }
    let before = function.clone();
    for (block, target, made) in ends {
        let body = &mut function.blocks[block];
        body.instructions.extend(made);
        if let Some(end) = &mut body.end {
            end.terminator = Terminator::Jump(target);
        }
    }
    function.renumber();
    // A loop without a way out is for its author to have written.
    if !Flow::of(function).stuck(function).is_empty() {
        *function = before;
    }
}

/// The bits of a constant.
type Constants = Table<Value, Option<u64>>;

fn fold_operations(function: &mut Function) {
    let types = function.types();
    let mut known: Constants = types.keys().map(|_| None).collect();
    let mut same: Table<Value, Value> = types.keys().collect();
    for &block in Flow::of(function).order() {
        for one in &mut function.blocks[block].instructions {
            one.operation.operands_mut().for_each(|value| *value = same[*value]);
            let Some(Definition { value, ty }) = one.result else { continue };
            let Some(width) = ty.bits() else { continue };
            let folded = match one.operation {
                Operation::Constant(number) => Some(number.cast_unsigned()),
                _ => computed(&one.operation, &types, &known, width),
            };
            if let Some(number) = folded.map(|number| bits(width, number)) {
                known[value] = Some(number);
                one.operation = Operation::Constant(shown(ty, number));
            } else if let Some(other) = unchanged(&one.operation, &types, &known)
                && types[other] == Some(ty)
            {
                same[value] = other;
            }
        }
        if let Some(end) = &mut function.blocks[block].end {
            end.terminator.operands_mut().into_iter().for_each(|value| *value = same[*value]);
        }
    }
}

/// A constant as the text has it: with its sign, where the type does not say that it has none.
const fn shown(ty: Type, number: u64) -> i64 {
    match ty {
        Type::Bool | Type::Below(_) => number.cast_signed(),
        _ => match ty.bits() {
            Some(width) => signed(width, number),
            None => number.cast_signed(),
        },
    }
}

fn width_of(types: &Table<Value, Option<Type>>, value: Value) -> u32 {
    types[value].and_then(Type::bits).unwrap_or(64)
}

/// What an operation on constants makes.
fn computed(
    operation: &Operation,
    types: &Table<Value, Option<Type>>,
    known: &Constants,
    result_width: u32,
) -> Option<u64> {
    match *operation {
        Operation::Binary(operator, left, right) => {
            Some(binary(operator, result_width, known[left]?, known[right]?))
        }
        Operation::Compare(comparison, left, right) => {
            Some(compare(comparison, width_of(types, left), known[left]?, known[right]?).into())
        }
        Operation::Negate(value) => Some(negate(result_width, known[value]?)),
        Operation::Convert(Conversion::SignExtend, value) => {
            Some(signed(width_of(types, value), known[value]?).cast_unsigned())
        }
        Operation::Convert(Conversion::ZeroExtend | Conversion::Truncate, value) => known[value],
        Operation::Bytes(ByteOrder::Swap, value) => Some(swap(width_of(types, value), known[value]?)),
        Operation::Mask(value, bound) => Some(known[value]? & u64::from(bound.wrapping_sub(1))),
        _ => None,
    }
}

/// The operand that an operation gives back as it is.
fn unchanged(operation: &Operation, types: &Table<Value, Option<Type>>, known: &Constants) -> Option<Value> {
    let Operation::Binary(operator, left, right) = *operation else { return None };
    let ones = bits(width_of(types, left), u64::MAX);
    match (operator, known[left], known[right]) {
        (
            BinaryOperator::Add
            | BinaryOperator::Subtract
            | BinaryOperator::Or
            | BinaryOperator::Xor
            | BinaryOperator::ShiftLeft
            | BinaryOperator::ShiftRight
            | BinaryOperator::ShiftRightSigned,
            _,
            Some(0),
        )
        | (BinaryOperator::Multiply | BinaryOperator::DivideUnsigned, _, Some(1)) => Some(left),
        (BinaryOperator::Add | BinaryOperator::Or | BinaryOperator::Xor, Some(0), _)
        | (BinaryOperator::Multiply, Some(1), _) => Some(right),
        (BinaryOperator::And, _, Some(mask)) if mask == ones => Some(left),
        (BinaryOperator::And, Some(mask), _) if mask == ones => Some(right),
        _ => None,
    }
}

/// The blocks whose end leads to one place: where, and what is defined before for it.
fn fold_ends(function: &Function) -> Vec<(Block, Target, Option<Instruction>)> {
    let mut ends = Vec::new();
    let types = function.types();
    let mut known: Constants = types.keys().map(|_| None).collect();
    for one in function.blocks.values().flat_map(|block| &block.instructions) {
        if let (Some(Definition { value, ty }), Operation::Constant(number)) = (one.result, &one.operation) {
            known[value] = ty.bits().map(|width| bits(width, number.cast_unsigned()));
        }
    }
    let mut next = function.next_value();
    for (block, body) in function.blocks.iter() {
        let mut made = None;
        let Some(end) = &body.end else { continue };
        let target = match &end.terminator {
            Terminator::Branch { condition, then, otherwise } => match known[*condition] {
                Some(0) => otherwise.clone(),
                Some(_) => then.clone(),
                None if then == otherwise => then.clone(),
                None => continue,
            },
            Terminator::Switch { value, cases, default } => {
                let Some(number) = known[*value] else { continue };
                let width = width_of(&types, *value);
                let case = cases.iter().find(|(case, _)| bits(width, case.cast_unsigned()) == number);
                case.map_or(default, |(_, target)| target).clone()
            }
            Terminator::IfBelow { value, bound, inside, outside } => match known[*value] {
                Some(number) if number >= u64::from(*bound) => outside.clone(),
                Some(number) => {
                    let result = Some(Definition { value: next, ty: Type::Below(*bound) });
                    let operation = Operation::Constant(number.cast_signed());
                    made = Some(Instruction { result, operation, location: end.location });
                    let arguments = [next].into_iter().chain(inside.arguments.iter().copied()).collect();
                    next = Value(next.0.saturating_add(1));
                    Target { block: inside.block, arguments }
                }
                None => continue,
            },
            _ => continue,
        };
        ends.push((block, target, made));
    }
    ends
}
