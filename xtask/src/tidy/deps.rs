//! Which crate may know which: the architecture as a table. Changing it is a decision, and the commit says why.

use super::metadata::{Dependency, Package};
use super::{Report, Tree, line_where};

/// Where every third-party crate has its line.
const LEDGER: &str = "docs/dependencies.md";
const HERE: &str = "xtask/src/tidy/deps.rs";

/// What one crate may depend on.
struct Allowed {
    name: &'static str,
    /// The crates of this workspace.
    workspace: Set,
    /// The crates of others.
    third_party: Set,
}

/// Some names, or all of them.
enum Set {
    These(&'static [&'static str]),
    Any,
}

use Set::{Any, These};

const TABLE: &[Allowed] = &[
    Allowed { name: "skep-isa", workspace: These(&[]), third_party: These(&[]) },
    Allowed { name: "skep-uapi", workspace: These(&["skep-memory"]), third_party: These(&[]) },
    Allowed { name: "skep-btf", workspace: These(&[]), third_party: These(&[]) },
    Allowed { name: "skep-memory", workspace: These(&[]), third_party: These(&[]) },
    Allowed {
        name: "skep-object",
        workspace: These(&["skep-isa", "skep-uapi", "skep-btf"]),
        third_party: These(&["object"]),
    },
    Allowed { name: "skep-ir", workspace: These(&["skep-uapi", "skep-btf"]), third_party: These(&[]) },
    Allowed {
        name: "skep-codegen",
        workspace: These(&["skep-ir", "skep-object", "skep-isa", "skep-uapi", "skep-btf"]),
        third_party: These(&["regalloc2"]),
    },
    Allowed {
        name: "skep-macros",
        workspace: These(&[]),
        third_party: These(&["proc-macro2", "quote", "syn"]),
    },
    Allowed {
        name: "skep-lang",
        workspace: These(&["skep-macros", "skep-ir", "skep-btf", "skep-uapi"]),
        third_party: These(&["zerocopy"]),
    },
    Allowed { name: "skep-vm", workspace: These(&["skep-isa"]), third_party: These(&[]) },
    Allowed { name: "skep-verifier", workspace: These(&["skep-isa", "skep-uapi"]), third_party: These(&[]) },
    Allowed {
        name: "skep-jit",
        workspace: These(&["skep-isa", "skep-vm"]),
        third_party: These(&[
            "cranelift-codegen",
            "cranelift-frontend",
            "cranelift-jit",
            "cranelift-module",
            "cranelift-native",
        ]),
    },
    Allowed {
        name: "skep-linux",
        workspace: These(&["skep-uapi", "skep-memory"]),
        third_party: These(&["libc", "miniz_oxide", "rustix"]),
    },
    Allowed {
        name: "skep-scripted",
        workspace: These(&["skep-uapi", "skep-memory"]),
        third_party: These(&[]),
    },
    Allowed {
        name: "skep-sim",
        workspace: These(&[
            "skep-uapi",
            "skep-memory",
            "skep-isa",
            "skep-btf",
            "skep-vm",
            "skep-jit",
            "skep-verifier",
        ]),
        third_party: These(&[]),
    },
    Allowed {
        name: "skep",
        workspace: These(&[
            "skep-object",
            "skep-uapi",
            "skep-btf",
            "skep-memory",
            "skep-scripted",
            "skep-isa",
            "skep-linux",
            "skep-sim",
            "skep-vm",
            "skep-lang",
            "skep-codegen",
        ]),
        third_party: These(&["futures-core", "metrics", "zerocopy"]),
    },
    Allowed { name: "skep-cli", workspace: Any, third_party: Any },
    Allowed { name: "skep-harness", workspace: These(&[]), third_party: These(&["libtest-mimic"]) },
    Allowed { name: "skep-examples", workspace: These(&["skep"]), third_party: These(&[]) },
    Allowed { name: "xtask", workspace: These(&[]), third_party: Any },
];

/// Crates that do not know each other, not even in their tests.
const PEERS: &[(&str, &str)] =
    &[("skep-linux", "skep-sim"), ("skep-linux", "skep-scripted"), ("skep-sim", "skep-scripted")];

/// Refuses dependencies that are not in the table.
pub(super) fn check(tree: &Tree, report: &mut Report) {
    for package in &tree.packages {
        let text = tree.file(&package.manifest).unwrap_or_default();
        let Some(allowed) = TABLE.iter().find(|row| row.name == package.name) else {
            report.refuse(
                &package.manifest,
                1,
                format!("the crate `{}` is not in the dependency table", package.name),
                format!("say in {HERE} what it may depend on"),
            );
            continue;
        };
        if package.build_script {
            report.refuse(
                &package.manifest,
                1,
                format!("`{}` has a build script", package.name),
                "make what it makes in xtask, and commit it: nothing is generated or compiled on the user's machine",
            );
        }
        for dependency in &package.dependencies {
            let line = line_where(text, |line| names(line, &dependency.name));
            check_dependency(package, allowed, dependency, line, report);
            let listed =
                tree.file(LEDGER).is_some_and(|ledger| ledger.contains(&format!("`{}`", dependency.name)));
            if dependency.path.is_none() && !listed {
                report.refuse(
                    &package.manifest,
                    line,
                    format!("the third-party crate `{}` is not accounted for", dependency.name),
                    format!(
                        "give it a line in {LEDGER}, with `{}` in backquotes and its build time",
                        dependency.name
                    ),
                );
            }
        }
    }
}

