//! Maps whose types are known only when a program runs: keys and values as bytes, and as text by their BTF types.

use super::entries::Walk;
use super::{FromMap, Map};
use crate::{Error, Operation, Result};
use skep_btf::{Btf, TypeId};
use skep_uapi::{MapType, UpdateFlags};
use std::sync::Arc;

/// A map by the types that the kernel has of it, or that are given: for tools. Cloning it is cheap.
#[derive(Clone, Debug)]
pub struct DynamicMap {
    map: Map,
    types: Option<Arc<Btf<'static>>>,
    key: Option<TypeId>,
    value: Option<TypeId>,
    /// The bytes of a value as a command takes it.
    value_length: usize,
    /// How many parts a value has, one for each CPU, if it has some.
    parts: Option<usize>,
}

impl DynamicMap {
    /// A map with the types that it was made with, if it was made with some. To read those needs `CAP_SYS_ADMIN`.
    ///
    /// # Errors
    /// If this process may not read its types, or they are damaged.
    pub fn new(map: Map) -> Result<Self> {
        let info = map.info();
        let (types, key, value) = (info.btf_id, info.key_type, info.value_type);
        let types = (types != 0).then(|| map.object.kernel.types_by_id(types)).transpose()?;
        Self::of(map, types.map(Arc::new), (key, value))
    }

    /// A map with types that are given.
    ///
    /// # Errors
    /// If the types do not have the sizes of the map's keys and values.
    pub fn with_types(map: Map, types: Arc<Btf<'static>>, key: TypeId, value: TypeId) -> Result<Self> {
        for (field, of, size) in
            [("key_size", key, map.info().key_size), ("value_size", value, map.info().value_size)]
        {
            let found =
                types.size_of(of).map_err(|error| Error::other(Operation::Check, map.name(), error))?;
            if found != size.into() {
                let problem = format!("{field} is {size}; the type has {found} bytes");
                return Err(Error::invalid(Operation::Check, map.name(), problem));
            }
        }
        Self::of(map, Some(types), (key.number(), value.number()))
    }

    /// How many parts a map's values have, one for each CPU, if they have some.
    fn parts_of(map: &Map) -> Result<Option<usize>> {
        const PER_CPU: [MapType; 4] = [
            MapType::PERCPU_ARRAY,
            MapType::PERCPU_HASH,
            MapType::LRU_PERCPU_HASH,
            MapType::PERCPU_CGROUP_STORAGE,
        ];
        let parts = PER_CPU.contains(&map.info().map_type).then(|| map.possible_cpus());
        Ok(parts.transpose()?.map(|cpus| cpus as usize))
    }

    /// The bytes of a map's value as a command takes it.
    pub(super) fn value_length_of(map: &Map) -> Result<usize> {
        let size = map.info().value_size as usize;
        Ok(match Self::parts_of(map)? {
            Some(parts) => size.next_multiple_of(8).saturating_mul(parts),
            None => size,
        })
    }

    fn of(map: Map, types: Option<Arc<Btf<'static>>>, (key, value): (u32, u32)) -> Result<Self> {
        let (parts, value_length) = (Self::parts_of(&map)?, Self::value_length_of(&map)?);
        let number = |id: u32| (id != 0 && types.is_some()).then(|| TypeId::new(id));
        Ok(Self { key: number(key), value: number(value), map, types, value_length, parts })
    }

    /// The map, untyped.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// The types, and those of a key and a value among them, as far as they are known.
    pub fn types(&self) -> (Option<&Btf<'static>>, Option<TypeId>, Option<TypeId>) {
        (self.types.as_deref(), self.key, self.value)
    }

    /// A key as text: by its type if that is known, otherwise its bytes in hexadecimal.
    pub fn show_key(&self, key: &[u8]) -> String {
        self.show(self.key, key)
    }

