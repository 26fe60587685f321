//! What instructions do to memory.

use super::Scope;
use super::pointers::{Bytes, Place, Pointers, Root};
use crate::verify::{Arguments, Handed, constants};
use crate::{Address, Flow, Function, FunctionKind, Operation, Slot, Table, Type, Value};
use skep_uapi::{Access, ArgumentKind, Helper, HelperFacts};

/// What may be done to memory beside the bytes that are named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reach {
    /// Nothing.
    Nothing,
    /// Values of maps may be written.
    Maps,
    /// Everything may be read and written but slots whose address nobody else has; the packet may move.
    Everything,
}

/// What an instruction does to memory.
#[derive(Debug)]
pub(super) struct Effects {
    pub(super) reads: Vec<Bytes>,
    pub(super) writes: Vec<Bytes>,
    /// The bytes that are written whatever happens.
    pub(super) fills: Vec<Bytes>,
    pub(super) reach: Reach,
}

/// What is known of the memory of a function.
pub(super) struct Memory<'m> {
    scope: &'m Scope<'m>,
    kind: FunctionKind,
    pub(super) types: Table<Value, Option<Type>>,
    constants: Table<Value, Option<i64>>,
    pub(super) pointers: Pointers,
    /// The slots whose address is handed to blocks, to functions, or kept by helpers.
    exposed: Table<Slot, bool>,
}

impl<'m> Memory<'m> {
    pub(super) fn of(scope: &'m Scope<'m>, function: &Function, flow: &Flow) -> Self {
        let types = function.types();
        let mut memory = Self {
            scope,
            kind: function.kind,
            constants: constants(function, &types),
            types,
            pointers: Pointers::of(function, flow),
            exposed: function.slots.values().map(|_| false).collect(),
        };
        for body in function.blocks.values() {
            for one in &body.instructions {
                for value in memory.kept(&one.operation) {
                    memory.expose(value);
                }
            }
            let Some(end) = &body.end else { continue };
            for value in end.terminator.targets().into_iter().flat_map(|target| &target.arguments) {
                memory.expose(*value);
            }
        }
        memory
    }

    fn expose(&mut self, value: Value) {
        if let Some(slot) = self.pointers.slot(value)
            && let Some(exposed) = self.exposed.get_mut(slot)
        {
            *exposed = true;
        }
    }

    /// The operands whose memory an operation may use in ways that its effects do not name.
    fn kept(&self, operation: &Operation) -> Vec<Value> {
        match operation {
            Operation::CallHelper(helper, arguments) => {
                let mut kept = arguments.clone();
                if let Some(facts) = helper.facts() {
                    let handed = self.handed(facts, arguments);
                    kept.retain(|value| handed.iter().all(|one| one.pointer != *value));
                }
                kept
            }
            Operation::CallFunction(_, arguments) | Operation::CallKernel(_, arguments) => arguments.clone(),
            _ => vec![],
        }
    }

    /// Whether nobody but the instructions that name it, and the calls that are handed it for their time, uses a slot.
    pub(super) fn is_own(&self, slot: Slot) -> bool {
        self.exposed.get(slot) == Some(&false)
    }

    /// The bytes at an address.
    pub(super) fn at(&self, address: Address, size: u32) -> Option<Bytes> {
        let place = self.pointers.get(address.base)?.behind(address.offset);
        Some(Bytes { place, size })
    }

    /// How many bytes a value has in memory.
    pub(super) fn size_of(&self, value: Value) -> u32 {
        self.types.get(value).copied().flatten().and_then(|ty| ty.plain().bytes()).unwrap_or(8)
    }

    /// What an operation does to memory; `result` is the type of what it defines.
    pub(super) fn effects(&self, operation: &Operation, result: Option<Type>) -> Effects {
        let mut effects = Effects { reads: vec![], writes: vec![], fills: vec![], reach: Reach::Nothing };
        let mut known = true;
        let mut note = |list: &mut Vec<Bytes>, bytes: Option<Bytes>| match bytes {
            Some(bytes) => list.push(bytes),
            None => known = false,
        };
        match operation {
            Operation::Load(address, _) => {
                let size = result.and_then(Type::bytes).unwrap_or(8);
                note(&mut effects.reads, self.at(*address, size));
            }
            Operation::Store(value, address, _) => {
                note(&mut effects.writes, self.at(*address, self.size_of(*value)));
            }
            Operation::Zero { to, size } => note(&mut effects.writes, self.at(*to, *size)),
            Operation::Copy { to, from, size } => {
                note(&mut effects.reads, self.at(*from, *size));
                note(&mut effects.writes, self.at(*to, *size));
            }
            Operation::Atomic(_, value, address) | Operation::CompareExchange { address, new: value, .. } => {
                let bytes = self.at(*address, self.size_of(*value));
                note(&mut effects.reads, bytes);
                note(&mut effects.writes, bytes);
            }
            // The law has all of these bytes written before.
            Operation::View(base, size) => {
                note(&mut effects.reads, self.at(Address { base: *base, offset: 0 }, *size));
            }
            Operation::Index { base, .. } if self.pointers.slot(*base).is_some() => {
                note(&mut effects.reads, self.at(Address { base: *base, offset: 0 }, u32::MAX));
            }
            Operation::CallHelper(helper, arguments) => self.helper(*helper, arguments, &mut effects),
            Operation::CallFunction(..) | Operation::CallKernel(..) => effects.reach = Reach::Everything,
            Operation::ContextStore(..) | Operation::TailCall { .. } => effects.reach = Reach::Everything,
            _ => {}
        }
        if let Operation::Store(..) | Operation::Zero { .. } | Operation::Copy { .. } = operation {
            effects.fills.clone_from(&effects.writes);
        }
        if !known {
            effects.reach = Reach::Everything;
        }
        effects
    }

