//! Hash maps: `BPF_MAP_TYPE_HASH` and those that are per CPU, make room by themselves, or both.

use super::usage::{Usage, Used};
use super::values::{Caller, Places, Values};
use super::{check_update, check_update_flags, length};
use skep_uapi::{Errno, Result, UpdateFlags};
use skep_vm::Memory;
use std::collections::BTreeMap;
use std::ops::Bound;

/// A key, and the place of its value.
#[derive(Debug)]
struct Entry {
    key: Box<[u8]>,
    place: usize,
    /// When it was used, if the map cares.
    used: Option<Used>,
}

/// A hash map. Its keys are here, its values in memory, at places that the map gives out.
///
/// Keys are walked through in the order of their hashes: the same each time, and no order that a program may rely on.
#[derive(Debug)]
pub(crate) struct Hash {
    /// By the hash of the key, the keys that have it.
    buckets: BTreeMap<u64, Vec<Entry>>,
    count: usize,
    max_entries: usize,
    places: Places,
    /// For maps that remove a key where there would be no room.
    usage: Option<Usage>,
}

impl Hash {
    pub(super) fn new(values: Values, max_entries: u32, usage: Option<Usage>) -> Self {
        let max_entries = length(max_entries);
        Self { buckets: BTreeMap::new(), count: 0, max_entries, places: Places::new(values), usage }
    }

    pub(super) fn values(&self) -> &Values {
        &self.places.values
    }

    pub(super) fn into_values(self) -> Values {
        self.places.values
    }

    /// The place of the value of a key.
    pub(super) fn find(&self, key: &[u8]) -> Option<usize> {
        let bucket = self.buckets.get(&hash(key))?;
        bucket.iter().find(|entry| *entry.key == *key).map(|entry| entry.place)
    }

    fn entry_mut(&mut self, key: &[u8]) -> Option<&mut Entry> {
        self.buckets.get_mut(&hash(key))?.iter_mut().find(|entry| *entry.key == *key)
    }

    /// Notes that a program uses a key.
    pub(super) fn touch(&mut self, key: &[u8]) {
        if let Some(mut usage) = self.usage.take() {
            if let Some(entry) = self.entry_mut(key) {
                entry.used = entry.used.map(|used| usage.touch(used));
            }
            self.usage = Some(usage);
        }
    }

    /// A new value is put at a new place, also if the key is there: who has the address of the old one does not see it
    /// change, as with the kernel's preallocated elements. Not so a value with a part for each CPU, which is changed
    /// where it is.
    pub(super) fn update(
        &mut self,
        key: &[u8],
        value: &[u8],
        flags: UpdateFlags,
        caller: Caller,
        memory: &mut Memory,
    ) -> Result<()> {
        check_update_flags(flags)?;
        let there = self.find(key);
        check_update(flags, there.is_some())?;
        let Some(old) = there else {
            return self.insert(key, value, caller, memory);
        };
        if self.places.change_in_place() {
            self.places.values.write(old, value, caller, memory);
        } else {
            let place = self.places.put(value, caller, memory);
            if let Some(entry) = self.entry_mut(key) {
                entry.place = place;
            }
            self.places.give_back(old);
        }
        self.touch(key);
        Ok(())
    }

    fn insert(&mut self, key: &[u8], value: &[u8], caller: Caller, memory: &mut Memory) -> Result<()> {
        let to_remove = self.usage.as_ref().and_then(|usage| usage.key_to_remove(caller.cpu()));
        if let Some(key) = to_remove.map(<[u8]>::to_vec) {
            self.delete(&key)?;
        }
        if self.count == self.max_entries {
            return Err(Errno::E2BIG);
        }
        let place = self.places.put(value, caller, memory);
        let used = self.usage.as_mut().map(|usage| usage.insert(key, caller.cpu()));
        self.buckets.entry(hash(key)).or_default().push(Entry { key: key.into(), place, used });
        self.count += 1;
        Ok(())
    }

    pub(super) fn delete(&mut self, key: &[u8]) -> Result<()> {
        let hash = hash(key);
        let bucket = self.buckets.get_mut(&hash).ok_or(Errno::ENOENT)?;
        let index = bucket.iter().position(|entry| *entry.key == *key).ok_or(Errno::ENOENT)?;
        let Entry { place, used, .. } = bucket.remove(index);
        if bucket.is_empty() {
            self.buckets.remove(&hash);
        }
        if let (Some(usage), Some(used)) = (&mut self.usage, used) {
            usage.remove(used);
        }
        self.places.give_back(place);
        self.count -= 1;
        Ok(())
    }

    /// The key after this one; the first if there is none before it, or if it is not there (any more).
    pub(super) fn next_key(&self, previous: Option<&[u8]>, next: &mut [u8]) -> Result<()> {
        let after = previous.and_then(|previous| {
            let hash = hash(previous);
            let bucket = self.buckets.get(&hash)?;
            let index = bucket.iter().position(|entry| *entry.key == *previous)?;
            Some((hash, bucket.get(index + 1)))
        });
        let found = match after {
            Some((_, Some(entry))) => Some(entry),
            Some((hash, None)) => self.first_of((Bound::Excluded(hash), Bound::Unbounded)),
            None => self.first_of((Bound::Unbounded, Bound::Unbounded)),
        };
        next.copy_from_slice(&found.ok_or(Errno::ENOENT)?.key);
        Ok(())
    }

    /// The first bucket from this one on that has keys, of so many (a power of two), and its keys. Buckets are ranges of hashes, so
    /// they are walked through in the same order.
    pub(super) fn bucket_from(&self, bucket: u32, buckets: u32) -> Option<(u32, Vec<&[u8]>)> {
        // The upper bits of a hash are the number of its bucket.
        let shift = u64::BITS - buckets.trailing_zeros();
        let of = |hash: u64| hash.checked_shr(shift).unwrap_or(0);
        let start = u64::from(bucket).checked_shl(shift).unwrap_or(0);
        let (first, _) = self.buckets.range(start..).next()?;
        let found = of(*first);
        let same = self.buckets.range(*first..).take_while(|(hash, _)| of(**hash) == found);
        let keys = same.flat_map(|(_, bucket)| bucket).map(|entry| &*entry.key).collect();
        Some((u32::try_from(found).ok()?, keys))
    }

    fn first_of(&self, hashes: (Bound<u64>, Bound<u64>)) -> Option<&Entry> {
        let (_, bucket) = self.buckets.range(hashes).next()?;
        bucket.first()
    }
}

/// FNV-1a, finished with the steps of SplitMix64, so that numbers that follow each other do not.
pub(super) fn hash(key: &[u8]) -> u64 {
    let mut hash = key.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash = (hash ^ hash >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash ^ hash >> 27
}
