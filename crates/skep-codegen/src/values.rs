//! What is known of a function's values before instructions are selected: constants, how many bits they have, which of them must
//! have zeros above their width, and which need no register of their own.
//!
//! A value of 8, 16 or 32 bits is in a register of 64. What is above its width matters only to some who use it, so zeros are put there
//! by who defines a value only if somebody wants them and they are not there anyway.

mod alignment;

pub(crate) use alignment::at;

use skep_ir::{
    Address, BinaryOperator, Block, ByteOrder, Comparison, Conversion, Definition, Entity, Flow, Function,
    FunctionKind, GlobalId, Instruction, MapId, Operation, Slot, Table, Target as Edge, Terminator, Type,
    Value,
};
use skep_uapi::{InstructionLevel, Target, TargetEndian};

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Home {
    /// It is this number, whose bits above the value's width are zero.
    Number(u64),
    /// It is the address of a byte of a slot.
    Slot(Slot, u32),
    /// It is a map.
    Map(MapId),
    /// It is the address of a byte of a global variable.
    Global(GlobalId, u32),
    /// It is so many bytes behind what is in the register of a value (0 for what is no address).
    Register(Value, u32),
}

/// What is known of the values of a function.
pub(crate) struct Values {
    pub(crate) types: Table<Value, Option<Type>>,
    homes: Table<Value, Home>,
    /// How many of the lowest bits of the register may be ones, before who defines it has put zeros there.
    bits: Table<Value, u32>,
    /// Whether somebody wants zeros above the width.
    wanted: Table<Value, bool>,
    /// How often it is used.
    uses: Table<Value, u32>,
    /// What defines it, if that is a condition that only ends of blocks look at.
    conditions: Table<Value, Option<Operation>>,
    /// To what the address that a value is, is known to be aligned; 0 if that does not matter.
    alignments: Table<Value, u32>,
}

/// The bits of a number of this width.
pub(crate) const fn low(width: u32, number: u64) -> u64 {
    if width >= 64 { number } else { number & ((1 << width) - 1) }
}

impl Values {
    pub(crate) fn of(function: &Function, flow: &Flow, target: &Target) -> Self {
        let types = function.types();
        let mut values = Self {
            homes: types.keys().map(|value| Home::Register(value, 0)).collect(),
            bits: types.keys().map(|_| 0).collect(),
            wanted: types.keys().map(|_| false).collect(),
            uses: types.keys().map(|_| 0).collect(),
            conditions: types.keys().map(|_| None).collect(),
            alignments: types.keys().map(|_| 0).collect(),
            types,
        };
        let body = Body { function, flow, target };
        values.find_numbers(&body);
        values.count_uses(&body);
        values.find_bits(&body);
        values.find_wanted(&body);
        values.find_conditions(&body);
        values.find_homes(&body);
        values.find_alignments(&body);
        values
    }

    pub(crate) fn ty(&self, value: Value) -> Type {
        // The law has every value defined.
        self.types.get(value).copied().flatten().unwrap_or(Type::I64)
    }

    pub(crate) fn width(&self, value: Value) -> u32 {
        self.ty(value).bits().unwrap_or(64)
    }

    pub(crate) fn home(&self, value: Value) -> Home {
        self.homes[value]
    }

    pub(crate) fn number(&self, value: Value) -> Option<u64> {
        match self.homes[value] {
            Home::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Whether who defines a value has to put zeros above its width.
    pub(crate) fn wants_zeros(&self, value: Value) -> bool {
        self.wanted[value] && self.bits[value] > self.width(value)
    }

    /// How many of the lowest bits of the register that a value is in may be ones.
    pub(crate) fn bits(&self, value: Value) -> u32 {
        if self.wanted[value] { self.bits[value].min(self.width(value)) } else { self.bits[value] }
    }

    pub(crate) fn uses(&self, value: Value) -> u32 {
        self.uses[value]
    }

    pub(crate) fn condition(&self, value: Value) -> Option<&Operation> {
        self.conditions[value].as_ref()
    }

    pub(crate) fn alignment(&self, value: Value) -> u32 {
        self.alignments[value]
    }
}

/// The function that is looked at.
struct Body<'f> {
    function: &'f Function,
    flow: &'f Flow,
    target: &'f Target,
}

impl<'f> Body<'f> {
    fn instructions(&self) -> impl Iterator<Item = &'f Instruction> + use<'f, '_> {
        self.flow.order().iter().flat_map(|&block| &self.function.blocks[block].instructions)
    }

