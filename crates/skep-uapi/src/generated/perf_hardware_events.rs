//! What processors count, for perf events of the type `hardware`. A machine has some of them, a virtual one
//! often none.
//!
//! Made by `cargo xtask codegen` from `facts/perf-hardware-events.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// What processors count, for perf events of the type `hardware`. A machine has some of them, a virtual
    /// one often none.
    HardwareEvent(u32);

    /// `PERF_COUNT_HW_CPU_CYCLES`, since Linux 2.6.31.
    CPU_CYCLES = 0, Fact::named("cpu_cycles").since("2.6.31");

    /// `PERF_COUNT_HW_INSTRUCTIONS`, since Linux 2.6.31.
    INSTRUCTIONS = 1, Fact::named("instructions").since("2.6.31");

    /// `PERF_COUNT_HW_CACHE_REFERENCES`, since Linux 2.6.31.
    CACHE_REFERENCES = 2, Fact::named("cache_references").since("2.6.31");

    /// `PERF_COUNT_HW_CACHE_MISSES`, since Linux 2.6.31.
    CACHE_MISSES = 3, Fact::named("cache_misses").since("2.6.31");

    /// `PERF_COUNT_HW_BRANCH_INSTRUCTIONS`, since Linux 2.6.31.
    BRANCH_INSTRUCTIONS = 4, Fact::named("branch_instructions").since("2.6.31");

    /// `PERF_COUNT_HW_BRANCH_MISSES`, since Linux 2.6.31.
    BRANCH_MISSES = 5, Fact::named("branch_misses").since("2.6.31");

    /// `PERF_COUNT_HW_BUS_CYCLES`, since Linux 2.6.31.
    BUS_CYCLES = 6, Fact::named("bus_cycles").since("2.6.31");

    /// `PERF_COUNT_HW_STALLED_CYCLES_FRONTEND`, since Linux 3.0.
    STALLED_CYCLES_FRONTEND = 7, Fact::named("stalled_cycles_frontend").since("3.0");

    /// `PERF_COUNT_HW_STALLED_CYCLES_BACKEND`, since Linux 3.0.
    STALLED_CYCLES_BACKEND = 8, Fact::named("stalled_cycles_backend").since("3.0");

    /// `PERF_COUNT_HW_REF_CPU_CYCLES`, since Linux 3.3.
    REF_CPU_CYCLES = 9, Fact::named("ref_cpu_cycles").since("3.3");
}

versions!(HardwareEvent);
shown!(HardwareEvent, "hardware event");
