//! Finding the types of a target that could stand for the roots of an object: all roots in one look at the target.
//!
//! A kernel has more than 100 000 types, and a scan of them for each root is what loading small programs with
//! libbpf takes most of its time for. Even a single walk from one record to the next takes half a millisecond, for each
//! has to be read before it is known where the next one is. So there is no walk here: every word of the type section
//! is taken for the info word of a record, which it may not be. Of those that would be of a root's kind, the
//! names are looked at, and only of those with a root's name it is asked whether a record starts there.
//!
//! ```text
//! word        name    info       …
//!                     kind?  →  a root's name?  →  a record?
//! of 800 000          16 000     20                20
//! ```

use std::collections::HashMap;

use super::compatible::kinds_agree;
use super::name::essential_bytes;
use crate::endian::Endian;
use crate::raw::{Info, KIND_NUMBERS, Kind};
use crate::read::Btf;
use crate::view::Type;

/// Names to look for, each with the number of what it is for.
pub(crate) struct Wanted<'l> {
    by_name: HashMap<&'l [u8], Vec<(Kind, usize)>>,
    /// A bit for each pair of first bytes.
    first_bytes: Vec<u64>,
    /// The numbers of the kinds that could stand for a root, each once: few.
    kinds: Vec<u8>,
}

impl<'l> Wanted<'l> {
    /// The essential name and the kind of each root that is still to be found, with its number.
    pub(crate) fn new(roots: impl Iterator<Item = (&'l [u8], Kind, usize)>) -> Self {
        let mut wanted = Self { by_name: HashMap::new(), first_bytes: vec![0; 1024], kinds: Vec::new() };
        for (name, kind, number) in roots {
            // A name of one byte is also looked for with a flavor behind it.
            let with_flavor = if let [first] = *name { place(&[first, b'_']) } else { place(name) };
            for (word, bit) in [place(name), with_flavor] {
                if let Some(word) = wanted.first_bytes.get_mut(word) {
                    *word |= bit;
                }
            }
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
        let types = target.type_section();
        let mut record = |offset: usize| {
            let Some(name) = target.name_at(types, offset) else { return };
            let (word, bit) = place(name);
            if self.first_bytes.get(word).is_none_or(|word| word & bit == 0) {
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
        match (target.has_whole_words(), target.endian()) {
            (true, Endian::Little) => self.infos(types, u32::from_le_bytes, record),
            (true, Endian::Big) => self.infos(types, u32::from_be_bytes, record),
            // Only of kinds that are not known yet there could be such records.
            (false, _) => (0..types.len()).for_each(&mut record),
        }
    }

    /// Calls `record` with the offset of each record that there is if what looks like its info word is one. `decode` is a
    /// parameter so that each byte order has its own loop.
    fn infos(&self, types: &[u8], decode: impl Fn([u8; 4]) -> u32, mut record: impl FnMut(usize)) {
        const AT_ONCE: usize = 16;
        let (words, _) = types.as_chunks::<4>();
        let (rows, rest) = words.as_chunks::<AT_ONCE>();
        let mut is_wanted = [false; KIND_NUMBERS];
        for &number in &self.kinds {
            if let Some(kind) = is_wanted.get_mut(usize::from(number)) {
                *kind = true;
            }
        }
        let kinds: Vec<u32> = self.kinds.iter().map(|&number| u32::from(number) << 24).collect();
        // Most words are no such ones, for long stretches: a row of them is asked at once, without a jump.
        let has = |row: &[[u8; 4]; AT_ONCE], wanted: u32| {
            let is_wanted = |word| u32::from(decode(word) & Info::KIND_BITS == wanted);
            row.iter().fold(0, |any, &word| any | is_wanted(word)) != 0
        };
        let mut each = |start: usize, row: &[[u8; 4]]| {
            for (word, place) in row.iter().zip(start..) {
                if is_wanted[usize::from(Info(decode(*word)).kind_number() & 0x7f)] && place > 0 {
                    record((place - 1) * 4);
                }
            }
        };
        for (number, row) in rows.iter().enumerate() {
            if kinds.iter().any(|&wanted| has(row, wanted)) {
                each(number * AT_ONCE, row);
            }
        }
        each(rows.len() * AT_ONCE, rest);
    }
}

/// The word, and the bit in it, that stand for the first two bytes of a name.
fn place(name: &[u8]) -> (usize, u64) {
    let (first, second) = match *name {
        [] => (0, 0),
        [first] => (first, 0),
        [first, second, ..] => (first, second),
    };
    let number = usize::from(first) << 8 | usize::from(second);
    (number / 64, 1 << (number % 64))
}
