//! The checksum of IP, TCP, UDP and ICMP as it follows a change: RFC 1624. It is a sum of 16-bit numbers with the carries added back in, and
//! inverted; the sum of swapped bytes is the swapped sum (RFC 1071), so numbers are added as they lie.

use super::network_order::{U16Be, U32Be};
use crate::stage::{Builder, Layout, Ref, Scalar, ScalarNs, Val, cast};
use skep_ir::{BinaryOperator, Conversion, Ordering, Type, Value};
use skep_macros::bpf;
use skep_uapi::Helper;
use zerocopy::{Immutable, IntoBytes};

/// The checksum of a sum of at most 2^48 - 1.
#[bpf]
pub(crate) fn fold(sum: u64) -> u16 {
    let sum = (sum & 0xffff_ffff) + (sum >> 32);
    folded(sum)
}

/// The checksum of a sum of at most three numbers of 32 bits.
#[bpf]
#[expect(clippy::cast_possible_truncation, reason = "what is left has 16 bits")]
fn folded(sum: u64) -> u16 {
    let sum = (sum & 0xffff) + (sum >> 16);
    let sum = (sum & 0xffff) + (sum >> 16);
    let sum = (sum & 0xffff) + (sum >> 16);
    !(sum as u16)
}

/// RFC 1624, section 3, equation 3.
#[bpf]
fn replace_half(check: u16, old: u16, new: u16) -> u16 {
    folded(u64::from(!check) + u64::from(!old) + u64::from(new))
}

/// The same, of both halves at once.
#[bpf]
fn replace_word(check: u16, old: u32, new: u32) -> u16 {
    folded(u64::from(!check) + u64::from(!old) + u64::from(new))
}

/// What a checksum can follow a change of: `check.replaced(old, new)`.
#[diagnostic::on_unimplemented(
    message = "a checksum follows changes of `U16Be` and `U32Be`, not of `{Self}`",
    label = "not 2 or 4 bytes of a header"
)]
pub trait Checksummed: Scalar {
    /// The checksum after a change.
    fn replaced(check: u16, old: Self, new: Self) -> u16;
    /// The same, staged.
    fn stage_replaced(builder: &mut Builder<'_>, check: Val<u16>, old: Val<Self>, new: Val<Self>)
    -> Val<u16>;
}

macro_rules! checksummed {
    ($($name:ident $raw:ident $replace:ident;)*) => { $(
        impl Checksummed for $name {
            fn replaced(check: u16, old: Self, new: Self) -> u16 {
                $replace(check, old.raw(), new.raw())
            }
            fn stage_replaced(builder: &mut Builder<'_>, check: Val<u16>, old: Val<Self>, new: Val<Self>) -> Val<u16> {
                let (old, new): (Val<$raw>, Val<$raw>) = (Val::new(old.value()), Val::new(new.value()));
                $replace::stage(builder, (check, old, new))
            }
        }
    )* };
}
checksummed! { U16Be u16 replace_half; U32Be u32 replace_word; }

impl U16Be {
    /// The checksum, after something that it is the checksum of has changed (RFC 1624). What changed lies at an even place.
    #[must_use]
    pub fn replaced<T: Checksummed>(self, old: T, new: T) -> Self {
        Self::from_raw(T::replaced(self.raw(), old, new))
    }

    /// The checksum, after an address of IPv6 that it is the checksum of has changed.
    #[must_use]
    pub fn replaced_address(self, old: &[u8; 16], new: &[u8; 16]) -> Self {
        // The inverse of what was is added: 4 * 32 bits of ones less it.
        let sum = u64::from(!self.raw()) + (4 * u64::from(u32::MAX) - words(old)) + words(new);
        Self::from_raw(fold(sum))
    }

    /// The checksum of bytes of this sum (of numbers as they lie: [`U16Be::raw`], [`U32Be::raw`]), at most 2^48 - 1.
    pub fn checksum(sum: u64) -> Self {
        Self::from_raw(fold(sum))
    }
}

impl Val<U16Be> {
    /// The checksum, after something that it is the checksum of has changed.
    pub fn replaced<T: Checksummed>(self, builder: &mut Builder<'_>, old: Val<T>, new: Val<T>) -> Self {
        let check = T::stage_replaced(builder, Val::new(self.value()), old, new);
        Self::new(check.value())
    }

