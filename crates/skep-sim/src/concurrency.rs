//! Programs on several CPUs at the same time: what happens on each, interleaved as a seed says.
//!
//! ```text
//!   World::concurrently ── a thread for each CPU ── World::fire … ── State::run_program ── Kernel::before_step
//!                              │  the state is handed on (baton.rs)  ◄── give_way ◄──────────── who goes on? (turns.rs)
//! ```
//!
//! One CPU runs at a time, and has the whole state; the others wait before an instruction that others could see
//! ([`turns`]). So memory is the same for all CPUs at every moment: what only weaker orders of memory do is not found.

mod baton;
mod explore;
mod interleaving;
mod turns;

pub use explore::{Attempt, Explored, explore};
pub use interleaving::{CpuResults, InterleavedStep, Interleaving};
pub(crate) use turns::Turns;

use crate::functions::FunctionCall;
use crate::probes::UserCall;
use crate::run::ProgramRun;
use crate::samples::{Counted, Sample};
use crate::state::State;
use crate::stimulus::StimulusError;
use crate::tracepoints::TracepointEvent;
use crate::world::World;
use baton::Baton;
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::Arc;

/// What came of one thing that happened: the runs of programs.
type Happened = Result<Vec<ProgramRun>, StimulusError>;

/// Something that is to happen, in a world that is a CPU's as long as it has the state.
type Event = Box<dyn FnOnce(&World) -> Happened + Send>;

/// What is to happen on several CPUs at the same time: see [`World::concurrently`].
#[derive(Default)]
pub struct Concurrency {
    cpus: BTreeMap<u32, Vec<Event>>,
}

/// What is to happen on one CPU, one after the other.
pub struct ConcurrentCpu<'a> {
    cpu: u32,
    events: &'a mut Vec<Event>,
}

impl Concurrency {
    /// The CPU with this number: what is said of it happens there, behind what was said before.
    pub fn on(&mut self, cpu: u32) -> ConcurrentCpu<'_> {
        ConcurrentCpu { cpu, events: self.cpus.entry(cpu).or_default() }
    }
}

impl ConcurrentCpu<'_> {
    /// [`World::fire`] on this CPU.
    pub fn fire(
        self,
        tracepoint: &str,
        describe: impl FnOnce(TracepointEvent) -> TracepointEvent + Send + 'static,
    ) -> Self {
        let (cpu, tracepoint) = (self.cpu, tracepoint.to_owned());
        self.then(move |world| world.fire(&tracepoint, |event| describe(event).cpu(cpu)))
    }

    /// [`World::call`] on this CPU.
    pub fn call(
        self,
        function: &str,
        describe: impl FnOnce(FunctionCall) -> FunctionCall + Send + 'static,
    ) -> Self {
        let (cpu, function) = (self.cpu, function.to_owned());
        self.then(move |world| world.call(&function, |call| describe(call).cpu(cpu)))
    }

    /// [`World::call_user`] on this CPU.
    pub fn call_user(
        self,
        path: impl Into<PathBuf>,
        offset: u64,
        describe: impl FnOnce(UserCall) -> UserCall + Send + 'static,
    ) -> Self {
        let (cpu, path) = (self.cpu, path.into());
        self.then(move |world| world.call_user(path, offset, |call| describe(call).cpu(cpu)))
    }

    /// [`World::sample`] on this CPU.
    pub fn sample(
        self,
        counted: impl Into<Counted>,
        describe: impl FnOnce(Sample) -> Sample + Send + 'static,
    ) -> Self {
        let (cpu, counted) = (self.cpu, counted.into());
        self.then(move |world| world.sample(counted, |sample| describe(sample).cpu(cpu)))
    }

    /// [`World::receive`] on this CPU. What came of the packet itself is told by
    /// [`packet_counters`](World::packet_counters).
    pub fn receive(self, interface: &str, packet: &[u8]) -> Self {
        let (interface, packet) = (interface.to_owned(), packet.to_vec());
        self.then(move |world| {
            let outcome = world.receive(&interface, &packet)?;
            let sent = outcome.redirected.into_iter().filter_map(|redirected| redirected.run);
            Ok(outcome.run.into_iter().chain(sent).collect())
        })
    }

    fn then(self, event: impl FnOnce(&World) -> Happened + Send + 'static) -> Self {
        self.events.push(Box::new(event));
        self
    }
}

impl fmt::Debug for Concurrency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let events: BTreeMap<u32, usize> =
            self.cpus.iter().map(|(cpu, events)| (*cpu, events.len())).collect();
        f.debug_struct("Concurrency").field("events", &events).finish()
    }
}

impl fmt::Debug for ConcurrentCpu<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cpu, events) = (self.cpu, self.events.len());
        f.debug_struct("ConcurrentCpu").field("cpu", &cpu).field("events", &events).finish()
    }
}

