//! The format as the kernel defines it: constants, record layouts, kinds.
//!
//! Source: `include/uapi/linux/btf.h` and `Documentation/bpf/btf.rst` of Linux 6.18; the layout section
//! and the wider `vlen` and kind are from Linux 7.1.
//!
//! ```text
//! header (hdr_len bytes)  magic u16 · version u8 · flags u8 · hdr_len u32
//!                         type_off u32 · type_len u32 · str_off u32 · str_len u32
//!                         since 7.1, if hdr_len >= 32:  layout_off u32 · layout_len u32
//! type section            records, one after the other, the first is type 1
//! string section          strings that end in NUL; the first is empty (but not in a split BTF)
//! layout section          by kind: info_sz u8 · elem_sz u8 · flags u16
//!
//! record                  name_off u32 · info u32 · size or type u32 · what the kind adds
//! info                    31: kind_flag   30..24: kind   23..0: vlen
//! ```
//!
//! Offsets in the header count from its end. Everything but the first eight bytes of the header and the
//! layout section is made of 32-bit words. Before 7.1 a kind had 5 bits and `vlen` 16, and the bits
//! that they have gained had to be zero, so reading the wider fields is right for every BTF.

use core::fmt;

use crate::endian::Endian;

/// The first two bytes of a BTF, as a number in its own byte order (`BTF_MAGIC`).
pub const MAGIC: u16 = 0xeb9f;
/// The only version there is (`BTF_VERSION`).
pub const VERSION: u8 = 1;
/// Size of the header before Linux 7.1, in bytes. Longer headers are read as far as they are known.
pub const HEADER_SIZE: u32 = 24;
/// Size of the header that names a layout section (Linux 7.1), in bytes.
pub const LAYOUT_HEADER_SIZE: u32 = 32;
/// Size of what every type record begins with (`struct btf_type`), in bytes.
pub const RECORD_SIZE: u32 = 12;
/// Size of an entry of the layout section (`struct btf_layout`), in bytes.
pub const LAYOUT_ENTRY_SIZE: u32 = 4;
/// The most entries (members, parameters, …) a record can have for a kernel before 7.1
/// (`BTF_MAX_VLEN`). The reader takes the 24 bits of newer kernels.
pub const MAX_VLEN: u32 = 0xffff;
/// The greatest bit offset of a member when `kind_flag` is set (`BTF_MEMBER_BIT_OFFSET`).
pub const MAX_FLAGGED_BIT_OFFSET: u32 = 0xff_ffff;
/// How many kind numbers the format has room for.
pub(crate) const KIND_NUMBERS: usize = 128;

/// The kind of a type (`BTF_KIND_*`). Printed as the kernel's name without its prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// No type: what type 0 is. No record has this kind (`BTF_KIND_UNKN`).
    Void,
    /// An integer, a character or a truth value.
    Int,
    /// A pointer.
    Ptr,
    /// An array of a fixed number of elements.
    Array,
    /// A structure.
    Struct,
    /// A union.
    Union,
    /// An enumeration whose values have 32 bits.
    Enum,
    /// A structure or union that is only declared.
    Fwd,
    /// Another name of a type.
    Typedef,
    /// `volatile` of a type.
    Volatile,
    /// `const` of a type.
    Const,
    /// `restrict` of a type.
    Restrict,
    /// A function: a name, a linkage and a prototype.
    Func,
    /// A prototype: a return type and parameters.
    FuncProto,
    /// A variable.
    Var,
    /// A section of variables: `.data`, `.maps`, `license`, …
    Datasec,
    /// A floating-point number (Linux 5.13).
    Float,
    /// `btf_decl_tag("…")` on a declaration or on one of its components (Linux 5.16).
    DeclTag,
    /// `btf_type_tag("…")` on a pointed-to type (Linux 5.17).
    TypeTag,
    /// An enumeration whose values have 64 bits (Linux 6.0).
    Enum64,
    /// A kind that is newer than this crate; only a BTF with a layout section can hold one, because
    /// without that nothing tells where its record ends.
    Unknown(u8),
}

impl Kind {
    /// Every kind that has a record and that this crate knows.
    pub const ALL: [Self; 19] = [
        Self::Int,
        Self::Ptr,
        Self::Array,
        Self::Struct,
        Self::Union,
        Self::Enum,
        Self::Fwd,
        Self::Typedef,
        Self::Volatile,
        Self::Const,
        Self::Restrict,
        Self::Func,
        Self::FuncProto,
        Self::Var,
        Self::Datasec,
        Self::Float,
        Self::DeclTag,
        Self::TypeTag,
        Self::Enum64,
    ];

    /// The kind with this number (`BTF_KIND_*`).
    #[inline]
    pub const fn from_number(number: u8) -> Self {
        match number {
            0 => Self::Void,
            1..=19 => Self::ALL[number as usize - 1],
            _ => Self::Unknown(number),
        }
    }

    /// The number of the kind (`BTF_KIND_*`).
    #[inline]
    pub const fn number(self) -> u8 {
        match self {
            Self::Void => 0,
            Self::Int => 1,
            Self::Ptr => 2,
            Self::Array => 3,
            Self::Struct => 4,
            Self::Union => 5,
            Self::Enum => 6,
            Self::Fwd => 7,
            Self::Typedef => 8,
            Self::Volatile => 9,
            Self::Const => 10,
            Self::Restrict => 11,
            Self::Func => 12,
            Self::FuncProto => 13,
            Self::Var => 14,
            Self::Datasec => 15,
            Self::Float => 16,
            Self::DeclTag => 17,
            Self::TypeTag => 18,
            Self::Enum64 => 19,
            Self::Unknown(number) => number,
        }
    }

