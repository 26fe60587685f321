//! The clocks: the only file that reads the host's.

use skep_uapi::kernel::Instant;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What the clock of a simulated kernel shows when it is built: 1000 seconds since it booted.
pub(crate) const BUILT_AT: Instant = Instant(1_000_000_000_000);

/// When a kernel with virtual time booted: 2025-01-01 00:00 UTC, as the time since 1970.
const BOOTED_AT: Duration = Duration::from_secs(1_735_689_600);

/// The time of a simulated kernel.
#[derive(Debug)]
pub(crate) struct Clock {
    /// What it shows; for real time, what it showed at `origin`.
    shows: Instant,
    /// Where real time began; nothing for virtual time, which only moves when it is moved.
    origin: Option<std::time::Instant>,
}

impl Clock {
    /// A clock that stands still.
    pub(crate) fn virtual_time() -> Self {
        Self { shows: BUILT_AT, origin: None }
    }

    /// A clock that goes as the host's does.
    pub(crate) fn real_time() -> Self {
        Self { shows: BUILT_AT, origin: Some(std::time::Instant::now()) }
    }

    pub(crate) fn is_virtual(&self) -> bool {
        self.origin.is_none()
    }

    pub(crate) fn now(&self) -> Instant {
        match self.origin {
            Some(origin) => self.shows + origin.elapsed(),
            None => self.shows,
        }
    }

    /// The time since 1970: the host's, or for virtual time one that goes with it.
    pub(crate) fn wall_clock(&self) -> Duration {
        match self.origin {
            Some(_) => SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(),
            None => BOOTED_AT.saturating_add(Duration::from_nanos(self.shows.0)),
        }
    }

    /// Puts it forward.
    pub(crate) fn advance(&mut self, duration: Duration) {
        self.shows = self.shows + duration;
    }

    /// Puts it forward to this moment, if that is not past.
    pub(crate) fn advance_to(&mut self, moment: Instant) {
        self.advance(moment.since(self.now()));
    }
}
