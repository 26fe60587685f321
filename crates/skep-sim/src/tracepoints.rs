//! Tracepoints: which there are, what their records are like, and how one is fired.

mod record;
mod value;

pub use value::FieldValue;

use crate::input::Input;
use crate::process::{Process, StimulusTask};
use crate::run::{ProgramRun, Task};
use crate::scene::Scene;
use crate::state::State;
use crate::stimulus::StimulusError;
use crate::world::World;
use record::Record;
use skep_uapi::{ProgramType, TracepointFormat};
use std::sync::Arc;

/// Arguments: their names, and their types as C has them.
pub(crate) type Declared = &'static [(&'static str, &'static str)];

/// A tracepoint.
#[derive(Debug)]
pub(crate) struct Tracepoint {
    pub(crate) category: &'static str,
    /// The text of its `format` file.
    pub(crate) text: &'static str,
    pub(crate) format: TracepointFormat,
    /// Its arguments with their types, which raw tracepoint programs get; nothing if there is no raw tracepoint of its name.
    pub(crate) arguments: Option<Declared>,
    /// The links that attach programs to it, in order.
    pub(crate) links: Vec<u32>,
    /// The links that attach raw tracepoint programs to it, in order.
    pub(crate) raw_links: Vec<u32>,
}

/// The `format` files. The numbers and the places of the fields are no real kernel's, on purpose: a program that has not
/// asked for them is found out.
///
/// The arguments are those of the function types `btf_trace_*` of Linux 6.18, without the first, which no program gets.
/// (The tracepoints of single system calls have none.)
const FORMATS: &[(&str, &str, Option<Declared>)] = &[
    (
        "raw_syscalls",
        include_str!("../facts/tracepoints/raw_syscalls/sys_enter.format"),
        Some(&[("regs", "struct pt_regs *"), ("id", "long")]),
    ),
    (
        "raw_syscalls",
        include_str!("../facts/tracepoints/raw_syscalls/sys_exit.format"),
        Some(&[("regs", "struct pt_regs *"), ("ret", "long")]),
    ),
    (
        "sched",
        include_str!("../facts/tracepoints/sched/sched_switch.format"),
        Some(&[
            ("preempt", "bool"),
            ("prev", "struct task_struct *"),
            ("next", "struct task_struct *"),
            ("prev_state", "unsigned int"),
        ]),
    ),
    (
        "sched",
        include_str!("../facts/tracepoints/sched/sched_process_exec.format"),
        Some(&[("p", "struct task_struct *"), ("old_pid", "pid_t"), ("bprm", "struct linux_binprm *")]),
    ),
    (
        "sched",
        include_str!("../facts/tracepoints/sched/sched_process_exit.format"),
        Some(&[("p", "struct task_struct *"), ("group_dead", "bool")]),
    ),
    (
        "sched",
        include_str!("../facts/tracepoints/sched/sched_process_fork.format"),
        Some(&[("parent", "struct task_struct *"), ("child", "struct task_struct *")]),
    ),
    ("syscalls", include_str!("../facts/tracepoints/syscalls/sys_enter_execve.format"), None),
    ("syscalls", include_str!("../facts/tracepoints/syscalls/sys_enter_openat.format"), None),
    ("syscalls", include_str!("../facts/tracepoints/syscalls/sys_exit_execve.format"), None),
    ("syscalls", include_str!("../facts/tracepoints/syscalls/sys_exit_openat.format"), None),
];

/// All tracepoints there are.
pub(crate) fn known() -> Vec<Tracepoint> {
    // A test makes sure that every one of them is of the form it should be.
    let parse = |&(category, text, arguments): &(&'static str, &'static str, Option<Declared>)| {
        let format = TracepointFormat::parse(text).ok()?;
        Some(Tracepoint { category, text, format, arguments, links: Vec::new(), raw_links: Vec::new() })
    };
    FORMATS.iter().filter_map(parse).collect()
}

impl Tracepoint {
    /// Its name with its category, as it is written for [`World::fire`].
    pub(crate) fn full_name(&self) -> String {
        format!("{}:{}", self.category, self.format.name)
    }
}

/// What happens when a tracepoint is fired: who runs, and what the record says.
///
/// What is not said is at its default: a task 4000 of user and group 1000 named `task` on CPU 0. A field of the record
/// that is not set is 0, except those that tell of the task: `pid`, `old_pid`, `parent_pid` and `prev_pid` are its pid,
/// `comm`, `parent_comm` and `prev_comm` its name.
#[derive(Clone, PartialEq, Debug)]
#[must_use = "the closure given to `fire` returns it"]
pub struct TracepointEvent {
    task: StimulusTask,
    fields: Vec<(String, FieldValue)>,
    arguments: Vec<(String, FieldValue)>,
}

impl TracepointEvent {
    fn new() -> Self {
        Self { task: StimulusTask::default(), fields: Vec::new(), arguments: Vec::new() }
    }

    fn change(mut self, change: impl FnOnce(Process) -> Process) -> Self {
        self.task.process = change(self.task.process);
        self
    }

    /// The process that runs, in place of one that is described by this event's other methods.
    pub fn process(self, process: impl Into<Process>) -> Self {
        self.change(|_| process.into())
    }

    /// The task's number: the thread's, which for a process with one thread is the process's too.
    pub fn pid(self, pid: u32) -> Self {
        self.change(|process| process.with_pid(pid))
    }

    /// The process's number (thread group id), if it is not the thread's.
    pub fn tgid(self, tgid: u32) -> Self {
        self.change(|process| process.tgid(tgid))
    }

    /// The task's user.
    pub fn uid(self, uid: u32) -> Self {
        self.change(|process| process.uid(uid))
    }

