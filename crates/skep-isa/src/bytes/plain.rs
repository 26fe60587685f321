//! An instruction without what is known of it by name, which is small enough to be handed around: as bytes.

use super::{EncodeProblem, Endian, Part, SLOT, Slot, halves, lower_half};
use crate::table::{self, Field, Row};
use crate::{Instruction, Operation, Register};

/// The numbers of an [`Instruction`].
#[derive(Clone, Copy)]
pub(crate) struct Plain {
    pub(crate) operation: Operation,
    pub(crate) dst: Register,
    pub(crate) src: Register,
    pub(crate) offset: i16,
    pub(crate) imm: i64,
}

impl Plain {
    #[inline]
    pub(crate) const fn of(instruction: &Instruction) -> Self {
        let Instruction { operation, dst, src, offset, imm, .. } = *instruction;
        Self { operation, dst, src, offset, imm }
    }

    /// Appends the instruction's 8 or 16 bytes; nothing if it cannot be encoded.
    #[inline]
    pub(crate) fn encode_into(self, endian: Endian, bytes: &mut Vec<u8>) -> Result<(), EncodeProblem> {
        let Some(row) = table::row(self.operation) else {
            return Err(EncodeProblem::NoEncoding(self.operation));
        };
        if !self.encodes(row, false)
            && let Some(problem) = self.problems(false).next()
        {
            return Err(problem);
        }
        let (lower, upper) = halves(self.imm);
        let fixed = |field, operand| if let Field::Is(value) = field { value } else { operand };
        let register = |field, operand: Register| match field {
            Field::Is(value) => value.to_le_bytes()[0],
            _ => operand.number(),
        };
        let first = Slot {
            code: row.code,
            dst: register(row.dst, self.dst),
            src: register(row.src, self.src),
            offset: match row.offset {
                Field::Is(value) => lower_half(value),
                _ => self.offset,
            },
            imm: fixed(row.imm, lower),
        };
        bytes.extend_from_slice(&first.to_bytes(endian));
        if let Operation::LoadImmediate(_) = self.operation {
            let imm = match row.imm {
                Field::Wide | Field::Pair => upper,
                _ => 0,
            };
            let second: [u8; SLOT] = Slot { code: 0, dst: 0, src: 0, offset: 0, imm }.to_bytes(endian);
            bytes.extend_from_slice(&second);
        }
        Ok(())
    }

    /// Whether it can be encoded, as this row of its operation. A name wins over a number.
    #[inline]
    pub(crate) fn encodes(self, row: &Row, is_named: bool) -> bool {
        let unused = |field| matches!(field, Field::Is(_));
        let imm = match row.imm {
            Field::Is(_) => self.imm == 0,
            Field::Number | Field::Function | Field::Target => is_named || i32::try_from(self.imm).is_ok(),
            _ => true,
        };
        imm && !(unused(row.dst) && self.dst != Register::R0)
            && !(unused(row.src) && self.src != Register::R0)
            && !(unused(row.offset) && self.offset != 0)
    }

    /// Why it cannot be encoded; nothing if it [can](Self::encodes).
    pub(crate) fn problems(self, is_named: bool) -> impl Iterator<Item = EncodeProblem> + use<> {
        let row = table::row(self.operation);
        let no_encoding = row.is_none().then_some(EncodeProblem::NoEncoding(self.operation));
        let operands = [
            (Part::Dst, row.map(|row| row.dst), i64::from(self.dst.number())),
            (Part::Src, row.map(|row| row.src), i64::from(self.src.number())),
            (Part::Offset, row.map(|row| row.offset), i64::from(self.offset)),
            (Part::Imm, row.map(|row| row.imm), self.imm),
        ];
        no_encoding.into_iter().chain(operands.into_iter().filter_map(
            move |(part, field, value)| match field? {
                Field::Is(_) if value != 0 => Some(EncodeProblem::UnusedOperand { part, value }),
                Field::Number | Field::Function | Field::Target
                    if !is_named && i32::try_from(value).is_err() =>
                {
                    Some(EncodeProblem::ImmediateOutOfRange(value))
                }
                _ => None,
            },
        ))
    }
}
