//! What is known of the helpers, and how to find one: by number, by any spelling of its name, by what it is about, by the
//! programs that may call it, and by version.
//!
//! [`Helper::facts`] is what this crate knows. A [`HelperTable`] is that and what a user adds for a newer kernel:
//!
//! ```
//! use skep_uapi::{Helper, HelperTable, ProgramType};
//!
//! let table = HelperTable::new();
//! let lookup = table.find("MapLookupElem").ok_or("not known")?;
//! assert_eq!(lookup.helper, Helper::MAP_LOOKUP_ELEM);
//! assert_eq!(lookup.signature.to_string(), "(map: map, key: map_key) -> map_value?");
//! assert!(lookup.callable_in(ProgramType::XDP, None));
//!
//! let of_packets = table.iter().filter(|facts| facts.callable_in(ProgramType::XDP, None)).count();
//! assert!(of_packets > 100);
//! # Ok::<(), &str>(())
//! ```

use crate::generated::{HELPER_FACTS, SOURCES};
use crate::helper_check::Problem;
use crate::{AttachType, Helper, HelperCategory, ProgramSet, ProgramType, Signature, Version};
use std::borrow::Cow;
use std::fmt;

/// What is known of one helper.
///
/// Which programs may call it is what Linux 6.18 says; kernels before it allow fewer, and what one allows can be asked of
/// it: this only says what to expect.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HelperFacts {
    /// Which helper it is.
    pub helper: Helper,
    /// Its name, such as `bpf_map_lookup_elem`.
    pub name: Cow<'static, str>,
    /// The first version of Linux that has it.
    pub since: Option<Cow<'static, str>>,
    /// Whether its caller needs a GPL-compatible licence; `None` if that depends on the type of the program, or is not
    /// known.
    pub gpl_only: Option<bool>,
    /// What it is about.
    pub category: HelperCategory,
    /// What it takes and returns, in most types of program.
    pub signature: Signature,
    /// What it takes and returns in other types of program.
    pub variants: Cow<'static, [HelperVariant]>,
    /// The types of program that may call it.
    pub programs: ProgramSet,
    /// In which of them it depends on the attach type.
    pub limits: Cow<'static, [HelperLimit]>,
    /// Whether it waits, so that only programs that may sleep can call it.
    pub sleeps: bool,
    /// Whether its memory arguments may lie in the packet.
    pub packet_memory: bool,
    /// Whether pointers into the packet that the program has are of no use after it.
    pub moves_packet: bool,
    /// Whether it writes all of the memory that it is to fill, with zeros where it fails.
    pub fills: bool,
    /// What it does, in a sentence.
    pub says: Option<Cow<'static, str>>,
}

/// What a helper takes and returns in some types of program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HelperVariant {
    /// The types of program.
    pub programs: ProgramSet,
    /// What it takes and returns there.
    pub signature: Signature,
}

/// A type of program in which only some attach types allow a helper.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HelperLimit {
    /// The type of program.
    pub program_type: ProgramType,
    /// The attach types that allow it.
    pub attach_types: Cow<'static, [AttachType]>,
}

impl HelperFacts {
    /// Where what this crate knows is from, by kind of fact in the words of the fact files: `numbers`, `versions` (since
    /// when), `gpl_only`, `args` (and results), `in` (who may call it), `sleeps`, `packet_memory`, `moves_packet`,
    /// `category`, `says`.
    pub const SOURCES: &'static [(&'static str, &'static str)] = SOURCES;

    /// What it takes and returns in this type of program.
    pub fn signature_in(&self, program_type: ProgramType) -> &Signature {
        let variant = self.variants.iter().find(|variant| variant.programs.contains(program_type));
        variant.map_or(&self.signature, |variant| &variant.signature)
    }

    /// The attach types that allow it in this type of program; `None` if all do.
    pub fn limit_in(&self, program_type: ProgramType) -> Option<&[AttachType]> {
        let limit = self.limits.iter().find(|limit| limit.program_type == program_type);
        limit.map(|limit| &*limit.attach_types)
    }

    /// Whether programs of this type, with this expected attach type, may call it. Without an attach type: whether there is
    /// one with which they may.
    pub fn callable_in(&self, program_type: ProgramType, attach_type: Option<AttachType>) -> bool {
        let limited = attach_type.is_some_and(|attach_type| {
            self.limit_in(program_type).is_some_and(|allowed| !allowed.contains(&attach_type))
        });
        self.programs.contains(program_type) && !limited && (!self.sleeps || program_type.can_sleep())
    }

    /// Whether Linux of this version has it, as far as that is known.
    pub fn in_version(&self, version: Version) -> Option<bool> {
        let since: Version = self.since.as_ref()?.parse().ok()?;
        Some(since <= version)
    }
}

