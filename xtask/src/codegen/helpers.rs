//! The facts about helpers beside their numbers, as a table in Rust.

use super::facts::{Fact, FactFile};
use super::names::Names;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What stands above the table.
const HEAD: &str = include_str!("helper_facts.rs.in");

/// The file with the table, and the list of what helpers are about.
pub(crate) fn render(table: &FactFile, names: &Names<'_>) -> Result<String, String> {
    let mut out = HEAD.to_string();
    out += "\ncategories! {\n";
    for (category, about) in &table.categories {
        let _ = writeln!(out, "    {}, {category:?}, {about:?};", camel(category));
    }
    out += "}\n";
    words(
        &mut out,
        "/// Where the facts are from, by the name that the fact files have for them.",
        "SOURCES",
        &table.source,
    );
    words(&mut out, "/// What the words for arguments mean.", "ARGUMENT_MEANINGS", &table.arguments);
    words(&mut out, "/// What the words for results mean.", "RESULT_MEANINGS", &table.results);
    out +=
        "\nwords! {\n    /// Types of program that many helpers have in common.\n    GROUPS: ProgramSet;\n";
    for (group, list) in &table.groups {
        let set = names
            .program_set(list, &table.groups)
            .map_err(|error| format!("the group `{group}`: {error}"))?;
        let _ = writeln!(out, "    {group:?} => {set};");
    }
    out += "}\n\ntable! {\n";
    let mut expected = 1;
    for (name, fact) in table.sorted() {
        if fact.value == 0 {
            continue;
        }
        if fact.value != expected {
            return Err(format!(
                "`{name}` has the number {}: expected {expected}, without a gap",
                fact.value
            ));
        }
        expected += 1;
        row(&mut out, table, name, fact, names).map_err(|error| format!("`{name}`: {error}"))?;
    }
    out += "}\n";
    Ok(out)
}

/// A list of words and what they mean.
fn words(out: &mut String, doc: &str, list: &str, meanings: &BTreeMap<String, String>) {
    let _ = writeln!(out, "\nwords! {{\n    {doc}\n    {list}: &str;");
    for (word, meaning) in meanings {
        let _ = writeln!(out, "    {word:?} => {meaning:?};");
    }
    out.push_str("}\n");
}

fn row(out: &mut String, table: &FactFile, name: &str, fact: &Fact, names: &Names<'_>) -> Result<(), String> {
    let category = fact.category.as_deref().ok_or("`category` is missing")?;
    if !table.categories.contains_key(category) {
        return Err(format!("`{category}` is not in [categories]"));
    }
    let args = fact.args.as_deref().ok_or("`args` is missing")?;
    let result = fact.result.as_deref().ok_or("`result` is missing")?;
    for args in std::iter::once(args).chain(fact.also.iter().map(|variant| variant.args.as_str())) {
        check_words(table, args, result)?;
    }
    let constant = super::constant_name(&table.kind, name);
    let text = |text: &Option<String>| match text {
        Some(text) => format!("Some(Cow::Borrowed({text:?}))"),
        None => "None".to_string(),
    };
    let (category, since, says) = (camel(category), text(&fact.since), text(&fact.says));
    let Fact { gpl_only, sleeps, packet_memory, moves_packet, fills, .. } = fact;
    let callers = names.program_set(&fact.callers, &table.groups)?;
    let signature_text = signature(args, result)?;
    let mut variants = String::new();
    for variant in &fact.also {
        let programs = names.program_set(&variant.callers, &table.groups)?;
        let _ = write!(
            variants,
            "HelperVariant {{ programs: {programs}, signature: {} }}, ",
            signature(&variant.args, result)?
        );
    }
    let mut limits = String::new();
    for (program, places) in &fact.only {
        let program = names.constant("ProgramType", program)?;
        let places = names.constants("AttachType", places)?;
        let _ = write!(
            limits,
            "HelperLimit {{ program_type: {program}, attach_types: Cow::Borrowed(&[{places}]) }}, "
        );
    }
    let (variants, limits) = (variants.trim_end_matches(", "), limits.trim_end_matches(", "));
    let _ = write!(
        out,
        "    {constant}, {name:?}, {category}, since {since}, gpl_only {gpl_only:?};\n        \
         sleeps {sleeps}, packet_memory {packet_memory}, moves_packet {moves_packet}, fills {fills};\n        \
         says {says};\n        in {callers};\n        signature {signature_text};\n        \
         also &[{variants}];\n        only &[{limits}];\n"
    );
    Ok(())
}

/// Refuses words for arguments and results whose meaning the file does not say.
fn check_words(table: &FactFile, args: &str, result: &str) -> Result<(), String> {
    let known = |meanings: &BTreeMap<String, String>, text: &str| {
        let kind = question_mark(text).0.split(' ').next_back().unwrap_or_default();
        let general = match kind.strip_prefix('*') {
            Some(_) => "*NAME",
            None if kind.starts_with("mem[") => "mem[N]",
            None => kind,
        };
        let found = meanings.contains_key(kind) || meanings.contains_key(general);
        found.then_some(()).ok_or_else(|| format!("`{kind}` has no meaning in this file"))
    };
    let arguments = args.split(", ").filter(|text| !text.is_empty() && *text != "...");
    for argument in arguments {
        known(&table.arguments, argument)?;
    }
    known(&table.results, result)
}

