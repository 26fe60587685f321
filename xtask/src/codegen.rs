//! `cargo xtask codegen`: makes `crates/skep-uapi/src/generated`, `docs/facts` and the helpers of the language from the files of the
//! folder `facts`.
//!
//! The output is committed, and tidy refuses it when it is not what this makes of the facts. The code is written in
//! the form that rustfmt leaves alone: the tables stand in macro calls.

mod calls;
mod contexts;
mod documents;
mod facts;
mod helpers;
mod language;
mod names;
mod registers;
mod relations;

use facts::{FactFile, TypeFacts};
use names::Names;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// The folder of the facts, from the root.
pub(crate) const FACTS: &str = "facts";
/// The folder of the code that is made from them, from the root.
pub(crate) const GENERATED: &str = "crates/skep-uapi/src/generated";
/// The folder of the documentation that is made from them, from the root.
pub(crate) const DOCUMENTS: &str = "docs/facts";
/// The helpers of the language and a call of each, from the root.
pub(crate) const LANGUAGE: [&str; 2] = [language::FILE, calls::FILE];

const MOD_HEAD: &str = include_str!("codegen/mod.rs.in");
const WIDTH: usize = 110;

/// Writes the generated files, and removes what is no longer generated. Returns a sentence about it.
pub(crate) fn run(root: &Path) -> Result<String, String> {
    let files = generate(&read_facts(root)?)?;
    let mut written = 0;
    for (name, text) in &files {
        let path = root.join(name);
        if std::fs::read_to_string(&path).is_ok_and(|old| old == *text) {
            continue;
        }
        let folder = path.parent().unwrap_or(root);
        std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        std::fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
        written += 1;
    }
    let mut removed = 0;
    for folder in [GENERATED, DOCUMENTS] {
        for entry in std::fs::read_dir(root.join(folder)).map_err(|error| format!("{folder}: {error}"))? {
            let path = entry.map_err(|error| format!("{folder}: {error}"))?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if !files.contains_key(&format!("{folder}/{name}")) {
                std::fs::remove_file(&path).map_err(|error| format!("{}: {error}", path.display()))?;
                removed += 1;
            }
        }
    }
    Ok(format!("{GENERATED}, {DOCUMENTS}: {} files, {written} written, {removed} removed", files.len()))
}

/// The fact files under this root, by name, as text.
pub(crate) fn read_facts(root: &Path) -> Result<BTreeMap<String, String>, String> {
    let folder = root.join(FACTS);
    let mut facts = BTreeMap::new();
    for entry in std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry.map_err(|error| format!("{}: {error}", folder.display()))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text =
                std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            facts.insert(name, text);
        }
    }
    Ok(facts)
}

