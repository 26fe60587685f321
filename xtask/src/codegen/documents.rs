//! The facts as documentation: tables in Markdown.

use super::facts::{Fact, FactFile};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A table of the document of types: the type of number, its heading, and the columns after number, name and version.
type Section = (&'static str, &'static str, &'static [Column]);

/// A column: its heading, and what stands in it for a fact, whose name is given too.
type Column = (&'static str, fn(&Tables<'_>, &str, &Fact) -> String);

/// The fact files, by the type of number that is made of each.
type Tables<'a> = BTreeMap<&'a str, &'a FactFile>;

const SECTIONS: &[Section] = &[
    (
        "ProgramType",
        "Program types",
        &[
            ("context", |_, _, fact| code(fact.context.iter())),
            ("may sleep", |_, _, fact| yes(fact.sleepable == Some(true))),
            ("attach types", |tables, name, _| attach_types(tables, name)),
        ],
    ),
    ("MapType", "Map types", &[]),
    (
        "AttachType",
        "Attach types",
        &[
            ("program types", |_, _, fact| code(fact.programs.iter())),
            ("link type", |_, _, fact| code(fact.link.iter())),
        ],
    ),
    ("LinkType", "Link types", &[]),
];

/// The documents that are made of these fact files, by name.
pub(super) fn render(files: &[&FactFile]) -> BTreeMap<String, String> {
    let tables: Tables<'_> = files.iter().map(|file| (file.kind.name.as_str(), *file)).collect();
    let mut documents = BTreeMap::new();
    if let Some(helpers) = tables.get("Helper") {
        documents.insert("helpers.md".to_string(), self::helpers(helpers));
    }
    if let Some(errors) = tables.get("Errno") {
        documents.insert("errors.md".to_string(), self::errors(errors));
    }
    if SECTIONS.iter().any(|(kind, ..)| tables.contains_key(kind)) {
        documents.insert("types.md".to_string(), types(&tables));
    }
    documents
}

/// The beginning of a document made from a fact file.
pub(super) fn head(title: &str, from: &str) -> String {
    format!("# {title}\n\n<!-- Made by `cargo xtask codegen` from `facts/{from}`. Do not edit by hand. -->\n")
}

/// The helpers by what they are about, with the notation and the sources.
fn helpers(table: &FactFile) -> String {
    let facts: Vec<(&str, &Fact)> =
        table.sorted().into_iter().filter(|(_, fact)| fact.category.is_some()).collect();
    let mut out = head("Helpers", "helpers.toml");
    let said = facts.iter().filter(|(_, fact)| fact.says.is_some()).count();
    let _ = writeln!(
        out,
        "\nThe {} functions of the kernel that programs call by number, {said} of them with a sentence. The same on the \
         command line: `skep helpers`, `skep helpers NAME`; what a kernel has of them: `skep features --helpers`.\n",
        facts.len()
    );
    out += "- *since*: the first version of Linux. *GPL*: whether its caller needs a GPL-compatible licence; `by type` where \
            that depends on the type of the program.\n- *in*: the types of program that may call it, or [groups](#groups) of \
            them; a minus sign takes out.\n- The prototypes are written in a [notation](#notation) of their own; what is known \
            is [from these sources](#sources).\n";
    for (category, about) in &table.categories {
        let _ = writeln!(out, "\n## {category}\n\n{}.\n", capitalized(about));
        out += "| number | helper | since | GPL | in |\n|--:|---|---|---|---|\n";
        for (name, fact) in facts.iter().filter(|(_, fact)| fact.category.as_ref() == Some(category)) {
            out += &helper(name, fact);
        }
    }
    out += "\n## Groups\n\n| group | types of program |\n|---|---|\n";
    for (group, list) in &table.groups {
        let _ = writeln!(out, "| `{group}` | {} |", code(list.iter()));
    }
    out += "\n## Notation\n\nBefore an argument's word, `out` says that the helper fills the memory, `inout` that it reads and \
            writes it, `release` that what the pointer refers to is given back. After an argument's word, `?` says that it may \
            be null; after a result's, that the program must compare it with null before it uses it. `...`: up to three \
            numbers more.\n\n| argument | |\n|---|---|\n";
    out += &meanings(&table.arguments);
    out += "\n| result | |\n|---|---|\n";
    out += &meanings(&table.results);
    out += "\n## Sources\n\n";
    out += &sources(&table.source);
    out
}

