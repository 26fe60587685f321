//! Whether an element may, must or must not exist before it is written, and whether its spin lock is taken.
//!
//! Made by `cargo xtask codegen` from `facts/update-flags.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// Whether an element may, must or must not exist before it is written, and whether its spin lock is
    /// taken.
    UpdateFlags(u64);

    /// `BPF_ANY`, since Linux 3.19.
    ANY = 0x0, Fact::named("any").since("3.19");

    /// `BPF_NOEXIST`, since Linux 3.19.
    NOEXIST = 0x1, Fact::named("noexist").since("3.19");

    /// `BPF_EXIST`, since Linux 3.19.
    EXIST = 0x2, Fact::named("exist").since("3.19");

    /// `BPF_F_LOCK`, since Linux 5.1.
    LOCK = 0x4, Fact::named("lock").since("5.1");
}

versions!(UpdateFlags);
flags!(UpdateFlags);
