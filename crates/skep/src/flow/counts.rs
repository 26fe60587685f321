//! What became of the events.

use std::fmt;

/// What became of all events that were read, and how many were refused before.
///
/// Nothing is lost uncounted: at any time, [`received`](Self::received) is the sum of what was delivered, dropped, malformed and abandoned
/// and of what waits or is being handled ([`accounted`](Self::accounted)).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct FlowCounts {
    /// Events that were read.
    pub received: u64,
    /// Events that a worker has handled, whatever came of it.
    pub delivered: u64,
    /// Of these, the ones whose handler returned an error.
    pub failed: u64,
    /// Of these, the ones whose handler panicked.
    pub panicked: u64,
    /// Events that were dropped because there was no room for them.
    pub dropped_newest: u64,
    /// Events that were dropped to make room for others.
    pub dropped_oldest: u64,
    /// Events that were left out so that one of so many is taken.
    pub sampled_out: u64,
    /// Events that had to wait in the file, for a time.
    pub spilled: u64,
    /// Records that are no events of the type.
    pub malformed: u64,
    /// Events that waited, or for which the reader wanted room, when the flow was ended without handling them.
    pub abandoned: u64,
    /// Events that wait now, in memory or in the file.
    pub waiting: u64,
    /// Events that are being handled now.
    pub handling: u64,
    /// Events that programs could not send because the ring was full, since they were loaded, as of the last time that the reader looked.
    /// `None` if nobody counts them.
    pub refused: Option<u64>,
    /// The level that programs are told to throttle themselves to.
    pub level: u32,
}

impl FlowCounts {
    /// Events that were dropped by the policy.
    pub fn dropped(&self) -> u64 {
        self.dropped_newest + self.dropped_oldest + self.sampled_out
    }

    /// All events that something is known to have become of, or that are still there: as many as were received.
    pub fn accounted(&self) -> u64 {
        self.delivered + self.dropped() + self.malformed + self.abandoned + self.waiting + self.handling
    }

    /// All events that programs wanted to send: received or refused.
    pub fn produced(&self) -> u64 {
        self.received + self.refused.unwrap_or(0)
    }
}

impl fmt::Display for FlowCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} received: {} delivered", self.received, self.delivered)?;
        let parts = [
            (self.dropped(), "dropped"),
            (self.malformed, "malformed"),
            (self.abandoned, "abandoned"),
            (self.waiting, "waiting"),
            (self.handling, "being handled"),
        ];
        for (count, what) in parts.into_iter().filter(|&(count, _)| count > 0) {
            write!(f, ", {count} {what}")?;
        }
        match self.refused {
            Some(refused) => write!(f, "; {refused} refused by a full ring"),
            None => Ok(()),
        }
    }
}
