//! What an object needs of a kernel's types, for a slice of them.

use crate::ObjectSpec;
use skep_btf::relocation::{Problem, Relocation, RelocationError, RelocationKind};
use skep_btf::{Minimal, MinimalError, TypeId};

impl ObjectSpec {
    /// Keeps in a slice of a kernel's types what the relocations of all programs and functions need. On the slice they are
    /// [answered](Self::resolve_relocations) as on the whole; only the numbers of types are others (`type_id_target`).
    ///
    /// # Errors
    /// When a relocation is not understood, or types cannot be followed.
    pub fn keep_types(&self, slice: &mut Minimal<'_>) -> Result<(), MinimalError> {
        let Some(types) = &self.types else { return Ok(()) };
        let programs = self.programs.iter().map(|program| &program.code);
        let codes = programs.chain(self.functions.iter().map(|function| &function.code));
        let asked = codes.flat_map(|code| &code.instructions).filter_map(|one| one.relocation.as_ref());
        let mut relocations = Vec::new();
        for relocation in asked {
            let kind = RelocationKind::from_number(relocation.kind).ok_or_else(|| {
                MinimalError::Relocation(RelocationError {
                    kind: None,
                    access: format!("type {} ({})", relocation.type_id, relocation.access),
                    problem: Problem::UnknownKind { number: relocation.kind },
                })
            })?;
            let type_id = TypeId::new(relocation.type_id);
            relocations.push(Relocation { type_id, access: &relocation.access, kind });
        }
        slice.add(types, &relocations)
    }
}
