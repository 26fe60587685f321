//! A set of types of program, as small as a number.

use crate::ProgramType;
use crate::generated::GROUPS;
use std::fmt;

/// A set of types of program. It holds the types that have a name here: those with numbers below 64.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ProgramSet(u64);

impl ProgramSet {
    /// No type.
    pub const NONE: Self = Self(0);

    /// Sets that have a name, because many helpers can be called in just these: `every`, `base`, `probes`, `tc`, `lwt`.
    pub const GROUPS: &'static [(&'static str, Self)] = GROUPS;

    /// These types. One with a number from 64 on, of which nothing is known, is left out.
    pub const fn of(types: &[ProgramType]) -> Self {
        let mut bits = 0;
        let mut left = types;
        while let [first, rest @ ..] = left {
            bits |= bit(*first);
            left = rest;
        }
        Self(bits)
    }

    /// The types of both.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those that are not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether this type is in it.
    pub const fn contains(self, program_type: ProgramType) -> bool {
        self.0 & bit(program_type) != 0
    }

    /// Whether no type is in it.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many types are in it.
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The types, in order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = ProgramType> {
        (0..u64::BITS).map(ProgramType).filter(move |&program_type| self.contains(program_type))
    }
}

const fn bit(program_type: ProgramType) -> u64 {
    if program_type.0 < u64::BITS { 1 << program_type.0 } else { 0 }
}

impl FromIterator<ProgramType> for ProgramSet {
    fn from_iter<I: IntoIterator<Item = ProgramType>>(types: I) -> Self {
        types.into_iter().fold(Self::NONE, |set, program_type| set.union(Self::of(&[program_type])))
    }
}

/// The names, separated by commas.
impl fmt::Display for ProgramSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for program_type in self.iter() {
            write!(f, "{separator}{program_type}")?;
            separator = ", ";
        }
        Ok(())
    }
}

impl fmt::Debug for ProgramSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProgramSet({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set =
            ProgramSet::of(&[ProgramType::XDP, ProgramType::KPROBE, ProgramType(64), ProgramType(u32::MAX)]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [ProgramType::KPROBE, ProgramType::XDP]);
        assert_eq!((set.len(), set.to_string()), (2, "kprobe, xdp".to_owned()));
        assert!(!set.contains(ProgramType(u32::MAX)));
        assert!(set.without(set).is_empty());
        assert_eq!(ProgramType::ALL.iter().copied().collect::<ProgramSet>().len(), 33);
        let group = |name| ProgramSet::GROUPS.iter().find(|(group, _)| *group == name).map(|(_, set)| *set);
        assert_eq!(group("tc").unwrap().to_string(), "sched_cls, sched_act");
    }
}
