//! `skep gen`.

use crate::{SKEP, skep, text};
use skep_harness::{Outcome, Stop};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const TESTDATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../skep-object/testdata");
/// The modules that are compiled into the tests of the library, and used there.
const MODULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../skep/tests/elf/skeletons");

fn object(name: &str) -> String {
    format!("{TESTDATA}/{name}")
}

pub(crate) fn regenerated() -> Outcome {
    let mut modules = 0;
    for entry in std::fs::read_dir(MODULES)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        modules += 1;
        // The first line says how it is made.
        let module = std::fs::read_to_string(&path)?;
        let command = module.split('`').nth(3).ok_or("the first line does not name a command")?;
        let arguments = command.strip_prefix("skep gen ").ok_or("the command is another one")?;
        let output = skep(&format!("gen {TESTDATA}/{arguments} --output {} --check", path.display()))?;
        assert!(output.status.success(), "{}; make.sh there makes them again", text(&output.stderr));
    }
    assert!(modules >= 8, "{modules} modules");
    Ok(())
}

pub(crate) fn embedded() -> Outcome {
    let folder = tempfile::tempdir()?;
    let (sources, objects) = (folder.path().join("src"), folder.path().join("bpf"));
    std::fs::create_dir(&sources)?;
    std::fs::create_dir(&objects)?;
    std::fs::copy(object("counter.clang19.o"), objects.join("counter.o"))?;
    let run = |arguments: &str| -> Result<Output, Stop> {
        let mut command = Command::new(SKEP);
        command.current_dir(&sources).arg("gen").args(arguments.split(' '));
        Ok(command.output()?)
    };
    let output = run("../bpf/counter.o -o counter.rs")?;
    assert!(output.status.success() && output.stdout.is_empty(), "{}", text(&output.stderr));
    let module = std::fs::read_to_string(sources.join("counter.rs"))?;
    assert!(module.contains("pub const OBJECT: &[u8] = include_bytes!(\"../bpf/counter.o\");\n"), "{module}");
    assert!(module.contains("    pub counts: ::skep::HashMap<u32, u64>,\n"), "{module}");
    assert!(run("../bpf/counter.o -o counter.rs --check")?.status.success());
    std::fs::write(sources.join("counter.rs"), module.replace("u32", "u16"))?;
    let output = run("../bpf/counter.o -o counter.rs --check")?;
    assert!(!output.status.success());
    let said = "skep: counter.rs is not what would be written now: run the command without --check\n";
    assert_eq!(text(&output.stderr), said);

    let beside = text(&run("../bpf/counter.o")?.stdout);
    assert!(beside.contains("= include_bytes!(\"counter.o\");\n"), "{beside}");
    let inline = text(&run("../bpf/counter.o --inline")?.stdout);
    assert!(inline.contains("pub const OBJECT: &[u8] = b\"\\\n    \\x7f\\x45\\x4c\\x46"), "{inline}");
    Ok(())
}

/// What is said of an object in which these bytes are others, and how it is called.
fn said(name: &str, old: &[u8], new: &[u8], more: &str) -> Result<String, Stop> {
    let folder = tempfile::tempdir()?;
    let file: PathBuf = folder.path().join("object.o");
    let mut bytes = std::fs::read(object(name))?;
    let mut at = 0;
    while let Some(found) =
        bytes.get(at..).and_then(|rest| rest.windows(old.len()).position(|part| part == old))
    {
        bytes[at + found..at + found + old.len()].copy_from_slice(new);
        at += found + old.len();
    }
    assert!(at > 0, "the object does not have {old:?}");
    std::fs::write(&file, bytes)?;
    let output = skep(&format!("gen {}{more}", file.display()))?;
    assert!(!output.status.success(), "{}", text(&output.stdout));
    assert_eq!(text(&output.stdout), "");
    Ok(text(&output.stderr).replace(&*file.to_string_lossy(), "FILE"))
}

pub(crate) fn wrong_input() -> Outcome {
    let check = |arguments: &str, expected: &str| -> Outcome {
        let output = skep(&format!("gen {arguments}"))?;
        assert!(!output.status.success(), "{arguments}");
        let said = text(&output.stderr);
        assert!(said.contains(expected), "{said}");
        Ok(())
    };
    let typed = object("typed.clang19.o");
    check(&format!("{typed} --event events=evnt"), "skep: there is no type `evnt`; near to it: event")?;
    check(&format!("{typed} --event evens=event"), "skep: there is no map `evens`; near to it: events")?;
    check(
        &format!("{typed} --event seen=event"),
        "skep: map `seen`: found one of type hash, expected a ring buffer",
    )?;
    check(&format!("{typed} --event events"), "expected MAP=TYPE, such as events=event")?;
    check(&format!("{typed} --optional lop"), "skep: there is no program `lop`; near to it: loop")?;
    check(&format!("{TESTDATA}/build.sh"), "build.sh: found no ELF magic, expected an ELF file of 64 bits")?;
    check(&object("legacy.clang19.o"), "section `maps`: found maps that are rows of numbers")?;
    check("no/such.o", "no/such.o cannot be read: ")?;
    check(&format!("{typed} -o no/such/folder/x.rs"), "no/such/folder cannot be found: ")?;
    assert!(!Path::new("no").exists());

    // Names that are no text: of a variable, and of a type.
    let variable = said("typed.clang19.o", b"newest\0", b"new\xffst\0", "")?;
    assert!(variable.starts_with("skep: FILE: ") && variable.contains("UTF-8"), "{variable}");
    let of_type = said("typed.clang19.o", b"verdict\0", b"verd\xffct\0", "")?;
    assert!(of_type.contains("UTF-8"), "{of_type}");
    Ok(())
}
