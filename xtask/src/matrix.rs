//! `cargo xtask matrix`: the tests on other kernels than the one at hand, in an emulator, all of a kernel in one boot.
//!
//! What the running kernel refuses or does not have is tested here. It fetches packages and takes minutes, so that
//! `cargo xtask ci` does a small part of it only (`in_ci.rs`). The kernels are in `xtask/kernels.toml`, what came out in
//! `docs/kernels.md`.

mod apt;
mod archive;
mod build;
mod emulator;
mod guest;
mod in_ci;
mod logs;
mod modules;
mod results;
mod serial;
mod sources;
mod table;

use crate::results::{Counts, print_skipped};
use crate::say;
use apt::AptRoot;
use build::Built;
use emulator::Boot;
use guest::{Contents, TestRun};
pub(crate) use in_ci::{InMachine, in_ci};
use modules::Module;
pub(crate) use results::write_page;
use serial::{Serial, SuiteRun};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use table::{Kernel, Machine, Table};

const USAGE: &str = "\
usage: cargo xtask matrix [--kernel NAME]… [--arch ARCHITECTURE]… [--package NAME]… [--suite NAME]… [--list] [--logs] [--keep] \
 [-- ARGUMENTS OF THE TESTS]";

/// What is asked for.
#[derive(Default, PartialEq, Eq, Debug)]
struct Request {
    kernels: Vec<String>,
    architectures: Vec<String>,
    packages: Vec<String>,
    /// The test binaries; all of the packages' if none is named.
    suites: Vec<String>,
    list: bool,
    /// Whether no tests are run, and what the verifiers say of wrong programs is kept instead.
    logs: bool,
    /// Whether what comes out is kept, for the page in `docs`.
    keep: bool,
    arguments: Vec<String>,
}

impl Request {
    fn parse(arguments: &[String]) -> Result<Self, String> {
        let mut request = Self::default();
        let mut words = arguments.iter();
        while let Some(word) = words.next() {
            let (option, value) = match word.split_once('=') {
                Some((option, value)) => (option, Some(value.to_owned())),
                None => (word.as_str(), None),
            };
            let list = match option {
                "--kernel" => &mut request.kernels,
                "--arch" => &mut request.architectures,
                "--package" => &mut request.packages,
                "--suite" => &mut request.suites,
                "--list" | "--logs" | "--keep" if value.is_none() => {
                    let wish = match option {
                        "--list" => &mut request.list,
                        "--logs" => &mut request.logs,
                        _ => &mut request.keep,
                    };
                    *wish = true;
                    continue;
                }
                "--" if value.is_none() => {
                    request.arguments = words.cloned().collect();
                    break;
                }
                _ => return Err(format!("`{word}` is not understood\n{USAGE}")),
            };
            match value.or_else(|| words.next().cloned()) {
                Some(value) => list.push(value),
                None => return Err(format!("`{word}` wants a value\n{USAGE}")),
            }
        }
        Ok(request)
    }
}

/// Runs the tests on the kernels that are asked for.
pub(crate) fn run(root: &Path, arguments: &[String]) -> Result<String, String> {
    let request = Request::parse(arguments)?;
    let table = Table::read(root)?;
    if request.list {
        return Ok(list(&table));
    }
    let kernels = table.asked_for(&request.kernels, &request.architectures)?;
    let (packages, suites) = match request.logs {
        true => (&vec!["skep".to_owned()], &vec!["reports".to_owned()]),
        false if request.packages.is_empty() => (&table.packages, &request.suites),
        false => (&request.packages, &request.suites),
    };
    // What is missing is said before anything takes long.
    for kernel in &kernels {
        Boot::is_possible(table.machine(kernel)?)?;
    }
    let mut built: BTreeMap<&str, Built> = BTreeMap::new();
    let mut summary = Vec::new();
    let mut failures = Vec::new();
    let mut all = Counts::default();
    for kernel in kernels {
        say!("\n=== {}: {}, {}", kernel.name, kernel.suites.join(", "), kernel.architecture);
        let architecture = kernel.architecture.as_str();
        if !built.contains_key(architecture) {
            built.insert(architecture, build::build(root, table.machine(kernel)?, packages, suites)?);
        }
        let Some(built) = built.get(architecture) else { continue };
        if request.logs {
            match logs::keep(root, &table, kernel, built) {
                Ok(said) => summary.push(format!("  {:12} {said}", kernel.name)),
                Err(error) => failures.push(format!("{}: {error}", kernel.name)),
            }
            continue;
        }
        match on(root, &table, kernel, built, &request.arguments) {
            Ok((serial, mut wrong)) => {
                if request.keep {
                    results::keep(root, &kernel.name, &serial, request.arguments.is_empty())?;
                }
                let mut counts = Counts::default();
                serial.suites.iter().for_each(|suite| counts += suite.counts());
                all += counts;
                let seconds: u32 =
                    serial.suites.iter().filter_map(|suite| suite.end).map(|end| end.seconds).sum();
                let release = serial.release.as_deref().unwrap_or_default();
                summary.push(format!("  {:12} {counts}, {seconds} s ({release})", kernel.name));
                failures.extend(wrong.drain(..).map(|failure| format!("{}: {failure}", kernel.name)));
            }
            Err(error) => {
                summary.push(format!("  {:12} FAILED", kernel.name));
                failures.push(format!("{}: {error}", kernel.name));
            }
        }
    }
    say!("\n=== summary\n{}", summary.join("\n"));
    for failure in &failures {
        say!("\nFAILED: {failure}");
    }
    match failures.is_empty() {
        true => Ok(all.to_string()),
        false => Err(format!("{} failures ({all})", failures.len())),
    }
}

