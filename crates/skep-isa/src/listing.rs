//! Any bytes as text and back, without a loss: instructions where there are some, and the bytes where there are none.

use crate::bytes::first_instruction;
use crate::{Code, EncodeError, Endian, Instruction, SLOT};
use std::fmt;

/// A listing of bytes. Those that are no instruction (in the one encoding that each has) are kept as they are.
///
/// `Display` prints them as `.insn 0x…`, two digits for each byte in their order in memory, and
/// [`Listing::parse`] reads that again: printing, parsing and encoding gives the same bytes, whatever they are.
///
/// ```
/// use skep_isa::{Endian, Listing, disassemble};
///
/// // `r0 = 2`; the same with a forbidden offset; and half a slot.
/// let bytes = [0xb7, 0, 0, 0, 2, 0, 0, 0, 0xb7, 0, 9, 0, 2, 0, 0, 0, 0x95, 0, 0, 0];
/// let listing = disassemble(&bytes, Endian::Little);
/// let text = "    r0 = 2\n    .insn 0xb700090002000000\n    .insn 0x95000000\n";
/// assert_eq!(listing.to_string(), text);
/// assert_eq!(Listing::parse(text)?.encode(Endian::Little)?, bytes);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Listing {
    /// The lines, in order.
    pub lines: Vec<ListingLine>,
}

/// A line of a [`Listing`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ListingLine {
    /// An instruction. Jumps in it go by distance.
    Instruction(Instruction),
    /// The bytes of a slot that is no instruction; in the last line they can be fewer than 8.
    Raw(Vec<u8>),
}

/// All bytes as a listing. (To refuse those that are no instructions, use [`decode`](crate::decode).)
pub fn disassemble(bytes: &[u8], endian: Endian) -> Listing {
    let (mut slots, rest) = bytes.as_chunks::<SLOT>();
    let mut lines = Vec::with_capacity(slots.len());
    while let [first, after @ ..] = slots {
        match first_instruction(slots, endian) {
            Ok(instruction) => {
                slots = &slots[instruction.slots()..];
                lines.push(ListingLine::Instruction(instruction));
            }
            Err(_) => {
                slots = after;
                lines.push(ListingLine::Raw(first.to_vec()));
            }
        }
    }
    if !rest.is_empty() {
        lines.push(ListingLine::Raw(rest.to_vec()));
    }
    Listing { lines }
}

impl Listing {
    /// The bytes of the listing.
    ///
    /// # Errors
    /// Says which is the first instruction that cannot be encoded, and why: one that refers to a map or a function by
    /// name, for example.
    pub fn encode(&self, endian: Endian) -> Result<Vec<u8>, EncodeError> {
        let mut bytes = Vec::new();
        for line in &self.lines {
            match line {
                ListingLine::Instruction(instruction) => instruction.encode_into(endian, &mut bytes)?,
                ListingLine::Raw(raw) => bytes.extend_from_slice(raw),
            }
        }
        Ok(bytes)
    }

    /// The instructions, or nothing if some bytes are none.
    pub fn code(&self) -> Option<Code> {
        let instruction = |line: &ListingLine| match line {
            ListingLine::Instruction(instruction) => Some(instruction.clone()),
            ListingLine::Raw(_) => None,
        };
        self.lines.iter().map(instruction).collect()
    }
}

impl fmt::Display for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            match line {
                ListingLine::Instruction(instruction) => writeln!(f, "    {instruction}")?,
                ListingLine::Raw(bytes) => {
                    f.write_str("    .insn 0x")?;
                    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
                    f.write_str("\n")?;
                }
            }
        }
        Ok(())
    }
}
