//! Builds what is copied where it is copied to: a slot that is filled, and then read once, to be written into a record, a value of a map, a global
//! variable or another slot, is left out, and what filled it fills that place.
//!
//! All this must be in one block; from where the slot is filled to where it is copied, nothing else may read or write that place; and the pointer
//! to it must be there before.

use super::Scope;
use super::effects::Memory;
use super::pointers::{Bytes, Root};
use crate::{
    Address, Block, Definition, Flow, Function, Instruction, Operation, Ordering, Slot, Type, Value,
};

pub(super) fn run(scope: &Scope<'_>, function: &mut Function) {
    // Each time one slot at least is no longer used.
    while let Some(plan) = plan(scope, function) {
        plan.carry_out(scope, function);
    }
}

/// How a slot is left out.
struct Plan {
    block: Block,
    /// The bytes of it that are copied, and where to.
    from: Bytes,
    to: Address,
    /// The instruction that copies, or that stores what was read; it is left out.
    copy: usize,
    /// Where the pointers to the slot lead in it, by the instruction and the operand.
    uses: Vec<(usize, Value, u32)>,
}

/// A copy from a slot, or a read of it and the write of what was read.
struct Copied {
    from: Bytes,
    to: Address,
    /// The instruction that reads the slot, and the one that writes.
    read: usize,
    write: usize,
}

/// The first slot that can be left out.
fn plan(scope: &Scope<'_>, function: &Function) -> Option<Plan> {
    if function.slots.is_empty() {
        return None;
    }
    let flow = Flow::of(function);
    let memory = Memory::of(scope, function, &flow);
    flow.order().iter().find_map(|&block| plan_in(&memory, function, block))
}

fn plan_in(memory: &Memory<'_>, function: &Function, block: Block) -> Option<Plan> {
    let body = &function.blocks[block].instructions;
    let reads = |at: usize, value: Value| match body.get(at)?.operation {
        Operation::Load(address, Ordering::Plain)
            if body[at].result.is_some_and(|result| result.value == value) =>
        {
            memory.at(address, memory.size_of(value))
        }
        _ => None,
    };
    for (write, one) in body.iter().enumerate() {
        let copied = match one.operation {
            Operation::Copy { to, from, size } => {
                memory.at(from, size).map(|from| Copied { from, to, read: write, write })
            }
            Operation::Store(value, to, Ordering::Plain) => (0..write)
                .rev()
                .find_map(|read| reads(read, value).map(|from| Copied { from, to, read, write })),
            _ => None,
        };
        if let Some(plan) = copied.and_then(|copied| judge(memory, function, block, &copied)) {
            return Some(plan);
        }
    }
    None
}

fn judge(memory: &Memory<'_>, function: &Function, block: Block, copied: &Copied) -> Option<Plan> {
    let Root::Slot(slot) = copied.from.place.root else { return None };
    let target = memory.at(copied.to, copied.from.size)?;
    let known = copied.from.place.anchor.is_none() && target.place.anchor.is_none() && memory.is_own(slot);
    let fits = match target.place.root {
        Root::MapValue(..) | Root::Record(_) | Root::Global(_) => true,
        Root::Slot(other) => other != slot,
        Root::Packet(_) | Root::Other(_) => false,
    };
    // What the slot is aligned to, the other place must be.
    let apart = target.place.offset.abs_diff(copied.from.place.offset);
    let align = match target.place.root {
        Root::Slot(other) => function.slots[other].align,
        _ => 8,
    };
    let wanted = function.slots[slot].align;
    if !known || !fits || apart % wanted != 0 || align < wanted {
        return None;
    }
    let uses = uses(memory, function, block, slot, copied)?;
    let first = uses.iter().map(|(at, ..)| *at).min()?;
    let body = &function.blocks[block].instructions;
    let late =
        body[first..].iter().any(|one| one.result.is_some_and(|result| result.value == copied.to.base));
    if late {
        return None;
    }
    for (at, one) in body.iter().enumerate().take(copied.write).skip(first) {
        let effects = memory.effects(&one.operation, one.result.map(|result| result.ty));
        if at != copied.read && (memory.changes(&effects, target) || memory.reads(&effects, target)) {
            return None;
        }
    }
    let Copied { from, to, write, .. } = *copied;
    Some(Plan { block, from, to, copy: write, uses })
}

