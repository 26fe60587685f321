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
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

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

/// A piece of shared memory, at least 8-byte aligned.
pub struct Region {
    start: NonNull<u8>,
    length: usize,
    access: Access,
    _owner: Owner,
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
        Self { start, length, access, _owner: owner }
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

    /// Another region over the same memory, for the other party.
    #[must_use]
    pub fn share(&self) -> Self {
        Self { start: self.start, length: self.length, access: self.access, _owner: self._owner.clone() }
    }

    /// The length in bytes.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether it has no bytes at all.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The 64-bit word at this offset.
    ///
    /// # Panics
    /// If the offset is outside the region or not a multiple of 8.
    #[inline]
    pub fn load_u64(&self, offset: usize, order: Ordering) -> u64 {
        self.word(offset).load(order)
    }

    /// Sets the 64-bit word at this offset.
    ///
    /// # Panics
    /// If the offset is outside the region or not a multiple of 8, or the region is read-only.
    #[inline]
    pub fn store_u64(&self, offset: usize, value: u64, order: Ordering) {
        self.assert_writable();
        self.word(offset).store(value, order);
    }

    /// The 32-bit word at this offset.
    ///
    /// # Panics
    /// If the offset is outside the region or not a multiple of 4.
    #[inline]
    pub fn load_u32(&self, offset: usize, order: Ordering) -> u32 {
        self.half_word(offset).load(order)
    }

    /// Sets the 32-bit word at this offset.
    ///
    /// # Panics
    /// If the offset is outside the region or not a multiple of 4, or the region is read-only.
    pub fn store_u32(&self, offset: usize, value: u32, order: Ordering) {
        self.assert_writable();
        self.half_word(offset).store(value, order);
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
        let start = self.checked(offset, length, 1);
        // SAFETY: inside the region, which the owner keeps valid; unchanging by the caller's promise.
        unsafe { std::slice::from_raw_parts(start.as_ptr(), length) }
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
        let start = self.checked(offset, bytes.len(), 1);
        // SAFETY: inside the region and writable; `bytes` cannot overlap it, because slices into it exist only
        // under the promise that nobody writes.
        unsafe { start.as_ptr().copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) }
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
    fn checked(&self, offset: usize, length: usize, alignment: usize) -> NonNull<u8> {
        let end = offset.checked_add(length);
        assert!(
            end.is_some_and(|end| end <= self.length) && offset.is_multiple_of(alignment),
            "access to {length} bytes at offset {offset} of a shared region of {} bytes",
            self.length
        );
        // SAFETY: the offset is at most the region's length, checked above.
        unsafe { self.start.add(offset) }
    }

    #[inline]
    fn assert_writable(&self) {
        assert!(self.access == Access::ReadWrite, "write to a read-only shared region");
    }
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Region").field("length", &self.length).field("access", &self.access).finish()
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