fn list(table: &Table) -> String {
    let mut lines = vec!["the kernels of xtask/kernels.toml".to_owned()];
    for kernel in table.kernels() {
        let Kernel { name, architecture, suites, packages, default, notes, .. } = kernel;
        let default = if *default { " (if none is named)" } else { "" };
        lines.push(format!(
            "  {name:12} {architecture:8} {}: {}{default}",
            suites.join(", "),
            packages.join(", ")
        ));
        lines.extend(notes.iter().map(|note| format!("  {:12} {note}", "")));
    }
    lines.join("\n")
}

/// Runs the tests on one kernel, prints how they went, and gives what was read and what went wrong.
fn on(
    root: &Path,
    table: &Table,
    kernel: &Kernel,
    built: &Built,
    arguments: &[String],
) -> Result<(Serial, Vec<String>), String> {
    let packages = Packages::fetch(root, table, kernel)?;
    let arguments = [&build::WITHOUT_SIMULATED.map(ToOwned::to_owned)[..], arguments].concat();
    let tests = built.tests.iter().enumerate();
    let runs: Vec<TestRun> = tests
        .map(|(binary, test)| TestRun { name: test.name.clone(), binary, arguments: arguments.clone() })
        .collect();
    let limit =
        Duration::from_secs(guest::LIMIT).saturating_mul(u32::try_from(runs.len()).unwrap_or(u32::MAX));
    let serial = packages.boot(built, &runs, limit)?;
    let skipped: Vec<_> = serial.suites.iter().flat_map(SuiteRun::skipped).collect();
    print_skipped(&skipped);
    let wrong = failures(&serial, &runs);
    Ok((serial, wrong))
}

/// A kernel's packages, fetched and unpacked.
struct Packages<'a> {
    root: &'a Path,
    machine: &'a Machine,
    /// What the emulator is told for this kernel.
    arguments: Vec<String>,
    /// The folder of what belongs to this kernel.
    folder: PathBuf,
    unpacked: PathBuf,
    busybox: PathBuf,
    image: PathBuf,
    modules: Vec<Module>,
}

impl<'a> Packages<'a> {
    fn fetch(root: &'a Path, table: &'a Table, kernel: &Kernel) -> Result<Self, String> {
        let machine = table.machine(kernel)?;
        let folder = root.join("target/matrix").join(&kernel.name);
        let apt = AptRoot::new(&folder, kernel, machine)?;
        let packages = apt.newest(kernel)?;
        let names = packages.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ");
        say!("{names}");
        let busybox = apt.fetch("busybox-static")?;
        // An older package's files must not be mixed with the newer one's.
        let unpacked = folder.join("unpacked");
        if unpacked.exists() {
            fs::remove_dir_all(&unpacked).map_err(|error| format!("{}: {error}", unpacked.display()))?;
        }
        for file in packages.iter().map(|(_, file)| file).chain([&busybox]) {
            apt::unpack(file, &unpacked)?;
        }
        let mut paths = ["usr/bin/busybox", "bin/busybox"].into_iter().map(|path| unpacked.join(path));
        let busybox =
            paths.find(|path| path.is_file()).ok_or("the package busybox-static has no bin/busybox")?;
        let image = image(&unpacked).ok_or_else(|| format!("{names} has no file vmlinuz"))?;
        let modules = modules::collect(&unpacked, &table.modules)?;
        let arguments = kernel.arguments.clone();
        Ok(Self { root, machine, arguments, folder, unpacked, busybox, image, modules })
    }

