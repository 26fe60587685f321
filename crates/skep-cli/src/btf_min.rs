//! `skep btf min`: the part of a kernel's types that object files need.

use crate::failure::Failure;
use crate::options::Format;
use crate::output::Output;
use crate::program_text;
use serde::Serialize;
use skep::btf::{Btf, Minimal};
use skep::object::{ElfOptions, ObjectSpec};
use std::path::{Path, PathBuf};

/// What was written.
#[derive(Serialize)]
struct Written<'a> {
    file: &'a str,
    /// In bytes.
    size: usize,
    types: u32,
    /// In bytes.
    whole_size: usize,
    whole_types: u32,
}

/// Writes to `out` what the objects need of `types`, which are those in the file `whole`.
pub(crate) fn minimal(
    types: &Btf<'_>,
    whole: &Path,
    out: &Path,
    objects: &[PathBuf],
    format: Format,
) -> Result<(), Failure> {
    let mut minimal = Minimal::new(types);
    for object in objects {
        let of = |error: &dyn std::fmt::Display| Failure::Input(format!("{}: {error}", object.display()));
        let bytes = program_text::read(object)?;
        let options = ElfOptions { legacy_maps: true };
        let spec = ObjectSpec::from_elf_with(&bytes, options).map_err(|error| of(&error))?;
        if !spec.has_relocations() {
            let why = "found no relocation against a kernel's types, expected at least one: such an object needs none of them";
            return Err(of(&why));
        }
        spec.keep_types(&mut minimal).map_err(|error| of(&error))?;
    }
    let damaged = |error: &dyn std::fmt::Display| Failure::Input(format!("{}: {error}", whole.display()));
    let slice = minimal.build().map_err(|error| damaged(&error))?;
    let count = Btf::parse(&slice).map_err(|error| damaged(&error))?.len();
    std::fs::write(out, &slice)
        .map_err(|error| Failure::Input(format!("{} cannot be written: {error}", out.display())))?;
    let mut output = Output::of_facts(format);
    let file = out.display().to_string();
    let written = Written {
        file: &file,
        size: slice.len(),
        types: count,
        whole_size: types.as_bytes().len(),
        whole_types: types.len(),
    };
    output.record("slice", &written, || {
        let Written { file, size, types, whole_size, whole_types } = &written;
        format!("{file}: {types} types in {size} bytes, of {whole_types} in {whole_size}")
    })?;
    output.flush()
}
