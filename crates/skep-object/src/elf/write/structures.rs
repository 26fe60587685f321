//! Structures of functions that the kernel calls, in the sections that say how they are registered.

use super::container::{Bytes, Flags, Relocation, Symbol, SymbolKind};
use super::error::WriteError;
use super::{MapPlace, Writer};
use crate::elf::kernel_name;
use crate::elf::maps::ABSOLUTE;
use crate::elf::structures::SECTIONS;
use crate::{Binding, Contents, MapSpec, StructureSpec};
use skep_btf::{Kind, Linkage, SectionVariable, Shape};
use skep_uapi::MapType;

impl<'s> Writer<'s> {
    /// Writes the structures of each section, with relocations for their functions.
    pub(super) fn structures(&mut self) -> Result<(), WriteError> {
        let spec = self.spec;
        let mut written = 0;
        for (name, flags, autocreate) in SECTIONS {
            let mut structures = Vec::new();
            for map in &spec.maps {
                if let Contents::Structure(structure) = &map.contents {
                    check(map)?;
                    if map.flags == flags && map.autocreate == autocreate {
                        structures.push((map, structure));
                    }
                }
            }
            written += structures.len();
            if !structures.is_empty() {
                self.structure_section(name, &structures)?;
            }
        }
        let all = spec.maps.iter().filter(|map| matches!(map.contents, Contents::Structure(_)));
        match all.clone().find(|map| SECTIONS.iter().all(|(_, flags, _)| map.flags != *flags)) {
            Some(map) if written < all.count() => {
                let found = format!("the flags {:#x}", map.flags.0);
                Err(WriteError::of(part(map), found, "none, or that of a structure that links attach"))
            }
            _ => Ok(()),
        }
    }

    fn structure_section(
        &mut self,
        name: &str,
        structures: &[(&'s MapSpec, &'s StructureSpec)],
    ) -> Result<(), WriteError> {
        let (size, places) = self.structure_places(name, structures)?;
        let mut bytes = vec![0; size as usize];
        for ((_, structure), place) in structures.iter().zip(&places) {
            let start = place.offset as usize;
            if let Some(room) = bytes.get_mut(start..start + structure.value.len()) {
                room.copy_from_slice(&structure.value);
            }
        }
        let section = self.add_section(name, Flags::Data, 8, Bytes::Some(bytes))?;
        let mut relocations = Vec::new();
        for ((map, structure), place) in structures.iter().zip(&places) {
            let symbol = self.file.add_symbol(Symbol {
                name: map.name.to_string(),
                kind: SymbolKind::Object,
                binding: map.binding,
                hidden: false,
                section: Some(section),
                value: place.offset.into(),
                size: place.size.into(),
            });
            if self.maps.insert(&map.name, MapPlace::Declared(symbol)).is_some() {
                return Err(WriteError::of(part(map), "a second one of this name", "one"));
            }
            for (offset, function) in &structure.functions {
                let Some(target) = self.functions.get(&**function) else {
                    return Err(WriteError::of(
                        part(map),
                        format!("`{function}` in it"),
                        "a program of the object",
                    ));
                };
                if u64::from(*offset) + 8 > structure.value.len() as u64 {
                    return Err(WriteError::of(
                        part(map),
                        format!("`{function}` at {offset}"),
                        "a place in it",
                    ));
                }
                let offset = u64::from(place.offset) + u64::from(*offset);
                relocations.push(Relocation { offset, symbol: target.symbol, kind: ABSOLUTE });
            }
        }
        if let Some(section) = self.file.section_mut(section) {
            section.relocations = relocations;
        }
        Ok(())
    }

    /// The size of a section, and where in it structures are: where the types say, or one after the other, and then the
    /// types say so.
    fn structure_places(
        &mut self,
        name: &str,
        structures: &[(&'s MapSpec, &'s StructureSpec)],
    ) -> Result<(u32, Vec<SectionVariable>), WriteError> {
        let section = self.spec.types.as_ref().and_then(|types| {
            let Shape::Datasec { size, variables } = types.find(Kind::Datasec, name).next()?.shape() else {
                return None;
            };
            Some((types, size, variables))
        });
        let mut there = Vec::new();
        if let Some((types, _, variables)) = section {
            for entry in variables {
                let variable = types.type_by_id(entry.variable).map_err(WriteError::types)?;
                let Shape::Var { of, .. } = variable.shape() else { continue };
                let structure = types.resolve(of).map_err(WriteError::types)?.id();
                there.push((variable.name().map_err(WriteError::types)?, structure, entry));
            }
        }
        let found: Vec<Option<SectionVariable>> = structures
            .iter()
            .map(|(map, structure)| {
                let same = |one: &&(&str, _, SectionVariable)| {
                    one.0 == &*map.name
                        && Some(one.1) == map.value_type
                        && one.2.size as usize == structure.value.len()
                };
                there.iter().find(same).map(|one| one.2)
            })
            .collect();
        if let (Some((_, size, _)), Some(places)) =
            (section, found.iter().copied().collect::<Option<Vec<_>>>())
            && places.len() == there.len()
            && places.iter().all(|place| place.offset.checked_add(place.size).is_some_and(|end| end <= size))
        {
            return Ok((size, places));
        }
        let mut places = Vec::with_capacity(structures.len());
        let mut end = 0_u32;
        for ((map, structure), found) in structures.iter().zip(found) {
            let Some(ty) = map.value_type else {
                return Err(WriteError::of(part(map), "a structure without a type", "one"));
            };
            let variable = match found {
                Some(found) => found.variable,
                None => self.types.added().add_var(&map.name, ty, Linkage::Global),
            };
            let too_large = || WriteError::of(part(map), "4 GiB of structures", "less");
            let size = u32::try_from(structure.value.len()).map_err(|_| too_large())?;
            places.push(SectionVariable { variable, offset: end, size });
            let next = end.checked_add(size).and_then(|end| end.checked_next_multiple_of(8));
            end = next.ok_or_else(too_large)?;
        }
        self.types.set_section(name, end, places.clone());
        Ok((end, places))
    }
}

fn part(map: &MapSpec) -> String {
    format!("the structure `{}`", map.name)
}

/// Looks whether a map is as such a structure becomes one.
fn check(map: &MapSpec) -> Result<(), WriteError> {
    let Contents::Structure(structure) = &map.contents else { return Ok(()) };
    let size = u32::try_from(structure.value.len()).unwrap_or(u32::MAX);
    let as_structures_are = MapSpec {
        kernel_name: kernel_name(&map.name),
        flags: map.flags,
        autocreate: map.autocreate,
        value_type: map.value_type,
        contents: map.contents.clone(),
        binding: Binding::Global,
        ..MapSpec::new(map.name.clone(), MapType::STRUCT_OPS, 4, size, 1)
    };
    if *map == as_structures_are {
        return Ok(());
    }
    Err(WriteError::of(
        part(map),
        "a map that is not as such a structure becomes one",
        "one element of its size",
    ))
}
