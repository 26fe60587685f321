//! The tests once more, by an ordinary user: when CI runs as root, half of what a user meets would go untested.

use super::Run;
use crate::cargo::artifacts;
use crate::{process, results, say};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The user and group `nobody`, the same on every Linux of interest.
const USER: &str = "65534";

/// Why nothing can be run as an ordinary user here; `None` if it can.
pub(super) fn why_not() -> Option<&'static str> {
    if !is_root() {
        return Some("CI itself runs as an ordinary user");
    }
    if !process::answers("setpriv", &["--version"]) {
        return Some("setpriv (Debian: util-linux) is not installed");
    }
    None
}

/// Whether this process is root.
pub(super) fn is_root() -> bool {
    status_field("Uid:").and_then(|uids| uids.split_whitespace().nth(1).map(|effective| effective == "0"))
        == Some(true)
}

/// A field of `/proc/self/status`; `None` where there is no such file.
pub(super) fn status_field(name: &str) -> Option<String> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_string())
}

/// A command that is run as the ordinary user.
pub(super) fn command(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--reuid", USER, "--regid", USER, "--clear-groups"]).arg(program);
    command.env("HOME", std::env::temp_dir());
    command
}

/// Builds the tests in a copy of the repository that belongs to the ordinary user, and runs them as that user.
///
/// The executables that are built already do not serve: they contain the path of the checkout, in which root has
/// left files that are root's, and which this user may not even be able to read.
pub(super) fn test(run: &mut Run) -> Result<(), String> {
    if let Some(reason) = why_not() {
        run.skip("test as a user", reason);
        return Ok(());
    }
    let copy = Scratch::new("tests")?;
    copy.copy_repository(&run.root)?;
    say!("building the tests in {}", copy.0.display());
    let executables = build(run, &copy.0)?;
    copy.give_away()?;
    test_all(run, &copy.0, &executables)
}

fn test_all(run: &mut Run, copy: &Path, executables: &[TestExecutable]) -> Result<(), String> {
    let mut failed = Vec::new();
    let mut passed = 0;
    for test in executables {
        let mut command = command(&test.executable);
        // insta would ask cargo for the root, and cargo belongs to somebody else.
        command
            .current_dir(&test.package)
            .env("CARGO_MANIFEST_DIR", &test.package)
            .env("INSTA_WORKSPACE_ROOT", copy)
            .env("INSTA_UPDATE", "no");
        match run.tested(&mut command) {
            Ok(results::Counts { passed: more, .. }) => passed += more,
            Err(error) => failed.push(error),
        }
    }
    match (failed.is_empty(), passed) {
        (false, _) => Err(failed.join("; ")),
        (true, 0) => Err("no test passed: none was run".into()),
        (true, _) => Ok(()),
    }
}

/// A test executable and the folder of its package.
struct TestExecutable {
    executable: PathBuf,
    package: PathBuf,
}

/// Builds the tests of the copy, in the copy.
fn build(run: &Run, copy: &Path) -> Result<Vec<TestExecutable>, String> {
    let mut command = run.cargo(&["test", "--no-run", "--message-format", "json-render-diagnostics"]);
    command.current_dir(copy).arg("--target-dir").arg(copy.join("target"));
    let output = command.output().map_err(|error| format!("cannot run cargo: {error}"))?;
    if !output.status.success() {
        return Err(format!("cannot build the tests: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let artifacts = artifacts(&String::from_utf8_lossy(&output.stdout));
    let tests = artifacts.into_iter().filter(|artifact| artifact.profile.test).filter_map(|artifact| {
        let package = Path::new(&artifact.manifest_path).parent()?.to_path_buf();
        Some(TestExecutable { executable: artifact.executable?.into(), package })
    });
    Ok(tests.collect())
}

/// A folder for one step, in the system's folder for temporary files. It is removed at the end.
pub(super) struct Scratch(pub(super) PathBuf);

impl Scratch {
    /// An empty folder; one that is there already is not used.
    pub(super) fn new(label: &str) -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("skep-ci-{}-{label}", std::process::id()));
        fs::create_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self(folder))
    }

    /// Makes it and all in it the ordinary user's.
    pub(super) fn give_away(&self) -> Result<(), String> {
        let owner = format!("{USER}:{USER}");
        process::output(Path::new("/"), "chown", &["-R", &owner, &self.0.to_string_lossy()]).map(drop)
    }

    /// Copies the files that git knows.
    fn copy_repository(&self, root: &Path) -> Result<(), String> {
        let listed =
            process::output(root, "git", &["ls-files", "-z", "--cached", "--others", "--exclude-standard"])?;
        for file in listed.stdout.split('\0').filter(|file| !file.is_empty() && root.join(file).is_file()) {
            let to = self.0.join(file);
            let parent = to.parent().unwrap_or(&self.0);
            fs::create_dir_all(parent).map_err(|error| format!("{}: {error}", parent.display()))?;
            fs::copy(root.join(file), &to).map_err(|error| format!("{}: {error}", to.display()))?;
        }
        Ok(())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            say!("cannot remove {}: {error}", self.0.display());
        }
    }
}
