//! Puts what an overlay's file says over what is known.

use super::schema::{Entry, File, Groups, Problem, line};
use crate::nearest;
use skep::prelude::ProgramType;
use skep::uapi::{
    AttachType, Helper, HelperFacts, HelperLimit, HelperTable, HelperVariant, ProgramSet, Signature,
};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// The helpers with a file's facts, and what the file said.
pub(super) struct Merged {
    pub(super) helpers: HelperTable,
    /// Each helper that the file names, whether it was not known before, and the fields.
    pub(super) changes: Vec<(Helper, bool, BTreeSet<&'static str>)>,
}

/// Puts a file's facts over what is known; `text` is the file, for the lines of what is wrong.
pub(super) fn merge(known: &HelperTable, file: &File, text: &str) -> Result<Merged, Vec<Problem>> {
    let mut merged = Merged { helpers: known.clone(), changes: Vec::new() };
    let mut problems = Vec::new();
    // In the order of the file.
    let mut entries: Vec<_> = file.facts.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    for (name, entry) in entries {
        let reading = Reading { name: name.as_ref(), place: name.span(), entry, groups: &file.groups, text };
        match reading.merged(&merged.helpers) {
            Ok((helpers, change)) => {
                merged.helpers = helpers;
                merged.changes.push(change);
            }
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(merged) } else { Err(problems) }
}

/// An entry that is read.
struct Reading<'a> {
    name: &'a str,
    place: Range<usize>,
    entry: &'a Entry,
    groups: &'a Groups,
    text: &'a str,
}

type Change = (Helper, bool, BTreeSet<&'static str>);

impl Reading<'_> {
    fn merged(&self, known: &HelperTable) -> Result<(HelperTable, Change), Vec<Problem>> {
        let old = known.iter().find(|facts| facts.name == self.name);
        let start = match old {
            Some(old) => old.clone(),
            None => self.made()?,
        };
        let facts = self.over(start, known)?;
        let change = (facts.helper, old.is_none(), self.fields());
        let helpers = known
            .clone()
            .with(facts)
            .map_err(|clash| vec![self.problem(clash.field(), clash.problem().to_owned())])?;
        Ok((helpers, change))
    }

    /// A helper that is not known, of which everything is still to be said that must be.
    fn made(&self) -> Result<HelperFacts, Vec<Problem>> {
        let entry = self.entry;
        if !self.name.starts_with("bpf_") {
            return Err(vec![self.whole("the names of helpers start with `bpf_`".to_owned())]);
        }
        let missing = [
            ("value", entry.value.is_none()),
            ("category", entry.category.is_none()),
            ("args", entry.args.is_none()),
            ("result", entry.result.is_none()),
            ("in", entry.callers.is_none()),
        ];
        let missing: Vec<Problem> = missing
            .into_iter()
            .filter(|(_, missing)| *missing)
            .map(|(field, _)| self.whole(format!("`{field}` is missing: it is not known here")))
            .collect();
        // What is said replaces all of this; a helper that is known is the only one there is to start from.
        let start = Helper::KTIME_GET_NS.facts().filter(|_| missing.is_empty());
        let Some(start) = start else { return Err(missing) };
        Ok(HelperFacts {
            name: Cow::Owned(self.name.to_owned()),
            since: None,
            gpl_only: None,
            variants: Cow::Borrowed(&[]),
            limits: Cow::Borrowed(&[]),
            sleeps: false,
            packet_memory: false,
            moves_packet: false,
            fills: false,
            says: None,
            ..start.clone()
        })
    }

    /// What is known, with what the entry says instead.
    fn over(&self, mut facts: HelperFacts, known: &HelperTable) -> Result<HelperFacts, Vec<Problem>> {
        let entry = self.entry;
        let mut problems = Vec::new();
        if let Some(value) = &entry.value {
            facts.helper = Helper(*value.as_ref());
            if let Some(other) = known.get(facts.helper).filter(|other| other.name != facts.name) {
                problems.push(
                    self.problem("value", format!("{} is the number of {}", other.helper.0, other.name)),
                );
            }
        }
        if let Some(since) = &entry.since {
            facts.since = Some(Cow::Owned(since.as_ref().clone()));
        }
        if let Some(category) = &entry.category {
            match nearest::category(category.as_ref()) {
                Ok(category) => facts.category = category,
                Err(problem) => problems.push(self.problem("category", problem)),
            }
        }
        // One of the two may stay as it is.
        let shown = facts.signature.to_string();
        let (args, result) = shown.split_once(") -> ").unwrap_or_default();
        let old_result = result.to_owned();
        let old_args = args.strip_prefix('(').unwrap_or(args).to_owned();
        let args = entry.args.as_ref().map_or(&*old_args, |args| args.as_ref());
        let result = entry.result.as_ref().map_or(&*old_result, |result| result.as_ref());
        // The result is looked at by itself first, to tell the field.
        match Signature::parse("", result) {
            Err(error) => problems.push(self.problem("result", error.to_string())),
            Ok(_) => match Signature::parse(args, result) {
                Ok(signature) => {
                    // The result is the same in all types of program.
                    if facts.signature.result != signature.result {
                        for variant in facts.variants.to_mut() {
                            variant.signature.result = signature.result.clone();
                        }
                    }
                    facts.signature = signature;
                }
                Err(error) => problems.push(self.problem("args", error.to_string())),
            },
        }
        if let Some(callers) = &entry.callers {
            match self.programs(callers.as_ref()) {
                Ok(programs) => facts.programs = programs,
                Err(problem) => problems.push(self.problem("in", problem)),
            }
        }
        if let Some(also) = &entry.also {
            let variants = also.as_ref().iter().map(|variant| {
                let programs = self.programs(&variant.callers)?;
                let signature = Signature::parse(&variant.args, result).map_err(|error| error.to_string())?;
                Ok(HelperVariant { programs, signature })
            });
            match variants.collect::<Result<Vec<_>, String>>() {
                Ok(variants) => facts.variants = Cow::Owned(variants),
                Err(problem) => problems.push(self.problem("also", problem)),
            }
        }
        if let Some(only) = &entry.only {
            let limits = only.as_ref().iter().map(|(program, places)| {
                let program_type = nearest::program_type(program)?;
                let attach_types = places.iter().map(|place| attach_type(place)).collect::<Result<_, _>>()?;
                Ok(HelperLimit { program_type, attach_types: Cow::Owned(attach_types) })
            });
            match limits.collect::<Result<Vec<_>, String>>() {
                Ok(limits) => facts.limits = Cow::Owned(limits),
                Err(problem) => problems.push(self.problem("only", problem)),
            }
        }
        facts.gpl_only = entry.gpl_only.or(facts.gpl_only);
        facts.sleeps = entry.sleeps.unwrap_or(facts.sleeps);
        facts.packet_memory = entry.packet_memory.unwrap_or(facts.packet_memory);
        facts.moves_packet = entry.moves_packet.unwrap_or(facts.moves_packet);
        if let Some(says) = &entry.says {
            facts.says = Some(Cow::Owned(says.clone()));
        }
        if problems.is_empty() { Ok(facts) } else { Err(problems) }
    }

    /// The types of program that a list means: types, groups, and either with a minus sign, which takes it out again.
    fn programs(&self, list: &[String]) -> Result<ProgramSet, String> {
        self.programs_within(list, &[])
    }

    fn programs_within(&self, list: &[String], within: &[&str]) -> Result<ProgramSet, String> {
        let mut found = ProgramSet::NONE;
        for element in list {
            let (name, out) = match element.strip_prefix('-') {
                Some(name) => (name, true),
                None => (&**element, false),
            };
            let set = if within.contains(&name) {
                return Err(format!("the group `{name}` contains itself"));
            } else if let Some(group) = self.groups.get(name) {
                let within: Vec<&str> = within.iter().copied().chain([name]).collect();
                self.programs_within(group, &within)?
            } else if let Some((_, set)) = ProgramSet::GROUPS.iter().find(|(group, _)| *group == name) {
                *set
            } else if let Ok(program_type) = nearest::program_type(name) {
                ProgramSet::of(&[program_type])
            } else {
                let groups = ProgramSet::GROUPS
                    .iter()
                    .map(|(group, _)| *group)
                    .chain(self.groups.keys().map(|one| &**one));
                let near = nearest::nearest(
                    name,
                    ProgramType::ALL.iter().filter_map(|one| one.name()).chain(groups),
                );
                let near = if near.is_empty() {
                    String::new()
                } else {
                    format!("; near to it: {}", near.join(", "))
                };
                return Err(format!("`{name}` is neither a program type nor a group{near}"));
            };
            found = if out { found.without(set) } else { found.union(set) };
        }
        Ok(found)
    }

    /// The fields that the entry has.
    fn fields(&self) -> BTreeSet<&'static str> {
        let Entry { value, since, gpl_only, category, args, result, callers, only, also, .. } = self.entry;
        let Entry { sleeps, packet_memory, moves_packet, says, .. } = self.entry;
        let there = [
            ("value", value.is_some()),
            ("since", since.is_some()),
            ("gpl_only", gpl_only.is_some()),
            ("category", category.is_some()),
            ("args", args.is_some()),
            ("result", result.is_some()),
            ("in", callers.is_some()),
            ("only", only.is_some()),
            ("also", also.is_some()),
            ("sleeps", sleeps.is_some()),
            ("packet_memory", packet_memory.is_some()),
            ("moves_packet", moves_packet.is_some()),
            ("says", says.is_some()),
        ];
        there.into_iter().filter(|(_, there)| *there).map(|(field, _)| field).collect()
    }

