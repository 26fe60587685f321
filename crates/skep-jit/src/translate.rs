//! From the steps of a function to Cranelift's intermediate representation.
//!
//! A function becomes machine code twice, if it needs to: as it is called by others, with its arguments in registers; and with
//! a way in at each step behind one that is left to the careful loop, with everything in the [`Context`].
//!
//! ```text
//!   each straight run of steps is counted; where a loop or function begins, and behind a call:
//!                                 are enough left for the way to the next such place? ─┬─► …
//!                                                                                      └─► out
//!   each load or store:           in its window? ─┬─► access ──────────────────┬─► …
//!                                                 └─► the slow way ─┬─► made ──┘
//!                                                                   └─► out, at this step
//! ```
//!
//! "Out" puts the registers into the context and returns, through all functions, to [`enter`](crate::native::enter).

use crate::arithmetic;
use crate::functions::{ARGUMENTS, Function, is_compiled, stack_access};
use crate::native::{Context, Frame, LEVELS, Level, Reach, WINDOWS};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::{I8, I16, I32, I64};
use cranelift_codegen::ir::{
    Block, BlockCall, FuncRef, InstBuilder, JumpTableData, MemFlagsData, Type, Value,
};
use cranelift_codegen::isa::TargetFrontendConfig;
use cranelift_frontend::{FunctionBuilder, Variable};
use skep_isa::{Callee, Condition, Operation, Size, Source, Width};
use skep_vm::{PlainStep, Program, STACK_SIZE, StackParts};
use std::collections::BTreeMap;
use std::mem::{offset_of, size_of};

/// In what way a function is entered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// `(context, level, left, the arguments it looks at) -> (r0, left)`; a negative `left` says that it went out.
    Called,
    /// `(context, which way in, left)`; it always goes out.
    Outermost,
}

/// The functions that machine code calls.
pub(crate) struct Callees {
    /// Those of the program, by their first steps.
    pub(crate) functions: BTreeMap<usize, FuncRef>,
    pub(crate) slow_load: FuncRef,
    pub(crate) slow_store: FuncRef,
}

/// Which windows there are: the register that is accessed through, and whether for stores.
#[derive(Debug, Default)]
pub(crate) struct Windows(pub(crate) Vec<(u8, bool)>);

impl Windows {
    fn index(&mut self, register: u8, stores: bool) -> usize {
        let key = (register, stores);
        self.0.iter().position(|window| *window == key).unwrap_or_else(|| {
            self.0.push(key);
            self.0.len() - 1
        })
    }
}

/// The context's memory is always there and aligned.
const CONTEXT: MemFlagsData = MemFlagsData::trusted();
/// So is programs' memory, once it was checked, but it is not aligned.
const MEMORY: MemFlagsData = MemFlagsData::new().with_notrap();

const R10_BIT: u16 = 1 << 10;
const SAVED_BITS: u16 = 0b11_1100_0000;

/// A function while it is translated.
pub(crate) struct Translator<'a, 'b> {
    pub(crate) program: &'a Program,
    pub(crate) functions: &'a BTreeMap<usize, Function>,
    pub(crate) function: &'a Function,
    pub(crate) entry: usize,
    pub(crate) form: Form,
    pub(crate) windows: &'a mut Windows,
    pub(crate) callees: Callees,
    pub(crate) builder: FunctionBuilder<'b>,
    pub(crate) target: TargetFrontendConfig,
}

/// What is the same in all of a function.
struct Frequent {
    context: Value,
    /// The place of the function's [`Level`].
    level: Value,
    /// The bytes of the stack, and which were written.
    stack: Option<(Value, Value)>,
    registers: [Variable; 10],
    r10: Option<Value>,
    left: Variable,
    /// Which arguments are written, if a step that is left to the careful loop may ask.
    written: Option<Variable>,
}

/// Where in a straight run of steps a step is.
#[derive(Clone, Copy)]
struct Place {
    index: usize,
    /// How many of the counted steps are not carried out if it stops here.
    uncounted: i64,
    /// The registers that the run has written up to here.
    written: i64,
}

