//! `skep asm` and `skep disasm`: programs from text to bytes, and back.

use crate::failure::Failure;
use crate::options::{ByteOrder, TextDialect};
use crate::program_text;
use anstream::{eprintln, print};
use skep::isa::{Code, Dialect, Endian, Image, ImageOptions, Listing, disassemble};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Assembles a text. Without a file for the bytes, they are shown beside the text.
pub(crate) fn assemble(path: &Path, order: ByteOrder, output: Option<&PathBuf>) -> Result<(), Failure> {
    let bytes = bytes(path, order.into())?;
    match output {
        Some(output) => std::fs::write(output, bytes)
            .map_err(|error| Failure::Input(format!("{} cannot be written: {error}", output.display()))),
        None => {
            print!("{}", beside(&disassemble(&bytes, order.into()), order.into())?);
            Ok(())
        }
    }
}

fn bytes(path: &Path, endian: Endian) -> Result<Vec<u8>, Failure> {
    let text = program_text::read_text(path)?;
    // Bytes that are no instructions can only be listed, not linked.
    if text.lines().any(|line| line.trim_start().starts_with(".insn")) {
        let listing = Listing::parse_with(&text, &program_text::options(path));
        let listing = listing.map_err(|errors| Failure::Input(errors.to_string()))?;
        return listing.encode(endian).map_err(|error| Failure::Input(error.to_string()));
    }
    let assembly = program_text::functions(&text, path)?;
    let functions: Vec<(&str, &Code)> =
        assembly.functions.iter().map(|function| (&*function.name, &function.code)).collect();
    let (entry, others) = (functions[0], &functions[1..]);
    let options = ImageOptions { endian, ..ImageOptions::default() };
    let image = Image::link(entry, others, options).map_err(|errors| Failure::Input(errors.to_string()))?;
    for fixup in &image.maps {
        eprintln!("skep: slot {} waits for the map `{}`: it is 0 in the bytes", fixup.slot, fixup.map);
    }
    Ok(image.bytes)
}

/// Every instruction with its slot and its bytes in front.
fn beside(listing: &Listing, endian: Endian) -> Result<String, Failure> {
    let mut text = String::new();
    let mut slot = 0;
    for line in &listing.lines {
        let one = Listing { lines: vec![line.clone()] };
        let bytes = one.encode(endian).map_err(|error| Failure::Input(error.to_string()))?;
        for (index, chunk) in bytes.chunks(8).enumerate() {
            let hex: Vec<String> = chunk.iter().map(|byte| format!("{byte:02x}")).collect();
            let instruction = if index == 0 { one.to_string() } else { String::new() };
            // Writing to a string does not fail.
            let _ = writeln!(text, "{slot:>5}: {:<23}  {}", hex.join(" "), instruction.trim());
            slot += 1;
        }
    }
    Ok(text)
}

/// Prints the instructions of a file of bytes, in a form that `skep asm` reads.
pub(crate) fn disassemble_file(
    path: &Path,
    order: ByteOrder,
    dialect: TextDialect,
    labels: bool,
) -> Result<(), Failure> {
    let listing = disassemble(&program_text::read(path)?, order.into());
    let dialect = match dialect {
        TextDialect::Skep => Dialect::Skep,
        TextDialect::Clang => Dialect::Clang,
        TextDialect::Kernel => Dialect::Kernel,
    };
    match listing.code() {
        Some(code) => {
            let code = if labels { code.with_labels() } else { code };
            let names = |id| skep::uapi::Helper(id).name();
            let shown = code.display(dialect);
            match dialect {
                Dialect::Skep => print!("{shown}"),
                Dialect::Clang | Dialect::Kernel => print!("{}", shown.with_helper_names(&names)),
            }
        }
        // Some of it is no instruction, which only the plain listing can show.
        None => print!("{listing}"),
    }
    Ok(())
}

impl From<ByteOrder> for Endian {
    fn from(order: ByteOrder) -> Self {
        match order {
            ByteOrder::Native => Self::NATIVE,
            ByteOrder::Little => Self::Little,
            ByteOrder::Big => Self::Big,
        }
    }
}
