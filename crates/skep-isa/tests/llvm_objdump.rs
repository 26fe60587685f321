//! Every instruction reads as LLVM's disassembler says: the bytes of all rows of the table, in both byte orders, are put
//! into an object file, and `llvm-objdump -d` must print for each what we print in clang's dialect.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "it/samples.rs"]
mod samples;

use samples::samples;
use skep_harness::{Outcome, Suite, skip};
use skep_isa::table::TABLE;
use skep_isa::{Code, Dialect, Endian, Operation};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode, id};

fn main() -> ExitCode {
    Suite::new("llvm-objdump")
        .test("every instruction that LLVM 19 knows reads as llvm-objdump says", || {
            compare(|operation| known_since(operation) == 0)
        })
        .test("every instruction that LLVM 22 knows besides reads as llvm-objdump says", || {
            compare(|operation| known_since(operation) == 22)
        })
        .run()
}

/// A disassembler that was found.
struct Objdump {
    program: &'static str,
    /// The major version of LLVM.
    version: u32,
}

/// The newest disassembler on this machine, or why there is none that is as new as needed. (The one decision about
/// skipping.)
fn objdump(oldest: u32) -> Result<Objdump, String> {
    let mut newest: Option<Objdump> = None;
    for program in
        ["llvm-objdump-22", "llvm-objdump-21", "llvm-objdump-20", "llvm-objdump-19", "llvm-objdump"]
    {
        let Ok(output) = Command::new(program).arg("--version").output() else { continue };
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let version = text
            .split_once("LLVM version ")
            .and_then(|(_, rest)| rest.split('.').next()?.parse().ok())
            .ok_or(format!("`{program} --version` says no version: {text}"))?;
        if newest.as_ref().is_none_or(|newest| newest.version < version) {
            newest = Some(Objdump { program, version });
        }
    }
    match newest {
        Some(found) if found.version >= oldest => Ok(found),
        Some(found) => {
            Err(format!("{} is of LLVM {}, expected {oldest} or newer", found.program, found.version))
        }
        None => Err(format!("no llvm-objdump was found, expected one of LLVM {oldest} or newer")),
    }
}

/// The operations that LLVM does not know in every version that is accepted here, and the first version in which it was
/// seen to know them. (20 and 21 have not been tried.)
fn known_since(operation: Operation) -> u32 {
    match operation {
        Operation::LoadAcquire(_) | Operation::StoreRelease(_) | Operation::GotoRegister => 22,
        _ => 0,
    }
}

/// Compares the texts of the rows whose operation is chosen.
fn compare(chosen: impl Fn(Operation) -> bool) -> Outcome {
    let rows = || TABLE.iter().filter(|row| chosen(row.operation));
    let oldest = rows().map(|row| known_since(row.operation).max(19)).max().unwrap();
    let objdump = match objdump(oldest) {
        Ok(objdump) => objdump,
        Err(reason) => return skip(reason),
    };
    let code: Code = rows().flat_map(samples).collect();
    assert!(!code.instructions.is_empty());
    for endian in [Endian::Little, Endian::Big] {
        let texts = disassemble(&objdump, &code.encode(endian)?, endian);
        let mut slot = 0;
        let mut seen = texts.iter();
        for instruction in &code.instructions {
            let expected = (slot, instruction.display(Dialect::Clang).to_string());
            assert_eq!(seen.next(), Some(&expected), "{endian:?} {}", objdump.program);
            slot += instruction.slots();
        }
        assert_eq!(seen.next(), None);
    }
    Ok(())
}

/// The numbers of the slots where the disassembler sees an instruction, and its text.
fn disassemble(objdump: &Objdump, bytes: &[u8], endian: Endian) -> Vec<(usize, String)> {
    let path = TemporaryFile::new(&object_file(bytes, endian), endian);
    let output = Command::new(objdump.program)
        .args(["-d", "--mcpu=v4", "--no-print-imm-hex", "--no-show-raw-insn"])
        .arg(&path.0)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .filter_map(|line| {
            let (slot, text) = line.split_once(':')?;
            let slot = slot.trim().parse().ok()?;
            // Jumps and calls are followed by the name of their target: `goto +3 <code+0x20>`.
            let text = text.split_once(" <code").map_or(text, |(text, _)| text);
            let words: Vec<&str> = text.split_whitespace().collect();
            Some((slot, words.join(" ")))
        })
        .collect()
}

/// A file that is removed in the end.
struct TemporaryFile(PathBuf);

impl TemporaryFile {
    fn new(contents: &[u8], endian: Endian) -> Self {
        let path = std::env::temp_dir().join(format!(
            "skep-isa-{}-{:?}-{endian:?}.o",
            id(),
            std::thread::current().id()
        ));
        fs::write(&path, contents).unwrap();
        Self(path)
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// The least 64-bit ELF file for BPF that a disassembler takes: the header, the bytes as the section `.text`, a symbol
/// at their beginning, the names, and the table of sections.
fn object_file(text: &[u8], endian: Endian) -> Vec<u8> {
    const NAMES: &[u8] = b"\0.text\0.symtab\0.strtab\0code\0";
    let name = |name: &str| {
        let name = format!("\0{name}\0");
        NAMES.windows(name.len()).position(|window| window == name.as_bytes()).unwrap() as u64 + 1
    };
    // Numbers with their size in bytes.
    let put = |file: &mut Vec<u8>, numbers: &[(u64, usize)]| {
        for &(number, size) in numbers {
            match endian {
                Endian::Little => file.extend(&number.to_le_bytes()[..size]),
                Endian::Big => file.extend(&number.to_be_bytes()[8 - size..]),
            }
        }
    };

    let text_at = 64;
    let symbols_at = text_at + text.len() as u64;
    let names_at = symbols_at + 2 * 24;
    let sections_at = names_at + NAMES.len() as u64;
    let order = match endian {
        Endian::Little => 1,
        Endian::Big => 2,
    };

    let mut file = vec![0x7f, b'E', b'L', b'F', 2, order, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    // A relocatable file (1) for BPF (247), version 1, no entry, no segments.
    put(&mut file, &[(1, 2), (247, 2), (1, 4), (0, 8), (0, 8), (sections_at, 8), (0, 4), (64, 2)]);
    put(&mut file, &[(0, 2), (0, 2), (64, 2), (4, 2), (3, 2)]);
    file.extend(text);
    // The null symbol; then a global function (0x12) in section 1.
    put(&mut file, &[(0, 8), (0, 8), (0, 8)]);
    put(&mut file, &[(name("code"), 4), (0x12, 1), (0, 1), (1, 2), (0, 8), (text.len() as u64, 8)]);
    file.extend(NAMES);
    // Sections: name, type, flags, address, offset, size, link, info, alignment, entry size.
    let mut section = |fields: [u64; 10]| {
        let sizes = [4, 4, 8, 8, 8, 8, 4, 4, 8, 8];
        let numbers: Vec<(u64, usize)> = fields.into_iter().zip(sizes).collect();
        put(&mut file, &numbers);
    };
    section([0; 10]);
    section([name(".text"), 1, 6, 0, text_at, text.len() as u64, 0, 0, 8, 0]);
    section([name(".symtab"), 2, 0, 0, symbols_at, 2 * 24, 3, 1, 8, 24]);
    section([name(".strtab"), 3, 0, 0, names_at, NAMES.len() as u64, 0, 0, 1, 0]);
    file
}
