//! The packages of the workspace, as `cargo metadata` tells of them.

use serde::Deserialize;
use std::path::Path;

/// One package of the workspace.
pub(crate) struct Package {
    /// Its name.
    pub(crate) name: String,
    /// The path of its manifest from the root.
    pub(crate) manifest: String,
    /// Everything it depends on, for whatever purpose.
    pub(crate) dependencies: Vec<Dependency>,
    /// Whether it has a build script.
    pub(crate) build_script: bool,
}

/// One dependency of a package.
#[derive(Deserialize)]
pub(crate) struct Dependency {
    /// The name of the package it is.
    pub(crate) name: String,
    /// What it is for: `None` is the package itself, otherwise `dev` or `build`.
    pub(crate) kind: Option<String>,
    /// Its folder, if it is one of the workspace.
    pub(crate) path: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<RawPackage>,
}

#[derive(Deserialize)]
struct RawPackage {
    name: String,
    manifest_path: String,
    dependencies: Vec<Dependency>,
    targets: Vec<RawTarget>,
}

#[derive(Deserialize)]
struct RawTarget {
    kind: Vec<String>,
}

/// Reads the answer of `cargo metadata --no-deps --format-version 1`.
pub(crate) fn parse(json: &str, root: &Path) -> Result<Vec<Package>, String> {
    let metadata: Metadata = serde_json::from_str(json)
        .map_err(|error| format!("cannot read what cargo metadata says: {error}"))?;
    let packages = metadata.packages.into_iter().map(|raw| {
        let manifest = Path::new(&raw.manifest_path);
        Package {
            name: raw.name,
            manifest: manifest.strip_prefix(root).unwrap_or(manifest).to_string_lossy().replace('\\', "/"),
            dependencies: raw.dependencies,
            build_script: raw
                .targets
                .iter()
                .any(|target| target.kind.iter().any(|kind| kind == "custom-build")),
        }
    });
    Ok(packages.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_of_cargo_is_read() {
        let json = r#"{"packages": [{"name": "a", "manifest_path": "/somewhere/crates/a/Cargo.toml",
            "dependencies": [{"name": "b", "kind": "dev", "path": "/somewhere/crates/b", "req": "*"}],
            "targets": [{"kind": ["lib"]}, {"kind": ["custom-build"]}]}]}"#;
        let packages = parse(json, Path::new("/somewhere")).unwrap();
        let [package] = packages.as_slice() else { panic!("one package") };
        assert_eq!(package.manifest, "crates/a/Cargo.toml");
        assert!(package.build_script);
        assert_eq!(package.dependencies[0].kind.as_deref(), Some("dev"));
    }
}
