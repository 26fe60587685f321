//! Per-CPU maps: every CPU that there can be has its own part of each value.

use super::words::{self, Words};
use super::{Map, Object, PerCpuEntries, entries, size};
use crate::{Error, Kernel, Operation, Result, Value};
use skep_object::MapSpec;
use skep_uapi::{Errno, MapType, UpdateFlags};
use std::fmt;
use std::iter::Sum;
use std::marker::PhantomData;
use zerocopy::IntoBytes;

/// The parts of a per-CPU value, one for each CPU that there can be, online or not.
///
/// ```
/// use skep::prelude::*;
///
/// let kernel = Kernel::simulated();
/// let counts = PerCpuArray::<u64>::create(&kernel, "COUNTS", 1)?;
/// let mut parts = PerCpu::zeroed(&kernel)?;
/// *parts.get_mut(1).expect("the simulated kernel has more than one CPU") = 7;
/// counts.set(0, &parts)?;
/// assert_eq!(counts.get(0)?.map(|parts| parts.sum()), Some(7));
/// # Ok::<(), skep::Error>(())
/// ```
#[derive(PartialEq, Eq)]
pub struct PerCpu<V> {
    /// The parts as the kernel copies them: each padded to a multiple of 8 bytes.
    words: Words,
    value: PhantomData<V>,
}

impl<V> Clone for PerCpu<V> {
    fn clone(&self) -> Self {
        Self { words: self.words.clone(), value: PhantomData }
    }
}

impl<V: Value> PerCpu<V> {
    /// The 8-byte words of a part (`round_up(map->value_size, 8)`, `kernel/bpf/syscall.c`).
    const STRIDE: usize = {
        assert!(align_of::<V>() <= 8, "the parts of a per-CPU value are aligned to 8 bytes");
        assert!(size_of::<V>() > 0, "a value has at least one byte");
        size_of::<V>().div_ceil(8)
    };

    /// Zeros for every CPU of this kernel.
    ///
    /// # Errors
    /// If the kernel does not say how many CPUs there can be.
    pub fn zeroed(kernel: &Kernel) -> Result<Self> {
        Ok(Self { words: Words::zeroed(Self::words_for(kernel)?), value: PhantomData })
    }

    /// How many words the kernel copies.
    pub(super) fn words_for(kernel: &Kernel) -> Result<usize> {
        let cpus = kernel
            .api()
            .possible_cpus()
            .map_err(|errno| Error::kernel(kernel, Operation::Info, "possible CPUs", errno))?;
        Ok(Self::STRIDE * cpus as usize)
    }

    /// The parts of a key's value, of so many words, if there is one.
    #[inline]
    pub(super) fn look_up(map: &Map, key: &[u8], length: usize) -> Result<Option<Self>> {
        let Object { kernel, handle, .. } = &*map.object;
        let mut memory = words::taken(length);
        let bytes = memory[..length].as_mut_bytes();
        if let Err(errno) = kernel.api().map_lookup(handle, key, bytes)
            && (errno == Errno::ENOENT || !map.look_up_again(errno, key, bytes)?)
        {
            words::give_back(memory);
            return Ok(None);
        }
        Ok(Some(Self { words: Words::of(memory, length), value: PhantomData }))
    }

    /// The same value for every CPU of this kernel.
    ///
    /// # Errors
    /// If the kernel does not say how many CPUs there can be.
    pub fn splat(kernel: &Kernel, value: &V) -> Result<Self> {
        let mut parts = Self::zeroed(kernel)?;
        for part in parts.iter_mut() {
            part.as_mut_bytes().copy_from_slice(value.as_bytes());
        }
        Ok(parts)
    }

    /// The parts as the kernel copies them.
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.words.as_bytes()
    }

    pub(super) fn as_mut_bytes(&mut self) -> &mut [u8] {
        self.words.as_mut_bytes()
    }

    /// How many CPUs there can be.
    #[expect(clippy::len_without_is_empty, reason = "there is at least one CPU")]
    pub fn len(&self) -> usize {
        self.words.len() / Self::STRIDE
    }

    /// The part of a CPU, if there can be one of that number.
    pub fn get(&self, cpu: usize) -> Option<&V> {
        self.iter().nth(cpu)
    }

    /// The part of a CPU, to be changed.
    pub fn get_mut(&mut self, cpu: usize) -> Option<&mut V> {
        self.iter_mut().nth(cpu)
    }

    /// The parts in the order of the CPUs' numbers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &V> + DoubleEndedIterator {
        self.words.chunks_exact(Self::STRIDE).map(|words| {
            // A part is as aligned as a word and at most as long as its words.
            V::ref_from_bytes(&words.as_bytes()[..size_of::<V>()]).expect("invariant: see STRIDE")
        })
    }

    /// The parts in the order of the CPUs' numbers, to be changed.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = &mut V> + DoubleEndedIterator {
        self.words.chunks_exact_mut(Self::STRIDE).map(|words| {
            V::mut_from_bytes(&mut words.as_mut_bytes()[..size_of::<V>()]).expect("invariant: see STRIDE")
        })
    }

    /// The sum of all parts. As in any sum, an overflow panics in debug builds and wraps in release builds.
    pub fn sum<'a, S: Sum<&'a V>>(&'a self) -> S {
        self.iter().sum()
    }
}

