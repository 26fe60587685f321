//! One function's stack, which knows which of its bytes were written.

use crate::STACK_SIZE;
use std::ops::Range;

/// A stack frame. A byte that was never written cannot be read: its value would be chance.
#[derive(Debug)]
pub(super) struct Stack {
    bytes: [u8; STACK_SIZE],
    /// Bit `n % 64` of word `n / 64` says whether byte `n` was written.
    written: [u64; STACK_SIZE / 64],
}

impl Default for Stack {
    fn default() -> Self {
        Self { bytes: [0; STACK_SIZE], written: [0; STACK_SIZE / 64] }
    }
}

impl Stack {
    /// Makes it as good as new.
    pub(super) fn forget(&mut self) {
        self.written = [0; STACK_SIZE / 64];
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

    /// Bytes that are about to be written, all of which are inside.
    #[inline]
    pub(super) fn write(&mut self, range: Range<usize>) -> &mut [u8] {
        for (word, mask) in masks(&range) {
            self.written[word] |= mask;
        }
        &mut self.bytes[range]
    }
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
