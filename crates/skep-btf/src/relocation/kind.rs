//! What a relocation asks: the 13 kinds, and what each is about.

use core::fmt;

/// What is to be put into an instruction (`enum bpf_core_relo_kind` of `include/uapi/linux/bpf.h`, Linux 6.18).
///
/// Printed as clang's documentation names it: `field_byte_offset`, `type_exists`, `enumval_value`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RelocationKind {
    /// Where a field is: bytes from the start of the root type. Of a bitfield, where the integer is that holds it.
    FieldByteOffset,
    /// How many bytes a field has; of a bitfield, as many as the integer that holds it.
    FieldByteSize,
    /// 1 if there is such a field of a compatible type, otherwise 0.
    FieldExists,
    /// 1 if a field is a signed integer or enumeration, otherwise 0.
    FieldSigned,
    /// By how many bits a 64-bit register that holds a field's integer is to be shifted left, so that the field's
    /// bits are the highest.
    FieldLeftShift,
    /// By how many bits that register is then to be shifted right, so that the field's bits are the lowest.
    FieldRightShift,
    /// The number of the type in the local BTF. It asks nothing of the target.
    TypeIdLocal,
    /// The number of the type in the target BTF, or 0 if it has none.
    TypeIdTarget,
    /// 1 if there is such a type, otherwise 0.
    TypeExists,
    /// How many bytes a type has, or 0 if there is none.
    TypeSize,
    /// 1 if the enumeration has an enumerator of this name, otherwise 0.
    EnumeratorExists,
    /// The value of an enumerator.
    EnumeratorValue,
    /// 1 if there is such a type, and all that the local one says of its members holds, otherwise 0.
    TypeMatches,
}

/// What a kind of relocation is about, which decides how its access string is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A field: numbers of members and elements.
    Field,
    /// The type itself: `0`.
    Type,
    /// An enumerator, by its number.
    Enumerator,
}

impl RelocationKind {
    /// Every kind, in the order of their numbers.
    pub const ALL: [Self; 13] = [
        Self::FieldByteOffset,
        Self::FieldByteSize,
        Self::FieldExists,
        Self::FieldSigned,
        Self::FieldLeftShift,
        Self::FieldRightShift,
        Self::TypeIdLocal,
        Self::TypeIdTarget,
        Self::TypeExists,
        Self::TypeSize,
        Self::EnumeratorExists,
        Self::EnumeratorValue,
        Self::TypeMatches,
    ];

    /// The kind with this number (`BPF_CORE_*`), if there is one.
    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.get(usize::try_from(number).ok()?).copied()
    }

    /// The number of the kind (`BPF_CORE_*`).
    pub const fn number(self) -> u32 {
        match self {
            Self::FieldByteOffset => 0,
            Self::FieldByteSize => 1,
            Self::FieldExists => 2,
            Self::FieldSigned => 3,
            Self::FieldLeftShift => 4,
            Self::FieldRightShift => 5,
            Self::TypeIdLocal => 6,
            Self::TypeIdTarget => 7,
            Self::TypeExists => 8,
            Self::TypeSize => 9,
            Self::EnumeratorExists => 10,
            Self::EnumeratorValue => 11,
            Self::TypeMatches => 12,
        }
    }

    /// What it is about.
    pub(crate) const fn subject(self) -> Subject {
        match self {
            Self::FieldByteOffset
            | Self::FieldByteSize
            | Self::FieldExists
            | Self::FieldSigned
            | Self::FieldLeftShift
            | Self::FieldRightShift => Subject::Field,
            Self::TypeIdLocal
            | Self::TypeIdTarget
            | Self::TypeExists
            | Self::TypeSize
            | Self::TypeMatches => Subject::Type,
            Self::EnumeratorExists | Self::EnumeratorValue => Subject::Enumerator,
        }
    }

    /// The number it has where the target has nothing of the kind; `None` where there is then no answer.
    pub(crate) const fn value_if_missing(self) -> Option<u64> {
        match self {
            Self::FieldExists
            | Self::TypeIdTarget
            | Self::TypeExists
            | Self::TypeSize
            | Self::EnumeratorExists
            | Self::TypeMatches => Some(0),
            Self::FieldByteOffset
            | Self::FieldByteSize
            | Self::FieldSigned
            | Self::FieldLeftShift
            | Self::FieldRightShift
            | Self::TypeIdLocal
            | Self::EnumeratorValue => None,
        }
    }
}

impl fmt::Display for RelocationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::FieldByteOffset => "field_byte_offset",
            Self::FieldByteSize => "field_byte_size",
            Self::FieldExists => "field_exists",
            Self::FieldSigned => "field_signed",
            Self::FieldLeftShift => "field_lshift_u64",
            Self::FieldRightShift => "field_rshift_u64",
            Self::TypeIdLocal => "type_id_local",
            Self::TypeIdTarget => "type_id_target",
            Self::TypeExists => "type_exists",
            Self::TypeSize => "type_size",
            Self::EnumeratorExists => "enumval_exists",
            Self::EnumeratorValue => "enumval_value",
            Self::TypeMatches => "type_matches",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::RelocationKind;

    #[test]
    fn a_kind_is_read_as_it_was_written() {
        for (number, kind) in (0..).zip(RelocationKind::ALL) {
            assert_eq!((kind.number(), RelocationKind::from_number(number)), (number, Some(kind)));
        }
        assert_eq!(RelocationKind::from_number(13), None);
        assert_eq!(RelocationKind::from_number(u32::MAX), None);
        assert_eq!(RelocationKind::FieldLeftShift.to_string(), "field_lshift_u64");
    }
}
