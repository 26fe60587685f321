//! All memory that a program's addresses can name, in regions.
//!
//! An address is 64 bits:
//!
//! ```text
//!  63              32 31               0
//! ┌──────────────────┬──────────────────┐
//! │ which region     │ 2^30 + the offset│
//! └──────────────────┴──────────────────┘
//! ```
//!
//! The offset begins at 2^30, so that a pointer moved to before a region (or past its end) still names it, and the
//! fault can say by how much it is off. The upper half is the region's slot in a table and how often that slot was
//! used before, multiplied by a constant: an address of a region that is gone is not an address of the one that has its
//! slot now, and one that is off by 4 GiB is most likely nobody's. It is never 0, so that small numbers are no
//! addresses.

mod access;
mod fields;
mod inspect;
mod quick;
mod region;
mod shared;
mod stack;
#[cfg(test)]
mod tests;

pub use access::{Access, AccessFault, AccessProblem};
pub use fields::{Field, Loads, Stores};
pub use region::Rights;

use crate::STACK_SIZE;
use crate::arithmetic::low;
use crate::run::Frame;
use region::{Bytes, Contents, Elements};
use skep_isa::Size;
use std::error::Error;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Where the bytes of each region begin in the lower half of an address.
pub(crate) const BASE: u32 = 1 << 30;
/// The most bytes of a region, and the most bytes between the first and the last of its elements: so many that the
/// lower half of an address reaches as far beyond them as before them.
const MAX_LENGTH: usize = 1 << 31;
/// Spreads the numbers of regions over all 32-bit numbers. It is odd, so that no two of them become the same.
pub(crate) const SPREAD: u32 = 0x9e37_79b1;
/// The inverse of [`SPREAD`] modulo 2^32.
const GATHER: u32 = {
    // Newton's iteration: each step doubles the number of right bits, of which an odd number has three for itself.
    let mut inverse = SPREAD;
    let mut step = 0;
    while step < 4 {
        inverse = inverse.wrapping_mul(2_u32.wrapping_sub(SPREAD.wrapping_mul(inverse)));
        step += 1;
    }
    assert!(inverse.wrapping_mul(SPREAD) == 1, "not the inverse");
    inverse
};

/// The name of a region of memory as long as it is there. It is never given to another one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RegionId {
    slot: u16,
    generation: u16,
}

impl RegionId {
    const fn upper_half(self) -> u64 {
        let number = (self.generation as u32) << 16 | self.slot as u32;
        (number.wrapping_mul(SPREAD) as u64) << 32
    }

    const fn of_address(address: u64) -> Self {
        let number = ((address >> 32) as u32).wrapping_mul(GATHER);
        Self { slot: number as u16, generation: (number >> 16) as u16 }
    }
}

/// The region whose offsets are the slots of the program that runs: addresses of functions name it.
const CODE: RegionId = RegionId { slot: 1, generation: 0 };

/// The address of the function that begins in this slot of the program that runs.
pub(crate) fn function_address(slot: usize) -> u64 {
    at(CODE, slot as u64)
}

fn at(id: RegionId, offset: u64) -> u64 {
    id.upper_half().wrapping_add(u64::from(BASE)).wrapping_add(offset)
}

/// A region, as it stands in the table.
#[derive(Debug)]
struct Region {
    name: Arc<str>,
    contents: Contents,
}

#[derive(Debug)]
struct Slot {
    generation: u16,
    region: Option<Region>,
}

/// Memory in regions, each with a name for messages: a phrase that reads well after "read of 8 bytes of", such as
/// `the packet` or `a value of map COUNTS`.
///
/// What a program does is checked; what its environment does on its own behalf ([`bytes`](Self::bytes),
/// [`peek`](Self::peek), [`element_mut`](Self::element_mut) …) is not.
#[derive(Debug)]
pub struct Memory {
    slots: Vec<Slot>,
    free: Vec<u16>,
    /// The slots of the functions' stacks, the outermost function's first, whether or not they are used now.
    stacks: Vec<u16>,
    /// How many of them are used now.
    functions: usize,
    /// Room for a run's functions, so that not every run asks for some.
    frames: Vec<Frame>,
    stack_name: Arc<str>,
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

impl Memory {
    /// Memory in which there is nothing yet.
    pub fn new() -> Self {
        let nothing = Slot { generation: 0, region: None };
        let code = Region { name: "the program's instructions".into(), contents: Contents::Opaque };
        let slots = vec![nothing, Slot { generation: 0, region: Some(code) }];
        Self {
            slots,
            free: Vec::new(),
            stacks: Vec::new(),
            functions: 0,
            frames: Vec::new(),
            stack_name: "the stack".into(),
        }
    }

