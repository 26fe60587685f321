//! Puts cheaper operations for dearer ones, and fewer for several.
//!
//! What stays to be done is found from what the operands are: constants, results of other operations, and how many of their lower bits may be set.

mod operations;

use super::Scope;
use crate::interpret::arithmetic::{bits, signed};
use crate::substitute::{replace, resolve};
use crate::{
    Address, BinaryOperator, Conversion, Definition, Flow, Function, Instruction, LocationId, Operation,
    Region, Slot, SlotDeclaration, Table, Target, Terminator, Type, Value,
};
use operations::opposite;

/// The largest offset that an address has: what one instruction can hold.
const MOST_OFFSET: u32 = i16::MAX.cast_unsigned() as u32;

pub(super) fn run(scope: &Scope<'_>, function: &mut Function) {
    let types: Vec<Option<Type>> = function.types().values().copied().collect();
    let mut work = Work {
        scope,
        slots: function.slots.clone(),
        operations: types.iter().map(|_| None).collect(),
        significant: types.iter().map(|ty| ty.and_then(Type::bits).unwrap_or(64)).collect(),
        types,
        new: Vec::new(),
        location: None,
    };
    let mut same: Table<Value, Value> =
        (0..work.types.len()).filter_map(|at| u32::try_from(at).ok()).map(Value).collect();
    for &block in Flow::of(function).order() {
        let old = std::mem::take(&mut function.blocks[block].instructions);
        for mut one in old {
            one.operation.operands_mut().for_each(|value| *value = resolve(&mut same, *value));
            work.location = one.location;
            address(&work, &mut one.operation, one.result.and_then(|result| result.ty.bytes()));
            if let Some(result) = one.result {
                match work.simpler(&one.operation, result.ty) {
                    Some(Simpler::Operation(operation)) => one.operation = operation,
                    Some(Simpler::Value(value)) if work.ty(value).is_some_and(|ty| ty.serves(result.ty)) => {
                        same[result.value] = value;
                    }
                    _ => {}
                }
                work.learn(result, &one.operation);
            }
            for made in work.new.drain(..) {
                same.push(made.result.map_or(Value(0), |result| result.value));
                function.blocks[block].instructions.push(made);
            }
            function.blocks[block].instructions.push(one);
        }
        if let Some(end) = &mut function.blocks[block].end {
            end.terminator.operands_mut().into_iter().for_each(|value| *value = resolve(&mut same, *value));
            work.end(&mut end.terminator);
        }
    }
    replace(function, &mut same);
}

/// What an operation becomes.
enum Simpler {
    Operation(Operation),
    Value(Value),
}

struct Work<'m> {
    scope: &'m Scope<'m>,
    slots: Table<Slot, SlotDeclaration>,
    types: Vec<Option<Type>>,
    operations: Vec<Option<Operation>>,
    /// How many of the lower bits of an integer may be set.
    significant: Vec<u32>,
    /// What stands before the instruction that is being simplified.
    new: Vec<Instruction>,
    location: Option<LocationId>,
}

fn index(value: Value) -> usize {
    usize::try_from(value.0).unwrap_or(usize::MAX)
}

/// Takes what is added to a pointer into the address of the access.
fn address(work: &Work<'_>, operation: &mut Operation, read: Option<u32>) {
    let fold = |address: &mut Address, size: u32| {
        loop {
            let (base, further) = match work.operation(address.base) {
                Some(&Operation::Offset(base, further)) => (base, Some(further)),
                Some(&Operation::Index { base, index, stride }) => (base, work.element(index, stride)),
                _ => return,
            };
            let offset = further.and_then(|further| address.offset.checked_add(further));
            let Some(offset) = offset else { return };
            let region = work.ty(base).and_then(Type::region);
            let extent = region.and_then(|region| work.extent(region));
            let reached = offset.checked_add(size);
            if offset > MOST_OFFSET || reached.is_none() || reached > extent {
                return;
            }
            *address = Address { base, offset };
        }
    };
    let size = |value: Value| work.ty(value).and_then(|ty| ty.plain().bytes()).unwrap_or(8);
    match operation {
        Operation::Load(address, _) => fold(address, read.unwrap_or(8)),
        Operation::Store(value, address, _) => {
            let size = size(*value);
            fold(address, size);
        }
        Operation::Atomic(_, value, address) | Operation::CompareExchange { address, new: value, .. } => {
            let size = size(*value);
            fold(address, size);
        }
        Operation::Copy { to, from, size } => {
            fold(to, *size);
            fold(from, *size);
        }
        Operation::Zero { to, size } => fold(to, *size),
        _ => {}
    }
}

