//! Words that the reader and the builder share: what integers, arrays and declarations are like.

use core::fmt;

use crate::id::TypeId;

/// An integer type, apart from its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Int {
    /// Its size in memory, in bytes.
    pub size: u32,
    /// How many bits it has: eight times its size, unless it stands for a bitfield as compilers of before
    /// 2019 wrote them.
    pub bits: u8,
    /// The first bit of the value; 0 but for such bitfields.
    pub bit_offset: u8,
    /// How its bits are to be understood.
    pub encoding: IntEncoding,
}

impl Int {
    /// An unsigned integer of this many bytes (16 at most, the kernel's limit; more are taken for 16).
    pub const fn unsigned(size: u8) -> Self {
        Self::whole(size, IntEncoding::UNSIGNED)
    }

    /// A signed integer of this many bytes (16 at most, the kernel's limit; more are taken for 16).
    pub const fn signed(size: u8) -> Self {
        Self::whole(size, IntEncoding::SIGNED)
    }

    /// A truth value, of one byte.
    pub const fn boolean() -> Self {
        Self::whole(1, IntEncoding::BOOL)
    }

    const fn whole(size: u8, encoding: IntEncoding) -> Self {
        let size = if size > 16 { 16 } else { size };
        Self { size: size as u32, bits: size * 8, bit_offset: 0, encoding }
    }
}

/// How the bits of an integer are to be understood (`BTF_INT_*`). The kernel takes one flag at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IntEncoding(u8);

impl IntEncoding {
    /// No flag: an unsigned number. Compilers describe `char` so too, or as signed.
    pub const UNSIGNED: Self = Self(0);
    /// A signed number.
    pub const SIGNED: Self = Self(1);
    /// A character.
    pub const CHAR: Self = Self(2);
    /// A truth value.
    pub const BOOL: Self = Self(4);

    /// The flags of these bits, of which four are kept.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & 0xf)
    }

    /// The flags as bits.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether every flag of `other` is set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// Printed as `bpftool btf dump` does: `SIGNED`, or `(none)`.
impl fmt::Display for IntEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match *self {
            Self::UNSIGNED => "(none)",
            Self::SIGNED => "SIGNED",
            Self::CHAR => "CHAR",
            Self::BOOL => "BOOL",
            _ => "UNKN",
        })
    }
}

/// An array type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Array {
    /// The type of an element.
    pub element: TypeId,
    /// The type of an index; an integer, whose choice means nothing.
    pub index: TypeId,
    /// How many elements there are; 0 for a flexible array.
    pub count: u32,
}

/// What a forward declaration declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FwdKind {
    /// `struct name;`
    Struct,
    /// `union name;`
    Union,
}

/// Whether numbers have a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signedness {
    /// They have none.
    Unsigned,
    /// They have one.
    Signed,
}

/// Who can see a function (`enum btf_func_linkage`) or a variable (`BTF_VAR_*`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Linkage {
    /// The file it is in. The kernel verifies a static function along with each of its calls.
    Static,
    /// All. The kernel verifies a global function once, by its prototype.
    Global,
    /// All, and it is defined elsewhere.
    Extern,
    /// What a number means that this crate does not know.
    Other(u32),
}

impl Linkage {
    /// The linkage that this number is.
    pub const fn from_number(number: u32) -> Self {
        match number {
            0 => Self::Static,
            1 => Self::Global,
            2 => Self::Extern,
            _ => Self::Other(number),
        }
    }

    /// The number of the linkage.
    pub const fn number(self) -> u32 {
        match self {
            Self::Static => 0,
            Self::Global => 1,
            Self::Extern => 2,
            Self::Other(number) => number,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Int, IntEncoding, Linkage};

    #[test]
    fn integers_have_as_many_bits_as_bytes_hold() {
        assert_eq!(Int::signed(4).bits, 32);
        assert_eq!(Int::unsigned(16).bits, 128);
        assert_eq!(Int::unsigned(200), Int::unsigned(16));
        assert!(Int::boolean().encoding.contains(IntEncoding::BOOL));
        assert!(!Int::boolean().encoding.contains(IntEncoding::SIGNED));
    }

    #[test]
    fn a_linkage_is_read_as_it_was_written() {
        for number in [0, 1, 2, 3, 77] {
            assert_eq!(Linkage::from_number(number).number(), number);
        }
    }
}
