//! The paths of a program, as far as it is certain that the kernel follows them.

use crate::Program;
use crate::refusal::{Refusal, Wrong};
use crate::state::State;
use skep_isa::table::{self, Field};
use skep_isa::{Code, Operation};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

/// The most instructions that are looked at, on all paths together. What is behind them is not looked at.
const MOST: usize = 20_000;
/// The most instructions of a path that are told.
const TOLD: usize = 1000;

/// The instructions of a program, and where each begins.
pub(crate) struct Walk<'a> {
    pub(crate) program: Program<'a>,
    pub(crate) starts: Vec<usize>,
    by_slot: HashMap<usize, usize>,
}

/// The way to an instruction.
struct Way {
    index: usize,
    before: Option<Rc<Self>>,
}

// Else a long way would be dropped by calls within calls.
impl Drop for Way {
    fn drop(&mut self) {
        let mut before = self.before.take();
        while let Some(mut way) = before.and_then(Rc::into_inner) {
            before = way.before.take();
        }
    }
}

/// Where a path goes on.
#[expect(clippy::large_enum_variant, reason = "it is taken apart where it is made")]
pub(crate) enum Next {
    /// Nowhere: it has ended, or it is not certain where it goes.
    Nowhere,
    /// Behind the instruction.
    On(State),
    /// There.
    To(usize, State),
    /// Behind the instruction and there.
    Both { on: State, there: State, target: usize },
}

/// Looks for what the kernel's verifier is sure to refuse, on the paths of the first function.
///
/// It looks at registers and bytes of the stack that are read and were never written; loads and stores through numbers, through addresses that
/// may be null, and beyond what an address is known to lead to (the packet, a map's value, a reserved record, the stack); what helpers are given for maps and
/// memory; and references that are still held at the end. It knows nothing of the bodies of other functions, of fields of contexts, of return values, of locks, and of how
/// long a program may run.
///
/// # Errors
/// What it refuses, where on which path.
pub fn check(program: &Program<'_>) -> Result<(), Refusal> {
    let walk = Walk::new(*program);
    let mut waiting = vec![(0, State::at_entry(), None::<Rc<Way>>)];
    let mut seen: HashSet<(usize, u64)> = HashSet::new();
    let mut processed = 0;
    while let Some((mut index, mut state, mut before)) = waiting.pop() {
        loop {
            if processed == MOST {
                return Ok(());
            }
            processed += 1;
            let way = Rc::new(Way { index, before: before.take() });
            let next = walk.step(index, state).map_err(|Wrong { errno, reason }| Refusal {
                errno,
                reason,
                path: path(&way),
                processed,
            })?;
            let (on, target) = match next {
                Next::Nowhere => break,
                Next::On(state) => (Some(state), None),
                Next::To(target, there) => (None, Some((target, there))),
                Next::Both { on, there, target } => (Some(on), Some((target, there))),
            };
            let is_new = |seen: &mut HashSet<_>, target: usize, state: &State| {
                let mut hasher = DefaultHasher::new();
                state.hash(&mut hasher);
                seen.insert((target, hasher.finish()))
            };
            match (on, target) {
                (Some(on), Some((target, there))) => {
                    if is_new(&mut seen, target, &there) {
                        waiting.push((target, there, Some(Rc::clone(&way))));
                    }
                    (index, state, before) = (index + 1, on, Some(way));
                }
                (Some(on), None) => (index, state, before) = (index + 1, on, Some(way)),
                (None, Some((target, there))) => {
                    if !is_new(&mut seen, target, &there) {
                        break;
                    }
                    (index, state, before) = (target, there, Some(way));
                }
                (None, None) => break,
            }
            if index >= program.code.instructions.len() {
                break;
            }
        }
    }
    Ok(())
}

fn path(way: &Rc<Way>) -> Vec<usize> {
    let mut path = vec![way.index];
    let mut at = &way.before;
    while let Some(way) = at
        && path.len() < TOLD
    {
        path.push(way.index);
        at = &way.before;
    }
    path.reverse();
    path
}

impl<'a> Walk<'a> {
    fn new(program: Program<'a>) -> Self {
        let starts = starts(program.code);
        let by_slot = starts.iter().enumerate().map(|(index, slot)| (*slot, index)).collect();
        Self { program, starts, by_slot }
    }

    /// The instruction that one leads to, if it is in the program.
    pub(crate) fn target(&self, index: usize) -> Option<usize> {
        let instruction = self.program.code.instructions.get(index)?;
        let row = table::row(instruction.operation)?;
        let distance = match (row.offset, row.imm) {
            (Field::Target, _) => i64::from(instruction.offset),
            (_, Field::Target) => instruction.imm,
            _ => return None,
        };
        let after = i64::try_from(*self.starts.get(index)?).ok()?.checked_add(1)?;
        let slot = usize::try_from(after.checked_add(distance)?).ok()?;
        self.by_slot.get(&slot).copied()
    }

    fn step(&self, index: usize, state: State) -> Result<Next, Wrong> {
        let Some(instruction) = self.program.code.instructions.get(index) else { return Ok(Next::Nowhere) };
        match instruction.operation {
            Operation::Jump(condition, width, source) => {
                self.branch(index, instruction, (condition, width, source), state)
            }
            Operation::Goto | Operation::GotoLong => Ok(match self.target(index) {
                Some(target) => Next::To(target, state),
                None => Next::Nowhere,
            }),
            Operation::MayGoto => Ok(match self.target(index) {
                Some(target) => Next::Both { on: state.clone(), there: state, target },
                None => Next::Nowhere,
            }),
            _ => self.straight(index, instruction, state),
        }
    }
}

/// The first slot of each instruction.
fn starts(code: &Code) -> Vec<usize> {
    let slots = code.instructions.iter().map(skep_isa::Instruction::slots);
    slots.scan(0, |next, slots| Some(std::mem::replace(next, *next + slots))).collect()
}
