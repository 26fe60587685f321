//! Probes: on functions of the kernel, and on places in files that processes have mapped. Their programs are given the registers.

use crate::functions::FUNCTIONS;
use crate::input::Input;
use crate::process::{Process, StimulusTask};
use crate::run::{ProgramRun, Task};
use crate::scene::Scene;
use crate::state::State;
use crate::stimulus::StimulusError;
use crate::world::World;
use skep_uapi::kernel::{FunctionTargets, LinkTarget, PerfEventOpen, UserPlaces};
use skep_uapi::{AttachType, Errno, RegisterAbi};
use skep_vm::OutOfRegions;
use std::path::{Path, PathBuf};

/// The registers of a machine whose number of bytes the facts do not say.
const MANY: u32 = 512;

/// What a probe is on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum ProbePlace {
    /// A function of the kernel, by its place among all.
    Kernel { index: usize, at_return: bool },
    /// A place in a file.
    User {
        path: PathBuf,
        offset: u64,
        at_return: bool,
        /// The only process that it is for.
        process: Option<u32>,
        /// Where the counter is that says how many probes there are; 0 for none.
        semaphore: u64,
    },
}

/// A program at a place.
#[derive(Clone, Debug)]
pub(crate) struct Probe {
    pub(crate) place: ProbePlace,
    pub(crate) link: u32,
    /// What it is attached with here, if that is not the same everywhere.
    pub(crate) cookie: Option<u64>,
    /// Whether it runs at the function's end too, if it returned 0 at its beginning.
    pub(crate) session: bool,
}

/// The places of a link that has many, with their cookies (`bpf_kprobe_multi_link_attach` and `bpf_uprobe_multi_link_attach`,
/// `kernel/trace/bpf_trace.c`).
pub(crate) fn many_places(
    target: &LinkTarget<'_>,
    attach_type: AttachType,
    sleeps: bool,
) -> skep_uapi::Result<Vec<(ProbePlace, u64)>> {
    let cookie = |cookies: &[u64], number: usize| cookies.get(number).copied().unwrap_or(0);
    match *target {
        LinkTarget::Functions(FunctionTargets { functions, cookies, at_return }) => {
            let session = attach_type == AttachType::TRACE_KPROBE_SESSION;
            if ![AttachType::TRACE_KPROBE_MULTI, AttachType::TRACE_KPROBE_SESSION].contains(&attach_type)
                || functions.is_empty()
                || !cookies.is_empty() && cookies.len() != functions.len()
                || session && at_return
                || sleeps
            {
                return Err(Errno::EINVAL);
            }
            let place = |(number, name): (usize, &&str)| {
                let index = FUNCTIONS.iter().position(|known| known.name == *name).ok_or(Errno::ESRCH)?;
                Ok((ProbePlace::Kernel { index, at_return }, cookie(cookies, number)))
            };
            functions.iter().enumerate().map(place).collect()
        }
        LinkTarget::UserPlaces(UserPlaces { path, offsets, semaphores, cookies, at_return, process }) => {
            let session = attach_type == AttachType::TRACE_UPROBE_SESSION;
            let fits = |numbers: &[u64]| numbers.is_empty() || numbers.len() == offsets.len();
            if ![AttachType::TRACE_UPROBE_MULTI, AttachType::TRACE_UPROBE_SESSION].contains(&attach_type)
                || offsets.is_empty()
                || !fits(semaphores)
                || !fits(cookies)
                || session && at_return
            {
                return Err(Errno::EINVAL);
            }
            let place = |(number, offset): (usize, &u64)| {
                let semaphore = cookie(semaphores, number);
                let path = path.to_owned();
                (
                    ProbePlace::User { path, offset: *offset, at_return, process, semaphore },
                    cookie(cookies, number),
                )
            };
            Ok(offsets.iter().enumerate().map(place).collect())
        }
        _ => Err(Errno::EINVAL),
    }
}

impl ProbePlace {
    /// The same place, at the function's beginning or end.
    fn at_return(&self, now: bool) -> Self {
        match self.clone() {
            Self::Kernel { index, .. } => Self::Kernel { index, at_return: now },
            Self::User { path, offset, process, semaphore, .. } => {
                Self::User { path, offset, at_return: now, process, semaphore }
            }
        }
    }

    fn is_at_return(&self) -> bool {
        match self {
            Self::Kernel { at_return, .. } | Self::User { at_return, .. } => *at_return,
        }
    }

