//! Data sections: those of one name become one, and with them the values of the kernel's configuration.

use super::error::ObjectLinkError;
use super::symbols::{Defined, Symbols};
use super::types::LinkedTypes;
use super::{Input, is_data};
use crate::{Binding, Contents, MapSpec, VariableSpec};
use skep_isa::Name;
use std::collections::HashMap;

/// Where each object's part begins: no variable is aligned to more than a line of the processor's memory.
const ALIGN: u32 = 64;
/// Where each value of the configuration begins.
const CONFIGURATION_ALIGN: u32 = 8;

/// The sections of all objects.
pub(super) struct Sections {
    sections: Vec<Section>,
    /// The values of the configuration: by object and place, the place now.
    configuration: HashMap<(usize, u32), u32>,
    /// Of each object, the variables that give way: by section, place and size, with the name.
    given_way: HashMap<usize, Vec<(Name, u32, u32, Name)>>,
}

/// A section of the whole. Its variables have the types of their objects until it is finished.
struct Section {
    map: MapSpec,
    value: Vec<u8>,
    starts: HashMap<usize, u32>,
    /// The object that each variable is from.
    from: Vec<usize>,
}

impl Sections {
    pub(super) fn of(inputs: &[Input<'_>], symbols: &Symbols<'_>) -> Result<Self, ObjectLinkError> {
        let mut sections =
            Self { sections: Vec::new(), configuration: HashMap::new(), given_way: HashMap::new() };
        for (object, input) in inputs.iter().enumerate() {
            for map in input.spec.maps.iter().filter(|map| is_data(map)) {
                sections.add(inputs, object, map, symbols)?;
            }
        }
        for (object, input) in inputs.iter().enumerate() {
            for map in input.spec.maps.iter().filter(|map| map.contents == Contents::Configuration) {
                sections.configure(inputs, object, map)?;
            }
        }
        Ok(sections)
    }

    fn add(
        &mut self,
        inputs: &[Input<'_>],
        object: usize,
        map: &MapSpec,
        symbols: &Symbols<'_>,
    ) -> Result<(), ObjectLinkError> {
        let number = self.sections.iter().position(|section| section.map.name == map.name);
        let number = number.unwrap_or_else(|| {
            let empty = MapSpec {
                value_size: 0,
                value_type: None,
                contents: Contents::Empty,
                variables: Vec::new(),
                ..map.clone()
            };
            self.sections.push(Section {
                map: empty,
                value: Vec::new(),
                starts: HashMap::new(),
                from: Vec::new(),
            });
            self.sections.len() - 1
        });
        let section = &mut self.sections[number];
        let first = section.starts.keys().min().map_or(object, |first| *first);
        let refuse = |found: String, expected: &str| {
            let objects = [inputs[first].name, inputs[object].name];
            Err(ObjectLinkError::of(&objects, format!("the section `{}`", map.name), found, expected))
        };
        let as_whole = MapSpec {
            value_size: section.map.value_size,
            value_type: None,
            contents: section.map.contents.clone(),
            variables: section.map.variables.clone(),
            ..map.clone()
        };
        if as_whole != section.map {
            return refuse("a section that is not as the other".to_owned(), "the same flags in both");
        }
        let start = section.map.value_size.checked_next_multiple_of(ALIGN);
        let end = start.and_then(|start| start.checked_add(map.value_size));
        let (Some(start), Some(end)) = (start, end.filter(|end| i32::try_from(*end).is_ok())) else {
            return refuse("more than 2 GiB".to_owned(), "less, the most that a map's value has");
        };
        section.map.value_size = end;
        section.starts.insert(object, start);
        if let Contents::Value(value) = &map.contents {
            section.value.resize(start as usize, 0);
            section.value.extend(&**value);
        }
        for variable in &map.variables {
            if symbols.gives_way(object, &variable.name, variable.binding) {
                let given_way = self.given_way.entry(object).or_default();
                given_way.push((map.name.clone(), variable.offset, variable.size, variable.name.clone()));
                continue;
            }
            section.map.variables.push(VariableSpec { offset: start + variable.offset, ..variable.clone() });
            section.from.push(object);
        }
        Ok(())
    }

    /// Adds an object's values of the configuration.
    fn configure(
        &mut self,
        inputs: &[Input<'_>],
        object: usize,
        map: &MapSpec,
    ) -> Result<(), ObjectLinkError> {
        let number = self.sections.iter().position(|section| section.map.contents == Contents::Configuration);
        let number = number.unwrap_or_else(|| {
            let empty = MapSpec { value_size: 0, value_type: None, variables: Vec::new(), ..map.clone() };
            self.sections.push(Section {
                map: empty,
                value: Vec::new(),
                starts: HashMap::new(),
                from: Vec::new(),
            });
            self.sections.len() - 1
        });
        let Section { map: whole, from, .. } = &mut self.sections[number];
        for variable in &map.variables {
            let there = whole.variables.iter().position(|other| other.name == variable.name);
            let offset = match there {
                Some(there) => {
                    let other = &mut whole.variables[there];
                    if other.size != variable.size {
                        let objects = [inputs[from[there]].name, inputs[object].name];
                        let part = format!("`{}` of the kernel's configuration", variable.name);
                        let found = format!("{} bytes and, in the other, {}", other.size, variable.size);
                        return Err(ObjectLinkError::of(&objects, part, found, "the same size in both"));
                    }
                    if variable.binding == Binding::Global {
                        other.binding = Binding::Global;
                    }
                    other.offset
                }
                None => {
                    let offset = whole.value_size.checked_next_multiple_of(CONFIGURATION_ALIGN);
                    let end = offset.and_then(|offset| offset.checked_add(variable.size));
                    let (Some(offset), Some(end)) = (offset, end) else {
                        let part = "the kernel's configuration";
                        return Err(ObjectLinkError::of(&[inputs[object].name], part, "4 GiB", "less"));
                    };
                    whole.value_size = end;
                    whole.variables.push(VariableSpec { offset, ..variable.clone() });
                    from.push(object);
                    offset
                }
            };
            self.configuration.insert((object, variable.offset), offset);
        }
        Ok(())
    }

    /// Where an object's part of a section begins.
    pub(super) fn start(&self, object: usize, section: &str) -> Option<u32> {
        let section = self.sections.iter().find(|other| &*other.map.name == section)?;
        section.starts.get(&object).copied()
    }

    /// Where a byte of an object's section is now: the section, and the place in it.
    pub(super) fn place<'p>(
        &'p self,
        object: usize,
        section: &'p Name,
        offset: u32,
        symbols: &Symbols<'p>,
    ) -> Option<(&'p Name, u32)> {
        let whole = self.sections.iter().find(|other| other.map.name == *section)?;
        if whole.map.contents == Contents::Configuration {
            return Some((section, *self.configuration.get(&(object, offset))?));
        }
        let given_way = self.given_way.get(&object).map_or(&[][..], Vec::as_slice);
        let other = given_way.iter().find(|(other, start, size, _)| {
            other == section && offset.checked_sub(*start).is_some_and(|inside| inside < *size)
        });
        if let Some((_, start, _, name)) = other {
            let definition = symbols.get(name)?;
            let Defined::Variable { section, offset: place, .. } = definition.what else { return None };
            let begin = self.start(definition.object, section)?;
            return Some((section, begin.checked_add(place)?.checked_add(offset - start)?));
        }
        let place = self.start(object, section)?.checked_add(offset)?;
        i32::try_from(place).ok().map(|_| (section, place))
    }

    /// The variables of all sections, with the object that each is from.
    pub(super) fn variables(&self) -> impl Iterator<Item = (&MapSpec, usize, &VariableSpec)> {
        self.sections.iter().flat_map(|section| {
            let variables = section.map.variables.iter().zip(&section.from);
            variables.map(|(variable, object)| (&section.map, *object, variable))
        })
    }

    /// The sections as maps.
    pub(super) fn finish(self, types: &LinkedTypes) -> Vec<MapSpec> {
        let finished = self.sections.into_iter().map(|section| {
            let Section { mut map, mut value, from, .. } = section;
            for (variable, object) in map.variables.iter_mut().zip(from) {
                variable.type_id = types.get(object, variable.type_id);
            }
            map.value_type = types.section(&map.name);
            if !value.is_empty() {
                value.resize(map.value_size as usize, 0);
                map.contents = Contents::Value(value.into());
            }
            map
        });
        finished.collect()
    }
}
