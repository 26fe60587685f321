//! Bloom filters: sets that are asked whether something may be in them.

use super::{Map, size};
use crate::{Kernel, Result, Value};
use skep_object::MapSpec;
use skep_uapi::{MapType, UpdateFlags};
use std::marker::PhantomData;

/// How many hash functions the kernel takes if it is not said (`bloom_map_alloc`, `kernel/bpf/bloom_filter.c`).
const DEFAULT_HASH_FUNCTIONS: u8 = 5;

/// A Bloom filter (`BPF_MAP_TYPE_BLOOM_FILTER`, Linux 5.16): a set that takes little memory, from which nothing is removed, and that is
/// asked whether a value is in it. That one is not is certain; that one is may be wrong, the more often the more values there are.
/// Cloning it is cheap.
///
/// ```
/// use skep::prelude::*;
///
/// let seen = BloomFilter::<[u8; 4]>::create(&Kernel::simulated(), "SEEN", 1000)?;
/// seen.push(&[10, 0, 0, 1])?;
/// assert!(seen.contains(&[10, 0, 0, 1])?);
/// assert!(!seen.contains(&[10, 0, 0, 2])?);
/// # Ok::<(), skep::Error>(())
/// ```
#[derive(Debug)]
pub struct BloomFilter<T> {
    map: Map,
    value: PhantomData<fn() -> T>,
}

impl<T> Clone for BloomFilter<T> {
    fn clone(&self) -> Self {
        Self { map: self.map.clone(), value: PhantomData }
    }
}

impl<T: Value> BloomFilter<T> {
    /// The specification of a filter for about so many values: with as many, and 5 hash functions, about one of 30 questions for others
    /// is answered wrongly. More can be put in, and more answers are wrong then.
    pub fn spec(name: &str, values: u32) -> MapSpec {
        MapSpec::new(name, MapType::BLOOM_FILTER, 0, size::<T>(), values)
    }

    /// The same with another number of hash functions, 1 to 15: the kernel makes the filter larger in proportion, each question takes longer
    /// in proportion, and each function more halves the wrong answers. A number beyond that is refused when the map is made.
    pub fn spec_with_hash_functions(name: &str, values: u32, functions: u8) -> MapSpec {
        // 0 would be another number than it says.
        let extra = if functions == 0 { u64::MAX } else { functions.into() };
        MapSpec { extra, ..Self::spec(name, values) }
    }

    /// Creates a filter for about so many values. Needs `CAP_BPF`.
    ///
    /// # Errors
    /// If the kernel does not take the name or the sizes, or this process may not.
    pub fn create(kernel: &Kernel, name: &str, values: u32) -> Result<Self> {
        Self::new(Map::create(kernel, &Self::spec(name, values))?)
    }

    /// Takes a map for a filter of these values.
    ///
    /// # Errors
    /// If it is of another type, or its values have another size.
    pub fn new(map: Map) -> Result<Self> {
        map.expect(&[MapType::BLOOM_FILTER])?;
        map.expect_value::<T>()?;
        Ok(Self { map, value: PhantomData })
    }

    /// The map, untyped: to pin it, or to ask about it.
    pub fn map(&self) -> &Map {
        &self.map
    }

    /// How many hash functions it has.
    pub fn hash_functions(&self) -> u8 {
        match self.map.info().extra {
            0 => DEFAULT_HASH_FUNCTIONS,
            functions => u8::try_from(functions).unwrap_or(u8::MAX),
        }
    }

    /// Puts a value in.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn push(&self, value: &T) -> Result<()> {
        self.map.update(&[], value.as_bytes(), UpdateFlags::ANY)
    }

    /// Whether a value is in: `false` is certain, `true` may be wrong.
    ///
    /// # Errors
    /// If the kernel refuses.
    pub fn contains(&self, value: &T) -> Result<bool> {
        // The kernel reads the value that is asked for from where it would write one.
        let mut asked = T::new_zeroed();
        asked.as_mut_bytes().copy_from_slice(value.as_bytes());
        self.map.look_up(&[], asked.as_mut_bytes())
    }
}