/// Every use of a slot, if all are in this block, before the copy or the copy itself, and of what is copied.
fn uses(
    memory: &Memory<'_>,
    function: &Function,
    block: Block,
    slot: Slot,
    copied: &Copied,
) -> Option<Vec<(usize, Value, u32)>> {
    let mut uses = Vec::new();
    for (other, body) in function.blocks.iter() {
        for (at, one) in body.instructions.iter().enumerate() {
            if let Operation::SlotAddress(_) | Operation::Offset(..) = one.operation {
                continue;
            }
            let effects = memory.effects(&one.operation, one.result.map(|result| result.ty));
            let of_slot = |bytes: &&Bytes| bytes.place.root == Root::Slot(slot);
            let inside = |bytes: &Bytes| copied.from.hold(*bytes);
            for &value in one.operation.operands() {
                let Some(place) = memory.pointers.get(value).filter(|place| place.root == Root::Slot(slot))
                else {
                    continue;
                };
                let is_read = effects.reads.iter().filter(of_slot).count() > 0;
                let allowed = other == block
                    && at <= copied.read
                    && place.anchor.is_none()
                    && effects.writes.iter().filter(of_slot).all(inside)
                    && effects.reads.iter().filter(of_slot).all(inside)
                    // Read by none but the copy, and by calls that fill it.
                    && (!is_read || at == copied.read || effects.writes.iter().any(|bytes| bytes.place.root == Root::Slot(slot)))
                    && matches!(
                        one.operation,
                        Operation::Load(_, Ordering::Plain)
                            | Operation::Store(_, _, Ordering::Plain)
                            | Operation::Copy { .. }
                            | Operation::Zero { .. }
                            | Operation::CallHelper(..)
                    );
                if !allowed {
                    return None;
                }
                if let Operation::CallHelper(..) = one.operation
                    && place.offset < copied.from.place.offset
                {
                    return None;
                }
                uses.push((at, value, place.offset));
            }
        }
    }
    // A copy within the slot would be one within the other place.
    let itself = uses
        .iter()
        .enumerate()
        .any(|(number, (at, ..))| uses[..number].iter().any(|(other, ..)| other == at));
    (!itself && uses.len() > 1).then_some(uses)
}

impl Plan {
    fn carry_out(self, scope: &Scope<'_>, function: &mut Function) {
        let types = function.types();
        let mut next = function.next_value();
        let region = types[self.to.base].and_then(Type::region);
        let extent = region.and_then(|region| scope.module.extent(&function.slots, region));
        let (Some(region), Some(extent)) = (region, extent) else { return };
        let start = self.from.place.offset;
        let body = &mut function.blocks[self.block];
        let mut new = Vec::with_capacity(body.instructions.len());
        for (at, mut one) in std::mem::take(&mut body.instructions).into_iter().enumerate() {
            if at == self.copy {
                continue;
            }
            for &(_, pointer, offset) in self.uses.iter().filter(|(used, ..)| *used == at) {
                let moved = |address: &mut Address| {
                    if address.base == pointer {
                        let inside = address.offset.saturating_add(offset).saturating_sub(start);
                        *address =
                            Address { base: self.to.base, offset: self.to.offset.saturating_add(inside) };
                    }
                };
                match &mut one.operation {
                    Operation::Load(address, _)
                    | Operation::Store(_, address, _)
                    | Operation::Zero { to: address, .. } => {
                        moved(address);
                    }
                    Operation::Copy { to, from, .. } => {
                        moved(to);
                        moved(from);
                    }
                    operation => {
                        let further = self.to.offset.saturating_add(offset.saturating_sub(start));
                        let ty = Type::pointer(region.behind(further, extent.saturating_sub(further)));
                        let result = Some(Definition { value: next, ty });
                        new.push(Instruction {
                            result,
                            operation: Operation::Offset(self.to.base, further),
                            location: one.location,
                        });
                        operation
                            .operands_mut()
                            .filter(|value| **value == pointer)
                            .for_each(|value| *value = next);
                        next = Value(next.0.saturating_add(1));
                    }
                }
            }
            new.push(one);
        }
        body.instructions = new;
    }
}
