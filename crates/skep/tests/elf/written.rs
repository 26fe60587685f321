//! Objects that were written here, loaded and run by bpftool as those that they were read from.

use crate::{host, linked};
use skep::isa::registers::*;
use skep::object::{ElfOptions, MapSpec};
use skep::prelude::*;
use skep::{CodeFeature, Features};
use skep_harness::{Outcome, skip};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder in a bpf file system, and one for files; both go with this.
struct Folders {
    pins: PathBuf,
    files: tempfile::TempDir,
}

impl Drop for Folders {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.pins);
    }
}

/// What bpftool found: for each program the result of a run and for each map what is in it after that.
type Found = BTreeMap<String, String>;

fn bpftool(arguments: &[&str]) -> Option<Output> {
    Command::new("bpftool").args(arguments).output().ok()
}

impl Folders {
    fn file(&self, name: &str, bytes: &[u8]) -> std::io::Result<PathBuf> {
        let path = self.files.path().join(name);
        std::fs::write(&path, bytes)?;
        Ok(path)
    }

    /// Loads an object, runs all of its programs and looks into its maps; nothing if bpftool does not load it.
    fn try_object(&self, object: &Path, packet: &Path) -> std::io::Result<Result<Found, String>> {
        let programs = self.pins.join("programs");
        let maps = self.pins.join("maps");
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let [object, programs_text, maps_text, packet] = [object, &*programs, &*maps, packet].map(text);
        let loaded = bpftool(&["prog", "loadall", &object, &programs_text, "pinmaps", &maps_text]);
        let found = match loaded {
            Some(output) if output.status.success() => Ok(look(&programs, &maps, &packet)?),
            Some(output) => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
            None => Err("bpftool is not there".to_owned()),
        };
        for folder in [programs, maps] {
            if folder.exists() {
                std::fs::remove_dir_all(folder)?;
            }
        }
        Ok(found)
    }
}

fn look(programs: &Path, maps: &Path, packet: &str) -> std::io::Result<Found> {
    let mut found = Found::new();
    let sorted = |folder: &Path| -> std::io::Result<Vec<PathBuf>> {
        // Without maps, there is no folder for them.
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let entries = std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
        let mut entries = entries.collect::<Result<Vec<_>, _>>()?;
        entries.sort();
        Ok(entries)
    };
    for (folder, arguments) in
        [(programs, &["prog", "run", "pinned"][..]), (maps, &["map", "dump", "pinned"])]
    {
        for path in sorted(folder)? {
            let mut arguments = arguments.to_vec();
            let path = path.to_string_lossy().into_owned();
            arguments.push(&path);
            if folder == programs {
                arguments.extend(["data_in", packet]);
            }
            let Some(output) = bpftool(&arguments) else { continue };
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            // The time that a run took is another one each time.
            let text = text.split(", duration").next().unwrap_or_default().to_owned();
            // Maps and programs in maps are shown by their numbers, which are others each time.
            let in_maps = ["outer", "jumps"].iter().any(|name| path.ends_with(name));
            let lines = text
                .lines()
                .map(|line| if in_maps { line.split("  value").next().unwrap_or(line) } else { line });
            let mut lines: Vec<&str> = lines.collect();
            // Which CPU a program ran on, and in which order a hash table shows its entries, is by chance.
            lines.sort_unstable();
            let text = lines.join("\n");
            let failed = String::from_utf8_lossy(&output.stderr).replace(&path, "PATH");
            found.insert(path, format!("{text}{failed}"));
        }
    }
    Ok(found)
}

