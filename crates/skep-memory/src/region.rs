//! A region of memory that is shared with a kernel: bounds-checked atomic words, and bytes under a promise.
//!
//! A region comes from a mapping that a kernel made, or from the heap when the kernel is simulated. It keeps
//! its owner alive, so the memory is there as long as the region is.
//!
//! # Safety
//!
//! The words of a region are only ever touched atomically. Its bytes are read and written without atomics
//! through [`Region::bytes`] and [`Region::write`], which are unsafe: the caller must know, from the protocol
//! that is spoken on this memory, that nobody else touches those bytes meanwhile.
#![allow(unsafe_code, reason = "one of the files that may: it turns addresses into checked accesses")]

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering};

/// What keeps a region's memory mapped or allocated: it is given back when the last region drops its owner.
pub type Owner = Arc<dyn Any + Send + Sync>;

/// Whether a region may be written from here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Reads only: a write is a bug of the caller, and panics.
    ReadOnly,
    /// Reads and writes.
    ReadWrite,
}

/// A piece of shared memory.
pub struct Region {
    bounds: Bounds,
    access: Access,
    owner: Owner,
}

/// A region's memory, to be read for as long as the region is borrowed. It is an address and a length by value, which a loop keeps in
/// registers: of a region they are loaded again for every access, since a compiler moves nothing over an atomic access.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    bounds: Bounds,
    of: PhantomData<&'a Region>,
}

/// Where the memory is. All accesses are made here, within the bounds.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    start: NonNull<u8>,
    length: usize,
}

// SAFETY: all that a region gives out to safe code are atomic accesses, and the memory lives as long as the
// owner, which is itself `Send` and `Sync`.
unsafe impl Send for Region {}
// SAFETY: as above.
unsafe impl Sync for Region {}

impl Region {
    /// Takes over memory that `owner` keeps valid.
    ///
    /// # Safety
    /// - `start` is aligned to 8 bytes and valid for reads of `length` bytes (and writes, if `access` says so)
    ///   as long as `owner` lives;
    /// - everybody who writes this memory does so atomically, or by a protocol that keeps what
    ///   [`bytes`](Self::bytes) and [`write`](Self::write) are used on to one party at a time.
    pub unsafe fn from_raw(start: NonNull<u8>, length: usize, access: Access, owner: Owner) -> Self {
        debug_assert!(start.as_ptr().addr().is_multiple_of(8), "a region starts at a multiple of 8");
        Self { bounds: Bounds { start, length }, access, owner }
    }

    /// Zeroed memory on the heap. `length` is rounded up to a multiple of 8.
    pub fn allocate(length: usize) -> Self {
        let words: Arc<[AtomicU64]> = (0..length.div_ceil(8)).map(|_| AtomicU64::new(0)).collect();
        let start = NonNull::from(&*words).cast::<u8>();
        let length = words.len() * 8;
        let owner: Owner = Arc::new(words);
        // SAFETY: `owner` keeps the words allocated; they are 8-byte aligned and inside cells that may be written
        // through shared pointers; nobody but this region and those that share it has an address into them.
        unsafe { Self::from_raw(start, length, Access::ReadWrite, owner) }
    }

    /// Whether it may be written from here.
    #[inline]
    pub fn is_writable(&self) -> bool {
        self.access == Access::ReadWrite
    }

    /// Another region over the same memory, for the other party.
    #[must_use]
    pub fn share(&self) -> Self {
        Self { bounds: self.bounds, access: self.access, owner: self.owner.clone() }
    }

    /// Another region over a part of the same memory.
    ///
    /// # Panics
    /// If it does not lie inside the region.
    #[must_use]
    pub fn part(&self, offset: usize, length: usize) -> Self {
        let start = self.bounds.checked(offset, length, 1);
        Self { bounds: Bounds { start, length }, access: self.access, owner: self.owner.clone() }
    }