    /// Boots a machine that runs these tests, prints how they go, and gives what was read.
    fn boot(&self, built: &Built, runs: &[TestRun], limit: Duration) -> Result<Serial, String> {
        let configuration = beginning_with(&self.unpacked.join("boot"), "config-");
        let contents = Contents {
            root: self.root,
            busybox: &self.busybox,
            configuration: configuration.as_deref(),
            modules: &self.modules,
            built,
            runs,
        };
        let initramfs = self.folder.join("initramfs.cpio");
        fs::write(&initramfs, contents.archive()?)
            .map_err(|error| format!("{}: {error}", initramfs.display()))?;
        let boot = Boot {
            machine: self.machine,
            arguments: &self.arguments,
            kernel: &self.image,
            initramfs: &initramfs,
            limit,
            log: &self.folder.join("serial.log"),
        };
        let serial = boot.run(|suite| {
            let seconds = suite.end.map_or(0, |end| end.seconds);
            say!("  {:24} {}, {seconds} s", suite.name, suite.counts());
        })?;
        for note in &serial.notes {
            say!("note: {note}");
        }
        Ok(serial)
    }
}

/// What went wrong on a kernel: binaries that failed, and those that were not run to their end.
fn failures(serial: &Serial, runs: &[TestRun]) -> Vec<String> {
    let mut failures: Vec<String> = serial.suites.iter().filter_map(SuiteRun::failure).collect();
    let not_begun: Vec<&str> = runs.iter().skip(serial.suites.len()).map(|run| run.name.as_str()).collect();
    if !not_begun.is_empty() {
        failures.push(format!("not run any more: {}", not_begun.join(", ")));
    } else if !serial.is_whole && failures.is_empty() {
        failures.push(format!("the machine ended before it was told to; the last line was: {}", serial.last));
    }
    failures
}

/// The kernel in its unpacked package.
fn image(unpacked: &Path) -> Option<PathBuf> {
    beginning_with(&unpacked.join("boot"), "vmlinuz-").or_else(|| {
        let modules = ["usr/lib/modules", "lib/modules"].map(|path| unpacked.join(path));
        let releases = modules.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
        releases.map(|release| release.path().join("vmlinuz")).find(|image| image.is_file())
    })
}

/// The file of a folder whose name begins like this.
fn beginning_with(folder: &Path, start: &str) -> Option<PathBuf> {
    let mut entries = fs::read_dir(folder).ok()?.flatten();
    entries.find(|entry| entry.file_name().to_string_lossy().starts_with(start)).map(|entry| entry.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Request, String> {
        Request::parse(&line.split_whitespace().map(ToOwned::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn requests_are_read() {
        let expected = Request {
            kernels: vec!["6.1".into(), "7.2".into()],
            architectures: vec!["x86_64".into()],
            packages: vec!["skep".into()],
            suites: vec!["it".into(), "maps".into()],
            list: false,
            logs: true,
            keep: true,
            arguments: vec!["--exact".into(), "--kernel".into()],
        };
        let line = "--kernel 6.1 --arch=x86_64 --kernel=7.2 --suite it --package skep --logs --suite maps --keep -- --exact --kernel";
        assert_eq!(parse(line).unwrap(), expected);
        assert_eq!(parse("").unwrap(), Request::default());
        assert!(parse("--list").unwrap().list);
        assert!(parse("6.1").unwrap_err().starts_with("`6.1` is not understood\nusage: "));
        assert!(parse("--kernel").unwrap_err().starts_with("`--kernel` wants a value"));
        assert!(parse("--list=yes").is_err());
    }

    #[test]
    fn what_was_not_run_to_the_end_is_a_failure() {
        let run = |name: &str| TestRun { name: name.into(), binary: 0, arguments: Vec::new() };
        let runs = [run("a"), run("b")];
        let after = |log: &str| {
            let mut serial = Serial::default();
            for line in log.lines() {
                serial.line(line);
            }
            failures(&serial, &runs)
        };
        let both = "==matrix begin a\n==matrix end 0 1\n==matrix begin b\n==matrix end 0 1\n";
        assert_eq!(after(&format!("{both}==matrix done\n")), [""; 0]);
        assert_eq!(
            after(both),
            ["the machine ended before it was told to; the last line was: ==matrix end 0 1"]
        );
        assert_eq!(
            after("==matrix begin a\npanic"),
            ["a: the machine ended while it ran; the last line was: panic", "not run any more: b"]
        );
    }
}
