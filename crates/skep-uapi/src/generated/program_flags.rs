//! How a program is checked and loaded: the field `prog_flags` of `BPF_PROG_LOAD`.
//!
//! Made by `cargo xtask codegen` from `facts/program-flags.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// How a program is checked and loaded: the field `prog_flags` of `BPF_PROG_LOAD`.
    ProgramFlags(u32);

    /// `BPF_F_STRICT_ALIGNMENT`, since Linux 4.12.
    STRICT_ALIGNMENT = 0x1, Fact::named("strict_alignment").since("4.12");

    /// `BPF_F_ANY_ALIGNMENT`, since Linux 5.0.
    ANY_ALIGNMENT = 0x2, Fact::named("any_alignment").since("5.0");

    /// `BPF_F_TEST_RND_HI32`, since Linux 5.3.
    TEST_RND_HI32 = 0x4, Fact::named("test_rnd_hi32").since("5.3");

    /// `BPF_F_TEST_STATE_FREQ`, since Linux 5.4.
    TEST_STATE_FREQ = 0x8, Fact::named("test_state_freq").since("5.4");

    /// `BPF_F_SLEEPABLE`, since Linux 5.10.
    SLEEPABLE = 0x10, Fact::named("sleepable").since("5.10");

    /// `BPF_F_XDP_HAS_FRAGS`, since Linux 5.18.
    XDP_HAS_FRAGS = 0x20, Fact::named("xdp_has_frags").since("5.18");

    /// `BPF_F_XDP_DEV_BOUND_ONLY`, since Linux 6.3.
    XDP_DEV_BOUND_ONLY = 0x40, Fact::named("xdp_dev_bound_only").since("6.3");

    /// `BPF_F_TEST_REG_INVARIANTS`, since Linux 6.8.
    TEST_REG_INVARIANTS = 0x80, Fact::named("test_reg_invariants").since("6.8");

    /// `BPF_F_TOKEN_FD`, since Linux 6.9.
    TOKEN_FD = 0x10000, Fact::named("token_fd").since("6.9");
}

versions!(ProgramFlags);
flags!(ProgramFlags);
