//! Types by name: a table for each kind, made when a name is first looked for, and then shared.
//!
//! A table holds numbers only. Types whose names have the same hash are next to each other in it, in the order of
//! their numbers; what a name is, is read from the bytes, so a table that does not fit them (bytes that
//! changed) gives wrong answers at worst. Each kind has a table of its own because few callers ask for more than
//! one or two, and the names of all others need not be looked at: half of a kernel's names are functions'.

use std::sync::OnceLock;

use crate::id::StringOffset;
use crate::raw::{Info, Kind};

/// The tables of some types, of which there are fewer than 16 bits can count.
#[derive(Default)]
pub(crate) struct NameIndex {
    /// By the number of the kind, for those that are known.
    known: [OnceLock<Table>; Kind::ALL.len() + 1],
    /// All other kinds together.
    unknown: OnceLock<Table>,
}

/// Numbers of types by the hash of their names.
struct Table {
    /// For each hash, where in `types` the numbers start; one more for the end of the last.
    starts: Box<[u16]>,
    /// Numbers of types, counted from 0.
    types: Box<[u16]>,
}

impl NameIndex {
    /// The types, counted from 0, that may have this kind and name: all that do, and few others.
    ///
    /// `heads` gives the name and the info word of each type in turn, and `strings` what starts at a name.
    pub(crate) fn candidates<'s, H: Iterator<Item = (StringOffset, Info)>>(
        &self,
        kind: Kind,
        name: &str,
        heads: impl FnOnce() -> H,
        strings: impl Fn(StringOffset) -> Option<&'s [u8]>,
    ) -> &[u16] {
        let number = usize::from(kind.number());
        let table = self.known.get(number).unwrap_or(&self.unknown).get_or_init(|| {
            let is_wanted = |info: Info| match kind {
                Kind::Unknown(_) => matches!(info.kind(), Kind::Unknown(_)),
                _ => info.kind() == kind,
            };
            let named = heads().zip(0..).filter_map(|((name, info), number)| {
                if is_wanted(info) && name != StringOffset::EMPTY {
                    Some((hash(strings(name)?), number))
                } else {
                    None
                }
            });
            Table::new(named)
        });
        table.get(hash(name.as_bytes()))
    }
}

impl Table {
    /// The table of these types, each with the hash of its name.
    fn new(named: impl Iterator<Item = (u32, u16)>) -> Self {
        let named: Vec<(u32, u16)> = named.collect();
        let buckets = named.len().next_power_of_two();
        // First how many there are of each hash, one place ahead; then where they start; and then, while types are
        // put in, where the next one goes, which in the end is where the next hash starts.
        let mut starts = vec![0_u16; buckets + 2];
        let bucket = |hash: u32| hash as usize & (buckets - 1);
        for &(hash, _) in &named {
            if let Some(count) = starts.get_mut(bucket(hash) + 2) {
                *count += 1;
            }
        }
        let mut sum = 0_u16;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut types = vec![0_u16; named.len()].into_boxed_slice();
        for &(hash, number) in &named {
            if let Some(next) = starts.get_mut(bucket(hash) + 1) {
                if let Some(place) = types.get_mut(usize::from(*next)) {
                    *place = number;
                }
                *next += 1;
            }
        }
        starts.truncate(buckets + 1);
        Self { starts: starts.into_boxed_slice(), types }
    }

    /// The types whose names have this hash.
    fn get(&self, hash: u32) -> &[u16] {
        let bucket = hash as usize & self.starts.len().saturating_sub(2);
        match self.starts.get(bucket..) {
            Some([start, end, ..]) => {
                self.types.get(usize::from(*start)..usize::from(*end)).unwrap_or_default()
            }
            _ => &[],
        }
    }
}

/// The hash of the name that starts here and ends with a NUL byte, if not with the bytes.
#[inline]
fn hash(name: &[u8]) -> u32 {
    const LOW: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // An odd number without a pattern: 2^64 divided by the golden ratio.
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let (words, rest) = name.as_chunks::<8>();
    let mut hash = 0;
    for &word in words {
        let word = u64::from_le_bytes(word);
        // The lowest of these bits is at the first byte that is 0, if there is one.
        let zeros = word.wrapping_sub(LOW) & !word & HIGH;
        if zeros != 0 {
            let before = (zeros ^ (zeros - 1)) >> 8;
            return fold(mix(hash, word & before));
        }
        hash = mix(hash, word);
    }
    // The last word, filled up with zeros: for a name of whole words it is 0, as it is above.
    let mut last = [0; 8];
    for (place, &byte) in last.iter_mut().zip(rest.iter().take_while(|&&byte| byte != 0)) {
        *place = byte;
    }
    fold(mix(hash, u64::from_le_bytes(last)))
}

/// Both halves in one.
#[inline]
const fn fold(hash: u64) -> u32 {
    let [a, b, c, d, e, f, g, h] = hash.to_le_bytes();
    u32::from_le_bytes([a, b, c, d]) ^ u32::from_le_bytes([e, f, g, h])
}

#[cfg(test)]
mod tests {
    use super::{Table, hash};

    #[test]
    fn types_are_found_by_hash_in_the_order_of_their_numbers() {
        let hashes = [7, 3, 7, 7, 12, 3, 0];
        let table = Table::new(hashes.into_iter().zip(0..));
        for wanted in 0..16 {
            let found: Vec<u16> =
                table.get(wanted).iter().copied().filter(|&at| hashes[usize::from(at)] == wanted).collect();
            let expected: Vec<u16> =
                (0..).zip(hashes).filter(|&(_, hash)| hash == wanted).map(|(at, _)| at).collect();
            assert_eq!(found, expected, "{wanted}");
        }
        assert!(Table::new([].into_iter()).get(5).is_empty());
        assert_eq!(Table::new([(9, 0)].into_iter()).get(5), [0]);
    }

    #[test]
    fn a_name_has_one_hash_wherever_it_ends() {
        let name = "trace_event_raw_sched_switch";
        for length in 0..=name.len() {
            let name = &name.as_bytes()[..length];
            for after in ["\0", "\0x", "\0\u{1}\0\0\0\0\0", "\0other names\0"] {
                assert_eq!(hash(&[name, after.as_bytes()].concat()), hash(name), "{length}");
            }
            assert_eq!(hash(&[name, b"y\0"].concat()), hash(&[name, b"y"].concat()));
            assert_ne!(hash(&[name, b"y\0"].concat()), hash(name));
        }
    }
}
