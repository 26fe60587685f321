//! Maps: those that are declared by types in `.maps`, and rows of numbers in `maps`, as they were before.

use super::code::{Extern, Functions, Places, what};
use super::error::ElfError;
use super::file::{File, Section, SymbolKind};
use super::kernel_name;
use crate::{Binding, Contents, MapSpec, Pinning, Slot, Types};
use skep_btf::{BtfError, Linkage, Member, Shape, Type, TypeId};
use skep_isa::Name;
use skep_uapi::{MapFlags, MapType};

/// The section of maps that are declared by types.
pub(crate) const MAPS: &str = ".maps";
/// The section of maps that are rows of numbers.
pub(super) const LEGACY: &str = "maps";
/// The kind of relocation of an address in data (`R_BPF_64_ABS64`).
pub(super) const ABSOLUTE: u32 = 2;
/// The bytes of an address in data.
pub(super) const ADDRESS: u64 = 8;
/// How deep declarations of maps may be in one another: maps in a map, and no further.
pub(super) const DEPTH: u32 = 1;
/// The most bytes of `.maps`: room for millions of initial slots, and no more than damaged types can ask for.
pub(super) const MAX_SIZE: u32 = 64 << 20;

/// The maps that are declared in `.maps`. Where they are is put into `places`.
pub(super) fn declared(
    file: &File<'_>,
    types: Option<&Types>,
    functions: &Functions<'_>,
    places: &mut Places,
) -> Result<Vec<MapSpec>, ElfError> {
    let section = file.section(MAPS);
    let datasec = types.and_then(|types| Some((types, types.find(skep_btf::Kind::Datasec, MAPS).next()?)));
    let Some((types, datasec)) = datasec else {
        return match section {
            None => Ok(Vec::new()),
            Some(_) => {
                let expected = "one that says which maps it has, in `.BTF`";
                Err(ElfError::of(MAPS, "no such section in the types", expected))
            }
        };
    };
    let error = |error| ElfError::types(super::types::BTF, error);
    let size = datasec.size().map_err(error)?;
    if size > MAX_SIZE.into() {
        return Err(ElfError::of(MAPS, format!("{size} bytes"), format!("at most {MAX_SIZE}")));
    }
    let mut maps = Vec::new();
    let mut values: Vec<(u64, u64, usize)> = Vec::new();
    for entry in datasec.variables().map_err(error)? {
        let variable = types.type_by_id(entry.variable).map_err(error)?;
        let name = variable.name().map_err(error)?;
        let Shape::Var { of, linkage } = variable.shape() else {
            return Err(ElfError::at(MAPS, entry.offset.into(), variable.to_string(), "a variable"));
        };
        let declaration = Declaration { types, name };
        let (mut map, at) = declaration.read(types.resolve(of).map_err(error)?, DEPTH)?;
        if linkage == Linkage::Extern {
            places.externs.insert(name.to_owned(), Extern::Map(Box::new(map)));
            continue;
        }
        let Some((number, _)) = section else {
            let found = format!("the map `{name}`, and no such section");
            return Err(ElfError::of(MAPS, found, "the section that the types say it is in"));
        };
        let weak =
            file.symbols.iter().any(|one| one.is_weak && one.section == Some(number) && one.name == name);
        if weak {
            map.binding = Binding::Weak;
        }
        let end = u64::from(entry.offset) + u64::from(entry.size);
        if end > size {
            let found = format!("the map `{name}`, which ends at {end}");
            return Err(ElfError::at(MAPS, entry.offset.into(), found, format!("an end at {size} at most")));
        }
        if let Some(at) = at {
            let start = u64::from(entry.offset).saturating_add(at);
            let end = u64::from(entry.offset).saturating_add(entry.size.into());
            values.push((start, end, maps.len()));
        }
        places.maps.insert((number, entry.offset.into()), map.name.clone());
        maps.push(map);
    }
    if let Some((_, section)) = section {
        slots(file, section, functions, places, &values, &mut maps)?;
    }
    Ok(maps)
}

