//! The file's own structure: sections, symbols and relocations, as they are in the bytes.

use super::error::ElfError;
use crate::Binding;
use object::elf::{self, FileHeader64};
use object::read::elf::{FileHeader as _, Rel as _, Rela as _, SectionHeader as _, Sym as _};
use object::{Endianness, SectionIndex, SymbolIndex};

/// `EM_BPF`, and 0, which clang wrote before the number was given out.
const MACHINES: [u16; 2] = [247, 0];

/// An object file for BPF. Everything in it borrows the bytes.
pub(super) struct File<'a> {
    pub(super) endian: skep_isa::Endian,
    /// By the file's own numbers, so the first one is nothing.
    pub(super) sections: Vec<Section<'a>>,
    /// By the file's own numbers, so the first one is nothing.
    pub(super) symbols: Vec<Symbol<'a>>,
}

/// A section.
pub(super) struct Section<'a> {
    pub(super) name: &'a str,
    /// Its bytes; none if it is all zeros.
    pub(super) data: &'a [u8],
    pub(super) size: u64,
    /// Whether it has bytes of the program (and not of the file's own structure).
    pub(super) is_program: bool,
    /// Whether it is all zeros, which are not in the file.
    pub(super) is_zeroed: bool,
    pub(super) is_executable: bool,
    /// What is to be changed in its bytes, in the order of the places.
    pub(super) relocations: Vec<Relocation>,
}

/// A symbol.
pub(super) struct Symbol<'a> {
    pub(super) name: &'a str,
    pub(super) value: u64,
    pub(super) size: u64,
    pub(super) kind: SymbolKind,
    pub(super) is_local: bool,
    pub(super) is_weak: bool,
    /// Whether other files do not see it (`STV_HIDDEN` and `STV_INTERNAL`).
    pub(super) is_hidden: bool,
    /// Whether it is elsewhere.
    pub(super) is_undefined: bool,
    /// The number of its section; nothing for what is not in the file.
    pub(super) section: Option<usize>,
}

impl Symbol<'_> {
    /// Which objects see what it names.
    pub(super) fn binding(&self) -> Binding {
        match (self.is_local, self.is_weak) {
            (true, _) => Binding::Local,
            (false, true) => Binding::Weak,
            (false, false) => Binding::Global,
        }
    }
}

/// What a symbol names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SymbolKind {
    Function,
    Object,
    Section,
    Other,
}

/// Something that is to be changed in a section's bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Relocation {
    /// Where, in bytes.
    pub(super) offset: u64,
    /// The number of the symbol that it depends on.
    pub(super) symbol: usize,
    /// How (`R_BPF_…`).
    pub(super) kind: u32,
    /// What is added, if that is not in the bytes themselves.
    pub(super) addend: Option<i64>,
}

