//! The types of the file: the object's own, unchanged as long as they suffice, and what has to be added to them.

use super::container::in_order;
use super::error::WriteError;

use crate::types::{RECORD_HEAD, record_tail};
use crate::{Types, types_endian};
use skep_btf::{BtfBuilder, Kind, SectionVariable, TypeId};
use skep_isa::Endian;
use std::cmp::Ordering;
use std::collections::HashMap;

/// The bytes of the header of a BTF.
const HEADER: u32 = 24;

/// The types of the file as they are made.
pub(super) struct FileTypes<'s> {
    endian: Endian,
    base: Option<&'s Types>,
    /// The strings that are there, ordered by their ends, so that those are found that are the end of another.
    strings: Vec<(&'s [u8], u32)>,
    /// What is added: types and strings that continue those of the base.
    added: BtfBuilder,
    extended: bool,
    /// Records that are other ones now.
    replaced: HashMap<TypeId, (u32, Vec<SectionVariable>)>,
}

impl<'s> FileTypes<'s> {
    pub(super) fn new(base: Option<&'s Types>, endian: Endian) -> Self {
        let mut strings = Vec::new();
        let mut at = 0_u32;
        let bytes = base.and_then(Types::sections).map_or(&[][..], |(_, strings)| strings);
        for string in bytes.split_inclusive(|byte| *byte == 0) {
            strings.push((string.strip_suffix(&[0]).unwrap_or(string), at));
            at = at.saturating_add(u32::try_from(string.len()).unwrap_or(u32::MAX));
        }
        strings.sort_by(|(one, _), (other, _)| by_end(one, other));
        let added = base.map_or_else(BtfBuilder::new, |base| BtfBuilder::split(base));
        Self { endian, base, strings, added, extended: false, replaced: HashMap::new() }
    }

    pub(super) fn base(&self) -> Option<&'s Types> {
        self.base
    }

    /// The place of a string.
    pub(super) fn string(&mut self, string: &str) -> u32 {
        if string.is_empty() {
            return 0;
        }
        let first =
            self.strings.partition_point(|(other, _)| by_end(other, string.as_bytes()) == Ordering::Less);
        if let Some((other, at)) =
            self.strings.get(first).filter(|(other, _)| other.ends_with(string.as_bytes()))
        {
            let before = u32::try_from(other.len() - string.len()).unwrap_or(0);
            return at.saturating_add(before);
        }
        self.extended = true;
        self.added.add_string(string).bytes()
    }

    /// What types are added to.
    pub(super) fn added(&mut self) -> &mut BtfBuilder {
        self.extended = true;
        &mut self.added
    }

    /// Says what is in a section.
    pub(super) fn set_section(&mut self, name: &str, size: u32, variables: Vec<SectionVariable>) {
        self.extended = true;
        match self.base.and_then(|base| base.find(Kind::Datasec, name).next()) {
            Some(ty) => {
                self.replaced.insert(ty.id(), (size, variables));
            }
            None => {
                self.added.add_datasec(name, size, &variables);
            }
        }
    }

    /// The bytes; nothing if there are no types.
    pub(super) fn finish(self) -> Result<Option<Vec<u8>>, WriteError> {
        if !self.extended {
            return Ok(self.base.map(|base| base.as_bytes().to_vec()));
        }
        let added = self.added.to_bytes(types_endian(self.endian)).map_err(WriteError::build)?;
        let Some(base) = self.base else { return Ok(Some(added)) };
        // The header, of which the length of the types is in the fourth word, then types and strings.
        let length =
            added.get(12..16).and_then(|word| word.try_into().ok()).map_or(0, |word| match self.endian {
                Endian::Little => u32::from_le_bytes(word),
                Endian::Big => u32::from_be_bytes(word),
            });
        let added = added.get(HEADER as usize..).unwrap_or_default();
        let (new_types, new_strings) = added.split_at_checked(length as usize).unwrap_or_default();
        let (types, strings) = base.sections().unwrap_or_default();
        let mut all = Vec::with_capacity(types.len());
        let mut at = 0;
        for ty in base.own_types() {
            let info = types.get(at + 4..at + 8).and_then(|info| info.try_into().ok()).unwrap_or_default();
            let info = match self.endian {
                Endian::Little => u32::from_le_bytes(info),
                Endian::Big => u32::from_be_bytes(info),
            };
            let end = at + RECORD_HEAD + record_tail(ty.kind(), (info & 0xffff) as usize);
            match self.replaced.get(&ty.id()) {
                None => all.extend(types.get(at..end).unwrap_or_default()),
                Some((size, variables)) => {
                    let count = u32::try_from(variables.len()).ok().filter(|count| *count <= 0xffff);
                    let Some(count) = count else {
                        return Err(WriteError::of(
                            "the types",
                            "more than 65535 variables of a section",
                            "fewer",
                        ));
                    };
                    all.extend(types.get(at..at + 4).unwrap_or_default());
                    all.extend(in_order(info & !0xffff | count, self.endian));
                    all.extend(in_order(*size, self.endian));
                    for SectionVariable { variable, offset, size } in variables {
                        for word in [variable.number(), *offset, *size] {
                            all.extend(in_order(word, self.endian));
                        }
                    }
                }
            }
            at = end;
        }
        all.extend(new_types);
        let too_long = |_| WriteError::of("the types", "more bytes than 32 bits can count", "fewer");
        let type_bytes = u32::try_from(all.len()).map_err(too_long)?;
        let string_bytes = u32::try_from(strings.len() + new_strings.len()).map_err(too_long)?;
        let mut bytes = base.as_bytes().get(..4).unwrap_or_default().to_vec();
        for word in [HEADER, 0, type_bytes, type_bytes, string_bytes] {
            bytes.extend(in_order(word, self.endian));
        }
        bytes.extend(all);
        bytes.extend(strings);
        bytes.extend(new_strings);
        Ok(Some(bytes))
    }
}

/// Orders strings by their last bytes first.
fn by_end(one: &[u8], other: &[u8]) -> Ordering {
    one.iter().rev().cmp(other.iter().rev())
}
