//! Random statements that call: helpers of every kind of map, and functions of their own.

use super::{Choices, INTEGERS, Writer};
use skep_ir::{
    Address, AtomicOperator, BinaryOperator, Comparison, Conversion, FunctionBuilder, FunctionId,
    FunctionKind, Map, MapId, Module, Ordering, Region, Type, Value, Variable,
};
use skep_uapi::{Helper, MapType};

/// The maps of each module, by their numbers; the ring only where the kernel is young enough.
pub(crate) const MAPS: [(&str, MapType, u32, u32, u32); 5] = [
    ("table", MapType::HASH, 4, 8, 4),
    ("array", MapType::ARRAY, 4, 8, 4),
    ("recent", MapType::LRU_HASH, 4, 8, 64),
    ("apart", MapType::PERCPU_ARRAY, 4, 8, 2),
    ("ring", MapType::RINGBUF, 0, 0, 4096),
];

/// Those that are looked up in.
const TABLES: [MapId; 4] = [MapId(0), MapId(1), MapId(2), MapId(3)];
const HASHES: [MapId; 2] = [MapId(0), MapId(2)];
const RING: MapId = MapId(4);

/// Adds the maps.
pub(super) fn maps(module: &mut Module, is_modern: bool) {
    for (name, map_type, key_size, value_size, max_entries) in MAPS {
        if map_type != MapType::RINGBUF || is_modern {
            let name = name.to_owned();
            let (key_type, value_type) = (None, None);
            module.maps.push(Map {
                name,
                map_type,
                key_size,
                value_size,
                max_entries,
                flags: 0,
                key_type,
                value_type,
            });
        }
    }
}

/// The functions that programs call.
#[derive(Clone, Copy)]
pub(super) struct Callees {
    /// Of an `i64` and an `i32`: one that is verified with its callers, and one that is by itself.
    numbers: [FunctionId; 2],
    /// Of 16 bytes of memory and an `i64`.
    memory: FunctionId,
}

/// Adds the functions.
pub(super) fn callees(module: &mut Module, choices: &mut Choices<'_>) -> Callees {
    let numbers = [("near", FunctionKind::Local), ("far", FunctionKind::Global)].map(|(name, kind)| {
        let id = module.declare_function(name, kind, &[Type::I64, Type::I32], Some(Type::I64));
        let mut builder = FunctionBuilder::new(module, id);
        let (wide, narrow) = (builder.parameter(0), builder.parameter(1));
        let conversion = choices.one_of(&[Conversion::SignExtend, Conversion::ZeroExtend]);
        let other = builder.convert(conversion, narrow, Type::I64);
        let result = computed(&mut builder, choices, wide, other);
        builder.return_value(result);
        builder.finish().unwrap_or_else(|error| panic!("{error}"))
    });
    let bytes = Type::pointer(Region::Memory(16));
    let memory =
        module.declare_function("through", FunctionKind::Local, &[bytes, Type::I64], Some(Type::I64));
    let mut builder = FunctionBuilder::new(module, memory);
    let (base, number) = (builder.parameter(0), builder.parameter(1));
    let before = builder.load(Type::I64, Address { base, offset: 8 }, Ordering::Plain);
    let result = computed(&mut builder, choices, before, number);
    let narrow = builder.convert(Conversion::Truncate, result, Type::I32);
    builder.store(narrow, Address { base, offset: choices.one_of(&[0, 4]) }, Ordering::Plain);
    builder.store(result, Address { base, offset: 8 }, Ordering::Plain);
    builder.return_value(before);
    builder.finish().unwrap_or_else(|error| panic!("{error}"));
    Callees { numbers, memory }
}

/// What a callee makes of two numbers: a few operations, a branch, and perhaps an end of the whole program.
fn computed(builder: &mut FunctionBuilder<'_>, choices: &mut Choices<'_>, one: Value, other: Value) -> Value {
    let result = builder.variable("result", Type::I64);
    let first = builder.binary(choices.one_of(BinaryOperator::ALL), one, other);
    builder.set(result, first);
    let (then, join) = (builder.block(), builder.block());
    let condition = builder.compare(choices.one_of(Comparison::ALL), first, other);
    builder.branch(condition, then, join);
    builder.enter(then);
    if choices.below(4) == 0 {
        let (no, yes) = (builder.block(), builder.block());
        let condition = builder.compare(choices.one_of(Comparison::ALL), one, first);
        builder.branch(condition, no, yes);
        builder.enter(no);
        builder.abort();
        builder.enter(yes);
    }
    let second = builder.binary(choices.one_of(BinaryOperator::ALL), first, one);
    builder.set(result, second);
    builder.jump(join);
    builder.enter(join);
    builder.get(result)
}

