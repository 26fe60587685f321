//! Random statements that reach memory by an index, atomically, or in parts: on the stack, in the packet, and in the global variable.

use super::{ARRAY, INTEGERS, Writer};
use skep_ir::{
    Address, AtomicOperator, BinaryOperator, Bound, Comparison, Conversion, GlobalId, Ordering, Type,
    Variable,
};

impl Writer<'_, '_> {
    /// An element of the array on the stack, by an index that is known to be one.
    pub(super) fn stack_statement(&mut self, variable: Variable, ty: Type) {
        let index = self.operand(Type::I64);
        let index = self.builder.mask(index, ARRAY);
        let base = self.builder.slot_address(self.array);
        let base = self.builder.index(base, index, 8);
        let part = self.choices.one_of(&INTEGERS);
        let offset = 8 - part.bits().unwrap_or(64) / 8;
        if self.choices.below(2) == 0 {
            let value = self.operand(part);
            self.builder.store(value, Address { base, offset }, Ordering::Plain);
        } else {
            let value = self.builder.load(ty, Address { base, offset: 0 }, Ordering::Plain);
            self.builder.set(variable, value);
        }
    }

    /// A place in the packet that a number decides.
    pub(super) fn somewhere_in_packet(&mut self, variable: Variable, ty: Type) {
        let [start, end] = self.packet;
        let number = self.operand(Type::I64);
        let bound = self.choices.one_of(&[4, 16, 64]);
        let index = self.builder.mask(number, bound);
        let stride = self.choices.one_of(&[1, 2, 4]);
        let at = self.builder.index(start, index, stride);
        let size = self.choices.one_of(&[8, 14, 20]);
        let at = self.builder.if_packet(at, end, size, self.exit);
        let address = Address { base: at, offset: self.choices.one_of(&[0, 1, 4, 6]) };
        let address = Address { offset: address.offset.min(size - 8), ..address };
        if self.choices.below(2) == 0 {
            let part = self.choices.one_of(&INTEGERS);
            let value = self.operand(part);
            self.builder.store(value, address, Ordering::Plain);
        }
        let value = self.builder.load(ty, address, Ordering::Plain);
        self.builder.set(variable, value);
    }

    /// A loop whose turns a number decides, and that may be left before.
    pub(super) fn counted_statement(&mut self, depth: usize) {
        let (count, limit) =
            (self.builder.variable("turn", Type::I64), self.builder.variable("turns", Type::I64));
        let (number, seven) = (self.operand(Type::I64), self.builder.constant(Type::I64, 7));
        let turns = self.builder.binary(BinaryOperator::And, number, seven);
        self.builder.set(limit, turns);
        let zero = self.builder.constant(Type::I64, 0);
        self.builder.set(count, zero);
        let (head, body, next, exit) =
            (self.builder.block(), self.builder.block(), self.builder.block(), self.builder.block());
        self.builder.jump(head);
        self.builder.enter(head);
        self.builder.bound(head, Bound::Times(8));
        let (now, most) = (self.builder.get(count), self.builder.get(limit));
        let more = self.builder.compare(Comparison::LessUnsigned, now, most);
        self.builder.branch(more, body, exit);
        self.builder.enter(body);
        let (now, one) = (self.builder.get(count), self.builder.constant(Type::I64, 1));
        let now = self.builder.binary(BinaryOperator::Add, now, one);
        self.builder.set(count, now);
        let leave = self.condition();
        self.builder.branch(leave, exit, next);
        self.builder.enter(next);
        self.statements(depth + 1);
        self.builder.jump(head);
        self.builder.enter(exit);
    }

    /// Many numbers that are all needed behind a call, more than there are registers.
    pub(super) fn pressure_statement(&mut self, variable: Variable, ty: Type) {
        let numbers: Vec<_> = (0..10 + self.choices.below(6)).map(|_| self.operand(Type::I64)).collect();
        let mixed: Vec<_> = numbers
            .iter()
            .rev()
            .zip(&numbers)
            .map(|(&one, &other)| {
                let operator = self.choices.one_of(&[
                    BinaryOperator::Add,
                    BinaryOperator::Xor,
                    BinaryOperator::Multiply,
                ]);
                self.builder.binary(operator, one, other)
            })
            .collect();
        self.map_statement(variable, ty);
        let mut sum = self.builder.constant(Type::I64, 0);
        for value in mixed.into_iter().chain(numbers) {
            let operator =
                self.choices.one_of(&[BinaryOperator::Add, BinaryOperator::Subtract, BinaryOperator::Xor]);
            sum = self.builder.binary(operator, sum, value);
        }
        let sum = if ty == Type::I64 { sum } else { self.builder.convert(Conversion::Truncate, sum, ty) };
        self.builder.set(variable, sum);
    }

    /// Changes the global variable atomically, and takes what was there before.
    pub(super) fn fetch_statement(&mut self, variable: Variable, ty: Type) {
        let base = self.builder.global_address(GlobalId(0));
        let part = self.choices.one_of(&[Type::I32, Type::I64]);
        let address = Address { base, offset: self.choices.one_of(&[0, 8, 24, 56]) };
        let value = self.operand(part);
        let before = if self.choices.below(3) == 0 {
            let expected = self.operand(part);
            self.builder.compare_exchange(address, expected, value)
        } else {
            let operator = self.choices.one_of(AtomicOperator::ALL);
            self.builder.atomic_fetch(operator, value, address)
        };
        if ty == part {
            self.builder.set(variable, before);
        }
    }
}
