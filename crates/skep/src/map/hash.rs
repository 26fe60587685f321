//! A hash table.

use super::{KeyWalk, Map, size};
use crate::{Kernel, Operation, Result, Value};
use skep_object::MapSpec;
use skep_uapi::{Errno, MapType, UpdateFlags};
use std::marker::PhantomData;

/// A hash table that programs and user space share (`BPF_MAP_TYPE_HASH`, Linux 3.19, and `BPF_MAP_TYPE_LRU_HASH`, Linux
/// 4.10). Cloning it is cheap.
///
/// ```
/// use skep::prelude::*;
///
/// let kernel = Kernel::simulated();
/// let counts = HashMap::<u32, u64>::create(&kernel, "COUNTS", 1024)?;
/// counts.insert(&7, &1)?;
/// assert_eq!(counts.get(&7)?, Some(1));
/// assert_eq!(counts.get(&8)?, None);
/// assert!(counts.remove(&7)?);
/// # Ok::<(), skep::Error>(())
/// ```
#[derive(Debug)]
pub struct HashMap<K, V> {
    map: Map,
    types: PhantomData<fn() -> (K, V)>,
}

impl<K, V> Clone for HashMap<K, V> {
    fn clone(&self) -> Self {
        Self { map: self.map.clone(), types: PhantomData }
    }
}

impl<K: Value, V: Value> HashMap<K, V> {
    /// The specification of a hash table with these keys and values.
    pub fn spec(name: &str, max_entries: u32) -> MapSpec {
        MapSpec::hash(name, size::<K>(), size::<V>(), max_entries)
    }

    /// The specification of a hash table that makes room by dropping what was not used for long: it is never full.
    pub fn lru_spec(name: &str, max_entries: u32) -> MapSpec {
        MapSpec::new(name, MapType::LRU_HASH, size::<K>(), size::<V>(), max_entries)
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
    /// If it is of another type, or its keys or values have another size.
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&[MapType::HASH, MapType::LRU_HASH])?;
        map.expect_key::<K>()?;
        map.expect_value::<V>()?;
        Ok(Self { map, types: PhantomData })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// The value of a key, if there is one.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get(&self, key: &K) -> Result<Option<V>> {
        let mut value = V::new_zeroed();
        Ok(self.map.look_up(key.as_bytes(), value.as_mut_bytes())?.then_some(value))
    }

    /// Sets the value of a key, whether it is there or not.
    ///
    /// # Errors
    /// [`Full`](crate::ErrorKind::Full) if it is not and there is no room for more.
    pub fn insert(&self, key: &K, value: &V) -> Result<()> {
        self.map.update(key.as_bytes(), value.as_bytes(), UpdateFlags::ANY)
    }

    /// Sets the value of a key that is not there yet; returns whether it did.
    ///
    /// # Errors
    /// [`Full`](crate::ErrorKind::Full) if there is no room for more.
    pub fn insert_new(&self, key: &K, value: &V) -> Result<bool> {
        self.update_unless(key, value, UpdateFlags::NOEXIST, Errno::EEXIST)
    }

    /// Sets the value of a key that is there already; returns whether it did.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn replace(&self, key: &K, value: &V) -> Result<bool> {
        self.update_unless(key, value, UpdateFlags::EXIST, Errno::ENOENT)
    }

    fn update_unless(&self, key: &K, value: &V, flags: UpdateFlags, no: Errno) -> Result<bool> {
        match self.map.try_update(key.as_bytes(), value.as_bytes(), flags) {
            Ok(()) => Ok(true),
            Err(errno) if errno == no => Ok(false),
            Err(errno) => Err(self.map.error(Operation::Update, errno)),
        }
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
    pub fn take(&self, key: &K) -> Result<Option<V>> {
        let mut value = V::new_zeroed();
        Ok(self.map.take(key.as_bytes(), value.as_mut_bytes())?.then_some(value))
    }

    /// All entries, read one by one as they are asked for.
    ///
    /// The key that was yielded last may be removed meanwhile. This is no snapshot: entries that others insert or
    /// remove meanwhile may or may not be seen, and when others remove keys some may be seen twice. It ends
    /// after at most as many entries as the map may hold.
    pub fn iter(&self) -> impl Iterator<Item = Result<(K, V)>> {
        KeyWalk::new(&self.map).entries(|key| self.get(key))
    }
}