    /// The memory, to be read.
    #[inline]
    pub fn view(&self) -> View<'_> {
        View { bounds: self.bounds, of: PhantomData }
    }

    /// The length in bytes.
    pub fn len(&self) -> usize {
        self.bounds.length
    }

    /// Whether it has no bytes at all.
    pub fn is_empty(&self) -> bool {
        self.bounds.length == 0
    }

    /// The 64-bit word at this offset.
    ///
    /// # Panics
    /// If the offset is outside the region or not a multiple of 8.
    #[inline]
    pub fn load_u64(&self, offset: usize, order: Ordering) -> u64 {
        self.bounds.word(offset).load(order)
    }

    /// Sets the 64-bit word at this offset.
    ///
    /// # Panics
    /// If the offset is outside the region or not a multiple of 8, or the region is read-only.
    #[inline]
    pub fn store_u64(&self, offset: usize, value: u64, order: Ordering) {
        self.assert_writable();
        self.bounds.word(offset).store(value, order);
    }

    /// The 32-bit word at this offset.
    ///
    /// # Panics
    /// If the offset is outside the region or not a multiple of 4.
    #[inline]
    pub fn load_u32(&self, offset: usize, order: Ordering) -> u32 {
        self.bounds.half_word(offset).load(order)
    }

    /// Sets the 32-bit word at this offset.
    ///
    /// # Panics
    /// If the offset is outside the region or not a multiple of 4, or the region is read-only.
    pub fn store_u32(&self, offset: usize, value: u32, order: Ordering) {
        self.assert_writable();
        self.bounds.half_word(offset).store(value, order);
    }

    /// Copies the bytes from `offset` on, while others may be writing them: word by word, each of which is whole. What has more than 8
    /// bytes, or crosses a multiple of 8, may be half of an older value.
    ///
    /// # Panics
    /// If they do not lie inside the region.
    #[inline]
    pub fn load_bytes(&self, offset: usize, to: &mut [u8]) {
        self.bounds.load_bytes(offset, to);
    }

    /// Writes bytes from `offset` on, while others may be reading and writing there: word by word, as
    /// [`load_bytes`](Self::load_bytes) reads.
    ///
    /// # Panics
    /// If they do not lie inside the region, or the region is read-only.
    #[inline]
    pub fn store_bytes(&self, offset: usize, from: &[u8]) {
        self.assert_writable();
        self.bounds.store_bytes(offset, from);
    }

    /// The bytes from `offset` on.
    ///
    /// # Safety
    /// Nobody writes these bytes as long as the slice is in use, and what was last written to them happens
    /// before this call.
    ///
    /// # Panics
    /// If they do not lie inside the region.
    #[inline]
    pub unsafe fn bytes(&self, offset: usize, length: usize) -> &[u8] {
        // SAFETY: the caller's promise.
        unsafe { self.view().bytes(offset, length) }
    }

    /// Writes bytes from `offset` on.
    ///
    /// # Safety
    /// Nobody else reads or writes these bytes until a later atomic store tells them to.
    ///
    /// # Panics
    /// If they do not lie inside the region, or the region is read-only.
    pub unsafe fn write(&self, offset: usize, bytes: &[u8]) {
        self.assert_writable();
        let start = self.bounds.checked(offset, bytes.len(), 1);
        // SAFETY: inside the region and writable; `bytes` cannot overlap it, because slices into it exist only
        // under the promise that nobody writes.
        unsafe { start.as_ptr().copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) }
    }

    #[inline]
    fn assert_writable(&self) {
        assert!(self.is_writable(), "write to a read-only shared region");
    }
}

impl View<'_> {
    /// Copies bytes as [`Region::load_bytes`] does.
    ///
    /// # Panics
    /// If they do not lie inside the region.
    #[inline]
    pub fn load_bytes(&self, offset: usize, to: &mut [u8]) {
        self.bounds.load_bytes(offset, to);
    }
}

impl<'a> View<'a> {
    /// Reads 4 bytes, as [`Region::load_u32`] does.
    ///
    /// # Panics
    /// If they do not lie inside the region, or `offset` is no multiple of 4.
    #[inline]
    pub fn load_u32(self, offset: usize, ordering: Ordering) -> u32 {
        self.bounds.half_word(offset).load(ordering)
    }

