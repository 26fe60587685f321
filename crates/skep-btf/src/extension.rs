//! Reading `.BTF.ext`: what an object file says of the functions, source lines and relocations of each of its
//! sections of programs.
//!
//! Source: `struct btf_ext_header`, `struct btf_ext_info_sec` in `tools/lib/bpf/libbpf_internal.h` and
//! `Documentation/bpf/btf.rst`, Linux 6.18.
//!
//! ```text
//! header (hdr_len bytes)  magic u16 · version u8 · flags u8 · hdr_len u32
//!                         func_info_off u32 · func_info_len u32 · line_info_off u32 · line_info_len u32
//!                         if hdr_len >= 32:  core_relo_off u32 · core_relo_len u32
//! table                   rec_size u32, then for each section of the object file:
//!                         sec_name_off u32 · num_info u32 · num_info records of rec_size bytes
//! ```
//!
//! Offsets in the header count from its end, strings are those of the object's `.BTF`, and places of
//! instructions are bytes from the start of their section.

use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;

use crate::endian::Endian;
use crate::error::{BtfError, Section};
use crate::ext::{CoreRelocation, FuncInfo, LineColumn, LineInfo};
use crate::id::{StringOffset, TypeId};
use crate::raw;
use crate::read::Btf;

/// Size of the header without relocations, in bytes: the least there can be.
const HEADER_SIZE: u32 = 24;
/// Size of the header that names the table of relocations, in bytes.
const RELOCATION_HEADER_SIZE: u32 = 32;
/// Size of what a section's records begin with, in bytes.
const SECTION_HEAD: usize = 8;

/// The `.BTF.ext` section of an object file. Nothing in it was copied.
///
/// That every record lies within the bytes, and that every instruction is at a multiple of 8, is sure; the
/// strings and types that records refer to are checked when they are asked for.
///
/// Records may be longer than they are known to be (newer compilers can add fields at their ends); what is
/// not known is skipped.
#[derive(Clone, Copy)]
pub struct BtfExt<'b> {
    btf: &'b Btf<'b>,
    functions: Table<'b>,
    lines: Table<'b>,
    relocations: Table<'b>,
}

/// One of the tables: its sections' bytes, and how long its records are.
#[derive(Clone, Copy)]
struct Table<'b> {
    record_size: usize,
    sections: &'b [u8],
}

impl<'b> BtfExt<'b> {
    /// Reads a `.BTF.ext` section that belongs to this BTF, in one pass over its records.
    ///
    /// # Errors
    ///
    /// When the header, the place of a table, the size of records, the extent of a section's records or the
    /// place of an instruction is wrong; the error names the table and the offset.
    pub fn parse(bytes: &'b [u8], btf: &'b Btf<'b>) -> Result<Self, BtfError> {
        let endian = btf.endian();
        let header = header(bytes, endian)?;
        let table = |place: Option<u32>, section, minimum| match place {
            Some(offset) => Table::parse(bytes, header, offset, section, minimum, endian),
            None => Ok(Table { record_size: 0, sections: &[] }),
        };
        let relocations = (header.len() >= RELOCATION_HEADER_SIZE as usize).then_some(24);
        Ok(Self {
            btf,
            functions: table(Some(8), Section::FuncInfo, FuncInfo::RECORD_SIZE)?,
            lines: table(Some(16), Section::LineInfo, LineInfo::RECORD_SIZE)?,
            relocations: table(relocations, Section::Relocations, CoreRelocation::RECORD_SIZE)?,
        })
    }

    /// The functions, by section: where in it each starts, and its type.
    pub fn functions(&self) -> ExtSections<'b, FuncInfo> {
        self.functions.sections(self.btf)
    }

    /// The source lines of instructions, by section.
    pub fn lines(&self) -> ExtSections<'b, LineInfo> {
        self.lines.sections(self.btf)
    }

    /// The relocations against the running kernel's types, by section.
    pub fn relocations(&self) -> ExtSections<'b, CoreRelocation> {
        self.relocations.sections(self.btf)
    }
}

impl fmt::Debug for BtfExt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |sections: usize| format!("{sections} sections");
        f.debug_struct("BtfExt")
            .field("functions", &count(self.functions().count()))
            .field("lines", &count(self.lines().count()))
            .field("relocations", &count(self.relocations().count()))
            .finish()
    }
}

