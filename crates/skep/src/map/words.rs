//! Memory for what the kernel copies of a value with many parts: taken again from what was given back last.

use std::cell::Cell;
use std::ops::{Deref, DerefMut};

thread_local! {
    /// What was given back last in this thread; the kernel has no part of more than 32 KiB. (Memory in place would be copied each
    /// time that the value is handed on, and would be zeroed first, which costs more instructions than the lookup.)
    static SPARE: Cell<Option<Box<[u64]>>> = const { Cell::new(None) };
}

/// A row of 8-byte words, whose length does not change. As long as a thread has one at a time, only the first needs memory from the
/// heap.
pub(crate) struct Words {
    /// At least as many as there are to be; none only while it is dropped.
    memory: Box<[u64]>,
    length: usize,
}

impl Words {
    /// So many zeros.
    pub(crate) fn zeroed(length: usize) -> Self {
        let mut words = Self { memory: taken(length), length };
        words.fill(0);
        words
    }

    /// The first words of this memory, of which there are so many at least.
    #[inline]
    pub(crate) fn of(memory: Box<[u64]>, length: usize) -> Self {
        Self { memory, length }
    }
}

impl Drop for Words {
    #[inline]
    fn drop(&mut self) {
        give_back(std::mem::take(&mut self.memory));
    }
}

/// Memory for at least so many words, of any content: what was given back last in this thread, if it is large enough.
#[inline]
pub(crate) fn taken(length: usize) -> Box<[u64]> {
    // A thread that is ending has none any more.
    match SPARE.try_with(Cell::take) {
        Ok(Some(memory)) if memory.len() >= length => memory,
        _ => allocated(length),
    }
}

#[cold]
#[inline(never)]
fn allocated(length: usize) -> Box<[u64]> {
    vec![0; length].into_boxed_slice()
}

/// Keeps memory for the next in this thread, and frees what was kept before.
#[inline]
pub(crate) fn give_back(memory: Box<[u64]>) {
    let _ = SPARE.try_with(|spare| spare.set(Some(memory)));
}

impl Clone for Words {
    fn clone(&self) -> Self {
        let mut words = Self::zeroed(self.length);
        words.copy_from_slice(self);
        words
    }
}

impl Deref for Words {
    type Target = [u64];

    #[inline]
    fn deref(&self) -> &[u64] {
        &self.memory[..self.length]
    }
}

impl DerefMut for Words {
    #[inline]
    fn deref_mut(&mut self) -> &mut [u64] {
        &mut self.memory[..self.length]
    }
}

impl PartialEq for Words {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Words {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_zero_and_their_own_whatever_their_memory_was() {
        for length in [0, 1, 32, 33, 1000, 7, 100_000, 1] {
            let mut words = Words::zeroed(length);
            assert_eq!(*words, vec![0; length]);
            words.fill(u64::MAX);
            if let Some(last) = words.last_mut() {
                *last = 7;
            }
            assert_eq!(words.last(), (length > 0).then_some(&7));
            let clone = words.clone();
            assert!(clone == words && (length == 0 || clone.as_ptr() != words.as_ptr()));
            assert!(words != Words::zeroed(length) || length == 0);
            assert!(words != Words::zeroed(length + 1));
        }
    }

    #[test]
    fn memory_that_was_given_back_is_taken_again() {
        let words = Words::zeroed(100);
        let address = words.as_ptr();
        drop(words);
        assert_eq!(Words::zeroed(100).as_ptr(), address);
        // Shorter ones have their place in it as well, one after the other.
        assert_eq!(Words::zeroed(3).len(), 3);
        assert_eq!(Words::zeroed(3).as_ptr(), address);
    }
}
