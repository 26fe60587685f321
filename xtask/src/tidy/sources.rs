//! What every source must have and must not have: its purpose in the first line, no stray spaces, nothing
//! unfinished, a size that can be read, and no `unsafe` but in the listed files.

use super::lexer::{self, Token};
use super::{Report, Tree};
use crate::codegen::{GENERATED, LANGUAGE};
use crate::functions;

/// The only files that may contain `unsafe`. Another one needs a recorded decision.
const UNSAFE_FILES: &[&str] = &[
    "crates/skep-memory/src/region.rs",
    "crates/skep-memory/src/ring.rs",
    "crates/skep-memory/src/user_ring.rs",
    "crates/skep-memory/tests/ordering.rs",
    "crates/skep-jit/src/native.rs",
    "crates/skep-linux/src/sys.rs",
    "crates/skep-linux/src/mapping.rs",
    // The allocator of tests that count how often memory is asked for.
    "crates/skep-harness/src/allocations.rs",
    // The floor that Skep is measured against: what it would be without any of its checks.
    "bench/src/raw.rs",
    // libbpf as C programs use it, and the counting of everybody's system calls.
    "bench/src/libbpf.rs",
    "bench/benches/load/calls.rs",
    // The memory that solana-sbpf is given by its address.
    "bench/benches/vm/machines.rs",
    // libbpf, whose answers are compared with ours.
    "oracle/src/libbpf.rs",
    // A program for the kernel, from which bpf-linker makes an object that is tested with: no part of any crate.
    "crates/skep-object/testdata/linker.bpf.rs",
    // A wrong program, which the attribute refuses for this word: no part of any crate.
    "crates/skep/tests/wrong_programs/cases/unsafe_block.rs",
];

/// Tables of facts, which may be long.
const TABLES: &[&str] = &["crates/skep-isa/src/table.rs"];

/// The lines that a source may have.
const MOST_LINES: usize = 1000;
/// The lines above which it is worth a look whether it is about one subject.
const MANY_LINES: usize = 500;

/// A mark for unfinished work, spelled so that this file does not contain it.
const UNFINISHED: &str = concat!("FIX", "ME");

/// The files whose lines must not end with spaces.
const PLAIN_TEXT: &[&str] = &[".rs", ".toml", ".md", ".yml", ".in", ".sh", ".ci/run"];

/// Refuses what no source may contain.
pub(super) fn check(tree: &Tree, report: &mut Report) {
    for (path, text) in &tree.files {
        if PLAIN_TEXT.iter().any(|ending| path.ends_with(ending)) {
            check_lines(path, text, report);
        }
    }
    for (path, text) in tree.sources() {
        check_head(path, text, report);
        check_length(path, text, report);
        check_tokens(path, &lexer::tokens(text), report);
    }
}

fn check_lines(path: &str, text: &str, report: &mut Report) {
    for (at, line) in text.lines().enumerate() {
        if line.ends_with([' ', '\t']) {
            report.refuse(path, at + 1, "the line ends with white space", "take it away");
        }
        if line.contains(UNFINISHED) {
            report.refuse(
                path,
                at + 1,
                format!("`{UNFINISHED}`: something is unfinished"),
                "finish it, or file an issue and say here what is not supported",
            );
        }
    }
}

fn check_head(path: &str, text: &str, report: &mut Report) {
    if !text.starts_with("//! ") {
        let first = text.lines().next().unwrap_or_default();
        report.refuse(
            path,
            1,
            format!("the file starts with `{first}`"),
            "start it with `//! ` and one sentence on what it is",
        );
    }
}

fn check_length(path: &str, text: &str, report: &mut Report) {
    let lines = text.lines().count();
    if path.starts_with(GENERATED)
        || path.starts_with(functions::FOLDER)
        || LANGUAGE.contains(&path)
        || TABLES.contains(&path)
        || lines <= MANY_LINES
    {
        return;
    }
    if lines > MOST_LINES {
        report.refuse(
            path,
            MOST_LINES + 1,
            format!("the file has {lines} lines, more than {MOST_LINES}"),
            "make a file of each of its subjects; a table of facts is listed in xtask/src/tidy/sources.rs",
        );
    } else {
        report.warn(
            path,
            lines,
            format!("the file has {lines} lines, more than {MANY_LINES}"),
            "see whether it is about one subject",
        );
    }
}

