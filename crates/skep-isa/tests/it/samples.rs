//! Instructions to test with: for each row of the table those with the least, the greatest and some other operands.

use skep_isa::table::{Field, Row};
use skep_isa::{Instruction, Register};

const OFFSETS: [i16; 6] = [0, 1, -1, 8, i16::MIN, i16::MAX];
const NUMBERS: [i64; 6] = [0, 1, -1, 0x1234_5678, i32::MIN as i64, i32::MAX as i64];
const WIDE: [i64; 6] = [0, -1, 0x1234_5678_9abc_def0, 0xffff_ffff, i64::MIN, 1 << 32];

/// Instructions of this row: one with each operand of a kind, and the others at a value that is theirs alone.
pub(crate) fn samples(row: &Row) -> Vec<Instruction> {
    let register = |field, other| if let Field::Is(_) = field { Register::R0 } else { other };
    let usual = Instruction {
        dst: register(row.dst, Register::R1),
        src: register(row.src, Register::R2),
        offset: if let Field::Is(_) = row.offset { 0 } else { 3 },
        imm: if let Field::Is(_) = row.imm { 0 } else { 5 },
        ..Instruction::new(row.operation)
    };
    let mut samples = vec![usual.clone()];
    for register in Register::ALL {
        if !matches!(row.dst, Field::Is(_)) {
            samples.push(Instruction { dst: register, ..usual.clone() });
        }
        if !matches!(row.src, Field::Is(_)) {
            samples.push(Instruction { src: register, ..usual.clone() });
        }
    }
    if !matches!(row.offset, Field::Is(_)) {
        samples.extend(OFFSETS.map(|offset| Instruction { offset, ..usual.clone() }));
    }
    let numbers: &[i64] = match row.imm {
        Field::Is(_) => &[],
        Field::Wide | Field::Pair => &WIDE,
        _ => &NUMBERS,
    };
    samples.extend(numbers.iter().map(|&imm| Instruction { imm, ..usual.clone() }));
    samples
}
