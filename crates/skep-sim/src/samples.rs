//! Samples: what programs of perf events run at. Nothing is counted here by itself: a test says when a sample is taken.

use crate::input::Input;
use crate::links::PerfEvent;
use crate::probes::Registers;
use crate::process::{Process, StimulusTask};
use crate::run::{ProgramRun, Task};
use crate::scene::Scene;
use crate::settings::Settings;
use crate::state::State;
use crate::stimulus::StimulusError;
use crate::world::World;
use skep_uapi::kernel::{CounterOpen, Sampling};
use skep_uapi::{Errno, PerfEventType, SoftwareEvent};

/// The most samples a second that can be asked for (`sysctl_perf_event_sample_rate`, `kernel/events/core.c`).
const MOST_A_SECOND: u64 = 100_000;

/// Whether there is such an event (`perf_event_open`, `kernel/events/core.c`): what the kernel itself counts. The machine has no
/// counters, as many virtual ones have none.
pub(crate) fn check(counter: &CounterOpen, settings: &Settings) -> skep_uapi::Result<()> {
    let known = |event: &SoftwareEvent| u64::from(event.0) == counter.config;
    if counter.process.is_none() && counter.cpu.is_none() {
        return Err(Errno::EINVAL);
    }
    if matches!(counter.sampling, Sampling::Frequency(rate) if rate > MOST_A_SECOND) {
        return Err(Errno::EINVAL);
    }
    if counter.cpu.is_some_and(|cpu| cpu >= settings.possible_cpus) {
        return Err(Errno::ENODEV);
    }
    let counts = counter.event_type == PerfEventType::SOFTWARE && SoftwareEvent::ALL.iter().any(known);
    if counts { Ok(()) } else { Err(Errno::ENOENT) }
}

/// A sample: who ran, and where.
///
/// What is not said is at its default: the task is as that of a tracepoint is, the instruction is at 0.
#[derive(Clone, PartialEq, Debug)]
#[must_use = "the closure given to `sample` returns it"]
pub struct Sample {
    task: StimulusTask,
    instruction: u64,
    address: u64,
}

impl Sample {
    /// The process that ran.
    pub fn process(mut self, process: impl Into<Process>) -> Self {
        self.task.process = process.into();
        self
    }

    /// The number of the process that ran.
    pub fn pid(mut self, pid: u32) -> Self {
        self.task.process = self.task.process.with_pid(pid);
        self
    }

    /// The CPU it ran on.
    pub fn cpu(mut self, cpu: u32) -> Self {
        self.task.cpu = cpu;
        self
    }

    /// The address of the instruction.
    pub fn instruction(mut self, address: u64) -> Self {
        self.instruction = address;
        self
    }

    /// The address that the sample is about, for events that have one: of a page fault, for example.
    pub fn address(mut self, address: u64) -> Self {
        self.address = address;
        self
    }
}

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counted {
    event_type: PerfEventType,
    config: u64,
}

impl From<SoftwareEvent> for Counted {
    fn from(event: SoftwareEvent) -> Self {
        Self { event_type: PerfEventType::SOFTWARE, config: event.0.into() }
    }
}

impl World {
    /// Takes a sample: the programs run of the events that count this, on this CPU and for this process.
    ///
    /// Returns what each program returned.
    ///
    /// # Errors
    /// If there is no such CPU, or a program does something wrong: the programs before it have run.
    ///
    /// ```
    /// use skep_sim::World;
    /// use skep_uapi::SoftwareEvent;
    ///
    /// let runs = World::new().sample(SoftwareEvent::CPU_CLOCK, |sample| sample.pid(7).cpu(1))?;
    /// assert!(runs.is_empty(), "nothing is attached");
    /// # Ok::<(), skep_sim::StimulusError>(())
    /// ```
    pub fn sample(
        &self,
        counted: impl Into<Counted>,
        describe: impl FnOnce(Sample) -> Sample,
    ) -> Result<Vec<ProgramRun>, StimulusError> {
        let counted = counted.into();
        let sample = describe(Sample { task: StimulusTask::default(), instruction: 0, address: 0 });
        let task = sample.task.task(self.shared.settings.possible_cpus)?;
        let mut state = self.shared.lock();
        let mut scene = Scene::default();
        let result = state.run_sample(counted, &sample, &task, &mut scene);
        scene.remove(&mut state.memory);
        drop(state);
        self.shared.announce();
        result
    }
}

impl State {
    fn run_sample(
        &mut self,
        counted: Counted,
        sample: &Sample,
        task: &Task,
        scene: &mut Scene,
    ) -> Result<Vec<ProgramRun>, StimulusError> {
        let counts = |counter: &CounterOpen| {
            (counter.event_type, counter.config) == (counted.event_type, counted.config)
                && counter.cpu.is_none_or(|cpu| cpu == task.cpu)
                && counter.process.is_none_or(|process| process == task.pid)
        };
        let counted = self.perf_events.objects().filter_map(PerfEvent::counted);
        let counted = counted.filter(|(counter, _)| counts(counter));
        let counted: Vec<(u64, u32)> = counted.map(|(counter, link)| (period(counter), link)).collect();
        let mut runs = Vec::new();
        for (period, link) in counted {
            let input = self.sample_input(sample, period)?;
            runs.push(self.run_on(link, input, task, scene)?);
        }
        Ok(runs)
    }

    /// The context: the registers, the period and the address (`struct bpf_perf_event_data`).
    fn sample_input(&mut self, sample: &Sample, period: u64) -> Result<Input, StimulusError> {
        let mut registers = Registers::new(&[]).ok_or(StimulusError::OutOfMemory)?;
        registers.set(registers.abi.instruction, sample.instruction);
        let mut bytes = registers.bytes;
        bytes.extend(period.to_ne_bytes());
        bytes.extend(sample.address.to_ne_bytes());
        let all = 0..bytes.len();
        Ok(Input::of(self.memory.add_record("the context (the registers and the sample)", bytes, all)?))
    }
}

/// The period that a sample says. For a frequency the kernel finds one; of a clock, it is in nanoseconds.
fn period(counter: &CounterOpen) -> u64 {
    match counter.sampling {
        Sampling::Period(period) => period,
        Sampling::Frequency(rate) => 1_000_000_000_u64.checked_div(rate).unwrap_or(0),
    }
}