impl Translator<'_, '_> {
    pub(crate) fn translate(mut self) {
        let mut blocks: BTreeMap<usize, Block> = BTreeMap::new();
        for &leader in &self.function.leaders {
            blocks.insert(leader, self.builder.create_block());
        }
        let frequent = self.prologue(&blocks);
        for (&leader, &block) in &blocks {
            self.builder.switch_to_block(block);
            self.run(leader, &blocks, &frequent);
        }
        self.builder.seal_all_blocks();
        self.builder.finalize(self.target);
    }

    fn prologue(&mut self, blocks: &BTreeMap<usize, Block>) -> Frequent {
        let builder = &mut self.builder;
        let start = builder.create_block();
        builder.append_block_params_for_function_params(start);
        builder.switch_to_block(start);
        let given: Vec<Value> = builder.block_params(start).to_vec();
        let context = given[0];
        let registers: [Variable; 10] = std::array::from_fn(|_| builder.declare_var(I64));
        let left = builder.declare_var(I64);
        let level = match self.form {
            Form::Called => given[1],
            Form::Outermost => builder.ins().load(I64, CONTEXT, context, offset(offset_of!(Context, level))),
        };
        let written = self.function.leaves_steps.then(|| {
            let written = builder.declare_var(I64);
            let place = offset(offset_of!(Context, written));
            let value = builder.ins().load(I64, CONTEXT, context, place);
            builder.def_var(written, value);
            written
        });
        let mut frequent = Frequent { context, level, stack: None, registers, r10: None, left, written };
        let called = self.form == Form::Called;
        if self.function.uses_stack() {
            let bytes = self.load_level(level, offset_of!(Level, bytes));
            let bits = self.load_level(level, offset_of!(Level, written));
            frequent.stack = Some((bytes, bits));
            if called {
                let zero = self.builder.ins().iconst(I64, 0);
                for word in self.words_of_stack() {
                    self.builder.ins().store(CONTEXT, zero, bits, offset(word * 8));
                }
            }
        }
        match self.form {
            Form::Called => {
                let arguments = self.function.arguments(self.entry);
                let mut values = given[3..].iter();
                for (number, &register) in registers.iter().enumerate() {
                    let value = match arguments & 1 << number {
                        0 => self.builder.ins().iconst(I64, 0),
                        _ => *values.next().expect("invariant: the signature has the same arguments"),
                    };
                    self.builder.def_var(register, value);
                }
                self.builder.def_var(left, given[2]);
                if self.function.address_of_stack_is_used {
                    frequent.r10 = Some(self.address_of_stack(&frequent));
                }
                self.builder.ins().jump(blocks[&self.entry], []);
            }
            Form::Outermost => {
                for (number, &register) in registers.iter().enumerate() {
                    let place = offset(offset_of!(Context, registers) + number * 8);
                    let value = self.builder.ins().load(I64, CONTEXT, context, place);
                    self.builder.def_var(register, value);
                }
                let place = offset(offset_of!(Context, registers) + 80);
                frequent.r10 = Some(self.builder.ins().load(I64, CONTEXT, context, place));
                self.builder.def_var(left, given[2]);
                let targets: Vec<Block> = self.function.ways_in.iter().map(|index| blocks[index]).collect();
                if let [only] = targets[..] {
                    self.builder.ins().jump(only, []);
                } else {
                    let pool = &mut self.builder.func.dfg.value_lists;
                    let mut call = |block| BlockCall::new(block, [], pool);
                    let calls: Vec<_> = targets.iter().map(|block| call(*block)).collect();
                    let default = call(targets[0]);
                    let table = self.builder.create_jump_table(JumpTableData::new(default, &calls));
                    let number = self.builder.ins().ireduce(I32, given[1]);
                    self.builder.ins().br_table(number, table);
                }
            }
        }
        frequent
    }

