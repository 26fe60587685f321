//! The names of the facts, where other facts refer to them: every name that is used must be one that is known.

use super::facts::FactFile;
use std::collections::BTreeMap;

/// The tables of numbers, by the names of their types in Rust.
pub(crate) struct Names<'a>(BTreeMap<&'a str, &'a FactFile>);

/// Lists of types of program that have a name, for use in other lists.
pub(crate) type Groups = BTreeMap<String, Vec<String>>;

impl<'a> Names<'a> {
    /// The names in these tables.
    pub(crate) fn of(tables: impl IntoIterator<Item = &'a FactFile>) -> Self {
        Self(tables.into_iter().map(|table| (table.kind.name.as_str(), table)).collect())
    }

    /// The constant of a fact in Rust, such as `ProgramType::XDP`.
    pub(crate) fn constant(&self, kind: &str, name: &str) -> Result<String, String> {
        let table = self.0.get(kind).ok_or_else(|| format!("there are no facts for the type {kind}"))?;
        if table.facts.contains_key(name) {
            Ok(format!("{kind}::{}", super::constant_name(&table.kind, name)))
        } else {
            Err(format!("`{name}` is no {}", table.kind.what))
        }
    }

    /// The constants of facts in Rust, with commas between them.
    pub(crate) fn constants(&self, kind: &str, names: &[String]) -> Result<String, String> {
        let constants: Result<Vec<String>, String> =
            names.iter().map(|name| self.constant(kind, name)).collect();
        Ok(constants?.join(", "))
    }

    /// The types of program that a list means, in order of their numbers. An element is a type, a group, or one of them
    /// with a minus sign, which takes it out again.
    pub(crate) fn programs(&self, list: &[String], groups: &Groups) -> Result<Vec<String>, String> {
        let table = self.0.get("ProgramType").ok_or("there are no facts for the type ProgramType")?;
        let mut found: BTreeMap<u64, &str> = BTreeMap::new();
        for element in list {
            let (name, out) = match element.strip_prefix('-') {
                Some(name) => (name, true),
                None => (element.as_str(), false),
            };
            let types = match groups.get(name) {
                // A group that contains itself would not end; groups use only those that are written without it.
                Some(group) if group.contains(element) => {
                    return Err(format!("the group `{name}` contains itself"));
                }
                Some(group) => self.programs(group, groups)?,
                None => vec![name.to_string()],
            };
            for name in types {
                let (name, fact) = table
                    .facts
                    .get_key_value(&name)
                    .ok_or_else(|| format!("`{name}` is neither a program type nor a group"))?;
                if out {
                    found.remove(&fact.value);
                } else {
                    found.insert(fact.value, name);
                }
            }
        }
        if found.is_empty() {
            return Err("the list means no program type".into());
        }
        Ok(found.into_values().map(ToString::to_string).collect())
    }

    /// The set of types of program that a list means, in Rust.
    pub(crate) fn program_set(&self, list: &[String], groups: &Groups) -> Result<String, String> {
        Ok(format!("ProgramSet::of(&[{}])", self.constants("ProgramType", &self.programs(list, groups)?)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPES: &str = "[source]\nnumbers = \"here\"\n[type]\nname = \"ProgramType\"\nrepr = \"u32\"\nwhat = \"program type\"\n\
                         doc = \"Types.\"\nkernel = \"T_\"\n[facts]\none = { value = 1 }\ntwo = { value = 2 }\nten = { value = 10 }\n";

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_list_means_types_groups_and_exceptions() {
        let table = FactFile::parse("types.toml", TYPES).unwrap();
        let names = Names::of([&table]);
        let groups = Groups::from([
            ("all".into(), list(&["ten", "two", "one"])),
            ("most".into(), list(&["all", "-two"])),
        ]);
        let programs = |elements: &[&str]| names.programs(&list(elements), &groups);
        assert_eq!(programs(&["all"]), Ok(list(&["one", "two", "ten"])));
        assert_eq!(programs(&["most", "-one"]), Ok(list(&["ten"])));
        assert_eq!(programs(&["-all", "two"]), Ok(list(&["two"])));
        assert_eq!(programs(&["three"]), Err("`three` is neither a program type nor a group".into()));
        assert_eq!(programs(&["one", "-one"]), Err("the list means no program type".into()));
        assert_eq!(names.constant("ProgramType", "ten"), Ok("ProgramType::TEN".into()));
        assert_eq!(names.constant("LinkType", "ten"), Err("there are no facts for the type LinkType".into()));
        let set = names.program_set(&list(&["one", "two"]), &groups);
        assert_eq!(set, Ok("ProgramSet::of(&[ProgramType::ONE, ProgramType::TWO])".into()));
    }
}