    /// Bytes that stay as they are, as [`Region::bytes`] gives them.
    ///
    /// # Safety
    /// As for [`Region::bytes`].
    ///
    /// # Panics
    /// If they do not lie inside the region.
    #[inline]
    pub unsafe fn bytes(self, offset: usize, length: usize) -> &'a [u8] {
        let start = self.bounds.checked(offset, length, 1);
        // SAFETY: inside the region, which the owner keeps valid; unchanging by the caller's promise.
        unsafe { std::slice::from_raw_parts(start.as_ptr(), length) }
    }
}

impl Bounds {
    #[inline]
    fn load_bytes(self, offset: usize, to: &mut [u8]) {
        // What is one word, as counters are, is one load when this is compiled into a place that knows the length.
        match to.len() {
            8 if self.is_aligned(offset, 8) => self.load_word(offset, to),
            4 if self.is_aligned(offset, 4) => self.load_half_word(offset, to),
            _ => self.load_words(offset, to),
        }
    }

    fn load_words(self, offset: usize, to: &mut [u8]) {
        self.checked(offset, to.len(), 1);
        let mut at = offset;
        let mut rest = to;
        while !rest.is_empty() {
            let size = self.widest(at, rest.len());
            let (here, next) = rest.split_at_mut(size);
            match size {
                8 => self.load_word(at, here),
                4 => self.load_half_word(at, here),
                2 => here.copy_from_slice(&self.quarter_word(at).load(Ordering::Relaxed).to_ne_bytes()),
                _ => here[0] = self.byte(at).load(Ordering::Relaxed),
            }
            at += size;
            rest = next;
        }
    }

    #[inline]
    fn load_word(self, offset: usize, to: &mut [u8]) {
        to.copy_from_slice(&self.word(offset).load(Ordering::Relaxed).to_ne_bytes());
    }

    #[inline]
    fn load_half_word(self, offset: usize, to: &mut [u8]) {
        to.copy_from_slice(&self.half_word(offset).load(Ordering::Relaxed).to_ne_bytes());
    }

    #[inline]
    fn store_bytes(self, offset: usize, from: &[u8]) {
        self.checked(offset, from.len(), 1);
        let mut at = offset;
        let mut rest = from;
        while !rest.is_empty() {
            let size = self.widest(at, rest.len());
            let (here, next) = rest.split_at(size);
            match *here {
                [a, b, c, d, e, f, g, h] => {
                    self.word(at).store(u64::from_ne_bytes([a, b, c, d, e, f, g, h]), Ordering::Relaxed);
                }
                [a, b, c, d] => self.half_word(at).store(u32::from_ne_bytes([a, b, c, d]), Ordering::Relaxed),
                [a, b] => self.quarter_word(at).store(u16::from_ne_bytes([a, b]), Ordering::Relaxed),
                [a] => self.byte(at).store(a, Ordering::Relaxed),
                _ => unreachable!("a word has 8, 4, 2 or 1 bytes"),
            }
            at += size;
            rest = next;
        }
    }

    /// Whether a word of this size can be at this offset.
    #[inline]
    fn is_aligned(self, offset: usize, size: usize) -> bool {
        self.start.as_ptr().addr().wrapping_add(offset).is_multiple_of(size)
    }

    /// How many bytes the widest word has that begins at this offset and is not longer.
    fn widest(self, offset: usize, length: usize) -> usize {
        [8, 4, 2].into_iter().find(|&size| length >= size && self.is_aligned(offset, size)).unwrap_or(1)
    }

    #[inline]
    fn word(&self, offset: usize) -> &AtomicU64 {
        let start = self.checked(offset, 8, 8);
        // SAFETY: inside the region and aligned; words are only touched atomically.
        unsafe { AtomicU64::from_ptr(start.cast().as_ptr()) }
    }