/// The header, all of it.
fn header(bytes: &[u8], endian: Endian) -> Result<&[u8], BtfError> {
    let too_short = |needed: u32| BtfError::TooShort {
        section: Section::ExtHeader,
        offset: 0,
        expected: "the header",
        needed: needed.into(),
        available: bytes.len() as u64,
    };
    let Some(&[m0, m1, version, flags, h0, h1, h2, h3]) = bytes.first_chunk() else {
        return Err(too_short(HEADER_SIZE));
    };
    let bad = |field, offset, found, expected| {
        Err(BtfError::BadField { section: Section::ExtHeader, field, offset, found, expected })
    };
    let magic = match endian {
        Endian::Little => u16::from_le_bytes([m0, m1]),
        Endian::Big => u16::from_be_bytes([m0, m1]),
    };
    if magic != raw::MAGIC {
        return bad("magic", 0, magic.into(), "60319 (eb9f), in the byte order of the BTF");
    }
    if version != raw::VERSION {
        return bad("version", 2, version.into(), "1, the only version known");
    }
    if flags != 0 {
        return bad("flags", 3, flags.into(), "0: no flag is known");
    }
    let size = endian.decode([h0, h1, h2, h3]);
    if size < HEADER_SIZE {
        return bad("hdr_len", 4, size, "at least 24");
    }
    usize::try_from(size).ok().and_then(|size| bytes.get(..size)).ok_or_else(|| too_short(size))
}

impl<'b> Table<'b> {
    /// Reads the table whose place is at `field` of the header, and checks all of it.
    fn parse(
        bytes: &'b [u8],
        header: &[u8],
        field: u32,
        section: Section,
        minimum: u32,
        endian: Endian,
    ) -> Result<Self, BtfError> {
        let none = Self { record_size: 0, sections: &[] };
        let at = usize::try_from(field).unwrap_or(usize::MAX);
        // Both fields are in the header, whose length the caller looked at.
        let (Some(start), Some(length)) =
            (endian.word_at(header, at), endian.word_at(header, at.saturating_add(4)))
        else {
            return Ok(none);
        };
        if length == 0 {
            return Ok(none);
        }
        let from = usize::try_from(start).ok().and_then(|start| header.len().checked_add(start));
        let rest = from.and_then(|from| bytes.get(from..)).unwrap_or_default();
        let too_short = |offset: usize, expected, needed: u64, available: usize| BtfError::TooShort {
            section,
            offset: offset as u64,
            expected,
            needed,
            available: available as u64,
        };
        let Some(table) = usize::try_from(length).ok().and_then(|length| rest.get(..length)) else {
            return Err(too_short(0, "the table", length.into(), rest.len()));
        };
        let Some(size) = endian.word_at(table, 0) else {
            return Err(too_short(0, "the size of a record", 4, table.len()));
        };
        let bad = |field, offset: usize, found, expected| BtfError::BadField {
            section,
            field,
            offset: offset as u64,
            found,
            expected,
        };
        if size < minimum || !size.is_multiple_of(4) {
            let expected = match section {
                Section::FuncInfo => "a multiple of 4 that is at least 8",
                _ => "a multiple of 4 that is at least 16",
            };
            return Err(bad("rec_size", 0, size, expected));
        }
        let whole = Self {
            record_size: usize::try_from(size).unwrap_or(usize::MAX),
            sections: table.get(4..).unwrap_or_default(),
        };

        let mut rest = whole.sections;
        while !rest.is_empty() {
            let start = table.len().saturating_sub(rest.len());
            let Some((_, count, after)) = section_head(rest, endian) else {
                return Err(too_short(
                    start,
                    "the head of a section's records",
                    SECTION_HEAD as u64,
                    rest.len(),
                ));
            };
            let needed = u64::from(count) * u64::from(size);
            let split = usize::try_from(needed).ok().and_then(|needed| after.split_at_checked(needed));
            let Some((records, next)) = split else {
                let offset = start.saturating_add(SECTION_HEAD);
                return Err(too_short(offset, "the records of a section", needed, after.len()));
            };
            for (index, record) in records.chunks_exact(whole.record_size).enumerate() {
                let place = endian.word_at(record, 0).unwrap_or(0);
                if !place.is_multiple_of(8) {
                    let offset = start + SECTION_HEAD + index * whole.record_size;
                    return Err(bad(
                        "insn_off",
                        offset,
                        place,
                        "a multiple of 8, the size of an instruction",
                    ));
                }
            }
            rest = next;
        }
        Ok(whole)
    }

    fn sections<R>(&self, btf: &'b Btf<'b>) -> ExtSections<'b, R> {
        ExtSections { btf, table: *self, record: PhantomData }
    }
}

/// The name of a section, how many records it has, and the bytes after that.
fn section_head(bytes: &[u8], endian: Endian) -> Option<(StringOffset, u32, &[u8])> {
    let name = StringOffset::new(endian.word_at(bytes, 0)?);
    Some((name, endian.word_at(bytes, 4)?, bytes.get(SECTION_HEAD..)?))
}

