//! What bpftool finds, beside what is found here. It is another program by other people that asks the same kernel, so where
//! the two differ one of them is wrong, or they ask something else.

use crate::host;
use skep::prelude::*;
use skep::uapi::{HelperFacts, HelperTable};
use skep::{Features, Support};
use skep_harness::{Outcome, skip};
use std::collections::BTreeMap;
use std::process::Command;

/// Something that bpftool finds, and what is found here.
struct Pair<'a> {
    /// A name such as `program type lsm` or `helper bpf_bind in xdp`.
    name: &'a str,
    theirs: bool,
    ours: &'a Support,
    /// Whether this bpftool takes every helper for one that every program can call.
    believes_all: bool,
}

/// Why bpftool finds something else.
struct Reason {
    explains: fn(&Pair<'_>) -> bool,
    #[expect(dead_code, reason = "for whoever reads this, not for the test")]
    why: &'static str,
}

fn unknown(answer: &Support) -> bool {
    matches!(answer, Support::Unknown(_))
}

/// Every difference that is known, with its reason.
const REASONS: &[Reason] = &[
    Reason {
        explains: |pair| pair.name == "program type tracing" && !pair.theirs && pair.ours.is_yes(),
        why: "it tries tracing programs at a function, which a policy of this kernel refuses; at tracepoints they work",
    },
    Reason {
        explains: |pair| {
            ["program type ext", "program type lsm"].contains(&pair.name)
                && !pair.theirs
                && unknown(pair.ours)
        },
        why: "a policy refuses these with EPERM, which it takes for their absence",
    },
    Reason {
        explains: |pair| {
            pair.believes_all && pair.theirs && pair.ours.is_no() && pair.name.starts_with("helper ")
        },
        why: "it looks for words that verifiers before Linux 6.12 use when a program cannot call a helper, and so takes \
              every helper for one that can be called",
    },
    Reason {
        explains: |pair| {
            let of_helper = |facts: &HelperFacts| {
                facts.sleeps && pair.name.starts_with(&format!("helper {} in ", facts.name))
            };
            pair.theirs && pair.ours.is_no() && HelperTable::new().iter().any(of_helper)
        },
        why: "these wait, and programs of these types cannot be ones that may sleep",
    },
    Reason {
        explains: |pair| {
            pair.theirs && pair.ours.is_no() && pair.name.starts_with("helper bpf_get_func_ip in ")
        },
        why: "the verifier knows this one in all programs that trace, and refuses it in those that are at no function",
    },
    Reason {
        explains: |pair| unknown(pair.ours) && pair.name.starts_with("helper bpf_probe_"),
        why: "this one may be hidden because the kernel is locked down, which cannot be read; it does not ask",
    },
    Reason {
        explains: |pair| !pair.theirs && unknown(pair.ours) && pair.name.ends_with(" in struct_ops"),
        why: "such a program must name its structure before the verifier looks at it, which it takes for a refusal",
    },
    Reason {
        explains: |pair| {
            !pair.theirs
                && pair.ours.is_yes()
                && pair.name.starts_with("helper bpf_cgrp_storage_")
                && pair.believes_all
        },
        why: "it is older than these helpers and does not try them",
    },
    Reason {
        explains: |pair| {
            let places =
                [" in cgroup_device", " in cgroup_sysctl"].iter().any(|place| pair.name.ends_with(place));
            let helpers = ["helper bpf_get_retval ", "helper bpf_set_retval "];
            places
                && helpers.iter().any(|helper| pair.name.starts_with(helper))
                && !pair.theirs
                && pair.ours.is_yes()
        },
        why: "it tries these without an attach type, which the kernel takes for that of a packet filter, where they cannot \
              be called",
    },
    Reason {
        explains: |pair| {
            !pair.theirs && pair.ours.is_yes() && pair.name == "helper bpf_bind in cgroup_sock_addr"
        },
        why: "it tries this in a program at bind, and it can be called at connect only",
    },
    Reason {
        explains: |pair| {
            let options =
                ["helper bpf_setsockopt in cgroup_sockopt", "helper bpf_getsockopt in cgroup_sockopt"];
            options.contains(&pair.name) && !pair.theirs && pair.ours.is_yes()
        },
        why: "it tries these in a program at getsockopt, and they can be called at setsockopt only",
    },
];

pub(crate) fn differences() -> Outcome {
    let kernel = host::kernel()?;
    let features = Features::new(&kernel);
    let Ok(output) = Command::new("bpftool").args(["feature", "probe", "full"]).output() else {
        return skip("`bpftool` is not installed (Debian: bpftool)");
    };
    let theirs = findings(&String::from_utf8(output.stdout)?);
    if theirs.len() < 1_000 {
        return skip(format!(
            "bpftool found only {} things: {}",
            theirs.len(),
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    // No packet comes from a remote control.
    let believes_all = theirs.get("helper bpf_rc_repeat in xdp") == Some(&true);
    let mut unexplained = Vec::new();
    let mut compared = 0;
    for (name, theirs) in theirs {
        let Some(ours) = answer(&features, &name) else { continue };
        compared += 1;
        if matches!((theirs, &ours), (true, Support::Yes) | (false, Support::No)) {
            continue;
        }
        let pair = Pair { name: &name, theirs, ours: &ours, believes_all };
        if !REASONS.iter().any(|reason| (reason.explains)(&pair)) {
            unexplained.push(format!("{name}: bpftool says {theirs}, here {ours}"));
        }
    }
    assert!(unexplained.is_empty(), "{} of {compared}:\n{}", unexplained.len(), unexplained.join("\n"));
    assert!(compared > 4_000, "only {compared} things were compared");
    Ok(())
}

/// What is found here of something that bpftool names.
fn answer(features: &Features, name: &str) -> Option<Support> {
    let program = |name: &str| ProgramType::ALL.iter().copied().find(|one| one.name() == Some(name));
    if let Some(name) = name.strip_prefix("program type ") {
        return Some(features.program_type(program(name)?));
    }
    if let Some(name) = name.strip_prefix("map type ") {
        return Some(features.map_type(MapType::ALL.iter().copied().find(|one| one.name() == Some(name))?));
    }
    let (helper, program_type) = name.strip_prefix("helper ")?.split_once(" in ")?;
    Some(features.helper(Helper::named(helper)?, program(program_type)?))
}

/// What bpftool finds, by names such as `program type xdp`, `map type hash` and `helper bpf_redirect in xdp`.
fn findings(text: &str) -> BTreeMap<String, bool> {
    let mut found = BTreeMap::new();
    let mut helpers_of: Option<String> = None;
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["eBPF", "program_type", name, "is", ref rest @ ..] => {
                found.insert(format!("program type {name}"), rest == ["available"]);
            }
            ["eBPF", "map_type", name, "is", ref rest @ ..] => {
                found.insert(format!("map type {name}"), rest == ["available"]);
            }
            ["eBPF", "helpers", "supported", "for", "program", "type", name] => {
                let name = name.trim_end_matches(':');
                helpers_of = Some(name.to_owned());
                if found.get(&format!("program type {name}")) == Some(&true) {
                    for helper in Helper::ALL.iter().filter(|helper| helper.0 != 0) {
                        found.insert(format!("helper {helper} in {name}"), false);
                    }
                }
            }
            ["-", helper] => {
                if let Some(program) = &helpers_of {
                    found.insert(format!("helper {helper} in {program}"), true);
                }
            }
            _ => {}
        }
    }
    found
}
