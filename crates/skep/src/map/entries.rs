//! Going through the entries of a map: lazily, in constant memory, at the speed of batches where the kernel has them (ADR 24).
//!
//! | map | how | what others do meanwhile |
//! |---|---|---|
//! | hash tables (Linux 5.6) | batches, each of whole buckets | no key is seen twice: it is always in the same bucket |
//! | tries (Linux 5.6) | batches | the order of keys is known: where the kernel begins anew, what was seen is passed over |
//! | tables that are resized | all with one call, for which the memory grows | the kernel moves entries; keys that it gives again are passed over |
//! | arrays (Linux 5.6) | batches | there is nothing to insert or remove |
//! | all on older kernels | key by key, the next one looked up before one is given out | see below |
//!
//! If the key that comes next is removed by others before it is reached, the kernel begins anew with the first. The order of a hash
//! table is not known. On a kernel before 5.6, keys of one may thus be seen twice when others remove some, and it ends after as many as
//! the map may hold.

use super::{Map, PerCpu};
use crate::retry::{self, Call};
use crate::{Error, Operation, Result, Value};
use skep_uapi::kernel::ReadBatch;
use skep_uapi::{Errno, MapType};
use std::cmp::Ordering;
use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;

/// How entries are read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Reading {
    /// Hundreds of entries with one call.
    Batches,
    /// Each key with one call and its value with another: the kernel has no batches for this map.
    OneByOne,
}

/// About how many bytes of keys and values are read at once.
const CHUNK_BYTES: usize = 64 << 10;

/// The fewest and the most entries of a chunk, whatever their size.
const CHUNK_ENTRIES: std::ops::RangeInclusive<usize> = 16..=4096;

/// How large a chunk grows if the kernel wants more room for a bucket: no real bucket has so many keys.
const MOST_ENTRIES: usize = 1 << 20;

/// An order of keys, as bytes.
type KeyOrder = fn(&[u8], &[u8]) -> Ordering;

/// A walk through the entries of a map, as bytes.
#[derive(Debug)]
pub(crate) struct Walk<'a> {
    map: &'a Map,
    takes: bool,
    /// Whether values are of interest, or keys alone.
    looks_up: bool,
    key_length: usize,
    value_length: usize,
    /// Where the next batch begins; one by one, the next key.
    cursor: Vec<u8>,
    keys: Vec<u8>,
    values: Vec<u8>,
    /// How many entries of the chunk there are, and how many of them were given out.
    filled: usize,
    given: usize,
    is_first: bool,
    has_ended: bool,
    reading: Reading,
    /// How many more keys there can be, one by one.
    left: u32,
    /// The order of keys, where it is known, and the key that was given out last.
    order: Option<KeyOrder>,
    last: Option<Vec<u8>>,
    /// The keys that were given out, of a table that is resized.
    resized: Option<HashSet<Vec<u8>>>,
}

impl<'a> Walk<'a> {
    /// A walk through a map whose values, as they are looked up, are so long.
    pub(crate) fn new(map: &'a Map, value_length: usize) -> Self {
        Self::of(map, value_length, false)
    }

    /// The same, which removes what it reads.
    pub(crate) fn taking(map: &'a Map, value_length: usize) -> Self {
        Self::of(map, value_length, true)
    }

    /// A walk through the keys alone, one by one.
    pub(super) fn through_keys(map: &'a Map) -> Self {
        let mut walk = Self::of(map, 0, false);
        (walk.looks_up, walk.reading) = (false, Reading::OneByOne);
        walk
    }

    fn of(map: &'a Map, value_length: usize, takes: bool) -> Self {
        let key_length = map.info().key_size as usize;
        let entry = key_length.saturating_add(value_length).max(1);
        let room = (CHUNK_BYTES / entry).clamp(*CHUNK_ENTRIES.start(), *CHUNK_ENTRIES.end());
        // A small map has no need of more.
        let room = room.min((map.info().max_entries as usize).max(1));
        let order = (map.info().map_type == MapType::LPM_TRIE).then_some(trie_order as KeyOrder);
        Self {
            map,
            takes,
            looks_up: true,
            key_length,
            value_length,
            cursor: vec![0; key_length.max(4)],
            keys: vec![0; room * key_length],
            values: vec![0; room * value_length],
            filled: 0,
            given: 0,
            is_first: true,
            has_ended: false,
            reading: Reading::Batches,
            left: map.info().max_entries,
            order,
            last: None,
            resized: (map.info().map_type == MapType::RHASH).then(HashSet::new),
        }
    }

