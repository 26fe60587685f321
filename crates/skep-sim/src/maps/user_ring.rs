//! User ring buffers: `BPF_MAP_TYPE_USER_RINGBUF`.

use skep_memory::{UserRingConsumer, UserRingMemory};
use skep_uapi::{Errno, Result};

/// A user ring buffer: the kernel's end of it.
#[derive(Debug)]
pub(crate) struct UserRing {
    pub(crate) consumer: UserRingConsumer,
    /// Whether a program is draining it.
    pub(crate) is_drained: bool,
    /// How often the producer was woken since programs had drained it.
    pub(crate) wakes: u64,
}

impl UserRing {
    pub(super) fn new(consumer: UserRingConsumer) -> Self {
        Self { consumer, is_drained: false, wakes: 0 }
    }

    /// The memory for the producer: `EBUSY` if there is one.
    pub(crate) fn producer(&self) -> Result<UserRingMemory> {
        self.consumer.producer().ok_or(Errno::EBUSY)
    }
}
