//! Whose turn it is: before each instruction that other CPUs could see, a random number decides who goes on.

use super::baton::Baton;
use super::interleaving::InterleavedStep;
use crate::random::Random;
use crate::state::State;
use crate::watch::TracedStep;
use skep_isa::{Callee, Operation};
use skep_uapi::Helper;
use skep_vm::{Memory, Program, Watched};
use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::Arc;

/// The most steps that are kept of an interleaving.
const MOST_STEPS: usize = 1 << 16;

/// The CPUs that run at the same time, and what they have done.
#[derive(Debug)]
pub(crate) struct Turns {
    baton: Arc<Baton>,
    random: Random,
    /// At how many of 32 steps another CPU goes on, by the seed: interleavings of few turns and of many are different
    /// ones to find.
    haste: u32,
    cpus: Vec<Cpu>,
    current: usize,
    next: usize,
    /// What is in the place of the state while another CPU has it.
    pub(super) spare: Option<Box<State>>,
    steps: VecDeque<InterleavedStep>,
    forgotten: u64,
}

#[derive(Debug)]
struct Cpu {
    number: u32,
    waits: Waits,
    /// The step that it was about to carry out when it paused.
    paused_at: Option<TracedStep>,
}

/// What a CPU waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Waits {
    /// For its turn.
    ForTurn,
    /// For the lock at this address.
    ForLock(u64),
    /// For nothing: all has happened on it.
    Ended,
}

impl Turns {
    pub(super) fn new(seed: u64, cpus: &[u32], baton: Arc<Baton>) -> Self {
        let mut random = Random::new(seed);
        let haste = [2, 4, 8, 16, 24][below(&mut random, 5)];
        let cpus = cpus.iter().map(|&number| Cpu { number, waits: Waits::ForTurn, paused_at: None });
        Self {
            baton,
            random,
            haste,
            cpus: cpus.collect(),
            current: usize::MAX,
            next: 0,
            spare: None,
            steps: VecDeque::new(),
            forgotten: 0,
        }
    }

    /// Who goes first, if there is anybody.
    pub(super) fn begin(&mut self, memory: &Memory) -> Option<usize> {
        self.current = self.choose(memory)?;
        Some(self.current)
    }

    /// The CPU whose turn it is.
    pub(crate) fn cpu(&self) -> u32 {
        self.cpus.get(self.current).map_or(0, |cpu| cpu.number)
    }

    pub(super) fn baton(&self) -> Arc<Baton> {
        Arc::clone(&self.baton)
    }

    /// The CPU whose turn it is is about to carry out a step. It breaks off if another one is to go on first.
    pub(crate) fn before_step(
        &mut self,
        program: &Program,
        name: &str,
        step: &Watched<'_>,
    ) -> ControlFlow<()> {
        if !is_seen_by_others(step) {
            return ControlFlow::Continue(());
        }
        let lock = lock_wanted(step);
        if let (Some(lock), Some(cpu)) = (lock, self.cpus.get_mut(self.current)) {
            // Also if it is free now: another CPU may take it first.
            cpu.waits = Waits::ForLock(lock);
        }
        let must = lock.is_some_and(|lock| is_taken(lock, step.memory));
        let another = below(&mut self.random, 32) < self.haste as usize;
        let next = if must || another { self.choose(step.memory) } else { None };
        let traced = TracedStep::new(program, name, step);
        match next.filter(|next| *next != self.current) {
            Some(next) => {
                self.next = next;
                if let Some(cpu) = self.cpus.get_mut(self.current) {
                    cpu.paused_at = Some(traced);
                }
                ControlFlow::Break(())
            }
            None => {
                if let Some(cpu) = self.cpus.get_mut(self.current) {
                    cpu.waits = Waits::ForTurn;
                }
                self.keep(traced);
                ControlFlow::Continue(())
            }
        }
    }

