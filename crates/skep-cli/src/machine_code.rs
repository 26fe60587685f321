//! Machine code of loaded programs as text: instructions on machines whose code is known here, otherwise bytes.

use crate::failure::Failure;
use crate::output::Output;
use serde::Serialize;
use skep::{MachineFunction, Program};

/// A function's machine code.
#[derive(Serialize)]
struct Record<'a> {
    name: Option<&'a str>,
    /// Where it is in the kernel.
    address: u64,
    bytes: &'a [u8],
    /// Nothing where the machine's code is not known here.
    instructions: Vec<Instruction>,
}

/// An instruction.
#[derive(Serialize)]
struct Instruction {
    /// From the function's beginning, in bytes.
    offset: u64,
    length: usize,
    /// Nothing for bytes that are no instruction.
    text: Option<String>,
    file: Option<String>,
    line: Option<u32>,
}

/// Prints a program's machine code.
pub(crate) fn print(output: &mut Output, program: &Program) -> Result<(), Failure> {
    let functions = program.machine_code()?;
    if functions.is_empty() {
        let why = "the program has no machine code, or this process may not see it (that takes CAP_PERFMON)";
        return Err(Failure::NotHere(why.to_owned()));
    }
    for function in &functions {
        let instructions = instructions(function);
        let MachineFunction { name, address, bytes, .. } = function;
        let record = Record { name: name.as_deref(), address: *address, bytes, instructions };
        output.record("function", &record, || text(function, &record.instructions))?;
    }
    Ok(())
}

/// A function as text: its instructions below the lines that they are from.
fn text(function: &MachineFunction, instructions: &[Instruction]) -> String {
    let name = function.name.as_deref().unwrap_or("a function");
    let mut text = format!("{name} at {:#x}, {} bytes:", function.address, function.bytes.len());
    if instructions.is_empty() {
        for (row, bytes) in function.bytes.chunks(16).enumerate() {
            text += &format!("\n{:>6x}: {}", row * 16, hex(bytes));
        }
        return text;
    }
    let mut last = None;
    for instruction in instructions {
        let line = function.line_at(instruction.offset);
        if let Some(location) = line.filter(|_| line != last) {
            let source = location.text.as_deref().map(|text| format!(": {}", text.trim()));
            text += &format!("\n; {location}{}", source.unwrap_or_default());
            last = line;
        }
        let at = usize::try_from(instruction.offset).unwrap_or(usize::MAX);
        let bytes = function.bytes.get(at..).and_then(|rest| rest.get(..instruction.length));
        let words = instruction.text.as_deref().unwrap_or("(no instruction)");
        text += &format!("\n{at:>6x}: {:<30} {words}", hex(bytes.unwrap_or_default()));
    }
    text
}

fn hex(bytes: &[u8]) -> String {
    let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    hex.join(" ")
}

/// The instructions of a function, one after the other.
#[cfg(target_arch = "x86_64")]
fn instructions(function: &MachineFunction) -> Vec<Instruction> {
    use yaxpeax_arch::{AddressBase as _, LengthedInstruction as _};
    let decoder = yaxpeax_x86::amd64::InstDecoder::default();
    let mut found = Vec::new();
    let mut offset: usize = 0;
    while let Some(rest) = function.bytes.get(offset..).filter(|rest| !rest.is_empty()) {
        let decoded = decoder.decode_slice(rest).ok();
        let length = decoded.as_ref().map(|one| 0_u64.wrapping_offset(one.len()).to_linear());
        // What is no instruction is passed over byte by byte.
        let length = length.unwrap_or(1).clamp(1, rest.len());
        let at = u64::try_from(offset).unwrap_or(u64::MAX);
        let location = function.line_at(at);
        found.push(Instruction {
            offset: at,
            length,
            text: decoded.map(|one| one.to_string()),
            file: location.map(|location| location.file.to_string()),
            line: location.map(|location| location.line),
        });
        offset += length;
    }
    found
}

/// The code of other machines is not known here.
#[cfg(not(target_arch = "x86_64"))]
fn instructions(_: &MachineFunction) -> Vec<Instruction> {
    Vec::new()
}
