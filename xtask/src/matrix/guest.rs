//! What is in an emulated machine: a small file system in memory with busybox, the kernel's modules, the test binaries at
//! the paths that they were built for, and the files that they read.

use super::archive::Archive;
use super::build::Built;
use super::modules::Module;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The part of the first process that does not depend on what is run.
const INIT: &str = include_str!("init.sh");

/// How many seconds a binary may take.
pub(super) const LIMIT: u64 = 900;

/// The commands that tests start and that busybox has.
const APPLETS: &[&str] = &["cat", "ip", "sh", "sleep", "true", "zcat"];

/// What goes into a machine.
pub(super) struct Contents<'a> {
    /// The root of the workspace.
    pub(super) root: &'a Path,
    /// A static busybox of the machine's architecture.
    pub(super) busybox: &'a Path,
    /// The configuration that the kernel was built with, if its package has it.
    pub(super) configuration: Option<&'a Path>,
    /// The modules, in the order in which they are inserted.
    pub(super) modules: &'a [Module],
    /// The tests and the commands.
    pub(super) built: &'a Built,
    /// What of them is run, in this order.
    pub(super) runs: &'a [TestRun],
}

/// A run of a test binary.
pub(super) struct TestRun {
    /// What it is called in the output.
    pub(super) name: String,
    /// Which of the binaries it is.
    pub(super) binary: usize,
    /// What it is told.
    pub(super) arguments: Vec<String>,
}

impl Contents<'_> {
    /// The archive that the kernel starts with.
    pub(super) fn archive(&self) -> Result<Vec<u8>, String> {
        let mut archive = Archive::default();
        for folder in ["dev", "proc", "sys", "tmp", "run"] {
            archive.folder(folder);
        }
        archive.device("dev/console", 5, 1);
        archive.program("bin/busybox", read(self.busybox)?);
        for applet in APPLETS {
            archive.link(&format!("bin/{applet}"), "busybox");
        }
        archive
            .file("etc/passwd", b"root:x:0:0:root:/tmp:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n".to_vec());
        if let Some(file) = self.configuration {
            archive.file(
                &format!("boot/{}", file.file_name().unwrap_or_default().to_string_lossy()),
                read(file)?,
            );
        }
        let mut order = String::new();
        for Module { name, bytes } in self.modules {
            archive.file(&format!("modules/{name}.ko"), bytes.clone());
            order.push_str(name);
            order.push('\n');
        }
        archive.file("modules/order", order.into_bytes());
        for test in &self.built.tests {
            archive.program(path(&test.executable)?, without_debugging(&test.executable)?);
            archive.folder(path(&test.package)?);
        }
        for library in &self.built.libraries {
            archive.program(path(library)?, read(library)?);
        }
        for command in &self.built.commands {
            archive.program(path(command)?, read(command)?);
            archive.link(
                &format!("bin/{}", command.file_name().unwrap_or_default().to_string_lossy()),
                path(command)?,
            );
        }
        // Tests read the fixtures of other packages, manifests, and documentation.
        for folder in ["crates", "docs", "bench/objects"] {
            add_files(&mut archive, &self.root.join(folder))?;
        }
        archive.program("init", self.init()?.into_bytes());
        archive.bytes()
    }

    /// The first process.
    fn init(&self) -> Result<String, String> {
        let root = quoted(path(self.root)?);
        let mut text = format!("{INIT}\nLIMIT={LIMIT}\nexport INSTA_WORKSPACE_ROOT={root}\n");
        for TestRun { name, binary, arguments } in self.runs {
            let Some(test) = self.built.tests.get(*binary) else { continue };
            let words = [name.as_str(), path(&test.package)?, path(&test.executable)?];
            let arguments = arguments.iter().map(String::as_str);
            let words: Vec<String> = words.into_iter().chain(arguments).map(quoted).collect();
            text.push_str(&format!("run {}\n", words.join(" ")));
        }
        text.push_str("finish\n");
        Ok(text)
    }
}

/// Adds the files below a folder that are no Rust.
fn add_files(archive: &mut Archive, folder: &Path) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    archive.folder(path(folder)?);
    for entry in entries {
        let entry = entry.map_err(|error| format!("{}: {error}", folder.display()))?;
        let (file, kind) = (entry.path(), entry.file_type());
        if kind.is_ok_and(|kind| kind.is_dir()) {
            add_files(archive, &file)?;
        } else {
            archive.file(path(&file)?, read(&file)?);
        }
    }
    Ok(())
}

fn path(path: &Path) -> Result<&str, String> {
    path.to_str().ok_or_else(|| format!("{}: the path is no UTF-8", path.display()))
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|error| format!("{}: {error}", file.display()))
}

/// A binary without what only debuggers need, which is most of it, if there is a command that takes that away.
fn without_debugging(file: &Path) -> Result<Vec<u8>, String> {
    let copy = std::env::temp_dir().join(format!("skep-matrix-{}", std::process::id()));
    let stripped = Command::new("strip").args(["--strip-debug", "-o"]).arg(&copy).arg(file).output();
    let bytes = match stripped {
        Ok(output) if output.status.success() => read(&copy),
        _ => read(file),
    };
    // Where nothing was written, there is nothing to remove.
    let _ = fs::remove_file(&copy);
    bytes
}

/// A word as a shell reads it as itself.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::super::build::TestBinary;
    use super::*;

    #[test]
    fn every_binary_is_run_in_its_package_with_the_arguments() {
        let test = |name: &str| TestBinary {
            name: name.into(),
            executable: "/t/it-1".into(),
            package: "/r/crates/skep".into(),
        };
        let built = Built { tests: vec![test("skep/it"), test("cli/it")], ..Built::default() };
        let arguments = vec!["it's".to_owned(), "--exact".to_owned()];
        let run = |name: &str, binary| TestRun { name: name.into(), binary, arguments: arguments.clone() };
        let contents = Contents {
            root: Path::new("/r"),
            busybox: Path::new("/b"),
            configuration: None,
            modules: &[],
            built: &built,
            runs: &[run("skep/it", 0), run("cli/it: again", 1)],
        };
        let init = contents.init().unwrap();
        let runs: Vec<&str> = init.lines().filter(|line| line.starts_with("run '")).collect();
        assert_eq!(
            runs,
            [
                r"run 'skep/it' '/r/crates/skep' '/t/it-1' 'it'\''s' '--exact'",
                r"run 'cli/it: again' '/r/crates/skep' '/t/it-1' 'it'\''s' '--exact'",
            ]
        );
        assert!(init.starts_with("#!/bin/busybox sh\n") && init.ends_with("\nfinish\n"));
        assert!(init.contains(super::super::serial::MARK));
    }
}
