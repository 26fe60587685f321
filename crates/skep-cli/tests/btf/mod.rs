//! `skep btf` as its users see it.

mod files;
mod recompiled;

pub(crate) use files::{
    elf_files_are_shown, modules_are_shown, slices_answer_as_the_whole, slices_of_nothing_are_refused,
};
pub(crate) use recompiled::kernel_is_compiled_again;

use crate::{json_lines, skep, text};
use skep::btf::{BtfBuilder, Endian, Int, Linkage, NewMember, Signedness};
use skep::{Kernel, Operation};
use skep_harness::{Outcome, Stop, skip};
use std::path::Path;
use std::process::Command;

/// Writes a file of types; the newer one has another member and another value.
fn write_types(file: &Path, newer: bool) -> Result<(), Stop> {
    let mut builder = BtfBuilder::new();
    let int = builder.add_int("int", Int::signed(4));
    let pointer = builder.add_ptr(int);
    let mut members = vec![NewMember::at_byte("pid", int, 0), NewMember::at_byte("where", pointer, 8)];
    if newer {
        members.push(NewMember::at_byte("when", int, 16));
    }
    builder.add_struct("event", if newer { 24 } else { 16 }, &members);
    let last = if newer { 3 } else { 2 };
    builder.add_enum("color", 4, Signedness::Signed, &[("RED", -1), ("BLUE", last)]);
    let prototype = builder.add_func_proto(int, &[("event", pointer)]);
    builder.add_func("handle", prototype, Linkage::Global);
    Ok(std::fs::write(file, builder.to_bytes(Endian::Big)?)?)
}

/// What `skep btf` prints of a file like that; `FILE` in the arguments stands for it, and `NEWER` for the newer one.
fn printed(arguments: &str) -> Result<String, Stop> {
    let directory = tempfile::tempdir()?;
    let (file, newer) = (directory.path().join("old.btf"), directory.path().join("new.btf"));
    write_types(&file, false)?;
    write_types(&newer, true)?;
    let arguments =
        arguments.replace("FILE", &file.to_string_lossy()).replace("NEWER", &newer.to_string_lossy());
    let output = skep(&arguments)?;
    Ok(text(&output.stdout) + &text(&output.stderr).replace(&*file.to_string_lossy(), "FILE"))
}

pub(crate) fn file_is_shown() -> Outcome {
    assert_eq!(
        printed("btf types --file FILE")?,
        "NUMBER  KIND              SIZE  NAME\n     \
         1  INT                  4  int\n     \
         2  PTR                  8  -\n     \
         3  STRUCT              16  event\n     \
         4  ENUM                 4  color\n     \
         5  FUNC_PROTO           -  -\n     \
         6  FUNC                 -  handle\n"
    );
    assert_eq!(
        printed("btf types ev --kind struct --file FILE --format json")?,
        "{\"event\":\"type\",\"id\":3,\"kind\":\"STRUCT\",\"name\":\"event\",\"size\":16}\n"
    );
    assert_eq!(
        printed("btf inspect event --file FILE")?,
        "[3] STRUCT event, 16 bytes\n         0        4  pid: int\n         8        8  where: int *\n"
    );
    assert_eq!(printed("btf inspect handle --file FILE")?, "[6] FUNC handle: int (int *)\n");
    assert_eq!(
        printed("btf inspect color --file FILE")?,
        "[4] ENUM color, 4 bytes\n                  -1  RED\n                   2  BLUE\n"
    );
    assert_eq!(printed("btf gen-c event --file FILE")?, "struct event {\n\tint pid;\n\tint *where;\n};\n\n");
    let raw = printed("btf dump --file FILE")?;
    assert!(raw.contains("[3] STRUCT 'event' size=16 vlen=2\n\t'pid' type_id=1 bits_offset=0\n"), "{raw}");
    let c = printed("btf dump c --file FILE")?;
    assert!(c.contains("enum color {\n\tRED = -1,\n\tBLUE = 2,\n};\n"), "{c}");
    Ok(())
}

pub(crate) fn types_become_a_rust_module() -> Outcome {
    let module = printed("btf gen-rust event color handle --file FILE")?;
    assert!(
        module.starts_with("//! Types of a kernel. Made by `skep btf gen-rust`.\n#![allow(\n"),
        "{module}"
    );
    for expected in [
        "pub struct event {\n    pub pid: i32,\n    #[doc(hidden)]\n    pub _padding_0: [u8; 4],\n    /// `int *`\n    \
         pub r#where: Pointer,\n}\n",
        "    pub const RED: Self = Self { number: -1 };\n",
        "pub type handle = unsafe extern \"C\" fn(event: Pointer) -> i32;\n",
    ] {
        assert!(module.contains(expected), "{module}");
    }
    let values = printed("btf gen-rust event --file FILE --zerocopy skep::zerocopy")?;
    assert!(values.contains("#[derive(skep::zerocopy::FromBytes, "), "{values}");
    let wrong = printed("btf gen-rust event --file FILE --zerocopy a-b")?;
    assert!(wrong.starts_with("skep: --zerocopy: found `a-b`, expected names with `::`"), "{wrong}");
    let missing = printed("btf gen-rust event colour --file FILE")?;
    assert_eq!(missing, "skep: there is no type `colour`; near to it: color\n");
    // The module is used as a user would.
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("types.rs"), module)?;
    let main = "#![deny(warnings)]\nmod types;\nfn main() { println!(\"{}\", types::color::BLUE.number); }\n";
    std::fs::write(folder.path().join("main.rs"), main)?;
    let mut rustc = Command::new("rustc");
    rustc.args(["--edition", "2024", "main.rs"]).current_dir(folder.path());
    let Ok(compiled) = rustc.output() else { return skip("rustc does not run; the text is as expected") };
    assert!(compiled.status.success(), "{}", text(&compiled.stderr));
    assert_eq!(Command::new(folder.path().join("main")).output()?.stdout, b"2\n");
    Ok(())
}