    /// The next entry.
    pub(crate) fn next(&mut self) -> Result<Option<(&[u8], &[u8])>> {
        loop {
            while self.given == self.filled {
                if self.has_ended {
                    return Ok(None);
                }
                let more = match self.reading {
                    Reading::Batches => self.read_batch(),
                    Reading::OneByOne => self.read_one(),
                };
                if let Err(errno) = more {
                    self.has_ended = true;
                    return Err(self.map.error(Operation::Iterate, errno));
                }
            }
            self.given += 1;
            if !self.was_seen() {
                break;
            }
        }
        let at = self.given - 1;
        let key = &self.keys[at * self.key_length..][..self.key_length];
        Ok(Some((key, &self.values[at * self.value_length..][..self.value_length])))
    }

    /// Whether the key that is to be given out now was given out before, as far as the order tells: then the kernel has begun anew.
    fn was_seen(&mut self) -> bool {
        let key = &self.keys[(self.given - 1) * self.key_length..][..self.key_length];
        if let Some(known) = &mut self.resized {
            // What was taken and is there again is another entry.
            return !self.takes && !known.insert(key.to_vec());
        }
        let Some(order) = self.order else { return false };
        match &mut self.last {
            Some(last) if order(key, last) != Ordering::Greater => return true,
            Some(last) => last.copy_from_slice(key),
            None => self.last = Some(key.to_vec()),
        }
        false
    }

    fn read_batch(&mut self) -> std::result::Result<(), Errno> {
        let object = &self.map.object;
        let mut batch = ReadBatch {
            cursor: &mut self.cursor,
            is_first: self.is_first,
            keys: &mut self.keys,
            values: &mut self.values,
            count: 0,
        };
        let api = object.kernel.api();
        // What was removed is read once only.
        let answer = match self.takes {
            true => api.map_take_batch(&object.handle, &mut batch),
            false => {
                retry::call(&object.kernel, Call::Read, || api.map_read_batch(&object.handle, &mut batch))
            }
        };
        (self.filled, self.given) = (batch.count as usize, 0);
        let has_begun = !std::mem::replace(&mut self.is_first, false);
        match answer {
            // Where the first entries end is lost when the table is resized or the last of them is removed: all must be read with one call.
            Ok(()) if self.resized.is_some() && !self.takes && self.filled > 0 => {
                (self.is_first, self.filled) = (true, 0);
                return self.grow();
            }
            Ok(()) => self.has_ended = self.filled == 0,
            // With it there may be a last part.
            Err(Errno::ENOENT) => self.has_ended = true,
            Err(Errno::ENOSPC) if self.filled == 0 => {
                self.is_first = !has_begun;
                return self.grow();
            }
            // What was taken is gone, so that a new beginning gives nothing twice.
            Err(Errno::EAGAIN) if self.resized.is_some() && self.takes && has_begun => self.is_first = true,
            // The kernel has no batches, or not for this map. (Before 5.6 the command itself is unknown.)
            Err(Errno::ENOTSUPP | Errno::EOPNOTSUPP | Errno::EINVAL | Errno::EPERM) if !has_begun => {
                (self.reading, self.is_first) = (Reading::OneByOne, true);
            }
            Err(errno) => return Err(errno),
        }
        Ok(())
    }

    /// Makes more room: a bucket does not fit.
    fn grow(&mut self) -> std::result::Result<(), Errno> {
        let room = (self.keys.len() / self.key_length.max(1)).saturating_mul(2);
        if room > MOST_ENTRIES && self.resized.is_none() {
            return Err(Errno::ENOSPC);
        }
        self.keys.resize(room * self.key_length, 0);
        self.values.resize(room * self.value_length, 0);
        Ok(())
    }

