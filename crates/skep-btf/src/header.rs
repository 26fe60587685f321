//! The header, and where it says the sections are.

use core::ops::Range;

use crate::endian::Endian;
use crate::error::{BtfError, Section};
use crate::raw::{self, Info, Kind, Tail};

/// Where the sections are, as ranges of bytes from the start of the BTF; each lies within the bytes.
pub(crate) struct Header {
    pub(crate) endian: Endian,
    pub(crate) types: Range<usize>,
    pub(crate) strings: Range<usize>,
    layout: Range<usize>,
}

impl Header {
    /// Reads the header. `base` is the byte order that it must have, if one must.
    pub(crate) fn parse(bytes: &[u8], base: Option<Endian>) -> Result<Self, BtfError> {
        let too_short = |needed: u32| BtfError::TooShort {
            section: Section::Header,
            offset: 0,
            expected: "the header",
            needed: needed.into(),
            available: bytes.len() as u64,
        };
        let Some(&[m0, m1, version, flags, h0, h1, h2, h3]) = bytes.first_chunk() else {
            return Err(too_short(raw::HEADER_SIZE));
        };
        let endian = match u16::from_le_bytes([m0, m1]) {
            raw::MAGIC => Endian::Little,
            swapped if swapped.swap_bytes() == raw::MAGIC => Endian::Big,
            _ => return Err(BtfError::BadMagic { found: [m0, m1] }),
        };
        let bad = |field, offset, found, expected| BtfError::BadHeader { field, offset, found, expected };
        if let Some(base) = base.filter(|&base| base != endian) {
            return Err(BtfError::OtherByteOrder { found: endian, base });
        }
        if version != raw::VERSION {
            return Err(bad("version", 2, version.into(), "1, the only version known"));
        }
        if flags != 0 {
            return Err(bad("flags", 3, flags.into(), "0: no flag is known"));
        }
        let size = endian.decode([h0, h1, h2, h3]);
        if size < raw::HEADER_SIZE {
            return Err(bad("hdr_len", 4, size, "at least 24"));
        }
        let Some(header) = usize::try_from(size).ok().and_then(|size| bytes.get(..size)) else {
            return Err(too_short(size));
        };

        let field = |offset: u8| endian.word_at(header, offset.into()).ok_or_else(|| too_short(size));
        let place = |section, name, offset: u8| -> Result<Range<usize>, BtfError> {
            let (start, length) = (field(offset)?, field(offset + 4)?);
            if section != Section::Strings && start % 4 != 0 {
                return Err(bad(name, offset.into(), start, "a multiple of 4"));
            }
            let start = u64::from(size) + u64::from(start);
            let end = start + u64::from(length);
            match (usize::try_from(start), usize::try_from(end)) {
                (Ok(start), Ok(end)) if end <= bytes.len() => Ok(start..end),
                _ => Err(BtfError::TooShort {
                    section,
                    offset: 0,
                    expected: "the section",
                    needed: length.into(),
                    available: (bytes.len() as u64).saturating_sub(start),
                }),
            }
        };
        Ok(Self {
            endian,
            types: place(Section::Types, "type_off", 8)?,
            strings: place(Section::Strings, "str_off", 16)?,
            layout: if size >= raw::LAYOUT_HEADER_SIZE {
                place(Section::Layout, "layout_off", 24)?
            } else {
                0..0
            },
        })
    }

    /// The string section, once it is sure that a string ends wherever one starts. Without a base, the
    /// first string must be the empty one; with a base there need not be any.
    pub(crate) fn strings_of<'b>(&self, bytes: &'b [u8], has_base: bool) -> Result<&'b [u8], BtfError> {
        let strings = bytes.get(self.strings.clone()).unwrap_or_default();
        match (strings.first(), strings.last()) {
            (None, _) if !has_base => Err(BtfError::TooShort {
                section: Section::Strings,
                offset: 0,
                expected: "the empty string",
                needed: 1,
                available: 0,
            }),
            (Some(&found), _) if found != 0 && !has_base => Err(BtfError::BadStrings {
                offset: 0,
                found,
                expected: "00: the first string is the empty one",
            }),
            (_, Some(&found)) if found != 0 => Err(BtfError::BadStrings {
                offset: (strings.len() as u64).saturating_sub(1),
                found,
                expected: "00: the end of the last string",
            }),
            _ => Ok(strings),
        }
    }

    /// How long the records are: of the known kinds as this crate knows them, of newer ones as the
    /// layout section says, if there is one.
    pub(crate) fn record_tails(&self, bytes: &[u8]) -> Result<RecordTails, BtfError> {
        let mut tails = RecordTails::KNOWN;
        let layout = bytes.get(self.layout.clone()).unwrap_or_default();
        let (entries, rest) = layout.as_chunks::<{ raw::LAYOUT_ENTRY_SIZE as usize }>();
        if !rest.is_empty() {
            return Err(BtfError::TooShort {
                section: Section::Layout,
                offset: (layout.len() - rest.len()) as u64,
                expected: "the layout of a kind",
                needed: raw::LAYOUT_ENTRY_SIZE.into(),
                available: rest.len() as u64,
            });
        }
        for (number, (tail, &[fixed, each, ..])) in tails.0.iter_mut().zip(entries).enumerate() {
            // `void` has no record whatever the section says.
            if tail.is_none() && number != 0 {
                *tail = Some(Tail { fixed, each });
            }
        }
        Ok(tails)
    }
}

/// By kind number, what follows the first 12 bytes of a record; `None` for unknown kinds.
pub(crate) struct RecordTails([Option<Tail>; raw::KIND_NUMBERS]);

impl RecordTails {
    const KNOWN: Self = {
        let mut tails = [None; raw::KIND_NUMBERS];
        let mut at = 0;
        while at < Kind::ALL.len() {
            let kind = Kind::ALL[at];
            tails[kind.number() as usize] = kind.tail();
            at += 1;
        }
        Self(tails)
    };

    /// Whether the length of every record is a multiple of 4 bytes.
    pub(crate) fn have_whole_words(&self) -> bool {
        self.0.iter().flatten().all(|tail| tail.fixed % 4 == 0 && tail.each % 4 == 0)
    }

    /// What follows in a record with this info word.
    #[inline]
    pub(crate) fn get(&self, info: Info) -> Option<Tail> {
        self.0.get(usize::from(info.kind_number())).copied().flatten()
    }
}
