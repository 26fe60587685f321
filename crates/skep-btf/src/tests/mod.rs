//! Tests that concern the crate as a whole.

mod building;
mod damage;
mod diff;
mod distilled;
mod extension;
mod graph;
mod lazy;
mod merging;
mod printing;
mod reading;
mod round_trip;
mod rust;
mod sanitizing;
mod values;