    /// Reads an entry by its key. The cursor is the key that comes next, once there was a first.
    fn read_one(&mut self) -> std::result::Result<(), Errno> {
        let object = &self.map.object;
        let api = object.kernel.api();
        let next_key =
            |previous: Option<&[u8]>, next: &mut [u8]| match retry::call(&object.kernel, Call::Read, || {
                api.map_next_key(&object.handle, previous, next)
            }) {
                Ok(()) => Ok(true),
                Err(Errno::ENOENT) => Ok(false),
                Err(errno) => Err(errno),
            };
        (self.filled, self.given) = (0, 0);
        let (key, next) = (&mut self.keys[..self.key_length], &mut self.cursor[..self.key_length]);
        if !std::mem::replace(&mut self.is_first, false) {
            key.copy_from_slice(next);
        } else if !next_key(None, key)? {
            self.has_ended = true;
            return Ok(());
        }
        // The next is looked up now: once this one is removed, the kernel would begin anew.
        self.has_ended = !next_key(Some(key), next)?;
        // In a known order there is no circle.
        self.left = self.left.saturating_sub(1);
        if self.left == 0 && self.order.is_none() {
            self.has_ended = true;
        }
        if !self.looks_up {
            self.filled = 1;
            return Ok(());
        }
        let value = &mut self.values[..self.value_length];
        let read = match self.takes {
            true => match api.map_take(&object.handle, key, value) {
                // Only hash tables can, and those since Linux 5.14.
                Err(Errno::ENOTSUPP | Errno::EOPNOTSUPP | Errno::EINVAL) => {
                    let read = api.map_lookup(&object.handle, key, value);
                    read.and_then(|()| api.map_delete(&object.handle, key))
                }
                answer => answer,
            },
            false => retry::call(&object.kernel, Call::Read, || api.map_lookup(&object.handle, key, value)),
        };
        match read {
            Ok(()) => self.filled = 1,
            // It is gone by now.
            Err(Errno::ENOENT) => {}
            Err(errno) => return Err(errno),
        }
        Ok(())
    }

    /// Puts back what was taken and not given out, unless it is there again.
    fn put_back(&mut self) {
        let object = &self.map.object;
        for at in self.given..self.filled {
            let key = &self.keys[at * self.key_length..][..self.key_length];
            let value = &self.values[at * self.value_length..][..self.value_length];
            // Where there is no room any more, or a newer entry, there is nobody to be told.
            let _ =
                object.kernel.api().map_update(&object.handle, key, value, skep_uapi::UpdateFlags::NOEXIST);
        }
        self.given = self.filled;
    }
}

impl Drop for Walk<'_> {
    fn drop(&mut self) {
        if self.takes {
            self.put_back();
        }
    }
}

/// The order in which a trie's keys come (`trie_get_next_key`, `kernel/bpf/lpm_trie.c`): a prefix after all that begin with it,
/// otherwise by the first bit that differs. A key is the length of its prefix in bits, as a number of 32 bits, and the bytes.
fn trie_order(left: &[u8], right: &[u8]) -> Ordering {
    fn parts(key: &[u8]) -> (usize, &[u8]) {
        let (length, data) = key.split_first_chunk::<4>().unwrap_or((&[0; 4], &[]));
        ((u32::from_ne_bytes(*length) as usize).min(data.len().saturating_mul(8)), data)
    }
    let ((left_length, left), (right_length, right)) = (parts(left), parts(right));
    let bit = |data: &[u8], at: usize| data.get(at / 8).is_some_and(|byte| byte & (0x80 >> (at % 8)) != 0);
    let common = left_length.min(right_length);
    let differs = (0..common).find(|&at| bit(left, at) != bit(right, at));
    match differs {
        Some(at) => bit(left, at).cmp(&bit(right, at)),
        None => right_length.cmp(&left_length),
    }
}

/// The entries of a map, read as they are asked for.
///
/// They are no snapshot: entries that others insert or remove meanwhile may or may not be seen. None is seen twice that was not
/// inserted again (but see [`reading`](Self::reading)), and it ends. Those of a table that is resized
/// ([`HashMap::resizable_spec`](crate::HashMap::resizable_spec)) are all read at the beginning, into memory for all of them.
#[derive(Debug)]
pub struct Entries<'a, K, V> {
    walk: Walk<'a>,
    types: PhantomData<fn() -> (K, V)>,
}

impl<'a, K: Value, V: Value> Entries<'a, K, V> {
    pub(crate) fn new(map: &'a Map) -> Self {
        Self { walk: Walk::new(map, size_of::<V>()), types: PhantomData }
    }

    pub(crate) fn taking(map: &'a Map) -> Self {
        Self { walk: Walk::taking(map, size_of::<V>()), types: PhantomData }
    }

    /// How they are read: known for sure after the first. [`OneByOne`](Reading::OneByOne) takes two calls an entry instead of one for
    /// hundreds, and on a hash table, which only kernels before 5.6 read so, keys may be seen twice if others remove some.
    pub fn reading(&self) -> Reading {
        self.walk.reading
    }
}

