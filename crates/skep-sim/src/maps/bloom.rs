//! Bloom filters: `BPF_MAP_TYPE_BLOOM_FILTER` (`kernel/bpf/bloom_filter.c`). They have the kernel's number of bits; which bits a value
//! sets is another matter, as it is there from map to map.

use super::hash::hash;
use super::length;
use skep_uapi::{Errno, Result, UpdateFlags};

/// How many hash functions there are if it is not said.
const DEFAULT_FUNCTIONS: u64 = 5;

/// A Bloom filter.
#[derive(Debug)]
pub(crate) struct Bloom {
    words: Vec<u64>,
    functions: u64,
    mask: u64,
}

impl Bloom {
    /// `bloom_map_alloc`. `functions` is 0 for as many as the kernel takes by itself.
    pub(super) fn new(max_entries: u32, functions: u64, most_bytes: u64) -> Result<Self> {
        let functions = if functions == 0 { DEFAULT_FUNCTIONS } else { functions };
        // So many bits that half of them are set when it is full: the natural logarithm of 2 is about 5/7.
        let bits = (u64::from(max_entries) * functions / 5).saturating_mul(7);
        let bits = if bits > 1 << 31 { 1 << 32 } else { bits.next_power_of_two().max(64) };
        if bits / 8 > most_bytes {
            return Err(Errno::ENOMEM);
        }
        let words = vec![0; usize::try_from(bits / 64).map_err(|_| Errno::ENOMEM)?];
        Ok(Self { words, functions, mask: bits - 1 })
    }

    fn places(&self, value: &[u8]) -> impl Iterator<Item = (usize, u64)> + use<> {
        let (functions, mask) = (self.functions, self.mask);
        let mut bytes = vec![0];
        bytes.extend_from_slice(value);
        (0..functions).map(move |number| {
            bytes[0] = u8::try_from(number).unwrap_or(u8::MAX);
            let bit = hash(&bytes) & mask;
            (length(u32::try_from(bit / 64).unwrap_or(u32::MAX)), 1 << (bit % 64))
        })
    }

    pub(super) fn push(&mut self, value: &[u8], flags: UpdateFlags) -> Result<()> {
        if flags != UpdateFlags::ANY {
            return Err(Errno::EINVAL);
        }
        for (word, bit) in self.places(value) {
            self.words[word] |= bit;
        }
        Ok(())
    }

    /// Whether a value may have been put in: `ENOENT` if it was not.
    pub(super) fn peek(&self, value: &[u8]) -> Result<()> {
        let is_set = self.places(value).all(|(word, bit)| self.words[word] & bit != 0);
        if is_set { Ok(()) } else { Err(Errno::ENOENT) }
    }
}
