//! The types of an object, as BTF.

use skep_btf::{Btf, BtfError, Kind};
use std::ops::Deref;

/// The types of an object. Two are equal if their bytes are.
#[derive(Clone, Debug)]
pub struct Types(Btf<'static>);

impl Types {
    /// The types in these bytes.
    ///
    /// # Errors
    /// If the bytes are no BTF that stands on its own.
    pub fn new(bytes: Vec<u8>) -> Result<Self, BtfError> {
        Btf::parse(bytes).map(Self)
    }

    /// The bytes of the types, and those of the strings.
    pub(crate) fn sections(&self) -> Option<(&[u8], &[u8])> {
        let bytes = self.as_bytes();
        let word = |at: usize| -> Option<usize> {
            let word: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
            usize::try_from(match self.endian() {
                skep_btf::Endian::Little => u32::from_le_bytes(word),
                skep_btf::Endian::Big => u32::from_be_bytes(word),
            })
            .ok()
        };
        // Where the two are, counted from the end of the header (`struct btf_header`).
        let header = word(4)?;
        let section = |at| -> Option<&[u8]> {
            let start = header.checked_add(word(at)?)?;
            bytes.get(start..start.checked_add(word(at + 4)?)?)
        };
        Some((section(8)?, section(16)?))
    }
}

impl Deref for Types {
    type Target = Btf<'static>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl PartialEq for Types {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes() == other.0.as_bytes()
    }
}

impl Eq for Types {}

/// The bytes of a type's record before what depends on its kind: name, info, size or type.
pub(crate) const RECORD_HEAD: usize = 12;

/// The bytes of a record after its head (`include/uapi/linux/btf.h`).
pub(crate) fn record_tail(kind: Kind, entries: usize) -> usize {
    match kind {
        Kind::Int | Kind::Var | Kind::DeclTag => 4,
        Kind::Array => 12,
        Kind::Struct | Kind::Union | Kind::Datasec | Kind::Enum64 => 12 * entries,
        Kind::Enum | Kind::FuncProto => 8 * entries,
        _ => 0,
    }
}