    /// The words of bits that must be cleared when the function begins: all of them, unless only its own accesses look at them.
    fn words_of_stack(&self) -> Vec<usize> {
        if self.function.address_of_stack_is_used || self.function.leaves_steps {
            return (0..STACK_SIZE / 64).collect();
        }
        let mut words: Vec<usize> = Vec::new();
        for step in self.function.steps.values() {
            let Some((byte, size)) = own_byte(step) else { continue };
            for word in [byte / 64, (byte + size - 1) / 64] {
                if !words.contains(&word) {
                    words.push(word);
                }
            }
        }
        words
    }

    fn load_level(&mut self, level: Value, field: usize) -> Value {
        self.builder.ins().load(I64, CONTEXT, level, offset(field))
    }

    /// The address just above the function's stack.
    fn address_of_stack(&mut self, frequent: &Frequent) -> Value {
        let level = frequent.level;
        let uses = self.load_level(level, offset_of!(Level, uses));
        let slot = self.load_level(level, offset_of!(Level, slot));
        let ins = self.builder.ins();
        let uses = ins.uload16(I64, CONTEXT, uses, 0);
        let uses = self.builder.ins().ishl_imm_u(uses, 16);
        let number = self.builder.ins().bor(uses, slot);
        let spread = self.builder.ins().imul_imm_s(number, i64::from(StackParts::SPREAD));
        // What is above the lower half of the product is shifted out.
        let upper = self.builder.ins().ishl_imm_u(spread, 32);
        self.builder.ins().bor_imm_s(upper, i64::from(StackParts::TOP))
    }

    /// The steps from one to the next leader, or to one that goes elsewhere.
    fn run(&mut self, leader: usize, blocks: &BTreeMap<usize, Block>, frequent: &Frequent) {
        let mut steps = Vec::new();
        let mut index = leader;
        let mut ends = false;
        while let Some(step) = self.function.steps.get(&index) {
            if !is_compiled(self.program, step) {
                break;
            }
            steps.push((index, *step));
            index += 1;
            ends = matches!(
                step.operation,
                Operation::Jump(..) | Operation::Goto | Operation::GotoLong | Operation::Exit
            );
            if ends || blocks.contains_key(&index) {
                break;
            }
        }
        let count = steps.len() as i64;
        let mut place = Place { index: leader, uncounted: count, written: 0 };
        let before = self.builder.use_var(frequent.left);
        if self.function.counted_at.contains(&leader) {
            // As many as there are on any way to the next place that is looked at.
            let most = self.function.steps.len() as i64;
            let enough = self.builder.ins().icmp_imm_s(IntCC::SignedGreaterThanOrEqual, before, most);
            let start = Place { uncounted: 0, ..place };
            self.unless(enough, |translator| translator.out(start, frequent));
        }
        let left = self.builder.ins().iadd_imm_s(before, -count);
        self.builder.def_var(frequent.left, left);
        for (index, step) in &steps {
            place.index = *index;
            self.step(step, place, blocks, frequent);
            place.uncounted -= 1;
            place.written |= i64::from(step.writes & ARGUMENTS);
        }
        if ends {
            return;
        }
        self.note_written(place, frequent);
        place.written = 0;
        place.index = index;
        match blocks.get(&index) {
            Some(&block) if !steps.is_empty() => {
                self.builder.ins().jump(block, []);
            }
            _ => self.out(place, frequent),
        }
    }

    /// The written arguments, as they are for the next run of steps.
    fn note_written(&mut self, place: Place, frequent: &Frequent) {
        if let Some(variable) = frequent.written
            && place.written != 0
        {
            let written = self.builder.use_var(variable);
            let written = self.builder.ins().bor_imm_s(written, place.written);
            self.builder.def_var(variable, written);
        }
    }

