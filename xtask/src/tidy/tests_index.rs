//! The tests that the sources contain, found by reading them: nothing is built or run.

use super::Tree;
use super::lexer::{self, Kind, Token};
use std::collections::{BTreeMap, BTreeSet};

/// Every test by the name that the ledger of abilities calls it.
#[derive(Default)]
pub(super) struct TestsIndex {
    /// Functions under `#[test]`: `crate::module::name`.
    pub(super) functions: BTreeSet<String>,
    /// Tests that a suite registers: the file and the name; and whether it is a twin.
    pub(super) suites: BTreeMap<(String, String), bool>,
    /// Files with an example in their documentation that is run.
    pub(super) doctests: BTreeSet<String>,
}

impl TestsIndex {
    /// Finds the tests of all sources.
    pub(super) fn of(tree: &Tree) -> Self {
        let mut index = Self::default();
        for (path, text) in tree.sources() {
            let Some(module) = module_path(path) else { continue };
            let tokens = lexer::tokens(text);
            index.functions.extend(test_functions(&module, &tokens));
            if path.contains("/tests/") {
                for (name, twin) in registered(&tokens) {
                    index.suites.insert((path.to_string(), name), twin);
                }
            }
            if has_doctest(&tokens) {
                index.doctests.insert(path.to_string());
            }
        }
        index
    }
}

/// The module that a file is: `crates/skep-isa/src/text/parse.rs` is `skep_isa::text::parse`.
fn module_path(path: &str) -> Option<Vec<String>> {
    let parts: Vec<&str> = path.strip_suffix(".rs")?.split('/').collect();
    let (package, inside) = match parts.as_slice() {
        ["crates", package, inside @ ..] => (package, inside),
        [package, inside @ ..] => (package, inside),
        [] => return None,
    };
    let inside = match inside {
        ["src", inside @ ..] => inside,
        inside => inside,
    };
    let inside = match inside {
        [inside @ .., "mod" | "lib" | "main"] => inside,
        inside => inside,
    };
    Some([package].into_iter().chain(inside).map(|part| part.replace('-', "_")).collect())
}

/// The functions under `#[test]`, with the modules they are in.
fn test_functions(file_module: &[String], tokens: &[Token]) -> Vec<String> {
    let mut functions = Vec::new();
    // The names of the modules that are open, with the depth of braces inside each.
    let mut modules: Vec<(String, usize)> = Vec::new();
    let mut depth = 0_usize;
    let mut under_test = false;
    for (at, token) in tokens.iter().enumerate() {
        match &token.kind {
            Kind::Mark('{') => depth += 1,
            Kind::Mark('}') => {
                depth = depth.saturating_sub(1);
                while modules.last().is_some_and(|(_, inside)| *inside > depth) {
                    modules.pop();
                }
            }
            Kind::Word(word) if word == "mod" => {
                if let (Some(Kind::Word(name)), Some(Kind::Mark('{'))) =
                    (kind(tokens, at + 1), kind(tokens, at + 2))
                {
                    modules.push((name.clone(), depth + 1));
                }
            }
            Kind::Word(word) if word == "fn" && under_test => {
                under_test = false;
                if let Some(Kind::Word(name)) = kind(tokens, at + 1) {
                    let inner = modules.iter().map(|(module, _)| module);
                    let path: Vec<&str> =
                        file_module.iter().chain(inner).chain([name]).map(String::as_str).collect();
                    functions.push(path.join("::"));
                }
            }
            Kind::Mark('#') => {
                let attribute = (kind(tokens, at + 1), kind(tokens, at + 2), kind(tokens, at + 3));
                if let (Some(Kind::Mark('[')), Some(Kind::Word(word)), Some(Kind::Mark(']'))) = attribute {
                    under_test |= word == "test";
                }
            }
            _ => {}
        }
    }
    functions
}

