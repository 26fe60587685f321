//! Stops: where a program is when it is looked at, why there, and how it goes on.

use super::TracedStep;
use skep_isa::{Callee, Operation};
use skep_vm::{Memory, Program, Watched};
use std::fmt;

/// How a program goes on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Resume {
    /// To the next instruction.
    Step,
    /// To the next instruction of this function or of one that waits for it: what it calls is carried out at once.
    StepOver,
    /// To the next breakpoint.
    Continue,
}

/// Why a program stopped.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum StopReason {
    /// It was asked to, step by step.
    Step,
    /// The instruction calls a helper with this map.
    MapHelper {
        /// The map, as messages name it: `map COUNTS`.
        map: String,
        /// The helper's number.
        helper: u32,
    },
    /// The instruction loads from a value of this map.
    MapLoad {
        /// The map, as messages name it.
        map: String,
    },
    /// The instruction changes a value of this map.
    MapStore {
        /// The map, as messages name it.
        map: String,
    },
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Step => f.write_str("step"),
            Self::MapHelper { map, helper } => write!(f, "helper {helper} is called with {map}"),
            Self::MapLoad { map } => write!(f, "a value of {map} is read"),
            Self::MapStore { map } => write!(f, "a value of {map} is changed"),
        }
    }
}

/// A program that stands still before an instruction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stop {
    /// The instruction, and the registers before it.
    pub step: TracedStep,
    /// Why it stopped there.
    pub reason: StopReason,
}

/// Who is asked at each stop.
type AtStop = Box<dyn FnMut(&Stop) -> Resume + Send>;

/// Decides where programs stop.
pub(super) struct Debugger {
    at_stop: AtStop,
    /// The maps whose use is a reason to stop, as messages name them.
    maps: Vec<String>,
    next: Next,
}

/// At which steps it stops, besides breakpoints.
enum Next {
    Every,
    /// Those of functions no deeper than this.
    NoDeeper(usize),
    None,
}

impl Debugger {
    pub(super) fn new(at_stop: AtStop, maps: Vec<String>, every_step: bool) -> Self {
        let next = if every_step { Next::Every } else { Next::None };
        Self { at_stop, maps, next }
    }

    pub(super) fn before_step(&mut self, program: &Program, name: &str, step: &Watched<'_>) {
        let stops = match self.next {
            Next::Every => true,
            Next::NoDeeper(depth) => step.depth <= depth,
            Next::None => false,
        };
        let Some(reason) = self.use_of_a_map(step).or(stops.then_some(StopReason::Step)) else { return };
        let stop = Stop { step: TracedStep::new(program, name, step), reason };
        self.next = match (self.at_stop)(&stop) {
            Resume::Step => Next::Every,
            Resume::StepOver => Next::NoDeeper(step.depth),
            Resume::Continue => Next::None,
        };
    }

    /// How a step uses one of the maps, if it does.
    fn use_of_a_map(&self, step: &Watched<'_>) -> Option<StopReason> {
        if self.maps.is_empty() {
            return None;
        }
        let register = |number: u8| step.registers.get(usize::from(number)).copied().unwrap_or_default();
        let instruction = step.instruction;
        let at = |number: u8| register(number).wrapping_add_signed(instruction.offset.into());
        match instruction.operation {
            Operation::Call(Callee::Helper) => {
                let map = (1..=5).find_map(|number| self.map_at(step.memory, register(number), true))?;
                let helper = u32::try_from(instruction.imm).unwrap_or(u32::MAX);
                Some(StopReason::MapHelper { map, helper })
            }
            Operation::Load(_) | Operation::LoadSignExtend(_) | Operation::LoadAcquire(_) => {
                let map = self.map_at(step.memory, at(instruction.src.number()), false)?;
                Some(StopReason::MapLoad { map })
            }
            Operation::Store(..) | Operation::Atomic(..) | Operation::StoreRelease(_) => {
                let map = self.map_at(step.memory, at(instruction.dst.number()), false)?;
                Some(StopReason::MapStore { map })
            }
            _ => None,
        }
    }

    /// The map that an address names, or that has a value there.
    fn map_at(&self, memory: &Memory, address: u64, itself: bool) -> Option<String> {
        let (region, _) = memory.locate(address)?;
        let name = memory.name(region)?;
        let is_it = |map: &&String| match itself {
            true => name == **map,
            false => name.strip_suffix(map.as_str()).is_some_and(|before| before.ends_with(' ')),
        };
        self.maps.iter().find(is_it).cloned()
    }
}

impl fmt::Debug for Debugger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Debugger").field("maps", &self.maps).finish_non_exhaustive()
    }
}
