//! Functions of the program that helpers call.

use super::*;
use crate::{Call, Environment, FaultKind};
use skep_isa::{Immediate, Instruction, Operation, Register, Size, registers::*};

/// A helper that calls the function in `r1` as often as `r2` says, with the number of the time and `r3`, as long as that
/// returns 0; the answer is how often it did. Calls can be within each other.
#[derive(Default)]
struct Repeating {
    going_on: Vec<[u64; 4]>,
}

impl Repeating {
    fn go_on(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let Some([function, times, done, argument]) = self.going_on.pop() else {
            return Err(FaultKind::NoHelper(0));
        };
        if done < times {
            call.call_function(function, &[done, argument])?;
            self.going_on.push([function, times, done, argument]);
        }
        Ok(done)
    }
}

impl Environment for Repeating {
    fn call_helper(&mut self, _: u32, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let [function, times, argument] = [R1, R2, R3].map(|register| call.argument(register));
        self.going_on.push([function?, times?, 0, argument?]);
        self.go_on(call)
    }

    fn function_returned(&mut self, value: u64, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        if let Some(last) = self.going_on.last_mut() {
            last[2] += 1;
            if value != 0 {
                last[1] = last[2];
            }
        }
        self.go_on(call)
    }
}

/// Loads the address of the function that begins so many instructions of one slot after this load.
fn load_function(asm: &mut Assembler, to: Register, function: &str) {
    asm.push(Instruction {
        dst: to,
        reference: Some(skep_isa::Reference::Function(function.into())),
        ..Instruction::new(Operation::LoadImmediate(Immediate::Function))
    });
}

/// A main function that calls `body` so often, with the address of a number on its stack, and returns the sum of that number
/// and a thousand times what the helper answered.
fn repeating(times: i32) -> Code {
    assemble(|asm| {
        asm.store(Size::Double, R10, -8, 0).mov(R6, 1);
        load_function(asm, R1, "body");
        asm.mov(R2, times).mov(R3, R10).add(R3, -8).call(1_u32).mul(R0, 1000);
        asm.load(Size::Double, R1, R10, -8).add(R0, R1).add(R0, R6).sub(R0, 1).exit();
    })
}

fn run_repeating(functions: &[(&str, Code)], limits: Limits) -> Result<Outcome, Fault> {
    program(functions).run(0, &mut Memory::new(), &mut Repeating::default(), limits)
}

/// Adds its number to what its second argument points to, and returns whether it was this one.
fn adding(last: i32) -> Code {
    assemble(|asm| {
        asm.load(Size::Double, R3, R2, 0).add(R3, R1).store(Size::Double, R2, 0, R3).mov(R0, 0);
        asm.jump(skep_isa::Condition::NotEqual, R1, last, "on").mov(R0, 1).label("on").exit();
    })
}

#[test]
fn a_helper_calls_a_function_until_it_has_enough() {
    let run = |times, last| {
        let functions = [("main", repeating(times)), ("body", adding(last))];
        run_repeating(&functions, Limits::default()).unwrap().value
    };
    assert_eq!(run(0, -1), 0);
    assert_eq!(run(1, -1), 1000);
    assert_eq!(run(100, -1), 100_000 + 4950);
    assert_eq!(run(100, 9), 10_000 + 45);
}

#[test]
fn a_function_that_a_helper_calls_has_registers_and_a_stack_of_its_own() {
    let check = |register: Register| {
        let body = assemble(|asm| {
            asm.mov(R0, register).mov(R0, 0).mov(R6, 9).exit();
        });
        let functions = [("main", repeating(3)), ("body", body)];
        run_repeating(&functions, Limits::default()).map(|run| run.value).map_err(|fault| fault.kind)
    };
    assert_eq!(check(R1), Ok(3000));
    for register in [R0, R3, R5, R6, R9] {
        assert_eq!(check(register), Err(FaultKind::UnwrittenRegister(register)));
    }
    // What the helper was given is gone after it, and its stack with the function.
    let main = assemble(|asm| {
        load_function(asm, R1, "body");
        asm.mov(R2, 1).mov(R3, 0).call(1_u32).mov(R0, R1).exit();
    });
    let functions = [("main", main), ("body", adding(-1))];
    let fault = run_repeating(&functions, Limits::default()).unwrap_err();
    insta::assert_snapshot!(fault, @r"
    slot 7 `r3 = *(u64 *)(r2 + 0)` of `body` (t.rs:1:1): read of 8 bytes at NULL
      called from slot 4 `call 1` of `main` (t.rs:1:1)
    ");
}

#[test]
fn helpers_within_functions_that_helpers_call() {
    let body = assemble(|asm| {
        load_function(asm, R1, "inner");
        asm.mov(R3, R2).mov(R2, 5).call(1_u32).mov(R0, 0).exit();
    });
    let functions = [("main", repeating(4)), ("body", body), ("inner", adding(-1))];
    assert_eq!(run_repeating(&functions, Limits::default()).unwrap().value, 4000 + 4 * 10);
    // They are within each other, so there are as many as there is stack for.
    let body = assemble(|asm| {
        load_function(asm, R1, "body");
        asm.mov(R3, R2).mov(R2, 1).call(1_u32).mov(R0, 0).exit();
    });
    let functions = [("main", repeating(1)), ("body", body)];
    let fault = run_repeating(&functions, Limits::default()).unwrap_err();
    assert_eq!(fault.kind, FaultKind::TooManyFrames { limit: crate::MAX_FRAMES });
}

#[test]
fn loops_of_helpers_have_instructions_of_their_own() {
    let functions = [("main", repeating(1000)), ("body", adding(-1))];
    let run = |limits| run_repeating(&functions, limits);
    // Each time takes six.
    let limits = Limits { instructions: 20, loops: 6000, ..Limits::default() };
    assert_eq!(run(limits).unwrap().instructions, 6000 + 13);
    let fault = run(Limits { loops: 5999, ..limits }).unwrap_err();
    assert_eq!(fault.kind, FaultKind::TooManyInstructions { limit: 5999 });
    let fault = run(Limits { instructions: 15, ..limits }).map(|run| run.instructions);
    assert_eq!(fault, Ok(6013));
    let fault = run(Limits { instructions: 10, ..limits }).unwrap_err();
    assert_eq!(fault.kind, FaultKind::TooManyInstructions { limit: 10 });
}

#[test]
fn only_functions_can_be_called() {
    for address in [0, 7, u64::MAX, crate::memory::function_address(1), crate::memory::function_address(99)] {
        let main = assemble(|asm| {
            asm.load_imm64(R1, address).mov(R2, 1).mov(R3, 0).call(1_u32).exit();
        });
        let fault = run_repeating(&[("main", main)], Limits::default()).unwrap_err();
        assert!(matches!(fault.kind, FaultKind::Refused(_)), "{fault}");
    }
}
