//! The table of kernels, `xtask/kernels.toml`, which explains its format itself, and what of it is asked for.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The table's place in the repository.
const TABLE: &str = "xtask/kernels.toml";

/// The kernels that can be run, and what is run on them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    /// The packages whose tests are run.
    pub(super) packages: Vec<String>,
    /// The modules of the kernel that the tests need.
    pub(super) modules: Vec<String>,
    /// The machines that are emulated, by their architecture.
    machine: BTreeMap<String, Machine>,
    kernel: Vec<Kernel>,
    /// What `cargo xtask ci` runs.
    pub(super) ci: InCi,
}

/// What is run in CI: a few tests on one kernel.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InCi {
    /// The kernel.
    pub(super) kernel: String,
    /// How many seconds the machine may run after its start.
    pub(super) seconds: u64,
    /// The binaries, by package and name, and what of them is run: tests with one of these in their names.
    pub(super) tests: BTreeMap<String, Vec<String>>,
}

/// A machine that is emulated.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Machine {
    /// What Debian calls its architecture.
    pub(super) debian: String,
    /// What Rust calls it.
    pub(super) target: String,
    /// Its linker on machines of other architectures.
    pub(super) linker: String,
    /// QEMU's program.
    pub(super) emulator: String,
    /// How it emulates.
    pub(super) accelerator: String,
    /// What else it is told.
    pub(super) arguments: Vec<String>,
    /// The kernel's name of the serial line.
    pub(super) console: String,
    /// The Debian packages of the emulator and the linker, divided by spaces.
    pub(super) installed_by: String,
}

/// A kernel.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Kernel {
    /// What it is called.
    pub(super) name: String,
    /// What the machine is called that it runs on.
    pub(super) architecture: String,
    /// The suites of Debian that have it.
    pub(super) suites: Vec<String>,
    /// Its package, and those that belong to it, with a `*` for the version.
    pub(super) packages: Vec<String>,
    /// What the emulator is told for this kernel, behind what it is told for the machine.
    #[serde(default)]
    pub(super) arguments: Vec<String>,
    /// Whether it is run if none is named.
    #[serde(default)]
    pub(super) default: bool,
    /// What it has and has not.
    #[serde(default)]
    pub(super) notes: Vec<String>,
}

impl Table {
    /// Reads the table.
    pub(super) fn read(root: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(root.join(TABLE)).map_err(|error| format!("{TABLE}: {error}"))?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self, String> {
        let table: Self = toml::from_str(text).map_err(|error| format!("{TABLE}: {error}"))?;
        for kernel in &table.kernel {
            let wrong = |what: String| Err(format!("{TABLE}: the kernel `{}` {what}", kernel.name));
            if !table.machine.contains_key(&kernel.architecture) {
                return wrong(format!("is for `{}`, which is no machine of the table", kernel.architecture));
            }
            if kernel.suites.is_empty() || kernel.packages.is_empty() {
                return wrong("needs a suite and a package".into());
            }
            if let Some(package) = kernel.packages.iter().find(|package| package.matches('*').count() != 1) {
                return wrong(format!("has the package `{package}`: one `*` must stand for the version"));
            }
        }
        if !table.kernel.iter().any(|kernel| kernel.name == table.ci.kernel) {
            return Err(format!("{TABLE}: `ci` names the kernel `{}`, which is not there", table.ci.kernel));
        }
        Ok(table)
    }

    /// The machine that a kernel runs on.
    pub(super) fn machine(&self, kernel: &Kernel) -> Result<&Machine, String> {
        self.machine.get(&kernel.architecture).ok_or_else(|| format!("no machine for `{}`", kernel.name))
    }

    /// All kernels.
    pub(super) fn kernels(&self) -> &[Kernel] {
        &self.kernel
    }

    /// The kernels that are asked for, in the order of the table; those that are the default if none is.
    pub(super) fn asked_for(
        &self,
        names: &[String],
        architectures: &[String],
    ) -> Result<Vec<&Kernel>, String> {
        let known = |kind: &str, asked: &[String], there: Vec<&str>| {
            let unknown = asked.iter().find(|one| !there.contains(&one.as_str()));
            unknown.map_or(Ok(()), |one| {
                Err(format!("there is no {kind} `{one}`; {TABLE} has {}", there.join(", ")))
            })
        };
        known("kernel", names, self.kernel.iter().map(|kernel| kernel.name.as_str()).collect())?;
        known("architecture", architectures, self.machine.keys().map(String::as_str).collect())?;
        let asked = |kernel: &&Kernel| {
            let named = names.is_empty() || names.contains(&kernel.name);
            match architectures {
                [] if names.is_empty() => kernel.default,
                [] => named,
                architectures => named && architectures.contains(&kernel.architecture),
            }
        };
        let kernels: Vec<&Kernel> = self.kernel.iter().filter(asked).collect();
        match kernels.is_empty() {
            true => Err("no kernel is of the architecture that is asked for".into()),
            false => Ok(kernels),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        Table::parse(include_str!("../../kernels.toml")).unwrap()
    }

    fn asked_for(names: &[&str], architectures: &[&str]) -> Result<Vec<String>, String> {
        let owned = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        let table = table();
        let kernels = table.asked_for(&owned(names), &owned(architectures))?;
        Ok(kernels.iter().map(|kernel| kernel.name.clone()).collect())
    }

    #[test]
    fn one_kernel_is_run_if_none_is_named() {
        assert_eq!(asked_for(&[], &[]).unwrap(), ["6.12"]);
    }

    #[test]
    fn kernels_are_chosen_by_name_and_architecture() {
        assert_eq!(asked_for(&["7.2", "5.10"], &[]).unwrap(), ["5.10", "7.2"]);
        assert_eq!(asked_for(&[], &["s390x"]).unwrap(), ["6.12-s390x"]);
        assert_eq!(asked_for(&["6.1", "6.12-s390x"], &["x86_64"]).unwrap(), ["6.1"]);
        assert_eq!(
            asked_for(&["6.1"], &["s390x"]).unwrap_err(),
            "no kernel is of the architecture that is asked for"
        );
    }

    #[test]
    fn what_the_table_does_not_have_is_named_with_what_it_has() {
        assert_eq!(
            asked_for(&["4.4"], &[]).unwrap_err(),
            "there is no kernel `4.4`; xtask/kernels.toml has 5.10, 6.1, 6.12, 7.2, 6.12-s390x"
        );
        assert_eq!(
            asked_for(&[], &["vax"]).unwrap_err(),
            "there is no architecture `vax`; xtask/kernels.toml has s390x, x86_64"
        );
    }

    #[test]
    fn a_kernel_without_a_machine_or_a_version_is_refused() {
        let refused = |from: &str, to: &str| {
            let text = include_str!("../../kernels.toml").replace(from, to);
            Table::parse(&text).err().unwrap_or_default()
        };
        assert!(
            refused("architecture = \"s390x\"", "architecture = \"vax\"").contains("is for `vax`"),
            "no machine"
        );
        assert!(
            refused("kernel = \"6.12\"", "kernel = \"6.11\"").contains("names the kernel `6.11`"),
            "no kernel for CI"
        );
        assert!(
            refused("linux-image-6.12.*-s390x", "linux-image-s390x").contains("one `*` must stand"),
            "no version"
        );
    }
}
