//! Takes what was read or written before, instead of reading it again: from memory, from the context, and the packet's start and end. What is
//! there already is not written again.
//!
//! What is known of memory is followed through the function, and holds where it holds on every way. It is forgotten where something may write the
//! bytes, and where a call may; the packet's start and end and the context where a call may move the packet. Volatile accesses are
//! neither left out nor learnt from.

use super::Scope;
use super::effects::{Memory, Reach};
use super::pointers::{Bytes, Root};
use super::values::is_pure;
use crate::substitute::{replace, resolve};
use crate::{Block, Flow, Function, Instruction, Operation, Ordering, Table, Type, Value};

/// What is known at one place of a function.
#[derive(Clone, PartialEq, Debug)]
enum Fact {
    /// These bytes are this value.
    Held(Bytes, Value),
    /// These bytes are zero.
    Zero(Bytes),
    /// The operation, which reads the context, the packet's place or a structure of the kernel, gave this value of this type.
    Given(Operation, Type, Value),
}

/// How many facts are kept; the oldest are forgotten.
const MOST_FACTS: usize = 48;

pub(super) fn run(scope: &Scope<'_>, function: &mut Function) {
    let flow = Flow::of(function);
    let memory = Memory::of(scope, function, &flow);
    // What is known at the start of each block; nothing yet of those that were not come to.
    let mut entries: Table<Block, Option<Vec<Fact>>> = function.blocks.keys().map(|_| None).collect();
    if let Some(entry) = entries.get_mut(Function::ENTRY) {
        *entry = Some(vec![]);
    }
    let mut changed = true;
    while changed {
        changed = false;
        for &block in flow.order() {
            // Without loops, the blocks before one have been followed when it is its turn.
            let again = !flow.loop_heads().is_empty();
            let Some(mut facts) = entries[block].clone() else { continue };
            for one in &function.blocks[block].instructions {
                follow(&memory, &mut facts, one);
            }
            for target in crate::flow::successors(function, block).collect::<Vec<_>>() {
                let merged = match &entries[target] {
                    None => facts.clone(),
                    Some(before) => before.iter().filter(|fact| facts.contains(fact)).cloned().collect(),
                };
                if entries[target].as_ref() != Some(&merged) {
                    entries[target] = Some(merged);
                    changed = again;
                }
            }
        }
    }
    let mut same: Table<Value, Value> = memory.types.keys().collect();
    for &block in flow.order() {
        let Some(mut facts) = entries[block].take() else { continue };
        let mut kept = Vec::new();
        for mut one in std::mem::take(&mut function.blocks[block].instructions) {
            if is_there(&memory, &facts, &one) {
                continue;
            }
            match found(&memory, &facts, &one) {
                Some(Found::Value(value)) => {
                    if let Some(result) = one.result {
                        let value = resolve(&mut same, value);
                        same[result.value] = value;
                    }
                }
                Some(Found::Zero) => one.operation = Operation::Constant(0),
                None => {}
            }
            follow(&memory, &mut facts, &one);
            kept.push(one);
        }
        function.blocks[block].instructions = kept;
    }
    replace(function, &mut same);
}

/// Whether an instruction writes what is there already.
fn is_there(memory: &Memory<'_>, facts: &[Fact], one: &Instruction) -> bool {
    let Operation::Store(value, address, Ordering::Plain) = one.operation else { return false };
    let bytes = memory.at(address, memory.size_of(value));
    bytes.is_some_and(|bytes| facts.contains(&Fact::Held(bytes, value)))
}

enum Found {
    Value(Value),
    Zero,
}

/// What an instruction will give, if that is known.
fn found(memory: &Memory<'_>, facts: &[Fact], one: &Instruction) -> Option<Found> {
    let result = one.result.filter(|_| !is_pure(&one.operation))?;
    if let Operation::Load(address, Ordering::Plain) = one.operation {
        let bytes = memory.at(address, result.ty.bytes()?)?;
        return facts.iter().rev().find_map(|fact| match *fact {
            Fact::Held(held, value) if held == bytes => {
                let ty = memory.types[value].map(Type::plain);
                (ty == Some(result.ty)).then_some(Found::Value(value))
            }
            Fact::Zero(zero) if zero.hold(bytes) => Some(Found::Zero),
            _ => None,
        });
    }
    facts.iter().rev().find_map(|fact| match fact {
        Fact::Given(operation, ty, value) if *operation == one.operation && *ty == result.ty => {
            Some(Found::Value(*value))
        }
        _ => None,
    })
}

/// What is known behind an instruction.
fn follow(memory: &Memory<'_>, facts: &mut Vec<Fact>, one: &Instruction) {
    if is_pure(&one.operation) {
        return;
    }
    let effects = memory.effects(&one.operation, one.result.map(|result| result.ty));
    if effects.reach != Reach::Nothing || !effects.writes.is_empty() {
        facts.retain(|fact| match fact {
            Fact::Held(bytes, _) | Fact::Zero(bytes) => !memory.changes(&effects, *bytes),
            Fact::Given(..) => effects.reach != Reach::Everything,
        });
    }
    match (&one.operation, one.result) {
        (&Operation::Load(address, Ordering::Plain), Some(result)) => {
            if found(memory, facts, one).is_none()
                && let Some(bytes) = memory.at(address, memory.size_of(result.value))
            {
                facts.push(Fact::Held(bytes, result.value));
            }
        }
        (&Operation::Store(value, address, Ordering::Plain), _) => {
            if let Some(bytes) = memory.at(address, memory.size_of(value)) {
                facts.push(Fact::Held(bytes, value));
            }
        }
        (&Operation::Zero { to, size }, _) => {
            facts.extend(memory.at(to, size).map(Fact::Zero));
        }
        (&Operation::Copy { to, from, size }, _) => {
            if let (Some(to), Some(from)) = (memory.at(to, size), memory.at(from, size)) {
                copy(facts, to, from);
            }
        }
        (
            Operation::PacketStart(_)
            | Operation::PacketEnd(_)
            | Operation::MetadataStart(_)
            | Operation::MetadataEnd(_)
            | Operation::ContextLoad(..)
            | Operation::ReadField(..),
            Some(result),
        ) if found(memory, facts, one).is_none() => {
            facts.push(Fact::Given(one.operation.clone(), result.ty, result.value));
        }
        _ => {}
    }
    if facts.len() > MOST_FACTS {
        facts.drain(..facts.len() - MOST_FACTS);
    }
}

/// What is known of bytes is known of their copy.
fn copy(facts: &mut Vec<Fact>, to: Bytes, from: Bytes) {
    let moved = |bytes: Bytes| {
        let further = bytes.place.offset - from.place.offset;
        Bytes { place: to.place.behind(further), size: bytes.size }
    };
    // A value of a map is copied into another whose place is the same, if it is copied onto itself.
    let onto_itself = matches!((to.place.root, from.place.root), (Root::MapValue(one, _), Root::MapValue(other, _)) if one == other);
    let copied: Vec<Fact> = facts
        .iter()
        .filter_map(|fact| match *fact {
            Fact::Held(bytes, value) if from.hold(bytes) => Some(Fact::Held(moved(bytes), value)),
            Fact::Zero(bytes) if from.hold(bytes) => Some(Fact::Zero(moved(bytes))),
            Fact::Zero(bytes) if bytes.hold(from) => Some(Fact::Zero(to)),
            _ => None,
        })
        .collect();
    if !onto_itself {
        facts.extend(copied);
    }
}