    /// The registers that are written at a step, as far as anybody can tell from there on: those that are needed are, and
    /// of others only a step that is left to the careful loop can ask.
    fn written(&mut self, place: Place, frequent: &Frequent) -> Value {
        let live = i64::from(self.needed(place.index) | R10_BIT);
        match frequent.written {
            None => self.builder.ins().iconst(I64, live),
            Some(variable) => {
                let written = self.builder.use_var(variable);
                self.builder.ins().bor_imm_s(written, place.written | live)
            }
        }
    }

    /// The registers that a step, or one after it, reads without asking whether they are written.
    fn needed(&self, index: usize) -> u16 {
        let needs = self.program.step(index).map_or(0, |step| step.needs);
        needs & 0x3ff | u16::from(needs & PlainStep::RESULT != 0)
    }

    /// The registers whose values are of use at a step or after it: helpers look at arguments that are written.
    fn live(&self, index: usize) -> u16 {
        self.needed(index) | if self.function.leaves_steps { ARGUMENTS } else { 0 }
    }

    /// Goes on if this is so; does the other thing, which must leave the function, if not.
    fn unless(&mut self, condition: Value, otherwise: impl FnOnce(&mut Self)) {
        let on = self.builder.create_block();
        let off = self.builder.create_block();
        self.builder.set_cold_block(off);
        self.builder.ins().brif(condition, on, [], off, []);
        self.builder.switch_to_block(off);
        otherwise(self);
        self.builder.switch_to_block(on);
    }

    /// Goes out at a step, of which nothing is done yet.
    fn out(&mut self, place: Place, frequent: &Frequent) {
        let context = frequent.context;
        let live = self.live(place.index);
        for (number, &register) in frequent.registers.iter().enumerate() {
            if live & 1 << number == 0 {
                continue;
            }
            let value = self.builder.use_var(register);
            let place = offset(offset_of!(Context, registers) + number * 8);
            self.builder.ins().store(CONTEXT, value, context, place);
        }
        if self.form == Form::Called {
            let value = match frequent.r10 {
                Some(value) => value,
                None => self.address_of_stack(frequent),
            };
            let place = offset(offset_of!(Context, registers) + 80);
            self.builder.ins().store(CONTEXT, value, context, place);
        }
        self.builder.ins().store(CONTEXT, frequent.level, context, offset(offset_of!(Context, level)));
        let left = self.builder.use_var(frequent.left);
        let left = self.builder.ins().iadd_imm_s(left, place.uncounted);
        self.builder.ins().store(CONTEXT, left, context, offset(offset_of!(Context, left)));
        let next = self.builder.ins().iconst(I64, place.index as i64);
        self.builder.ins().store(CONTEXT, next, context, offset(offset_of!(Context, next)));
        let written = self.written(place, frequent);
        self.builder.ins().store(CONTEXT, written, context, offset(offset_of!(Context, written)));
        self.leave();
    }

    /// Returns when everything is in the context.
    fn leave(&mut self) {
        match self.form {
            Form::Outermost => self.builder.ins().return_(&[]),
            Form::Called => {
                let nothing = self.builder.ins().iconst(I64, 0);
                let went_out = self.builder.ins().iconst(I64, -1);
                self.builder.ins().return_(&[nothing, went_out])
            }
        };
    }

    fn register(&mut self, number: u8, frequent: &Frequent) -> Value {
        match frequent.registers.get(usize::from(number)) {
            Some(&register) => self.builder.use_var(register),
            None => frequent.r10.expect("invariant: it is computed where its value is used"),
        }
    }

    fn set(&mut self, number: u8, value: Value, frequent: &Frequent) {
        if let Some(&register) = frequent.registers.get(usize::from(number)) {
            self.builder.def_var(register, value);
        }
    }

    fn operand(&mut self, source: Source, step: &PlainStep, frequent: &Frequent) -> Value {
        match source {
            Source::Immediate => self.builder.ins().iconst(I64, step.imm.cast_signed()),
            Source::Register => self.register(step.src, frequent),
        }
    }

