//! The structures that programs are given, as a table in Rust.

use super::documents;
use super::names::{Groups, Names};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The file of the facts.
pub(crate) const FILE: &str = "contexts.toml";

/// The facts, as the file has them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContextFile {
    source: BTreeMap<String, String>,
    contexts: BTreeMap<String, Context>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Context {
    says: String,
    size: u32,
    programs: Vec<String>,
    #[serde(default)]
    packet_write: Vec<String>,
    fields: Vec<Field>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    name: String,
    offset: u32,
    #[serde(default = "four")]
    size: u32,
    #[serde(default = "one")]
    count: u32,
    holds: Option<String>,
    read: Option<Vec<String>>,
    #[serde(default)]
    read_at: Vec<String>,
    #[serde(default)]
    write: Vec<String>,
    #[serde(default)]
    write_at: Vec<String>,
}

const fn four() -> u32 {
    4
}

const fn one() -> u32 {
    1
}

/// The document of the structures, made of the text of the facts.
pub(crate) fn document(text: &str) -> Result<String, String> {
    let facts: ContextFile = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut out = documents::head("What programs are given", FILE);
    out += "\nThe structures that the first argument of programs points to. A field of 4 bytes that holds a pointer is read with 4 \
            bytes, and the pointer has 8; `all` are the types of program of the structure, and a minus sign takes out.\n";
    for (name, context) in &facts.contexts {
        let size = if context.size == 0 { String::new() } else { format!(" {} bytes;", context.size) };
        let programs = documents::code(context.programs.iter());
        let _ = write!(
            out,
            "\n## `{name}`\n\n{}{size} given to {programs}.\n\n| offset | size | field | holds | read by | written by |\n\
             |--:|--:|---|---|---|---|\n",
            context.says
        );
        for field in &context.fields {
            let size = match field.count {
                1 => field.size.to_string(),
                count => format!("{count} × {}", field.size),
            };
            let at = |programs: String, places: &[String]| match places {
                [] => programs,
                places => format!("{programs} at {}", documents::code(places.iter())),
            };
            let read = field.read.as_ref().map_or("`all`".to_string(), |read| documents::code(read.iter()));
            out += &documents::row(&[
                field.offset.to_string(),
                size,
                format!("`{}`", field.name),
                documents::code(field.holds.iter()),
                at(read, &field.read_at),
                at(documents::code(field.write.iter()), &field.write_at),
            ]);
        }
        if !context.packet_write.is_empty() {
            let _ = write!(
                out,
                "\nThe packet is written in place by {}.\n",
                documents::code(context.packet_write.iter())
            );
        }
    }
    let _ = write!(out, "\nFrom:\n\n{}", documents::sources(&facts.source));
    Ok(out)
}

/// The file with the table, made of the text of the facts.
pub(crate) fn render(text: &str, names: &Names<'_>) -> Result<String, String> {
    let facts: ContextFile = toml::from_str(text).map_err(|error| error.to_string())?;
    if facts.source.is_empty() {
        return Err("[source] is empty: say where each kind of fact is from".into());
    }
    let mut out = format!(
        "//! The structures that programs are given.\n//!\n//! Made by `cargo xtask codegen` from `facts/{FILE}`. Do not edit by \
         hand.\n\nuse super::{{AttachType, ProgramType}};\nuse crate::{{ContextFacts, ContextField, FieldAccess, FieldKind, \
         ProgramSet}};\n\n/// Defines the table of contexts.\nmacro_rules! table {{\n    ($($row:expr,)*) => {{\n        pub(crate) \
         const CONTEXTS: &[ContextFacts] = &[$($row),*];\n    }};\n}}\n\n/// Who may read or write a field.\nconst fn access(programs: \
         ProgramSet, attach_types: &'static [AttachType]) -> FieldAccess {{\n    FieldAccess {{ programs, attach_types }}\n}}\n\n\
         table! {{\n"
    );
    for (name, context) in &facts.contexts {
        render_context(&mut out, name, context, names).map_err(|error| format!("`{name}`: {error}"))?;
    }
    out += "}\n";
    Ok(out)
}

fn render_context(out: &mut String, name: &str, context: &Context, names: &Names<'_>) -> Result<(), String> {
    let groups = Groups::from([("all".to_string(), context.programs.clone())]);
    let programs = names.program_set(&context.programs, &groups)?;
    let writers = match context.packet_write.is_empty() {
        true => "ProgramSet::NONE".to_string(),
        false => names.program_set(&context.packet_write, &groups)?,
    };
    let _ = write!(
        out,
        "    ContextFacts {{\n        name: {name:?}, size: {}, programs: {programs},\n        packet_writers: {writers},\n        says: {:?},\n        fields: &[\n",
        context.size, context.says
    );
    for field in &context.fields {
        let at = |error| format!("`{}`: {error}", field.name);
        let whole = vec!["all".to_string()];
        let read =
            access(field.read.as_ref().unwrap_or(&whole), &field.read_at, &groups, names).map_err(at)?;
        let write = match field.write.is_empty() {
            true => "FieldAccess::NOBODY".to_string(),
            false => access(&field.write, &field.write_at, &groups, names).map_err(at)?,
        };
        let holds = holds(field.holds.as_deref()).map_err(at)?;
        let _ = writeln!(
            out,
            "            ContextField {{ name: {:?}, offset: {}, size: {}, count: {}, holds: FieldKind::{holds},\n                \
             read: {read},\n                write: {write} }},",
            field.name, field.offset, field.size, field.count
        );
    }
    *out += "        ],\n    },\n";
    Ok(())
}

fn access(
    programs: &[String],
    places: &[String],
    groups: &Groups,
    names: &Names<'_>,
) -> Result<String, String> {
    let programs = names.program_set(programs, groups)?;
    Ok(format!("access({programs}, &[{}])", names.constants("AttachType", places)?))
}

fn holds(text: Option<&str>) -> Result<String, String> {
    let Some(text) = text else { return Ok("Number".into()) };
    let (kind, nullable) = text.strip_suffix('?').map_or((text, false), |kind| (kind, true));
    Ok(match kind {
        "packet" => "Packet".into(),
        "packet_end" => "PacketEnd".into(),
        "packet_meta" => "PacketMeta".into(),
        "flow_keys" => "FlowKeys".into(),
        "socket" => format!("Socket {{ nullable: {nullable} }}"),
        "sock_common" => format!("SockCommon {{ nullable: {nullable} }}"),
        other => match other.strip_prefix('*') {
            Some(name) => format!("Object({name:?})"),
            None => return Err(format!("it holds `{text}`, which is not known")),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_a_row_with_who_may_do_what() {
        let text = "[source]\nfields = \"here\"\n[contexts.ctx]\nsays = \"What it is given.\"\nsize = 24\nprograms = [\"a\", \"b\"]\n\
                    fields = [{ name = \"cb\", offset = 4, count = 5, write = [\"all\", \"-b\"] }, \
                    { name = \"end\", offset = 0, holds = \"packet_end\", read_at = [\"place\"] }]\n";
        let document = document(text).unwrap();
        for line in [
            "## `ctx`",
            "What it is given. 24 bytes; given to `a`, `b`.",
            "| 4 | 5 × 4 | `cb` | | `all` | `all`, `-b` |",
            "| 0 | 4 | `end` | `packet_end` | `all` at `place` | |",
            "- `fields`: here",
        ] {
            assert!(document.lines().any(|one| one == line), "{line}\n{document}");
        }
    }
}
