//! Kernels around a kernel: traces, recordings and their replay, and faults. The same bodies run around the running kernel and
//! around a simulated one.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod replaying;
mod wrappers;

use skep::Operation;
use skep::prelude::*;
use skep_harness::{Stop, Suite, skip};
use std::process::ExitCode;

fn main() -> ExitCode {
    Suite::new("skep-faults")
        .twin(
            "a trace has a line for each call, with its object, flags, answer and time",
            host,
            simulated,
            wrappers::trace,
        )
        .twin(
            "faults strike the calls that a script names, before or after them, and late",
            host,
            simulated,
            wrappers::script,
        )
        .twin(
            "a batch is shortened or broken off, and says how far it came",
            host,
            simulated,
            wrappers::batches,
        )
        .twin("a recorded run is replayed from its text without the kernel", host, simulated, replaying::run)
        .twin(
            "a replayed kernel that is asked something else names both calls",
            host,
            simulated,
            replaying::mismatch,
        )
        .twin("threads are replayed each on its own", host, simulated, replaying::threads)
        .test("a text that is no recording is refused with its place", replaying::refused)
        .run()
}

/// The running kernel, if this process may use it.
fn host() -> Result<Kernel, Stop> {
    let kernel = Kernel::host()?;
    let operations = [
        Operation::CreateMap,
        Operation::LoadProgram(ProgramType::TRACEPOINT),
        Operation::LoadProgram(ProgramType::XDP),
        Operation::ReadTracepoint,
    ];
    match kernel.missing_capabilities(&operations)?.as_slice() {
        [] => Ok(kernel),
        missing => {
            let names: Vec<String> = missing.iter().map(ToString::to_string).collect();
            skip(format!("the running kernel needs {} for this; run the tests as root", names.join(", ")))
        }
    }
}

fn simulated() -> Result<Kernel, Stop> {
    Ok(Kernel::clone(&Kernel::simulated()))
}