impl<V: Value + fmt::Debug> fmt::Debug for PerCpu<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// An array with a part of each element for every CPU (`BPF_MAP_TYPE_PERCPU_ARRAY`, Linux 4.6). Programs see the part
/// of the CPU they run on, so they need no atomic operations; user space sees all. Cloning it is cheap.
#[derive(Debug)]
pub struct PerCpuArray<V> {
    map: Map,
    /// How many words the kernel copies of an element.
    words: usize,
    value: PhantomData<fn() -> V>,
}

impl<V> Clone for PerCpuArray<V> {
    fn clone(&self) -> Self {
        Self { map: self.map.clone(), words: self.words, value: PhantomData }
    }
}

impl<V: Value> PerCpuArray<V> {
    /// The specification of an array of these elements.
    pub fn spec(name: &str, length: u32) -> MapSpec {
        MapSpec::new(name, MapType::PERCPU_ARRAY, 4, size::<V>(), length)
    }

    /// Creates an array of this many elements. Needs `CAP_BPF`.
    ///
    /// # Errors
    /// If the kernel does not take the name or the sizes, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, length: u32) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name, length))?)
    }

    /// Takes a map for an array of these elements.
    ///
    /// # Errors
    /// If it is of another type, its elements have another size, or the kernel does not say how many CPUs there can be.
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&[MapType::PERCPU_ARRAY])?;
        map.expect_value::<V>()?;
        let words = PerCpu::<V>::words_for(&map.object.kernel)?;
        Ok(Self { map, words, value: PhantomData })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// How many elements it has.
    #[expect(clippy::len_without_is_empty, reason = "an array map is never empty: the kernel refuses it")]
    pub fn len(&self) -> u32 {
        self.map.info().max_entries
    }

    /// The element at this index; nothing if there are not so many. Its memory is that of the parts that
    /// this thread dropped last, if they had as many bytes, or else from the heap; [`read`](Self::read) never needs any.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get(&self, index: u32) -> Result<Option<PerCpu<V>>> {
        if index >= self.len() {
            return Ok(None);
        }
        PerCpu::look_up(&self.map, index.as_bytes(), self.words)
    }

    /// Reads the element at this index into parts that are there already, which makes no allocation; returns whether
    /// there are so many elements.
    ///
    /// # Errors
    /// If the kernel refuses, or the parts are of a kernel with another number of CPUs.
    pub fn read(&self, index: u32, parts: &mut PerCpu<V>) -> Result<bool> {
        if index >= self.len() {
            return Ok(false);
        }
        self.map.look_up(index.as_bytes(), parts.words.as_mut_bytes())
    }

    /// Sets the element at this index, for every CPU.
    ///
    /// # Errors
    /// If there are not so many elements, or the parts are of a kernel with another number of CPUs.
    pub fn set(&self, index: u32, parts: &PerCpu<V>) -> Result<()> {
        self.map.check_index(index)?;
        self.map.update(index.as_bytes(), parts.words.as_bytes(), UpdateFlags::ANY)
    }

    /// All elements in order, many read with one call where the kernel can (Linux 5.13).
    pub fn iter(&self) -> impl Iterator<Item = Result<PerCpu<V>>> {
        PerCpuEntries::<u32, V>::new(&self.map).map(|entry| entry.map(|(_, parts)| parts))
    }

    /// The sum of the parts of each element, in order.
    pub fn sums<S>(&self) -> impl Iterator<Item = Result<S>>
    where
        S: for<'v> Sum<&'v V>,
    {
        PerCpuEntries::<u32, V>::new(&self.map)
            .fold_parts(|parts| parts.sum())
            .map(|entry| entry.map(|(_, sum)| sum))
    }
}

/// A hash table with a part of each value for every CPU (`BPF_MAP_TYPE_PERCPU_HASH`, Linux 4.6, and
/// `BPF_MAP_TYPE_LRU_PERCPU_HASH`, Linux 4.10). Cloning it is cheap.
#[derive(Debug)]
pub struct PerCpuHashMap<K, V> {
    map: Map,
    /// How many words the kernel copies of a value.
    words: usize,
    types: PhantomData<fn() -> (K, V)>,
}

impl<K, V> Clone for PerCpuHashMap<K, V> {
    fn clone(&self) -> Self {
        Self { map: self.map.clone(), words: self.words, types: PhantomData }
    }
}

