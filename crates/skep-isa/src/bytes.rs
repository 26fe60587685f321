//! Instructions as bytes, both ways, in both byte orders.
//!
//! Whatever decodes, encodes to the same bytes again: a field that an instruction does not use must hold what the
//! [table](crate::table) says, or the bytes are refused. Nothing here follows a jump; that is
//! [`Code::check`]'s business.

mod plain;

pub(crate) use plain::Plain;

use crate::table::{self, Field, Row};
use crate::{Code, Instruction, Operation, Reference, Register};
use std::error::Error;
use std::fmt;

/// The number of bytes in a slot. An instruction fills one slot, or two if it loads 64 bits.
pub const SLOT: usize = 8;

/// The order of the bytes of a number, which is that of the machine that the program runs on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Endian {
    /// The lowest byte first.
    Little,
    /// The highest byte first. The two registers of an instruction change places too.
    Big,
}

impl Endian {
    /// The order of the machine that this was compiled for.
    pub const NATIVE: Self = if cfg!(target_endian = "big") { Self::Big } else { Self::Little };
}

/// A part of an encoded instruction.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Part {
    /// The first byte.
    Code,
    /// The register `dst`.
    Dst,
    /// The register `src`.
    Src,
    /// The 16-bit offset.
    Offset,
    /// The 32-bit immediate; of an [`Instruction`] with two slots, all 64 bits.
    Imm,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Code => "code",
            Self::Dst => "dst",
            Self::Src => "src",
            Self::Offset => "offset",
            Self::Imm => "imm",
        })
    }
}

/// The fields of one slot, with nothing known of their meaning.
#[derive(Clone, Copy)]
struct Slot {
    code: u8,
    dst: u8,
    src: u8,
    offset: i16,
    imm: i32,
}

impl Slot {
    fn to_bytes(self, endian: Endian) -> [u8; SLOT] {
        let (registers, [o0, o1], [i0, i1, i2, i3]) = match endian {
            Endian::Little => (self.src << 4 | self.dst, self.offset.to_le_bytes(), self.imm.to_le_bytes()),
            Endian::Big => (self.dst << 4 | self.src, self.offset.to_be_bytes(), self.imm.to_be_bytes()),
        };
        [self.code, registers, o0, o1, i0, i1, i2, i3]
    }

    fn from_bytes([code, registers, o0, o1, i0, i1, i2, i3]: [u8; SLOT], endian: Endian) -> Self {
        let (high, low) = (registers >> 4, registers & 0xf);
        match endian {
            Endian::Little => Self {
                code,
                dst: low,
                src: high,
                offset: i16::from_le_bytes([o0, o1]),
                imm: i32::from_le_bytes([i0, i1, i2, i3]),
            },
            Endian::Big => Self {
                code,
                dst: high,
                src: low,
                offset: i16::from_be_bytes([o0, o1]),
                imm: i32::from_be_bytes([i0, i1, i2, i3]),
            },
        }
    }

    /// The four fields in the order in which they are looked at to find the row: `src` says what a call or a
    /// 64-bit load is, `offset` and `imm` tell the others apart.
    fn fields(&self, row: &Row) -> [(Part, Field, i32); 4] {
        [
            (Part::Src, row.src, self.src.into()),
            (Part::Offset, row.offset, self.offset.into()),
            (Part::Imm, row.imm, self.imm),
            (Part::Dst, row.dst, self.dst.into()),
        ]
    }
}

impl Instruction {
    /// Appends the instruction's 8 or 16 bytes.
    ///
    /// # Errors
    /// If the operation has no encoding, an operand that it does not use is not zero, the immediate does not fit, or
    /// the instruction refers to something by name: names are made numbers by [`Image::link`](crate::Image::link).
    /// Nothing is appended then.
    pub fn encode_into(&self, endian: Endian, bytes: &mut Vec<u8>) -> Result<(), EncodeError> {
        let refuse = |problem| Err(EncodeError { instruction: self.to_string(), problem });
        if let Some(problem) = self.encode_problem() {
            return refuse(problem);
        }
        match &self.reference {
            Some(reference) => refuse(EncodeProblem::Unresolved(reference.clone())),
            None => Plain::of(self).encode_into(endian, bytes).or_else(refuse),
        }
    }

    /// The first reason why the instruction cannot be encoded, leaving aside what it refers to by name.
    #[inline]
    pub(crate) fn encode_problem(&self) -> Option<EncodeProblem> {
        let encodes = |row| Plain::of(self).encodes(row, self.reference.is_some());
        // Most can be, and that is known sooner.
        if table::row(self.operation).is_some_and(encodes) { None } else { self.encode_problems().next() }
    }

    /// Why the instruction cannot be encoded, leaving aside what it refers to by name.
    pub(crate) fn encode_problems(&self) -> impl Iterator<Item = EncodeProblem> + use<> {
        Plain::of(self).problems(self.reference.is_some())
    }
}

