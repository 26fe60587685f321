//! How a program is run on made-up input.
//!
//! Made by `cargo xtask codegen` from `facts/test-run-flags.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// How a program is run on made-up input.
    TestRunFlags(u32);

    /// `BPF_F_TEST_RUN_ON_CPU`: on the CPU that is named, since Linux 5.10.
    RUN_ON_CPU = 0x1, Fact::named("run_on_cpu").since("5.10").means("on the CPU that is named");

    /// `BPF_F_TEST_XDP_LIVE_FRAMES`: with frames that really go where the program sends them, since Linux
    /// 5.18.
    XDP_LIVE_FRAMES = 0x2, Fact::named("xdp_live_frames").since("5.18").means("with frames that really go where the program sends them");

    /// `BPF_F_TEST_SKB_CHECKSUM_COMPLETE`: with a packet whose checksum is marked as verified.
    SKB_CHECKSUM_COMPLETE = 0x4, Fact::named("skb_checksum_complete").means("with a packet whose checksum is marked as verified");
}

versions!(TestRunFlags);
flags!(TestRunFlags);

impl TestRunFlags {
    /// What it means, in a few words; `None` if it is not known here.
    pub const fn description(self) -> Option<&'static str> {
        match self.fact() {
            Some(fact) => fact.means,
            None => None,
        }
    }
}
