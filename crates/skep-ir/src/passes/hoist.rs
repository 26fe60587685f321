//! Computes before a block's end what every way on from it computes, once instead of on each.
//!
//! Only what depends on nothing that the ways write or define, and costs an instruction: arithmetic, and reads of memory, of the context, and of
//! structures of the kernel. What a guard yields is defined behind it, so what uses it stays there.

use super::Scope;
use super::effects::{Effects, Memory, Reach};
use super::values::is_pure;
use crate::{Block, Definition, Flow, Function, Instruction, Operation, Ordering, Type, Value};
use std::collections::HashSet;

pub(super) fn run(scope: &Scope<'_>, function: &mut Function) {
    let flow = Flow::of(function);
    let memory = Memory::of(scope, function, &flow);
    let mut next = function.next_value();
    for &block in flow.order() {
        let mut ways: Vec<Block> = crate::flow::successors(function, block).collect();
        ways.sort_unstable();
        ways.dedup();
        let below = ways.iter().all(|&way| {
            let others = flow.predecessors(way).iter();
            others.copied().all(|from| from == block || ways.contains(&from) && from != way)
                && function.blocks[way].bound.is_none()
        });
        let [first, rest @ ..] = &ways[..] else { continue };
        if rest.is_empty() || !below {
            continue;
        }
        let own = candidates(function, &memory, *first);
        let common: Vec<(Operation, Type)> = own
            .into_iter()
            .filter(|one| {
                // Whoever goes from one way to another must still have it there.
                rest.iter().all(|&way| candidates(function, &memory, way).contains(one))
            })
            .collect();
        for (operation, ty) in common {
            let location = function.blocks[block].end.as_ref().and_then(|end| end.location);
            let result = Some(Definition { value: next, ty });
            next = Value(next.0.saturating_add(1));
            function.blocks[block].instructions.push(Instruction { result, operation, location });
        }
    }
}

/// What a block computes that could be computed before it: from what is defined elsewhere, before it writes anything.
fn candidates(function: &Function, memory: &Memory<'_>, block: Block) -> Vec<(Operation, Type)> {
    let body = &function.blocks[block];
    let mut own: HashSet<Value> = body.parameters.iter().map(|one| one.value).collect();
    let mut found = Vec::new();
    let mut before: Vec<Effects> = Vec::new();
    for one in &body.instructions {
        let fits = match one.operation {
            Operation::Constant(_)
            | Operation::SlotAddress(_)
            | Operation::MapAddress(_)
            | Operation::GlobalAddress(_)
            | Operation::View(..)
            | Operation::Offset(..) => false,
            Operation::Load(address, Ordering::Plain) => {
                let size = one.result.and_then(|result| result.ty.bytes()).unwrap_or(8);
                memory
                    .at(address, size)
                    .is_some_and(|bytes| before.iter().all(|one| !memory.changes(one, bytes)))
            }
            Operation::ContextLoad(..) | Operation::ReadField(..) => {
                before.iter().all(|one| one.reach != Reach::Everything)
            }
            _ => is_pure(&one.operation),
        };
        if let Some(result) = one.result {
            if fits && one.operation.operands().all(|value| !own.contains(value)) {
                found.push((one.operation.clone(), result.ty));
            }
            own.insert(result.value);
        }
        if is_pure(&one.operation) {
            continue;
        }
        let effects = memory.effects(&one.operation, one.result.map(|result| result.ty));
        if effects.reach != Reach::Nothing || !effects.writes.is_empty() {
            before.push(effects);
        }
    }
    found
}
