//! The tables of an ELF file: sections, symbols and relocations become bytes in either byte order.
//!
//! ```text
//! header · bytes of the sections, each at its alignment · relocations · symbols · strings · headers of the sections
//! ```
//!
//! Source: the System V ABI (gABI), chapters 4 and 5; `elf.h`.

use crate::Binding;
use skep_isa::Endian;
use std::collections::HashMap;

/// `EM_BPF`.
const MACHINE: u16 = 247;
/// `ET_REL`.
const RELOCATABLE: u16 = 1;
const HEADER: usize = 64;
const SECTION_HEADER: u16 = 64;
const SYMBOL: u64 = 24;
const RELOCATION: u64 = 16;
/// Where the numbers of sections end that a symbol can hold (`SHN_LORESERVE`).
const MOST_SECTIONS: usize = 0xff00;

/// The file as it is made.
pub(super) struct Container {
    endian: Endian,
    sections: Vec<Section>,
    symbols: Vec<Symbol>,
    section_symbols: HashMap<SectionNumber, SymbolNumber>,
}

/// A section, by the order in which they were added.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct SectionNumber(usize);

/// A symbol, by the order in which they were added.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct SymbolNumber(usize);

/// A section with bytes of the program.
pub(super) struct Section {
    pub(super) name: String,
    pub(super) flags: Flags,
    pub(super) align: u64,
    pub(super) bytes: Bytes,
    pub(super) relocations: Vec<Relocation>,
}

/// What a section holds.
pub(super) enum Bytes {
    /// These.
    Some(Vec<u8>),
    /// As many zeros, which are not in the file.
    Zeros(u64),
}

/// What a section is for (`SHF_…`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Flags {
    /// Instructions.
    Code,
    /// Data that programs only read.
    Constants,
    /// Data.
    Data,
    /// Nothing of it is loaded as it is.
    None,
}

impl Flags {
    const fn bits(self) -> u64 {
        match self {
            Self::Code => 0x2 | 0x4,
            Self::Constants => 0x2,
            Self::Data => 0x2 | 0x1,
            Self::None => 0,
        }
    }
}

/// Something that is to be changed in a section's bytes.
pub(super) struct Relocation {
    /// Where, in bytes.
    pub(super) offset: u64,
    pub(super) symbol: SymbolNumber,
    /// How (`R_BPF_…`).
    pub(super) kind: u32,
}

/// A symbol.
pub(super) struct Symbol {
    pub(super) name: String,
    pub(super) kind: SymbolKind,
    pub(super) binding: Binding,
    /// Whether other files may use it only until they are linked into one (`STV_HIDDEN`).
    pub(super) hidden: bool,
    /// Nothing for what is elsewhere.
    pub(super) section: Option<SectionNumber>,
    pub(super) value: u64,
    pub(super) size: u64,
}

/// What a symbol names (`STT_…`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SymbolKind {
    Unknown = 0,
    Object = 1,
    Function = 2,
    Section = 3,
}

impl Container {
    pub(super) fn new(endian: Endian) -> Self {
        Self { endian, sections: Vec::new(), symbols: Vec::new(), section_symbols: HashMap::new() }
    }

    /// Adds a section; nothing if there are too many.
    pub(super) fn add_section(&mut self, section: Section) -> Option<SectionNumber> {
        // Each may get a second one with its relocations, and there are three more.
        if self.sections.len() >= MOST_SECTIONS / 2 - 4 {
            return None;
        }
        self.sections.push(section);
        Some(SectionNumber(self.sections.len() - 1))
    }

    pub(super) fn section_mut(&mut self, number: SectionNumber) -> Option<&mut Section> {
        self.sections.get_mut(number.0)
    }

    /// The section that a symbol is in.
    pub(super) fn section_of(&self, symbol: SymbolNumber) -> Option<SectionNumber> {
        self.symbols.get(symbol.0)?.section
    }

    pub(super) fn add_symbol(&mut self, symbol: Symbol) -> SymbolNumber {
        self.symbols.push(symbol);
        SymbolNumber(self.symbols.len() - 1)
    }

