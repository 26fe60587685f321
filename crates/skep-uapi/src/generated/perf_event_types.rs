//! What a perf event counts. Numbers that are not here are those that the kernel gives its other sources when
//! it starts.
//!
//! Made by `cargo xtask codegen` from `facts/perf-event-types.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// What a perf event counts. Numbers that are not here are those that the kernel gives its other sources
    /// when it starts.
    PerfEventType(u32);

    /// `PERF_TYPE_HARDWARE`, since Linux 2.6.31.
    HARDWARE = 0, Fact::named("hardware").since("2.6.31");

    /// `PERF_TYPE_SOFTWARE`, since Linux 2.6.31.
    SOFTWARE = 1, Fact::named("software").since("2.6.31");

    /// `PERF_TYPE_TRACEPOINT`, since Linux 2.6.31.
    TRACEPOINT = 2, Fact::named("tracepoint").since("2.6.31");

    /// `PERF_TYPE_HW_CACHE`, since Linux 2.6.31.
    HW_CACHE = 3, Fact::named("hw_cache").since("2.6.31");

    /// `PERF_TYPE_RAW`, since Linux 2.6.31.
    RAW = 4, Fact::named("raw").since("2.6.31");

    /// `PERF_TYPE_BREAKPOINT`, since Linux 2.6.33.
    BREAKPOINT = 5, Fact::named("breakpoint").since("2.6.33");
}

versions!(PerfEventType);
shown!(PerfEventType, "type of perf event");
