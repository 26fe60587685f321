//! Loads and stores of the fast loop: they are done if it is quickly seen that they may be.

use super::region::{Contents, Rights};
use super::{BASE, Memory, RegionId, Slot, low};

impl Memory {
    /// The bytes at an address, if they are plain bytes that the program may load. Where there are none, and where it takes
    /// longer to find out, this gives nothing.
    #[inline(always)]
    pub(crate) fn quick_load<const N: usize>(&self, address: u64) -> Option<[u8; N]> {
        let id = RegionId::of_address(address);
        let Slot { generation, region: Some(region) } = self.slots.get(usize::from(id.slot))? else {
            return None;
        };
        if *generation != id.generation {
            return None;
        }
        // What is before the beginning is far beyond the end.
        let offset = low(address).wrapping_sub(BASE) as usize;
        match &region.contents {
            Contents::Bytes(bytes) if matches!(bytes.rights, Rights::ReadWrite | Rights::Read) => {
                let start = bytes.visible.start;
                if offset < start {
                    return None;
                }
                bytes.bytes.get(offset..bytes.visible.end)?.first_chunk().copied()
            }
            Contents::Stack(stack) => stack.quick_load(offset),
            Contents::Elements(elements) => {
                let (element, within) = elements.place(offset);
                elements.get(element)?.get(within..)?.first_chunk().copied()
            }
            Contents::Bytes(_) | Contents::Fields(_) | Contents::Opaque => None,
        }
    }

    /// Sets the bytes at an address, if they are plain bytes that the program may write, and says whether they are. Where it takes
    /// longer to find out, they are not.
    #[inline(always)]
    pub(crate) fn quick_store<const N: usize>(&mut self, address: u64, value: [u8; N]) -> bool {
        let id = RegionId::of_address(address);
        let Some(Slot { generation, region: Some(region) }) = self.slots.get_mut(usize::from(id.slot)) else {
            return false;
        };
        if *generation != id.generation {
            return false;
        }
        let offset = low(address).wrapping_sub(BASE) as usize;
        let place = match &mut region.contents {
            Contents::Bytes(bytes) if bytes.rights == Rights::ReadWrite => {
                if offset < bytes.visible.start {
                    return false;
                }
                bytes.bytes.get_mut(offset..bytes.visible.end)
            }
            Contents::Stack(stack) => return stack.quick_store(offset, value),
            Contents::Elements(elements) if !elements.read_only => {
                let (element, within) = elements.place(offset);
                elements.get_mut(element).and_then(|element| element.get_mut(within..))
            }
            _ => None,
        };
        match place.and_then(|place| place.first_chunk_mut()) {
            Some(place) => {
                *place = value;
                true
            }
            None => false,
        }
    }
}
