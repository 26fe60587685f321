//! What the ends of blocks found out of values, and where ends lead by it.

use super::Decision;
use crate::interpret::arithmetic::{binary, bits, compare, negate, signed};
use crate::{Block, Comparison, Conversion, Flow, Function, Operation, Table, Terminator, Type, Value};

/// What is known of the values of a function.
pub(super) struct Known<'m> {
    pub(super) function: &'m Function,
    pub(super) flow: Flow,
    pub(super) types: Table<Value, Option<Type>>,
    /// What each value is made by, and where.
    pub(super) made: Table<Value, Option<(Block, usize)>>,
    /// The block that each parameter is of, and its place.
    pub(super) parameters: Table<Value, Option<(Block, usize)>>,
}

/// A way from a block to another: the place of the target among those of its end.
pub(super) type Edge = (Block, usize);

/// What is known of a value.
#[derive(Clone, Copy)]
enum Fact {
    Is(u64),
    Null,
    Proved(Value),
}

impl<'m> Known<'m> {
    pub(super) fn of(function: &'m Function) -> Self {
        let types = function.types();
        let mut made: Table<Value, Option<(Block, usize)>> = types.keys().map(|_| None).collect();
        let mut parameters = made.clone();
        for (block, body) in function.blocks.iter() {
            for (at, one) in body.instructions.iter().enumerate() {
                one.result.inspect(|result| made[result.value] = Some((block, at)));
            }
            for (at, one) in body.parameters.iter().enumerate() {
                parameters[one.value] = Some((block, at));
            }
        }
        Self { function, flow: Flow::of(function), types, made, parameters }
    }

    pub(super) fn operation(&self, value: Value) -> Option<&'m Operation> {
        let (block, at) = self.made[value]?;
        Some(&self.function.blocks[block].instructions[at].operation)
    }

    fn width(&self, value: Value) -> u32 {
        self.types[value].and_then(Type::bits).unwrap_or(64)
    }

    pub(super) fn terminator(&self, block: Block) -> Option<&'m Terminator> {
        self.function.blocks[block].end.as_ref().map(|end| &end.terminator)
    }

    /// What a way says of a value.
    fn on_edge(&self, (from, at): Edge, value: Value) -> Option<Fact> {
        let terminator = self.terminator(from)?;
        let target = terminator.each_target().nth(at)?;
        match terminator {
            Terminator::Branch { condition, then, otherwise } if then.block != otherwise.block => {
                if *condition == value {
                    return Some(Fact::Is((at == 0).into()));
                }
                let Some(&Operation::Compare(comparison, left, right)) = self.operation(*condition) else {
                    return None;
                };
                let equal = (comparison == Comparison::Equal && at == 0)
                    || (comparison == Comparison::NotEqual && at == 1);
                match self.operation(right) {
                    Some(Operation::Constant(number)) if equal && left == value => {
                        Some(Fact::Is(bits(self.width(right), number.cast_unsigned())))
                    }
                    _ => None,
                }
            }
            Terminator::Switch { value: asked, cases, default } if *asked == value => {
                let &(number, _) = cases.get(at)?;
                let alone = cases.iter().filter(|(_, other)| other.block == target.block).count() == 1
                    && default.block != target.block;
                alone.then(|| Fact::Is(bits(self.width(value), number.cast_unsigned())))
            }
            Terminator::IfNull { pointer, null, some } if *pointer == value && null.block != some.block => {
                if at == 0 {
                    return Some(Fact::Null);
                }
                Some(Fact::Proved(self.function.blocks[some.block].parameters.first()?.value))
            }
            Terminator::IfBelow { value: asked, inside, outside, .. }
                if *asked == value && at == 0 && inside.block != outside.block =>
            {
                Some(Fact::Proved(self.function.blocks[inside.block].parameters.first()?.value))
            }
            _ => None,
        }
    }

    /// The one way to a block, if there is one only.
    fn only_edge(&self, block: Block) -> Option<Edge> {
        let &[from] = self.flow.predecessors(block) else { return None };
        let mut targets = self.terminator(from)?.each_target();
        Some((from, targets.position(|target| target.block == block)?))
    }

    /// What is known of a value in a block.
    fn inside(&self, block: Block, value: Value) -> Option<Fact> {
        let mut at = Some(block);
        while let Some(block) = at {
            if let Some(fact) = self.only_edge(block).and_then(|edge| self.on_edge(edge, value)) {
                return Some(fact);
            }
            at = self.flow.immediate_dominator(block);
        }
        None
    }
}

