//! The generated code and documentation are what the generators write.

use super::{Report, Tree};
use crate::codegen::{self, DOCUMENTS, FACTS, GENERATED};
use crate::functions;
use std::collections::BTreeMap;

const REMEDY: &str = "run `cargo xtask codegen` and commit what it writes";
const FUNCTIONS_REMEDY: &str = "run `cargo xtask generate-functions` and commit what it writes";

/// Refuses generated files that are stale, missing or left over.
pub(super) fn check(tree: &Tree, report: &mut Report) {
    check_facts(tree, report);
    if tree.file(functions::CRATE).is_some() {
        compare(tree, &functions::committed(), &[functions::FOLDER], FUNCTIONS_REMEDY, report);
    }
}

fn check_facts(tree: &Tree, report: &mut Report) {
    let facts: BTreeMap<String, String> =
        within(tree, FACTS).filter(|(name, _)| name.ends_with(".toml")).collect();
    if facts.is_empty() {
        return;
    }
    let fresh = match codegen::generate(&facts) {
        Ok(fresh) => fresh,
        Err(error) => {
            report.refuse(FACTS, 1, error, "correct the facts");
            return;
        }
    };
    compare(tree, &fresh, &[GENERATED, DOCUMENTS], REMEDY, report);
}

/// Refuses what differs in these folders from what a generator writes.
fn compare(
    tree: &Tree,
    fresh: &BTreeMap<String, String>,
    folders: &[&str],
    remedy: &str,
    report: &mut Report,
) {
    for (path, text) in fresh {
        match tree.file(path) {
            None => report.refuse(path, 1, "the generated file is missing", remedy),
            Some(old) if old == text => {}
            Some(old) => {
                report.refuse(path, first_difference(old, text), "the generated file is stale", remedy)
            }
        }
    }
    for folder in folders {
        let present = within(tree, folder).map(|(name, _)| format!("{folder}/{name}"));
        for path in present.filter(|path| !fresh.contains_key(path)) {
            report.refuse(&path, 1, "nothing generates this file any more", remedy);
        }
    }
}

/// The files of a folder, by name.
fn within<'a>(tree: &'a Tree, folder: &'a str) -> impl Iterator<Item = (String, String)> + 'a {
    tree.files.iter().filter_map(move |(path, text)| {
        let name = path.strip_prefix(folder)?.strip_prefix('/')?;
        Some((name.to_string(), text.clone()))
    })
}

fn first_difference(old: &str, new: &str) -> usize {
    1 + old.lines().zip(new.lines()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACT: &str = "[source]\nnumbers = \"here\"\n[type]\nname = \"A\"\nrepr = \"u32\"\nwhat = \"a\"\n\
                        doc = \"A.\"\nkernel = \"A_\"\n[facts]\none = { value = 1 }\n";

    #[test]
    fn stale_missing_and_left_over_files_are_refused() {
        let facts = BTreeMap::from([("a.toml".to_string(), FACT.to_string())]);
        let mut files: Vec<(String, String)> = codegen::generate(&facts).unwrap().into_iter().collect();
        files.push((format!("{FACTS}/a.toml"), FACT.into()));
        let refusals = |files: &[(String, String)]| {
            let mut report = Report::default();
            let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
            check(&Tree::of(&files), &mut report);
            report.shown().join("\n")
        };
        assert_eq!(refusals(&files), "");
        assert!(refusals(&files[1..]).contains("a.rs:1: the generated file is missing"));
        let at = files.iter().position(|(path, _)| path.ends_with("a.rs")).unwrap();
        files[at].1 = files[at].1.replace("= 1", "= 2");
        assert!(refusals(&files).contains("a.rs:12: the generated file is stale"), "{}", refusals(&files));
        files[at].0 = format!("{GENERATED}/b.rs");
        assert!(refusals(&files).contains("b.rs:1: nothing generates this file any more"));
        files.push((format!("{DOCUMENTS}/b.md"), "# B\n".into()));
        assert!(refusals(&files).contains("b.md:1: nothing generates this file any more"));
    }

    #[test]
    fn generated_functions_are_what_the_generator_writes() {
        let mut files = functions::committed();
        files.insert(functions::CRATE.to_owned(), String::new());
        let refusals = |files: &BTreeMap<String, String>| {
            let mut report = Report::default();
            let files: Vec<_> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
            check(&Tree::of(&files), &mut report);
            report.shown().join("\n")
        };
        assert_eq!(refusals(&files), "");
        let path = format!("{}/m03.rs", functions::FOLDER);
        let other = files[&path].replacen("f125", "g125", 1);
        files.insert(path, other);
        assert!(refusals(&files).contains("m03.rs:"), "{}", refusals(&files));
        assert!(refusals(&files).contains("the generated file is stale"));
    }
}
