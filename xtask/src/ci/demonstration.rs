//! The README's run command: live events from the running kernel, or one line on why there are none.

use super::ordinary_user::Scratch;
use super::{Run, ordinary_user, shown};
use crate::cargo;
use crate::process::{self, Output};
use crate::say;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

/// What is added to the command, so that it ends and can be read.
const ADDED: &[&str] = &["--duration", "3", "--format", "json"];
/// The exit code that says: this kernel or this user cannot do it.
const NOT_POSSIBLE: i32 = 77;
/// The most processes that are started meanwhile, each a tenth of a second: the command must have ended by then.
const MOST_PROCESSES: u32 = 600;

/// The README's run command with a few words added.
pub(super) fn run(run: &mut Run) -> Result<(), String> {
    let Some(words) = run.readme.run.clone() else {
        run.skip("run", "README.md has no block marked `sh` with a `cargo run`");
        return Ok(());
    };
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let name = default_run(run)?;
    // Built first, so that the processes are started while it runs, not while it is compiled.
    run.done(&mut run.command(&build_words(&words, &name)))?;
    let mut command = run.command(&run_words(&words));
    let output = observed(&mut command)?;
    let must = must_be_possible();
    match judge(&output, must)? {
        Seen::Events(count) => say!("{count} events of the running kernel"),
        Seen::Refusal(line) => run.skip("run", &line),
    }
    Ok(())
}

/// The same by an ordinary user, who gets one line.
pub(super) fn run_as_user(run: &mut Run) -> Result<(), String> {
    let Some(words) = run.readme.run.clone() else {
        run.skip("run as a user", "README.md has no block marked `sh` with a `cargo run`");
        return Ok(());
    };
    if let Some(reason) = ordinary_user::why_not() {
        run.skip("run as a user", reason);
        return Ok(());
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    // The user may not be able to reach the checkout.
    let scratch = Scratch::new("run")?;
    let executable = scratch.0.join("skep");
    std::fs::copy(build(run, &words)?, &executable)
        .map_err(|error| format!("{}: {error}", executable.display()))?;
    scratch.give_away()?;
    let mut command = ordinary_user::command(&executable);
    let arguments: Vec<&str> =
        run_words(&words).into_iter().skip_while(|word| *word != "--").skip(1).collect();
    command.args(arguments).current_dir(&scratch.0);
    match judge(&observed(&mut command)?, false)? {
        Seen::Refusal(_) => Ok(()),
        Seen::Events(count) => Err(format!("an ordinary user saw {count} events of the running kernel")),
    }
}

/// Builds what the command runs; where the executable is.
fn build(run: &Run, words: &[&str]) -> Result<PathBuf, String> {
    let name = default_run(run)?;
    let mut command = run.command(&build_words(words, &name));
    let output = command.args(["--message-format", "json"]).output();
    let output = output.map_err(|error| format!("cannot run cargo: {error}"))?;
    let artifacts = cargo::artifacts(&String::from_utf8_lossy(&output.stdout));
    let executables = artifacts.into_iter().filter(|artifact| artifact.target.name == name);
    let built = executables.filter_map(|artifact| artifact.executable).next();
    built.map(PathBuf::from).ok_or_else(|| format!("`{}` built no executable `{name}`", shown(&command)))
}

/// The executable that `cargo run` runs: the `default-run` of the one package that has it.
fn default_run(run: &Run) -> Result<String, String> {
    let metadata = process::output(&run.root, "cargo", &["metadata", "--no-deps", "--format-version", "1"])?;
    default_run_in(&metadata.stdout)
}

fn default_run_in(metadata: &str) -> Result<String, String> {
    let metadata: serde_json::Value = serde_json::from_str(metadata)
        .map_err(|error| format!("cannot read what cargo metadata says: {error}"))?;
    let packages =
        metadata.get("packages").and_then(|packages| packages.as_array()).map_or(&[][..], Vec::as_slice);
    let mut names = packages.iter().filter_map(|package| package.get("default_run")?.as_str());
    match (names.next(), names.next()) {
        (Some(name), None) => Ok(name.into()),
        _ => Err("expected `default-run` in the manifest of exactly one package".into()),
    }
}

/// Runs a command, starting processes meanwhile, and ends it if it does not end by itself.
fn observed(command: &mut Command) -> Result<Output, String> {
    say!("$ {}", shown(command));
    process::watch_while(command, start_processes)
}

/// Starts processes one after the other until the child ends. Each is a short wait as well.
fn start_processes(child: &mut Child) -> Result<(), String> {
    for _ in 0..MOST_PROCESSES {
        if child.try_wait().map_err(|error| error.to_string())?.is_some() {
            return Ok(());
        }
        Command::new("sleep").arg("0.1").status().map_err(|error| format!("cannot run `sleep`: {error}"))?;
    }
    child.kill().map_err(|error| format!("cannot end the command: {error}"))?;
    Err(format!("it did not end within {} seconds", MOST_PROCESSES / 10))
}

/// What the command showed.
#[derive(PartialEq, Eq, Debug)]
enum Seen {
    /// That many events of the running kernel.
    Events(usize),
    /// One line on why there are none.
    Refusal(String),
}

fn judge(output: &Output, must_be_possible: bool) -> Result<Seen, String> {
    if output.status.success() {
        let events = output.stdout.lines().filter(|line| is_host_event(line)).count();
        return match events {
            0 => Err("it printed no line of JSON with \"kernel\":\"host\"".into()),
            events => Ok(Seen::Events(events)),
        };
    }
    if output.status.code() != Some(NOT_POSSIBLE) {
        return Err(format!(
            "it ended with {}; expected 0, or {NOT_POSSIBLE} if it is not possible",
            output.status
        ));
    }
    if must_be_possible {
        return Err(format!(
            "it says it is not possible, to root on a kernel with BPF: {}",
            output.stderr.trim()
        ));
    }
    let lines: Vec<&str> =
        output.stdout.lines().chain(output.stderr.lines()).filter(|line| !is_from_cargo(line)).collect();
    match lines.as_slice() {
        [line] => Ok(Seen::Refusal((*line).to_string())),
        lines => Err(format!("it says why it is not possible in {} lines; expected one", lines.len())),
    }
}

fn is_host_event(line: &str) -> bool {
    let value: Option<serde_json::Value> = serde_json::from_str(line).ok();
    value.as_ref().and_then(|value| value.get("kernel")).and_then(|kernel| kernel.as_str()) == Some("host")
}

/// Whether cargo wrote this line about its own work.
fn is_from_cargo(line: &str) -> bool {
    let words = ["Finished ", "Running ", "Blocking ", "error: process didn't exit successfully"];
    words.iter().any(|word| line.trim_start().starts_with(word))
}

/// Whether root can do it here: a kernel with bpf(2) and tracing, and the rights to use them.
fn must_be_possible() -> bool {
    let capabilities =
        ordinary_user::status_field("CapEff:").and_then(|hex| u64::from_str_radix(&hex, 16).ok());
    let has = |bit: u32| capabilities.unwrap_or(0) >> bit & 1 == 1;
    let (perfmon, bpf, admin) = (38, 39, 21);
    ordinary_user::is_root()
        && (has(admin) || has(perfmon) && has(bpf))
        && Path::new("/proc/sys/kernel/unprivileged_bpf_disabled").exists()
        && Path::new("/sys/kernel/tracing/events/sched").exists()
}

/// `cargo run A -- B` as `cargo build A --bin NAME`.
fn build_words<'a>(words: &[&'a str], name: &'a str) -> Vec<&'a str> {
    let before = words.iter().take_while(|word| **word != "--");
    let build = before.map(|word| if *word == "run" { "build" } else { word });
    build.chain(["--bin", name]).collect()
}

