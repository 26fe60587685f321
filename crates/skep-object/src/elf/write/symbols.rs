//! What instructions and slots of maps refer to: symbols for what is elsewhere, and relocations.

use super::code::Wanted;
use super::container::{Bytes, Relocation, Symbol, SymbolKind, SymbolNumber, in_order};
use super::error::WriteError;
use super::maps::Declared;
use super::{MapPlace, TextFunction, TextSection, Writer};
use crate::elf::code::{CALL, LOAD};
use crate::elf::maps::ABSOLUTE;
use crate::{Binding, Contents, ExternKind, Slot};
use skep_isa::{Name, SLOT};

impl<'s> Writer<'s> {
    /// Symbols for what is elsewhere.
    pub(super) fn externs(&mut self) {
        for one in &self.spec.externs {
            let symbol = self.add_extern(&one.name, one.weak);
            // A map here wins over one that is elsewhere.
            if let ExternKind::Map(map) = &one.kind {
                self.maps.entry(&map.name).or_insert(MapPlace::Declared(symbol));
            }
        }
        for map in self.spec.maps.iter().filter(|map| map.contents == Contents::Configuration) {
            for variable in &map.variables {
                self.add_extern(&variable.name, variable.binding == Binding::Weak);
            }
        }
    }

    fn add_extern(&mut self, name: &'s Name, weak: bool) -> SymbolNumber {
        let file = &mut self.file;
        *self.externs.entry(name).or_insert_with(|| {
            file.add_symbol(Symbol {
                name: name.to_string(),
                kind: SymbolKind::Unknown,
                binding: if weak { Binding::Weak } else { Binding::Global },
                hidden: false,
                section: None,
                value: 0,
                size: 0,
            })
        })
    }

    /// Relocations of all that names something.
    pub(super) fn relocate(
        &mut self,
        sections: &[TextSection<'s>],
        declared: &[Declared<'s>],
    ) -> Result<(), WriteError> {
        for section in sections {
            for (function, start, encoded) in &section.functions {
                for &(slot, wanted) in &encoded.wanted {
                    let (symbol, number) = self.target(function, wanted)?;
                    let offset = start + (slot * SLOT) as u64;
                    let Some(section) = self.file.section_mut(section.number) else { continue };
                    if let (Some(number), Bytes::Some(bytes)) = (number, &mut section.bytes) {
                        let place = usize::try_from(offset).ok().and_then(|at| bytes.get_mut(at + 4..at + 8));
                        if let Some(place) = place {
                            place.copy_from_slice(&in_order(number, self.endian));
                        }
                    }
                    let kind = if wanted.is_call() { CALL } else { LOAD };
                    section.relocations.push(Relocation { offset, symbol, kind });
                }
            }
        }
        let mut slots = Vec::new();
        for one in declared {
            for &(offset, slot) in &one.slots {
                let symbol = match slot {
                    Slot::Map(name) => match self.maps.get(&**name) {
                        Some(MapPlace::Declared(symbol)) => Some(*symbol),
                        _ => None,
                    },
                    Slot::Program(name) => self.functions.get(&**name).map(|place| place.symbol),
                };
                let Some(symbol) = symbol else {
                    let found = format!("{slot:?} in it");
                    return Err(WriteError::of(
                        format!("the map `{}`", one.map.name),
                        found,
                        "one of the object's",
                    ));
                };
                slots.push(Relocation { offset, symbol, kind: ABSOLUTE });
            }
        }
        if let Some(Declared { map, .. }) = declared.first()
            && let Some(MapPlace::Declared(symbol)) = self.maps.get(&*map.name)
            && let Some(section) =
                self.file.section_of(*symbol).and_then(|number| self.file.section_mut(number))
        {
            section.relocations = slots;
        }
        Ok(())
    }

    /// The symbol that an instruction depends on, and the number that it has itself. Others' functions and those that only
    /// this file sees are told apart as clang does: the latter by their section and the place in it.
    fn target(
        &mut self,
        function: &TextFunction<'_>,
        wanted: Wanted<'s>,
    ) -> Result<(SymbolNumber, Option<u32>), WriteError> {
        let refuse = |found: String, expected: &str| Err(WriteError::of(function.part(), found, expected));
        let placed = |name: &Name| {
            self.functions
                .get(&**name)
                .map(|place| (place.symbol, place.section, place.offset, place.is_local))
        };
        match wanted {
            Wanted::Call(name) | Wanted::Function(name) => {
                let Some((symbol, section, offset, is_local)) = placed(name) else {
                    return refuse(format!("the function `{name}`"), "a function of the object");
                };
                let (symbol, offset) =
                    if is_local { (self.file.section_symbol(section), offset) } else { (symbol, 0) };
                let number = if wanted.is_call() {
                    // Calls count slots from the one after them.
                    i32::try_from(offset / SLOT as u64).ok().map(|slot| (slot - 1).cast_unsigned())
                } else {
                    u32::try_from(offset).ok()
                };
                match number {
                    Some(number) => Ok((symbol, Some(number))),
                    None => refuse(format!("`{name}` at {offset}"), "functions of less than 4 GiB"),
                }
            }
            Wanted::Map(name) => match self.maps.get(&**name) {
                Some(MapPlace::Declared(symbol)) => Ok((*symbol, Some(0))),
                _ => refuse(format!("the map `{name}`"), "a map of the object that is no data section"),
            },
            Wanted::Value(name, offset) => match self.maps.get(&**name) {
                Some(MapPlace::Data(section)) => {
                    let section = *section;
                    Ok((self.file.section_symbol(section), Some(offset)))
                }
                Some(MapPlace::Configuration(map)) => {
                    let variable = map.variables.iter().find(|variable| variable.offset == offset);
                    let symbol = variable.and_then(|variable| self.externs.get(&*variable.name));
                    match symbol {
                        Some(symbol) => Ok((*symbol, Some(0))),
                        None => refuse(
                            format!("the byte {offset} of the configuration"),
                            "where a variable begins",
                        ),
                    }
                }
                _ => refuse(format!("the address of a value of the map `{name}`"), "one of a data section"),
            },
            Wanted::ExternCall(name) => Ok((self.add_extern(name, false), Some(u32::MAX))),
            Wanted::Extern(name) => Ok((self.add_extern(name, false), None)),
        }
    }
}
