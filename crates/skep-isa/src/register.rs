//! The eleven registers of the eBPF machine.

use core::fmt;

/// A register. `R0` holds results, `R1` to `R5` arguments, `R6` to `R9` survive calls, and `R10` is the
/// read-only address of the end of the current function's 512-byte stack frame ([RFC 9669, section 3.1]).
///
/// [RFC 9669, section 3.1]: https://www.rfc-editor.org/rfc/rfc9669.html
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(u8)]
#[allow(missing_docs, reason = "the type's documentation says what each is for")]
pub enum Register {
    #[default]
    R0,
    R1,
    R2,
    R3,
    R4,
    R5,
    R6,
    R7,
    R8,
    R9,
    R10,
}

impl Register {
    /// Every register, in order of its number.
    pub const ALL: [Self; 11] = [
        Self::R0,
        Self::R1,
        Self::R2,
        Self::R3,
        Self::R4,
        Self::R5,
        Self::R6,
        Self::R7,
        Self::R8,
        Self::R9,
        Self::R10,
    ];

    /// The register with this number, if there is one: 11 to 15 can be encoded, but name nothing.
    pub const fn from_number(number: u8) -> Option<Self> {
        if (number as usize) < Self::ALL.len() { Some(Self::ALL[number as usize]) } else { None }
    }

    /// The number that stands in an encoded instruction.
    pub const fn number(self) -> u8 {
        self as u8
    }
}

impl fmt::Display for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "r{}", self.number())
    }
}

impl fmt::Debug for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
