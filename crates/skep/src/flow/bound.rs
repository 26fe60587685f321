//! How much a queue holds, and what happens when that is reached.

use std::path::PathBuf;

/// How much may wait in a queue: so many events, and so many bytes of them. What is not told is unbounded; without either it is 65 536
/// events.
///
/// A single event is taken into an empty queue however long it is, so that no event is stuck for ever.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bound {
    pub(super) events: usize,
    pub(super) bytes: usize,
}

impl Default for Bound {
    fn default() -> Self {
        Self::events(65_536)
    }
}

impl Bound {
    /// At most so many events (at least one).
    pub const fn events(events: usize) -> Self {
        Self { events: if events == 0 { 1 } else { events }, bytes: usize::MAX }
    }

    /// At most so many bytes, as the records were in the ring.
    pub const fn bytes(bytes: usize) -> Self {
        Self { events: usize::MAX, bytes: if bytes == 0 { 1 } else { bytes } }
    }

    /// And at most so many bytes.
    #[must_use]
    pub const fn and_bytes(self, bytes: usize) -> Self {
        Self { events: self.events, ..Self::bytes(bytes) }
    }

    /// How full a queue is that has so much, in percent, by whichever is nearer to its bound.
    pub(super) fn fullness(&self, events: usize, bytes: usize) -> u8 {
        let part = |of: usize, whole: usize| (of as u128 * 100 / whole as u128).min(100);
        u8::try_from(part(events, self.events).max(part(bytes, self.bytes))).unwrap_or(100)
    }
}

/// What happens to events when the queue is full.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum WhenFull {
    /// The reader waits for room and reads no more from the ring meanwhile. When that is full as well, programs are refused, and count it:
    /// nothing is lost behind the programs' backs.
    #[default]
    Block,
    /// The event that does not fit is dropped: what is known first is kept.
    DropNewest,
    /// The events that have waited longest are dropped to make room: what is known last is kept.
    DropOldest,
    /// From a fullness on, only one of so many events is taken, evenly; when the queue is full all the same, the event is dropped.
    Sample {
        /// One of so many (at least one).
        one_of: u32,
        /// From so many percent of the bound on.
        above: u8,
    },
    /// Events that do not fit wait in a file, in their order. When the file is full, or cannot be written, the event is dropped.
    Spill {
        /// The folder for the file. The file belongs to the process alone and is gone with it.
        folder: PathBuf,
        /// The file gets no longer than so many bytes; each event takes 4 more than it has. There is room in it again when all of it has
        /// been read.
        byte_limit: u64,
    },
}
