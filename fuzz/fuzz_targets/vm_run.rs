//! Any bytes as a program in the interpreter: refused, or run to an end or a fault.
#![no_main]

mod programs;

use libfuzzer_sys::fuzz_target;
use skep_isa::Endian;
use skep_vm::Program;

fuzz_target!(|data: &[u8]| {
    if let Ok(code) = skep_isa::decode(data, Endian::NATIVE)
        && let Ok(program) = Program::link(&code, |_, _| Some(0))
    {
        programs::run(&program, 2000);
    }
    if let Ok(program) = Program::link(&programs::code(data), |_, _| Some(0)) {
        programs::run(&program, 2000);
    }
});
