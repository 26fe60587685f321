//! What other kernels' verifiers say of the wrong programs of the suite `reports`, kept as files beside those of the kernel at
//! hand: the tests read them everywhere.

use super::Packages;
use super::build::Built;
use super::guest::{LIMIT, TestRun};
use super::table::{Kernel, Table};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Where they are kept, in a folder for each kernel.
const FOLDER: &str = "crates/skep/tests/reports/logs";
/// What the suite writes before it makes each log, with its name; a kernel that cannot make one leaves it empty.
const MARK: &str = "==log ";

/// Has the suite write its logs on a kernel, and puts them where they are kept. If the suite does not come to its end, those that were
/// whole are kept, and the error says which one it was at.
pub(super) fn keep(root: &Path, table: &Table, kernel: &Kernel, built: &Built) -> Result<String, String> {
    let run = TestRun { name: "logs".into(), binary: 0, arguments: vec!["write-logs".into(), "-".into()] };
    let packages = Packages::fetch(root, table, kernel)?;
    let serial = packages.boot(built, &[run], Duration::from_secs(LIMIT))?;
    let suite = serial.suites.first().ok_or("the suite was not begun")?;
    let mut files = files(&suite.output);
    // What was being written when the suite was ended is not whole.
    let failure = suite.failure();
    let cut = failure.as_ref().and_then(|_| files.pop());
    files.retain(|(_, text)| !text.is_empty());
    if files.is_empty() {
        return Err(failure.unwrap_or_else(|| "no log was written".into()));
    }
    let release = serial.release.as_deref().unwrap_or_default();
    let folder = root.join(FOLDER).join(format!("linux-{}", version(release)));
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for (name, text) in &files {
        let file = folder.join(format!("{name}.log"));
        fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
    }
    let kept = format!("{} logs in {}", files.len(), folder.display());
    match (failure, cut) {
        (Some(failure), Some((name, _))) => Err(format!("{kept}; it was at `{name}`: {failure}")),
        (Some(failure), None) => Err(format!("{kept}: {failure}")),
        (None, _) => Ok(kept),
    }
}

/// The first two numbers of a release.
fn version(release: &str) -> String {
    release.split(['.', '-']).take(2).collect::<Vec<_>>().join(".")
}

/// The logs in the suite's output, by their names.
fn files(output: &str) -> Vec<(&str, &str)> {
    let marks = output.match_indices(MARK).map(|(at, _)| at);
    let starts: Vec<usize> = marks
        .filter(|at| output.get(..*at).is_some_and(|before| before.is_empty() || before.ends_with('\n')))
        .collect();
    let ends = starts.iter().skip(1).copied().chain([output.len()]);
    let texts = starts.iter().zip(ends).filter_map(|(start, end)| output.get(start + MARK.len()..end));
    let named = texts.filter_map(|text| text.split_once('\n'));
    // Names of files come from a machine that runs this workspace's own tests; all the same, they stay in the folder.
    named.filter(|(name, _)| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_are_told_apart_by_their_marks() {
        let output = "==log a-b\n0: (95) exit\n\nR0 !read_ok\n==log c\nx ==log d\n==log ../e\ny\n";
        assert_eq!(files(output), [("a-b", "0: (95) exit\n\nR0 !read_ok\n"), ("c", "x ==log d\n")]);
        assert_eq!(files("noise\n==log a\nb\n"), [("a", "b\n")]);
        // One that a kernel cannot make.
        assert_eq!(files("==log a\n==log b\nc\n"), [("a", ""), ("b", "c\n")]);
        assert_eq!(files(""), []);
    }

    #[test]
    fn a_folder_is_named_after_the_first_two_numbers() {
        assert_eq!(version("6.12.117+deb13-cloud-amd64"), "6.12");
        assert_eq!(version("7.2-rc1"), "7.2");
    }
}
