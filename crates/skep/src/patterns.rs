//! Pieces of programs that nearly every program needs, for the assembler.

use skep_isa::registers::{R0, R1, R2, R3, R10};
use skep_isa::{Assembler, Atomic, Condition, Name, Size};
use skep_uapi::Helper;

/// Pieces of programs that consist of several instructions.
pub trait Patterns {
    /// Reserves a record of `size` bytes in a ring buffer: `r0` is then its address, and it must be submitted or
    /// discarded on every path. If the ring is full, that is counted in the first element of the array of `u64`
    /// named `losses` ([`RingBuffer::with_losses`](crate::RingBuffer::with_losses) reads it), and execution goes on
    /// at the label `full`.
    ///
    /// Needs Linux 5.8. `r1` to `r5` lose their values, and the 4 bytes of the stack at `scratch` (a multiple of 4,
    /// such as −4) are overwritten.
    fn reserve_or_count(
        &mut self,
        ring: impl Into<Name>,
        size: usize,
        losses: impl Into<Name>,
        scratch: i16,
        full: impl Into<Name>,
    ) -> &mut Self;
}

impl Patterns for Assembler {
    #[track_caller]
    fn reserve_or_count(
        &mut self,
        ring: impl Into<Name>,
        size: usize,
        losses: impl Into<Name>,
        scratch: i16,
        full: impl Into<Name>,
    ) -> &mut Self {
        let (reserved, full) = (self.fresh_label("reserved"), full.into());
        self.load_map(R1, ring)
            .load_imm64(R2, size as u64)
            .mov(R3, 0)
            .call(Helper::RINGBUF_RESERVE)
            .jump(Condition::NotEqual, R0, 0, reserved.clone())
            .store(Size::Word, R10, scratch, 0)
            .load_map(R1, losses)
            .mov(R2, R10)
            .add(R2, i32::from(scratch))
            .call(Helper::MAP_LOOKUP_ELEM)
            .jump(Condition::Equal, R0, 0, full.clone())
            .mov(R1, 1)
            .atomic(Atomic::Add, Size::Double, R0, 0, R1)
            .goto(full)
            .label(reserved)
    }
}

/// Where a field of a structure is, in bytes, as the assembler takes offsets. A structure that is too large for that
/// does not compile.
///
/// ```
/// #[repr(C)]
/// struct Exec { time: u64, pid: u32 }
///
/// let offset: i16 = skep::field_offset!(Exec, pid);
/// assert_eq!(offset, 8);
/// ```
#[macro_export]
macro_rules! field_offset {
    ($structure:ty, $field:ident) => {
        const { $crate::as_offset(::core::mem::offset_of!($structure, $field)) }
    };
}

#[doc(hidden)]
#[expect(clippy::cast_possible_truncation, reason = "asserted before")]
pub const fn as_offset(bytes: usize) -> i16 {
    assert!(bytes <= i16::MAX as usize, "the field is farther than an instruction's offset reaches");
    bytes as i16
}