    /// The symbol that stands for a section.
    pub(super) fn section_symbol(&mut self, section: SectionNumber) -> SymbolNumber {
        if let Some(symbol) = self.section_symbols.get(&section) {
            return *symbol;
        }
        let symbol = self.add_symbol(Symbol {
            name: String::new(),
            kind: SymbolKind::Section,
            binding: Binding::Local,
            hidden: false,
            section: Some(section),
            value: 0,
            size: 0,
        });
        self.section_symbols.insert(section, symbol);
        symbol
    }

    /// The whole file; nothing if there are more strings than 32 bits can count.
    pub(super) fn finish(self) -> Option<Vec<u8>> {
        let Self { endian, sections, symbols, .. } = self;
        let mut strings = Strings { bytes: vec![0], places: HashMap::new() };
        // Local symbols come first, and before them one that is nothing.
        let mut order: Vec<usize> = (0..symbols.len()).collect();
        order.sort_by_key(|&number| symbols.get(number).map(|symbol| symbol.binding != Binding::Local));
        let mut numbers = vec![0_u64; symbols.len()];
        for (place, &number) in (1_u64..).zip(&order) {
            if let Some(slot) = numbers.get_mut(number) {
                *slot = place;
            }
        }
        let locals = symbols.iter().filter(|symbol| symbol.binding == Binding::Local).count();
        let with_relocations = sections.iter().filter(|section| !section.relocations.is_empty()).count();
        let symbol_table = 1 + sections.len() + with_relocations;

        let mut out = Output { endian, bytes: vec![0; HEADER] };
        let mut headers = vec![Header::default()];
        let mut relocation_headers = Vec::new();
        for (number, section) in sections.iter().enumerate() {
            let offset = out.align(section.align);
            let (kind, size) = match &section.bytes {
                Bytes::Some(bytes) => {
                    out.bytes.extend(bytes);
                    (1, bytes.len() as u64)
                }
                Bytes::Zeros(size) => (8, *size),
            };
            headers.push(Header {
                name: strings.add(&section.name)?,
                kind,
                flags: section.flags.bits(),
                offset,
                size,
                align: section.align,
                ..Header::default()
            });
            if section.relocations.is_empty() {
                continue;
            }
            relocation_headers.push((number, strings.add(&format!(".rel{}", section.name))?));
        }
        for (number, name) in relocation_headers {
            let relocations = sections.get(number).map_or(&[][..], |section| &section.relocations);
            let offset = out.align(8);
            for relocation in relocations {
                let symbol = numbers.get(relocation.symbol.0).copied().unwrap_or(0);
                out.u64(relocation.offset);
                out.u64(symbol << 32 | u64::from(relocation.kind));
            }
            headers.push(Header {
                name,
                kind: 9,
                // `SHF_INFO_LINK`
                flags: 0x40,
                offset,
                size: relocations.len() as u64 * RELOCATION,
                link: u32::try_from(symbol_table).ok()?,
                info: u32::try_from(number + 1).ok()?,
                align: 8,
                entry: RELOCATION,
            });
        }
        let offset = out.align(8);
        out.symbol(0, 0, 0, 0, (0, 0));
        for &number in &order {
            let Some(symbol) = symbols.get(number) else { continue };
            let binding = match symbol.binding {
                Binding::Local => 0,
                Binding::Global => 1,
                Binding::Weak => 2,
            };
            let section = symbol.section.map_or(0, |SectionNumber(number)| number + 1);
            out.symbol(
                strings.add(&symbol.name)?,
                binding << 4 | symbol.kind as u8,
                if symbol.hidden { 2 } else { 0 },
                u16::try_from(section).ok()?,
                (symbol.value, symbol.size),
            );
        }
        headers.push(Header {
            name: strings.add(".symtab")?,
            kind: 2,
            offset,
            size: (symbols.len() as u64 + 1) * SYMBOL,
            link: u32::try_from(symbol_table + 1).ok()?,
            info: u32::try_from(locals + 1).ok()?,
            align: 8,
            entry: SYMBOL,
            ..Header::default()
        });
        let name = strings.add(".strtab")?;
        let offset = out.bytes.len() as u64;
        out.bytes.extend(&strings.bytes);
        headers.push(Header {
            name,
            kind: 3,
            offset,
            size: strings.bytes.len() as u64,
            align: 1,
            ..Header::default()
        });
        let offset = out.align(8);
        for header in &headers {
            out.header(header);
        }
        let count = u16::try_from(headers.len()).ok()?;
        Some(out.complete(offset, count))
    }
}

