//! An array.

use super::{Entries, Map, size};
use crate::{Kernel, Result, Value};
use skep_object::MapSpec;
use skep_uapi::{MapType, UpdateFlags};
use std::marker::PhantomData;
use zerocopy::IntoBytes;

/// An array that programs and user space share (`BPF_MAP_TYPE_ARRAY`, Linux 3.19). All of its elements exist
/// from the start and are zero. Cloning it is cheap.
///
/// ```
/// use skep::prelude::*;
///
/// let kernel = Kernel::simulated();
/// let levels = Array::<u64>::create(&kernel, "LEVELS", 4)?;
/// levels.set(3, &11)?;
/// assert_eq!(levels.get(3)?, Some(11));
/// assert_eq!(levels.get(4)?, None);
/// # Ok::<(), skep::Error>(())
/// ```
#[derive(Debug)]
pub struct Array<V> {
    map: Map,
    types: PhantomData<fn() -> V>,
}

impl<V> Clone for Array<V> {
    fn clone(&self) -> Self {
        Self { map: self.map.clone(), types: PhantomData }
    }
}

impl<V: Value> Array<V> {
    /// The specification of an array of these elements.
    pub fn spec(name: &str, length: u32) -> MapSpec {
        MapSpec::array(name, size::<V>(), length)
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
    /// If it is of another type, or its elements have another size.
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&[MapType::ARRAY])?;
        map.expect_value::<V>()?;
        Ok(Self { map, types: PhantomData })
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

    /// The element at this index; nothing if there are not so many.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn get(&self, index: u32) -> Result<Option<V>> {
        if index >= self.len() {
            return Ok(None);
        }
        let mut value = V::new_zeroed();
        Ok(self.map.look_up(index.as_bytes(), value.as_mut_bytes())?.then_some(value))
    }

    /// Sets the element at this index.
    ///
    /// # Errors
    /// If there are not so many elements.
    pub fn set(&self, index: u32, value: &V) -> Result<()> {
        self.map.check_index(index)?;
        self.map.update(index.as_bytes(), value.as_bytes(), UpdateFlags::ANY)
    }

    /// All elements in order, hundreds read with one call where the kernel can (Linux 5.6).
    pub fn iter(&self) -> impl Iterator<Item = Result<V>> {
        Entries::<u32, V>::new(&self.map).map(|entry| entry.map(|(_, value)| value))
    }
}