    /// What a request for a probe is about; nothing if it is for none. Within functions of the kernel there is no place: there are no
    /// instructions.
    pub(crate) fn of(request: &PerfEventOpen<'_>) -> skep_uapi::Result<Option<Self>> {
        match *request {
            PerfEventOpen::Tracepoint { .. } | PerfEventOpen::Output { .. } | PerfEventOpen::Counter(_) => {
                Ok(None)
            }
            PerfEventOpen::Kprobe { function, offset, at_return } => {
                let index = FUNCTIONS.iter().position(|known| known.name == function).ok_or(Errno::ENOENT)?;
                if offset != 0 {
                    return Err(Errno::EINVAL);
                }
                Ok(Some(Self::Kernel { index, at_return }))
            }
            PerfEventOpen::Uprobe { path, offset, at_return, process, semaphore } => {
                Ok(Some(Self::User { path: path.to_owned(), offset, at_return, process, semaphore }))
            }
        }
    }

    /// Whether a call of this place by this process gets to this probe.
    fn is_reached(&self, reached: &Self, task: &Task) -> bool {
        let here = |place: &Self| match place {
            Self::Kernel { .. } => None,
            Self::User { path, offset, at_return, .. } => Some((path.clone(), *offset, *at_return)),
        };
        match self {
            Self::Kernel { .. } => self == reached,
            Self::User { process, .. } => {
                here(self) == here(reached) && process.is_none_or(|process| process == task.tgid)
            }
        }
    }
}

/// The registers as a program of a probe is given them.
#[derive(Clone)]
pub(crate) struct Registers {
    pub(crate) abi: &'static RegisterAbi,
    pub(crate) bytes: Vec<u8>,
}

impl Registers {
    pub(crate) fn new(arguments: &[u64]) -> Option<Self> {
        let abi = RegisterAbi::named(std::env::consts::ARCH).filter(|abi| abi.bits == 64)?;
        let size = usize::try_from(abi.size.unwrap_or(MANY)).unwrap_or(0);
        let mut registers = Self { abi, bytes: vec![0; size] };
        for (&offset, &value) in abi.arguments.iter().zip(arguments) {
            registers.set(offset, value);
        }
        Some(registers)
    }

    pub(crate) fn set(&mut self, offset: u32, value: u64) {
        let place =
            usize::try_from(offset).ok().and_then(|offset| self.bytes.get_mut(offset..)?.first_chunk_mut());
        if let Some(place) = place {
            *place = value.to_ne_bytes();
        }
    }
}

impl State {
    /// Runs the programs of probes on a place; `sessions` are the links of those that do not want to run at its end. At the end of a function the registers of its arguments hold what it left there, which
    /// is nothing here.
    pub(crate) fn run_probes(
        &mut self,
        place: &ProbePlace,
        registers: &Registers,
        result: Option<u64>,
        task: &Task,
        scene: &mut Scene,
        sessions: &mut Vec<u32>,
    ) -> Result<Vec<ProgramRun>, StimulusError> {
        let at_return = place.is_at_return();
        let here = |probe: &&Probe| {
            // Those who said no at the beginning are not asked at the end.
            let left = probe.session && at_return;
            let of = if left { probe.place.at_return(true) } else { probe.place.clone() };
            of.is_reached(place, task) && !(left && sessions.contains(&probe.link))
        };
        let probes: Vec<Probe> = self.probes.iter().filter(here).cloned().collect();
        let mut runs = Vec::new();
        for Probe { link, cookie, session, .. } in probes {
            let mut input = self.registers_input(registers.clone(), result)?;
            input.cookie = cookie;
            let run = self.run_on(link, input, task, scene)?;
            if session && !at_return && run.value != 0 {
                sessions.push(link);
            }
            runs.push(run);
        }
        Ok(runs)
    }

    fn registers_input(
        &mut self,
        mut registers: Registers,
        result: Option<u64>,
    ) -> Result<Input, OutOfRegions> {
        if let Some(result) = result {
            registers.set(registers.abi.result, result);
        }
        let all = 0..registers.bytes.len();
        Ok(Input::of(self.memory.add_record("the context (the registers)", registers.bytes, all)?))
    }
}

