//! Leaves out instructions that only define what nobody uses, and parameters of blocks that nobody reads.

use crate::{Block, Definition, Function, Operation, Ordering, Table, Type, Value};

pub(super) fn run(_: &super::Scope<'_>, function: &mut Function) {
    let live = live(function);
    let used = |value: Value| live.get(value).copied().unwrap_or(true);
    let kept: Table<Block, Vec<bool>> = function
        .blocks
        .values()
        .map(|body| body.parameters.iter().map(|one| used(one.value)).collect())
        .collect();
    for (block, kept_here) in kept.iter() {
        let body = &mut function.blocks[block];
        if block != Function::ENTRY {
            let mut keep = kept_here.iter();
            body.parameters.retain(|_| *keep.next().unwrap_or(&true));
        }
        body.instructions
            .retain(|one| has_effect(&one.operation) || one.result.is_none_or(|result| used(result.value)));
        let Some(end) = &mut body.end else { continue };
        let guarded = end.terminator.guarded();
        for (at, target) in end.terminator.targets_mut().into_iter().enumerate() {
            let mut keep = kept[target.block].iter().skip(usize::from(guarded == Some(at)));
            target.arguments.retain(|_| *keep.next().unwrap_or(&true));
        }
    }
    function.renumber();
}

/// Whether an operation does more than to define a value.
pub(super) const fn has_effect(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::Store(..)
            | Operation::Load(_, Ordering::Volatile)
            | Operation::Copy { .. }
            | Operation::Zero { .. }
            | Operation::Atomic(..)
            | Operation::CompareExchange { .. }
            | Operation::CallHelper(..)
            | Operation::CallFunction(..)
            | Operation::CallKernel(..)
            | Operation::ContextStore(..)
            | Operation::TailCall { .. }
    )
}

/// The values that something with an effect depends on.
fn live(function: &Function) -> Table<Value, bool> {
    let mut live: Table<Value, bool> = function.types().keys().map(|_| false).collect();
    // What each value is made of: operands, or what is handed to a parameter.
    let mut made: Table<Value, Option<&Operation>> = live.keys().map(|_| None).collect();
    let mut handed: Table<Value, Vec<Value>> = live.keys().map(|_| vec![]).collect();
    let mut waiting: Vec<Value> = Vec::new();
    let mut guards: Vec<Value> = Vec::new();
    for body in function.blocks.values() {
        for one in &body.instructions {
            if has_effect(&one.operation) {
                waiting.extend(one.operation.operands());
            } else if let Some(result) = one.result {
                made[result.value] = Some(&one.operation);
            }
        }
        let Some(end) = &body.end else { continue };
        waiting.extend(end.terminator.inspected());
        let guarded = end.terminator.guarded();
        for (at, target) in end.terminator.targets().into_iter().enumerate() {
            let parameters = &function.blocks[target.block].parameters;
            let proved = usize::from(guarded == Some(at));
            guards.extend(parameters.iter().take(proved).map(|one| one.value));
            for (parameter, &argument) in parameters.iter().skip(proved).zip(&target.arguments) {
                handed[parameter.value].push(argument);
            }
        }
        // A record that is handed on is a duty, whether or not it is read.
        let duties = body.parameters.iter().filter(|one| is_record(one));
        waiting.extend(duties.map(|one| one.value));
    }
    // What a guard defines stays where it is.
    waiting.extend(guards);
    while let Some(value) = waiting.pop() {
        if live.get(value) == Some(&false) {
            live[value] = true;
            waiting.extend(made[value].into_iter().flat_map(Operation::operands).chain(&handed[value]));
        }
    }
    live
}

const fn is_record(one: &Definition) -> bool {
    matches!(one.ty, Type::Pointer { region, .. } if region.is_owed())
}
