//! Makes parts of slots values: a slot that only loads, stores, `copy` and `zero` use, and each of its parts always as a whole, is as many
//! variables as it has parts, which become values and parameters of blocks.
//!
//! A copy into memory becomes a store of each part, and a copy from memory a load of each part that is used, where the copy stood: so what others
//! write there later is not seen. A slot whose address goes elsewhere stays. Slots that nobody uses are left out.

use super::Scope;
use crate::builder::VariableData;
use crate::builder::ssa::place_variables;
use crate::builder::{Draft, Step, Variable};
use crate::{
    Address, Block, Definition, Entity, Flow, Function, Instruction, Operation, Ordering, Region, Slot,
    Table, Type, Value,
};
use std::collections::{BTreeMap, BTreeSet};

/// The most parts that a slot is taken apart into, and that a copy becomes accesses of.
const MOST_PARTS: usize = 8;

/// The parts of a slot: how many bytes there are from each offset on.
type Parts = BTreeMap<u32, u32>;

pub(super) fn run(_: &Scope<'_>, function: &mut Function) {
    if function.slots.is_empty() {
        return;
    }
    let types = function.types();
    let bases = bases(function);
    let mut plan = Plan { parts: candidates(function, &bases), bases };
    if plan.parts.values().any(Option::is_some) {
        plan.collect(function, &types);
    }
    if plan.parts.values().any(|parts| parts.as_ref().is_some_and(|parts| !parts.is_empty())) {
        plan.take_apart(function, &types);
    }
    leave_out_unused(function);
}

/// The slot and the offset of each pointer that is known to lead into one.
fn bases(function: &Function) -> Table<Value, Option<(Slot, u32)>> {
    let mut bases: Table<Value, Option<(Slot, u32)>> = function.types().keys().map(|_| None).collect();
    for &block in Flow::of(function).order() {
        for one in &function.blocks[block].instructions {
            let Some(result) = one.result else { continue };
            bases[result.value] = match one.operation {
                Operation::SlotAddress(slot) => Some((slot, 0)),
                Operation::Offset(base, further) => {
                    bases[base].map(|(slot, offset)| (slot, offset.saturating_add(further)))
                }
                _ => None,
            };
        }
    }
    bases
}

/// Every slot without parts; `None` for one that stays, since its address goes elsewhere.
fn candidates(function: &Function, bases: &Table<Value, Option<(Slot, u32)>>) -> Table<Slot, Option<Parts>> {
    let mut parts: Table<Slot, Option<Parts>> = function.slots.values().map(|_| Some(Parts::new())).collect();
    let mut stays = |value: Value| {
        if let Some((slot, _)) = bases[value] {
            parts[slot] = None;
        }
    };
    for body in function.blocks.values() {
        for one in &body.instructions {
            match &one.operation {
                Operation::Load(_, Ordering::Plain)
                | Operation::Zero { .. }
                | Operation::Copy { .. }
                | Operation::Offset(..)
                | Operation::Store(_, _, Ordering::Plain) => {}
                other => other.operands().for_each(|value| stays(*value)),
            }
        }
        let Some(end) = &body.end else { continue };
        end.terminator.inspected().into_iter().for_each(|value| stays(*value));
        let arguments = end.terminator.targets().into_iter().flat_map(|target| &target.arguments);
        arguments.for_each(|value| stays(*value));
    }
    parts
}

struct Plan {
    bases: Table<Value, Option<(Slot, u32)>>,
    parts: Table<Slot, Option<Parts>>,
}

/// A copy, with what is copied into and from, where these are slots that may be taken apart.
struct Copied {
    to: Option<(Slot, u32)>,
    from: Option<(Slot, u32)>,
    size: u32,
}

impl Plan {
    /// Where an address leads, if that is into a slot that may still be taken apart.
    fn at(&self, address: Address) -> Option<(Slot, u32)> {
        let (slot, offset) = self.bases[address.base]?;
        self.parts[slot].as_ref()?;
        Some((slot, offset.saturating_add(address.offset)))
    }

    /// Adds a part. A slot with parts that overlap otherwise than as a whole stays.
    fn add(&mut self, slot: Slot, offset: u32, size: u32) -> bool {
        let Some(parts) = &mut self.parts[slot] else { return false };
        if parts.get(&offset) == Some(&size) {
            return false;
        }
        let end = offset.saturating_add(size);
        let before = parts.range(..end).next_back();
        if before.is_some_and(|(&start, &size)| start.saturating_add(size) > offset)
            || parts.len() == MOST_PARTS
        {
            self.parts[slot] = None;
        } else {
            parts.insert(offset, size);
        }
        true
    }

