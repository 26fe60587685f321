//! The test binaries and the `skep` command for the machine that is emulated, linked statically: there are no libraries.

use super::table::Machine;
use crate::cargo::artifacts;
use crate::{process, say};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A binary with tests.
pub(super) struct TestBinary {
    /// Its package and its name: `skep/it`.
    pub(super) name: String,
    /// Where it is, and will be in the machine.
    pub(super) executable: PathBuf,
    /// The folder of its package, in which it is run.
    pub(super) package: PathBuf,
}

/// What was built.
#[derive(Default)]
pub(super) struct Built {
    /// The test binaries, in the order of the packages in the table.
    pub(super) tests: Vec<TestBinary>,
    /// The commands that tests start, at the paths that they know.
    pub(super) commands: Vec<PathBuf>,
    /// The libraries that they are linked with, and their loader; none of those that are linked statically.
    pub(super) libraries: Vec<PathBuf>,
}

/// Builds the tests of these packages for a machine: the binaries of these names, or all.
pub(super) fn build(
    root: &Path,
    machine: &Machine,
    packages: &[String],
    suites: &[String],
) -> Result<Built, String> {
    let mut command = Command::new("cargo");
    command.args(["test", "--no-run", "--message-format", "json-render-diagnostics"]);
    match suites {
        [] => command.args(["--test", "*"]),
        suites => command.args(suites.iter().flat_map(|suite| ["--test", suite])),
    };
    // A suite that wants more features than are on by default is refused, and not left out.
    if packages.iter().any(|package| package == "skep") {
        command.args(["--features", "skep/metrics,skep/stream"]);
    }
    command.args(["--target", &machine.target, "--target-dir", "target/matrix/build"]);
    command.args(packages.iter().flat_map(|package| ["--package", package]));
    // Without what only debuggers need: all of it goes into the memory of a small machine. Random numbers come by
    // getrandom(2): what is linked statically cannot look for it, and would open a device and keep it.
    command
        .env("RUSTFLAGS", "-C target-feature=+crt-static --cfg getrandom_backend=\"linux_getrandom\"")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_PROFILE_DEV_STRIP", "debuginfo");
    if !machine.target.starts_with(std::env::consts::ARCH) {
        if !process::answers(&machine.linker, &["--version"]) {
            return Err(missing(&machine.linker, machine));
        }
        let variable = machine.target.to_uppercase().replace('-', "_");
        command.env(format!("CARGO_TARGET_{variable}_LINKER"), &machine.linker);
    }
    say!("building the tests of {} for {}", packages.join(", "), machine.target);
    let output = command
        .current_dir(root)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if !output.status.success() {
        return Err(format!(
            "the tests cannot be built for {0} (if the target is not installed, `rustup target add {0}`)",
            machine.target
        ));
    }
    let mut built = sort(&String::from_utf8_lossy(&output.stdout), packages);
    if machine.target.starts_with(std::env::consts::ARCH) {
        built.add_tools(root);
    }
    match built.tests.is_empty() {
        true => Err(format!("there are no tests in {}", packages.join(", "))),
        false => Ok(built),
    }
}

/// The tests of these names as this machine's own test command has built them, with the libraries that they need: nothing is
/// built anew unless that was not run before.
pub(super) fn built_here(root: &Path, test_command: &[&str], names: &[&str]) -> Result<Built, String> {
    let (program, arguments) = test_command.split_first().ok_or("there is no command for tests")?;
    let arguments = [arguments, &["--no-run", "--message-format", "json-render-diagnostics"]].concat();
    let output = process::output(root, program, &arguments)?;
    let mut built = sort(&output.stdout, &[]);
    built.tests.retain(|test| names.contains(&test.name.as_str()));
    built.commands.clear();
    if let Some(name) = names.iter().find(|name| built.tests.iter().all(|test| test.name != **name)) {
        return Err(format!("there are no tests `{name}`, which xtask/kernels.toml names for CI"));
    }
    let executables: Vec<PathBuf> = built.tests.iter().map(|test| test.executable.clone()).collect();
    executables.iter().try_for_each(|executable| built.add_libraries(root, executable))?;
    built.add_tools(root);
    Ok(built)
}

impl Built {
    /// Adds this machine's own tools, as far as they are there: busybox has no `tc`, and its `ip` makes no pairs.
    fn add_tools(&mut self, root: &Path) {
        for tool in TOOLS {
            let mut paths = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"]
                .map(|folder| Path::new(folder).join(tool))
                .into_iter();
            let found = paths.find(|path| path.is_file());
            if let Some(path) = found.filter(|path| self.add_libraries(root, path).is_ok()) {
                self.commands.push(path);
            }
        }
    }

