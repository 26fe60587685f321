//! The object's types, completed: compilers leave out where variables are in their sections, and how large these are.

use super::error::ElfError;
use super::file::{File, Section, SymbolKind};
use crate::types::{RECORD_HEAD as HEAD, record_tail};
use crate::{Types, types_endian};
use skep_btf::{Btf, Shape};
use std::collections::{HashMap, HashSet};

/// The section with the types.
pub(super) const BTF: &str = ".BTF";
/// The section of the kernel's configuration, which is in no file: only its types are.
pub(super) const CONFIGURATION: &str = ".kconfig";

/// Reads the types, if there are any.
pub(super) fn read(file: &File<'_>) -> Result<Option<Types>, ElfError> {
    let Some((_, section)) = file.section(BTF) else { return Ok(None) };
    let error = |error| ElfError::types(BTF, error);
    let btf = Btf::parse(section.data).map_err(error)?;
    if btf.endian() != types_endian(file.endian) {
        let found = format!("types in {:?} byte order", btf.endian());
        return Err(ElfError::of(BTF, found, "the file's own"));
    }
    let mut bytes = section.data.to_vec();
    let symbols = file.symbols.iter().filter(|symbol| symbol.kind != SymbolKind::Section);
    let places = symbols.filter_map(|symbol| Some(((symbol.section?, symbol.name), symbol.value))).collect();
    // Variables are neither in what has no name nor in the file's own structure, whatever types say.
    let has_variables = |section: &Section<'_>| {
        section.is_program
            && !section.is_executable
            && !section.name.is_empty()
            && !section.name.starts_with(BTF)
    };
    let sections = file.sections.iter().enumerate().filter(|(_, section)| has_variables(section));
    let sections = sections.map(|(number, section)| (section.name, (number, section.size))).collect();
    Completion { file, btf: &btf, bytes: &mut bytes, places, sections }.complete()?;
    Types::new(bytes).map(Some).map_err(error)
}

struct Completion<'f, 'a> {
    file: &'f File<'a>,
    btf: &'f Btf<'a>,
    bytes: &'f mut [u8],
    /// Where symbols are, by the number of their section and their name.
    places: HashMap<(usize, &'a str), u64>,
    /// The numbers and sizes of sections, by name.
    sections: HashMap<&'a str, (usize, u64)>,
}

/// The bytes of a variable's entry in the record of a section: type, offset, size.
const ENTRY: usize = 12;

impl Completion<'_, '_> {
    fn complete(&mut self) -> Result<(), ElfError> {
        let hidden: HashSet<&str> = self
            .file
            .symbols
            .iter()
            .filter(|symbol| symbol.kind == SymbolKind::Function && symbol.is_hidden && !symbol.is_local)
            .map(|symbol| symbol.name)
            .collect();
        // The header's length, and where after it the types begin. The parser looked at both.
        let (Some(header), Some(start)) = (self.word(4), self.word(8)) else { return Ok(()) };
        let mut at = header as usize + start as usize;
        for ty in self.btf.own_types() {
            let Some(info) = self.word(at + 4) else { return Ok(()) };
            let entries = (info & 0xffff) as usize;
            match ty.shape() {
                Shape::Datasec { .. } => self.section(ty, at, entries)?,
                // A function that other files do not see need not hold for all arguments of its types.
                Shape::Func { .. } if hidden.contains(ty.name().unwrap_or_default()) => {
                    self.put(at + 4, info & !0xffff);
                }
                _ => {}
            }
            at += HEAD + record_tail(ty.kind(), entries);
        }
        Ok(())
    }

    /// Fills in a section's size and its variables' places, in whose order they are put.
    fn section(&mut self, ty: skep_btf::Type<'_>, at: usize, entries: usize) -> Result<(), ElfError> {
        let error = |error| ElfError::types(BTF, error);
        let name = ty.name().map_err(error)?;
        let mut rows: Vec<[u32; 3]> = Vec::with_capacity(entries);
        for entry in 0..entries {
            let place = at + HEAD + entry * ENTRY;
            let (Some(ty), Some(offset), Some(size)) =
                (self.word(place), self.word(place + 4), self.word(place + 8))
            else {
                return Ok(());
            };
            rows.push([ty, offset, size]);
        }
        let size = if name == CONFIGURATION {
            self.lay_out_configuration(&mut rows)?
        } else {
            let Some(&(number, size)) = self.sections.get(name) else { return Ok(()) };
            // Linkers fill everything in.
            let whole = self.word(at + 8).is_some_and(|size| size != 0);
            for row in rows.iter_mut().filter(|_| !whole) {
                let variable = self.btf.type_by_id(skep_btf::TypeId::new(row[0])).map_err(error)?;
                let place = self.places.get(&(number, variable.name().map_err(error)?));
                if let Some(place) = place.and_then(|place| u32::try_from(*place).ok()) {
                    row[1] = place;
                }
            }
            if whole {
                let declared = self.word(at + 8).unwrap_or(0);
                if u64::from(declared) > size {
                    let expected = format!("at most the {size} that the section has");
                    return Err(ElfError::of(name, format!("{declared} bytes in the types"), expected));
                }
                declared
            } else {
                u32::try_from(size)
                    .map_err(|_| ElfError::of(name, format!("{size} bytes"), "less than 4 GiB"))?
            }
        };
        rows.sort_by_key(|row| row[1]);
        self.put(at + 8, size);
        for (entry, row) in rows.iter().enumerate() {
            for (word, value) in row.iter().enumerate() {
                self.put(at + HEAD + entry * ENTRY + word * 4, *value);
            }
        }
        Ok(())
    }

    /// Puts the variables of the configuration one after another, each where it is aligned.
    fn lay_out_configuration(&self, rows: &mut [[u32; 3]]) -> Result<u32, ElfError> {
        let mut end = 0_u32;
        for row in rows {
            let too_large = || ElfError::of(CONFIGURATION, "variables of 4 GiB", "less");
            let variable = skep_btf::TypeId::new(row[0]);
            let size = self.btf.size_of(variable).map_err(|error| ElfError::types(BTF, error))?;
            let size = u32::try_from(size).map_err(|_| too_large())?;
            let aligned = end.checked_next_multiple_of(8).ok_or_else(too_large)?;
            (row[1], row[2]) = (aligned, size);
            end = aligned.checked_add(size).ok_or_else(too_large)?;
        }
        Ok(end)
    }

    fn word(&self, at: usize) -> Option<u32> {
        let bytes: [u8; 4] = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(self.file.u32(bytes))
    }

    fn put(&mut self, at: usize, value: u32) {
        let bytes = match self.file.endian {
            skep_isa::Endian::Little => value.to_le_bytes(),
            skep_isa::Endian::Big => value.to_be_bytes(),
        };
        if let Some(place) = at.checked_add(4).and_then(|end| self.bytes.get_mut(at..end)) {
            place.copy_from_slice(&bytes);
        }
    }
}