impl Code {
    /// The bytes of the whole code.
    ///
    /// Code that refers to labels, functions or maps by name is linked first: [`Image::link`](crate::Image::link).
    ///
    /// # Errors
    /// Says which is the first instruction that cannot be encoded, and why.
    pub fn encode(&self, endian: Endian) -> Result<Vec<u8>, EncodeError> {
        let mut bytes = Vec::with_capacity(self.slots() * SLOT);
        for instruction in &self.instructions {
            instruction.encode_into(endian, &mut bytes)?;
        }
        Ok(bytes)
    }

    /// The instructions that these bytes are.
    ///
    /// # Errors
    /// Says which is the first slot that is no instruction, what was found there, and what was expected.
    pub fn decode(bytes: &[u8], endian: Endian) -> Result<Self, DecodeError> {
        decode(bytes, endian)
    }
}

/// The instructions that these bytes are. Jumps keep their distances; [`Code::with_labels`] names their targets.
///
/// # Errors
/// Says which is the first slot that is no instruction, what was found there, and what was expected.
pub fn decode(bytes: &[u8], endian: Endian) -> Result<Code, DecodeError> {
    let (chunks, rest) = bytes.as_chunks::<SLOT>();
    if !rest.is_empty() {
        let problem = DecodeProblem::PartialSlot { bytes: rest.len() };
        return Err(DecodeError { slot: chunks.len(), problem });
    }
    let mut instructions = Vec::with_capacity(chunks.len());
    let mut slot = 0;
    while slot < chunks.len() {
        let instruction = first_instruction(&chunks[slot..], endian)
            .map_err(|(distance, problem)| DecodeError { slot: slot + distance, problem })?;
        slot += instruction.slots();
        instructions.push(instruction);
    }
    Ok(Code { instructions })
}

/// The instruction that begins in the first of these slots (there is one), or which slot from there is wrong, and how.
pub(crate) fn first_instruction(
    slots: &[[u8; SLOT]],
    endian: Endian,
) -> Result<Instruction, (usize, DecodeProblem)> {
    let slot = Slot::from_bytes(slots[0], endian);
    let row = find_row(&slot).map_err(|problem| (0, problem))?;
    let mut instruction = operands(&slot, row).map_err(|problem| (0, problem))?;
    if instruction.slots() == 2 {
        let second = slots.get(1).ok_or((0, DecodeProblem::MissingSecondSlot))?;
        let second = Slot::from_bytes(*second, endian);
        let upper = second_slot(&second, row).map_err(|problem| (1, problem))?;
        if let Field::Wide | Field::Pair = row.imm {
            instruction.imm = i64::from(upper) << 32 | i64::from(slot.imm.cast_unsigned());
        }
    }
    Ok(instruction)
}

/// The only row whose fixed fields hold what is in this slot. (The table is checked, when it is compiled, to have no
/// two that fit the same bytes.)
fn find_row(slot: &Slot) -> Result<&'static Row, DecodeProblem> {
    let rows = table::rows_with_code(slot.code);
    let is = |field, value: i32| !matches!(field, Field::Is(fixed) if value != fixed);
    let fits = |row: &&Row| {
        is(row.src, slot.src.into())
            && is(row.offset, slot.offset.into())
            && is(row.imm, slot.imm)
            && is(row.dst, slot.dst.into())
    };
    rows.iter().find(fits).ok_or_else(|| why_no_row(slot, rows))
}

/// Which field rules out the last of the rows with the slot's code.
fn why_no_row(slot: &Slot, rows: &'static [Row]) -> DecodeProblem {
    let mut fitting: Vec<&Row> = rows.iter().collect();
    for place in 0..4 {
        let mut expected = Vec::new();
        let mut ruled_out = None;
        fitting.retain(|row| match slot.fields(row)[place] {
            (part, Field::Is(fixed), found) if fixed != found => {
                if !expected.contains(&fixed) {
                    expected.push(fixed);
                }
                ruled_out = Some((part, found));
                false
            }
            _ => true,
        });
        if let (true, Some((part, found))) = (fitting.is_empty(), ruled_out) {
            expected.sort_unstable();
            return DecodeProblem::Reserved { code: slot.code, part, found, expected };
        }
    }
    DecodeProblem::UnknownCode(slot.code)
}

/// The instruction of this row with the operands that are in the slot.
fn operands(slot: &Slot, row: &Row) -> Result<Instruction, DecodeProblem> {
    let register = |part, field, number| match field {
        Field::Is(_) => Ok(Register::R0),
        _ => Register::from_number(number).ok_or(DecodeProblem::NoRegister { code: slot.code, part, number }),
    };
    Ok(Instruction {
        dst: register(Part::Dst, row.dst, slot.dst)?,
        src: register(Part::Src, row.src, slot.src)?,
        offset: if let Field::Is(_) = row.offset { 0 } else { slot.offset },
        imm: if let Field::Is(_) = row.imm { 0 } else { slot.imm.into() },
        ..Instruction::new(row.operation)
    })
}

