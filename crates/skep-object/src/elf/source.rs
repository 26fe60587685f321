//! What `.BTF.ext` says of instructions: the functions' types, the source lines, and what depends on the kernel's types.

use super::error::ElfError;
use crate::Types;
use skep_btf::{BtfExt, CoreRelocation, ExtRecord, ExtSections, FuncInfo, LineInfo, StringOffset, TypeId};
use skep_isa::{Code, Location, Name, Relocation};
use std::collections::HashMap;
use std::sync::Arc;

/// The section with the records.
pub(super) const BTF_EXT: &str = ".BTF.ext";

/// The records of all sections, each section's in the order of the instructions.
#[derive(Default)]
pub(super) struct Source<'t> {
    types: Option<&'t Types>,
    sections: HashMap<&'t str, Records>,
    names: HashMap<StringOffset, Name>,
}

#[derive(Default)]
struct Records {
    functions: Vec<FuncInfo>,
    lines: Vec<LineInfo>,
    relocations: Vec<CoreRelocation>,
}

impl<'t> Source<'t> {
    pub(super) fn parse(bytes: &'t [u8], types: &'t Types) -> Result<Self, ElfError> {
        let error = |error| ElfError::types(BTF_EXT, error);
        let records = BtfExt::parse(bytes, types).map_err(error)?;
        let mut source = Self { types: Some(types), ..Self::default() };
        source.gather(records.functions(), |records| &mut records.functions)?;
        source.gather(records.lines(), |records| &mut records.lines)?;
        source.gather(records.relocations(), |records| &mut records.relocations)?;
        for records in source.sections.values_mut() {
            records.functions.sort_by_key(|record| record.slot);
            records.lines.sort_by_key(|record| record.slot);
            records.relocations.sort_by_key(|record| record.slot);
        }
        Ok(source)
    }

    fn gather<R: ExtRecord>(
        &mut self,
        sections: ExtSections<'t, R>,
        place: impl Fn(&mut Records) -> &mut Vec<R>,
    ) -> Result<(), ElfError> {
        for section in sections {
            let name = section.name().map_err(|error| ElfError::types(BTF_EXT, error))?;
            place(self.sections.entry(name).or_default()).extend(section.records());
        }
        Ok(())
    }

    /// The type of the function that begins in this slot of a section.
    pub(super) fn function_type(&self, section: &str, slot: u32) -> Option<TypeId> {
        let functions = &self.sections.get(section)?.functions;
        let found = functions.binary_search_by_key(&slot, |record| record.slot).ok()?;
        functions.get(found).map(|record| record.type_id)
    }

    /// Puts source positions and relocations on the instructions of a function that begins in this slot of a section.
    /// `slots` are the first slots of its instructions, from 0.
    pub(super) fn annotate(
        &mut self,
        section: &str,
        start: u32,
        code: &mut Code,
        slots: &[u32],
    ) -> Result<(), ElfError> {
        let Some(records) = self.sections.get(section) else { return Ok(()) };
        let lines = records.lines.get(records.lines.partition_point(|line| line.slot < start)..);
        let mut lines = lines.unwrap_or_default().iter().peekable();
        let mut current: Option<Arc<Location>> = None;
        for (instruction, slot) in code.instructions.iter_mut().zip(slots) {
            while let Some(line) = lines.next_if(|line| line.slot - start <= *slot) {
                current = Some(Arc::new(Location {
                    file: name(&mut self.names, self.types, line.file)?,
                    line: line.position.line(),
                    column: line.position.column(),
                    text: match name(&mut self.names, self.types, line.text)? {
                        text if text.is_empty() => None,
                        text => Some(text),
                    },
                }));
            }
            instruction.location.clone_from(&current);
        }
        let first = records.relocations.partition_point(|relocation| relocation.slot < start);
        for relocation in records.relocations.get(first..).unwrap_or_default() {
            let Some(end) = slots.last().and_then(|last| start.checked_add(*last)) else { break };
            if relocation.slot > end {
                break;
            }
            let place = slots.binary_search(&(relocation.slot - start));
            let Some(instruction) = place.ok().and_then(|place| code.instructions.get_mut(place)) else {
                let offset = u64::from(relocation.slot) * 8;
                let found = "a relocation against a kernel's types";
                return Err(ElfError::at(section, offset, found, "the beginning of an instruction there"));
            };
            instruction.relocation = Some(Box::new(Relocation {
                kind: relocation.kind,
                type_id: relocation.type_id.number(),
                access: name(&mut self.names, self.types, relocation.access)?,
            }));
        }
        Ok(())
    }
}

/// A string of the types, shared by all that have it.
fn name(
    names: &mut HashMap<StringOffset, Name>,
    types: Option<&Types>,
    offset: StringOffset,
) -> Result<Name, ElfError> {
    if let Some(name) = names.get(&offset) {
        return Ok(name.clone());
    }
    let string = types.map(|types| types.string(offset)).transpose();
    let string = string.map_err(|error| ElfError::types(BTF_EXT, error))?;
    let name: Name = string.unwrap_or_default().into();
    names.insert(offset, name.clone());
    Ok(name)
}
