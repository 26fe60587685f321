//! Which places in a frame may lie over each other: those that are never in use at the same time.
//!
//! A place is in use between two accesses of it, on any way from the one to the other. What is done with its address is followed:
//! helpers and functions that are called use it and forget it; if it goes anywhere else, the place is in use everywhere.

use crate::machine::{Action, Base, Block, Instruction, MachineCode, Spot, Virtual};
use std::collections::{BTreeMap, BTreeSet};

/// The pairs of places that are in use at the same time, the lower first.
pub(crate) fn conflicts(
    code: &MachineCode,
    keeps_addresses: &dyn Fn(&Action) -> bool,
) -> BTreeSet<(Spot, Spot)> {
    let addresses = addresses(code);
    let escaped = escaped(code, &addresses, keeps_addresses);
    let all: BTreeSet<Spot> = code
        .blocks
        .iter()
        .flat_map(|block| &block.instructions)
        .flat_map(|one| accessed(one, &addresses))
        .chain(escaped.iter().copied())
        .collect();
    let before = reached(code, &addresses, false);
    let after = reached(code, &addresses, true);
    let mut conflicts = BTreeSet::new();
    let mut meet = |live: &BTreeSet<Spot>| {
        for &one in live {
            conflicts.extend(live.range(one..).skip(1).map(|&other| (one, other)));
        }
    };
    for (number, block) in code.blocks.iter().enumerate() {
        // What is accessed later, behind each instruction.
        let mut later = vec![after[number].clone()];
        for one in block.instructions.iter().rev() {
            let mut set = later.last().cloned().unwrap_or_default();
            set.extend(accessed(one, &addresses));
            later.push(set);
        }
        let mut earlier = before[number].clone();
        for (one, later) in block.instructions.iter().zip(later.iter().rev()) {
            // At the instruction itself: what it accesses, and what was and will be.
            earlier.extend(accessed(one, &addresses));
            meet(&earlier.intersection(later).copied().collect());
        }
    }
    for &one in &escaped {
        for &other in all.iter().filter(|&&other| other != one) {
            conflicts.insert((one.min(other), one.max(other)));
        }
    }
    conflicts
}

/// Of which places registers hold addresses.
fn addresses(code: &MachineCode) -> BTreeMap<Virtual, BTreeSet<Spot>> {
    let mut found: BTreeMap<Virtual, BTreeSet<Spot>> = BTreeMap::new();
    loop {
        let before = found.clone();
        for one in code.blocks.iter().flat_map(|block| &block.instructions) {
            let mut spots = BTreeSet::new();
            match one.action {
                Action::FrameAddress(spot, _) => {
                    spots.insert(spot);
                }
                Action::Arithmetic(..) | Action::Copy | Action::Move => {
                    spots.extend(reads(one).filter_map(|register| found.get(&register)).flatten());
                }
                _ => continue,
            }
            let written = one.operands.iter().filter(|operand| !operand.role.reads());
            if !spots.is_empty() {
                written.for_each(|operand| found.entry(operand.register).or_default().extend(&spots));
            }
        }
        if found == before {
            return found;
        }
    }
}

fn reads(one: &Instruction) -> impl Iterator<Item = Virtual> {
    one.operands.iter().filter(|operand| operand.role.reads()).map(|operand| operand.register)
}

/// The operand that an access to memory starts from, if it has one.
fn base(one: &Instruction) -> Option<Base> {
    match one.action {
        Action::Load { place, .. } | Action::Store { place, .. } | Action::Atomic { place, .. } => {
            Some(place.base)
        }
        _ => None,
    }
}

/// The places that an instruction accesses, or has others access.
fn accessed(one: &Instruction, addresses: &BTreeMap<Virtual, BTreeSet<Spot>>) -> BTreeSet<Spot> {
    let mut spots = BTreeSet::new();
    match base(one) {
        Some(Base::Frame(spot)) => {
            spots.insert(spot);
        }
        Some(Base::Operand(number)) => {
            let register = one.operands.get(number).map(|operand| operand.register);
            spots.extend(register.and_then(|register| addresses.get(&register)).into_iter().flatten());
        }
        None if one.is_call() => {
            spots.extend(reads(one).filter_map(|register| addresses.get(&register)).flatten());
        }
        None => {}
    }
    spots
}

/// The places whose addresses go where they are not followed.
fn escaped(
    code: &MachineCode,
    addresses: &BTreeMap<Virtual, BTreeSet<Spot>>,
    keeps_addresses: &dyn Fn(&Action) -> bool,
) -> BTreeSet<Spot> {
    let mut escaped = BTreeSet::new();
    let mut escape = |register: Virtual| escaped.extend(addresses.get(&register).into_iter().flatten());
    for Block { instructions, successors, .. } in &code.blocks {
        for one in instructions {
            match (&one.action, base(one)) {
                (Action::Arithmetic(..) | Action::Copy | Action::Move, _) => {}
                (_, Some(base)) => {
                    let followed = |number: usize| base == Base::Operand(number);
                    let others = one.operands.iter().enumerate().filter(|(number, _)| !followed(*number));
                    others.for_each(|(_, operand)| escape(operand.register));
                }
                (action, None) if one.is_call() && !keeps_addresses(action) => {}
                _ => reads(one).for_each(&mut escape),
            }
        }
        successors.iter().flat_map(|edge| &edge.arguments).for_each(|&register| escape(register));
    }
    escaped
}

/// The places that were accessed on some way to the beginning of each block; or, backwards, that are on some way from its end.
fn reached(
    code: &MachineCode,
    addresses: &BTreeMap<Virtual, BTreeSet<Spot>>,
    backwards: bool,
) -> Vec<BTreeSet<Spot>> {
    let own: Vec<BTreeSet<Spot>> = code
        .blocks
        .iter()
        .map(|block| block.instructions.iter().flat_map(|one| accessed(one, addresses)).collect())
        .collect();
    let mut found: Vec<BTreeSet<Spot>> = vec![BTreeSet::new(); code.blocks.len()];
    loop {
        let mut grows = false;
        for (from, block) in code.blocks.iter().enumerate() {
            for edge in &block.successors {
                let (from, to) = if backwards { (edge.to.0, from) } else { (from, edge.to.0) };
                let more: BTreeSet<Spot> = found[from].union(&own[from]).copied().collect();
                grows |= !more.is_subset(&found[to]);
                found[to].extend(more);
            }
        }
        if !grows {
            return found;
        }
    }
}