pub(crate) fn files_are_compared() -> Outcome {
    assert_eq!(
        printed("btf diff FILE NEWER")?,
        "changed  ENUM color\n         BLUE: 2 -> 3\nchanged  STRUCT event\n         (size): 16 bytes -> 24 bytes\n         \
         when: nothing -> byte 16: int\n"
    );
    assert_eq!(printed("btf diff FILE FILE")?, "");
    Ok(())
}

pub(crate) fn wrong_input_is_named() -> Outcome {
    let missing = printed("btf inspect colour --file FILE")?;
    assert_eq!(missing, "skep: there is no type `colour`; near to it: color\n");
    let output = skep("btf types --file Cargo.toml")?;
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        text(&output.stderr),
        "skep: Cargo.toml: header, offset 0: found bytes 5b 70, expected 9f eb (little-endian BTF) or eb 9f (big-endian)\n"
    );
    Ok(())
}

/// What the running kernel holds is what bpftool says of it, and is shown by number as by name.
pub(crate) fn held_types_are_listed() -> Outcome {
    let of_simulated = json_lines(&skep("btf list --kernel sim --format json")?)?;
    let own = &of_simulated[0];
    assert_eq!(
        (&own["kernel"], &own["owner"], &own["name"]),
        (&"simulated".into(), &"kernel".into(), &"vmlinux".into())
    );
    let kernel = Kernel::host()?;
    if !kernel.missing_capabilities(&[Operation::OpenTypes])?.is_empty() {
        let output = skep("btf list --kernel host")?;
        assert_eq!(output.status.code(), Some(77));
        return skip("listing the types that the kernel holds needs CAP_SYS_ADMIN");
    }
    let held = json_lines(&skep("btf list --kernel host --format json")?)?;
    let own = held.iter().find(|line| line["owner"] == "kernel").expect("a kernel holds its own");
    let table = text(&skep("btf list --kernel host")?.stdout);
    let line = format!("{:>6}  kernel  {:>9}  vmlinux\n", own["id"].to_string(), own["size"].to_string());
    assert!(table.contains("NUMBER  OWNER        SIZE  NAME\n") && table.contains(&line), "{table}");
    let by_number = skep(&format!("btf inspect task_struct --id {}", own["id"]))?;
    assert_eq!(text(&by_number.stdout), text(&skep("btf inspect task_struct")?.stdout));
    let gone = skep("btf types --id 4294967295")?;
    assert!(text(&gone.stderr).contains("the kernel holds no such types"), "{}", text(&gone.stderr));
    // What does not come and go: other tests give the kernel types meanwhile.
    let Ok(bpftool) = Command::new("bpftool").args(["-j", "btf", "list"]).output() else {
        return skip("bpftool is not there to be compared with; the rest is as expected");
    };
    let theirs: Vec<serde_json::Value> = serde_json::from_slice(&bpftool.stdout)?;
    let fixed = |lines: &[serde_json::Value], is_fixed: fn(&serde_json::Value) -> bool| {
        let fixed = lines.iter().filter(|line| is_fixed(line));
        fixed.map(|line| (line["id"].as_u64(), line["size"].as_u64())).collect::<Vec<_>>()
    };
    let ours = fixed(&held, |line| line["owner"] != "program");
    assert_eq!(ours, fixed(&theirs, |line| line["kernel"].as_bool().unwrap_or(line["name"] == "vmlinux")));
    Ok(())
}

pub(crate) fn kernel_is_shown() -> Outcome {
    if !Path::new("/sys/kernel/btf/vmlinux").exists() {
        return skip("this kernel does not tell its types");
    }
    let output = skep("btf inspect task_struct --format json")?;
    let lines = json_lines(&output)?;
    let members = lines[0]["members"].as_array().expect("a structure has members");
    let pid = members.iter().find(|member| member["name"] == "pid").expect("every kernel has it");
    assert_eq!((&pid["type"], &pid["size"]), (&"pid_t".into(), &4.into()));

    let structures = json_lines(&skep("btf types --kind struct --format json")?)?;
    assert!(structures.len() > 1000 && structures.iter().all(|line| line["kind"] == "STRUCT"));
    // Modules may have none; where there is one, it is read with the kernel's types below it.
    if let Some(module) =
        std::fs::read_dir("/sys/kernel/btf")?.flatten().find(|entry| entry.file_name() != "vmlinux")
    {
        let output = skep(&format!("btf types --file {}", module.path().display()))?;
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    let Ok(expected) =
        Command::new("bpftool").args(["btf", "dump", "file", "/sys/kernel/btf/vmlinux"]).output()
    else {
        return skip("bpftool does not run; the rest is as expected");
    };
    assert!(skep("btf dump")?.stdout == expected.stdout, "bpftool prints something else");
    Ok(())
}
