//! Places instructions in slots, replacing jumps that are too far for their 16 bits.
//!
//! ```text
//!   goto far                  gotol far
//!
//!   if r1 == 0 goto far       if r1 != 0 goto +1
//!                             gotol far
//!
//!   if r1 & 4 goto far        if r1 & 4 goto +1          (this condition has no opposite; nor has may_goto)
//!                             goto +1
//!                             gotol far
//! ```
//!
//! All jumps begin short. A replacement moves what is after it, which can make other jumps too far, so this is repeated
//! until nothing changes. A jump that was replaced stays so, hence it ends.

use crate::bytes::{Plain, SLOT};
use crate::image::Chosen;
use crate::table::{self, Field};
use crate::{
    Image, ImageFunction, ImageOptions, Instruction, LinkError, LinkErrors, LinkProblem, MapFixup, Operation,
    Reference, SourceSlot,
};
use std::sync::Arc;

/// One instruction of a program.
pub(crate) struct Item<'a> {
    /// The number of its function.
    pub(crate) function: usize,
    /// Its index in the function.
    pub(crate) index: usize,
    pub(crate) instruction: &'a Instruction,
    /// The number of the item that it jumps to, or of the first one of the function that it refers to.
    pub(crate) leads_to: Option<usize>,
}

/// What a jump with 16 bits for its distance becomes when that does not suffice.
#[derive(Clone, Copy)]
enum Replacement {
    /// `gotol`.
    Long,
    /// The jump with this condition instead, over a `gotol`.
    Around(Operation),
    /// The jump to a `gotol`, and otherwise a jump over it.
    Trampoline,
}

impl Replacement {
    fn of(operation: Operation) -> Option<Self> {
        match operation {
            Operation::Goto => Some(Self::Long),
            Operation::Jump(condition, width, source) => Some(match condition.opposite() {
                Some(condition) => Self::Around(Operation::Jump(condition, width, source)),
                None => Self::Trampoline,
            }),
            Operation::MayGoto => Some(Self::Trampoline),
            _ => None,
        }
    }

    /// The number of its slots. The last of them is the `gotol`.
    fn slots(self) -> usize {
        match self {
            Self::Long => 1,
            Self::Around(_) => 2,
            Self::Trampoline => 3,
        }
    }
}

