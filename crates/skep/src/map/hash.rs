//! A hash table.

use super::{Entries, Many, Map, entries, many, size};
use crate::{Kernel, Operation, Result, Value};
use skep_object::MapSpec;
use skep_uapi::{Errno, MapFlags, MapType, UpdateFlags};
use std::marker::PhantomData;

/// A hash table that programs and user space share (`BPF_MAP_TYPE_HASH`, Linux 3.19; `BPF_MAP_TYPE_LRU_HASH`, Linux
/// 4.10; and `BPF_MAP_TYPE_RHASH`, in Linux 7.2). Cloning it is cheap.
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

    /// The specification of a hash table whose size follows its entries: with few of them it takes little memory, however many there may be.
    pub fn resizable_spec(name: &str, max_entries: u32) -> MapSpec {
        let spec = MapSpec::new(name, MapType::RHASH, size::<K>(), size::<V>(), max_entries);
        // The kernel takes it with this flag only.
        spec.with_flags(MapFlags::NO_PREALLOC)
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
        map.expect(&[MapType::HASH, MapType::LRU_HASH, MapType::RHASH])?;
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

    /// All entries, read as they are asked for, hundreds with one call where the kernel can (Linux 5.6), in constant memory.
    ///
    /// This is no snapshot: entries that others insert or remove meanwhile may or may not be seen, and entries may be removed and
    /// inserted while it goes on. No key is seen twice, and it ends; see [`Entries`] for older kernels.
    pub fn iter(&self) -> Entries<'_, K, V> {
        Entries::new(&self.map)
    }

    /// All keys; see [`iter`](Self::iter).
    pub fn keys(&self) -> impl Iterator<Item = Result<K>> {
        self.iter().map(|entry| entry.map(|(key, _)| key))
    }

    /// All values; see [`iter`](Self::iter).
    pub fn values(&self) -> impl Iterator<Item = Result<V>> {
        self.iter().map(|entry| entry.map(|(_, value)| value))
    }

    /// All entries, so many at a time (the last time fewer); see [`iter`](Self::iter).
    pub fn chunks(&self, length: usize) -> impl Iterator<Item = Result<Vec<(K, V)>>> {
        entries::chunks(self.iter(), length)
    }

    /// All entries, each removed as it is read: nothing that programs put in meanwhile is lost, and no value that is changed between
    /// reading and removing (Linux 5.6; before 5.14 one by one, and then such a change may be lost).
    ///
    /// Hundreds are taken with one call. If it is dropped before its end, those that were not given out are put back, unless they are
    /// there again.
    pub fn drain(&self) -> Entries<'_, K, V> {
        Entries::taking(&self.map)
    }

    /// Removes the entries that are not to be kept; returns how many. An entry that changes after it was looked at is removed as well.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn retain(&self, mut keep: impl FnMut(&K, &V) -> bool) -> Result<u64> {
        let mut removed = 0;
        for entry in self.iter() {
            let (key, value) = entry?;
            removed += u64::from(!keep(&key, &value) && self.remove(&key)?);
        }
        Ok(removed)
    }

    /// Sets the values of many keys, hundreds with one call where the kernel can (Linux 5.6). It ends with the first that the kernel
    /// refuses; those before it are set.
    pub fn insert_many<'e>(&self, entries: impl IntoIterator<Item = (&'e K, &'e V)>) -> Many
    where
        K: 'e,
        V: 'e,
    {
        let entries = entries.into_iter().map(|(key, value)| (key.as_bytes(), value.as_bytes()));
        many::insert(&self.map, entries)
    }

    /// Removes many keys, hundreds with one call where the kernel can (Linux 5.6). Those that are not there are passed over, and not
    /// counted.
    pub fn remove_many<'e>(&self, keys: impl IntoIterator<Item = &'e K>) -> Many
    where
        K: 'e,
    {
        many::remove(&self.map, keys.into_iter().map(K::as_bytes))
    }

    /// The values of many keys, in their order: the kernel has no call for that, so it is one for each.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get_many<'e>(&self, keys: impl IntoIterator<Item = &'e K>) -> Result<Vec<Option<V>>>
    where
        K: 'e,
    {
        keys.into_iter().map(|key| self.get(key)).collect()
    }
}
