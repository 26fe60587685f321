//! One mistake is one error, at the user's token. Each file of `cases/` says on the line itself what it expects: `//~ CODE TOKEN`, where
//! `CODE` is the compiler's number or `error` (those of the attributes have none), and `TOKEN` is what stands at the error's place.
//!
//! Nothing is kept of the compiler's words, so that a new compiler changes nothing here unless it shows more errors or fewer.
//! `cargo test -p skep --test wrong_programs -- --nocapture` prints what is said of each.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot read its cases fails; it shows what is said"
)]

use skep_harness::{Outcome, Suite, skip};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// The fewest cases that there are.
const CASES: usize = 60;

fn main() -> ExitCode {
    Suite::new("wrong_programs")
        .test("one mistake is one error at the user's token", one_mistake_is_one_error_at_the_users_token)
        .run()
}

fn one_mistake_is_one_error_at_the_users_token() -> Outcome {
    if let Err(error) = Command::new("rustc").arg("--version").output() {
        return skip(format!("rustc cannot be run: {error}"));
    }
    let (library, output) = (library(), tempfile::tempdir()?);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wrong_programs/cases"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
    files.sort();
    assert!(files.len() >= CASES, "there are {} cases", files.len());
    let half = files.len() / 2;
    // Two compilers at a time.
    let problems = std::thread::scope(|scope| {
        let parts = [&files[..half], &files[half..]];
        let threads = parts.map(|part| {
            let (library, output) = (&library, output.path());
            scope.spawn(move || part.iter().flat_map(|file| check(file, library, output)).collect::<Vec<_>>())
        });
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
    Ok(())
}

/// The newest library of `skep` beside this test.
fn library() -> PathBuf {
    let directory = std::env::current_exe().unwrap().parent().unwrap().to_path_buf();
    let entries = std::fs::read_dir(directory).unwrap().filter_map(Result::ok);
    let libraries = entries.filter(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.starts_with("libskep-") && name.ends_with(".rlib")
    });
    libraries.max_by_key(|entry| entry.metadata().unwrap().modified().unwrap()).unwrap().path()
}

/// What is expected in a file: line, code, token.
fn expected(source: &str) -> Vec<(usize, String, String)> {
    let mut found = vec![];
    for (number, line) in source.lines().enumerate() {
        for expectation in line.split("//~ ").skip(1) {
            let (code, token) = expectation.trim().split_once(' ').unwrap();
            found.push((number + 1, code.to_owned(), token.to_owned()));
        }
    }
    found
}

/// Compiles a file, and says what differs from what it expects. What the compiler writes goes into a folder: it puts a file in the
/// place of whatever has its name, be it a device.
fn check(file: &Path, library: &Path, folder: &Path) -> Vec<String> {
    let source = std::fs::read_to_string(file).unwrap();
    let mut expected = expected(&source);
    let output = Command::new("rustc")
        .args(["--edition", "2024", "--crate-type", "bin", "--emit", "metadata", "--error-format", "short"])
        .arg("--out-dir")
        .arg(folder)
        .arg("-L")
        .arg(library.parent().unwrap())
        .arg("--extern")
        .arg(format!("skep={}", library.display()))
        .arg(file)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    let name = file.file_stem().unwrap().to_string_lossy();
    let start = format!("{}:", file.display());
    let mut problems = vec![];
    for line in text.lines().filter(|line| line.contains(": error")) {
        println!("{name}: {line}");
        let Some(error) = line.strip_prefix(&start) else {
            problems.push(format!("{name}: {line}"));
            continue;
        };
        let mut parts = error.splitn(3, ':');
        let row: usize = parts.next().unwrap().parse().unwrap();
        let column: usize = parts.next().unwrap().parse().unwrap();
        let said = parts.next().unwrap().trim();
        let at: String = source.lines().nth(row - 1).unwrap().chars().skip(column - 1).collect();
        let place = expected.iter().position(|(line, code, token)| {
            let head = if code == "error" { "error:".to_owned() } else { format!("error[{code}]") };
            *line == row && at.starts_with(token) && said.starts_with(&head)
        });
        match place {
            Some(place) => _ = expected.remove(place),
            None => problems.push(format!("{name}:{row}:{column}: also {said}")),
        }
    }
    problems
        .extend(expected.iter().map(|(row, code, token)| format!("{name}:{row}: no {code} at `{token}`")));
    problems
}
