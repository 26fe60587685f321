//! The steps for other machines: every target is type-checked, a big-endian one runs the tests in an emulator, and Miri
//! watches the shared memory.

use super::Run;
use crate::process;

/// What is type-checked besides the machine at hand. On those that are no Linux, everything but the running kernel.
const CHECKED: [&str; 6] = [
    "aarch64-unknown-linux-gnu",
    "s390x-unknown-linux-gnu",
    "riscv64gc-unknown-linux-gnu",
    "i686-unknown-linux-musl",
    "x86_64-pc-windows-msvc",
    "aarch64-apple-darwin",
];

/// A big-endian target that Debian has an emulator and a linker for.
const BIG_ENDIAN: &str = "s390x-unknown-linux-gnu";

/// The crates whose tests need no kernel.
const PURE: [&str; 9] = [
    "skep-memory",
    "skep-uapi",
    "skep-btf",
    "skep-isa",
    "skep-ir",
    "skep-object",
    "skep-codegen",
    "skep-vm",
    "skep-sim",
];

fn installed() -> Vec<String> {
    let listed = process::output(".".as_ref(), "rustup", &["target", "list", "--installed"]);
    listed.map(|output| output.stdout.lines().map(ToOwned::to_owned).collect()).unwrap_or_default()
}

/// The library and the command are type-checked for every target.
pub(super) fn check(run: &mut Run) -> Result<(), String> {
    let installed = installed();
    for target in CHECKED {
        if !installed.iter().any(|one| one == target) {
            run.skip(target, "the target is not installed (`rustup target add` it)");
            continue;
        }
        let arguments = ["check", "--target", target, "--package", "skep", "--package", "skep-cli"];
        // A build of its own: another target's artifacts are of no use to the others.
        run.done(&mut run.cargo(&[&arguments[..], &["--target-dir", "target/targets"]].concat()))?;
        if !target.contains("-linux-") {
            refused(run, target)?;
        }
    }
    Ok(())
}

/// The crate of the running kernel does not build where there is no Linux, and the first thing it says is why.
fn refused(run: &Run, target: &str) -> Result<(), String> {
    let arguments = ["check", "--quiet", "--target", target, "--package", "skep-linux"];
    let arguments = [&arguments[..], &["--target-dir", "target/targets"]].concat();
    let Err(said) = process::output(&run.root, "cargo", &arguments) else {
        return Err(format!("skep-linux on {target}: it builds, where there is no Linux"));
    };
    let first = said.lines().find(|line| line.contains("error")).unwrap_or(&said);
    if first.contains("talks to the running Linux kernel") {
        Ok(())
    } else {
        Err(format!(
            "skep-linux on {target}: expected the error that says that it needs Linux first, found: {first}"
        ))
    }
}

/// The tests that need no kernel, on a big-endian machine.
pub(super) fn big_endian(run: &mut Run) -> Result<(), String> {
    let missing = [
        (
            installed().iter().any(|one| one == BIG_ENDIAN),
            "its target is not installed (`rustup target add` it)",
        ),
        (process::answers("qemu-s390x", &["--version"]), "qemu-s390x is not installed (Debian: qemu-user)"),
        (
            process::answers("s390x-linux-gnu-gcc", &["--version"]),
            "there is no linker for it (Debian: gcc-s390x-linux-gnu, libc6-dev-s390x-cross)",
        ),
    ];
    if let Some((_, why)) = missing.iter().find(|(there, _)| !there) {
        run.skip("big-endian", why);
        return Ok(());
    }
    let packages: Vec<&str> = PURE.iter().flat_map(|name| ["--package", name]).collect();
    let tests = run.big_endian_tests(&packages, &["--skip", "the kernel's types are read"]);
    run.tested(&mut run.emulated(&tests))?;
    let twins =
        run.big_endian_tests(&["--package", "skep", "--test", "it", "--test", "errors"], &["[simulated]"]);
    run.tested(&mut run.emulated(&twins)).map(drop)
}

impl Run {
    fn big_endian_tests<'a>(&self, packages: &[&'a str], filter: &[&'a str]) -> Vec<&'a str> {
        let how =
            ["test", "--quiet", "--no-fail-fast", "--target", BIG_ENDIAN, "--target-dir", "target/targets"];
        [&how[..], packages, &["--"], filter].concat()
    }

    /// Cargo with a linker for the other machine, an emulator to run its programs in, and fewer cases for properties,
    /// since that is slow.
    fn emulated(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = self.cargo(arguments);
        command
            .env("CARGO_TARGET_S390X_UNKNOWN_LINUX_GNU_LINKER", "s390x-linux-gnu-gcc")
            .env("CARGO_TARGET_S390X_UNKNOWN_LINUX_GNU_RUNNER", "qemu-s390x -L /usr/s390x-linux-gnu")
            .env("PROPTEST_CASES", "16");
        command
    }
}

/// Miri runs the tests of the shared memory.
pub(super) fn miri(run: &mut Run) -> Result<(), String> {
    if !process::answers("rustup", &["run", "nightly", "cargo", "miri", "--version"]) {
        run.skip(
            "miri",
            "there is no nightly toolchain with Miri (`rustup component add --toolchain nightly miri`)",
        );
        return Ok(());
    }
    let words = ["rustup", "run", "nightly", "cargo", "miri", "test", "--quiet", "--package", "skep-memory"];
    let mut command = run.command(&[&words[..], &["--target-dir", "target/miri"]].concat());
    // Weak memory is left out: Miri's model of it breaks down where a place is used atomically in one lap of the ring and
    // plainly in the next. Data races are still found.
    command
        .env("MIRIFLAGS", "-Zmiri-disable-isolation -Zmiri-disable-weak-memory-emulation")
        .env("PROPTEST_CASES", "4");
    run.tested(&mut command).map(drop)
}
