//! Types in ELF files, and slices of types, as users of `skep btf` see them.

use crate::{json_lines, skep, text};
use skep::btf::relocation::RelocationKind;
use skep::btf::{Btf, BtfBuilder, Endian, Int, NewMember, TypeId};
use skep::object::ObjectSpec;
use skep_harness::{Outcome, Stop, skip};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const KERNEL: &str = "/sys/kernel/btf/vmlinux";

/// An object or a slice beside the sources of `skep-object`.
fn data(name: &str) -> String {
    format!("{}/../skep-object/testdata/{name}", env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn elf_files_are_shown() -> Outcome {
    let (moved, same) = (data("relocations/target_moved.o"), data("relocations/target_same.o"));
    let unions = json_lines(&skep(&format!("btf types --kind union --format json --file {moved}"))?)?;
    assert!(unions.iter().any(|one| one["name"] == "choice" && one["size"] == 8), "{unions:?}");
    let inspected = json_lines(&skep(&format!("btf inspect inner --format json --file {moved}"))?)?;
    let rows = &inspected[0]["members"][1];
    assert_eq!((&rows["name"], &rows["type"]), (&"rows".into(), &"u32 [4][5]".into()), "{inspected:?}");
    let c = skep(&format!("btf gen-c sized --file {moved}"))?;
    assert!(text(&c.stdout).contains("struct sized {\n\tu32 a;\n\tu64 b[7];\n};"), "{}", text(&c.stdout));
    let differences = json_lines(&skep(&format!("btf diff --format json {same} {moved}"))?)?;
    assert!(
        differences.iter().any(|one| one["kind"] == "STRUCT" && one["name"] == "inner"),
        "{differences:?}"
    );
    // What a file for another machine and what no compiler wrote types into are: the command itself is the latter.
    let itself = env!("CARGO_BIN_EXE_skep");
    let refused = skep(&format!("btf types --file {itself}"))?;
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        text(&refused.stderr).contains("found an ELF file without a section `.BTF`, expected one with types"),
        "{}",
        text(&refused.stderr)
    );
    let Ok(expected) = Command::new("bpftool").args(["btf", "dump", "file", &moved]).output() else {
        return skip("bpftool does not run; the rest is as expected");
    };
    assert_eq!(text(&skep(&format!("btf dump --file {moved}"))?.stdout), text(&expected.stdout));
    Ok(())
}

/// Makes an ELF file with these bytes as sections.
fn elf_file(file: &Path, sections: &[(&str, Vec<u8>)]) -> Outcome {
    let folder = file.parent().expect("it is in a folder");
    let mut command = Command::new("objcopy");
    command.args(["-I", "elf64-little", "-O", "elf64-little"]);
    for (number, (name, bytes)) in sections.iter().enumerate() {
        let contents = folder.join(format!("section{number}"));
        std::fs::write(&contents, bytes)?;
        command.arg(format!("--add-section={name}={}", contents.display()));
    }
    let Ok(output) = command.arg(data("core.clang19.o")).args(["--remove-section=.BTF"]).arg(file).output()
    else {
        return skip("objcopy does not run");
    };
    if !output.status.success() {
        return skip(format!("objcopy makes no such file: {}", text(&output.stderr)));
    }
    Ok(())
}

pub(crate) fn modules_are_shown() -> Outcome {
    let folder = tempfile::tempdir()?;
    let folder = folder.path();
    let mut kernel = BtfBuilder::new();
    kernel.add_int("long", Int::signed(8));
    let int = kernel.add_int("int", Int::signed(4));
    kernel.add_struct("device", 4, &[NewMember::at_byte("id", int, 0)]);
    let kernel = kernel.to_bytes(Endian::Little)?;
    let vmlinux = folder.join("vmlinux");
    elf_file(&vmlinux, &[(".BTF", kernel.clone())])?;
    let kernel = Btf::parse(kernel)?;
    let mut module = BtfBuilder::split(&kernel);
    module.add_struct(
        "driver",
        8,
        &[NewMember::at_byte("device", TypeId::new(3), 0), NewMember::at_byte("flags", int, 4)],
    );
    let module = module.to_bytes(Endian::Little)?;
    let file = folder.join("driver.ko");
    elf_file(&file, &[(".BTF", module.clone())])?;
    let (vmlinux, file) = (vmlinux.display().to_string(), file.display().to_string());
    let shown = "[4] STRUCT driver, 8 bytes\n         0        4  device: struct device\n         4        4  flags: int\n";
    let inspect = |file: &str| skep(&format!("btf inspect driver --file {file} --base {vmlinux}"));
    assert_eq!(text(&inspect(&file)?.stdout), shown);
    let alone = text(&skep(&format!("btf types --file {file}"))?.stderr);
    assert!(alone.ends_with("; a module's types are split from its kernel's: --base VMLINUX\n"), "{alone}");

    // A module with what it needs of its base: without the base, that is shown; with another base, it is looked up there.
    let distilled = Btf::parse_split(module, &kernel)?.distilled()?;
    let file = folder.join("distilled.ko").display().to_string();
    elf_file(Path::new(&file), &[(".BTF", distilled.types), (".BTF.base", distilled.base)])?;
    let listed = json_lines(&skep(&format!("btf types --format json --file {file}"))?)?;
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(listed[0]["name"], "driver");
    assert_eq!(text(&inspect(&file)?.stdout), shown);
    Ok(())
}

/// What the programs of an object become on these types: their text, and what is missing; and how many relocations there are.
/// Instructions that take the numbers of types are left out: those are others in a slice.
fn relocated(object: &Path, types: &Path) -> Result<(Vec<String>, usize), Stop> {
    let mut spec = ObjectSpec::from_elf(&std::fs::read(object)?)?;
    let types = Btf::parse(std::fs::read(types)?)?;
    let mut numbers = HashSet::new();
    let mut count = 0;
    for program in &spec.programs {
        for (index, instruction) in program.code.instructions.iter().enumerate() {
            let Some(relocation) = &instruction.relocation else { continue };
            count += 1;
            if RelocationKind::from_number(relocation.kind) == Some(RelocationKind::TypeIdTarget) {
                numbers.insert((program.name.clone(), index));
            }
        }
    }
    let (missing, failures) = spec.resolve_relocations(&types, &[]);
    let mut lines = Vec::new();
    for program in &mut spec.programs {
        for (index, instruction) in program.code.instructions.iter_mut().enumerate() {
            if numbers.contains(&(program.name.clone(), index)) {
                instruction.imm = 0;
            }
        }
        lines.push(format!("{}:\n{}", program.name, program.code));
    }
    lines.extend(missing.iter().map(|one| format!("{} {}: {}", one.function, one.instruction, one.message)));
    lines.extend(
        failures.iter().map(|one| format!("{} {} cannot be answered", one.function, one.instruction)),
    );
    Ok((lines, count))
}

pub(crate) fn slices_answer_as_the_whole() -> Outcome {
    if !Path::new(KERNEL).exists() {
        return skip("this kernel does not tell its types");
    }
    let folder = tempfile::tempdir()?;
    let slice = folder.path().join("slice.btf");
    let objects: Vec<PathBuf> = ["program", "kernel", "versions", "several", "widths_kernel"]
        .map(|name| PathBuf::from(data(&format!("relocations/{name}.o"))))
        .to_vec();
    let names: Vec<String> = objects.iter().map(|object| object.display().to_string()).collect();
    let names = names.join(" ");
    let output = skep(&format!("btf min {KERNEL} {} {names} --format json", slice.display()))?;
    let written = &json_lines(&output)?[0];
    assert_eq!(written["size"], std::fs::metadata(&slice)?.len());
    assert!(written["size"].as_u64() < Some(8192), "{written}");
    let mut count = 0;
    for object in &objects {
        let (whole, asked) = relocated(object, Path::new(KERNEL))?;
        assert_eq!(relocated(object, &slice)?.0, whole, "{}", object.display());
        count += asked;
    }
    assert!(count > 300, "{count} relocations");

    // bpftool's slice of the same says the same.
    let theirs = folder.path().join("bpftool.btf");
    let mut command = Command::new("bpftool");
    command.args(["gen", "min_core_btf", KERNEL]).arg(&theirs).args(&objects);
    let Ok(output) = command.output() else { return skip("bpftool does not run; the rest is as expected") };
    assert!(output.status.success(), "{}", text(&output.stderr));
    for object in &objects {
        let (theirs, ours) = (relocated(object, &theirs)?.0, relocated(object, &slice)?.0);
        // What is missing is told by what is there, of which bpftool keeps less.
        let code =
            |lines: Vec<String>| lines.into_iter().filter(|line| line.contains('\n')).collect::<Vec<_>>();
        assert_eq!(code(ours), code(theirs), "{}", object.display());
    }
    Ok(())
}

pub(crate) fn slices_of_nothing_are_refused() -> Outcome {
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("out.btf");
    let types = data("relocations/target_moved.o");
    let object = data("counter.clang19.o");
    let output = skep(&format!("btf min {types} {} {object}", out.display()))?;
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("counter.clang19.o: found no relocation against a kernel's types"), "{said}");
    assert!(!out.exists());
    // Of an object's types as of a kernel's.
    let object = data("relocations/program.o");
    let output = skep(&format!("btf min {types} {} {object}", out.display()))?;
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(std::fs::metadata(&out)?.len() < 2000, "{}", text(&output.stdout));
    Ok(())
}