    /// A value as text: by its type if that is known, otherwise its bytes in hexadecimal. One with a part for each CPU is a list.
    pub fn show_value(&self, value: &[u8]) -> String {
        let size = self.map.info().value_size as usize;
        if self.parts.is_none() {
            return self.show(self.value, value);
        }
        let parts = value.chunks(size.next_multiple_of(8).max(1));
        let parts: Vec<String> =
            parts.map(|part| self.show(self.value, part.get(..size).unwrap_or(part))).collect();
        format!("[{}]", parts.join(", "))
    }

    fn show(&self, of: Option<TypeId>, bytes: &[u8]) -> String {
        let typed = self.types.as_deref().zip(of);
        typed.and_then(|(types, of)| types.format_value(of, bytes).ok()).unwrap_or_else(|| hexadecimal(bytes))
    }

    /// The bytes of a key from its text: as [`show_key`](Self::show_key) has it.
    ///
    /// # Errors
    /// If the text is not that of a key, with the place and what was expected there.
    pub fn read_key(&self, text: &str) -> Result<Vec<u8>> {
        self.read(self.key, text, self.map.info().key_size)
    }

    /// The bytes of a value from its text. If a value has a part for each CPU, each has this value.
    ///
    /// # Errors
    /// If the text is not that of a value, with the place and what was expected there.
    pub fn read_value(&self, text: &str) -> Result<Vec<u8>> {
        let mut part = self.read(self.value, text, self.map.info().value_size)?;
        if let Some(parts) = self.parts {
            part.resize(part.len().next_multiple_of(8), 0);
            part = part.repeat(parts);
        }
        Ok(part)
    }

    fn read(&self, of: Option<TypeId>, text: &str, size: u32) -> Result<Vec<u8>> {
        if let (Some(types), Some(of)) = (self.types.as_deref(), of) {
            return types
                .parse_value(of, text)
                .map_err(|error| Error::invalid(Operation::Check, self.map.name(), error.to_string()));
        }
        let bytes: Option<Vec<u8>> = text
            .split_whitespace()
            .map(|byte| match byte.len() {
                1 | 2 if !byte.starts_with('+') => u8::from_str_radix(byte, 16).ok(),
                _ => None,
            })
            .collect();
        bytes.filter(|bytes| bytes.len() == size as usize).ok_or_else(|| {
            let problem = format!(
                "`{text}` is not {size} bytes in hexadecimal with spaces between; the map has no types, so nothing else is known of it"
            );
            Error::invalid(Operation::Check, self.map.name(), problem)
        })
    }

    /// The value of a key, if there is one.
    ///
    /// # Errors
    /// If the key has another size, or the kernel refuses.
    pub fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        let mut value = vec![0; self.value_length];
        Ok(self.map.look_up(key, &mut value)?.then_some(value))
    }

    /// Sets the value of a key.
    ///
    /// # Errors
    /// If key or value have another size, or the kernel refuses.
    pub fn insert(&self, key: &[u8], value: &[u8], flags: UpdateFlags) -> Result<()> {
        self.map.update(key, value, flags)
    }

    /// Removes a key; returns whether it was there.
    ///
    /// # Errors
    /// If the key has another size, or the kernel refuses.
    pub fn remove(&self, key: &[u8]) -> Result<bool> {
        self.map.delete(key)
    }

    /// Visits all entries, each once. This is no snapshot.
    ///
    /// # Errors
    /// If the kernel refuses to go through the map; the first error of a visit.
    pub fn for_each<E: From<Error>>(
        &self,
        mut visit: impl FnMut(&[u8], &[u8]) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let mut walk = Walk::new(&self.map, self.value_length);
        while let Some((key, value)) = walk.next()? {
            visit(key, value)?;
        }
        Ok(())
    }
}

impl FromMap for DynamicMap {
    fn from_map(map: Map) -> Result<Self> {
        Self::new(map)
    }

    fn as_map(&self) -> &Map {
        &self.map
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let bytes: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    bytes.join(" ")
}