    /// The task's group, if its number is not the user's.
    pub fn gid(self, gid: u32) -> Self {
        self.change(|process| process.gid(gid))
    }

    /// The task's name, of at most 15 bytes.
    pub fn comm(self, comm: impl Into<String>) -> Self {
        self.change(|process| process.comm(comm))
    }

    /// The process that started it: described, or by its number.
    pub fn parent(self, parent: impl Into<Process>) -> Self {
        self.change(|process| process.parent(parent))
    }

    /// What the process was started with: see [`Process::arguments`].
    pub fn arguments<A: Into<Vec<u8>>>(self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.change(|process| process.arguments(arguments))
    }

    /// A member of the task's `task_struct`, by its path.
    pub fn task_field(self, path: impl Into<String>, value: impl Into<FieldValue>) -> Self {
        self.change(|process| process.field(path, value))
    }

    /// The CPU it runs on.
    pub fn cpu(mut self, cpu: u32) -> Self {
        self.task.cpu = cpu;
        self
    }

    /// A field of the record, by its name in the tracepoint's format.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<FieldValue>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// An argument, which only programs on the raw tracepoint get, by its name in the kernel: a number, or a structure. Those
    /// that are not set are 0, but for the first one that is a task: that is the task that runs.
    pub fn argument(mut self, name: impl Into<String>, value: impl Into<FieldValue>) -> Self {
        self.arguments.push((name.into(), value.into()));
        self
    }
}

impl State {
    /// Runs the programs that are attached to a tracepoint: first those that get its arguments, then those that get its
    /// record, each in the order in which they were attached.
    fn run_tracepoint(
        &mut self,
        index: usize,
        event: &TracepointEvent,
        task: &Task,
        scene: &mut Scene,
    ) -> Result<Vec<ProgramRun>, StimulusError> {
        let Some(tracepoint) = self.tracepoints.get(index) else { return Ok(Vec::new()) };
        let (links, raw_links) = (tracepoint.links.clone(), tracepoint.raw_links.clone());
        let (name, declared) = (tracepoint.full_name(), tracepoint.arguments.unwrap_or_default());
        let record = Record::build(tracepoint, &event.fields, task, scene, &mut self.memory)?;
        // Structures are only made for those who see them.
        let values = match (&raw_links[..], &event.arguments[..]) {
            ([], []) => Vec::new(),
            _ => scene.arguments(&name, declared, &event.arguments, task, &mut self.memory)?,
        };
        let mut runs = Vec::new();
        for link in raw_links {
            let what = format!("the context (the arguments of {name})");
            let input = match self.program_type_of(link) {
                Some(ProgramType::TRACING) => {
                    Input::typed_arguments(&what, &values, values.len(), &mut self.memory)?
                }
                _ => {
                    let bytes: Vec<u8> = values.iter().flat_map(|value| value.to_ne_bytes()).collect();
                    let all = 0..bytes.len();
                    Input::of(self.memory.add_record(what, bytes, all)?)
                }
            };
            runs.push(self.run_on(link, input, task, scene)?);
        }
        let what: Arc<str> = format!("the context (the record of {name})").into();
        for link in links {
            let region =
                self.memory.add_record(what.clone(), record.bytes.clone(), record.visible.clone())?;
            runs.push(self.run_on(link, Input::of(region), task, scene)?);
        }
        Ok(runs)
    }

    fn program_type_of(&self, link: u32) -> Option<ProgramType> {
        Some(self.programs.get(self.links.get(link)?.program)?.program_type)
    }
}

impl World {
    /// Fires a tracepoint, written `category:name`: the programs that are attached to it run, on a record and as a task
    /// that `describe` describes.
    ///
    /// Returns what each program returned.
    ///
    /// # Errors
    /// If there is no such tracepoint, a field does not exist or a value does not fit it: then nothing runs. If a program
    /// does something wrong, the programs before it have run.
    ///
    /// ```
    /// use skep_sim::World;
    ///
    /// let world = World::new();
    /// let runs = world.fire("sched:sched_process_exec", |event| {
    ///     event.pid(7).uid(1000).comm("true").field("filename", "/bin/true")
    /// })?;
    /// assert!(runs.is_empty(), "nothing is attached");
    /// # Ok::<(), skep_sim::StimulusError>(())
    /// ```
    pub fn fire(
        &self,
        tracepoint: &str,
        describe: impl FnOnce(TracepointEvent) -> TracepointEvent,
    ) -> Result<Vec<ProgramRun>, StimulusError> {
        let event = describe(TracepointEvent::new());
        let task = event.task.task(self.shared.settings.possible_cpus)?;
        let mut state = self.shared.lock();
        let parts = tracepoint.split_once(':');
        let is_this = |known: &Tracepoint| parts == Some((known.category, known.format.name.as_str()));
        let found = state.tracepoints.iter().position(is_this);
        let Some(index) = found else {
            let known = state.tracepoints.iter().map(Tracepoint::full_name).collect();
            return Err(StimulusError::NoTracepoint { name: tracepoint.to_owned(), known });
        };
        let mut scene = Scene::default();
        let result = state.run_tracepoint(index, &event, &task, &mut scene);
        scene.remove(&mut state.memory);
        drop(state);
        self.shared.announce();
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_read_and_says_what_its_text_says() {
        let known = known();
        assert_eq!(known.len(), FORMATS.len());
        for tracepoint in &known {
            let mut end = 0;
            let mut fields = tracepoint.format.fields.clone();
            fields.sort_by_key(|field| field.offset);
            for field in fields {
                assert!(field.offset >= end, "{}: {} overlaps", tracepoint.full_name(), field.name);
                end = field.offset + field.size;
            }
        }
        let ids: std::collections::HashSet<u64> = known.iter().map(|known| known.format.id).collect();
        assert_eq!(ids.len(), known.len());
    }
}
