//! Instructions with the names of the whole.

use super::Input;
use super::data::Sections;
use super::error::ObjectLinkError;
use super::symbols::{Defined, Symbols};
use super::types::LinkedTypes;
use skep_btf::TypeId;
use skep_isa::{Callee, Code, Immediate, Instruction, Name, Operation, Reference};
use std::collections::HashMap;

/// What an object's names have become.
pub(super) struct Renamed<'l, 's> {
    /// The number of the object.
    pub(super) object: usize,
    pub(super) input: &'l Input<'l>,
    pub(super) symbols: &'l Symbols<'s>,
    pub(super) sections: &'l Sections,
    /// The object's functions that have other names now.
    pub(super) names: &'l HashMap<Name, Name>,
    pub(super) types: &'l LinkedTypes,
}

impl Renamed<'_, '_> {
    /// A function of the object.
    pub(super) fn function(&self, name: &Name) -> Name {
        self.names.get(name).unwrap_or(name).clone()
    }

    /// The code of a function of the object, which `part` says in words.
    pub(super) fn code(&self, part: &str, code: &Code) -> Result<Code, ObjectLinkError> {
        let mut code = code.clone();
        for instruction in &mut code.instructions {
            self.instruction(part, instruction)?;
        }
        Ok(code)
    }

    fn instruction(&self, part: &str, instruction: &mut Instruction) -> Result<(), ObjectLinkError> {
        let refuse = |found: String, expected: &str| {
            Err(ObjectLinkError::of(&[self.input.name], part, found, expected))
        };
        if let Some(relocation) = &mut instruction.relocation {
            match self.types.get(self.object, Some(TypeId::new(relocation.type_id))) {
                Some(id) => relocation.type_id = id.number(),
                None => {
                    let found = format!("a relocation with the type {}", relocation.type_id);
                    return refuse(found, "one of the object's types");
                }
            }
        }
        let load = |immediate| Operation::LoadImmediate(immediate);
        match (&instruction.reference, instruction.operation) {
            (Some(Reference::Function(name)), _) => {
                instruction.reference = Some(Reference::Function(self.function(name)));
            }
            (Some(Reference::Map(map)), Operation::LoadImmediate(Immediate::MapValue)) => {
                // The offset is in the upper half.
                let offset = u32::try_from(instruction.imm >> 32 & 0xffff_ffff).unwrap_or(0);
                let place = self.sections.place(self.object, map, offset, self.symbols);
                let Some((map, offset)) = place.map(|(map, offset)| (map.clone(), offset)) else {
                    let found = format!("the address of byte {offset} of `{map}`");
                    return refuse(found, "one within the linked section's 2 GiB");
                };
                instruction.imm = i64::from(offset.cast_signed()) << 32;
                instruction.reference = Some(Reference::Map(map));
            }
            (Some(Reference::Kernel(name)), operation) => {
                let Some(definition) = self.symbols.get(name).filter(|_| self.is_elsewhere(name)) else {
                    return Ok(());
                };
                let found = format!("`{instruction}` with {name}");
                match (definition.what, operation) {
                    (Defined::Function, Operation::Call(Callee::Kfunc)) => {
                        let name = name.clone();
                        instruction.operation = Operation::Call(Callee::Function);
                        instruction.reference = Some(Reference::Function(name));
                    }
                    (Defined::Function, Operation::LoadImmediate(Immediate::Value))
                        if instruction.imm == 0 =>
                    {
                        let name = name.clone();
                        instruction.operation = load(Immediate::Function);
                        instruction.reference = Some(Reference::Function(name));
                    }
                    (
                        Defined::Variable { section, offset, .. },
                        Operation::LoadImmediate(Immediate::Value),
                    ) => {
                        let place = self.sections.start(definition.object, section);
                        let place = place.and_then(|start| start.checked_add(offset));
                        let place = place.and_then(|place| i64::from(place).checked_add(instruction.imm));
                        let place =
                            place.and_then(|place| i32::try_from(place).ok()).filter(|place| *place >= 0);
                        let Some(place) = place else { return refuse(found, "an address in its section") };
                        instruction.operation = load(Immediate::MapValue);
                        instruction.imm = i64::from(place) << 32;
                        instruction.reference = Some(Reference::Map(section.clone()));
                    }
                    (what, _) => {
                        let expected = match what {
                            Defined::Function => "a call or its address",
                            Defined::Map(_) => "an address of a map, declared as one",
                            Defined::Variable { .. } => "an address of the variable",
                        };
                        return refuse(found, expected);
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether a name that the object does not define may be another object's. What it says the kernel has is the kernel's.
    fn is_elsewhere(&self, name: &str) -> bool {
        let external = self.input.spec.externs.iter().find(|external| &*external.name == name);
        external.is_none_or(|external| external.kind != crate::ExternKind::Kernel)
    }
}
