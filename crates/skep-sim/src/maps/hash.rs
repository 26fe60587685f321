//! Hash maps: `BPF_MAP_TYPE_HASH`.

use super::{check_update, check_update_flags, length};
use skep_uapi::{Errno, Result, UpdateFlags};
use skep_vm::{Memory, RegionId};
use std::collections::BTreeMap;
use std::ops::Bound;

/// A key, and the place of its value.
type Entry = (Box<[u8]>, usize);

/// A hash map. Its keys are here, its values in memory, at places that the map gives out.
///
/// Keys are walked through in the order of their hashes: the same each time, and no order that a program may rely on.
#[derive(Debug)]
pub(crate) struct Hash {
    /// By the hash of the key, the keys that have it and the places of their values.
    buckets: BTreeMap<u64, Vec<Entry>>,
    count: usize,
    max_entries: usize,
    values: RegionId,
    /// Places that were used before.
    free: Vec<usize>,
    /// The first place that was never used.
    unused: usize,
}

impl Hash {
    pub(super) fn new(values: RegionId, max_entries: u32) -> Self {
        let max_entries = length(max_entries);
        Self { buckets: BTreeMap::new(), count: 0, max_entries, values, free: Vec::new(), unused: 0 }
    }

    pub(super) fn values(&self) -> RegionId {
        self.values
    }

    pub(super) fn find(&self, key: &[u8]) -> Option<(RegionId, usize)> {
        let bucket = self.buckets.get(&hash(key))?;
        let (_, place) = bucket.iter().find(|(found, _)| **found == *key)?;
        Some((self.values, *place))
    }

    /// A new value is put at a new place, also if the key is there: who has the address of the old one does not see it
    /// change, as with the kernel's preallocated elements.
    pub(super) fn update(
        &mut self,
        key: &[u8],
        value: &[u8],
        flags: UpdateFlags,
        memory: &mut Memory,
    ) -> Result<()> {
        check_update_flags(flags)?;
        let there = self.find(key).is_some();
        check_update(flags, there)?;
        if !there && self.count == self.max_entries {
            return Err(Errno::E2BIG);
        }
        let place = self.free.pop().unwrap_or_else(|| {
            self.unused += 1;
            self.unused - 1
        });
        // All at once would be too much for a large map, one by one too slow for any.
        memory.grow_elements(self.values, (place + 1).next_power_of_two());
        if let Some(element) = memory.element_mut(self.values, place) {
            element.copy_from_slice(value);
        }
        let bucket = self.buckets.entry(hash(key)).or_default();
        match bucket.iter_mut().find(|(found, _)| **found == *key) {
            Some((_, old)) => self.free.push(std::mem::replace(old, place)),
            None => {
                bucket.push((key.into(), place));
                self.count += 1;
            }
        }
        Ok(())
    }

    pub(super) fn delete(&mut self, key: &[u8]) -> Result<()> {
        let hash = hash(key);
        let bucket = self.buckets.get_mut(&hash).ok_or(Errno::ENOENT)?;
        let index = bucket.iter().position(|(found, _)| **found == *key).ok_or(Errno::ENOENT)?;
        let (_, place) = bucket.remove(index);
        if bucket.is_empty() {
            self.buckets.remove(&hash);
        }
        self.free.push(place);
        self.count -= 1;
        Ok(())
    }

    /// The key after this one; the first if there is none before it, or if it is not there (any more).
    pub(super) fn next_key(&self, previous: Option<&[u8]>, next: &mut [u8]) -> Result<()> {
        let after = previous.and_then(|previous| {
            let hash = hash(previous);
            let bucket = self.buckets.get(&hash)?;
            let index = bucket.iter().position(|(found, _)| **found == *previous)?;
            Some((hash, bucket.get(index + 1)))
        });
        let found = match after {
            Some((_, Some(entry))) => Some(entry),
            Some((hash, None)) => self.first_of((Bound::Excluded(hash), Bound::Unbounded)),
            None => self.first_of((Bound::Unbounded, Bound::Unbounded)),
        };
        let (key, _) = found.ok_or(Errno::ENOENT)?;
        next.copy_from_slice(key);
        Ok(())
    }

    fn first_of(&self, hashes: (Bound<u64>, Bound<u64>)) -> Option<&Entry> {
        let (_, bucket) = self.buckets.range(hashes).next()?;
        bucket.first()
    }
}

/// FNV-1a, finished with the steps of SplitMix64, so that numbers that follow each other do not.
fn hash(key: &[u8]) -> u64 {
    let mut hash = key.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash = (hash ^ hash >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash ^ hash >> 27
}
