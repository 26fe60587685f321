//! Stacks: `BPF_MAP_TYPE_STACK_TRACE` (`kernel/bpf/stackmap.c`). A stack's number is made of its addresses.

use super::hash::hash;
use super::length;
use skep_uapi::{Errno, Result};

/// The flags of `bpf_get_stackid` (`include/uapi/linux/bpf.h`): how many frames are left out, `BPF_F_USER_STACK`,
/// `BPF_F_FAST_STACK_CMP` and `BPF_F_REUSE_STACKID`.
const SKIPPED: u64 = 0xff;
pub(crate) const USER: u64 = 0x100;
const COMPARE_HASHES: u64 = 0x200;
const REUSE: u64 = 0x400;

/// The bytes of a frame that is an address, and of one by its build id (`struct bpf_stack_build_id`, same file).
const ADDRESS: usize = 8;
const BUILD_ID: usize = 32;
/// What such a frame is if the file is not known (`BPF_STACK_BUILD_ID_IP`).
const ONLY_ADDRESS: u32 = 2;

/// Stacks by their numbers.
#[derive(Debug)]
pub(crate) struct Stacks {
    buckets: Vec<Option<Stack>>,
    /// How many stacks there may be: there are more numbers.
    max_entries: usize,
    /// How many frames one may have.
    depth: usize,
    has_build_ids: bool,
}

#[derive(Debug)]
struct Stack {
    hash: u64,
    frames: Vec<u8>,
}

impl Stacks {
    /// `stack_map_alloc`, after its checks.
    pub(super) fn new(
        max_entries: u32,
        value_size: u32,
        has_build_ids: bool,
        most_bytes: u64,
    ) -> Result<Self> {
        let numbers = u64::from(max_entries).next_power_of_two();
        if numbers.saturating_mul(u64::from(value_size) + 8) > most_bytes {
            return Err(Errno::ENOMEM);
        }
        let numbers = usize::try_from(numbers).map_err(|_| Errno::ENOMEM)?;
        let frame = if has_build_ids { BUILD_ID } else { ADDRESS };
        let buckets = std::iter::repeat_with(|| None).take(numbers).collect();
        let (max_entries, depth) = (length(max_entries), length(value_size) / frame);
        Ok(Self { buckets, max_entries, depth, has_build_ids })
    }

    /// `__bpf_get_stackid`: the number of a stack, which is kept.
    pub(crate) fn number(&mut self, addresses: &[u64], flags: u64) -> Result<u32> {
        if flags & !(SKIPPED | USER | COMPARE_HASHES | REUSE) != 0 {
            return Err(Errno::EINVAL);
        }
        let skipped = usize::try_from(flags & SKIPPED).unwrap_or(usize::MAX);
        let addresses = addresses.get(skipped..).filter(|rest| !rest.is_empty()).ok_or(Errno::EFAULT)?;
        let addresses = &addresses[..addresses.len().min(self.depth)];
        let bytes: Vec<u8> = addresses.iter().flat_map(|address| address.to_ne_bytes()).collect();
        let hash = hash(&bytes);
        let frames = if self.has_build_ids {
            addresses.iter().flat_map(|address| frame_without_file(*address)).collect()
        } else {
            bytes
        };
        let number = usize::try_from(hash & (self.buckets.len() as u64 - 1)).unwrap_or(0);
        let stored = self.buckets.iter().flatten().count();
        let bucket = self.buckets.get_mut(number).ok_or(Errno::EFAULT)?;
        match bucket {
            Some(old) if old.hash == hash && (flags & COMPARE_HASHES != 0 || old.frames == frames) => {}
            Some(_) if flags & REUSE == 0 => return Err(Errno::EEXIST),
            // The kernel takes a place for the new one before it gives back that of the old one.
            _ if stored == self.max_entries => return Err(Errno::ENOMEM),
            bucket => *bucket = Some(Stack { hash, frames }),
        }
        u32::try_from(number).map_err(|_| Errno::EFAULT)
    }

    fn bucket(&self, key: &[u8]) -> Option<usize> {
        let number = length(u32::from_ne_bytes(key.try_into().ok()?));
        (number < self.buckets.len()).then_some(number)
    }

    /// Copies a stack's frames, with zeros behind them.
    pub(super) fn lookup(&self, key: &[u8], value: &mut [u8]) -> Result<()> {
        let stack = self.bucket(key).and_then(|number| self.buckets[number].as_ref()).ok_or(Errno::ENOENT)?;
        let (frames, rest) = value.split_at_mut(stack.frames.len());
        frames.copy_from_slice(&stack.frames);
        rest.fill(0);
        Ok(())
    }

    pub(super) fn delete(&mut self, key: &[u8]) -> Result<()> {
        let number = self.bucket(key).ok_or(Errno::E2BIG)?;
        self.buckets[number].take().map(drop).ok_or(Errno::ENOENT)
    }

    pub(super) fn next_key(&self, previous: Option<&[u8]>, next: &mut [u8]) -> Result<()> {
        let from = previous.and_then(|previous| self.bucket(previous)).map_or(0, |number| number + 1);
        let number = (from..self.buckets.len()).find(|number| self.buckets[*number].is_some());
        let number = number.and_then(|number| u32::try_from(number).ok()).ok_or(Errno::ENOENT)?;
        next.copy_from_slice(&number.to_ne_bytes());
        Ok(())
    }
}

/// A frame whose file is not known.
fn frame_without_file(address: u64) -> [u8; BUILD_ID] {
    let mut frame = [0; BUILD_ID];
    frame[..4].copy_from_slice(&ONLY_ADDRESS.to_ne_bytes());
    frame[BUILD_ID - 8..].copy_from_slice(&address.to_ne_bytes());
    frame
}
