//! `skep conformance`: a plugin of the public test suite `bpf_conformance`, which holds runtimes against RFC 9669.
//!
//! The suite starts a plugin for each test, with the bytes of memory as hex digits in the first argument and those of the
//! program on the standard input, and expects `r0` as hex digits on the standard output; or, if the program cannot be
//! carried out, a message on the standard error and an exit code that is not 0. The program finds the address of the memory
//! in `r1` and its length in `r2`; the memory is also the packet that the loads of classic BPF read. What the program never
//! wrote, registers or bytes of its stack, it may not read.

use crate::failure::Failure;
use anstream::println;
use clap::{ArgGroup, Args};
use skep::isa::{Endian, Size, decode};
use skep::uapi::Helper;
use skep::vm::{Call, Environment, FaultKind, Limits, Memory, Program, RegionId};
use std::io::Read;
use std::time::Instant;

#[derive(Args, Debug)]
#[command(group = ArgGroup::new("engine"))]
pub(crate) struct ConformanceArguments {
    /// The memory that the program is given, as pairs of hex digits, with or without spaces between them.
    #[arg(default_value = "", hide_default_value = true)]
    memory: String,
    /// Carry the program out step by step: what is done if nothing is said.
    #[arg(long, group = "engine")]
    interpret: bool,
    /// Compile the program to machine code first. (Only if the command was built with the feature `jit`.)
    #[arg(long, group = "engine")]
    jit: bool,
}

/// The most bytes of a program that are read: as many as a million instructions have, twice as long as they are usually
/// written.
const MOST_TEXT: u64 = 1_000_000 * 8 * 6;

pub(crate) fn conformance(arguments: &ConformanceArguments) -> Result<(), Failure> {
    let mut text = String::new();
    let input = std::io::stdin().lock().take(MOST_TEXT).read_to_string(&mut text);
    input.map_err(|error| Failure::Input(format!("the standard input cannot be read: {error}")))?;
    let bytes = bytes("the program", &text)?;
    let code = decode(&bytes, Endian::NATIVE).map_err(|error| Failure::Input(error.to_string()))?;
    let mut program = Program::new(&code).map_err(|error| Failure::Input(error.to_string()))?;
    if arguments.jit {
        compile(&mut program)?;
    }

    let mut memory = Memory::new();
    let given = bytes_of_memory(arguments)?;
    let length = given.len() as u64;
    let region = memory.add_bytes("the memory", given);
    let region = region.map_err(|error| Failure::Input(error.to_string()))?;
    let address = memory.address(region, 0);
    let mut environment = Given { start: Instant::now(), packet: region, length };
    let outcome = program.run_with(&[address, length], &mut memory, &mut environment, Limits::default());
    let outcome = outcome.map_err(|fault| Failure::Input(fault.to_string()))?;
    println!("{:x}", outcome.value);
    Ok(())
}

#[cfg(feature = "jit")]
fn compile(program: &mut Program) -> Result<(), Failure> {
    skep_jit::compile(program).map_err(|error| Failure::Input(error.to_string()))
}

#[cfg(not(feature = "jit"))]
fn compile(_: &mut Program) -> Result<(), Failure> {
    let why =
        "this command was built without machine code: build it with `--features jit`, or leave out `--jit`";
    Err(Failure::NotHere(why.to_owned()))
}

fn bytes_of_memory(arguments: &ConformanceArguments) -> Result<Vec<u8>, Failure> {
    bytes("the memory", &arguments.memory)
}

/// The bytes that pairs of hex digits are.
fn bytes(what: &str, text: &str) -> Result<Vec<u8>, Failure> {
    let mut digits = Vec::with_capacity(text.len());
    for (index, character) in text.chars().enumerate().filter(|(_, character)| !character.is_whitespace()) {
        let digit = character.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        digits.push(digit.ok_or_else(|| {
            Failure::Input(format!(
                "{what}: a hex digit was expected, but character {index} is {character:?}"
            ))
        })?);
    }
    let (pairs, rest) = digits.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(Failure::Input(format!(
            "{what}: {} hex digits are no whole number of bytes",
            digits.len()
        )));
    }
    Ok(pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

/// What a program of the suite is given besides instructions.
struct Given {
    start: Instant,
    packet: RegionId,
    length: u64,
}

impl Environment for Given {
    /// There is one helper, which needs nothing of a kernel: the suite calls it to see whether there are helpers.
    fn call_helper(&mut self, helper: u32, _call: &mut Call<'_>) -> Result<u64, FaultKind> {
        match Helper(helper) {
            Helper::KTIME_GET_NS => Ok(u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(u64::MAX)),
            _ => Err(FaultKind::NoHelper(helper)),
        }
    }

    fn load_packet(
        &mut self,
        _context: u64,
        offset: u32,
        size: Size,
        memory: &Memory,
    ) -> Result<Option<u64>, FaultKind> {
        let end = u64::from(offset) + size.bytes() as u64;
        if end > self.length {
            return Ok(None);
        }
        let bytes = memory.read(memory.address(self.packet, offset.into()), size.bytes())?;
        Ok(Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))))
    }
}