    fn step(&mut self, step: &PlainStep, place: Place, blocks: &BTreeMap<usize, Block>, frequent: &Frequent) {
        let dst = step.dst;
        match step.operation {
            Operation::Arithmetic(operation, width, source) => {
                let (left, right) = (self.register(dst, frequent), self.operand(source, step, frequent));
                let value = arithmetic::arithmetic(&mut self.builder, operation, width, left, right);
                self.set(dst, value, frequent);
            }
            Operation::Negate(width) => {
                let value = self.register(dst, frequent);
                let value = arithmetic::negate(&mut self.builder, width, value);
                self.set(dst, value, frequent);
            }
            Operation::Move(width, source) => {
                let value = self.operand(source, step, frequent);
                let value = match width {
                    Width::W64 => value,
                    Width::W32 => arithmetic::lower_half(&mut self.builder, value),
                };
                self.set(dst, value, frequent);
            }
            Operation::MoveSignExtend(width, size) => {
                let value = self.register(step.src, frequent);
                let value = arithmetic::sign_extend(&mut self.builder, width, size, value);
                self.set(dst, value, frequent);
            }
            Operation::ByteSwap(swap, size) => {
                let value = self.register(dst, frequent);
                let value = arithmetic::swap_bytes(&mut self.builder, swap, size, value);
                self.set(dst, value, frequent);
            }
            Operation::LoadImmediate(_) => {
                let value = self.builder.ins().iconst(I64, step.imm.cast_signed());
                self.set(dst, value, frequent);
            }
            Operation::Load(size) => {
                let value = self.load(step, size, place, frequent);
                self.set(dst, value, frequent);
            }
            Operation::LoadSignExtend(size) => {
                let value = self.load(step, size, place, frequent);
                let value = arithmetic::sign_extend(&mut self.builder, Width::W64, size, value);
                self.set(dst, value, frequent);
            }
            Operation::Store(size, source) => {
                let value = self.operand(source, step, frequent);
                self.store(step, size, value, place, frequent);
            }
            Operation::Goto | Operation::GotoLong => {
                self.note_written(place, frequent);
                self.builder.ins().jump(blocks[&step.target], []);
            }
            Operation::Jump(condition, width, source) => {
                self.note_written(place, frequent);
                let (left, right) = (self.register(dst, frequent), self.operand(source, step, frequent));
                let holds = self.holds(condition, width, left, right);
                match blocks.get(&(place.index + 1)) {
                    Some(&next) => {
                        self.builder.ins().brif(holds, blocks[&step.target], [], next, []);
                    }
                    None => {
                        // It is the last step of the program.
                        let on = self.builder.create_block();
                        self.builder.ins().brif(holds, blocks[&step.target], [], on, []);
                        self.builder.switch_to_block(on);
                        let after = Place { index: place.index + 1, uncounted: 0, written: 0 };
                        self.out(after, frequent);
                    }
                }
            }
            Operation::Call(Callee::Function) => self.call(step, place, frequent),
            Operation::Exit => match self.form {
                // Its caller is the careful loop's to find.
                Form::Outermost => self.out(place, frequent),
                Form::Called => self.return_to_caller(frequent),
            },
            // `is_compiled` keeps them from here.
            _ => self.out(place, frequent),
        }
    }

    fn holds(&mut self, condition: Condition, width: Width, left: Value, right: Value) -> Value {
        let (left, right) = match width {
            Width::W64 => (left, right),
            Width::W32 => (self.builder.ins().ireduce(I32, left), self.builder.ins().ireduce(I32, right)),
        };
        let comparison = match condition {
            Condition::Equal => IntCC::Equal,
            Condition::NotEqual => IntCC::NotEqual,
            Condition::Greater => IntCC::UnsignedGreaterThan,
            Condition::GreaterOrEqual => IntCC::UnsignedGreaterThanOrEqual,
            Condition::Less => IntCC::UnsignedLessThan,
            Condition::LessOrEqual => IntCC::UnsignedLessThanOrEqual,
            Condition::SignedGreater => IntCC::SignedGreaterThan,
            Condition::SignedGreaterOrEqual => IntCC::SignedGreaterThanOrEqual,
            Condition::SignedLess => IntCC::SignedLessThan,
            Condition::SignedLessOrEqual => IntCC::SignedLessThanOrEqual,
            Condition::AnyBitSet => {
                let both = self.builder.ins().band(left, right);
                return self.builder.ins().icmp_imm_u(IntCC::NotEqual, both, 0);
            }
        };
        self.builder.ins().icmp(comparison, left, right)
    }