impl<'a> File<'a> {
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, ElfError> {
        let broken = |error: object::read::Error| ElfError::file(error.to_string(), "a whole ELF file");
        let header = FileHeader64::<Endianness>::parse(bytes).map_err(|error| {
            let found =
                if bytes.starts_with(b"\x7fELF") { error.to_string() } else { "no ELF magic".to_owned() };
            ElfError::file(found, "an ELF file of 64 bits")
        })?;
        let endian = header.endian().map_err(broken)?;
        let machine = header.e_machine(endian).0;
        if !MACHINES.contains(&machine) {
            return Err(ElfError::file(format!("the machine {machine}"), "247, BPF"));
        }
        let kind = header.e_type(endian);
        if kind != elf::ET_REL {
            return Err(ElfError::file(format!("a file of type {}", kind.0), "1, a relocatable object file"));
        }
        let table = header.sections(endian, bytes).map_err(broken)?;
        let mut sections = Vec::with_capacity(table.len());
        // Sections that lie one on another would be read as often as there are.
        let mut left = bytes.len() as u64;
        for section in table.iter() {
            let name = table.section_name(endian, section).map_err(broken)?;
            let name = str::from_utf8(name).map_err(|_| {
                ElfError::file(format!("a section with the name {name:?}"), "a name in UTF-8")
            })?;
            let data = section
                .data(endian, bytes)
                .map_err(|error| ElfError::of(name, error.to_string(), "bytes within the file"))?;
            left = left.checked_sub(data.len() as u64).ok_or_else(|| {
                ElfError::of(name, "more bytes in all sections than in the file", "sections side by side")
            })?;
            let flags = section.sh_flags(endian);
            let kind = section.sh_type(endian);
            sections.push(Section {
                name,
                data,
                size: section.sh_size(endian),
                is_program: kind == elf::SHT_PROGBITS || kind == elf::SHT_NOBITS,
                is_zeroed: kind == elf::SHT_NOBITS,
                is_executable: kind == elf::SHT_PROGBITS && flags.0 & elf::SHF_EXECINSTR.0 != 0,
                relocations: Vec::new(),
            });
        }
        let symbol_table = table.symbols(endian, bytes, elf::SHT_SYMTAB).map_err(broken)?;
        let mut symbols = Vec::with_capacity(symbol_table.len());
        for (index, symbol) in symbol_table.enumerate() {
            let name = symbol_table.symbol_name(endian, symbol).map_err(broken)?;
            let name = str::from_utf8(name)
                .map_err(|_| ElfError::file(format!("a symbol with the name {name:?}"), "a name in UTF-8"))?;
            symbols.push(Symbol {
                name,
                value: symbol.st_value(endian),
                size: symbol.st_size(endian),
                kind: match symbol.st_type() {
                    elf::STT_FUNC => SymbolKind::Function,
                    elf::STT_OBJECT => SymbolKind::Object,
                    elf::STT_SECTION => SymbolKind::Section,
                    _ => SymbolKind::Other,
                },
                is_local: symbol.st_bind() == elf::STB_LOCAL,
                is_weak: symbol.st_bind() == elf::STB_WEAK,
                is_hidden: matches!(symbol.st_visibility(), elf::STV_HIDDEN | elf::STV_INTERNAL),
                is_undefined: symbol.is_undefined(endian),
                section: symbol_table
                    .symbol_section(endian, symbol, index)
                    .map_err(broken)?
                    .map(|SectionIndex(index)| index),
            });
        }
        for section in table.iter() {
            let SectionIndex(target) = section.info_link(endian);
            let Some(target) = sections.get_mut(target) else { continue };
            if let Some((relocations, _)) = section.rel(endian, bytes).map_err(broken)? {
                target.relocations.extend(relocations.iter().map(|relocation| Relocation {
                    offset: relocation.r_offset(endian),
                    symbol: number(relocation.symbol(endian)),
                    kind: relocation.r_type(endian).0,
                    addend: None,
                }));
            }
            if let Some((relocations, _)) = section.rela(endian, bytes).map_err(broken)? {
                target.relocations.extend(relocations.iter().map(|relocation| Relocation {
                    offset: relocation.r_offset(endian),
                    symbol: number(relocation.symbol(endian, false)),
                    kind: relocation.r_type(endian, false).0,
                    addend: Some(relocation.r_addend(endian)),
                }));
            }
        }
        for section in &mut sections {
            section.relocations.sort_by_key(|relocation| relocation.offset);
        }
        let endian = match endian {
            Endianness::Little => skep_isa::Endian::Little,
            Endianness::Big => skep_isa::Endian::Big,
        };
        Ok(Self { endian, sections, symbols })
    }

    /// The section of this name, and its number.
    pub(super) fn section(&self, name: &str) -> Option<(usize, &Section<'a>)> {
        self.sections.iter().enumerate().find(|(_, section)| section.name == name)
    }

    /// The symbol of a relocation.
    pub(super) fn symbol(&self, section: &str, relocation: &Relocation) -> Result<&Symbol<'a>, ElfError> {
        self.symbols.get(relocation.symbol).ok_or_else(|| {
            let found = format!("a relocation with the symbol {}", relocation.symbol);
            ElfError::at(section, relocation.offset, found, format!("one of {}", self.symbols.len()))
        })
    }

    /// A 32-bit number in the file's byte order.
    pub(super) fn u32(&self, bytes: [u8; 4]) -> u32 {
        match self.endian {
            skep_isa::Endian::Little => u32::from_le_bytes(bytes),
            skep_isa::Endian::Big => u32::from_be_bytes(bytes),
        }
    }
}

/// Relocations without a symbol have the first one, which is nothing.
fn number(symbol: Option<SymbolIndex>) -> usize {
    symbol.map_or(0, |SymbolIndex(index)| index)
}
