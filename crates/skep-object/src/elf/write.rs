//! Object files are written as compilers write them, so that other loaders read them.
//!
//! Functions go to `.text`, programs to the sections whose names say what they are, and what they refer to is left to
//! relocations. The types keep their bytes if they say everything already: what was read from a file is written so that it
//! is read as the same again.

mod code;
mod container;
mod data;
mod error;
mod maps;
mod records;
mod structures;
mod symbols;
mod types;

pub use error::{WriteError, WriteProblem};

use super::maps::MAPS;
use super::sections::section_of;
use super::source::BTF_EXT;
use super::types::BTF;
use super::{TEXT, is_data_section, kernel_name};
use crate::layout::identifier;
use crate::{Binding, Contents, MapSpec, ObjectSpec, types_endian};
use code::{Encoded, encode};
use container::{Bytes, Container, Flags, Section, SectionNumber, Symbol, SymbolKind, SymbolNumber};
use maps::Declared;
use records::{Function, Records};
use skep_btf::{BtfBuilder, Int, Linkage, Shape, TypeId};
use skep_isa::{Code, Endian, Name, SLOT};
use std::collections::{HashMap, HashSet};
use types::FileTypes;

impl ObjectSpec {
    /// Writes an object file, in the byte order of the object or else of this machine. libbpf, bpftool, aya and cilium/ebpf
    /// read it, and [`from_elf`](Self::from_elf) gives the same object again if this one came from a file.
    ///
    /// Static functions are all written to `.text`. Maps that the [types](Self::types) do not declare as they are, and the functions of an object that is not from a
    /// file, get types in the file: functions as `int name(void *context)`. Labels become distances. Programs without a
    /// section, or of another type than their section's name says, get a section that says what they are.
    ///
    /// # Errors
    /// If a part of the object is nothing that an object file can say; the error names it. Among these are programs without
    /// a licence, data sections (`.rodata`, `.data`, `.bss`) that are not as such sections become maps, and names for the
    /// kernel that do not follow from the names.
    pub fn to_elf(&self) -> Result<Vec<u8>, WriteError> {
        let endian = match (self.endian, &self.types) {
            (Some(endian), _) => endian,
            (None, Some(types)) if types.endian() == skep_btf::Endian::Big => Endian::Big,
            (None, Some(_)) => Endian::Little,
            (None, None) => Endian::NATIVE,
        };
        if let Some(types) = self.types.as_ref().filter(|types| types.endian() != types_endian(endian)) {
            let found = format!("types in {:?} byte order", types.endian());
            return Err(WriteError::of("the object", found, format!("{endian:?}, as the rest")));
        }
        let mut writer = Writer {
            spec: self,
            endian,
            file: Container::new(endian),
            types: FileTypes::new(self.types.as_ref(), endian),
            functions: HashMap::new(),
            maps: HashMap::new(),
            externs: HashMap::new(),
            made_here: !self.is_as_from_file(),
        };
        let functions = writer.functions()?;
        let declared = writer.maps()?;
        writer.structures()?;
        writer.texts()?;
        writer.data()?;
        writer.externs();
        writer.relocate(&functions, &declared)?;
        writer.types(&functions)?;
        let too_large = || WriteError::of("the object", "more names than 32 bits can count", "fewer");
        writer.file.finish().ok_or_else(too_large)
    }

    /// Whether the object has all that one from a file has: its functions have types, or nobody knows any.
    pub(crate) fn is_as_from_file(&self) -> bool {
        self.endian.is_some() && self.programs.iter().all(|program| program.section.is_some())
    }
}

struct Writer<'s> {
    spec: &'s ObjectSpec,
    endian: Endian,
    file: Container,
    types: FileTypes<'s>,
    functions: HashMap<&'s str, Place>,
    maps: HashMap<&'s str, MapPlace<'s>>,
    externs: HashMap<&'s str, SymbolNumber>,
    /// Whether the object is not from a file, so that functions without types get some.
    made_here: bool,
}

/// Where a function is.
struct Place {
    section: SectionNumber,
    offset: u64,
    symbol: SymbolNumber,
    is_local: bool,
}