fn check_tokens(path: &str, tokens: &[Token], report: &mut Report) {
    for (at, token) in tokens.iter().enumerate() {
        let next = |distance: usize| tokens.get(at + distance);
        if token.is_word("unsafe") && !UNSAFE_FILES.contains(&path) {
            report.refuse(
                path,
                token.line,
                "`unsafe` outside the listed files",
                format!("do without, or move it to one of {}", UNSAFE_FILES.join(", ")),
            );
        }
        let stub = ["todo", "unimplemented"].into_iter().find(|word| token.is_word(word));
        if let Some(stub) = stub
            && next(1).is_some_and(|mark| mark.is_mark('!'))
        {
            report.refuse(
                path,
                token.line,
                format!("`{stub}!`: code that is not there"),
                "write it, or take away what would call it",
            );
        }
        if token.is_mark('#') && next(1).is_some_and(|mark| mark.is_mark('[')) {
            if next(2).is_some_and(|word| word.is_word("ignore")) {
                report.refuse(
                    path,
                    token.line,
                    "`#[ignore]`: a test that does not run and does not say why",
                    "use skep-harness and return `skip(\"the reason\")` where it cannot run",
                );
            }
            if next(2).is_some_and(|word| word.is_word("should_panic")) {
                report.refuse(
                    path,
                    token.line,
                    "`#[should_panic]`: any panic would satisfy it",
                    "return an error and compare it",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusals(path: &str, text: &str) -> Vec<String> {
        let mut report = Report::default();
        check(&Tree::of(&[(path, text)]), &mut report);
        report.shown()
    }

    fn check_one(path: &str, text: &str, expected: &str) {
        let found = refusals(path, text);
        assert!(found.len() == 1 && found[0].contains(expected), "{found:?}");
    }

    #[test]
    fn a_file_that_does_not_say_what_it_is_is_refused() {
        check_one(
            "crates/a/src/lib.rs",
            "use std::fmt;\n",
            "a/src/lib.rs:1: the file starts with `use std::fmt;`",
        );
        check_one("crates/a/src/lib.rs", "", "the file starts with ``");
        assert_eq!(refusals("crates/a/src/lib.rs", "//! What it is.\n"), [""; 0]);
    }

    #[test]
    fn unsafe_in_the_wrong_crate_is_refused() {
        let code = "//! A file.\n\nfn f() { unsafe { g() } }\n";
        check_one(
            "crates/skep-vm/src/lib.rs",
            code,
            "skep-vm/src/lib.rs:3: `unsafe` outside the listed files",
        );
        assert_eq!(refusals("crates/skep-linux/src/sys.rs", code), [""; 0]);
    }

    #[test]
    fn unsafe_in_words_about_it_is_allowed() {
        let text = "//! unsafe\n#![deny(unsafe_code)]\n// unsafe { }\nconst A: &str = \"unsafe\";\n";
        assert_eq!(refusals("crates/skep-vm/src/lib.rs", text), [""; 0]);
    }

    #[test]
    fn what_is_unfinished_is_refused() {
        check_one("crates/a/src/lib.rs", "//! A.\nfn f() { todo!() }\n", "a/src/lib.rs:2: `todo!`");
        check_one("crates/a/src/lib.rs", "//! A.\n#[ignore = \"x\"]\nfn f() {}\n", "`#[ignore]`");
        check_one("crates/a/src/lib.rs", "//! A.\n#[should_panic]\nfn f() {}\n", "`#[should_panic]`");
        check_one("docs/a.md", &format!("a\n{UNFINISHED}: b\n"), "docs/a.md:2");
    }

    #[test]
    fn white_space_at_the_end_of_a_line_is_refused() {
        check_one("docs/a.md", "one\ntwo \n", "docs/a.md:2: the line ends with white space");
    }

    #[test]
    fn a_file_that_is_too_long_is_refused_and_a_long_one_pointed_out() {
        let long = |lines: usize| "//! Long.\n".to_string() + &"//\n".repeat(lines - 1);
        check_one("crates/a/src/lib.rs", &long(1001), "the file has 1001 lines");
        assert_eq!(refusals("crates/skep-isa/src/table.rs", &long(1001)), [""; 0]);
        let mut report = Report::default();
        check(&Tree::of(&[("crates/a/src/lib.rs", &long(501))]), &mut report);
        assert_eq!((report.refusals.len(), report.warnings.len()), (0, 1));
    }
}
