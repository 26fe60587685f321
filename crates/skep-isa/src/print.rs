//! Instructions as text, in the dialect of LLVM's assembler.
//!
//! The text is what `llvm-objdump -d --mcpu=v4 --no-print-imm-hex` prints, with three additions where LLVM leaves out
//! an operand, so that no two different instructions of one operation read the same. They appear only if the operand
//! is not 0: the upper half of a pair (`ld_pseudo r1, 2, 5, 8`), the immediate of a packet load
//! (`r0 = *(u8 *)skb[r1 + 4]`), the module of a kernel function (`call 7, module 1`).
//!
//! What is known by name is printed by name: `goto out`, `call fib`, `r1 = COUNTS ll`, and with the offset always
//! added for the address of a byte in a map's value: `r1 = COUNTS+0 ll`. (LLVM's text says `call 7` for a helper, a
//! function at a distance and a kernel function alike.)

use crate::bytes::halves;
use crate::table::{self, Field, Row};
use crate::{Immediate, Instruction, Operation};
use std::fmt;

impl fmt::Display for Instruction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(row) = table::row(self.operation) else {
            return write!(f, "{:?}", self.operation);
        };
        if let (Operation::LoadImmediate(what), Some(reference)) = (self.operation, &self.reference) {
            write!(f, "{} = {}", self.dst, reference.name())?;
            if let Immediate::MapValue | Immediate::MapValueByIndex = what {
                write!(f, "+{}", halves(self.imm).1.cast_unsigned())?;
            }
            return f.write_str(" ll");
        }
        let mut text = row.text;
        while let Some((before, place, after)) = next_place(text) {
            f.write_str(before)?;
            self.print_operand(row, place, f)?;
            text = after;
        }
        f.write_str(text)
    }
}

/// Divides the text at its first `{place}`: before it, the place's name, after it.
fn next_place(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (place, after) = rest.split_once('}')?;
    Some((before, place, after))
}

impl Instruction {
    fn print_operand(&self, row: &Row, place: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = halves(self.imm);
        let (low, high) = (low.cast_unsigned(), high.cast_unsigned());
        match place {
            "dst" => write!(f, "{}", self.dst.number()),
            "src" => write!(f, "{}", self.src.number()),
            "offset" if self.offset < 0 => write!(f, "- {}", self.offset.unsigned_abs()),
            "offset" => write!(f, "+ {}", self.offset),
            "imm" => match &self.reference {
                Some(reference) if row.imm == Field::Function => f.write_str(reference.name()),
                _ => write!(f, "{}", self.imm),
            },
            "target" => match &self.reference {
                Some(reference) => f.write_str(reference.name()),
                None if row.imm == Field::Target => write!(f, "{:+}", self.imm),
                None => write!(f, "{:+}", self.offset),
            },
            "low" => write!(f, "{low}"),
            "high" if high != 0 => write!(f, ", {high}"),
            "plus" if self.imm < 0 => write!(f, " - {}", self.imm.unsigned_abs()),
            "plus" if self.imm > 0 => write!(f, " + {}", self.imm),
            "module" if self.offset != 0 => write!(f, ", module {}", self.offset),
            "to" => write!(f, "{}", low >> 16),
            "from" => write!(f, "{}", low & 0xffff),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registers::*;
    use crate::{Atomic, Callee, Reference, Size};

    fn check(instruction: &Instruction, text: &str) {
        assert_eq!(instruction.to_string(), text);
    }

    #[test]
    fn operands_that_llvm_leaves_out_are_shown_if_they_are_not_zero() {
        let packet = Instruction { src: R1, ..Instruction::new(Operation::LoadPacketIndirect(Size::Byte)) };
        check(&packet, "r0 = *(u8 *)skb[r1]");
        check(&Instruction { imm: 4, ..packet.clone() }, "r0 = *(u8 *)skb[r1 + 4]");
        check(&Instruction { imm: -4, ..packet }, "r0 = *(u8 *)skb[r1 - 4]");

        let kfunc = Instruction { imm: 7, ..Instruction::new(Operation::Call(Callee::Kfunc)) };
        check(&kfunc, "call 7");
        check(&Instruction { offset: 1, ..kfunc }, "call 7, module 1");

        let value = Instruction { imm: 5, ..Instruction::new(Operation::LoadImmediate(Immediate::MapValue)) };
        check(&value, "ld_pseudo r0, 2, 5");
        check(&Instruction { imm: -1, ..value }, "ld_pseudo r0, 2, 4294967295, 4294967295");
    }

    #[test]
    fn names_win_over_numbers() {
        let refer = |operation, reference| Instruction {
            imm: 3 << 32 | 9,
            reference: Some(reference),
            ..Instruction::new(operation)
        };
        let map = Reference::Map("COUNTS".into());
        check(&refer(Operation::LoadImmediate(Immediate::Map), map.clone()), "r0 = COUNTS ll");
        check(&refer(Operation::LoadImmediate(Immediate::MapValue), map), "r0 = COUNTS+3 ll");
        let function = Reference::Function("fib".into());
        check(&refer(Operation::LoadImmediate(Immediate::Function), function.clone()), "r0 = fib ll");
        check(&refer(Operation::Call(Callee::Function), function), "call fib");
        let label = Reference::Label("out".into());
        check(&refer(Operation::Goto, label.clone()), "goto out");
        check(&refer(Operation::GotoLong, label.clone()), "gotol out");
        check(&refer(Operation::MayGoto, label), "may_goto out");
    }

    #[test]
    fn an_operation_without_an_encoding_reads_as_its_name() {
        check(&Instruction::new(Operation::Atomic(Atomic::Add, Size::Byte)), "Atomic(Add, Byte)");
    }
}
