//! What the fact files say of helpers, contexts, registers and features, held against the running kernel. A kernel may be
//! older or newer than the facts, and may have been built without some of it: what is then not so is listed here by name.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

mod beside;
mod bpftool;
mod contexts;
mod features;
mod helpers;
mod host;
mod registers;

use skep_harness::Suite;
use std::process::ExitCode;

fn main() -> ExitCode {
    Suite::new("facts")
        .test("211 of 211 helpers have the kernel's number and name [host]", helpers::numbers_and_names)
        .test("programs can call the helpers that the facts say [host]", helpers::callers)
        .test("helpers take what the facts say [host]", helpers::arguments)
        .test("contexts are laid out as the kernel's types say [host]", contexts::layouts)
        .test("programs can read and write the fields that the facts say [host]", contexts::accesses)
        .test("programs write the packet in place where the facts say [host]", contexts::packet_writers)
        .test("registers are where the kernel's types say [host]", registers::offsets)
        .test("the numbers of system calls are those of the system's headers [host]", registers::system_calls)
        .test("a kernel has what its version should have [host]", features::versions)
        .test("what a policy refuses is unknown and never missing [host]", features::policy)
        .test("attach types go with the program types that the facts say [host]", features::attach_types)
        .test("a minimum version that a kernel contradicts is found", features::contradicted)
        .test("a helper is asked about as corrected facts say [host]", features::corrected)
        .test("what bpftool finds otherwise is explained [host]", bpftool::differences)
        .test("the table beside bpftool shows what differs and why", bpftool::table)
        .serial()
        .run()
}
