//! One function's body as a plain value that can be made, printed, compared and edited.

use crate::table::{self, Field};
use crate::targets::Targets;
use crate::{Instruction, Name, Place, Reference};
use std::collections::HashSet;

/// The instructions of one function, in order.
///
/// Its `Display` is a listing: each instruction on a line of its own, and so each label. It can be edited at will
/// while jumps name labels; a jump by a distance keeps its number and so changes its target when something is put in
/// between ([`with_labels`](Self::with_labels) gives them names).
///
/// ```
/// use skep_isa::{Assembler, Condition, registers::*};
///
/// let code = Assembler::new()
///     .mov(R0, 0)
///     .label("again")
///     .add(R0, 1)
///     .jump(Condition::Less, R0, 10, "again")
///     .exit()
///     .build()?;
/// let listing = "
///     r0 = 0
/// again:
///     r0 += 1
///     if r0 < 10 goto again
///     exit
/// ";
/// assert_eq!(code.to_string(), listing.trim_start_matches('\n'));
/// # Ok::<(), skep_isa::AssemblerErrors>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Code {
    /// The instructions.
    pub instructions: Vec<Instruction>,
}

impl Code {
    /// The number of 8-byte slots that the instructions fill.
    pub fn slots(&self) -> usize {
        self.instructions.iter().map(Instruction::slots).sum()
    }

    /// The place of the instruction with this index, in words for messages; nothing if there is no such instruction.
    pub fn place(&self, index: usize) -> Option<Place> {
        (index < self.instructions.len()).then(|| Place::of(self, index))
    }

    /// The same code, in which each jump by a distance names a label at its target instead. New labels are `L` and
    /// the slot of the target: `L12`.
    ///
    /// A jump whose target is no instruction of this code is left as it is ([`check`](Self::check) reports it).
    /// So are calls by distance, which lead to other functions.
    #[must_use]
    pub fn with_labels(mut self) -> Self {
        let targets = Targets::of(&self);
        let jumps: Vec<(usize, usize, usize)> = (0..self.instructions.len())
            .filter(|&index| self.instructions[index].reference.is_none())
            .filter_map(|index| {
                let target = targets.jump(index)?.ok()?;
                Some((index, target, targets.slot(target)))
            })
            .collect();
        let mut used: HashSet<Name> =
            self.instructions.iter().filter_map(|instruction| instruction.label.clone()).collect();
        for (index, target, slot) in jumps {
            let label = self.instructions[target].label.get_or_insert_with(|| {
                let name = unused_name("L", slot, |name| used.contains(name));
                used.insert(name.clone());
                name
            });
            let label = label.clone();
            let jump = &mut self.instructions[index];
            jump.reference = Some(Reference::Label(label));
            match table::row(jump.operation).map(|row| row.imm) {
                Some(Field::Target) => jump.imm = 0,
                _ => jump.offset = 0,
            }
        }
        self
    }
}

/// The stem with this number, or with the next one after it with which the name is not in use.
pub(crate) fn unused_name(stem: &str, number: usize, is_used: impl Fn(&str) -> bool) -> Name {
    let mut number = number;
    loop {
        let name = format!("{stem}{number}");
        if !is_used(&name) {
            return name.into();
        }
        number += 1;
    }
}

impl FromIterator<Instruction> for Code {
    fn from_iter<I: IntoIterator<Item = Instruction>>(instructions: I) -> Self {
        Self { instructions: instructions.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registers::*;
    use crate::{Assembler, Condition, Endian, Operation};

    fn goto(offset: i16) -> Instruction {
        Instruction { offset, ..Instruction::new(Operation::Goto) }
    }

    #[test]
    fn a_listing_has_labels_on_lines_of_their_own() {
        let code = Assembler::new()
            .label("start")
            .load_map(R1, "COUNTS")
            .call(1_u32)
            .jump(Condition::Equal, R0, 0, "out")
            .goto("start")
            .label("out")
            .exit()
            .build()
            .unwrap();
        insta::assert_snapshot!(code.to_string(), @r"
        start:
            r1 = COUNTS ll
            call 1
            if r0 == 0 goto out
            goto start
        out:
            exit
        ");
    }

    #[test]
    fn slots_count_a_64_bit_load_twice() {
        let code = Assembler::new().load_imm64(R1, 1).mov(R0, 0).exit().build().unwrap();
        assert_eq!(code.slots(), 4);
        assert_eq!(code.encode(Endian::Little).unwrap().len(), 4 * 8);
    }

    #[test]
    fn an_instruction_has_a_place_and_others_have_none() {
        let mut code = Assembler::new().label("start").mov(R0, 0).exit().build().unwrap();
        code.instructions.iter_mut().for_each(|instruction| instruction.location = None);
        let place = code.place(1).map(|place| place.to_string());
        assert_eq!(place.as_deref(), Some("instruction 1 `exit` (1 after `start`)"));
        assert_eq!(code.place(2), None);
    }

    #[test]
    fn distances_become_labels_named_after_their_slot() {
        let mut code = Assembler::new().load_imm64(R1, 1).mov(R0, 0).exit().build().unwrap();
        code.instructions.insert(0, goto(4));
        code.instructions.insert(1, goto(3));
        code.instructions.insert(2, Instruction { imm: -2, ..Instruction::new(Operation::GotoLong) });
        insta::assert_snapshot!(code.with_labels().to_string(), @r"
            goto L5
        L1:
            goto L5
            gotol L1
            r1 = 1 ll
        L5:
            r0 = 0
            exit
        ");
    }

    #[test]
    fn a_label_that_is_there_is_used_and_its_name_is_not_given_twice() {
        let code = Code::from_iter([
            Instruction { label: Some("L2".into()), ..goto(1) },
            goto(-2),
            Instruction::new(Operation::Exit),
        ]);
        insta::assert_snapshot!(code.with_labels().to_string(), @r"
        L2:
            goto L3
            goto L2
        L3:
            exit
        ");
    }

    #[test]
    fn a_jump_to_no_instruction_keeps_its_distance() {
        let mut code = Assembler::new().load_imm64(R1, 1).exit().build().unwrap();
        code.instructions.insert(0, goto(1));
        code.instructions.insert(0, goto(i16::MIN));
        let with_labels = code.clone().with_labels();
        assert_eq!(with_labels, code);
    }
}
