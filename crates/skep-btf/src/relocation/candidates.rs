//! Finding the types of a target that could stand for the roots of an object: all roots in one look at the target.
//!
//! A kernel has more than 100 000 types, and a scan of them for each root is what loading small programs with
//! libbpf takes most of its time for. Even a single walk from one record to the next takes half a millisecond, for each
//! has to be read before it is known where the next one is. So there is no walk here: every word of the type section
//! is taken for the info word of a record, which it may not be. Of those that would be of a root's kind, the
//! beginnings of the names are looked at, and only of those with a root's name it is asked whether a record starts there.
//!
//! ```text
//! word        name    info       …
//!                     kind?  →  a root's name?  →  a record?
//! of 800 000          11 000     20                20
//! ```
//!
//! Of most words none is a root's kind, and of the next one it cannot be foretold. A processor that guesses wrong loses
//! more time than the question takes; so the loops here always do the same, and what was not wanted is written over.

use std::collections::HashMap;

use super::compatible::kinds_agree;
use super::name::essential_bytes;
use crate::endian::Endian;
use crate::id::StringOffset;
use crate::raw::{Info, Kind};
use crate::read::Btf;
use crate::view::Type;

/// Names to look for, each with the number of what it is for.
pub(crate) struct Wanted<'l> {
    by_name: HashMap<&'l [u8], Vec<(Kind, usize)>>,
    beginnings: Beginnings,
    /// The numbers of the kinds that could stand for a root, each once: few.
    kinds: Vec<u8>,
}

impl<'l> Wanted<'l> {
    /// The essential name and the kind of each root that is still to be found, with its number.
    pub(crate) fn new(roots: impl Iterator<Item = (&'l [u8], Kind, usize)>) -> Self {
        let mut wanted =
            Self { by_name: HashMap::new(), beginnings: Beginnings([0; 128]), kinds: Vec::new() };
        for (name, kind, number) in roots {
            wanted.beginnings.add(name);
            wanted.beginnings.add(&[name, b"___"].concat());
            for other in Kind::ALL.into_iter().chain([kind]) {
                if kinds_agree(kind, other) && !wanted.kinds.contains(&other.number()) {
                    wanted.kinds.push(other.number());
                }
            }
            wanted.by_name.entry(name).or_default().push((kind, number));
        }
        wanted
    }

    /// Whether there is nothing to look for.
    pub(crate) fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }

    /// Calls `found` with the number of a root and a type that could stand for it, for all the types that are
    /// this BTF's own. A type whose name is damaged is none.
    pub(crate) fn search<'t>(&self, target: &'t Btf<'t>, mut found: impl FnMut(usize, Type<'t>)) {
        let (types, endian) = (target.type_section(), target.endian());
        let names = target.names();
        let mut record = |offset: usize, name: u32| {
            let Some(name) = names(StringOffset::new(name)) else { return };
            if !self.beginnings.may_have(name) {
                return;
            }
            let name = name.split(|&byte| byte == 0).next().unwrap_or_default();
            let Some(roots) = self.by_name.get(essential_bytes(name)) else { return };
            let Some(ty) = target.type_at(offset) else { return };
            for &(kind, number) in roots {
                if kinds_agree(kind, ty.kind()) {
                    found(number, ty);
                }
            }
        };
        match (target.has_whole_words(), endian) {
            (true, Endian::Little) => self.infos(types, u32::from_le_bytes, record),
            (true, Endian::Big) => self.infos(types, u32::from_be_bytes, record),
            // Only of kinds that are not known yet there could be such records.
            (false, _) => types.windows(4).enumerate().for_each(|(offset, name)| {
                if let Some(name) = endian.word_at(name, 0) {
                    record(offset, name);
                }
            }),
        }
    }

    /// Calls `record` with the offset and the name of each record that there is if what looks like its info word is one.
    /// `decode` is a
    /// parameter so that each byte order has its own loop.
    fn infos(&self, types: &[u8], decode: impl Fn([u8; 4]) -> u32, mut record: impl FnMut(usize, u32)) {
        let (words, _) = types.as_chunks::<4>();
        let (rows, rest) = words.as_chunks::<ROW>();
        // Before the info word is the name.
        let mut info = |place: usize| {
            if let Some(before) = place.checked_sub(1)
                && let Some(&name) = words.get(before)
            {
                record(before * 4, decode(name));
            }
        };
        let is_of = |word, kind: u32| decode(word) & Info::KIND_BITS == kind;
        let (mut with_some, mut found) = ([0; ROWS], [0; ROW * ROWS]);
        for (block, start) in rows.chunks(ROWS).zip((0..).step_by(ROW * ROWS)) {
            let mut found_count = 0;
            for kind in self.kinds() {
                let mut count = 0;
                for (number, row) in block.iter().enumerate() {
                    let has_some = row.iter().fold(0, |any, &word| any | u32::from(is_of(word, kind)));
                    count = keep(&mut with_some, count, number, has_some != 0);
                }
                for &number in with_some.get(..count).unwrap_or_default() {
                    let Some(row) = block.get(number) else { continue };
                    for (&word, place) in row.iter().zip(start + number * ROW..) {
                        found_count = keep(&mut found, found_count, place, is_of(word, kind));
                    }
                }
            }
            let found = found.get_mut(..found_count).unwrap_or_default();
            if self.kinds.len() > 1 {
                found.sort_unstable();
            }
            found.iter().copied().for_each(&mut info);
        }
        for (&word, place) in rest.iter().zip(rows.len() * ROW..) {
            if self.kinds().any(|kind| is_of(word, kind)) {
                info(place);
            }
        }
    }

    /// The kinds, each as it is in an info word.
    fn kinds(&self) -> impl Iterator<Item = u32> {
        self.kinds.iter().map(|&number| u32::from(number) << 24)
    }
}

/// How many words are asked at once, and how many such rows are before what was found in them is looked at.
const ROW: usize = 16;
const ROWS: usize = 64;

/// Puts a number into the next place, where it stays if it is wanted and otherwise the one after it goes; gives how many
/// stay.
#[inline]
fn keep(places: &mut [usize], count: usize, number: usize, is_wanted: bool) -> usize {
    if let Some(place) = places.get_mut(count) {
        *place = number;
    }
    count + usize::from(is_wanted)
}

/// The first four bytes of names, as the bits of a set by their hashes: another name is rarely taken for one of them.
struct Beginnings([u64; 128]);

impl Beginnings {
    fn add(&mut self, name: &[u8]) {
        let (word, bit) = Self::place(name);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    /// Whether one of the names may begin as the one that starts here does, which ends with a NUL byte if not before.
    #[inline]
    fn may_have(&self, name: &[u8]) -> bool {
        let (word, bit) = Self::place(name);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }

    /// The word, and the bit in it.
    #[inline]
    fn place(name: &[u8]) -> (usize, u64) {
        let beginning = match name.first_chunk::<4>() {
            Some(&[a, b, c, d]) if a != 0 && b != 0 && c != 0 => [a, b, c, d],
            _ => {
                let mut beginning = [0; 4];
                for (place, &byte) in beginning.iter_mut().zip(name.iter().take_while(|&&byte| byte != 0)) {
                    *place = byte;
                }
                beginning
            }
        };
        // An odd number without a pattern: 2^32 divided by the golden ratio. The upper bits are the better ones.
        let hash = u32::from_le_bytes(beginning).wrapping_mul(0x9e37_79b9) >> 19;
        (hash as usize / 64, 1 << (hash % 64))
    }
}
