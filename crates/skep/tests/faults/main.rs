//! Kernels around a kernel: traces, recordings and their replay, and faults. The same bodies run around the running kernel and
//! around a simulated one.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

#[path = "../language/groups.rs"]
#[allow(dead_code, reason = "other suites use the rest of it")]
mod groups;
mod matrix;
mod operations;
mod public;
mod releases;
mod replaying;
#[path = "../it/world.rs"]
#[allow(dead_code, reason = "other suites use the rest of it")]
mod world;
mod wrappers;

use skep_harness::Suite;
use std::process::ExitCode;
use world::{host, simulated};

fn main() -> ExitCode {
    Suite::new("skep-faults")
        .twin(
            "a trace has a line for each call, with its object, flags, answer and time",
            host,
            simulated,
            |world| wrappers::trace(&world.kernel),
        )
        .twin(
            "faults strike the calls that a script names, before or after them, and late",
            host,
            simulated,
            |world| wrappers::script(&world.kernel),
        )
        .twin("a batch is shortened or broken off, and says how far it came", host, simulated, |world| {
            wrappers::batches(&world.kernel)
        })
        .twin("a recorded run is replayed from its text without the kernel", host, simulated, |world| {
            replaying::run(&world.kernel)
        })
        .twin("a replayed kernel that is asked something else names both calls", host, simulated, |world| {
            replaying::mismatch(&world.kernel)
        })
        .twin("threads are replayed each on its own", host, simulated, |world| {
            replaying::threads(&world.kernel)
        })
        .twin(
            "every operation fails at each of its calls without a panic, a leak or half a state",
            host,
            simulated,
            matrix::matrix,
        )
        .test("every public function that asks a kernel is in the fault matrix", public::complete)
        .test("kernels of 5.4 and 5.10 take every fallback [simulated]", releases::fallbacks)
        .test("a text that is no recording is refused with its place", replaying::refused)
        // The matrix counts what is open.
        .serial()
        .run()
}
