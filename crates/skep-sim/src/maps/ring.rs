//! Ring buffers: `BPF_MAP_TYPE_RINGBUF`.

use skep_memory::{RingCommit, RingMemory, RingProducer, RingReservation};
use skep_uapi::{Errno, Result, RingFlags};

/// A ring buffer: the kernel's end of it.
#[derive(Debug)]
pub(crate) struct Ring {
    pub(crate) producer: RingProducer,
    /// How often those who wait for it were woken. A consumer that waits with bytes unread it has not been told of
    /// waits on, as it would for the kernel.
    pub(crate) wakes: u64,
}

/// Whether a record that was just ended wakes the reader (`bpf_ringbuf_commit`, `kernel/bpf/ringbuf.c`).
fn wakes_reader(reader_had_caught_up: bool, flags: RingFlags) -> bool {
    flags.contains(RingFlags::FORCE_WAKEUP) || reader_had_caught_up && !flags.contains(RingFlags::NO_WAKEUP)
}

impl Ring {
    pub(super) fn new(producer: RingProducer) -> Self {
        Self { producer, wakes: 0 }
    }

    /// The memory for the reader: `EBUSY` if there is one.
    pub(crate) fn reader(&self) -> Result<RingMemory> {
        self.producer.reader().ok_or(Errno::EBUSY)
    }

    /// Whether a poll would find it readable.
    pub(crate) fn is_readable(&self) -> bool {
        self.producer.unread() > 0
    }

    /// Ends a record, and wakes the reader if the flags and its position say so.
    pub(crate) fn commit(
        &mut self,
        reservation: RingReservation,
        bytes: &[u8],
        how: RingCommit,
        flags: RingFlags,
    ) {
        let caught_up = self.producer.commit(reservation, bytes, how);
        if wakes_reader(caught_up, flags) {
            self.wakes += 1;
        }
    }
}
