//! `skep prog`.

use crate::{json_lines, skep, text};
use skep::prelude::*;
use skep::registers::*;
use skep::{Operation, uapi::kernel::ObjectKind};
use skep_harness::{Outcome, Stop, skip};
use std::process::Command;

/// A program in the running kernel, if this process may load it and see what others made.
fn loaded() -> Result<(Kernel, Object), Stop> {
    let kernel = Kernel::host()?;
    let operations = [Operation::LoadProgram(ProgramType::XDP), Operation::List(ObjectKind::Program)];
    if !kernel.missing_capabilities(&operations)?.is_empty() {
        return skip("loading programs and seeing those of others takes root");
    }
    let code = Assembler::new()
        .store(Size::Word, R10, -4, 0)
        .load_map(R1, "PACKETS")
        .mov(R2, R10)
        .add(R2, -4)
        .mov(R3, R2)
        .mov(R4, 0)
        .call(Helper::MAP_UPDATE_ELEM)
        .mov(R0, 2)
        .exit()
        .build()?;
    let spec = ObjectSpec::new("GPL")
        .with_map(MapSpec::new("PACKETS", MapType::HASH, 4, 4, 8))
        .with_program(ProgramSpec::xdp("shown_by_cli", code));
    let object = spec.load(&kernel)?;
    Ok((kernel, object))
}

/// All that is said of a program is what bpftool says.
pub(crate) fn programs_are_shown() -> Outcome {
    let (_, object) = loaded()?;
    let program = object.program("shown_by_cli")?;
    let (info, map) = (program.info()?, object.map::<Map>("PACKETS")?.info().id);
    let listed = text(&skep("prog list")?.stdout);
    let line =
        listed.lines().find(|line| line.contains(" shown_by_cli ")).unwrap_or_else(|| panic!("{listed}"));
    assert!(line.trim_start().starts_with(&format!("{}  xdp ", info.id)), "{line}");
    let shown = &json_lines(&skep("prog show shown_by_cli --format json")?)?[0];
    assert_eq!((&shown["id"], &shown["type"]), (&info.id.into(), &"xdp".into()));
    assert_eq!(shown["maps"], serde_json::json!([map]));
    let Ok(output) =
        Command::new("bpftool").args(["-j", "prog", "show", "id", &info.id.to_string()]).output()
    else {
        return skip("there is no bpftool to compare with");
    };
    let other: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    for (ours, theirs) in [
        ("id", "id"),
        ("name", "name"),
        ("tag", "tag"),
        ("uid", "uid"),
        ("gpl_compatible", "gpl_compatible"),
        ("translated", "bytes_xlated"),
        ("machine_code", "bytes_jited"),
        ("maps", "map_ids"),
        ("types", "btf_id"),
    ] {
        assert_eq!(shown[ours], other[theirs], "{ours}: {shown} {other}");
    }
    let output = skep("prog show no_such_program")?;
    assert!(!output.status.success());
    assert!(text(&output.stderr).contains("there is no program `no_such_program`"));
    Ok(())
}

/// The instructions are those that bpftool dumps, with names and lines.
pub(crate) fn instructions_are_shown() -> Outcome {
    let (_, object) = loaded()?;
    let id = object.program("shown_by_cli")?.info()?.id;
    let shown = text(&skep(&format!("prog dump {id}"))?.stdout);
    assert!(shown.contains("    1: r1 = PACKETS ll\n"), "{shown}");
    assert!(shown.contains("(htab_map_update_elem)") && shown.contains("tests/program/mod.rs:"), "{shown}");
    let lines = json_lines(&skep(&format!("prog dump {id} --format json"))?)?;
    let dumped =
        Command::new("bpftool").args(["-j", "prog", "dump", "xlated", "id", &id.to_string()]).output();
    let Ok(dumped) = dumped else { return skip("there is no bpftool to compare with") };
    let dumped: serde_json::Value = serde_json::from_slice(&dumped.stdout)?;
    assert_eq!(Some(lines.len()), dumped.as_array().map(Vec::len), "{dumped}");
    let machine = text(&skep(&format!("prog dump {id} --machine-code"))?.stdout);
    let size = object.program("shown_by_cli")?.info()?.machine_code_size;
    assert!(machine.contains(&format!(", {size} bytes:\n")), "{machine}");
    Ok(())
}

/// The machine code is cut into the instructions that a disassembler cuts it into, below the lines that they are from.
pub(crate) fn machine_code_is_shown() -> Outcome {
    if !cfg!(target_arch = "x86_64") {
        return skip("machine code is shown as instructions on x86_64 only");
    }
    let (_, object) = loaded()?;
    let info = object.program("shown_by_cli")?.info()?;
    if info.machine_code_size == 0 {
        return skip("this kernel interprets programs, or does not show their machine code");
    }
    let shown = json_lines(&skep(&format!("prog dump {} --jited --format json", info.id))?)?;
    let function = &shown[0];
    assert_eq!(function["name"], "shown_by_cli");
    let bytes: Vec<u8> = serde_json::from_value(function["bytes"].clone())?;
    let ours = function["instructions"].as_array().cloned().unwrap_or_default();
    let lengths: u64 = ours.iter().filter_map(|one| one["length"].as_u64()).sum();
    assert_eq!(usize::try_from(lengths)?, bytes.len());
    let people = text(&skep(&format!("prog dump {} --jited", info.id))?.stdout);
    assert!(people.starts_with("shown_by_cli at 0x"), "{people}");
    if ours.iter().any(|one| one["line"].is_number()) {
        assert!(people.contains("program/mod.rs:"), "{people}");
        let last = ours.iter().rfind(|one| one["line"].is_number());
        assert!(last.is_some_and(|one| one["file"].as_str().is_some_and(|file| file.ends_with("mod.rs"))));
    }
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("code");
    std::fs::write(&file, &bytes)?;
    let objdump = Command::new("objdump")
        .args(["-D", "-b", "binary", "-m", "i386:x86-64", "-M", "intel", "--no-show-raw-insn"])
        .arg(&file)
        .output();
    let Ok(output) = objdump else { return skip("`objdump` is not installed (Debian: binutils)") };
    let theirs: Vec<(u64, String)> = text(&output.stdout)
        .lines()
        .filter_map(|line| {
            let (offset, words) = line.trim().split_once(":\t")?;
            let first = words.split_whitespace().find(|word| *word != "cs" && *word != "data16")?;
            Some((u64::from_str_radix(offset, 16).ok()?, first.replace("movabs", "mov")))
        })
        .collect();
    let ours: Vec<(u64, String)> = ours
        .iter()
        .filter_map(|one| {
            let first = one["text"].as_str()?.split_whitespace().next()?;
            Some((one["offset"].as_u64()?, first.to_owned()))
        })
        .collect();
    assert!(theirs.len() > 10, "{theirs:?}");
    assert_eq!(ours, theirs);
    Ok(())
}
