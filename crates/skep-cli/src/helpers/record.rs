//! A helper as a record for programs.

use crate::overlay::Facts;
use serde::Serialize;
use skep::uapi::{Access, Argument, HelperFacts, Signature};
use std::collections::BTreeMap;

/// All that is known of a helper.
#[derive(Serialize)]
pub(super) struct Record<'a> {
    pub(super) id: u32,
    pub(super) name: &'a str,
    pub(super) prototype: String,
    pub(super) arguments: Vec<ArgumentRecord<'a>>,
    pub(super) result: ResultRecord,
    /// Its prototypes in other types of program.
    pub(super) variants: Vec<Variant>,
    pub(super) since: Option<&'a str>,
    /// Nothing if it depends on the type of the program, or is not known.
    pub(super) gpl_only: Option<bool>,
    pub(super) category: &'static str,
    pub(super) sleeps: bool,
    pub(super) packet_memory: bool,
    pub(super) moves_packet: bool,
    pub(super) programs: Vec<String>,
    /// The types of program in which only these attach types allow it.
    pub(super) only: BTreeMap<String, Vec<String>>,
    pub(super) says: Option<&'a str>,
    /// The file that added or corrected it.
    pub(super) overlay: Option<&'a str>,
    /// Where this is from, by kind of fact.
    pub(super) sources: BTreeMap<&'static str, String>,
}

/// An argument.
#[derive(Serialize)]
pub(super) struct ArgumentRecord<'a> {
    pub(super) name: &'a str,
    /// In the notation of the facts.
    pub(super) kind: String,
    pub(super) meaning: String,
}

/// The result.
#[derive(Serialize)]
pub(super) struct ResultRecord {
    pub(super) kind: String,
    pub(super) meaning: String,
}

/// What it takes and returns in some types of program.
#[derive(Serialize)]
pub(super) struct Variant {
    pub(super) programs: Vec<String>,
    pub(super) prototype: String,
}

impl<'a> Record<'a> {
    pub(super) fn of(helper: &'a HelperFacts, facts: &'a Facts) -> Self {
        let names = |programs: skep::uapi::ProgramSet| programs.iter().map(|one| one.to_string()).collect();
        let kinds = HelperFacts::SOURCES.iter().map(|(kind, _)| *kind);
        let HelperFacts { signature, .. } = helper;
        Self {
            id: helper.helper.0,
            name: &helper.name,
            prototype: prototype(&helper.name, signature),
            arguments: signature.arguments.iter().map(argument).collect(),
            result: result(signature),
            variants: helper
                .variants
                .iter()
                .map(|variant| Variant {
                    programs: names(variant.programs),
                    prototype: prototype(&helper.name, &variant.signature),
                })
                .collect(),
            since: helper.since.as_deref(),
            gpl_only: helper.gpl_only,
            category: helper.category.name(),
            sleeps: helper.sleeps,
            packet_memory: helper.packet_memory,
            moves_packet: helper.moves_packet,
            programs: names(helper.programs),
            only: helper
                .limits
                .iter()
                .map(|limit| {
                    let places = limit.attach_types.iter().map(ToString::to_string).collect();
                    (limit.program_type.to_string(), places)
                })
                .collect(),
            says: helper.says.as_deref(),
            overlay: facts.file(helper.helper),
            sources: kinds.filter_map(|kind| Some((kind, facts.source(helper.helper, kind)?))).collect(),
        }
    }
}

fn prototype(name: &str, signature: &Signature) -> String {
    format!("{name}{signature}")
}

fn argument(argument: &Argument) -> ArgumentRecord<'_> {
    let shown = argument.to_string();
    let kind = shown.split_once(": ").map_or(&*shown, |(_, kind)| kind).to_owned();
    let access = match argument.access {
        Access::Read => "",
        Access::Write => "; it is filled",
        Access::ReadWrite => "; it is read and changed",
    };
    let released = if argument.released { "; it is given back" } else { "" };
    let null = if argument.nullable { "; it may be null" } else { "" };
    let meaning = format!("{}{access}{released}{null}", argument.kind.meaning());
    ArgumentRecord { name: &argument.name, kind, meaning }
}

fn result(signature: &Signature) -> ResultRecord {
    let result = &signature.result;
    let null = if result.nullable { "; compare it with null before it is used" } else { "" };
    ResultRecord { kind: result.to_string(), meaning: format!("{}{null}", result.meaning()) }
}

/// Whether the caller needs a GPL-compatible licence, in a word and in a few.
pub(super) fn licence(gpl_only: Option<bool>) -> (&'static str, &'static str) {
    match gpl_only {
        Some(true) => ("yes", "its caller needs one that is compatible with the GPL"),
        Some(false) => ("no", "any"),
        None => ("by type", "in some types of program, its caller needs one that is compatible with the GPL"),
    }
}
