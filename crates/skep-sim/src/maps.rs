//! Maps: what they have in common, and which kinds there are.

mod array;
mod hash;
mod ring;

pub(crate) use ring::Ring;

use crate::objects::Table;
use crate::settings::Settings;
use array::Array;
use hash::Hash;
use skep_memory::RingProducer;
use skep_uapi::kernel::{MapCreate, MapInfo};
use skep_uapi::{Capability, Errno, MapFlags, MapType, Result, UpdateFlags};
use skep_vm::{Memory, RegionId};
use std::collections::HashMap;

/// The most bytes of values that a map may have here. What does not fit is answered with `ENOMEM`.
const MAX_BYTES: u64 = 1 << 30;

/// The limit on a hash map's key and value together (`KMALLOC_MAX_SIZE` less the size of `struct htab_elem`, 4 MiB less
/// 48 bytes, in `htab_map_alloc_check`, `kernel/bpf/hashtab.c`).
const MAX_HASH_ELEMENT: u64 = (4 << 20) - 48;

/// The limit on a hash map's buckets (`U32_MAX / sizeof(struct bucket)` in `htab_map_alloc`, same file).
const MAX_HASH_BUCKETS: u64 = u32::MAX as u64 / 16;

/// All maps, and which of them an address in a program means.
#[derive(Debug, Default)]
pub(crate) struct Maps {
    pub(crate) table: Table<Map>,
    by_region: HashMap<RegionId, u32>,
}

/// A map.
#[derive(Debug)]
pub(crate) struct Map {
    info: MapInfo,
    /// The region that stands for the map itself: its address is what a program loads to name the map.
    region: RegionId,
    pub(crate) kind: MapKind,
}

/// What a map does.
#[derive(Debug)]
pub(crate) enum MapKind {
    Hash(Hash),
    Array(Array),
    Ring(Ring),
}

/// Checks what the kernel checks before it asks who the caller is (the `map_alloc_check` of each map type).
///
/// Flags that the kernel knows and this one does not act on are `EINVAL` here as well: read-only and write-only maps,
/// memory-mapped arrays, NUMA nodes.
pub(crate) fn check_early(request: &MapCreate<'_>, settings: &Settings) -> Result<()> {
    let MapCreate { key_size, value_size, max_entries, flags, .. } = *request;
    match request.map_type {
        MapType::HASH => {
            let system_admin = settings.capabilities.contains(Capability::SYS_ADMIN);
            if flags.contains(MapFlags::ZERO_SEED) && !system_admin {
                return Err(Errno::EPERM);
            }
            let known = MapFlags::NO_PREALLOC | MapFlags::ZERO_SEED;
            if flags.0 & !known.0 != 0 || key_size == 0 || value_size == 0 || max_entries == 0 {
                return Err(Errno::EINVAL);
            }
            if u64::from(key_size) + u64::from(value_size) >= MAX_HASH_ELEMENT {
                return Err(Errno::E2BIG);
            }
            Ok(())
        }
        MapType::ARRAY => {
            if !flags.is_empty() || key_size != 4 || value_size == 0 || max_entries == 0 {
                return Err(Errno::EINVAL);
            }
            if value_size > i32::MAX.unsigned_abs() { Err(Errno::E2BIG) } else { Ok(()) }
        }
        // The ring buffer has no such check of its own; all else is not there.
        MapType::RINGBUF => Ok(()),
        _ => Err(Errno::EINVAL),
    }
}

/// Whether the kernel takes this as the name of a map or a program (`bpf_obj_name_cpy`, `kernel/bpf/syscall.c`).
pub(crate) fn is_object_name(name: &str) -> bool {
    name.len() < 16 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.')
}