impl<K: Value, V: Value> PerCpuHashMap<K, V> {
    /// The specification of a hash table with these keys and values.
    pub fn spec(name: &str, max_entries: u32) -> MapSpec {
        MapSpec::new(name, MapType::PERCPU_HASH, size::<K>(), size::<V>(), max_entries)
    }

    /// The specification of a hash table that makes room by dropping what was not used for long.
    pub fn lru_spec(name: &str, max_entries: u32) -> MapSpec {
        MapSpec::new(name, MapType::LRU_PERCPU_HASH, size::<K>(), size::<V>(), max_entries)
    }

    /// Creates a hash table for at most this many entries. Needs `CAP_BPF`.
    ///
    /// # Errors
    /// If the kernel does not take the name or the sizes, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, max_entries: u32) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name, max_entries))?)
    }

    /// Takes a map for a hash table with these keys and values.
    ///
    /// # Errors
    /// If it is of another type, its keys or values have another size, or the kernel does not say how many CPUs there can be.
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&[MapType::PERCPU_HASH, MapType::LRU_PERCPU_HASH])?;
        map.expect_key::<K>()?;
        map.expect_value::<V>()?;
        let words = PerCpu::<V>::words_for(&map.object.kernel)?;
        Ok(Self { map, words, types: PhantomData })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// The value of a key, if there is one. Its memory is that of the parts that this thread dropped last, if they had as many
    /// bytes, or else from the heap; [`read`](Self::read) never needs any.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get(&self, key: &K) -> Result<Option<PerCpu<V>>> {
        PerCpu::look_up(&self.map, key.as_bytes(), self.words)
    }

    /// Reads the value of a key into parts that are there already, which makes no allocation; returns whether the key
    /// is there.
    ///
    /// # Errors
    /// If the kernel refuses, or the parts are of a kernel with another number of CPUs.
    pub fn read(&self, key: &K, parts: &mut PerCpu<V>) -> Result<bool> {
        self.map.look_up(key.as_bytes(), parts.words.as_mut_bytes())
    }

    /// Sets the value of a key, whether it is there or not, for every CPU.
    ///
    /// # Errors
    /// [`Full`](crate::ErrorKind::Full) if it is not and there is no room for more.
    pub fn insert(&self, key: &K, parts: &PerCpu<V>) -> Result<()> {
        self.map.update(key.as_bytes(), parts.words.as_bytes(), UpdateFlags::ANY)
    }

    /// Removes a key; returns whether it was there.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn remove(&self, key: &K) -> Result<bool> {
        self.map.delete(key.as_bytes())
    }

    /// Removes a key and gives its value, as one step, if it was there. Needs Linux 5.14.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn take(&self, key: &K) -> Result<Option<PerCpu<V>>> {
        let mut words = Words::zeroed(self.words);
        let found = self.map.take(key.as_bytes(), words.as_mut_bytes())?;
        Ok(found.then_some(PerCpu { words, value: PhantomData }))
    }

    /// All entries, read as they are asked for, hundreds with one call where the kernel can; see [`HashMap::iter`](crate::HashMap::iter).
    /// [`fold_parts`](PerCpuEntries::fold_parts) gives what the parts of each come to.
    pub fn iter(&self) -> PerCpuEntries<'_, K, V> {
        PerCpuEntries::new(&self.map)
    }

    /// All keys; see [`iter`](Self::iter).
    pub fn keys(&self) -> impl Iterator<Item = Result<K>> {
        self.iter().fold_parts(|_| ()).map(|entry| entry.map(|(key, ())| key))
    }

    /// Every key with the sum of its parts: what the programs on all CPUs have counted together.
    pub fn sums<S>(&self) -> impl Iterator<Item = Result<(K, S)>>
    where
        S: for<'v> Sum<&'v V>,
    {
        self.iter().fold_parts(|parts| parts.sum())
    }

    /// All entries, each removed as it is read; see [`HashMap::drain`](crate::HashMap::drain).
    pub fn drain(&self) -> PerCpuEntries<'_, K, V> {
        PerCpuEntries::taking(&self.map)
    }

    /// Removes the entries that are not to be kept; returns how many.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn retain(&self, mut keep: impl FnMut(&K, &PerCpu<V>) -> bool) -> Result<u64> {
        let mut removed = 0;
        for entry in self.iter() {
            let (key, parts) = entry?;
            removed += u64::from(!keep(&key, &parts) && self.remove(&key)?);
        }
        Ok(removed)
    }

    /// All entries, so many at a time (the last time fewer); see [`iter`](Self::iter).
    pub fn chunks(&self, length: usize) -> impl Iterator<Item = Result<Vec<(K, PerCpu<V>)>>> {
        entries::chunks(self.iter(), length)
    }
}
