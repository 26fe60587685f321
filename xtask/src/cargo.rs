//! What cargo says that it built, in its messages in JSON.

use serde::Deserialize;

/// Something that cargo built.
#[derive(Deserialize)]
pub(crate) struct Artifact {
    /// The manifest of its package.
    pub(crate) manifest_path: String,
    /// The executable, if it is one.
    pub(crate) executable: Option<String>,
    /// What it was built from.
    pub(crate) target: Target,
    /// How it was built.
    pub(crate) profile: Profile,
}

/// A library, executable or test of a package.
#[derive(Deserialize)]
pub(crate) struct Target {
    /// Its name.
    pub(crate) name: String,
    /// What it is: `lib`, `bin`, `test`, `example` and the like.
    #[serde(default)]
    pub(crate) kind: Vec<String>,
}

/// The profile that something was built with.
#[derive(Deserialize)]
pub(crate) struct Profile {
    /// Whether its tests are what it runs.
    pub(crate) test: bool,
}

/// What cargo says that it built, in its messages in JSON.
pub(crate) fn artifacts(messages: &str) -> Vec<Artifact> {
    messages.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn executables_are_found_in_what_cargo_says() {
        let messages = r#"{"reason":"compiler-artifact","manifest_path":"/a/Cargo.toml","target":{"name":"a"},"profile":{"test":true},"executable":"/t/a-1"}
{"reason":"compiler-artifact","manifest_path":"/a/Cargo.toml","target":{"name":"a"},"profile":{"test":false},"executable":null}
{"reason":"build-finished","success":true}"#;
        let found = artifacts(messages);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].executable.as_deref(), Some("/t/a-1"));
        assert!(found[0].profile.test && !found[1].profile.test);
    }
}