impl Maps {
    /// Makes a map that passed [`check_early`]; gives its number, with one holder.
    pub(crate) fn create(
        &mut self,
        request: &MapCreate<'_>,
        page_size: usize,
        memory: &mut Memory,
    ) -> Result<u32> {
        if !is_object_name(request.name) {
            return Err(Errno::EINVAL);
        }
        let MapCreate { key_size, value_size, max_entries, .. } = *request;
        let label = if request.name.is_empty() { "without a name" } else { request.name };
        let kind = match request.map_type {
            MapType::HASH => {
                let buckets = u64::from(max_entries).next_power_of_two();
                if buckets > MAX_HASH_BUCKETS {
                    return Err(Errno::E2BIG);
                }
                // One more than there are entries: an overwritten value is put at a new place.
                let values = add_values(memory, label, value_size, u64::from(max_entries) + 1)?;
                MapKind::Hash(Hash::new(values, max_entries))
            }
            MapType::ARRAY => {
                let values = add_values(memory, label, value_size, max_entries.into())?;
                memory.grow_elements(values, length(max_entries));
                MapKind::Array(Array { values, max_entries })
            }
            MapType::RINGBUF => {
                let size = length(max_entries);
                let is_size = size.is_power_of_two() && size.is_multiple_of(page_size);
                if !request.flags.is_empty() || key_size != 0 || value_size != 0 || !is_size {
                    return Err(Errno::EINVAL);
                }
                if u64::from(max_entries) > MAX_BYTES {
                    return Err(Errno::ENOMEM);
                }
                let producer = RingProducer::allocate(page_size, size).map_err(|_| Errno::ENOMEM)?;
                MapKind::Ring(Ring::new(producer))
            }
            _ => return Err(Errno::EINVAL),
        };
        let region = match memory.add_opaque(format!("map {label}")) {
            Ok(region) => region,
            Err(_) => {
                kind.forget(memory);
                return Err(Errno::ENOMEM);
            }
        };
        let info = MapInfo {
            map_type: request.map_type,
            id: 0,
            name: request.name.to_owned(),
            key_size,
            value_size,
            max_entries,
            flags: request.flags,
        };
        let id = self.table.insert(Map { info, region, kind });
        if let Some(map) = self.table.get_mut(id) {
            map.info.id = id;
        }
        self.by_region.insert(region, id);
        Ok(id)
    }

    /// Gives back what a map that ended had of memory.
    pub(crate) fn forget(&mut self, map: Map, memory: &mut Memory) {
        self.by_region.remove(&map.region);
        memory.remove(map.region);
        map.kind.forget(memory);
    }

    pub(crate) fn get(&self, id: u32) -> Result<&Map> {
        self.table.get(id).ok_or(Errno::EBADF)
    }

    pub(crate) fn get_mut(&mut self, id: u32) -> Result<&mut Map> {
        self.table.get_mut(id).ok_or(Errno::EBADF)
    }

    /// The map that an address in a program names.
    pub(crate) fn at_address(&self, address: u64, memory: &Memory) -> Option<u32> {
        match memory.locate(address)? {
            (region, 0) => self.by_region.get(&region).copied(),
            _ => None,
        }
    }
}

fn add_values(memory: &mut Memory, label: &str, size: u32, capacity: u64) -> Result<RegionId> {
    if u64::from(size).next_multiple_of(8).saturating_mul(capacity) > MAX_BYTES {
        return Err(Errno::ENOMEM);
    }
    let capacity = usize::try_from(capacity).map_err(|_| Errno::ENOMEM)?;
    let name = format!("a value of map {label}");
    memory.add_elements(name, length(size), capacity).map_err(|_| Errno::ENOMEM)
}

