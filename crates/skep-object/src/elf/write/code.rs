//! Functions as bytes: what they refer to by name is left to relocations.

use super::error::{WriteError, WriteProblem};
use skep_isa::{
    Callee, Code, Endian, Image, ImageOptions, Immediate, Instruction, LinkErrors, Location, Name, Operation,
    Reference, Relocation, SLOT,
};

/// A function's bytes.
pub(super) struct Encoded<'s> {
    pub(super) bytes: Vec<u8>,
    /// What is to be relocated: in which slot, and to what.
    pub(super) wanted: Vec<(usize, Wanted<'s>)>,
    /// Where the source position changes.
    pub(super) lines: Vec<(usize, &'s Location)>,
    /// What depends on a kernel's types.
    pub(super) relocations: Vec<(usize, &'s Relocation)>,
}

/// What an instruction refers to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Wanted<'s> {
    /// It calls this function.
    Call(&'s Name),
    /// It loads the address of this function.
    Function(&'s Name),
    /// It loads this map.
    Map(&'s Name),
    /// It loads the address of this byte in the value of this map.
    Value(&'s Name, u32),
    /// It calls this function, which is elsewhere.
    ExternCall(&'s Name),
    /// It loads the address of what is elsewhere; what is added to it is in the instruction.
    Extern(&'s Name),
}

impl Wanted<'_> {
    /// Whether the instruction is a call.
    pub(super) fn is_call(self) -> bool {
        matches!(self, Self::Call(_) | Self::ExternCall(_))
    }
}

/// Encodes a function. `part` is what it is, in words.
pub(super) fn encode<'s>(
    part: &str,
    name: &str,
    code: &'s Code,
    endian: Endian,
) -> Result<Encoded<'s>, WriteError> {
    let mut plain = Vec::with_capacity(code.instructions.len());
    let mut wanted = Vec::new();
    let mut labelled = false;
    for (index, instruction) in code.instructions.iter().enumerate() {
        let (instruction, wants) = without_name(part, instruction)?;
        labelled |= instruction.reference.is_some();
        plain.push(instruction);
        wanted.extend(wants.map(|wants| (index, wants)));
    }
    let plain = Code { instructions: plain };
    let failed =
        |errors: LinkErrors| WriteError { part: part.to_owned(), problem: WriteProblem::Code(errors) };
    // The first slot of each instruction.
    let mut slots = vec![0; plain.instructions.len()];
    let bytes = if labelled {
        let options = ImageOptions { endian, gotol: true };
        let image = Image::link((name, &plain), &[], options).map_err(failed)?;
        for source in image.sources.iter().rev() {
            if let Some(slot) = slots.get_mut(source.instruction) {
                *slot = source.slot;
            }
        }
        image.bytes
    } else {
        let mut bytes = Vec::with_capacity(plain.slots() * SLOT);
        for (instruction, slot) in plain.instructions.iter().zip(&mut slots) {
            *slot = bytes.len() / SLOT;
            instruction.encode_into(endian, &mut bytes).map_err(|error| {
                WriteError::of(part, format!("`{}`: {}", error.instruction, error.problem), "an instruction")
            })?;
        }
        bytes
    };
    let mut encoded = Encoded { bytes, wanted: Vec::new(), lines: Vec::new(), relocations: Vec::new() };
    for (index, wants) in wanted {
        let slot = slots.get(index).copied().unwrap_or(0);
        if let (true, Some(byte)) = (wants.is_call(), encoded.bytes.get_mut(slot * SLOT + 1)) {
            // `BPF_PSEUDO_CALL` as the source register.
            *byte |= match endian {
                Endian::Little => 0x10,
                Endian::Big => 0x01,
            };
        }
        encoded.wanted.push((slot, wants));
    }
    let mut last = None;
    for (instruction, slot) in code.instructions.iter().zip(slots) {
        if let Some(location) = instruction.location.as_ref().filter(|location| last != Some(*location)) {
            encoded.lines.push((slot, location));
            last = Some(location);
        }
        encoded.relocations.extend(instruction.relocation.as_deref().map(|relocation| (slot, relocation)));
    }
    Ok(encoded)
}

/// The instruction as it is in an object file but for the number that its relocation gives it, and what that is of.
/// Labels stay.
fn without_name<'s>(
    part: &str,
    instruction: &'s Instruction,
) -> Result<(Instruction, Option<Wanted<'s>>), WriteError> {
    let bare = |operation, imm| Instruction {
        operation,
        imm,
        reference: None,
        location: None,
        relocation: None,
        ..instruction.clone()
    };
    let load = Operation::LoadImmediate(Immediate::Value);
    let call = Operation::Call(Callee::Helper);
    Ok(match (&instruction.reference, instruction.operation) {
        (None | Some(Reference::Label(_)), operation) => {
            let reference = instruction.reference.clone();
            (Instruction { reference, ..bare(operation, instruction.imm) }, None)
        }
        (Some(Reference::Function(name)), Operation::Call(Callee::Function)) => {
            (bare(call, 0), Some(Wanted::Call(name)))
        }
        (Some(Reference::Function(name)), Operation::LoadImmediate(Immediate::Function)) => {
            (bare(load, 0), Some(Wanted::Function(name)))
        }
        (Some(Reference::Map(name)), Operation::LoadImmediate(Immediate::Map)) => {
            (bare(load, 0), Some(Wanted::Map(name)))
        }
        (Some(Reference::Map(name)), Operation::LoadImmediate(Immediate::MapValue)) => {
            // The offset is in the upper half.
            let [.., a, b, c, d] = instruction.imm.to_le_bytes();
            (bare(load, 0), Some(Wanted::Value(name, u32::from_le_bytes([a, b, c, d]))))
        }
        (Some(Reference::Kernel(name)), Operation::Call(Callee::Kfunc)) => {
            (bare(call, 0), Some(Wanted::ExternCall(name)))
        }
        (Some(Reference::Kernel(name)), Operation::LoadImmediate(Immediate::Variable)) => {
            (bare(load, 0), Some(Wanted::Extern(name)))
        }
        (Some(Reference::Kernel(name)), Operation::LoadImmediate(Immediate::Value)) => {
            (bare(load, instruction.imm), Some(Wanted::Extern(name)))
        }
        (Some(reference), _) => {
            let found = format!("`{instruction}`, which refers to the {reference}");
            let expected = "a call or a 64-bit load that refers to such a thing";
            return Err(WriteError::of(part, found, expected));
        }
    })
}