/// `cargo run A -- B` with the added words.
fn run_words<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let separator = if words.contains(&"--") { &[][..] } else { &["--"] };
    [words, separator, ADDED].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is judged of a command that ended with this code and printed this.
    fn judged(code: i32, stdout: &str, stderr: &str, must: bool) -> Result<Seen, String> {
        let status = Command::new("sh").args(["-c", &format!("exit {code}")]).status().unwrap();
        judge(&Output { status, stdout: stdout.into(), stderr: stderr.into() }, must)
    }

    #[test]
    fn events_of_the_running_kernel_are_counted() {
        let lines = "{\"kernel\":\"host\",\"pid\":1}\n{\"kernel\":\"host\"}\nreceived 2\n";
        assert_eq!(judged(0, lines, "", true), Ok(Seen::Events(2)));
        assert!(
            judged(0, "{\"kernel\":\"simulated\"}\n", "", false).unwrap_err().contains("no line of JSON")
        );
    }

    #[test]
    fn a_refusal_is_one_line_and_only_where_it_is_right() {
        let cargo = "    Finished `release` profile\n     Running `skep`\n";
        let refused = format!("{cargo}needs CAP_BPF\nerror: process didn't exit successfully: `skep`\n");
        assert_eq!(judged(77, "", &refused, false), Ok(Seen::Refusal("needs CAP_BPF".into())));
        assert!(judged(77, "", &refused, true).unwrap_err().contains("to root on a kernel with BPF"));
        assert!(judged(77, "one\n", "two\n", false).unwrap_err().contains("in 2 lines"));
        assert!(judged(1, "", "needs CAP_BPF\n", false).unwrap_err().contains("expected 0, or 77"));
    }

    #[test]
    fn the_executable_that_cargo_runs_is_known() {
        let package = |run: &str| format!("{{\"default_run\": {run}}}");
        let metadata = |packages: &[String]| format!("{{\"packages\": [{}]}}", packages.join(", "));
        assert_eq!(default_run_in(&metadata(&[package("null"), package("\"skep\"")])), Ok("skep".into()));
        assert!(default_run_in(&metadata(&[package("null")])).is_err());
        assert!(default_run_in(&metadata(&[package("\"a\""), package("\"b\"")])).is_err());
    }

    #[test]
    fn the_words_are_added_after_the_separator() {
        let words = ["cargo", "run", "--release", "--", "run", "execsnoop"];
        assert_eq!(build_words(&words, "skep"), ["cargo", "build", "--release", "--bin", "skep"]);
        assert_eq!(run_words(&words)[3..], ["--", "run", "execsnoop", "--duration", "3", "--format", "json"]);
        assert_eq!(run_words(&["cargo", "run"])[2..], ["--", "--duration", "3", "--format", "json"]);
    }
}
