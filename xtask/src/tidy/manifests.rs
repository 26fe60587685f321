//! Every crate inherits from the workspace what must be the same everywhere.

use super::{Report, Tree, line_where};

/// What a manifest must take from the workspace: the table and its key, and what it is.
const INHERITED: &[(&str, &str)] =
    &[("package", "version"), ("package", "edition"), ("package", "rust-version"), ("package", "license")];

/// Refuses manifests of the workspace that set these for themselves.
pub(super) fn check(tree: &Tree, report: &mut Report) {
    for (path, text) in &tree.files {
        if !is_member(path) {
            continue;
        }
        let manifest: toml::Table = match text.parse() {
            Ok(manifest) => manifest,
            Err(error) => {
                report.refuse(path, 1, format!("this is no manifest: {}", error.message()), "correct it");
                continue;
            }
        };
        for (table, key) in INHERITED {
            let value = manifest.get(*table).and_then(|table| table.get(key));
            if !value.is_some_and(is_inherited) {
                let line = line_where(text, |line| line.starts_with(key));
                let found = if value.is_some() { "is set here" } else { "is missing" };
                report.refuse(
                    path,
                    line,
                    format!("`{key}` {found}"),
                    format!("write `{key}.workspace = true` in [{table}]"),
                );
            }
        }
        if !manifest.get("lints").is_some_and(is_inherited) {
            report.refuse(
                path,
                line_where(text, |line| line.starts_with("[lints")),
                "the lints of the workspace are not used",
                "write `[lints]` and `workspace = true`",
            );
        }
    }
}

fn is_inherited(value: &toml::Value) -> bool {
    value.get("workspace").and_then(toml::Value::as_bool) == Some(true)
}

/// Whether the path is the manifest of a member of the workspace.
fn is_member(path: &str) -> bool {
    let folder = path.strip_suffix("/Cargo.toml");
    folder.is_some_and(|folder| {
        folder == "xtask" || folder.strip_prefix("crates/").is_some_and(|name| !name.contains('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[package]\nname = \"a\"\nversion.workspace = true\nedition.workspace = true\n\
                        rust-version.workspace = true\nlicense.workspace = true\n[lints]\nworkspace = true\n";

    fn refusals(path: &str, text: &str) -> Vec<String> {
        let mut report = Report::default();
        check(&Tree::of(&[(path, text)]), &mut report);
        report.shown()
    }

    #[test]
    fn a_crate_that_sets_its_own_edition_or_lints_is_refused() {
        assert_eq!(refusals("crates/a/Cargo.toml", GOOD), [""; 0]);
        assert_eq!(
            refusals("crates/a/Cargo.toml", &GOOD.replace("edition.workspace = true", "edition = \"2021\"")),
            ["crates/a/Cargo.toml:4: `edition` is set here — write `edition.workspace = true` in [package]"]
        );
        assert_eq!(
            refusals("xtask/Cargo.toml", &GOOD.replace("[lints]\nworkspace = true\n", "")),
            [
                "xtask/Cargo.toml:1: the lints of the workspace are not used — write `[lints]` and `workspace = true`"
            ]
        );
        assert_eq!(
            refusals("xtask/Cargo.toml", &GOOD.replace("license.workspace = true\n", "")),
            ["xtask/Cargo.toml:1: `license` is missing — write `license.workspace = true` in [package]"]
        );
    }

    #[test]
    fn a_package_outside_the_workspace_stands_alone() {
        assert_eq!(refusals("bench/Cargo.toml", "[package]\nname = \"bench\"\n"), [""; 0]);
    }
}
