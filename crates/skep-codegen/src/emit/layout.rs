//! The order of blocks, and their jumps: as few as possible.
//!
//! Blocks that only go on are gone past, equal ends become one, and what is behind a jump is the block that it goes to, where that has
//! no place yet.

use super::Test;
use skep_isa::{Instruction, Location, Name, Operation, Reference};
use skep_uapi::InstructionLevel;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A block as it is written: its instructions, and where it goes on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Part {
    pub(super) instructions: Vec<Instruction>,
    pub(super) leaving: Leaving,
}

type At = Option<Arc<Location>>;

/// Where a block goes on: to blocks by their numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Leaving {
    /// There.
    Jump(usize, At),
    /// To the first if the comparison holds, otherwise to the second.
    Branch(Test, usize, usize, At),
    /// To the first if the kernel's patience has ended, otherwise to the second.
    MayGoto(usize, usize, At),
    /// To the caller.
    Return(At),
}

impl Leaving {
    fn targets(&mut self) -> Vec<&mut usize> {
        match self {
            Self::Jump(to, _) => vec![to],
            Self::Branch(_, then, otherwise, _) | Self::MayGoto(then, otherwise, _) => vec![then, otherwise],
            Self::Return(_) => vec![],
        }
    }
}

pub(super) fn lay_out(mut parts: Vec<Part>, level: InstructionLevel) -> Vec<Instruction> {
    simplify(&mut parts);
    let order = order(&parts, level);
    write(&parts, &order, level)
}

/// Goes past blocks that do nothing, has equal ends once, and makes branches to one block jumps.
fn simplify(parts: &mut [Part]) {
    // How often: each time blocks become equal, those in front of them can.
    for _ in 0..4 {
        let before = parts.to_vec();
        let past: Vec<usize> = (0..parts.len()).map(|number| past_empty(parts, number)).collect();
        let same = same_ends(parts);
        // A jump to where nothing is done but to return returns itself.
        let returns: Vec<bool> = parts
            .iter()
            .map(|part| part.instructions.is_empty() && matches!(part.leaving, Leaving::Return(_)))
            .collect();
        for part in parts.iter_mut() {
            for target in part.leaving.targets() {
                *target = past.get(*target).copied().unwrap_or(*target);
                *target = same.get(target).copied().unwrap_or(*target);
            }
            if let Leaving::Branch(_, then, otherwise, at) = &part.leaving
                && then == otherwise
            {
                part.leaving = Leaving::Jump(*then, at.clone());
            }
            if let Leaving::Jump(to, at) = &part.leaving
                && returns.get(*to) == Some(&true)
            {
                part.leaving = Leaving::Return(at.clone());
            }
        }
        if parts == before {
            return;
        }
    }
}

fn past_empty(parts: &[Part], number: usize) -> usize {
    let mut here = number;
    // A loop of empty blocks has no end.
    for _ in 0..parts.len() {
        match parts.get(here) {
            Some(Part { instructions, leaving: Leaving::Jump(to, _) }) if instructions.is_empty() => {
                here = *to
            }
            _ => break,
        }
    }
    here
}

/// The longest block that is looked at for being the same as another.
const LONGEST_END: usize = 4;

/// Blocks that are the same as an earlier one, but for where they were written.
fn same_ends(parts: &[Part]) -> BTreeMap<usize, usize> {
    let mut seen: Vec<(usize, Part)> = Vec::new();
    let mut same = BTreeMap::new();
    for (number, part) in parts.iter().enumerate() {
        let leaves = match part.leaving {
            Leaving::Return(_) => Leaving::Return(None),
            Leaving::Jump(to, _) => Leaving::Jump(to, None),
            Leaving::Branch(..) | Leaving::MayGoto(..) => continue,
        };
        if number == 0 || part.instructions.len() > LONGEST_END || seen.len() > 1000 {
            continue;
        }
        let bare = |one: &Instruction| Instruction { location: None, ..one.clone() };
        let bare = Part { instructions: part.instructions.iter().map(bare).collect(), leaving: leaves };
        match seen.iter().find(|(_, other)| *other == bare) {
            Some(&(first, _)) => {
                same.insert(number, first);
            }
            None => seen.push((number, bare)),
        }
    }
    same
}

