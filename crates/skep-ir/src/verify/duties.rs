//! Rules 19 to 21, of what must have happened on every way: slots are written, packet pointers current, records given back.

use super::module::reached_from;
use super::{Checker, Rule, Site};
use crate::{
    Address, Block, FunctionId, Location, MAX_STACK, Module, Operation, Region, Slot, Table, Target,
    Terminator, Type, Value,
};
use skep_uapi::Access;
use std::collections::BTreeSet;

/// The bytes of a slot, one bit each.
type Bytes = [u64; (MAX_STACK / 64) as usize];

/// What is known at one place of a function.
#[derive(Clone, PartialEq, Debug)]
struct State {
    /// The bytes of each slot that have been written on every way.
    written: Table<Slot, Bytes>,
    /// The pointers into the packet that it has left on some way.
    stale: BTreeSet<Value>,
    /// The records that are reserved on some way.
    open: BTreeSet<Value>,
}

/// What an instruction does of what the rules are about.
enum Effect {
    Reads(Value, u32, u32),
    Writes(Value, u32, u32),
    MovesPacket,
    GivesBack(Value),
}

pub(super) fn check(checker: &mut Checker<'_>) {
    let function = checker.function;
    let moving = moving_functions(checker.module);
    let bottom = State {
        written: function.slots.values().map(|_| Bytes::default()).collect(),
        stale: BTreeSet::new(),
        open: BTreeSet::new(),
    };
    // What is known at the start of each block; nothing yet of those that were not come to.
    let mut entries: Table<Block, Option<State>> = function.blocks.keys().map(|_| None).collect();
    entries[crate::Function::ENTRY] = Some(bottom);
    let packet: Vec<Value> = packet_values(checker);
    let mut pass = Pass { roots: roots(checker), packet, moving, reporting: false };
    let order = checker.flow.order().to_vec();
    let mut changed = true;
    while changed {
        changed = false;
        for &block in &order {
            let Some(mut state) = entries[block].clone() else { continue };
            pass.block(checker, block, &mut state);
            for (target, after) in pass.edges(checker, block, &state) {
                let merged = match &entries[target] {
                    None => after,
                    Some(before) => meet(before, &after),
                };
                if entries[target].as_ref() != Some(&merged) {
                    entries[target] = Some(merged);
                    changed = true;
                }
            }
        }
    }
    pass.reporting = true;
    for &block in &order {
        let Some(mut state) = entries[block].clone() else { continue };
        pass.block(checker, block, &mut state);
        for (target, after) in pass.edges(checker, block, &state) {
            let known = entries[target].as_ref().map(|entry| &entry.open);
            for &value in known.into_iter().flatten().filter(|value| !after.open.contains(value)) {
                let what = owed(checker.type_of(value));
                let message =
                    format!("the {what} {value} is reserved on another way to {target}, and not on this one");
                let site = checker.end_site(block);
                checker.report_kept(Rule::Records, site, reserved(checker, value), message);
            }
        }
    }
}

/// What is known where two ways meet.
fn meet(one: &State, other: &State) -> State {
    let both = |(one, other): (&Bytes, &Bytes)| -> Bytes { std::array::from_fn(|at| one[at] & other[at]) };
    State {
        written: one.written.values().zip(other.written.values()).map(both).collect(),
        stale: one.stale.union(&other.stale).copied().collect(),
        open: one.open.union(&other.open).copied().collect(),
    }
}

/// The functions that may move the packet.
fn moving_functions(module: &Module) -> Table<FunctionId, bool> {
    let moves: Table<FunctionId, bool> = module
        .functions
        .values()
        .map(|function| {
            let mut instructions = function.blocks.values().flat_map(|block| &block.instructions);
            instructions.any(|one| match one.operation {
                Operation::CallHelper(helper, _) => helper.facts().is_some_and(|facts| facts.moves_packet),
                _ => false,
            })
        })
        .collect();
    let through = |id| {
        let reached = reached_from(module, id);
        moves[id] || reached.iter().any(|(callee, &reached)| reached && moves[callee])
    };
    module.functions.keys().map(through).collect()
}

fn packet_values(checker: &Checker<'_>) -> Vec<Value> {
    let packet = |ty: Option<Type>| matches!(ty, Some(Type::Pointer { region, .. }) if region.is_packet());
    checker.types.iter().filter(|(_, ty)| packet(**ty)).map(|(value, _)| value).collect()
}

/// The record that each pointer to a part of one is of.
fn roots(checker: &Checker<'_>) -> Table<Value, Value> {
    let mut roots: Table<Value, Value> = checker.types.keys().collect();
    for &block in checker.flow.order() {
        for one in &checker.function.blocks[block].instructions {
            if let (
                Some(result),
                Operation::Offset(base, _) | Operation::View(base, _) | Operation::Index { base, .. },
            ) = (one.result, &one.operation)
            {
                roots[result.value] = roots[*base];
            }
        }
    }
    roots
}

