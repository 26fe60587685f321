//! The steps that are one command each.

use super::Run;
use crate::process;

/// rustfmt changes nothing.
pub(super) fn format(run: &mut Run) -> Result<(), String> {
    if !process::answers("cargo", &["fmt", "--version"]) {
        run.skip("format", "rustfmt is not installed (`rustup component add rustfmt`)");
        return Ok(());
    }
    run.done(&mut run.cargo(&["fmt", "--all", "--check"])).map(drop)
}

/// No lint has anything to say.
pub(super) fn clippy(run: &mut Run) -> Result<(), String> {
    if !process::answers("cargo", &["clippy", "--version"]) {
        run.skip("clippy", "clippy is not installed (`rustup component add clippy`)");
        return Ok(());
    }
    run.done(&mut run.cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])).map(drop)
}

/// The crate for users without the feature `language`, alone: another crate of the workspace would bring the feature.
pub(super) fn without_the_language(run: &mut Run) -> Result<(), String> {
    let alone = ["-p", "skep", "--no-default-features"];
    if process::answers("cargo", &["clippy", "--version"]) {
        let lint = [&["clippy"][..], &alone, &["--all-targets", "--", "-D", "warnings"]].concat();
        run.done(&mut run.cargo(&lint))?;
    } else {
        run.skip("lints without the language", "clippy is not installed (`rustup component add clippy`)");
    }
    run.tested(&mut run.cargo(&[&["test", "--lib"][..], &alone].concat())).map(drop)
}

/// The features that are there for other crates, which no other step has on.
pub(super) fn with_others(run: &mut Run) -> Result<(), String> {
    let features = ["--package", "skep", "--features", "metrics,stream", "--test", "ecosystem"];
    if process::answers("cargo", &["clippy", "--version"]) {
        let lint = [&["clippy"][..], &features, &["--", "-D", "warnings"]].concat();
        run.done(&mut run.cargo(&lint))?;
    } else {
        run.skip("lints with others", "clippy is not installed (`rustup component add clippy`)");
    }
    run.tested(&mut run.cargo(&[&["test"][..], &features].concat())).map(drop)
}

/// The tests on simulated kernels, with the feature that has programs compiled to machine code.
pub(super) fn compiled(run: &mut Run) -> Result<(), String> {
    let suites = ["language", "it", "maps", "attach"].iter().flat_map(|suite| ["--test", suite]);
    let words: Vec<&str> =
        ["test", "--package", "skep", "--features", "jit"].into_iter().chain(suites).collect();
    run.tested(&mut run.cargo(&[&words[..], &["--", "[simulated]"]].concat())).map(drop)
}

/// The documentation is built without a warning.
pub(super) fn docs(run: &mut Run) -> Result<(), String> {
    run.done(run.cargo(&["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings")).map(drop)
}

/// The README's test command, or `cargo test` as long as there is no README.
pub(super) fn test(run: &mut Run) -> Result<(), String> {
    let words = run.test_words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let counts = run.tested(&mut run.command(&words))?;
    if counts.passed == 0 { Err("no test passed: none was run".into()) } else { Ok(()) }
}

/// The generated functions, in a workspace of their own.
pub(super) fn generated(run: &mut Run) -> Result<(), String> {
    let words = ["test", "--manifest-path", "generated/Cargo.toml", "--target-dir", "target/generated"];
    let counts = run.tested(&mut run.cargo(&words))?;
    if counts.passed == 0 { Err("no test passed: none was run".into()) } else { Ok(()) }
}

/// Every benchmark runs once.
pub(super) fn bench(run: &mut Run) -> Result<(), String> {
    if !run.root.join("bench/Cargo.toml").exists() {
        run.skip("bench", "there is no folder `bench`");
        return Ok(());
    }
    run.done(&mut run.cargo(&["bench", "--manifest-path", "bench/Cargo.toml", "--", "--test"])).map(drop)
}

/// Every fuzz target is built, and run on the inputs that are kept for it and a few more.
pub(super) fn fuzz(run: &mut Run) -> Result<(), String> {
    if !run.root.join("fuzz/Cargo.toml").exists() {
        run.skip("fuzz", "there is no folder `fuzz`");
        return Ok(());
    }
    if !process::answers("rustup", &["run", "nightly", "cargo", "--version"]) {
        run.skip("fuzz", "there is no nightly toolchain, which cargo-fuzz needs");
        return Ok(());
    }
    if !process::answers("rustup", &["run", "nightly", "cargo", "fuzz", "--version"]) {
        run.skip("fuzz", "cargo-fuzz is not installed");
        return Ok(());
    }
    let cargo_fuzz = ["rustup", "run", "nightly", "cargo", "fuzz"];
    run.done(&mut run.command(&[&cargo_fuzz[..], &["build"]].concat()))?;
    let listed = process::output(&run.root, "rustup", &["run", "nightly", "cargo", "fuzz", "list"])?;
    for target in listed.stdout.lines().map(str::trim).filter(|line| !line.is_empty()) {
        // What is new goes into the first folder, which is not kept.
        let (new, kept) = (format!("target/fuzz/{target}"), format!("fuzz/corpus/{target}"));
        std::fs::create_dir_all(run.root.join(&new)).map_err(|error| format!("{new}: {error}"))?;
        let mut words = [&cargo_fuzz[..], &["run", target, &new]].concat();
        if run.root.join(&kept).is_dir() {
            words.push(&kept);
        }
        run.done(&mut run.command(&[&words[..], &["--", "-max_total_time=3", "-timeout=20"]].concat()))?;
    }
    Ok(())
}
