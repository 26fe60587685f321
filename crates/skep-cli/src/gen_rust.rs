//! `skep btf gen-rust`: types as the text of a Rust module.

use crate::failure::Failure;
use skep::btf::{Btf, BtfError, RustDeclarations, RustStyle, TypeId};
use std::io::{self, Write};

/// What names of C and generated code need of the compiler: they follow other customs.
pub(crate) const ALLOWED: &str = "\
#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::restriction,
    dead_code,
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    unreachable_pub,
    unused_qualifications,
    reason = \"it is generated, with the names of C\"
)]
";

/// Prints types and functions, and all that they need.
pub(crate) fn types(btf: &Btf<'_>, types: &[TypeId], zerocopy: Option<&str>) -> Result<(), Failure> {
    let style = match zerocopy {
        Some(path) if is_path(path) => RustStyle::Values { zerocopy: path },
        Some(path) => {
            let problem = "names with `::` before or between them, such as `skep::zerocopy`";
            return Err(Failure::Input(format!("--zerocopy: found `{path}`, expected {problem}")));
        }
        None => RustStyle::Plain,
    };
    let mut declarations = RustDeclarations::new(btf, style);
    for id in types {
        declarations.declare(*id, "", "").map_err(unwritten)?;
    }
    let mut output = io::stdout().lock();
    let text = declarations.into_text();
    write!(output, "//! Types of a kernel. Made by `skep btf gen-rust`.\n{ALLOWED}\n{}", text.trim_end())?;
    writeln!(output)?;
    Ok(output.flush()?)
}

/// Types that cannot be declared are the input's fault.
#[expect(clippy::needless_pass_by_value, reason = "it is given to `map_err`")]
pub(crate) fn unwritten(error: BtfError) -> Failure {
    Failure::Input(format!("the types cannot be written as Rust: {error}"))
}

/// Whether this is a path of Rust.
fn is_path(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && !word.starts_with(|first: char| first.is_ascii_digit())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    text.strip_prefix("::").unwrap_or(text).split("::").all(is_word)
}