impl Work<'_> {
    fn ty(&self, value: Value) -> Option<Type> {
        self.types.get(index(value)).copied().flatten()
    }

    /// How many bytes behind the first an element begins, if its number is known.
    fn element(&self, number: Value, stride: u32) -> Option<u32> {
        u32::try_from(self.constant(number)?).ok()?.checked_mul(stride)
    }

    /// How many bytes there are behind a pointer to a region.
    fn extent(&self, region: Region) -> Option<u32> {
        self.scope.module.extent(&self.slots, region)
    }

    fn operation(&self, value: Value) -> Option<&Operation> {
        self.operations.get(index(value)).and_then(Option::as_ref)
    }

    fn width(&self, value: Value) -> u32 {
        self.ty(value).and_then(Type::bits).unwrap_or(64)
    }

    /// The bits of a constant.
    fn constant(&self, value: Value) -> Option<u64> {
        match self.operation(value)? {
            Operation::Constant(number) => Some(bits(self.width(value), number.cast_unsigned())),
            _ => None,
        }
    }

    fn significant(&self, value: Value) -> u32 {
        self.significant.get(index(value)).copied().unwrap_or(64)
    }

    /// Notes what a value is.
    fn learn(&mut self, result: Definition, operation: &Operation) {
        let width = result.ty.bits().unwrap_or(64);
        let known = match *operation {
            Operation::Constant(number) => 64 - bits(width, number.cast_unsigned()).leading_zeros(),
            Operation::Convert(Conversion::ZeroExtend | Conversion::Truncate, value) => {
                self.significant(value)
            }
            Operation::Binary(BinaryOperator::And, left, right) => {
                self.significant(left).min(self.significant(right))
            }
            Operation::Binary(BinaryOperator::Or | BinaryOperator::Xor, left, right) => {
                self.significant(left).max(self.significant(right))
            }
            Operation::Binary(BinaryOperator::Add, left, right) => {
                self.significant(left).max(self.significant(right)) + 1
            }
            Operation::Binary(BinaryOperator::ShiftRight, left, right) => match self.constant(right) {
                Some(amount) => {
                    let amount = u32::try_from(amount % u64::from(width)).unwrap_or(0);
                    self.significant(left).saturating_sub(amount)
                }
                None => self.significant(left),
            },
            Operation::Binary(
                BinaryOperator::DivideUnsigned | BinaryOperator::RemainderUnsigned,
                left,
                _,
            ) => self.significant(left),
            Operation::Mask(_, bound) => bound.trailing_zeros(),
            _ => width,
        };
        let below = match result.ty {
            Type::Below(bound) => 32 - bound.saturating_sub(1).leading_zeros(),
            _ => width,
        };
        let at = index(result.value);
        if let (Some(operations), Some(significant)) =
            (self.operations.get_mut(at), self.significant.get_mut(at))
        {
            *operations = Some(operation.clone());
            *significant = known.min(width).min(below);
        }
    }

    /// Adds an instruction before the one that is being simplified.
    fn add(&mut self, operation: Operation, ty: Type) -> Value {
        let value = Value(u32::try_from(self.types.len()).unwrap_or(u32::MAX));
        let result = Definition { value, ty };
        self.types.push(Some(ty));
        self.operations.push(None);
        self.significant.push(64);
        self.learn(result, &operation);
        self.new.push(Instruction { result: Some(result), operation, location: self.location });
        value
    }

    fn number(&mut self, ty: Type, number: u64) -> Value {
        let ty = ty.plain();
        let shown = match ty {
            Type::Bool => number.cast_signed(),
            _ => signed(ty.bits().unwrap_or(64), number),
        };
        self.add(Operation::Constant(shown), ty)
    }

    fn simpler(&mut self, operation: &Operation, ty: Type) -> Option<Simpler> {
        match *operation {
            Operation::Binary(operator, left, right) => self.binary(operator, left, right, ty),
            Operation::Compare(comparison, left, right) => self.compare(comparison, left, right),
            Operation::Convert(conversion, value) => self.convert(conversion, value, ty),
            Operation::Negate(value) => match *self.operation(value)? {
                Operation::Negate(inner) => Some(Simpler::Value(inner)),
                Operation::Compare(comparison, left, right) => {
                    Some(Simpler::Operation(Operation::Compare(opposite(comparison)?, left, right)))
                }
                _ => None,
            },
            Operation::Bytes(order, value) => self.bytes(order, value, ty),
            Operation::Mask(value, bound) => match self.ty(value) {
                Some(Type::Below(known)) if known <= bound => Some(Simpler::Value(value)),
                _ => None,
            },
            Operation::Index { base, index, stride } => {
                let further = self.element(index, stride)?;
                let region = self.ty(base).and_then(Type::region)?;
                let rest = self.extent(region)?.checked_sub(further)?;
                let serves = Type::pointer(region.behind(further, rest)).serves(ty);
                serves.then_some(Simpler::Operation(Operation::Offset(base, further)))
            }
            Operation::Offset(base, 0) => Some(Simpler::Value(base)),
            Operation::Offset(base, further) => match *self.operation(base)? {
                Operation::Offset(first, before) => {
                    let whole = before.checked_add(further)?;
                    Some(Simpler::Operation(Operation::Offset(first, whole)))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn end(&self, terminator: &mut Terminator) {
        match terminator {
            Terminator::Branch { condition, then, otherwise } => {
                if let Some(&Operation::Negate(inner)) = self.operation(*condition) {
                    *condition = inner;
                    std::mem::swap(then, otherwise);
                }
            }
            Terminator::Switch { value, cases, .. } => {
                let Some(&Operation::Bytes(order, inner)) = self.operation(*value) else { return };
                let width = self.width(inner);
                let swapped: Option<Vec<(i64, Target)>> = cases
                    .iter()
                    .map(|(case, target)| {
                        let number = self.swapped(order, width, bits(width, case.cast_unsigned()))?;
                        Some((signed(width, number), target.clone()))
                    })
                    .collect();
                if let Some(swapped) = swapped {
                    *value = inner;
                    *cases = swapped;
                }
            }
            _ => {}
        }
    }
}