impl Writer<'_, '_> {
    /// Adds to the value of a key of any map, and takes it.
    pub(super) fn lookup_statement(&mut self, variable: Variable, ty: Type) {
        let id = self.choices.one_of(&TABLES);
        let (map, key) = self.map_and_key(id);
        let found = Type::nullable(Region::MapValue { map: id, offset: 0 });
        let found = self.builder.call_helper_with(Helper::MAP_LOOKUP_ELEM, &[map, key], found);
        let (null, join) = (self.builder.block(), self.builder.block());
        let base = self.builder.if_null(found, null);
        let address = Address { base, offset: 0 };
        let more = self.operand(Type::I64);
        if self.choices.below(2) == 0 {
            self.builder.atomic(AtomicOperator::Add, more, address);
        } else {
            let part = self.choices.one_of(&INTEGERS);
            let value = self.operand(part);
            let offset = self.choices.one_of(&[0, 8 - part.bits().unwrap_or(64) / 8]);
            self.builder.store(value, Address { base, offset }, Ordering::Plain);
        }
        let value = self.builder.load(ty, address, Ordering::Plain);
        self.builder.set(variable, value);
        self.builder.jump(join);
        self.builder.enter(null);
        self.builder.jump(join);
        self.builder.enter(join);
    }

    /// Sets an entry under a condition on the key, or removes one, and takes the kernel's answer.
    pub(super) fn entry_statement(&mut self, variable: Variable, ty: Type) {
        let answer = if self.choices.below(3) == 0 {
            let id = self.choices.one_of(&HASHES);
            let (map, key) = self.map_and_key(id);
            self.builder.call_helper_with(Helper::MAP_DELETE_ELEM, &[map, key], Type::I64)
        } else {
            let id = self.choices.one_of(&TABLES[..3]);
            let (map, key) = self.map_and_key(id);
            let base = self.builder.slot_address(self.structures[0]);
            let flags = self.choices.one_of(&[0, 0, 1, 2]);
            let flags = self.builder.constant(Type::I64, flags);
            let value = self.builder.offset(base, 8);
            self.builder.call_helper_with(Helper::MAP_UPDATE_ELEM, &[map, key, value, flags], Type::I64)
        };
        let answer =
            if ty == Type::I64 { answer } else { self.builder.convert(Conversion::Truncate, answer, ty) };
        self.builder.set(variable, answer);
    }

    /// A map, and the slot of the key with one of a few keys in it.
    fn map_and_key(&mut self, map: MapId) -> (Value, Value) {
        let map = self.builder.map_address(map);
        let key = self.builder.slot_address(self.key);
        let (number, seven) = (self.operand(Type::I32), self.builder.constant(Type::I32, 7));
        let number = self.builder.binary(BinaryOperator::And, number, seven);
        self.builder.store(number, Address { base: key, offset: 0 }, Ordering::Plain);
        (map, key)
    }

    /// Gives the readers of the ring a structure, and takes the kernel's answer.
    pub(super) fn output_statement(&mut self, variable: Variable, ty: Type) {
        let map = self.builder.map_address(RING);
        let which = self.choices.one_of(&self.structures);
        let data = self.builder.slot_address(which);
        let (size, flags) = (self.builder.constant(Type::I64, 16), self.builder.constant(Type::I64, 0));
        let answer =
            self.builder.call_helper_with(Helper::RINGBUF_OUTPUT, &[map, data, size, flags], Type::I64);
        if ty == Type::I64 {
            self.builder.set(variable, answer);
        }
    }

    /// Calls a function.
    pub(super) fn call_statement(&mut self, variable: Variable, ty: Type) {
        let Some(callees) = self.callees else { return };
        let number = self.operand(Type::I64);
        let result = if self.choices.below(3) == 0 {
            let which = self.choices.one_of(&self.structures);
            let base = self.builder.slot_address(which);
            let bytes = self.builder.view(base, 16);
            self.builder.call_function(callees.memory, &[bytes, number])
        } else {
            let (callee, narrow) = (self.choices.one_of(&callees.numbers), self.operand(Type::I32));
            self.builder.call_function(callee, &[number, narrow])
        };
        let Some(result) = result else { return };
        let result =
            if ty == Type::I64 { result } else { self.builder.convert(Conversion::Truncate, result, ty) };
        self.builder.set(variable, result);
    }
}
