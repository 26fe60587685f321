//! Leaves out writes that nobody reads: to bytes of a slot that are read on no way from there, and, within a block, to bytes that are written again
//! before anybody can read them. Of a `zero` of a slot only what is read stays.
//!
//! A slot whose address is handed to others than helpers is left alone, and so are volatile writes.

use super::Scope;
use super::effects::Memory;
use super::pointers::{Bytes, Root};
use super::values::is_pure;
use crate::{Block, Flow, Function, Instruction, MAX_STACK, Operation, Ordering, Slot, Table};

/// The bytes of a slot, one bit each.
type Live = [u64; (MAX_STACK / 64) as usize];

pub(super) fn run(scope: &Scope<'_>, function: &mut Function) {
    let flow = Flow::of(function);
    let memory = Memory::of(scope, function, &flow);
    let nothing: Table<Slot, Live> = function.slots.values().map(|_| Live::default()).collect();
    // What is read behind the start of each block.
    let mut entries: Table<Block, Table<Slot, Live>> =
        function.blocks.keys().map(|_| nothing.clone()).collect();
    let mut changed = !nothing.is_empty();
    while changed {
        changed = false;
        for &block in flow.order().iter().rev() {
            let mut live = behind(function, &entries, block, &nothing);
            for one in function.blocks[block].instructions.iter().rev() {
                before(&memory, &mut live, one);
            }
            if entries[block] != live {
                entries[block] = live;
                // Without loops, the blocks behind one have been followed when it is its turn.
                changed = !flow.loop_heads().is_empty();
            }
        }
    }
    for &block in flow.order() {
        let mut live = behind(function, &entries, block, &nothing);
        let mut kept = Vec::new();
        // What is written behind, before it can be read.
        let mut overwritten: Vec<Bytes> = Vec::new();
        for mut one in std::mem::take(&mut function.blocks[block].instructions).into_iter().rev() {
            if does_nothing(&one) {
                kept.push(one);
                continue;
            }
            if let Some(bytes) = plain_write(&memory, &one) {
                let own = own_slot(&memory, bytes);
                let is_read = |byte: u32| {
                    let byte = Bytes { place: bytes.place.behind(byte), size: 1 };
                    own.is_none_or(|slot| any(&live[slot], byte))
                        && !overwritten.iter().any(|later| later.hold(byte))
                };
                let read: Vec<bool> = (0..bytes.size).map(is_read).collect();
                if !read.contains(&true) {
                    continue;
                }
                trim(&mut one, &read, bytes.place.offset);
            }
            before(&memory, &mut live, &one);
            let effects = memory.effects(&one.operation, one.result.map(|result| result.ty));
            // What a copy onto itself writes, it has read.
            overwritten.extend(&effects.fills);
            overwritten.retain(|bytes| !memory.reads(&effects, *bytes));
            kept.push(one);
        }
        kept.reverse();
        function.blocks[block].instructions = kept;
    }
}

/// What is read behind the end of a block.
fn behind(
    function: &Function,
    entries: &Table<Block, Table<Slot, Live>>,
    block: Block,
    nothing: &Table<Slot, Live>,
) -> Table<Slot, Live> {
    let mut live = nothing.clone();
    for target in crate::flow::successors(function, block) {
        for slot in entries[target].keys() {
            let words = entries[target][slot];
            live[slot].iter_mut().zip(words).for_each(|(word, more)| *word |= more);
        }
    }
    live
}

/// Whether an instruction neither reads nor writes memory, nor wants any to be written.
const fn does_nothing(one: &Instruction) -> bool {
    is_pure(&one.operation) && !matches!(one.operation, Operation::View(..) | Operation::Index { .. })
}

/// The bytes that an instruction writes and does nothing else.
fn plain_write(memory: &Memory<'_>, one: &Instruction) -> Option<Bytes> {
    match one.operation {
        Operation::Store(value, address, Ordering::Plain) => memory.at(address, memory.size_of(value)),
        Operation::Zero { to, size } | Operation::Copy { to, size, .. } => memory.at(to, size),
        _ => None,
    }
}

/// The slot that bytes are of, if their place in it is known and no other uses it.
fn own_slot(memory: &Memory<'_>, bytes: Bytes) -> Option<Slot> {
    match (bytes.place.root, bytes.place.anchor) {
        (Root::Slot(slot), None) if memory.is_own(slot) => Some(slot),
        _ => None,
    }
}

/// What is read from before an instruction on, if this is read behind it.
fn before(memory: &Memory<'_>, live: &mut Table<Slot, Live>, one: &Instruction) {
    if does_nothing(one) {
        return;
    }
    let effects = memory.effects(&one.operation, one.result.map(|result| result.ty));
    for bytes in effects.fills {
        if let (Root::Slot(slot), None) = (bytes.place.root, bytes.place.anchor)
            && let Some(live) = live.get_mut(slot)
        {
            each(bytes, |word, bit| live[word] &= !bit);
        }
    }
    for bytes in effects.reads {
        let Root::Slot(slot) = bytes.place.root else { continue };
        let Some(live) = live.get_mut(slot) else { continue };
        match bytes.place.anchor {
            None => each(bytes, |word, bit| live[word] |= bit),
            Some(_) => live.fill(u64::MAX),
        }
    }
}

/// The word and the bit of each of these bytes.
fn each(bytes: Bytes, mut found: impl FnMut(usize, u64)) {
    for byte in bytes.place.offset..bytes.end().min(MAX_STACK) {
        found(usize::try_from(byte / 64).unwrap_or(0), 1 << (byte % 64));
    }
}

fn any(live: &Live, bytes: Bytes) -> bool {
    let mut found = false;
    each(bytes, |word, bit| found |= live[word] & bit != 0);
    found
}

/// Makes no more zero than what is read; `start` is the place in the slot or the other thing.
fn trim(one: &mut Instruction, read: &[bool], start: u32) {
    let Operation::Zero { to, size } = &mut one.operation else { return };
    let count = |bytes: usize| u32::try_from(bytes).unwrap_or(0);
    let first = count(read.iter().position(|read| *read).unwrap_or(0));
    let last = count(read.iter().rposition(|read| *read).unwrap_or(0));
    let end = start.saturating_add(*size);
    // What is read, and the same up to where wider stores begin and end.
    let exact = (start.saturating_add(first), start.saturating_add(last).saturating_add(1));
    let wide = ((exact.0 & !7).max(start), exact.1.next_multiple_of(8).min(end));
    let (from, to_end) = if stores(wide) < stores(exact) { wide } else { exact };
    if stores((from, to_end)) < stores((start, end)) || (from, to_end) == exact && stores(exact) == 1 {
        to.offset = to.offset.saturating_add(from - start);
        *size = to_end - from;
    }
}

/// How many stores, each of a size that its place is a multiple of, write these bytes.
pub(super) fn stores((mut from, end): (u32, u32)) -> u32 {
    let mut count = 0;
    while from < end {
        let size = [8, 4, 2].into_iter().find(|size| from % size == 0 && *size <= end - from);
        from = from.saturating_add(size.unwrap_or(1));
        count += 1;
    }
    count
}
