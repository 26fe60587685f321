//! `cargo xtask tidy`: the rules of this workspace that the compiler does not know.
//!
//! Each check reads the [`Tree`] and reports what it refuses: where, what was found, and what to do.

mod abilities;
mod decisions;
mod deps;
mod generated;
mod lexer;
mod manifests;
mod metadata;
pub(crate) mod readme;
mod sources;
mod tests_index;
mod words;

use crate::process::{self, Output};
use metadata::Package;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// A check: its name, and what it does.
type Check = (&'static str, fn(&Tree, &mut Report));

const CHECKS: &[Check] = &[
    ("dependencies", deps::check),
    ("manifests", manifests::check),
    ("sources", sources::check),
    ("words", words::check),
    ("abilities", abilities::check),
    ("decisions", decisions::check),
    ("generated code", generated::check),
    ("readme", readme::check),
];

/// What is checked: the files of the repository and what cargo says of its packages.
#[derive(Default)]
pub(crate) struct Tree {
    /// The text files by their path from the root, with `/` between the parts.
    pub(crate) files: BTreeMap<String, String>,
    /// The packages of the workspace.
    packages: Vec<Package>,
}

impl Tree {
    /// Reads the files that git tracks or would track, and the metadata.
    pub(crate) fn read(root: &Path) -> Result<Self, String> {
        let listed =
            process::output(root, "git", &["ls-files", "-z", "--cached", "--others", "--exclude-standard"])?;
        let mut files = BTreeMap::new();
        for path in listed.stdout.split('\0').filter(|path| !path.is_empty()) {
            // A file that is deleted but still tracked cannot be read, and one that is not text has no lines.
            if let Ok(bytes) = std::fs::read(root.join(path))
                && let Ok(text) = String::from_utf8(bytes)
            {
                files.insert(path.to_string(), text);
            }
        }
        let Output { stdout, .. } =
            process::output(root, "cargo", &["metadata", "--no-deps", "--format-version", "1"])?;
        Ok(Self { files, packages: metadata::parse(&stdout, root)? })
    }

    /// The text of a file, if it is there.
    fn file(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// The sources in Rust.
    fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .filter(|(path, _)| path.ends_with(".rs"))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    #[cfg(test)]
    fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect();
        Self { files, packages: Vec::new() }
    }
}

/// One thing that is not as it should be.
pub(crate) struct Finding {
    path: String,
    line: usize,
    found: String,
    remedy: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, found, remedy } = self;
        write!(f, "{path}:{line}: {found}\n    {remedy}")
    }
}

/// What the checks found.
#[derive(Default)]
pub(crate) struct Report {
    /// What is refused.
    pub(crate) refusals: Vec<Finding>,
    /// What deserves a look.
    pub(crate) warnings: Vec<Finding>,
}

impl Report {
    /// Refuses what was found at this place, and says what to do.
    fn refuse(&mut self, path: &str, line: usize, found: impl Into<String>, remedy: impl Into<String>) {
        self.refusals.push(Finding { path: path.into(), line, found: found.into(), remedy: remedy.into() });
    }

    /// Points out what was found at this place, and says what to do.
    fn warn(&mut self, path: &str, line: usize, found: impl Into<String>, remedy: impl Into<String>) {
        self.warnings.push(Finding { path: path.into(), line, found: found.into(), remedy: remedy.into() });
    }

    #[cfg(test)]
    fn shown(&self) -> Vec<String> {
        self.refusals.iter().map(|finding| finding.to_string().replace("\n    ", " — ")).collect()
    }
}

/// Runs every check.
pub(crate) fn check(tree: &Tree) -> Report {
    let mut report = Report::default();
    for (_, check) in CHECKS {
        check(tree, &mut report);
    }
    report
}

/// Runs every check on the repository, prints what they found, and fails if something is refused.
pub(crate) fn run(root: &Path) -> Result<String, String> {
    let tree = Tree::read(root)?;
    let report = check(&tree);
    for warning in &report.warnings {
        crate::say!("warning: {warning}");
    }
    for refusal in &report.refusals {
        crate::say!("refused: {refusal}");
    }
    let names: Vec<&str> = CHECKS.iter().map(|(name, _)| *name).collect();
    if report.refusals.is_empty() {
        Ok(format!("{} files are tidy ({})", tree.files.len(), names.join(", ")))
    } else {
        Err(format!("{} refused", report.refusals.len()))
    }
}

/// The line (from 1) of the first line that this holds for, or 1.
fn line_where(text: &str, holds: impl Fn(&str) -> bool) -> usize {
    text.lines().position(holds).map_or(1, |at| at + 1)
}
