//! Global variables: data sections become arrays with one element.

use super::code::{Extern, Places};
use super::error::ElfError;
use super::file::{File, SymbolKind};
use super::kernel_name;
use super::types::{BTF, CONFIGURATION};
use crate::{Binding, Contents, ExternKind, ExternSpec, MapSpec, Types, VariableSpec};
use skep_btf::{Kind, Linkage, Shape};
use skep_isa::Name;
use skep_uapi::MapFlags;
use std::collections::HashSet;

/// The section of the kernel's symbols, which is in no file: only its types are.
const SYMBOLS: &str = ".ksyms";

/// The maps of the data sections, and of the kernel's configuration. Where they are is put into `places`.
pub(super) fn maps(
    file: &File<'_>,
    types: Option<&Types>,
    places: &mut Places,
) -> Result<Vec<MapSpec>, ElfError> {
    let mut maps = Vec::new();
    for (number, section) in file.sections.iter().enumerate() {
        let Some(kind) = kind(section.name).filter(|_| section.is_program && section.size > 0) else {
            continue;
        };
        if maps.iter().any(|map: &MapSpec| &*map.name == section.name) {
            return Err(ElfError::of(section.name, "a second section of this name", "one"));
        }
        if section.is_zeroed && kind != Data::Zeroed {
            return Err(ElfError::of(section.name, "a section without bytes", "such only for `.bss`"));
        }
        let size = u32::try_from(section.size).ok().filter(|size| *size <= i32::MAX.unsigned_abs());
        let Some(size) = size else {
            let found = format!("{} bytes", section.size);
            return Err(ElfError::of(
                section.name,
                found,
                "less than 2 GiB, the most that a map's value has",
            ));
        };
        let mut map = MapSpec::array(section.name, size, 1);
        map.kernel_name = kernel_name(section.name);
        map.flags = MapFlags::MMAPABLE;
        if kind == Data::Constant {
            map.flags |= MapFlags::RDONLY_PROG;
            map.frozen = true;
        }
        if section.data.iter().any(|byte| *byte != 0) {
            map.contents = Contents::Value(section.data.into());
        }
        variables(file, types, number, &mut map)?;
        places.data.insert(number, map.name.clone());
        maps.push(map);
    }
    maps.extend(configuration(file, types, places)?);
    symbols(file, types, places)?;
    Ok(maps)
}

/// What a data section holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Data {
    Constant,
    Variable,
    Zeroed,
}

/// What the data section of this name holds, if it is one.
pub(super) fn kind(name: &str) -> Option<Data> {
    let is =
        |start: &str| name.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    if is(".rodata") {
        Some(Data::Constant)
    } else if is(".data") {
        Some(Data::Variable)
    } else if is(".bss") {
        Some(Data::Zeroed)
    } else {
        None
    }
}

