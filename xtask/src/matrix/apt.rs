//! Debian packages of another release or architecture, by apt's own tools in folders of their own: the system's lists and
//! packages are left alone.

use super::sources::Archives;
use super::table::{Kernel, Machine};
use crate::{process, say};
use std::cmp::Ordering;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folders in which apt works for one set of suites and one architecture.
pub(super) struct AptRoot {
    folder: PathBuf,
    configuration: String,
}

impl AptRoot {
    /// Makes the folders, or takes over those that are there, and fetches the lists of packages.
    pub(super) fn new(folder: &Path, kernel: &Kernel, machine: &Machine) -> Result<Self, String> {
        for (program, package) in
            [("apt-get", "apt"), ("dpkg-deb", "dpkg"), ("tar", "tar"), ("xz", "xz-utils")]
        {
            if !process::answers(program, &["--version"]) {
                return Err(format!(
                    "{program} is not installed (Debian: {package}); kernels are fetched as Debian packages"
                ));
            }
        }
        let sources = Archives::of_this_machine()?.sources(&kernel.suites);
        for part in ["lists/partial", "cache/archives/partial", "sources", "packages"] {
            write_folder(&folder.join(part))?;
        }
        write(&folder.join("sources/matrix.sources"), &sources)?;
        write(&folder.join("status"), "")?;
        let shown = folder.display();
        let text = format!(
            "Dir::Etc::sourcelist \"/dev/null\"; Dir::Etc::sourceparts \"{shown}/sources\";\n\
             Dir::Etc::preferences \"/dev/null\"; Dir::Etc::preferencesparts \"/dev/null\";\n\
             Dir::State::lists \"{shown}/lists\"; Dir::State::status \"{shown}/status\"; Dir::Cache \"{shown}/cache\";\n\
             APT::Architecture \"{0}\"; APT::Architectures {{ \"{0}\"; }};\n\
             Acquire::Languages \"none\"; Acquire::IndexTargets::deb::DEP-11::DefaultEnabled \"false\";\n\
             Acquire::Retries \"3\"; APT::Sandbox::User \"root\";\n",
            machine.debian
        );
        write(&folder.join("apt.conf"), &text)?;
        let configuration = folder.join("apt.conf").to_string_lossy().into_owned();
        let root = Self { folder: folder.into(), configuration };
        if let Err(error) = root.apt("apt-get", &["update", "--quiet=2", "--error-on=any"]) {
            let why = error.lines().rfind(|line| line.starts_with("E:")).unwrap_or(&error).trim();
            // What was fetched before serves as well.
            if root.names("^busybox-static$")?.is_empty() {
                return Err(format!(
                    "the lists of packages could not be fetched (is there a network?): {why}"
                ));
            }
            say!("the lists of packages could not be updated; those of the last time are used ({why})");
        }
        Ok(root)
    }

    fn apt(&self, program: &str, arguments: &[&str]) -> Result<String, String> {
        let all = [&["-c", &self.configuration], arguments].concat();
        process::output(&self.folder.join("packages"), program, &all).map(|output| output.stdout)
    }

    /// The names of packages that match an expression.
    fn names(&self, expression: &str) -> Result<Vec<String>, String> {
        let found = self.apt("apt-cache", &["search", "--names-only", expression])?;
        Ok(found.lines().filter_map(|line| line.split_whitespace().next()).map(ToOwned::to_owned).collect())
    }

    /// Fetches a kernel's packages in the newest version that can be had, and gives their names and files.
    pub(super) fn newest(&self, kernel: &Kernel) -> Result<Vec<(String, PathBuf)>, String> {
        let pattern = kernel.packages.first().map(String::as_str).unwrap_or_default();
        let (prefix, _) = pattern.split_once('*').unwrap_or((pattern, ""));
        let names = self.names(&format!("^{}", prefix.replace('.', "\\.").replace('+', "\\+")))?;
        let mut refused = None;
        for version in versions(pattern, &names) {
            let packages = kernel.packages.iter().map(|package| package.replace('*', version));
            let fetched = packages.map(|package| self.fetch(&package).map(|file| (package, file))).collect();
            match fetched {
                Ok(files) => return Ok(files),
                // Lists may have packages that the archive has not, when a release is no longer cared for.
                Err(error) => {
                    say!("{error}");
                    refused.get_or_insert(error);
                }
            }
        }
        if let Some(error) = refused {
            return Err(error);
        }
        // A release that is still worked on goes to the next kernel.
        let family = prefix.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        let there = self.names(&format!("^{family}[0-9]"))?;
        Err(format!(
            "{} has no package `{pattern}` (change xtask/kernels.toml); it has {}",
            kernel.suites.join(", "),
            if there.is_empty() { "none that is alike".into() } else { there.join(", ") }
        ))
    }