impl Helper {
    /// What is known of it here; `None` for a number that no helper has.
    pub fn facts(self) -> Option<&'static HelperFacts> {
        // They are in order of their numbers from 1 on, without a gap.
        let index = usize::try_from(self.0.checked_sub(1)?).ok()?;
        HELPER_FACTS.get(index)
    }

    /// What it takes and returns in most types of program; `None` for a number that no helper has.
    pub fn signature(self) -> Option<&'static Signature> {
        self.facts().map(|facts| &facts.signature)
    }

    /// The helper of this name, in any spelling: `bpf_map_lookup_elem`, `map_lookup_elem`, `BPF_FUNC_map_lookup_elem`,
    /// `MapLookupElem`, `map-lookup-elem`.
    pub fn named(name: &str) -> Option<Self> {
        let wanted = Spelling::of(name);
        HELPER_FACTS.iter().find(|facts| Spelling::of(&facts.name) == wanted).map(|facts| facts.helper)
    }
}

/// The helpers that are known: those that this crate knows, and those that were added.
#[derive(Clone, Debug, Default)]
pub struct HelperTable {
    /// In order of their numbers. They hide those of the same number that this crate knows.
    added: Vec<HelperFacts>,
}

impl HelperTable {
    /// What this crate knows.
    pub const fn new() -> Self {
        Self { added: Vec::new() }
    }

    /// With one more helper, or with other facts of one: the last word on a number counts.
    ///
    /// # Errors
    /// If another number has its name, or what is said of it contradicts itself: memory without a size, a variant for
    /// programs that may not call it.
    pub fn with(mut self, facts: HelperFacts) -> Result<Self, HelperClash> {
        let clash = |field, problem: String| HelperClash { name: facts.name.to_string(), field, problem };
        facts.check().map_err(|Problem { field, why }| clash(field, why))?;
        match self.find(&facts.name) {
            Some(other) if other.helper != facts.helper => {
                let problem =
                    format!("it has the number {}, and so cannot have {}", other.helper.0, facts.helper.0);
                return Err(clash("value", problem));
            }
            Some(_) | None => {}
        }
        match self.added.binary_search_by_key(&facts.helper, |other| other.helper) {
            Ok(index) => self.added[index] = facts,
            Err(index) => self.added.insert(index, facts),
        }
        Ok(self)
    }

    /// What is known of a helper.
    pub fn get(&self, helper: Helper) -> Option<&HelperFacts> {
        match self.added.binary_search_by_key(&helper, |facts| facts.helper) {
            Ok(index) => self.added.get(index),
            Err(_) => helper.facts(),
        }
    }

    /// The helper of this name, in any spelling that [`Helper::named`] takes, or of this number.
    pub fn find(&self, name_or_number: &str) -> Option<&HelperFacts> {
        if let Ok(number) = name_or_number.trim_start_matches('#').parse() {
            return self.get(Helper(number));
        }
        let wanted = Spelling::of(name_or_number);
        self.iter().find(|facts| Spelling::of(&facts.name) == wanted)
    }

    /// All of them, in order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &HelperFacts> {
        let mut added = self.added.iter().peekable();
        let mut known = HELPER_FACTS.iter().peekable();
        std::iter::from_fn(move || match (added.peek(), known.peek()) {
            (Some(new), Some(old)) if new.helper == old.helper => {
                known.next();
                added.next()
            }
            (Some(new), Some(old)) if old.helper < new.helper => known.next(),
            (None, _) => known.next(),
            (Some(_), _) => added.next(),
        })
    }
}

/// A helper that cannot be added to a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HelperClash {
    name: String,
    field: &'static str,
    problem: String,
}

impl HelperClash {
    /// What is wrong, in the words of the fact files: `value`, `since`, `args`, `in`, `also`, `only`, or `name`.
    pub const fn field(&self) -> &'static str {
        self.field
    }

    /// Why it cannot be so.
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for HelperClash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the helper `{}` cannot be added: `{}`: {}", self.name, self.field, self.problem)
    }
}

impl std::error::Error for HelperClash {}

/// A name without what differs from one spelling to the other: prefixes, case, and what is between words.
#[derive(PartialEq, Eq)]
pub(crate) struct Spelling(String);

