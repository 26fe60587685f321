//! Runs of programs: what they run as, what comes of it, what they do wrong.

use crate::clock::Clock;
use crate::helpers::Kernel;
use crate::programs::Program;
use crate::state::State;
use skep_vm::{Fault, Limits, RegionId};
use std::error::Error;
use std::fmt;

/// The bytes of a task's name, with the zero byte at its end (`TASK_COMM_LEN`, `include/linux/sched.h`).
pub(crate) const COMM_LENGTH: usize = 16;

/// Who runs when a program does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Task {
    pub(crate) pid: u32,
    pub(crate) tgid: u32,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    /// Ends with at least one zero byte.
    pub(crate) comm: [u8; COMM_LENGTH],
    pub(crate) cpu: u32,
}

impl Task {
    /// The task that runs when nobody else does, on CPU 0: packets arrive then.
    pub(crate) fn idle() -> Self {
        let mut comm = [0; COMM_LENGTH];
        comm[..9].copy_from_slice(b"swapper/0");
        Self { pid: 0, tgid: 0, uid: 0, gid: 0, comm, cpu: 0 }
    }
}

/// A run of a program that did nothing wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProgramRun {
    /// The program's number.
    pub program_id: u32,
    /// The program's name, which may be empty.
    pub program: String,
    /// What it returned in `r0`.
    pub value: u64,
    /// How many instructions it took.
    pub instructions: u64,
}

/// Something that a program did wrong: what a real kernel's verifier would have to refuse it for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProgramFault {
    /// The program's number.
    pub program_id: u32,
    /// The program's name, which may be empty.
    pub program: String,
    /// What it did, at which instruction, in which function, on which line of the source.
    pub fault: Fault,
}

impl fmt::Display for ProgramFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.program {
            "" => write!(f, "program {}: {}", self.program_id, self.fault),
            name => write!(f, "program {name}: {}", self.fault),
        }
    }
}

impl Error for ProgramFault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.fault)
    }
}

/// What a running program changes besides memory.
pub(crate) struct Surroundings<'s> {
    pub(crate) maps: &'s mut crate::maps::Maps,
    pub(crate) clock: &'s Clock,
    pub(crate) random: &'s mut crate::random::Random,
    pub(crate) task: &'s Task,
}

impl State {
    /// Runs the program that a link attaches.
    pub(crate) fn run_linked(
        &mut self,
        link: u32,
        context: RegionId,
        task: &Task,
    ) -> Result<ProgramRun, Box<ProgramFault>> {
        let program_id = self.links.get(link).map_or(0, |link| link.program);
        let Self { memory, maps, programs, clock, random, .. } = self;
        let Some(Program { program, name, .. }) = programs.get(program_id) else {
            // A link holds its program.
            return Ok(ProgramRun { program_id, program: String::new(), value: 0, instructions: 0 });
        };
        let mut kernel = Kernel::new(Surroundings { maps, clock, random, task });
        let context = memory.address(context, 0);
        let result = program.run(context, memory, &mut kernel, Limits::default());
        let leak = kernel.end(program, memory);
        match result.and_then(|outcome| leak.map_or(Ok(outcome), Err)) {
            Ok(outcome) => Ok(ProgramRun {
                program_id,
                program: name.clone(),
                value: outcome.value,
                instructions: outcome.instructions,
            }),
            Err(fault) => Err(Box::new(ProgramFault { program_id, program: name.clone(), fault })),
        }
    }
}