/// A `u32` as a length in memory. (There is no target where it is wider than a `usize`.)
pub(crate) fn length(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

impl MapKind {
    fn forget(self, memory: &mut Memory) {
        match self {
            Self::Hash(hash) => drop(memory.remove(hash.values())),
            Self::Array(array) => drop(memory.remove(array.values)),
            Self::Ring(_) => {}
        }
    }
}

impl Map {
    pub(crate) fn info(&self) -> &MapInfo {
        &self.info
    }

    /// The address that names the map in a program.
    pub(crate) fn address(&self, memory: &Memory) -> u64 {
        memory.address(self.region, 0)
    }

    /// How the map is named in messages.
    pub(crate) fn label(&self) -> String {
        match &*self.info.name {
            "" => format!("map {}", self.info.id),
            name => format!("map {name}"),
        }
    }

    pub(crate) fn check_key(&self, key: &[u8]) -> Result<()> {
        if key.len() == length(self.info.key_size) { Ok(()) } else { Err(Errno::EINVAL) }
    }

    pub(crate) fn check_value(&self, value: &[u8]) -> Result<()> {
        if value.len() == length(self.info.value_size) { Ok(()) } else { Err(Errno::EINVAL) }
    }

    /// Where the value of a key is: the region and the index of its element. `ENOENT` if there is none.
    fn find(&self, key: &[u8]) -> Result<(RegionId, usize)> {
        match &self.kind {
            MapKind::Hash(hash) => hash.find(key).ok_or(Errno::ENOENT),
            MapKind::Array(array) => array.find(key).ok_or(Errno::ENOENT),
            MapKind::Ring(_) => Err(Errno::ENOTSUPP),
        }
    }

    /// The value of a key, which has the map's length.
    pub(crate) fn lookup<'m>(&self, key: &[u8], memory: &'m Memory) -> Result<&'m [u8]> {
        let (values, index) = self.find(key)?;
        memory.element(values, index).ok_or(Errno::ENOENT)
    }

    /// The address of the value of a key, which has the map's length.
    pub(crate) fn value_address(&self, key: &[u8], memory: &Memory) -> Result<u64> {
        let (values, index) = self.find(key)?;
        memory.element_address(values, index).ok_or(Errno::ENOENT)
    }

    /// Sets the value of a key; both have the map's lengths.
    pub(crate) fn update(
        &mut self,
        key: &[u8],
        value: &[u8],
        flags: UpdateFlags,
        memory: &mut Memory,
    ) -> Result<()> {
        match &mut self.kind {
            MapKind::Hash(hash) => hash.update(key, value, flags, memory),
            MapKind::Array(array) => array.update(key, value, flags, memory),
            MapKind::Ring(_) => Err(Errno::ENOTSUPP),
        }
    }

    /// Removes a key, which has the map's length.
    pub(crate) fn delete(&mut self, key: &[u8]) -> Result<()> {
        match &mut self.kind {
            MapKind::Hash(hash) => hash.delete(key),
            MapKind::Array(_) => Err(Errno::EINVAL),
            MapKind::Ring(_) => Err(Errno::ENOTSUPP),
        }
    }

    /// Copies the value of a key and removes it; both have the map's lengths. (`map_lookup_and_delete_elem`,
    /// `kernel/bpf/syscall.c`: arrays cannot.)
    pub(crate) fn take(&mut self, key: &[u8], value: &mut [u8], memory: &Memory) -> Result<()> {
        match &self.kind {
            MapKind::Hash(_) => {
                value.copy_from_slice(self.lookup(key, memory)?);
                self.delete(key)
            }
            MapKind::Array(_) | MapKind::Ring(_) => Err(Errno::ENOTSUPP),
        }
    }

    /// Writes the key after this one, or the first. Both have the map's length.
    pub(crate) fn next_key(&self, previous: Option<&[u8]>, next: &mut [u8]) -> Result<()> {
        match &self.kind {
            MapKind::Hash(hash) => hash.next_key(previous, next),
            MapKind::Array(array) => array.next_key(previous, next),
            MapKind::Ring(_) => Err(Errno::ENOTSUPP),
        }
    }
}

/// Whether an update with these flags may go on, given whether the key is there: the rule of every map with keys. Flags
/// beyond the two are only for maps that are not simulated.
fn check_update(flags: UpdateFlags, there: bool) -> Result<()> {
    match flags {
        UpdateFlags::NOEXIST if there => Err(Errno::EEXIST),
        UpdateFlags::EXIST if !there => Err(Errno::ENOENT),
        _ => Ok(()),
    }
}

/// `EINVAL` for flags that are neither none nor one of the two.
fn check_update_flags(flags: UpdateFlags) -> Result<()> {
    if flags.0 > UpdateFlags::EXIST.0 { Err(Errno::EINVAL) } else { Ok(()) }
}
