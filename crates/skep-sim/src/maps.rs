//! Maps: what they have in common, and which kinds there are.

mod array;
mod batch;
mod bloom;
mod create;
mod events;
mod hash;
mod outer;
mod programs;
mod queue;
mod receivers;
mod ring;
mod stacks;
mod storage;
mod trie;
mod usage;
mod user_ring;
mod values;

pub(crate) use create::check_early;
pub(crate) use events::{Events, OutputEvent};
pub(crate) use outer::Outer;
pub(crate) use programs::{ProgramArray, ProgramKind};
pub(crate) use queue::Queue;
pub use receivers::Receiver;
pub(crate) use receivers::{Receivers, Wanted};
pub(crate) use ring::Ring;
pub(crate) use stacks::{Stacks, USER as USER_STACK};
pub(crate) use storage::Storage;
pub(crate) use user_ring::UserRing;
pub(crate) use values::Caller;

use crate::objects::{ObjectId, Table};
use crate::settings::Settings;
use array::Array;
use bloom::Bloom;
use hash::Hash;
use skep_uapi::kernel::{MapCreate, MapInfo};
use skep_uapi::{Errno, MapFlags, MapType, Result, UpdateFlags};
use skep_vm::{Memory, RegionId};
use std::collections::HashMap;
use trie::Trie;
use values::Values;

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
    /// How many of its holders are handles and pins. A map of objects lets go of them when there are none any more.
    pub(crate) users: usize,
    /// Whether processes may not change it any more.
    frozen: bool,
}

/// What a map does.
#[derive(Debug)]
pub(crate) enum MapKind {
    Hash(Hash),
    Array(Array),
    Trie(Trie),
    Queue(Queue),
    Programs(ProgramArray),
    Events(Events),
    Ring(Ring),
    UserRing(UserRing),
    Outer(Outer),
    Bloom(Bloom),
    Stacks(Stacks),
    Receivers(Receivers),
    Storage(Storage),
}

/// Whether the kernel takes this as the name of a map or a program (`bpf_obj_name_cpy`, `kernel/bpf/syscall.c`).
pub(crate) fn is_object_name(name: &str) -> bool {
    name.len() < 16 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.')
}

impl Maps {
    /// How often the producer of a user ring was woken since programs had drained it.
    pub(crate) fn drains(&self, id: u32) -> u64 {
        match self.get(id).map(|map| &map.kind) {
            Ok(MapKind::UserRing(ring)) => ring.wakes,
            _ => 0,
        }
    }

    /// Makes a map that passed [`check_early`]; gives its number, with one holder. `inner` is a map like those that are to
    /// be in it.
    pub(crate) fn create(
        &mut self,
        request: &MapCreate<'_>,
        inner: Option<u32>,
        settings: &Settings,
        memory: &mut Memory,
    ) -> Result<u32> {
        if !is_object_name(request.name) {
            return Err(Errno::EINVAL);
        }
        let label = if request.name.is_empty() { "without a name" } else { request.name };
        let template = inner.map(|inner| self.get(inner)).transpose()?.map(|map| map.info.clone());
        let (kind, max_entries) = create::kind(request, template.as_ref(), label, settings, memory)?;
        let region = match memory.add_opaque(format!("map {label}")) {
            Ok(region) => region,
            Err(_) => {
                kind.forget(memory);
                return Err(Errno::ENOMEM);
            }
        };
        let MapCreate { map_type, key_size, value_size, flags, extra, .. } = *request;
        let name = request.name.to_owned();
        let info = MapInfo {
            map_type,
            id: 0,
            name,
            key_size,
            value_size,
            max_entries,
            flags,
            extra,
            btf_id: 0,
            key_type: 0,
            value_type: 0,
        };
        let id = self.table.insert(Map { info, region, kind, users: 0, frozen: false });
        if let Some(map) = self.table.get_mut(id) {
            map.info.id = id;
        }
        self.by_region.insert(region, id);
        Ok(id)
    }

