//! Makes fewer and wider writes of several writes of constants beside each other in a slot, a record, a value of a map or a global variable.
//!
//! They must be in one block, with nothing between them that may read or write these bytes. What is written must be a number that an instruction
//! holds: with its sign, in 32 bits. A constant of several different bytes needs the byte order of the machine.

use super::Scope;
use super::dead_stores::stores;
use super::effects::Memory;
use super::pointers::{Bytes, Root};
use crate::interpret::arithmetic::{bits, signed};
use crate::{Address, Definition, Flow, Function, Instruction, Operation, Ordering, Type, Value};
use skep_btf::Endian;
use std::collections::BTreeMap;

/// The most bytes of a `zero` that is taken apart.
const MOST_ZERO: u32 = 32;

/// Writes of constants through one pointer.
struct Run {
    base: Value,
    /// Where the pointer leads.
    root: Root,
    start: u32,
    /// What is written, by the place behind the pointer.
    bytes: BTreeMap<u32, u8>,
    /// The instructions that write it.
    writes: Vec<usize>,
    /// How many instructions of the machine that takes.
    cost: u32,
}

pub(super) fn run(scope: &Scope<'_>, function: &mut Function) {
    let flow = Flow::of(function);
    let memory = Memory::of(scope, function, &flow);
    let constants = crate::verify::constants(function, &memory.types);
    let mut next = function.next_value();
    for &block in flow.order() {
        let mut done: Vec<Run> = Vec::new();
        let mut open: Option<Run> = None;
        for (at, one) in function.blocks[block].instructions.iter().enumerate() {
            let written = write(scope, &memory, &constants, one);
            if let (Some(run), Some((address, bytes))) = (&mut open, &written)
                && run.base == address.base
            {
                run.add(at, address.offset, bytes);
                continue;
            }
            if let Some(run) = &open {
                let effects = memory.effects(&one.operation, one.result.map(|result| result.ty));
                let touched = run
                    .extent(&memory)
                    .is_none_or(|bytes| memory.changes(&effects, bytes) || memory.reads(&effects, bytes));
                if touched || written.is_some() {
                    done.extend(open.take());
                }
            }
            if let (None, Some((address, bytes))) = (&open, written)
                && let Some(place) = memory.pointers.get(address.base).filter(|place| place.anchor.is_none())
            {
                let mut run = Run {
                    base: address.base,
                    root: place.root,
                    start: place.offset,
                    bytes: BTreeMap::new(),
                    writes: vec![],
                    cost: 0,
                };
                run.add(at, address.offset, &bytes);
                open = Some(run);
            }
        }
        done.extend(open);
        for run in done.into_iter().rev().filter(|run| run.writes.len() > 1) {
            if let Some(wide) = run.wider(scope, function) {
                next = run.replace(&mut function.blocks[block].instructions, &wide, next);
            }
        }
    }
}

/// The constant bytes that an instruction writes, and does nothing else; `None` if it does not, or if they are not known without the byte order.
fn write(
    scope: &Scope<'_>,
    memory: &Memory<'_>,
    constants: &crate::Table<Value, Option<i64>>,
    one: &Instruction,
) -> Option<(Address, Vec<u8>)> {
    match one.operation {
        Operation::Store(value, address, Ordering::Plain) => {
            let number = constants[value]?.to_le_bytes();
            let size = usize::try_from(memory.size_of(value)).ok()?;
            let mut bytes = number.get(..size)?.to_vec();
            if bytes.iter().any(|byte| *byte != bytes[0]) && scope.order? == Endian::Big {
                bytes.reverse();
            }
            Some((address, bytes))
        }
        Operation::Zero { to, size } if size <= MOST_ZERO => Some((to, vec![0; usize::try_from(size).ok()?])),
        _ => None,
    }
}

impl Run {
    fn add(&mut self, at: usize, offset: u32, bytes: &[u8]) {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let start = self.start.saturating_add(offset);
        self.cost += stores((start, start.saturating_add(length)));
        self.bytes.extend((offset..).zip(bytes.iter().copied()));
        self.writes.push(at);
    }

    /// From the first byte to the last.
    fn extent(&self, memory: &Memory<'_>) -> Option<Bytes> {
        let (first, last) = (*self.bytes.keys().next()?, *self.bytes.keys().next_back()?);
        memory.at(Address { base: self.base, offset: first }, last - first + 1)
    }

    /// The stores that write the same, if they are fewer: the places behind the pointer, the sizes and the numbers.
    fn wider(&self, scope: &Scope<'_>, function: &Function) -> Option<Vec<(u32, u32, i64)>> {
        let align = match self.root {
            Root::Slot(slot) => function.slots[slot].align,
            Root::Global(global) => scope.module.globals[global].align.min(8),
            Root::Record(_) | Root::MapValue(..) => 8,
            Root::Packet(_) | Root::Other(_) => return None,
        };
        let mut stores = Vec::new();
        let mut rest = self.bytes.clone();
        while let Some((&at, _)) = rest.first_key_value() {
            let place = self.start.saturating_add(at);
            let store = [8_u32, 4, 2, 1].into_iter().find_map(|size| {
                let bytes: Option<Vec<u8>> =
                    (at..at.saturating_add(size)).map(|byte| rest.get(&byte).copied()).collect();
                let number = number(&bytes?, scope.order)?;
                (size <= align && place % size == 0).then_some((at, size, number))
            })?;
            for byte in at..at.saturating_add(store.1) {
                rest.remove(&byte);
            }
            stores.push(store);
        }
        (u32::try_from(stores.len()).unwrap_or(u32::MAX) < self.cost).then_some(stores)
    }

    /// Puts the stores in the place of the last write; gives the next value.
    fn replace(
        &self,
        instructions: &mut Vec<Instruction>,
        stores: &[(u32, u32, i64)],
        mut next: Value,
    ) -> Value {
        let last = self.writes.last().copied().unwrap_or(0);
        let mut new = Vec::with_capacity(instructions.len());
        for (at, one) in std::mem::take(instructions).into_iter().enumerate() {
            if !self.writes.contains(&at) {
                new.push(one);
                continue;
            }
            if at != last {
                continue;
            }
            for &(offset, size, number) in stores {
                let ty = match size {
                    1 => Type::I8,
                    2 => Type::I16,
                    4 => Type::I32,
                    _ => Type::I64,
                };
                let result = Some(Definition { value: next, ty });
                new.push(Instruction {
                    result,
                    operation: Operation::Constant(number),
                    location: one.location,
                });
                let address = Address { base: self.base, offset };
                let operation = Operation::Store(next, address, Ordering::Plain);
                new.push(Instruction { result: None, operation, location: one.location });
                next = Value(next.0.saturating_add(1));
            }
        }
        *instructions = new;
        next
    }
}

/// The number that these bytes are, if it is known and one that an instruction holds.
fn number(bytes: &[u8], order: Option<Endian>) -> Option<i64> {
    let same = bytes.iter().all(|byte| Some(byte) == bytes.first());
    let digit = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
    let number = match order {
        _ if same => bytes.iter().fold(0, digit),
        Some(Endian::Big) => bytes.iter().fold(0, digit),
        Some(Endian::Little) => bytes.iter().rev().fold(0, digit),
        None => return None,
    };
    let width = u32::try_from(bytes.len()).ok()? * 8;
    let number = signed(width, bits(width, number));
    (width < 64 || i32::try_from(number).is_ok()).then_some(number)
}
