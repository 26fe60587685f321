//! Places on the stack of a function, of which there are 512 bytes below `r10`.

use super::{Assembler, AssemblerError};
use crate::Size;
use crate::check::STACK;
use crate::registers::R10;

/// A place on the stack: `size` bytes from `r10 + offset` on.
///
/// It can be an argument of a call, which then is its address.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct StackSlot {
    /// The distance of its first byte from `r10`: a negative number.
    pub offset: i16,
    /// Its size in bytes.
    pub size: u16,
}

/// The stack.
impl Assembler {
    /// A place on the stack that no other slot has: the next one below `r10` that is free. What is in it is not known.
    ///
    /// The alignment is 1, 2, 4 or 8. If there is no room for it, [`build`](Self::build) says so. Code that uses
    /// offsets of its own besides must keep out of the slots' way.
    #[track_caller]
    pub fn stack_slot(&mut self, size: usize, alignment: usize) -> StackSlot {
        let location = self.position();
        match free_place(&self.slots, size, alignment) {
            Ok(slot) => {
                self.slots.push(slot);
                slot
            }
            Err(problem) => {
                self.problems.push(AssemblerError::StackSlot { size, alignment, problem, location });
                StackSlot { offset: 0, size: 0 }
            }
        }
    }

    /// Gives the place of a slot back, to be used by others.
    #[track_caller]
    pub fn free_stack_slot(&mut self, slot: StackSlot) -> &mut Self {
        let location = self.position();
        match self.slots.iter().position(|other| *other == slot) {
            Some(place) => {
                self.slots.remove(place);
            }
            // (A slot for which there was no room is a problem already.)
            None if slot.size == 0 => {}
            None => self.problems.push(AssemblerError::NoSuchSlot { slot, location }),
        }
        self
    }

    /// Gives back the places of all slots that were taken while this was written.
    pub fn stack_scope(&mut self, write: impl FnOnce(&mut Self) -> &mut Self) -> &mut Self {
        let before = self.slots.clone();
        write(self);
        self.slots.retain(|slot| before.contains(slot));
        self
    }

    /// Writes zeros into all of a slot, in as few instructions as its alignment allows.
    #[track_caller]
    pub fn zero_stack_slot(&mut self, slot: StackSlot) -> &mut Self {
        let mut offset = i64::from(slot.offset);
        let end = offset + i64::from(slot.size);
        while let Some(size) = [Size::Double, Size::Word, Size::Half, Size::Byte].into_iter().find(|size| {
            let bytes = size.bytes() as i64;
            offset % bytes == 0 && offset + bytes <= end
        }) {
            let Ok(place) = i16::try_from(offset) else { break };
            self.store(size, R10, place, 0);
            offset += size.bytes() as i64;
        }
        self
    }
}

/// Why there is no stack slot of a size and alignment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StackProblem {
    /// The size is 0, or the alignment is not 1, 2, 4 or 8.
    Shape,
    /// There is no room for it.
    Full {
        /// The number of bytes of the slots that there are.
        used: usize,
        /// The number of bytes that the largest free place has.
        largest: usize,
    },
}

