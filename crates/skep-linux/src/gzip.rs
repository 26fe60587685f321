//! Files that gzip compressed (RFC 1952), as `/proc/config.gz` is one.

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
use skep_uapi::{Errno, Result};

/// The bits of a header's flags that say what follows it.
const HEADER_CHECKSUM: u8 = 1 << 1;
const EXTRA: u8 = 1 << 2;
const NAME: u8 = 1 << 3;
const COMMENT: u8 = 1 << 4;

/// What is in a file of one member. `EFBIG` if it has more bytes than this, `EIO` if it is damaged.
pub(crate) fn decompress(file: &[u8], most: usize) -> Result<Vec<u8>> {
    let (compressed, size) = member(file).ok_or(Errno::EIO)?;
    let bytes = decompress_to_vec_with_limit(compressed, most).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => Errno::EFBIG,
        _ => Errno::EIO,
    })?;
    // The size modulo 2³²; there is no more than that here.
    if u32::try_from(bytes.len()) == Ok(size) { Ok(bytes) } else { Err(Errno::EIO) }
}

/// What is compressed, and how many bytes it has when it is not.
fn member(file: &[u8]) -> Option<(&[u8], u32)> {
    let (header, mut rest) = file.split_first_chunk::<10>()?;
    // The only method that there is stands for 8.
    let [0x1f, 0x8b, 8, flags, ..] = *header else { return None };
    if flags & EXTRA != 0 {
        let (length, after) = rest.split_first_chunk::<2>()?;
        rest = after.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            rest = rest.get(rest.iter().position(|byte| *byte == 0)? + 1..)?;
        }
    }
    if flags & HEADER_CHECKSUM != 0 {
        rest = rest.get(2..)?;
    }
    // At the end are a checksum and the size.
    let (compressed, end) = rest.split_last_chunk::<8>()?;
    let size = end.last_chunk::<4>()?;
    Some((compressed, u32::from_le_bytes(*size)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `printf CONFIG_BPF=y | gzip -9n`
    const FILE: [u8; 32] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x73, 0xf6, 0xf7, 0x73, 0xf3, 0x74, 0x8f,
        0x77, 0x0a, 0x70, 0xb3, 0xad, 0x04, 0x00, 0x14, 0x5f, 0xdd, 0xc0, 12, 0, 0, 0,
    ];

    #[test]
    fn a_file_is_decompressed_whatever_its_header_has() {
        let text = Ok(b"CONFIG_BPF=y".to_vec());
        assert_eq!(decompress(&FILE, 100), text);
        let mut long = FILE[..10].to_vec();
        long[3] = HEADER_CHECKSUM | EXTRA | NAME | COMMENT;
        long.extend(b"\x03\x00abcname\0comment\0cs");
        long.extend(&FILE[10..]);
        assert_eq!(decompress(&long, 100), text);
        assert_eq!(decompress(&FILE, 11), Err(Errno::EFBIG));
    }

    #[test]
    fn a_damaged_file_is_refused() {
        for length in 0..FILE.len() {
            assert_eq!(decompress(&FILE[..length], 100), Err(Errno::EIO), "{length}");
        }
        let mut other = FILE;
        other[28] = 13;
        assert_eq!(decompress(&other, 100), Err(Errno::EIO));
    }

    proptest! {
        #[test]
        fn no_file_panics_or_grows_beyond_the_limit(mut file in prop::collection::vec(any::<u8>(), 0..200), flags in 0_u8..32) {
            for (place, byte) in file.iter_mut().zip([0x1f, 0x8b, 8, flags]) {
                *place = byte;
            }
            if let Ok(bytes) = decompress(&file, 1000) {
                prop_assert!(bytes.len() <= 1000);
            }
        }
    }
}