    #[inline]
    fn half_word(&self, offset: usize) -> &AtomicU32 {
        let start = self.checked(offset, 4, 4);
        // SAFETY: inside the region and aligned; words are only touched atomically.
        unsafe { AtomicU32::from_ptr(start.cast().as_ptr()) }
    }

    #[inline]
    fn quarter_word(&self, offset: usize) -> &AtomicU16 {
        let start = self.checked(offset, 2, 2);
        // SAFETY: inside the region and aligned; words are only touched atomically.
        unsafe { AtomicU16::from_ptr(start.cast().as_ptr()) }
    }

    #[inline]
    fn byte(&self, offset: usize) -> &AtomicU8 {
        let start = self.checked(offset, 1, 1);
        // SAFETY: inside the region; bytes that are words of their own are only touched atomically.
        unsafe { AtomicU8::from_ptr(start.as_ptr()) }
    }

    #[inline]
    fn checked(self, offset: usize, length: usize, alignment: usize) -> NonNull<u8> {
        // Written so that a loop works out the last offset but once.
        let last = self.length.checked_sub(length);
        if !(last.is_some_and(|last| offset <= last) && self.is_aligned(offset, alignment)) {
            outside(offset, length, self.length);
        }
        // SAFETY: the offset is at most the region's length, checked above.
        unsafe { self.start.add(offset) }
    }
}

/// Apart from the check, and by value: a reference to what is checked would have it written to the stack each time.
#[cold]
fn outside(offset: usize, length: usize, region: usize) -> ! {
    panic!("access to {length} bytes at offset {offset} of a shared region of {region} bytes")
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Region").field("length", &self.bounds.length).field("access", &self.access).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::catch_unwind;

    #[test]
    fn regions_that_share_memory_see_the_same_words() {
        let one = Region::allocate(20);
        let other = one.share();
        assert_eq!(one.len(), 24);
        one.store_u64(16, 0x0102_0304_0506_0708, Ordering::Release);
        assert_eq!(other.load_u64(16, Ordering::Acquire), 0x0102_0304_0506_0708);
        other.store_u32(4, 7, Ordering::Relaxed);
        assert_eq!(one.load_u32(4, Ordering::Relaxed), 7);
    }

    #[test]
    fn memory_stays_as_long_as_one_region_does() {
        let one = Region::allocate(8);
        let other = one.share();
        drop(one);
        assert_eq!(other.load_u64(0, Ordering::Relaxed), 0);
    }

    #[test]
    fn bytes_are_copied_wherever_they_begin_and_end() {
        let (region, whole) = (Region::allocate(32), (1..=32).collect::<Vec<u8>>());
        for (start, length) in (0..32).flat_map(|start| (0..=32 - start).map(move |length| (start, length))) {
            region.store_bytes(0, &[0; 32]);
            region.store_bytes(start, &whole[start..start + length]);
            let mut all = [0; 32];
            region.load_bytes(0, &mut all);
            let expected: Vec<u8> =
                (0..32).map(|at| if (start..start + length).contains(&at) { whole[at] } else { 0 }).collect();
            assert_eq!(all[..], expected, "{length} bytes at {start}");
            let mut part = vec![0; length];
            region.load_bytes(start, &mut part);
            assert_eq!(part, whole[start..start + length]);
        }
        assert!(catch_unwind(|| Region::allocate(8).load_bytes(4, &mut [0; 5])).is_err());
    }

    #[test]
    fn accesses_outside_or_unaligned_panic_instead_of_touching_memory() {
        let region = Region::allocate(16);
        for (offset, length) in [(16, 8), (12, 8), (usize::MAX, 8), (2, 4), (4, 8)] {
            let access = std::panic::AssertUnwindSafe(|| match length {
                4 => u64::from(region.load_u32(offset, Ordering::Relaxed)),
                _ => region.load_u64(offset, Ordering::Relaxed),
            });
            assert!(catch_unwind(access).is_err(), "{length} bytes at {offset}");
        }
    }
}
