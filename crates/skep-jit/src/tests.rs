//! Compiled programs do what interpreted ones do.
#![allow(clippy::cast_possible_truncation, reason = "tests cut numbers to size on purpose")]

#[path = "../../skep-vm/src/tests/programs.rs"]
mod programs;

use programs::{code, instruction, likely_instruction, result, second_value};
use proptest::prelude::*;
use skep_isa::Code;
use skep_vm as vm;
use vm::{FaultKind, Limits, Program};

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn compiled_programs_do_what_interpreted_ones_do(
        body in prop::collection::vec(prop_oneof![8 => likely_instruction(), 1 => instruction()], 0..40),
        instructions in 10_u64..600,
    ) {
        let code = code(body);
        let mut program = Program::link(&code, |_, _| second_value()).unwrap();
        let limits = Limits { instructions, may_goto: 10, loops: 500 };
        let interpreted = result(&program, limits);
        match super::compile(&mut program) {
            Ok(()) => prop_assert_eq!(result(&program, limits), interpreted),
            Err(super::Uncompiled::MovesStack) => {}
            Err(error) => prop_assert!(false, "{error}"),
        }
    }
}

#[test]
fn a_function_that_calls_itself_is_told_how_deep_it_may() {
    let code = Code::parse("r0 = 0\ncall -2\nexit").unwrap();
    let mut program = Program::new(&code).unwrap();
    let limits = Limits { instructions: 1000, may_goto: 10, loops: 500 };
    let interpreted = result(&program, limits);
    assert!(matches!(&interpreted.0, Err(fault) if fault.kind == FaultKind::TooManyFrames { limit: 8 }));
    super::compile(&mut program).unwrap();
    assert_eq!(result(&program, limits), interpreted);
}

#[test]
fn a_helper_finds_no_argument_that_the_call_before_has_cleared() {
    // Calls of another number read nothing.
    let code = Code::parse("r2 = r10\nr2 += -8\ncall 16\nr0 = 1\ncall 16\nexit").unwrap();
    let mut program = Program::new(&code).unwrap();
    let limits = Limits::default();
    let interpreted = result(&program, limits);
    assert!(matches!(&interpreted.0, Err(fault) if fault.frames[0].slot == 4), "{:?}", interpreted.0);
    super::compile(&mut program).unwrap();
    assert_eq!(result(&program, limits), interpreted);
}
