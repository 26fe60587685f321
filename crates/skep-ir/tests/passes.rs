//! Passes keep what functions do, and do what they say.

use proptest::prelude::*;
use skep_btf::Endian;
use skep_ir::interpret::{Outcome, Word, World};
use skep_ir::passes::{Pass, optimize};
use skep_ir::{
    Address, AtomicOperator, BinaryOperator, Block, Bound, ByteOrder, Comparison, Conversion,
    FunctionBuilder, FunctionKind, Global, Map, MapId, Module, Ordering, Region, Slot, Type, Value, Variable,
};
use skep_uapi::{Helper, MapType, ProgramType};

/// What a module is after one pass; both must obey the law.
fn after(pass: &str, text: &str) -> String {
    let mut module = Module::parse(text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(module.verify(), Ok(()), "{text}");
    Pass::named(pass).unwrap_or_else(|| panic!("no pass {pass}")).run(&mut module);
    module.to_string()
}

#[test]
fn folding_computes_what_is_known_and_goes_where_it_leads() {
    let text = after(
        "fold",
        "function f -> i32 { b0(v0: i32): v1: i32 = const -6 v2: i32 = const 4 v3: i32 = sdiv v1, v2 v4: i32 = const 0 \
         v5: i32 = add v0, v4 v6: bool = slt v3, v4 branch v6, b1, b2 b1: v7: i32 = mul v5, v3 return v7 b2: return v5 }",
    );
    insta::assert_snapshot!(text, @r"
    function f -> i32 {
    b0(v0: i32):
      v1: i32 = const -6
      v2: i32 = const 4
      v3: i32 = const -1
      v4: i32 = const 0
      v5: i32 = add v0, v4
      v6: bool = const 1
      jump b1
    b1:
      v7: i32 = mul v0, v3
      return v7
    }
    ");
}

#[test]
fn folding_a_guard_keeps_what_it_proves() {
    let text = after(
        "fold",
        "function f -> i8 { b0(v0: ptr memory 16): v1: i64 = const 3 if_below v1, 16, b1, b2 \
         b1(v2: below 16): v3: ptr memory 1 = index v0, v2, 1 v4: i8 = load v3 return v4 b2: abort }",
    );
    insta::assert_snapshot!(text, @r"
    function f -> i8 {
    b0(v0: ptr memory 16):
      v1: i64 = const 3
      v2: below 16 = const 3
      jump b1(v2)
    b1(v3: below 16):
      v4: ptr memory 1 = index v0, v3, 1
      v5: i8 = load v4
      return v5
    }
    ");
}

#[test]
fn folding_leaves_a_loop_its_way_out() {
    let text = "function f { b0: jump b1 b1 bound 9: v0: bool = const 1 branch v0, b1, b2 b2: return }";
    assert!(after("fold", text).contains("branch v0, b1, b2"));
}

#[test]
fn what_nobody_uses_is_left_out() {
    let text = after(
        "dead_code",
        "function f -> i64 { b0(v0: i64, v1: ptr memory 8): v2: i64 = add v0, v0 v3: i64 = load v1 v4: i64 = load volatile v1 \
         jump b1(v0, v2, v3) b1(v5: i64, v6: i64, v7: i64) bound 9: v8: i64 = add v6, v6 v9: bool = eq v5, v5 \
         branch v9, b1(v5, v8, v7), b2 b2: return v5 }",
    );
    insta::assert_snapshot!(text, @r"
    function f -> i64 {
    b0(v0: i64, v1: ptr memory 8):
      v2: i64 = load volatile v1
      jump b1(v0)
    b1(v3: i64) bound 9:
      v4: bool = eq v3, v3
      branch v4, b1(v3), b2
    b2:
      return v3
    }
    ");
}

#[test]
fn blocks_that_follow_each_other_become_one() {
    let text = after(
        "blocks",
        "function f -> i8 { b0(v0: bool): branch v0, b1, b2 b1: jump b4(v0) b2: jump b3 b3: v1: i8 = const 3 jump b5(v1) \
         b4(v2: bool): v3: i8 = const 1 return v3 b5(v4: i8): return v4 }",
    );
    insta::assert_snapshot!(text, @r"
    function f -> i8 {
    b0(v0: bool):
      branch v0, b2(v0), b1
    b1:
      v1: i8 = const 3
      return v1
    b2(v2: bool):
      v3: i8 = const 1
      return v3
    }
    ");
}

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
    exit: Block,
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
        match self.choices.below(if depth < 3 { 11 } else { 8 }) {
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
                let (then, otherwise, join) =
                    (self.builder.block(), self.builder.block(), self.builder.block());
                self.builder.branch(condition, then, otherwise);
                for block in [then, otherwise] {
                    self.builder.enter(block);
                    self.statements(depth + 1);
                    self.builder.jump(join);
                }
                self.builder.enter(join);
            }
            9 => {
                let condition = self.condition();
                let next = self.builder.block();
                self.builder.branch(condition, self.exit, next);
                self.builder.enter(next);
            }
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

fn random_module(bytes: &[u8]) -> Module {
    let mut module = Module { licence: "GPL".to_owned(), ..Module::default() };
    module.maps.push(Map {
        name: "table".to_owned(),
        map_type: MapType::HASH,
        key_size: 4,
        value_size: 8,
        max_entries: 4,
        flags: 0,
        key_type: None,
        value_type: None,
    });
    module.globals.push(Global {
        name: "array".to_owned(),
        writable: true,
        align: 8,
        bytes: vec![0; 64],
        declared: None,
    });
    let kind = FunctionKind::Program { program_type: ProgramType::XDP, attach_type: None, default: 0 };
    let id = module.declare_function("random", kind, &[Type::pointer(Region::Context)], Some(Type::I32));
    let mut builder = FunctionBuilder::new(&mut module, id);
    let (slot, key) = (builder.slot(16, 8, None), builder.slot(4, 4, Some("key")));
    let base = builder.slot_address(slot);
    builder.zero(Address { base, offset: 0 }, 16);
    let field = skep_ir::ContextPlace::Field("rx_queue_index".to_owned(), 0);
    let start = builder.context_load(Type::I32, builder.parameter(0), field);
    let wide = builder.convert(Conversion::ZeroExtend, start, Type::I64);
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
    let exit = builder.block();
    let mut writer = Writer { choices: Choices(bytes), builder, variables, slot, key, exit, budget: 40 };
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

/// What three runs of a module come to.
#[derive(PartialEq, Debug)]
struct Observed {
    outcomes: Vec<Outcome>,
    entries: Vec<(Vec<u8>, Vec<u8>)>,
    array: Vec<u8>,
}

fn observed(module: &Module) -> Observed {
    let mut world = World::new(module, Endian::Little).unwrap_or_else(|error| panic!("{error}"));
    let id = module.function("random").unwrap_or_else(|| panic!("no function"));
    let mut run = |start| {
        world.set_field("rx_queue_index", 0, start);
        world.run(id, &[Word::Context], &mut (), 1_000_000).unwrap_or_else(|trap| panic!("{trap}\n{module}"))
    };
    let outcomes = [0, 5, 0xffff_fff0].map(&mut run).to_vec();
    let entries = world.entries(MapId(0)).map(|(key, value)| (key.to_vec(), value.to_vec())).collect();
    Observed { outcomes, entries, array: world.global(skep_ir::GlobalId(0)).to_vec() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_functions_obey_the_law_and_passes_keep_what_they_do(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut module = random_module(&bytes);
        prop_assert_eq!(module.verify(), Ok(()), "{}", module);
        let again = Module::parse(&module.to_string());
        prop_assert_eq!(again.as_ref(), Ok(&module));
        let before = observed(&module);
        let size = |module: &Module| {
            let blocks = module.functions.values().flat_map(|function| function.blocks.values());
            blocks.map(|block| block.instructions.len() + 1).sum::<usize>()
        };
        let long = size(&module);
        optimize(&mut module);
        prop_assert_eq!(module.verify(), Ok(()), "{}", module);
        prop_assert_eq!(observed(&module), before, "{}", module);
        prop_assert!(size(&module) <= long);
    }
}

#[test]
fn passes_have_names_of_their_own() {
    for pass in skep_ir::passes::PASSES {
        assert_eq!(Pass::named(pass.name).map(|found| found.does), Some(pass.does));
    }
}
