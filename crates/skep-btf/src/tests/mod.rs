//! Tests that concern the crate as a whole.

mod building;
mod damage;
mod graph;
mod reading;
mod round_trip;