pub(crate) fn by_bpftool() -> Outcome {
    let kernel = host()?;
    if bpftool(&["version"]).is_none() {
        return skip("`bpftool` is not installed (Debian: bpftool)");
    }
    let mounts = kernel.api().mounts().map_err(|errno| errno.to_string())?;
    let Some(mount) = mounts.into_iter().find(|mount| mount.file_system == "bpf") else {
        return skip("no bpf file system is mounted");
    };
    let pins = mount.path.join(format!("skep-written-{}", std::process::id()));
    std::fs::create_dir(&pins)?;
    let folders = Folders { pins, files: tempfile::tempdir()? };
    let packet = folders.file("packet", &[7; 64])?;

    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../skep-object/testdata");
    let mut loaded = Vec::new();
    for entry in std::fs::read_dir(data)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "o") {
            continue;
        }
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path)?;
        let spec = ObjectSpec::from_elf_with(&bytes, ElfOptions { legacy_maps: true })?;
        let written = folders.file(&format!("{name}.o"), &spec.to_elf()?)?;
        let (before, after) = (folders.try_object(&path, &packet)?, folders.try_object(&written, &packet)?);
        match (before, after) {
            (Ok(before), Ok(after)) => {
                assert_eq!(before, after, "{name}");
                assert!(!before.is_empty(), "{name}");
                loaded.push(name);
            }
            (Ok(_), Err(error)) => return Err(format!("{name}, as it was written: {error}").into()),
            // What cannot be loaded as it is has its reasons; rows of numbers are declarations now.
            (Err(_), Ok(_)) => assert!(name.starts_with("legacy"), "{name}"),
            (Err(_), Err(_)) => {}
        }
    }
    loaded.sort_unstable();
    let there = [
        "counter.clang14",
        "counter.v1.clang14",
        "functions.clang19",
        "globals.clang19",
        "link.bpftool",
        "nested.clang19",
    ];
    let lacks_newest = Features::new(&kernel).code(CodeFeature::SignedDivision).is_no();
    let newest = (!lacks_newest).then_some("isa4.clang19");
    assert!(
        there.into_iter().chain(newest).all(|name| loaded.iter().any(|other| other == name)),
        "{loaded:?}"
    );

    // What the assembler made, and what was linked here.
    let made = folders.file("made.o", &made()?.to_elf()?)?;
    let found = folders.try_object(&made, &packet)?.map_err(|error| format!("assembled: {error}"))?;
    let of = |found: &Found, name: &str| -> String {
        let found = found.iter().find(|(path, _)| path.ends_with(name));
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    assert!(of(&found, "/count").contains("Return value: 2"), "{found:?}");
    assert!(of(&found, "/counts").contains("key: 01 00 00 00  value: 05 00 00 00"), "{found:?}");
    let linked = folders.file("linked.o", &linked::linked(1, true)?.to_elf()?)?;
    let theirs = folders.try_object(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../skep-object/testdata/link.bpftool.o"),
        &packet,
    )?;
    let ours = folders.try_object(&linked, &packet)?.map_err(|error| format!("linked: {error}"))?;
    for program in ["/adds", "/chooses", "/chooses_here", "/sums", "/results"] {
        assert_eq!(of(&ours, program), of(theirs.as_ref().unwrap(), program), "{program}");
    }
    assert!(of(&ours, "/adds").contains("Return value: 131"), "{ours:?}");
    Ok(())
}

/// An object of the assembler: it counts 5 in an array, and returns what a function of its own does.
fn made() -> Result<ObjectSpec, Box<dyn std::error::Error>> {
    let count = Assembler::new()
        .store(Size::Word, R10, -4, 1)
        .load_map(R1, "counts")
        .mov(R2, R10)
        .add(R2, -4)
        .call(Helper::MAP_LOOKUP_ELEM.0)
        .jump(Condition::Equal, R0, 0, "out")
        .mov(R1, 5)
        .atomic(Atomic::Add, Size::Double, R0, 0, R1)
        .label("out")
        .call_function("two")
        .exit()
        .build()?;
    let two = Assembler::new().mov(R0, 2).exit().build()?;
    Ok(ObjectSpec::new("GPL")
        .with_map(MapSpec::array("counts", 8, 2))
        .with_program(ProgramSpec::xdp("count", count))
        .with_function("two", two))
}
