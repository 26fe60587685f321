//! Which values instructions and ends use, to be read and to be replaced; and where ends lead.

use crate::{Address, Operation, Target, Terminator, Value};

/// The operands of an operation, shared or to be changed, in the order of the text: at most three by name, or a list.
macro_rules! operands {
    ($operation:expr, $none:expr) => {
        match $operation {
            Operation::Constant(_)
            | Operation::SlotAddress(_)
            | Operation::MapAddress(_)
            | Operation::GlobalAddress(_)
            | Operation::Relocation(..) => ([None, None, None], $none),
            Operation::Binary(_, left, right)
            | Operation::Compare(_, left, right)
            | Operation::PacketRest(left, right) => ([Some(left), Some(right), None], $none),
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
            | Operation::MetadataStart(one)
            | Operation::MetadataEnd(one)
            | Operation::ContextAddress(one)
            | Operation::ContextLoad(one, _) => ([Some(one), None, None], $none),
            Operation::Index { base, index, .. } => ([Some(base), Some(index), None], $none),
            Operation::Store(value, Address { base, .. }, _)
            | Operation::Atomic(_, value, Address { base, .. })
            | Operation::ContextStore(value, base, _) => ([Some(value), Some(base), None], $none),
            Operation::Copy { to: Address { base: to, .. }, from: Address { base: from, .. }, .. } => {
                ([Some(to), Some(from), None], $none)
            }
            Operation::CompareExchange { address: Address { base, .. }, expected, new } => {
                ([Some(base), Some(expected), Some(new)], $none)
            }
            Operation::CallHelper(_, arguments)
            | Operation::CallFunction(_, arguments)
            | Operation::CallKernel(_, arguments) => ([None, None, None], arguments),
            Operation::TailCall { context, map, index } => ([Some(context), Some(map), Some(index)], $none),
        }
    };
}

impl Operation {
    /// The values it uses, in the order of the text.
    pub fn operands(&self) -> impl Iterator<Item = &Value> {
        let (few, many): (_, &[Value]) = operands!(self, &[]);
        few.into_iter().flatten().chain(many)
    }

    /// The values it uses, to be replaced.
    pub fn operands_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        let (few, many): (_, &mut [Value]) = operands!(self, &mut []);
        few.into_iter().flatten().chain(many)
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

    /// Where it may go on, in the order of the text, one after another.
    pub(crate) fn each_target(&self) -> impl Iterator<Item = &Target> {
        let (few, cases): ([Option<&Target>; 2], &[(i64, Target)]) = match self {
            Self::Jump(target) => ([Some(target), None], &[]),
            Self::Branch { then: one, otherwise: other, .. }
            | Self::IfNull { null: one, some: other, .. }
            | Self::IfPacket { fits: one, short: other, .. }
            | Self::IfBelow { inside: one, outside: other, .. } => ([Some(one), Some(other)], &[]),
            Self::Switch { cases, default, .. } => ([None, Some(default)], cases),
            Self::Return(_) | Self::Abort | Self::Unreachable => ([None, None], &[]),
        };
        cases.iter().map(|(_, target)| target).chain(few.into_iter().flatten())
    }

    /// Where it may go on, in the order of the text.
    pub fn targets(&self) -> Vec<&Target> {
        self.each_target().collect()
    }

    /// Where it may go on, to be replaced.
    pub fn targets_mut(&mut self) -> Vec<&mut Target> {
        match self {
            Self::Jump(target) => vec![target],
            Self::Branch { then: one, otherwise: other, .. }
            | Self::IfNull { null: one, some: other, .. }
            | Self::IfPacket { fits: one, short: other, .. }
            | Self::IfBelow { inside: one, outside: other, .. } => vec![one, other],
            Self::Switch { cases, default, .. } => {
                cases.iter_mut().map(|(_, target)| target).chain([default]).collect()
            }
            Self::Return(_) | Self::Abort | Self::Unreachable => vec![],
        }
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