/// The order in which blocks are written: those that are reached.
fn order(parts: &[Part], level: InstructionLevel) -> Vec<usize> {
    let mut comes_from = vec![0_usize; parts.len()];
    for part in parts {
        for &mut target in part.leaving.clone().targets() {
            comes_from[target] += 1;
        }
    }
    let mut order = Vec::new();
    let mut placed = vec![false; parts.len()];
    let mut waiting = vec![0];
    while let Some(first) = waiting.pop() {
        let mut next = Some(first).filter(|&block| !placed[block]);
        while let Some(block) = next {
            placed[block] = true;
            order.push(block);
            let open = |target: usize| Some(target).filter(|&target| !placed[target]);
            next = match &parts[block].leaving {
                Leaving::Return(_) => None,
                Leaving::Jump(to, _) => open(*to),
                Leaving::MayGoto(then, otherwise, _) => {
                    waiting.extend(open(*then));
                    open(*otherwise)
                }
                Leaving::Branch(test, then, otherwise, _) => {
                    // Better what only comes from here: what comes from elsewhere as well may follow that.
                    let turn = test.opposite(level).is_some()
                        && open(*then).is_some()
                        && (open(*otherwise).is_none() || comes_from[*then] < comes_from[*otherwise]);
                    let (near, far) = if turn { (*then, *otherwise) } else { (*otherwise, *then) };
                    waiting.extend(open(far));
                    open(near)
                }
            };
        }
    }
    order
}

fn write(parts: &[Part], order: &[usize], level: InstructionLevel) -> Vec<Instruction> {
    let mut out = Vec::new();
    // Where each block begins, and which instruction goes to which block.
    let mut starts = BTreeMap::new();
    let mut jumps: Vec<(usize, usize)> = Vec::new();
    for (number, &block) in order.iter().enumerate() {
        let next = order.get(number + 1).copied();
        let part = &parts[block];
        starts.insert(block, out.len());
        out.extend(part.instructions.iter().cloned());
        let mut go = |out: &mut Vec<Instruction>, one: Instruction, to: usize, at: &At| {
            jumps.push((out.len(), to));
            out.push(Instruction { location: at.clone(), ..one });
        };
        let goto = || Instruction::new(Operation::Goto);
        match &part.leaving {
            Leaving::Return(at) => {
                out.push(Instruction { location: at.clone(), ..Instruction::new(Operation::Exit) });
            }
            Leaving::Jump(to, _) if next == Some(*to) => {}
            Leaving::Jump(to, at) => go(&mut out, goto(), *to, at),
            Leaving::MayGoto(then, otherwise, at) => {
                go(&mut out, Instruction::new(Operation::MayGoto), *then, at);
                if next != Some(*otherwise) {
                    go(&mut out, goto(), *otherwise, at);
                }
            }
            Leaving::Branch(test, then, otherwise, at) => match test.opposite(level) {
                Some(opposite) if next == Some(*then) => go(&mut out, opposite.instruction(), *otherwise, at),
                _ => {
                    go(&mut out, test.instruction(), *then, at);
                    if next != Some(*otherwise) {
                        go(&mut out, goto(), *otherwise, at);
                    }
                }
            },
        }
    }
    name(&mut out, &starts, &jumps);
    out
}

/// Gives the targets of jumps labels, numbered in their order.
fn name(out: &mut [Instruction], starts: &BTreeMap<usize, usize>, jumps: &[(usize, usize)]) {
    let mut targets: Vec<usize> = jumps.iter().filter_map(|(_, to)| starts.get(to).copied()).collect();
    targets.sort_unstable();
    targets.dedup();
    let labels: BTreeMap<usize, Name> =
        targets.iter().enumerate().map(|(number, &at)| (at, format!("L{number}").into())).collect();
    for (&at, label) in &labels {
        if let Some(one) = out.get_mut(at) {
            one.label = Some(label.clone());
        }
    }
    for (from, to) in jumps {
        let label = starts.get(to).and_then(|at| labels.get(at)).cloned();
        if let Some(one) = out.get_mut(*from) {
            one.reference = label.map(Reference::Label);
        }
    }
}
