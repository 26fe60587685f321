//! bpftool's findings, held against those of this library.

use crate::beside::Comparison;
use crate::host;
use skep::prelude::*;
use skep::{Features, Support};
use skep_harness::{Outcome, skip};
use std::process::Command;

pub(crate) fn differences() -> Outcome {
    let kernel = host::kernel()?;
    let features = Features::new(&kernel);
    let Ok(output) = Command::new("bpftool").args(["feature", "probe", "full"]).output() else {
        return skip("`bpftool` is not installed (Debian: bpftool)");
    };
    let comparison = Comparison::of(&features, &String::from_utf8(output.stdout)?);
    let compared = comparison.pairs.len();
    if compared < 1_000 {
        let said = String::from_utf8_lossy(&output.stderr);
        return skip(format!("bpftool found only {compared} things: {said}"));
    }
    let unexplained: Vec<&str> =
        comparison.pairs.iter().filter(|pair| pair.unexplained()).map(|pair| &*pair.name).collect();
    assert!(unexplained.is_empty(), "{} of {compared}: {unexplained:?}\n{comparison}", unexplained.len());
    assert!(compared > 4_000, "only {compared} things were compared");
    // Where a policy refuses programs at functions, bpftool says that there are no tracing programs.
    let tracing = comparison.pairs.iter().find(|pair| pair.name == "program type tracing");
    let tracing = tracing.ok_or("bpftool does not ask for tracing programs")?;
    assert_eq!(tracing.ours, Support::Yes);
    let line = |start: &str| comparison.to_string().lines().any(|line| line.starts_with(start));
    assert!(line("program type xdp                           yes      yes"), "{comparison}");
    assert_eq!(line("program type tracing                       no       yes      ["), !tracing.theirs);
    Ok(())
}

/// The table for made-up findings: one that is the same, one that differs for a known reason, one for none.
pub(crate) fn table() -> Outcome {
    let features = Features::new(&Kernel::simulated());
    let printed = "eBPF program_type xdp is available\neBPF program_type lsm is NOT available\n\
                   eBPF map_type hash is NOT available\n\
                   eBPF helpers supported for program type xdp:\n\t- bpf_ktime_get_ns\n\t- bpf_redirect\n\t- bpf_rc_repeat\n";
    let comparison = Comparison::of(&features, printed);
    let table = comparison.to_string();
    let line =
        |start: &str| table.lines().find(|line| line.starts_with(start)).unwrap_or_default().to_owned();
    assert_eq!(line("program type xdp "), "program type xdp                           yes      yes");
    assert_eq!(line("program type lsm "), "program type lsm                           no       no");
    assert_eq!(
        line("map type hash "),
        "map type hash                              no       yes      [not known]"
    );
    assert_eq!(
        line("map type array "),
        "map type array                             -        yes      this bpftool does not ask"
    );
    assert!(line("helpers in xdp ").contains(" 3        "), "{table}");
    assert!(line("helpers in xdp ").contains("[3]"), "{table}");
    assert!(table.contains("214 compared, "), "{table}");
    assert!(table.contains("[3] it looks for words that verifiers before Linux 6.12 use"), "{table}");
    let unexplained = comparison.pairs.iter().filter(|pair| pair.unexplained());
    assert!(unexplained.map(|pair| &*pair.name).any(|name| name == "map type hash"));
    Ok(())
}
