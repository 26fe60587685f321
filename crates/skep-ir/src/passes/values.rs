//! Computes once what is computed twice: an operation whose result depends on its operands alone is left out where the same one stands on every way
//! to it. A parameter that is given one value on every way is that value; one that is given one constant is a constant.
//!
//! What depends on memory, the context or the packet is for the pass `loads`. What a guard yields is never compared: a value that a guard did not
//! yield is another one, so that nothing gets in front of its check.

use super::Scope;
use crate::substitute::{replace, resolve};
use crate::verify::constants;
use crate::{
    BinaryOperator, Block, Comparison, Definition, Flow, Function, Instruction, Operation, Table, Type, Value,
};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

pub(super) fn run(_: &Scope<'_>, function: &mut Function) {
    let flow = Flow::of(function);
    let mut same: Table<Value, Value> = function.types().keys().collect();
    parameters(function, &flow, &mut same);
    let mut below: Table<Block, Vec<Block>> = function.blocks.keys().map(|_| vec![]).collect();
    for &block in flow.order() {
        if let Some(above) = flow.immediate_dominator(block) {
            below[above].push(block);
        }
    }
    // What is computed on every way to where the walk is.
    let mut known: HashMap<(Operation, Type), Value, BuildHasherDefault<Multiplying>> = HashMap::default();
    let mut waiting = vec![Step::Enter(Function::ENTRY)];
    while let Some(step) = waiting.pop() {
        let block = match step {
            Step::Enter(block) => block,
            Step::Forget(keys) => {
                keys.iter().for_each(|key| _ = known.remove(key));
                continue;
            }
        };
        let mut new = Vec::new();
        let Some(body) = function.blocks.get_mut(block) else { continue };
        for one in &mut body.instructions {
            one.operation.operands_mut().for_each(|value| *value = resolve(&mut same, *value));
            let Some(result) = one.result.filter(|_| is_pure(&one.operation)) else { continue };
            let key = (in_order(one.operation.clone()), result.ty);
            match known.get(&key) {
                Some(&before) => same[result.value] = before,
                None => {
                    known.insert(key.clone(), result.value);
                    new.push(key);
                }
            }
        }
        waiting.push(Step::Forget(new));
        waiting.extend(below[block].iter().rev().map(|&next| Step::Enter(next)));
    }
    replace(function, &mut same);
}

/// A hash by multiplication. What is hashed are numbers of values, of which no two operations have the same by intent.
#[derive(Default)]
struct Multiplying(u64);

impl Hasher for Multiplying {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }
}

/// Finds the parameters that are given one value, or one constant, on every way.
fn parameters(function: &mut Function, flow: &Flow, same: &mut Table<Value, Value>) {
    let types = function.types();
    let constants = constants(function, &types);
    let mut given: Table<Block, Vec<Given>> = function
        .blocks
        .values()
        .map(|body| body.parameters.iter().map(|_| Given::Nothing).collect())
        .collect();
    for &block in flow.order() {
        let Some(end) = &function.blocks[block].end else { continue };
        let guarded = end.terminator.guarded();
        for (at, target) in end.terminator.targets().into_iter().enumerate() {
            let proved = usize::from(guarded == Some(at));
            let parameters = &function.blocks[target.block].parameters;
            let places = parameters.iter().zip(&mut given[target.block]);
            for (number, (parameter, place)) in places.enumerate() {
                *place = match number.checked_sub(proved).and_then(|at| target.arguments.get(at)) {
                    Some(&value) if value == parameter.value => continue,
                    Some(&value) => place.and(value, &constants),
                    None => Given::Different,
                };
            }
        }
    }
    for &block in flow.order() {
        let mut new = Vec::new();
        for at in 0..function.blocks[block].parameters.len() {
            let parameter = function.blocks[block].parameters[at];
            // Handing a record on is handing on the duty to give it back.
            let is_record = matches!(parameter.ty, Type::Pointer { region, .. } if region.is_owed());
            match given[block][at] {
                _ if is_record || block == Function::ENTRY => {}
                Given::Value(value) => same[parameter.value] = value,
                Given::Constant(number, first) if types[first] == Some(parameter.ty) => {
                    let value = same.push(Value(u32::MAX));
                    same[value] = value;
                    same[parameter.value] = value;
                    let result = Some(Definition { value, ty: parameter.ty });
                    new.push(Instruction { result, operation: Operation::Constant(number), location: None });
                }
                Given::Nothing | Given::Constant(..) | Given::Different => {}
            }
        }
        function.blocks[block].instructions.splice(..0, new);
    }
}

/// What a parameter is given, as far as is known.
#[derive(Clone, Copy)]
enum Given {
    Nothing,
    Value(Value),
    /// Several values, all of which are this constant, and one of them.
    Constant(i64, Value),
    Different,
}

impl Given {
    /// What is known when it is given another value.
    fn and(self, value: Value, constants: &Table<Value, Option<i64>>) -> Self {
        let constant = |value: Value| constants.get(value).copied().flatten();
        match self {
            Self::Nothing => Self::Value(value),
            Self::Value(before) if before == value => self,
            Self::Value(before) if constant(before).is_some() && constant(before) == constant(value) => {
                // It is one.
                Self::Constant(constant(before).unwrap_or_default(), value)
            }
            Self::Constant(before, _) if constant(value) == Some(before) => self,
            Self::Value(_) | Self::Constant(..) | Self::Different => Self::Different,
        }
    }
}

enum Step {
    Enter(Block),
    Forget(Vec<(Operation, Type)>),
}

/// Whether the result depends on the operands alone.
pub(super) const fn is_pure(operation: &Operation) -> bool {
    match operation {
        Operation::Constant(_)
        | Operation::Binary(..)
        | Operation::Compare(..)
        | Operation::Negate(_)
        | Operation::Convert(..)
        | Operation::Bytes(..)
        | Operation::Mask(..)
        | Operation::Offset(..)
        | Operation::Index { .. }
        | Operation::View(..)
        | Operation::SlotAddress(_)
        | Operation::MapAddress(_)
        | Operation::GlobalAddress(_)
        | Operation::Relocation(..)
        | Operation::FieldAddress(..)
        | Operation::PacketRest(..)
        | Operation::ContextAddress(_) => true,
        Operation::Load(..)
        | Operation::Store(..)
        | Operation::Copy { .. }
        | Operation::Zero { .. }
        | Operation::Atomic(..)
        | Operation::CompareExchange { .. }
        | Operation::CallHelper(..)
        | Operation::CallFunction(..)
        | Operation::CallKernel(..)
        | Operation::ReadField(..)
        | Operation::PacketStart(_)
        | Operation::PacketEnd(_)
        | Operation::MetadataStart(_)
        | Operation::MetadataEnd(_)
        | Operation::ContextLoad(..)
        | Operation::ContextStore(..)
        | Operation::TailCall { .. } => false,
    }
}

/// The operation with its operands in one order, if it does not ask for theirs.
fn in_order(operation: Operation) -> Operation {
    match operation {
        Operation::Binary(
            operator @ (BinaryOperator::Add
            | BinaryOperator::Multiply
            | BinaryOperator::And
            | BinaryOperator::Or
            | BinaryOperator::Xor),
            left,
            right,
        ) => Operation::Binary(operator, left.min(right), left.max(right)),
        Operation::Compare(
            operator @ (Comparison::Equal | Comparison::NotEqual | Comparison::Test),
            left,
            right,
        ) => Operation::Compare(operator, left.min(right), left.max(right)),
        other => other,
    }
}
