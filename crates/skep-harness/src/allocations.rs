//! How often a thread asks for memory, and how much of it it has at most, for tests of what need none or little.
//!
//! # Safety
//!
//! Every call is handed on to the system's allocator as it came, so what that promises holds; counting touches nothing but a
//! number of the calling thread, which needs no memory and has no destructor.
#![allow(unsafe_code, reason = "one of the files that may: an allocator cannot be written without")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    /// How often this thread asked for memory.
    static COUNT: Cell<u64> = const { Cell::new(0) };
    /// How many bytes it has asked for and not given back, and the most of that since it was last looked at. What another thread gives back
    /// is that one's.
    static HELD: Cell<(i64, i64)> = const { Cell::new((0, 0)) };
}

/// The system's allocator, which also counts. A test binary names it as its `#[global_allocator]`.
#[derive(Clone, Copy, Debug, Default)]
pub struct CountingAllocator;

impl CountingAllocator {
    /// How often this thread asks for memory while `work` is done. Always 0 if this is not the binary's allocator.
    pub fn count(work: impl FnOnce()) -> u64 {
        let before = COUNT.get();
        work();
        COUNT.get() - before
    }

    /// The most bytes that this thread has at a time while `work` is done, beyond those that it had before. Always 0 if this is not the
    /// binary's allocator.
    pub fn most_bytes(work: impl FnOnce()) -> u64 {
        let (before, _) = HELD.get();
        HELD.set((before, before));
        work();
        let (_, most) = HELD.get();
        u64::try_from(most - before).unwrap_or(0)
    }
}

/// Notes that memory of so many bytes takes the place of some of so many.
fn note(asked: bool, size: usize, before: usize) {
    let bytes = |size: usize| i64::try_from(size).unwrap_or(i64::MAX);
    // While a thread ends there may be nothing to count with.
    let _ = COUNT.try_with(|count| count.set(count.get() + u64::from(asked)));
    let _ = HELD.try_with(|held| {
        let (now, most) = held.get();
        let now = now.wrapping_add(bytes(size)).wrapping_sub(bytes(before));
        held.set((now, most.max(now)));
    });
}

// SAFETY: see the head of this file.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note(true, layout.size(), 0);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        note(false, 0, layout.size());
        // SAFETY: the caller's promise; the memory is from the system's allocator, as all from here is.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note(true, layout.size(), 0);
        // SAFETY: the caller's promise.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // The old memory and the new one may be there at the same time.
        note(true, size, 0);
        note(false, 0, layout.size());
        // SAFETY: the caller's promise; the memory is from the system's allocator, as all from here is.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