/// What it is that must be given back.
const fn owed(ty: Type) -> &'static str {
    match ty {
        Type::Pointer { region: Region::Socket { .. }, .. } => "socket",
        _ => "record",
    }
}

const fn is_record(ty: Type) -> bool {
    matches!(ty, Type::Pointer { region, .. } if region.is_owed())
}

/// Where a record was reserved, if that is known.
fn reserved(checker: &Checker<'_>, record: Value) -> Option<Location> {
    let blocks = &checker.function.blocks;
    let mut value = record;
    // It is handed from block to block at most so often.
    for _ in blocks.keys() {
        let mut instructions = blocks.values().flat_map(|block| &block.instructions);
        if let Some(made) = instructions.find(|one| one.result.is_some_and(|result| result.value == value)) {
            return checker.module.locations.get(made.location?).copied();
        }
        let (block, number) = blocks.iter().find_map(|(id, block)| {
            Some((id, block.parameters.iter().position(|parameter| parameter.value == value)?))
        })?;
        let mut ends = blocks.values().filter_map(|block| block.end.as_ref());
        value = ends.find_map(|end| {
            let target = end.terminator.targets().into_iter().find(|target| target.block == block)?;
            // Behind a test for null the pointer itself is the first parameter.
            let tested = match &end.terminator {
                Terminator::IfNull { pointer, .. } if block_gains(checker, target) => Some(*pointer),
                _ => None,
            };
            tested.into_iter().chain(target.arguments.iter().copied()).nth(number)
        })?;
    }
    None
}

/// Whether what is gone to has a parameter before the arguments.
fn block_gains(checker: &Checker<'_>, target: &Target) -> bool {
    checker.function.blocks[target.block].parameters.len() > target.arguments.len()
}

/// One walk over the function.
struct Pass {
    roots: Table<Value, Value>,
    packet: Vec<Value>,
    moving: Table<FunctionId, bool>,
    reporting: bool,
}

impl Pass {
    fn report(&self, checker: &mut Checker<'_>, rule: Rule, site: Site, message: impl FnOnce() -> String) {
        if self.reporting {
            checker.report(rule, site, message());
        }
    }

    /// Follows a block from its start to its end.
    fn block(&self, checker: &mut Checker<'_>, block: Block, state: &mut State) {
        let body = &checker.function.blocks[block];
        for (at, one) in body.instructions.iter().enumerate() {
            let site = Site::Instruction(block, at);
            for &value in one.operation.operands() {
                self.use_value(checker, site, state, value);
            }
            for effect in self.effects(checker, &one.operation, one.result.map(|result| result.ty)) {
                self.apply(checker, site, state, &effect);
            }
            if let Some(result) = one.result {
                state.stale.remove(&result.value);
                // A null reserves nothing.
                if is_record(result.ty) && checker.constant(result.value).is_none() {
                    state.open.insert(result.value);
                }
            }
            if let Operation::TailCall { .. } = one.operation {
                self.all_given_back(checker, site, state);
            }
        }
        let Some(end) = &body.end else { return };
        let site = checker.end_site(block);
        let handed = end.terminator.targets().into_iter().flat_map(|target| &target.arguments);
        for &value in end.terminator.inspected().into_iter().chain(handed) {
            self.use_value(checker, site, state, value);
        }
        if let Terminator::Return(_) | Terminator::Abort = end.terminator {
            self.all_given_back(checker, site, state);
        }
    }

    fn all_given_back(&self, checker: &mut Checker<'_>, site: Site, state: &State) {
        for &value in state.open.iter().filter(|_| self.reporting) {
            let what = owed(checker.type_of(value));
            let message = format!("the {what} {value} has not been given back on some way to here");
            checker.report_kept(Rule::Records, site, reserved(checker, value), message);
        }
    }

    /// A value is used: it must be current, and if it is of a record, that must be reserved.
    fn use_value(&self, checker: &mut Checker<'_>, site: Site, state: &State, value: Value) {
        if state.stale.contains(&value) {
            self.report(checker, Rule::Packet, site, || {
                format!("{value} is used after something that may have moved the packet")
            });
        }
        let root = self.roots[value];
        let is_null = checker.constant(root).is_some();
        if is_record(checker.type_of(root)) && !is_null && !state.open.contains(&root) {
            self.report(checker, Rule::Records, site, || format!("the record {root} was given back before"));
        }
    }