    /// What follows the first 12 bytes of a record of this kind; `None` where that is not known.
    pub(crate) const fn tail(self) -> Option<Tail> {
        let (fixed, each) = match self {
            Self::Void | Self::Unknown(_) => return None,
            Self::Int | Self::Var | Self::DeclTag => (4, 0),
            Self::Array => (12, 0),
            Self::Struct | Self::Union | Self::Datasec | Self::Enum64 => (0, 12),
            Self::Enum | Self::FuncProto => (0, 8),
            // The `vlen` of a FUNC is its linkage: nothing follows it.
            Self::Ptr
            | Self::Fwd
            | Self::Typedef
            | Self::Volatile
            | Self::Const
            | Self::Restrict
            | Self::Func
            | Self::Float
            | Self::TypeTag => (0, 0),
        };
        Some(Tail { fixed, each })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Void => "VOID",
            Self::Int => "INT",
            Self::Ptr => "PTR",
            Self::Array => "ARRAY",
            Self::Struct => "STRUCT",
            Self::Union => "UNION",
            Self::Enum => "ENUM",
            Self::Fwd => "FWD",
            Self::Typedef => "TYPEDEF",
            Self::Volatile => "VOLATILE",
            Self::Const => "CONST",
            Self::Restrict => "RESTRICT",
            Self::Func => "FUNC",
            Self::FuncProto => "FUNC_PROTO",
            Self::Var => "VAR",
            Self::Datasec => "DATASEC",
            Self::Float => "FLOAT",
            Self::DeclTag => "DECL_TAG",
            Self::TypeTag => "TYPE_TAG",
            Self::Enum64 => "ENUM64",
            Self::Unknown(number) => return write!(f, "KIND_{number}"),
        })
    }
}

/// How long the part of a record is that its kind adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tail {
    /// Bytes that are there once.
    pub(crate) fixed: u8,
    /// Bytes that are there `vlen` times.
    pub(crate) each: u8,
}

impl Tail {
    /// Size of the whole record in bytes, its first 12 included.
    #[inline]
    pub(crate) const fn record_size(self, vlen: u32) -> u64 {
        RECORD_SIZE as u64 + self.fixed as u64 + self.each as u64 * vlen as u64
    }
}

/// The header of a BTF whose types follow at once, and then its strings.
pub(crate) fn header(endian: Endian, type_length: u32, string_length: u32) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER_SIZE as usize);
    bytes.extend(match endian {
        Endian::Little => MAGIC.to_le_bytes(),
        Endian::Big => MAGIC.to_be_bytes(),
    });
    bytes.extend([VERSION, 0]);
    for field in [HEADER_SIZE, 0, type_length, type_length, string_length] {
        bytes.extend(endian.encode(field));
    }
    bytes
}

/// The `info` word of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Info(pub(crate) u32);

impl Info {
    /// The word of a record of this kind.
    pub(crate) const fn new(kind: Kind, vlen: u32, flag: bool) -> Self {
        Self((flag as u32) << 31 | (kind.number() as u32 & 0x7f) << 24 | vlen & 0xff_ffff)
    }

    /// Where the number of the kind is.
    pub(crate) const KIND_BITS: u32 = 0x7f << 24;

    /// The number of the kind, less than [`KIND_NUMBERS`].
    #[inline]
    pub(crate) const fn kind_number(self) -> u8 {
        self.0.to_be_bytes()[0] & 0x7f
    }

    /// The kind.
    #[inline]
    pub(crate) const fn kind(self) -> Kind {
        Kind::from_number(self.kind_number())
    }

    /// How many entries follow; for a FUNC its linkage.
    #[inline]
    pub(crate) const fn vlen(self) -> u32 {
        self.0 & 0xff_ffff
    }

    /// The highest bit, whose meaning depends on the kind.
    #[inline]
    pub(crate) const fn flag(self) -> bool {
        self.0 >> 31 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::{Info, Kind, Tail};

    #[test]
    fn a_kind_is_read_as_it_was_written() {
        for number in 0..128 {
            let kind = Kind::from_number(number);
            assert_eq!(kind.number(), number);
            assert_eq!(kind.tail().is_some(), (1..=19).contains(&number), "{kind}");
            let info = Info::new(kind, 0xfe_dcba, true);
            assert_eq!((info.kind(), info.vlen(), info.flag()), (kind, 0xfe_dcba, true));
            let info = Info::new(kind, 3, false);
            assert_eq!((info.kind(), info.vlen(), info.flag()), (kind, 3, false));
        }
    }

    #[test]
    fn the_longest_record_has_a_size() {
        let tail = Tail { fixed: 255, each: 255 };
        assert_eq!(tail.record_size(0xff_ffff), 12 + 255 + 255 * 0xff_ffff);
    }

    #[test]
    fn a_kind_is_printed_as_the_kernel_names_it() {
        assert_eq!(Kind::FuncProto.to_string(), "FUNC_PROTO");
        assert_eq!(Kind::Unknown(23).to_string(), "KIND_23");
        assert_eq!(format!("{:<8}|", Kind::Int), "INT     |");
    }
}
