//! Reading: from bytes to a [`Btf`], and from a number or a name to a type or a string.
//!
//! One pass over the type section checks that every record lies within it and notes where each starts:
//! four bytes a type, and no other memory in proportion to the data ([`walk`](crate::walk)). Everything else is read
//! from the bytes when it is asked for, and what a record refers to is checked then.

use core::fmt;
use core::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::bytes::BtfBytes;
use crate::endian::Endian;
use crate::error::{BtfError, Section};
use crate::header::Header;
use crate::id::{StringOffset, TypeId};
use crate::raw::{self, Info, Kind};
use crate::view::Type;
use crate::walk::{Chunk, Walk};

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
    walk: Walk,
    base: Option<Btf<'a>>,
    /// The number of types, and of string bytes, in the base.
    base_types: u32,
    base_strings: u32,
    pointer_size: OnceLock<u8>,
}

impl Inner<'_> {
    /// The type section.
    #[inline]
    fn types(&self) -> &[u8] {
        self.bytes.as_slice().get(self.types.clone()).unwrap_or_default()
    }
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
        let btf = Self::read(bytes.into(), None)?;
        btf.check()?;
        Ok(btf)
    }

    /// As [`parse`](Self::parse), but for bytes that are trusted to be right, such as the running kernel's own: only the
    /// header and the ends of the strings are looked at. Records are passed as far as somebody asks for a type, which
    /// finds what is early in a kernel's types, as its structures are, three times as fast.
    ///
    /// Nothing less is checked when types are asked for. Where a record is wrong, the types end with the one before it;
    /// [`check`](Self::check) tells.
    ///
    /// # Errors
    ///
    /// When the header, the place of a section or the ends of the string section are wrong.
    pub fn parse_lazily(bytes: impl Into<BtfBytes<'a>>) -> Result<Self, BtfError> {
        Self::read(bytes.into(), None)
    }

    /// Reads a BTF whose type numbers and string offsets go on where those of `base` end, such as a
    /// kernel module's.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and when the two do not have the same byte order.
    pub fn parse_split(bytes: impl Into<BtfBytes<'a>>, base: &Self) -> Result<Self, BtfError> {
        base.check()?;
        let btf = Self::read(bytes.into(), Some(base.clone()))?;
        btf.check()?;
        Ok(btf)
    }

    /// Whether every record lies within the type section; what [`parse`](Self::parse) does at once.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse); the error is about the first type that is not there.
    pub fn check(&self) -> Result<(), BtfError> {
        let own = self.0.walk.check(self.type_section())?;
        let sum = own.checked_add(self.0.base_types);
        sum.map(drop).ok_or(BtfError::TooMany { section: Section::Types })
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
        let walk = Walk::new(header.types.len(), tails, header.endian, base_types);
        Ok(Self(Arc::new(Inner {
            endian: header.endian,
            types: header.types,
            strings: header.strings,
            bytes: holder,
            walk,
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
        self.0.base_types.saturating_add(self.0.walk.count(self.type_section()))
    }

    /// The type section of this BTF, without its base.
    #[inline]
    pub(crate) fn type_section(&self) -> &[u8] {
        self.0.types()
    }

    /// Whether there is no type but `void`.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes of strings there are, the base's included.
    pub fn string_bytes(&self) -> u32 {
        self.0.base_strings + u32::try_from(self.0.strings.len()).unwrap_or(u32::MAX)
    }

    /// The string section of this BTF, without its base.
    pub(crate) fn own_strings(&self) -> &[u8] {
        self.0.bytes.as_slice().get(self.0.strings.clone()).unwrap_or_default()
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
        (first..u32::MAX).map_while(|number| {
            let id = TypeId::new(number);
            self.record(id).map(|record| Type::new(self, id, record))
        })
    }

    /// What starts at a name, if anything does: as [`strings_at`](Self::strings_at), for who asks for many names in a row.
    pub(crate) fn names<'b>(&'b self) -> impl Fn(StringOffset) -> Option<&'b [u8]> + use<'a, 'b> {
        let (own, start) = (self.own_strings(), self.0.base_strings);
        move |name| match name.bytes().checked_sub(start) {
            Some(place) => own.get(usize::try_from(place).ok()?..).filter(|rest| !rest.is_empty()),
            None => self.strings_at(name),
        }
    }

    /// The own type whose record starts at this offset of the type section. None if no record does.
    pub(crate) fn type_at(&self, offset: usize) -> Option<Type<'_>> {
        let own = self.0.walk.number_at(offset, self.type_section())?;
        let number = self.0.base_types.checked_add(own)?.checked_add(1)?;
        self.type_by_id(TypeId::new(number)).ok()
    }

    /// Whether every record starts at a multiple of 4 bytes.
    pub(crate) fn has_whole_words(&self) -> bool {
        self.0.walk.has_whole_words()
    }

    /// Every type of this kind and name, in the order of their numbers. Several can share a name (the
    /// kernel has structures of one name that differ). An empty name finds the anonymous ones.
    ///
    /// When it is first asked for a kind, it makes tables of that kind's names, one for every 4096 types (so the first
    /// type of a name is found without a look at what is far behind it): 4 to 6 bytes for each of them. From then on a
    /// name is found without a search. Anonymous types are always searched for.
    pub fn find(&self, kind: Kind, name: &str) -> impl Iterator<Item = Type<'_>> {
        let mut levels: Vec<&Self> = core::iter::successors(Some(self), |level| level.base()).collect();
        levels.reverse();
        let chunks = levels.into_iter().flat_map(|level| {
            (0..).map_while(move |number| Some((level, level.0.walk.chunk(number, level.type_section())?)))
        });
        chunks.flat_map(move |(level, chunk)| level.candidates(chunk, kind, name)).filter_map(move |id| {
            let (name_offset, info) = self.head(id)?;
            if info.kind() != kind || !self.string_is(name_offset, name.as_bytes()) {
                return None;
            }
            self.record(id).map(|record| Type::new(self, id, record))
        })
    }

    /// The types of a chunk of this BTF that may be of this kind and name.
    fn candidates<'b>(
        &'b self,
        chunk: &'b Chunk,
        kind: Kind,
        name: &str,
    ) -> impl Iterator<Item = TypeId> + use<'a, 'b> {
        let (all, some): (_, &[u16]) = if name.is_empty() {
            (0..chunk.offsets().len(), &[])
        } else {
            let heads = || {
                let (types, endian) = (self.type_section(), self.0.endian);
                chunk.offsets().iter().map(move |&offset| {
                    head(types, offset as usize, endian).unwrap_or((StringOffset::EMPTY, Info(0)))
                })
            };
            (0..0, chunk.names.candidates(kind, name, heads, self.names()))
        };
        let first = u64::from(self.0.base_types) + u64::from(chunk.first()) + 1;
        let numbers = all.map(|at| at as u64).chain(some.iter().map(|&at| at.into()));
        numbers.filter_map(move |at| u32::try_from(first + at).ok().map(TypeId::new))
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
        let types = level.types();
        Some((level, types, level.walk.offset(own, types)?))
    }

    /// The name and the info word of a type.
    #[inline]
    fn head(&self, id: TypeId) -> Option<(StringOffset, Info)> {
        let (level, types, offset) = self.place(id)?;
        head(types, offset, level.endian)
    }

    /// The record of a type. Its extent is measured again, so that nothing rests on the bytes being the
    /// same as when they were indexed.
    #[inline]
    fn record(&self, id: TypeId) -> Option<Record<'_>> {
        let (level, types, offset) = self.place(id)?;
        let endian = level.endian;
        let rest = types.get(offset..)?;
        let info = Info(endian.word_at(rest, 4)?);
        let size = usize::try_from(level.walk.tail(info)?.record_size(info.vlen())).ok()?;
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

/// The name and the info word of the record that starts here.
#[inline]
fn head(types: &[u8], offset: usize, endian: Endian) -> Option<(StringOffset, Info)> {
    let [a, b, c, d, rest @ ..] = *types.get(offset..)?.first_chunk::<8>()?;
    Some((StringOffset::new(endian.decode([a, b, c, d])), Info(endian.decode(rest))))
}
