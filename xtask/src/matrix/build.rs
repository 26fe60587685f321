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
    /// The libraries that all of them are linked with, and their loader; none if they are linked statically.
    pub(super) libraries: Vec<PathBuf>,
}

/// Builds the tests of these packages for a machine.
pub(super) fn build(root: &Path, machine: &Machine, packages: &[String]) -> Result<Built, String> {
    let mut command = Command::new("cargo");
    command.args(["test", "--no-run", "--message-format", "json-render-diagnostics", "--test", "*"]);
    command.args(["--target", &machine.target, "--target-dir", "target/matrix/build"]);
    command.args(packages.iter().flat_map(|package| ["--package", package]));
    // Without what only debuggers need: all of it goes into the memory of a small machine. Random numbers come by
    // getrandom(2): what is linked statically cannot look for it, and would open a device and keep it.
    command
        .env("RUSTFLAGS", "-C target-feature=+crt-static --cfg getrandom_backend=\"linux_getrandom\"")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_PROFILE_DEV_STRIP", "symbols");
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
    let built = sort(&String::from_utf8_lossy(&output.stdout), packages);
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
    for test in &built.tests {
        let executable = test.executable.to_string_lossy();
        let listed = process::output(root, "ldd", &[&executable])?;
        built.libraries.extend(libraries(&listed.stdout));
    }
    built.libraries.sort();
    built.libraries.dedup();
    Ok(built)
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
        packages.iter().position(|package| test.name.split('/').next() == Some(package.as_str()))
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
