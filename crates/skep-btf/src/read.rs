//! Reading: from bytes to a [`Btf`], and from a number or a name to a type or a string.
//!
//! One pass over the type section checks that every record lies within it and notes where each starts:
//! four bytes a type, and no other memory in proportion to the data. Everything else is read from the
//! bytes when it is asked for, and what a record refers to is checked then.

use core::fmt;
use core::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::bytes::BtfBytes;
use crate::endian::Endian;
use crate::error::{BtfError, Section};
use crate::header::{Header, RecordTails};
use crate::id::{StringOffset, TypeId};
use crate::raw::{self, Info, Kind};
use crate::view::Type;

/// A BTF: types, and the strings they are named by.
///
/// It is a handle: to clone it counts a reference and copies nothing. Split BTF (a kernel module's, on
/// the kernel's) is a `Btf` too; it answers for the types of its base as well as for its own.
#[derive(Clone)]
pub struct Btf<'a>(Arc<Inner<'a>>);

struct Inner<'a> {
    bytes: BtfBytes<'a>,
    endian: Endian,
    /// Where in `bytes` the type section is.
    types: Range<usize>,
    /// Where in `bytes` the string section is.
    strings: Range<usize>,
    /// For each own type, where in the type section its record starts.
    offsets: Vec<u32>,
    tails: RecordTails,
    base: Option<Btf<'a>>,
    /// The number of types, and of string bytes, in the base.
    base_types: u32,
    base_strings: u32,
    pointer_size: OnceLock<u8>,
}

/// What every record begins with, and the rest of it.
#[derive(Clone, Copy)]
pub(crate) struct Record<'b> {
    pub(crate) name: StringOffset,
    pub(crate) info: Info,
    /// A size in bytes or the number of a type, depending on the kind.
    pub(crate) size_or_type: u32,
    /// What follows, as long as the kind and `vlen` say.
    pub(crate) tail: &'b [u8],
}

impl<'a> Btf<'a> {
    /// Reads a BTF that stands on its own: the kernel's, or the `.BTF` section of an object file.
    ///
    /// Takes time in proportion to the number of types. Bytes after the sections, gaps between them and
    /// fields of a longer header are let be.
    ///
    /// # Errors
    ///
    /// When the header, the place of a section, the ends of the string section or the extent of a type
    /// record is wrong; the error names the section and the offset.
    pub fn parse(bytes: impl Into<BtfBytes<'a>>) -> Result<Self, BtfError> {
        Self::read(bytes.into(), None)
    }

    /// Reads a BTF whose type numbers and string offsets go on where those of `base` end, such as a
    /// kernel module's.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and when the two do not have the same byte order.
    pub fn parse_split(bytes: impl Into<BtfBytes<'a>>, base: &Self) -> Result<Self, BtfError> {
        Self::read(bytes.into(), Some(base.clone()))
    }

    fn read(holder: BtfBytes<'a>, base: Option<Self>) -> Result<Self, BtfError> {
        let bytes = holder.as_slice();
        let header = Header::parse(bytes, base.as_ref().map(Self::endian))?;
        let (base_types, base_strings) = base.as_ref().map_or((0, 0), |b| (b.len(), b.string_bytes()));

        let strings = header.strings_of(bytes, base.is_some())?;
        if u32::try_from(strings.len()).ok().and_then(|own| own.checked_add(base_strings)).is_none() {
            return Err(BtfError::TooMany { section: Section::Strings });
        }
        let tails = header.record_tails(bytes)?;
        let types = bytes.get(header.types.clone()).unwrap_or_default();
        let offsets = match header.endian {
            Endian::Little => index(types, &tails, base_types, u32::from_le_bytes)?,
            Endian::Big => index(types, &tails, base_types, u32::from_be_bytes)?,
        };
        if u32::try_from(offsets.len()).ok().and_then(|own| own.checked_add(base_types)).is_none() {
            return Err(BtfError::TooMany { section: Section::Types });
        }
        Ok(Self(Arc::new(Inner {
            endian: header.endian,
            types: header.types,
            strings: header.strings,
            bytes: holder,
            offsets,
            tails,
            base,
            base_types,
            base_strings,
            pointer_size: OnceLock::new(),
        })))
    }

    /// The byte order that it is written in, which is that of the machine it describes.
    pub fn endian(&self) -> Endian {
        self.0.endian
    }

    /// What this BTF is split from, if it is.
    pub fn base(&self) -> Option<&Self> {
        self.0.base.as_ref()
    }

