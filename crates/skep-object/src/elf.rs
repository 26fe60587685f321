//! Object files, as compilers and linkers for BPF make them: ELF files of 64 bits, in either byte order.
//!
//! Everything that the file decides is decided here, and nothing of it is kept but what is loaded. No kernel is asked.

mod code;
mod data;
mod error;
mod externs;
mod file;
pub(crate) mod maps;
mod sections;
mod source;
pub(crate) mod structures;
mod type_sections;
mod types;
mod write;

pub use error::{ElfError, ElfProblem};
pub use sections::{SectionMeaning, section_meaning};
pub use type_sections::TypeSections;
pub use write::{WriteError, WriteProblem};

use crate::{Binding, FunctionSpec, LONGEST_NAME, ObjectSpec, ProgramSpec};
use code::{Body, Function, Functions, Places, Reader};
use file::File;
use skep_isa::Name;
use source::{BTF_EXT, Source};
use std::collections::{HashMap, HashSet};

/// The section whose functions are no programs of their own.
const TEXT: &str = ".text";
/// The section with the licence.
pub(crate) const LICENSE: &str = "license";
/// The section with the version of the kernel.
pub(crate) const VERSION: &str = "version";
/// Sections that are found by their names, and have no code.
const SPECIAL: [&str; 10] = [
    LICENSE,
    VERSION,
    maps::MAPS,
    maps::LEGACY,
    types::BTF,
    BTF_EXT,
    structures::SECTIONS[0].0,
    structures::SECTIONS[1].0,
    structures::SECTIONS[2].0,
    structures::SECTIONS[3].0,
];

/// How an object file is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ElfOptions {
    /// Whether maps may be declared as rows of numbers in a section `maps`, as they were before BTF. Such a row says
    /// nothing of its own length, so a compiler and a reader can disagree about it.
    pub legacy_maps: bool,
}

impl ObjectSpec {
    /// Reads an object file.
    ///
    /// # Errors
    /// If the file is not whole, is for another machine, has no licence although it has programs, or has something in
    /// it that is not understood. The error says in which section, where, and what was expected.
    pub fn from_elf(bytes: &[u8]) -> Result<Self, ElfError> {
        Self::from_elf_with(bytes, ElfOptions::default())
    }

    /// As [`from_elf`](Self::from_elf), with options.
    ///
    /// # Errors
    /// The same.
    pub fn from_elf_with(bytes: &[u8], options: ElfOptions) -> Result<Self, ElfError> {
        let file = File::parse(bytes)?;
        let types = types::read(&file)?;
        let functions = Functions::find(&file)?;
        sections_of_functions(&file, &functions)?;
        let mut places = Places::default();
        let mut maps = maps::declared(&file, types.as_ref(), &functions, &mut places)?;
        maps.extend(maps::legacy(&file, options.legacy_maps, &mut places)?);
        maps.extend(structures::read(&file, types.as_ref(), &functions)?);
        if let Some(map) = maps.iter().find(|map| data::kind(&map.name).is_some()) {
            let found = format!("the map `{}`", map.name);
            return Err(ElfError::of(maps::MAPS, found, "a name that no data section has"));
        }
        maps.extend(data::maps(&file, types.as_ref(), &mut places)?);
        let mut names = HashSet::new();
        if let Some(map) = maps.iter().find(|map| !names.insert(&map.name)) {
            return Err(ElfError::file(format!("two maps `{}`", map.name), "one of each name"));
        }
        let externs = externs::read(&file, types.as_ref(), &mut places)?;
        let source = match (file.section(BTF_EXT), &types) {
            (Some((_, section)), Some(types)) => Source::parse(section.data, types)?,
            _ => Source::default(),
        };
        let used = HashSet::new();
        let mut reader = Reader { file: &file, functions: &functions, places: &places, source, used };
        let mut spec = Self::new("");
        for function in functions.iter() {
            let body = reader.read(function)?;
            let section = file.sections.get(function.section).map_or("", |section| section.name);
            if section == TEXT || function.binding == Binding::Local {
                let Body { code, type_id } = body;
                let (name, binding) = (function.name.clone(), function.binding);
                spec.functions.push(FunctionSpec { name, binding, code, type_id });
            } else {
                spec.programs.push(program(function, section, body));
            }
        }
        for (number, section) in file.sections.iter().enumerate() {
            let relocation = section.relocations.first().filter(|_| reader.used.contains(&number));
            if let Some(relocation) = relocation {
                let found = "the address of something in the value of a variable";
                let expected = "values that are known before the load";
                return Err(ElfError::at(section.name, relocation.offset, found, expected));
            }
        }
        spec.maps = maps;
        spec.externs = externs;
        spec.license = license(&file, &spec)?;
        spec.kernel_version = version(&file)?;
        spec.types = types;
        spec.endian = Some(file.endian);
        Ok(spec)
    }
}