/// A record of a [`BtfExt`]. No other type can be.
pub trait ExtRecord: sealed::FromWords {}

mod sealed {
    /// How a record is read.
    pub trait FromWords: Sized {
        /// The record of these words, of which as many are its own as it has.
        fn from_words(words: [u32; 4]) -> Self;
    }
}

impl sealed::FromWords for FuncInfo {
    fn from_words([place, type_id, ..]: [u32; 4]) -> Self {
        Self { slot: place / 8, type_id: TypeId::new(type_id) }
    }
}

impl sealed::FromWords for LineInfo {
    fn from_words([place, file, text, position]: [u32; 4]) -> Self {
        Self {
            slot: place / 8,
            file: StringOffset::new(file),
            text: StringOffset::new(text),
            position: LineColumn::from_word(position),
        }
    }
}

impl sealed::FromWords for CoreRelocation {
    fn from_words([place, type_id, access, kind]: [u32; 4]) -> Self {
        Self { slot: place / 8, type_id: TypeId::new(type_id), access: StringOffset::new(access), kind }
    }
}

impl ExtRecord for FuncInfo {}
impl ExtRecord for LineInfo {}
impl ExtRecord for CoreRelocation {}

/// The sections of the object file that a table has records of, in the table's order. A name can occur more
/// than once.
#[derive(Clone, Copy)]
pub struct ExtSections<'b, R> {
    btf: &'b Btf<'b>,
    table: Table<'b>,
    record: PhantomData<fn() -> R>,
}

/// The records of one section of the object file.
#[derive(Clone, Copy)]
pub struct ExtSection<'b, R> {
    btf: &'b Btf<'b>,
    name: StringOffset,
    records: Table<'b>,
    record: PhantomData<fn() -> R>,
}

/// Records, each of which is decoded when the iterator comes to it. Slots count from the start of the section.
#[derive(Clone, Copy)]
pub struct ExtRecords<'b, R> {
    records: Table<'b>,
    endian: Endian,
    record: PhantomData<fn() -> R>,
}

impl<'b, R> Iterator for ExtSections<'b, R> {
    type Item = ExtSection<'b, R>;

    fn next(&mut self) -> Option<Self::Item> {
        let (name, count, after) = section_head(self.table.sections, self.btf.endian())?;
        let size = usize::try_from(count).ok()?.checked_mul(self.table.record_size)?;
        let (sections, rest) = after.split_at_checked(size)?;
        self.table.sections = rest;
        let records = Table { sections, ..self.table };
        Some(ExtSection { btf: self.btf, name, records, record: PhantomData })
    }
}

impl<R> FusedIterator for ExtSections<'_, R> {}

impl<'b, R: ExtRecord> ExtSection<'b, R> {
    /// The name of the section, such as `xdp` or `tp_btf/sched_switch`.
    ///
    /// # Errors
    ///
    /// When the name is not in the string section of the BTF or is not UTF-8.
    pub fn name(&self) -> Result<&'b str, BtfError> {
        self.btf.string(self.name)
    }

    /// Its records.
    pub fn records(&self) -> ExtRecords<'b, R> {
        ExtRecords { records: self.records, endian: self.btf.endian(), record: PhantomData }
    }
}

impl<R: ExtRecord> Iterator for ExtRecords<'_, R> {
    type Item = R;

    #[inline]
    fn next(&mut self) -> Option<R> {
        let (record, rest) = self.records.sections.split_at_checked(self.records.record_size)?;
        if record.is_empty() {
            return None;
        }
        self.records.sections = rest;
        let word = |index: usize| self.endian.word_at(record, index * 4).unwrap_or(0);
        Some(R::from_words([word(0), word(1), word(2), word(3)]))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let count = self.records.sections.len().checked_div(self.records.record_size).unwrap_or(0);
        (count, Some(count))
    }
}

impl<R: ExtRecord> ExactSizeIterator for ExtRecords<'_, R> {}
impl<R: ExtRecord> FusedIterator for ExtRecords<'_, R> {}

impl<R> fmt::Debug for ExtSections<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExtSections({} bytes)", self.table.sections.len())
    }
}

impl<R: ExtRecord> fmt::Debug for ExtSection<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name().unwrap_or("(damaged name)");
        write!(f, "ExtSection('{name}', {} records)", self.records().len())
    }
}

impl<R: ExtRecord> fmt::Debug for ExtRecords<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExtRecords({} left)", self.len())
    }
}
