//! Programs that take the place of others.

use super::*;
use crate::{Call, Environment, FaultKind};
use skep_isa::{Size, registers::*};
use std::sync::Arc;

/// Helper n goes on with program n, with 1000 + n as its context. Others answer with their number.
struct Programs(Vec<Arc<Program>>);

impl Environment for Programs {
    fn call_helper(&mut self, helper: u32, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        if let Some(program) = self.0.get(helper as usize) {
            call.continue_with(program.clone(), 1000 + u64::from(helper));
        }
        Ok(helper.into())
    }
}

fn single(write: impl FnOnce(&mut Assembler)) -> Arc<Program> {
    Arc::new(Program::new(&assemble(write)).unwrap())
}

fn run(first: &Program, others: &[Arc<Program>], limit: u64) -> Result<Outcome, Fault> {
    let limits = Limits { instructions: limit, ..Limits::default() };
    let mut memory = Memory::new();
    let result = first.run(7, &mut memory, &mut Programs(others.to_vec()), limits);
    // No stack is left behind.
    let next = memory.add_bytes("next", Vec::new()).unwrap();
    assert!(usize::from(next.slot()) < 2 + crate::MAX_FRAMES);
    result
}

#[test]
fn a_program_takes_the_place_of_another_with_its_own_context() {
    let other = single(|asm| {
        asm.mov(R0, R1).exit();
    });
    let first = single(|asm| {
        asm.call(0_u32).mov(R0, 1).exit();
    });
    let outcome = run(&first, &[other], 100).unwrap();
    assert_eq!(outcome, Outcome { value: 1000, instructions: 3 });
}

#[test]
fn nothing_is_left_of_the_registers_and_the_stack() {
    let first = single(|asm| {
        asm.store(Size::Double, R10, -8, 1).mov(R6, 6).mov(R0, 0).call(0_u32).exit();
    });
    for register in [R0, R2, R6, R9] {
        let other = single(|asm| {
            asm.mov(R0, register).exit();
        });
        let fault = run(&first, &[other], 100).unwrap_err();
        assert_eq!(fault.kind, FaultKind::UnwrittenRegister(register));
        assert_eq!(fault.frames[0].program, 1);
    }
    let other = single(|asm| {
        asm.load(Size::Double, R0, R10, -8).exit();
    });
    assert!(run(&first, &[other], 100).unwrap_err().to_string().contains("never written"));
}

#[test]
fn it_returns_to_who_called_the_function_whose_place_it_took() {
    let main = assemble(|asm| {
        asm.mov(R6, 60).mov(R1, 1).call_function("middle").add(R0, R6).exit();
    });
    let middle = assemble(|asm| {
        asm.mov(R6, 1).call(0_u32).mov(R0, 5).exit();
    });
    let first = program(&[("main", main), ("middle", middle)]);
    // The other program calls a function of its own, and goes on to a third one from there.
    let second = {
        let main = assemble(|asm| {
            asm.mov(R7, R1).call_function("inner").add(R0, R7).exit();
        });
        let inner = assemble(|asm| {
            asm.call(1_u32).exit();
        });
        Arc::new(program(&[("second", main), ("inner", inner)]))
    };
    let third = single(|asm| {
        asm.mov(R0, R1).exit();
    });
    let outcome = run(&first, &[second.clone(), third], 100).unwrap();
    assert_eq!(outcome.value, 1001 + 1000 + 60);
    let broken = single(|asm| {
        asm.mov(R0, R8).exit();
    });
    let fault = run(&first, &[second, broken], 100).unwrap_err();
    let programs: Vec<_> = fault.frames.iter().map(|frame| (frame.program, frame.slot)).collect();
    assert_eq!(programs, [(2, 0), (1, 1), (0, 2)]);
    insta::assert_snapshot!(fault, @"
    slot 0 `r0 = r8` (t.rs:1:1): r8 is read, but nothing was written to it
      called from slot 1 `call inner` of `second` (t.rs:1:1)
      called from slot 2 `call middle` of `main` (t.rs:1:1)
    ");
}

#[test]
fn each_program_has_its_own_number_of_instructions() {
    let second = single(|asm| {
        asm.mov(R0, 0).mov(R0, 0).mov(R0, 0).exit();
    });
    let first = single(|asm| {
        asm.mov(R0, 0).mov(R0, 0).mov(R0, 0).call(0_u32).exit();
    });
    assert_eq!(run(&first, std::slice::from_ref(&second), 4).unwrap().instructions, 8);
    assert_eq!(run(&first, &[second], 3).unwrap_err().kind, FaultKind::TooManyInstructions { limit: 3 });
}