    /// Adds bytes that the program may read and write.
    ///
    /// # Errors
    /// If no more regions can be made, or they are more than 2 GiB.
    pub fn add_bytes(&mut self, name: impl Into<Arc<str>>, bytes: Vec<u8>) -> Result<RegionId, OutOfRegions> {
        let visible = 0..bytes.len();
        self.add_window(name, bytes, visible, Rights::ReadWrite)
    }

    /// Adds a record of which the program may only read the visible bytes, in accesses aligned to their size. (What
    /// else it holds is seen by [`peek`](Self::peek).)
    ///
    /// # Errors
    /// If no more regions can be made, or it is more than 2 GiB.
    pub fn add_record(
        &mut self,
        name: impl Into<Arc<str>>,
        bytes: Vec<u8>,
        visible: Range<usize>,
    ) -> Result<RegionId, OutOfRegions> {
        self.add_window(name, bytes, visible, Rights::LoadAligned)
    }

    /// Adds bytes of which the program sees some, with these rights.
    ///
    /// # Errors
    /// If no more regions can be made, or they are more than 2 GiB.
    pub fn add_window(
        &mut self,
        name: impl Into<Arc<str>>,
        bytes: Vec<u8>,
        visible: Range<usize>,
        rights: Rights,
    ) -> Result<RegionId, OutOfRegions> {
        if bytes.len() > MAX_LENGTH {
            return Err(OutOfRegions);
        }
        let visible = inside(visible, bytes.len());
        self.add(name.into(), Contents::Bytes(Bytes { bytes, visible, origin: 0, rights }))
    }

    /// Adds a structure of the kernel: bytes that programs load through pointers which the kernel gave them, and that
    /// [`peek`](Self::peek) copies.
    ///
    /// # Errors
    /// If no more regions can be made, or it is more than 2 GiB.
    pub fn add_structure(
        &mut self,
        name: impl Into<Arc<str>>,
        bytes: Vec<u8>,
    ) -> Result<RegionId, OutOfRegions> {
        let all = 0..bytes.len();
        self.add_window(name, bytes, all, Rights::Kernel)
    }

    /// Adds memory of user space, which programs cannot load from, and which only [`peek_user`](Self::peek_user) copies.
    ///
    /// # Errors
    /// If no more regions can be made, or it is more than 2 GiB.
    pub fn add_user_memory(
        &mut self,
        name: impl Into<Arc<str>>,
        bytes: Vec<u8>,
    ) -> Result<RegionId, OutOfRegions> {
        let all = 0..bytes.len();
        self.add_window(name, bytes, all, Rights::User)
    }

    /// Changes which bytes of a region the program sees, if it was added as bytes.
    pub fn set_visible(&mut self, id: RegionId, visible: Range<usize>) {
        if let Some(Region { contents: Contents::Bytes(bytes), .. }) = self.region_mut(id) {
            bytes.visible = inside(visible, bytes.bytes.len());
        }
    }

    /// From which byte of a region messages count, if it was added as bytes: the first one, if nothing else was said.
    pub fn set_origin(&mut self, id: RegionId, origin: usize) {
        if let Some(Region { contents: Contents::Bytes(bytes), .. }) = self.region_mut(id) {
            bytes.origin = origin;
        }
    }

    /// Gives what a region holds to a new one. Addresses that name the old one are good for nothing from now on.
    ///
    /// # Errors
    /// If no more regions can be made; the old one stays then.
    pub fn renew(&mut self, id: RegionId) -> Result<RegionId, OutOfRegions> {
        // The place of the new one is found first.
        let new = self.add("".into(), Contents::Opaque)?;
        let old = self.take(id).ok_or(OutOfRegions);
        match old {
            Ok(region) => {
                if let Some(entry) = self.slots.get_mut(usize::from(new.slot)) {
                    entry.region = Some(region);
                }
                Ok(new)
            }
            Err(error) => {
                self.take(new);
                Err(error)
            }
        }
    }

    /// Adds a context: a structure whose fields are not bytes but values, which may be wider than the field (a field
    /// of 32 bits can hold a pointer). A load or store must be of one field, or of a part of one if the field says so.
    ///
    /// # Errors
    /// If no more regions can be made.
    pub fn add_fields(
        &mut self,
        name: impl Into<Arc<str>>,
        fields: Vec<Field>,
    ) -> Result<RegionId, OutOfRegions> {
        self.add(name.into(), Contents::Fields(fields))
    }

