//! `cargo xtask generate-functions`: writes functions in the language, with which `generated` compares how they run natively, in the
//! interpreter of the intermediate representation, and in kernels.
//!
//! The committed files are those of the seed and the count below, and tidy refuses others. `--seed NUMBER` and `--count NUMBER` give others
//! to look for what these do not find.

mod expression;
mod function;
mod numbers;
mod places;
mod statement;

use numbers::Numbers;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// What says that there is such a crate.
pub(crate) const CRATE: &str = "generated/Cargo.toml";
/// The folder of the functions, from the root.
pub(crate) const FOLDER: &str = "generated/src/functions";

/// What decides the committed functions, and how many there are.
const SEED: u64 = 1;
const COUNT: usize = 520;
/// How many functions share a module, its maps and its variables.
const IN_A_MODULE: usize = 40;

const USAGE: &str = "usage: cargo xtask generate-functions [--seed NUMBER] [--count NUMBER]";

/// Writes the functions, and removes those of an earlier call. Returns a sentence about it.
pub(crate) fn run(root: &Path, arguments: &[String]) -> Result<String, String> {
    let (mut seed, mut count) = (SEED, COUNT);
    for pair in arguments.chunks(2) {
        match pair {
            [name, value] if name == "--seed" => seed = value.parse().map_err(|_| USAGE)?,
            [name, value] if name == "--count" => count = value.parse().map_err(|_| USAGE)?,
            _ => return Err(USAGE.into()),
        }
    }
    let folder = root.join(FOLDER);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(|error| format!("{FOLDER}: {error}"))?;
    }
    std::fs::create_dir_all(&folder).map_err(|error| format!("{FOLDER}: {error}"))?;
    let files = generate(seed, count);
    for (path, text) in &files {
        std::fs::write(root.join(path), text).map_err(|error| format!("{path}: {error}"))?;
    }
    Ok(format!("{FOLDER}: {count} functions in {} files", files.len()))
}

/// The committed files, by path from the root.
pub(crate) fn committed() -> BTreeMap<String, String> {
    generate(SEED, COUNT)
}

fn generate(seed: u64, count: usize) -> BTreeMap<String, String> {
    let mut numbers = Numbers::of_seed(seed);
    let mut files = BTreeMap::new();
    let mut list =
        "//! The modules that `cargo xtask generate-functions` has written.\n\nmodules! {\n".to_owned();
    for first in (0..count).step_by(IN_A_MODULE) {
        let name = format!("m{:02}", first / IN_A_MODULE);
        let end = (first + IN_A_MODULE).min(count);
        let programs: Vec<String> = (first..end).map(|number| format!("p{number}")).collect();
        _ = writeln!(list, "    {name}: {};", wrapped(&programs));
        files.insert(format!("{FOLDER}/{name}.rs"), module(&mut numbers, first, end));
    }
    list += "}\n";
    files.insert(format!("{FOLDER}/mod.rs"), list);
    files
}

/// Words in lines of a readable length.
fn wrapped(words: &[String]) -> String {
    words.chunks(16).map(|line| line.join(" ")).collect::<Vec<_>>().join("\n        ")
}

/// The functions of these numbers, in one module.
fn module(numbers: &mut Numbers, first: usize, end: usize) -> String {
    let mut text = format!(
        "//! Functions {first} to {}, which `cargo xtask generate-functions` has written.\n\n{}",
        end.saturating_sub(1),
        include_str!("functions/module.rs.in")
    );
    let mut callees = vec![];
    for number in first..end {
        let (function, callee) = function::function(numbers, number, &callees);
        text.push('\n');
        text += &function;
        callees.extend(callee);
    }
    text + "}\n"
}
