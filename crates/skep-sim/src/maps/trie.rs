//! Tries of prefixes: `BPF_MAP_TYPE_LPM_TRIE` (`kernel/bpf/lpm_trie.c`).
//!
//! A key is the length of a prefix in bits, as a `u32` in the machine's byte order, and data of which so many bits count,
//! the first being the highest bit of the first byte. A lookup finds the longest prefix that the key's begins with; all
//! else needs the same prefix. The bits behind a prefix are kept as they were given, and come back in keys.

use super::values::{Caller, Places, Values};
use super::{check_update, check_update_flags, length};
use skep_uapi::{Errno, Result, UpdateFlags};
use skep_vm::Memory;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Bound;

/// The bytes of a key before its data.
pub(super) const LENGTH_SIZE: u32 = 4;

/// A trie.
#[derive(Debug)]
pub(crate) struct Trie {
    entries: BTreeMap<Prefix, Entry>,
    /// How many entries there are with prefixes of each length.
    lengths: BTreeMap<usize, usize>,
    max_entries: usize,
    places: Places,
}

/// A key as it was given last, and the place of its value.
#[derive(Debug)]
struct Entry {
    key: Box<[u8]>,
    place: usize,
}

/// The bits of a prefix, in bytes; those behind it are zero.
///
/// Prefixes are ordered as the kernel walks through them: longer ones before those that they begin with, and otherwise
/// by the first bit in which they differ.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Prefix {
    bits: usize,
    data: Box<[u8]>,
}

impl Prefix {
    fn new(data: &[u8], bits: usize) -> Self {
        let mut data: Box<[u8]> = data.into();
        let (whole, kept) = (bits / 8, bits % 8);
        if let Some((byte, behind)) = data[whole..].split_first_mut() {
            *byte &= !(u8::MAX >> kept);
            behind.fill(0);
        }
        Self { bits, data }
    }
}

impl Ord for Prefix {
    fn cmp(&self, other: &Self) -> Ordering {
        let common = self.bits.min(other.bits);
        let (whole, kept) = (common / 8, common % 8);
        let rest = |prefix: &Self| match kept {
            0 => 0,
            _ => prefix.data[whole] >> (8 - kept),
        };
        self.data[..whole]
            .cmp(&other.data[..whole])
            .then_with(|| rest(self).cmp(&rest(other)))
            .then_with(|| other.bits.cmp(&self.bits))
    }
}

impl PartialOrd for Prefix {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The length of the prefix in bits, and the data. `None` if the length is beyond the data.
fn parse(key: &[u8]) -> Option<(usize, &[u8])> {
    let (bits, data) = key.split_first_chunk()?;
    let bits = length(u32::from_ne_bytes(*bits));
    (bits <= data.len().saturating_mul(8)).then_some((bits, data))
}

impl Trie {
    pub(super) fn new(values: Values, max_entries: u32) -> Self {
        Self {
            entries: BTreeMap::new(),
            lengths: BTreeMap::new(),
            max_entries: length(max_entries),
            places: Places::new(values),
        }
    }

    pub(super) fn values(&self) -> &Values {
        &self.places.values
    }

    pub(super) fn into_values(self) -> Values {
        self.places.values
    }

    /// The place of the value with the longest prefix that the key's begins with.
    pub(super) fn find(&self, key: &[u8]) -> Option<usize> {
        let (bits, data) = parse(key)?;
        let lengths = self.lengths.range(..=bits).rev();
        let mut found = lengths.filter_map(|(&bits, _)| self.entries.get(&Prefix::new(data, bits)));
        found.next().map(|entry| entry.place)
    }

    pub(super) fn update(
        &mut self,
        key: &[u8],
        value: &[u8],
        flags: UpdateFlags,
        caller: Caller,
        memory: &mut Memory,
    ) -> Result<()> {
        check_update_flags(flags)?;
        let (bits, data) = parse(key).ok_or(Errno::EINVAL)?;
        let prefix = Prefix::new(data, bits);
        let there = self.entries.contains_key(&prefix);
        check_update(flags, there)?;
        if !there && self.entries.len() == self.max_entries {
            return Err(Errno::ENOSPC);
        }
        let place = self.places.put(value, caller, memory);
        match self.entries.insert(prefix, Entry { key: key.into(), place }) {
            Some(old) => self.places.give_back(old.place),
            None => *self.lengths.entry(bits).or_default() += 1,
        }
        Ok(())
    }

    pub(super) fn delete(&mut self, key: &[u8]) -> Result<()> {
        let (bits, data) = parse(key).ok_or(Errno::EINVAL)?;
        let entry = self.entries.remove(&Prefix::new(data, bits)).ok_or(Errno::ENOENT)?;
        self.places.give_back(entry.place);
        if let Some(count) = self.lengths.get_mut(&bits) {
            *count -= 1;
            if *count == 0 {
                self.lengths.remove(&bits);
            }
        }
        Ok(())
    }

    /// The key after this one; the first if there is none before it, or if it is not there (any more).
    pub(super) fn next_key(&self, previous: Option<&[u8]>, next: &mut [u8]) -> Result<()> {
        let previous = previous.and_then(parse).map(|(bits, data)| Prefix::new(data, bits));
        let from = match previous.filter(|previous| self.entries.contains_key(previous)) {
            Some(previous) => Bound::Excluded(previous),
            None => Bound::Unbounded,
        };
        let (_, entry) = self.entries.range((from, Bound::Unbounded)).next().ok_or(Errno::ENOENT)?;
        next.copy_from_slice(&entry.key);
        Ok(())
    }
}