    /// Where an access is, and what is told the slow way of it.
    fn access(&mut self, base: u8, step: &PlainStep, frequent: &Frequent) -> Value {
        let address = match (base, frequent.r10) {
            (10, None) => self.address_of_stack(frequent),
            _ => self.register(base, frequent),
        };
        self.builder.ins().iadd_imm_s(address, i64::from(step.offset))
    }

    fn load(&mut self, step: &PlainStep, size: Size, place: Place, frequent: &Frequent) -> Value {
        let done = self.builder.create_block();
        let result = self.builder.append_block_param(done, I64);
        let slowly = self.builder.create_block();
        self.builder.set_cold_block(slowly);
        let quickly = self.builder.create_block();
        let number = size_number(size);
        let (from, distance, window) = match (own_byte(step), frequent.stack) {
            (Some((byte, length)), Some((bytes, bits))) if byte % 64 + length <= 64 => {
                let mask = bits_of(byte, length);
                let word = self.builder.ins().load(I64, CONTEXT, bits, offset(byte / 64 * 8));
                let kept = self.builder.ins().band_imm_s(word, mask);
                let mask = self.builder.ins().iconst(I64, mask);
                let all = self.builder.ins().icmp(IntCC::Equal, kept, mask);
                self.builder.ins().brif(all, quickly, [], slowly, []);
                (bytes, offset(byte), WINDOWS)
            }
            _ => {
                let window = self.windows.index(step.src, false);
                let address = self.access(step.src, step, frequent);
                let place = self.in_window(window, number, address, (quickly, slowly), frequent);
                (place, 0, window)
            }
        };
        self.builder.switch_to_block(quickly);
        let value = match size {
            Size::Byte => self.builder.ins().uload8(I64, MEMORY, from, distance),
            Size::Half => self.builder.ins().uload16(I64, MEMORY, from, distance),
            Size::Word => self.builder.ins().uload32(MEMORY, from, distance),
            Size::Double => self.builder.ins().load(I64, MEMORY, from, distance),
        };
        self.builder.ins().jump(done, [&value.into()]);

        self.builder.switch_to_block(slowly);
        let address = self.access(step.src, step, frequent);
        let what = self.builder.ins().iconst(I64, (window * 4 + number) as i64);
        let call = self.builder.ins().call(self.callees.slow_load, &[frequent.context, address, what]);
        let [value, made] = *self.builder.inst_results(call) else {
            return result;
        };
        self.unless(made, |translator| translator.out(place, frequent));
        self.builder.ins().jump(done, [&value.into()]);
        self.builder.switch_to_block(done);
        result
    }