fn check_dependency(
    package: &Package,
    allowed: &Allowed,
    dependency: &Dependency,
    line: usize,
    report: &mut Report,
) {
    let Package { name, manifest, .. } = package;
    let other = &dependency.name;
    let peers = PEERS.iter().any(|(a, b)| (name == a && other == b) || (name == b && other == a));
    if peers {
        report.refuse(
            manifest,
            line,
            format!("`{name}` depends on `{other}`: the two do not know each other, not even in tests"),
            "test what they have in common in a crate that may know both",
        );
        return;
    }
    let third_party = dependency.path.is_none();
    let set = if third_party { &allowed.third_party } else { &allowed.workspace };
    if dependency.kind.as_deref() == Some("dev") || set.contains(other) {
        return;
    }
    let what = if third_party { "the third-party crate" } else { "the crate" };
    report.refuse(
        manifest,
        line,
        format!("`{name}` depends on {what} `{other}`, which it must not know; it may know {}", set.shown()),
        format!("take the dependency out, or change the architecture: the table is in {HERE}"),
    );
}

impl Set {
    fn contains(&self, name: &str) -> bool {
        match self {
            These(names) => names.contains(&name),
            Any => true,
        }
    }

    fn shown(&self) -> String {
        match self {
            These([]) => "none".into(),
            These(names) => names.join(", "),
            Any => "any".into(),
        }
    }
}

/// Whether this line of a manifest is about this dependency.
fn names(line: &str, dependency: &str) -> bool {
    line.trim_start().strip_prefix(dependency).is_some_and(|rest| rest.starts_with(['.', ' ', '=']))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is refused when this crate has this dependency.
    fn refusals(name: &str, other: &str, kind: Option<&str>, third_party: bool) -> Vec<String> {
        let manifest = format!("crates/{name}/Cargo.toml");
        let text = format!("[package]\n[dependencies]\n{other}.workspace = true\n");
        let mut tree = Tree::of(&[(&manifest, &text), (LEDGER, "- `serde`: 1 s\n- `zerocopy`: 1 s\n")]);
        tree.packages.push(Package {
            name: name.into(),
            manifest,
            build_script: false,
            dependencies: vec![Dependency {
                name: other.into(),
                kind: kind.map(Into::into),
                path: (!third_party).then(|| "somewhere".into()),
            }],
        });
        let mut report = Report::default();
        check(&tree, &mut report);
        report.shown()
    }

    #[test]
    fn a_forbidden_dependency_is_refused() {
        assert_eq!(
            refusals("skep-vm", "skep-uapi", None, false),
            [
                "crates/skep-vm/Cargo.toml:3: `skep-vm` depends on the crate `skep-uapi`, which it must not know; \
                 it may know skep-isa — take the dependency out, or change the architecture: the table is in \
                 xtask/src/tidy/deps.rs"
            ]
        );
        assert_eq!(refusals("skep-vm", "skep-isa", None, false), [""; 0]);
        assert_eq!(refusals("skep-vm", "skep-uapi", Some("dev"), false), [""; 0]);
    }

    #[test]
    fn a_third_party_crate_in_a_core_crate_is_refused() {
        let found = refusals("skep-isa", "serde", None, true);
        assert!(found[0].contains("depends on the third-party crate `serde`"), "{found:?}");
        assert_eq!(refusals("skep", "zerocopy", None, true), [""; 0]);
    }

    #[test]
    fn a_third_party_crate_without_a_line_in_the_ledger_is_refused() {
        let found = refusals("skep-isa", "proptest", Some("dev"), true);
        assert!(found[0].contains("`proptest` is not accounted for"), "{found:?}");
    }

    #[test]
    fn the_two_kernels_do_not_know_each_other_even_in_tests() {
        for (name, other) in [("skep-linux", "skep-sim"), ("skep-sim", "skep-linux")] {
            let found = refusals(name, other, Some("dev"), false);
            assert!(found[0].contains("the two do not know each other"), "{found:?}");
        }
    }

    #[test]
    fn a_crate_that_is_not_in_the_table_is_refused() {
        let found = refusals("skep-new", "skep-isa", None, false);
        assert!(found[0].contains("`skep-new` is not in the dependency table"), "{found:?}");
    }
}
