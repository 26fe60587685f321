//! A hash table.

use super::{Map, size};
use crate::{Error, Kernel, Operation, Result, Value};
use skep_object::MapSpec;
use skep_uapi::{Errno, MapType, UpdateFlags};
use std::marker::PhantomData;
use zerocopy::IntoBytes;

/// A hash table that programs and user space share (`BPF_MAP_TYPE_HASH`, Linux 3.19). Cloning it is cheap.
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
        map.expect(MapType::HASH)?;
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
        let object = &self.map.object;
        match object.kernel.api().map_lookup(&object.handle, key.as_bytes(), value.as_mut_bytes()) {
            Ok(()) => Ok(Some(value)),
            Err(Errno::ENOENT) => Ok(None),
            Err(errno) => Err(self.map.error(Operation::Lookup, errno)),
        }
    }

    /// Sets the value of a key, whether it is there or not.
    ///
    /// # Errors
    /// [`Full`](crate::ErrorKind::Full) if it is not and there is no room for more.
    pub fn insert(&self, key: &K, value: &V) -> Result<()> {
        self.update(key, value, UpdateFlags::ANY).map_err(|errno| self.map.error(Operation::Update, errno))
    }

    /// Sets the value of a key that is not there yet; returns whether it did.
    ///
    /// # Errors
    /// [`Full`](crate::ErrorKind::Full) if there is no room for more.
    pub fn insert_new(&self, key: &K, value: &V) -> Result<bool> {
        match self.update(key, value, UpdateFlags::NOEXIST) {
            Ok(()) => Ok(true),
            Err(Errno::EEXIST) => Ok(false),
            Err(errno) => Err(self.map.error(Operation::Update, errno)),
        }
    }

    /// Sets the value of a key that is there already; returns whether it did.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn replace(&self, key: &K, value: &V) -> Result<bool> {
        match self.update(key, value, UpdateFlags::EXIST) {
            Ok(()) => Ok(true),
            Err(Errno::ENOENT) => Ok(false),
            Err(errno) => Err(self.map.error(Operation::Update, errno)),
        }
    }

    fn update(&self, key: &K, value: &V, flags: UpdateFlags) -> std::result::Result<(), Errno> {
        let object = &self.map.object;
        object.kernel.api().map_update(&object.handle, key.as_bytes(), value.as_bytes(), flags)
    }

    /// Removes a key; returns whether it was there.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn remove(&self, key: &K) -> Result<bool> {
        let object = &self.map.object;
        match object.kernel.api().map_delete(&object.handle, key.as_bytes()) {
            Ok(()) => Ok(true),
            Err(Errno::ENOENT) => Ok(false),
            Err(errno) => Err(self.map.error(Operation::Delete, errno)),
        }
    }

    /// All entries, read one by one as they are asked for.
    ///
    /// The key that was yielded last may be removed meanwhile. This is no snapshot: entries that others insert or
    /// remove meanwhile may or may not be seen, and when others remove keys some may be seen twice. It ends
    /// after at most as many entries as the map may hold.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter { hash: self, next: Next::First, left: self.map.info().max_entries }
    }
}

/// The entries of a [`HashMap`].
#[derive(Debug)]
pub struct Iter<'a, K, V> {
    hash: &'a HashMap<K, V>,
    next: Next<K>,
    left: u32,
}

#[derive(Debug)]
enum Next<K> {
    First,
    Key(K),
    End,
}

impl<K: Value, V: Value> Iter<'_, K, V> {
    /// The key after this one, or the first one.
    fn key_after(&self, previous: Option<&K>) -> Result<Next<K>> {
        let mut key = K::new_zeroed();
        let object = &self.hash.map.object;
        let previous = previous.map(IntoBytes::as_bytes);
        match object.kernel.api().map_next_key(&object.handle, previous, key.as_mut_bytes()) {
            Ok(()) => Ok(Next::Key(key)),
            Err(Errno::ENOENT) => Ok(Next::End),
            Err(errno) => Err(self.hash.map.error(Operation::Iterate, errno)),
        }
    }

    fn entry(&mut self) -> Result<Option<(K, V)>> {
        if let Next::First = self.next {
            self.next = self.key_after(None)?;
        }
        loop {
            let Next::Key(key) = std::mem::replace(&mut self.next, Next::End) else { return Ok(None) };
            if self.left == 0 {
                return Ok(None);
            }
            self.left -= 1;
            // Looked up before the key is given out: once it is removed, the kernel would start again.
            self.next = self.key_after(Some(&key))?;
            if let Some(value) = self.hash.get(&key)? {
                return Ok(Some((key, value)));
            }
        }
    }
}

impl<K: Value, V: Value> Iterator for Iter<'_, K, V> {
    type Item = Result<(K, V)>;

    fn next(&mut self) -> Option<Self::Item> {
        self.entry().inspect_err(|_: &Error| self.next = Next::End).transpose()
    }
}

impl<'a, K: Value, V: Value> IntoIterator for &'a HashMap<K, V> {
    type Item = Result<(K, V)>;
    type IntoIter = Iter<'a, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