/// Names, each once.
struct Strings {
    bytes: Vec<u8>,
    places: HashMap<String, u32>,
}

impl Strings {
    fn add(&mut self, name: &str) -> Option<u32> {
        if name.is_empty() {
            return Some(0);
        }
        if let Some(place) = self.places.get(name) {
            return Some(*place);
        }
        let place = u32::try_from(self.bytes.len()).ok()?;
        // A zero byte would end it early.
        self.bytes.extend(name.bytes().filter(|byte| *byte != 0));
        self.bytes.push(0);
        self.places.insert(name.to_owned(), place);
        Some(place)
    }
}

/// The header of a section.
#[derive(Default)]
struct Header {
    name: u32,
    kind: u32,
    flags: u64,
    offset: u64,
    size: u64,
    link: u32,
    info: u32,
    align: u64,
    entry: u64,
}

struct Output {
    endian: Endian,
    bytes: Vec<u8>,
}

impl Output {
    fn u16(&mut self, number: u16) {
        self.bytes.extend(match self.endian {
            Endian::Little => number.to_le_bytes(),
            Endian::Big => number.to_be_bytes(),
        });
    }

    fn u32(&mut self, number: u32) {
        self.bytes.extend(in_order(number, self.endian));
    }

    fn u64(&mut self, number: u64) {
        self.bytes.extend(match self.endian {
            Endian::Little => number.to_le_bytes(),
            Endian::Big => number.to_be_bytes(),
        });
    }

    /// Fills up to the next multiple, and says where that is.
    fn align(&mut self, align: u64) -> u64 {
        let align = usize::try_from(align).unwrap_or(1).max(1);
        self.bytes.resize(self.bytes.len().next_multiple_of(align), 0);
        self.bytes.len() as u64
    }

    fn symbol(&mut self, name: u32, info: u8, other: u8, section: u16, (value, size): (u64, u64)) {
        self.u32(name);
        self.bytes.extend([info, other]);
        self.u16(section);
        self.u64(value);
        self.u64(size);
    }

    fn header(&mut self, header: &Header) {
        self.u32(header.name);
        self.u32(header.kind);
        self.u64(header.flags);
        // The address.
        self.u64(0);
        self.u64(header.offset);
        self.u64(header.size);
        self.u32(header.link);
        self.u32(header.info);
        self.u64(header.align);
        self.u64(header.entry);
    }

    /// Puts the file's header in its place. The names of sections are in the last one.
    fn complete(mut self, headers: u64, count: u16) -> Vec<u8> {
        let body = std::mem::take(&mut self.bytes);
        let order = match self.endian {
            Endian::Little => 1,
            Endian::Big => 2,
        };
        self.bytes.extend([0x7f, b'E', b'L', b'F', 2, order, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        self.u16(RELOCATABLE);
        self.u16(MACHINE);
        self.u32(1);
        // Where it starts, and where headers of what would be mapped are: nothing is.
        self.u64(0);
        self.u64(0);
        self.u64(headers);
        self.u32(0);
        for half in [64, 0, 0, SECTION_HEADER, count, count.saturating_sub(1)] {
            self.u16(half);
        }
        self.bytes.extend(body.get(HEADER..).unwrap_or_default());
        self.bytes
    }
}

/// The bytes of a 32-bit number.
pub(super) fn in_order(number: u32, endian: Endian) -> [u8; 4] {
    match endian {
        Endian::Little => number.to_le_bytes(),
        Endian::Big => number.to_be_bytes(),
    }
}
