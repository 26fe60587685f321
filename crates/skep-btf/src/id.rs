//! The two kinds of numbers that BTF refers by: types, and places in the string section.

use core::fmt;

/// The number of a type. Types are numbered from 1 in the order of their records; a split BTF goes on
/// where its base ends. Printed as `[12]`, as `bpftool btf dump` does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(u32);

impl TypeId {
    /// Number 0: `void`, which has no record.
    pub const VOID: Self = Self(0);

    /// The type of this number.
    #[inline]
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// The number, as the kernel takes it (`btf_key_type_id`, `attach_btf_id`, …).
    #[inline]
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for TypeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}]", self.0)
    }
}

/// The place of a string: bytes from the start of the string section, where the strings of a split BTF
/// follow those of its base. It may point into the middle of a string, whose tail it then names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StringOffset(u32);

impl StringOffset {
    /// Offset 0: the empty string, which is the name of everything anonymous.
    pub const EMPTY: Self = Self(0);

    /// The string at this many bytes from the start.
    #[inline]
    pub const fn new(bytes: u32) -> Self {
        Self(bytes)
    }

    /// Bytes from the start.
    #[inline]
    pub const fn bytes(self) -> u32 {
        self.0
    }
}

impl fmt::Display for StringOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::TypeId;

    #[test]
    fn a_type_id_is_printed_in_brackets() {
        assert_eq!(TypeId::new(12).to_string(), "[12]");
        assert_eq!(TypeId::VOID.to_string(), "[0]");
    }
}