    /// The bytes it was read from, header included and base not.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.bytes.as_slice()
    }

    /// How many types there are, the base's included and `void` not: also the number of the last one.
    pub fn len(&self) -> u32 {
        self.0.base_types + own_count(&self.0.offsets)
    }

    /// Whether there is no type but `void`.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes of strings there are, the base's included.
    pub fn string_bytes(&self) -> u32 {
        self.0.base_strings + u32::try_from(self.0.strings.len()).unwrap_or(u32::MAX)
    }

    /// The type of this number, in constant time. Type 0 is `void`.
    ///
    /// # Errors
    ///
    /// [`BtfError::NoSuchType`] when there is none.
    #[inline]
    pub fn type_by_id(&self, id: TypeId) -> Result<Type<'_>, BtfError> {
        self.type_from(id, None)
    }

    /// As [`type_by_id`](Self::type_by_id), saying in an error which type refers to this one.
    #[inline]
    pub(crate) fn type_from(&self, id: TypeId, referrer: Option<TypeId>) -> Result<Type<'_>, BtfError> {
        if id == TypeId::VOID {
            return Ok(Type::void(self));
        }
        self.record(id).map(|record| Type::new(self, id, record)).ok_or_else(|| BtfError::NoSuchType {
            id,
            referrer,
            last: TypeId::new(self.len()),
        })
    }

    /// Every type, those of the base first, without `void`.
    pub fn types(&self) -> impl Iterator<Item = Type<'_>> {
        self.types_from(1)
    }

    /// Every type that is not the base's.
    pub fn own_types(&self) -> impl Iterator<Item = Type<'_>> {
        self.types_from(self.0.base_types.saturating_add(1))
    }

    fn types_from(&self, first: u32) -> impl Iterator<Item = Type<'_>> {
        (first..=self.len()).filter_map(|number| {
            let id = TypeId::new(number);
            self.record(id).map(|record| Type::new(self, id, record))
        })
    }

    /// Every type of this kind and name, in the order of their numbers. Several can share a name (the
    /// kernel has structures of one name that differ). An empty name finds the anonymous ones.
    ///
    /// This looks at every type, reading 8 bytes of each and the name of those of the right kind; it
    /// allocates nothing. For the kernel's 126 000 types that is a fraction of a millisecond to find
    /// none or all, and less to find the first.
    pub fn find(&self, kind: Kind, name: &str) -> impl Iterator<Item = Type<'_>> {
        (1..=self.len()).filter_map(move |number| {
            let id = TypeId::new(number);
            let (name_offset, info) = self.head(id)?;
            if info.kind() != kind || !self.string_is(name_offset, name.as_bytes()) {
                return None;
            }
            self.record(id).map(|record| Type::new(self, id, record))
        })
    }

    /// The string at this offset; it borrows from the bytes.
    ///
    /// # Errors
    ///
    /// When the offset is beyond the strings or what is there is not UTF-8.
    pub fn string(&self, offset: StringOffset) -> Result<&str, BtfError> {
        self.string_from(offset, None)
    }

    /// As [`string`](Self::string), saying in an error which type refers to it.
    pub(crate) fn string_from(
        &self,
        offset: StringOffset,
        referrer: Option<TypeId>,
    ) -> Result<&str, BtfError> {
        let bytes = self.string_bytes_from(offset, referrer)?;
        core::str::from_utf8(bytes).map_err(|error| BtfError::NotUtf8 {
            offset,
            referrer,
            valid: error.valid_up_to(),
        })
    }

    /// The bytes of the string at this offset, without its NUL.
    pub(crate) fn string_bytes_from(
        &self,
        offset: StringOffset,
        referrer: Option<TypeId>,
    ) -> Result<&[u8], BtfError> {
        // A split BTF may have no strings at all, and its base is then asked; so offset 0 is always there.
        let rest = self.strings_at(offset).ok_or_else(|| BtfError::NoSuchString {
            offset,
            referrer,
            available: self.string_bytes(),
        })?;
        Ok(rest.iter().position(|&byte| byte == 0).and_then(|end| rest.get(..end)).unwrap_or(rest))
    }

    /// Whether the string at this offset is this one. Wrong offsets are not.
    #[inline]
    fn string_is(&self, offset: StringOffset, wanted: &[u8]) -> bool {
        let Some(rest) = self.strings_at(offset) else { return false };
        rest.strip_prefix(wanted).is_some_and(|after| after.first() == Some(&0))
    }

    /// The strings from this offset on; `None` when it is beyond them.
    #[inline]
    fn strings_at(&self, offset: StringOffset) -> Option<&[u8]> {
        let (level, own) = self.level(offset.bytes(), |inner| inner.base_strings);
        let start = usize::try_from(own).ok()?;
        let strings = level.bytes.as_slice().get(level.strings.clone())?;
        strings.get(start..).filter(|rest| !rest.is_empty())
    }

    /// The BTF, this one or a base of it, whose numbers of some sort start at or below `number`, and what
    /// is left of the number in it.
    #[inline]
    fn level(&self, number: u32, start: impl Fn(&Inner<'a>) -> u32) -> (&Inner<'a>, u32) {
        let mut level = &self.0;
        loop {
            match (number.checked_sub(start(level)), &level.base) {
                (Some(own), _) => return (level, own),
                (None, Some(base)) => level = &base.0,
                // Only a BTF with a base has numbers that do not start at 0.
                (None, None) => return (level, number),
            }
        }
    }

    /// The type section of the level that holds a type, and where in it its record starts.
    #[inline]
    fn place(&self, id: TypeId) -> Option<(&Inner<'a>, &[u8], usize)> {
        let (level, own) = self.level(id.number().checked_sub(1)?, |inner| inner.base_types);
        let offset = *level.offsets.get(usize::try_from(own).ok()?)?;
        let types = level.bytes.as_slice().get(level.types.clone())?;
        Some((level, types, usize::try_from(offset).ok()?))
    }

    /// The name and the info word of a type.
    #[inline]
    fn head(&self, id: TypeId) -> Option<(StringOffset, Info)> {
        let (level, types, offset) = self.place(id)?;
        let head: &[u8; 8] = types.get(offset..)?.first_chunk()?;
        let [a, b, c, d, rest @ ..] = *head;
        Some((StringOffset::new(level.endian.decode([a, b, c, d])), Info(level.endian.decode(rest))))
    }

    /// The record of a type. Its extent is measured again, so that nothing rests on the bytes being the
    /// same as when they were indexed.
    #[inline]
    fn record(&self, id: TypeId) -> Option<Record<'_>> {
        let (level, types, offset) = self.place(id)?;
        let endian = level.endian;
        let rest = types.get(offset..)?;
        let info = Info(endian.word_at(rest, 4)?);
        let size = usize::try_from(level.tails.get(info)?.record_size(info.vlen())).ok()?;
        Some(Record {
            name: StringOffset::new(endian.word_at(rest, 0)?),
            info,
            size_or_type: endian.word_at(rest, 8)?,
            tail: rest.get(raw::RECORD_SIZE as usize..size)?,
        })
    }

    /// The size of a pointer, kept once it was found out.
    pub(crate) fn pointer_size_or(&self, find: impl FnOnce() -> u8) -> u8 {
        *self.0.pointer_size.get_or_init(find)
    }
}

