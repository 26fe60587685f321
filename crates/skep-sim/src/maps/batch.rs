//! Entries in batches (`generic_map_lookup_batch` and its like, `kernel/bpf/syscall.c`; `__htab_map_lookup_and_delete_batch`,
//! `kernel/bpf/hashtab.c`).
//!
//! Hash tables go by buckets, of which each is read whole; other maps by keys.

use super::{Caller, Map, MapKind, length};
use skep_uapi::kernel::ReadBatch;
use skep_uapi::{Errno, Result, UpdateFlags};
use skep_vm::Memory;

/// The bytes of the number of a bucket.
const BUCKET: usize = 4;

impl Map {
    /// Reads entries: for somebody who removes them, or not.
    pub(crate) fn read_batch(&self, batch: &mut ReadBatch<'_>, takes: bool, memory: &Memory) -> Result<()> {
        batch.count = 0;
        let (key_length, value_length) = (length(self.info.key_size), self.user_value_length());
        if key_length == 0
            || !batch.keys.len().is_multiple_of(key_length)
            || batch.cursor.len() < key_length.max(BUCKET)
        {
            return Err(Errno::EINVAL);
        }
        let room = batch.keys.len() / key_length;
        if batch.values.len() / value_length.max(1) < room {
            return Err(Errno::EINVAL);
        }
        match &self.kind {
            MapKind::Hash(_) => self.read_buckets(batch, room, memory),
            MapKind::Array(_) | MapKind::Trie(_) | MapKind::Outer(_) if !takes => {
                self.read_keys(batch, room, memory)
            }
            MapKind::Array(_)
            | MapKind::Trie(_)
            | MapKind::Outer(_)
            | MapKind::Queue(_)
            | MapKind::Programs(_)
            | MapKind::Events(_)
            | MapKind::Bloom(_)
            | MapKind::Stacks(_)
            | MapKind::Receivers(_)
            | MapKind::Ring(_)
            | MapKind::UserRing(_)
            | MapKind::Storage(_) => Err(Errno::ENOTSUPP),
        }
    }

    fn user_value_length(&self) -> usize {
        self.values().map_or_else(|| length(self.info.value_size), super::values::Values::user_length)
    }

    fn read_buckets(&self, batch: &mut ReadBatch<'_>, room: usize, memory: &Memory) -> Result<()> {
        let MapKind::Hash(hash) = &self.kind else { return Err(Errno::ENOTSUPP) };
        let (key_length, value_length) = (length(self.info.key_size), self.user_value_length());
        let buckets = self.info.max_entries.checked_next_power_of_two().unwrap_or(1 << 31);
        let mut bucket = match (batch.is_first, batch.cursor.first_chunk::<BUCKET>()) {
            (false, Some(bytes)) => u32::from_ne_bytes(*bytes),
            _ => 0,
        };
        if room == 0 {
            return Ok(());
        }
        if bucket >= buckets {
            return Err(Errno::ENOENT);
        }
        let mut copied = 0;
        let result = loop {
            // What is in no bucket is passed over at once.
            let Some((next, keys)) = hash.bucket_from(bucket, buckets) else {
                bucket = buckets;
                break Err(Errno::ENOENT);
            };
            bucket = next;
            if keys.len() > room - copied {
                break if copied == 0 { Err(Errno::ENOSPC) } else { Ok(()) };
            }
            for key in keys {
                batch.keys[copied * key_length..][..key_length].copy_from_slice(key);
                // It was just found.
                self.lookup(key, &mut batch.values[copied * value_length..][..value_length], memory)?;
                copied += 1;
            }
            bucket += 1;
            if bucket == buckets {
                break Err(Errno::ENOENT);
            }
        };
        batch.cursor[..BUCKET].copy_from_slice(&bucket.to_ne_bytes());
        batch.count = u32::try_from(copied).unwrap_or(u32::MAX);
        result
    }

    fn read_keys(&self, batch: &mut ReadBatch<'_>, room: usize, memory: &Memory) -> Result<()> {
        let (key_length, value_length) = (length(self.info.key_size), self.user_value_length());
        let mut previous = (!batch.is_first).then(|| batch.cursor[..key_length].to_vec());
        let mut key = vec![0; key_length];
        let mut copied = 0;
        let mut result = Ok(());
        while copied < room {
            result = self.next_key(previous.as_deref(), &mut key);
            if result.is_err() {
                break;
            }
            batch.keys[copied * key_length..][..key_length].copy_from_slice(&key);
            self.lookup(&key, &mut batch.values[copied * value_length..][..value_length], memory)?;
            copied += 1;
            previous = Some(key.clone());
        }
        if let Some(last) = previous {
            batch.cursor[..key_length].copy_from_slice(&last);
        }
        batch.count = u32::try_from(copied).unwrap_or(u32::MAX);
        result
    }

    /// Updates entries one after the other.
    pub(crate) fn update_batch(
        &mut self,
        keys: &[u8],
        values: &[u8],
        flags: UpdateFlags,
        count: &mut u32,
        memory: &mut Memory,
    ) -> Result<()> {
        *count = 0;
        // (`BPF_F_LOCK` would be allowed, and no map here has locks.)
        if flags != UpdateFlags::ANY {
            return Err(Errno::EINVAL);
        }
        if !matches!(self.kind, MapKind::Hash(_) | MapKind::Array(_) | MapKind::Trie(_)) {
            return Err(Errno::ENOTSUPP);
        }
        let (key_length, value_length) = (length(self.info.key_size), self.user_value_length());
        if key_length == 0
            || !keys.len().is_multiple_of(key_length)
            || values.len() != keys.len() / key_length * value_length
        {
            return Err(Errno::EINVAL);
        }
        for (key, value) in keys.chunks(key_length).zip(values.chunks(value_length.max(1))) {
            self.update(key, value, flags, Caller::UserSpace, memory)?;
            *count += 1;
        }
        Ok(())
    }

    /// Removes entries one after the other, up to the first that is not there.
    pub(crate) fn delete_batch(&mut self, keys: &[u8], count: &mut u32) -> Result<()> {
        *count = 0;
        if !matches!(self.kind, MapKind::Hash(_) | MapKind::Trie(_)) {
            return Err(Errno::ENOTSUPP);
        }
        let key_length = length(self.info.key_size);
        if key_length == 0 || !keys.len().is_multiple_of(key_length) {
            return Err(Errno::EINVAL);
        }
        for key in keys.chunks(key_length) {
            self.delete(key)?;
            *count += 1;
        }
        Ok(())
    }
}