impl World {
    /// Lets things happen on several CPUs at the same time. Before each instruction that the others could see (a load, store or
    /// atomic operation in a value of a map, the call of a helper), the seed decides which CPU goes on: the same seed in the
    /// same world gives the same interleaving, instruction for instruction.
    ///
    /// Who calls `bpf_spin_lock` waits while another CPU holds the lock. If nobody is left who could give it back, the call is a
    /// fault.
    ///
    /// Meanwhile the world can be asked for nothing: whoever does waits until this is over. Time does not pass.
    ///
    /// ```
    /// use skep_sim::World;
    ///
    /// let interleaving = World::new().concurrently(7, |cpus| {
    ///     cpus.on(0).fire("sched:sched_process_exec", |event| event.pid(10));
    ///     cpus.on(1).fire("sched:sched_process_exec", |event| event.pid(11));
    /// })?;
    /// assert_eq!(interleaving.cpus.len(), 2);
    /// assert!(interleaving.steps.is_empty(), "nothing is attached");
    /// # Ok::<(), skep_sim::StimulusError>(())
    /// ```
    ///
    /// # Errors
    /// If there is no such CPU: then nothing happens. What went wrong in one of the events is among its CPU's results.
    ///
    /// # Panics
    /// If a function panics that [`debug`](World::debug) or [`break_on_maps`](World::break_on_maps) was given.
    pub fn concurrently(
        &self,
        seed: u64,
        arrange: impl FnOnce(&mut Concurrency),
    ) -> Result<Interleaving, StimulusError> {
        let mut concurrency = Concurrency::default();
        arrange(&mut concurrency);
        let possible = self.shared.settings.possible_cpus;
        if let Some((cpu, _)) = concurrency.cpus.iter().find(|(cpu, _)| **cpu >= possible) {
            return Err(StimulusError::BadValue {
                place: "cpu".into(),
                value: cpu.to_string(),
                expected: format!("a CPU of this world, 0 to {}", possible.saturating_sub(1)),
            });
        }
        let (numbers, events): (Vec<u32>, Vec<Vec<Event>>) = concurrency.cpus.into_iter().unzip();
        // The seat behind those of the CPUs is this function's.
        let here = numbers.len();
        let baton = Arc::new(Baton::with_seats(here + 1));
        let mut state = self.shared.lock();
        let mut turns = Turns::new(seed, &numbers, Arc::clone(&baton));
        let first = turns.begin(&state.memory);
        let mut carried = Box::new(State::nothing());
        state.turns = Some(Box::new(turns));
        std::mem::swap(&mut *carried, &mut *state);
        let results = std::thread::scope(|scope| {
            let threads = events.into_iter().enumerate().map(|(seat, events)| {
                let (baton, settings) = (Arc::clone(&baton), Arc::clone(&self.shared.settings));
                let cpu = move || {
                    let mut carried = baton.wait(seat);
                    let world = Self::from_parts(settings, State::nothing());
                    std::mem::swap(&mut *carried, &mut *world.shared.lock());
                    world.shared.lock().keep_spare(carried);
                    let happen = AssertUnwindSafe(|| events.into_iter().map(|event| event(&world)).collect());
                    // Whoever looks on can panic; the others go on all the same.
                    let results = panic::catch_unwind(happen);
                    world.shared.lock().leave(here);
                    results
                };
                scope.spawn(cpu)
            });
            let threads: Vec<_> = threads.collect();
            baton.hand_to(first.unwrap_or(here), carried);
            let mut carried = baton.wait(here);
            std::mem::swap(&mut *carried, &mut *state);
            let ended = threads.into_iter().map(|thread| thread.join().and_then(|results| results));
            ended.collect::<Result<Vec<Vec<Happened>>, _>>()
        });
        let turns = state.turns.take();
        drop(state);
        self.shared.announce();
        let results = match results {
            Ok(results) => results,
            Err(panic) => panic::resume_unwind(panic),
        };
        let (steps, forgotten) = turns.map(|turns| turns.into_steps()).unwrap_or_default();
        let cpus = numbers.into_iter().zip(results);
        let cpus = cpus.map(|(cpu, results)| CpuResults { cpu, results }).collect();
        Ok(Interleaving { seed, cpus, steps, forgotten })
    }
}

impl State {
    /// The CPU that has the state pauses, and another one goes on; until it is this one's turn again.
    pub(crate) fn give_way(&mut self) {
        let Some((me, next, baton, mut carried)) = self.turns.as_mut().and_then(|turns| turns.give_way())
        else {
            return;
        };
        std::mem::swap(&mut *carried, self);
        baton.hand_to(next, carried);
        let mut carried = baton.wait(me);
        std::mem::swap(&mut *carried, self);
        self.keep_spare(carried);
        if let Some(turns) = &mut self.turns {
            turns.take_over();
        }
    }

    /// Keeps the state that is here while another CPU has this one.
    fn keep_spare(&mut self, spare: Box<Self>) {
        if let Some(turns) = &mut self.turns {
            turns.spare = Some(spare);
        }
    }

    /// All has happened on the CPU that has the state: the next one goes on, or `last`, if there is none.
    fn leave(&mut self, last: usize) {
        let Some(turns) = &mut self.turns else { return };
        let next = turns.leave(&self.memory).unwrap_or(last);
        let baton = turns.baton();
        let Some(mut carried) = turns.spare.take() else { return };
        std::mem::swap(&mut *carried, self);
        baton.hand_to(next, carried);
    }
}