    /// Adds a place for up to `capacity` elements of `size` bytes, of which there are none yet. An access must stay
    /// inside one element: there is room between their addresses. Beyond what programs see, an element has as many bytes
    /// more as make a multiple of 8, for the environment.
    ///
    /// # Errors
    /// If no more regions can be made, or the elements and the room between them are more than 2 GiB.
    pub fn add_elements(
        &mut self,
        name: impl Into<Arc<str>>,
        size: usize,
        capacity: usize,
    ) -> Result<RegionId, OutOfRegions> {
        let elements = Elements::new(size, capacity, MAX_LENGTH).ok_or(OutOfRegions)?;
        self.add(name.into(), Contents::Elements(elements))
    }

    /// From now on programs may only read the elements of a region; their environment may change them all the same.
    pub fn make_elements_read_only(&mut self, id: RegionId) {
        if let Some(Region { contents: Contents::Elements(elements), .. }) = self.region_mut(id) {
            elements.read_only = true;
        }
    }

    /// Adds an address at which there are no bytes for the program: a name for something that only its environment
    /// understands.
    ///
    /// # Errors
    /// If no more regions can be made.
    pub fn add_opaque(&mut self, name: impl Into<Arc<str>>) -> Result<RegionId, OutOfRegions> {
        self.add(name.into(), Contents::Opaque)
    }

    /// Gives the function that is called a stack; returns the address just above it: what the function finds in `r10`.
    ///
    /// The stacks stay where they are for the next functions. What tells their addresses apart is how often the slot was
    /// used, as for all regions.
    #[inline(always)]
    pub(crate) fn enter_function(&mut self) -> Result<u64, OutOfRegions> {
        let depth = self.functions;
        if let Some(&slot) = self.stacks.get(depth)
            && let Some(Slot { generation, region: Some(region) }) = self.slots.get_mut(usize::from(slot))
            && *generation < u16::MAX
            && let Contents::Stack(stack) = &mut region.contents
        {
            stack.forget();
            self.functions = depth + 1;
            return Ok(top_of_stack(RegionId { slot, generation: *generation }));
        }
        self.enter_on_a_new_stack()
    }

    /// Room for the functions of a run.
    pub(crate) fn take_frames(&mut self) -> Vec<Frame> {
        std::mem::take(&mut self.frames)
    }

    /// Takes back what [`take_frames`](Self::take_frames) gave.
    pub(crate) fn keep_frames(&mut self, mut frames: Vec<Frame>) {
        frames.clear();
        self.frames = frames;
    }

    /// Takes away the stacks of the run that pauses; their addresses stay good for when it goes on.
    pub(crate) fn set_stacks_aside(&mut self) -> Stacks {
        let functions = std::mem::take(&mut self.functions);
        Stacks { slots: std::mem::take(&mut self.stacks), functions }
    }

    /// Gives a run that goes on its stacks back. Those that others have left become spare ones.
    pub(crate) fn take_stacks_back(&mut self, stacks: Stacks) {
        let others = std::mem::replace(&mut self.stacks, stacks.slots);
        self.stacks.extend(others);
        self.functions = stacks.functions;
    }

    #[cold]
    fn enter_on_a_new_stack(&mut self) -> Result<u64, OutOfRegions> {
        let new = self.add(self.stack_name.clone(), Contents::Stack(Box::default()))?;
        match self.stacks.get_mut(self.functions) {
            // It was used as often as can be told apart.
            Some(slot) => {
                let old = std::mem::replace(slot, new.slot);
                self.slots[usize::from(old)].region = None;
            }
            None => self.stacks.push(new.slot),
        }
        self.functions += 1;
        Ok(top_of_stack(new))
    }

    /// Takes the stack from the innermost function. Its addresses are good for nothing from now on.
    #[inline(always)]
    pub(crate) fn leave_function(&mut self) {
        self.functions = self.functions.saturating_sub(1);
        if let Some(&slot) = self.stacks.get(self.functions) {
            let entry = &mut self.slots[usize::from(slot)];
            entry.generation = entry.generation.saturating_add(1);
        }
    }

    fn add(&mut self, name: Arc<str>, contents: Contents) -> Result<RegionId, OutOfRegions> {
        let region = Some(Region { name, contents });
        if let Some(slot) = self.free.pop() {
            let entry = &mut self.slots[usize::from(slot)];
            entry.region = region;
            return Ok(RegionId { slot, generation: entry.generation });
        }
        let slot = u16::try_from(self.slots.len()).map_err(|_| OutOfRegions)?;
        self.slots.push(Slot { generation: 0, region });
        Ok(RegionId { slot, generation: 0 })
    }

