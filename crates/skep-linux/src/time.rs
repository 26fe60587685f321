//! The kernel's clocks.

use crate::Linux;
use rustix::time::{ClockId, Timespec, clock_gettime};
use skep_uapi::kernel::{Instant, Time};
use std::time::Duration;

impl Time for Linux {
    fn now(&self) -> Instant {
        Instant::default() + duration(clock_gettime(ClockId::Monotonic))
    }

    fn wall_clock(&self) -> Duration {
        duration(clock_gettime(ClockId::Realtime))
    }
}

/// Times before the clock's beginning, which only a wrongly set wall clock shows, count as its beginning.
fn duration(time: Timespec) -> Duration {
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}
