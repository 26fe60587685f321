//! Types: those of all objects in one BTF, each once.

use super::data::Sections;
use super::error::ObjectLinkError;
use super::symbols::Symbols;
use super::{Input, is_data};
use crate::elf::maps::MAPS;
use crate::elf::structures::SECTIONS;
use crate::{Binding, Types};
use skep_btf::{BtfBuilder, Kind, Linkage, SectionVariable, Shape, Type, TypeId, TypeMap};
use std::collections::{HashMap, HashSet};

/// The sections of maps and structures of functions, whose variables stand one after the other.
const DECLARED: [&str; 5] = [MAPS, SECTIONS[0].0, SECTIONS[1].0, SECTIONS[2].0, SECTIONS[3].0];
/// The section of what the kernel has.
const SYMBOLS: &str = ".ksyms";

/// The types of the whole, and where those of each object went.
pub(super) struct LinkedTypes {
    /// Nothing for an object without types.
    maps: Vec<Option<TypeMap>>,
    merged: Option<TypeMap>,
    sections: HashMap<String, TypeId>,
    types: Option<Types>,
}

impl LinkedTypes {
    pub(super) fn of(
        inputs: &[Input<'_>],
        symbols: &Symbols<'_>,
        sections: &Sections,
    ) -> Result<Self, ObjectLinkError> {
        let mut linked = Self {
            maps: Vec::with_capacity(inputs.len()),
            merged: None,
            sections: HashMap::new(),
            types: None,
        };
        let mut builder = BtfBuilder::new();
        let mut externs: HashMap<String, TypeId> = HashMap::new();
        let mut declared = DECLARED.map(|_| Vec::new());
        let mut elsewhere: Vec<SectionVariable> = Vec::new();
        let mut kernel: Vec<SectionVariable> = Vec::new();
        for (object, input) in inputs.iter().enumerate() {
            let Some(types) = &input.spec.types else {
                linked.maps.push(None);
                continue;
            };
            let failed = |error| ObjectLinkError::types(input.name, error);
            let dropped = dropped(object, input, types, symbols, &externs);
            let map = builder
                .append_where(types, |ty| {
                    !dropped.contains(&ty.id())
                        && match ty.shape() {
                            Shape::Datasec { .. } => false,
                            Shape::DeclTag { on, .. } => !dropped.contains(&on),
                            _ => true,
                        }
                })
                .map_err(failed)?;
            for ty in types.own_types() {
                if let (true, Ok(name), Some(id)) = (is_extern(ty), ty.name(), map.get(ty.id())) {
                    externs.entry(name.to_owned()).or_insert(id);
                }
            }
            let section = |name| types.find(Kind::Datasec, name).next().and_then(|ty| ty.variables().ok());
            for (name, declared) in DECLARED.iter().zip(&mut declared) {
                for entry in section(name).into_iter().flatten() {
                    let is_elsewhere = types.type_by_id(entry.variable).is_ok_and(is_extern);
                    let Some(variable) = map.get(entry.variable) else { continue };
                    let entry = SectionVariable { variable, ..entry };
                    if is_elsewhere { elsewhere.push(entry) } else { declared.push(entry) }
                }
            }
            for entry in section(SYMBOLS).into_iter().flatten() {
                if let Some(variable) = map.get(entry.variable) {
                    kernel.push(SectionVariable { variable, ..entry });
                }
            }
            linked.maps.push(Some(map));
        }
        if linked.maps.iter().all(Option::is_none) {
            return Ok(linked);
        }
        let whole = |error| ObjectLinkError {
            objects: inputs.iter().map(|input| input.name.to_owned()).collect(),
            ..ObjectLinkError::types("", error)
        };
        let mut rows = vec![(SYMBOLS.to_owned(), 0, kernel)];
        for (name, mut declared) in DECLARED.iter().zip(declared) {
            // One after the other, each at a multiple of 8 bytes.
            let mut size = 0_u32;
            for entry in &mut declared {
                entry.offset = size;
                size = size.saturating_add(entry.size).checked_next_multiple_of(8).unwrap_or(u32::MAX);
            }
            if *name == MAPS {
                declared.splice(0..0, elsewhere.drain(..));
            }
            rows.push(((*name).to_owned(), size, declared));
        }
        for (map, object, variable) in sections.variables() {
            let id = linked.first(object, variable.type_id);
            let Some(id) = id else { continue };
            let entry = SectionVariable { variable: id, offset: variable.offset, size: variable.size };
            match rows.iter_mut().find(|(name, _, _)| *name == *map.name) {
                Some((_, _, entries)) => entries.push(entry),
                None => rows.push((map.name.to_string(), map.value_size, vec![entry])),
            }
        }
        for (name, size, mut entries) in rows {
            if !entries.is_empty() {
                entries.sort_by_key(|entry| entry.offset);
                let id = builder.add_datasec(&name, size, &entries);
                linked.sections.insert(name, id);
            }
        }
        linked.merged = Some(builder.deduplicate());
        let endian = inputs.iter().find_map(|input| input.spec.types.as_ref()).map(|types| types.endian());
        let bytes = builder.to_bytes(endian.unwrap_or(skep_btf::Endian::Little)).map_err(whole)?;
        let types = Types::new(bytes).map_err(|error| {
            ObjectLinkError::of(&[], "the merged types", error.to_string(), "types that can be read")
        })?;
        linked.types = Some(types);
        Ok(linked)
    }

    /// Where a type of an object went before types were merged.
    fn first(&self, object: usize, id: Option<TypeId>) -> Option<TypeId> {
        self.maps.get(object)?.as_ref()?.get(id?)
    }

    /// Where a type of an object went.
    pub(super) fn get(&self, object: usize, id: Option<TypeId>) -> Option<TypeId> {
        self.merged.as_ref()?.get(self.first(object, id)?)
    }

    /// The section of this name.
    pub(super) fn section(&self, name: &str) -> Option<TypeId> {
        self.merged.as_ref()?.get(*self.sections.get(name)?)
    }

    pub(super) fn finish(self) -> Option<Types> {
        self.types
    }
}

fn is_extern(ty: Type<'_>) -> bool {
    matches!(
        ty.shape(),
        Shape::Var { linkage: Linkage::Extern, .. } | Shape::Func { linkage: Linkage::Extern, .. }
    )
}

/// The variables and functions of an object that are not of the whole: those of the licence, those that give way to others,
/// and those that are elsewhere, if they were declared already or another object defines them.
fn dropped(
    object: usize,
    input: &Input<'_>,
    types: &Types,
    symbols: &Symbols<'_>,
    externs: &HashMap<String, TypeId>,
) -> HashSet<TypeId> {
    let mut dropped = HashSet::new();
    for name in [crate::elf::LICENSE, crate::elf::VERSION] {
        let section = types.find(Kind::Datasec, name).next().and_then(|ty| ty.variables().ok());
        dropped.extend(section.into_iter().flatten().map(|entry| entry.variable));
    }
    let maps = input.spec.maps.iter();
    let variables = maps.clone().filter(|map| is_data(map)).flat_map(|map| &map.variables);
    let variables = variables.map(|variable| (&variable.name, variable.binding, variable.type_id));
    let functions = input.spec.functions.iter();
    let functions = functions.map(|function| (&function.name, function.binding, function.type_id));
    for (name, binding, type_id) in variables.chain(functions) {
        if symbols.gives_way(object, name, binding) {
            dropped.extend(type_id);
        }
    }
    let weak: HashSet<&str> = maps
        .filter(|map| map.binding == Binding::Weak && symbols.gives_way(object, &map.name, map.binding))
        .map(|map| &*map.name)
        .collect();
    for ty in types.own_types() {
        let (kind, Ok(name)) = (ty.kind(), ty.name()) else { continue };
        let defined = || symbols.get(name).is_some();
        let gives_way = kind == Kind::Var && weak.contains(name);
        if gives_way || is_extern(ty) && (externs.contains_key(name) || defined()) {
            dropped.insert(ty.id());
        }
    }
    dropped
}