    /// Removes a region. Addresses that name it are good for nothing from now on. Returns its bytes, if it was added
    /// as bytes or a record and was still there.
    pub fn remove(&mut self, id: RegionId) -> Option<Vec<u8>> {
        match self.take(id)?.contents {
            Contents::Bytes(bytes) => Some(bytes.bytes),
            Contents::Stack(_) | Contents::Elements(_) | Contents::Fields(_) | Contents::Opaque => None,
        }
    }

    fn take(&mut self, id: RegionId) -> Option<Region> {
        let entry = self.slots.get_mut(usize::from(id.slot))?;
        if entry.generation != id.generation || id == CODE {
            return None;
        }
        let region = entry.region.take()?;
        // A slot that was used as often as can be told apart is not used again.
        if let Some(next) = entry.generation.checked_add(1) {
            entry.generation = next;
            self.free.push(id.slot);
        }
        Some(region)
    }

    /// The address of the byte at this offset of a region. (It need not be inside.)
    pub fn address(&self, id: RegionId, offset: u64) -> u64 {
        at(id, offset)
    }

    /// The region that an address names, if it is there, and the address's distance from the region's beginning.
    pub fn locate(&self, address: u64) -> Option<(RegionId, i64)> {
        let id = RegionId::of_address(address);
        self.region(id)?;
        Some((id, offset_in_region(address)))
    }

    /// The name of a region, if it is there.
    pub fn name(&self, id: RegionId) -> Option<&str> {
        Some(&self.region(id)?.name)
    }

    /// The bytes at an address, as far as the program may read all of them.
    ///
    /// # Errors
    /// The access that was wrong. (No bytes can be read at any address.)
    pub fn read(&self, address: u64, length: usize) -> Result<&[u8], AccessFault> {
        if length == 0 {
            return Ok(&[]);
        }
        self.find(Access::Read, address, length)?.contents_to_read(length)
    }

    /// Sets bytes at an address, if the program may write all of them.
    ///
    /// # Errors
    /// The access that was wrong; nothing is written then. (No bytes can be written at any address.)
    pub fn write(&mut self, address: u64, bytes: &[u8]) -> Result<(), AccessFault> {
        if !bytes.is_empty() {
            self.bytes_to_write(Access::Write, address, bytes.len())?.copy_from_slice(bytes);
        }
        Ok(())
    }

    /// Whether the program may write so many bytes at an address.
    ///
    /// # Errors
    /// The access that would be wrong.
    pub fn check_write(&self, address: u64, length: usize) -> Result<(), AccessFault> {
        if length > 0 {
            self.find(Access::Write, address, length)?.place_to_write(length)?;
        }
        Ok(())
    }

    /// A number at an address. `kernel` says whether the address is a pointer that the kernel gave: then what is nowhere
    /// is 0, as the kernel's handler of such faults has it.
    #[inline]
    pub(crate) fn load_by(&self, address: u64, size: Size, kernel: bool) -> Result<Loaded, AccessFault> {
        let number_only = |value| Loaded { value, kernel: false };
        let found = match self.find(Access::Read, address, size.bytes()) {
            Err(_) if kernel => return Ok(Loaded { value: 0, kernel: true }),
            found => found?,
        };
        let whole = size == Size::Double;
        match &found.region.contents {
            Contents::Fields(_) => found.field(size).map(number_only),
            Contents::Bytes(bytes) if kernel && bytes.rights.need_a_probe() => {
                Ok(Loaded { value: number(found.kernel_number(size.bytes())?), kernel: whole })
            }
            contents => {
                let value = number(found.contents_to_read(size.bytes())?);
                found.check_load()?;
                let kernel = whole && contents.has_kernel_pointer(found.offset);
                Ok(Loaded { value, kernel })
            }
        }
    }

    /// Sets a number at an address. `kernel` says whether it is a pointer that the kernel gave, which the stack remembers.
    #[inline]
    pub(crate) fn store_by(
        &mut self,
        address: u64,
        size: Size,
        value: u64,
        kernel: bool,
    ) -> Result<(), AccessFault> {
        let id = RegionId::of_address(address);
        if let Some(Region { contents: Contents::Fields(_), .. }) = self.region(id) {
            let (field, within) = self.field_to_write(address, size)?;
            field.store(within, size, value);
            return Ok(());
        }
        set_number(self.bytes_to_write(Access::Write, address, size.bytes())?, value);
        if kernel
            && size == Size::Double
            && let Some(Region { contents: Contents::Stack(stack), .. }) = self.region_mut(id)
            && let Ok(start) = usize::try_from(offset_in_region(address))
        {
            stack.keep_kernel_pointer(start);
        }
        Ok(())
    }

