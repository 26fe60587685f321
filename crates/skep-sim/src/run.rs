//! Runs of programs: what they run as, what comes of it, what they do wrong.

use crate::clock::Clock;
use crate::concurrency::Turns;
use crate::helpers::{Kernel, Ongoing, Redirection};
use crate::input::Input;
use crate::maps::Maps;
use crate::objects::Table;
use crate::process::Process;
use crate::programs::Program;
use crate::random::Random;
use crate::settings::Settings;
use crate::state::State;
use crate::trace::Trace;
use crate::watch::Watch;
use skep_uapi::{AttachType, ProgramType};
use skep_vm::{Fault, FaultKind, Limits, Outcome, Run};
use std::error::Error;
use std::fmt;
use std::sync::Arc;

/// The bytes of a task's name, with the zero byte at its end (`TASK_COMM_LEN`, `include/linux/sched.h`).
pub(crate) const COMM_LENGTH: usize = 16;

/// Who runs when a program does.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Task {
    pub(crate) pid: u32,
    pub(crate) tgid: u32,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    /// Ends with at least one zero byte.
    pub(crate) comm: [u8; COMM_LENGTH],
    pub(crate) cpu: u32,
    /// What else is known of it.
    pub(crate) process: Process,
}

impl Task {
    /// The task that runs when nobody else does, on CPU 0: packets arrive then.
    pub(crate) fn idle() -> Self {
        let mut comm = [0; COMM_LENGTH];
        comm[..9].copy_from_slice(b"swapper/0");
        Self { pid: 0, tgid: 0, uid: 0, gid: 0, comm, cpu: 0, process: Process::new(0) }
    }

    /// The process that asks the kernel for something, which is as the tasks of tracepoints are if nothing else is said.
    pub(crate) fn caller(settings: &Settings, cpu: u32) -> Self {
        let mut comm = [0; COMM_LENGTH];
        comm[..4].copy_from_slice(b"task");
        let uid = settings.user_id;
        Self { pid: 4000, tgid: 4000, uid, gid: uid, comm, cpu, process: Process::default() }
    }
}

/// A run of a program that did nothing wrong.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ProgramRun {
    /// The program's number.
    pub program_id: u32,
    /// The program's name, which may be empty.
    pub program: String,
    /// What it returned in `r0`.
    pub value: u64,
    /// How many instructions it took.
    pub instructions: u64,
    /// The interface that it last asked to send the packet to (`bpf_redirect`), whatever it returned.
    pub redirected_to: Option<u32>,
    /// Where else it last asked to send it, by a map.
    pub(crate) redirection: Option<Redirection>,
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

/// What a running program sees and changes besides memory.
pub(crate) struct Surroundings<'s> {
    pub(crate) maps: &'s mut Maps,
    pub(crate) loaded: &'s Table<Program>,
    pub(crate) clock: &'s Clock,
    pub(crate) random: &'s mut Random,
    pub(crate) task: &'s Task,
    pub(crate) input: &'s mut Input,
    pub(crate) trace: &'s mut Trace,
    pub(crate) watch: &'s mut Watch,
    /// If programs run on several CPUs.
    pub(crate) turns: Option<&'s mut Turns>,
    /// The type of the program that the run began with.
    pub(crate) program_type: ProgramType,
}

impl State {
    /// Runs the program that a link attaches.
    pub(crate) fn run_linked(
        &mut self,
        link: u32,
        input: &mut Input,
        task: &Task,
    ) -> Result<ProgramRun, Box<ProgramFault>> {
        let (program, cookie) = self.links.get(link).map_or((0, 0), |link| (link.program, link.cookie));
        input.cookie.get_or_insert(cookie);
        self.run_program(program, input, task)
    }

    /// Runs a program.
    pub(crate) fn run_program(
        &mut self,
        program_id: u32,
        input: &mut Input,
        task: &Task,
    ) -> Result<ProgramRun, Box<ProgramFault>> {
        self.count_run(program_id);
        let Some(loaded) = self.programs.get(program_id) else {
            // Whoever runs a program holds it.
            return Ok(ProgramRun { program_id, ..ProgramRun::default() });
        };
        let (program, program_type) = (Arc::clone(&loaded.program), loaded.program_type);
        let context = self.memory.address(input.context, 0);
        let limits = Limits::default();
        let mut run = Run::new(&[context], limits);
        let mut ongoing = Ongoing::new(&program);
        let (result, redirection) = loop {
            let Self { memory, maps, programs, clock, random, trace, watch, turns, .. } = self;
            let around = Surroundings {
                maps,
                loaded: programs,
                clock,
                random,
                task,
                input: &mut *input,
                trace,
                watch,
                turns: turns.as_deref_mut(),
                program_type,
            };
            let mut kernel = Kernel::new(around, ongoing);
            let result = match run.go_on(&program, memory, &mut kernel, limits) {
                Ok(None) => {
                    ongoing = kernel.into_ongoing();
                    self.give_way();
                    continue;
                }
                Ok(Some(outcome)) => Ok(outcome),
                Err(fault) => Err(fault),
            };
            let redirection = kernel.redirection();
            let leak = kernel.end(memory);
            break (result.and_then(|outcome| leak.map_or(Ok(outcome), Err)), redirection);
        };
        let redirected_to = match redirection {
            Some(Redirection::Interface(interface) | Redirection::Ingress(interface)) => Some(interface),
            Some(Redirection::Key { .. } | Redirection::All { .. }) | None => None,
        };
        let Some(loaded) = self.programs.get(program_id) else {
            return Ok(ProgramRun { program_id, ..ProgramRun::default() });
        };
        let result = result.and_then(|outcome| {
            let wrong = wrong_result(loaded, outcome.value);
            wrong.map_or(Ok(outcome), |kind| Err(Fault { kind, frames: Vec::new() }))
        });
        let program = loaded.name.clone();
        match result {
            Ok(Outcome { value, instructions }) => {
                Ok(ProgramRun { program_id, program, value, instructions, redirected_to, redirection })
            }
            Err(fault) => Err(Box::new(ProgramFault { program_id, program, fault })),
        }
    }
}

/// What is wrong with what a program returned: some types can only return some numbers (`check_return_code`,
/// `kernel/bpf/verifier.c`).
fn wrong_result(program: &Program, value: u64) -> Option<FaultKind> {
    let last = match (program.program_type, program.expected_attach_type) {
        (ProgramType::CGROUP_SKB, AttachType::CGROUP_INET_EGRESS) => 3,
        (ProgramType::CGROUP_SKB, _) => 1,
        _ => return None,
    };
    (value > last).then(|| {
        let value = value.cast_signed();
        FaultKind::Refused(format!("the program returns {value}; a program of this type returns 0 to {last}"))
    })
}
