//! The accounting of kernels before 5.11: maps and programs count as locked memory of the user who made them, and there
//! may be as much of it as `RLIMIT_MEMLOCK` says (`bpf_charge_memlock`, `kernel/bpf/syscall.c` of Linux 5.10).
//!
//! What is counted is coarser than in a kernel: for a map its keys and values, for a program its instructions, in whole
//! pages.

use crate::objects::ObjectId;
use crate::settings::Settings;
use crate::state::State;
use skep_uapi::kernel::{Limit, MapCreate};
use skep_uapi::{Capability, Errno, MapType, Result};
use std::collections::BTreeMap;

/// The limit, and what is counted towards it.
#[derive(Debug)]
pub(crate) struct LockedMemory {
    pub(crate) limit: Limit,
    /// The bytes of each map and program that was made, also of those that are gone.
    counted: BTreeMap<ObjectId, u64>,
}

impl LockedMemory {
    pub(crate) fn new(limit: Limit) -> Self {
        Self { limit, counted: BTreeMap::new() }
    }

    /// setrlimit(2).
    pub(crate) fn set_limit(&mut self, limit: Limit, settings: &Settings) -> Result<()> {
        let above = |one: Option<u64>, other: Option<u64>| match (one, other) {
            (None, other) => other.is_some(),
            (Some(one), Some(other)) => one > other,
            (Some(_), None) => false,
        };
        if above(limit.soft, limit.hard) {
            return Err(Errno::EINVAL);
        }
        if above(limit.hard, self.limit.hard) && !settings.capabilities.contains(Capability::SYS_RESOURCE) {
            return Err(Errno::EPERM);
        }
        self.limit = limit;
        Ok(())
    }
}

/// The bytes that a map counts.
pub(crate) fn map_bytes(request: &MapCreate<'_>) -> u64 {
    let entry = if request.map_type == MapType::RINGBUF {
        1
    } else {
        u64::from(request.key_size).next_multiple_of(8) + u64::from(request.value_size).next_multiple_of(8)
    };
    entry.saturating_mul(request.max_entries.into())
}

impl State {
    /// Whether so many bytes more may be locked, where that counts: `EPERM` if not.
    pub(crate) fn may_lock(&mut self, bytes: u64, settings: &Settings) -> Result<()> {
        let Some(limit) = self.locked_memory.limit.soft.filter(|_| settings.counts_locked_memory) else {
            return Ok(());
        };
        let Self { locked_memory, maps, programs, .. } = self;
        locked_memory.counted.retain(|object, _| match *object {
            ObjectId::Map(id) => maps.get(id).is_ok(),
            ObjectId::Program(id) => programs.get(id).is_some(),
            _ => false,
        });
        let counted =
            locked_memory.counted.values().fold(pages(bytes, settings), |sum, &one| sum.saturating_add(one));
        if counted > limit { Err(Errno::EPERM) } else { Ok(()) }
    }

    /// Counts an object that was made.
    pub(crate) fn lock(&mut self, object: ObjectId, bytes: u64, settings: &Settings) {
        if settings.counts_locked_memory {
            self.locked_memory.counted.insert(object, pages(bytes, settings));
        }
    }
}

/// So many bytes in whole pages.
fn pages(bytes: u64, settings: &Settings) -> u64 {
    let page = settings.page_size as u64;
    bytes.max(1).checked_next_multiple_of(page).unwrap_or(u64::MAX)
}
