//! Helpers on checksums (`net/core/filter.c`, `include/net/checksum.h`).
//!
//! A checksum is a sum of 16-bit numbers with the carry added back in, and inverted. What is added here is in this machine's
//! byte order; the sum of swapped bytes is the swapped sum.

use super::{Kernel, length, low, negative};
use skep_isa::registers::*;
use skep_uapi::Errno;
use skep_vm::{Call, FaultKind};

/// The bytes of the field that changed (`BPF_F_HDR_FIELD_MASK`), and what else can be asked for (`BPF_F_PSEUDO_HDR`,
/// `BPF_F_MARK_MANGLED_0`, `BPF_F_MARK_ENFORCE`, `BPF_F_IPV6`; `include/uapi/linux/bpf.h`).
const FIELD: u64 = 0xf;
const PSEUDO_HEADER: u64 = 1 << 4;
const MANGLED_ZERO: u64 = 1 << 5;
const ENFORCE: u64 = 1 << 6;
const IPV6: u64 = 1 << 7;

/// The last offset in a packet that these helpers take.
const LAST_OFFSET: u32 = 0xffff;

/// How a field changed.
enum Change {
    /// The sum of what is there now, less that of what was.
    Difference(u32),
    Half(u16, u16),
    Word(u32, u32),
}

impl Kernel<'_> {
    /// The sum of some words less that of others, on top of another one.
    pub(super) fn csum_diff(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        let (from_size, to_size) = (length(call, R2)?, length(call, R4)?);
        let read = |address, size| {
            if size == 0 { Ok(Vec::new()) } else { call.memory.read(address, size).map(<[u8]>::to_vec) }
        };
        let from = read(call.argument(R1)?, from_size)?;
        let to = read(call.argument(R3)?, to_size)?;
        let seed = low(call.argument(R5)?);
        let sum = match (from.is_empty(), to.is_empty()) {
            (true, true) => seed,
            (true, false) => add_all(&to, seed),
            (false, true) => !add_all(&from, !seed),
            (false, false) => add(add_all(&to, seed), !add_all(&from, 0)),
        };
        Ok(fold(sum).into())
    }

    /// Corrects a checksum of the packet for a change of a field, as IPv4 has it.
    pub(super) fn l3_csum_replace(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let flags = call.argument(R5)?;
        if flags & !FIELD != 0 {
            return Ok(negative(Errno::EINVAL));
        }
        self.replace_checksum(call, |old, change| match change {
            Change::Difference(difference) => by_difference(old, difference),
            Change::Word(from, to) => by_word(old, from, to),
            Change::Half(from, to) => by_half(old, from, to),
        })
    }

    /// The same, as TCP, UDP and ICMP have it.
    pub(super) fn l4_csum_replace(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        let flags = call.argument(R5)?;
        if flags & !(FIELD | PSEUDO_HEADER | MANGLED_ZERO | ENFORCE | IPV6) != 0 {
            return Ok(negative(Errno::EINVAL));
        }
        let marks_zero = flags & MANGLED_ZERO != 0;
        let enforces = flags & ENFORCE != 0;
        self.replace_checksum(call, |old, change| {
            if marks_zero && !enforces && old == 0 {
                return 0;
            }
            let new = match change {
                Change::Difference(difference) => by_difference(old, difference),
                Change::Word(from, to) => by_word(old, from, to),
                Change::Half(from, to) => by_word(old, from.into(), to.into()),
            };
            // UDP has no checksum of zero: that stands for none.
            if marks_zero && new == 0 { u16::MAX } else { new }
        })
    }

    fn replace_checksum(
        &mut self,
        call: &mut Call<'_>,
        new: impl Fn(u16, Change) -> u16,
    ) -> Result<u64, FaultKind> {
        let (offset, from, to) = (low(call.argument(R2)?), call.argument(R3)?, call.argument(R4)?);
        let flags = call.argument(R5)?;
        if offset > LAST_OFFSET || offset & 1 != 0 {
            return Ok(negative(Errno::EFAULT));
        }
        let offset = crate::maps::length(offset);
        let packet = self.around.input.packet.as_ref();
        let place = packet.and_then(|packet| packet.bytes_mut(call.memory).get_mut(offset..offset + 2));
        let Some([first, second]) = place else { return Ok(negative(Errno::EFAULT)) };
        let old = u16::from_ne_bytes([*first, *second]);
        let half = |number: u64| u16::try_from(number & u64::from(u16::MAX)).unwrap_or(0);
        let untouched = flags & MANGLED_ZERO != 0 && flags & ENFORCE == 0 && old == 0;
        let change = match flags & FIELD {
            _ if untouched => Change::Difference(0),
            0 if from == 0 => Change::Difference(low(to)),
            2 => Change::Half(half(from), half(to)),
            4 => Change::Word(low(from), low(to)),
            _ => return self.moved(call).map(|_| negative(Errno::EINVAL)),
        };
        [*first, *second] = new(old, change).to_ne_bytes();
        self.moved(call)
    }

    /// The checksum that a device gave is changed along; here no device gives one.
    pub(super) fn csum_update(&mut self, call: &mut Call<'_>) -> Result<u64, FaultKind> {
        self.check_context(call, R1)?;
        Ok(negative(Errno::ENOTSUPP))
    }
}

/// The sum with the carry added back in (`csum_add`).
fn add(left: u32, right: u32) -> u32 {
    let (sum, carried) = left.overflowing_add(right);
    sum + u32::from(carried)
}

/// The sum of words; to the last one zeros are added (`csum_partial`).
fn add_all(bytes: &[u8], seed: u32) -> u32 {
    let (words, rest) = bytes.as_chunks::<4>();
    let mut last = [0; 4];
    last[..rest.len()].copy_from_slice(rest);
    words.iter().chain([&last]).fold(seed, |sum, word| add(sum, u32::from_ne_bytes(*word)))
}

/// The sum of both halves (`csum_from32to16`).
fn fold(sum: u32) -> u16 {
    let folded = (sum >> 16) + (sum & 0xffff);
    let folded = (folded >> 16) + (folded & 0xffff);
    u16::try_from(folded).unwrap_or(u16::MAX)
}

/// `csum_replace_by_diff`.
fn by_difference(old: u16, difference: u32) -> u16 {
    !fold(add(difference, !u32::from(old)))
}

/// `csum_replace4`.
fn by_word(old: u16, from: u32, to: u32) -> u16 {
    !fold(add(add(!u32::from(old), !from), to))
}

/// `csum_replace2`.
fn by_half(old: u16, from: u16, to: u16) -> u16 {
    let add = |left: u16, right: u16| {
        let (sum, carried) = left.overflowing_add(right);
        sum + u16::from(carried)
    };
    !add(add(!old, !from), to)
}
