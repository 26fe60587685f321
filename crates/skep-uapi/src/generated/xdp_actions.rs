//! What an XDP program decides about a packet: its result.
//!
//! Made by `cargo xtask codegen` from `facts/xdp-actions.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// What an XDP program decides about a packet: its result.
    XdpAction(u32);

    /// `XDP_ABORTED`, since Linux 4.8.
    ABORTED = 0, Fact::named("aborted").since("4.8");

    /// `XDP_DROP`, since Linux 4.8.
    DROP = 1, Fact::named("drop").since("4.8");

    /// `XDP_PASS`, since Linux 4.8.
    PASS = 2, Fact::named("pass").since("4.8");

    /// `XDP_TX`, since Linux 4.8.
    TX = 3, Fact::named("tx").since("4.8");

    /// `XDP_REDIRECT`, since Linux 4.14.
    REDIRECT = 4, Fact::named("redirect").since("4.14");
}

versions!(XdpAction);
shown!(XdpAction, "XDP action");
