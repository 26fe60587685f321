//! Declarations of maps: those that the object's types have, and new ones for maps that these do not declare as they are.

use super::error::WriteError;
use super::types::FileTypes;
use crate::elf::maps::{ADDRESS, DEPTH, Declaration, MAPS, MAX_SIZE};
use crate::{Contents, MapSpec, Pinning, Slot};
use skep_btf::{
    Array, BtfBuilder, Int, Kind, Linkage, NewMember, SectionVariable, Shape, Signedness, TypeId,
};
use skep_uapi::MapType;
use std::collections::HashMap;

/// A map in `.maps`.
pub(super) struct Declared<'s> {
    pub(super) map: &'s MapSpec,
    pub(super) offset: u32,
    pub(super) size: u32,
    /// What is in it from the start, by places in the section.
    pub(super) slots: Vec<(u64, &'s Slot)>,
}

/// Where a declaration is, before it has a place in the section.
struct Found {
    variable: SectionVariable,
    /// Where in it `values` begin.
    values: u64,
}

/// Declares maps, and says how large their section is.
pub(super) fn declare<'s>(
    maps: &[&'s MapSpec],
    types: &mut FileTypes<'s>,
) -> Result<(u32, Vec<Declared<'s>>), WriteError> {
    let there = declared(types)?;
    let mut found = Vec::with_capacity(maps.len());
    for &map in maps {
        let part = || format!("the map `{}`", map.name);
        let slots = match &map.contents {
            Contents::Empty => &[][..],
            Contents::Slots(slots) => slots,
            Contents::Value(_) | Contents::Structure(_) | Contents::Configuration => {
                return Err(WriteError::of(
                    part(),
                    "a value from the start",
                    "maps or programs, or a data section",
                ));
            }
        };
        if map.frozen || !map.variables.is_empty() {
            return Err(WriteError::of(
                part(),
                "variables, or that it is frozen",
                "these only for data sections",
            ));
        }
        let same = there.declarations.get(&*map.name).filter(|(declared, found)| {
            let room = u64::from(found.variable.size).saturating_sub(found.values) / ADDRESS;
            is_as(declared, map) && slots.iter().all(|(index, _)| u64::from(*index) < room)
        });
        found.push(match same {
            Some((_, found)) => (Found { ..*found }, false),
            None => (new(map, slots, types)?, true),
        });
    }
    let unchanged = found.iter().all(|(_, new)| !new)
        && found.iter().map(|(found, _)| found.variable).eq(there.variables.iter().copied());
    let mut size = there.size;
    if !unchanged {
        size = 0;
        for (found, _) in &mut found {
            found.variable.offset = size;
            let end = size.checked_add(found.variable.size).and_then(|end| end.checked_next_multiple_of(8));
            size = end.unwrap_or(u32::MAX);
            if size > MAX_SIZE {
                break;
            }
        }
    }
    if size > MAX_SIZE {
        let found = format!("declarations and initial slots of {size} bytes or more");
        return Err(WriteError::of("the section `.maps`", found, format!("at most {MAX_SIZE}")));
    }
    if !unchanged {
        let mut variables = there.externs;
        variables.extend(found.iter().map(|(found, _)| found.variable));
        types.set_section(MAPS, size, variables);
    }
    let declared = maps.iter().zip(found).map(|(&map, (found, _))| Declared {
        map,
        offset: found.variable.offset,
        size: found.variable.size,
        slots: match &map.contents {
            Contents::Slots(slots) => {
                let start = u64::from(found.variable.offset) + found.values;
                slots.iter().map(|(index, slot)| (start + u64::from(*index) * ADDRESS, slot)).collect()
            }
            _ => Vec::new(),
        },
    });
    Ok((size, declared.collect()))
}

/// What the object's own types say of maps.
#[derive(Default)]
struct There {
    declarations: HashMap<String, (MapSpec, Found)>,
    variables: Vec<SectionVariable>,
    externs: Vec<SectionVariable>,
    size: u32,
}

fn declared(types: &FileTypes<'_>) -> Result<There, WriteError> {
    let mut there = There::default();
    let section = types.base().and_then(|types| Some((types, types.find(Kind::Datasec, MAPS).next()?)));
    let Some((types, section)) = section else { return Ok(there) };
    let Shape::Datasec { size, variables } = section.shape() else { return Ok(there) };
    there.size = size;
    for entry in variables {
        let variable = types.type_by_id(entry.variable).map_err(WriteError::types)?;
        let name = variable.name().map_err(WriteError::types)?;
        let Shape::Var { of, linkage } = variable.shape() else { continue };
        if linkage == Linkage::Extern {
            there.externs.push(entry);
            continue;
        }
        there.variables.push(entry);
        let ty = types.resolve(of).map_err(WriteError::types)?;
        // What cannot be read is declared anew.
        if let Ok((map, values)) = (Declaration { types, name }).read(ty, DEPTH) {
            let values = values.unwrap_or_else(|| entry.size.into());
            there.declarations.insert(name.to_owned(), (map, Found { variable: entry, values }));
        }
    }
    Ok(there)
}