/// The end of a block, come to on one way or on any.
pub(super) struct View<'k, 'm> {
    pub(super) known: &'k Known<'m>,
    pub(super) block: Block,
    pub(super) edge: Option<Edge>,
}

impl View<'_, '_> {
    /// What a value of the block is where it is come from.
    fn outside(&self, value: Value) -> Value {
        let Some((from, at)) = self.edge else { return value };
        match self.known.parameters[value] {
            Some((block, place)) if block == self.block => {
                let Some(terminator) = self.known.terminator(from) else { return value };
                let proved = usize::from(terminator.guarded() == Some(at));
                let argument = place.checked_sub(proved).and_then(|place| {
                    terminator.each_target().nth(at).and_then(|target| target.arguments.get(place).copied())
                });
                argument.unwrap_or(value)
            }
            _ => value,
        }
    }

    fn fact(&self, value: Value) -> Option<Fact> {
        match self.edge {
            None => self.known.inside(self.block, value),
            Some(edge) => {
                let value = self.outside(value);
                self.known.on_edge(edge, value).or_else(|| self.known.inside(edge.0, value))
            }
        }
    }

    /// The bits of an integer, if they are known.
    fn constant(&self, value: Value, depth: usize) -> Option<u64> {
        let outside = self.outside(value);
        let width = self.known.width(value);
        if let Some(Operation::Constant(number)) = self.known.operation(outside) {
            return Some(bits(width, number.cast_unsigned()));
        }
        if let Some(Fact::Is(number)) = self.fact(value) {
            return Some(number);
        }
        let deeper = depth.checked_sub(1)?;
        // What another block computed was computed from what was known there.
        let (block, _) = self.known.made[value]?;
        if block != self.block {
            return None;
        }
        let of = |value| self.constant(value, deeper);
        match *self.known.operation(value)? {
            Operation::Binary(operator, left, right) => Some(binary(operator, width, of(left)?, of(right)?)),
            Operation::Compare(comparison, left, right) => {
                Some(compare(comparison, self.known.width(left), of(left)?, of(right)?).into())
            }
            Operation::Negate(one) => Some(negate(width, of(one)?)),
            Operation::Convert(Conversion::ZeroExtend | Conversion::Truncate, one) => {
                Some(bits(width, of(one)?))
            }
            Operation::Convert(Conversion::SignExtend, one) => {
                Some(bits(width, signed(self.known.width(one), of(one)?).cast_unsigned()))
            }
            _ => None,
        }
    }

    /// Where the end of the block leads.
    pub(super) fn decision(&self) -> Option<Decision> {
        let target = |target| Some(Decision { target, proof: None });
        match self.known.terminator(self.block)? {
            Terminator::Branch { condition, .. } => match self.constant(*condition, 4)? {
                0 => target(1),
                _ => target(0),
            },
            Terminator::Switch { value, cases, .. } => {
                let number = self.constant(*value, 4)?;
                let width = self.known.width(*value);
                let case = cases.iter().position(|(case, _)| bits(width, case.cast_unsigned()) == number);
                target(case.unwrap_or(cases.len()))
            }
            Terminator::IfNull { pointer, .. } => {
                let given = self.outside(*pointer);
                if let Some(Type::Pointer { nullable: false, .. }) = self.known.types[given] {
                    return Some(Decision { target: 1, proof: Some(given) });
                }
                if let Some(Operation::Constant(0)) = self.known.operation(given) {
                    return target(0);
                }
                match self.fact(*pointer)? {
                    Fact::Null => target(0),
                    Fact::Proved(proof) => Some(Decision { target: 1, proof: Some(proof) }),
                    Fact::Is(_) => None,
                }
            }
            Terminator::IfBelow { value, bound, .. } => {
                let given = self.outside(*value);
                let proved = match self.fact(*value) {
                    Some(Fact::Proved(proof)) => Some(proof),
                    _ => None,
                };
                let proof = [Some(given), proved].into_iter().flatten().find(
                    |&proof| matches!(self.known.types[proof], Some(Type::Below(known)) if known <= *bound),
                );
                proof.map(|proof| Decision { target: 0, proof: Some(proof) })
            }
            Terminator::Jump(_)
            | Terminator::IfPacket { .. }
            | Terminator::Return(_)
            | Terminator::Abort
            | Terminator::Unreachable => None,
        }
    }
}
