//! Byte order: BTF is written in the order of the machine it describes, so both occur.

use core::fmt;

/// The order in which the bytes of a number are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Endian {
    /// The least significant byte first (x86-64, arm64, riscv64, `bpfel`).
    Little,
    /// The most significant byte first (s390x, `bpfeb`).
    Big,
}

impl Endian {
    /// The order of the machine this code was compiled for. Reading and building never use it by
    /// themselves; it is for callers who talk to the kernel they run on.
    pub const NATIVE: Self = if cfg!(target_endian = "big") { Self::Big } else { Self::Little };

    /// The number that these bytes are in this order.
    #[inline]
    pub(crate) const fn decode(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        }
    }

    /// The bytes of a number in this order.
    #[inline]
    pub(crate) const fn encode(self, number: u32) -> [u8; 4] {
        match self {
            Self::Little => number.to_le_bytes(),
            Self::Big => number.to_be_bytes(),
        }
    }

    /// The number at `offset`, or `None` where `bytes` ends before it does.
    #[inline]
    pub(crate) fn word_at(self, bytes: &[u8], offset: usize) -> Option<u32> {
        Some(self.decode(*bytes.get(offset..)?.first_chunk()?))
    }
}

impl fmt::Display for Endian {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Little => "little-endian",
            Self::Big => "big-endian",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Endian;

    #[test]
    fn a_number_is_read_as_it_was_written() {
        for endian in [Endian::Little, Endian::Big] {
            assert_eq!(endian.decode(endian.encode(0x0102_0304)), 0x0102_0304);
        }
        assert_eq!(Endian::Little.encode(0x0102_0304), [4, 3, 2, 1]);
        assert_eq!(Endian::Big.encode(0x0102_0304), [1, 2, 3, 4]);
        assert_eq!(Endian::NATIVE.encode(7), 7_u32.to_ne_bytes());
    }

    #[test]
    fn a_number_cut_short_is_none() {
        assert_eq!(Endian::Big.word_at(&[0, 0, 0, 1, 2], 0), Some(1));
        assert_eq!(Endian::Big.word_at(&[0, 0, 0, 1, 2], 2), None);
        assert_eq!(Endian::Big.word_at(&[0, 0, 0, 1, 2], 9), None);
    }
}