/// The names that a suite registers, and whether as a twin: `.test("…", …)` and `.twin("…", …)`, the latter also
/// with its type: `.twin::<World>("…", …)`.
fn registered(tokens: &[Token]) -> Vec<(String, bool)> {
    let mut names = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let twin = token.is_word("twin");
        let method = at.checked_sub(1).and_then(|before| kind(tokens, before)) == Some(&Kind::Mark('.'));
        if !method || !(twin || token.is_word("test")) {
            continue;
        }
        let mut after = at + 1;
        if kind(tokens, after) == Some(&Kind::Mark(':')) {
            let turbofish = tokens.get(after..).unwrap_or_default();
            after += turbofish.iter().position(|token| token.is_mark('(')).unwrap_or(turbofish.len());
        }
        if let (Some(Kind::Mark('(')), Some(Kind::Text(name))) =
            (kind(tokens, after), kind(tokens, after + 1))
        {
            names.push((name.clone(), twin));
        }
    }
    names
}

/// Whether the documentation has a block of Rust that is run.
fn has_doctest(tokens: &[Token]) -> bool {
    let mut inside = false;
    for token in tokens {
        let Kind::Doc(text) = &token.kind else { continue };
        for line in text.lines() {
            let Some(language) = line.trim_start().strip_prefix("```") else { continue };
            if !inside && runs(language) {
                return true;
            }
            inside = !inside;
        }
    }
    false
}

/// Whether rustdoc runs a block that is marked like this.
fn runs(language: &str) -> bool {
    language.split(',').map(str::trim).all(|word| ["", "rust", "edition2024"].contains(&word))
}

fn kind(tokens: &[Token], at: usize) -> Option<&Kind> {
    tokens.get(at).map(|token| &token.kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(path: &str, text: &str) -> TestsIndex {
        TestsIndex::of(&Tree::of(&[(path, text)]))
    }

    #[test]
    fn functions_are_found_with_their_modules() {
        let text = "#[test]\nfn top() {}\nmod inner { mod deep { #[test]\n#[cfg(unix)]\nfn low() { if x { } } }\n\
                    #[test] fn middle() {} }\nfn helper() {}\n#[test] fn last() {}";
        assert_eq!(
            index("crates/skep-isa/src/text/parse.rs", text).functions.into_iter().collect::<Vec<_>>(),
            [
                "skep_isa::text::parse::inner::deep::low",
                "skep_isa::text::parse::inner::middle",
                "skep_isa::text::parse::last",
                "skep_isa::text::parse::top",
            ]
        );
    }

    #[test]
    fn functions_in_property_macros_are_found() {
        let text = "mod tests { proptest! { #[test] fn holds(a in 0..5_u8) { } } }";
        assert!(index("xtask/src/main.rs", text).functions.contains("xtask::tests::holds"));
    }

    #[test]
    fn a_function_that_is_no_test_is_not_found() {
        assert!(
            index("crates/a/src/lib.rs", "// #[test]\nfn no() {}\nconst A: &str = \"#[test] fn x\";")
                .functions
                .is_empty()
        );
    }

    #[test]
    fn registered_names_are_found_and_twins_known() {
        let text = r#"fn main() { Suite::new("s").test("one thing", a).twin::<World<A>>("two things", h, s, b)
            .twin("three", h, s, b).other("four").run(); test("five"); }"#;
        let suites = index("crates/a/tests/it/maps.rs", text).suites;
        let path = "crates/a/tests/it/maps.rs".to_string();
        let names: Vec<_> = suites.iter().map(|((_, name), twin)| (name.as_str(), *twin)).collect();
        assert_eq!(names, [("one thing", false), ("three", true), ("two things", true)]);
        assert!(suites.contains_key(&(path, "three".into())));
    }

    #[test]
    fn only_examples_that_run_are_doctests() {
        let doctest = |block: &str| {
            let text = format!("//! A.\n//!\n//! ```{block}\n//! code\n//! ```\n");
            !index("crates/a/src/lib.rs", &text).doctests.is_empty()
        };
        assert!(doctest("") && doctest("rust"));
        assert!(!doctest("text") && !doctest("no_run") && !doctest("rust,ignore"));
    }
}
