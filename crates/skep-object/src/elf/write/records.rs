//! `.BTF.ext`: the functions' types, the source lines, and what depends on a kernel's types, by section.
//!
//! ```text
//! header · for each of the three: the size of a record, then for each section its name, a number, and so many records
//! ```
//!
//! Source: `struct btf_ext_header` in `tools/lib/bpf/libbpf_internal.h` and `Documentation/bpf/btf.rst`, Linux 6.18.

use super::code::Encoded;
use super::container::in_order;
use super::error::WriteError;
use super::types::FileTypes;
use skep_btf::{LineColumn, TypeId, raw};
use skep_isa::{Endian, SLOT};

/// The bytes of the header with its three tables.
const HEADER: u32 = 32;

/// The tables as they are made.
pub(super) struct Records {
    endian: Endian,
    functions: Vec<u32>,
    lines: Vec<u32>,
    relocations: Vec<u32>,
}

/// A function in a section.
pub(super) struct Function<'e, 's> {
    /// Its first slot in the section.
    pub(super) slot: usize,
    pub(super) type_id: Option<TypeId>,
    pub(super) code: &'e Encoded<'s>,
}

impl Records {
    pub(super) const fn new(endian: Endian) -> Self {
        Self { endian, functions: Vec::new(), lines: Vec::new(), relocations: Vec::new() }
    }

    /// Adds what is known of a section.
    pub(super) fn add(
        &mut self,
        section: &str,
        functions: &[Function<'_, '_>],
        lines: bool,
        types: &mut FileTypes<'_>,
    ) -> Result<(), WriteError> {
        let place = |function: &Function<'_, '_>, slot: usize| {
            let at = (function.slot + slot).checked_mul(SLOT).and_then(|at| u32::try_from(at).ok());
            at.ok_or_else(|| {
                WriteError::of(format!("the section `{section}`"), "4 GiB of instructions", "less")
            })
        };
        let mut rows = Vec::new();
        for function in functions {
            if let Some(type_id) = function.type_id {
                rows.push(vec![place(function, 0)?, type_id.number()]);
            }
        }
        table(&mut self.functions, section, rows, types);
        let mut rows = Vec::new();
        for function in functions.iter().filter(|_| lines) {
            for (slot, location) in &function.code.lines {
                let text = location.text.as_deref().unwrap_or_default();
                rows.push(vec![
                    place(function, *slot)?,
                    types.string(&location.file),
                    types.string(text),
                    LineColumn::new(location.line, location.column).word(),
                ]);
            }
        }
        table(&mut self.lines, section, rows, types);
        let mut rows = Vec::new();
        for function in functions {
            for (slot, one) in &function.code.relocations {
                rows.push(vec![place(function, *slot)?, one.type_id, types.string(&one.access), one.kind]);
            }
        }
        table(&mut self.relocations, section, rows, types);
        Ok(())
    }

    /// The bytes; nothing if there are no records.
    pub(super) fn finish(self) -> Result<Option<Vec<u8>>, WriteError> {
        let tables = [(self.functions, 8), (self.lines, 16), (self.relocations, 16)];
        if tables.iter().all(|(words, _)| words.is_empty()) {
            return Ok(None);
        }
        let mut bytes = match self.endian {
            Endian::Little => raw::MAGIC.to_le_bytes(),
            Endian::Big => raw::MAGIC.to_be_bytes(),
        }
        .to_vec();
        bytes.extend([raw::VERSION, 0]);
        let mut words = vec![HEADER];
        let mut body = Vec::new();
        for (table, record) in tables {
            let start = length(&body)?;
            if !table.is_empty() {
                body.push(record);
                body.extend(table);
            }
            words.extend([start, length(&body)?.saturating_sub(start)]);
        }
        words.extend(body);
        bytes.extend(words.into_iter().flat_map(|word| in_order(word, self.endian)));
        Ok(Some(bytes))
    }
}

/// The bytes of so many words.
fn length(words: &[u32]) -> Result<u32, WriteError> {
    let bytes = words.len().checked_mul(4).and_then(|bytes| u32::try_from(bytes).ok());
    bytes.ok_or_else(|| WriteError::of("the source positions", "4 GiB of records", "less"))
}

/// Puts the records of a section behind those of others. Sections without records are left out.
fn table(words: &mut Vec<u32>, section: &str, rows: Vec<Vec<u32>>, types: &mut FileTypes<'_>) {
    if rows.is_empty() {
        return;
    }
    words.extend([types.string(section), u32::try_from(rows.len()).unwrap_or(u32::MAX)]);
    words.extend(rows.into_iter().flatten());
}
