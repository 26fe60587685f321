//! Tests of the instruction set as its users see it: every row of the table, random instructions, random programs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod dialects;
mod relaxation;
mod round_trip;
mod samples;
mod text;