/// Looks whether the sections with functions can be told apart by their names, as the records of lines do.
fn sections_of_functions(file: &File<'_>, functions: &Functions<'_>) -> Result<(), ElfError> {
    let mut names: HashMap<&str, usize> = HashMap::new();
    for function in functions.iter() {
        let name = file.sections.get(function.section).map_or("", |section| section.name);
        if SPECIAL.contains(&name) || data::kind(name).is_some() {
            return Err(ElfError::of(name, "a function", "no code in a section of this name"));
        }
        if *names.entry(name).or_insert(function.section) != function.section {
            return Err(ElfError::of(name, "functions in two sections of this name", "one"));
        }
    }
    for name in SPECIAL {
        if file.sections.iter().filter(|section| section.name == name).count() > 1 {
            return Err(ElfError::of(name, "a second section of this name", "one"));
        }
    }
    Ok(())
}

/// Whether a map of this name holds global variables.
pub(crate) fn is_data_section(name: &str) -> bool {
    data::kind(name).is_some()
}

/// A program, by the name of its section.
fn program(function: &Function<'_>, section: &str, body: Body) -> ProgramSpec {
    let SectionMeaning { program_type, expected_attach_type, target, flags, autoload } =
        section_meaning(section).unwrap_or_else(|| SectionMeaning::unknown(section));
    ProgramSpec {
        kernel_name: kernel_name(function.symbol),
        section: Some(section.into()),
        target,
        flags,
        autoload,
        type_id: body.type_id,
        ..ProgramSpec::new(function.name.clone(), program_type, expected_attach_type, body.code)
    }
}

/// A name that the kernel takes, if it does not take this one.
pub(crate) fn kernel_name(name: &str) -> Option<Name> {
    let taken = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.');
    if name.len() <= LONGEST_NAME && name.bytes().all(taken) {
        return None;
    }
    let bytes = name.bytes().take(LONGEST_NAME);
    Some(bytes.map(|byte| if taken(byte) { char::from(byte) } else { '_' }).collect::<String>().into())
}

fn license(file: &File<'_>, spec: &ObjectSpec) -> Result<String, ElfError> {
    let Some((_, section)) = file.section(LICENSE) else {
        if spec.programs.is_empty() {
            return Ok(String::new());
        }
        let found = "programs and no section `license`";
        return Err(ElfError::file(found, "one that says under which licence they are"));
    };
    let text = section.data.split(|byte| *byte == 0).next().unwrap_or_default();
    match str::from_utf8(text) {
        Ok(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(ElfError::of(LICENSE, format!("{text:?}"), "the name of a licence in UTF-8")),
    }
}

fn version(file: &File<'_>) -> Result<Option<u32>, ElfError> {
    let Some((_, section)) = file.section(VERSION) else { return Ok(None) };
    match section.data.try_into() {
        Ok(bytes) => Ok(Some(file.u32(bytes))),
        Err(_) => Err(ElfError::of(VERSION, format!("{} bytes", section.data.len()), "4, a number")),
    }
}
