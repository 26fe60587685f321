//! Looking on while programs run: step by step, at breakpoints on maps, as a trace, and as coverage of the source.
//!
//! While nobody looks on, it costs nothing; when somebody does, programs are carried out one instruction at a time.

mod coverage;
mod stop;

pub use coverage::Coverage;
pub use stop::{Resume, Stop, StopReason};

use crate::world::World;
use coverage::Counts;
use skep_isa::{Location, Name};
use skep_vm::{Program, Watched};
use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use stop::Debugger;

/// Who looks on.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    debugger: Option<Debugger>,
    trace: Option<StepTrace>,
    counts: Option<Counts>,
}

/// The last steps that were carried out.
#[derive(Debug)]
struct StepTrace {
    most: usize,
    steps: VecDeque<TracedStep>,
}

/// An instruction that was carried out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TracedStep {
    /// The program's name.
    pub program: String,
    /// The function's name, if it has one.
    pub function: Option<Name>,
    /// The number of the instruction's first slot.
    pub slot: usize,
    /// The instruction's text.
    pub instruction: String,
    /// Where in the source it was written, if that is known.
    pub location: Option<Location>,
    /// How many functions had been called and had not returned, this one included.
    pub depth: usize,
    /// `r0` to `r10` before it; what was never written is any number.
    pub registers: [u64; 11],
}

impl TracedStep {
    pub(crate) fn new(program: &Program, name: &str, step: &Watched<'_>) -> Self {
        let frame = program.frame(step.slot);
        let mut registers = [0; 11];
        for (to, from) in registers.iter_mut().zip(step.registers) {
            *to = *from;
        }
        Self {
            program: name.to_owned(),
            function: frame.as_ref().and_then(|frame| frame.function.clone()),
            slot: step.slot,
            instruction: step.instruction.to_string(),
            location: step.instruction.location.as_deref().cloned(),
            depth: step.depth,
            registers,
        }
    }
}

impl fmt::Display for TracedStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { program, slot, instruction, location, .. } = self;
        write!(f, "{program} {slot:>4}: {instruction}")?;
        match location {
            Some(location) => write!(f, "  ({location})"),
            None => Ok(()),
        }
    }
}

impl Watch {
    pub(crate) fn is_on(&self) -> bool {
        self.debugger.is_some() || self.trace.is_some() || self.counts.is_some()
    }

    pub(crate) fn before_step(&mut self, program: &Arc<Program>, name: &str, step: &Watched<'_>) {
        if let Some(counts) = &mut self.counts {
            counts.count(program, step.slot);
        }
        if let Some(trace) = &mut self.trace {
            if trace.steps.len() == trace.most {
                trace.steps.pop_front();
            }
            trace.steps.push_back(TracedStep::new(program, name, step));
        }
        if let Some(debugger) = &mut self.debugger {
            debugger.before_step(program, name, step);
        }
    }
}

impl World {
    /// Stops at the first instruction of the next run of a program, and then as the answers say: `at_stop` is told where the program is
    /// and in which state. It must not ask the world for anything: the world waits for it.
    pub fn debug(&self, at_stop: impl FnMut(&Stop) -> Resume + Send + 'static) {
        self.shared.lock().watch.debugger = Some(Debugger::new(Box::new(at_stop), Vec::new(), true));
    }

    /// Stops where a program is about to use one of the maps with these names: by a helper, or by a load or store in one of its values.
    /// `at_stop` is told where and how, and must not ask the world for anything: the world waits for it.
    pub fn break_on_maps<'n>(
        &self,
        names: impl IntoIterator<Item = &'n str>,
        at_stop: impl FnMut(&Stop) -> Resume + Send + 'static,
    ) {
        let labels = names.into_iter().map(|name| format!("map {name}")).collect();
        self.shared.lock().watch.debugger = Some(Debugger::new(Box::new(at_stop), labels, false));
    }

    /// Ends [`debug`](Self::debug) and [`break_on_maps`](Self::break_on_maps).
    pub fn stop_debugging(&self) {
        self.shared.lock().watch.debugger = None;
    }

    /// Keeps the last instructions that programs carry out from now on, so many.
    pub fn trace_steps(&self, most: usize) {
        let trace = StepTrace { most: most.max(1), steps: VecDeque::new() };
        self.shared.lock().watch.trace = Some(trace);
    }

    /// Takes the instructions that were kept since [`trace_steps`](Self::trace_steps), and keeps no more.
    pub fn traced_steps(&self) -> Vec<TracedStep> {
        self.shared.lock().watch.trace.take().map_or_else(Vec::new, |trace| trace.steps.into())
    }

    /// Counts from now on how often each line of the programs' source is carried out.
    pub fn count_coverage(&self) {
        self.shared.lock().watch.counts = Some(Counts::default());
    }

    /// What was counted since [`count_coverage`](Self::count_coverage); lines of loaded programs that were not reached have 0. Counting
    /// goes on.
    pub fn coverage(&self) -> Coverage {
        let state = self.shared.lock();
        let mut coverage = Coverage::default();
        if let Some(counts) = &state.watch.counts {
            counts.add_to(&mut coverage);
        }
        for loaded in state.programs.objects() {
            coverage.add(&loaded.program, |_| 0);
        }
        coverage
    }
}