/// The first place below `r10` that these slots leave free.
fn free_place(slots: &[StackSlot], size: usize, alignment: usize) -> Result<StackSlot, StackProblem> {
    if size == 0 || !matches!(alignment, 1 | 2 | 4 | 8) {
        return Err(StackProblem::Shape);
    }
    let mut taken: Vec<(i64, i64)> = slots
        .iter()
        .map(|slot| (i64::from(slot.offset), i64::from(slot.offset) + i64::from(slot.size)))
        .collect();
    taken.sort_unstable_by(|one, other| other.cmp(one));
    taken.push((-STACK, -STACK));
    let used = slots.iter().map(|slot| usize::from(slot.size)).sum();
    let mut end = 0;
    let mut largest = 0;
    for (start_of_next, end_of_next) in taken {
        largest = largest.max(end - end_of_next);
        let start = i64::try_from(size)
            .ok()
            .and_then(|size| end.checked_sub(size))
            .map(|start| start - start.rem_euclid(alignment as i64))
            .filter(|&start| start >= end_of_next);
        if let Some(offset) = start.and_then(|start| i16::try_from(start).ok())
            && let Ok(size) = u16::try_from(size)
        {
            return Ok(StackSlot { offset, size });
        }
        end = start_of_next;
    }
    Err(StackProblem::Full { used, largest: usize::try_from(largest).unwrap_or(0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Assembler, Location};
    use proptest::prelude::*;

    fn assembler() -> Assembler {
        let mut assembler = Assembler::new();
        assembler.location(Location { file: "s.rs".into(), line: 1, column: 1, text: None });
        assembler
    }

    fn offsets(slots: &[StackSlot]) -> Vec<i16> {
        slots.iter().map(|slot| slot.offset).collect()
    }

    #[test]
    fn slots_are_aligned_and_fill_the_gaps_that_alignment_leaves() {
        let mut asm = assembler();
        let slots = [(1, 1), (8, 8), (4, 4), (2, 2), (1, 1), (3, 1), (16, 8)]
            .map(|(size, alignment)| asm.stack_slot(size, alignment));
        assert_eq!(offsets(&slots), [-1, -16, -8, -4, -2, -19, -40]);
    }

    #[test]
    fn the_whole_stack_can_be_used_and_no_more() {
        let mut asm = assembler();
        assert_eq!(asm.stack_slot(512, 8).offset, -512);
        asm.stack_slot(1, 1);
        insta::assert_snapshot!(asm.exit().build().unwrap_err(), @"a stack slot of 1 bytes with an alignment of 1 does not fit: of the 512 bytes of a function's stack 512 are in use, and the largest free place has 0 (s.rs:1:1)");

        let mut asm = assembler();
        asm.stack_slot(500, 4);
        asm.stack_slot(16, 8);
        asm.stack_slot(8, 8);
        asm.stack_slot(usize::MAX, 1);
        insta::assert_snapshot!(asm.exit().build().unwrap_err(), @r"
        2 problems:
          a stack slot of 16 bytes with an alignment of 8 does not fit: of the 512 bytes of a function's stack 500 are in use, and the largest free place has 12 (s.rs:1:1)
          a stack slot of 18446744073709551615 bytes with an alignment of 1 does not fit: of the 512 bytes of a function's stack 508 are in use, and the largest free place has 4 (s.rs:1:1)
        ");
    }

    #[test]
    fn a_size_or_an_alignment_that_no_slot_has_is_refused() {
        let mut asm = assembler();
        asm.stack_slot(0, 1);
        asm.stack_slot(8, 3);
        asm.stack_slot(8, 16);
        let wrong = asm.stack_slot(8, 0);
        asm.free_stack_slot(wrong);
        insta::assert_snapshot!(asm.exit().build().unwrap_err(), @r"
        4 problems:
          a stack slot of 0 bytes with an alignment of 1 was asked for, expected at least 1 byte and an alignment of 1, 2, 4 or 8 (s.rs:1:1)
          a stack slot of 8 bytes with an alignment of 3 was asked for, expected at least 1 byte and an alignment of 1, 2, 4 or 8 (s.rs:1:1)
          a stack slot of 8 bytes with an alignment of 16 was asked for, expected at least 1 byte and an alignment of 1, 2, 4 or 8 (s.rs:1:1)
          a stack slot of 8 bytes with an alignment of 0 was asked for, expected at least 1 byte and an alignment of 1, 2, 4 or 8 (s.rs:1:1)
        ");
    }

    #[test]
    fn a_slot_that_is_given_back_is_used_again() {
        let mut asm = assembler();
        let first = asm.stack_slot(8, 8);
        let second = asm.stack_slot(8, 8);
        asm.free_stack_slot(first);
        assert_eq!(asm.stack_slot(4, 4).offset, -4);
        assert_eq!(asm.stack_slot(8, 8).offset, -24);
        asm.stack_scope(|asm| {
            assert_eq!(asm.stack_slot(4, 4).offset, -8);
            assert_eq!(asm.stack_slot(64, 8).offset, -88);
            asm
        });
        assert_eq!(asm.stack_slot(4, 4).offset, -8);
        asm.free_stack_slot(second).free_stack_slot(second);
        insta::assert_snapshot!(asm.exit().build().unwrap_err(), @"the 8 bytes at r10-16 are given back, but are no stack slot in use (s.rs:1:1)");
    }

    #[test]
    fn zeros_are_written_in_as_few_instructions_as_the_alignment_allows() {
        let mut asm = assembler();
        let [aligned, crooked, small] =
            [(16, 8), (23, 1), (2, 2)].map(|(size, alignment)| asm.stack_slot(size, alignment));
        asm.zero_stack_slot(aligned).zero_stack_slot(crooked).zero_stack_slot(small);
        insta::assert_snapshot!(asm.build().unwrap(), @r"
        *(u64 *)(r10 - 16) = 0
        *(u64 *)(r10 - 8) = 0
        *(u8 *)(r10 - 39) = 0
        *(u16 *)(r10 - 38) = 0
        *(u32 *)(r10 - 36) = 0
        *(u64 *)(r10 - 32) = 0
        *(u64 *)(r10 - 24) = 0
        *(u16 *)(r10 - 42) = 0
        ");
    }

    proptest! {
        #[test]
        fn slots_are_on_the_stack_and_apart(
            steps in prop::collection::vec((1..80_usize, 0..4_u32, any::<Option<prop::sample::Index>>()), 0..60),
        ) {
            let mut asm = assembler();
            let mut slots: Vec<StackSlot> = Vec::new();
            for (size, alignment, free) in steps {
                if let (Some(index), false) = (free, slots.is_empty()) {
                    let slot = slots.remove(index.index(slots.len()));
                    asm.free_stack_slot(slot);
                }
                let slot = asm.stack_slot(size, 1 << alignment);
                if slot.size == 0 {
                    // It is true that there was no room.
                    let is_free = |start: i64| {
                        slots.iter().all(|slot| {
                            let other = i64::from(slot.offset);
                            start + size as i64 <= other || other + i64::from(slot.size) <= start
                        })
                    };
                    let mut starts = (-512..=-(size as i64)).filter(|start| start % (1 << alignment) == 0);
                    prop_assert!(!starts.any(is_free));
                    return Ok(());
                }
                let range = |slot: &StackSlot| {
                    i64::from(slot.offset)..i64::from(slot.offset) + i64::from(slot.size)
                };
                prop_assert!(range(&slot).start >= -512 && range(&slot).end <= 0);
                prop_assert_eq!(slot.offset % (1 << alignment), 0);
                for other in &slots {
                    let apart = range(other).end <= range(&slot).start || range(&slot).end <= range(other).start;
                    prop_assert!(apart);
                }
                slots.push(slot);
            }
            prop_assert!(asm.exit().build().is_ok());
        }
    }
}