    /// The checksum, after an address of IPv6 that it is the checksum of has changed.
    pub fn replaced_address(self, builder: &mut Builder<'_>, old: Ref<[u8; 16]>, new: Ref<[u8; 16]>) -> Self {
        let (old, new) = (stage_words(builder, old), stage_words(builder, new));
        let function = builder.function();
        let check = function.convert(Conversion::ZeroExtend, self.value(), Type::I64);
        // 4 * 32 bits of ones, and 16 for the checksum.
        let ones = function.constant(Type::I64, 4 * i64::from(u32::MAX) + i64::from(u16::MAX));
        let sum = function.binary(BinaryOperator::Subtract, ones, check);
        let sum = function.binary(BinaryOperator::Subtract, sum, old);
        let sum = function.binary(BinaryOperator::Add, sum, new);
        let check = fold::stage(builder, (Val::new(sum),));
        Self::new(check.value())
    }
}

impl ScalarNs<U16Be> {
    /// The checksum of bytes of this sum.
    pub fn checksum(self, builder: &mut Builder<'_>, sum: Val<u64>) -> Val<U16Be> {
        let check = fold::stage(builder, (sum,));
        Val::new(check.value())
    }
}

/// The sum of the four words of an address.
fn words(address: &[u8; 16]) -> u64 {
    let (words, _) = address.as_chunks::<4>();
    words.iter().map(|word| u64::from(u32::from_ne_bytes(*word))).sum()
}

/// The same, staged.
fn stage_words(builder: &mut Builder<'_>, address: Ref<[u8; 16]>) -> Value {
    let function = builder.function();
    let mut sum = function.constant(Type::I64, 0);
    for at in 0..4 {
        let word = function.load(Type::I32, address.part::<u32>(at * 4).address(), Ordering::Plain);
        let word = function.convert(Conversion::ZeroExtend, word, Type::I64);
        sum = function.binary(BinaryOperator::Add, sum, word);
    }
    sum
}

/// The most bytes that differences are made of (`MAX_BPF_STACK`).
const MOST: u32 = 512;

/// Asks that the difference of things of this size can be made.
const fn check_size(size: u32) {
    assert!(size.is_multiple_of(4), "a checksum's difference is of multiples of 4 bytes");
    assert!(size <= MOST, "a checksum's difference is of at most 512 bytes");
}

/// What replacing some bytes by others adds to a sum, on top of a sum of before (`bpf_csum_diff`, Linux 4.6): for
/// [`Skb::l4_csum_add`](super::Skb::l4_csum_add) and [`U16Be::checksum`]. The size is a multiple of 4, at most 512. Kernels differ in how
/// far the sum is folded: what it adds to a checksum is the same.
pub fn csum_diff<T: Layout + IntoBytes + Immutable>(from: &T, to: &T, seed: u32) -> u32 {
    const { check_size(T::SIZE) };
    let sum = |bytes: &[u8], inverted: u32| {
        let (words, _) = bytes.as_chunks::<4>();
        words.iter().map(|word| u64::from(u32::from_ne_bytes(*word) ^ inverted)).sum::<u64>()
    };
    let sum = u64::from(seed) + sum(from.as_bytes(), u32::MAX) + sum(to.as_bytes(), 0);
    u32::from(!fold(sum))
}

#[doc(hidden)]
#[allow(non_camel_case_types, reason = "it has the name of the function whose twin it is")]
#[derive(Debug)]
pub enum csum_diff {}

impl csum_diff {
    #[doc(hidden)]
    pub fn stage<T: Layout>(
        builder: &mut Builder<'_>,
        (from, to, seed): (Ref<T>, Ref<T>, Val<u32>),
    ) -> Val<u32> {
        const { check_size(T::SIZE) };
        let size = builder.constant(Type::I32, T::SIZE.into());
        let (from, to) = (from.pointer(builder), to.pointer(builder));
        let arguments = [from, size, to, size, seed.value()];
        let sum: Val<u64> = Val::new(builder.helper(Helper::CSUM_DIFF, &arguments, Type::I64));
        cast(builder, sum)
    }
}