/// A call of a function of a program: who calls, with which arguments, and what comes of it. What is not said is as in
/// [`FunctionCall`](crate::FunctionCall).
#[derive(Clone, PartialEq, Debug)]
#[must_use = "the closure given to `call_user` returns it"]
pub struct UserCall {
    task: StimulusTask,
    arguments: Vec<u64>,
    registers: Vec<(&'static str, u64)>,
    returns: u64,
}

impl UserCall {
    /// What a register holds when the call begins, by the name that assembly code has for it. At a place within a function the arguments
    /// of static probes are there.
    pub fn register(mut self, name: &'static str, value: u64) -> Self {
        self.registers.push((name, value));
        self
    }

    /// The arguments, as registers hold them: at most as many as the machine passes in registers.
    pub fn arguments(mut self, arguments: impl IntoIterator<Item = u64>) -> Self {
        self.arguments = arguments.into_iter().collect();
        self
    }

    /// What the function returns.
    pub fn returns(mut self, value: u64) -> Self {
        self.returns = value;
        self
    }

    /// The process that calls.
    pub fn process(mut self, process: impl Into<Process>) -> Self {
        self.task.process = process.into();
        self
    }

    /// The number of the process that calls.
    pub fn pid(mut self, pid: u32) -> Self {
        self.task.process = self.task.process.with_pid(pid);
        self
    }

    /// The CPU it runs on.
    pub fn cpu(mut self, cpu: u32) -> Self {
        self.task.cpu = cpu;
        self
    }
}

impl World {
    /// How often a counter in a file is counted up that programs look at to know whether somebody looks at them: by each program that is
    /// attached with it.
    pub fn semaphore(&self, path: impl AsRef<Path>, offset: u64) -> usize {
        let is_this = |place: &ProbePlace| match place {
            ProbePlace::User { path: file, semaphore, .. } => file == path.as_ref() && *semaphore == offset,
            ProbePlace::Kernel { .. } => false,
        };
        self.shared.lock().probes.iter().filter(|probe| offset != 0 && is_this(&probe.place)).count()
    }

    /// Has a process call a function of a program or library, whose code begins so many bytes behind the beginning of a file: the
    /// programs of the probes there run, first those at its beginning, then those at its end.
    ///
    /// Returns what each program returned.
    ///
    /// # Errors
    /// If there are more arguments than registers or no such register, or a program does something wrong.
    pub fn call_user(
        &self,
        path: impl AsRef<Path>,
        offset: u64,
        describe: impl FnOnce(UserCall) -> UserCall,
    ) -> Result<Vec<ProgramRun>, StimulusError> {
        let call = describe(UserCall {
            task: StimulusTask::default(),
            arguments: Vec::new(),
            registers: Vec::new(),
            returns: 0,
        });
        let passed = RegisterAbi::named(std::env::consts::ARCH).map_or(0, |abi| abi.arguments.len());
        if call.arguments.len() > passed {
            return Err(StimulusError::BadValue {
                place: "the arguments".into(),
                value: format!("{} numbers", call.arguments.len()),
                expected: format!("at most {passed}, which is what this machine passes in registers"),
            });
        }
        let task = call.task.task(self.shared.settings.possible_cpus)?;
        let left = Registers::new(&[]).ok_or(StimulusError::OutOfMemory)?;
        let mut registers = Registers::new(&call.arguments).ok_or(StimulusError::OutOfMemory)?;
        for (name, value) in call.registers {
            let Some((_, offset)) = registers.abi.general.iter().find(|(known, _)| *known == name) else {
                return Err(StimulusError::BadValue {
                    place: format!("register {name}"),
                    value: value.to_string(),
                    expected: "a general register of this machine".into(),
                });
            };
            registers.set(*offset, value);
        }
        let mut state = self.shared.lock();
        let mut scene = Scene::default();
        let place = |at_return| {
            let path = path.as_ref().to_owned();
            ProbePlace::User { path, offset, at_return, process: None, semaphore: 0 }
        };
        let mut sessions = Vec::new();
        let mut result = state.run_probes(&place(false), &registers, None, &task, &mut scene, &mut sessions);
        if let Ok(runs) = &mut result {
            match state.run_probes(&place(true), &left, Some(call.returns), &task, &mut scene, &mut sessions)
            {
                Ok(more) => runs.extend(more),
                Err(error) => result = Err(error),
            }
        }
        scene.remove(&mut state.memory);
        drop(state);
        self.shared.announce();
        result
    }
}
