//! Runs that pause: where one is, so that it can go on later, when others have run in the same memory.

use crate::memory::Stacks;
use crate::operands::Registers;
use crate::run::Frame;
use crate::{Environment, Fault, Limits, Memory, Outcome, Program};
use skep_isa::Register;
use std::sync::Arc;

/// A run of a program that its environment can let pause at a step ([`Environment::before_step`]).
///
/// While it pauses, other runs can begin, go on and end in the same memory, in any order. The program and the limits are
/// the same each time it [goes on](Self::go_on).
#[derive(Debug)]
pub struct Run {
    position: Position,
    frames: Option<Vec<Frame>>,
    /// The programs that took the place of others.
    successors: Vec<Arc<Program>>,
    /// Those of its functions, while it pauses.
    stacks: Option<Stacks>,
}

/// Where a run is in its program, besides the functions that wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Position {
    pub(crate) registers: [u64; 16],
    pub(crate) written: Registers,
    /// The registers that hold pointers which the kernel gave.
    pub(crate) kernel: Registers,
    pub(crate) left: u64,
    pub(crate) left_for_loops: u64,
    /// Those of the programs that another one took the place of.
    pub(crate) instructions_before: u64,
    pub(crate) number: usize,
    pub(crate) next: usize,
    /// Whether the next step has been shown to the environment.
    pub(crate) shown: bool,
}

impl Run {
    /// A run that begins with up to five arguments, in `r1` and on.
    pub fn new(arguments: &[u64], limits: Limits) -> Self {
        let mut registers = [0_u64; 16];
        let mut written = Registers::of(Register::R10);
        for (number, &argument) in (1..=5).zip(arguments) {
            registers[number] = argument;
            written = written.with(Registers::numbered(number));
        }
        let position = Position {
            registers,
            written,
            kernel: Registers::default(),
            left: limits.instructions,
            left_for_loops: limits.loops,
            instructions_before: 0,
            number: 0,
            next: 0,
            shown: false,
        };
        Self { position, frames: None, successors: Vec::new(), stacks: None }
    }

    /// Goes on until the program ends, or pauses: then there is no outcome yet.
    ///
    /// # Errors
    /// The fault that ended the run. What was written to memory before it stays.
    pub fn go_on(
        &mut self,
        program: &Program,
        memory: &mut Memory,
        environment: &mut dyn Environment,
        limits: Limits,
    ) -> Result<Option<Outcome>, Fault> {
        let mut frames = self.frames.take().unwrap_or_else(|| memory.take_frames());
        if let Some(stacks) = self.stacks.take() {
            memory.take_stacks_back(stacks);
        }
        let Self { position, successors, .. } = self;
        let result = program.run_in(&mut frames, successors, position, memory, environment, limits);
        let result = result.map_err(|(kind, index)| program.fault(kind, index, &frames, successors));
        if let Ok(None) = result {
            self.stacks = Some(memory.set_stacks_aside());
            self.frames = Some(frames);
        } else {
            frames.iter().for_each(|_| memory.leave_function());
            memory.keep_frames(frames);
        }
        result
    }
}
