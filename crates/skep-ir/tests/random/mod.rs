//! Random lawful programs: arithmetic of all widths, branches, loops, structures, maps, packets. Tests of other crates use this file as well.

pub(crate) mod calls;
mod memory;

use calls::Callees;
use skep_ir::{
    Address, AtomicOperator, BinaryOperator, Block, Bound, ByteOrder, Comparison, Conversion,
    FunctionBuilder, FunctionKind, Global, MapId, Module, Ordering, Region, Slot, Type, Value, Variable,
};
use skep_uapi::{Helper, ProgramType};

/// Choices, taken one after another from bytes; 0 when there are no more.
struct Choices<'b>(&'b [u8]);

impl Choices<'_> {
    fn below(&mut self, bound: usize) -> usize {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(first) % bound
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

const INTEGERS: [Type; 4] = [Type::I8, Type::I16, Type::I32, Type::I64];
const ARRAY: u32 = 8;

/// Writes a lawful program of random statements.
struct Writer<'b, 'm> {
    choices: Choices<'b>,
    builder: FunctionBuilder<'m>,
    /// Two of each width.
    variables: Vec<(Variable, Type)>,
    slot: Slot,
    key: Slot,
    /// Two structures of `i32`, `i32` and `i64`, whose addresses stay here.
    structures: [Slot; 2],
    flags: [Variable; 2],
    /// What was found in the map, if it was.
    found: Variable,
    /// The start of the packet, and its end.
    packet: [Value; 2],
    exit: Block,
    /// An array of 8 numbers on the stack.
    array: Slot,
    /// The functions that may be called, if the kernel is young enough.
    callees: Option<Callees>,
    budget: usize,
}

impl Writer<'_, '_> {
    fn number(&mut self) -> i64 {
        self.choices.one_of(&[0, 1, 2, 3, 7, 8, 31, 63, 100, -1, -2, -100])
    }

    fn operand(&mut self, ty: Type) -> Value {
        if self.choices.below(3) == 0 {
            let number = self.number();
            return self.builder.constant(ty, number);
        }
        let (variable, from) = self.choices.one_of(&self.variables.clone());
        let value = self.builder.get(variable);
        match from.bits().cmp(&ty.bits()) {
            std::cmp::Ordering::Equal => value,
            std::cmp::Ordering::Greater => self.builder.convert(Conversion::Truncate, value, ty),
            std::cmp::Ordering::Less => {
                let conversion = self.choices.one_of(&[Conversion::SignExtend, Conversion::ZeroExtend]);
                self.builder.convert(conversion, value, ty)
            }
        }
    }

    fn condition(&mut self) -> Value {
        let ty = self.choices.one_of(&INTEGERS);
        let (left, right) = (self.operand(ty), self.operand(ty));
        let comparison = self.choices.one_of(Comparison::ALL);
        self.builder.compare(comparison, left, right)
    }

    fn statements(&mut self, depth: usize) {
        for _ in 0..=self.choices.below(4) {
            if self.budget == 0 {
                return;
            }
            self.budget -= 1;
            self.statement(depth);
        }
    }

    fn statement(&mut self, depth: usize) {
        let (variable, ty) = self.choices.one_of(&self.variables.clone());
        let is_modern = self.callees.is_some();
        match self.choices.below(if depth < 3 { 30 } else { 8 }) {
            18 | 19 => self.lookup_statement(variable, ty),
            20 => self.entry_statement(variable, ty),
            21 => self.stack_statement(variable, ty),
            22 => self.somewhere_in_packet(variable, ty),
            23 => self.pressure_statement(variable, ty),
            24 => self.counted_statement(depth),
            25 | 26 if is_modern => self.call_statement(variable, ty),
            27 if is_modern => self.fetch_statement(variable, ty),
            28 if is_modern => self.output_statement(variable, ty),
            29 => {
                let (condition, no, next) = (self.condition(), self.builder.block(), self.builder.block());
                self.builder.branch(condition, no, next);
                self.builder.enter(no);
                self.builder.abort();
                self.builder.enter(next);
            }
            0..=2 => {
                let (left, right) = (self.operand(ty), self.operand(ty));
                let operator = self.choices.one_of(BinaryOperator::ALL);
                let value = self.builder.binary(operator, left, right);
                self.builder.set(variable, value);
            }
            3 => {
                let value = self.operand(ty);
                let order = self.choices.one_of(ByteOrder::ALL);
                let value = if ty == Type::I8 {
                    self.builder.negate(value)
                } else {
                    self.builder.bytes(order, value)
                };
                self.builder.set(variable, value);
            }
            4 => {
                let (base, value) = (self.builder.slot_address(self.slot), self.operand(Type::I64));
                self.builder.store(value, Address { base, offset: 8 }, Ordering::Plain);
            }
            5 => {
                let base = self.builder.slot_address(self.slot);
                let offset = self.choices.one_of(&[0, 3, 8]);
                let value = self.builder.load(ty, Address { base, offset }, Ordering::Plain);
                self.builder.set(variable, value);
            }
            6 => {
                // An element of the global array, if the index is one.
                let index = self.operand(Type::I64);
                let (outside, join) = (self.builder.block(), self.builder.block());
                let index = self.builder.if_below(index, ARRAY, outside);
                let base = self.builder.global_address(skep_ir::GlobalId(0));
                let base = self.builder.index(base, index, 8);
                let value = self.operand(Type::I64);
                self.builder.atomic(AtomicOperator::Add, value, Address { base, offset: 0 });
                self.builder.jump(join);
                self.builder.enter(outside);
                self.builder.jump(join);
                self.builder.enter(join);
            }
            7 => self.map_statement(variable, ty),
            8 => {
                let condition = self.condition();
                self.either(condition, depth);
            }
            9 => {
                let condition = self.condition();
                let next = self.builder.block();
                self.builder.branch(condition, self.exit, next);
                self.builder.enter(next);
            }
            10 | 11 => self.structure_statement(variable, ty),
            12 | 13 => self.flag_statement(depth),
            14 | 15 => self.optional_statement(variable, depth),
            16 => self.packet_statement(variable, ty),
            _ => {
                let count = self.builder.variable("count", Type::I64);
                let zero = self.builder.constant(Type::I64, 0);
                self.builder.set(count, zero);
                let (head, body, exit) = (self.builder.block(), self.builder.block(), self.builder.block());
                self.builder.jump(head);
                self.builder.enter(head);
                self.builder.bound(head, Bound::Times(5));
                let (now, limit) = (self.builder.get(count), self.builder.constant(Type::I64, 4));
                let more = self.builder.compare(Comparison::LessUnsigned, now, limit);
                self.builder.branch(more, body, exit);
                self.builder.enter(body);
                self.statements(depth + 1);
                let (now, one) = (self.builder.get(count), self.builder.constant(Type::I64, 1));
                let now = self.builder.binary(BinaryOperator::Add, now, one);
                self.builder.set(count, now);
                self.builder.jump(head);
                self.builder.enter(exit);
            }
        }
    }

    /// Reads, writes or copies a structure or a part of one.
    fn structure_statement(&mut self, variable: Variable, ty: Type) {
        let structures = self.structures;
        let base = self.choices.one_of(&structures);
        let base = self.builder.slot_address(base);
        let (offset, part) = self.choices.one_of(&[(0, Type::I32), (4, Type::I32), (8, Type::I64)]);
        let global = self.builder.global_address(skep_ir::GlobalId(0));
        let from = Address { base: global, offset: self.choices.one_of(&[0, 8, 24]) };
        match self.choices.below(6) {
            0 => {
                let value = self.operand(part);
                self.builder.store(value, Address { base, offset }, Ordering::Plain);
            }
            1 if ty == part => {
                let value = self.builder.load(part, Address { base, offset }, Ordering::Plain);
                self.builder.set(variable, value);
            }
            2 => {
                let other = self.choices.one_of(&structures);
                let other = Address { base: self.builder.slot_address(other), offset: 0 };
                self.builder.copy(Address { base, offset: 0 }, other, 16);
            }
            3 => self.builder.copy(Address { base, offset: 0 }, from, 16),
            4 => self.builder.copy(from, Address { base, offset }, 16 - offset),
            _ => self.builder.zero(Address { base, offset }, 16 - offset),
        }
    }

    /// Sets a flag, or goes where it says.
    fn flag_statement(&mut self, depth: usize) {
        let flag = self.choices.one_of(&self.flags.clone());
        match self.choices.below(4) {
            0 => {
                let condition = self.condition();
                self.builder.set(flag, condition);
            }
            2 => {
                let before = self.builder.get(flag);
                let opposite = self.builder.negate(before);
                self.builder.set(flag, opposite);
            }
            1 => {
                let number = self.choices.one_of(&[0, 1]);
                let value = self.builder.constant(Type::Bool, number);
                self.builder.set(flag, value);
            }
            _ => {
                let condition = self.builder.get(flag);
                self.either(condition, depth);
            }
        }
    }

    fn either(&mut self, condition: Value, depth: usize) {
        let (then, otherwise, join) = (self.builder.block(), self.builder.block(), self.builder.block());
        self.builder.branch(condition, then, otherwise);
        for block in [then, otherwise] {
            self.builder.enter(block);
            self.statements(depth + 1);
            self.builder.jump(join);
        }
        self.builder.enter(join);
    }

    /// Looks something up, forgets it, or looks whether it was found.
    fn optional_statement(&mut self, variable: Variable, depth: usize) {
        let ty = Type::nullable(Region::MapValue { map: MapId(0), offset: 0 });
        match self.choices.below(4) {
            0 => {
                let null = self.builder.constant(ty, 0);
                self.builder.set(self.found, null);
            }
            1 => {
                let map = self.builder.map_address(MapId(0));
                let key = self.builder.slot_address(self.key);
                let number = self.operand(Type::I32);
                self.builder.store(number, Address { base: key, offset: 0 }, Ordering::Plain);
                let found = self.builder.call_helper_with(Helper::MAP_LOOKUP_ELEM, &[map, key], ty);
                self.builder.set(self.found, found);
            }
            _ => {
                let found = self.builder.get(self.found);
                let (null, join) = (self.builder.block(), self.builder.block());
                let found = self.builder.if_null(found, null);
                let address = Address { base: found, offset: 0 };
                let more = self.operand(Type::I64);
                self.builder.atomic(AtomicOperator::Add, more, address);
                let value = self.builder.load(Type::I64, address, Ordering::Plain);
                let narrow = self.builder.convert(Conversion::Truncate, value, Type::I8);
                let (first, _) = self.variables[0];
                self.builder.set(first, narrow);
                let _ = variable;
                self.statements(depth + 1);
                self.builder.jump(join);
                self.builder.enter(null);
                self.statements(depth + 1);
                self.builder.jump(join);
                self.builder.enter(join);
            }
        }
    }

    /// Reads or writes behind two guards, the second of which begins where the first ends, or ends the function.
    fn packet_statement(&mut self, variable: Variable, ty: Type) {
        let [start, end] = self.packet;
        let first = self.choices.one_of(&[8, 14, 20]);
        let header = self.builder.if_packet(start, end, first, self.exit);
        let read = self.builder.load(ty, Address { base: header, offset: 0 }, Ordering::Plain);
        if self.choices.below(2) == 0 {
            self.builder.set(variable, read);
        }
        if self.choices.below(3) == 0 {
            let next = self.builder.block();
            let condition = self.condition();
            self.builder.branch(condition, next, self.exit);
            self.builder.enter(next);
        }
        let behind = self.builder.offset(header, first);
        let second = self.choices.one_of(&[8, 20]);
        let header = self.builder.if_packet(behind, end, second, self.exit);
        let value = self.operand(ty);
        self.builder.store(value, Address { base: header, offset: 0 }, Ordering::Plain);
        let read = self.builder.load(ty, Address { base: header, offset: 0 }, Ordering::Plain);
        self.builder.set(variable, read);
    }

    /// Adds to the value of a key, or makes the key.
    fn map_statement(&mut self, variable: Variable, ty: Type) {
        let map = self.builder.map_address(MapId(0));
        let key = self.builder.slot_address(self.key);
        let number = self.operand(Type::I32);
        self.builder.store(number, Address { base: key, offset: 0 }, Ordering::Plain);
        let found = Type::nullable(Region::MapValue { map: MapId(0), offset: 0 });
        let found = self.builder.call_helper_with(Helper::MAP_LOOKUP_ELEM, &[map, key], found);
        let (null, join) = (self.builder.block(), self.builder.block());
        let found = self.builder.if_null(found, null);
        let value = self.builder.load(ty, Address { base: found, offset: 0 }, Ordering::Plain);
        self.builder.set(variable, value);
        let more = self.operand(Type::I64);
        self.builder.store(more, Address { base: found, offset: 0 }, Ordering::Plain);
        self.builder.jump(join);
        self.builder.enter(null);
        let (base, flags) = (self.builder.slot_address(self.slot), self.builder.constant(Type::I64, 0));
        let value = self.builder.offset(base, 8);
        self.builder.call_helper(Helper::MAP_UPDATE_ELEM, &[map, key, value, flags]);
        self.builder.jump(join);
        self.builder.enter(join);
    }
}

/// A lawful module with the program `random`, which these bytes decide. It computes with the queue that a packet came from and the packet's
/// first bytes, and changes its [maps](calls::MAPS), the variable `array` and the packet. Every kernel has what it needs.
pub(crate) fn random_module(bytes: &[u8]) -> Module {
    of_choices(Choices(bytes), false)
}

/// As [`random_module`], with functions of their own, a ring buffer and atomic instructions that say what was there before: for Linux 5.12
/// and newer.
pub(crate) fn modern_module(bytes: &[u8]) -> Module {
    of_choices(Choices(bytes), true)
}

fn of_choices(mut choices: Choices<'_>, is_modern: bool) -> Module {
    let mut module = Module { licence: "GPL".to_owned(), ..Module::default() };
    calls::maps(&mut module, is_modern);
    module.globals.push(Global {
        name: "array".to_owned(),
        writable: true,
        align: 8,
        bytes: vec![0; 64],
        declared: None,
    });
    let callees = is_modern.then(|| calls::callees(&mut module, &mut choices));
    let kind = FunctionKind::Program { program_type: ProgramType::XDP, attach_type: None, default: 0 };
    let id = module.declare_function("random", kind, &[Type::pointer(Region::Context)], Some(Type::I32));
    let mut builder = FunctionBuilder::new(&mut module, id);
    let (slot, key) = (builder.slot(16, 8, None), builder.slot(4, 4, Some("key")));
    let base = builder.slot_address(slot);
    builder.zero(Address { base, offset: 0 }, 16);
    let field = skep_ir::ContextPlace::Field("rx_queue_index".to_owned(), 0);
    let start = builder.context_load(Type::I32, builder.parameter(0), field);
    let wide = builder.convert(Conversion::ZeroExtend, start, Type::I64);
    let packet = [builder.packet_start(builder.parameter(0)), builder.packet_end(builder.parameter(0))];
    // What the packet begins with, if it is long enough.
    let seed = builder.variable("seed", Type::I64);
    builder.set(seed, wide);
    let (short, begin) = (builder.block(), builder.block());
    let head = builder.if_packet(packet[0], packet[1], 8, short);
    let first = builder.load(Type::I64, Address { base: head, offset: 0 }, Ordering::Plain);
    let first = builder.binary(BinaryOperator::Xor, first, wide);
    builder.set(seed, first);
    builder.jump(begin);
    builder.enter(short);
    builder.jump(begin);
    builder.enter(begin);
    let wide = builder.get(seed);
    let mut variables = Vec::new();
    for (at, ty) in INTEGERS.into_iter().chain(INTEGERS).enumerate() {
        let variable = builder.variable(&format!("x{at}"), ty);
        let value = match ty {
            Type::I64 => wide,
            ty => builder.convert(Conversion::Truncate, wide, ty),
        };
        builder.set(variable, value);
        variables.push((variable, ty));
    }
    let array = builder.slot(64, 8, None);
    let base = builder.slot_address(array);
    builder.zero(Address { base, offset: 0 }, 64);
    let structures = [(); 2].map(|()| builder.slot(16, 8, None));
    for one in structures {
        let base = builder.slot_address(one);
        builder.zero(Address { base, offset: 0 }, 16);
    }
    let flags = ["one", "other"].map(|name| builder.variable(name, Type::Bool));
    let no = builder.constant(Type::Bool, 0);
    flags.iter().for_each(|flag| builder.set(*flag, no));
    let optional = Type::nullable(Region::MapValue { map: MapId(0), offset: 0 });
    let found = builder.variable("found", optional);
    let null = builder.constant(optional, 0);
    builder.set(found, null);
    let exit = builder.block();
    let mut writer = Writer {
        choices,
        builder,
        variables,
        slot,
        key,
        structures,
        flags,
        found,
        packet,
        exit,
        array,
        callees,
        budget: 40,
    };
    writer.statements(0);
    writer.builder.jump(exit);
    writer.builder.enter(exit);
    let mut sum = writer.builder.constant(Type::I32, 17);
    for (variable, ty) in writer.variables.clone() {
        let value = writer.builder.get(variable);
        let value = match ty {
            Type::I32 => value,
            Type::I64 => writer.builder.convert(Conversion::Truncate, value, Type::I32),
            _ => writer.builder.convert(Conversion::ZeroExtend, value, Type::I32),
        };
        let number = writer.builder.constant(Type::I32, 31);
        sum = writer.builder.binary(BinaryOperator::Multiply, sum, number);
        sum = writer.builder.binary(BinaryOperator::Add, sum, value);
    }
    writer.builder.return_value(sum);
    assert_eq!(writer.builder.finish(), Ok(id));
    module
}
