//! Storage that belongs to objects of the kernel: `BPF_MAP_TYPE_TASK_STORAGE`, `BPF_MAP_TYPE_SK_STORAGE`, `BPF_MAP_TYPE_INODE_STORAGE` and
//! `BPF_MAP_TYPE_CGRP_STORAGE` (`kernel/bpf/bpf_local_storage.c`). User space names the objects by handles, programs by pointers.

use super::check_update;
use super::values::{Caller, MAX_BYTES, Places, Values};
use crate::owners::Owner;
use skep_uapi::{Errno, MapType, Result, UpdateFlags};
use skep_vm::Memory;
use std::collections::BTreeMap;

/// How many objects may have a value here: there is no such limit in a kernel, but there is one to memory.
const MOST_OWNERS: u64 = 1 << 16;

/// A value for each object of a kind.
#[derive(Debug)]
pub(crate) struct Storage {
    map_type: MapType,
    places: BTreeMap<Owner, usize>,
    values: Places,
    room: usize,
}

impl Storage {
    pub(super) fn new(map_type: MapType, value_size: u32, label: &str, memory: &mut Memory) -> Result<Self> {
        let room = (MAX_BYTES / 4 / u64::from(value_size).next_multiple_of(8)).min(MOST_OWNERS);
        // One more: a value that is replaced is put at a new place.
        let values = Places::new(Values::new(memory, label, value_size, room + 1, None)?);
        let room = usize::try_from(room).map_err(|_| Errno::ENOMEM)?;
        Ok(Self { map_type, places: BTreeMap::new(), values, room })
    }

    pub(super) fn values(&self) -> &Values {
        &self.values.values
    }

    pub(super) fn into_values(self) -> Values {
        self.values.values
    }

    /// What is not of the kind that has values here has no such descriptor in a kernel.
    pub(crate) fn check(&self, owner: &Owner) -> Result<()> {
        let is_one = match owner {
            Owner::Task(_) => self.map_type == MapType::TASK_STORAGE,
            Owner::Socket(_) => self.map_type == MapType::SK_STORAGE,
            Owner::File(_) => self.map_type == MapType::INODE_STORAGE,
            // A folder of control groups is an inode too.
            Owner::Cgroup(_) => matches!(self.map_type, MapType::CGRP_STORAGE | MapType::INODE_STORAGE),
        };
        match self.map_type {
            _ if is_one => Ok(()),
            MapType::SK_STORAGE => Err(Errno::ENOTSOCK),
            // Whatever is open is one.
            MapType::INODE_STORAGE => Ok(()),
            _ => Err(Errno::EBADF),
        }
    }

    pub(crate) fn lookup(&self, owner: &Owner, value: &mut [u8], memory: &Memory) -> Result<()> {
        let place = self.places.get(owner).ok_or(Errno::ENOENT)?;
        self.values.values.read(*place, memory, value);
        Ok(())
    }

    /// A value is replaced: who has the address of the old one does not see it change.
    pub(crate) fn update(
        &mut self,
        owner: &Owner,
        value: &[u8],
        flags: UpdateFlags,
        caller: Caller,
        memory: &mut Memory,
    ) -> Result<()> {
        super::check_update_flags(flags)?;
        let there = self.places.get(owner).copied();
        check_update(flags, there.is_some())?;
        if there.is_none() && self.places.len() == self.room {
            return Err(Errno::ENOMEM);
        }
        let place = self.values.put(value, caller, memory);
        if let Some(old) = self.places.insert(owner.clone(), place) {
            self.values.give_back(old);
        }
        Ok(())
    }

    pub(crate) fn delete(&mut self, owner: &Owner) -> Result<()> {
        let place = self.places.remove(owner).ok_or(Errno::ENOENT)?;
        self.values.give_back(place);
        Ok(())
    }

    /// The address of a value, for programs.
    pub(crate) fn address(&self, owner: &Owner, cpu: u32, memory: &Memory) -> Option<u64> {
        self.values.values.address(*self.places.get(owner)?, cpu, memory)
    }
}