    /// Whether no part lies across the ends of these bytes.
    fn is_apart(&self, (slot, offset): (Slot, u32), size: u32) -> bool {
        let end = offset.saturating_add(size);
        self.parts[slot].iter().flatten().all(|(&start, &size)| {
            let last = start.saturating_add(size);
            last <= offset || start >= end || (start >= offset && last <= end)
        })
    }

    /// The parts among these bytes, from their start on.
    fn among(&self, (slot, offset): (Slot, u32), size: u32) -> Vec<(u32, u32)> {
        let parts = self.parts[slot].iter().flatten();
        let inside = parts.filter(|(start, _)| (offset..offset.saturating_add(size)).contains(start));
        inside.map(|(&start, &size)| (start - offset, size)).collect()
    }

    /// Finds the parts of every slot.
    fn collect(&mut self, function: &Function, types: &Table<Value, Option<Type>>) {
        let instructions = || function.blocks.values().flat_map(|body| &body.instructions);
        for one in instructions() {
            let (address, ty) = match one.operation {
                Operation::Load(address, _) => (address, one.result.map(|result| result.ty)),
                Operation::Store(value, address, _) => (address, types[value]),
                _ => continue,
            };
            if let (Some((slot, offset)), Some(size)) =
                (self.at(address), ty.and_then(|ty| ty.plain().bytes()))
            {
                self.add(slot, offset, size);
            }
        }
        // What is copied has its parts on both sides; and what stays may make others stay.
        let mut changed = true;
        while changed {
            changed = false;
            for one in instructions() {
                match one.operation {
                    Operation::Zero { to, size } => {
                        if let Some(to) = self.at(to).filter(|&to| !self.is_apart(to, size)) {
                            self.parts[to.0] = None;
                            changed = true;
                        }
                    }
                    Operation::Copy { to, from, size } => {
                        let copied = Copied { to: self.at(to), from: self.at(from), size };
                        changed |= self.copied(&copied);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Gives both sides of a copy the same parts; says whether anything changed.
    fn copied(&mut self, &Copied { to, from, size }: &Copied) -> bool {
        let mut changed = false;
        for side in [to, from].into_iter().flatten() {
            if !self.is_apart(side, size) {
                self.parts[side.0] = None;
                return true;
            }
        }
        match (to, from) {
            (Some(to), Some(from)) => {
                for (one, other) in [(to, from), (from, to)] {
                    for (start, size) in self.among(one, size) {
                        changed |= self.add(other.0, other.1.saturating_add(start), size);
                    }
                }
            }
            // Into memory everything is copied, also what nobody else looks at.
            (None, Some((slot, offset))) => {
                let mut at = offset;
                let end = offset.saturating_add(size);
                while at < end && self.parts[slot].is_some() {
                    let next = self.parts[slot].iter().flatten().map(|(&start, &size)| (start, size));
                    let next = next.filter(|&(start, _)| start >= at).min().unwrap_or((end, 0));
                    if next.0 == at {
                        at = at.saturating_add(next.1.max(1));
                        continue;
                    }
                    let room = next.0.min(end) - at;
                    let size =
                        [8, 4, 2, 1].into_iter().find(|size| at % size == 0 && *size <= room).unwrap_or(1);
                    changed |= self.add(slot, at, size);
                    at = at.saturating_add(size);
                }
            }
            (Some(_), None) | (None, None) => {}
        }
        changed
    }

    /// Makes the parts variables, and the variables values.
    fn take_apart(&self, function: &mut Function, types: &Table<Value, Option<Type>>) {
        let before = function.clone();
        let mut rewrite = Rewrite {
            plan: self,
            variables: Table::new(),
            of: BTreeMap::new(),
            types: types.values().map(|ty| ty.unwrap_or(Type::I64)).collect(),
            steps: Vec::new(),
        };
        for (slot, parts) in self.parts.iter() {
            for (&offset, &size) in parts.iter().flatten() {
                let ty = integer(size);
                let variable = rewrite.variables.push(VariableData { name: format!("{slot}+{offset}"), ty });
                rewrite.of.insert((slot, offset), variable);
            }
        }
        let mut drafts: Table<Block, Draft> = Table::new();
        for body in function.blocks.values_mut() {
            for one in std::mem::take(&mut body.instructions) {
                rewrite.instruction(one);
            }
            drafts.push(Draft { steps: std::mem::take(&mut rewrite.steps) });
        }
        // The law has every byte written before it is read; if the parts do not see that, the slot stays.
        if place_variables(function, &drafts, &rewrite.variables, &mut rewrite.types).is_err() {
            *function = before;
        }
    }
}

const fn integer(size: u32) -> Type {
    match size {
        1 => Type::I8,
        2 => Type::I16,
        4 => Type::I32,
        _ => Type::I64,
    }
}

struct Rewrite<'m> {
    plan: &'m Plan,
    variables: Table<Variable, VariableData>,
    of: BTreeMap<(Slot, u32), Variable>,
    types: Table<Value, Type>,
    steps: Vec<Step>,
}

impl Rewrite<'_> {
    fn instruction(&mut self, one: Instruction) {
        match one.operation {
            Operation::Load(address, _) => {
                if let (Some(variable), Some(result)) = (self.variable(self.plan.at(address)), one.result) {
                    self.steps.push(Step::Get(variable, result.value));
                    return;
                }
            }
            Operation::Store(value, address, _) => {
                if let Some(variable) = self.variable(self.plan.at(address)) {
                    self.steps.push(Step::Set(variable, value));
                    return;
                }
            }
            Operation::Zero { to, size } => {
                if let Some(to) = self.plan.at(to) {
                    for (start, size) in self.plan.among(to, size) {
                        let ty = integer(size);
                        let zero = self.push(&one, Operation::Constant(0), ty);
                        self.set((to.0, to.1.saturating_add(start)), zero);
                    }
                    return;
                }
            }
            Operation::Copy { to, from, size } => {
                let sides = (self.plan.at(to), self.plan.at(from));
                if sides != (None, None) {
                    self.copy(&one, (to, sides.0), (from, sides.1), size);
                    return;
                }
            }
            _ => {}
        }
        self.steps.push(Step::Instruction(one));
    }

    fn copy(
        &mut self,
        one: &Instruction,
        (to, to_slot): (Address, Option<(Slot, u32)>),
        (from, from_slot): (Address, Option<(Slot, u32)>),
        size: u32,
    ) {
        let Some(known) = from_slot.or(to_slot) else { return };
        let mut values = Vec::new();
        // All is read before anything is written: a slot may be copied onto itself.
        for (start, size) in self.plan.among(known, size) {
            let ty = integer(size);
            let value =
                match self.variable(from_slot.map(|(slot, offset)| (slot, offset.saturating_add(start)))) {
                    Some(variable) => {
                        let value = self.types.push(ty);
                        self.steps.push(Step::Get(variable, value));
                        value
                    }
                    None => {
                        let address = Address { base: from.base, offset: from.offset.saturating_add(start) };
                        self.push(one, Operation::Load(address, Ordering::Plain), ty)
                    }
                };
            values.push((start, value));
        }
        for (start, value) in values {
            match to_slot {
                Some((slot, offset)) => self.set((slot, offset.saturating_add(start)), value),
                None => {
                    let address = Address { base: to.base, offset: to.offset.saturating_add(start) };
                    let operation = Operation::Store(value, address, Ordering::Plain);
                    self.steps.push(Step::Instruction(Instruction {
                        result: None,
                        operation,
                        location: one.location,
                    }));
                }
            }
        }
    }

    fn variable(&self, at: Option<(Slot, u32)>) -> Option<Variable> {
        self.of.get(&at?).copied()
    }

    fn set(&mut self, at: (Slot, u32), value: Value) {
        if let Some(variable) = self.variable(Some(at)) {
            self.steps.push(Step::Set(variable, value));
        }
    }

    fn push(&mut self, one: &Instruction, operation: Operation, ty: Type) -> Value {
        let value = self.types.push(ty);
        let result = Some(Definition { value, ty });
        self.steps.push(Step::Instruction(Instruction { result, operation, location: one.location }));
        value
    }
}

/// Leaves out the slots that nobody names, and numbers the others anew.
fn leave_out_unused(function: &mut Function) {
    let mut used: BTreeSet<u32> = BTreeSet::new();
    let mut note = |ty: Type| {
        if let Type::Pointer { region: Region::Stack { slot, .. }, .. } = ty {
            used.insert(slot.0);
        }
    };
    function.definitions().for_each(|one| note(one.ty));
    if used.len() == function.slots.len() {
        return;
    }
    let new: BTreeMap<u32, u32> = used.iter().copied().zip(0..).collect();
    let slots = std::mem::take(&mut function.slots);
    function.slots =
        slots.iter().filter(|(slot, _)| used.contains(&slot.0)).map(|(_, one)| one.clone()).collect();
    let renamed = |slot: &mut Slot| {
        if let Some(&number) = new.get(&slot.0) {
            *slot = Slot::new(number);
        }
    };
    let retype = |one: &mut Definition| {
        if let Type::Pointer { region: Region::Stack { slot, .. }, .. } = &mut one.ty {
            renamed(slot);
        }
    };
    for body in function.blocks.values_mut() {
        body.parameters.iter_mut().for_each(retype);
        for one in &mut body.instructions {
            one.result.iter_mut().for_each(retype);
            if let Operation::SlotAddress(slot) = &mut one.operation {
                renamed(slot);
            }
        }
    }
}
