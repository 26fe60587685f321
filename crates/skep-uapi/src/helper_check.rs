//! Whether what is said of a helper makes sense: what holds of every helper that this crate knows, and must hold of what
//! users add.

use crate::helper_facts::Spelling;
use crate::{Access, ArgumentKind, HelperFacts, Signature, Version};

/// What is wrong with what is said of a helper: the field, in the words of the fact files, and why.
pub(crate) struct Problem {
    pub(crate) field: &'static str,
    pub(crate) why: String,
}

impl Problem {
    fn new(field: &'static str, why: impl Into<String>) -> Self {
        Self { field, why: why.into() }
    }
}

impl HelperFacts {
    /// Looks for what contradicts itself.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        let letters = |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric();
        if Spelling::of(&self.name).is_empty() || !self.name.bytes().all(letters) {
            return Err(Problem::new("name", "a name has letters, digits and `_`"));
        }
        if self.helper.0 == 0 {
            return Err(Problem::new("value", "0 is the number of no helper"));
        }
        if let Some(Err(error)) = self.since.as_ref().map(|since| since.parse::<Version>()) {
            return Err(Problem::new("since", error.to_string()));
        }
        check_signature(&self.signature).map_err(|why| Problem::new("args", why))?;
        if self.programs.is_empty() {
            return Err(Problem::new("in", "no type of program may call it"));
        }
        for variant in &*self.variants {
            check_signature(&variant.signature).map_err(|why| Problem::new("also", why))?;
            let others = variant.programs.without(self.programs);
            if !others.is_empty() {
                return Err(Problem::new("also", format!("it cannot be called in {others}, as `in` says")));
            }
        }
        for limit in &*self.limits {
            let program_type = limit.program_type;
            if !self.programs.contains(program_type) {
                let why = format!("it cannot be called in {program_type}, as `in` says");
                return Err(Problem::new("only", why));
            }
            let not_its = |attach_type| !program_type.attach_types().contains(attach_type);
            if let Some(other) = limit.attach_types.iter().find(|one| not_its(one)) {
                return Err(Problem::new("only", format!("{program_type} programs have no `{other}`")));
            }
            if limit.attach_types.is_empty() {
                return Err(Problem::new("only", format!("no attach type is given for {program_type}")));
            }
        }
        Ok(())
    }
}

/// A size is said right after the memory it is of, a map comes before its keys, and what is filled or given back is
/// something that a pointer leads to.
fn check_signature(signature: &Signature) -> Result<(), String> {
    let arguments = &*signature.arguments;
    for (index, argument) in arguments.iter().enumerate() {
        let name = &argument.name;
        let before = index.checked_sub(1).and_then(|before| arguments.get(before)).map(|one| &one.kind);
        let after = arguments.get(index + 1).map(|one| &one.kind);
        match &argument.kind {
            ArgumentKind::Size | ArgumentKind::SizeOrZero if before != Some(&ArgumentKind::Memory) => {
                return Err(format!("`{name}` is a size, and there is no `mem` right before it"));
            }
            ArgumentKind::Memory if !matches!(after, Some(ArgumentKind::Size | ArgumentKind::SizeOrZero)) => {
                return Err(format!(
                    "`{name}` is memory, and there is no `size` or `size_or_0` right after it"
                ));
            }
            ArgumentKind::MapKey
                if !arguments.iter().take(index).any(|one| one.kind == ArgumentKind::Map) =>
            {
                return Err(format!("`{name}` is the key of a map, and there is no `map` before it"));
            }
            ArgumentKind::Number(_) | ArgumentKind::Address | ArgumentKind::Context
                if argument.released || argument.access != Access::Read =>
            {
                return Err(format!(
                    "`{name}` is `{}`: it is not filled, changed or given back",
                    argument.kind
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AttachType, Helper, HelperLimit, HelperVariant, ProgramSet, ProgramType};
    use std::borrow::Cow;

    #[test]
    fn what_is_known_of_every_helper_makes_sense() {
        for facts in Helper::ALL.iter().filter_map(|helper| helper.facts()) {
            if let Err(Problem { field, why }) = facts.check() {
                panic!("{}: {field}: {why}", facts.name);
            }
        }
    }

    #[test]
    fn what_contradicts_itself_is_refused_with_the_field() {
        let problem = |change: fn(&mut HelperFacts)| {
            let mut facts = Helper::KTIME_GET_NS.facts().unwrap().clone();
            change(&mut facts);
            facts.check().err().map(|problem| (problem.field, problem.why)).unwrap()
        };
        let args = |text: &str| Signature::parse(text, "i64").unwrap();
        assert_eq!(problem(|facts| facts.helper = Helper(0)).0, "value");
        assert_eq!(problem(|facts| facts.name = Cow::Borrowed("bpf_")).0, "name");
        assert_eq!(problem(|facts| facts.name = Cow::Borrowed("_")).0, "name");
        assert_eq!(problem(|facts| facts.name = Cow::Borrowed("bpf_a b")).0, "name");
        assert_eq!(problem(|facts| facts.since = Some(Cow::Borrowed("soon"))).0, "since");
        assert_eq!(
            problem(|facts| facts.programs = ProgramSet::NONE),
            ("in", "no type of program may call it".to_owned())
        );
        for (text, why) in [
            ("to: out mem", "`to` is memory, and there is no `size` or `size_or_0` right after it"),
            ("size: size", "`size` is a size, and there is no `mem` right before it"),
            ("key: map_key, map: map", "`key` is the key of a map, and there is no `map` before it"),
            ("ctx: out context", "`ctx` is `context`: it is not filled, changed or given back"),
        ] {
            assert_eq!(check_signature(&args(text)), Err(why.to_owned()));
        }
        let variant = |facts: &mut HelperFacts| {
            facts.programs = ProgramSet::of(&[ProgramType::XDP]);
            facts.variants = Cow::Owned(vec![HelperVariant {
                programs: ProgramSet::of(&[ProgramType::XDP, ProgramType::KPROBE]),
                signature: facts.signature.clone(),
            }]);
        };
        assert_eq!(problem(variant), ("also", "it cannot be called in kprobe, as `in` says".to_owned()));
        let limit = |facts: &mut HelperFacts| {
            facts.limits = Cow::Owned(vec![HelperLimit {
                program_type: ProgramType::SOCK_OPS,
                attach_types: Cow::Borrowed(&[AttachType::XDP]),
            }]);
        };
        assert_eq!(problem(limit), ("only", "sock_ops programs have no `xdp`".to_owned()));
    }
}
