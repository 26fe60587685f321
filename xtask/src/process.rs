//! Other programs: run, watched and collected.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;

/// What a program left behind.
pub(crate) struct Output {
    /// How it ended.
    pub(crate) status: ExitStatus,
    /// What it wrote to its standard output.
    pub(crate) stdout: String,
    /// What it wrote to its standard error.
    pub(crate) stderr: String,
}

/// Runs a program quietly; one that fails is an error with what it said.
pub(crate) fn output(folder: &Path, program: &str, arguments: &[&str]) -> Result<Output, String> {
    let shown = format!("{program} {}", arguments.join(" "));
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("cannot run `{shown}`: {error}"))?;
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    if output.status.success() {
        Ok(Output { status: output.status, stdout, stderr })
    } else {
        Err(format!("`{shown}` ended with {}: {}", output.status, stderr.trim()))
    }
}

/// Runs a program quietly, and gives the bytes that it wrote to its standard output.
pub(crate) fn bytes(program: &str, arguments: &[&OsStr]) -> Result<Vec<u8>, String> {
    let failed = |what: &dyn std::fmt::Display| format!("cannot run {program} with {arguments:?}: {what}");
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| failed(&error))?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(failed(&text(&output.stderr).trim())),
    }
}

/// Whether a program can be run and says so.
pub(crate) fn answers(program: &str, arguments: &[&str]) -> bool {
    let command = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    command.is_ok_and(|status| status.success())
}

/// Runs a command, passing its output on as it comes and collecting it.
pub(crate) fn watch(command: &mut Command) -> Result<Output, String> {
    watch_while(command, |_| Ok(()))
}

/// Like [`watch`]; `meanwhile` is done while the command runs, before it is waited for.
pub(crate) fn watch_while(
    command: &mut Command,
    meanwhile: impl FnOnce(&mut Child) -> Result<(), String>,
) -> Result<Output, String> {
    let shown = format!("{command:?}");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot run {shown}: {error}"))?;
    let stdout = child.stdout.take().map(|pipe| thread::spawn(|| pass_on(pipe, std::io::stdout())));
    let stderr = child.stderr.take().map(|pipe| thread::spawn(|| pass_on(pipe, std::io::stderr())));
    let done = meanwhile(&mut child);
    let status = child.wait().map_err(|error| format!("cannot wait for {shown}: {error}"))?;
    let collect = |thread: Option<thread::JoinHandle<String>>| {
        thread.and_then(|thread| thread.join().ok()).unwrap_or_default()
    };
    let output = Output { status, stdout: collect(stdout), stderr: collect(stderr) };
    done.map(|()| output)
}

fn pass_on(from: impl Read, mut to: impl Write) -> String {
    let mut from = BufReader::new(from);
    let mut all = Vec::new();
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        // If nobody reads our output there is nothing to be done about it; what was said is still collected.
        let _ = to.write_all(&line).and_then(|()| to.flush());
        all.append(&mut line);
    }
    text(&all)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