/// A signature in Rust, from the notation of the facts. The library reads the same notation, and a test there compares
/// what it shows of this table with what it reads.
fn signature(args: &str, result: &str) -> Result<String, String> {
    let mut arguments = Vec::new();
    let mut variadic = false;
    for text in args.split(',').map(str::trim).filter(|_| !args.is_empty()) {
        if text == "..." {
            variadic = true;
        } else {
            arguments.push(argument(text)?);
        }
    }
    Ok(format!("signature!(&[{}], {variadic}, {})", arguments.join(", "), self::result(result)?))
}

fn argument(text: &str) -> Result<String, String> {
    let (name, kind) = text.split_once(": ").ok_or_else(|| format!("`{text}` is no NAME: KIND"))?;
    let (kind, nullable) = question_mark(kind);
    let (kind, suffix) = if let Some(kind) = kind.strip_prefix("out ") {
        (kind, ".written()")
    } else if let Some(kind) = kind.strip_prefix("inout ") {
        (kind, ".changed()")
    } else if let Some(kind) = kind.strip_prefix("release ") {
        (kind, ".released()")
    } else {
        (kind, "")
    };
    let variant = match kind {
        "mem" => "Memory".to_string(),
        "size_or_0" => "SizeOrZero".into(),
        "const_size" => "ConstantSize".into(),
        "const_text" => "ConstantText".into(),
        "*any" => "AnyObject".into(),
        _ => match (number(kind), kind.strip_prefix('*'), kind.strip_prefix("mem[")) {
            (Some(number), _, _) => number,
            (_, Some(name), _) => format!("Object(Cow::Borrowed({name:?}))"),
            (_, _, Some(size)) => format!("FixedMemory({})", size.trim_end_matches(']')),
            _ => camel(kind),
        },
    };
    let nullable = if nullable { ".or_null()" } else { "" };
    Ok(format!("arg({name:?}, ArgumentKind::{variant}){suffix}{nullable}"))
}

fn result(text: &str) -> Result<String, String> {
    let (kind, nullable) = question_mark(text);
    let variant = match kind {
        "mem" => "Memory".to_string(),
        "kernel_mem" => "KernelMemory".into(),
        "*any" => "AnyObject".into(),
        _ => match (number(kind), kind.strip_prefix('*')) {
            (Some(number), _) => number,
            (_, Some(name)) => format!("Object(Cow::Borrowed({name:?}))"),
            _ => camel(kind),
        },
    };
    Ok(format!("ResultKind::{variant}, {nullable}"))
}

fn number(kind: &str) -> Option<String> {
    ["u16", "u32", "u64", "i32", "i64", "be16"]
        .contains(&kind)
        .then(|| format!("Number(NumberKind::{})", camel(kind)))
}

fn question_mark(text: &str) -> (&str, bool) {
    text.strip_suffix('?').map_or((text, false), |kind| (kind, true))
}

/// The name of a variant in Rust.
fn camel(text: &str) -> String {
    let mut out = String::new();
    for word in text.split('_') {
        let mut letters = word.chars();
        out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(letters.as_str());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_without_a_meaning_is_refused() {
        let text = "[source]\nnumbers = \"here\"\n[type]\nname = \"Helper\"\nrepr = \"u32\"\nwhat = \"helper\"\ndoc = \"Helpers.\"\nkernel = \"\"\n\
                    [arguments]\nmap = \"a map\"\n\"mem[N]\" = \"memory\"\n[results]\n\"*NAME\" = \"a structure\"\n[facts]\na = { value = 0 }\n";
        let table = FactFile::parse("helpers.toml", text).unwrap();
        assert_eq!(check_words(&table, "map: map, to: out mem[8]?, ...", "*sock?"), Ok(()));
        assert_eq!(check_words(&table, "", "*sock"), Ok(()));
        let refused = |word: &str| Err(format!("`{word}` has no meaning in this file"));
        assert_eq!(check_words(&table, "map: mapp", "*sock"), refused("mapp"));
        assert_eq!(check_words(&table, "", "map"), refused("map"));
    }

    #[test]
    fn the_notation_becomes_rust() {
        assert_eq!(
            signature("map: map, value: map_value?", "map_value?").unwrap(),
            "signature!(&[arg(\"map\", ArgumentKind::Map), arg(\"value\", ArgumentKind::MapValue).or_null()], false, \
             ResultKind::MapValue, true)"
        );
        assert_eq!(
            signature("a: out mem[8], ...", "*sock?").unwrap(),
            "signature!(&[arg(\"a\", ArgumentKind::FixedMemory(8)).written()], true, \
             ResultKind::Object(Cow::Borrowed(\"sock\")), true)"
        );
        assert_eq!(
            signature("", "be16").unwrap(),
            "signature!(&[], false, ResultKind::Number(NumberKind::Be16), false)"
        );
        assert_eq!(signature("a", "u64"), Err("`a` is no NAME: KIND".into()));
    }
}