/// Places all items of a program, and encodes them.
pub(crate) fn lay_out(
    chosen: &Chosen<'_>,
    items: &[Item<'_>],
    options: ImageOptions,
) -> Result<Image, LinkErrors> {
    let layout = Layout::of(items, options.gotol);
    let mut image = Image {
        endian: options.endian,
        bytes: Vec::with_capacity(layout.slots[items.len()] * SLOT),
        maps: Vec::new(),
        functions: Vec::new(),
        sources: Vec::with_capacity(items.len()),
        locations: Vec::new(),
    };
    let mut problems = Vec::new();
    for (number, item) in items.iter().enumerate() {
        let slot = layout.slots[number];
        if item.index == 0 {
            let (name, _) = &chosen.functions[item.function];
            image.functions.push(ImageFunction { name: name.clone(), first_slot: slot, slots: 0 });
        }
        if let Some(function) = image.functions.last_mut() {
            function.slots = layout.slots[number + 1] - function.first_slot;
        }
        if let Some(Reference::Map(map)) = &item.instruction.reference {
            image.maps.push(MapFixup { slot, map: map.clone() });
        }
        let location = item.instruction.location.as_ref().map(|location| {
            if image.locations.last().is_none_or(|last| !Arc::ptr_eq(last, location)) {
                image.locations.push(location.clone());
            }
            image.locations.len() - 1
        });
        let result = layout.expand(items, number, |instruction| {
            image.sources.push(SourceSlot {
                slot: image.bytes.len() / SLOT,
                function: item.function,
                instruction: item.index,
                location,
            });
            let encoded = instruction.encode_into(options.endian, &mut image.bytes);
            encoded.map_err(LinkProblem::Encoding)
        });
        if let Err(problem) = result {
            let (name, code) = &chosen.functions[item.function];
            problems.push(LinkError::at(name, code, item.index, problem));
        }
    }
    if problems.is_empty() { Ok(image) } else { Err(LinkErrors { problems }) }
}

struct Layout {
    /// The first slot of each item, and at the end the number of all slots.
    slots: Vec<usize>,
    /// The jumps that are replaced.
    replaced: Vec<Option<Replacement>>,
}

impl Layout {
    fn of(items: &[Item<'_>], gotol: bool) -> Self {
        let mut layout = Self { slots: vec![0; items.len() + 1], replaced: vec![None; items.len()] };
        layout.place(items);
        while gotol && layout.replace(items) {
            layout.place(items);
        }
        layout
    }

    fn place(&mut self, items: &[Item<'_>]) {
        let mut slot = 0;
        for (number, item) in items.iter().enumerate() {
            self.slots[number] = slot;
            slot += self.replaced[number].map_or(item.instruction.slots(), Replacement::slots);
        }
        self.slots[items.len()] = slot;
    }

    /// Replaces the jumps that are too far where things are now. Says whether there were any.
    fn replace(&mut self, items: &[Item<'_>]) -> bool {
        let mut changed = false;
        for (number, item) in items.iter().enumerate() {
            let (None, Some(target)) = (self.replaced[number], item.leads_to) else { continue };
            let Some(replacement) = Replacement::of(item.instruction.operation) else { continue };
            if i16::try_from(self.distance(self.slots[number], target)).is_err() {
                self.replaced[number] = Some(replacement);
                changed = true;
            }
        }
        changed
    }

    /// The distance from an instruction in this slot to an item. (Slots are counted in memory, so they fit.)
    fn distance(&self, slot: usize, target: usize) -> i64 {
        self.slots[target] as i64 - slot as i64 - 1
    }

    /// Hands over what an item is encoded as. Nothing in it is known by name any more.
    #[inline]
    fn expand(
        &self,
        items: &[Item<'_>],
        number: usize,
        mut hand_over: impl FnMut(Plain) -> Result<(), LinkProblem>,
    ) -> Result<(), LinkProblem> {
        let Item { instruction, leads_to, .. } = items[number];
        let plain = Plain::of(instruction);
        let Plain { operation, imm, .. } = plain;
        let Some(target) = leads_to else {
            if instruction.reference.is_none() {
                return hand_over(plain);
            }
            return hand_over(match table::row(operation).map(|row| row.imm) {
                // The name wins over the number in the lower half; the upper half is the offset in the map's value.
                Some(Field::Pair) => Plain { imm: imm & !0xffff_ffff, ..plain },
                _ => Plain { imm: 0, ..plain },
            });
        };
        let slot = self.slots[number];
        let Some(replacement) = self.replaced[number] else {
            return hand_over(with_distance(plain, self.distance(slot, target))?);
        };
        // All but the last lead to the one after the next.
        let over_next = |operation, from: Plain| Plain { operation, offset: 1, ..from };
        let goto = |operation| Plain::of(&Instruction::new(operation));
        match replacement {
            Replacement::Long => {}
            Replacement::Around(opposite) => hand_over(over_next(opposite, plain))?,
            Replacement::Trampoline => {
                hand_over(over_next(operation, plain))?;
                hand_over(over_next(Operation::Goto, goto(Operation::Goto)))?;
            }
        }
        let last = slot + replacement.slots() - 1;
        hand_over(Plain { imm: self.distance(last, target), ..goto(Operation::GotoLong) })
    }
}

/// The instruction with this distance to what it leads to.
fn with_distance(instruction: Plain, distance: i64) -> Result<Plain, LinkProblem> {
    match table::row(instruction.operation).map(|row| row.offset) {
        Some(Field::Target) => match i16::try_from(distance) {
            Ok(offset) => Ok(Plain { offset, ..instruction }),
            Err(_) => Err(LinkProblem::TooFar { distance }),
        },
        _ => Ok(Plain { imm: distance, ..instruction }),
    }
}