    /// Fetches a package unless it is here, and gives its file. Other versions of it that are here are removed.
    pub(super) fn fetch(&self, package: &str) -> Result<PathBuf, String> {
        let fetched = self.apt("apt-get", &["download", "--quiet=2", package]);
        let prefix = format!("{package}_");
        let mut files: Vec<_> = fs::read_dir(self.folder.join("packages"))
            .map_err(|error| format!("{}: {error}", self.folder.display()))?
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix))
            .map(|entry| entry.path())
            .collect();
        files.sort_by(|a, b| order(&a.to_string_lossy(), &b.to_string_lossy()));
        let newest = files.pop();
        for old in files {
            fs::remove_file(&old).map_err(|error| format!("{}: {error}", old.display()))?;
        }
        match (newest, fetched) {
            (Some(file), Ok(_)) => Ok(file),
            (Some(file), Err(error)) => {
                say!("{package} could not be fetched; that of the last time is used ({})", error.trim());
                Ok(file)
            }
            (None, Err(error)) => {
                Err(format!("the package {package} could not be fetched: {}", error.trim()))
            }
            (None, Ok(_)) => Err(format!("apt-get left no file of the package {package}")),
        }
    }
}

/// Unpacks a package's files into a folder.
pub(super) fn unpack(package: &Path, folder: &Path) -> Result<(), String> {
    write_folder(folder)?;
    let failed = |error: &dyn std::fmt::Display| format!("cannot unpack {}: {error}", package.display());
    let mut reader = Command::new("dpkg-deb")
        .arg("--fsys-tarfile")
        .arg(package)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error))?;
    let archive = reader.stdout.take().map_or_else(Stdio::null, Stdio::from);
    let status = Command::new("tar")
        .args(["--extract", "--no-same-owner", "--directory"])
        .arg(folder)
        .stdin(archive)
        .status()
        .map_err(|error| failed(&error));
    let read = reader.wait().map_err(|error| failed(&error))?;
    match (status?.success(), read.success()) {
        (true, true) => Ok(()),
        _ => Err(failed(&"dpkg-deb or tar failed")),
    }
}

/// What the `*` of a pattern stands for in the packages that match it, the newest first.
fn versions<'a>(pattern: &str, names: &'a [String]) -> Vec<&'a str> {
    let Some((prefix, suffix)) = pattern.split_once('*') else { return Vec::new() };
    let versions = names.iter().filter_map(|name| name.strip_prefix(prefix)?.strip_suffix(suffix));
    // A part that begins with a letter belongs to the name: `-cloud-amd64` is not `-amd64`.
    let is_version =
        |version: &&str| version.split('-').all(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    let mut versions: Vec<&str> = versions.filter(is_version).collect();
    versions.sort_by(|a, b| order(b, a));
    versions
}

/// The order of versions: numbers by their value, what is between them by its letters.
pub(super) fn order(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        if a.is_empty() || b.is_empty() {
            return a.len().cmp(&b.len());
        }
        let (words, numbers) = (take(&mut a, |c| !c.is_ascii_digit()), take(&mut a, |c| c.is_ascii_digit()));
        let (other, others) = (take(&mut b, |c| !c.is_ascii_digit()), take(&mut b, |c| c.is_ascii_digit()));
        // Longer numbers without leading zeros are greater.
        let (number, another) = (numbers.trim_start_matches('0'), others.trim_start_matches('0'));
        let by_value = number.len().cmp(&another.len()).then_with(|| number.cmp(another));
        match words.cmp(other).then(by_value) {
            Ordering::Equal => {}
            unequal => return unequal,
        }
    }
}

fn take<'a>(text: &mut &'a str, belongs: impl Fn(char) -> bool) -> &'a str {
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    let (taken, rest) = text.split_at(end);
    *text = rest;
    taken
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

fn write_folder(path: &Path) -> Result<(), String> {
    fs::create_dir_all(path).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions_of(pattern: &str, names: &[&str]) -> Vec<String> {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        versions(pattern, &names).into_iter().map(ToOwned::to_owned).collect()
    }

    #[test]
    fn the_packages_that_match_are_tried_newest_first() {
        let names = [
            "linux-image-6.12.94+deb13-cloud-amd64-unsigned",
            "linux-image-6.12.107+deb13-cloud-amd64-unsigned",
            "linux-image-6.12.107+deb13-cloud-amd64",
            "linux-image-6.12.200+deb13-amd64-unsigned",
            "linux-image-6.12.201+deb13-rt-cloud-amd64-unsigned",
        ];
        let found = versions_of("linux-image-6.12.*-cloud-amd64-unsigned", &names);
        assert_eq!(found, ["107+deb13", "94+deb13"]);
        assert_eq!(versions_of("linux-image-6.12.*-amd64-unsigned", &names), ["200+deb13"]);
        let older =
            ["linux-image-5.10.0-9-cloud-amd64-unsigned", "linux-image-5.10.0-46-cloud-amd64-unsigned"];
        assert_eq!(versions_of("linux-image-5.10.*-cloud-amd64-unsigned", &older), ["0-46", "0-9"]);
        assert_eq!(versions_of("linux-image-7.2.*-cloud-amd64", &names), [""; 0]);
    }

    #[test]
    fn numbers_in_versions_are_compared_by_value() {
        for (lesser, greater) in
            [("9", "10"), ("1.2", "1.10"), ("1", "1.1"), ("94+deb13", "107+deb13"), ("a1", "b0"), ("", "0")]
        {
            assert_eq!(order(lesser, greater), Ordering::Less, "{lesser} {greater}");
            assert_eq!(order(greater, lesser), Ordering::Greater, "{lesser} {greater}");
        }
        assert_eq!(order("1.02", "1.2"), Ordering::Equal);
    }
}