    /// Changes a number at an address in one step; returns the old one.
    pub(crate) fn atomic(
        &mut self,
        address: u64,
        size: Size,
        change: impl FnOnce(u64) -> u64,
    ) -> Result<u64, AccessFault> {
        let found = self.find(Access::Atomic, address, size.bytes())?;
        let old = number(found.contents_to_read(size.bytes())?);
        found.check_alignment()?;
        let place = self.bytes_to_write(Access::Atomic, address, size.bytes())?;
        set_number(place, change(old));
        Ok(old)
    }

    /// A number at an address, loaded with an order, and so aligned to its size.
    pub(crate) fn load_acquire(&self, address: u64, size: Size) -> Result<u64, AccessFault> {
        let found = self.find(Access::Atomic, address, size.bytes())?;
        let bytes = found.contents_to_read(size.bytes())?;
        found.check_alignment()?;
        Ok(number(bytes))
    }

    /// Sets a number at an address with an order, and so aligned to its size.
    pub(crate) fn store_release(&mut self, address: u64, size: Size, value: u64) -> Result<(), AccessFault> {
        self.find(Access::Atomic, address, size.bytes())?.check_alignment()?;
        set_number(self.bytes_to_write(Access::Atomic, address, size.bytes())?, value);
        Ok(())
    }

    fn region(&self, id: RegionId) -> Option<&Region> {
        let entry = self.slots.get(usize::from(id.slot))?;
        if entry.generation == id.generation { entry.region.as_ref() } else { None }
    }

    fn region_mut(&mut self, id: RegionId) -> Option<&mut Region> {
        let entry = self.slots.get_mut(usize::from(id.slot))?;
        if entry.generation == id.generation { entry.region.as_mut() } else { None }
    }
}

/// The stacks of a run that pauses.
#[derive(Debug)]
pub(crate) struct Stacks {
    slots: Vec<u16>,
    functions: usize,
}

/// What a load gave.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Loaded {
    pub(crate) value: u64,
    /// Whether it is a pointer that the kernel gave.
    pub(crate) kernel: bool,
}

/// The slot of the function at an address, if it is the address of one.
pub(crate) fn function_slot(address: u64) -> Option<usize> {
    if RegionId::of_address(address) != CODE {
        return None;
    }
    usize::try_from(offset_in_region(address)).ok()
}

/// The part of a range that is inside.
fn inside(range: Range<usize>, length: usize) -> Range<usize> {
    let end = range.end.min(length);
    range.start.min(end)..end
}

/// How far an address is from the beginning of the region it names.
fn offset_in_region(address: u64) -> i64 {
    let lower_half = address & u64::from(u32::MAX);
    lower_half.cast_signed() - i64::from(BASE)
}

/// The number that these bytes (at most 8) are in this machine's order.
#[inline]
fn number(bytes: &[u8]) -> u64 {
    match *bytes {
        [a] => a.into(),
        [a, b] => u16::from_ne_bytes([a, b]).into(),
        [a, b, c, d] => u32::from_ne_bytes([a, b, c, d]).into(),
        [a, b, c, d, e, f, g, h] => u64::from_ne_bytes([a, b, c, d, e, f, g, h]),
        _ => 0,
    }
}

/// Puts the lowest bytes of a number into these bytes, in this machine's order.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the upper bytes are cut off on purpose")]
fn set_number(bytes: &mut [u8], value: u64) {
    match bytes.len() {
        1 => bytes.copy_from_slice(&(value as u8).to_ne_bytes()),
        2 => bytes.copy_from_slice(&(value as u16).to_ne_bytes()),
        4 => bytes.copy_from_slice(&(value as u32).to_ne_bytes()),
        8 => bytes.copy_from_slice(&value.to_ne_bytes()),
        _ => {}
    }
}

/// No more regions of memory can be made, or not one of that size.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutOfRegions;

impl fmt::Display for OutOfRegions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no more regions of memory can be made, or none of that size: they have at most 2 GiB")
    }
}

impl Error for OutOfRegions {}

/// The address just above a function's stack: what it finds in `r10`.
fn top_of_stack(stack: RegionId) -> u64 {
    at(stack, STACK_SIZE as u64)
}