/// Puts into the maps what the relocations of their section say is in their slots.
fn slots(
    file: &File<'_>,
    section: &Section<'_>,
    functions: &Functions<'_>,
    places: &Places,
    values: &[(u64, u64, usize)],
    maps: &mut [MapSpec],
) -> Result<(), ElfError> {
    for relocation in &section.relocations {
        let at = relocation.offset;
        let symbol = file.symbol(section.name, relocation)?;
        let refuse = |expected: &str| {
            let found = format!("a relocation of kind {} with {}", relocation.kind, what(symbol));
            ElfError::at(section.name, at, found, expected)
        };
        if relocation.kind != ABSOLUTE {
            return Err(refuse("2 (R_BPF_64_ABS64)"));
        }
        // The variables of a section are in the order of their places.
        let before = values.partition_point(|(start, _, _)| *start <= at);
        let found = before.checked_sub(1).and_then(|last| values.get(last));
        let found = found.filter(|(_, end, _)| at < *end);
        let Some((map, index)) = found.and_then(|(start, _, map)| {
            let distance = at - start;
            let index = u32::try_from(distance / ADDRESS).ok()?;
            Some((maps.get_mut(*map)?, index)).filter(|_| distance.is_multiple_of(ADDRESS))
        }) else {
            return Err(refuse("one in the `values` of a map"));
        };
        let place = symbol
            .section
            .map(|number| (number, symbol.value.saturating_add_signed(relocation.addend.unwrap_or(0))));
        let slot = match place {
            Some(place) if map.map_type == MapType::PROG_ARRAY => {
                functions.at(place.0, place.1).map(|function| Slot::Program(function.name.clone()))
            }
            Some(place) => places.maps.get(&place).map(|map| Slot::Map(map.clone())),
            None => None,
        };
        let Some(slot) = slot else { return Err(refuse("a program or a map of the file")) };
        match &mut map.contents {
            Contents::Slots(slots) => slots.push((index, slot)),
            contents => *contents = Contents::Slots(vec![(index, slot)]),
        }
    }
    Ok(())
}

/// The declaration of one map.
pub(super) struct Declaration<'t> {
    pub(super) types: &'t Types,
    pub(super) name: &'t str,
}

impl Declaration<'_> {
    fn refuse(&self, found: impl Into<String>, expected: &str) -> ElfError {
        ElfError::of(MAPS, format!("the map `{}` with {}", self.name, found.into()), expected)
    }

    fn error(error: BtfError) -> ElfError {
        ElfError::types(super::types::BTF, error)
    }

    /// The map, and where in the declaration its `values` begin, in bytes.
    pub(super) fn read(&self, ty: Type<'_>, depth: u32) -> Result<(MapSpec, Option<u64>), ElfError> {
        let Shape::Struct { members, .. } = ty.shape() else {
            return Err(self.refuse(ty.to_string(), "a structure whose members say what the map is"));
        };
        let mut map = MapSpec::new(self.name, MapType(0), 0, 0, 0);
        map.kernel_name = kernel_name(self.name);
        let mut values = None;
        for member in members {
            let name = member.name().map_err(Self::error)?;
            match name {
                "type" => map.map_type = MapType(self.number(member)?),
                "max_entries" => map.max_entries = self.number(member)?,
                "map_flags" => map.flags = MapFlags(self.number(member)?),
                "map_extra" => map.extra = self.long(member)?,
                "key_size" => self.size(&mut map.key_size, self.number(member)?, "key_size")?,
                "value_size" => self.size(&mut map.value_size, self.number(member)?, "value_size")?,
                "key" => {
                    let (id, size) = self.pointed(member)?;
                    self.size(&mut map.key_size, size, "key")?;
                    map.key_type = Some(id);
                }
                "value" => {
                    let (id, size) = self.pointed(member)?;
                    self.size(&mut map.value_size, size, "value")?;
                    map.value_type = Some(id);
                }
                "pinning" => {
                    map.pinning = match self.number(member)? {
                        0 => Pinning::None,
                        1 => Pinning::ByName,
                        other => {
                            let found = format!("pinning {other}");
                            return Err(self.refuse(found, "0 for none or 1 for one by name"));
                        }
                    };
                }
                "values" => {
                    self.values(&mut map, member, depth)?;
                    values = Some(u64::from(member.bit_offset() / 8));
                }
                other => {
                    let expected = "type, max_entries, map_flags, map_extra, key, key_size, value, value_size, \
                                    pinning or values";
                    return Err(self.refuse(format!("the member `{other}`"), expected));
                }
            }
        }
        if map.map_type == MapType(0) {
            return Err(self.refuse("no member `type`", "one"));
        }
        Ok((map, values))
    }

    /// A size that may be said twice, if it is the same.
    fn size(&self, place: &mut u32, size: u32, what: &str) -> Result<(), ElfError> {
        if *place != 0 && *place != size {
            let found = format!("{what} of {size} bytes and, elsewhere, {place}");
            return Err(self.refuse(found, "the same in both"));
        }
        *place = size;
        Ok(())
    }

    /// A number of at most 32 bits.
    fn number(&self, member: Member<'_>) -> Result<u32, ElfError> {
        let long = self.long(member)?;
        u32::try_from(long)
            .map_err(|_| self.refuse(format!("the member {member:?} of {long}"), "32 bits at most"))
    }

    /// A number: a pointer to an array of so many elements, or to an enumeration whose value it is.
    fn long(&self, member: Member<'_>) -> Result<u64, ElfError> {
        let found =
            || self.refuse(format!("the member {member:?}"), "a pointer to an array or an enumeration");
        let ty = member.ty().and_then(|ty| ty.resolve()).map_err(Self::error)?;
        let shape = match ty.shape() {
            Shape::Ptr { to } => self.types.resolve(to).map_err(Self::error)?.shape(),
            // So libbpf's `__ulong` says what has more than 32 bits.
            shape @ (Shape::Enum { .. } | Shape::Enum64 { .. }) => shape,
            _ => return Err(found()),
        };
        match shape {
            Shape::Array(array) => Ok(array.count.into()),
            Shape::Enum { values, .. } | Shape::Enum64 { values, .. } => {
                let value = values.into_iter().next().map(|value| value.value());
                value.and_then(|value| u64::try_from(value).ok()).ok_or_else(found)
            }
            _ => Err(found()),
        }
    }

    /// What a member points to, and its size.
    fn pointed(&self, member: Member<'_>) -> Result<(TypeId, u32), ElfError> {
        let ty = member.ty().and_then(|ty| ty.resolve()).map_err(Self::error)?;
        let Shape::Ptr { to } = ty.shape() else {
            return Err(self.refuse(format!("the member {member:?}"), "a pointer to the type"));
        };
        let size = self.types.size_of(to).map_err(Self::error)?;
        let size = u32::try_from(size).ok().filter(|size| *size > 0);
        Ok((to, size.ok_or_else(|| self.refuse("a key or a value without a size", "at least a byte"))?))
    }

    /// What the maps in a map are like, or that programs are in it.
    fn values(&self, map: &mut MapSpec, member: Member<'_>, depth: u32) -> Result<(), ElfError> {
        let wrong =
            || self.refuse("other `values`", "an array of pointers to maps or to functions, at its end");
        let ty = member.ty().and_then(|ty| ty.resolve()).map_err(Self::error)?;
        let Shape::Array(array) = ty.shape() else { return Err(wrong()) };
        let Shape::Ptr { to } = self.types.resolve(array.element).map_err(Self::error)?.shape() else {
            return Err(wrong());
        };
        self.size(&mut map.value_size, 4, "values")?;
        let value = self.types.resolve(to).map_err(Self::error)?;
        match (map.map_type, value.shape()) {
            (MapType::ARRAY_OF_MAPS | MapType::HASH_OF_MAPS, Shape::Struct { .. }) if depth > 0 => {
                let (mut inner, _) = self.read(value, depth - 1)?;
                inner.name = Name::from(format!("{}.inner", self.name));
                inner.kernel_name = kernel_name(&inner.name);
                map.inner = Some(Box::new(inner));
                Ok(())
            }
            (MapType::PROG_ARRAY, Shape::FuncProto(_)) => Ok(()),
            _ => Err(wrong()),
        }
    }
}

