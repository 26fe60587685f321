//! Joins a block with the only one that goes on to it, and goes past blocks that only go on.

use crate::{Block, Flow, Function, Table, Target, Terminator, Value};

pub(super) fn run(function: &mut Function) {
    thread(function);
    function.renumber();
    join(function);
    function.renumber();
}

/// Goes past blocks that have no parameters and no instructions, and that only jump.
fn thread(function: &mut Function) {
    // Where each such block leads. What it hands on is defined where it is come from, since it defines nothing itself.
    let mut past: Table<Block, Option<Target>> = function
        .blocks
        .iter()
        .map(|(block, body)| match body.end.as_ref().map(|end| &end.terminator) {
            Some(Terminator::Jump(target))
                if body.parameters.is_empty()
                    && body.instructions.is_empty()
                    && body.bound.is_none()
                    && target.block != block
                    && block != Function::ENTRY =>
            {
                Some(target.clone())
            }
            _ => None,
        })
        .collect();
    // A ring of such blocks has no way out, which the law forbids; a chain is as long as there are blocks at most.
    for block in function.blocks.keys() {
        let mut steps = function.blocks.len();
        while let Some(next) = past[block].as_ref().and_then(|target| past[target.block].clone()) {
            past[block] = Some(next);
            steps -= 1;
            if steps == 0 {
                past[block] = None;
            }
        }
    }
    for body in function.blocks.values_mut() {
        let Some(end) = &mut body.end else { continue };
        let guarded = end.terminator.guarded();
        for (at, target) in end.terminator.targets_mut().into_iter().enumerate() {
            if guarded != Some(at)
                && let Some(further) = &past[target.block]
            {
                *target = further.clone();
            }
        }
    }
}

/// Appends each block to the one that jumps to it, if no other goes there.
fn join(function: &mut Function) {
    let flow = Flow::of(function);
    let mut same: Table<Value, Value> = function.types().keys().collect();
    // In this order a block has all that was to be appended to the one before it.
    for &first in flow.order() {
        while let Some(Target { block, arguments }) = jump(function, first) {
            let joins = block != first
                && block != Function::ENTRY
                && flow.predecessors(block).len() == 1
                && function.blocks[block].bound.is_none();
            if !joins {
                break;
            }
            let taken = std::mem::take(&mut function.blocks[block]);
            for (parameter, argument) in taken.parameters.iter().zip(arguments) {
                same[parameter.value] = argument;
            }
            let body = &mut function.blocks[first];
            body.instructions.extend(taken.instructions);
            body.end = taken.end;
        }
    }
    let last = |mut value: Value| {
        while same[value] != value {
            value = same[value];
        }
        value
    };
    for body in function.blocks.values_mut() {
        for one in &mut body.instructions {
            one.operation.operands_mut().into_iter().for_each(|value| *value = last(*value));
        }
        if let Some(end) = &mut body.end {
            end.terminator.operands_mut().into_iter().for_each(|value| *value = last(*value));
        }
    }
}

/// Where a block jumps.
fn jump(function: &Function, block: Block) -> Option<Target> {
    match function.blocks[block].end.as_ref().map(|end| &end.terminator) {
        Some(Terminator::Jump(target)) => Some(target.clone()),
        _ => None,
    }
}
