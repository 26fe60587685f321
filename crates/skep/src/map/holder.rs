//! Maps whose entries the kernel looks at itself: events and control groups.

use super::{Entries, Map};
use crate::{Result, Value};
use skep_uapi::{MapType, UpdateFlags};
use std::marker::PhantomData;

/// The types of maps that are held so.
const TYPES: [MapType; 2] = [MapType::PERF_EVENT_ARRAY, MapType::CGROUP_ARRAY];

/// A map whose entries the kernel looks at itself. What a value is depends on the map's type: a descriptor as
/// a number, a program's own. Cloning it is cheap.
#[derive(Debug)]
pub struct Holder<K, V> {
    map: Map,
    types: PhantomData<fn() -> (K, V)>,
}

impl<K, V> Clone for Holder<K, V> {
    fn clone(&self) -> Self {
        Self { map: self.map.clone(), types: PhantomData }
    }
}

impl<K: Value, V: Value> Holder<K, V> {
    /// Takes a map for one with these keys and values.
    ///
    /// # Errors
    /// If it is of another type, or its keys or values have another size.
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&TYPES)?;
        map.expect_key::<K>()?;
        map.expect_value::<V>()?;
        Ok(Self { map, types: PhantomData })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// The value of a key, if there is one, and the kernel shows it: of sockets and events it does not.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get(&self, key: &K) -> Result<Option<V>> {
        let mut value = V::new_zeroed();
        Ok(self.map.look_up(key.as_bytes(), value.as_mut_bytes())?.then_some(value))
    }

    /// Sets the value of a key.
    ///
    /// # Errors
    /// If what the value names is not there or not of the right kind, or there is no room for more.
    pub fn set(&self, key: &K, value: &V) -> Result<()> {
        self.map.update(key.as_bytes(), value.as_bytes(), UpdateFlags::ANY)
    }

    /// Removes a key; returns whether it was there.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn remove(&self, key: &K) -> Result<bool> {
        self.map.delete(key.as_bytes())
    }

    /// The keys and values that the kernel shows, read one by one as they are asked for. This is no snapshot.
    pub fn iter(&self) -> Entries<'_, K, V> {
        Entries::new(&self.map)
    }
}
