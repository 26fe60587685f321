//! How often a thread asks for memory, for tests that say it does not.
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
}

fn note() {
    // While a thread ends there may be nothing to count with.
    let _ = COUNT.try_with(|count| count.set(count.get() + 1));
}

// SAFETY: see the head of this file.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        note();
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise; the memory is from the system's allocator, as all from here is.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        note();
        // SAFETY: the caller's promise.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        note();
        // SAFETY: the caller's promise; the memory is from the system's allocator, as all from here is.
        unsafe { System.realloc(pointer, layout, size) }
    }
}
