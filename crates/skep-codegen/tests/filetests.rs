//! File tests: modules in the text of the intermediate representation, and the instructions that they become, in the same file.
//!
//! A file is the module, then `; target VERSION [big]` lines, each with the listing for it behind `; ` until the next. `cargo xtask bless`
//! writes what is found into the files.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use skep_codegen::compile_as_it_is;
use skep_ir::Module;
use skep_uapi::{Target, TargetEndian};
use std::fmt::Write as _;
use std::path::Path;

fn target(words: &str) -> Target {
    let (version, endian) = match words.strip_suffix(" big") {
        Some(version) => (version, TargetEndian::Big),
        None => (words, TargetEndian::Little),
    };
    Target::of_version(version.parse().unwrap(), endian)
}

/// What a module becomes: a listing of every program and function, or the errors.
fn listing(module: &Module, target: &Target) -> String {
    let mut text = String::new();
    match compile_as_it_is(module, target) {
        Ok(compiled) => {
            let programs = compiled.object.programs.iter().map(|one| (&one.name, &one.code));
            let functions = compiled.object.functions.iter().map(|one| (&one.name, &one.code));
            for (name, code) in programs.chain(functions) {
                let report = compiled.report.functions.iter().find(|one| *one.name == **name).unwrap();
                let _ = writeln!(
                    text,
                    "{name}: {} slots, frame {}, spills {}",
                    report.instructions, report.frame, report.spills
                );
                let _ = write!(text, "{code}");
            }
        }
        Err(errors) => {
            let _ = writeln!(text, "{errors}");
        }
    }
    text
}

/// The file with what is found for each of its targets.
fn filled(text: &str) -> String {
    let start = text.find("\n; target ").map_or(text.len(), |at| at + 1);
    let (source, expected) = text.split_at(start);
    let module = Module::parse(source).unwrap_or_else(|error| panic!("{error}"));
    let mut filled = source.to_owned();
    for line in expected.lines().filter(|line| line.starts_with("; target ")) {
        let _ = writeln!(filled, "{line}");
        let words = line.trim_start_matches("; target ");
        for line in listing(&module, &target(words)).lines() {
            let _ = writeln!(filled, "{}", format!("; {line}").trim_end());
        }
    }
    filled
}

#[test]
fn modules_become_the_instructions_that_their_files_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/filetests");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let found = filled(&text);
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&file, &found).unwrap();
        } else {
            assert_eq!(found, text, "{}", file.display());
        }
        assert_eq!(filled(&found), found, "the same twice");
    }
}