/// The row of a helper.
fn helper(name: &str, fact: &Fact) -> String {
    let (args, result) =
        (fact.args.as_deref().unwrap_or_default(), fact.result.as_deref().unwrap_or_default());
    let mut says = fact.says.clone().unwrap_or_default();
    if fact.sleeps {
        says += " It waits: only for programs that may sleep.";
    }
    if fact.packet_memory {
        says += " Its memory may lie in the packet.";
    }
    if fact.moves_packet {
        says += " Pointers into the packet are of no use after it.";
    }
    for variant in &fact.also {
        let _ = write!(says, " In {}: `({})`.", code(variant.callers.iter()), variant.args);
    }
    for (program, places) in &fact.only {
        let _ = write!(says, " In `{program}` only at {}.", code(places.iter()));
    }
    let gpl = match fact.gpl_only {
        Some(true) => "yes",
        Some(false) => "no",
        None => "by type",
    };
    row(&[
        fact.value.to_string(),
        format!("`{name}({args}) -> {result}`<br>{}", says.trim_start()),
        fact.since.clone().unwrap_or_default(),
        gpl.to_string(),
        code(fact.callers.iter()),
    ])
}

/// The error numbers and what they mean.
fn errors(table: &FactFile) -> String {
    let mut out = head("Error numbers", "errno.toml");
    out += "\nWhat an error means depends on the operation, too: an error of Skep says so. Those from 512 on are the kernel's own.\n\n\
            | number | name | meaning |\n|--:|---|---|\n";
    for (name, fact) in table.sorted() {
        let also = table.aliases.iter().filter(|(_, other)| *other == name).map(|(alias, _)| alias);
        let names = code(std::iter::once(name).chain(also.map(String::as_str)));
        out += &row(&[fact.value.to_string(), names, fact.means.clone().unwrap_or_default()]);
    }
    let _ = write!(out, "\nFrom:\n\n{}", sources(&table.source));
    out
}

/// The types of programs, maps, attachments and links.
fn types(tables: &Tables<'_>) -> String {
    let mut out = head("Types of programs, maps, attachments and links", "*-types.toml");
    out += "\nWhat a kernel has of them: `skep features`.\n";
    for (kind, heading, columns) in SECTIONS {
        let Some(table) = tables.get(kind) else { continue };
        let names = ["number", "name", "since"].into_iter().chain(columns.iter().map(|(name, _)| *name));
        let names: Vec<String> = names.map(ToString::to_string).collect();
        let _ = write!(out, "\n## {heading}\n\n{}|--:|{}\n", row(&names), "---|".repeat(names.len() - 1));
        // The number 0 of most stands for none.
        for (name, fact) in table.sorted().into_iter().filter(|(name, _)| *name != "unspec") {
            let mut cells =
                vec![fact.value.to_string(), format!("`{name}`"), fact.since.clone().unwrap_or_default()];
            cells.extend(columns.iter().map(|(_, cell)| cell(tables, name, fact)));
            out += &row(&cells);
        }
        let _ = write!(out, "\nFrom:\n\n{}", sources(&table.source));
    }
    out
}

/// The places that programs of this type are attached to.
fn attach_types(tables: &Tables<'_>, program: &str) -> String {
    let Some(places) = tables.get("AttachType") else { return String::new() };
    let of_program =
        places.sorted().into_iter().filter(|(_, fact)| fact.programs.iter().any(|one| one == program));
    code(of_program.map(|(name, _)| name))
}

fn meanings(words: &BTreeMap<String, String>) -> String {
    words.iter().map(|(word, meaning)| format!("| `{word}` | {meaning} |\n")).collect()
}

/// Where facts are from, as a list.
pub(super) fn sources(source: &BTreeMap<String, String>) -> String {
    source.iter().map(|(fact, source)| format!("- `{fact}`: {source}\n")).collect()
}

