//! The test harness of this workspace: tests that can say why they were skipped, twin tests, descriptor leaks.
//!
//! libtest cannot show that a test could not run here; a test that needs rights it does not have would pass in
//! silence. A [`Suite`] is the `main` of a test binary with `harness = false`. Its tests have sentences for
//! names, return an [`Outcome`], and may [`skip`] with a reason, which is printed at the end:
//!
//! ```text
//! skipped: a hash map counts [host]: not root: bpf(2) needs CAP_BPF
//! ```
//!
//! A *twin* is one body that is run on two worlds, the host's kernel and the simulated one, as two tests.
//!
//! ```no_run
//! use skep_harness::{Outcome, Stop, Suite, skip};
//! use std::process::ExitCode;
//!
//! struct World { answer: u32 }
//!
//! fn host() -> Result<World, Stop> {
//!     skip("this example has no host")
//! }
//!
//! fn simulated() -> Result<World, Stop> {
//!     Ok(World { answer: 42 })
//! }
//!
//! fn the_answer(world: &World) -> Outcome {
//!     assert_eq!(world.answer, "42".parse::<u32>()?);
//!     Ok(())
//! }
//!
//! fn main() -> ExitCode {
//!     Suite::new("example")
//!         .test("the answer is even", || if 42 % 2 == 0 { Ok(()) } else { Err("it is odd".into()) })
//!         .twin("the answer is known", host, simulated, the_answer)
//!         .run()
//! }
//! ```
//!
//! The binary takes the arguments of `cargo test` (a part of a name, `--exact`, `--list`, `--test-threads`), and
//! nextest can run it. It counts the open descriptors before the first and after the last test: a descriptor
//! that is left open fails the binary, and with one thread the test that opened it is named. A binary that names a
//! [`CountingAllocator`] as its allocator can say how often something asks for memory.

mod allocations;
mod descriptors;
mod stop;
mod suite;

pub use allocations::CountingAllocator;
pub use stop::{Outcome, Stop, skip};
pub use suite::Suite;
