//! Whether a record that is handed over wakes the reader of its ring buffer.
//!
//! Made by `cargo xtask codegen` from `facts/ring-flags.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// Whether a record that is handed over wakes the reader of its ring buffer.
    RingFlags(u64);

    /// `BPF_RB_NO_WAKEUP`, since Linux 5.8.
    NO_WAKEUP = 0x1, Fact::named("no_wakeup").since("5.8");

    /// `BPF_RB_FORCE_WAKEUP`, since Linux 5.8.
    FORCE_WAKEUP = 0x2, Fact::named("force_wakeup").since("5.8");
}

versions!(RingFlags);
flags!(RingFlags);
