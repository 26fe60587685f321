//! Puts sums together so that they share what they have in common: of several sums of many numbers, those that occur in more than one are added first
//! and in one order, so that `values` finds them. The same for `and`, `or` and `xor`, and products.

use super::Scope;
use crate::{BinaryOperator, Definition, Flow, Function, Instruction, Operation, Table, Type, Value};
use std::collections::{BTreeMap, HashMap};

/// A sum of several numbers, by the value that it is in the end.
struct Sum {
    root: Value,
    operator: BinaryOperator,
    ty: Type,
    parts: Vec<Value>,
}

pub(super) fn run(_: &Scope<'_>, function: &mut Function) {
    let sums = sums(function);
    let constants = crate::verify::constants(function, &function.types());
    let mut occurs: HashMap<(BinaryOperator, Type, Value), usize> = HashMap::new();
    for sum in &sums {
        for &part in sum.parts.iter().filter(|part| constants[**part].is_none()) {
            *occurs.entry((sum.operator, sum.ty, part)).or_default() += 1;
        }
    }
    let mut next = function.next_value();
    let mut new: BTreeMap<Value, Sum> = BTreeMap::new();
    for mut sum in sums {
        let count = |part: Value| occurs.get(&(sum.operator, sum.ty, part)).copied().unwrap_or(0);
        let shared = sum.parts.iter().filter(|part| count(**part) > 1).count();
        let mut ordered = sum.parts.clone();
        // Those that are not shared stay as they are, and constants come last.
        ordered.sort_by_key(|part| match count(*part) {
            0 => (usize::MAX, Value(0)),
            1 => (usize::MAX - 1, Value(0)),
            count => (usize::MAX - count, *part),
        });
        if shared < 2 || ordered == sum.parts {
            continue;
        }
        sum.parts = ordered;
        new.insert(sum.root, sum);
    }
    if new.is_empty() {
        return;
    }
    for body in function.blocks.values_mut() {
        let mut instructions = Vec::with_capacity(body.instructions.len());
        for mut one in std::mem::take(&mut body.instructions) {
            if let Some(sum) = one.result.and_then(|result| new.remove(&result.value)) {
                let Some((&last, parts)) = sum.parts.split_last() else { continue };
                let mut so_far = parts[0];
                for &part in &parts[1..] {
                    let value = next;
                    next = Value(next.0.saturating_add(1));
                    let operation = Operation::Binary(sum.operator, so_far, part);
                    let result = Some(Definition { value, ty: sum.ty });
                    instructions.push(Instruction { result, operation, location: one.location });
                    so_far = value;
                }
                one.operation = Operation::Binary(sum.operator, so_far, last);
            }
            instructions.push(one);
        }
        body.instructions = instructions;
    }
}

/// The sums of at least three numbers, each within a block; what stands in the middle of one is used there alone.
fn sums(function: &Function) -> Vec<Sum> {
    let mut uses: Table<Value, u32> = function.types().keys().map(|_| 0).collect();
    for body in function.blocks.values() {
        for value in body.instructions.iter().flat_map(|one| one.operation.operands()) {
            uses[*value] += 1;
        }
        let Some(end) = &body.end else { continue };
        let handed = end.terminator.targets().into_iter().flat_map(|target| &target.arguments);
        end.terminator.inspected().into_iter().chain(handed).for_each(|value| uses[*value] += 1);
    }
    let mut sums = Vec::new();
    for &block in Flow::of(function).order() {
        let mut open: BTreeMap<Value, Sum> = BTreeMap::new();
        for one in &function.blocks[block].instructions {
            let (Some(Definition { value: root, ty }), &Operation::Binary(operator, left, right)) =
                (one.result, &one.operation)
            else {
                continue;
            };
            let commutes = matches!(
                operator,
                BinaryOperator::Add
                    | BinaryOperator::Multiply
                    | BinaryOperator::And
                    | BinaryOperator::Or
                    | BinaryOperator::Xor
            );
            if !commutes {
                continue;
            }
            let mut parts = Vec::new();
            for side in [left, right] {
                let inner = open
                    .get(&side)
                    .is_some_and(|sum| sum.operator == operator && sum.ty == ty && uses[side] == 1);
                match inner.then(|| open.remove(&side)).flatten() {
                    Some(sum) => parts.extend(sum.parts),
                    None => parts.push(side),
                }
            }
            open.insert(root, Sum { root, operator, ty, parts });
        }
        sums.extend(open.into_values().filter(|sum| sum.parts.len() > 2));
    }
    sums
}
