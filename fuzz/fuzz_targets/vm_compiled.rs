//! Any program, interpreted and compiled: the same result or fault, the same number of instructions, the same memory.
#![no_main]

mod programs;

use libfuzzer_sys::fuzz_target;
use skep_vm::Program;

fuzz_target!(|data: &[u8]| {
    let Some((limit, data)) = data.split_first() else { return };
    if let Ok(mut program) = Program::link(&programs::code(data), |_, _| Some(0)) {
        let limit = u64::from(*limit) * 8;
        let interpreted = programs::run(&program, limit);
        if skep_jit::compile(&mut program).is_ok() {
            assert_eq!(programs::run(&program, limit), interpreted);
        }
    }
});
