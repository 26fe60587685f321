//! How an XDP program is attached to an interface.
//!
//! Made by `cargo xtask codegen` from `facts/xdp-flags.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// How an XDP program is attached to an interface.
    XdpFlags(u32);

    /// `XDP_FLAGS_UPDATE_IF_NOEXIST`: only if no program is attached yet, since Linux 4.10.
    UPDATE_IF_NOEXIST = 0x1, Fact::named("update_if_noexist").since("4.10").means("only if no program is attached yet");

    /// `XDP_FLAGS_SKB_MODE`: in the network stack, since Linux 4.12.
    SKB_MODE = 0x2, Fact::named("skb_mode").since("4.12").means("in the network stack");

    /// `XDP_FLAGS_DRV_MODE`: in the driver, since Linux 4.13.
    DRV_MODE = 0x4, Fact::named("drv_mode").since("4.13").means("in the driver");

    /// `XDP_FLAGS_HW_MODE`: in the network card, since Linux 4.13.
    HW_MODE = 0x8, Fact::named("hw_mode").since("4.13").means("in the network card");

    /// `XDP_FLAGS_REPLACE`: only in place of the program that is named, since Linux 5.7.
    REPLACE = 0x10, Fact::named("replace").since("5.7").means("only in place of the program that is named");
}

versions!(XdpFlags);
flags!(XdpFlags);

impl XdpFlags {
    /// What it means, in a few words; `None` if it is not known here.
    pub const fn description(self) -> Option<&'static str> {
        match self.fact() {
            Some(fact) => fact.means,
            None => None,
        }
    }
}
