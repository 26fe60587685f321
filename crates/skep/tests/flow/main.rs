//! Events on their way to those who handle them, when more come than can be handled.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod endings;
mod overload;
mod steps;
#[path = "../it/world.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod world;

use skep_harness::Suite;
use std::process::ExitCode;
use world::{host, simulated};

fn main() -> ExitCode {
    Suite::new("flow")
        .twin("every event is accounted for, whatever the policy", host, simulated, overload::every_policy)
        .twin("records of a perf buffer are accounted for as well", host, simulated, overload::perf_buffers)
        .twin(
            "programs send less when they are told to, and more again",
            host,
            simulated,
            overload::throttled,
        )
        .twin("an end drains, drains for so long, or abandons", host, simulated, endings::every_end)
        .twin("whoever stops the reader ends the flow", host, simulated, endings::stopped_reader)
        .twin(
            "a handler that fails keeps no other event from being handled",
            host,
            simulated,
            steps::isolated,
        )
        .twin("a recorded run is replayed by the same handlers", host, simulated, steps::replayed)
        .twin("steps of a pipeline count what became of events", host, simulated, steps::counted)
        .run()
}
