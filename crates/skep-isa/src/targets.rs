//! Where the jumps of a function lead: labels and distances made indices of instructions.
//!
//! A jump's target is a label or a distance in slots; slots and instructions are not counted alike, since a load of
//! 64 bits fills two slots. This is the one place that translates between them.

use crate::table::{self, Field};
use crate::{Callee, Code, Immediate, Name, Operation, Reference};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;

/// The places in a function's code, and what its instructions lead to.
pub(crate) struct Targets<'a> {
    code: &'a Code,
    /// The first slot of each instruction, and at the end the number of all slots.
    slots: Vec<usize>,
    labels: HashMap<&'a str, usize>,
    /// The instructions whose label stands before an earlier one too, with the index of that one.
    pub(crate) duplicates: Vec<(usize, usize)>,
}

impl<'a> Targets<'a> {
    pub(crate) fn of(code: &'a Code) -> Self {
        let mut slots = Vec::with_capacity(code.instructions.len() + 1);
        let mut labels = HashMap::new();
        let mut duplicates = Vec::new();
        let mut slot = 0;
        for (index, instruction) in code.instructions.iter().enumerate() {
            slots.push(slot);
            slot += instruction.slots();
            if let Some(label) = &instruction.label {
                match labels.entry(&**label) {
                    Entry::Vacant(entry) => {
                        entry.insert(index);
                    }
                    Entry::Occupied(entry) => duplicates.push((index, *entry.get())),
                }
            }
        }
        slots.push(slot);
        Self { code, slots, labels, duplicates }
    }

    /// The first slot of the instruction with this index; for the index after the last, the number of slots.
    pub(crate) fn slot(&self, index: usize) -> usize {
        self.slots[index]
    }

    /// The index of the instruction that the one with this index [jumps to](Self::jump), or
    /// [calls or loads by a distance](Self::function_at_distance).
    #[inline]
    pub(crate) fn leads_to(&self, index: usize) -> Option<Result<usize, TargetProblem>> {
        if may_lead(self.code.instructions[index].operation) {
            self.jump_of(index).or_else(|| self.function_of(index))
        } else {
            None
        }
    }

    /// The index of the instruction that the one with this index jumps to, if it is a jump to a fixed place.
    #[inline]
    pub(crate) fn jump(&self, index: usize) -> Option<Result<usize, TargetProblem>> {
        if may_lead(self.code.instructions[index].operation) { self.jump_of(index) } else { None }
    }

    fn jump_of(&self, index: usize) -> Option<Result<usize, TargetProblem>> {
        let instruction = &self.code.instructions[index];
        let row = table::row(instruction.operation)?;
        let distance = match (row.offset, row.imm) {
            (Field::Target, _) => instruction.offset.into(),
            (_, Field::Target) => instruction.imm,
            _ => return None,
        };
        match &instruction.reference {
            None => Some(self.at_distance(index, distance)),
            Some(Reference::Label(label)) => {
                let target = self.labels.get(&**label).copied();
                Some(target.ok_or_else(|| TargetProblem::MissingLabel(label.clone())))
            }
            Some(Reference::Function(_) | Reference::Map(_) | Reference::Kernel(_)) => None,
        }
    }

    /// The index of the instruction whose address the one with this index calls or loads, if it does so by a distance
    /// within this code (which then holds several functions).
    #[inline]
    pub(crate) fn function_at_distance(&self, index: usize) -> Option<Result<usize, TargetProblem>> {
        if may_lead(self.code.instructions[index].operation) { self.function_of(index) } else { None }
    }

    fn function_of(&self, index: usize) -> Option<Result<usize, TargetProblem>> {
        let instruction = &self.code.instructions[index];
        let row = table::row(instruction.operation)?;
        (row.imm == Field::Function && instruction.reference.is_none())
            .then(|| self.at_distance(index, instruction.imm))
    }

    fn at_distance(&self, index: usize, distance: i64) -> Result<usize, TargetProblem> {
        // Distances are counted from the slot after the first one of the instruction, also if it has two.
        let slots = self.slots[self.code.instructions.len()];
        let slot = isize::try_from(distance)
            .ok()
            .and_then(|distance| (self.slots[index] + 1).checked_add_signed(distance))
            .filter(|&slot| slot < slots)
            .ok_or(TargetProblem::Outside { distance, slots })?;
        self.slots.binary_search(&slot).map_err(|_| TargetProblem::SecondSlot { distance })
    }
}

/// Whether the table may have a target or a function for this operation: what is asked of every instruction, several times.
#[inline]
const fn may_lead(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::Goto
            | Operation::GotoLong
            | Operation::MayGoto
            | Operation::Jump(..)
            | Operation::Call(Callee::Function)
            | Operation::LoadImmediate(Immediate::Function)
    )
}

/// Why a jump leads to no instruction.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TargetProblem {
    /// No instruction of the function has this label.
    MissingLabel(Name),
    /// The target is before the first or after the last instruction of the code.
    Outside {
        /// The distance in slots, from the slot after the instruction.
        distance: i64,
        /// How many slots the code has.
        slots: usize,
    },
    /// The target is the second slot of a two-slot load.
    SecondSlot {
        /// The distance in slots, from the slot after the instruction.
        distance: i64,
    },
}

impl fmt::Display for TargetProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingLabel(label) => write!(f, "no instruction has the label `{label}`"),
            Self::Outside { distance, slots } => {
                write!(f, "the distance {distance:+} leads out of the code, which has {slots} slots")
            }
            Self::SecondSlot { distance } => {
                write!(f, "the distance {distance:+} leads between the two slots of a 64-bit load")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::may_lead;
    use crate::table::{Field, TABLE};

    #[test]
    fn what_may_lead_somewhere_is_what_the_table_says() {
        for row in TABLE {
            let leads = row.offset == Field::Target || matches!(row.imm, Field::Target | Field::Function);
            assert_eq!(may_lead(row.operation), leads, "{row:?}");
        }
    }
}
