//! Which registers must have been written at each step, so that no register is read before it is written, whatever way
//! the function takes from there.
//!
//! It is the usual analysis of live registers, backwards from the reads, with two more numbers in the sets: one for the
//! result of the function, and one for what no caller can give.

use crate::operands::Registers;
use crate::program::Step;
use skep_isa::{Callee, Operation, Register};

/// Stands for the function's result: a way to an exit on which `r0` is not written needs it.
const RESULT: Registers = Registers::numbered(11);
/// Stands for a register that is read but cannot have been written: one that a call has cleared, or one of a function's that is no
/// argument.
pub(crate) const IMPOSSIBLE: Registers = Registers::numbered(12);
const R0: Registers = Registers::of(Register::R0);

/// What written registers meet: a result is one that is there already.
pub(crate) fn has(written: Registers) -> Registers {
    if written.contains(Register::R0) { written.with(RESULT) } else { written }
}

/// For each step, the registers that it and those after it need. A set of which some are not written, when a step is
/// reached, is no fault yet: the way that is taken may be another.
pub(crate) fn needs(steps: &[Step]) -> Vec<Registers> {
    let readers = Readers::of(steps);
    let mut needs = vec![Registers::default(); steps.len()];
    // The last steps first: most ways lead forwards.
    let mut waiting: Vec<u32> = (0..).take(steps.len()).collect();
    let mut is_waiting = vec![true; steps.len()];
    while let Some(index) = waiting.pop() {
        let index = index as usize;
        is_waiting[index] = false;
        let new = step_needs(steps, &needs, index);
        if new != needs[index] {
            needs[index] = new;
            for &reader in readers.of_step(index) {
                if !std::mem::replace(&mut is_waiting[reader as usize], true) {
                    waiting.push(reader);
                }
            }
        }
    }
    needs
}

fn step_needs(steps: &[Step], needs: &[Registers], index: usize) -> Registers {
    let step = &steps[index];
    let at = |index: usize| needs.get(index).copied().unwrap_or_default();
    let (target, after) = (at(step.target as usize), at(index + 1));
    // A call clears the arguments.
    let cleared = |after: Registers| match after.only(Registers::ARGUMENTS).is_empty() {
        true => after,
        false => after.without(Registers::ARGUMENTS).with(IMPOSSIBLE),
    };
    let result = R0.with(RESULT);
    match step.operation {
        Operation::Goto | Operation::GotoLong => target,
        Operation::Jump(..) | Operation::MayGoto => after.with(target).with(step.reads),
        Operation::Exit => RESULT,
        // Faults, wherever they lead.
        Operation::GotoRegister | Operation::CallRegister => step.reads,
        Operation::Call(Callee::Helper | Callee::Kfunc) => cleared(after.without(result)),
        Operation::LoadPacketAbsolute(_) | Operation::LoadPacketIndirect(_) => {
            cleared(after.without(result)).with(step.reads)
        }
        Operation::Call(Callee::Function) => {
            let gives_result = target.only(RESULT).is_empty();
            let after = match (gives_result, after.only(R0).is_empty()) {
                (true, _) => after.without(result),
                (false, true) => after,
                (false, false) => after.without(R0).with(IMPOSSIBLE),
            };
            let own = target.without(Registers::ARGUMENTS.with(Registers::of(Register::R10))).without(RESULT);
            let called = target.only(Registers::ARGUMENTS);
            let called = if own.is_empty() { called } else { called.with(IMPOSSIBLE) };
            cleared(after).with(called)
        }
        _ => {
            let writes = match step.writes.only(R0).is_empty() {
                true => step.writes,
                false => step.writes.with(RESULT),
            };
            after.without(writes).with(step.reads)
        }
    }
}

/// For each step, the steps whose needs depend on its own.
struct Readers {
    steps: Vec<u32>,
    /// Where those of each step begin.
    starts: Vec<u32>,
}

impl Readers {
    fn of(steps: &[Step]) -> Self {
        let mut starts = vec![0; steps.len() + 2];
        // Counted, added up, and put in place: the place of each moves to where the next begins.
        each_edge(steps, |from, _| starts[from + 2] += 1);
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        let mut readers = vec![0; starts[starts.len() - 1] as usize];
        each_edge(steps, |from, reader| {
            let place = &mut starts[from + 1];
            readers[*place as usize] = reader;
            *place += 1;
        });
        Self { steps: readers, starts }
    }

    fn of_step(&self, index: usize) -> &[u32] {
        &self.steps[self.starts[index] as usize..self.starts[index + 1] as usize]
    }
}

/// Tells of each step whose needs another's depend on, and of that other one.
fn each_edge(steps: &[Step], mut edge: impl FnMut(usize, u32)) {
    for (reader, step) in (0_u32..).zip(steps) {
        let (next, target) = (reader as usize + 1, step.target as usize);
        let (goes_on, goes_to) = match step.operation {
            Operation::Goto | Operation::GotoLong => (false, true),
            Operation::Jump(..) | Operation::MayGoto | Operation::Call(Callee::Function) => (true, true),
            Operation::Exit | Operation::GotoRegister | Operation::CallRegister => (false, false),
            _ => (true, false),
        };
        if goes_on && next < steps.len() {
            edge(next, reader);
        }
        if goes_to {
            edge(target, reader);
        }
    }
}
