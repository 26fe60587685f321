//! Tracepoints: which there are, what their records are like, and how one is fired.

mod record;
mod value;

pub use value::FieldValue;

use crate::input::Input;
use crate::run::{COMM_LENGTH, ProgramRun, Task};
use crate::state::State;
use crate::stimulus::StimulusError;
use crate::world::World;
use record::Record;
use skep_uapi::TracepointFormat;

/// A tracepoint.
#[derive(Debug)]
pub(crate) struct Tracepoint {
    pub(crate) category: &'static str,
    /// The text of its `format` file.
    pub(crate) text: &'static str,
    pub(crate) format: TracepointFormat,
    /// The names of its arguments, which raw tracepoint programs get; nothing if there is no raw tracepoint of its name.
    pub(crate) arguments: Option<&'static [&'static str]>,
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
const FORMATS: &[(&str, &str, Option<&[&str]>)] = &[
    (
        "raw_syscalls",
        include_str!("../facts/tracepoints/raw_syscalls/sys_enter.format"),
        Some(&["regs", "id"]),
    ),
    (
        "sched",
        include_str!("../facts/tracepoints/sched/sched_process_exec.format"),
        Some(&["p", "old_pid", "bprm"]),
    ),
    (
        "sched",
        include_str!("../facts/tracepoints/sched/sched_process_exit.format"),
        Some(&["p", "group_dead"]),
    ),
    (
        "sched",
        include_str!("../facts/tracepoints/sched/sched_process_fork.format"),
        Some(&["parent", "child"]),
    ),
    ("syscalls", include_str!("../facts/tracepoints/syscalls/sys_enter_execve.format"), None),
];

