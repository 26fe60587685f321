//! What happens when a kernel answers with an error: what is tried again, what is not, and what is said. The same bodies run
//! on the running kernel and on a simulated one, behind a wrapper that makes calls fail.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod locked_memory;
mod repeating;
#[cfg(feature = "language")]
mod variables;

use skep::Operation;
use skep::prelude::*;
use skep_harness::{Stop, Suite, skip};
use std::process::ExitCode;

fn main() -> ExitCode {
    let suite = Suite::new("skep-errors")
        .twin("what only reads is made again when it was broken off", host, simulated, repeating::reads)
        .twin("what may not be done twice is done once", host, simulated, repeating::once)
        .twin("a load is tried five times while signals come", host, simulated, repeating::loads)
        .twin("a wait goes on after a signal for what is left of its time", host, simulated, repeating::waits)
        .twin(
            "a caller repeats what passes until a deadline on the kernel's clock",
            host,
            simulated,
            repeating::by_the_caller,
        )
        .twin("what only explains or improves may fail without harm", host, simulated, repeating::may_fail)
        .twin(
            "the limit on locked memory is left alone where it counts nothing",
            host,
            simulated,
            locked_memory::left_alone,
        )
        .test(
            "a kernel that counts locked memory has its limit raised once [simulated]",
            locked_memory::raised,
        )
        .test(
            "a limit that cannot be raised is named with what to do [simulated]",
            locked_memory::not_raised,
        );
    #[cfg(feature = "language")]
    let suite = suite.twin(
        "variables are read and written without a call",
        host,
        simulated,
        variables::variables_need_no_call,
    );
    #[cfg(feature = "language")]
    let suite = suite.test(
        "variables that are not found are not taken for zeros [simulated]",
        variables::missing_is_not_zero,
    );
    #[cfg(feature = "language")]
    let suite = suite.twin(
        "mapped arrays are read and written without a call",
        host,
        simulated,
        variables::mapped_arrays_need_no_call,
    );
    suite.run()
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
