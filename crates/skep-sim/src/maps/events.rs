//! Arrays of events: `BPF_MAP_TYPE_PERF_EVENT_ARRAY` (`kernel/bpf/arraymap.c`), into whose buffers programs write.

use super::{index, length};
use skep_memory::{PerfProducer, Region};
use skep_uapi::{Errno, Result, UpdateFlags};
use std::sync::{Arc, Mutex, PoisonError};

/// An event into whose buffer programs on one CPU write. It is there as long as a handle or an array has it.
#[derive(Debug)]
pub(crate) struct OutputEvent {
    pub(crate) cpu: u32,
    /// The buffer, once it is mapped.
    buffer: Mutex<Option<PerfProducer>>,
}

impl OutputEvent {
    pub(crate) fn new(cpu: u32) -> Self {
        Self { cpu, buffer: Mutex::new(None) }
    }

    fn with<T>(&self, ask: impl FnOnce(&mut Option<PerfProducer>) -> T) -> T {
        ask(&mut self.buffer.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Makes the buffer, which is mapped once (`perf_mmap`, `kernel/events/core.c`).
    pub(crate) fn map(&self, page_size: usize, byte_size: usize) -> Result<Region> {
        if !byte_size.is_multiple_of(page_size) {
            return Err(Errno::EINVAL);
        }
        self.with(|buffer| match buffer {
            Some(_) => Err(Errno::EINVAL),
            None => {
                let made = PerfProducer::allocate(page_size, byte_size).ok_or(Errno::EINVAL)?;
                Ok(buffer.insert(made).reader())
            }
        })
    }

    /// Writes a sample. `ENOSPC` if there is no room, or no buffer (`perf_output_begin`).
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<()> {
        let is_written = self.with(|buffer| buffer.as_mut().is_some_and(|buffer| buffer.sample(bytes)));
        if is_written { Ok(()) } else { Err(Errno::ENOSPC) }
    }

    /// Whether a poll would find it readable.
    pub(crate) fn is_readable(&self) -> bool {
        self.with(|buffer| buffer.as_ref().is_some_and(PerfProducer::is_readable))
    }
}

/// An array of events.
#[derive(Debug)]
pub(crate) struct Events {
    slots: Vec<Option<Arc<OutputEvent>>>,
}

impl Events {
    pub(super) fn new(max_entries: u32) -> Self {
        Self { slots: vec![None; length(max_entries)] }
    }

    fn slot(&self, key: &[u8]) -> Option<usize> {
        let slots = u32::try_from(self.slots.len()).unwrap_or(u32::MAX);
        index(key, slots).map(length)
    }

    /// The slot that an update is of.
    pub(crate) fn check_update(&self, key: &[u8], flags: UpdateFlags) -> Result<usize> {
        if flags != UpdateFlags::ANY {
            return Err(Errno::EINVAL);
        }
        self.slot(key).ok_or(Errno::E2BIG)
    }

    pub(crate) fn put(&mut self, slot: usize, event: Arc<OutputEvent>) {
        if let Some(place) = self.slots.get_mut(slot) {
            *place = Some(event);
        }
    }

    pub(super) fn remove(&mut self, key: &[u8]) -> Result<()> {
        let slot = self.slot(key).ok_or(Errno::E2BIG)?;
        self.slots[slot].take().map(drop).ok_or(Errno::ENOENT)
    }

    /// The event in a slot: `E2BIG` if there are not so many, `ENOENT` if it is empty.
    pub(crate) fn get(&self, slot: u32) -> Result<&Arc<OutputEvent>> {
        self.slots.get(length(slot)).ok_or(Errno::E2BIG)?.as_ref().ok_or(Errno::ENOENT)
    }
}