    fn store(&mut self, step: &PlainStep, size: Size, value: Value, place: Place, frequent: &Frequent) {
        let narrow = match size {
            Size::Byte => self.builder.ins().ireduce(I8, value),
            Size::Half => self.builder.ins().ireduce(I16, value),
            Size::Word => self.builder.ins().ireduce(I32, value),
            Size::Double => value,
        };
        if let (Some((byte, length)), Some((bytes, bits))) = (own_byte(step), frequent.stack)
            && byte % 64 + length <= 64
        {
            let place = offset(byte / 64 * 8);
            let word = self.builder.ins().load(I64, CONTEXT, bits, place);
            let word = self.builder.ins().bor_imm_s(word, bits_of(byte, length));
            self.builder.ins().store(CONTEXT, word, bits, place);
            self.builder.ins().store(MEMORY, narrow, bytes, offset(byte));
            return;
        }
        let done = self.builder.create_block();
        let slowly = self.builder.create_block();
        self.builder.set_cold_block(slowly);
        let quickly = self.builder.create_block();
        let number = size_number(size);
        let window = self.windows.index(step.dst, true);
        let address = self.access(step.dst, step, frequent);
        let from = self.in_window(window, number, address, (quickly, slowly), frequent);
        self.builder.switch_to_block(quickly);
        self.builder.ins().store(MEMORY, narrow, from, 0);
        self.builder.ins().jump(done, []);

        self.builder.switch_to_block(slowly);
        let what = self.builder.ins().iconst(I64, (window * 4 + number) as i64);
        let call =
            self.builder.ins().call(self.callees.slow_store, &[frequent.context, address, value, what]);
        let made = self.builder.inst_results(call)[0];
        self.unless(made, |translator| translator.out(place, frequent));
        self.builder.ins().jump(done, []);
        self.builder.switch_to_block(done);
    }

    /// Goes one way if an access is in its window, and the other if not; gives the place of the bytes.
    fn in_window(
        &mut self,
        window: usize,
        number: usize,
        address: Value,
        (quickly, slowly): (Block, Block),
        frequent: &Frequent,
    ) -> Value {
        let window = offset_of!(Context, windows) + window * size_of::<Reach>();
        let field = |translator: &mut Self, place: usize| {
            translator.builder.ins().load(I64, CONTEXT, frequent.context, offset(window + place))
        };
        let start = field(self, offset_of!(Reach, start));
        let limit = field(self, offset_of!(Reach, limits) + number * 8);
        let distance = field(self, offset_of!(Reach, distance));
        let from_start = self.builder.ins().isub(address, start);
        let inside = self.builder.ins().icmp(IntCC::UnsignedLessThan, from_start, limit);
        let place = self.builder.ins().iadd(address, distance);
        self.builder.ins().brif(inside, quickly, [], slowly, []);
        place
    }

    fn call(&mut self, step: &PlainStep, place: Place, frequent: &Frequent) {
        let context = frequent.context;
        let (Some(&function), Some(callee)) =
            (self.callees.functions.get(&step.target), self.functions.get(&step.target))
        else {
            return self.out(place, frequent);
        };
        // How deep the calls may be, and how often the next stack was used.
        let level = self.builder.ins().iadd_imm_s(frequent.level, size_of::<Level>() as i64);
        let end = offset_of!(Context, levels) + LEVELS * size_of::<Level>();
        let end = self.builder.ins().iadd_imm_s(context, end as i64);
        let room = self.builder.ins().icmp(IntCC::NotEqual, level, end);
        self.unless(room, |translator| translator.out(place, frequent));
        let uses = self.load_level(level, offset_of!(Level, uses));
        let used = self.builder.ins().uload16(I64, CONTEXT, uses, 0);
        let most = i64::from(StackParts::MOST_USES);
        let fresh = self.builder.ins().icmp_imm_u(IntCC::NotEqual, used, most);
        self.unless(fresh, |translator| translator.out(place, frequent));

        let put = |translator: &mut Self, field: usize, value: Value| {
            let place = offset(offset_of!(Level, frame) + field);
            translator.builder.ins().store(CONTEXT, value, level, place);
        };
        // A program has at most 2^17 steps.
        let step_and_entry = (step.target as i64) << 32 | place.index as i64;
        let number = self.builder.ins().iconst(I64, step_and_entry);
        put(self, offset_of!(Frame, call_and_entry), number);
        // What is not read any more need not be found again.
        let kept = self.live(place.index + 1) & SAVED_BITS;
        for number in 6..10_u8 {
            if kept & 1 << number != 0 {
                let value = self.register(number, frequent);
                put(self, offset_of!(Frame, saved) + usize::from(number - 6) * 8, value);
            }
        }
        let number = self.builder.ins().iconst(I64, i64::from(kept));
        put(self, offset_of!(Frame, written), number);
        if callee.leaves_steps
            && let Some(variable) = frequent.written
        {
            let written = self.builder.use_var(variable);
            let written = self.builder.ins().bor_imm_s(written, place.written);
            let given = self.builder.ins().band_imm_s(written, i64::from(ARGUMENTS));
            self.builder.ins().store(CONTEXT, given, context, offset(offset_of!(Context, written)));
        }
        let mut arguments = vec![context, level, self.builder.use_var(frequent.left)];
        for number in 1..=5 {
            if callee.arguments(step.target) & 1 << number != 0 {
                arguments.push(self.register(number, frequent));
            }
        }
        let call = self.builder.ins().call(function, &arguments);
        let [value, left] = *self.builder.inst_results(call) else { return };
        let came_back = self.builder.ins().icmp_imm_s(IntCC::SignedGreaterThanOrEqual, left, 0);
        self.unless(came_back, Self::leave);

        let used = self.builder.ins().iadd_imm_s(used, 1);
        self.builder.ins().istore16(CONTEXT, used, uses, 0);
        if self.reaches_stack(step.target) {
            // No window may be left on a stack that is gone.
            let zero = self.builder.ins().iconst(I64, 0);
            for window in 0..WINDOWS {
                for size in 0..4 {
                    let place = offset_of!(Context, windows) + window * size_of::<Reach>();
                    let place = place + offset_of!(Reach, limits) + size * 8;
                    self.builder.ins().store(CONTEXT, zero, context, offset(place));
                }
            }
        }
        self.builder.def_var(frequent.left, left);
        self.set(0, value, frequent);
        let nothing = self.builder.ins().iconst(I64, 0);
        for number in 1..=5 {
            self.set(number, nothing, frequent);
        }
        // No argument is written now.
        if let Some(variable) = frequent.written {
            self.builder.def_var(variable, nothing);
        }
    }