    fn ends(&self) -> impl Iterator<Item = (Block, &'f Terminator)> + use<'f, '_> {
        let end = |&block: &Block| Some((block, &self.function.blocks[block].end.as_ref()?.terminator));
        self.flow.order().iter().filter_map(end)
    }

    /// Every parameter with a value that it is given.
    fn given(&self) -> Vec<(Definition, Given)> {
        let mut given = Vec::new();
        for (_, end) in self.ends() {
            let guarded = end.guarded();
            for (at, Edge { block, arguments }) in end.targets().into_iter().enumerate() {
                let proved = guarded.filter(|&number| number == at).map(|_| match end {
                    Terminator::IfNull { pointer, .. } | Terminator::IfPacket { pointer, .. } => {
                        Given::Proved(*pointer)
                    }
                    Terminator::IfBelow { value, .. } => Given::Bounded(*value),
                    _ => Given::Value(Value::new(0)),
                });
                let all = proved.into_iter().chain(arguments.iter().map(|&value| Given::Value(value)));
                given.extend(self.function.blocks[*block].parameters.iter().copied().zip(all));
            }
        }
        given
    }
}

/// What a parameter is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Given {
    Value(Value),
    /// A pointer that a guard has looked at: the same address.
    Proved(Value),
    /// A number that a guard has looked at: a copy of it, of which the kernel knows the bound.
    Bounded(Value),
}

impl Given {
    const fn value(self) -> Value {
        match self {
            Self::Value(value) | Self::Proved(value) | Self::Bounded(value) => value,
        }
    }
}

impl Values {
    fn find_numbers(&mut self, body: &Body<'_>) {
        for one in body.instructions() {
            let Some(Definition { value, ty }) = one.result else { continue };
            // Null is an address that is a number.
            let width = ty.bits().unwrap_or(64);
            let number = match one.operation {
                Operation::Constant(number) => Some(number.cast_unsigned()),
                // Which order a machine has is known here, so constants in another are constants.
                Operation::Bytes(order, of) => self.number(of).map(|number| {
                    let same = match order {
                        ByteOrder::Big => body.target.endian == TargetEndian::Big,
                        ByteOrder::Little => body.target.endian == TargetEndian::Little,
                        ByteOrder::Swap => false,
                    };
                    if same { number } else { number.swap_bytes() >> (64 - width) }
                }),
                _ => None,
            };
            if let Some(number) = number {
                self.homes[value] = Home::Number(low(width, number));
            }
        }
    }

    fn count_uses(&mut self, body: &Body<'_>) {
        for one in body.instructions() {
            one.operation.operands().for_each(|&value| self.uses[value] += 1);
        }
        for (_, end) in body.ends() {
            let given = end.targets().into_iter().flat_map(|target| &target.arguments);
            end.inspected().into_iter().chain(given).for_each(|&value| self.uses[value] += 1);
        }
    }

    /// How many bits values have: from below, until nothing grows.
    fn find_bits(&mut self, body: &Body<'_>) {
        for &Definition { value, ty } in body.function.parameters() {
            self.bits[value] = ty.bits().unwrap_or(64);
        }
        let given = body.given();
        for round in 0.. {
            let mut grows = false;
            for one in body.instructions() {
                if let Some(result) = one.result {
                    let bits = self.made_bits(result, &one.operation);
                    grows |= bits > self.bits[result.value];
                    self.bits[result.value] = self.bits[result.value].max(bits);
                }
            }
            for &(Definition { value, .. }, from) in &given {
                let bits = self.bits[from.value()];
                if bits > self.bits[value] {
                    // What grows with every turn of a loop has all bits in the end.
                    self.bits[value] = match (round > 2, bits) {
                        (false, bits) => bits,
                        (true, 0..=32) => 32,
                        (true, _) => 64,
                    };
                    grows = true;
                }
            }
            if !grows {
                return;
            }
        }
    }

