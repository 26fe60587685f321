//! Compares what libbpf and Skep make of the relocations of the same objects against the same types, of types that are merged,
//! and of a module's types with a distilled base, and says where they differ:
//! `cargo run --release` in this folder. It needs root, because libbpf asks the kernel what it can do.
//!
//! Every instruction of every program is compared. Skep may have an instruction where libbpf has its poison, because
//! it also follows the width of signed numbers; how many there are is said. The exit code is 1 if anything else differs.

mod distilled;
mod libbpf;
mod merging;
mod ours;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/skep-object/testdata/relocations");
    let kernel = PathBuf::from("/sys/kernel/btf/vmlinux");
    let mut targets: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    if targets.is_empty() {
        targets.push(kernel);
    }
    let mut pairs = Vec::new();
    for target in ["target_same", "target_moved", "target_poor", "target_widths"] {
        let target = data.join(target).with_extension("o");
        pairs.extend(
            ["program", "program.v4", "widths", "widths.v4"].map(|program| (program, target.clone())),
        );
    }
    for target in &targets {
        pairs.extend(["kernel", "kernel.v4", "program"].map(|program| (program, target.clone())));
    }
    let mut wrong = 0;
    let objects = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/skep-object/testdata");
    let objects =
        ["core", "counter", "externs", "functions", "globals", "legacy", "nested", "slots", "tracing"]
            .map(|name| objects.join(format!("{name}.clang19.o")));
    let all: Vec<&Path> = objects.iter().map(PathBuf::as_path).collect();
    for object in &all {
        wrong += merging::compare(&format!("{} with itself", name_of(object)), &[object, object])?;
    }
    wrong += merging::compare("all objects merged", &all)?;
    for target in &targets {
        wrong += merging::compare(&format!("{} merged with itself", name_of(target)), &[target, target])?;
        wrong += distilled::compare(&format!("a module on {}", name_of(target)), target)?;
    }
    for (program, target) in pairs {
        let object = data.join(format!("{program}.o"));
        let name = name_of(&target);
        wrong += compare(&format!("{program} on {name}"), &object, &target)?;
        // Types' numbers are others in a slice, so that both are asked on it; that it answers as the whole does is
        // tested elsewhere.
        let slice = std::env::temp_dir().join(format!("skep-oracle-{}.btf", std::process::id()));
        std::fs::write(&slice, ours::slice(&object, &target)?)?;
        let compared = compare(&format!("{program} on a slice of {name}"), &object, &slice);
        std::fs::remove_file(&slice)?;
        wrong += compared?;
    }
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn name_of(file: &Path) -> String {
    file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Compares one object on one target, and answers how many instructions differ.
fn compare(title: &str, object: &Path, target: &Path) -> Result<usize, Box<dyn Error>> {
    let start = Instant::now();
    let theirs = libbpf::relocated(object, target);
    let theirs_took = start.elapsed();
    let start = Instant::now();
    let ours = ours::relocated(object, target);
    let ours_took = start.elapsed();
    let (theirs, ours) = match (theirs, ours) {
        (Ok(theirs), Ok(ours)) => (theirs, ours),
        (Err(theirs), Err(ours)) => {
            println!("{title}: both refuse\n    libbpf: {theirs}\n    skep:   {ours}");
            return Ok(0);
        }
        (Err(theirs), Ok(_)) => {
            println!("{title}: only libbpf refuses: {theirs}");
            return Ok(1);
        }
        (Ok(_), Err(ours)) => {
            println!("{title}: only skep refuses: {ours}");
            return Ok(1);
        }
    };
    let (mut same, mut changed, mut poisoned, mut more, mut wrong) = (0, 0, 0, 0, 0);
    for (name, ours) in &ours {
        let Some(theirs) = theirs.get(name) else {
            println!("{title}: libbpf has no program {name}");
            wrong += 1;
            continue;
        };
        if theirs.len() != ours.len() {
            println!("{title}: {name} has {} slots, libbpf's {}", ours.len(), theirs.len());
            wrong += 1;
            continue;
        }
        for (slot, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
            let is_poison = theirs == &libbpf::POISON;
            if &ours.bytes == theirs {
                same += 1;
                changed += usize::from(ours.relocated);
                poisoned += usize::from(is_poison);
            } else if is_poison && ours.relocated && name_is_of_widths(title) {
                more += 1;
            } else {
                println!("{title}: {name}, slot {slot}: skep {:02x?}, libbpf {theirs:02x?}", ours.bytes);
                wrong += 1;
            }
        }
    }
    println!(
        "{title}: {same} slots are the same, {changed} of them relocated, {poisoned} poisoned; {more} that libbpf poisons \
         have an answer; {wrong} differ (libbpf {:.1} ms, skep {:.1} ms)",
        theirs_took.as_secs_f64() * 1e3,
        ours_took.as_secs_f64() * 1e3,
    );
    Ok(wrong)
}

/// Whether the object is one made of fields whose width libbpf does not follow.
fn name_is_of_widths(title: &str) -> bool {
    title.starts_with("widths")
}