    /// Whether windows can be on the stack of a function.
    fn reaches_stack(&self, entry: usize) -> bool {
        self.functions.get(&entry).is_some_and(|function| {
            let far = |step: &PlainStep| {
                stack_access(step).is_some()
                    && own_byte(step).is_none_or(|(byte, length)| byte % 64 + length > 64)
            };
            function.address_of_stack_is_used || function.steps.values().any(far)
        })
    }

    fn return_to_caller(&mut self, frequent: &Frequent) {
        let (value, left) = (self.register(0, frequent), self.builder.use_var(frequent.left));
        self.builder.ins().return_(&[value, left]);
    }
}

/// For a load or store through `r10` that is inside the stack, the number of its first byte from the stack's beginning, and its
/// length.
fn own_byte(step: &PlainStep) -> Option<(usize, usize)> {
    let length = match step.operation {
        Operation::Load(size) | Operation::LoadSignExtend(size) | Operation::Store(size, _) => size.bytes(),
        _ => return None,
    };
    let byte = usize::try_from(STACK_SIZE as i64 + i64::from(stack_access(step)?)).ok()?;
    (byte + length <= STACK_SIZE).then_some((byte, length))
}

/// The bits of bytes in their word, which has them all.
fn bits_of(byte: usize, length: usize) -> i64 {
    ((u64::MAX >> (64 - length)) << (byte % 64)).cast_signed()
}

fn size_number(size: Size) -> usize {
    match size {
        Size::Byte => 0,
        Size::Half => 1,
        Size::Word => 2,
        Size::Double => 3,
    }
}

/// A distance in the context, which is far smaller than this type's greatest number.
fn offset(distance: usize) -> i32 {
    i32::try_from(distance).unwrap_or(i32::MAX)
}

/// The types of the parameters of a function in a form.
pub(crate) fn parameters(form: Form, arguments: u16) -> Vec<Type> {
    match form {
        Form::Outermost => vec![I64; 3],
        Form::Called => vec![I64; 3 + arguments.count_ones() as usize],
    }
}
