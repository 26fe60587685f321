//! Storage that belongs to control groups that programs are attached to: the older kind.

use super::{Entries, Map, PerCpu, PerCpuEntries, size};
use crate::{Kernel, Operation, Result, Value};
use skep_object::MapSpec;
use skep_uapi::{Errno, MapType, UpdateFlags};
use std::marker::PhantomData;
use zerocopy::IntoBytes;

/// A value for each control group that a program with this map is attached to (`BPF_MAP_TYPE_CGROUP_STORAGE`, Linux 4.19). The kernel makes a
/// value when a program is attached; user space reads and changes it by the control group's number, which is that of its folder's inode. New
/// programs use a [`CgrpStorage`](crate::CgrpStorage). Cloning it is cheap.
///
/// The value is shared by all programs that are attached to the group, of whatever type (Linux 5.9).
#[derive(Debug)]
pub struct CgroupStorage<V> {
    map: Map,
    value: PhantomData<fn() -> V>,
}

impl<V> Clone for CgroupStorage<V> {
    fn clone(&self) -> Self {
        Self { map: self.map.clone(), value: PhantomData }
    }
}

impl<V: Value> CgroupStorage<V> {
    /// The specification of a map of such values.
    pub fn spec(name: &str) -> MapSpec {
        MapSpec::new(name, MapType::CGROUP_STORAGE, 8, size::<V>(), 0)
    }

    /// Creates a map of such values. Needs `CAP_BPF`.
    ///
    /// # Errors
    /// If the kernel does not take the name or the size (at most a page), or this process may not.
    pub fn create(kernel: &Kernel, name: &str) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name))?)
    }

    /// Takes a map for one of such values.
    ///
    /// # Errors
    /// If it is of another type, its values have another size, or its keys are not the numbers of control groups alone.
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&[MapType::CGROUP_STORAGE])?;
        map.expect_key::<u64>()?;
        map.expect_value::<V>()?;
        Ok(Self { map, value: PhantomData })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// The value of the control group of this number, if a program is attached to it.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get(&self, group: u64) -> Result<Option<V>> {
        let mut value = V::new_zeroed();
        Ok(self.map.look_up(group.as_bytes(), value.as_mut_bytes())?.then_some(value))
    }

    /// Sets the value of the control group of this number; returns whether it has one.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn replace(&self, group: u64, value: &V) -> Result<bool> {
        replace(&self.map, group, value.as_bytes())
    }

    /// The control groups' numbers and their values, read as they are asked for. This is no snapshot.
    pub fn iter(&self) -> Entries<'_, u64, V> {
        Entries::new(&self.map)
    }
}

/// As [`CgroupStorage`], with a part of each value for every CPU (`BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE`, Linux 4.20): programs see the part of
/// the CPU they run on. Cloning it is cheap.
#[derive(Debug)]
pub struct PerCpuCgroupStorage<V> {
    map: Map,
    /// How many words the kernel copies of a value.
    words: usize,
    value: PhantomData<fn() -> V>,
}

impl<V> Clone for PerCpuCgroupStorage<V> {
    fn clone(&self) -> Self {
        Self { map: self.map.clone(), words: self.words, value: PhantomData }
    }
}

impl<V: Value> PerCpuCgroupStorage<V> {
    /// The specification of a map of such values.
    pub fn spec(name: &str) -> MapSpec {
        MapSpec::new(name, MapType::PERCPU_CGROUP_STORAGE, 8, size::<V>(), 0)
    }

    /// Creates a map of such values. Needs `CAP_BPF`.
    ///
    /// # Errors
    /// If the kernel does not take the name or the size (at most a page), or this process may not.
    pub fn create(kernel: &Kernel, name: &str) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name))?)
    }

    /// Takes a map for one of such values.
    ///
    /// # Errors
    /// If it is of another type, its values have another size, its keys are not the numbers of control groups alone, or the kernel does
    /// not say how many CPUs there can be.
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&[MapType::PERCPU_CGROUP_STORAGE])?;
        map.expect_key::<u64>()?;
        map.expect_value::<V>()?;
        let words = PerCpu::<V>::words_for(&map.object.kernel)?;
        Ok(Self { map, words, value: PhantomData })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// The value of the control group of this number, if a program is attached to it.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get(&self, group: u64) -> Result<Option<PerCpu<V>>> {
        PerCpu::look_up(&self.map, group.as_bytes(), self.words)
    }

    /// Sets the value of the control group of this number, for every CPU; returns whether it has one.
    ///
    /// # Errors
    /// If the kernel refuses, or the parts are of a kernel with another number of CPUs.
    pub fn replace(&self, group: u64, parts: &PerCpu<V>) -> Result<bool> {
        replace(&self.map, group, parts.as_bytes())
    }

    /// The control groups' numbers and their values, read as they are asked for. This is no snapshot.
    pub fn iter(&self) -> PerCpuEntries<'_, u64, V> {
        PerCpuEntries::new(&self.map)
    }
}

/// Sets a value that is there; returns whether it is.
fn replace(map: &Map, group: u64, value: &[u8]) -> Result<bool> {
    match map.try_update(group.as_bytes(), value, UpdateFlags::EXIST) {
        Ok(()) => Ok(true),
        Err(Errno::ENOENT) => Ok(false),
        Err(errno) => Err(map.error(Operation::Update, errno)),
    }
}
