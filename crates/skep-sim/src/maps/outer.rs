//! Maps of maps: `BPF_MAP_TYPE_ARRAY_OF_MAPS` and `BPF_MAP_TYPE_HASH_OF_MAPS` (`kernel/bpf/map_in_map.c`). What is put in is a
//! map; what comes out is its number.

use super::hash::hash;
use super::{check_update, check_update_flags, index, length, next_index};
use skep_uapi::kernel::MapInfo;
use skep_uapi::{Errno, MapFlags, MapType, Result, UpdateFlags};
use std::collections::BTreeMap;
use std::ops::Bound;

/// A map of maps. It holds those that are in it.
#[derive(Debug)]
pub(crate) struct Outer {
    slots: Slots,
    inner: Shape,
}

#[derive(Debug)]
enum Slots {
    Array(Vec<Option<u32>>),
    /// By the hashes of the keys, and the keys.
    Hash {
        entries: BTreeMap<(u64, Box<[u8]>), u32>,
        max_entries: usize,
    },
}

/// What all maps in a map have in common (`bpf_map_meta_equal`, and `array_map_meta_equal`, `kernel/bpf/arraymap.c`).
#[derive(Debug)]
struct Shape {
    map_type: MapType,
    key_size: u32,
    value_size: u32,
    flags: MapFlags,
    /// For arrays, whose size programs rely on, unless they were made for other sizes.
    max_entries: Option<u32>,
}

impl Shape {
    /// The shape of maps like this one (`bpf_map_meta_alloc`): `EINVAL` if it has maps in it, `ENOTSUPP` if maps of its type cannot be
    /// in one.
    fn like(template: &MapInfo) -> Result<Self> {
        let MapInfo { map_type, key_size, value_size, flags, max_entries, .. } = *template;
        match map_type {
            MapType::ARRAY_OF_MAPS | MapType::HASH_OF_MAPS => return Err(Errno::EINVAL),
            MapType::PROG_ARRAY
            | MapType::CGROUP_STORAGE
            | MapType::PERCPU_CGROUP_STORAGE
            | MapType::STRUCT_OPS => return Err(Errno::ENOTSUPP),
            _ => {}
        }
        let is_fixed = map_type == MapType::ARRAY && !flags.contains(MapFlags::INNER_MAP);
        let max_entries = is_fixed.then_some(max_entries);
        Ok(Self { map_type, key_size, value_size, flags, max_entries })
    }

    fn is_of(&self, map: &MapInfo) -> bool {
        let Self { map_type, key_size, value_size, flags, max_entries } = *self;
        (map_type, key_size, value_size, flags) == (map.map_type, map.key_size, map.value_size, map.flags)
            && max_entries.is_none_or(|length| length == map.max_entries)
    }
}

impl Outer {
    pub(super) fn new(map_type: MapType, max_entries: u32, template: &MapInfo) -> Result<Self> {
        let inner = Shape::like(template)?;
        let max_entries = length(max_entries);
        let slots = if map_type == MapType::ARRAY_OF_MAPS {
            Slots::Array(vec![None; max_entries])
        } else {
            Slots::Hash { entries: BTreeMap::new(), max_entries }
        };
        Ok(Self { slots, inner })
    }

    /// The map of a key.
    pub(crate) fn get(&self, key: &[u8]) -> Option<u32> {
        match &self.slots {
            Slots::Array(slots) => slots[slot(slots, key)?],
            Slots::Hash { entries, .. } => entries.get(&place(key)).copied(),
        }
    }

    /// Checks what is looked at before the map that is to be put in: of an array the slot.
    pub(super) fn check_place(&self, key: &[u8], flags: UpdateFlags) -> Result<()> {
        match &self.slots {
            Slots::Array(_) if flags != UpdateFlags::ANY => Err(Errno::EINVAL),
            Slots::Array(slots) => slot(slots, key).map(drop).ok_or(Errno::E2BIG),
            Slots::Hash { .. } => Ok(()),
        }
    }

    /// Checks an update, with the map that is to be put in if it is one.
    pub(crate) fn check_update(&self, key: &[u8], map: Option<&MapInfo>, flags: UpdateFlags) -> Result<()> {
        let fits = || map.filter(|map| self.inner.is_of(map)).map(drop).ok_or(Errno::EINVAL);
        self.check_place(key, flags)?;
        match &self.slots {
            Slots::Array(_) => fits(),
            Slots::Hash { entries, max_entries } => {
                fits()?;
                check_update_flags(flags)?;
                let is_there = entries.contains_key(&place(key));
                check_update(flags, is_there)?;
                if !is_there && entries.len() == *max_entries { Err(Errno::E2BIG) } else { Ok(()) }
            }
        }
    }

    /// Puts a map in, after [`check_update`](Self::check_update); gives the one that was there.
    pub(crate) fn put(&mut self, key: &[u8], map: u32) -> Option<u32> {
        match &mut self.slots {
            Slots::Array(slots) => {
                let slot = slot(slots, key)?;
                slots[slot].replace(map)
            }
            Slots::Hash { entries, .. } => entries.insert(place(key), map),
        }
    }

    /// Takes a map out; gives it.
    pub(crate) fn remove(&mut self, key: &[u8]) -> Result<u32> {
        match &mut self.slots {
            Slots::Array(slots) => {
                let slot = slot(slots, key).ok_or(Errno::E2BIG)?;
                slots[slot].take().ok_or(Errno::ENOENT)
            }
            Slots::Hash { entries, .. } => entries.remove(&place(key)).ok_or(Errno::ENOENT),
        }
    }

    /// Takes all maps out; gives them.
    pub(super) fn clear(&mut self) -> Vec<u32> {
        match &mut self.slots {
            Slots::Array(slots) => slots.iter_mut().filter_map(Option::take).collect(),
            Slots::Hash { entries, .. } => std::mem::take(entries).into_values().collect(),
        }
    }

    pub(super) fn next_key(&self, previous: Option<&[u8]>, next: &mut [u8]) -> Result<()> {
        let entries = match &self.slots {
            Slots::Array(slots) => {
                return next_index(previous, u32::try_from(slots.len()).unwrap_or(u32::MAX), next);
            }
            Slots::Hash { entries, .. } => entries,
        };
        let from = match previous.map(place).filter(|previous| entries.contains_key(previous)) {
            Some(previous) => Bound::Excluded(previous),
            None => Bound::Unbounded,
        };
        let ((_, key), _) = entries.range((from, Bound::Unbounded)).next().ok_or(Errno::ENOENT)?;
        next.copy_from_slice(key);
        Ok(())
    }
}

fn slot(slots: &[Option<u32>], key: &[u8]) -> Option<usize> {
    index(key, u32::try_from(slots.len()).unwrap_or(u32::MAX)).map(length)
}

fn place(key: &[u8]) -> (u64, Box<[u8]>) {
    (hash(key), key.into())
}
