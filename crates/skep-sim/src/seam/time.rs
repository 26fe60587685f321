//! The simulated kernel's clocks.

use crate::world::World;
use skep_uapi::kernel::{Instant, Time};
use std::time::Duration;

impl Time for World {
    fn now(&self) -> Instant {
        self.shared.lock().clock.now()
    }

    fn wall_clock(&self) -> Duration {
        self.shared.lock().clock.wall_clock()
    }
}