    /// The memory that a helper is handed, by each signature that it may have here.
    fn handed(&self, facts: &'static HelperFacts, arguments: &[Value]) -> Vec<Handed> {
        let asked = Arguments { module: self.scope.module, types: &self.types, constants: &self.constants };
        let signatures = match self.kind {
            FunctionKind::Program { program_type, .. } => vec![facts.signature_in(program_type)],
            FunctionKind::Local | FunctionKind::Global => {
                let variants = facts.variants.iter().map(|variant| &variant.signature);
                std::iter::once(&facts.signature).chain(variants).collect()
            }
        };
        signatures.into_iter().flat_map(|signature| asked.handed(signature, arguments)).collect()
    }

    fn helper(&self, helper: Helper, arguments: &[Value], effects: &mut Effects) {
        let Some(facts) = helper.facts() else {
            effects.reach = Reach::Everything;
            return;
        };
        for one in self.handed(facts, arguments) {
            let Some(bytes) = self.at(Address { base: one.pointer, offset: 0 }, one.size) else {
                effects.reach = Reach::Everything;
                continue;
            };
            // What a Bloom filter is asked for is where a queue writes.
            let asks = helper == Helper::MAP_PEEK_ELEM;
            if one.access != Access::Write || !one.exact || asks {
                effects.reads.push(bytes);
            }
            if one.access != Access::Read {
                effects.writes.push(bytes);
            }
            if one.access == Access::Write && one.exact && facts.fills {
                effects.fills.push(bytes);
            }
        }
        let looks = matches!(helper, Helper::MAP_LOOKUP_ELEM);
        for argument in &*facts.signature.arguments {
            let reach = match argument.kind {
                ArgumentKind::Number(_)
                | ArgumentKind::Address
                | ArgumentKind::MapKey
                | ArgumentKind::MapValue
                | ArgumentKind::Memory
                | ArgumentKind::FixedMemory(_)
                | ArgumentKind::Size
                | ArgumentKind::SizeOrZero
                | ArgumentKind::ConstantSize
                | ArgumentKind::ConstantText => Reach::Nothing,
                ArgumentKind::Map if looks => Reach::Nothing,
                ArgumentKind::Map => Reach::Maps,
                ArgumentKind::Context
                | ArgumentKind::Stack
                | ArgumentKind::Function
                | ArgumentKind::Dynptr
                | ArgumentKind::RingDynptr
                | ArgumentKind::RingRecord
                | ArgumentKind::SpinLock
                | ArgumentKind::Timer
                | ArgumentKind::KptrSlot
                | ArgumentKind::SockCommon
                | ArgumentKind::Socket
                | ArgumentKind::PerCpu
                | ArgumentKind::Object(_)
                | ArgumentKind::AnyObject => Reach::Everything,
            };
            if reach == Reach::Everything || effects.reach == Reach::Nothing {
                effects.reach = reach;
            }
        }
        if facts.moves_packet || !facts.variants.is_empty() {
            effects.reach = Reach::Everything;
        }
    }

    /// Whether what an instruction does may change these bytes.
    pub(super) fn changes(&self, effects: &Effects, bytes: Bytes) -> bool {
        self.reaches(effects.reach, bytes.place, false)
            || effects.writes.iter().any(|written| written.meets(bytes))
    }

    /// Whether what an instruction does may read these bytes.
    pub(super) fn reads(&self, effects: &Effects, bytes: Bytes) -> bool {
        self.reaches(effects.reach, bytes.place, true) || effects.reads.iter().any(|read| read.meets(bytes))
    }

    fn reaches(&self, reach: Reach, place: Place, reading: bool) -> bool {
        let shared = match place.root {
            Root::Slot(slot) => !self.is_own(slot),
            _ => true,
        };
        match reach {
            Reach::Nothing => false,
            Reach::Maps => shared && (reading || matches!(place.root, Root::MapValue(..) | Root::Other(_))),
            Reach::Everything => shared,
        }
    }
}
