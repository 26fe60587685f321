//! The registers of the machines, as a table in Rust.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The file of the facts.
pub(crate) const FILE: &str = "registers.toml";

/// The facts, as the file has them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegisterFile {
    source: BTreeMap<String, String>,
    architectures: BTreeMap<String, Architecture>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Architecture {
    machine: String,
    #[serde(default)]
    also: Vec<String>,
    bits: u32,
    endian: Option<Endian>,
    size: Option<u32>,
    arguments: Vec<u32>,
    result: u32,
    instruction: u32,
    stack: u32,
    frame: Option<u32>,
    return_address: Option<u32>,
    syscall_arguments: Vec<u32>,
    syscall_prefix: Option<String>,
    #[serde(default)]
    general: BTreeMap<String, u32>,
    bpf: u32,
    perf_event_open: u32,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Endian {
    Little,
    Big,
}

/// The file with the table, made of the text of the facts.
pub(crate) fn render(text: &str) -> Result<String, String> {
    let facts: RegisterFile = toml::from_str(text).map_err(|error| error.to_string())?;
    if facts.source.is_empty() {
        return Err("[source] is empty: say where each kind of fact is from".into());
    }
    let mut out = format!(
        "//! The registers of the machines.\n//!\n//! Made by `cargo xtask codegen` from `facts/{FILE}`. Do not edit by \
         hand.\n\nuse crate::RegisterAbi;\n\n/// Defines the table of architectures.\nmacro_rules! table {{\n    ($($row:expr,)*) => {{\n        \
         pub(crate) const REGISTERS: &[RegisterAbi] = &[$($row),*];\n    }};\n}}\n\ntable! {{\n"
    );
    for (name, abi) in &facts.architectures {
        let machines: Vec<&String> = std::iter::once(&abi.machine).chain(&abi.also).collect();
        let big_endian = abi.endian.as_ref().map(|endian| *endian == Endian::Big);
        let _ = writeln!(
            out,
            "    RegisterAbi {{\n        name: {name:?}, machines: &{machines:?}, bits: {}, big_endian: {big_endian:?}, size: {:?},\n        \
             arguments: &{:?}, result: {}, instruction: {}, stack: {},\n        frame: {:?}, return_address: {:?},\n        \
             syscall_arguments: &{:?}, syscall_prefix: {:?},\n        general: &{:?},\n        bpf: {}, perf_event_open: {},\n    }},",
            abi.bits,
            abi.size,
            abi.arguments,
            abi.result,
            abi.instruction,
            abi.stack,
            abi.frame,
            abi.return_address,
            abi.syscall_arguments,
            abi.syscall_prefix,
            abi.general.iter().collect::<Vec<_>>(),
            abi.bpf,
            abi.perf_event_open
        );
    }
    out += "}\n";
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_architecture_is_a_row() {
        let text = "[source]\noffsets = \"here\"\n[architectures.m]\nmachine = \"m1\"\nalso = [\"m2\"]\nbits = 64\nendian = \"big\"\n\
                    arguments = [8]\nresult = 0\ninstruction = 16\nstack = 24\nsyscall_arguments = [8]\nbpf = 1\nperf_event_open = 2\n";
        let out = render(text).unwrap();
        assert!(
            out.contains(
                "name: \"m\", machines: &[\"m1\", \"m2\"], bits: 64, big_endian: Some(true), size: None"
            ),
            "{out}"
        );
        assert!(render("[source]\n[architectures]\n").is_err());
        assert!(render(&text.replace("\"big\"", "\"middle\"")).is_err());
    }
}
