//! Programs carried out without a kernel: by the interpreter and by machine code, beside the same computation in Rust, and, with the feature
//! `machines`, beside solana-sbpf and rbpf.
//!
//! `cargo bench --features machines --bench vm` in this folder. Every contestant keeps its program and memory ready; a run
//! is one execution from beginning to end. Before anything is timed, all results are compared.

#[cfg(feature = "machines")]
mod machines;
mod programs;

use programs::{PROGRAMS, Program};
use skep_bench::{Contestant, Effort, median_with_interval, report, time};
use skep_isa::{Assembly, Code, Endian, Image, ImageOptions, decode};
use skep_vm::{Limits, Memory, NoEnvironment, Outcome};
use std::cell::Cell;
use std::hint::black_box;

/// A difference of 5 % is what can be told apart here.
const MARGIN: f64 = 0.05;

fn main() {
    for program in &PROGRAMS {
        measure(program);
    }
}

fn measure(program: &Program) {
    let bytes = bytes(program);
    let given = (program.memory)();
    let expected = (program.native)(&given);
    let instructions = Cell::new(0);

    let mut interpreter = Interpreter::new(&bytes, &given);
    let mut compiled = Interpreter::new(&bytes, &given);
    skep_jit::compile(&mut compiled.program).expect("machine code");

    // Each contestant's one run.
    let mut runs: Vec<(&str, Box<dyn FnMut() -> u64 + '_>)> = Vec::new();
    runs.push(("native", Box::new(|| (program.native)(black_box(&given)))));
    runs.push((
        "skep",
        Box::new(|| {
            let outcome = interpreter.run();
            instructions.set(outcome.instructions);
            outcome.value
        }),
    ));
    runs.push(("skep compiled", Box::new(|| compiled.run().value)));
    #[cfg(feature = "machines")]
    {
        use solana_sbpf::vm::ExecutionMode;
        let mut sbpf = machines::Sbpf::new(&bytes, given.clone());
        runs.push(("sbpf", Box::new(move || sbpf.run(ExecutionMode::Interpreted))));
        let mut compiled = machines::Sbpf::compiled(&bytes, given.clone());
        runs.push(("sbpf compiled", Box::new(move || compiled.run(ExecutionMode::Jit))));
        let rbpf = rbpf::EbpfVmMbuff::new(Some(&bytes)).expect("a program for rbpf");
        let memory = &given;
        runs.push(("rbpf", Box::new(move || rbpf.execute_program(&[], memory).expect("a result of rbpf"))));
    }
    let mut contestants = Vec::new();
    for (name, mut run) in runs {
        assert_eq!(run(), expected, "{}: {name}", program.name);
        contestants.push(Contestant::new(name, move |times| {
            for _ in 0..times {
                black_box(run());
            }
        }));
    }
    // Some ten milliseconds for the slowest in each round.
    let times = u32::try_from(700_000 / instructions.get().max(1)).unwrap_or(1).max(1);
    let times = time(Effort::from_arguments(times), &mut contestants);
    let names: Vec<&str> = contestants.iter().map(|contestant| contestant.name).collect();
    report(program.name, MARGIN, &names, &times);
    for (name, times) in names.iter().zip(times).skip(1) {
        let nanoseconds = median_with_interval(times).1;
        let millions = instructions.get() as f64 * 1000.0 / nanoseconds;
        println!("{:<24} {name:<14} {millions:>8.0} million instructions a second", program.name);
    }
}

/// A program's bytes, its functions in a row.
fn bytes(program: &Program) -> Vec<u8> {
    let assembly = Assembly::parse(program.text).expect("a text");
    let functions: Vec<(&str, &Code)> =
        assembly.functions.iter().map(|function| (&*function.name, &function.code)).collect();
    let image = Image::link(functions[0], &functions[1..], ImageOptions::default()).expect("an image");
    image.bytes
}

/// A program in the interpreter, which may have machine code for it.
struct Interpreter {
    program: skep_vm::Program,
    memory: Memory,
    address: u64,
}

impl Interpreter {
    fn new(bytes: &[u8], given: &[u8]) -> Self {
        let code = decode(bytes, Endian::NATIVE).expect("instructions");
        let mut memory = Memory::new();
        let region = memory.add_bytes("the memory", given.to_vec()).expect("a region");
        let address = memory.address(region, 0);
        Self { program: skep_vm::Program::new(&code).expect("a program"), memory, address }
    }

    fn run(&mut self) -> Outcome {
        let limits = Limits::default();
        self.program.run(self.address, &mut self.memory, &mut NoEnvironment, limits).expect("an outcome")
    }
}