    /// The CPU whose turn it is pauses: its seat, the next one's, and what goes into the place of the state.
    pub(super) fn give_way(&mut self) -> Option<(usize, usize, Arc<Baton>, Box<State>)> {
        let spare = self.spare.take()?;
        let me = std::mem::replace(&mut self.current, self.next);
        Some((me, self.next, self.baton(), spare))
    }

    /// The CPU whose turn it is goes on with the step that it paused at.
    pub(super) fn take_over(&mut self) {
        let Some(cpu) = self.cpus.get_mut(self.current) else { return };
        cpu.waits = Waits::ForTurn;
        if let Some(step) = cpu.paused_at.take() {
            self.keep(step);
        }
    }

    /// The CPU whose turn it is has ended; who goes on, if there is anybody.
    pub(super) fn leave(&mut self, memory: &Memory) -> Option<usize> {
        if let Some(cpu) = self.cpus.get_mut(self.current) {
            cpu.waits = Waits::Ended;
        }
        self.begin(memory)
    }

    pub(super) fn into_steps(self) -> (Vec<InterleavedStep>, u64) {
        (self.steps.into(), self.forgotten)
    }

    fn keep(&mut self, step: TracedStep) {
        if self.steps.len() == MOST_STEPS {
            self.steps.pop_front();
            self.forgotten += 1;
        }
        self.steps.push_back(InterleavedStep { cpu: self.cpu(), step });
    }

    /// One of those who can go on, and another one than now, if there is one; if nobody can, one of those who wait for a lock,
    /// and find out that it is in vain.
    fn choose(&mut self, memory: &Memory) -> Option<usize> {
        let seats_with = |wanted: &dyn Fn(Waits) -> bool| -> Vec<usize> {
            let seats = self.cpus.iter().enumerate().filter(|(_, cpu)| wanted(cpu.waits));
            seats.map(|(seat, _)| seat).collect()
        };
        let mut ready = seats_with(&|waits| match waits {
            Waits::ForTurn => true,
            Waits::ForLock(lock) => !is_taken(lock, memory),
            Waits::Ended => false,
        });
        if ready.is_empty() {
            return seats_with(&|waits| matches!(waits, Waits::ForLock(_))).first().copied();
        }
        if ready.len() > 1 {
            ready.retain(|seat| *seat != self.current);
        }
        ready.get(below(&mut self.random, ready.len())).copied()
    }
}

/// A number from 0 on that is below another one.
fn below(random: &mut Random, end: usize) -> usize {
    // What the remainder favours is one in billions.
    random.next_u32() as usize % end.max(1)
}

/// Whether other CPUs can see what a step does, or it can see what they do: it uses a value of a map, or calls something.
fn is_seen_by_others(step: &Watched<'_>) -> bool {
    let instruction = step.instruction;
    let at = |number: u8| {
        let base = step.registers.get(usize::from(number)).copied().unwrap_or_default();
        base.wrapping_add_signed(instruction.offset.into())
    };
    match instruction.operation {
        Operation::Call(Callee::Helper | Callee::Kfunc) => true,
        Operation::Load(_) | Operation::LoadSignExtend(_) | Operation::LoadAcquire(_) => {
            step.memory.is_in_elements(at(instruction.src.number()))
        }
        Operation::Store(..) | Operation::Atomic(..) | Operation::StoreRelease(_) => {
            step.memory.is_in_elements(at(instruction.dst.number()))
        }
        _ => false,
    }
}

/// The address of the lock that a step takes.
fn lock_wanted(step: &Watched<'_>) -> Option<u64> {
    let takes = step.instruction.operation == Operation::Call(Callee::Helper)
        && u32::try_from(step.instruction.imm) == Ok(Helper::SPIN_LOCK.0);
    takes.then(|| step.registers.get(1).copied().unwrap_or_default())
}

/// Whether a lock is taken. (What is no lock is for the helper to refuse.)
fn is_taken(lock: u64, memory: &Memory) -> bool {
    let mut word = [0; 4];
    memory.peek(lock, &mut word) && word != [0; 4]
}
