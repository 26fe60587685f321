//! Helpers that tell the time.

use super::Kernel;
use skep_vm::{Call, FaultKind};

/// The nanoseconds between two ticks: there are 250 in a second (`CONFIG_HZ`).
const TICK: u64 = 4_000_000;

/// What the ticks are counted from (`INITIAL_JIFFIES`, `include/linux/jiffies.h`): five minutes before 2^32.
const FIRST_TICK: u64 = (1 << 32) - 300 * (1_000_000_000 / TICK);

impl Kernel<'_> {
    pub(super) fn ktime_get_ns(&mut self, _call: &mut Call<'_>) -> Result<u64, FaultKind> {
        Ok(self.around.clock.now().0)
    }

    /// The same: this kernel was never suspended.
    pub(super) fn ktime_get_boot_ns(&mut self, _call: &mut Call<'_>) -> Result<u64, FaultKind> {
        Ok(self.around.clock.now().0)
    }

    /// The time of the last tick.
    pub(super) fn ktime_get_coarse_ns(&mut self, _call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let now = self.around.clock.now().0;
        Ok(now - now % TICK)
    }

    /// The time since 1970: nobody has told this kernel how many seconds atomic clocks are ahead of it.
    pub(super) fn ktime_get_tai_ns(&mut self, _call: &mut Call<'_>) -> Result<u64, FaultKind> {
        Ok(u64::try_from(self.around.clock.wall_clock().as_nanos()).unwrap_or(u64::MAX))
    }

    pub(super) fn jiffies64(&mut self, _call: &mut Call<'_>) -> Result<u64, FaultKind> {
        Ok(FIRST_TICK + self.around.clock.now().0 / TICK)
    }
}