/// All tracepoints there are.
pub(crate) fn known() -> Vec<Tracepoint> {
    // A test makes sure that every one of them is of the form it should be.
    let parse =
        |&(category, text, arguments): &(&'static str, &'static str, Option<&'static [&'static str]>)| {
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
/// that is not set is 0, except those that tell of the task: `pid`, `old_pid` and `parent_pid` are its pid, `comm` and
/// `parent_comm` its name.
#[derive(Clone, PartialEq, Debug)]
#[must_use = "the closure given to `fire` returns it"]
pub struct TracepointEvent {
    pid: u32,
    tgid: Option<u32>,
    uid: u32,
    gid: Option<u32>,
    comm: String,
    cpu: u32,
    fields: Vec<(String, FieldValue)>,
    arguments: Vec<(String, u64)>,
}

impl TracepointEvent {
    fn new() -> Self {
        Self {
            pid: 4000,
            tgid: None,
            uid: 1000,
            gid: None,
            comm: "task".into(),
            cpu: 0,
            fields: Vec::new(),
            arguments: Vec::new(),
        }
    }

    /// The task's number: the thread's, which for a process with one thread is the process's too.
    pub fn pid(mut self, pid: u32) -> Self {
        self.pid = pid;
        self
    }

    /// The process's number (thread group id), if it is not the thread's.
    pub fn tgid(mut self, tgid: u32) -> Self {
        self.tgid = Some(tgid);
        self
    }

    /// The task's user.
    pub fn uid(mut self, uid: u32) -> Self {
        self.uid = uid;
        self
    }

    /// The task's group, if its number is not the user's.
    pub fn gid(mut self, gid: u32) -> Self {
        self.gid = Some(gid);
        self
    }

    /// The task's name, of at most 15 bytes.
    pub fn comm(mut self, comm: impl Into<String>) -> Self {
        self.comm = comm.into();
        self
    }

    /// The CPU it runs on.
    pub fn cpu(mut self, cpu: u32) -> Self {
        self.cpu = cpu;
        self
    }

    /// A field of the record, by its name in the tracepoint's format.
    pub fn field(mut self, name: impl Into<String>, value: impl Into<FieldValue>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// An argument, which only programs on the raw tracepoint get, by its name in the kernel. Those that are not set are 0.
    pub fn argument(mut self, name: impl Into<String>, value: u64) -> Self {
        self.arguments.push((name.into(), value));
        self
    }

    /// The values of a tracepoint's arguments.
    fn arguments(&self, tracepoint: &Tracepoint) -> Result<Vec<u64>, StimulusError> {
        let names = tracepoint.arguments.unwrap_or_default();
        let mut values = vec![0; names.len()];
        for (name, value) in &self.arguments {
            match names.iter().position(|known| known == name) {
                Some(index) => values[index] = *value,
                None => {
                    return Err(StimulusError::NoArgument {
                        tracepoint: tracepoint.full_name(),
                        argument: name.clone(),
                        known: names.iter().map(|known| (*known).to_owned()).collect(),
                    });
                }
            }
        }
        Ok(values)
    }

    fn task(&self, possible_cpus: u32) -> Result<Task, StimulusError> {
        let mut comm = [0; COMM_LENGTH];
        let name = self.comm.as_bytes();
        if name.len() >= COMM_LENGTH || name.contains(&0) {
            return Err(StimulusError::BadValue {
                place: "comm".into(),
                value: format!("{:?}", self.comm),
                expected: "at most 15 bytes, none of them zero".into(),
            });
        }
        comm[..name.len()].copy_from_slice(name);
        if self.cpu >= possible_cpus {
            return Err(StimulusError::BadValue {
                place: "cpu".into(),
                value: self.cpu.to_string(),
                expected: format!("a CPU of this world, 0 to {}", possible_cpus - 1),
            });
        }
        let Self { pid, uid, cpu, .. } = *self;
        let (tgid, gid) = (self.tgid.unwrap_or(pid), self.gid.unwrap_or(uid));
        Ok(Task { pid, tgid, uid, gid, comm, cpu })
    }
}

impl State {
    /// Runs the programs that are attached to a tracepoint: first those that get its arguments, then those that get its
    /// record, each in the order in which they were attached.
    fn run_tracepoint(
        &mut self,
        index: usize,
        arguments: &[u64],
        record: Record,
        task: &Task,
    ) -> Result<Vec<ProgramRun>, StimulusError> {
        let Some(tracepoint) = self.tracepoints.get(index) else { return Ok(Vec::new()) };
        let (links, raw_links) = (tracepoint.links.clone(), tracepoint.raw_links.clone());
        let name = tracepoint.full_name();
        let arguments: Vec<u8> = arguments.iter().flat_map(|argument| argument.to_ne_bytes()).collect();
        let all = 0..arguments.len();
        let what = format!("the context (the arguments of {name})");
        let mut runs = Vec::new();
        let region = self.memory.add_record(what, arguments, all)?;
        runs.extend(self.run_all(raw_links, Input::of(region), task)?);
        let what = format!("the context (the record of {name})");
        let region = self.memory.add_record(what, record.bytes, record.visible)?;
        runs.extend(self.run_all(links, Input::of(region), task)?);
        Ok(runs)
    }

    /// Runs the programs of links, one after the other, on the same input.
    fn run_all(
        &mut self,
        links: Vec<u32>,
        mut input: Input,
        task: &Task,
    ) -> Result<Vec<ProgramRun>, StimulusError> {
        let run = |link| self.run_linked(link, &mut input, task);
        let runs: Result<_, _> = links.into_iter().map(run).collect();
        input.remove(&mut self.memory);
        Ok(runs?)
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
        let task = event.task(self.shared.settings.possible_cpus)?;
        let mut state = self.shared.lock();
        let parts = tracepoint.split_once(':');
        let is_this = |known: &Tracepoint| parts == Some((known.category, known.format.name.as_str()));
        let found = state.tracepoints.iter().position(is_this);
        let Some(index) = found else {
            let known = state.tracepoints.iter().map(Tracepoint::full_name).collect();
            return Err(StimulusError::NoTracepoint { name: tracepoint.to_owned(), known });
        };
        let tracepoint = &state.tracepoints[index];
        let record = Record::build(tracepoint, &event.fields, &task)?;
        let arguments = event.arguments(tracepoint)?;
        let result = state.run_tracepoint(index, &arguments, record, &task);
        drop(state);
        self.shared.changed.notify_all();
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
