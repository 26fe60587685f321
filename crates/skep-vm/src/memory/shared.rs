//! What compiled code sees of memory: windows on bytes that need no further check, and the stacks.

use super::region::{Contents, Rights};
use super::{BASE, Memory, Region, RegionId, Slot, at, low};
use crate::compiled::{StackParts, Window};

impl Memory {
    /// The bytes around an address that the program may load (or store to, if `stores`) in any way, if the one there is such a
    /// byte. They are where they are until a region comes, goes or is changed by its environment, or a function returns. On the
    /// stack they are bytes that were written.
    pub fn window(&mut self, address: u64, stores: bool) -> Option<Window<'_>> {
        let id = RegionId::of_address(address);
        let offset = low(address).wrapping_sub(BASE) as usize;
        let (start, bytes) = match &mut self.region_mut(id)?.contents {
            Contents::Bytes(bytes)
                if bytes.rights == Rights::ReadWrite || !stores && bytes.rights == Rights::Read =>
            {
                let visible = bytes.visible.clone();
                if !visible.contains(&offset) {
                    return None;
                }
                (visible.start, bytes.bytes.get_mut(visible)?)
            }
            Contents::Stack(stack) if stack.is_plain() => {
                let written = stack.written_around(offset)?;
                (written.start, stack.parts().0.get_mut(written)?)
            }
            Contents::Elements(elements) if !stores || !elements.read_only => {
                let (element, within) = elements.place(offset);
                let bytes = elements.get_mut(element)?;
                if within >= bytes.len() {
                    return None;
                }
                (offset - within, bytes)
            }
            _ => return None,
        };
        Some(Window { start: at(id, start as u64), bytes })
    }

    /// A function was called whose stack was entered elsewhere.
    pub(crate) fn entered_function(&mut self) {
        self.functions += 1;
    }

    /// The stack of the function at this depth of a run, of which so many functions use theirs.
    pub(crate) fn stack_parts(&mut self, depth: usize, used: usize) -> Option<StackParts<'_>> {
        let index = (self.functions + depth).checked_sub(used)?;
        while self.stacks.len() <= index {
            let new = self.add(self.stack_name.clone(), Contents::Stack(Box::default())).ok()?;
            self.stacks.push(new.slot);
        }
        let slot = *self.stacks.get(index)?;
        let Slot { generation, region: Some(Region { contents: Contents::Stack(stack), .. }) } =
            self.slots.get_mut(usize::from(slot))?
        else {
            return None;
        };
        if depth >= used {
            stack.forget_kernel_pointers();
        } else if !stack.is_plain() {
            return None;
        }
        let (bytes, written) = stack.parts();
        Some(StackParts { bytes, written, uses: generation, slot })
    }
}
