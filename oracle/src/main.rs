//! Compares what libbpf and Skep make of the relocations of the same objects against the same types, of types that are merged,
//! and of a module's types with a distilled base, and what libbpf and aya do with objects that Skep wrote, and says where they
//! differ:
//! `cargo run --release [BTF]…` in this folder. It needs root, because libbpf asks the kernel what it can do, and `bpftool`.
//!
//! Relocations are compared on the slices of kernels' types beside the objects, on the running kernel's types, and on
//! the files that are named. The exit code is 1 if anything differs but where Skep has an answer on purpose.

mod distilled;
mod libbpf;
mod merging;
mod ours;
mod relocations;
mod written;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/skep-object/testdata");
    let kernel = PathBuf::from("/sys/kernel/btf/vmlinux");
    let mut targets: Vec<PathBuf> = std::env::args().skip(1).map(PathBuf::from).collect();
    if targets.is_empty() {
        targets.push(kernel.clone());
    }
    let mut wrong = written::compare(&data)?;
    let objects =
        ["core", "counter", "externs", "functions", "globals", "legacy", "nested", "slots", "tracing"]
            .map(|name| data.join(format!("{name}.clang19.o")));
    let all: Vec<&Path> = objects.iter().map(PathBuf::as_path).collect();
    for object in &all {
        wrong += merging::compare(&format!("{} with itself", name_of(object)), &[object, object])?;
    }
    wrong += merging::compare("all objects merged", &all)?;
    for target in &targets {
        wrong += merging::compare(&format!("{} merged with itself", name_of(target)), &[target, target])?;
        // The module is one of the running kernel; a slice of another has not all that it refers to.
        if *target == kernel {
            wrong += distilled::compare(&format!("a module on {}", name_of(target)), target)?;
        }
    }
    wrong += relocations::compare_all(&data, &targets)?;
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn name_of(file: &Path) -> String {
    file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