/// The generated files, by path from the root, made from the fact files, by name.
pub(crate) fn generate(facts: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, String> {
    let mut tables = BTreeMap::new();
    for (file, text) in
        facts.iter().filter(|(file, _)| ![contexts::FILE, registers::FILE].contains(&file.as_str()))
    {
        tables.insert(file.as_str(), FactFile::parse(&format!("{FACTS}/{file}"), text)?);
    }
    let names = Names::of(tables.values());
    let mut files = BTreeMap::new();
    let mut modules = Vec::new();
    let mut add = |module: &str, exports: &str, text: String| {
        files.insert(format!("{GENERATED}/{module}.rs"), text);
        modules.push((module.to_string(), exports.to_string()));
    };
    let all: Vec<&FactFile> = tables.values().collect();
    for (file, table) in &tables {
        let at = |error| format!("{FACTS}/{file}: {error}");
        let module = file.trim_end_matches(".toml").replace('-', "_");
        add(
            &module,
            &format!("pub use {module}::{};", table.kind.name),
            render(file, table, &names, &all).map_err(at)?,
        );
        if table.kind.name == "Helper" {
            let exports = "pub use helper_facts::HelperCategory;\npub(crate) use helper_facts::{ARGUMENT_MEANINGS, GROUPS, HELPER_FACTS, RESULT_MEANINGS, SOURCES};";
            add("helper_facts", exports, helpers::render(table, &names).map_err(at)?);
        }
    }
    if let Some(text) = facts.get(contexts::FILE) {
        let at = |error| format!("{FACTS}/{}: {error}", contexts::FILE);
        add("contexts", "pub(crate) use contexts::CONTEXTS;", contexts::render(text, &names).map_err(at)?);
    }
    if let Some(text) = facts.get(registers::FILE) {
        let at = |error| format!("{FACTS}/{}: {error}", registers::FILE);
        add("registers", "pub(crate) use registers::REGISTERS;", registers::render(text).map_err(at)?);
    }
    files.insert(format!("{GENERATED}/mod.rs"), render_mod(modules));
    for table in tables.values().filter(|table| table.kind.name == "Helper") {
        files.insert(language::FILE.to_string(), language::render(table));
        files.insert(calls::FILE.to_string(), calls::render(table));
    }
    let mut documents = documents::render(&all);
    if let Some(text) = facts.get(contexts::FILE) {
        documents.insert("contexts.md".into(), contexts::document(text)?);
    }
    files.extend(documents.into_iter().map(|(name, text)| (format!("{DOCUMENTS}/{name}"), text)));
    Ok(files)
}

fn render_mod(mut modules: Vec<(String, String)>) -> String {
    modules.sort();
    let mut out = MOD_HEAD.to_string();
    for (module, _) in &modules {
        out += &format!("mod {module};\n");
    }
    out.push('\n');
    let mut exports: Vec<&str> = modules.iter().flat_map(|(_, exports)| exports.lines()).collect();
    // Rustfmt's order: by what is used.
    exports.sort_by_key(|export| export.split(" use ").nth(1));
    for export in exports {
        out += export;
        out.push('\n');
    }
    out
}

fn render(file: &str, facts: &FactFile, names: &Names<'_>, all: &[&FactFile]) -> Result<String, String> {
    let mut out = wrapped("//! ", &facts.kind.doc);
    out += "//!\n";
    out +=
        &wrapped("//! ", &format!("Made by `cargo xtask codegen` from `facts/{file}`. Do not edit by hand."));
    out.push('\n');
    render_type(&mut out, &facts.kind, facts);
    relations::render(&mut out, facts, names, all)?;
    Ok(out)
}

fn render_type(out: &mut String, kind: &TypeFacts, facts: &FactFile) {
    let TypeFacts { name, what, repr, .. } = kind;
    let sorted = facts.sorted();
    *out += "use super::Fact;\n\nnumbers! {\n";
    *out += &wrapped("    /// ", &kind.doc);
    *out += &format!("    {name}({});\n", repr.name());
    for (fact_name, fact) in &sorted {
        let spelled = kernel_spelling(kind, fact_name, fact.kernel.as_deref());
        let mut doc = format!("`{spelled}`");
        if let Some(means) = &fact.means {
            let _ = write!(doc, ": {means}");
        }
        if let Some(since) = &fact.since {
            let _ = write!(doc, ", since Linux {since}");
        }
        doc.push('.');
        if let Some(says) = &fact.says {
            let _ = write!(doc, " {says}");
        }
        if fact.gpl_only == Some(true) {
            doc += " Its caller needs a GPL-compatible licence.";
        }
        *out += &wrapped("\n    /// ", &doc);
        let value = if kind.flags { format!("{:#x}", fact.value) } else { fact.value.to_string() };
        let _ = write!(out, "    {} = {value}, Fact::named({fact_name:?})", constant_name(kind, fact_name));
        if let Some(since) = &fact.since {
            let _ = write!(out, ".since({since:?})");
        }
        if let Some(gpl_only) = fact.gpl_only {
            let _ = write!(out, ".gpl_only({gpl_only})");
        }
        if let Some(means) = &fact.means {
            let _ = write!(out, ".means({means:?})");
        }
        *out += ";\n";
    }
    *out += "}\n\n";
    if sorted.iter().any(|(_, fact)| fact.since.is_some()) {
        *out += &format!("versions!({name});\n");
    }
    if kind.flags {
        *out += &format!("flags!({name});\n");
    } else {
        *out += &format!("shown!({name}, {what:?});\n");
    }
    render_aliases(out, kind, facts);
    if let Some(default) = &kind.default {
        *out += &format!(
            "\nimpl Default for {name} {{\n    /// {default}\n    fn default() -> Self {{\n        Self(0)\n    }}\n}}\n"
        );
    }
    if sorted.iter().any(|(_, fact)| fact.gpl_only.is_some()) {
        *out += &accessor(
            kind,
            "/// Whether its caller needs a GPL-compatible licence; `None` if that depends on the type of the program,\n\
             /// or is not known here.",
            "gpl_only",
            "bool",
        );
    }
    if sorted.iter().any(|(_, fact)| fact.means.is_some()) {
        *out += &accessor(
            kind,
            "/// What it means, in a few words; `None` if it is not known here.",
            "description",
            "&'static str",
        )
        .replace("fact.description", "fact.means");
    }
}

fn render_aliases(out: &mut String, kind: &TypeFacts, facts: &FactFile) {
    if facts.aliases.is_empty() {
        return;
    }
    *out += &format!("\nimpl {} {{\n", kind.name);
    let mut separator = "";
    for (alias, name) in &facts.aliases {
        let spelled = kernel_spelling(kind, alias, None);
        let (alias, constant) = (constant_name(kind, alias), constant_name(kind, name));
        *out += &format!(
            "{separator}    /// `{spelled}`: another name of [`Self::{constant}`].\n    pub const {alias}: Self = \
             Self::{constant};\n"
        );
        separator = "\n";
    }
    *out += "}\n";
}

/// A function of the type that returns one field of the fact.
fn accessor(kind: &TypeFacts, doc: &str, field: &str, result: &str) -> String {
    let doc = doc.replace('\n', "\n    ");
    format!(
        "\nimpl {} {{\n    {doc}\n    pub const fn {field}(self) -> Option<{result}> {{\n        match self.fact() {{\n            \
         Some(fact) => fact.{field},\n            None => None,\n        }}\n    }}\n}}\n",
        kind.name
    )
}

pub(crate) fn constant_name(kind: &TypeFacts, fact: &str) -> String {
    fact.strip_prefix(&kind.constants_without).unwrap_or(fact).to_uppercase()
}

/// The name in the kernel's headers. A type without a prefix has the kernel's spelling in its facts.
fn kernel_spelling(kind: &TypeFacts, fact: &str, explicit: Option<&str>) -> String {
    match explicit {
        Some(spelling) => spelling.to_string(),
        None if kind.kernel.is_empty() => fact.to_string(),
        None => format!("{}{}", kind.kernel, fact.to_uppercase()),
    }
}

/// Text broken into lines that each begin with the prefix; a line break at its start is written once.
fn wrapped(prefix: &str, text: &str) -> String {
    let line_prefix = prefix.trim_start_matches('\n');
    let mut out = prefix.trim_end_matches(line_prefix).to_string();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && line_prefix.len() + line.len() + 1 + word.len() > WIDTH {
            out += &format!("{line_prefix}{line}\n");
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line += word;
    }
    out + line_prefix + &line + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAGS: &str = r#"
        [source]
        numbers = "here"
        [type]
        name = "Bits"
        repr = "u32"
        what = "bit"
        doc = "Bits."
        kernel = "B_"
        flags = true
        [aliases]
        first = "one"
        [facts]
        two = { value = 2, since = "5.8" }
        one = { value = 1, kernel = "B_F_ONE" }
    "#;

    fn generated(name: &str, facts: &[(&str, &str)]) -> String {
        let facts = facts.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
        generate(&facts).unwrap().remove(&format!("{GENERATED}/{name}")).unwrap()
    }

    #[test]
    fn a_table_becomes_rows_in_order_of_their_numbers() {
        assert_eq!(
            generated("some_bits.rs", &[("some-bits.toml", FLAGS)]),
            r#"//! Bits.
//!
//! Made by `cargo xtask codegen` from `facts/some-bits.toml`. Do not edit by hand.

use super::Fact;

numbers! {
    /// Bits.
    Bits(u32);

    /// `B_F_ONE`.
    ONE = 0x1, Fact::named("one");

    /// `B_TWO`, since Linux 5.8.
    TWO = 0x2, Fact::named("two").since("5.8");
}

versions!(Bits);
flags!(Bits);

impl Bits {
    /// `B_FIRST`: another name of [`Self::ONE`].
    pub const FIRST: Self = Self::ONE;
}
"#
        );
    }

    #[test]
    fn every_module_is_exported() {
        let module = generated("mod.rs", &[("some-bits.toml", FLAGS)]);
        assert!(module.ends_with("mod some_bits;\n\npub use some_bits::Bits;\n"), "{module}");
    }

    #[test]
    fn long_text_is_broken_into_lines() {
        let text = "word ".repeat(40);
        let lines = wrapped("\n    /// ", text.trim_end());
        assert!(lines.starts_with("\n    /// word"));
        assert!(lines.lines().all(|line| line.len() <= WIDTH));
        assert_eq!(lines.matches("word").count(), 40);
    }
}
