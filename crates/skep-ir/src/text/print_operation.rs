//! Prints what instructions and the ends of blocks do.

use super::print::{Behind, Name, Names, Numbered};
use crate::{Access, Address, ContextPlace, Operation, Ordering, Target, Terminator, Value};
use std::fmt;

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.base, Behind(self.offset))
    }
}

impl fmt::Display for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.fmt(f)?;
        for (at, number) in self.path.iter().enumerate() {
            write!(f, "{}{number}", if at == 0 { ' ' } else { ':' })?;
        }
        Ok(())
    }
}

impl fmt::Display for ContextPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name, 0) => Name(name).fmt(f),
            Self::Field(name, element) => write!(f, "{}[{element}]", Name(name)),
            Self::Offset(offset) => write!(f, "+{offset}"),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.block.fmt(f)?;
        if self.arguments.is_empty() { Ok(()) } else { list(f, &self.arguments) }
    }
}

/// Values in parentheses.
fn list(f: &mut fmt::Formatter<'_>, values: &[Value]) -> fmt::Result {
    for (at, value) in values.iter().enumerate() {
        write!(f, "{}{value}", if at == 0 { "(" } else { ", " })?;
    }
    f.write_str(if values.is_empty() { "()" } else { ")" })
}

const fn volatile(ordering: Ordering) -> &'static str {
    match ordering {
        Ordering::Plain => "",
        Ordering::Volatile => "volatile ",
    }
}

impl Names<'_> {
    pub(super) fn operation(self, f: &mut fmt::Formatter<'_>, operation: &Operation) -> fmt::Result {
        match operation {
            Operation::Constant(number) => write!(f, "const {number}"),
            Operation::Binary(operator, left, right) => write!(f, "{} {left}, {right}", operator.word()),
            Operation::Compare(comparison, left, right) => write!(f, "{} {left}, {right}", comparison.word()),
            Operation::Negate(value) => write!(f, "neg {value}"),
            Operation::Convert(conversion, value) => write!(f, "{} {value}", conversion.word()),
            Operation::Bytes(order, value) => write!(f, "{} {value}", order.word()),
            Operation::Mask(value, bound) => write!(f, "mask {value}, {bound}"),
            Operation::Offset(base, offset) => write!(f, "offset {base}, {offset}"),
            Operation::Index { base, index, stride } => write!(f, "index {base}, {index}, {stride}"),
            Operation::View(base, size) => write!(f, "view {base}, {size}"),
            Operation::SlotAddress(slot) => write!(f, "slot {slot}"),
            Operation::MapAddress(map) => write!(f, "map {}", self.map(*map)),
            Operation::GlobalAddress(global) => write!(f, "global {}", self.global(*global)),
            Operation::Load(address, ordering) => write!(f, "load {}{address}", volatile(*ordering)),
            Operation::Store(value, address, ordering) => {
                write!(f, "store {}{value}, {address}", volatile(*ordering))
            }
            Operation::Copy { to, from, size } => write!(f, "copy {to}, {from}, {size}"),
            Operation::Zero { to, size } => write!(f, "zero {to}, {size}"),
            Operation::Atomic(operator, value, address) => {
                write!(f, "{} {value}, {address}", operator.word())
            }
            Operation::CompareExchange { address, expected, new } => {
                write!(f, "compare_exchange {address}, {expected}, {new}")
            }
            Operation::CallHelper(helper, arguments) => {
                write!(f, "call helper {}", Numbered(helper.name(), helper.0))?;
                list(f, arguments)
            }
            Operation::CallFunction(function, arguments) => {
                write!(f, "call function {}", self.function(*function))?;
                list(f, arguments)
            }
            Operation::CallKernel(function, arguments) => {
                write!(f, "call kfunc {}", self.kernel_function(*function))?;
                list(f, arguments)
            }
            Operation::Relocation(kind, access) => write!(f, "relocation {kind} {access}"),
            Operation::ReadField(base, access) => write!(f, "read_field {base}, {access}"),
            Operation::FieldAddress(base, access) => write!(f, "field_address {base}, {access}"),
            Operation::PacketStart(context) => write!(f, "packet_start {context}"),
            Operation::PacketEnd(context) => write!(f, "packet_end {context}"),
            Operation::MetadataStart(context) => write!(f, "metadata_start {context}"),
            Operation::MetadataEnd(context) => write!(f, "metadata_end {context}"),
            Operation::PacketRest(pointer, end) => write!(f, "packet_rest {pointer}, {end}"),
            Operation::ContextAddress(context) => write!(f, "context_address {context}"),
            Operation::ContextLoad(context, place) => write!(f, "context_load {context}, {place}"),
            Operation::ContextStore(value, context, place) => {
                write!(f, "context_store {value}, {context}, {place}")
            }
            Operation::TailCall { context, map, index } => write!(f, "tail_call {context}, {map}, {index}"),
        }
    }

    pub(super) fn terminator(self, f: &mut fmt::Formatter<'_>, terminator: &Terminator) -> fmt::Result {
        match terminator {
            Terminator::Jump(target) => write!(f, "jump {target}"),
            Terminator::Branch { condition, then, otherwise } => {
                write!(f, "branch {condition}, {then}, {otherwise}")
            }
            Terminator::Switch { value, cases, default } => {
                write!(f, "switch {value}, [")?;
                for (at, (number, target)) in cases.iter().enumerate() {
                    write!(f, "{}{number}: {target}", if at == 0 { "" } else { ", " })?;
                }
                write!(f, "], {default}")
            }
            Terminator::IfNull { pointer, null, some } => write!(f, "if_null {pointer}, {null}, {some}"),
            Terminator::IfPacket { pointer, end, size, fits, short } => {
                write!(f, "if_packet {pointer}, {end}, {size}, {fits}, {short}")
            }
            Terminator::IfBelow { value, bound, inside, outside } => {
                write!(f, "if_below {value}, {bound}, {inside}, {outside}")
            }
            Terminator::Return(None) => f.write_str("return"),
            Terminator::Return(Some(value)) => write!(f, "return {value}"),
            Terminator::Abort => f.write_str("abort"),
            Terminator::Unreachable => f.write_str("unreachable"),
        }
    }
}
