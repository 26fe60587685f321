//! What numbers have to do with each other: which programs are attached where, by which links, and what shows that a
//! kernel has them.

use super::facts::{Fact, FactFile};
use super::names::Names;
use std::fmt::Write as _;

/// Adds the functions that a type of number has beside its name: those of the fields that its facts have.
pub(crate) fn render(
    out: &mut String,
    table: &FactFile,
    names: &Names<'_>,
    all: &[&FactFile],
) -> Result<(), String> {
    let sorted = table.sorted();
    let has = |field: fn(&Fact) -> bool| sorted.iter().any(|(_, fact)| field(fact));
    if has(|fact| fact.evidence.is_some()) {
        let rows = sorted
            .iter()
            .filter_map(|(name, fact)| Some((*name, format!("Some({:?})", fact.evidence.as_ref()?))));
        *out += &lookup(
            table,
            "/// What is in the kernel's own BTF if, and only if, the kernel was built with it: `struct NAME` or\n    \
             /// `func NAME`. `None` if nothing is known, or nothing is needed because trying shows it.",
            "evidence",
            "Option<&'static str>",
            rows,
            "None",
        );
    }
    if has(|fact| fact.context.is_some()) {
        let rows = sorted
            .iter()
            .filter_map(|(name, fact)| Some((*name, format!("Some({:?})", fact.context.as_ref()?))));
        *out += &lookup(
            table,
            "/// The kernel's type that programs of this type are given a pointer to; `None` if that is not one type.",
            "context_name",
            "Option<&'static str>",
            rows,
            "None",
        );
    }
    if has(|fact| fact.sleepable.is_some()) {
        let rows = sorted.iter().filter_map(|(name, fact)| Some((*name, fact.sleepable?.to_string())));
        *out += &lookup(
            table,
            "/// Whether programs of this type can be loaded as ones that may sleep, at some of the places they are\n    \
             /// attached to.",
            "can_sleep",
            "bool",
            rows,
            "false",
        );
    }
    if has(|fact| fact.at_load.is_some()) {
        let rows = sorted.iter().filter_map(|(name, fact)| Some((*name, fact.at_load?.to_string())));
        *out += &lookup(
            table,
            "/// Whether the kernel looks at the expected attach type when it loads a program of this type. For the\n    \
             /// others it takes any number.",
            "checks_attach_type",
            "bool",
            rows,
            "false",
        );
    }
    if has(|fact| fact.link.is_some()) {
        let mut rows = Vec::new();
        for (name, fact) in &sorted {
            if let Some(link) = &fact.link {
                rows.push((*name, format!("Some(crate::{})", names.constant("LinkType", link)?)));
            }
        }
        *out += &lookup(
            table,
            "/// The type of link that holds a program there; `None` if a map or a socket holds it, or it is not known.",
            "link_type",
            "Option<crate::LinkType>",
            rows,
            "None",
        );
    }
    if has(|fact| !fact.programs.is_empty()) {
        let mut rows = Vec::new();
        for (name, fact) in sorted.iter().filter(|(_, fact)| !fact.programs.is_empty()) {
            let constants =
                names.constants("ProgramType", &fact.programs)?.replace("ProgramType", "crate::ProgramType");
            rows.push((*name, format!("&[{constants}]")));
        }
        *out += &lookup(
            table,
            "/// The types of program that are attached there.",
            "program_types",
            "&'static [crate::ProgramType]",
            rows,
            "&[]",
        );
    }
    if table.kind.name == "ProgramType"
        && let Some(places) = all.iter().find(|table| table.kind.name == "AttachType")
    {
        let mut rows = Vec::new();
        for (name, _) in &sorted {
            let attached: Vec<String> = places
                .sorted()
                .into_iter()
                .filter(|(_, fact)| fact.programs.iter().any(|program| program == name))
                .map(|(place, _)| place.to_string())
                .collect();
            if !attached.is_empty() {
                let constants =
                    names.constants("AttachType", &attached)?.replace("AttachType", "crate::AttachType");
                rows.push((*name, format!("&[{constants}]")));
            }
        }
        *out += &lookup(
            table,
            "/// The attach types that programs of this type have; none if they are attached without one.",
            "attach_types",
            "&'static [crate::AttachType]",
            rows,
            "&[]",
        );
    }
    Ok(())
}

/// A function that gives something for some of the numbers, and something else for the rest.
fn lookup<'a>(
    table: &FactFile,
    doc: &str,
    name: &str,
    result: &str,
    rows: impl IntoIterator<Item = (&'a str, String)>,
    otherwise: &str,
) -> String {
    let mut by_answer: Vec<(String, Vec<String>)> = Vec::new();
    for (fact, answer) in rows {
        let constant = format!("Self::{}", super::constant_name(&table.kind, fact));
        match by_answer.iter_mut().find(|(other, _)| *other == answer) {
            Some((_, constants)) => constants.push(constant),
            None => by_answer.push((answer, vec![constant])),
        }
    }
    let mut out = format!(
        "\nlookup! {{\n    {doc}\n    {}.{name}() -> {result};\n    otherwise {otherwise};\n",
        table.kind.name
    );
    for (answer, constants) in by_answer {
        let _ = writeln!(out, "    {} => {answer};", constants.join(" | "));
    }
    out += "}\n";
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_answer_share_a_row() {
        let text = "[source]\nnumbers = \"here\"\n[type]\nname = \"MapType\"\nrepr = \"u32\"\nwhat = \"map type\"\ndoc = \"Maps.\"\n\
                    kernel = \"M_\"\n[facts]\na = { value = 1, evidence = \"func a\" }\nb = { value = 2 }\n\
                    c = { value = 3, evidence = \"func a\" }\n";
        let table = FactFile::parse("maps.toml", text).unwrap();
        let mut out = String::new();
        render(&mut out, &table, &Names::of([&table]), &[&table]).unwrap();
        assert!(
            out.ends_with("\n    otherwise None;\n    Self::A | Self::C => Some(\"func a\");\n}\n"),
            "{out}"
        );
    }
}