/// A row of a table; an empty cell is as narrow as can be.
pub(super) fn row(cells: &[String]) -> String {
    let mut out = String::from("|");
    for cell in cells {
        let cell = cell.replace('|', "\\|");
        out += &if cell.is_empty() { " |".to_string() } else { format!(" {cell} |") };
    }
    out + "\n"
}

/// Names as code, with commas between them.
pub(super) fn code(names: impl Iterator<Item = impl AsRef<str>>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{}`", name.as_ref())).collect();
    names.join(", ")
}

fn yes(holds: bool) -> String {
    if holds { "yes".to_string() } else { String::new() }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_helper_is_a_row_with_all_that_is_known_of_it() {
        let text = "[source]\nnumbers = \"here\"\n[type]\nname = \"Helper\"\nrepr = \"u32\"\nwhat = \"helper\"\ndoc = \"Helpers.\"\nkernel = \"\"\n\
                    [categories]\nmap = \"entries of maps\"\n[arguments]\nmap = \"a map\"\n[results]\ni64 = \"a number\"\n\
                    [facts.bpf_look]\nvalue = 1\nsince = \"5.8\"\ncategory = \"map\"\nargs = \"map: map\"\nresult = \"i64\"\n\
                    in = [\"every\", \"-xdp\"]\nsleeps = true\nonly = { sock = [\"bind\"] }\n\
                    also = [{ in = [\"kprobe\"], args = \"\" }]\nsays = \"Looks.\"\n";
        let table = FactFile::parse("helpers.toml", text).unwrap();
        let documents = render(&[&table]);
        let document = &documents["helpers.md"];
        let row = "| 1 | `bpf_look(map: map) -> i64`<br>Looks. It waits: only for programs that may sleep. In `kprobe`: `()`. In \
                   `sock` only at `bind`. | 5.8 | by type | `every`, `-xdp` |\n";
        assert!(document.contains(&format!("## map\n\nEntries of maps.\n\n| number | helper | since | GPL | in |\n|--:|---|---|---|---|\n{row}")), "{document}");
        assert!(document.contains("| `map` | a map |"));
        assert!(document.ends_with("- `numbers`: here\n"));
        assert!(document.lines().all(|line| !line.ends_with(' ')));
        assert_eq!(documents.len(), 1);
    }

    #[test]
    fn an_error_number_has_its_other_names() {
        let text = "[source]\nnumbers = \"here\"\n[type]\nname = \"Errno\"\nrepr = \"u16\"\nwhat = \"errno\"\ndoc = \"Errors.\"\nkernel = \"\"\n\
                    [aliases]\nEWOULDBLOCK = \"EAGAIN\"\n[facts]\nEAGAIN = { value = 11, means = \"not now\" }\n";
        let table = FactFile::parse("errno.toml", text).unwrap();
        let document = &render(&[&table])["errors.md"];
        assert!(document.contains("| 11 | `EAGAIN`, `EWOULDBLOCK` | not now |\n"), "{document}");
    }

    #[test]
    fn a_program_type_names_its_attach_types() {
        let file = |name: &str, facts: &str| {
            let text = format!(
                "[source]\nnumbers = \"here\"\n[type]\nname = \"{name}\"\nrepr = \"u32\"\nwhat = \"it\"\ndoc = \"It.\"\nkernel = \"\"\n[facts]\n{facts}"
            );
            FactFile::parse("types.toml", &text).unwrap()
        };
        let programs = file("ProgramType", "xdp = { value = 6, since = \"4.8\", context = \"xdp_md\" }\n");
        let places = file("AttachType", "xdp = { value = 37, programs = [\"xdp\"], link = \"xdp\" }\n");
        let documents = render(&[&programs, &places]);
        let document = &documents["types.md"];
        assert!(document.contains("| 6 | `xdp` | 4.8 | `xdp_md` | | `xdp` |\n"), "{document}");
        assert!(document.contains("| 37 | `xdp` | | `xdp` | `xdp` |\n"), "{document}");
    }
}