    /// What is wrong with a field.
    fn problem(&self, field: &str, what: String) -> Problem {
        let Entry { value, since, category, args, result, callers, only, also, .. } = self.entry;
        let place = match field {
            "value" => value.as_ref().map(toml::Spanned::span),
            "since" => since.as_ref().map(toml::Spanned::span),
            "category" => category.as_ref().map(toml::Spanned::span),
            "args" => args.as_ref().map(toml::Spanned::span),
            "result" => result.as_ref().map(toml::Spanned::span),
            "in" => callers.as_ref().map(toml::Spanned::span),
            "only" => only.as_ref().map(toml::Spanned::span),
            "also" => also.as_ref().map(toml::Spanned::span),
            _ => None,
        };
        let line = line(self.text, &place.unwrap_or_else(|| self.place.clone()));
        Problem { line, entry: Some(self.name.to_owned()), field: Some(field.to_owned()), what }
    }

    /// What is wrong with the entry as a whole.
    fn whole(&self, what: String) -> Problem {
        Problem { line: line(self.text, &self.place), entry: Some(self.name.to_owned()), field: None, what }
    }
}

fn attach_type(name: &str) -> Result<AttachType, String> {
    let found = AttachType::ALL.iter().copied().find(|one| one.name() == Some(name));
    found.ok_or_else(|| {
        nearest::unknown("attach type", name, AttachType::ALL.iter().filter_map(|one| one.name()))
    })
}
