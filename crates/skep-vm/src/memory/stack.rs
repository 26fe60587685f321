//! One function's stack, which knows which of its bytes were written.

use crate::STACK_SIZE;
use std::ops::Range;

/// A stack frame. A byte that was never written cannot be read: its value would be chance.
#[derive(Debug)]
pub(super) struct Stack {
    bytes: [u8; STACK_SIZE],
    /// Bit `n % 64` of word `n / 64` says whether byte `n` was written.
    written: [u64; STACK_SIZE / 64],
    /// Bit `n` says whether the 8 bytes from byte `8 * n` on are a pointer that the kernel gave.
    kernel: u64,
}

const _: () = assert!(STACK_SIZE / 8 == u64::BITS as usize, "a bit for each 8 bytes");

impl Default for Stack {
    fn default() -> Self {
        Self { bytes: [0; STACK_SIZE], written: [0; STACK_SIZE / 64], kernel: 0 }
    }
}

impl Stack {
    /// Makes it as good as new.
    pub(super) fn forget(&mut self) {
        self.written = [0; STACK_SIZE / 64];
        self.kernel = 0;
    }

    /// Makes it hold no pointers that the kernel gave; what else there is on it is for whoever uses it next to forget.
    pub(super) fn forget_kernel_pointers(&mut self) {
        self.kernel = 0;
    }

    /// Notes that the 8 bytes that were just written here are a pointer that the kernel gave.
    pub(super) fn keep_kernel_pointer(&mut self, start: usize) {
        if start.is_multiple_of(8) && start < STACK_SIZE {
            self.kernel |= 1 << (start / 8);
        }
    }

    /// Whether the 8 bytes from here on are a pointer that the kernel gave.
    #[inline]
    pub(super) fn has_kernel_pointer(&self, start: usize) -> bool {
        start.is_multiple_of(8) && start < STACK_SIZE && self.kernel & 1 << (start / 8) != 0
    }

    /// Whether no bytes are a pointer that the kernel gave.
    pub(super) fn is_plain(&self) -> bool {
        self.kernel == 0
    }

    /// The bytes, and which of them were written.
    pub(super) fn parts(&mut self) -> (&mut [u8; STACK_SIZE], &mut [u64; STACK_SIZE / 64]) {
        (&mut self.bytes, &mut self.written)
    }

    /// The bytes around one that were all written, if it was; as far as one word of bits tells.
    pub(super) fn written_around(&self, byte: usize) -> Option<Range<usize>> {
        let word = *self.written.get(byte / 64)?;
        let (first, bit) = (byte / 64 * 64, byte % 64);
        let after = (!(word >> bit)).trailing_zeros() as usize;
        let before = (!(word << (63 - bit))).leading_zeros() as usize;
        (after > 0).then(|| first + bit + 1 - before..first + (bit + after).min(64))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Bytes that are read, all of which are inside. If one was never written, which it is.
    #[inline]
    pub(super) fn read(&self, range: Range<usize>) -> Result<&[u8], usize> {
        for (word, mask) in masks(&range) {
            let unwritten = mask & !self.written[word];
            if unwritten != 0 {
                return Err(word * 64 + unwritten.trailing_zeros() as usize);
            }
        }
        Ok(&self.bytes[range])
    }

    /// The bytes from here on, if they are inside and written, none is of a pointer that the kernel gave, and one word of bits
    /// says so.
    #[inline(always)]
    pub(super) fn quick_load<const N: usize>(&self, start: usize) -> Option<[u8; N]> {
        let bytes = self.bytes.get(start..)?.first_chunk()?;
        let unwritten = mask::<N>(start)? & !self.written[start / 64];
        (unwritten == 0 && self.kernel == 0).then_some(*bytes)
    }

    /// Sets the bytes from here on, under the same conditions.
    #[inline(always)]
    pub(super) fn quick_store<const N: usize>(&mut self, start: usize, value: [u8; N]) -> bool {
        let Some(bytes) = self.bytes.get_mut(start..).and_then(|bytes| bytes.first_chunk_mut()) else {
            return false;
        };
        let Some(mask) = mask::<N>(start) else { return false };
        if self.kernel != 0 {
            return false;
        }
        self.written[start / 64] |= mask;
        *bytes = value;
        true
    }

    /// Bytes that are about to be written, all of which are inside.
    #[inline]
    pub(super) fn write(&mut self, range: Range<usize>) -> &mut [u8] {
        for (word, mask) in masks(&range) {
            self.written[word] |= mask;
        }
        // The slots that the bytes are in: both ends are inside.
        self.kernel &= !(u64::MAX << (range.start / 8) & u64::MAX >> (63 - (range.end - 1) / 8));
        &mut self.bytes[range]
    }
}

/// The bits of `N` bytes in their word, if they are all in one.
#[inline(always)]
fn mask<const N: usize>(start: usize) -> Option<u64> {
    let first = start % 64;
    (first + N <= 64).then_some((u64::MAX >> (64 - N)) << first)
}

/// The bits of the bytes in this range, which is not empty: each word with some, and which.
#[inline]
fn masks(range: &Range<usize>) -> impl Iterator<Item = (usize, u64)> + use<> {
    let Range { start, end } = *range;
    let (first, last) = (start / 64, (end - 1) / 64);
    (first..=last).map(move |word| {
        let from = if word == first { start % 64 } else { 0 };
        let to = if word == last { (end - 1) % 64 } else { 63 };
        (word, u64::MAX << from & u64::MAX >> (63 - to))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn exactly_the_written_bytes_can_be_read(
            writes in prop::collection::vec((0..STACK_SIZE, 1_usize..=80), 0..12),
            start in 0..STACK_SIZE,
            length in 1_usize..=80,
        ) {
            let mut stack = Stack::default();
            let mut model = [false; STACK_SIZE];
            for (start, length) in writes {
                let range = start..(start + length).min(STACK_SIZE);
                stack.write(range.clone()).fill(7);
                model[range].fill(true);
            }
            let range = start..(start + length).min(STACK_SIZE);
            let expected = range.clone().find(|&byte| !model[byte]);
            prop_assert_eq!(stack.read(range).err(), expected);
        }
    }
}