    fn apply(&self, checker: &mut Checker<'_>, site: Site, state: &mut State, effect: &Effect) {
        match *effect {
            Effect::Reads(base, offset, size) => {
                let Some((slot, from, to)) = slot_bytes(checker, base, offset, size) else { return };
                if let Some(byte) = (from..to).find(|&byte| !bit(&state.written[slot], byte)) {
                    self.report(checker, Rule::Slots, site, || {
                        format!("byte {byte} of {slot} is read, and not written on every way to here")
                    });
                }
            }
            Effect::Writes(base, offset, size) => {
                let Some((slot, from, to)) = slot_bytes(checker, base, offset, size) else { return };
                for byte in from..to.min(MAX_STACK) {
                    let (word, bit) = place(byte);
                    state.written[slot][word] |= bit;
                }
            }
            Effect::MovesPacket => state.stale.extend(&self.packet),
            Effect::GivesBack(record) => {
                state.open.remove(&record);
            }
        }
    }

    /// What an operation does, in order.
    fn effects(&self, checker: &Checker<'_>, operation: &Operation, result: Option<Type>) -> Vec<Effect> {
        let reads = |at: &Address, size| Effect::Reads(at.base, at.offset, size);
        let writes = |at: &Address, size| Effect::Writes(at.base, at.offset, size);
        let size = |ty: Option<Type>| ty.and_then(|ty| ty.plain().bytes()).unwrap_or(0);
        match operation {
            Operation::Load(address, _) => vec![reads(address, size(result))],
            Operation::Store(value, address, _) => vec![writes(address, size(Some(checker.type_of(*value))))],
            Operation::Copy { to, from, size } => vec![reads(from, *size), writes(to, *size)],
            Operation::Zero { to, size } => vec![writes(to, *size)],
            Operation::Atomic(_, value, address) | Operation::CompareExchange { address, new: value, .. } => {
                vec![reads(address, size(Some(checker.type_of(*value))))]
            }
            Operation::View(base, size) => vec![Effect::Reads(*base, 0, *size)],
            Operation::Index { base, .. } => match checker.type_of(*base).region() {
                Some(region @ Region::Stack { .. }) => {
                    vec![Effect::Reads(
                        *base,
                        0,
                        checker.module.extent(&checker.function.slots, region).unwrap_or(0),
                    )]
                }
                _ => vec![],
            },
            Operation::CallHelper(helper, arguments) => {
                let Some(facts) = helper.facts() else { return vec![] };
                let mut effects = Vec::new();
                let mut written = Vec::new();
                for signature in checker.signatures(facts) {
                    for one in checker.handed(signature, arguments) {
                        if one.access == Access::Write && one.exact {
                            written.push(Effect::Writes(one.pointer, 0, one.size));
                        } else {
                            effects.push(Effect::Reads(one.pointer, 0, one.size));
                        }
                    }
                    let released =
                        signature.arguments.iter().zip(arguments).filter(|(argument, _)| argument.released);
                    effects.extend(released.map(|(_, &value)| Effect::GivesBack(value)));
                }
                effects.extend(written);
                if facts.moves_packet {
                    effects.push(Effect::MovesPacket);
                }
                effects
            }
            Operation::CallFunction(callee, _) if self.moving[*callee] => vec![Effect::MovesPacket],
            _ => vec![],
        }
    }

    /// What is known on each way on from a block.
    fn edges(&self, checker: &mut Checker<'_>, block: Block, state: &State) -> Vec<(Block, State)> {
        let Some(end) = &checker.function.blocks[block].end else { return vec![] };
        let looked_at = match &end.terminator {
            Terminator::IfNull { pointer, .. } if is_record(checker.type_of(*pointer)) => Some(*pointer),
            _ => None,
        };
        let site = checker.end_site(block);
        end.terminator
            .targets()
            .into_iter()
            .map(|Target { block: target, arguments }| {
                let mut after = state.clone();
                looked_at.inspect(|pointer| _ = after.open.remove(pointer));
                for value in arguments {
                    if !is_record(checker.type_of(*value)) {
                        continue;
                    }
                    if !after.open.remove(value) && state.open.contains(value) {
                        self.report(checker, Rule::Records, site, || {
                            format!("the record {value} is handed on more than once")
                        });
                    }
                }
                for parameter in &checker.function.blocks[*target].parameters {
                    after.stale.remove(&parameter.value);
                    if is_record(parameter.ty) {
                        after.open.insert(parameter.value);
                    }
                }
                (*target, after)
            })
            .collect()
    }
}

/// The bytes of a slot that an access is to, if it is to one.
fn slot_bytes(checker: &Checker<'_>, base: Value, offset: u32, size: u32) -> Option<(Slot, u32, u32)> {
    let Some(Region::Stack { slot, offset: start }) = checker.type_of(base).region() else { return None };
    let from = start.saturating_add(offset);
    Some((slot, from, from.saturating_add(size)))
}

/// The word and the bit of a byte.
fn place(byte: u32) -> (usize, u64) {
    (usize::try_from(byte / 64).unwrap_or(0), 1 << (byte % 64))
}

fn bit(bytes: &Bytes, byte: u32) -> bool {
    let (word, bit) = place(byte);
    bytes.get(word).is_some_and(|word| word & bit != 0)
}