    fn made_bits(&self, Definition { value, ty }: Definition, operation: &Operation) -> u32 {
        let Some(width) = ty.bits() else { return 64 };
        if let Home::Number(number) = self.homes[value] {
            return 64 - number.leading_zeros();
        }
        // What is computed with 32 bits has no more.
        let register = if width > 32 { 64 } else { 32 };
        let bits = |value: Value| self.bits[value];
        match *operation {
            Operation::Binary(operator, left, right) => {
                let amount =
                    self.number(right).map(|amount| u32::try_from(amount % u64::from(width)).unwrap_or(0));
                match operator {
                    BinaryOperator::And => bits(left).min(bits(right)),
                    BinaryOperator::Or | BinaryOperator::Xor => bits(left).max(bits(right)).min(register),
                    BinaryOperator::Add => (bits(left).max(bits(right)) + 1).min(register),
                    BinaryOperator::Multiply => (bits(left) + bits(right)).min(register),
                    BinaryOperator::ShiftLeft => {
                        amount.map_or(register, |amount| (bits(left) + amount).min(register))
                    }
                    BinaryOperator::ShiftRight => bits(left).min(width).saturating_sub(amount.unwrap_or(0)),
                    BinaryOperator::DivideUnsigned | BinaryOperator::RemainderUnsigned => {
                        bits(left).min(width)
                    }
                    BinaryOperator::Subtract
                    | BinaryOperator::DivideSigned
                    | BinaryOperator::RemainderSigned
                    | BinaryOperator::ShiftRightSigned => register,
                }
            }
            Operation::Compare(..) => 1,
            Operation::Negate(_) if ty == Type::Bool => 1,
            Operation::Convert(Conversion::ZeroExtend, from) => bits(from).min(self.width(from)),
            Operation::Convert(Conversion::Truncate, from) => bits(from),
            Operation::Negate(_) | Operation::Convert(Conversion::SignExtend, _) => register,
            Operation::Mask(from, bound) => bits(from).min(bound.trailing_zeros()),
            Operation::Bytes(..)
            | Operation::Load(..)
            | Operation::Atomic(..)
            | Operation::CompareExchange { .. }
            | Operation::ReadField(..)
            | Operation::ContextLoad(..) => width,
            // Our own functions put zeros above what they return.
            Operation::CallFunction(..) => width,
            _ => 64,
        }
    }

    /// Who wants zeros above the width of a value.
    fn find_wanted(&mut self, body: &Body<'_>) {
        let narrow_compares = if body.target.level >= InstructionLevel::V3 { 16 } else { 32 };
        let mut wanted: Vec<Value> = Vec::new();
        for one in body.instructions() {
            match &one.operation {
                Operation::Convert(Conversion::ZeroExtend, value) => wanted.push(*value),
                Operation::Binary(
                    BinaryOperator::DivideUnsigned | BinaryOperator::RemainderUnsigned,
                    left,
                    right,
                ) => wanted.extend([*left, *right]),
                Operation::Binary(BinaryOperator::ShiftRight, left, _) => wanted.push(*left),
                Operation::Compare(comparison, left, right)
                    if self.width(*left) <= narrow_compares && !is_signed(*comparison) =>
                {
                    match comparison {
                        Comparison::Test if self.width(*left) < 32 && self.number(*right).is_some() => {}
                        Comparison::Test if self.width(*left) < 32 => wanted.push(*right),
                        _ => wanted.extend([*left, *right]),
                    }
                }
                Operation::CallHelper(_, arguments)
                | Operation::CallFunction(_, arguments)
                | Operation::CallKernel(_, arguments) => wanted.extend(arguments),
                _ => {}
            }
        }
        for (_, end) in body.ends() {
            match end {
                Terminator::Switch { value, .. } if self.width(*value) <= narrow_compares => {
                    wanted.push(*value)
                }
                Terminator::Return(Some(value)) => match body.function.kind {
                    // The kernel looks at the sign of some programs' results in all 64 bits.
                    FunctionKind::Program { .. } if self.number(*value).is_some() => {}
                    _ => wanted.push(*value),
                },
                _ => {}
            }
        }
        let mut givers: Table<Value, Vec<Value>> = self.types.keys().map(|_| vec![]).collect();
        for (Definition { value, .. }, from) in body.given() {
            givers[value].push(from.value());
        }
        while let Some(value) = wanted.pop() {
            if !std::mem::replace(&mut self.wanted[value], true) {
                wanted.extend(&givers[value]);
            }
        }
    }