impl Spelling {
    /// Whether nothing is left of the name.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn of(name: &str) -> Self {
        let plain: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|character| character.to_ascii_lowercase())
            .collect();
        let plain = plain.strip_prefix("bpffunc").or_else(|| plain.strip_prefix("bpf")).unwrap_or(&plain);
        Self(plain.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn there_are_211_helpers_and_each_is_found_by_number_and_name() {
        assert_eq!(HELPER_FACTS.len(), 211);
        for (index, facts) in HELPER_FACTS.iter().enumerate() {
            assert_eq!(facts.helper.0, u32::try_from(index).unwrap() + 1);
            assert_eq!(facts.helper.facts(), Some(facts));
            assert_eq!(facts.helper.name(), Some(&*facts.name));
            assert_eq!(facts.helper.since(), facts.since.as_deref());
            assert_eq!(facts.helper.gpl_only(), facts.gpl_only);
            assert_eq!(HelperTable::new().find(&facts.helper.0.to_string()), Some(facts));
        }
        assert_eq!(Helper(0).facts(), None);
        assert_eq!(Helper(212).facts(), None);
        assert_eq!(Helper(u32::MAX).signature(), None);
    }

    #[test]
    fn every_spelling_of_every_name_is_understood() {
        for facts in &HELPER_FACTS {
            let short = facts.name.strip_prefix("bpf_").unwrap();
            let camel: String = short
                .split('_')
                .map(|word| {
                    word.chars().enumerate().map(|(i, c)| if i == 0 { c.to_ascii_uppercase() } else { c })
                })
                .flat_map(Iterator::collect::<Vec<char>>)
                .collect();
            for spelling in [
                facts.name.to_string(),
                short.to_owned(),
                short.to_uppercase(),
                format!("BPF_FUNC_{short}"),
                facts.name.replace('_', "-"),
                camel,
            ] {
                assert_eq!(Helper::named(&spelling), Some(facts.helper), "{spelling}");
            }
        }
        for nothing in ["", "bpf_", "map_lookup", "unspec", "no_such_helper"] {
            assert_eq!(Helper::named(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn every_helper_has_a_sentence_of_its_own() {
        let sentences: BTreeSet<&str> =
            HELPER_FACTS.iter().filter_map(|facts| facts.says.as_deref()).collect();
        assert_eq!(sentences.len(), 211);
        assert!(sentences.iter().all(|sentence| sentence.ends_with('.') && sentence.len() < 130));
    }

    #[test]
    fn helpers_are_found_by_program_attach_type_category_and_version() {
        let table = HelperTable::new();
        let bind = table.find("bind").unwrap();
        assert!(bind.callable_in(ProgramType::CGROUP_SOCK_ADDR, None));
        assert!(bind.callable_in(ProgramType::CGROUP_SOCK_ADDR, Some(AttachType::CGROUP_INET4_CONNECT)));
        assert!(!bind.callable_in(ProgramType::CGROUP_SOCK_ADDR, Some(AttachType::CGROUP_INET4_BIND)));
        assert!(!bind.callable_in(ProgramType::XDP, None));
        // It waits, and packets are not handled by programs that may.
        let copy = table.find("copy_from_user").unwrap();
        assert!(copy.callable_in(ProgramType::SYSCALL, None) && !copy.callable_in(ProgramType::XDP, None));
        let rings = table.iter().filter(|facts| facts.category == HelperCategory::Ring).count();
        assert_eq!(rings, 9);
        let version = |text: &str| text.parse().unwrap();
        assert_eq!(bind.in_version(version("4.16.3")), Some(false));
        assert_eq!(bind.in_version(version("4.17")), Some(true));
        let cookie = table.find("get_socket_cookie").unwrap();
        assert_eq!(cookie.signature_in(ProgramType::XDP).to_string(), "(ctx: context) -> u64");
        assert_eq!(cookie.signature_in(ProgramType::TRACING).to_string(), "(ctx: sock_common?) -> u64");
    }

    fn made_up(number: u32, name: &'static str) -> HelperFacts {
        HelperFacts {
            helper: Helper(number),
            name: Cow::Borrowed(name),
            since: Some(Cow::Borrowed("9.1")),
            gpl_only: None,
            category: HelperCategory::Time,
            signature: Signature::parse("clock: u32", "u64").unwrap(),
            variants: Cow::Borrowed(&[]),
            programs: ProgramSet::of(&[ProgramType::XDP]),
            limits: Cow::Borrowed(&[]),
            sleeps: false,
            packet_memory: false,
            moves_packet: false,
            fills: false,
            says: None,
        }
    }

    #[test]
    fn what_is_added_is_found_like_the_rest() {
        let table = HelperTable::new()
            .with(made_up(400, "bpf_clock"))
            .unwrap()
            .with(made_up(300, "bpf_dial"))
            .unwrap();
        assert_eq!(table.iter().count(), 213);
        let last: Vec<u32> = table.iter().map(|facts| facts.helper.0).skip(210).collect();
        assert_eq!(last, [211, 300, 400]);
        assert_eq!(table.find("BPF_FUNC_clock").map(|facts| facts.helper), Some(Helper(400)));
        assert_eq!(table.find("300").map(|facts| &*facts.name), Some("bpf_dial"));
        // The last word counts, also on a helper that is known.
        let table = table.with(made_up(5, "bpf_ktime_get_ns")).unwrap();
        assert_eq!(table.iter().count(), 213);
        assert_eq!(table.get(Helper::KTIME_GET_NS).unwrap().since.as_deref(), Some("9.1"));
    }

    #[test]
    fn a_name_of_another_number_cannot_be_added() {
        let error = HelperTable::new().with(made_up(400, "bpf_map_lookup_elem")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the helper `bpf_map_lookup_elem` cannot be added: `value`: it has the number 1, and so cannot have 400"
        );
        assert!(HelperTable::new().with(made_up(400, "bpf_")).is_err());
        assert!(HelperTable::new().with(made_up(400, "bpf_a b")).is_err());
        assert!(HelperTable::new().with(made_up(0, "bpf_clock")).is_err());
    }
}
