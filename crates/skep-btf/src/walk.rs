//! Where type records start: found in one walk, from one record to the next, as far as anybody needs.
//!
//! The walk is made a chunk of types at a time. Each chunk is made by whoever first asks for a type in it and is then
//! shared, so a few structures that are early in a kernel's types are found without a look at the rest, and
//! the only memory in proportion to the data is four bytes for each type that was passed.

use std::sync::OnceLock;

use crate::endian::Endian;
use crate::error::{BtfError, Section};
use crate::header::RecordTails;
use crate::id::TypeId;
use crate::index::NameIndex;
use crate::raw::{self, Info};

/// How many types a chunk has, but for the last one.
const CHUNK: usize = 4096;

/// The starts of the records of a type section.
pub(crate) struct Walk {
    /// As many as there can be: the least record has 12 bytes.
    chunks: Box<[OnceLock<Box<Chunk>>]>,
    count: OnceLock<u32>,
    tails: RecordTails,
    endian: Endian,
    /// The number of types in the base.
    base_types: u32,
}

/// Some types, one after the other.
pub(crate) struct Chunk {
    /// The number of its first type, counted from 0 without the base.
    first: u32,
    /// For each, where in the type section its record starts.
    offsets: Box<[u32]>,
    /// Where the record after them starts.
    end: u32,
    /// Why there is no record after them, although the section goes on.
    error: Option<BtfError>,
    /// The names of these types.
    pub(crate) names: NameIndex,
}

impl Walk {
    /// The walk along a section of this many bytes, not begun yet.
    pub(crate) fn new(length: usize, tails: RecordTails, endian: Endian, base_types: u32) -> Self {
        let most = length.div_ceil(raw::RECORD_SIZE as usize).div_ceil(CHUNK);
        let chunks = (0..most).map(|_| OnceLock::new()).collect();
        Self { chunks, count: OnceLock::new(), tails, endian, base_types }
    }

    /// The chunk of this number, if there is one. `types` is the section.
    #[inline]
    pub(crate) fn chunk(&self, number: usize, types: &[u8]) -> Option<&Chunk> {
        match self.chunks.get(number)?.get() {
            Some(chunk) => Some(chunk),
            None => self.walk_to(number, types),
        }
    }

    /// Makes the chunks up to this one.
    fn walk_to(&self, number: usize, types: &[u8]) -> Option<&Chunk> {
        // Those that are there already are the first ones.
        let known = self.chunks.partition_point(|chunk| chunk.get().is_some());
        let mut last = known.checked_sub(1).and_then(|last| self.chunks.get(last)?.get());
        for chunk in self.chunks.get(known..=number)? {
            let (first, start) = match last {
                Some(last) if last.offsets.len() < CHUNK => return None,
                Some(last) => (last.first.checked_add(u32::try_from(CHUNK).ok()?)?, last.end),
                None => (0, 0),
            };
            last = Some(chunk.get_or_init(|| Box::new(self.walk(first, start, types))));
        }
        last.map(|chunk| &**chunk).filter(|chunk| !chunk.offsets.is_empty())
    }

    /// Where the record of a type, counted from 0 without the base, starts.
    #[inline]
    pub(crate) fn offset(&self, own: u32, types: &[u8]) -> Option<usize> {
        let own = own as usize;
        let chunk = self.chunk(own / CHUNK, types)?;
        Some(*chunk.offsets.get(own % CHUNK)? as usize)
    }

    /// The number of the type whose record starts at this offset, counted from 0 without the base.
    pub(crate) fn number_at(&self, offset: usize, types: &[u8]) -> Option<u32> {
        let offset = u32::try_from(offset).ok()?;
        let mut chunks = (0..self.chunks.len()).map_while(|number| self.chunk(number, types));
        let chunk = chunks.find(|chunk| offset < chunk.end)?;
        let place = chunk.offsets.binary_search(&offset).ok()?;
        chunk.first.checked_add(u32::try_from(place).ok()?)
    }

    /// Whether every record starts at a multiple of 4 bytes: those of all known kinds do.
    pub(crate) fn has_whole_words(&self) -> bool {
        self.tails.have_whole_words()
    }

    /// How many types there are up to the end or to a record that is wrong.
    pub(crate) fn count(&self, types: &[u8]) -> u32 {
        *self.count.get_or_init(|| {
            let last = (0..self.chunks.len()).map_while(|number| self.chunk(number, types)).last();
            // Each is counted by a 32-bit offset.
            last.map_or(0, |chunk| {
                chunk.first.saturating_add(u32::try_from(chunk.offsets.len()).unwrap_or(0))
            })
        })
    }

