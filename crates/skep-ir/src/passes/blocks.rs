//! Joins a block with the only one that goes on to it, goes past blocks that only go on, and makes one of blocks that do the same.

use crate::substitute::replace;
use crate::{Block, BlockBody, Flow, Function, Table, Target, Terminator, Value};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

pub(super) fn run(_: &super::Scope<'_>, function: &mut Function) {
    thread(function);
    // From here on blocks that are no longer reached must not count.
    function.renumber();
    if unify(function) {
        function.renumber();
    }
    join(function);
    function.renumber();
}

/// Makes one of blocks without parameters that do the same: whoever goes to one goes to the first of them. Says whether there were any.
fn unify(function: &mut Function) -> bool {
    let flow = Flow::of(function);
    // Only blocks of one length that end alike can be the same.
    let shape = |body: &BlockBody| {
        let end = body.end.as_ref().map(|end| std::mem::discriminant(&end.terminator));
        (body.instructions.len(), body.parameters.len(), end)
    };
    let mut alike: HashMap<_, u32> = HashMap::new();
    function.blocks.values().for_each(|body| *alike.entry(shape(body)).or_default() += 1);
    if alike.values().all(|count| *count < 2) {
        return false;
    }
    let shared = used_elsewhere(function);
    let mut first: HashMap<BlockBody, Block> = HashMap::new();
    let mut same: HashMap<Block, Block> = HashMap::new();
    // Backwards, so that blocks are compared when what is behind them has become one.
    for &block in flow.order().iter().rev() {
        if let Some(end) = &mut function.blocks[block].end {
            for target in end.terminator.targets_mut() {
                target.block = same.get(&target.block).copied().unwrap_or(target.block);
            }
        }
        let body = &function.blocks[block];
        let alone = body.parameters.is_empty() && body.bound.is_none() && block != Function::ENTRY;
        if alone && !shared[block] && alike.get(&shape(body)) > Some(&1) {
            match first.entry(in_own_numbers(body)) {
                Entry::Vacant(new) => _ = new.insert(block),
                Entry::Occupied(found) => _ = same.insert(block, *found.get()),
            }
        }
    }
    !same.is_empty()
}

/// The blocks whose values others use.
fn used_elsewhere(function: &Function) -> Table<Block, bool> {
    let mut made: Table<Value, Block> = function.types().keys().map(|_| Function::ENTRY).collect();
    for (block, body) in function.blocks.iter() {
        let results = body.instructions.iter().filter_map(|one| one.result);
        results.chain(body.parameters.iter().copied()).for_each(|one| made[one.value] = block);
    }
    let mut found: Table<Block, bool> = function.blocks.keys().map(|_| false).collect();
    for (block, body) in function.blocks.iter() {
        let used = body.instructions.iter().flat_map(|one| one.operation.operands());
        let end = body.end.iter().flat_map(|end| {
            let handed = end.terminator.targets().into_iter().flat_map(|target| &target.arguments);
            end.terminator.inspected().into_iter().chain(handed)
        });
        for value in used.chain(end).filter(|value| made[**value] != block) {
            found[made[*value]] = true;
        }
    }
    found
}

/// The block with its values numbered from the highest number down and without the places where it was written.
fn in_own_numbers(body: &BlockBody) -> BlockBody {
    let mut body = body.clone();
    let mut numbers: HashMap<Value, Value> = HashMap::new();
    for one in &mut body.instructions {
        one.location = None;
        let next = u32::MAX - u32::try_from(numbers.len()).unwrap_or(0);
        if let Some(result) = &mut one.result {
            result.value = *numbers.entry(result.value).or_insert(Value(next));
        }
    }
    let new = |value: &mut Value| *value = numbers.get(value).copied().unwrap_or(*value);
    body.instructions.iter_mut().for_each(|one| one.operation.operands_mut().for_each(new));
    if let Some(end) = &mut body.end {
        end.location = None;
        end.terminator.operands_mut().into_iter().for_each(new);
    }
    body
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
    // What ends the function with what it is given can do so where it is come from.
    let last: Table<Block, Option<(Vec<Value>, Terminator)>> = function
        .blocks
        .values()
        .map(|body| match body.end.as_ref().map(|end| &end.terminator) {
            Some(end @ (Terminator::Return(_) | Terminator::Abort)) if body.instructions.is_empty() => {
                Some((body.parameters.iter().map(|one| one.value).collect(), end.clone()))
            }
            _ => None,
        })
        .collect();
    for body in function.blocks.values_mut() {
        let Some(end) = &mut body.end else { continue };
        if let Terminator::Jump(target) = &end.terminator
            && let Some((parameters, last)) = &last[target.block]
        {
            let mut last = last.clone();
            let given = |value: &mut Value| {
                let place = parameters.iter().position(|one| one == value);
                *value = place.and_then(|place| target.arguments.get(place).copied()).unwrap_or(*value);
            };
            last.operands_mut().into_iter().for_each(given);
            end.terminator = last;
            continue;
        }
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
    replace(function, &mut same);
}

/// Where a block jumps.
fn jump(function: &Function, block: Block) -> Option<Target> {
    match function.blocks[block].end.as_ref().map(|end| &end.terminator) {
        Some(Terminator::Jump(target)) => Some(target.clone()),
        _ => None,
    }
}
