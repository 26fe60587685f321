//! Memory for what the kernel copies of a value with many parts: in place if it is small.

use std::ops::{Deref, DerefMut};

/// So many words are kept in place: a number for each of 32 CPUs.
const IN_PLACE: usize = 32;

/// A row of 8-byte words, whose length does not change. A short one needs no memory from the heap, so that looking up a
/// counter with a part for each CPU costs no allocation.
#[derive(Clone)]
#[expect(clippy::large_enum_variant, reason = "the larger one is what is meant to be ordinary")]
pub(crate) enum Words {
    InPlace { words: [u64; IN_PLACE], length: usize },
    Heap(Box<[u64]>),
}

impl Words {
    #[inline]
    pub(crate) fn zeroed(length: usize) -> Self {
        if length <= IN_PLACE {
            Self::InPlace { words: [0; IN_PLACE], length }
        } else {
            Self::Heap(vec![0; length].into_boxed_slice())
        }
    }
}

impl Deref for Words {
    type Target = [u64];

    #[inline]
    fn deref(&self) -> &[u64] {
        match self {
            Self::InPlace { words, length } => &words[..*length],
            Self::Heap(words) => words,
        }
    }
}

impl DerefMut for Words {
    #[inline]
    fn deref_mut(&mut self) -> &mut [u64] {
        match self {
            Self::InPlace { words, length } => &mut words[..*length],
            Self::Heap(words) => words,
        }
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
    fn words_are_the_same_in_place_and_on_the_heap() {
        for length in [0, 1, IN_PLACE, IN_PLACE + 1, 1000] {
            let mut words = Words::zeroed(length);
            assert_eq!(*words, vec![0; length]);
            assert_eq!(matches!(words, Words::Heap(_)), length > IN_PLACE);
            if let Some(last) = words.last_mut() {
                *last = 7;
            }
            assert_eq!(words.last(), (length > 0).then_some(&7));
            assert!(words.clone() == words);
            assert!(words != Words::zeroed(length) || length == 0);
            assert!(words != Words::zeroed(length + 1));
        }
    }
}