impl fmt::Debug for Btf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Btf")
            .field("endian", &self.endian())
            .field("types", &self.len())
            .field("base_types", &self.0.base_types)
            .field("bytes", &self.0.bytes)
            .finish_non_exhaustive()
    }
}

/// The number of own types: no more than 32 bits hold, which was checked when they were read.
fn own_count(offsets: &[u32]) -> u32 {
    u32::try_from(offsets.len()).unwrap_or(u32::MAX)
}

/// Where each record starts, once it is sure that each lies within the section.
///
/// `decode` is a parameter so that each byte order has its own loop.
fn index(
    types: &[u8],
    tails: &RecordTails,
    base_types: u32,
    decode: impl Fn([u8; 4]) -> u32,
) -> Result<Vec<u32>, BtfError> {
    // A kernel's records are 25 bytes long on average. The least is 12, so this never outgrows the input.
    let mut offsets = Vec::with_capacity(types.len() / 24);
    let mut rest = types;
    while !rest.is_empty() {
        let start = types.len() - rest.len();
        let id = TypeId::new(base_types.saturating_add(own_count(&offsets)).saturating_add(1));
        let Some([_, _, _, _, a, b, c, d, ..]) = rest.first_chunk::<{ raw::RECORD_SIZE as usize }>() else {
            return Err(BtfError::TooShort {
                section: Section::Types,
                offset: start as u64,
                expected: "the record of a type",
                needed: raw::RECORD_SIZE.into(),
                available: rest.len() as u64,
            });
        };
        let info = Info(decode([*a, *b, *c, *d]));
        let Some(tail) = tails.get(info) else {
            return Err(BtfError::UnknownKind { kind: info.kind_number(), id, offset: start as u64 });
        };
        let needed = tail.record_size(info.vlen());
        let Some(next) = usize::try_from(needed).ok().and_then(|size| rest.get(size..)) else {
            return Err(BtfError::RecordTooShort {
                id,
                offset: start as u64,
                kind: info.kind(),
                vlen: info.vlen(),
                needed,
                available: rest.len() as u64,
            });
        };
        let Ok(offset) = u32::try_from(start) else {
            return Err(BtfError::TooMany { section: Section::Types });
        };
        offsets.push(offset);
        rest = next;
    }
    Ok(offsets)
}
