//! What is not in the file: functions, variables and maps of the kernel or of other objects.

use super::code::{Extern, Places};
use super::error::ElfError;
use super::file::{File, SymbolKind};
use super::types::BTF;
use crate::{ExternKind, ExternSpec, Types};
use skep_btf::{Kind, Linkage, Shape, TypeId};
use std::collections::HashMap;

/// What is elsewhere, but for the kernel's configuration, which is a map: what the kernel has, which is in `places` by now,
/// and what other objects have, which is put there.
pub(super) fn read(
    file: &File<'_>,
    types: Option<&Types>,
    places: &mut Places,
) -> Result<Vec<ExternSpec>, ElfError> {
    let mut externs = std::mem::take(&mut places.symbols);
    let Some(types) = types else { return Ok(externs) };
    let mut declared: HashMap<&str, (Kind, TypeId)> = HashMap::new();
    for kind in [Kind::Func, Kind::Var] {
        for ty in types.own_types().filter(|ty| ty.kind() == kind) {
            if let Shape::Var { linkage: Linkage::Extern, .. }
            | Shape::Func { linkage: Linkage::Extern, .. } = ty.shape()
            {
                let name = ty.name().map_err(|error| ElfError::types(BTF, error))?;
                declared.entry(name).or_insert((kind, ty.id()));
            }
        }
    }
    for symbol in file
        .symbols
        .iter()
        .filter(|one| one.is_undefined && !one.name.is_empty() && one.kind != SymbolKind::Section)
    {
        // Each is looked at once.
        let Some((kind, type_id)) = declared.remove(symbol.name) else { continue };
        let kind = match places.externs.get(symbol.name) {
            Some(Extern::Configuration { .. } | Extern::Function | Extern::Variable | Extern::Address) => {
                continue;
            }
            Some(Extern::Map(map)) => ExternKind::Map(map.clone()),
            Some(Extern::Elsewhere) | None => {
                places.externs.insert(symbol.name.to_owned(), Extern::Elsewhere);
                if kind == Kind::Func { ExternKind::Function } else { ExternKind::Variable }
            }
        };
        externs.push(ExternSpec {
            name: symbol.name.into(),
            kind,
            weak: symbol.is_weak,
            type_id: Some(type_id),
        });
    }
    Ok(externs)
}
