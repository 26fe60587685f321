//! Values that are made in a register which calls overwrite, and are wanted after a call: results of calls and what a function is given.
//!
//! Each gets a copy in a register of its own, right where it is made, and the copy is used instead. The register allocator would
//! otherwise keep it where it was made for as long as it can, and move it back there before later uses.

use super::{Action, Instruction, MachineCode, Operand, Role, Virtual};
use std::collections::BTreeSet;

impl MachineCode {
    /// The code with copies of the values that survive calls.
    pub(crate) fn with_survivors_moved(mut self) -> Self {
        let survivors = self.survivors();
        for block in &mut self.blocks {
            let mut made = Vec::with_capacity(block.instructions.len());
            for mut one in std::mem::take(&mut block.instructions) {
                let mut copies = Vec::new();
                for operand in &mut one.operands {
                    if let (Role::DefineIn(_), true) = (operand.role, survivors.contains(&operand.register)) {
                        let fresh = Virtual(self.registers);
                        self.registers = self.registers.saturating_add(1);
                        copies.push((fresh, operand.register));
                        operand.register = fresh;
                    }
                }
                let location = one.location;
                made.push(one);
                made.extend(copies.into_iter().map(|(from, to)| Instruction {
                    action: Action::Move,
                    operands: vec![
                        Operand { register: from, role: Role::Use },
                        Operand { register: to, role: Role::Define },
                    ],
                    location,
                    question: None,
                }));
            }
            block.instructions = made;
        }
        self
    }

    /// The registers that are wanted after a call that comes behind where they are made.
    fn survivors(&self) -> BTreeSet<Virtual> {
        let mut survivors = BTreeSet::new();
        let live = self.live_at_ends();
        for (block, live) in self.blocks.iter().zip(live) {
            let mut live = live;
            for one in block.instructions.iter().rev() {
                for operand in &one.operands {
                    if !matches!(operand.role, Role::Use | Role::UseIn(_)) {
                        live.remove(&operand.register);
                    }
                }
                if one.is_call() {
                    survivors.extend(live.iter().copied());
                }
                live.extend(one.read());
            }
        }
        survivors
    }

    /// What is wanted behind each block.
    fn live_at_ends(&self) -> Vec<BTreeSet<Virtual>> {
        let mut starts: Vec<BTreeSet<Virtual>> = vec![BTreeSet::new(); self.blocks.len()];
        let mut ends = starts.clone();
        let predecessors = self.predecessors();
        let mut waiting: Vec<usize> = (0..self.blocks.len()).collect();
        let mut is_waiting = vec![true; self.blocks.len()];
        while let Some(number) = waiting.pop() {
            is_waiting[number] = false;
            let block = &self.blocks[number];
            let mut live = BTreeSet::new();
            for edge in &block.successors {
                live.extend(starts[edge.to.0].iter().copied());
                live.extend(edge.arguments.iter().copied());
            }
            ends[number].clone_from(&live);
            for one in block.instructions.iter().rev() {
                for operand in &one.operands {
                    if !matches!(operand.role, Role::Use | Role::UseIn(_)) {
                        live.remove(&operand.register);
                    }
                }
                live.extend(one.read());
            }
            for parameter in &block.parameters {
                live.remove(parameter);
            }
            if live != starts[number] {
                starts[number] = live;
                for before in &predecessors[number] {
                    if !std::mem::replace(&mut is_waiting[before.0], true) {
                        waiting.push(before.0);
                    }
                }
            }
        }
        ends
    }
}

impl Instruction {
    /// The registers that it reads.
    pub(super) fn read(&self) -> impl Iterator<Item = Virtual> {
        let reads = |operand: &&Operand| matches!(operand.role, Role::Use | Role::UseIn(_));
        self.operands.iter().filter(reads).map(|operand| operand.register)
    }
}
