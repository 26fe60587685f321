//! Tests of the interpreter as a whole: each operation against a model, each fault, calls, random programs.
#![allow(clippy::cast_possible_truncation, reason = "tests cut numbers to size on purpose")]

mod callbacks;
mod calls;
mod faults;
mod kernel_pointers;
mod operations;
mod programs;
mod random;
mod successors;

use crate as vm;
use crate::{Fault, Limits, Memory, NoEnvironment, Outcome, Program};
use skep_isa::{Assembler, Code};

/// The code of one function that `write` writes.
fn assemble(write: impl FnOnce(&mut Assembler)) -> Code {
    let mut assembler = Assembler::new();
    // One position for all: what a fault says of it does not change with this file.
    assembler.location(skep_isa::Location { file: "t.rs".into(), line: 1, column: 1, text: None });
    write(&mut assembler);
    assembler.build().unwrap()
}

/// Several functions in a row, each with its name as the label of its first instruction.
fn program(functions: &[(&str, Code)]) -> Program {
    let mut code = Code::default();
    for (name, function) in functions {
        let first = code.instructions.len();
        code.instructions.extend(function.instructions.iter().cloned());
        code.instructions[first].label = Some((*name).into());
    }
    Program::new(&code).unwrap()
}

/// Runs code on empty memory with nothing to call.
fn run(code: &Code, context: u64) -> Result<Outcome, Fault> {
    let program = Program::new(code).unwrap();
    program.run(context, &mut Memory::new(), &mut NoEnvironment, Limits::default())
}
