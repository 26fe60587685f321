//! What declarations have in common: pointers, truth values, and how bits and the parts of unions are read and written.

use super::RustStyle;
use crate::endian::Endian;

/// What of it the declarations made so far need.
#[derive(Clone, Copy, Default)]
pub(super) struct Support {
    pub(super) pointer: bool,
    pub(super) boolean: bool,
    pub(super) bits: bool,
    pub(super) parts: bool,
}

/// The names that it has, and those of Rust's own types: no other type gets one of them.
pub(super) const TAKEN: [&str; 23] = [
    "Pointer",
    "Bool",
    "read_bits",
    "write_bits",
    "read_part",
    "write_part",
    "bool",
    "char",
    "str",
    "f32",
    "f64",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
];

const POINTER: &str = "\
/// An address on the machine that the types are of. It is a number here: nothing can be read through it.
#[repr(transparent)]
DERIVES
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(pub UNSIGNED);

impl ::core::fmt::Debug for Pointer {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::write!(f, \"{:#x}\", self.0)
    }
}

";

const BOOLEAN: &str = "\
/// A truth value of C: a byte, which is true if it is not 0.
#[repr(transparent)]
DERIVES
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Bool(pub u8);

impl Bool {
    /// Whether it is true.
    pub const fn get(self) -> bool {
        self.0 != 0
    }
}

impl ::core::convert::From<bool> for Bool {
    fn from(value: bool) -> Self {
        Self(value as u8)
    }
}

impl ::core::convert::From<Bool> for bool {
    fn from(value: Bool) -> Self {
        value.get()
    }
}

";

const LITTLE_BITS: &str = "\
/// The number that `count` bits are, from bit `start` on, counted from the lowest bit of the first byte.
const fn read_bits(bytes: &[u8], start: usize, count: usize) -> u64 {
    let (first, mut at) = (start / 8, (start + count).div_ceil(8));
    let mut number = 0_u128;
    while at > first {
        at -= 1;
        number = number << 8 | bytes[at] as u128;
    }
    (number >> (start % 8) & (u128::MAX >> (128 - count))) as u64
}

/// Sets these bits; of a value that has more, the lowest are taken.
const fn write_bits(bytes: &mut [u8], start: usize, count: usize, value: u64) {
    let mut bit = 0;
    while bit < count {
        let (at, mask) = ((start + bit) / 8, 1 << ((start + bit) % 8));
        if value >> bit & 1 == 1 { bytes[at] |= mask } else { bytes[at] &= !mask }
        bit += 1;
    }
}

";

const BIG_BITS: &str = "\
/// The number that `count` bits are, from bit `start` on, counted from the highest bit of the first byte.
const fn read_bits(bytes: &[u8], start: usize, count: usize) -> u64 {
    let (mut at, end) = (start / 8, (start + count).div_ceil(8));
    let mut number = 0_u128;
    while at < end {
        number = number << 8 | bytes[at] as u128;
        at += 1;
    }
    (number >> (end * 8 - start - count) & (u128::MAX >> (128 - count))) as u64
}

/// Sets these bits; of a value that has more, the lowest are taken.
const fn write_bits(bytes: &mut [u8], start: usize, count: usize, value: u64) {
    let mut bit = 0;
    while bit < count {
        let place = start + count - 1 - bit;
        let (at, mask) = (place / 8, 0x80 >> (place % 8));
        if value >> bit & 1 == 1 { bytes[at] |= mask } else { bytes[at] &= !mask }
        bit += 1;
    }
}

";

const PARTS: &str = "\
/// The value of this type that the first bytes of a union are.
fn read_part<S: ZEROCOPY::IntoBytes + ZEROCOPY::Immutable, T: ZEROCOPY::FromBytes>(union: &S) -> T {
    match T::read_from_prefix(union.as_bytes()) {
        ::core::result::Result::Ok((value, _)) => value,
        ::core::result::Result::Err(_) => T::new_zeroed(),
    }
}

/// Replaces the first bytes of a union by those of a value.
fn write_part<S, T>(union: &mut S, value: &T)
where
    S: ZEROCOPY::FromBytes + ZEROCOPY::IntoBytes,
    T: ZEROCOPY::IntoBytes + ZEROCOPY::Immutable,
{
    for (place, byte) in union.as_mut_bytes().iter_mut().zip(value.as_bytes()) {
        *place = *byte;
    }
}

";

impl Support {
    /// The text of what is needed.
    pub(super) fn text(self, style: RustStyle<'_>, endian: Endian, pointer_size: u8) -> String {
        let mut text = String::new();
        let unsigned = if pointer_size == 4 { "u32" } else { "u64" };
        if self.pointer {
            text.push_str(&POINTER.replace("UNSIGNED", unsigned));
        }
        if self.boolean {
            text.push_str(BOOLEAN);
        }
        let mut text = match style.derives() {
            Some(derives) => text.replace("DERIVES\n", &derives),
            None => text.replace("DERIVES\n", ""),
        };
        if self.bits {
            text.push_str(match endian {
                Endian::Little => LITTLE_BITS,
                Endian::Big => BIG_BITS,
            });
        }
        if let (true, RustStyle::Values { zerocopy }) = (self.parts, style) {
            text.push_str(&PARTS.replace("ZEROCOPY", zerocopy));
        }
        text
    }
}

impl RustStyle<'_> {
    /// The attributes that make a type a value, if that is the style.
    pub(super) fn derives(self) -> Option<String> {
        match self {
            Self::Plain => None,
            Self::Values { zerocopy } => Some(format!(
                "#[derive({zerocopy}::FromBytes, {zerocopy}::IntoBytes, {zerocopy}::Immutable, \
                 {zerocopy}::KnownLayout)]\n#[zerocopy(crate = \"{zerocopy}\")]\n"
            )),
        }
    }
}