/// Where a map is.
enum MapPlace<'s> {
    Declared(SymbolNumber),
    Data(SectionNumber),
    Configuration(&'s MapSpec),
}

/// A section with functions.
struct TextSection<'s> {
    number: SectionNumber,
    name: String,
    functions: Vec<(TextFunction<'s>, u64, Encoded<'s>)>,
}

/// A function or a program.
struct TextFunction<'s> {
    name: &'s Name,
    binding: Binding,
    code: &'s Code,
    type_id: Option<TypeId>,
    is_program: bool,
}

impl TextFunction<'_> {
    fn part(&self) -> String {
        let what = if self.is_program { "program" } else { "function" };
        format!("the {what} `{}`", self.name)
    }
}

impl<'s> Writer<'s> {
    fn add_section(
        &mut self,
        name: &str,
        flags: Flags,
        align: u64,
        bytes: Bytes,
    ) -> Result<SectionNumber, WriteError> {
        let section = Section { name: name.to_owned(), flags, align, bytes, relocations: Vec::new() };
        let too_many =
            || WriteError::of(format!("the section `{name}`"), "too many sections", "at most 32000");
        self.file.add_section(section).ok_or_else(too_many)
    }

    /// Encodes all functions, and gives them sections and symbols.
    fn functions(&mut self) -> Result<Vec<TextSection<'s>>, WriteError> {
        let spec = self.spec;
        let functions = spec.functions.iter().map(|function| TextFunction {
            name: &function.name,
            binding: function.binding,
            code: &function.code,
            type_id: function.type_id,
            is_program: false,
        });
        let mut sections = Vec::new();
        let functions: Vec<_> = functions.collect();
        if !functions.is_empty() {
            sections.push((TEXT.to_owned(), functions));
        }
        for program in &spec.programs {
            let function = TextFunction {
                name: &program.name,
                binding: Binding::Global,
                code: &program.code,
                type_id: program.type_id,
                is_program: true,
            };
            let Some(name) = section_of(program) else {
                let found = format!(
                    "the type {} with the attach type {}",
                    program.program_type, program.expected_attach_type
                );
                return Err(WriteError::of(function.part(), found, "what the name of a section can say"));
            };
            self.check_name(function.part(), &program.name, program.kernel_name.as_ref())?;
            match sections.iter_mut().find(|(other, _)| *other == name) {
                Some((_, functions)) => functions.push(function),
                None => sections.push((name, vec![function])),
            }
        }
        let hidden = self.hidden();
        let mut done = Vec::with_capacity(sections.len());
        for (name, functions) in sections {
            let number = self.add_section(&name, Flags::Code, 8, Bytes::Some(Vec::new()))?;
            let mut bytes = Vec::new();
            let mut encoded = Vec::with_capacity(functions.len());
            for function in functions {
                let part = function.part();
                let code = encode(&part, function.name, function.code, self.endian)?;
                if code.bytes.is_empty() {
                    return Err(WriteError::of(part, "no instructions", "some"));
                }
                let offset = bytes.len() as u64;
                let symbol = self.file.add_symbol(Symbol {
                    name: function.name.to_string(),
                    kind: SymbolKind::Function,
                    binding: function.binding,
                    hidden: function.binding != Binding::Local
                        && (hidden.contains(&**function.name)
                            || self.made_here && !function.is_program && function.type_id.is_none()),
                    section: Some(number),
                    value: offset,
                    size: code.bytes.len() as u64,
                });
                let is_local = function.binding == Binding::Local;
                let place = Place { section: number, offset, symbol, is_local };
                if self.functions.insert(function.name, place).is_some() {
                    return Err(WriteError::of(part, "a second one of this name", "one"));
                }
                bytes.extend(&code.bytes);
                encoded.push((function, offset, code));
            }
            if let Some(section) = self.file.section_mut(number) {
                section.bytes = Bytes::Some(bytes);
            }
            done.push(TextSection { number, name, functions: encoded });
        }
        Ok(done)
    }

    /// The names of functions that the types say are static: if others see them, then only until objects are linked.
    fn hidden(&self) -> HashSet<&'s str> {
        let mut hidden = HashSet::new();
        let mut seen = HashSet::new();
        let Some(types) = &self.spec.types else { return hidden };
        for ty in types.own_types() {
            let Shape::Func { linkage, .. } = ty.shape() else { continue };
            // A name that cannot be read is no function's here.
            let Ok(name) = ty.name() else { continue };
            if linkage == Linkage::Static {
                hidden.insert(name);
            } else {
                seen.insert(name);
            }
        }
        &hidden - &seen
    }

    /// The kernel's name of something follows from its name: a file does not have it.
    fn check_name(&self, part: String, name: &str, for_kernel: Option<&Name>) -> Result<(), WriteError> {
        match for_kernel.filter(|other| kernel_name(name).as_ref() != Some(*other)) {
            Some(other) => {
                let found = format!("the name `{other}` for the kernel");
                Err(WriteError::of(part, found, "the one that follows from its name"))
            }
            None => Ok(()),
        }
    }

    /// Declares maps in `.maps`.
    fn maps(&mut self) -> Result<Vec<Declared<'s>>, WriteError> {
        let spec = self.spec;
        let is_declared = |map: &&MapSpec| {
            let elsewhere = matches!(map.contents, Contents::Configuration | Contents::Structure(_));
            !is_data_section(&map.name) && !elsewhere
        };
        let maps: Vec<&MapSpec> = spec.maps.iter().filter(is_declared).collect();
        for map in &maps {
            self.check_name(format!("the map `{}`", map.name), &map.name, map.kernel_name.as_ref())?;
        }
        let (size, declared) = maps::declare(&maps, &mut self.types)?;
        if declared.is_empty() {
            return Ok(declared);
        }
        let bytes = Bytes::Some(vec![0; size as usize]);
        let section = self.add_section(MAPS, Flags::Data, 8, bytes)?;
        for one in &declared {
            let symbol = self.file.add_symbol(Symbol {
                name: one.map.name.to_string(),
                kind: SymbolKind::Object,
                binding: one.map.binding,
                hidden: false,
                section: Some(section),
                value: one.offset.into(),
                size: one.size.into(),
            });
            if self.maps.insert(&one.map.name, MapPlace::Declared(symbol)).is_some() {
                let part = format!("the map `{}`", one.map.name);
                return Err(WriteError::of(part, "a second one of this name", "one"));
            }
        }
        Ok(declared)
    }

    /// The types, and the records that refer to them.
    fn types(&mut self, sections: &[TextSection<'s>]) -> Result<(), WriteError> {
        let mut records = Records::new(self.endian);
        let mut context = None;
        // A kernel wants the lines of all functions or of none.
        let all = sections.iter().flat_map(|section| &section.functions);
        let has_lines =
            all.clone().all(|(_, _, encoded)| encoded.lines.first().is_some_and(|(slot, _)| *slot == 0));
        for section in sections {
            let mut functions = Vec::with_capacity(section.functions.len());
            for (function, start, encoded) in &section.functions {
                let type_id = match function.type_id {
                    None if self.made_here => {
                        let types = self.types.added();
                        let prototype = *context.get_or_insert_with(|| prototype(types));
                        let linkage = if function.is_program { Linkage::Global } else { Linkage::Static };
                        Some(types.add_func(&identifier(function.name), prototype, linkage))
                    }
                    type_id => type_id,
                };
                let slot = usize::try_from(*start).unwrap_or(usize::MAX) / SLOT;
                functions.push(Function { slot, type_id, code: encoded });
            }
            let lines = has_lines || !self.made_here;
            records.add(&section.name, &functions, lines, &mut self.types)?;
        }
        let endian = self.endian;
        let records = records.finish()?;
        let types = std::mem::replace(&mut self.types, FileTypes::new(None, endian));
        let Some(types) = types.finish()? else { return Ok(()) };
        self.add_section(BTF, Flags::None, 4, Bytes::Some(types))?;
        if let Some(records) = records {
            self.add_section(BTF_EXT, Flags::None, 4, Bytes::Some(records))?;
        }
        Ok(())
    }
}

/// `int (void *context)`.
fn prototype(types: &mut BtfBuilder) -> TypeId {
    let int = types.add_int("int", Int::signed(4));
    let context = types.add_ptr(TypeId::VOID);
    types.add_func_proto(int, &[("context", context)])
}
