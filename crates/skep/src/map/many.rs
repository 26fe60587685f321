//! Many entries changed with few calls.

use super::{Map, Object, Reading};
use crate::{Error, Operation, Result};
use skep_uapi::{Errno, UpdateFlags};

/// How many entries are given to the kernel with one call.
const AT_ONCE: usize = 1024;

/// What came of changing many entries.
#[derive(Debug)]
#[must_use = "some of the entries may not have been changed"]
#[non_exhaustive]
pub struct Many {
    /// How many were changed: with an error, those before the one that it is about.
    pub done: u64,
    /// Whether hundreds were changed with one call, or each with its own because the kernel cannot.
    pub by: Reading,
    /// Why it ended before the last.
    pub error: Option<Error>,
}

impl Many {
    /// How many were changed, if it was not ended by an error.
    ///
    /// # Errors
    /// What ended it. How many were changed before is in [`done`](Self::done).
    pub fn all(self) -> Result<u64> {
        match self.error {
            None => Ok(self.done),
            Some(error) => Err(error),
        }
    }
}

/// Whether an answer says that the kernel has no batches, or none for this map.
fn has_no_batches(errno: Errno) -> bool {
    [Errno::ENOTSUPP, Errno::EOPNOTSUPP, Errno::EINVAL].contains(&errno)
}

/// Takes up to so many parts together.
fn together<'e, const N: usize>(parts: &mut impl Iterator<Item = [&'e [u8]; N]>) -> (usize, [Vec<u8>; N]) {
    let mut bytes = [const { Vec::new() }; N];
    let mut count = 0;
    for part in parts.by_ref().take(AT_ONCE) {
        bytes.iter_mut().zip(part).for_each(|(bytes, part)| bytes.extend_from_slice(part));
        count += 1;
    }
    (count, bytes)
}

pub(super) fn insert<'e>(map: &Map, entries: impl Iterator<Item = (&'e [u8], &'e [u8])>) -> Many {
    let flags = UpdateFlags::ANY;
    let Object { kernel, handle, .. } = &*map.object;
    let mut many = Many { done: 0, by: Reading::Batches, error: None };
    let mut entries = entries.map(|(key, value)| [key, value]);
    loop {
        let (count, [keys, values]) = together(&mut entries);
        if count == 0 {
            return many;
        }
        let mut begun = 0;
        if many.by == Reading::Batches {
            let mut done = 0;
            let answer = kernel.api().map_update_batch(handle, &keys, &values, flags, &mut done);
            begun = (done as usize).min(count);
            match answer {
                Ok(()) => begun = count,
                Err(errno) if done == 0 && has_no_batches(errno) => many.by = Reading::OneByOne,
                // The kernel counts none if the first is refused: that one is asked about alone.
                Err(_) => {}
            }
            many.done += begun as u64;
        }
        let (key_length, value_length) = (keys.len() / count, values.len() / count);
        for at in begun..count {
            let (key, value) =
                (&keys[at * key_length..][..key_length], &values[at * value_length..][..value_length]);
            if let Err(errno) = kernel.api().map_update(handle, key, value, flags) {
                many.error = Some(map.error(Operation::Update, errno));
                return many;
            }
            many.done += 1;
        }
    }
}

pub(super) fn remove<'e>(map: &Map, keys: impl Iterator<Item = &'e [u8]>) -> Many {
    let Object { kernel, handle, .. } = &*map.object;
    let mut many = Many { done: 0, by: Reading::Batches, error: None };
    let mut parts = keys.map(|key| [key]);
    loop {
        let (count, [keys]) = together(&mut parts);
        if count == 0 {
            return many;
        }
        let length = keys.len() / count;
        let mut at = 0;
        while at < count {
            let mut done = 0;
            let answer = match many.by {
                Reading::Batches => kernel.api().map_delete_batch(handle, &keys[at * length..], &mut done),
                Reading::OneByOne => {
                    done = 1;
                    kernel.api().map_delete(handle, &keys[at * length..][..length])
                }
            };
            match answer {
                Ok(()) => {
                    at += done as usize;
                    many.done += u64::from(done);
                    // A kernel that has changed nothing and says nothing is not asked for ever.
                    if done == 0 {
                        many.by = Reading::OneByOne;
                    }
                }
                // Those before it are removed; it itself is not there.
                Err(Errno::ENOENT) if many.by == Reading::Batches => {
                    at += done as usize + 1;
                    many.done += u64::from(done);
                }
                Err(Errno::ENOENT) => at += 1,
                Err(errno) if many.by == Reading::Batches && done == 0 && has_no_batches(errno) => {
                    many.by = Reading::OneByOne;
                }
                Err(errno) => {
                    many.done += if many.by == Reading::Batches { u64::from(done) } else { 0 };
                    many.error = Some(map.error(Operation::Delete, errno));
                    return many;
                }
            }
        }
    }
}