impl<K: Value, V: Value> Iterator for Entries<'_, K, V> {
    type Item = Result<(K, V)>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.walk.next() {
            // Both are as long as the types: the map was opened with them.
            Ok(Some((key, value))) => {
                Some(Ok((K::read_from_bytes(key).ok()?, V::read_from_bytes(value).ok()?)))
            }
            Ok(None) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

/// The entries of a hash table with a part of each value for every CPU, read as they are asked for; otherwise as [`Entries`].
pub struct PerCpuEntries<'a, K, V> {
    /// With the parts of the entry that is looked at; or why there is none, once.
    walk: Result<(Walk<'a>, PerCpu<V>), Option<Error>>,
    types: PhantomData<fn() -> K>,
}

impl<K, V> fmt::Debug for PerCpuEntries<'_, K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let walk = self.walk.as_ref().map(|(walk, _)| walk);
        f.debug_struct("PerCpuEntries").field("walk", &walk).finish_non_exhaustive()
    }
}

impl<'a, K: Value, V: Value> PerCpuEntries<'a, K, V> {
    pub(crate) fn new(map: &'a Map) -> Self {
        Self::of(map, Walk::new)
    }

    pub(crate) fn taking(map: &'a Map) -> Self {
        Self::of(map, Walk::taking)
    }

    fn of(map: &'a Map, walk: fn(&'a Map, usize) -> Walk<'a>) -> Self {
        let parts = PerCpu::zeroed(&map.object.kernel);
        let walk = parts.map(|parts| (walk(map, parts.as_bytes().len()), parts)).map_err(Some);
        Self { walk, types: PhantomData }
    }

    /// How they are read, as [`Entries::reading`].
    pub fn reading(&self) -> Reading {
        self.walk.as_ref().map_or(Reading::Batches, |(walk, _)| walk.reading)
    }

    /// Each key with what its parts come to: a sum, the largest. Nothing is allocated for an entry.
    pub fn fold_parts<T>(
        mut self,
        mut of: impl FnMut(&PerCpu<V>) -> T,
    ) -> impl Iterator<Item = Result<(K, T)>> {
        std::iter::from_fn(move || self.next_with(&mut of))
    }

    fn next_with<T>(&mut self, of: impl FnOnce(&PerCpu<V>) -> T) -> Option<Result<(K, T)>> {
        let (walk, parts) = match &mut self.walk {
            Ok(both) => both,
            Err(error) => return error.take().map(Err),
        };
        match walk.next() {
            Ok(Some((key, value))) => {
                parts.as_mut_bytes().copy_from_slice(value);
                Some(Ok((K::read_from_bytes(key).ok()?, of(parts))))
            }
            Ok(None) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

impl<K: Value, V: Value> Iterator for PerCpuEntries<'_, K, V> {
    type Item = Result<(K, PerCpu<V>)>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_with(PerCpu::clone)
    }
}

/// The keys of a map whose values are more than their bytes, one by one.
#[derive(Debug)]
pub(crate) struct KeyWalk<'a, K> {
    walk: Walk<'a>,
    key: PhantomData<fn() -> K>,
}

impl<'a, K: Value> KeyWalk<'a, K> {
    pub(crate) fn new(map: &'a Map) -> Self {
        Self { walk: Walk::through_keys(map), key: PhantomData }
    }

    /// The keys with their values. Keys that are gone when their value is looked up are passed over.
    pub(crate) fn entries<V>(
        self,
        value: impl Fn(&K) -> Result<Option<V>>,
    ) -> impl Iterator<Item = Result<(K, V)>> {
        self.filter_map(move |key| match key {
            Ok(key) => value(&key).map(|value| value.map(|value| (key, value))).transpose(),
            Err(error) => Some(Err(error)),
        })
    }
}

impl<K: Value> Iterator for KeyWalk<'_, K> {
    type Item = Result<K>;

    fn next(&mut self) -> Option<Result<K>> {
        match self.walk.next() {
            Ok(Some((key, _))) => Some(Ok(K::read_from_bytes(key).ok()?)),
            Ok(None) => None,
            Err(error) => Some(Err(error)),
        }
    }
}

/// Several entries at a time.
pub(crate) fn chunks<T>(
    mut entries: impl Iterator<Item = Result<T>>,
    length: usize,
) -> impl Iterator<Item = Result<Vec<T>>> {
    let mut failed = None;
    std::iter::from_fn(move || {
        if let Some(error) = failed.take() {
            return Some(Err(error));
        }
        let mut chunk = Vec::new();
        while chunk.len() < length.max(1) {
            match entries.next() {
                Some(Ok(entry)) => chunk.push(entry),
                // What came before it is given first.
                Some(Err(error)) if chunk.is_empty() => return Some(Err(error)),
                Some(Err(error)) => {
                    failed = Some(error);
                    break;
                }
                None => break,
            }
        }
        (!chunk.is_empty()).then_some(Ok(chunk))
    })
}