/// The bytes of a row that all such maps have: type, key size, value size, number of entries, flags.
const ROW: usize = 20;

/// The maps that are rows of numbers in `maps`. Where they are is put into `places`.
pub(super) fn legacy(file: &File<'_>, allowed: bool, places: &mut Places) -> Result<Vec<MapSpec>, ElfError> {
    let Some((number, section)) = file.section(LEGACY) else { return Ok(Vec::new()) };
    let symbols: Vec<_> = file
        .symbols
        .iter()
        .filter(|symbol| symbol.section == Some(number) && symbol.kind != SymbolKind::Section)
        .collect();
    if !allowed && !symbols.is_empty() {
        let expected = "maps declared by types in `.maps`, or to be told to read such rows (legacy maps)";
        return Err(ElfError::of(LEGACY, "maps that are rows of numbers without types", expected));
    }
    let mut maps = Vec::with_capacity(symbols.len());
    for symbol in symbols {
        let refuse = |found: String, expected: &str| ElfError::at(LEGACY, symbol.value, found, expected);
        let range = usize::try_from(symbol.value).ok().zip(usize::try_from(symbol.size).ok());
        let row = range.and_then(|(start, size)| section.data.get(start..start.checked_add(size)?));
        let Some((numbers, rest)) = row.and_then(|row| row.split_first_chunk::<ROW>()) else {
            let found = format!("`{}` of {} bytes", symbol.name, symbol.size);
            return Err(refuse(found, "a row of at least 20"));
        };
        if rest.iter().any(|byte| *byte != 0) {
            let found = format!("more than five numbers in `{}`", symbol.name);
            return Err(refuse(found, "zeros after type, key size, value size, number of entries and flags"));
        }
        let mut numbers = numbers.as_chunks::<4>().0.iter().map(|bytes| file.u32(*bytes));
        let mut next = || numbers.next().unwrap_or(0);
        let (map_type, key_size, value_size, max_entries) = (MapType(next()), next(), next(), next());
        if map_type == MapType(0) {
            return Err(refuse(format!("`{}` of type 0", symbol.name), "the type of a map"));
        }
        let mut map = MapSpec::new(symbol.name, map_type, key_size, value_size, max_entries);
        map.flags = MapFlags(next());
        map.kernel_name = kernel_name(symbol.name);
        places.maps.insert((number, symbol.value), map.name.clone());
        maps.push(map);
    }
    Ok(maps)
}
