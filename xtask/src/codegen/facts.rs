//! A file of facts: a table of the kernel's numbers, read from TOML and checked.

use serde::Deserialize;
use std::collections::BTreeMap;

/// One file of the folder `facts`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactFile {
    /// Where the facts are from, for each kind of fact.
    pub(crate) source: BTreeMap<String, String>,
    /// The type that is made of the facts.
    #[serde(rename = "type")]
    pub(crate) kind: TypeFacts,
    /// Other names of some facts: the alias, then the fact.
    #[serde(default)]
    pub(crate) aliases: BTreeMap<String, String>,
    /// Groups of types of program, for the helpers.
    #[serde(default)]
    pub(crate) groups: BTreeMap<String, Vec<String>>,
    /// What helpers are about, and what that means.
    #[serde(default)]
    pub(crate) categories: BTreeMap<String, String>,
    /// The words for the arguments of helpers, and what they mean.
    #[serde(default)]
    pub(crate) arguments: BTreeMap<String, String>,
    /// The words for the results of helpers, and what they mean.
    #[serde(default)]
    pub(crate) results: BTreeMap<String, String>,
    /// The facts by name.
    #[serde(default)]
    pub(crate) facts: BTreeMap<String, Fact>,
}

/// The type that a table is made into.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TypeFacts {
    /// Its name in Rust.
    pub(crate) name: String,
    /// The integer it wraps.
    pub(crate) repr: Repr,
    /// What one of its numbers is called in a message.
    pub(crate) what: String,
    /// Its documentation.
    pub(crate) doc: String,
    /// What the kernel's own spelling has in front of the fact's name in upper case.
    pub(crate) kernel: String,
    /// What the constants leave out of the names.
    #[serde(default)]
    pub(crate) constants_without: String,
    /// What the number 0 stands for where nothing is said, if the kernel takes it so: the type's `Default`.
    pub(crate) default: Option<String>,
    /// Whether the numbers are bits that are combined.
    #[serde(default)]
    pub(crate) flags: bool,
}

/// One number with a name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fact {
    /// The number.
    pub(crate) value: u64,
    /// The first version of Linux that has it.
    pub(crate) since: Option<String>,
    /// Whether the programs that use it need a GPL-compatible licence.
    pub(crate) gpl_only: Option<bool>,
    /// What it means, in a few words.
    pub(crate) means: Option<String>,
    /// The kernel's spelling, where the rule of the type does not give it.
    pub(crate) kernel: Option<String>,

    /// Of a type of map or link: what shows in the kernel's BTF that it was built with it.
    pub(crate) evidence: Option<String>,
    /// Of a type of program: the kernel's type that it is given.
    pub(crate) context: Option<String>,
    /// Of a type of program: whether such programs may sleep.
    pub(crate) sleepable: Option<bool>,
    /// Of a type of program: whether the expected attach type is looked at when it is loaded.
    pub(crate) at_load: Option<bool>,
    /// Of an attach type: the types of program that are attached there.
    #[serde(default)]
    pub(crate) programs: Vec<String>,
    /// Of an attach type: the type of link that is made.
    pub(crate) link: Option<String>,

    /// Of a helper: what it is about.
    pub(crate) category: Option<String>,
    /// Of a helper: its arguments.
    pub(crate) args: Option<String>,
    /// Of a helper: its result.
    pub(crate) result: Option<String>,
    /// Of a helper: the types of program that may call it.
    #[serde(default, rename = "in")]
    pub(crate) callers: Vec<String>,
    /// Of a helper: the types in which only some attach types allow it.
    #[serde(default)]
    pub(crate) only: BTreeMap<String, Vec<String>>,
    /// Of a helper: other arguments that it takes in some types of program.
    #[serde(default)]
    pub(crate) also: Vec<Variant>,
    /// Of a helper: whether it waits.
    #[serde(default)]
    pub(crate) sleeps: bool,
    /// Of a helper: whether its memory arguments may lie in the packet.
    #[serde(default)]
    pub(crate) packet_memory: bool,
    /// Of a helper: whether it moves the packet.
    #[serde(default)]
    pub(crate) moves_packet: bool,
    /// Of a helper: whether it writes all of the memory that it is to fill.
    #[serde(default)]
    pub(crate) fills: bool,
    /// Of a helper: what it does.
    pub(crate) says: Option<String>,
}

/// Other arguments of a helper in some types of program.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Variant {
    /// The types of program.
    #[serde(rename = "in")]
    pub(crate) callers: Vec<String>,
    /// The arguments.
    pub(crate) args: String,
}

impl Fact {
    /// The fields of one kind of number that this fact has, with the name of the kind of number they are for.
    fn special(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let helper = [
            ("category", self.category.is_some()),
            ("args", self.args.is_some()),
            ("result", self.result.is_some()),
            ("in", !self.callers.is_empty()),
            ("only", !self.only.is_empty()),
            ("also", !self.also.is_empty()),
            ("sleeps", self.sleeps),
            ("packet_memory", self.packet_memory),
            ("moves_packet", self.moves_packet),
            ("fills", self.fills),
            ("says", self.says.is_some()),
        ];
        let program = [
            ("context", self.context.is_some()),
            ("sleepable", self.sleepable.is_some()),
            ("at_load", self.at_load.is_some()),
        ];
        let attach = [("programs", !self.programs.is_empty()), ("link", self.link.is_some())];
        let of =
            |kind: &'static str| move |(field, there): (&'static str, bool)| there.then_some((field, kind));
        helper
            .into_iter()
            .filter_map(of("Helper"))
            .chain(program.into_iter().filter_map(of("ProgramType")))
            .chain(attach.into_iter().filter_map(of("AttachType")))
    }
}