    /// What is wrong with the first record that is, after a walk to the end.
    pub(crate) fn check(&self, types: &[u8]) -> Result<u32, BtfError> {
        let count = self.count(types);
        let error = self.chunks.iter().find_map(|chunk| chunk.get()?.error.clone());
        error.map_or(Ok(count), Err)
    }

    /// Walks along a chunk that starts here.
    fn walk(&self, first: u32, start: u32, types: &[u8]) -> Chunk {
        match self.endian {
            Endian::Little => self.walk_in(first, start, types, u32::from_le_bytes),
            Endian::Big => self.walk_in(first, start, types, u32::from_be_bytes),
        }
    }

    /// As [`walk`](Self::walk); `decode` is a parameter so that each byte order has its own loop.
    fn walk_in(&self, first: u32, start: u32, types: &[u8], decode: impl Fn([u8; 4]) -> u32) -> Chunk {
        let mut rest = types.get(start as usize..).unwrap_or_default();
        // The least record has 12 bytes, so this never outgrows the input.
        let mut offsets = Vec::with_capacity(CHUNK.min(rest.len() / raw::RECORD_SIZE as usize));
        let mut error = None;
        // The greatest number is left out, so that there is one after every type.
        let numbers = u32::MAX.saturating_sub(self.base_types).saturating_sub(first).saturating_sub(1);
        let room = CHUNK.min(numbers as usize);
        while !rest.is_empty() && offsets.len() < room {
            let here = types.len() - rest.len();
            let id = || {
                let own = u32::try_from(offsets.len()).unwrap_or(u32::MAX).saturating_add(first);
                TypeId::new(self.base_types.saturating_add(own).saturating_add(1))
            };
            match self.next(rest, here, id, &decode) {
                Ok((offset, next)) => {
                    offsets.push(offset);
                    rest = next;
                }
                Err(found) => {
                    error = Some(found);
                    break;
                }
            }
        }
        if room < CHUNK && !rest.is_empty() && error.is_none() {
            error = Some(BtfError::TooMany { section: Section::Types });
        }
        let end = u32::try_from(types.len() - rest.len()).unwrap_or(u32::MAX);
        Chunk { first, offsets: offsets.into_boxed_slice(), end, error, names: NameIndex::default() }
    }

    /// The record at the start of `rest`, which is `here` in the section: its offset, and what follows it.
    #[inline]
    fn next<'b>(
        &self,
        rest: &'b [u8],
        here: usize,
        id: impl Fn() -> TypeId,
        decode: impl Fn([u8; 4]) -> u32,
    ) -> Result<(u32, &'b [u8]), BtfError> {
        let Some([_, _, _, _, a, b, c, d, ..]) = rest.first_chunk::<{ raw::RECORD_SIZE as usize }>() else {
            return Err(BtfError::TooShort {
                section: Section::Types,
                offset: here as u64,
                expected: "the record of a type",
                needed: raw::RECORD_SIZE.into(),
                available: rest.len() as u64,
            });
        };
        let info = Info(decode([*a, *b, *c, *d]));
        let Some(tail) = self.tails.get(info) else {
            return Err(BtfError::UnknownKind { kind: info.kind_number(), id: id(), offset: here as u64 });
        };
        let needed = tail.record_size(info.vlen());
        let Some(next) = usize::try_from(needed).ok().and_then(|size| rest.get(size..)) else {
            return Err(BtfError::RecordTooShort {
                id: id(),
                offset: here as u64,
                kind: info.kind(),
                vlen: info.vlen(),
                needed,
                available: rest.len() as u64,
            });
        };
        let offset = u32::try_from(here).map_err(|_| BtfError::TooMany { section: Section::Types })?;
        Ok((offset, next))
    }

    /// What follows the first 12 bytes of a record with this info word.
    #[inline]
    pub(crate) fn tail(&self, info: Info) -> Option<raw::Tail> {
        self.tails.get(info)
    }
}

impl Chunk {
    /// The number of its first type, counted from 0 without the base.
    pub(crate) fn first(&self) -> u32 {
        self.first
    }

    /// Where each record starts.
    pub(crate) fn offsets(&self) -> &[u32] {
        &self.offsets
    }
}