/// The variables of a section: by its types, and without these by its symbols.
fn variables(
    file: &File<'_>,
    types: Option<&Types>,
    number: usize,
    map: &mut MapSpec,
) -> Result<(), ElfError> {
    let error = |error| ElfError::types(BTF, error);
    let found = types.and_then(|types| Some((types, types.find(Kind::Datasec, &map.name).next()?)));
    if let Some((types, datasec)) = found {
        map.value_type = Some(datasec.id());
        let symbols = file.symbols.iter().filter(|symbol| symbol.is_weak && symbol.section == Some(number));
        let weak: HashSet<&str> = symbols.map(|symbol| symbol.name).collect();
        for entry in datasec.variables().map_err(error)? {
            let variable = types.type_by_id(entry.variable).map_err(error)?;
            let name = variable.name().map_err(error)?;
            let binding = match variable.shape() {
                Shape::Var { linkage: Linkage::Extern, .. } => continue,
                Shape::Var { linkage: Linkage::Static, .. } => Binding::Local,
                _ if weak.contains(name) => Binding::Weak,
                _ => Binding::Global,
            };
            if entry.offset.checked_add(entry.size).is_none_or(|end| end > map.value_size) {
                let found = format!("the variable `{name}` of {} bytes", entry.size);
                let expected = format!("it within the section's {} bytes", map.value_size);
                return Err(ElfError::at(&map.name, entry.offset.into(), found, expected));
            }
            map.variables.push(VariableSpec {
                name: name.into(),
                offset: entry.offset,
                size: entry.size,
                type_id: Some(entry.variable),
                binding,
            });
        }
        return Ok(());
    }
    let symbols = file.symbols.iter();
    for symbol in symbols.filter(|symbol| symbol.section == Some(number) && symbol.kind == SymbolKind::Object)
    {
        let place = u32::try_from(symbol.value).ok().zip(u32::try_from(symbol.size).ok());
        let inside =
            |(offset, size): &(u32, u32)| offset.checked_add(*size).is_some_and(|end| end <= map.value_size);
        let Some((offset, size)) = place.filter(inside) else {
            let found = format!("the variable `{}` of {} bytes", symbol.name, symbol.size);
            let expected = format!("it within the section's {} bytes", map.value_size);
            return Err(ElfError::at(&map.name, symbol.value, found, expected));
        };
        map.variables.push(VariableSpec {
            name: symbol.name.into(),
            offset,
            size,
            type_id: None,
            binding: symbol.binding(),
        });
    }
    map.variables.sort_by(|one, other| {
        (one.offset, one.size, &one.name, one.binding).cmp(&(
            other.offset,
            other.size,
            &other.name,
            other.binding,
        ))
    });
    Ok(())
}

/// The map of the kernel's configuration.
fn configuration(
    file: &File<'_>,
    types: Option<&Types>,
    places: &mut Places,
) -> Result<Option<MapSpec>, ElfError> {
    let found = types.and_then(|types| Some((types, types.find(Kind::Datasec, CONFIGURATION).next()?)));
    let Some((types, datasec)) = found else { return Ok(None) };
    let error = |error| ElfError::types(BTF, error);
    let Shape::Datasec { size, variables } = datasec.shape() else { return Ok(None) };
    let weak = weak(file);
    let mut map = MapSpec::array(CONFIGURATION, size, 1);
    map.flags = MapFlags::MMAPABLE | MapFlags::RDONLY_PROG;
    map.frozen = true;
    map.contents = Contents::Configuration;
    map.value_type = Some(datasec.id());
    for entry in variables {
        let name = types.type_by_id(entry.variable).and_then(|ty| ty.name()).map_err(error)?;
        let external = Extern::Configuration { map: Name::clone(&map.name), offset: entry.offset };
        places.externs.insert(name.to_owned(), external);
        map.variables.push(VariableSpec {
            name: name.into(),
            offset: entry.offset,
            size: entry.size,
            type_id: Some(entry.variable),
            binding: if weak.contains(name) { Binding::Weak } else { Binding::Global },
        });
    }
    Ok(Some(map))
}

/// The symbols of the kernel that are named.
fn symbols(file: &File<'_>, types: Option<&Types>, places: &mut Places) -> Result<(), ElfError> {
    let found = types.and_then(|types| Some((types, types.find(Kind::Datasec, SYMBOLS).next()?)));
    let Some((types, datasec)) = found else { return Ok(()) };
    let error = |error| ElfError::types(BTF, error);
    let weak = weak(file);
    for entry in datasec.variables().map_err(error)? {
        let ty = types.type_by_id(entry.variable).map_err(error)?;
        let external = match ty.shape() {
            Shape::Func { .. } => Extern::Function,
            Shape::Var { of, .. } => match types.resolve(of).map_err(error)?.shape() {
                Shape::Void => Extern::Address,
                _ => Extern::Variable,
            },
            _ => continue,
        };
        let name = ty.name().map_err(error)?;
        if places.externs.insert(name.to_owned(), external).is_none() {
            let (type_id, weak) = (Some(entry.variable), weak.contains(name));
            places.symbols.push(ExternSpec { name: name.into(), kind: ExternKind::Kernel, type_id, weak });
        }
    }
    Ok(())
}

/// The names of the symbols that need not be found.
fn weak<'a>(file: &File<'a>) -> HashSet<&'a str> {
    file.symbols.iter().filter(|symbol| symbol.is_weak).map(|symbol| symbol.name).collect()
}