    /// Gives back what a map that ended had of memory; gives the objects that it held.
    pub(crate) fn forget(&mut self, map: Map, memory: &mut Memory) -> Vec<ObjectId> {
        self.by_region.remove(&map.region);
        memory.remove(map.region);
        map.kind.forget(memory)
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

/// A `u32` as a length in memory. (There is no target where it is wider than a `usize`.)
pub(crate) fn length(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

/// The index that is the key of an array, if it has so many elements.
fn index(key: &[u8], max_entries: u32) -> Option<u32> {
    key.try_into().ok().map(u32::from_ne_bytes).filter(|index| *index < max_entries)
}

impl MapKind {
    /// Gives back what it had of memory; gives the objects that it held.
    fn forget(self, memory: &mut Memory) -> Vec<ObjectId> {
        match self {
            Self::Hash(hash) => hash.into_values().forget(memory),
            Self::Array(array) => array.values.forget(memory),
            Self::Trie(trie) => trie.into_values().forget(memory),
            Self::Storage(storage) => storage.into_values().forget(memory),
            Self::Queue(_)
            | Self::Ring(_)
            | Self::UserRing(_)
            | Self::Events(_)
            | Self::Bloom(_)
            | Self::Stacks(_) => {}
            Self::Programs(mut programs) => {
                return programs.clear().into_iter().map(ObjectId::Program).collect();
            }
            Self::Outer(mut maps) => return maps.clear().into_iter().map(ObjectId::Map).collect(),
            Self::Receivers(receivers) => {
                let (values, programs) = receivers.into_parts();
                values.forget(memory);
                return programs.into_iter().map(ObjectId::Program).collect();
            }
        }
        Vec::new()
    }
}

impl Map {
    /// Notes the types that it was made with, which it holds.
    pub(crate) fn describe(&mut self, btf: u32, key: u32, value: u32) {
        (self.info.btf_id, self.info.key_type, self.info.value_type) = (btf, key, value);
    }

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

    /// `map_freeze`, `kernel/bpf/syscall.c`.
    pub(crate) fn freeze(&mut self) -> Result<()> {
        self.check_not_frozen()?;
        self.frozen = true;
        Ok(())
    }

    /// Whether processes may change it (`map_get_sys_perms`, `kernel/bpf/syscall.c`).
    pub(crate) fn check_not_frozen(&self) -> Result<()> {
        if self.frozen { Err(Errno::EPERM) } else { Ok(()) }
    }

    pub(crate) fn check_key(&self, key: &[u8]) -> Result<()> {
        if key.len() == length(self.info.key_size) { Ok(()) } else { Err(Errno::EINVAL) }
    }

    /// Whether a value is as long as user space's are.
    pub(crate) fn check_value(&self, value: &[u8]) -> Result<()> {
        let length = match self.values() {
            Some(values) => values.user_length(),
            None => length(self.info.value_size),
        };
        if value.len() == length { Ok(()) } else { Err(Errno::EINVAL) }
    }

    /// Whether its values have a part for each CPU.
    pub(crate) fn is_per_cpu(&self) -> bool {
        self.values().is_some_and(Values::has_parts)
    }

    fn values(&self) -> Option<&Values> {
        match &self.kind {
            MapKind::Hash(hash) => Some(hash.values()),
            MapKind::Array(array) => Some(&array.values),
            MapKind::Trie(trie) => Some(trie.values()),
            MapKind::Storage(storage) => Some(storage.values()),
            MapKind::Queue(_)
            | MapKind::Programs(_)
            | MapKind::Events(_)
            | MapKind::Ring(_)
            | MapKind::UserRing(_)
            | MapKind::Outer(_)
            | MapKind::Bloom(_)
            | MapKind::Stacks(_) => None,
            MapKind::Receivers(receivers) => Some(receivers.values()),
        }
    }

    /// Where the value of a key is. `ENOENT` if there is none.
    fn find(&self, key: &[u8]) -> Result<(&Values, usize)> {
        let (values, place) = match &self.kind {
            MapKind::Hash(hash) => (hash.values(), hash.find(key)),
            MapKind::Array(array) => (&array.values, array.find(key)),
            MapKind::Trie(trie) => (trie.values(), trie.find(key)),
            MapKind::Queue(_)
            | MapKind::Programs(_)
            | MapKind::Events(_)
            | MapKind::Ring(_)
            | MapKind::UserRing(_)
            | MapKind::Outer(_)
            | MapKind::Bloom(_)
            | MapKind::Stacks(_) => return Err(Errno::ENOTSUPP),
            MapKind::Receivers(receivers) => (receivers.values(), receivers.find(key)),
            // The key would be a descriptor, which there are none of here.
            MapKind::Storage(_) => return Err(Errno::EBADF),
        };
        Ok((values, place.ok_or(Errno::ENOENT)?))
    }

    /// Copies the value of a key, for user space: both have the map's lengths.
    pub(crate) fn lookup(&self, key: &[u8], value: &mut [u8], memory: &Memory) -> Result<()> {
        match &self.kind {
            MapKind::Queue(queue) => {
                value.copy_from_slice(queue.peek().ok_or(Errno::ENOENT)?);
                return Ok(());
            }
            MapKind::Programs(programs) => {
                value.copy_from_slice(&programs.lookup(key)?.to_ne_bytes());
                return Ok(());
            }
            MapKind::Outer(maps) => {
                value.copy_from_slice(&maps.get(key).ok_or(Errno::ENOENT)?.to_ne_bytes());
                return Ok(());
            }
            // What the caller asks for is in the value.
            MapKind::Bloom(bloom) => return bloom.peek(value),
            MapKind::Stacks(stacks) => return stacks.lookup(key, value),
            MapKind::Hash(_)
            | MapKind::Array(_)
            | MapKind::Trie(_)
            | MapKind::Events(_)
            | MapKind::Receivers(_)
            | MapKind::Storage(_)
            | MapKind::Ring(_)
            | MapKind::UserRing(_) => {}
        }
        let (values, place) = self.find(key)?;
        values.read(place, memory, value);
        Ok(())
    }

    /// The address of the value of a key, which has the map's length, for a program on a CPU. This counts as a use.
    pub(crate) fn value_address(&mut self, key: &[u8], cpu: u32, memory: &Memory) -> Option<u64> {
        let (values, place) = self.find(key).ok()?;
        let address = values.address(place, cpu, memory)?;
        if let MapKind::Hash(hash) = &mut self.kind {
            hash.touch(key);
        }
        Some(address)
    }

    /// Sets the value of a key; both have the map's lengths.
    pub(crate) fn update(
        &mut self,
        key: &[u8],
        value: &[u8],
        flags: UpdateFlags,
        caller: Caller,
        memory: &mut Memory,
    ) -> Result<()> {
        // The kernel's verifier refuses a program that could come here.
        if matches!(caller, Caller::Program { .. }) && self.info.flags.contains(MapFlags::RDONLY_PROG) {
            return Err(Errno::EACCES);
        }
        match &mut self.kind {
            MapKind::Hash(hash) => hash.update(key, value, flags, caller, memory),
            MapKind::Array(array) => array.update(key, value, flags, caller, memory),
            MapKind::Trie(trie) => trie.update(key, value, flags, caller, memory),
            MapKind::Queue(queue) => queue.push(value, flags),
            MapKind::Bloom(bloom) => bloom.push(value, flags),
            MapKind::Stacks(_) => Err(Errno::EINVAL),
            // No value has a lock.
            MapKind::Storage(_) if flags.contains(UpdateFlags::LOCK) => Err(Errno::EINVAL),
            MapKind::Storage(_) => Err(Errno::EBADF),
            // The value would be a descriptor, which there are none of here.
            MapKind::Programs(programs) => programs.check_update(key, flags).and(Err(Errno::EBADF)),
            MapKind::Events(events) => events.check_update(key, flags).and(Err(Errno::EBADF)),
            MapKind::Outer(maps) => maps.check_place(key, flags).and(Err(Errno::EBADF)),
            // What they name has to be looked up: see `State::update_receiver`.
            MapKind::Receivers(_) => Err(Errno::EINVAL),
            MapKind::Ring(_) | MapKind::UserRing(_) if flags.contains(UpdateFlags::LOCK) => {
                Err(Errno::EINVAL)
            }
            MapKind::Ring(_) | MapKind::UserRing(_) => Err(Errno::ENOTSUPP),
        }
    }

    /// Removes a key, which has the map's length. (What is in a map of objects is held, and so
    /// [`delete_key`](crate::state::State::delete_key) lets go of it.)
    pub(crate) fn delete(&mut self, key: &[u8]) -> Result<()> {
        match &mut self.kind {
            MapKind::Hash(hash) => hash.delete(key),
            MapKind::Trie(trie) => trie.delete(key),
            MapKind::Events(events) => events.remove(key),
            MapKind::Stacks(stacks) => stacks.delete(key),
            MapKind::Bloom(_) => Err(Errno::EOPNOTSUPP),
            MapKind::Storage(_) => Err(Errno::EBADF),
            MapKind::Array(_)
            | MapKind::Queue(_)
            | MapKind::Programs(_)
            | MapKind::Receivers(_)
            | MapKind::Outer(_) => Err(Errno::EINVAL),
            MapKind::Ring(_) | MapKind::UserRing(_) => Err(Errno::ENOTSUPP),
        }
    }

    /// Copies the value of a key and removes it; both have the map's lengths. (`map_lookup_and_delete_elem`,
    /// `kernel/bpf/syscall.c`: only hash maps, queues and stacks can.)
    pub(crate) fn take(&mut self, key: &[u8], value: &mut [u8], memory: &Memory) -> Result<()> {
        match &mut self.kind {
            MapKind::Queue(queue) => {
                value.copy_from_slice(&queue.pop().ok_or(Errno::ENOENT)?);
                Ok(())
            }
            MapKind::Hash(_) | MapKind::Stacks(_) => {
                self.lookup(key, value, memory)?;
                self.delete(key)
            }
            MapKind::Array(_)
            | MapKind::Trie(_)
            | MapKind::Programs(_)
            | MapKind::Events(_)
            | MapKind::Ring(_)
            | MapKind::UserRing(_)
            | MapKind::Outer(_)
            | MapKind::Receivers(_)
            | MapKind::Bloom(_)
            | MapKind::Storage(_) => Err(Errno::ENOTSUPP),
        }
    }

    /// Writes the key after this one, or the first. Both have the map's length.
    pub(crate) fn next_key(&self, previous: Option<&[u8]>, next: &mut [u8]) -> Result<()> {
        match &self.kind {
            MapKind::Hash(hash) => hash.next_key(previous, next),
            MapKind::Trie(trie) => trie.next_key(previous, next),
            MapKind::Receivers(receivers) => receivers.next_key(previous, next),
            MapKind::Array(_) | MapKind::Programs(_) | MapKind::Events(_) => {
                next_index(previous, self.info.max_entries, next)
            }
            MapKind::Outer(maps) => maps.next_key(previous, next),
            MapKind::Stacks(stacks) => stacks.next_key(previous, next),
            MapKind::Bloom(_) => Err(Errno::EOPNOTSUPP),
            MapKind::Queue(_) => Err(Errno::EINVAL),
            MapKind::Ring(_) | MapKind::UserRing(_) | MapKind::Storage(_) => Err(Errno::ENOTSUPP),
        }
    }

    /// The map as one of local storage: `EINVAL` if it is none.
    pub(crate) fn storage(&self) -> Result<&Storage> {
        match &self.kind {
            MapKind::Storage(storage) => Ok(storage),
            _ => Err(Errno::EINVAL),
        }
    }

    /// The same, to be changed.
    pub(crate) fn storage_mut(&mut self) -> Result<&mut Storage> {
        match &mut self.kind {
            MapKind::Storage(storage) => Ok(storage),
            _ => Err(Errno::EINVAL),
        }
    }

    pub(crate) fn map_type(&self) -> MapType {
        self.info.map_type
    }
}

/// The index after this one, up to the last; 0 if there is none before it, or if it is beyond the last
/// (`array_map_get_next_key`, `kernel/bpf/arraymap.c`).
fn next_index(previous: Option<&[u8]>, max_entries: u32, next: &mut [u8]) -> Result<()> {
    let following = match previous.and_then(|previous| index(previous, max_entries)) {
        Some(previous) if previous == max_entries - 1 => return Err(Errno::ENOENT),
        Some(previous) => previous + 1,
        None => 0,
    };
    next.copy_from_slice(&following.to_ne_bytes());
    Ok(())
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
