//! What bpftool says of a program that was loaded here.

use crate::world::host;
use skep::isa::{Image, ImageOptions};
use skep::prelude::*;
use skep::registers::*;
use skep_harness::{Outcome, skip};
use std::process::Command;

/// The kernel keeps a program that needs no rewriting as it was given: bpftool must show the same bytes, and the
/// source positions that went with them.
pub(crate) fn a_loaded_program() -> Outcome {
    let world = host()?;
    let mut assembler = Assembler::new();
    assembler.load_imm64(R6, 0x1234_5678_9abc_def0_u64).store(Size::Double, R10, -8, R6);
    let line = line!() + 1;
    assembler.load(Size::Half, R1, R1, 8).jump32(Condition::SignedLess, R1, 5, "out");
    let code = assembler
        .to_big_endian(Size::Word, R1)
        .atomic(Atomic::FetchAdd, Size::Double, R10, -8, R1)
        .div(R1, 3)
        .label("out")
        .mov(R0, 0)
        .exit()
        .build()?;
    let bytes = Image::link(("shown", &code), &[], ImageOptions::default())?.bytes;
    let spec = ObjectSpec::new("GPL").with_program(ProgramSpec::tracepoint(
        "shown",
        "sched",
        "sched_process_exec",
        code,
    ));
    let object = spec.load(&world.kernel)?;
    let id = object.program("shown")?.info()?.id.to_string();
    let bpftool = |arguments: &[&str]| {
        Command::new("bpftool").args(["prog", "dump", "xlated", "id", &id]).args(arguments).output()
    };
    let Ok(output) = bpftool(&["opcodes"]) else {
        return skip("`bpftool` is not installed (Debian: bpftool)");
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout)?;
    let is_bytes =
        |line: &&str| line.split(' ').all(|word| word.len() == 2 && u8::from_str_radix(word, 16).is_ok());
    let shown: Vec<u8> = text
        .lines()
        .map(str::trim)
        .filter(is_bytes)
        .flat_map(|line| line.split(' '))
        .map(|byte| u8::from_str_radix(byte, 16))
        .collect::<Result<_, _>>()?;
    assert_eq!(shown, bytes, "{text}");

    let text = String::from_utf8(bpftool(&["linum"])?.stdout)?;
    assert!(text.contains("int shown(void * context):"), "{text}");
    assert!(text.contains("bpftool.rs") && text.contains(&format!("line_num:{line} ")), "{text}");
    Ok(())
}
