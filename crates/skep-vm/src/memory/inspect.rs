//! What the environment reads and changes on its own behalf, whatever the program may.

use super::region::Contents;
use super::{Memory, Region, RegionId, Rights, at, offset_in_region};

impl Memory {
    /// The bytes of a region that was added as bytes or a record.
    pub fn bytes(&self, id: RegionId) -> Option<&[u8]> {
        match &self.region(id)?.contents {
            Contents::Bytes(bytes) => Some(&bytes.bytes),
            _ => None,
        }
    }

    /// The bytes of a region that was added as bytes or a record, to be changed.
    pub fn bytes_mut(&mut self, id: RegionId) -> Option<&mut [u8]> {
        match &mut self.region_mut(id)?.contents {
            Contents::Bytes(bytes) => Some(&mut bytes.bytes),
            _ => None,
        }
    }

    /// Puts other bytes in the place of those of a region, if it was added as bytes or a record. Which of them the program
    /// sees stays, as far as there are so many.
    pub fn set_bytes(&mut self, id: RegionId, bytes: Vec<u8>) {
        if let Some(Region { contents: Contents::Bytes(old), .. }) = self.region_mut(id)
            && bytes.len() <= super::MAX_LENGTH
        {
            old.visible = super::inside(old.visible.clone(), bytes.len());
            old.bytes = bytes;
        }
    }

    /// The number of elements of a region that was added as elements.
    pub fn element_count(&self, id: RegionId) -> Option<usize> {
        match &self.region(id)?.contents {
            Contents::Elements(elements) => Some(elements.count()),
            _ => None,
        }
    }

    /// Whether an address is in a region that was added as elements, or just beside one.
    pub fn is_in_elements(&self, address: u64) -> bool {
        let region = self.region(RegionId::of_address(address));
        region.is_some_and(|region| matches!(region.contents, Contents::Elements(_)))
    }

    /// Makes the number of elements of a region at least this many, up to its capacity. New ones are zeroed.
    pub fn grow_elements(&mut self, id: RegionId, count: usize) {
        if let Some(Region { contents: Contents::Elements(elements), .. }) = self.region_mut(id) {
            elements.grow(count);
        }
    }

    /// The address of an element. (It need not be there yet.)
    pub fn element_address(&self, id: RegionId, index: usize) -> Option<u64> {
        match &self.region(id)?.contents {
            Contents::Elements(elements) => Some(at(id, elements.offset(index) as u64)),
            _ => None,
        }
    }

    /// The bytes of an element, if there is one.
    pub fn element(&self, id: RegionId, index: usize) -> Option<&[u8]> {
        match &self.region(id)?.contents {
            Contents::Elements(elements) => elements.get(index),
            _ => None,
        }
    }

    /// The bytes of an element, if there is one, to be changed.
    pub fn element_mut(&mut self, id: RegionId, index: usize) -> Option<&mut [u8]> {
        match &mut self.region_mut(id)?.contents {
            Contents::Elements(elements) => elements.get_mut(index),
            _ => None,
        }
    }

    /// All bytes of an element, if there is one: those that programs see, and those up to the next multiple of 8.
    pub fn padded_element(&self, id: RegionId, index: usize) -> Option<&[u8]> {
        match &self.region(id)?.contents {
            Contents::Elements(elements) => elements.padded(index),
            _ => None,
        }
    }

    /// All bytes of an element, if there is one, to be changed.
    pub fn padded_element_mut(&mut self, id: RegionId, index: usize) -> Option<&mut [u8]> {
        match &mut self.region_mut(id)?.contents {
            Contents::Elements(elements) => elements.padded_mut(index),
            _ => None,
        }
    }

    /// The value of a field of a context.
    pub fn field(&self, id: RegionId, name: &str) -> Option<u64> {
        match &self.region(id)?.contents {
            Contents::Fields(fields) => {
                fields.iter().find(|field| field.name == name).map(|field| field.value)
            }
            _ => None,
        }
    }

    /// Sets the value of a field of a context, whether or not the program can. Returns whether there is one.
    pub fn set_field(&mut self, id: RegionId, name: &str, value: u64) -> bool {
        let Some(Region { contents: Contents::Fields(fields), .. }) = self.region_mut(id) else {
            return false;
        };
        let field = fields.iter_mut().find(|field| field.name == name);
        field.map(|field| field.value = value).is_some()
    }

    /// Copies bytes as the kernel itself can read them: also what the program may not read, and without asking
    /// whether they were ever written, but not memory of user space. Returns whether they are there; if not, nothing is
    /// copied.
    pub fn peek(&self, address: u64, into: &mut [u8]) -> bool {
        !self.is_user_memory(address) && self.copy(address, into)
    }

    /// Copies bytes of user space. Returns whether they are there; if not, nothing is copied.
    pub fn peek_user(&self, address: u64, into: &mut [u8]) -> bool {
        self.is_user_memory(address) && self.copy(address, into)
    }

    /// Whether an address is in a region of user space, or just beside one.
    pub fn is_user_memory(&self, address: u64) -> bool {
        let region = self.region(RegionId::of_address(address));
        region.is_some_and(
            |region| matches!(&region.contents, Contents::Bytes(bytes) if bytes.rights == Rights::User),
        )
    }

    fn copy(&self, address: u64, into: &mut [u8]) -> bool {
        let source = self.region(RegionId::of_address(address)).and_then(|region| {
            let start = offset_in_region(address);
            region.contents.all_bytes(start, into.len())
        });
        match source {
            Some(source) => {
                into.copy_from_slice(source);
                true
            }
            None => false,
        }
    }
}
