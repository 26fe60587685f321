//! Every type of map, on the running kernel and on a simulated one: what is put in is got back, programs see it, and what one kernel
//! refuses the other refuses with the same error number.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod bloom;
#[allow(dead_code, reason = "each family of maps uses a part of it")]
mod both;
mod maps_in_maps;
mod stack_trace;
#[path = "../it/world.rs"]
#[allow(dead_code, reason = "other suites use the rest of it")]
mod world;

use skep_harness::Suite;
use std::process::ExitCode;
use world::{host, simulated};

fn main() -> ExitCode {
    let suite = Suite::new("maps");
    #[cfg(feature = "language")]
    let suite = suite.twin("programs ask Bloom filters", host, simulated, bloom::asked_by_programs);
    suite
        .twin(
            "maps are put into arrays and hash tables, replaced, got back and taken out",
            host,
            simulated,
            maps_in_maps::put_and_taken,
        )
        .twin("a map in a map is swapped under test runs", host, simulated, maps_in_maps::swapped)
        .twin("maps that are not alike are refused by the field", host, simulated, maps_in_maps::refused)
        .twin("an outer map keeps the maps in it, and lets go of them", host, simulated, maps_in_maps::kept)
        .test("maps of maps are alike on both kernels [host]", maps_in_maps::alike)
        .twin(
            "a Bloom filter is asked, and has as many hash functions as it is to have",
            host,
            simulated,
            bloom::asked,
        )
        .test("Bloom filters are alike on both kernels [host]", bloom::alike)
        .twin("stacks of the kernel are kept and read as frames", host, simulated, stack_trace::kernel_stacks)
        .twin(
            "stacks of user space are kept, by address or build id",
            host,
            simulated,
            stack_trace::user_stacks,
        )
        .test("described stacks have their numbers [simulated]", stack_trace::described_stacks)
        .twin("stacks are taken out in one step", host, simulated, stack_trace::taken)
        .twin(
            "maps of stacks with wrong sizes are refused by the field",
            host,
            simulated,
            stack_trace::refused,
        )
        .test("maps of stacks are alike on both kernels [host]", stack_trace::alike)
        .run()
}
