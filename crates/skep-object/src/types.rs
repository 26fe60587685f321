//! The types of an object, as BTF.

use skep_btf::{Btf, BtfError};
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