/// Whether a declaration says what a map is, apart from what is in it.
fn is_as(declared: &MapSpec, map: &MapSpec) -> bool {
    let contents = declared.contents.clone();
    *declared == MapSpec { contents, binding: declared.binding, ..map.clone() }
}

/// A new declaration.
fn new(map: &MapSpec, slots: &[(u32, Slot)], types: &mut FileTypes<'_>) -> Result<Found, WriteError> {
    let room = slots.iter().map(|(index, _)| index.saturating_add(1)).max().unwrap_or(0);
    let (ty, size) = structure(map, room > 0, DEPTH, types)?;
    let values = u64::from(size);
    let size = room.checked_mul(8).and_then(|room| room.checked_add(size));
    let size = size.ok_or_else(|| {
        WriteError::of(format!("the map `{}`", map.name), "more slots than fit 4 GiB", "fewer")
    })?;
    let variable = types.added().add_var(&map.name, ty, Linkage::Global);
    Ok(Found { variable: SectionVariable { variable, offset: 0, size }, values })
}

/// The structure whose members say what a map is, and its size. Each member has 8 bytes; `values` come last and have none.
fn structure(
    map: &MapSpec,
    has_slots: bool,
    depth: u32,
    types: &mut FileTypes<'_>,
) -> Result<(TypeId, u32), WriteError> {
    let refuse = |found: String, expected: &str| {
        Err(WriteError::of(format!("the map `{}`", map.name), found, expected))
    };
    if map.map_type == MapType(0) {
        return refuse("no type".to_owned(), "one");
    }
    let mut members: Vec<(&str, TypeId)> = vec![("type", number(types.added(), map.map_type.0))];
    let value = match &map.inner {
        Some(inner) if depth > 0 => Some(structure(inner, false, depth - 1, types)?.0),
        Some(_) => return refuse("a map in a map in it".to_owned(), "maps in a map, and no further"),
        None if has_slots && map.map_type == MapType::PROG_ARRAY => {
            let added = types.added();
            let int = added.add_int("int", Int::signed(4));
            let context = added.add_ptr(TypeId::VOID);
            Some(added.add_func_proto(int, &[("context", context)]))
        }
        None if has_slots => {
            return refuse("slots".to_owned(), "an array of programs, or maps in a map like `inner`");
        }
        None => None,
    };
    for (name, size_name, ty, size) in [
        ("key", "key_size", map.key_type, map.key_size),
        ("value", "value_size", map.value_type, map.value_size),
    ] {
        match ty {
            Some(ty) => {
                let found = types.base().and_then(|types| types.size_of(ty).ok());
                if found != Some(size.into()) {
                    let found = format!("a {name} of {size} bytes whose type has {found:?}");
                    return refuse(found, "the size of the type");
                }
                members.push((name, types.added().add_ptr(ty)));
            }
            None if name == "value" && value.is_some() => {}
            None if size > 0 => members.push((size_name, number(types.added(), size))),
            None => {}
        }
    }
    let added = types.added();
    let pinning = match map.pinning {
        Pinning::None => 0,
        Pinning::ByName => 1,
    };
    for (name, value) in [("max_entries", map.max_entries), ("map_flags", map.flags.0), ("pinning", pinning)]
    {
        if value > 0 {
            members.push((name, number(added, value)));
        }
    }
    match u32::try_from(map.extra) {
        Ok(0) => {}
        Ok(extra) => members.push(("map_extra", number(added, extra))),
        Err(_) => {
            let value = format!("{}_map_extra", map.name);
            let values = [(&*value, i128::from(map.extra))];
            members.push(("map_extra", added.add_enum64("", 8, Signedness::Unsigned, &values)));
        }
    }
    let size = u32::try_from(members.len() * 8).unwrap_or(u32::MAX);
    if let Some(value) = value {
        let element = added.add_ptr(value);
        let index = added.add_int("int", Int::signed(4));
        members.push(("values", added.add_array(Array { element, index, count: 0 })));
    }
    let places = (0_u32..).step_by(8);
    let members: Vec<NewMember<'_>> =
        members.iter().zip(places).map(|(&(name, ty), at)| NewMember::at_byte(name, ty, at)).collect();
    Ok((added.add_struct("", size, &members), size))
}

/// A number as the type of a pointer to an array of so many elements.
fn number(types: &mut BtfBuilder, number: u32) -> TypeId {
    let int = types.add_int("int", Int::signed(4));
    let array = types.add_array(Array { element: int, index: int, count: number });
    types.add_ptr(array)
}
