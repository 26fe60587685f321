//! Every type of map, on the running kernel and on a simulated one: what is put in is got back, programs see it, and what one kernel
//! refuses the other refuses with the same error number.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

#[allow(dead_code, reason = "each family of maps uses a part of it")]
mod both;
mod maps_in_maps;
#[path = "../it/world.rs"]
#[allow(dead_code, reason = "other suites use the rest of it")]
mod world;

use skep_harness::Suite;
use std::process::ExitCode;
use world::{host, simulated};

fn main() -> ExitCode {
    Suite::new("maps")
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
        .run()
}