    /// Which conditions only ends of blocks look at: they are compared where they are looked at.
    fn find_conditions(&mut self, body: &Body<'_>) {
        let mut others: Table<Value, u32> = self.uses.values().copied().collect();
        for (_, end) in body.ends() {
            if let Terminator::Branch { condition, .. } = end {
                others[*condition] -= 1;
            }
        }
        let mut definitions: Vec<&Instruction> = body.instructions().collect();
        // The opposite of a condition is looked at before the condition itself.
        definitions.reverse();
        for one in definitions {
            let Some(Definition { value, ty: Type::Bool }) = one.result else { continue };
            if others[value] > 0 || self.number(value).is_some() {
                continue;
            }
            match one.operation {
                Operation::Compare(..) => self.conditions[value] = Some(one.operation.clone()),
                Operation::Negate(of) => {
                    others[of] -= 1;
                    self.conditions[value] = Some(one.operation.clone());
                }
                _ => {}
            }
        }
    }

    fn find_homes(&mut self, body: &Body<'_>) {
        for one in body.instructions() {
            let Some(Definition { value, .. }) = one.result else { continue };
            match one.operation {
                Operation::SlotAddress(slot) => self.homes[value] = Home::Slot(slot, 0),
                Operation::MapAddress(map) => self.homes[value] = Home::Map(map),
                Operation::GlobalAddress(global) => self.homes[value] = Home::Global(global, 0),
                _ => {}
            }
        }
        // A parameter that is the same wherever its block comes from is what it is given. What such a one is, others may be as
        // well, so this is done until nothing changes; values are replaced by ones that dominate them.
        let given = body.given();
        let mut joined: Table<Value, Vec<Given>> = self.types.keys().map(|_| vec![]).collect();
        for &(Definition { value, .. }, from) in &given {
            joined[value].push(from);
        }
        loop {
            let before = self.homes.clone();
            for &block in body.flow.order() {
                for &Definition { value, .. } in &body.function.blocks[block].parameters {
                    self.home_of_parameter(value, &joined[value]);
                }
                for one in &body.function.blocks[block].instructions {
                    if let Some(result) = one.result {
                        self.home_of_result(result, &one.operation);
                    }
                }
            }
            if self.homes == before {
                return;
            }
        }
    }

    fn home_of_parameter(&mut self, value: Value, given: &[Given]) {
        let own = Home::Register(value, 0);
        let mut found = None;
        for from in given {
            let home = match *from {
                Given::Value(from) if self.wants_zeros(from) != self.wants_zeros(value) => return,
                Given::Value(from) | Given::Proved(from) => self.homes[from],
                Given::Bounded(_) => return,
            };
            if home != own && *found.get_or_insert(home) != home {
                return;
            }
        }
        if let Some(home) = found {
            self.homes[value] = home;
        }
    }

    fn home_of_result(&mut self, Definition { value, .. }: Definition, operation: &Operation) {
        let of = match *operation {
            Operation::Offset(base, offset) => behind(self.homes[base], offset),
            Operation::View(base, _) | Operation::ContextAddress(base) => Some(self.homes[base]),
            Operation::Convert(Conversion::ZeroExtend, from) => Some(self.homes[from]),
            Operation::Convert(Conversion::Truncate, from) if !self.wants_zeros(value) => {
                match self.homes[from] {
                    Home::Number(number) => Some(Home::Number(low(self.width(value), number))),
                    home => Some(home),
                }
            }
            _ => None,
        };
        if let (Some(home), true) = (of, self.number(value).is_none()) {
            self.homes[value] = home;
        }
    }
}

fn behind(home: Home, offset: u32) -> Option<Home> {
    Some(match home {
        Home::Slot(slot, at) => Home::Slot(slot, at.saturating_add(offset)),
        Home::Global(global, at) => Home::Global(global, at.saturating_add(offset)),
        Home::Register(value, at) => Home::Register(value, at.saturating_add(offset)),
        Home::Number(_) | Home::Map(_) => return None,
    })
}

/// Whether a comparison is of numbers with signs.
pub(crate) const fn is_signed(comparison: Comparison) -> bool {
    matches!(
        comparison,
        Comparison::LessSigned
            | Comparison::LessOrEqualSigned
            | Comparison::GreaterSigned
            | Comparison::GreaterOrEqualSigned
    )
}

/// How far behind the register or slot of its base an address is.
pub(crate) const fn total(address: Address, before: u32) -> u32 {
    address.offset.saturating_add(before)
}
