//! The licence, the version, and the data sections with their variables.

use super::container::{Bytes, Flags, SectionNumber, Symbol, SymbolKind, in_order};
use super::error::WriteError;
use super::{MapPlace, Writer};
use crate::elf::data::{self, Data};
use crate::elf::{LICENSE, VERSION, kernel_name};
use crate::{Binding, Contents, MapSpec};
use skep_btf::{Kind, Linkage, Shape};
use skep_uapi::{MapFlags, MapType};

impl Writer<'_> {
    /// The licence and the version.
    pub(super) fn texts(&mut self) -> Result<(), WriteError> {
        let spec = self.spec;
        if spec.license.contains('\0') || spec.license.is_empty() && !spec.programs.is_empty() {
            let found = format!("{:?}", spec.license);
            return Err(WriteError::of("the licence", found, "a name without zero bytes"));
        }
        if !spec.license.is_empty() {
            let mut text = spec.license.clone().into_bytes();
            match self.sized(LICENSE).map(|size| size as usize).filter(|size| *size >= text.len()) {
                Some(size) => text.resize(size, 0),
                None => text.push(0),
            }
            let section = self.add_section(LICENSE, Flags::Data, 1, Bytes::Some(text))?;
            self.variables_of(LICENSE, section);
        }
        if let Some(version) = spec.kernel_version {
            let bytes = in_order(version, self.endian).to_vec();
            let section = self.add_section(VERSION, Flags::Data, 4, Bytes::Some(bytes))?;
            self.variables_of(VERSION, section);
        }
        Ok(())
    }

    /// The size that the types say a section has.
    fn sized(&self, name: &str) -> Option<u32> {
        match self.spec.types.as_ref()?.find(Kind::Datasec, name).next()?.shape() {
            // Nothing of that length is a licence.
            Shape::Datasec { size, .. } if size < 4096 => Some(size),
            _ => None,
        }
    }

    /// Symbols of what the types say is in a section.
    fn variables_of(&mut self, name: &str, section: SectionNumber) {
        let Some(types) = &self.spec.types else { return };
        let datasec = types.find(Kind::Datasec, name).next();
        for entry in datasec.and_then(|ty| ty.variables().ok()).into_iter().flatten() {
            // Nobody refers to these: one whose name cannot be read is left out.
            let Ok(variable) = types.type_by_id(entry.variable) else { continue };
            let (Shape::Var { linkage, .. }, Ok(name)) = (variable.shape(), variable.name()) else {
                continue;
            };
            let binding = match linkage {
                Linkage::Extern => continue,
                Linkage::Static => Binding::Local,
                Linkage::Global | Linkage::Other(_) => Binding::Global,
            };
            self.file.add_symbol(Symbol {
                name: name.to_owned(),
                kind: SymbolKind::Object,
                binding,
                hidden: false,
                section: Some(section),
                value: entry.offset.into(),
                size: entry.size.into(),
            });
        }
    }

    /// The data sections, with symbols for their variables.
    pub(super) fn data(&mut self) -> Result<(), WriteError> {
        for map in &self.spec.maps {
            let place = match data::kind(&map.name) {
                _ if map.contents == Contents::Configuration => MapPlace::Configuration(map),
                Some(kind) => {
                    let (flags, bytes) = data_section(map, kind)?;
                    let section = self.add_section(&map.name, flags, 8, bytes)?;
                    for variable in &map.variables {
                        self.file.add_symbol(Symbol {
                            name: variable.name.to_string(),
                            kind: SymbolKind::Object,
                            binding: variable.binding,
                            hidden: false,
                            section: Some(section),
                            value: variable.offset.into(),
                            size: variable.size.into(),
                        });
                    }
                    MapPlace::Data(section)
                }
                None => continue,
            };
            if self.maps.insert(&map.name, place).is_some() {
                return Err(WriteError::of(
                    format!("the map `{}`", map.name),
                    "a second one of this name",
                    "one",
                ));
            }
        }
        Ok(())
    }
}

/// A data section, if the map is one that such a section becomes.
fn data_section(map: &MapSpec, kind: Data) -> Result<(Flags, Bytes), WriteError> {
    let constant = kind == Data::Constant;
    let flags = if constant { MapFlags::MMAPABLE | MapFlags::RDONLY_PROG } else { MapFlags::MMAPABLE };
    let as_sections_are = MapSpec {
        kernel_name: kernel_name(&map.name),
        flags,
        frozen: constant,
        value_type: map.value_type,
        contents: map.contents.clone(),
        variables: map.variables.clone(),
        ..MapSpec::array(map.name.clone(), map.value_size, 1)
    };
    let part = || format!("the map `{}`", map.name);
    if *map != as_sections_are || map.map_type != MapType::ARRAY {
        let found = "a map that is not as a data section becomes one";
        return Err(WriteError::of(part(), found, "an array of one element with the section's flags"));
    }
    let bytes = match &map.contents {
        Contents::Empty if kind == Data::Zeroed => Bytes::Zeros(map.value_size.into()),
        Contents::Empty => Bytes::Some(vec![0; map.value_size as usize]),
        Contents::Value(value) if value.len() == map.value_size as usize => Bytes::Some(value.to_vec()),
        Contents::Value(value) => {
            let expected = format!("{}, the size of the map's value", map.value_size);
            return Err(WriteError::of(part(), format!("{} bytes", value.len()), expected));
        }
        Contents::Slots(_) | Contents::Structure(_) | Contents::Configuration => {
            return Err(WriteError::of(part(), "maps or programs in it", "bytes"));
        }
    };
    Ok((if constant { Flags::Constants } else { Flags::Data }, bytes))
}
