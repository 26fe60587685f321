//! What addresses are known to be aligned to.

use super::{Body, Values};
use skep_ir::{Definition, Operation, Region};

impl Values {
    /// What addresses are aligned to. Only on the stack does the kernel always ask.
    pub(super) fn find_alignments(&mut self, body: &Body<'_>) {
        let unaligned = body.target.unaligned;
        for &Definition { value, ty } in body.function.parameters() {
            self.alignments[value] = match ty.region() {
                Some(Region::Memory(_) | Region::Constant(_)) => 8,
                _ if unaligned => 0,
                _ => 8,
            };
        }
        let given = body.given();
        loop {
            let before = self.alignments.clone();
            for one in body.instructions() {
                let Some(Definition { value, ty }) = one.result else { continue };
                self.alignments[value] = match one.operation {
                    Operation::SlotAddress(slot) => body.function.slots[slot].align,
                    Operation::Offset(base, offset) => at(self.alignments[base], offset),
                    Operation::View(base, _) => self.alignments[base],
                    Operation::Index { base, stride, .. } => at(self.alignments[base], stride),
                    Operation::PacketStart(_) | Operation::MetadataStart(_) if !unaligned => 2,
                    _ if unaligned || ty.region().is_none() => 0,
                    _ => 8,
                };
            }
            for &(Definition { value, .. }, from) in &given {
                let (own, other) = (self.alignments[value], self.alignments[from.value()]);
                self.alignments[value] = match (own, other) {
                    (0, known) | (known, 0) => known,
                    (own, other) => own.min(other),
                };
            }
            if self.alignments == before {
                return;
            }
        }
    }
}

/// What so many bytes behind a place of this alignment are aligned to.
pub(crate) const fn at(alignment: u32, offset: u32) -> u32 {
    if alignment == 0 || offset == 0 {
        return alignment;
    }
    let own = 1 << offset.trailing_zeros();
    if own < alignment { own } else { alignment }
}
