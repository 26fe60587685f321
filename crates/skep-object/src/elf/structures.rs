//! Structures of functions that the kernel calls (`.struct_ops`, `.struct_ops.link`, and with `?.` before that for those that
//! are not made with the object): each variable of these sections is one, with programs where its members are pointers to functions.

use super::code::{Functions, what};
use super::error::ElfError;
use super::file::{File, Section};
use super::kernel_name;
use super::types::BTF;
use crate::{Contents, MapSpec, StructureSpec, Types};
use skep_btf::{Kind, Shape};
use skep_uapi::{MapFlags, MapType};

/// The sections, how the maps are made that they become, and whether they are made with the object.
pub(crate) const SECTIONS: [(&str, MapFlags, bool); 4] = [
    (".struct_ops", MapFlags(0), true),
    (".struct_ops.link", MapFlags::LINK, true),
    ("?.struct_ops", MapFlags(0), false),
    ("?.struct_ops.link", MapFlags::LINK, false),
];
/// The kind of relocation of an address in data (`R_BPF_64_ABS64`).
const ABSOLUTE: u32 = 2;
/// The bytes of an address in data.
const ADDRESS: usize = 8;

/// The structures of a file, as the maps that they become.
pub(super) fn read(
    file: &File<'_>,
    types: Option<&Types>,
    functions: &Functions<'_>,
) -> Result<Vec<MapSpec>, ElfError> {
    let mut maps = Vec::new();
    for (name, flags, autocreate) in SECTIONS {
        let Some((_, section)) = file.section(name) else { continue };
        let found = types.and_then(|types| Some((types, types.find(Kind::Datasec, name).next()?)));
        let Some((types, datasec)) = found else {
            return Err(ElfError::of(
                name,
                "no types of its variables",
                "those that say what structures they are",
            ));
        };
        let error = |error| ElfError::types(BTF, error);
        let mut end = 0;
        for entry in datasec.variables().map_err(error)? {
            let variable = types.type_by_id(entry.variable).map_err(error)?;
            let own = variable.name().map_err(error)?;
            let Shape::Var { of, .. } = variable.shape() else {
                return Err(ElfError::at(name, entry.offset.into(), variable.to_string(), "a variable"));
            };
            let structure = types.resolve(of).map_err(error)?;
            if structure.kind() != Kind::Struct {
                return Err(ElfError::at(name, entry.offset.into(), structure.to_string(), "a structure"));
            }
            let (start, size) = (entry.offset as usize, entry.size as usize);
            if start < end {
                let found = format!("the structure `{own}`");
                return Err(ElfError::at(
                    name,
                    start as u64,
                    found,
                    format!("it after the one before, which ends at {end}"),
                ));
            }
            end = start.saturating_add(size);
            let value = section.data.get(start..).and_then(|rest| rest.get(..size));
            let Some(value) = value else {
                let found = format!("the structure `{own}` of {size} bytes");
                let expected = format!("it within the section's {} bytes", section.data.len());
                return Err(ElfError::at(name, entry.offset.into(), found, expected));
            };
            let mut map = MapSpec::new(own, MapType::STRUCT_OPS, 4, entry.size, 1);
            map.kernel_name = kernel_name(own);
            map.flags = flags;
            map.autocreate = autocreate;
            map.value_type = Some(structure.id());
            map.contents = Contents::Structure(members(file, section, functions, start, value)?);
            maps.push(map);
        }
    }
    Ok(maps)
}

/// The bytes of a structure and the functions that its relocations name.
fn members(
    file: &File<'_>,
    section: &Section<'_>,
    functions: &Functions<'_>,
    start: usize,
    value: &[u8],
) -> Result<StructureSpec, ElfError> {
    let mut structure = StructureSpec { value: value.to_vec(), functions: Vec::new() };
    let (first, end) = (start as u64, (start + value.len()) as u64);
    let from = section.relocations.partition_point(|relocation| relocation.offset < first);
    for relocation in section.relocations.get(from..).unwrap_or_default() {
        if relocation.offset >= end {
            break;
        }
        let symbol = file.symbol(section.name, relocation)?;
        let refuse = |expected: &str| {
            let found = format!("a relocation of kind {} with {}", relocation.kind, what(symbol));
            ElfError::at(section.name, relocation.offset, found, expected)
        };
        if relocation.kind != ABSOLUTE {
            return Err(refuse("2 (R_BPF_64_ABS64)"));
        }
        let offset = u32::try_from(relocation.offset - first).unwrap_or(u32::MAX);
        let place =
            structure.value.get_mut(offset as usize..).and_then(|rest| rest.first_chunk_mut::<ADDRESS>());
        let Some(place) = place else { return Err(refuse("a whole address within the structure")) };
        // Without one of its own, the relocation adds to what is there.
        let there = match file.endian {
            skep_isa::Endian::Little => i64::from_le_bytes(*place),
            skep_isa::Endian::Big => i64::from_be_bytes(*place),
        };
        *place = [0; ADDRESS];
        let target = symbol.value.checked_add_signed(relocation.addend.unwrap_or(there));
        let function = symbol.section.zip(target).and_then(|(section, target)| functions.at(section, target));
        let Some(function) = function else { return Err(refuse("a function of the file")) };
        structure.functions.push((offset, function.name.clone()));
    }
    Ok(structure)
}
