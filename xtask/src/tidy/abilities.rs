//! The ledger of abilities, `docs/capabilities.toml`: every ability names the test that observes it, and the
//! test exists. The file itself explains its format.

use super::tests_index::TestsIndex;
use super::{Report, Tree};
use serde::Deserialize;
use std::collections::BTreeSet;
use toml::Spanned;

const LEDGER: &str = "docs/capabilities.toml";
const KERNELS: [&str; 2] = ["host", "simulated"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ledger {
    #[serde(default)]
    ability: Vec<Ability>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ability {
    id: Spanned<String>,
    text: String,
    test: Tests,
    kernels: Vec<String>,
}

/// One test or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Tests {
    One(String),
    Several(Vec<String>),
}

impl Tests {
    fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }
}

/// Refuses abilities without a test, and tests that do not exist.
pub(super) fn check(tree: &Tree, report: &mut Report) {
    let Some(text) = tree.file(LEDGER) else { return };
    let ledger: Ledger = match toml::from_str(text) {
        Ok(ledger) => ledger,
        Err(error) => {
            let line = error.span().map_or(1, |span| line_at(text, span.start));
            report.refuse(LEDGER, line, error.message(), "the head of the file explains its format");
            return;
        }
    };
    let index = TestsIndex::of(tree);
    let mut seen = BTreeSet::new();
    for ability in &ledger.ability {
        let id = ability.id.as_ref();
        let line = line_at(text, ability.id.span().start);
        let mut refuse = |found: String, remedy: &str| report.refuse(LEDGER, line, found, remedy);
        if !seen.insert(id) {
            refuse(format!("the ability `{id}` is there twice"), "give each its own id");
        }
        if ability.text.trim().is_empty() {
            refuse(format!("the ability `{id}` says nothing"), "say in one sentence what a user can do");
        }
        for kernel in &ability.kernels {
            if !KERNELS.contains(&kernel.as_str()) {
                refuse(
                    format!("the ability `{id}` names the kernel `{kernel}`"),
                    "write `host` or `simulated`",
                );
            }
        }
        if ability.test.names().is_empty() {
            refuse(
                format!("the ability `{id}` has no test"),
                "name the test that observes it, or take it out",
            );
        }
        for test in ability.test.names() {
            if let Err(found) = find(&index, test) {
                refuse(
                    format!("the ability `{id}` has no test: {found}"),
                    "write the test, correct its name, or take the ability out",
                );
            }
        }
        if let [test] = ability.test.names()
            && KERNELS.iter().all(|kernel| ability.kernels.iter().any(|named| named == kernel))
            && !is_twin(&index, test)
        {
            refuse(
                format!("the ability `{id}` claims both kernels, but `{test}` is no twin test"),
                "register it with `.twin(…)`, or name one test for each kernel",
            );
        }
    }
}

fn find(index: &TestsIndex, test: &str) -> Result<(), String> {
    if let Some(file) = test.strip_prefix("doctest:") {
        return match index.doctests.contains(file) {
            true => Ok(()),
            false => Err(format!("`{file}` has no example in its documentation that is run")),
        };
    }
    if let Some(key) = suite_key(test) {
        return match index.suites.contains_key(&key) {
            true => Ok(()),
            false => Err(format!("`{}` registers no test with the name `{}`", key.0, key.1)),
        };
    }
    match index.functions.contains(test) {
        true => Ok(()),
        false => Err(format!("no function under #[test] is `{test}`")),
    }
}

fn is_twin(index: &TestsIndex, test: &str) -> bool {
    suite_key(test).and_then(|key| index.suites.get(&key)).copied() == Some(true)
}

/// The file and the name of `suite:FILE:NAME`.
fn suite_key(test: &str) -> Option<(String, String)> {
    let (file, name) = test.strip_prefix("suite:")?.split_once(':')?;
    Some((file.to_string(), name.to_string()))
}

fn line_at(text: &str, offset: usize) -> usize {
    1 + text.get(..offset).unwrap_or(text).matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is refused of an ability with these fields.
    fn refusals(fields: &str) -> Vec<String> {
        let ledger = format!("# The ledger.\n[[ability]]\nid = \"a\"\ntext = \"It works.\"\n{fields}");
        let mut report = Report::default();
        let tree = Tree::of(&[
            (LEDGER, &ledger),
            ("crates/a/src/lib.rs", "//! A.\n//! ```\n//! f();\n//! ```\n#[test] fn works() {}"),
            (
                "crates/a/tests/k.rs",
                "fn main() { Suite::new(\"k\").test(\"it works\", f).twin(\"both work\", h, s, b) }",
            ),
        ]);
        check(&tree, &mut report);
        report.shown()
    }

    #[test]
    fn an_ability_without_a_test_is_refused() {
        assert_eq!(
            refusals("test = \"a::fails\"\nkernels = []"),
            [
                "docs/capabilities.toml:3: the ability `a` has no test: no function under #[test] is `a::fails` — \
                 write the test, correct its name, or take the ability out"
            ]
        );
        assert!(refusals("test = []\nkernels = []")[0].contains("the ability `a` has no test"));
        assert!(refusals("kernels = []")[0].contains("missing field `test`"));
        assert!(refusals("test = \"doctest:crates/a/tests/k.rs\"\nkernels = []")[0].contains("no example"));
        assert!(
            refusals("test = \"suite:crates/a/tests/k.rs:other\"\nkernels = []")[0]
                .contains("registers no test")
        );
    }

    #[test]
    fn an_ability_with_its_test_is_accepted() {
        for fields in [
            "test = \"a::works\"\nkernels = []",
            "test = \"doctest:crates/a/src/lib.rs\"\nkernels = [\"simulated\"]",
            "test = \"suite:crates/a/tests/k.rs:it works\"\nkernels = [\"host\"]",
            "test = \"suite:crates/a/tests/k.rs:both work\"\nkernels = [\"host\", \"simulated\"]",
            "test = [\"a::works\", \"suite:crates/a/tests/k.rs:it works\"]\nkernels = [\"host\", \"simulated\"]",
        ] {
            assert_eq!(refusals(fields), [""; 0], "{fields}");
        }
    }

    #[test]
    fn a_claim_on_both_kernels_needs_a_twin_test() {
        let found = refusals("test = \"a::works\"\nkernels = [\"host\", \"simulated\"]");
        assert!(found[0].contains("claims both kernels, but `a::works` is no twin test"), "{found:?}");
    }

    #[test]
    fn an_ability_that_is_there_twice_or_on_an_unknown_kernel_is_refused() {
        let fields = "test = \"a::works\"\nkernels = [\"mine\"]\n[[ability]]\nid = \"a\"\ntext = \"\"\n\
                      test = \"a::works\"\nkernels = []";
        let found = refusals(fields).join("\n");
        assert!(found.contains("names the kernel `mine`"), "{found}");
        assert!(found.contains("docs/capabilities.toml:8: the ability `a` is there twice"), "{found}");
        assert!(found.contains("says nothing"), "{found}");
    }
}
