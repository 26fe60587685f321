//! The fact files against the running kernel: a number has the same name here and in the kernel's own type
//! information. An older kernel has fewer names; what a newer one has more is reported as not compared.

use skep_harness::{Outcome, Stop, Suite, skip};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// A fact file, and how its numbers are found in C: the prefix of the enumerators, and of those that are not meant.
struct Table {
    file: &'static str,
    start: &'static str,
    prefix: &'static str,
}

const TABLES: &[Table] = &[
    Table { file: "commands", start: "enum bpf_cmd {", prefix: "BPF_" },
    Table { file: "map-types", start: "enum bpf_map_type {", prefix: "BPF_MAP_TYPE_" },
    Table { file: "program-types", start: "enum bpf_prog_type {", prefix: "BPF_PROG_TYPE_" },
    Table { file: "attach-types", start: "enum bpf_attach_type {", prefix: "BPF_" },
    Table { file: "link-types", start: "enum bpf_link_type {", prefix: "BPF_LINK_TYPE_" },
    Table { file: "xdp-actions", start: "enum xdp_action {", prefix: "XDP_" },
    Table { file: "map-flags", start: "\tBPF_F_NO_PREALLOC = ", prefix: "BPF_F_" },
    Table { file: "helpers", start: "\tBPF_FUNC_unspec = ", prefix: "BPF_FUNC_" },
];

fn main() -> ExitCode {
    let suite = Suite::new("facts");
    let suite = suite.test("the facts are those of the running kernel", facts_of_the_kernel);
    suite.test("the table of errors has no gap", errors_without_gap).run()
}

fn facts_of_the_kernel() -> Outcome {
    let header = kernel_header()?;
    let mut newer = Vec::new();
    for table in TABLES {
        let facts = facts(table.file)?;
        let enumerators = enumerators(&header, table);
        assert!(!enumerators.is_empty(), "{}: the kernel has nothing like `{}`", table.file, table.start);
        for (name, value) in enumerators {
            let name = match table.file {
                "helpers" => format!("bpf_{name}"),
                _ => name.to_lowercase(),
            };
            if facts.get(&name) == Some(&value) {
                continue;
            }
            let taken = facts.values().any(|known| *known == value);
            let known = facts.get(&name);
            assert!(
                !taken && known.is_none(),
                "{}: `{name}` is {value} in the kernel, here {known:?}",
                table.file
            );
            newer.push(name);
        }
    }
    if newer.is_empty() {
        Ok(())
    } else {
        skip(format!("the kernel is newer than the facts; not compared: {}", newer.join(", ")))
    }
}

fn errors_without_gap() -> Outcome {
    let numbers: Vec<i64> = {
        let mut numbers: Vec<i64> = facts("errno")?.into_values().collect();
        numbers.sort_unstable();
        numbers
    };
    // 41 and 58 were given to aliases, 134 to 511 and 520 to nothing.
    let expected = (1..=133).chain(512..=531).filter(|number| ![41, 58, 520].contains(number));
    assert_eq!(numbers, expected.collect::<Vec<_>>());
    Ok(())
}

/// The types of the running kernel as a C header.
fn kernel_header() -> Result<String, Stop> {
    let types = Path::new("/sys/kernel/btf/vmlinux");
    if !types.exists() {
        return skip("this kernel has no type information (/sys/kernel/btf/vmlinux)");
    }
    let output =
        Command::new("bpftool").args(["btf", "dump", "file"]).arg(types).args(["format", "c"]).output();
    let Ok(output) = output else { return skip("bpftool is not installed") };
    if !output.status.success() {
        return skip(format!("bpftool cannot read it: {}", String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// The enumerators of a table in the header, without their prefix. Names that the kernel itself calls old or that
/// only mark an end are left out.
fn enumerators(header: &str, table: &Table) -> Vec<(String, i64)> {
    let body = header.find(table.start).map(|start| header.split_at(start).1).unwrap_or_default();
    let body = body.split("};").next().unwrap_or_default();
    let lines = body.lines().filter_map(|line| line.trim().trim_end_matches(',').split_once(" = "));
    let meant =
        lines.filter_map(|(name, value)| Some((name.strip_prefix(table.prefix)?, value.parse().ok()?)));
    meant
        .filter(|(name, _)| !name.ends_with("_DEPRECATED") && *name != "PROG_RUN")
        .map(|(name, value)| (name.to_string(), value))
        .collect()
}

/// The numbers of a fact file by name.
fn facts(file: &str) -> Result<BTreeMap<String, i64>, Stop> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "facts"].iter().collect();
    let text = std::fs::read_to_string(folder.join(file).with_extension("toml"))?;
    let table: toml::Table = text.parse()?;
    let facts = table.get("facts").and_then(toml::Value::as_table).ok_or("no [facts]")?;
    let value = |fact: &toml::Value| fact.get("value").and_then(toml::Value::as_integer);
    Ok(facts.iter().filter_map(|(name, fact)| Some((name.clone(), value(fact)?))).collect())
}