/// An unsigned integer type.
#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Repr {
    /// 16 bits.
    U16,
    /// 32 bits.
    U32,
    /// 64 bits.
    U64,
}

impl Repr {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
        }
    }

    const fn max(self) -> u64 {
        match self {
            Self::U16 => u16::MAX as u64,
            Self::U32 => u32::MAX as u64,
            Self::U64 => u64::MAX,
        }
    }
}

impl FactFile {
    /// Reads and checks a file; `file` names it in errors.
    pub(crate) fn parse(file: &str, text: &str) -> Result<Self, String> {
        let facts: Self = toml::from_str(text).map_err(|error| format!("{file}: {error}"))?;
        facts.check().map_err(|error| format!("{file}: {error}"))?;
        Ok(facts)
    }

    /// The facts in order of their numbers.
    pub(crate) fn sorted(&self) -> Vec<(&str, &Fact)> {
        let mut facts: Vec<_> = self.facts.iter().map(|(name, fact)| (name.as_str(), fact)).collect();
        facts.sort_by_key(|(_, fact)| fact.value);
        facts
    }

    fn check(&self) -> Result<(), String> {
        if self.source.is_empty() {
            return Err("[source] is empty: say where each kind of fact is from".into());
        }
        if self.facts.is_empty() {
            return Err("[facts] is empty".into());
        }
        let sorted = self.sorted();
        for pair in sorted.windows(2) {
            if let [(one, a), (other, b)] = pair
                && a.value == b.value
            {
                return Err(format!(
                    "`{one}` and `{other}` both have the value {}: make one an alias",
                    a.value
                ));
            }
        }
        for (alias, name) in &self.aliases {
            if !self.facts.contains_key(name) {
                return Err(format!(
                    "the alias `{alias}` stands for `{name}`, which is no fact of this file"
                ));
            }
        }
        for (name, fact) in &sorted {
            check_fact(&self.kind, name, fact)?;
        }
        Ok(())
    }
}

fn check_fact(kind: &TypeFacts, name: &str, fact: &Fact) -> Result<(), String> {
    check_value(name, fact.value, kind.repr)?;
    if kind.flags && !(fact.value == 0 || fact.value.is_power_of_two()) {
        return Err(format!("`{name}` is {:#x}: a flag is one bit", fact.value));
    }
    if let Some(since) = &fact.since
        && !is_version(since)
    {
        return Err(format!(
            "`{name}` is since `{since}`: expected a version of Linux such as `5.8` or `2.6.37`"
        ));
    }
    if let Some((field, of)) = fact.special().find(|(_, of)| *of != kind.name) {
        return Err(format!("`{name}` has `{field}`, which is for the type {of} and not for {}", kind.name));
    }
    if let Some(evidence) = &fact.evidence
        && !["struct ", "func "].iter().any(|start| evidence.starts_with(start))
    {
        return Err(format!("`{name}` has the evidence `{evidence}`: expected `struct NAME` or `func NAME`"));
    }
    if !name.starts_with(&kind.constants_without) {
        return Err(format!("`{name}` does not start with `{}` as [type] says", kind.constants_without));
    }
    Ok(())
}

fn check_value(name: &str, value: u64, repr: Repr) -> Result<(), String> {
    if value > repr.max() {
        Err(format!("`{name}` is {value}, too large for {}", repr.name()))
    } else {
        Ok(())
    }
}

fn is_version(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    (2..=3).contains(&parts.len()) && parts.iter().all(|part| part.parse::<u32>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with these facts, of a type of flags in 16 bits.
    fn refusal(facts: &str) -> String {
        let text = format!(
            "[source]\nnumbers = \"here\"\n[type]\nname = \"Bits\"\nrepr = \"u16\"\nwhat = \"bit\"\ndoc = \"Bits.\"\n\
             kernel = \"B_\"\nflags = true\n{facts}"
        );
        FactFile::parse("bits.toml", &text).err().unwrap_or_default()
    }

    #[test]
    fn a_table_that_contradicts_itself_is_refused() {
        assert_eq!(refusal("[facts]\na = { value = 1, since = \"5.8\" }\nb = { value = 2 }"), "");
        assert_eq!(
            refusal("[facts]\na = { value = 1 }\nb = { value = 1 }"),
            "bits.toml: `a` and `b` both have the value 1: make one an alias"
        );
        assert_eq!(refusal("[facts]\na = { value = 3 }"), "bits.toml: `a` is 0x3: a flag is one bit");
        assert_eq!(refusal("[facts]\na = { value = 65536 }"), "bits.toml: `a` is 65536, too large for u16");
        assert_eq!(
            refusal("[facts]\na = { value = 1, since = \"v5\" }"),
            "bits.toml: `a` is since `v5`: expected a version of Linux such as `5.8` or `2.6.37`"
        );
        assert_eq!(
            refusal("[aliases]\nc = \"b\"\n[facts]\na = { value = 1 }"),
            "bits.toml: the alias `c` stands for `b`, which is no fact of this file"
        );
        assert!(refusal("[facts]\na = { value = 1, sinc = \"5.8\" }").contains("unknown field `sinc`"));
        assert_eq!(
            refusal("[facts]\na = { value = 1, args = \"\" }"),
            "bits.toml: `a` has `args`, which is for the type Helper and not for Bits"
        );
        assert_eq!(
            refusal("[facts]\na = { value = 1, evidence = \"seen\" }"),
            "bits.toml: `a` has the evidence `seen`: expected `struct NAME` or `func NAME`"
        );
    }
}
