//! `cargo xtask bless`: has the file tests write what they find in the place of what they expect, and makes the page of what came out
//! on other kernels. Whoever runs it reads the difference.

use crate::{matrix, process};
use std::path::Path;
use std::process::Command;

/// The tests whose expectations stand in files, by package and test.
const FILE_TESTS: &[(&str, &str)] = &[("skep-codegen", "filetests"), ("skep-ir", "filetests")];

/// Runs the file tests so that they rewrite their files, and says which changed.
pub(crate) fn run(root: &Path) -> Result<String, String> {
    matrix::write_page(root)?;
    for (package, test) in FILE_TESTS {
        let mut command = Command::new("cargo");
        command.args(["test", "--quiet", "-p", package, "--test", test]).env("BLESS", "1").current_dir(root);
        let output = process::watch(&mut command)?;
        if !output.status.success() {
            return Err(format!("the test `{test}` of {package} failed, and not by what its files expect"));
        }
    }
    let changed =
        process::output(root, "git", &["status", "--short", "--", "crates/*/tests/filetests"])?.stdout;
    let count = changed.lines().count();
    Ok(if count == 0 {
        "every file is as it was".to_owned()
    } else {
        format!("{count} files differ from the last commit:\n{changed}")
    })
}
