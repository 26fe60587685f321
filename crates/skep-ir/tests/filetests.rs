//! Runs the file tests of the passes: what a text becomes stands behind it, in the same file.
//!
//! A file holds cases between lines of `; ----`. A case begins with comments, one of which is `; passes:` and names of passes, or `all` for what
//! [`optimize`] does; ` little` or ` big` behind them says the byte order of the machine. Then comes a module, then `; after:`, then the
//! module that the passes make. `cargo xtask bless` writes anew what stands behind.

use skep_btf::Endian;
use skep_ir::Module;
use skep_ir::passes::{PASSES, Pass, optimize};
use std::path::{Path, PathBuf};

const BETWEEN: &str = "; ----\n";
const AFTER: &str = "; after:\n";

/// What a case becomes, with what it begins with.
fn run(case: &str, names: &mut Vec<String>) -> String {
    let before = case.split(AFTER).next().unwrap_or_default();
    let line = before
        .lines()
        .find_map(|line| line.strip_prefix("; passes:"))
        .unwrap_or_else(|| panic!("no `; passes:`\n{case}"));
    let mut module = Module::parse(before).unwrap_or_else(|error| panic!("{error}\n{case}"));
    assert_eq!(
        module.verify().map_err(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>()),
        Ok(()),
        "{case}"
    );
    let mut words: Vec<&str> = line.split_whitespace().collect();
    let order = match words.last() {
        Some(&"little") => Some(Endian::Little),
        Some(&"big") => Some(Endian::Big),
        _ => None,
    };
    words.retain(|word| !matches!(*word, "little" | "big"));
    for word in words {
        names.push(word.to_owned());
        if word == "all" {
            optimize(&mut module, order);
        } else {
            Pass::named(word).unwrap_or_else(|| panic!("no pass `{word}`")).run(&mut module, order);
        }
    }
    format!("{before}{AFTER}{module}")
}

/// The file tests, in the order of their names.
fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/filetests");
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.filter_map(|one| Some(one.ok()?.path())).collect();
    files.sort();
    files
}

#[test]
fn every_pass_does_what_its_file_tests_say() {
    let mut wrong = Vec::new();
    let mut names = Vec::new();
    for file in files() {
        let text = std::fs::read_to_string(&file).unwrap();
        let cases: Vec<String> = text.split(BETWEEN).map(|case| run(case, &mut names)).collect();
        let now = cases.join(BETWEEN);
        if now == text {
            continue;
        }
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&file, &now).unwrap();
        } else {
            wrong.push(format!("{}, which would be:\n{now}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "`cargo xtask bless` rewrites them: {}", wrong.join("\n"));
    for pass in PASSES {
        assert!(names.iter().any(|name| name == pass.name), "the pass `{}` has no file test", pass.name);
    }
}
