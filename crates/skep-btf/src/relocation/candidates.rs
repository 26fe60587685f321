//! Finding the types of a target that could stand for the roots of an object: all roots in one pass.
//!
//! A kernel has more than 100 000 types, and a scan of them for each root is what loading small programs with
//! libbpf takes most of its time for. Here each type costs a look at its kind, those of the roots' kinds one at the
//! first two bytes of their names, and only those that a root also begins with are looked up.

use std::collections::HashMap;

use super::compatible::kinds_agree;
use super::name::{essential_bytes, type_name};
use crate::raw::Kind;
use crate::read::Btf;
use crate::view::Type;

/// Names to look for, each with the number of what it is for.
pub(crate) struct Wanted<'l> {
    by_name: HashMap<&'l [u8], Vec<(Kind, usize)>>,
    /// A bit for each pair of first bytes.
    first_bytes: Vec<u64>,
    /// The kinds of all roots, each once: few.
    kinds: Vec<Kind>,
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
            if !wanted.kinds.contains(&kind) {
                wanted.kinds.push(kind);
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
        for ty in target.own_types() {
            if ty.is_anonymous() || !self.kinds.iter().any(|&kind| kinds_agree(kind, ty.kind())) {
                continue;
            }
            let Ok(name) = type_name(ty) else { continue };
            let (word, bit) = place(name);
            if self.first_bytes.get(word).is_none_or(|word| word & bit == 0) {
                continue;
            }
            let Some(roots) = self.by_name.get(essential_bytes(name)) else { continue };
            for &(kind, number) in roots {
                if kinds_agree(kind, ty.kind()) {
                    found(number, ty);
                }
            }
        }
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