    /// Adds the libraries that an executable of this machine is linked with.
    fn add_libraries(&mut self, root: &Path, executable: &Path) -> Result<(), String> {
        let listed = process::output(root, "ldd", &[&executable.to_string_lossy()])?;
        self.libraries.extend(libraries(&listed.stdout));
        self.libraries.sort();
        self.libraries.dedup();
        Ok(())
    }
}

/// The files in what `ldd` says: `libc.so.6 => /lib/libc.so.6 (0x7f…)`, and the loader alone. The kernel's own (`linux-vdso`)
/// is no file.
fn libraries(listed: &str) -> Vec<PathBuf> {
    let file = |line: &str| {
        let path = line.rsplit_once(" => ").map_or(line, |(_, path)| path).split_whitespace().next()?;
        path.starts_with('/').then(|| PathBuf::from(path))
    };
    listed.lines().filter_map(file).collect()
}

/// The commands that tests compare with or make networks with, and that busybox has not, or not all of.
const TOOLS: [&str; 7] = ["bpftool", "chrt", "ethtool", "ip", "script", "setpriv", "tc"];

/// What to say of a program that is not there.
pub(super) fn missing(program: &str, machine: &Machine) -> String {
    format!(
        "{program} is not installed: `.ci/install-packages matrix` installs it (Debian: {})",
        machine.installed_by
    )
}

/// The tests and the commands among what cargo says that it built.
fn sort(messages: &str, packages: &[String]) -> Built {
    let mut built = Built::default();
    for artifact in artifacts(messages) {
        let kind = |name: &str| artifact.target.kind.iter().any(|kind| kind == name);
        let Some(executable) = artifact.executable.clone().map(PathBuf::from) else { continue };
        let Some(folder) = Path::new(&artifact.manifest_path).parent() else { continue };
        let package = folder.file_name().unwrap_or_default().to_string_lossy();
        if kind("test") {
            let name = format!("{package}/{}", artifact.target.name);
            built.tests.push(TestBinary { name, executable, package: folder.to_path_buf() });
        } else if kind("bin") && !artifact.profile.test {
            built.commands.push(executable);
        }
    }
    let place = |test: &TestBinary| {
        // A package is called as its folder is, or by that behind the name of all.
        let folder = test.name.split('/').next().unwrap_or_default();
        packages.iter().position(|package| package == folder || package.strip_prefix("skep-") == Some(folder))
    };
    built.tests.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.name.cmp(&b.name)));
    built
}

/// The arguments that leave out what needs no running kernel: it is the same on all of them.
pub(super) const WITHOUT_SIMULATED: [&str; 2] = ["--skip", "[simulated]"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_libraries_of_a_program_are_found_in_what_ldd_says() {
        let listed = "\tlinux-vdso.so.1 (0x00007ffd)\n\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)\n\
                      \tlibnone.so => not found\n\t/lib64/ld-linux-x86-64.so.2 (0x00007f)\n";
        let expected = ["/lib/x86_64-linux-gnu/libc.so.6", "/lib64/ld-linux-x86-64.so.2"].map(PathBuf::from);
        assert_eq!(libraries(listed), expected);
        assert_eq!(libraries("\tstatically linked\n"), [""; 0].map(PathBuf::from));
    }

    #[test]
    fn tests_and_commands_are_found_in_what_cargo_says() {
        let message = |package: &str, kind: &str, name: &str, test: bool, executable: &str| {
            format!(
                r#"{{"reason":"compiler-artifact","manifest_path":"/r/crates/{package}/Cargo.toml","target":{{"name":"{name}","kind":["{kind}"]}},"profile":{{"test":{test}}},"executable":{executable}}}"#
            )
        };
        let messages = [
            message("cli", "bin", "skep", false, r#""/t/skep""#),
            message("cli", "bin", "skep", true, r#""/t/skep-1""#),
            message("cli", "test", "it", true, r#""/t/it-2""#),
            message("skep", "lib", "skep", false, "null"),
            message("skep", "test", "it", true, r#""/t/it-1""#),
            message("skep", "test", "elf", true, r#""/t/elf-1""#),
        ];
        let built = sort(&messages.join("\n"), &["skep".into(), "cli".into()]);
        let names: Vec<&str> = built.tests.iter().map(|test| test.name.as_str()).collect();
        assert_eq!(names, ["skep/elf", "skep/it", "cli/it"]);
        assert_eq!(built.tests[0].package, Path::new("/r/crates/skep"));
        assert_eq!(built.commands, [PathBuf::from("/t/skep")]);
    }
}