/// The immediate of a second slot, in which nothing else may be.
fn second_slot(slot: &Slot, row: &Row) -> Result<i32, DecodeProblem> {
    let imm = if let Field::Wide | Field::Pair = row.imm { 0 } else { slot.imm };
    let fields = [
        (Part::Code, slot.code.into()),
        (Part::Dst, slot.dst.into()),
        (Part::Src, slot.src.into()),
        (Part::Offset, slot.offset.into()),
        (Part::Imm, imm),
    ];
    match fields.into_iter().find(|&(_, value)| value != 0) {
        Some((part, found)) => Err(DecodeProblem::SecondSlot { part, found }),
        None => Ok(slot.imm),
    }
}

/// The lower and the upper 32 bits of an immediate.
#[expect(clippy::cast_possible_truncation, reason = "the halves are taken apart on purpose")]
pub(crate) const fn halves(imm: i64) -> (i32, i32) {
    (imm as i32, (imm >> 32) as i32)
}

/// The lower 16 bits of a number of the table, which are all it has.
#[expect(clippy::cast_possible_truncation, reason = "the table's offsets are small")]
fn lower_half(value: i32) -> i16 {
    value as i16
}

/// Why an instruction cannot be encoded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EncodeError {
    /// The instruction's text.
    pub instruction: String,
    /// What is wrong with it.
    pub problem: EncodeProblem,
}

/// What makes an instruction impossible to encode.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EncodeProblem {
    /// The operation does not exist for this size or width.
    NoEncoding(Operation),
    /// An operand that the operation does not use is not zero.
    UnusedOperand {
        /// Which operand.
        part: Part,
        /// What it is.
        value: i64,
    },
    /// The immediate is not a signed 32-bit number.
    ImmediateOutOfRange(i64),
    /// The instruction refers to something by name, and has not been linked.
    Unresolved(Reference),
}

impl fmt::Display for EncodeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoEncoding(_) => f.write_str("the operation does not exist in this size or width"),
            Self::UnusedOperand { part: part @ (Part::Dst | Part::Src), value } => {
                write!(f, "{part} is r{value}, but the operation does not use it: r0 was expected")
            }
            Self::UnusedOperand { part, value } => {
                write!(f, "{part} is {value}, but the operation does not use it: 0 was expected")
            }
            Self::ImmediateOutOfRange(value) => {
                write!(f, "the immediate {value} is not from {} to {}", i32::MIN, i32::MAX)
            }
            Self::Unresolved(reference) => write!(f, "the {reference} has not been made a number"),
        }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot be encoded: {}", self.instruction, self.problem)
    }
}

impl Error for EncodeError {}

/// Why bytes are no instructions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DecodeError {
    /// The number of the slot, from 0, where this was found.
    pub slot: usize,
    /// What is wrong there.
    pub problem: DecodeProblem,
}

/// What makes bytes impossible to decode.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DecodeProblem {
    /// The bytes end within a slot.
    PartialSlot {
        /// How many bytes of the slot there are.
        bytes: usize,
    },
    /// No instruction begins with this byte.
    UnknownCode(u8),
    /// A field that is no operand does not hold what it must.
    Reserved {
        /// The first byte.
        code: u8,
        /// Which field.
        part: Part,
        /// What it holds.
        found: i32,
        /// What it could hold.
        expected: Vec<i32>,
    },
    /// A register beyond `r10`.
    NoRegister {
        /// The first byte.
        code: u8,
        /// Which field.
        part: Part,
        /// What it holds.
        number: u8,
    },
    /// The bytes end after the first slot of a two-slot load.
    MissingSecondSlot,
    /// The second slot of a two-slot load holds something where it must be zero.
    SecondSlot {
        /// Which field.
        part: Part,
        /// What it holds.
        found: i32,
    },
}

impl fmt::Display for DecodeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PartialSlot { bytes } => write!(f, "the bytes end after {bytes} of the slot's {SLOT}"),
            Self::UnknownCode(code) => write!(f, "no instruction has the code 0x{code:02x}"),
            Self::Reserved { code, part, found, expected } => {
                write!(f, "in an instruction with the code 0x{code:02x} {part} is {found}, expected ")?;
                for (place, value) in expected.iter().enumerate() {
                    let separator = match place {
                        0 => "",
                        _ if place + 1 == expected.len() => " or ",
                        _ => ", ",
                    };
                    write!(f, "{separator}{value}")?;
                }
                Ok(())
            }
            Self::NoRegister { code, part, number } => write!(
                f,
                "in an instruction with the code 0x{code:02x} {part} is register {number}, expected 0 to 10"
            ),
            Self::MissingSecondSlot => {
                write!(f, "the bytes end after the first of the two slots of a 64-bit load")
            }
            Self::SecondSlot { part, found } => {
                write!(f, "in the second slot of a 64-bit load {part} is {found}, expected 0")
            }
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "slot {}: {}", self.slot, self.problem)
    }
}

impl Error for DecodeError {}

#[cfg(test)]
mod tests;
