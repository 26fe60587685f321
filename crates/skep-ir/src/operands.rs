//! Which values instructions and ends use, to be read and to be replaced; and where ends lead.

use crate::{Address, Operation, Target, Terminator, Value};

/// The operands of an operation, shared or to be changed, in the order of the text.
macro_rules! operands {
    ($operation:expr, $($iter:tt)+) => {
        match $operation {
            Operation::Constant(_)
            | Operation::SlotAddress(_)
            | Operation::MapAddress(_)
            | Operation::GlobalAddress(_)
            | Operation::Relocation(..) => vec![],
            Operation::Binary(_, left, right) | Operation::Compare(_, left, right) => vec![left, right],
            Operation::Negate(one)
            | Operation::Convert(_, one)
            | Operation::Bytes(_, one)
            | Operation::Mask(one, _)
            | Operation::Offset(one, _)
            | Operation::View(one, _)
            | Operation::Load(Address { base: one, .. }, _)
            | Operation::Zero { to: Address { base: one, .. }, .. }
            | Operation::ReadField(one, _)
            | Operation::FieldAddress(one, _)
            | Operation::PacketStart(one)
            | Operation::PacketEnd(one)
            | Operation::ContextAddress(one)
            | Operation::ContextLoad(one, _) => vec![one],
            Operation::Index { base, index, .. } => vec![base, index],
            Operation::Store(value, Address { base, .. }, _)
            | Operation::Atomic(_, value, Address { base, .. })
            | Operation::ContextStore(value, base, _) => vec![value, base],
            Operation::Copy { to: Address { base: to, .. }, from: Address { base: from, .. }, .. } => vec![to, from],
            Operation::CompareExchange { address: Address { base, .. }, expected, new } => vec![base, expected, new],
            Operation::CallHelper(_, arguments)
            | Operation::CallFunction(_, arguments)
            | Operation::CallKernel(_, arguments) => arguments.$($iter)+.collect(),
            Operation::TailCall { context, map, index } => vec![context, map, index],
        }
    };
}

/// The targets of an end, shared or to be changed, in the order of the text.
macro_rules! targets {
    ($terminator:expr, $($iter:tt)+) => {
        match $terminator {
            Terminator::Jump(target) => vec![target],
            Terminator::Branch { then, otherwise, .. } => vec![then, otherwise],
            Terminator::Switch { cases, default, .. } => {
                cases.$($iter)+.map(|(_, target)| target).chain([default]).collect()
            }
            Terminator::IfNull { null, some, .. } => vec![null, some],
            Terminator::IfPacket { fits, short, .. } => vec![fits, short],
            Terminator::IfBelow { inside, outside, .. } => vec![inside, outside],
            Terminator::Return(_) | Terminator::Abort | Terminator::Unreachable => vec![],
        }
    };
}

impl Operation {
    /// The values it uses, in the order of the text.
    pub fn operands(&self) -> Vec<&Value> {
        operands!(self, iter())
    }

    /// The values it uses, to be replaced.
    pub fn operands_mut(&mut self) -> Vec<&mut Value> {
        operands!(self, iter_mut())
    }
}

impl Terminator {
    /// The values it looks at itself, without those it hands to blocks.
    pub fn inspected(&self) -> Vec<&Value> {
        match self {
            Self::Branch { condition: value, .. }
            | Self::Switch { value, .. }
            | Self::IfNull { pointer: value, .. }
            | Self::IfBelow { value, .. }
            | Self::Return(Some(value)) => vec![value],
            Self::IfPacket { pointer, end, .. } => vec![pointer, end],
            Self::Jump(_) | Self::Return(None) | Self::Abort | Self::Unreachable => vec![],
        }
    }

    /// Every value it uses, to be replaced.
    pub fn operands_mut(&mut self) -> Vec<&mut Value> {
        match self {
            Self::Jump(target) => target.arguments.iter_mut().collect(),
            Self::Branch { condition: value, then: one, otherwise: other }
            | Self::IfNull { pointer: value, null: one, some: other }
            | Self::IfBelow { value, inside: one, outside: other, .. } => {
                [value].into_iter().chain(&mut one.arguments).chain(&mut other.arguments).collect()
            }
            Self::IfPacket { pointer, end, fits, short, .. } => {
                [pointer, end].into_iter().chain(&mut fits.arguments).chain(&mut short.arguments).collect()
            }
            Self::Switch { value, cases, default } => {
                let arguments = cases.iter_mut().flat_map(|(_, target)| &mut target.arguments);
                [value].into_iter().chain(arguments).chain(&mut default.arguments).collect()
            }
            Self::Return(value) => value.iter_mut().collect(),
            Self::Abort | Self::Unreachable => vec![],
        }
    }

    /// Where it may go on, in the order of the text.
    pub fn targets(&self) -> Vec<&Target> {
        targets!(self, iter())
    }

    /// Where it may go on, to be replaced.
    pub fn targets_mut(&mut self) -> Vec<&mut Target> {
        targets!(self, iter_mut())
    }

    /// The target whose first parameter the guard defines, by its place in [`targets`](Self::targets); `None` if it is no
    /// guard.
    pub const fn guarded(&self) -> Option<usize> {
        match self {
            Self::IfNull { .. } => Some(1),
            Self::IfPacket { .. } | Self::IfBelow { .. } => Some(0),
            _ => None,
        }
    }
}
