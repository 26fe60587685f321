//! The kernel's clocks.

use std::ops::Add;
use std::time::Duration;

/// The kernel's clocks.
pub trait Time {
    /// The time since boot that programs are told by `bpf_ktime_get_ns` (`CLOCK_MONOTONIC`).
    fn now(&self) -> Instant;

    /// The time since 1970-01-01 00:00 UTC, now (`CLOCK_REALTIME`).
    fn wall_clock(&self) -> Duration;
}

/// A moment on a kernel's own clock, in nanoseconds since it booted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Instant(pub u64);

impl Instant {
    /// How long after an earlier moment this one is; zero if it is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_nanos(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    /// A later moment; the last one that can be told if the sum is beyond it.
    fn add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_never_overflow() {
        assert_eq!(Instant(5) + Duration::from_nanos(7), Instant(12));
        assert_eq!(Instant(5) + Duration::MAX, Instant(u64::MAX));
        assert_eq!(Instant(5).since(Instant(7)), Duration::ZERO);
    }
}
